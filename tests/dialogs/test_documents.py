"""A link that is typed: kept with the request, shown as a link to those who may see it, and nothing else is lost."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import governance_rules
from dialogs.documents import PASTED, documents_of
from dialogs.model import Person, Request
from dialogs.understanding.links import MOST_LINKS
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    BOARD,
    GOVERNANCE,
    OTHER,
    PARTNER,
    STAFF,
    Office,
    Walker,
    elements,
    inputs,
    words,
)

QUOTE = "https://contoso.sharepoint.com/sites/a/Quote%20for%20repairs.pdf?web=1"
SHOWN = f"[contoso.sharepoint.com/Quote for repairs.pdf]({QUOTE})"
MAP = "https://example.org/map"


def shown_on(card: object) -> list[str]:
    """The lines with a link on a card, in order and each as often as it is there."""
    lines = [str(e["text"]) for e in elements(card) if e["type"] == "TextBlock"]
    return [line for line in lines if "](" in line]


def asked(walker: Walker) -> list[str]:
    """The ids of the inputs on the present card."""
    return [one["id"] for one in inputs(walker.card)]


def started() -> Walker:
    walker = Walker()
    walker.send("start")
    return walker


@pytest.mark.parametrize("said", [QUOTE, f"here is the quote {QUOTE}", f"[The quote]({QUOTE})", f"Quote: <{QUOTE}>."])
def test_a_link_that_is_pasted_at_a_question_is_kept_and_the_question_stays(said: str) -> None:
    walker = started()
    walker.type("hello")
    before, revision = asked(walker), walker.current and walker.current.revision
    walker.type(said)
    assert "We have kept this link with your request." in words(walker.card)
    assert asked(walker) == before
    assert walker.current is not None
    assert walker.current.revision == revision, "a card that is half filled in can still be sent"
    assert documents_of(walker.current.details) == (QUOTE,)
    assert not walker.current.answers


def test_a_card_that_was_there_before_the_link_takes_its_answers_still() -> None:
    walker = started()
    card = walker.card
    walker.type(QUOTE)
    walker.card = card
    walker.press("answer", {"need": "new_system"})
    assert walker.current is not None
    assert walker.current.answers["need"] == "new_system"
    assert documents_of(walker.current.details) == (QUOTE,)


def test_what_stands_in_a_link_is_no_answer() -> None:
    walker = started()
    walker.press("answer", {"need": "new_system"})
    walker.type("https://contoso.sharepoint.com/sites/housing/no/2")
    assert walker.current is not None
    assert set(walker.current.answers) == {"need"}


@pytest.mark.parametrize("said", [f"housing {MAP}", f"It is for the housing team, see {MAP}", f"{MAP} 3"])
def test_an_answer_beside_a_link_is_taken_and_the_link_is_kept(said: str) -> None:
    walker = started()
    walker.press("answer", {"need": "change_system"})
    walker.type(said)
    assert walker.current is not None
    assert walker.current.answers.get("service_area") == "housing"
    assert documents_of(walker.current.details) == (MAP,)
    assert "We have kept this link with your request." in words(walker.card)


@pytest.mark.parametrize(
    ("said", "about_it"), [("zyx", True), ("zyx qwv vbn mnb", True), ("zyx qwv vbn mnb lkj", False)]
)
def test_a_few_words_that_answer_nothing_are_about_the_link(said: str, *, about_it: bool) -> None:
    walker = started()
    walker.type(f"{said} {MAP}")
    assert ("could not match your words" not in words(walker.card)) is about_it
    assert "We have kept this link" in words(walker.card)
    nothing_open = Walker()
    nothing_open.type(f"{said} {MAP}")
    assert ("That is a link, and no request is open" in words(nothing_open.card)) is about_it
    assert ("we did not understand" not in words(nothing_open.card)) is about_it


def test_a_link_in_a_text_of_several_lines_is_part_of_the_text_and_beside_a_line_it_is_kept() -> None:
    walker = started()
    walker.fill(ANSWERS["project"], {})
    walker.type("resume")
    while asked(walker) != ["title"]:
        walker.type(str(DETAILS.get(asked(walker)[0], "skip")))
    walker.type(QUOTE)
    assert asked(walker) == ["title"]
    assert "We have kept this link" in words(walker.card)
    walker.type(DETAILS["title"])
    assert asked(walker) == ["problem"]
    walker.type(f"Here is the map: {MAP}")
    assert walker.current is not None
    assert walker.current.details["problem"] == f"Here is the map: {MAP}"
    assert walker.current.details[PASTED] == QUOTE


def sent(office: Office, pasted: tuple[str, ...] = (QUOTE,), **details: str) -> Request:
    walker = Walker(office)
    walker.send("start")
    for link in pasted:
        walker.type(link)
    walker.fill(ANSWERS["project"], {**DETAILS, **details})
    walker.press("submit")
    return next(iter(office.requests.values()))


def test_links_are_links_before_they_are_sent_and_those_pasted_alone_can_be_taken_out() -> None:
    walker = started()
    walker.type(QUOTE)
    walker.fill(ANSWERS["project"], {**DETAILS, "problem": f"As drawn ({MAP})."})
    assert shown_on(walker.card) == [f"[example.org/map]({MAP})", SHOWN]
    walker.press("remove_links")
    assert "We have removed the links" in words(walker.card)
    assert shown_on(walker.card) == [f"[example.org/map]({MAP})"]
    assert "remove_links" not in {e.get("verb") for e in elements(walker.card)}
    walker.type("remove links")
    assert "There are no links to remove." in words(walker.card)


@pytest.mark.parametrize("reader", [STAFF, PARTNER, GOVERNANCE, BOARD], ids=lambda person: person.name)
def test_who_may_see_a_request_sees_its_links_as_links(reader: Person) -> None:
    office = Office()
    request = sent(office, problem=f"As drawn ({MAP}).")
    assert request.details[PASTED] == QUOTE
    if reader is BOARD:
        Walker(office, PARTNER).send("step_outcome", {"reference": "DR-0001"}, {"outcome": "go_on"})
    walker = Walker(office, reader)
    walker.send("show", {"reference": "DR-0001"})
    assert shown_on(walker.card) == [f"[example.org/map]({MAP})", SHOWN]


def test_who_may_not_see_the_details_sees_no_link() -> None:
    office = Office()
    sent(office)
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], co_requesters=(OTHER,), joined=(OTHER,))
    for person in (OTHER, Person("00000000-0000-0000-0000-00000000d099", "Member of staff")):
        walker = Walker(office, person)
        walker.send("show", {"reference": "DR-0001"})
        assert "contoso" not in str(walker.card)


def test_a_link_that_is_added_later_is_a_link() -> None:
    office = Office()
    sent(office, ())
    Walker(office).type(f"add DR-0001: the quote is here: {QUOTE}")
    partner = Walker(office, PARTNER)
    partner.send("show", {"reference": "DR-0001"})
    assert shown_on(partner.card) == [SHOWN]


def test_a_link_that_answers_the_partners_question_goes_to_the_partner() -> None:
    office = Office()
    sent(office, ())
    Walker(office, PARTNER).type("ask DR-0001: do you have a quote?")
    staff = Walker(office)
    staff.type(QUOTE)
    assert QUOTE in office.requests["DR-0001"].details["problem"]
    assert not office.requests["DR-0001"].open_question


def test_without_a_draft_a_link_is_answered_with_what_can_be_done_and_starts_nothing() -> None:
    walker = Walker()
    for said in (QUOTE, QUOTE, f"zyx qwv {QUOTE}"):
        walker.type(said)
        assert "no request is open to keep it with" in words(walker.card)
        assert "type add DR-0001 and the link" in words(walker.card)
        assert {"start", "my_requests"} <= {e.get("verb") for e in elements(walker.card)}
        assert walker.current is None


def test_a_first_sentence_with_a_link_has_a_title_without_it_and_keeps_it() -> None:
    walker = Walker()
    walker.type(f"We need a new booking system for repairs, see {QUOTE}")
    assert walker.current is not None
    assert walker.current.details["title"] == "We need a new booking system for repairs, see"
    assert documents_of(walker.current.details) == (QUOTE,)
    assert walker.wanted.systems_like is not None
    assert "contoso" not in walker.wanted.systems_like


def test_a_draft_that_was_left_gets_no_link_without_its_being_taken_up() -> None:
    walker = started()
    walker.press("leave")
    walker.type(QUOTE)
    assert "no request is open" in words(walker.card)
    assert all(not documents_of(draft.details) for draft in walker.drafts.values())


def test_a_copy_of_a_request_has_its_links_and_a_cancelled_draft_has_none() -> None:
    office = Office()
    sent(office)
    walker = Walker(office)
    walker.type("withdraw DR-0001")
    walker.type("yes")
    walker.type("start again DR-0001")
    assert walker.current is not None
    assert documents_of(walker.current.details) == (QUOTE,)
    walker.type("cancel")
    walker.type("cancel")
    assert all(draft.details == {} for draft in walker.drafts.values() if draft.state == "cancelled")


def test_no_detail_of_a_rulebook_can_have_the_key_of_pasted_links() -> None:
    schema = json.loads((Path(governance_rules.__file__).parent / "rulebook.schema.json").read_text(encoding="utf-8"))
    patterns = {found for found in re.findall(r"'pattern': '([^']+)'", str(schema)) if re.search(found, "title")}
    assert patterns
    assert not any(re.search(pattern, PASTED) for pattern in patterns)


def test_there_is_room_for_twenty_links() -> None:
    walker = started()
    for number in range(MOST_LINKS):
        walker.type(f"https://example.org/{number}")
    walker.type(QUOTE)
    assert f"room for {MOST_LINKS} links" in words(walker.card)
    assert walker.current is not None
    assert len(documents_of(walker.current.details)) == MOST_LINKS
    walker.type("https://example.org/3")
    assert "We have kept this link" in words(walker.card), "that one is there"


def test_links_in_a_later_text_take_no_room_from_those_that_were_pasted_alone() -> None:
    many = [f"https://example.org/{n}" for n in range(30)]
    details = {PASTED: f"{QUOTE}\n{MAP}", "problem": " ".join(many)}
    assert documents_of(details) == (*many[: MOST_LINKS - 2], QUOTE, MAP)
    assert documents_of({**details, "outcome": MAP}) == (*many[: MOST_LINKS - 2], MAP, QUOTE)


def test_are_you_sure_is_forgotten_when_a_link_is_pasted_instead_of_yes() -> None:
    walker = started()
    walker.type("cancel")
    walker.type(QUOTE)
    walker.type("yes")
    assert walker.current is not None
    assert walker.current.state == "open"


def test_in_a_channel_nothing_of_a_link_is_said() -> None:
    walker = started()
    walker.personal_chat = False
    walker.type(QUOTE)
    assert walker.last is not None
    assert walker.last.card is None
    assert "contoso" not in walker.last.text
