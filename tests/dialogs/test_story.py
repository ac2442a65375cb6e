"""The main story by plain calls: from the first word to a decision that comes back."""

from __future__ import annotations

import pytest

from dialogs.events import InformationAdded, QuestionAsked, Record
from dialogs.messages import message_about
from dialogs.model import SaveDraft, SetPreferences, SubmitRequest
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    CHAMPION,
    OTHER,
    PARTNER,
    PLACE_PARTNER,
    Office,
    Walker,
    buttons,
    elements,
    inputs,
    verbs,
    words,
)


def sent(office: Office | None = None, process: str = "change_request", **details: str) -> Walker:
    walker = Walker(office=office or Office())
    walker.install()
    walker.press("start")
    walker.fill(ANSWERS[process], {**DETAILS, **details})
    walker.press("submit")
    return walker


@pytest.mark.parametrize("process", ["self_service", "explore", "change_request", "project"])
def test_a_request_goes_from_start_to_a_reference_by_cards_alone(process: str) -> None:
    walker = sent(process=process)
    request = walker.office.requests["DR-0001"]
    assert request.decision.process == process
    assert walker.summary == "Your request DR-0001: Submitted"
    assert "Request sent: DR-0001" in words(walker.card)


@pytest.mark.parametrize(
    ("process", "most"), [("service_desk", 2), ("self_service", 4), ("explore", 4), ("project", 6)]
)
def test_nobody_sees_more_cards_than_they_need_before_the_answer(process: str, most: int) -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS[process], DETAILS)
    names = [name for name, _ in walker.office.cards]
    answer = next(n for n, name in enumerate(names, 1) if name.startswith(("Your route is", "This goes to")))
    assert answer <= most, names
    if process != "service_desk":
        assert names[answer:] == ["Check your answers, then send your request"]


def test_a_matter_for_the_service_desk_ends_with_advice_and_sends_nothing() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["service_desk"], {})
    assert "submit" not in verbs(walker.card)
    assert "service desk" in words(walker.card).casefold()
    assert walker.drafts["i1"].state == "advised"
    assert not walker.office.requests


AREA_AND_REACH = {
    "service_area": "housing",
    "reach": "my_team",
    "data": "none",
    "technical_impact": "none",
    "ai": "no",
}
WORTH = {"deadline": "law", "strategy_fit": "people_and_skills", "yearly_benefit": "not_known"}


def to_buying() -> Walker:
    """Somebody who renews a contract, at the card of buying."""
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "renew"})
    walker.press("answer", AREA_AND_REACH)
    return walker


def test_a_dependent_question_comes_first_on_the_card_after_the_one_it_hangs_on() -> None:
    walker = to_buying()
    assert [i["id"] for i in inputs(walker.card)] == ["procurement", *WORTH]
    assert [e["text"] for e in elements(walker.card) if e.get("style") == "heading"][:2] == [
        "Buying",
        "What it is worth",
    ]
    walker.press("answer", {"procurement": "not_started", **WORTH})
    shown = [i["id"] for i in inputs(walker.card)]
    assert (shown[0], "user_research" in shown) == ("whole_life_cost", True)
    walker.press("back")
    assert [i["id"] for i in inputs(walker.card)] == ["procurement", *WORTH]
    walker.press("answer", {"procurement": "nothing_to_buy", **WORTH})
    assert [i["id"] for i in inputs(walker.card)] == shown[1:]


def test_an_answer_that_is_changed_later_brings_the_question_that_hangs_on_it() -> None:
    walker = to_buying()
    walker.fill({**ANSWERS["change_request"], "need": "renew", "procurement": "nothing_to_buy"}, DETAILS)
    walker.press("change", question="procurement")
    walker.press("answer", {"procurement": "not_started", **WORTH})
    assert inputs(walker.card)[0]["id"] == "whole_life_cost"
    walker.fill(ANSWERS["change_request"], DETAILS)
    assert "submit" in verbs(walker.card)


def test_missing_answers_come_back_with_a_message_at_the_input_and_the_others_are_kept() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "idea"})
    walker.press("answer", {"service_area": "housing", "corporate_tool": ""})
    assert "Error: Choose whether a tool that we already have could do it" in words(walker.card)
    shown = {i["id"]: i.get("value") for i in inputs(walker.card)}
    assert shown == {"service_area": "housing", "corporate_tool": None}


def test_a_choice_that_stands_alone_is_not_taken_with_another_and_what_was_given_stays_on_the_card() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "renew"})
    walker.press("answer", {**AREA_AND_REACH, "technical_impact": "none,new_hosting"})
    assert "You cannot choose “None of these” with another answer" in words(walker.card)
    shown = {i["id"]: i.get("value") for i in inputs(walker.card)}
    assert shown == {**AREA_AND_REACH, "technical_impact": "new_hosting,none"}
    assert walker.current is not None
    assert "technical_impact" not in walker.current.answers


def test_back_shows_the_card_before_with_its_answers_and_answering_goes_on_where_something_is_missing() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "idea"})
    walker.press("answer", {"service_area": "housing", "corporate_tool": "no"})
    walker.press("back")
    assert inputs(walker.card)[0]["value"] == "housing"
    walker.press("back")
    assert inputs(walker.card)[0]["value"] == "idea"
    assert "back" not in verbs(walker.card)
    walker.press("answer", {"need": "idea"})
    assert [i["id"] for i in inputs(walker.card)] == ["reach", "data", "technical_impact", "ai"]


def test_a_change_from_the_check_card_returns_there_when_the_route_stays_the_same() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["change_request"], DETAILS)
    walker.press("change", question="deadline")
    assert "deadline" in [i["id"] for i in inputs(walker.card)]
    walker.press("answer", {"deadline": "law", "strategy_fit": "people_and_skills", "yearly_benefit": "not_known"})
    assert "submit" in verbs(walker.card)


def test_a_change_that_moves_the_route_shows_the_route_again_before_it_can_be_sent() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["change_request"], DETAILS)
    walker.press("change", question="reach")
    walker.press("answer", {"reach": "public", "data": "none", "technical_impact": "none", "ai": "no"})
    assert walker.summary == "Your route is Change request"
    assert "Your route has changed" in words(walker.card)
    walker.press("answer")
    assert "submit" in verbs(walker.card)


def test_the_route_and_its_details_stand_on_one_card() -> None:
    walker = Walker()
    walker.to_route(ANSWERS["change_request"])
    assert walker.summary == "Your route is Change request"
    assert {"title", "problem", "outcome"} < {i["id"] for i in inputs(walker.card)}
    walker.press("answer", {"title": DETAILS["title"], "problem": DETAILS["problem"], "outcome": DETAILS["outcome"]})
    assert "submit" in verbs(walker.card)
    walker.press("back")
    assert walker.summary == "Your route is Change request"
    walker.press("back")
    assert "user_research" in {i["id"] for i in inputs(walker.card)}


def test_going_on_from_the_route_without_a_word_says_at_each_input_what_is_missing() -> None:
    walker = Walker()
    walker.to_route(ANSWERS["change_request"])
    walker.press("answer")
    assert "Error: Enter a title for your request" in words(walker.card)
    assert "Who you meet, in order" not in words(walker.card), "the route was seen"
    walker.fill({}, DETAILS)
    assert "submit" in verbs(walker.card)


def test_what_stands_in_the_boxes_below_a_route_is_kept_when_an_answer_is_changed_there() -> None:
    walker = Walker()
    walker.to_route(ANSWERS["change_request"])
    walker.press("change", {"title": "Half a title"}, question="deadline")
    walker.press("answer", {"deadline": "law", "strategy_fit": "none", "yearly_benefit": "not_known"})
    assert next(i["value"] for i in inputs(walker.card) if i["id"] == "title") == "Half a title"


def test_the_check_card_can_change_every_topic_and_the_details() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    questions = {b["data"]["question"] for b in buttons(walker.card) if b["verb"] == "change"}
    topics = {q.topic for q in walker.office.rulebook.questions if q.id in questions}
    assert topics == {t.id for t in walker.office.rulebook.topics}
    assert "title" in questions


def test_pressing_send_twice_lodges_one_request() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["explore"], DETAILS)
    data = next(b for b in buttons(walker.card) if b["verb"] == "submit")["data"]
    walker.send("submit", data)
    walker.send("submit", data)
    assert list(walker.office.requests) == ["DR-0001"]
    assert walker.summary == "Your request DR-0001: Submitted"
    assert not any(isinstance(e, SubmitRequest) for e in walker.effects)


def test_typing_submit_again_shows_the_same_reference() -> None:
    walker = sent()
    walker.type("submit")
    assert walker.summary == "Your request DR-0001: Submitted"
    assert list(walker.office.requests) == ["DR-0001"]


def test_an_old_card_shows_the_present_one_and_changes_nothing() -> None:
    walker = Walker()
    walker.send("start")
    data = next(b for b in buttons(walker.card) if b["verb"] == "answer")["data"]
    walker.press("answer", {"need": "renew"})
    before = walker.current
    walker.send("answer", data, {"need": "fix"})
    assert walker.current == before
    assert walker.effects == ()
    assert "old one" in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == [*AREA_AND_REACH]


def test_cancel_asks_once_more_and_then_forgets_the_answers() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "renew"})
    walker.press("cancel")
    asked = walker.current
    assert asked is not None
    walker.press("cancel")
    assert walker.current is None
    assert walker.drafts["i1"].state == "cancelled"
    assert not walker.drafts["i1"].answers


def test_a_yes_long_after_cancel_was_asked_cancels_nothing() -> None:
    walker = Walker()
    walker.type("start")
    walker.type("3")
    walker.type("cancel")
    walker.type("help")
    walker.type("resume")
    walker.type("Housing")
    walker.type("yes")
    assert walker.current is not None
    assert walker.current.answers["corporate_tool"] == "yes"


def test_a_request_is_withdrawn_only_when_it_is_said_twice() -> None:
    walker = sent()
    walker.type("withdraw DR-0001")
    assert walker.office.requests["DR-0001"].status == "Submitted"
    walker.type("yes")
    assert walker.office.requests["DR-0001"].status == "Withdrawn"
    assert "asked" not in walker.preferences or walker.preferences["asked"]


def test_withdrawing_by_buttons_asks_once_more_too() -> None:
    walker = sent()
    walker.press("withdraw")
    assert walker.office.requests["DR-0001"].status == "Submitted"
    assert any(isinstance(e, SetPreferences) for e in walker.effects)
    walker.press("withdraw")
    assert walker.office.requests["DR-0001"].status == "Withdrawn"


def test_the_partner_of_the_area_picks_a_request_up_and_nobody_else_can() -> None:
    office = Office()
    sent(office)
    for person in (PLACE_PARTNER, CHAMPION, OTHER):
        other = Walker(office=office, person=person)
        other.send("pick_up", {"reference": "DR-0001"})
        assert other.effects == ()
        said = "Other people do that" if person is CHAMPION else "We cannot find that request"
        assert said in words(other.card)
    partner = Walker(office=office, person=PARTNER)
    partner.send("pick_up", {"reference": "DR-0001"})
    assert office.requests["DR-0001"].status == "With IT business partner"
    assert office.requests["DR-0001"].it_contact == PARTNER.name
    partner.send("pick_up", {"reference": "DR-0001"})
    assert partner.effects == ()


def test_a_partners_question_reaches_the_requester_and_the_answer_comes_back() -> None:
    office = Office()
    requester = sent(office)
    partner = Walker(office=office, person=PARTNER)
    partner.type("show DR-0001")
    partner.press("ask")
    partner.press("answer", {"ask": "How many people?"})
    change = next(e for e in partner.effects if isinstance(e, Record))
    assert change.event == QuestionAsked("How many people?")
    assert "How many" not in message_about(change.event, change.reference)
    requester.type("show DR-0001")
    assert "How many people?" in words(requester.card)
    requester.press("answer", {"information": "About forty."})
    request = office.requests["DR-0001"]
    assert request.open_question == ""
    assert request.details["problem"].endswith("About forty.")
    change = next(e for e in requester.effects if isinstance(e, Record))
    assert isinstance(change.event, InformationAdded)


def test_saved_answers_come_back_with_resume_and_a_new_start_keeps_the_old_draft() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "renew"})
    walker.press("leave")
    walker.press("resume")
    assert [i["id"] for i in inputs(walker.card)] == [*AREA_AND_REACH]
    walker.send("start")
    assert [i["id"] for i in inputs(walker.card)] == ["need"]
    walker.type("drafts")
    old = next(b for b in buttons(walker.card) if b["verb"] == "resume" and b["data"]["interview"] == "i1")
    walker.send("resume", old["data"])
    assert [i["id"] for i in inputs(walker.card)] == [*AREA_AND_REACH]
    assert any(isinstance(e, SaveDraft) for e in walker.effects)


def test_someone_joins_a_similar_request_and_sees_its_progress_alone() -> None:
    office = Office()
    sent(office, problem="Secret of the first requester")
    walker = Walker(office=office, person=OTHER)
    walker.type("start")
    walker.fill(ANSWERS["explore"], {**DETAILS, "problem": "Another problem"})
    assert "Has someone asked for this already?" in words(walker.card)
    walker.press("join", reference="DR-0001")
    assert office.requests["DR-0001"].co_requesters == (OTHER,)
    walker.type("show DR-0001")
    assert "Submitted" in words(walker.card)
    assert "Secret" not in str(walker.card)
    walker.send("withdraw", {"reference": "DR-0001", "sure": True})
    assert office.requests["DR-0001"].status == "Submitted"
