"""Champions, IT business partners and the governance team: one press to act, and only on what is theirs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs import confirmation, digest_card, reminder_card, said_message, status_message, summary_card
from dialogs.cards.summary import Role
from dialogs.events import HelpOffered, PickedUp, QuestionAsked, Reassigned, Record
from dialogs.messages import message_about
from dialogs.model import Person, Request, SetPreferences
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    CHAMPION,
    GOVERNANCE,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
    buttons,
    inputs,
    verbs,
    words,
)


def lodged(process: str = "project", **details: str) -> Office:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS[process], {**DETAILS, **details})
    walker.press("submit")
    return office


def the_request(office: Office) -> Request:
    return office.requests["DR-0001"]


def test_a_summary_names_reference_area_person_what_and_where_buying_stands() -> None:
    card, summary = summary_card(RULEBOOK, PEOPLE, the_request(lodged()), PARTNER, "partner")
    said = words(card)
    assert summary == "DR-0001 in Housing: Submitted"
    for part in (
        "DR-0001",
        "Housing",
        STAFF.name,
        DETAILS["problem"],
        "Where buying stands",
        "A contract has been signed",
        "Project",
    ):
        assert part in said
    assert {"pick_up", "ask", "add_note"} <= verbs(card)


def test_a_champion_can_help_add_a_note_or_pass_on_and_nothing_else() -> None:
    card, _ = summary_card(RULEBOOK, PEOPLE, the_request(lodged()), CHAMPION, "champion")
    assert verbs(card) == {"can_help", "add_note", "pass_on"}


@pytest.mark.parametrize(
    ("person", "role"), [(PROCUREMENT, "owner"), (GOVERNANCE, "governance"), (OTHER, "co_requester")]
)
def test_those_who_are_only_told_get_no_buttons_that_act(person: Person, role: Role) -> None:
    card, _ = summary_card(RULEBOOK, PEOPLE, the_request(lodged()), person, role)
    assert not verbs(card) & {"pick_up", "ask", "add_note", "can_help", "withdraw"}


def test_a_decided_request_offers_no_act_any_more() -> None:
    request = replace(the_request(lodged()), status="Approved")
    for person, role in ((CHAMPION, "champion"), (PARTNER, "partner")):
        # What checks they own is still worth doing.
        assert not verbs(summary_card(RULEBOOK, PEOPLE, request, person, role)[0]) - {"check"}


def test_the_link_to_the_list_is_there_only_when_it_is_a_safe_one() -> None:
    request = the_request(lodged())
    for link, there in (("https://example.sharepoint.com/x", True), ("javascript:alert(1)", False), ("", False)):
        card, _ = summary_card(RULEBOOK, PEOPLE, replace(request, list_url=link), CHAMPION, "champion")
        assert ("Action.OpenUrl" in str(card)) is there


def test_an_offer_of_help_tells_the_requester_who_and_counts_once() -> None:
    office = lodged()
    champion = Walker(office=office, person=CHAMPION)
    champion.type("can help DR-0001")
    change = next(e for e in champion.effects if isinstance(e, Record))
    assert isinstance(change.event, HelpOffered)
    assert CHAMPION.name in message_about(change.event, change.reference)
    champion.type("help with DR-0001")
    assert champion.effects == ()
    assert CHAMPION.name in words(confirmation(RULEBOOK, PEOPLE, the_request(office))[0])


def test_who_offers_help_is_named_as_the_directory_has_them_and_not_as_teams_sends_it() -> None:
    office = lodged()
    Walker(office=office, person=replace(CHAMPION, name="Somebody else")).type("can help DR-0001")
    assert the_request(office).helpers == (CHAMPION.name,)


def test_a_note_is_kept_in_the_story_by_button_and_by_words_alike() -> None:
    pressed, typed = lodged(), lodged()
    by_button = Walker(office=pressed, person=CHAMPION)
    by_button.type("show DR-0001")
    by_button.press("add_note")
    assert [i["id"] for i in inputs(by_button.card)] == ["note"]
    by_button.press("answer", {"note": "Talk to the repairs team"})
    by_words = Walker(office=typed, person=CHAMPION)
    by_words.type("note DR-0001 Talk to the repairs team")
    for office in (pressed, typed):
        assert the_request(office).timeline[-1].what == "noted"
        assert the_request(office).timeline[-1].note == "Talk to the repairs team"
        assert the_request(office).timeline[-1].who == "Housing champion"


def test_an_empty_or_endless_note_comes_back_with_a_message_and_changes_nothing() -> None:
    office = lodged()
    champion = Walker(office=office, person=CHAMPION)
    for note in ("", "   ", "x" * 2001, None, 7, ["x"]):
        champion.send("answer", {"form": "note", "reference": "DR-0001"}, {"note": note})
        assert "Error:" in words(champion.card)
        assert champion.effects == ()


def test_not_my_area_asks_which_area_and_changes_nothing_yet() -> None:
    champion = Walker(office=lodged(), person=CHAMPION)
    champion.type("not my area DR-0001")
    assert champion.effects == ()
    (choice,) = inputs(champion.card)
    titles = [c["title"] for c in choice["choices"]]
    assert "Place" in titles
    assert "I do not know" in titles
    assert "Housing" not in titles


@pytest.mark.parametrize("typed", ["not my area DR-0001 Place", "Not my area dr-0001: place.", "not my area DR-0001 3"])
def test_typed_or_pressed_the_right_area_gets_the_request(typed: str) -> None:
    for by_words in (True, False):
        champion = Walker(office=lodged(), person=CHAMPION)
        if by_words:
            champion.type(typed)
        else:
            champion.send("pass_on", {"reference": "DR-0001"})
            champion.press("answer", {"area": "place"})
        change = next(e for e in champion.effects if isinstance(e, Record))
        assert change.event == Reassigned("place", "Place")
        assert "DR-0001 is now with Place" in words(champion.card)
        assert not verbs(champion.card)
        assert "You no longer look after this" in words(champion.card)
        assert "Hidden title" not in words(champion.card)


def test_who_does_not_know_the_area_leaves_it_to_the_governance_team_who_can_move_it() -> None:
    office = lodged()
    champion = Walker(office=office, person=CHAMPION)
    champion.type("not my area DR-0001 I do not know")
    change = next(e for e in champion.effects if isinstance(e, Record))
    assert change.event == Reassigned()
    assert message_about(change.event, change.reference) == ""
    governance = Walker(office=office, person=GOVERNANCE)
    governance.type("not my area DR-0001 I do not know")
    assert governance.effects == ()
    assert "I do not know" not in [c["title"] for c in inputs(governance.card)[0]["choices"]]
    governance.press("answer", {"area": "place"})
    assert the_request(office).area == "place"


@pytest.mark.parametrize("area", ["", "housing", "no_such", ["place"], None, 3])
def test_an_area_that_is_none_of_the_others_is_asked_again(area: object) -> None:
    champion = Walker(office=lodged(), person=CHAMPION)
    champion.send("answer", {"form": "pass_on", "reference": "DR-0001"}, {"area": area})
    assert champion.effects == ()
    assert "Error: Choose an area, or choose I do not know" in words(champion.card)


def test_my_area_shows_those_where_buying_has_started_by_button_and_by_word() -> None:
    office = lodged()
    quiet = lodged("explore")
    office.requests["DR-0002"] = replace(the_request(quiet), reference="DR-0002")
    for by_words in (True, False):
        champion = Walker(office=office, person=CHAMPION)
        champion.type("my area")
        assert "DR-0002" in words(champion.card)
        champion.type("my area late") if by_words else champion.press("my_area", filter="late")
        assert "DR-0001" in words(champion.card)
        assert "DR-0002" not in words(champion.card)
        assert "Late, or buying started: 1 request" in words(champion.card)


def test_a_pick_up_writes_contact_and_status_and_leaves_the_telling_to_the_status() -> None:
    partner = Walker(office=lodged(), person=PARTNER)
    partner.type("pick up DR-0001")
    change = next(e for e in partner.effects if isinstance(e, Record))
    assert change.event == PickedUp(PARTNER.name)
    picked = partner.office.requests["DR-0001"]
    assert (picked.status, picked.it_contact) == ("With IT business partner", PARTNER.name)
    assert message_about(change.event, "DR-0001") == "", "the requester hears of it by the new status, once"


def test_a_request_that_moved_on_cannot_be_picked_up() -> None:
    office = lodged()
    office.requests["DR-0001"] = replace(the_request(office), status="In review")
    partner = Walker(office=office, person=PARTNER)
    partner.type("pick up DR-0001")
    assert partner.effects == ()
    assert "cannot be picked up now" in words(partner.card)


def test_more_information_returns_a_waiting_request_to_the_list() -> None:
    office = lodged()
    for contact, status in (("", "Submitted"), (PARTNER.name, "With IT business partner")):
        office.requests["DR-0001"] = replace(the_request(office), status="More information needed", it_contact=contact)
        requester = Walker(office=office)
        requester.type("show DR-0001")
        assert [i["id"] for i in inputs(requester.card)] == ["information"]
        requester.press("answer", {"information": "Forty people."})
        assert the_request(office).status == status


def test_words_can_be_added_by_typing_too() -> None:
    office = lodged()
    Walker(office=office).type("add DR-0001 It got worse.")
    assert the_request(office).details["problem"].endswith("More information (2 March 2026): It got worse.")


def test_my_area_shows_open_requests_with_age_and_state_and_filters() -> None:
    office = lodged()
    office.requests["DR-0002"] = replace(the_request(office), reference="DR-0002", status="Declined")
    office.requests["DR-0003"] = replace(the_request(office), reference="DR-0003", area="place")
    champion = Walker(office=office, person=CHAMPION)
    champion.type("my area")
    assert "DR-0001" in words(champion.card)
    assert "sent in the last 24 hours" in words(champion.card)
    assert "DR-0002" not in words(champion.card)
    assert "DR-0003" not in words(champion.card)
    champion.press("my_area", filter="all", export=None)
    assert "DR-0002" in words(champion.card)
    governance = Walker(office=office, person=GOVERNANCE)
    governance.type("my area all")
    assert "DR-0003" in words(governance.card)


def test_the_export_is_a_table_that_excel_opens_without_running_anything() -> None:
    office = lodged(title='=HYPERLINK("https://example.org"), "x"')
    champion = Walker(office=office, person=CHAMPION)
    champion.type("my area export")
    rows = list(csv.reader(io.StringIO(champion.export().removeprefix("\ufeff"))))
    assert rows[1][0] == "DR-0001"
    assert rows[1][1] == """'=HYPERLINK("https://example.org"), "x\""""
    assert all(len(r) == len(rows[0]) for r in rows)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("notifications daily", {"notifications": "daily"}),
        ("notifications at once", {"notifications": "at_once"}),
        ("notifications quiet 18:00 to 8:00", {"quiet_from": "18:00", "quiet_to": "08:00"}),
    ],
)
def test_when_to_be_told_is_chosen_by_words(said: str, kept: dict[str, str]) -> None:
    walker = Walker(person=CHAMPION)
    walker.type(said)
    assert walker.preferences == kept


def test_when_to_be_told_is_chosen_on_a_card_and_wrong_times_change_nothing() -> None:
    walker = Walker(person=CHAMPION)
    walker.type("notifications")
    walker.press("answer", {"notifications": "weekly", "quiet_from": "22:00", "quiet_to": ""})
    assert not any(isinstance(e, SetPreferences) for e in walker.effects)
    walker.press("answer", {"notifications": "weekly", "quiet_from": "22:00", "quiet_to": "07:30"})
    assert walker.preferences == {"notifications": "weekly", "quiet_from": "22:00", "quiet_to": "07:30"}
    walker.type("notifications quiet off")
    assert walker.preferences == {"notifications": "weekly"}


def test_figures_are_for_the_governance_team() -> None:
    office = lodged()
    governance = Walker(office=office, person=GOVERNANCE)
    governance.type("figures")
    assert "Requests in all: \n1" in words(governance.card)
    champion = Walker(office=office, person=CHAMPION)
    champion.type("figures")
    assert "Requests in all" not in words(champion.card)


def test_a_digest_shows_only_what_its_reader_may_see() -> None:
    request = the_request(lodged())
    card, summary = digest_card(
        RULEBOOK, PEOPLE, CHAMPION, (request, replace(request, reference="DR-0002", area="place")), NOW
    )
    assert summary == "1 request has news"
    assert "DR-0002" not in words(card)


def test_a_reminder_is_the_summary_with_how_long_it_has_waited() -> None:
    request = the_request(lodged())
    card, summary = reminder_card(RULEBOOK, PEOPLE, request, PARTNER, 1, 3)
    assert summary == "DR-0001 is still waiting"
    assert "It was sent 3 working days ago." in words(card)
    assert "pick_up" in verbs(card)
    late, _ = reminder_card(RULEBOOK, PEOPLE, request, GOVERNANCE, 2, 1)
    assert "pick_up" not in verbs(late)
    assert "It was sent 1 working day ago." in words(late)


def test_news_shows_reference_status_and_note_and_no_more_to_someone_who_joined() -> None:
    request = replace(the_request(lodged()), status="Deferred", decision_note="After the new year")
    said = words(status_message(RULEBOOK, PEOPLE, request, "status")[0])
    assert "DR-0001 is now: Deferred" in said
    assert "After the new year" in said
    joined = words(status_message(RULEBOOK, PEOPLE, request, "status", OTHER)[0])
    assert "Deferred" in joined
    assert "After the new year" not in joined


def test_a_partner_sends_a_few_questions_a_minute_and_keeps_the_words_of_the_next() -> None:
    office = lodged()
    partner = Walker(office=office, person=PARTNER)
    began, sent = office.now, []
    for number in range(5):
        office.now = began + timedelta(seconds=number)
        partner.type(f"ask DR-0001 Question {number}?")
        sent += [effect for effect in partner.effects if isinstance(effect, Record)]
    assert len(sent) == 3
    assert "3 questions about this request in the last minute" in words(partner.card)
    assert [box["value"] for box in inputs(partner.card)] == ["Question 4?"]
    office.now = began + timedelta(minutes=2)
    partner.press("answer", {"ask": "Question 4?"})
    assert the_request(office).open_question == "Question 4?"


def test_nobody_is_asked_once_who_sent_it_is_no_longer_kept() -> None:
    office = lodged()
    request = the_request(office)
    office.requests["DR-0001"] = replace(request, requester=Person("", "No longer kept"))
    partner = Walker(office=office, person=PARTNER)
    for said in ("ask DR-0001", "ask DR-0001 How many?"):
        partner.type(said)
        assert "nobody can answer" in words(partner.card)
    assert the_request(office).open_question == ""


def test_a_question_by_message_can_be_answered_on_it() -> None:
    request = replace(the_request(lodged()), open_question="How many?")
    said = "There is a question for you about DR-0001."
    card, summary = said_message(RULEBOOK, request, STAFF, said, event=QuestionAsked.name)
    assert summary == "A question for you about DR-0001"
    assert [b["verb"] for b in buttons(card)] == ["answer", "show"]


def test_the_own_card_says_whether_the_list_has_the_request() -> None:
    request = the_request(lodged())
    assert "it is on the list" in words(confirmation(RULEBOOK, PEOPLE, request)[0])
    assert "not yet on the list" in words(confirmation(RULEBOOK, PEOPLE, replace(request, on_list=False))[0])


def test_the_summary_is_short_and_the_whole_text_is_folded_below_it() -> None:
    request = the_request(lodged(problem="Long words. " * 80))
    card, _ = summary_card(RULEBOOK, PEOPLE, request, CHAMPION, "champion")
    folded = next(part for part in card["body"] if part.get("id") == "answers:part")
    open_part = [part for part in card["body"] if part.get("isVisible") is not False]
    assert len(next(line for line in words(open_part).splitlines() if line.startswith("Long words"))) <= 160
    assert request.details["problem"] in words(folded)


def test_nobody_has_a_request_until_the_partner_picks_it_up() -> None:
    office = lodged()
    card, _ = summary_card(RULEBOOK, PEOPLE, the_request(office), PARTNER, "partner")
    assert "Who has it: \nnobody yet" in words(card)
    Walker(office=office, person=PARTNER).type("pick up DR-0001")
    card, _ = summary_card(RULEBOOK, PEOPLE, the_request(office), CHAMPION, "champion")
    assert f"Who has it: \n{PARTNER.name}" in words(card)
