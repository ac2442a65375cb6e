"""``rules replay``: every past request decided again under a proposed rulebook, and what would be different.

All are decided as of one day: the figures and dates that conditions compare with are those of the day of the replay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from governance_rules.decision import decide
from governance_rules.keeping import keep
from governance_rules.model import Answers, Decision, Rulebook
from governance_rules.problems import AnswerProblem
from governance_rules.program import program
from governance_rules.wording import answers_in_words

_MOST_KEPT = 50_000
"""How many decisions are kept for answers that come again, about 100 MB at the most."""
_EVERY = 5_000
"""After how many requests the progress is told."""


@dataclass(frozen=True, slots=True)
class PastRequest:
    """A request as it was decided.

    ``final_process`` is the name or id of what the governance team decided, or empty.
    """

    reference: str
    answers: Answers
    process: str
    steps: tuple[str, ...]
    checks: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    timeframe: str | None = None
    final_process: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A request that would take another route, from what to what, and why in plain words."""

    reference: str
    before: tuple[str, tuple[str, ...]]
    after: tuple[str, tuple[str, ...]]
    why: str


@dataclass(slots=True)
class Replay:
    """What a proposed rulebook would have done to the past. Counts are by the id of the rule."""

    requests: int = 0
    moved: list[Moved] = field(default_factory=list)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    other_timeframe: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    """Requests that the proposed rules could not decide, by the question that has no answer."""
    reviewed: int = 0
    """Requests for which the governance team decided a process."""
    overruled: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Where that differs from the process computed at the time: (computed, decided)."""
    overruled_after: int = 0
    """In how many it would differ from what the proposed rules say."""


def replay(requests: Iterable[PastRequest], proposed: Rulebook, tell: Callable[[int], None] = lambda _: None) -> Replay:
    """Decide every past request again. ``tell`` hears how many are done, now and then.

    Answers to questions or options that the proposed rulebook does not have are no answers there.
    """
    found = Replay()
    again = _Again(proposed)
    by_name = {p.name.casefold(): p.id for p in proposed.processes}
    for request in requests:
        found.requests += 1
        if found.requests % _EVERY == 0:
            tell(found.requests)
        final = by_name.get(request.final_process.casefold(), request.final_process)
        if final:
            found.reviewed += 1
            if final != request.process:
                found.overruled[request.process, final] += 1
        decision = again.decide(request.answers)
        if isinstance(decision, str):
            found.undecided[decision] += 1
            continue
        if final and final != decision.process:
            found.overruled_after += 1
        _compare(found, again, request, decision)
    return found


class _Again:
    """Decides by the proposed rulebook, keeping what was decided for answers that come again."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.encode = program(rulebook).bits.encode
        self.kept: dict[int, Decision | str] = {}
        self.known = {q.id: {o.id for o in q.options} for q in rulebook.questions}

    def decide(self, answers: Answers) -> Decision | str:
        """The decision without reasons, or the id of the question that has no answer."""
        bits = self.encode(answers)
        decision = self.kept.get(bits)
        if decision is None:
            try:
                decision = decide(self.rulebook, answers, explain=False)
            except AnswerProblem as problem:
                decision = problem.question or "the end"
            keep(self.kept, bits, decision, _MOST_KEPT)
        return decision

    def why(self, answers: Answers, request: PastRequest, decision: Decision) -> str:
        """Why the route is another one now: the sentence of the rule that made it so, and the answers."""
        explained = decide(self.rulebook, answers)
        if request.process != decision.process:
            parts = [decision.process]
        else:
            parts = [s for s in decision.steps if s not in request.steps]
        said = []
        for part in parts:
            reason = explained.reason(part)
            if reason:
                said.append(f"{reason.because} ({answers_in_words(self.rulebook, answers, reason.answers)})")
        names = self.rulebook.names
        if not parts:
            said = [f"No rule puts {names.get(s, s)} on the route." for s in request.steps if s not in decision.steps]
        return " ".join(said) or "The order of the steps is another one."


def _compare(found: Replay, again: _Again, request: PastRequest, decision: Decision) -> None:
    old = {request.process, *request.steps, *request.checks, *request.alerts}
    new = {decision.process, *decision.steps, *decision.checks, *decision.alerts}
    found.before.update(old)
    found.after.update(new)
    found.gained.update(new - old)
    found.lost.update(old - new)
    if request.timeframe != decision.timeframe:
        found.other_timeframe[request.timeframe, decision.timeframe] += 1
    if (request.process, request.steps) != (decision.process, decision.steps):
        moved = Moved(
            request.reference,
            (request.process, request.steps),
            (decision.process, decision.steps),
            again.why(request.answers, request, decision),
        )
        found.moved.append(moved)
