"""Work at its edges: in whose name it is done, what just counts and what does not, and which of several is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dialogs import champions
from dialogs.agendas import in_order
from dialogs.calendar import begins_on
from dialogs.context import Command
from dialogs.events import PickedUp, Record
from dialogs.firmness import close_pairs
from dialogs.helping import find_term
from dialogs.model import AreaPeople, People, Person, Profile, SaveDraft, Session, System
from dialogs.sponsoring import take_manager
from dialogs.statuses import Status
from dialogs.steps import RequestStep, StepState, status_of_step
from dialogs.systems import with_chosen
from dialogs.tasks import held_step, tasks_of
from dialogs.wording import LONDON, championing, say
from governance_rules.model import Term
from governance_rules.roles import PARTNER as PARTNER_STEP
from tests.dialogs.before_the_board import RULES
from tests.dialogs.contexts import context_of
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_agendas import with_points
from tests.dialogs.test_long_lists import DRAFT, ONE
from tests.dialogs.walker import CHAMPION, GOVERNANCE, HEAD, NOW, OTHER, PARTNER, PEOPLE, PMO, RULEBOOK, STAFF, words


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


WAITS, HAS, OVER = StepState.WAITING, StepState.CURRENT, StepState.OVER


@pytest.mark.parametrize(
    ("states", "picked_up", "status"),
    [
        ((HAS, WAITS), False, Status.SUBMITTED),
        ((HAS, WAITS), True, Status.WITH_PARTNER),
        ((HAS, OVER), True, Status.WITH_PARTNER),  # it came back to the partner
        ((OVER, HAS), True, Status.IN_REVIEW),
        ((OVER, HAS), False, Status.IN_REVIEW),
        ((WAITS, HAS), False, Status.SUBMITTED),  # a body that has it first has not begun
        ((OVER, OVER), True, Status.WITH_PARTNER),
    ],
)
def test_a_request_is_in_review_with_a_body_behind_another(
    states: tuple[StepState, StepState], status: Status, *, picked_up: bool
) -> None:
    steps = tuple(
        RequestStep(name, name, stage, state)
        for stage, (name, state) in enumerate(zip((PARTNER_STEP, "board"), states, strict=True))
    )
    assert status_of_step(steps, picked_up=picked_up) == status


@pytest.mark.parametrize(
    ("person", "status", "question", "waits"),
    [
        (STAFF, "More information needed", "", True),
        (STAFF, "In review", "Which one?", True),
        (STAFF, "In review", "", False),
        (STAFF, "Approved", "Which one?", False),
        (STAFF, "Ours", "Which one?", True),
        (OTHER, "More information needed", "", False),
        (OTHER, "In review", "Which one?", False),
    ],
)
def test_an_answer_waits_for_the_requester_until_somebody_decides(
    person: Person, status: str, question: str, *, waits: bool
) -> None:
    request = replace(ONE, status=status, open_question=question)
    assert [task.kind for task in tasks_of(PEOPLE, person, request)] == (["information"] if waits else [])


@pytest.mark.parametrize(
    ("status", "people", "person", "waits"),
    [
        ("Approved", PEOPLE, PMO, True),
        ("In delivery", PEOPLE, PMO, True),
        ("Done", PEOPLE, PMO, False),
        ("In review", PEOPLE, PMO, False),
        ("Approved", PEOPLE, GOVERNANCE, False),
        ("Approved", replace(PEOPLE, owners={}), GOVERNANCE, True),  # nobody else delivers it
        ("Approved", replace(PEOPLE, owners={}), STAFF, False),
        ("Approved", replace(PEOPLE, owners={}, deliverers={}), GOVERNANCE, False),  # nor need anybody
    ],
)
def test_what_was_approved_waits_for_whoever_delivers_it(
    status: str, people: People, person: Person, *, waits: bool
) -> None:
    found = [task.kind for task in tasks_of(people, person, replace(ONE, status=status))]
    assert ("delivery" in found) is waits


@pytest.mark.parametrize(("since", "came_back", "held"), [(None, 2, 2), (1, 2, 2), (3, 2, 3), (2, 2, 2)])
def test_a_body_holds_a_request_since_it_came_or_came_back(since: int | None, came_back: int, held: int) -> None:
    days = {n: NOW + timedelta(days=n) for n in (1, 2, 3)}
    assert held_step("board", "board", days[since] if since else None, days[came_back]).since == days[held]


SYSTEMS = tuple(System(str(n), name) for n, name in enumerate(("Repairs", "Parking", "Bins"), 1))


@pytest.mark.parametrize(
    ("said", "typed", "names"),
    [
        ("1", True, "Repairs"),
        ("3", True, "Bins"),
        ("0", True, "0"),
        ("4", True, "4"),
        ("1 and 3", True, "Repairs; Bins"),
        ("1, 4", True, "1, 4"),
        ("Repairs", True, "Repairs"),
        ("1", False, "1"),  # who fills in a box writes a name
    ],
)
def test_a_number_that_was_typed_is_the_system_with_that_number(said: str, names: str, *, typed: bool) -> None:
    draft = replace(DRAFT, details={}, rules_version=RULEBOOK.version)
    detail = next(one for one in RULEBOOK.details if one.role == "systems")
    context = replace(context_of(STAFF, systems=SYSTEMS), typed=typed)
    _, command = with_chosen(context, draft, Command("answer", {}, {detail.id: said}), [detail])
    assert command.inputs == {detail.id: names}


@pytest.mark.parametrize("looking", [None, "title"])
def test_who_names_their_manager_has_passed_over_that_detail_no_more(looking: str | None) -> None:
    answers = {**ANSWERS["project"], "sponsor": "named"}
    draft = replace(
        DRAFT,
        answers=answers,
        details={},
        memory={"skipped": ["sponsor_name", "supplier"]},
        rules_version=RULEBOOK.version,
        looking_at=looking,
    )
    context = replace(context_of(STAFF), session=Session(STAFF, draft, profile=Profile("Housing", HEAD)))
    (saved,) = take_manager(context, Command("answer", {"form": "manager"}), draft).effects
    assert isinstance(saved, SaveDraft)
    assert saved.interview.memory["skipped"] == ["supplier"]
    assert saved.interview.looking_at == (looking or "sponsor_name")
