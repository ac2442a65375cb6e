"""The list shows who has a request, what each body said, and which checks are open: a line each, names and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.sharepoint.items import LINE, LINES, fields_of, post
from dialogs.benefits import Benefit
from dialogs.model import Request
from dialogs.steps import CheckState, Outcome, after_check, after_outcome, checks_of, steps_of
from governance_rules import Rulebook
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, a_request, people, rulebook

SENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATE = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""Half past midnight of the next day on the clocks of the council."""
BOARD, GROUP, TRB = "Digital, Data and Customer Board", "ICT Improvement Group", "Technical Review Board"


def sent() -> Request:
    """A request that has just been sent, with its steps and checks."""
    request = a_request()
    return replace(request, steps=steps_of(request.decision, {}, SENT), checks=checks_of(request.decision))


def cells(request: Request, book: Rulebook | None = None) -> dict[str, object]:
    return fields_of(request, book or rulebook(), people())


def said(request: Request, step: str, outcome: Outcome, note: str = "") -> Request:
    return replace(request, steps=after_outcome(request.steps, step, outcome, note, "Board secretary", LATE))


def test_a_request_that_was_just_sent_is_with_its_first_step_and_every_check_is_open() -> None:
    shown = cells(sent())
    assert shown["CurrentStep"] == "IT business partner for the service area"
    assert shown["StepsDone"] is None
    assert shown["ChecksDone"] is None
    assert str(shown["ChecksOpen"]).split("\n") == str(shown["Checks"]).split("; ")


def test_what_was_said_stands_in_a_line_with_outcome_day_and_role_and_those_side_by_side_are_both_named() -> None:
    request = said(sent(), "it_business_partner", Outcome.GO_ON)
    assert cells(request)["CurrentStep"] == BOARD
    request = said(request, "board", Outcome.GO_ON, "Good value.\nDo it.")
    shown = cells(request)
    assert shown["CurrentStep"] == f"{GROUP}; {TRB}"
    assert shown["StepsDone"] == (
        "IT business partner for the service area: it can go on, 1 July 2026, Board secretary\n"
        f"{BOARD}: it can go on, 1 July 2026, Board secretary: Good value. Do it."
    )


def test_a_body_that_waits_has_it_still_and_is_not_done() -> None:
    for outcome in (Outcome.MORE_INFORMATION, Outcome.DEFER):
        shown = cells(said(sent(), "it_business_partner", outcome, "Costs?"))
        assert shown["CurrentStep"] == "IT business partner for the service area"
        assert shown["StepsDone"] is None


def test_what_was_declined_is_with_nobody() -> None:
    shown = cells(said(sent(), "it_business_partner", Outcome.DECLINE, "We have this"))
    assert shown["CurrentStep"] is None
    assert ": it does not go ahead, " in str(shown["StepsDone"])


def test_checks_move_from_open_to_done_with_who_said_so() -> None:
    request = sent()
    checks = after_check(request.checks, "dpia", CheckState.STARTED, "", "Information governance", LATE)
    checks = after_check(checks, "cyber", CheckState.DONE, "", "Cyber security", LATE)
    checks = after_check(checks, "legacy", CheckState.NOT_NEEDED, "Nothing is replaced", TRB, LATE)
    shown = cells(replace(request, checks=checks))
    names = {check.id: check.name for check in rulebook().checks}
    assert names["dpia"] in str(shown["ChecksOpen"]).split("\n"), "one that is started is open, by its name alone"
    assert names["cyber"] not in str(shown["ChecksOpen"])
    assert str(shown["ChecksDone"]).split("\n") == [
        f"{names['cyber']}: done, 1 July 2026, Cyber security",
        f"{names['legacy']}: not needed, 1 July 2026, {TRB}: Nothing is replaced",
    ]


def test_the_timeframe_is_the_one_that_was_set_and_else_what_the_rules_suggest() -> None:
    request = sent()
    suggested = next(t.name for t in rulebook().timeframes if t.id == request.decision.timeframe)
    assert cells(request)["Timeframe"] == suggested
    assert cells(replace(request, board_timeframe="later"))["Timeframe"] == "Later"


def test_names_are_those_of_the_rules_and_what_they_know_no_more_stands_in_words() -> None:
    renamed = replace(
        rulebook(), bodies=tuple(replace(b, name=f"Our {b.id}") for b in rulebook().bodies[1:]), checks=()
    )
    shown = cells(said(sent(), "it_business_partner", Outcome.GO_ON), renamed)
    assert shown["CurrentStep"] == "Our board"
    assert str(shown["StepsDone"]).startswith("it business partner: it can go on")
    assert str(shown["ChecksOpen"]).split("\n")[0] == "dpia"


def test_a_line_that_is_too_long_is_cut_at_what_the_column_holds_and_no_character_in_two() -> None:
    long = replace(rulebook(), bodies=tuple(replace(b, name="\U0001f6b2" * 200) for b in rulebook().bodies))
    shown = str(cells(sent(), long)["CurrentStep"])
    assert LINE - 1 <= len(shown.encode("utf-16-le")) // 2 <= LINE
    assert shown.endswith("…")
    noted = said(sent(), "it_business_partner", Outcome.DECLINE, "\U0001f6b2" * LINES)
    assert LINES - 1 <= len(str(cells(noted)["StepsDone"]).encode("utf-16-le")) // 2 <= LINES


async def test_a_note_with_tags_is_kept_as_plain_text(desk: Desk) -> None:
    note = "<script>alert(1)</script> & <b>more</b>"
    request = said(sent(), "it_business_partner", Outcome.DECLINE, note)
    await post(desk.listing, cells(request), tried_before=False)
    (row,) = desk.stand_in.rows(NAME)
    assert row["StepsDone"].endswith(f": {note}")


def test_what_the_rules_know_no_more_is_written_in_words() -> None:
    request = sent()
    steps = (replace(request.steps[0], id="old_panel"), *request.steps[1:])
    checks = (replace(request.checks[0], id="old_check"), *request.checks[1:])
    decision = replace(request.decision, steps=("old_panel",), checks=("old_check",))
    shown = cells(replace(request, steps=steps, checks=checks, decision=decision))
    assert (shown["CurrentStep"], shown["Steps"], shown["Checks"]) == ("old panel", "old panel", "old check")
    assert str(shown["ChecksOpen"]).startswith("old check\n")


def test_what_came_of_the_benefit_is_a_line_for_each_answer_and_nothing_before_the_first() -> None:
    request = replace(sent(), benefits=(Benefit(0, "a", "requester", SENT), Benefit(12, "b", "governance", SENT)))
    assert cells(request)["Benefit"] is None
    answered = (
        Benefit(3, "b", "sponsor", SENT, "less", "Half of it.\n=1+1", LATE),
        Benefit(0, "a", "requester", SENT, "not_yet", "", SENT),
        Benefit(3, "c", "partner", SENT, "more", "", SENT),
    )
    assert cells(replace(request, benefits=answered))["Benefit"] == (
        "When it was done: too early to say, 23 November 2026, Requester\n"
        "After 3 months: less than expected, 1 July 2026, Sponsor: Half of it. =1+1\n"
        f"After 3 months: more than expected, 23 November 2026, {people().areas[request.area or ''].name} "
        "IT business partner"
    )
