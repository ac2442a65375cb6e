"""The card of a decision and that of advice, made by themselves: what stands there and who has heard of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.cards.decision import advice_card, change_buttons, decision_card
from dialogs.cards.details import ALL, NOTHING
from dialogs.cards.documents import documents_part, named_links, remove_button
from dialogs.cards.early import alerts_part, early_card
from dialogs.context import Feedback
from dialogs.documents import PASTED
from dialogs.early_recipients import Told
from dialogs.model import Person
from dialogs.position import position_of
from dialogs.wording import asking, deciding, say
from dialogs.wording import championing as c
from governance_rules import Rulebook, decide
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.test_long_lists import DAY, DRAFT
from tests.dialogs.walker import CHAMPION, NOW, PARTNER, PEOPLE, RULEBOOK, STAFF, buttons, inputs, verbs, words

NEW = replace(DRAFT, details={}, memory={}, rules_version=RULEBOOK.version)


def card_of(process: str, rules: Rulebook = RULEBOOK, *, typed: bool = False) -> dict[str, Any]:
    draft = replace(NEW, answers=ANSWERS[process])
    place, known = position_of(rules, draft), replace(NOTHING, today=DAY)
    decision = decide(rules, draft.answers)
    return decision_card(rules, PEOPLE, draft, place, decision, feedback=Feedback(), known=known, typed=typed)[0]


def with_process(process: str, **changes: Any) -> Rulebook:
    return replace(
        RULEBOOK, processes=tuple(replace(p, **changes) if p.id == process else p for p in RULEBOOK.processes)
    )


@pytest.mark.parametrize(("following", "said"), [("Somebody calls you.", True), ("", False)])
def test_what_happens_next_is_said_where_the_rules_say_it(following: str, *, said: bool) -> None:
    shown = words(card_of("project", with_process("project", next=following)))
    assert (f"{say(deciding.NEXT)}: " in shown) is said
    assert ("Somebody calls you." in shown) is said


@pytest.mark.parametrize(
    ("process", "talk"),
    [("project", False), ("change_request", True), ("explore", True), ("self_service", False)],
)
def test_who_goes_through_steps_without_an_alert_is_shown_whom_to_talk_to(process: str, *, talk: bool) -> None:
    decision = decide(RULEBOOK, ANSWERS[process])
    assert (bool(decision.steps) and not decision.alerts) is talk
    assert (say(deciding.TELL_IT_TEXT, name=PARTNER.name) in words(card_of(process))) is talk


@pytest.mark.parametrize(
    ("typed", "boxes", "only"),
    [(True, ["title"], "title"), (False, ["title", "problem", "outcome", "systems", "supplier", "needed_by"], ALL)],
)
def test_below_a_decision_stand_all_details_or_for_who_types_the_first(
    boxes: list[str], only: str, *, typed: bool
) -> None:
    card = card_of("project", typed=typed)
    assert [one["id"] for one in inputs(card)] == boxes
    assert next(one for one in buttons(card) if one["verb"] == "answer")["data"]["only"] == only
    assert say(deciding.NOTHING_SENT) in words(card)


def test_each_topic_that_was_asked_can_be_changed_at_its_first_question() -> None:
    draft = replace(NEW, answers=ANSWERS["explore"])
    place = position_of(RULEBOOK, draft)
    found = [one["data"]["question"] for one in change_buttons(RULEBOOK, draft, place)]
    asked = {q.topic: q.id for q in reversed(place.path.asked)}
    assert found == [asked[topic.id] for topic in RULEBOOK.topics if topic.id in asked]


@pytest.mark.parametrize(
    ("phone", "link", "following"),
    [("01632 960123", "https://example.org/desk", "Call them."), ("", "", ""), ("01632 960123", "", "")],
)
def test_advice_says_where_to_go_as_far_as_the_rules_know(phone: str, link: str, following: str) -> None:
    rules = with_process("service_desk", phone=phone, link=link, next=following)
    draft = replace(NEW, answers=ANSWERS["service_desk"])
    decision = decide(rules, draft.answers)
    card = advice_card(rules, draft, decision, Feedback())[0]
    process = next(p for p in rules.processes if p.id == "service_desk")
    assert card["fallbackText"].endswith(" ".join(part for part in (following or process.summary, phone, link) if part))
    need = RULEBOOK.questions[0].option("fix")
    assert need is not None
    assert say(deciding.YOU_SAID, answer=need.label) in words(card)
    shown = [part.get("text") for part in card["body"]]
    assert process.summary in shown
    assert (following in shown) is bool(following)
    reason = decision.reason(decision.process)
    assert reason is not None
    assert reason.because in words(card)
    bare = words(advice_card(rules, draft, replace(decision, reasons=()), Feedback())[0])
    assert say(deciding.YOU_SAID, answer=need.label) not in bare


ALERT = RULEBOOK.alerts[0]
TOLD = Told(NOW, (CHAMPION,), "housing", (ALERT.id,), "A title", "", {})


@pytest.mark.parametrize(
    ("hear", "told", "said", "pressed"),
    [
        ((CHAMPION,), None, deciding.NOBODY_TOLD, True),
        ((CHAMPION,), TOLD, "", False),
        ((), None, deciding.TELL_IT_NOBODY, False),
        ((), TOLD, "", False),
    ],
)
def test_an_alert_says_who_knows_of_it_and_offers_to_tell_them(
    hear: tuple[Person, ...], told: Told | None, said: str, *, pressed: bool
) -> None:
    draft = replace(NEW, answers=ANSWERS["project"])
    decision = replace(decide(RULEBOOK, draft.answers), alerts=(ALERT.id,))
    part = alerts_part(RULEBOOK, decision, draft, PEOPLE.areas["housing"], hear=hear, told=told)
    known = (deciding.NOBODY_TOLD, deciding.TELL_IT_NOBODY)
    assert [one for one in known if say(one) in words(part)] == ([said] if said else [])
    assert ("tell_it" in verbs(part)) is pressed
    assert (CHAMPION.name in words(part)) is bool(hear or told)
    assert alerts_part(RULEBOOK, replace(decision, alerts=()), draft, None, hear=hear, told=told) == []


@pytest.mark.parametrize(("address", "chat"), [(STAFF.upn, True), ("", False)])
def test_who_hears_early_can_write_to_whoever_asks_where_they_have_an_address(address: str, *, chat: bool) -> None:
    card = early_card(RULEBOOK, PEOPLE, replace(STAFF, upn=address), TOLD)[0]
    assert bool(card["actions"]) is chat
    assert (say(c.EARLY_NO_CHAT) in words(card)) is not chat


def test_links_that_were_pasted_stand_below_their_name_and_can_be_taken_out() -> None:
    link = "https://example.org/a"
    assert documents_part({}) == []
    assert len(documents_part({"problem": f"See {link}"})) == 2
    assert remove_button(NEW) is None
    assert remove_button(replace(NEW, details={"problem": f"See {link}"})) is None
    assert remove_button(replace(NEW, details={PASTED: link})) is not None
    names = [name for name, _ in named_links([f"{link}?1", f"{link}?2", "https://example.org/b"])]
    assert len(set(names)) == 3
    assert names[0] == "example.org/a"
    assert say(asking.CONTINUE) in words(card_of("explore"))
