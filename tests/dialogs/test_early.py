"""Telling IT before anything is sent: whom, what, once, and that the card says what is so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import early_message, take_turn
from dialogs.early import MOST_A_DAY
from dialogs.early_recipients import hear_early, told_of
from dialogs.model import Card, Clock, Lookups, Needs, Person, Pressed, TellEarly, Typed
from dialogs.needs import needs_of
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    CHAMPION,
    GOVERNANCE,
    NOW,
    PARTNER,
    PEOPLE,
    PLACE_PARTNER,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Walker,
    buttons,
    elements,
    verbs,
    words,
)

LATE = ANSWERS["project"]
IN_TIME = {**LATE, "procurement": "not_started", "deadline": "service_plan"}


def at_the_route(answers: dict[str, object] | None = None) -> Walker:
    """A member of staff who has just seen their route."""
    walker = Walker()
    walker.to_route(answers or LATE)
    return walker


def chats(card: Card | None) -> int:
    """How often a card offers the chat with IT."""
    return sum(one.get("title") == "Chat with IT" for one in elements(card))


def told_by(walker: Walker) -> list[TellEarly]:
    return [effect for effect in walker.effects if isinstance(effect, TellEarly)]


def test_before_the_press_the_card_says_that_nobody_knows_and_who_would_be_told_what() -> None:
    said = words(at_the_route().card)
    assert "Nobody has been told yet." in said
    assert "are told at once" not in said
    assert "contact you soon" not in said
    run = str(at_the_route().card)
    assert f"{PARTNER.name}, {PROCUREMENT.name}, {GOVERNANCE.name}" in run
    assert "your name and what you have told us so far" in run


@pytest.mark.parametrize("how", ["pressed", "typed", "typed in full"])
def test_tell_it_tells_everyone_whom_the_rules_name_once_for_each_draft(how: str) -> None:
    walker = at_the_route()
    old = next(b for b in buttons(walker.card) if b["verb"] == "tell_it")
    walker.press("tell_it") if how == "pressed" else walker.type("tell it" if how == "typed" else "Tell IT now")
    assert [effect.to for effect in told_by(walker)] == [(PARTNER, PROCUREMENT, GOVERNANCE)]
    assert told_by(walker)[0].alerts == ("late_engagement",)
    said = str(walker.card)
    assert "We told these people on 2 March 2026 at 09:0" in said
    assert "Nobody has been told yet" not in said
    assert "Your request has not been sent yet." in said
    assert "tell_it" not in verbs(walker.card)
    for again in (Typed("tell it"), Pressed("tell_it", old["data"], {})):
        walker.act(again)
        assert not told_by(walker)
        assert "We told these people on 2 March 2026 at 09:0" in str(walker.card)


def test_what_is_told_is_what_the_person_agreed_to_and_nothing_that_they_write_later() -> None:
    walker = at_the_route()
    walker.press("tell_it")
    walker.fill({}, {**DETAILS, "title": "Written later", "problem": "Written later"})
    assert walker.current is not None
    assert walker.current.details["title"] == "Written later"
    told = early_message(RULEBOOK, PEOPLE, walker.current, STAFF, PARTNER)
    assert told is not None
    card, preview = told
    said = words(card)
    assert preview == "Someone in Housing needs to talk to IT now"
    assert STAFF.name in said
    assert "A contract has been signed" in said
    assert "no request has been sent yet" in said
    assert "Written later" not in said


def test_title_and_first_words_are_told_where_they_are_known_and_a_chat_is_one_press_away() -> None:
    walker = Walker()
    walker.send("start")
    walker.fill(LATE, {**DETAILS, "problem": "We signed it. " * 100})
    walker.type("tell it")
    assert "We have told IT" not in words(walker.card)
    assert walker.current is not None
    told = early_message(RULEBOOK, PEOPLE, walker.current, STAFF, PARTNER)
    assert told is not None
    said = words(told[0])
    assert DETAILS["title"] in said
    assert "We signed it." in said
    assert len(said) < 3000
    (link,) = [e["url"] for e in elements(told[0]) if e["type"] == "Action.OpenUrl"]
    assert link.startswith("https://teams.microsoft.com/l/chat/0/0?users=officer%40example.org&message=")
    without = early_message(RULEBOOK, PEOPLE, walker.current, replace(STAFF, upn=""), PARTNER)
    assert without is not None
    assert "find them in Teams by their name" in words(without[0])


def test_only_those_who_may_hear_of_it_now_get_it() -> None:
    walker = at_the_route()
    assert walker.current is not None
    assert early_message(RULEBOOK, PEOPLE, walker.current, STAFF, PARTNER) is None, "nobody was told anything"
    walker.press("tell_it")
    for person in (CHAMPION, PLACE_PARTNER, Person("", "Nobody")):
        assert early_message(RULEBOOK, PEOPLE, walker.current, STAFF, person) is None
    areas = {**PEOPLE.areas, "housing": replace(PEOPLE.areas["housing"], it_business_partner=PLACE_PARTNER)}
    other = replace(PEOPLE, areas=areas)
    assert early_message(RULEBOOK, other, walker.current, STAFF, PARTNER) is None, "they are partner no longer"


def test_where_nobody_is_business_partner_the_governance_team_hears() -> None:
    assert hear_early(PEOPLE, "adult_social_care", ("late_engagement",)) == (GOVERNANCE, PROCUREMENT)
    assert hear_early(PEOPLE, None, ()) == (GOVERNANCE,)
    assert hear_early(replace(PEOPLE, owners={}), "housing", ("late_engagement",)) == (PARTNER, GOVERNANCE)
    nobody = replace(PEOPLE, owners={}, governance_team=(), areas={})
    assert hear_early(nobody, "housing", ("late_engagement",)) == ()
    walker = at_the_route()
    walker.office.people = nobody
    walker.type("tell it")
    assert not told_by(walker)
    assert "Ask the governance team who to talk to" in words(walker.card)


def test_without_an_alert_or_a_draft_it_only_says_who_can_be_asked() -> None:
    walker = at_the_route(IN_TIME)
    assert "tell_it" not in verbs(walker.card)
    walker.type("tell it")
    assert not told_by(walker)
    assert PARTNER.name in str(walker.card)
    fresh = Walker()
    assert "Ask the governance team who to talk to" in words(fresh.type("tell it"))
    assert not told_by(fresh)


@pytest.mark.parametrize(
    ("answers", "details"),
    [
        (ANSWERS["explore"], {}),
        (IN_TIME, {}),
        (IN_TIME, {**DETAILS, "needed_by": "2026-03-09"}),
        (IN_TIME, {**DETAILS, "needed_by": "2027-03-09"}),
    ],
)
def test_whoever_asks_for_it_by_typing_is_offered_the_chat_with_it_once(
    answers: dict[str, object], details: dict[str, str]
) -> None:
    walker = at_the_route(answers)
    if details:
        walker.fill(answers, details)
    walker.type("tell it")
    assert chats(walker.card) == 1


def test_a_press_on_a_card_of_another_draft_tells_nobody() -> None:
    walker = at_the_route()
    old = next(b for b in buttons(walker.card) if b["verb"] == "tell_it")
    walker.send("start")
    walker.act(Pressed("tell_it", old["data"], {}))
    assert not told_by(walker)


def test_nobody_can_flood_others_with_drafts() -> None:
    walker = at_the_route()
    act = Pressed("tell_it", next(b for b in buttons(walker.card) if b["verb"] == "tell_it")["data"], {})
    assert needs_of(RULEBOOK, walker.session(), act).told_lately
    lookups, clock = Lookups(told_lately=MOST_A_DAY), Clock(NOW, lambda: "new")
    turn = take_turn(RULEBOOK, PEOPLE, walker.session(), lookups, act, clock)
    assert turn.effects == ()
    assert "that is the most" in words(turn.card)
    assert chats(turn.card) == 1
    assert Needs().told_lately is False


def test_the_cards_that_follow_do_not_say_that_nothing_was_sent() -> None:
    walker = at_the_route()
    walker.press("tell_it")
    assert "Nothing" not in words(walker.card)
    walker.type("cancel")
    assert "Your request has not been sent." in words(walker.card)
    walker.type("yes")
    assert "Your request was not sent." in words(walker.card)
    assert "Nothing" not in words(walker.card)


def test_a_copy_of_a_draft_starts_with_nobody_told() -> None:
    walker = at_the_route()
    walker.press("tell_it")
    walker.fill(LATE, DETAILS)
    walker.press("submit")
    walker.office.requests["DR-0001"] = replace(walker.office.requests["DR-0001"], status="Declined")
    walker.type("start again DR-0001")
    assert walker.current is not None
    assert told_of(walker.current) is None
