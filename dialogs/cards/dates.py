"""The dates of a route on a card: when each step can be, when all of it can be over, and whether that is too late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dialogs.cards.elements import Element, box, text
from dialogs.model import Request
from dialogs.schedule import Schedule, Visit, schedule_of
from dialogs.statuses import ENDED, HELD, Status, among
from dialogs.steps import current_steps, stages_left
from dialogs.wording import deciding as w
from dialogs.wording import local_day, say, say_day
from governance_rules import Answers, Decision, Rulebook
from governance_rules.model import Body
from governance_rules.roles import answer_with, detail_of


def day_words(visit: Visit, today: date) -> str:
    """When a step can be, in a few words."""
    if visit.day is None:
        return say(w.STEP_NO_DAY)
    said = {
        "within": w.STEP_BY,
        "meeting": w.STEP_NEXT if visit.after is None else w.STEP_EARLIEST,
        "unknown": w.STEP_NO_DAY,
    }[visit.kind]
    return say(said, day=say_day(visit.day, today))


def when_words(body: Body, visit: Visit, today: date) -> str:
    """When a step can be and about how long it takes, in a line."""
    dated = day_words(visit, today)
    if visit.day is None:
        return " ".join((dated, body.about or body.meets)).strip()
    return f"{dated}. {body.about}" if body.about else dated


def meetings(body: Body, visit: Visit, today: date) -> list[str]:
    """The next two meetings at which a step can be."""
    first = today if visit.kind == "within" or visit.day is None else visit.day
    return [say_day(day, today) for day in sorted(body.next_dates) if day >= first][:2]


def needed_by(rulebook: Rulebook, answers: Answers, details: Mapping[str, str]) -> date | None:
    """The earliest day that was given by which it is needed, or on which a contract ends."""
    days = (_day(detail_of(rulebook, details, "needed_by")), _day(answer_with(rulebook, answers, "ends")))
    return min((day for day in days if day is not None), default=None)


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) and said else None
    except ValueError:
        return None


def decides(rulebook: Rulebook, decision: Decision) -> str:
    """The name of the body that decides when the work happens; empty where it is not on the route."""
    body = rulebook.matrix.decided_by
    there = any(body in {b.id, b.of} for b in rulebook.bodies if b.id in decision.steps)
    return rulebook.named(body) if body and there else ""


def end_words(rulebook: Rulebook, decision: Decision, schedule: Schedule, today: date) -> str:
    """When the route can be over, as a sentence; empty where it has no steps."""
    if not decision.steps:
        return ""
    if schedule.end is None:
        return say(w.END_UNKNOWN, step=rulebook.named(schedule.unknown))
    said = w.END_DECISION if decides(rulebook, decision) else w.END_ROUTE
    return say(said, day=say_day(schedule.end, today))


def end_part(
    rulebook: Rulebook,
    decision: Decision,
    today: date,
    due: date | None,
    *,
    since: date | None = None,
    stages: Sequence[tuple[str, ...]] | None = None,
    own: bool = True,
) -> list[Element]:
    """When the route can be over and, where that is after the day that was given, what can be done about it.

    ``own``: for the person whose request it is. ``since``: when the first step of what is left began, if it has.
    ``stages``: what is left of the route; None: all of it.
    """
    schedule = schedule_of(rulebook, decision, today, since, stages)
    end = end_words(rulebook, decision, schedule, today)
    if not end:
        return []
    if due is None or not (due < today or (schedule.end is not None and schedule.end > due)):
        return [text(end)]
    late = w.TOO_LATE_PASSED if due < today else w.TOO_LATE if own else w.TOO_LATE_TEAM
    lines = [text(end, bold=True), text(say(late, day=say_day(due, today)))]
    if own:
        lines.append(text(say(w.TOO_LATE_DO)))
    sooner = dict.fromkeys(b.sooner for b in rulebook.bodies if b.id in decision.steps and b.sooner)
    return [box([*lines, *(text(words) for words in sooner)], "warning")]


def is_late(parts: list[Element]) -> bool:
    """Whether what `end_part` made says that it is too late."""
    return any(part.get("style") == "warning" for part in parts)


def request_end_part(rulebook: Rulebook, request: Request, *, own: bool = True) -> list[Element]:
    """The same for a request that was sent, on the rulebook's day, by what is left of its route.

    Nothing is said while it waits for its requester or for a better time: no day would be true.
    """
    having = current_steps(request.steps)
    if not having or request.status in HELD or among(ENDED, request.status):
        return []
    since = local_day(having[0].since) if having[0].since and request.status != Status.SUBMITTED else None
    due = needed_by(rulebook, request.answers, request.details)
    left = stages_left(request.steps)
    return end_part(rulebook, request.decision, rulebook.day, due, since=since, stages=left, own=own)
