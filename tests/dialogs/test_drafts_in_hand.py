"""Which draft somebody has in hand: what was left, what is begun or brought back, and which card is the present one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import drafts
from dialogs.advancing import is_fresh
from dialogs.context import Command
from dialogs.drafts import MOST_DRAFTS
from dialogs.in_hand import LEFT, as_left, taken_up
from dialogs.model import Act, Interview, Pressed, SaveDraft, Session, SetPreferences, Turn, Typed
from dialogs.position import UNFINISHED
from dialogs.suggestions import SUGGESTED
from dialogs.wording import asking, contracts, say
from tests.dialogs.contexts import context_of
from tests.dialogs.test_long_lists import DRAFT, ONE
from tests.dialogs.walker import NOW, OTHER, RULEBOOK, STAFF, words

NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)
OLDER, OLDEST = replace(NEW, id="i1"), replace(NEW, id="i2")
GONE = replace(NEW, memory={LEFT: True})
ADVISED = replace(NEW, id="i3", state="advised")


def saved(turn: Turn) -> list[str]:
    return [effect.interview.id for effect in turn.effects if isinstance(effect, SaveDraft)]


@pytest.mark.parametrize(
    ("act", "open_again"),
    [
        (Pressed("back", {"interview": "i3"}, {}), True),
        (Pressed("change", {"interview": "i3"}, {}), True),
        (Pressed("back", {"interview": "i0"}, {}), False),
        (Pressed("help", {"interview": "i3"}, {}), False),
        (Typed("back"), True),
        (Typed("Go back."), True),
        (Typed("my requests"), False),
    ],
)
def test_what_ended_with_advice_is_open_again_for_who_goes_back_from_there(act: Act, *, open_again: bool) -> None:
    session = Session(STAFF, None, advised=ADVISED)
    found = as_left(session, act)
    assert found == (replace(session, current=replace(ADVISED, state="open"), advised=None) if open_again else session)
    another = replace(session, current=NEW)
    assert as_left(another, act) == another, "something else is in hand"
    nothing = Session(STAFF, None)
    assert as_left(nothing, act) == nothing


@pytest.mark.parametrize(
    ("draft", "act", "in_hand"),
    [
        (GONE, Typed("permits"), False),
        (GONE, Pressed("answer", {"interview": "i0"}, {}), True),
        (GONE, Pressed("help", {"interview": "i0"}, {}), False),
        (GONE, Pressed("answer", {"interview": "i1"}, {}), False),
        (GONE, Pressed("my_requests", {}, {}), False),
        (NEW, Typed("permits"), True),
        (replace(NEW, memory={LEFT: False}), Typed("permits"), True),
    ],
)
def test_a_draft_that_was_left_is_in_hand_for_the_buttons_of_its_own_cards_alone(
    draft: Interview, act: Act, *, in_hand: bool
) -> None:
    session = Session(STAFF, draft, (OLDER, draft, OLDEST))
    out_of_hand = replace(session, current=None, left=draft, drafts=(draft, OLDER, OLDEST))
    assert as_left(session, act) == (session if in_hand else out_of_hand)


@pytest.mark.parametrize(
    ("draft", "act", "effects", "again"),
    [
        (GONE, Pressed("change", {"interview": "i0"}, {}), (), True),
        (GONE, Pressed("change", {"interview": "i0"}, {}), (SetPreferences({}),), True),
        (GONE, Pressed("change", {"interview": "i0"}, {}), (SaveDraft(NEW),), False),
        (GONE, Pressed("help", {"interview": "i0"}, {}), (), False),
        (GONE, Pressed("change", {"interview": "i1"}, {}), (), False),
        (GONE, Typed("change"), (), False),
        (NEW, Pressed("change", {"interview": "i0"}, {}), (), False),
        (None, Pressed("change", {"interview": "i0"}, {}), (), False),
    ],
)
def test_a_card_of_a_left_draft_that_was_only_shown_again_brings_it_back(
    draft: Interview | None, act: Act, effects: tuple[Any, ...], *, again: bool
) -> None:
    turn = taken_up(Session(STAFF, draft), act, Turn(None, "", effects))
    assert turn.effects == ((*effects, SaveDraft(NEW)) if again else effects)


@pytest.mark.parametrize(
    ("draft", "carried", "typed", "fresh"),
    [
        (NEW, {"interview": "i0", "revision": 1}, False, True),
        (NEW, {"interview": "i0", "revision": 0}, False, False),
        (NEW, {"interview": "i0", "revision": 2}, False, False),
        (NEW, {"interview": "i0", "revision": True}, False, False),
        (NEW, {"interview": "i1", "revision": 1}, False, False),
        (NEW, {"interview": "i0"}, False, False),
        (ADVISED, {"interview": "i3", "revision": 1}, False, False),
        (None, {"interview": "i0", "revision": 1}, False, False),
        (None, {}, True, True),
    ],
)
def test_a_button_is_of_the_present_card_where_draft_and_revision_are_the_same(
    draft: Interview | None, carried: Mapping[str, Any], *, typed: bool, fresh: bool
) -> None:
    assert is_fresh(context_of(Session(STAFF, draft), typed=typed), Command("answer", carried)) is fresh


@pytest.mark.parametrize(
    ("draft", "begins"),
    [
        (None, True),
        (NEW, False),  # it holds nothing yet: it is the new one
        (replace(NEW, memory={LEFT: False}), False),
        (replace(NEW, answers={"need": "renew"}), True),
        (replace(NEW, details={"title": "Repairs"}), True),
        (replace(NEW, memory={UNFINISHED: {"need": "renew"}}), True),
        (replace(NEW, memory={SUGGESTED: {"need": "renew"}}), True),
        (replace(NEW, memory={SUGGESTED: {}}), False),
    ],
)
def test_start_begins_another_where_the_draft_in_hand_holds_something(draft: Interview | None, *, begins: bool) -> None:
    turn = drafts.start(context_of(Session(STAFF, draft)), Command("start"))
    assert saved(turn) == (["new"] if begins else [])
    assert (say(asking.OTHER_DRAFT) in words(turn.card)) is (begins and draft is not None)
    assert say(contracts.LOST) not in words(turn.card)
    lost = drafts.start(context_of(Session(STAFF, draft)), Command("start", {"system": "7"}))
    assert say(contracts.LOST) in words(lost.card)


@pytest.mark.parametrize(
    ("held", "listed", "begins"),
    [(MOST_DRAFTS, 0, False), (MOST_DRAFTS - 1, 0, True), (0, 0, True), (None, 3, True), (None, MOST_DRAFTS, False)],
)
def test_who_holds_as_many_drafts_as_anybody_may_begins_no_other(
    held: int | None, listed: int, *, begins: bool
) -> None:
    others = tuple(replace(NEW, id=f"d{n}") for n in range(listed))
    turn = drafts.begin(context_of(Session(STAFF, None, others, drafts_held=held)))
    assert saved(turn) == (["new"] if begins else [])
    assert (say(asking.MANY_DRAFTS, count=MOST_DRAFTS) in words(turn.card)) is not begins


@pytest.mark.parametrize(
    ("session", "carried", "back"),
    [
        (Session(STAFF, NEW, (OLDER,)), {"draft": 1}, []),  # it is in hand
        (Session(STAFF, NEW, (OLDER,)), {"draft": 2}, ["i1"]),
        (Session(STAFF, NEW, (OLDER,)), {"draft": 3}, []),
        (Session(STAFF, NEW, (OLDER,)), {"draft": 0}, []),
        (Session(STAFF, NEW, (OLDER,)), {"interview": "i1"}, ["i1"]),
        (Session(STAFF, NEW, (OLDER,)), {"interview": "i0"}, []),
        (Session(STAFF, NEW, (OLDER,)), {}, []),
        (Session(STAFF, None, (OLDER, OLDEST)), {"draft": 1}, ["i1"]),
        (Session(STAFF, None, (OLDER, OLDEST)), {"draft": 2}, ["i2"]),
        (Session(STAFF, None, (OLDER, OLDEST)), {"draft": "2"}, []),
        (Session(STAFF, None, (OLDER, OLDEST)), {"interview": "i2"}, ["i2"]),
        (Session(STAFF, None, (OLDER, OLDEST)), {}, []),
        (Session(STAFF, None, (OLDER,)), {}, ["i1"]),
        (Session(STAFF, None, (OLDER, OLDEST), left=OLDEST), {}, ["i2"]),
        (Session(STAFF, None), {}, []),
    ],
)
def test_resume_brings_back_the_draft_that_is_meant(session: Session, carried: dict[str, Any], back: list[str]) -> None:
    turn = drafts.resume(context_of(session), Command("resume", carried))
    assert saved(turn) == back
    several = session.current is None and len(session.drafts) > 1 and not back
    assert (turn.summary == drafts.list_drafts(context_of(session), Command("drafts")).summary) is (
        several or session == Session(STAFF, None)
    )


FIRST = replace(ONE, reference="DR-0001", interview="i1")
SECOND = replace(ONE, reference="DR-0002", interview="i2", submitted_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("carried", "typed", "found"),
    [
        ({"interview": "i1"}, False, "DR-0001"),
        ({"interview": "i2"}, False, "DR-0002"),
        ({"interview": "i4"}, False, ""),
        ({}, False, ""),
        ({}, True, "DR-0002"),
    ],
)
def test_submit_again_shows_the_request_that_it_became(carried: dict[str, Any], found: str, *, typed: bool) -> None:
    for known in ({"mine": (SECOND, FIRST)}, {"mine": (FIRST,), "request": SECOND}):
        turn = drafts.sent_already(context_of(Session(STAFF, None), typed=typed, **known), Command("submit", carried))
        assert [name for name in ("DR-0001", "DR-0002") if name in words(turn.card)] == ([found] if found else [])


def test_submit_again_shows_nothing_of_another_person() -> None:
    nobody = replace(STAFF, aad_id="")
    for person, request in ((OTHER, FIRST), (nobody, replace(FIRST, requester=nobody))):
        context = context_of(Session(person, None), request=request)
        assert "DR-0001" not in words(drafts.sent_already(context, Command("submit", {"interview": "i1"})).card)
