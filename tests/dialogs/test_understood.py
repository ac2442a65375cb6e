"""What a first sentence told stands on one card, counts when the person says so, and what is missing is asked there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.model import Profile, TellEarly
from dialogs.suggestions import UNDERSTOOD
from dialogs.wording import asking, say
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS, GOVERNED, SMALL
from tests.dialogs.walker import PEOPLE, Office, Walker, buttons, elements, inputs, verbs, words

TOLD = {"need": "renew", "procurement": "quotes_or_tender", "whole_life_cost": "tender", "deadline": "contract_end"}
REST: dict[str, Any] = {**SMALL, **{i: a for i, a in GOVERNED.items() if i not in TOLD}}
SAID = "We need to renew the parking permit contract, it ends in six weeks, about £48,000, we have a quote"
HARDLY = "we want to renew the contract for the parking system"
PROFILE = Profile("Housing Operations")


def somebody(profile: Profile | None = PROFILE) -> Walker:
    return Walker(Office(people=replace(PEOPLE, departments={"housing operations": "housing"})), profile=profile)


def told(profile: Profile | None = PROFILE, said: str = SAID) -> Walker:
    """Somebody who has said it in one sentence, whatever the clues of the day make of it."""
    walker = somebody(profile)
    walker.type(said)
    assert walker.current is not None
    if said == SAID:
        area = ["service_area"] if profile else []
        memory = {**walker.current.memory, "suggested": dict(TOLD), UNDERSTOOD: [*TOLD, *area]}
        walker.current = replace(walker.current, memory=memory)
        walker.send("resume")
    return walker


def given(answers: dict[str, Any]) -> dict[str, str]:
    return {i: a if isinstance(a, str) else ",".join(a) for i, a in answers.items()}


def asked(walker: Walker) -> list[str]:
    return [one["id"] for one in inputs(walker.card)]


def answers_of(walker: Walker) -> dict[str, Any]:
    assert walker.current is not None
    return dict(walker.current.answers)


def test_what_was_understood_is_said_with_a_way_to_change_each_part_and_nothing_counts_yet() -> None:
    walker = told()
    (table,) = [e for e in elements(walker.card) if e["type"] == "Table"]
    assert {b["data"]["question"] for b in buttons(table)} == {*TOLD, "service_area"}
    assert "Renew or extend a contract or licence" in words(table)
    assert say(asking.FROM_DEPARTMENT) in words(table)
    assert answers_of(walker) == {}
    assert asked(walker) == [*REST]
    assert not faults(walker.card)


def test_everything_that_is_missing_is_asked_below_it_and_one_press_says_that_all_is_right() -> None:
    walker = told()
    walker.press("answer", given(REST))
    assert answers_of(walker) == {**TOLD, "service_area": "housing", **REST}
    assert walker.summary == "Your route is Project"
    shown = {one["id"]: one.get("value") for one in inputs(walker.card)}
    assert (shown["title"], shown["problem"], shown["needed_by"]) == (SAID, SAID, "2026-04-13")
    walker.press("answer", {**shown, "outcome": "It goes on."})
    walker.press("submit")
    assert list(walker.office.requests) == ["DR-0001"]
    assert walker.seen == 5, "the card that was asked for again is no further one"


def test_what_is_missing_still_is_said_at_its_input_and_what_was_given_stays() -> None:
    walker = told()
    walker.press("answer", {**given(REST), "ai": ""})
    assert "Error: Choose whether it uses artificial intelligence" in words(walker.card)
    assert asked(walker) == [*REST]
    assert next(one["value"] for one in inputs(walker.card) if one["id"] == "reach") == "my_team"
    assert "need" not in answers_of(walker)
    walker.press("answer", given(REST))
    assert walker.summary == "Your route is Project"


def test_one_part_is_changed_alone_and_the_card_comes_again_with_what_was_filled_in() -> None:
    walker = told()
    walker.press("change", {"reach": "public"}, question="deadline")
    assert asked(walker) == ["deadline"]
    walker.press("back")
    walker.press("change", question="deadline")
    walker.press("answer", {"deadline": "law"})
    assert "Yes, the law sets it" in words(walker.card)
    assert next(one["value"] for one in inputs(walker.card) if one["id"] == "reach") == "public"
    assert answers_of(walker) == {"deadline": "law"}
    walker.press("answer", given(REST))
    assert answers_of(walker)["deadline"] == "law"


def test_a_need_that_is_changed_to_a_repair_needs_no_more_and_ends_with_advice() -> None:
    walker = told()
    walker.press("change", question="need")
    walker.press("answer", {"need": "fix"})
    assert asked(walker) == []
    walker.press("answer")
    assert "service desk" in words(walker.card).casefold()


def test_a_sentence_that_tells_little_goes_on_with_the_next_topic_below_it() -> None:
    walker = told(said=HARDLY)
    assert asked(walker) == [*SMALL]
    walker.press("answer", given(SMALL))
    assert answers_of(walker) == {"need": "renew", "service_area": "housing", **SMALL}
    assert asked(walker)[0] == "procurement"
    walker.press("back")
    assert asked(walker) == ["service_area", *SMALL], "it is a card like any other now"


def test_who_types_says_yes_and_is_asked_the_rest_one_by_one() -> None:
    walker = told()
    walker.type("yes")
    assert answers_of(walker) == {**TOLD, "service_area": "housing"}
    assert asked(walker) == ["reach"]
    walker.fill_typed(REST, DETAILS)
    assert "submit" in verbs(walker.card)


def test_who_types_no_is_asked_plainly_and_keeps_the_title() -> None:
    walker = told()
    walker.type("no")
    assert asked(walker) == ["need"]
    assert "value" not in inputs(walker.card)[0]
    assert walker.current is not None
    assert walker.current.details["title"] == SAID


def test_more_words_tell_more_and_a_choice_puts_one_part_right() -> None:
    walker = told(None, HARDLY)
    assert "service_area" in asked(walker)
    walker.type("it is for adult social care, and there is no personal data in it")
    assert "Adult social care" in words(walker.card)
    assert "service_area" not in asked(walker)
    walker.type("Change a system we have")
    assert answers_of(walker) == {"need": "change_system"}
    walker.type("change what you need")
    assert asked(walker) == ["need"]
    walker.type("back")
    assert "This is what we understood" in words(walker.card)
    assert "service_area" not in answers_of(walker)


PRICED = {"need": "renew", "reach": "my_team", "data": "none", "whole_life_cost": "one_quote"}


def priced() -> Walker:
    """Somebody whose sentence told a sum before anybody asked whether something is bought."""
    walker = told()
    assert walker.current is not None
    memory = {**walker.current.memory, "suggested": dict(PRICED), UNDERSTOOD: [*PRICED, "service_area"]}
    walker.current = replace(walker.current, memory=memory)
    walker.send("resume")
    return walker


def test_a_sum_is_shown_before_anything_is_said_to_be_bought_and_is_asked_no_more() -> None:
    walker = priced()
    assert "Under £10,000" in words(walker.card)
    walker.press("change", given({**REST, "procurement": "not_started"}), question="whole_life_cost")
    assert asked(walker) == ["whole_life_cost"]
    walker.press("back")
    walker.press("change", question="whole_life_cost")
    walker.press("answer", {"whole_life_cost": "three_quotes"})
    walker.press("answer", given({i: a for i, a in {**GOVERNED, **SMALL}.items() if i in asked(walker)}))
    assert "Your route is" in walker.summary, "no card is in between"
    assert answers_of(walker)["whole_life_cost"] == "three_quotes"


def test_a_sum_counts_for_nothing_where_nothing_is_bought() -> None:
    walker = priced()
    rest = {**GOVERNED, **SMALL, "procurement": "nothing_to_buy"}
    walker.press("answer", given({i: a for i, a in rest.items() if i in asked(walker)}))
    assert "Your route is" in walker.summary
    walker.fill({}, DETAILS)
    assert "£10,000" not in words(walker.card)
    walker.press("submit")
    assert "whole_life_cost" not in walker.office.requests["DR-0001"].answers


def test_what_comes_after_the_card_of_a_sentence_asks_nothing_again_that_was_answered_there() -> None:
    walker = priced()
    assert walker.current is not None
    memory = {**walker.current.memory, "suggested": {i: a for i, a in PRICED.items() if i != "whole_life_cost"}}
    walker.current = replace(walker.current, memory=memory)
    walker.send("resume")
    rest = {**GOVERNED, **SMALL, "procurement": "not_started"}
    walker.press("answer", given({i: a for i, a in rest.items() if i in asked(walker)}))
    assert asked(walker) == ["whole_life_cost"]
    walker.press("back")
    assert "whole_life_cost" not in asked(walker)


def test_a_number_or_a_word_that_nobody_asked_for_changes_nothing() -> None:
    walker = told()
    before = walker.current
    for said in ("3", "not sure", "hello there"):
        walker.type(said)
        assert walker.current is not None
        assert before is not None
        assert walker.current.answers == before.answers
    assert "This is what we understood" in words(walker.card)


def test_what_was_said_last_takes_the_place_of_what_was_chosen_or_left_before() -> None:
    walker = told()
    walker.press("change", {"reach": "public"}, question="need")
    walker.press("answer", {"need": "idea"})
    walker.type("we want to renew the contract for parking, it is only for my team")
    assert "Renew or extend a contract or licence" in words(walker.card)
    assert "need" not in answers_of(walker), "it counts when they go on"
    assert "reach" not in asked(walker)
    walker.press("answer", given({i: a for i, a in REST.items() if i != "reach"}))
    assert (answers_of(walker)["need"], answers_of(walker)["reach"]) == ("renew", "my_team")
    assert walker.summary == "Your route is Project", "nothing that was left before is asked again"


def test_how_to_change_what_was_taken_from_a_word_works() -> None:
    walker = told()
    walker.type("public")
    said = next(line for line in words(walker.card).splitlines() if "We took" in line)
    assert "Residents, businesses or visitors" in said
    walker.type(said.partition("type: ")[2])
    assert asked(walker) == ["reach"]


@pytest.mark.parametrize("said", ["none", "none of these", "not yet"])
def test_a_word_that_answers_several_of_the_questions_forgets_nothing(said: str) -> None:
    walker = told()
    walker.type(said)
    assert "This is what we understood" in words(walker.card)


@pytest.mark.parametrize("said", ["wrong", "that's wrong", "not right", "nope"])
def test_a_word_against_all_of_it_is_a_no(said: str) -> None:
    walker = told()
    walker.type(said)
    assert asked(walker) == ["need"]
    assert "value" not in inputs(walker.card)[0]


def test_nothing_is_skipped_there_and_that_is_said() -> None:
    walker = told()
    walker.type("skip")
    assert say(asking.CANNOT_SKIP) in words(walker.card)


def test_a_press_that_no_card_offers_takes_nothing_as_right() -> None:
    walker = told()
    assert walker.current is not None
    stamp = {"interview": walker.current.id, "revision": walker.current.revision}
    walker.send("answer", {**stamp, "only": "nothing of it"})
    assert answers_of(walker) == {}


def test_a_sentence_that_is_typed_at_the_first_question_is_understood_no_less() -> None:
    walker = somebody()
    walker.type("start")
    walker.type(SAID)
    assert "This is what we understood" in words(walker.card)
    assert answers_of(walker) == {}


def test_a_profile_that_is_known_later_moves_nothing_on_the_card() -> None:
    walker = told(None)
    assert "service_area" in asked(walker)
    walker.profile = PROFILE
    walker.press("answer", given({**REST, "service_area": "place"}))
    assert answers_of(walker)["service_area"] == "place"
    assert walker.summary == "Your route is Project"


def test_nobody_is_told_early_of_what_does_not_count_yet() -> None:
    walker = told()
    walker.type("tell it")
    assert not any(isinstance(effect, TellEarly) for effect in walker.effects)


@pytest.mark.parametrize("verb", ["help", "leave"])
def test_what_was_filled_in_is_there_again_after(verb: str) -> None:
    walker = told()
    walker.press(verb, {"reach": "public", "technical_impact": "none"})
    walker.press("resume")
    held = {one["id"]: one.get("value") for one in inputs(walker.card)}
    assert (held["reach"], held["technical_impact"]) == ("public", "none")


def test_words_of_a_draft_from_yesterday_are_suggested_card_by_card() -> None:
    walker = told()
    assert walker.current is not None
    memory = {key: value for key, value in walker.current.memory.items() if key != UNDERSTOOD}
    walker.current = replace(walker.current, memory=memory)
    walker.send("resume")
    assert [(one["id"], one.get("value")) for one in inputs(walker.card)] == [("need", "renew")]
    walker.fill({**ANSWERS["change_request"], **TOLD}, DETAILS)
    assert "submit" in verbs(walker.card)


def test_where_the_sentence_names_two_areas_the_department_decides_nothing_and_it_is_asked() -> None:
    walker = somebody()
    walker.type("The housing team and adult social care need a new portal together")
    (table,) = [e for e in elements(walker.card) if e["type"] == "Table"]
    assert "service_area" not in {b["data"]["question"] for b in buttons(table)}
    assert "service_area" in asked(walker)
