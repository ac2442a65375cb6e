"""A request that is put into a chat: everybody reads reference, title and status, and whoever may see it sees more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import needs_of, take_turn
from dialogs.cards.found import MOST_REFRESHED, found_card
from dialogs.extension import FindRequests, Found, LinkShared
from dialogs.model import (
    PENDING_CONFIRMATION,
    Clock,
    Interview,
    Lookups,
    Needs,
    Person,
    Pressed,
    Request,
    Session,
    Turn,
)
from dialogs.records import Sponsor, SponsorState
from dialogs.statuses import Status
from dialogs.steps import moved_to
from tests.dialogs.card_lint import faults
from tests.dialogs.every_card import MARKUP
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    OTHER,
    PARTNER,
    PEOPLE,
    PLACE_CHAMPION,
    PLACE_PARTNER,
    PMO,
    PROCUREMENT,
    RULEBOOK,
    STAFF,
    Office,
    Walker,
    elements,
    verbs,
)

JOINED = Person("00000000-0000-0000-0000-0000000000d1", "Parking clerk")
SPONSOR = Person("00000000-0000-0000-0000-0000000000d2", "Head of Housing", "head.housing@example.org")
GUEST = Person("", "Guest")
DR1 = {"reference": "DR-0001"}
SHOW = Pressed("show", {"reference": "DR-0001"})
SEES_MORE = {
    "its requester": STAFF,
    "its partner": PARTNER,
    "its champion": CHAMPION,
    "the governance team": GOVERNANCE,
    "a member of the board that has it": BOARD,
    "an owner of a check": PROCUREMENT,
    "its sponsor": SPONSOR,
    "who joined it": JOINED,
}
SEES_NOTHING = {
    "other staff": OTHER,
    "a champion of another area": PLACE_CHAMPION,
    "a partner of another area": PLACE_PARTNER,
    "a guest": GUEST,
}
EVERYBODY = SEES_MORE | SEES_NOTHING
HOSTILE = [
    MARKUP,
    *("<b>bold</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"),
    *("<a href='https://example.org'>x</a>",),
    *("<at>Everyone</at>", "</at><at id='0'>x</at>", "[x](https://example.org)", "![x](https://example.org/x.png)"),
    *("# heading", "- list", "`code`", "**bold** _x_ ~~y~~", "{{DATE(2026-01-01T00:00:00Z,SHORT)}}", "${title}"),
    *("{{TIME(2026-01-01T00:00:00Z)}}", "$${x}", "=1+1", "\u202eright to left", "a\u0000b\u0007c"),
    *("line\nline\r\nline",),
    *("x" * 5000, "😀" * 300, "\ud800half", "&lt;b&gt;", "\"quoted\" 'and' \\back", "<BR>\n<hr/>"),
    *("<!-- x -->", "<?x?>"),
    *('"},"type":"Action.OpenUrl","url":"https://example.org', "javascript:alert(1)"),
    *("<iframe src=//x>", "<svg/onload=x>"),
    *("]]>", "<style>*{}</style>", "<math><mi//xlink:href='x'>", "\u2028\u2029", "<t t", "<", ">"),
    *("a < b > c", " ", "\t"),
    *("<AT>Caps</AT>", "< at>spaced</ at>", "{ {x}}", "<a\u200bt>", "\uff1cscript\uff1e"),
    *("<marquee>", "<p>", "<ul><li>", "|a|b|"),
    *("> quote", "***", "---", "1. one", "\\*", "<pre>", "<code>", "<link rel=x>", "<base href=x>", "<form action=x>"),
]  # fmt: skip


@pytest.fixture(scope="module")
def request_of_staff() -> Request:
    office = Office()
    walker = Walker(office=office)
    walker.send("start")
    walker.fill(ANSWERS["project"], DETAILS)
    walker.press("submit")
    request = office.requests["DR-0001"]
    steps = moved_to(request.steps, {"board"}, "", NOW - timedelta(days=3))
    sponsor = Sponsor(SPONSOR, SponsorState.ASKED, NOW)
    found = replace(request, steps=steps, status=Status.IN_REVIEW, sponsor=sponsor, title="Repairs booking")
    return replace(found, co_requesters=(JOINED,), joined=(JOINED,), list_url="https://example.org/Lists/R/7_.000")


def turn_of(person: Person, act: Any, known: Lookups, **session: Any) -> Turn:
    one = Session(person, None, **{"personal_chat": False, **session})
    return take_turn(RULEBOOK, PEOPLE, one, known, act, Clock(NOW, lambda: "new"))


def refreshed(person: Person, request: Request | None, carried: dict[str, Any], **more: Any) -> Turn:
    return turn_of(person, Pressed("refresh", carried, **more), Lookups(request))


def base(request: Request, person: Person = PARTNER) -> dict[str, Any]:
    return found_card(PEOPLE, request, person).card


def carried_by(card: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = card["refresh"]["action"]["data"]
    return found


def said(card: dict[str, Any] | None) -> str:
    assert card is not None
    inlines = [run["text"] for e in elements(card) if e["type"] == "RichTextBlock" for run in e["inlines"]]
    return "\n".join([*(e["text"] for e in elements(card) if e["type"] == "TextBlock"), *inlines])


def test_the_card_for_everybody_holds_reference_title_and_status_and_nothing_else(request_of_staff: Request) -> None:
    card = base(request_of_staff)
    assert faults(card) == []
    assert said(card).split("\n") == ["DR-0001", "Repairs booking", "Status: ", "In review"]
    assert card["actions"] == []
    assert carried_by(card) == {"reference": "DR-0001", "title": "Repairs booking", "status": "In review"}
    ours = {"type", "$schema", "version", "lang", "speak", "fallbackText", "msteams", "body", "actions", "refresh"}
    assert set(card) == ours
    assert card["speak"] == card["fallbackText"] == "DR-0001: In review"
    secret = ("Housing", "housing", *DETAILS["problem"].split(". ")[:1], STAFF.name, SPONSOR.name, "list_url", "board")
    assert [word for word in secret if word in json.dumps(card)] == []


def test_the_ids_for_whom_it_refreshes_tell_nothing_of_the_request(request_of_staff: Request) -> None:
    other = replace(
        request_of_staff, area="place", requester=OTHER, sponsor=None, co_requesters=(), steps=(), status="Submitted"
    )
    for inserting in (PARTNER, STAFF, OTHER):
        ids = base(request_of_staff, inserting)["refresh"]["userIds"]
        assert ids == base(other, inserting)["refresh"]["userIds"], "the same for every request"
        assert ids[0] == f"8:orgid:{inserting.aad_id}"
        assert len(ids) == len(set(ids)) <= MOST_REFRESHED
    named = base(request_of_staff)["refresh"]["userIds"]
    assert f"8:orgid:{GOVERNANCE.aad_id}" in named
    assert f"8:orgid:{BOARD.aad_id}" in named
    assert not {f"8:orgid:{one.aad_id}" for one in (STAFF, JOINED, SPONSOR)} & set(named)


def test_a_large_directory_names_at_most_sixty_and_no_id_that_is_none(request_of_staff: Request) -> None:
    many = tuple(Person(f"00000000-0000-0000-0000-{n:012d}", "Officer") for n in range(99))
    odd = Person("somebody@example.org", "Officer")
    people = replace(PEOPLE, governance_team=(odd, *many, many[0]))
    ids = found_card(people, request_of_staff, PARTNER).card["refresh"]["userIds"]
    assert len(ids) == len(set(ids)) == MOST_REFRESHED
    assert "8:orgid:somebody@example.org" not in ids


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_a_person_typed_is_live_on_it(request_of_staff: Request, words: str) -> None:
    hostile = replace(request_of_staff, title=words, status=words[:40])
    found = found_card(PEOPLE, hostile, PARTNER)
    for card in (found.card, refreshed(OTHER, None, carried_by(found.card)).card, refreshed(STAFF, hostile, DR1).card):
        assert card is not None
        assert [fault for fault in faults(card) if "empty" not in fault] == []
        shown = said(card)
        assert "<at" not in shown.lower()
        assert "{{" not in shown
        assert "${" not in shown
        markdown = [e["text"] for e in elements(card) if e["type"] == "TextBlock"]
        assert not words.strip() or all(words not in text for text in markdown)
        assert len(json.dumps(card).encode()) < 8000


@pytest.mark.parametrize("who", SEES_MORE)
def test_whoever_may_see_it_sees_more_of_it_in_any_chat_and_nothing_that_acts(
    request_of_staff: Request, who: str
) -> None:
    person = SEES_MORE[who]
    turn = refreshed(person, request_of_staff, carried_by(base(request_of_staff)))
    assert turn.card is not None
    assert faults(turn.card) == []
    assert turn.effects == ()
    assert turn.text == ""
    assert verbs(turn.card) == {"refresh", "show"}
    assert "since" in said(turn.card)
    assert "Housing" in said(turn.card)
    assert turn.card["refresh"]["userIds"] == [], "it is shown to them: nothing makes Teams ask again and again"
    traces = [(one.what, one.reference) for one in turn.accesses]
    assert traces == ([] if person is STAFF else [("read", "DR-0001")])


def test_what_waits_for_them_stands_on_it_and_for_whom_nothing_does_that(request_of_staff: Request) -> None:
    board, champion = (said(refreshed(one, request_of_staff, DR1).card) for one in (BOARD, CHAMPION))
    assert "What is asked of you: " in board
    assert "Waits for you since: " in board
    assert "Nothing now." in champion
    assert "Waits for you since" not in champion
    assert "Needed by: " in board


@pytest.mark.parametrize("person", [JOINED, SPONSOR])
def test_sponsor_and_who_joined_see_no_more_than_show_tells_them(request_of_staff: Request, person: Person) -> None:
    assert "Needed by" not in said(refreshed(person, request_of_staff, DR1).card)
    assert ("Step" in said(refreshed(person, request_of_staff, DR1).card)) is (person is SPONSOR)


@pytest.mark.parametrize("who", SEES_NOTHING)
@pytest.mark.parametrize("by_itself", [True, False])
def test_whoever_may_not_gets_what_the_card_carried_whatever_there_is(
    request_of_staff: Request, who: str, *, by_itself: bool
) -> None:
    person = SEES_NOTHING[who]
    changed = replace(request_of_staff, status=Status.DECLINED, title="Another title")
    carried = carried_by(base(request_of_staff))
    there = refreshed(person, changed, carried, by_itself=by_itself)
    missing = refreshed(person, None, carried, by_itself=by_itself)
    assert there == missing
    assert said(there.card).split("\n") == ["DR-0001", "Repairs booking", "Status: ", "In review"]
    assert there.effects == ()
    assert verbs(there.card) == {"refresh"}
    tried = [] if by_itself else [("refused", "DR-0001", {"verb": "refresh"})]
    assert [(one.what, one.reference, one.fields) for one in there.accesses] == tried


@pytest.mark.parametrize(
    "carried",
    [
        {},
        {"reference": "**DR-1**", "title": "x", "status": "y"},
        {"reference": "[x](https://example.org)"},
        {"reference": ["DR-0001"], "title": {"a": 1}, "status": None},
        {"reference": 7, "title": True, "status": 1.5},
        {"reference": "DR-0001" * 90, "title": "t" * 90_000, "status": "s" * 90_000},
        {"reference": "", "title": "", "status": "", "form": "note", "body": [{"type": "Input.Text"}]},
    ],
)
def test_forged_data_gives_a_sound_card_of_its_own_words(request_of_staff: Request, carried: dict[str, Any]) -> None:
    turn = refreshed(OTHER, request_of_staff, carried)
    assert turn.card is not None
    assert [fault for fault in faults(turn.card) if "empty" not in fault] == []
    assert "A request" in said(turn.card)
    assert request_of_staff.title not in json.dumps(turn.card)
    assert len(json.dumps(turn.card)) < 3000


def test_a_card_of_before_shows_the_status_of_today_to_whoever_may_see_it(request_of_staff: Request) -> None:
    carried = carried_by(base(request_of_staff))
    declined = replace(request_of_staff, status=Status.DECLINED)
    assert "Declined" in said(refreshed(STAFF, declined, carried).card)


@pytest.mark.parametrize("verb", ["refresh", "show"])
def test_who_will_deliver_it_is_shown_nothing_of_it_before_and_so_has_read_nothing(
    request_of_staff: Request, verb: str
) -> None:
    unowned = replace(request_of_staff, checks=())
    turn = turn_of(PMO, Pressed(verb, DR1), Lookups(unowned))
    assert request_of_staff.title not in str((turn.card, turn.effects))
    assert turn.accesses == ()
    approved = turn_of(PMO, Pressed(verb, DR1), Lookups(replace(unowned, status=Status.APPROVED)))
    assert request_of_staff.title in str((approved.card, approved.effects))
    assert [one.what for one in approved.accesses] == ["read"]


def test_a_card_that_refreshes_changes_nothing_of_the_talk(request_of_staff: Request) -> None:
    draft = Interview(
        "d1",
        1,
        {},
        {},
        None,
        route_seen=False,
        rules_version="1",
        started=NOW,
        touched=NOW,
        memory={"asked": "cancel"},
    )
    asked = {PENDING_CONFIRMATION: "withdraw DR-0001"}
    session = Session(STAFF, draft, preferences=asked)
    known = Lookups(request_of_staff)
    turn = take_turn(RULEBOOK, PEOPLE, session, known, Pressed("refresh", {"reference": "DR-0001"}), Clock(NOW, str))
    assert turn.effects == ()


def test_who_delivers_it_is_found_nothing_before_it_is_approved_as_show_tells_them_nothing(
    request_of_staff: Request,
) -> None:
    alone = replace(PEOPLE, check_owners={})
    for status, there in ((Status.IN_REVIEW, 0), (Status.APPROVED, 1), (Status.DONE, 1)):
        known = Lookups(found=(replace(request_of_staff, status=status),))
        clock = Clock(NOW, str)
        turn = take_turn(RULEBOOK, alone, Session(PMO, None), known, FindRequests("x"), clock)
        assert isinstance(turn.answer, Found)
        assert len(turn.answer.cards) == there
        shown = take_turn(RULEBOOK, alone, Session(PMO, None), Lookups(known.found[0]), SHOW, clock)
        assert (request_of_staff.title in said(shown.card)) is bool(there)


def test_it_is_looked_up_as_people_were_told() -> None:
    act = Pressed("refresh", {"reference": "DR-0001", "title": "x", "status": "y"})
    assert needs_of(RULEBOOK, Session(STAFF, None), act) == Needs(reference="DR-0001", as_told=True)
    for outside in (FindRequests("x"), LinkShared("https://example.org")):
        assert needs_of(RULEBOOK, Session(STAFF, None), outside).as_told


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", [FindRequests("repairs"), FindRequests(""), LinkShared("https://example.org/7_.000")])
def test_a_search_and_a_link_give_those_alone_who_may_see_it(request_of_staff: Request, who: str, act: Any) -> None:
    turn = turn_of(EVERYBODY[who], act, Lookups(found=(request_of_staff,)))
    assert isinstance(turn.answer, Found)
    assert len(turn.answer.cards) == (who in SEES_MORE)
    assert (turn.effects, turn.accesses, turn.card) == ((), (), None)
    if who in SEES_MORE:
        one = turn.answer.cards[0]
        assert (one.title, one.text) == ("DR-0001. Repairs booking", "In review")
        assert said(one.card) == said(base(request_of_staff))


def test_before_anything_is_typed_what_waits_for_somebody_comes_first_and_then_their_own() -> None:
    office = Office()
    walker = Walker(office=office)
    for _ in range(4):
        walker.send("start")
        walker.fill(ANSWERS["project"], DETAILS)
        walker.press("submit")
    one, two, three, four = (office.requests[f"DR-000{n}"] for n in range(1, 5))
    theirs = replace(one, requester=BOARD)
    waits = replace(two, steps=moved_to(two.steps, {"board"}, "", NOW), status=Status.IN_REVIEW)
    over = [replace(r, steps=moved_to(r.steps, {"board"}, "", NOW), status=Status.DECLINED) for r in (three, four)]
    turn = turn_of(BOARD, FindRequests(""), Lookups(found=(*over, theirs, waits)))
    assert isinstance(turn.answer, Found)
    shown = [card.title.split(".")[0] for card in turn.answer.cards]
    assert shown == ["DR-0002", "DR-0001", "DR-0004", "DR-0003"]


def test_where_nothing_is_found_that_is_said_once_and_of_a_link_nothing() -> None:
    answers = [
        turn_of(OTHER, act, Lookups()).answer for act in (FindRequests("x"), FindRequests("x", 25), LinkShared("x"))
    ]
    assert [bool(answer.words) for answer in answers if isinstance(answer, Found)] == [True, False, False]
