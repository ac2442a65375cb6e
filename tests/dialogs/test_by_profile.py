"""A person's department suggests their service area: it is shown, can be changed, and decides nothing by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.by_profile import BY_PROFILE, with_profile
from dialogs.model import Profile, SubmitRequest
from dialogs.wording import asking, say
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import PEOPLE, RULEBOOK, Office, Walker, elements, words

DEPARTMENTS = replace(PEOPLE, departments={"housing operations": "housing", "gone": "an_area_that_is_gone"})
HOUSING = Profile("Housing  OPERATIONS")
BECAUSE = say(asking.SUGGESTED_BY_DEPARTMENT)


def walker(profile: Profile | None = HOUSING) -> Walker:
    return Walker(Office(people=DEPARTMENTS), profile=profile)


def area_of(card: dict[str, Any]) -> str | None:
    """What stands in the input of the service area."""
    found = next(e for e in elements(card) if e.get("id") == "service_area")
    return found.get("value")


def to_the_area(one: Walker) -> Walker:
    one.send("start")
    one.press("answer", {"need": "new_system"})
    return one


def test_the_area_comes_chosen_and_says_why() -> None:
    one = to_the_area(walker())
    assert area_of(one.card) == "housing"
    assert BECAUSE in words(one.card)
    assert not faults(one.card)
    assert one.current is not None
    assert "service_area" not in one.current.answers


@pytest.mark.parametrize(
    "profile", [None, Profile(), Profile("Parks"), Profile("Housing"), Profile("gone"), Profile("", None)]
)
def test_a_department_that_leads_nowhere_suggests_nothing(profile: Profile | None) -> None:
    one = to_the_area(walker(profile))
    assert area_of(one.card) is None
    assert BECAUSE not in words(one.card)


def test_another_area_is_chosen_instead_and_nothing_is_said_of_the_first() -> None:
    one = to_the_area(walker())
    one.press("answer", {"service_area": "place", "corporate_tool": "no"})
    assert one.current is not None
    assert one.current.answers["service_area"] == "place"
    one.send("change", {**_stamp(one), "question": "service_area"})
    assert (area_of(one.card), BECAUSE in words(one.card)) == ("place", False)
    assert BY_PROFILE not in one.current.memory


def test_what_is_suggested_is_no_answer_until_the_person_sends_it() -> None:
    one = to_the_area(walker())
    one.press("answer", {"corporate_tool": "no"})
    assert one.current is not None
    assert "service_area" not in one.current.answers
    assert area_of(one.card) == "housing"


def test_a_profile_that_comes_late_suggests_from_then_on_and_one_that_changed_anew() -> None:
    one = to_the_area(walker(None))
    assert area_of(one.card) is None
    one.profile = HOUSING
    assert area_of(one.send("resume")) == "housing"
    one.press("help")
    one.profile = Profile("Parks")
    assert area_of(one.send("resume")) is None


def test_the_persons_own_words_come_before_their_department() -> None:
    one = walker()
    one.type("Adult social care needs a new system for its visits")
    assert one.current is not None
    assert one.current.memory["suggested"].get("service_area") == "adult_social_care"
    assert (
        "Adult social care" in words(one.card),
        say(asking.FROM_DEPARTMENT) in words(one.card),
        BECAUSE in words(one.card),
    ) == (True, False, False)
    one.type("yes")
    assert one.current.answers["service_area"] == "adult_social_care"


def test_who_types_takes_it_with_a_yes() -> None:
    one = walker()
    one.type("start")
    one.type("new system")
    assert say(asking.SUGGESTED_YES, answer="Housing") in words(one.card)
    one.type("yes")
    assert one.current is not None
    assert one.current.answers["service_area"] == "housing"


def test_who_types_no_is_asked_plainly_and_not_pressed_again() -> None:
    one = walker()
    one.type("start")
    one.type("new system")
    one.type("no")
    assert say(asking.SUGGESTED_YES, answer="Housing") not in words(one.card)
    one.type("resume")
    assert area_of(one.card) is None
    one.type("place")
    assert one.current is not None
    assert one.current.answers["service_area"] == "place"


def test_an_empty_draft_is_still_empty_and_start_gives_it_again() -> None:
    one = walker()
    one.send("start")
    one.send("start")
    assert len(one.drafts) == 1


def test_what_was_suggested_is_left_by_back_as_it_was_and_is_nothing_filled_in() -> None:
    one = to_the_area(walker())
    one.press("back", {"service_area": "housing"})
    assert one.current is not None
    assert "unfinished" not in one.current.memory


def test_the_question_is_known_by_its_role_whatever_its_id() -> None:
    topics = tuple(
        replace(t, questions=tuple(replace(q, id="work") if q.role == "service_area" else q for q in t.questions))
        for t in RULEBOOK.topics
    )
    one = to_the_area(walker(None))
    assert one.current is not None
    told = with_profile(replace(RULEBOOK, topics=topics), DEPARTMENTS, HOUSING, one.current)
    assert told.memory[BY_PROFILE] == {"work": "housing"}


def test_nothing_of_the_profile_goes_with_the_request() -> None:
    one = walker()
    one.send("start")
    one.fill(ANSWERS["project"], DETAILS)
    one.press("submit")
    sent = next(e for e in one.effects if isinstance(e, SubmitRequest))
    assert BY_PROFILE not in sent.interview.memory


def _stamp(one: Walker) -> dict[str, Any]:
    assert one.current is not None
    return {"interview": one.current.id, "revision": one.current.revision}
