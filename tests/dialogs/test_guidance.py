"""Never a dead end: help, questions about governance, suggestions, files, channels, and rules that change half-way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import apology_card, needs_of, not_saved_card
from dialogs.model import Needs, Pressed, Typed
from tests.dialogs.journeys import ANSWERS, DETAILS, office_with_a_request
from tests.dialogs.walker import CHAMPION, GOVERNANCE, OTHER, RULEBOOK, Walker, buttons, inputs, verbs, words


def test_a_sentence_about_a_need_suggests_answers_and_accepts_none_by_itself() -> None:
    walker = Walker()
    walker.type("We want to renew the parking system contract before it runs out")
    assert "This is what we understood" in words(walker.card)
    assert "Renew or extend a contract or licence" in words(walker.card)
    assert walker.current is not None
    assert not walker.current.answers
    walker.type("Change a system we have")
    assert walker.current.answers == {"need": "change_system"}
    assert "Change a system we have" in words(walker.card)


def suggested(walker: Walker, **answers: str) -> None:
    """Somebody at the first question, whose words have suggested answers to others."""
    walker.send("start")
    assert walker.current is not None
    walker.current = replace(walker.current, memory={"suggested": answers})


def test_suggestions_are_shown_on_each_card_where_they_belong() -> None:
    walker = Walker()
    suggested(walker, reach="whole_council")
    walker.press("answer", {"need": "renew"})
    reach = next(i for i in inputs(walker.card) if i["id"] == "reach")
    assert reach["value"] == "whole_council"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("what is the Technical Review Board?", "Technical Review Board looks at the technical needs"),
        ("Why does IT need to know?", "They hear of your plans early"),
        ("technical review board", "Technical Review Board looks at"),
    ],
)
def test_a_question_about_governance_is_answered_from_the_rulebook_with_its_source(asked: str, said: str) -> None:
    for begun in (False, True):
        walker = Walker()
        if begun:
            walker.type("start")
        walker.type(asked)
        assert said in words(walker.card)
        assert "Source: Digital Strategy 2024-30" in words(walker.card)
        assert ("need" in [i["id"] for i in inputs(walker.card)]) is begun


def test_unknown_words_get_a_guess_a_person_to_ask_and_the_question_again() -> None:
    walker = Walker()
    walker.type("start")
    walker.type("5")
    walker.type("3")
    before = walker.current
    walker.type("perhaps in part")
    said = words(walker.card)
    assert "Nothing is lost" in said
    assert CHAMPION.name in said
    assert [i["id"] for i in inputs(walker.card)] == ["corporate_tool"]
    assert walker.current is before


def test_why_do_you_ask_is_answered_with_why_we_ask() -> None:
    walker = Walker()
    walker.type("start")
    walker.type("Why do you ask?")
    assert words(walker.card).count("It tells us where your request should go") == 2
    assert [i["id"] for i in inputs(walker.card)] == ["need"]


def test_a_slip_of_the_keyboard_is_guessed() -> None:
    walker = Walker()
    walker.type("sumbit")
    assert "Did you mean the word “submit”?" in words(walker.card)
    walker.type("start")
    walker.type("system or contract")
    assert "Did you mean: 5. Get or build something new, 6. Renew or extend a contract or licence?" in words(
        walker.card
    )


def test_help_names_every_word_that_the_contract_fixes() -> None:
    walker = Walker()
    walker.type("help")
    said = words(walker.card)
    for word in (
        "start",
        "back",
        "skip",
        "submit",
        "cancel",
        "resume",
        "my requests",
        "show DR-0001",
        "withdraw DR-0001",
    ):
        assert f"**{word}**" in said
    assert GOVERNANCE.name in said


def test_rules_that_changed_half_way_keep_the_answers_and_ask_only_for_what_is_missing() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["change_request"], DETAILS)
    topics = tuple(
        replace(
            t,
            questions=tuple(
                replace(q, options=tuple(o for o in q.options if o.id != "service_plan")) for q in t.questions
            ),
        )
        for t in RULEBOOK.topics
    )
    walker.office.rulebook = replace(RULEBOOK, version="new", topics=topics)
    before = walker.current
    walker.type("resume")
    assert "The rules have changed since you started" in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["deadline"]
    assert walker.current is before
    walker.press("answer", {"deadline": "law"})
    assert walker.summary == "Your route is Change request"
    assert walker.current is not None
    assert walker.current.rules_version == "new"
    walker.press("answer")
    assert "submit" in verbs(walker.card)
    assert "The rules have changed" not in words(walker.card)


def test_nothing_is_sent_under_rules_that_the_person_has_not_seen() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["change_request"], DETAILS)
    walker.office.rulebook = replace(RULEBOOK, version="new")
    walker.press("submit")
    assert not walker.office.requests
    assert walker.summary == "Your route is Change request"


def test_a_declined_request_is_started_again_with_its_answers() -> None:
    office = office_with_a_request()
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status="Declined")
    walker = Walker(office=office)
    walker.type("show DR-0001")
    walker.press("start_again")
    assert walker.summary == "Your route is Explore"
    walker.press("answer")
    assert "submit" in verbs(walker.card)
    walker.press("submit")
    assert office.requests["DR-0002"].answers == office.requests["DR-0001"].answers
    assert office.requests["DR-0002"].details == office.requests["DR-0001"].details


@pytest.mark.parametrize("status", ["Approved", "Declined", "Deferred", "In delivery", "Done", "Withdrawn"])
def test_a_decided_request_cannot_be_withdrawn(status: str) -> None:
    office = office_with_a_request()
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status=status)
    walker = Walker(office=office)
    for press in ({"reference": "DR-0001"}, {"reference": "DR-0001", "sure": True}):
        walker.send("withdraw", press)
        assert office.requests["DR-0001"].status == status
        assert "cannot be withdrawn" in words(walker.card)


def test_my_requests_shows_status_who_has_it_and_what_is_next() -> None:
    office = office_with_a_request()
    walker = Walker(office=office)
    walker.type("my requests")
    said = words(walker.card)
    for part in (
        "DR-0001",
        "Hidden title",
        "Submitted",
        "your IT business partner",
        "since Monday 2 March",
        "They will get in touch",
    ):
        assert part in said
    other = Walker(office=office, person=OTHER)
    other.type("my requests")
    assert "DR-0001" not in words(other.card)


def test_ordinary_turns_look_nothing_up() -> None:
    walker = Walker()
    walker.send("start")
    walker.press("answer", {"need": "renew"})
    session = walker.session()
    data = next(b for b in buttons(walker.card) if b["verb"] == "answer")["data"]
    for act in (
        Pressed("answer", data, {"service_area": "housing"}),
        Pressed("back", data),
        Typed("Housing"),
        Typed("back"),
        Pressed("start"),
    ):
        assert needs_of(RULEBOOK, session, act) == Needs()
    assert needs_of(RULEBOOK, session, Typed("help")) == Needs(mine=True, work=True), "what is theirs now"


def test_the_late_are_told_kindly_and_see_what_happens_next() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(ANSWERS["project"], {})
    shown = next(card for name, card in walker.office.cards if name == "Your route is Project")
    assert "Please talk to us today" in words(shown)
    assert "Tell IT now" in words(shown)


def test_an_apology_carries_a_code_and_never_markup() -> None:
    assert "3f2a" in words(apology_card("3f2a")[0])
    assert "<at>" not in str(apology_card("<at>x</at>"))
    assert "Nothing has changed" in words(not_saved_card()[0])


def test_a_typed_yes_takes_what_was_suggested_and_only_then() -> None:
    walker = Walker()
    walker.type("we want to renew our contract for all staff")
    assert "Type yes if that is right" in words(walker.card)
    assert walker.current is not None
    assert not walker.current.answers
    walker.type("yes")
    assert walker.current.answers == {"need": "renew", "reach": "whole_council"}
    assert [i["id"] for i in inputs(walker.card)] == ["service_area"]


def test_words_that_only_seem_to_answer_suggest_it_and_a_yes_takes_it() -> None:
    walker = Walker()
    walker.type("start")
    walker.type("not sure but our licence ends in May")
    assert walker.current is not None
    assert not walker.current.answers
    walker.type("Yes")
    assert walker.current.answers["need"] == "renew"


def test_a_yes_means_the_answer_yes_where_yes_is_one() -> None:
    walker = Walker()
    suggested(walker, corporate_tool="yes")
    walker.type("explore an idea")
    walker.type("Housing")
    assert [i["id"] for i in inputs(walker.card)] == ["corporate_tool"]
    walker.type("no")
    assert walker.current is not None
    assert walker.current.answers["corporate_tool"] == "no"


def test_a_tender_is_never_sent_to_the_service_desk_by_a_yes() -> None:
    walker = Walker()
    walker.type("tender for new laptops closes friday, about £300k over 5 years")
    assert "We suggest" not in words(walker.card)
    assert "Your words speak of buying" in words(walker.card)
    assert "value" not in inputs(walker.card)[0]
    walker.type("yes")
    assert walker.current is not None
    assert walker.current.state == "open"
    assert not walker.current.answers
    walker.type("a new laptop, we are buying it")
    assert "We suggest" not in words(walker.card)
    assert "Your words speak of buying" in words(walker.card)


def test_words_that_only_hold_something_back_start_a_request_too() -> None:
    walker = Walker()
    walker.type("a phone for 300 staff")
    assert [i["id"] for i in inputs(walker.card)] == ["need"]
    assert "Your words speak of many people" in words(walker.card)


def test_words_that_pull_two_ways_name_both_and_suggest_neither() -> None:
    walker = Walker()
    walker.type("we are locked out of the shared mailbox")
    shown = words(walker.card)
    assert "Did you mean: 1. Something is broken and needs fixing, 2. Standard kit, software or access?" in shown
    assert "We suggest" not in shown


def test_a_name_in_capitals_is_read_as_one_in_the_chat_too() -> None:
    walker = Walker()
    walker.type("hook the booking page up to Spydus please")
    assert "Change a system we have" in words(walker.card)


def test_a_suggestion_shows_the_words_that_made_it() -> None:
    walker = Walker()
    walker.type(
        "renew the parking permit contract, it ends in 6 weeks and the supplier already sent us a quote for £48k"
    )
    assert "Renew or extend a contract or licence" in words(walker.card)
    assert "You wrote “renew the parking permit contract”." in words(walker.card)
    walker.type("yes")
    assert "You wrote" not in words(walker.card)
