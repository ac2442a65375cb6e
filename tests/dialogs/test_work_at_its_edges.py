"""Work at its edges: in whose name it is done, what just counts and what does not, and which of several is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from dialogs import champions
from dialogs.agendas import in_order
from dialogs.calendar import begins_on
from dialogs.context import Command, TurnContext
from dialogs.events import PickedUp, Record
from dialogs.firmness import close_pairs
from dialogs.helping import find_term
from dialogs.model import AreaPeople, Clock, Lookups, Person, Session
from dialogs.statuses import Status
from dialogs.wording import LONDON, championing, say
from governance_rules.model import Term
from tests.dialogs.before_the_board import RULES
from tests.dialogs.test_agendas import with_points
from tests.dialogs.test_long_lists import ONE
from tests.dialogs.walker import CHAMPION, GOVERNANCE, NOW, OTHER, PARTNER, PEOPLE, RULEBOOK, words


def context_of(person: Person, **known: Any) -> TurnContext:
    return TurnContext(RULEBOOK, PEOPLE, Session(person, None), Lookups(**known), Clock(NOW, lambda: "x"))


@pytest.mark.parametrize(
    ("listed", "sent", "named"),
    [
        (PARTNER.name, "Somebody else", PARTNER.name),
        ("", "Somebody else", "Somebody else"),  # the directory has no name
    ],
)
def test_who_picks_a_request_up_is_named_as_the_directory_has_them(listed: str, sent: str, named: str) -> None:
    partner = replace(PARTNER, name=listed)
    people = replace(PEOPLE, areas={"housing": AreaPeople("housing", "Housing", (CHAMPION,), partner)})
    context = replace(context_of(replace(PARTNER, name=sent)), people=people)
    (effect,) = champions.pick_up(context, Command("pick_up"), ONE, "partner").effects
    assert isinstance(effect, Record)
    assert isinstance(effect.event, PickedUp)
    assert effect.event.contact == named
    for status, contact in ((Status.WITH_PARTNER, named), (Status.WITH_PARTNER, "Other"), (Status.SUBMITTED, named)):
        again = champions.pick_up(
            context, Command("pick_up"), replace(ONE, status=status, it_contact=contact), "partner"
        )
        assert (again.effects == ()) is (status == Status.WITH_PARTNER and contact == named)
        assert (say(championing.PICKED_UP_ALREADY, reference="DR-0001") in words(again.card)) is (again.effects == ())


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [("all", "all"), ("waiting", "waiting"), ("no such", "open"), (7, "open"), (None, "open")],
)
def test_an_area_is_shown_by_one_of_its_filters_and_else_what_is_open(wanted: object, shown: str) -> None:
    turn = champions.my_area(context_of(CHAMPION), Command("my_area", {"filter": wanted}))
    assert turn.accesses[0].fields["filter"] == shown


@pytest.mark.parametrize(("export", "offered"), [(True, 1), (False, 0), ("yes", 0), (1, 0)])
def test_a_file_of_an_area_is_offered_where_it_was_asked_for(export: object, offered: int) -> None:
    turn = champions.my_area(context_of(CHAMPION), Command("my_area", {"export": export}))
    assert len(turn.effects) == offered


def test_of_an_area_its_people_see_its_requests_and_nobody_those_of_another() -> None:
    known = (ONE, replace(ONE, reference="DR-0002", area="place"))
    for person, seen in ((CHAMPION, 1), (GOVERNANCE, 2), (OTHER, 0)):
        turn = champions.my_area(context_of(person, area_requests=known), Command("my_area"))
        assert turn.accesses[0].fields["requests"] == seen


@pytest.mark.parametrize(("swapped", "of", "close"), [(1, 4, False), (2, 8, False), (2, 4, True)])
def test_neighbours_change_places_easily_in_more_than_a_quarter_of_the_draws(
    swapped: int, of: int, *, close: bool
) -> None:
    points = ((3, 0), (0, 3)) if close else ((1, 0), (0, 1))
    pair = in_order(
        with_points(n, (("strategy_fit", fit), ("yearly_benefit", benefit)))
        for n, (fit, benefit) in enumerate(points, 1)
    )
    found = close_pairs(RULES.matrix, pair, of)
    assert [one.share for one in found] == ([swapped / of] if close else [])


@pytest.mark.parametrize(("hour", "minute", "day"), [(17, 29, 3), (17, 30, 4), (17, 31, 4), (0, 0, 3), (23, 59, 4)])
def test_what_comes_when_the_day_is_over_counts_from_the_next_working_day(hour: int, minute: int, day: int) -> None:
    assert begins_on(datetime(2026, 3, 3, hour, minute, tzinfo=LONDON)) == date(2026, 3, day)


TERMS = (
    Term("short", "Board", ("group of people",), "A board.", "Rules"),
    Term("long", "Review board", (), "A longer name.", "Rules"),
    Term("last", "Bored", (), "As long as the first.", "Rules"),
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("board", "short"),  # its name alone needs no question
        ("review board", "long"),
        ("what is a board", "short"),
        ("what is a review board", "long"),
        ("what are boards", "short"),
        ("what is a review board and a board", "long"),
        ("what is the bored board", "short"),  # of two as long the first
        ("what is bored", "last"),
        ("is it a group of people?", "short"),
        ("the review board has met", None),  # nothing is asked
        ("what is a boardroom", None),
        ("what is it", None),
    ],
)
def test_a_question_is_about_the_term_whose_longest_words_are_in_it(said: str, found: str | None) -> None:
    term = find_term(replace(RULEBOOK, terms=TERMS), said)
    assert (term.id if term else None) == found
