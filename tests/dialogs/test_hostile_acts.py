"""Forged cards, foreign inputs and hostile values: the present card comes back and nothing changes."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.events import Record
from dialogs.model import Interview, Person, Pressed, SaveDraft, SubmitRequest, Typed
from dialogs.verbs import EVERY_VERB
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import CHAMPION, GOVERNANCE, OTHER, PARTNER, PLACE_CHAMPION, STAFF, Office, Walker, words

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "interview",
        "revision",
        "question",
        "reference",
        "only",
        "form",
        "sure",
        "filter",
        "export",
        "need",
        "title",
        "information",
        "note",
        "person",
    ]
)
FORMS = st.sampled_from(["note", "ask", "information", "preferences"])
HIDDEN = "Nobody else may read this"


def office_with_a_request() -> Office:
    office = Office()
    owner = Walker(office=office, person=OTHER)
    owner.send("start")
    owner.fill(ANSWERS["project"], {**DETAILS, "problem": HIDDEN})
    owner.press("submit")
    return office


VERBS = [*dict.fromkeys(verb.name for verb in EVERY_VERB), "", "nonsense", "__class__"]
STEPS: list[dict[str, object]] = [
    {"need": "idea"},
    {"service_area": "housing", "corporate_tool": "no"},
    {"reach": "public", "data": "none", "technical_impact": "none", "ai": "no"},
    {},
]


@cache
def interview_after(steps: int) -> Interview | None:
    """An interview as it is after so many steps: nothing changes it, so it is walked to once."""
    walker = Walker()
    walker.send("start")
    for step in STEPS[:steps]:
        walker.press("answer", step)
    return walker.current


@settings(max_examples=300, deadline=None)
@given(
    first=st.integers(0, len(VERBS) - 1),
    data=st.dictionaries(KEYS, JSON | st.sampled_from(["DR-0001", "i1", 1, 2]) | FORMS, max_size=6),
    inputs=st.dictionaries(KEYS | st.text(max_size=6), JSON, max_size=4),
)
def test_no_press_whatever_it_carries_raises_or_makes_a_faulty_card(
    first: int, data: dict[str, object], inputs: dict[str, object]
) -> None:
    """What is carried costs most to make up: each is pressed at every step, with another verb each time."""
    for steps in range(len(STEPS) + 1):
        verb, current = VERBS[(first + steps) % len(VERBS)], interview_after(steps)
        walker = Walker(current=current)
        at = {"interview": current.id, "revision": current.revision} if current else {}
        walker.act(Pressed(verb, {**at, **data}, inputs))
        assert not faults(walker.card), verb
        assert not any(isinstance(e, SubmitRequest | Record) for e in walker.effects), verb


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200), stage=st.integers(0, 5))
@example(text="TELL IT NOW", stage=5)
def test_no_typed_words_raise_or_make_a_faulty_card(text: str, stage: int) -> None:
    walker = Walker()
    if stage:
        walker.type("start")
    walker.fill_typed(ANSWERS["explore"], {}) if stage > 4 else [
        walker.type(w) for w in ("7", "Housing", "2")[: max(stage - 1, 0)]
    ]
    walker.act(Typed(text))
    assert not faults(walker.card)


@pytest.mark.parametrize("value", [1, True, {}, {"a": 1}, "nonsense", "FIX", ["fix"], "fix,renew", 1.5, "fix\u200b"])
def test_a_value_that_the_card_does_not_offer_changes_nothing(value: object) -> None:
    walker = Walker()
    walker.send("start")
    before = walker.current
    walker.press("answer", {"need": value})
    assert walker.current is before
    assert walker.effects == ()
    assert "Nothing has changed" in words(walker.card)


@pytest.mark.parametrize("foreign", ["title", "service_area", "colour", "ai"])
def test_inputs_that_are_not_on_the_card_change_nothing(foreign: str) -> None:
    walker = Walker()
    walker.send("start")
    before = walker.current
    walker.press("answer", {"need": "fix", foreign: "x"})
    assert walker.current is before
    assert walker.effects == ()
    assert "does not belong to this step" in words(walker.card)


@pytest.mark.parametrize(
    "verb",
    [
        *("show", "withdraw", "pick_up", "can_help", "pass_on", "add_note", "ask", "add_information", "join"),
        *("start_again", "remove"),
    ],
)
@pytest.mark.parametrize("person", [STAFF, PLACE_CHAMPION, Person("", "Nobody")])
def test_a_forged_press_about_another_persons_request_changes_and_shows_nothing(verb: str, person: Person) -> None:
    office = office_with_a_request()
    before = dict(office.requests)
    walker = Walker(office=office, person=person)
    for sure in ({}, {"sure": True}):
        walker.send(verb, {"reference": "DR-0001", "requester": OTHER.aad_id, "aad_id": PARTNER.aad_id, **sure})
        assert office.requests == before
        assert not any(isinstance(e, Record | SaveDraft) for e in walker.effects)
        assert HIDDEN not in str(walker.card)
        assert DETAILS["title"] not in str(walker.card)
    known = str(walker.card).replace("DR-0001", "")
    walker.send(verb, {"reference": "DR-7777"})
    assert str(walker.card).replace("DR-7777", "") == known, "the answer gives away whether the request exists"


@pytest.mark.parametrize("form", ["note", "ask", "information"])
def test_a_forged_form_about_another_persons_request_changes_nothing(form: str) -> None:
    office = office_with_a_request()
    walker = Walker(office=office, person=STAFF)
    walker.send("answer", {"form": form, "reference": "DR-0001"}, {form: "hello"})
    assert walker.effects == ()
    assert "We cannot find that request" in words(walker.card)


def test_a_champion_may_not_pick_up_and_a_partner_may_not_pass_on() -> None:
    office = office_with_a_request()
    for person, verb in ((CHAMPION, "pick_up"), (CHAMPION, "ask"), (PARTNER, "pass_on"), (GOVERNANCE, "pick_up")):
        walker = Walker(office=office, person=person)
        walker.send(verb, {"reference": "DR-0001"})
        assert walker.effects == ()


def test_figures_and_areas_are_for_the_people_of_the_directory_alone() -> None:
    office = office_with_a_request()
    for verb in ("my_area", "figures"):
        walker = Walker(office=office, person=STAFF)
        walker.send(verb, {"export": True, "filter": "all"})
        assert "DR-0001" not in str(walker.card)
        assert walker.effects == ()
    champion = Walker(office=office, person=PLACE_CHAMPION)
    champion.send("my_area", {"export": True, "filter": "all"})
    assert "DR-0001" not in str(champion.card)
    assert "DR-0001" not in champion.export()


INJECTIONS = [
    "<at>Everyone</at>",
    "< AT >x</ at >",
    "[click](https://evil.example)",
    "**bold**",
    "![x](https://evil.example/x.png)",
    "{{DATE(2026-01-01T00:00:00Z,SHORT)}}",
    "${title}",
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "# heading",
    "1. list",
    "{0}",
    "{reference}",
    "%s",
    "\u202etxt.exe",
    "\x00\x07bell",
    "a\u0000b",
    "\ud800half",
    "'; drop table requests; --",
    "../../etc/passwd",
    "{{{{a",
    "a" + "🏳️‍🌈" * 20,
]


@pytest.mark.parametrize("words_typed", INJECTIONS)
@pytest.mark.parametrize("typed", [False, True])
def test_injected_text_is_shown_and_never_live(words_typed: str, typed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    office = Office()
    walker = Walker(office=office)
    walker.type("start")
    details = {**DETAILS, "title": f"x {words_typed}", "problem": words_typed, "outcome": f"y{words_typed}"}
    if typed:
        walker.fill_typed(ANSWERS["explore"], details)
        walker.type("submit")
    else:
        walker.fill(ANSWERS["explore"], details)
        walker.press("submit")
    assert "DR-0001" in office.requests
    partner = Walker(office=office, person=PARTNER)
    for said in ("show DR-0001", "my area export", f"note DR-0001 {words_typed}"):
        partner.type(said)
    for name, card in office.cards:
        assert not faults(card), name
        str(card).encode("utf-8")
    for line in _exported(office).removeprefix("\ufeff").splitlines()[1:]:
        for cell in line.strip('"').split('","'):
            assert not cell.startswith(("=", "+", "-", "@", "\t")), line


def _exported(office: Office) -> str:
    walker = Walker(office=office, person=CHAMPION)
    walker.type("my area export")
    return walker.export()
