"""Minutes of a meeting: what was said, what is to be done and who does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.board.content import Document, Facts, Paragraph, Table, plain
from bot.board.minutes import Minutes, minutes_of
from bot.people.directory import people_of, read_directory
from dialogs.agendas import Item, Meeting
from dialogs.records import Move
from dialogs.steps import Outcome
from governance_rules import Rulebook
from tests.bot.board.requests_cast import DAY, a_request

MEETING = date(2026, 12, 9)
OPENED = datetime(2026, 12, 9, 14, 3, tzinfo=UTC)
CLOSED = datetime(2026, 12, 9, 15, 20, tzinfo=UTC)


def kept(
    rulebook: Rulebook, *items: Item, closed: datetime | None = CLOSED, moves: Mapping[str, Move] | None = None
) -> Minutes:
    board = next(body for body in rulebook.bodies if body.id == "board")
    people = people_of(read_directory(), (), DAY, rulebook)
    meeting = Meeting("board", MEETING, items, opened_at=OPENED, closed_at=closed)
    return Minutes(rulebook, people, board, meeting, CLOSED, moves=moves or {})


def test_minutes_say_what_was_decided_with_notes_actions_and_owners(rulebook: Rulebook) -> None:
    document = minutes_of(
        kept(
            rulebook,
            Item(
                a_request(rulebook, 1),
                1,
                outcome=Outcome.GO_ON,
                note="Go ahead.",
                action="Ask two suppliers",
                owner="Procurement",
            ),
            Item(a_request(rulebook, 2), 2, outcome=Outcome.DEFER, note="After the budget.", late=True),
            Item(a_request(rulebook, 3), 3),
        )
    )
    assert document.title == "Minutes of the Digital, Data and Customer Board"
    assert dict(document.facts)["Time"] == "2:03pm to 3:20pm"
    said = [plain(block.words) for block in document.opening if isinstance(block, Paragraph)]
    assert said == ["2 of 3 requests were heard."]
    decisions, actions = (block for block in document.opening if isinstance(block, Table))
    assert [plain(row[2]) for row in decisions.rows] == [
        "It can go on",
        "It waits for a better time",
        "Not heard. It comes back to the next meeting",
    ]
    assert [[plain(cell) for cell in row[:2]] for row in actions.rows] == [["Ask two suppliers", "Procurement"]]
    facts = [dict(block.rows) for one in document.sections for block in one.blocks if isinstance(block, Facts)]
    assert facts == [
        {
            "What was said": "It can go on",
            "Note": "Go ahead.",
            "Action": "Ask two suppliers",
            "Who does it": "Procurement",
        },
        {
            "What was said": "It waits for a better time",
            "Note": "After the budget.",
            "Late": "It came after the papers went out",
        },
        {"What was said": "Not heard. It comes back to the next meeting"},
    ]


def test_minutes_of_a_meeting_that_still_runs_say_that_they_may_change(rulebook: Rulebook) -> None:
    document = minutes_of(kept(rulebook, Item(a_request(rulebook, 1), 1), closed=None))
    said = [plain(block.words) for block in document.opening if isinstance(block, Paragraph)]
    assert "The meeting is not closed yet. These minutes may change." in said
    assert "No actions were agreed." in said
    assert dict(document.facts)["Time"] == "2:03pm"


def test_a_meeting_without_requests_has_minutes_that_say_so(rulebook: Rulebook) -> None:
    document = minutes_of(kept(rulebook))
    assert [plain(block.words) for block in document.opening if isinstance(block, Paragraph)] == [
        "No request was before this meeting."
    ]


def decisions(document: Document) -> list[str]:
    """What the table of decisions says of each request."""
    tables = [block for block in document.opening if isinstance(block, Table)]
    return [plain(row[2]) for row in tables[0].rows]


def test_minutes_say_where_a_request_moved_on_the_roadmap(rulebook: Rulebook) -> None:
    items = [Item(a_request(rulebook, number), number, outcome=Outcome.GO_ON) for number in (1, 2, 3)]
    moves = {items[0].reference: Move(OPENED, "now", "later"), items[1].reference: Move(OPENED, "", "next")}
    document = minutes_of(kept(rulebook, *items, moves=moves))
    assert decisions(document) == [
        "It can go on. Moved from Now to Later",
        "It can go on. Moved to Next",
        "It can go on",
    ]


def test_what_the_body_has_no_more_is_not_said_to_come_back(rulebook: Rulebook) -> None:
    there = a_request(rulebook, 1)
    gone = replace(a_request(rulebook, 2), steps=())
    assert decisions(minutes_of(kept(rulebook, Item(there, 1), Item(gone, 2)))) == [
        "Not heard. It comes back to the next meeting",
        "Not heard",
    ]


def test_minutes_say_what_is_known_of_the_meeting_and_nothing_that_is_not(rulebook: Rulebook) -> None:
    held = kept(rulebook)
    told = dict(minutes_of(replace(held, place="Room 2")).facts)
    assert (told["Place"], told["Next meeting"]) == ("Room 2", "Wednesday 13 January 2027")
    assert told["Members"].__class__ is str
    bare = replace(held, people=replace(held.people, bodies={}), meeting=replace(held.meeting, opened_at=None))
    last = replace(bare, body=replace(held.body, next_dates=(MEETING,), place=""))
    facts = dict(minutes_of(last).facts)
    assert set(facts) == {"Body", "Day", "Place", "Made on"}
    assert facts["Place"] == f"Not in the rules yet. Ask {held.body.contact}"


def test_each_request_of_a_meeting_has_its_section_below_one_heading(rulebook: Rulebook) -> None:
    named = [Item(a_request(rulebook, 1), 1, action="Ask again"), Item(a_request(rulebook, 2), 2, outcome="other")]
    document = minutes_of(kept(rulebook, *named, moves={"DR-0002": Move(OPENED, "now", "")}))
    assert [(one.heading[:7], one.level) for one in document.sections] == [
        ("What wa", 1),
        ("1. DR-0", 2),
        ("2. DR-0", 2),
    ]
    assert minutes_of(kept(rulebook)).sections == ()
    assert decisions(document)[1] == "Other"
    actions = [block for block in document.opening if isinstance(block, Table)][1]
    assert [plain(cell) for cell in actions.rows[0][:2]] == ["Ask again", "Nobody was named"]
    block = document.sections[1].blocks[0]
    assert isinstance(block, Facts)
    assert dict(block.rows)["Who does it"] == "Nobody was named"


def test_a_meeting_that_never_began_is_not_said_to_run(rulebook: Rulebook) -> None:
    held = kept(rulebook, Item(a_request(rulebook, 1), 1), closed=None)
    document = minutes_of(replace(held, meeting=replace(held.meeting, opened_at=None)))
    said = [plain(block.words) for block in document.opening if isinstance(block, Paragraph)]
    assert said == ["0 of 1 requests were heard.", "No actions were agreed."]
