"""What somebody filled in is there when they come again, whichever button they pressed and however far they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialogs.cards.elements import STAYS
from dialogs.model import SaveDraft
from governance_rules import Rulebook
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.money_and_dates import IDEA, with_money_and_a_date
from tests.dialogs.walker import RULEBOOK, Office, Walker, buttons, elements, inputs, words

Filled = Mapping[str, str]
Journey = tuple[Rulebook, Mapping[str, Any]]
PROJECT = {**ANSWERS["project"], "sponsor": "named"}
"""Every question of the shipped rules is on its way, and every detail."""


@pytest.fixture(scope="module", params=["the shipped rules", "rules with a sum and a date"])
def journey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """Rules, and answers that come by every kind of question of theirs."""
    if request.param == "the shipped rules":
        return RULEBOOK, PROJECT
    return with_money_and_a_date(tmp_path_factory.mktemp("rules") / "rulebook"), IDEA


def whole(card: dict[str, Any]) -> Filled:
    """Every input with something in it that can stand."""
    return {one["id"]: _sound(one) for one in inputs(card)}


def unfinished(card: dict[str, Any]) -> Filled:
    """The first input alone."""
    first, *rest = inputs(card)
    return {first["id"]: _sound(first), **{one["id"]: one.get("value", "") for one in rest}}


def wrong(card: dict[str, Any]) -> Filled:
    """Every input with what cannot stand, as far as its client lets anybody write it."""
    return {one["id"]: _unsound(one) for one in inputs(card)}


def _sound(one: Mapping[str, Any]) -> str:
    if one["type"] == "Input.ChoiceSet":
        chosen = [c["value"] for c in one["choices"]][:2] if one["isMultiSelect"] else [one["choices"][-1]["value"]]
        return ",".join(chosen)
    if one["type"] == "Input.Date":
        return "2027-01-31"
    return "30000" if one["maxLength"] == 20 else f"Words for {one['id']}"


def _unsound(one: Mapping[str, Any]) -> str:
    if one["type"] == "Input.ChoiceSet":
        return ",".join(c["value"] for c in one["choices"]) if one["isMultiSelect"] else one.get("value", "")
    if one["type"] == "Input.Date":
        return ""
    return "not a sum" if one["maxLength"] == 20 else "a " * (one["maxLength"] // 2) + "end"


def fork(walker: Walker) -> Walker:
    """The same person at the same card, to try one thing more."""
    return replace(walker, office=replace(walker.office, cards=[]), drafts=dict(walker.drafts))


def on_the_way(journey: Journey, by: str) -> Iterator[Walker]:
    """Somebody at each card with inputs, from the first question to the last detail, and once more from the end."""
    rules, answers = journey
    walker = Walker(office=Office(rulebook=rules))
    walker.send("start")
    for _ in range(60):
        if by == "words":
            walker.type("resume")
        if inputs(walker.card):
            yield walker
        if "submit" in {b["verb"] for b in buttons(walker.card)}:
            break
        if by == "words" and not inputs(walker.card):
            walker.type("continue")
            continue
        given = {**answers, **DETAILS}
        held = {one["id"]: given.get(one["id"], one.get("value", "")) for one in inputs(walker.card)}
        walker.press("answer", {i: ",".join(v) if isinstance(v, tuple) else v for i, v in held.items()})
    assert "submit" in {b["verb"] for b in buttons(walker.card)}
    for change in [b for b in buttons(walker.card) if b["verb"] == "change"]:
        looking = fork(walker)
        looking.send("change", change["data"])
        yield looking


def come_again(walker: Walker, wanted: Filled, answers: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Carry on as anybody would until the card with these inputs is there; what stands in them."""
    for _ in range(30):
        shown = {one["id"]: one.get("value", "") for one in inputs(walker.card)}
        if set(wanted) <= set(shown):
            return {i: shown[i] for i in wanted}
        if "resume" in {b["verb"] for b in buttons(walker.card)}:
            walker.press("resume")
        elif "submit" in {b["verb"] for b in buttons(walker.card)}:  # nothing on it was another thing than before
            change = next(b for b in buttons(walker.card) if b["data"].get("question") in wanted)
            walker.send("change", change["data"])
        else:  # a question before it that has no answer yet gets one
            given = {i: (answers or {}).get(i, "") for i, held in shown.items() if not held and i not in wanted}
            walker.press("answer", shown | {i: a if isinstance(a, str) else ",".join(a) for i, a in given.items()})
    raise AssertionError("the card does not come again")


def _as_read(filled: Filled, card: dict[str, Any]) -> Filled:
    """In the order of the card, as a client sends several choices."""
    return {one["id"]: filled[one["id"]].strip() for one in inputs(card)}


@pytest.mark.parametrize("by", ["cards", "words"])
@pytest.mark.parametrize("fill", [whole, unfinished, wrong])
def test_whatever_is_filled_in_is_there_again_after_every_button_that_stays_with_the_draft(
    journey: Journey, fill: Callable[[dict[str, Any]], Filled], by: str
) -> None:
    tried: set[tuple[str, ...]] = set()
    for walker in on_the_way(journey, by):
        given = fill(walker.card)
        for button in [b for b in buttons(walker.card) if b["verb"] in STAYS - {"answer"}]:
            person = fork(walker)
            person.send(button["verb"], button["data"], given)
            assert faults(person.card) == []
            assert come_again(person, given, journey[1]) == _as_read(given, walker.card), button
            assert faults(person.card) == []
            tried.add((button["verb"], *given))
    cards = {key[1:] for key in tried}
    assert {key[0] for key in tried} >= {"back", "leave", "help"} | ({"change"} if by == "words" else set())
    asked = set(journey[1]) | {"title", "problem", "outcome", "systems"}
    assert set().union(*cards) >= asked, "every question and every detail was filled in"


@pytest.mark.parametrize("by", ["cards", "words"])
def test_what_could_not_stand_comes_back_with_its_error_as_it_was_filled_in(journey: Journey, by: str) -> None:
    seen = 0
    for walker in on_the_way(journey, by):
        given = wrong(walker.card)
        person = fork(walker)
        person.press("answer", given)
        shown = {one["id"]: one.get("value", "") for one in inputs(person.card)}
        if not set(given) <= set(shown):
            continue  # nothing of it was wrong: an optional date was left empty
        said = [e["text"] for e in elements(person.card) if str(e.get("text", "")).startswith("Error:")]
        for one in inputs(walker.card):
            if given[one["id"]]:
                assert shown[one["id"]] == given[one["id"]].strip()
                seen += 1
        assert said, walker.summary
        person.press("leave", shown)
        assert come_again(person, shown) == shown
    assert seen > 5


def test_radios_are_there_after_a_card_that_came_back_with_an_error_was_left() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill({k: v for k, v in ANSWERS["project"].items() if k in {"need", "service_area", "corporate_tool"}}, {})
    walker.press("answer", {"reach": "public", "data": "", "technical_impact": "new_hosting,none", "ai": ""})
    assert "There is a problem" in words(walker.card)
    shown = {one["id"]: one.get("value", "") for one in inputs(walker.card)}
    assert shown == {"reach": "public", "data": "", "technical_impact": "new_hosting,none", "ai": ""}
    filled = {**shown, "ai": "decides"}
    walker.press("back", filled)
    assert come_again(walker, filled) == filled


def test_a_change_that_was_left_half_way_stands_in_the_way_of_sending_until_it_is_seen_again() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["explore"], DETAILS)
    walker.press("change", question="title")
    edited = {
        **{one["id"]: one.get("value", "") for one in inputs(walker.card)},
        "title": "Another title",
        "outcome": "",
    }
    walker.press("back", edited)
    walker.press("answer")
    assert {one["id"]: one.get("value", "") for one in inputs(walker.card)} == edited
    walker.type("submit")
    assert walker.office.requests == {}
    walker.type("resume")
    walker.type("Another title")
    walker.type("A better outcome")
    walker.fill_typed({}, DETAILS)
    walker.type("submit")
    assert walker.office.requests["DR-0001"].details["outcome"] == "A better outcome"


def test_what_a_card_suggests_is_not_kept_as_the_persons_own_choice() -> None:
    walker = Walker()
    walker.send("start")
    assert walker.current is not None
    walker.current = replace(walker.current, memory={"suggested": {"need": "renew"}})
    walker.send("resume")
    shown = {one["id"]: one.get("value", "") for one in inputs(walker.card)}
    assert shown["need"]
    walker.press("help", shown)
    assert not any(isinstance(effect, SaveDraft) for effect in walker.effects)
    walker.press("resume")
    assert "We suggest" in words(walker.card)


def test_what_no_input_of_the_card_can_hold_is_not_kept() -> None:
    walker = Walker()
    walker.send("start")
    before = walker.current
    for odd in ({"need": "no such option"}, {"need": ["fix", "renew"]}, {"title": "A title"}, {"need": 5}, {"x": "y"}):
        walker.press("help", odd)
        assert walker.current == before, odd
        walker.press("resume")


def test_an_old_card_keeps_nothing() -> None:
    walker = Walker()
    walker.send("start")
    old = walker.card
    walker.press("answer", {"need": "renew"})
    before = walker.current
    for verb in ("leave", "help"):
        button = next(b for b in buttons(old) if b["verb"] == verb)
        walker.send(verb, button["data"], {"need": "fix"})
        assert walker.current == before


def test_what_was_left_in_inputs_is_not_part_of_the_request() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("help", {"need": "idea"})
    walker.press("resume")
    assert walker.current is not None
    assert walker.current.memory["unfinished"] == {"need": "idea"}
    walker.fill(ANSWERS["explore"], DETAILS)
    walker.press("submit")
    (sent,) = walker.drafts.values()
    assert "unfinished" not in sent.memory


def test_a_draft_that_was_left_with_a_title_in_its_box_shows_that_title() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["explore"], {})
    walker.press("leave", {"title": "Repairs by phone", "problem": "", "outcome": ""})
    walker.type("drafts")
    assert "Repairs by phone" in words(walker.card)


def test_what_the_rules_no_longer_offer_is_not_in_its_input_again() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("leave", {"need": "renew"})
    assert walker.current is not None
    walker.current = replace(walker.current, memory={"unfinished": {"need": "what_was_offered_before"}})
    walker.send("resume")
    assert "value" not in inputs(walker.card)[0]
