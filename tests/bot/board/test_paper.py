"""What the paper of a meeting says: its first page, each request, and how the scores are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.board.agenda import agenda_of
from bot.board.content import Bullets, Document, Facts, Figure, Link, Paragraph, Section, Table, parts_of, plain
from bot.board.firmness import Firmness, Swap, firmness
from bot.board.paper import Action, Pack, firm_sentence, firm_words, paper_of, percent
from dialogs.agendas import Item, Meeting, filled
from dialogs.documents import PASTED
from dialogs.firmness import SEED
from dialogs.model import People, Request, Similar
from dialogs.records import Beside, Person, RequestSystem
from dialogs.statuses import Status
from dialogs.steps import Outcome
from governance_rules import Rulebook
from governance_rules.bodies import Body
from tests.bot.board.requests_cast import a_request

MEETING = date(2026, 12, 9)
NOW = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)


@pytest.fixture
def pack(rulebook: Rulebook, people: People, board: Body) -> Pack:
    """Three requests before the board, with a seed that stays."""
    requests = [a_request(rulebook, number) for number in (1, 2, 3)]
    agenda = agenda_of(filled(Meeting("board", MEETING), requests, (), 20), board, requests)
    return Pack(rulebook, people, agenda, firmness(rulebook, requests, draws=500), NOW, seed=SEED)


def with_items(pack: Pack, *requests: Request, kept: Sequence[Item] = ()) -> Pack:
    """The same paper about other requests; ``kept``: items that stand on the agenda already."""
    firm = firmness(pack.rulebook, [*requests, *(item.request for item in kept)], draws=50)
    body = pack.agenda.body
    meeting = filled(Meeting("board", MEETING, tuple(kept)), requests, (), body.items_at_most)
    return replace(pack, agenda=agenda_of(meeting, body, requests), firmness=firm)


def said(document: Document) -> str:
    """Every word of a paper, a line for each paragraph, entry, fact and row."""
    found = [document.title, document.subtitle, *(f"{label}: {plain(words)}" for label, words in document.facts)]
    blocks = [*document.opening]
    for section in document.sections:
        blocks += [Paragraph(section.heading), *section.blocks]
    for block in blocks:
        match block:
            case Paragraph():
                found.append(plain(block.words))
            case Bullets():
                found += map(plain, block.items)
            case Facts():
                found += [f"{label}: {plain(words)}" for label, words in block.rows]
            case Table():
                found += [block.caption, " | ".join(block.headings)]
                found += [" | ".join(map(plain, row)) for row in block.rows]
            case Figure():
                found += [block.caption, block.alt]
    return "\n".join(found)


def section(document: Document, heading: str) -> Section:
    return next(one for one in document.sections if one.heading.startswith(heading))


def test_the_first_page_says_who_meets_when_and_where_and_what_is_on_the_agenda(pack: Pack) -> None:
    document = paper_of(pack)
    assert document.title == "Papers for the Digital, Data and Customer Board"
    assert document.subtitle == "Meeting on Wednesday 9 December 2026"
    assert dict(document.facts) == {
        "Body": "Digital, Data and Customer Board",
        "Day": "Wednesday 9 December 2026",
        "Time": "2pm to about 2:30pm",
        "Place": "Committee room 1, and online",
        "Contact": "digital.board@example.org",
        "Next meeting": "Wednesday 13 January 2027",
        "Made on": "1 December 2026 at 09:05",
    }
    agenda = next(block for block in document.opening if isinstance(block, Table))
    assert agenda.headings == ("Item", "Time", "Request", "Value", "How easy to do", "Keeps its place")
    assert [[plain(cell) for cell in row[:2]] for row in agenda.rows] == [
        ["1", "2pm"],
        ["2", "2:10pm"],
        ["3", "2:20pm"],
    ]
    values = [int(plain(row[3])) for row in agenda.rows]
    assert values == sorted(values, reverse=True)


def test_how_firm_the_order_is_stands_on_the_first_page_and_says_how_it_was_found(
    pack: Pack, rulebook: Rulebook
) -> None:
    firm = Firmness({"DR-0001": 0.994, "DR-0002": 0.6, "DR-0004": 0.2}, (Swap("DR-0002", "DR-0004", 0.4),), 10_000)
    three = with_items(pack, *(a_request(rulebook, number) for number in (1, 2, 4)))
    document = paper_of(replace(three, firmness=firm))
    opening = plain(next(block.words for block in document.opening if isinstance(block, Paragraph)))
    assert "by up to 20%, up or down, 10,000 times by chance" in opening
    assert "2 of 3 requests kept their place in at least half of the tries." in opening
    agenda = next(block for block in document.opening if isinstance(block, Table))
    assert {plain(row[2])[:7]: plain(row[5]) for row in agenda.rows} == {
        "DR-0001": "99%, firm",
        "DR-0002": "60%, a little firm",
        "DR-0004": "20%, not firm",
    }
    assert "| DR-0004 Repairs booked online, part 4 | 40%" in said(document)
    chart = next(block for block in section(document, "How firm").blocks if isinstance(block, Figure))
    assert "DR-0004 Repairs booked online, part 4 20%" in chart.alt


def test_a_place_that_only_the_number_decides_is_not_called_firm(pack: Pack, rulebook: Rulebook) -> None:
    first, other = a_request(rulebook, 1), a_request(rulebook, 2)
    alike = replace(a_request(rulebook, 7), decision=first.decision)
    document = paper_of(with_items(pack, first, other, alike))
    agenda = next(block for block in document.opening if isinstance(block, Table))
    kept = {plain(row[2])[:7]: plain(row[5]) for row in agenda.rows}
    assert kept["DR-0001"].endswith(", same scores")
    assert kept["DR-0007"].endswith(", same scores")
    assert not kept["DR-0002"].endswith("same scores")
    assert "2 requests have the same scores as one beside them." in said(document)


@pytest.mark.parametrize(
    ("share", "words"), [(1.0, "100%"), (0.999, "99%"), (0.5, "50%"), (0.001, "1%"), (0.0, "0%"), (0.125, "12%")]
)
def test_only_what_is_always_so_is_a_hundred_percent(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_single_request_has_no_order() -> None:
    assert firm_sentence(Firmness({"DR-0001": 1.0}, (), 10)) == "There is one request, so there is no order."
    assert [firm_words(share) for share in (0.9, 0.7, 0.5, 0.49)] == [
        "firm",
        "fairly firm",
        "a little firm",
        "not firm",
    ]


def test_each_request_has_all_that_the_board_needs(pack: Pack, rulebook: Rulebook) -> None:
    request = replace(
        a_request(rulebook, 1),
        details={
            **a_request(rulebook, 1).details,
            "supplier": "A supplier",
            "needed_by": "2027-03-01",
            PASTED: "https://example.org/quote.pdf",
        },
        systems=(RequestSystem("Repairs desk", "7", replaces=True),),
        beside=(Beside("DR-0099", "housing", Status.APPROVED, replaces=False),),
        it_contact="IT contact",
    )
    document = paper_of(
        replace(
            with_items(pack, request), similar={"DR-0001": (Similar("DR-0050", "Repairs by phone", "housing", "Done"),)}
        )
    )
    words = said(document)
    for line in (
        "1. DR-0001 Repairs booked online, part 1",
        "Status: In review, since 22 November 2026",
        "Service area: Housing",
        "Asked by: Requester, on 20 November 2026",
        "Sponsor: Director of housing",
        "Cost: From £10,000 up to £25,000 (without VAT)",
        "Needed by: 1 March 2027",
        "IT contact: IT contact",
        "Systems: Repairs desk (replaced)",
        "Supplier: A supplier",
        "Problem: Tenants ring to book a repair and wait for ten minutes.",
        "Staff type it in twice.",
        "Outcome: Tenants book online and see when somebody comes.",
        "Documents:",
        "example.org/quote.pdf",
        "IT business partner for the service area: It can go on (IT business partner, 22 November 2026). A sound idea.",
        "DR-0050 Repairs by phone: similar title, Housing, Done",
        "DR-0099: about the same system, Housing, Approved",
    ):
        assert line in words.splitlines()
    reasons = {step: request.decision.reason(step) for step in request.decision.steps}
    assert all(reason is not None and reason.because in words for reason in reasons.values())


def test_scores_stand_with_answers_points_and_weights_and_add_up(pack: Pack, rulebook: Rulebook) -> None:
    request = a_request(rulebook, 1)
    document = paper_of(with_items(pack, request))
    tables = [b for s in document.sections if s.heading == "Scores" for b in s.blocks if isinstance(b, Table)]
    for table, score in zip(tables, (request.decision.value, request.decision.achievability), strict=True):
        assert f": {score} of 100, " in table.caption
        *rows, last = [[plain(cell) for cell in row] for row in table.rows]
        assert all(int(points) * int(weight) == int(counts) for _, _, points, weight, counts in rows)
        got = sum(int(row[4]) for row in rows)
        assert last == ["In all", f"{got} of 30, which is {score} of 100", "", "", str(got)]
        assert score == 100 * got // 30


def test_open_checks_come_before_those_that_are_done_each_with_its_owner(pack: Pack, rulebook: Rulebook) -> None:
    request = a_request(rulebook, 1)
    table = next(
        block
        for one in paper_of(with_items(pack, request)).sections
        if one.heading == "Checks"
        for block in one.blocks
        if isinstance(block, Table)
    )
    assert len(table.rows) == len(request.checks)
    assert all(plain(row[1]) and plain(row[2]) == "Open" for row in table.rows)


def test_what_members_must_know_stands_in_the_agenda(pack: Pack, rulebook: Rulebook) -> None:
    waiting = replace(a_request(rulebook, 2), status=Status.MORE_NEEDED)
    decided = replace(a_request(rulebook, 3), steps=())
    kept = (
        Item(a_request(rulebook, 1), 1, late=True),
        Item(waiting, 2, put_off=True),
        Item(decided, 3, outcome=Outcome.GO_ON),
    )
    words = said(paper_of(with_items(pack, kept=kept)))
    assert "part 1. Came after the papers" in words
    assert "part 2. Put off by an earlier meeting; waits for more information" in words
    assert "part 3. It can go on" in words


def test_a_meeting_with_nothing_to_discuss_says_so(pack: Pack) -> None:
    document = paper_of(with_items(pack))
    assert document.sections == ()
    assert [plain(block.words) for block in document.opening if isinstance(block, Paragraph)] == [
        "There is nothing to decide at this meeting: no request is with the Digital, Data and Customer Board."
    ]
    assert "to about" not in said(document)


def test_a_hundred_requests_are_all_there_and_those_without_time_are_told(pack: Pack, rulebook: Rulebook) -> None:
    document = paper_of(with_items(pack, *(a_request(rulebook, number) for number in range(1, 101))))
    agenda = next(block for block in document.opening if isinstance(block, Table))
    assert len(agenda.rows) == 100
    assert [plain(row[1]) for row in agenda.rows].count("If time") == 80
    assert "A meeting takes 20 requests, and 100 are with the Digital, Data and Customer Board." in said(document)
    assert sum(one.anchor.startswith("DR-") for one in document.sections) == 100


def test_every_link_leads_to_a_section_and_every_anchor_is_there_once(pack: Pack) -> None:
    document = paper_of(pack)
    anchors = [one.anchor for one in document.sections if one.anchor]
    cells = (
        words
        for block in (*document.opening, *(block for one in document.sections for block in one.blocks))
        for words in (
            [cell for row in block.rows for cell in row]
            if isinstance(block, Table)
            else block.items
            if isinstance(block, Bullets)
            else [block.words]
            if isinstance(block, Paragraph)
            else []
        )
    )
    led = {part.anchor for words in cells for part in parts_of(words) if isinstance(part, Link)}
    assert led <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_the_appendix_holds_the_matrix_its_weights_and_the_version_of_the_rules(pack: Pack, rulebook: Rulebook) -> None:
    earlier = replace(a_request(rulebook, 1), decision=replace(a_request(rulebook, 1).decision, rules_version="2025.9"))
    words = said(paper_of(with_items(pack, earlier, a_request(rulebook, 2))))
    assert f"The rules of this paper have the version {rulebook.version}." in words
    assert "1 of the requests were decided by earlier rules, and keep the points of that day: 2025.9." in words
    assert "Yearly benefit | 3 | Not known yet: 0; Under £10,000: 1; £10,000 to £50,000: 2; Over £50,000: 3" in words
    assert "high | Now | Now | Next" in words


def test_actions_of_the_last_meeting_come_first(pack: Pack) -> None:
    action = Action("DR-0009", date(2026, 11, 11), "Ask two more suppliers", "Procurement")
    document = paper_of(replace(pack, actions=(action,)))
    assert document.sections[0].heading == "Actions of the last meeting"
    assert "DR-0009, 11 November 2026: Ask two more suppliers (Procurement)" in said(document)


def test_a_request_without_scores_and_an_erased_person_are_no_gap(pack: Pack, rulebook: Rulebook) -> None:
    request = a_request(rulebook, 1)
    unscored = replace(request.decision, value=None, achievability=None, breakdown=(), timeframe=None, reasons=())
    gone = replace(
        request, decision=unscored, requester=Person("", ""), area=None, details={}, steps=request.steps[1:2]
    )
    words = said(paper_of(with_items(pack, gone)))
    assert "No scores" in words
    assert "It has no scores: requests on this route are not scored." in words
    assert "Asked by: Somebody whose name was erased, on 20 November 2026" in words
    assert "Sponsor: Nobody is named" in words
