"""What the paper of a meeting says at the edges: of one and of many, of what is there and of what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.board.agenda import AgendaItem, agenda_of
from bot.board.content import Bullets, Document, Facts, Figure, Link, Paragraph, Section, Table, plain
from bot.board.firmness import Firmness, Swap
from bot.board.paper import Action, Pack, marks_of, paper_of, place_words, same_scores
from bot.board.paper_matrix import matrix_sections
from bot.board.paper_request import cost_words, request_sections, said_words
from dialogs.agendas import Meeting, filled
from dialogs.model import People, Person, Request, Similar
from dialogs.records import Beside
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome, RequestCheck, RequestStep
from governance_rules import Rulebook
from governance_rules.outcome import Reason
from tests.bot.board.requests_cast import a_request

MEETING = date(2026, 12, 9)
NOW = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)


def papers(rulebook: Rulebook, people: People, count: int, firm: Firmness, **more: object) -> Document:
    """The paper about so many requests, in order of their numbers."""
    requests = [scored(rulebook, number, 99 - number) for number in range(1, count + 1)]
    board = replace(next(body for body in rulebook.bodies if body.id == "board"), items_at_most=50)
    agenda = agenda_of(filled(Meeting("board", MEETING), requests, (), 50), board, requests)
    return paper_of(replace(Pack(rulebook, people, agenda, firm, NOW), **more))  # type: ignore[arg-type]  # fields of it


def scored(rulebook: Rulebook, number: int, value: int | None, achievability: int | None = 50) -> Request:
    request = a_request(rulebook, number)
    return replace(request, decision=replace(request.decision, value=value, achievability=achievability))


def firmness_of(count: int, swaps: int = 0) -> Firmness:
    keeps = {f"DR-{number:04d}": 0.75 for number in range(1, count + 1)}
    return Firmness(keeps, tuple(Swap("DR-0001", "DR-0002", 0.3) for _ in range(swaps)), 500)


def how_firm(document: Document) -> Section:
    return next(one for one in document.sections if one.anchor == "how-firm")


@pytest.mark.parametrize(("count", "caption"), [(1, None), (2, ""), (25, ""), (26, ", the first 25 requests")])
def test_a_chart_has_as_many_bars_as_can_be_read(
    rulebook: Rulebook, people: People, count: int, caption: str | None
) -> None:
    charts = [b for b in how_firm(papers(rulebook, people, count, firmness_of(count))).blocks if isinstance(b, Figure)]
    start = "How often each request keeps its place, in % of the tries"
    assert [chart.caption for chart in charts] == ([] if caption is None else [f"{start}{caption}"])


@pytest.mark.parametrize(
    ("swaps", "rows", "last"), [(0, 0, "No two requests"), (1, 1, ""), (20, 20, ""), (21, 20, "1 more pairs")]
)
def test_the_pairs_that_swap_most_are_named_and_the_rest_counted(
    rulebook: Rulebook, people: People, swaps: int, rows: int, last: str
) -> None:
    section = how_firm(papers(rulebook, people, 2, firmness_of(2, swaps)))
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert sum(len(table.rows) for table in tables) == rows
    said = [plain(block.words) for block in section.blocks if isinstance(block, Paragraph)]
    assert any(words.startswith(last) for words in said)
    assert any("more pairs" in words for words in said) == (swaps > 20)


def test_the_order_begins_on_a_page_of_its_own_unless_actions_come_first(rulebook: Rulebook, people: People) -> None:
    nobody = Action("DR-0009", MEETING, "Ask again", "")
    with_actions = papers(rulebook, people, 1, firmness_of(1), actions=(nobody,))
    assert how_firm(papers(rulebook, people, 1, firmness_of(1))).new_page
    assert not how_firm(with_actions).new_page
    assert with_actions.sections[0].blocks == (Bullets(("DR-0009, 9 December 2026: Ask again",)),)


def test_the_last_meeting_that_is_known_names_no_next_one(rulebook: Rulebook, people: People) -> None:
    board = next(body for body in rulebook.bodies if body.id == "board")
    assert (place_words(board, "Here"), place_words(board)) == ("Here", board.place)
    assert place_words(replace(board, place="")) == f"Not in the rules yet. Ask {board.contact}"
    last = replace(board, next_dates=(MEETING,), starts=None)
    agenda = agenda_of(Meeting("board", MEETING), last, ())
    facts = dict(paper_of(Pack(rulebook, people, agenda, firmness_of(0), NOW)).facts)
    assert set(facts) == {"Body", "Day", "Place", "Contact", "Made on"}


def test_same_scores_are_those_of_neighbours_in_both(rulebook: Rulebook) -> None:
    rows = ((50, 50), (50, 50), (50, 40), (40, 40), (None, None), (None, None))
    requests = [scored(rulebook, number, *scores) for number, scores in enumerate(rows, 1)]
    assert same_scores(requests) == {"DR-0001", "DR-0002"}


@pytest.mark.parametrize(
    ("status", "outcome", "marks"),
    [
        (Status.IN_REVIEW, "", []), (Status.DEFERRED, "", ["was deferred"]), (Status.MORE_NEEDED, "", ["waits"]),
        (Status.DEFERRED, Outcome.GO_ON, ["it can"]), (Status.MORE_NEEDED, Outcome.GO_ON, ["it can"]),
        (Status.IN_REVIEW, "something else", ["something"]),
    ],
)  # fmt: skip
def test_what_was_said_comes_in_place_of_what_it_waited_for(
    rulebook: Rulebook, status: Status, outcome: str, marks: list[str]
) -> None:
    found = marks_of(AgendaItem(replace(a_request(rulebook, 1), status=status), 1, outcome=outcome))
    assert [words.casefold().startswith(mark) for words, mark in zip(found, marks, strict=True)] == [True] * len(marks)


def parts(rulebook: Rulebook, people: People, request: Request, *similar: Similar) -> dict[str, list[str]]:
    """What stands below each heading of a request: words of paragraphs and entries, facts and rows of tables."""
    sections = request_sections(rulebook, people, AgendaItem(request, 1), similar, frozenset({"DR-0002"}))
    said: dict[str, list[str]] = {}
    for place, section in enumerate(sections):
        found = said.setdefault(section.heading if place else "", [])
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.append(plain(block.words))
            elif isinstance(block, Facts):
                found += [f"{label}: {plain(words)}" for label, words in block.rows]
            elif isinstance(block, Table):
                found += [" | ".join(map(plain, row)) for row in block.rows]
            else:
                found += map(plain, getattr(block, "items", ()))
    return said


def test_a_request_with_nothing_more_says_nothing_more(rulebook: Rulebook, people: People) -> None:
    request = a_request(rulebook, 1)
    bare = replace(
        request, details={}, answers={}, steps=(), checks=(), area="unknown",
        decision=replace(request.decision, timeframe=None),
    )  # fmt: skip
    told = parts(rulebook, people, bare)
    assert set(told) == {"", "Route", "Scores"}
    assert [line.partition(":")[0] for line in told[""][:5]] == [
        "Reference",
        "Status",
        "Service area",
        "Asked by",
        "Sponsor",
    ]
    assert "Service area: unknown" in told[""]
    assert not [line for line in told[""] if line.startswith(("Time", "Cost", "Needed", "IT contact", "Supplier"))]
    assert len(told["Route"]) == 1
    assert cost_words(rulebook, bare) == ""


@pytest.mark.parametrize(("by_board", "words"), [(True, ", set by "), (False, ", as the rules suggest")])
def test_a_timeframe_says_who_set_it(rulebook: Rulebook, people: People, *, by_board: bool, words: str) -> None:
    plain_one = a_request(rulebook, 1)
    suggested = replace(plain_one.decision, timeframe="now")
    request = replace(plain_one, decision=suggested, board_timeframe="now" if by_board else "")
    (line,) = (line for line in parts(rulebook, people, request)[""] if line.startswith("Timeframe"))
    assert line.startswith(f"Timeframe: Now{words}")


def test_a_route_says_why_which_strategy_it_serves_and_what_was_decided_instead(
    rulebook: Rulebook, people: People
) -> None:
    request = a_request(rulebook, 1)
    step = request.steps[0].id
    reasons = (
        Reason(request.decision.process, "Because of this.", (), "Priority 1"),
        Reason(step, "For that.", (), None),
        Reason("an_alert", "Beware.", (), None),
    )
    decision = replace(request.decision, reasons=reasons, alerts=("an_alert", "another"))
    told = parts(rulebook, people, replace(request, decision=decision, final_process="Another route"))
    assert told["Route"][0].endswith(". Because of this. (Digital Strategy, Priority 1)")
    assert told["Route"][1] == "The governance team decided another route: Another route."
    assert told["Route"][2].split(" | ")[2:] == ["For that.", "Over"]
    assert told["Route"][3].split(" | ")[2] == ""
    alerts = [line for line in told[""] if line.startswith("Alert")]
    assert [line.endswith(" Beware.") for line in alerts] == [True, False]
    assert alerts[1].endswith(".")


def test_what_steps_said_stands_in_their_order(rulebook: Rulebook, people: People) -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    first, second = (
        RequestStep(name, name, stage, outcome=Outcome.GO_ON, at=at) for name, stage in (("board", 3), ("it", 2))
    )
    silent = replace(first, id="silent", outcome="")
    undated = replace(first, id="undated", at=None)
    told = parts(rulebook, people, replace(a_request(rulebook, 1), steps=(first, second, silent, undated)))
    assert len(told["What earlier steps said"]) == 2
    assert told["What earlier steps said"][0].startswith(f"{rulebook.named('it')}: ")
    said = replace(first, outcome="other words", note="A note.", who="Somebody")
    assert said_words(said) == "Other words (Somebody, 22 November 2026). A note."
    assert said_words(replace(said, who="", note="", at=None)) == "Other words ()."


def test_checks_say_how_far_they_are_by_whom_and_when_open_ones_first(rulebook: Rulebook, people: People) -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    own, other = rulebook.checks[0], next(one for one in rulebook.checks if one.owner != rulebook.checks[0].owner)
    checks = (
        RequestCheck(own.id, CheckState.DONE, at=at, who="Officer", note="Seen"),
        RequestCheck(other.id, CheckState.OPEN),
        RequestCheck("unknown", CheckState.OPEN),
    )  # fmt: skip
    told = parts(rulebook, people, replace(a_request(rulebook, 1), checks=checks))["Checks"]
    assert told[0] == "1 of 3 are done or not needed, 2 are open."
    assert [line.split(" | ")[2] for line in told[1:]] == ["Open", "Open", "Done, 22 November 2026, Officer. Seen"]
    assert told[2].split(" | ")[1] == ""
    named = replace(people, owners={own.owner: Person("a", "A person"), other.owner: Person("b", "B person")})
    lines = parts(rulebook, named, replace(a_request(rulebook, 1), checks=checks))["Checks"]
    owners = {line.split(" | ")[0]: line.split(" | ")[1] for line in lines[1:]}
    for check, name in ((own, "A person"), (other, "B person")):
        owner = owners[rulebook.named(check.id)]
        assert owner == "Who asked" if check.owner == "requester" else owner.endswith(f": {name}")


def test_a_person_who_is_called_as_their_team_is_named_once(rulebook: Rulebook, people: People) -> None:
    check = next(one for one in rulebook.checks if one.owner not in {"", "requester"})
    request = replace(a_request(rulebook, 1), checks=(RequestCheck(check.id, CheckState.OPEN),))
    team = parts(rulebook, replace(people, owners={}), request)["Checks"][1].split(" | ")[1]
    same = replace(people, owners={check.owner: Person("a", team.upper())})
    assert parts(rulebook, same, request)["Checks"][1].split(" | ")[1] == team


def test_others_are_linked_where_they_stand_in_the_paper(rulebook: Rulebook, people: People) -> None:
    beside = tuple(
        Beside(f"DR-000{n}", area, Status.APPROVED, replaces=n == 2) for n, area in ((2, "housing"), (3, None))
    )
    request = replace(a_request(rulebook, 1), beside=beside)
    told = parts(rulebook, people, request, Similar("DR-0004", "Alike", "", "Done"))["Similar and linked requests"]
    assert told == [
        "DR-0004 Alike: similar title, Done", "DR-0002: replaces the same system, Housing, Approved",
        "DR-0003: about the same system, Approved",
    ]  # fmt: skip
    sections = request_sections(rulebook, people, AgendaItem(request, 1), (), frozenset({"DR-0002"}))
    entries = getattr(sections[-1].blocks[0], "items", ())
    assert [isinstance(entry[0], Link) for entry in entries] == [True, False]


def test_the_appendix_of_rules_without_a_matrix_is_their_version(rulebook: Rulebook) -> None:
    bare = replace(rulebook, matrix=replace(rulebook.matrix, axes=()))
    (only,) = matrix_sections(bare, [])
    assert (only.heading, len(only.blocks)) == ("Appendix: the rules", 1)


def test_points_by_number_count_up_to_the_last_which_is_that_many_or_more(rulebook: Rulebook) -> None:
    axis = rulebook.matrix.axes[0]
    criterion = replace(axis.criteria[0], question="gone", points={"an_option": 2}, by_number=tuple(range(1, 8)))
    matrix = replace(rulebook.matrix, axes=(replace(axis, criteria=(criterion,)),), cells={}, lifts=())
    sections = matrix_sections(replace(rulebook, matrix=matrix), [])
    table = sections[1].blocks[0]
    assert isinstance(table, Table)
    points = plain(table.rows[0][2]).split("; ")
    assert points[0] == f"{rulebook.named('an_option')}: 2"
    assert points[1:] == [
        "one chosen: 1", "two chosen: 2", "three chosen: 3", "four chosen: 4", "five chosen: 5", "six chosen: 6",
        "7 or more chosen: 7",
    ]  # fmt: skip
    cells = sections[-1].blocks[1]
    assert isinstance(cells, Table)
    assert {plain(cell) for row in cells.rows for cell in row[1:]} == {""}
    assert len(sections[-1].blocks) == 2


def test_a_criterion_that_the_rules_know_no_more_is_shown_by_its_name_alone(rulebook: Rulebook, people: People) -> None:
    request = a_request(rulebook, 1)
    known, *others = request.decision.breakdown
    rows = (replace(known, criterion="an_old_question"), *others)
    told = parts(rulebook, people, replace(request, decision=replace(request.decision, breakdown=rows)))["Scores"]
    assert told[0].startswith(f"{rulebook.named('an_old_question')} |  | ")
