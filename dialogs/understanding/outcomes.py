"""Typed words about a step, a check, a delivery or a benefit: `outcome DR-0001 go on`, with a note behind a colon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from dialogs.benefits import AFTER, Measured
from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome, RequestStep
from dialogs.understanding.typed_text import bare, plain
from governance_rules import Rulebook

T = TypeVar("T")
_NOTE: Final = re.compile(r"\s*[:\uff1a]\s*")
_OUTCOMES: Final[Mapping[str, Outcome]] = {
    **dict.fromkeys(("go on", "goes on", "can go on", "it can go on"), Outcome.GO_ON),
    **dict.fromkeys(("approve", "approved", "agree", "agreed", "yes"), Outcome.GO_ON),
    **dict.fromkeys(
        ("more information", "more info", "needs more", "needs more information"), Outcome.MORE_INFORMATION
    ),
    **dict.fromkeys(("more information needed", "more information is needed"), Outcome.MORE_INFORMATION),
    **dict.fromkeys(("defer", "deferred", "wait", "it waits", "it waits for a better time"), Outcome.DEFER),
    **dict.fromkeys(("decline", "declined", "reject", "rejected", "no", "it does not go ahead"), Outcome.DECLINE),
}
_STATES: Final[Mapping[str, CheckState]] = {
    **dict.fromkeys(("not needed", "is not needed", "it is not needed", "isn't needed"), CheckState.NOT_NEEDED),
    **dict.fromkeys(("started", "start", "is started", "it is started", "begun", "under way"), CheckState.STARTED),
    **dict.fromkeys(("done", "is done", "it is done", "finished", "complete", "completed"), CheckState.DONE),
}
_DELIVERY: Final[Mapping[str, Status]] = {
    **dict.fromkeys(("in delivery", "started", "the work has started", "under way"), Status.IN_DELIVERY),
    **dict.fromkeys(("done", "finished", "the work is done", "complete"), Status.DONE),
}
DELIVERY_STATES: Final[Mapping[str, Status]] = {"in_delivery": Status.IN_DELIVERY, "done": Status.DONE}
"""The values of the input ``state`` of a delivery, and the statuses that they mean."""


_MEASURED: Final[Mapping[str, Measured]] = {
    **dict.fromkeys(("more", "more than expected", "better", "better than expected"), Measured.MORE),
    **dict.fromkeys(("as expected", "expected", "as planned", "what was expected"), Measured.AS_EXPECTED),
    **dict.fromkeys(("less", "less than expected", "worse", "worse than expected"), Measured.LESS),
    **dict.fromkeys(("none", "nothing", "no benefit", "no"), Measured.NONE),
    **dict.fromkeys(("not yet", "too early", "too early to say", "not measured yet", "do not know"), Measured.NOT_YET),
    **dict.fromkeys(("it is too early to say", "don't know yet", "not known yet"), Measured.NOT_YET),
}
_WHEN: Final[Mapping[str, int]] = {
    **{f"{before}{after} months": after for after in AFTER[1:] for before in ("", "after ")},
    **dict.fromkeys(("at the end", "when it was done", "0 months", "after 0 months"), 0),
    **dict.fromkeys(("a year", "after a year", "1 year", "after 1 year"), 12),
}
REPLIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("confirm", "confirmed", "i confirm", "yes", "yes i do", "yes i sponsor it"), "confirm"),
    **dict.fromkeys(("not me", "no", "no not me", "not_me", "it is not me", "it's not me", "not for me"), "not_me"),
}
"""What whoever is asked to sponsor a request types, and the values of the input ``answer`` that it means."""


@dataclass(frozen=True, slots=True)
class SaidOutcome:
    """What somebody typed about a step: any of it may be missing, and ``rest`` is what was not understood."""

    step: str = ""
    outcome: str = ""
    timeframe: str = ""
    note: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class SaidCheck:
    """What somebody typed about a check."""

    check: str = ""
    state: str = ""
    note: str = ""
    rest: str = ""


def read_outcome(rulebook: Rulebook, steps: tuple[RequestStep, ...], said: str) -> SaidOutcome:
    """Read what becomes of a request: perhaps a body, the outcome, perhaps a time, and a note behind a colon."""
    words, note = _parted(said)
    timeframes = {plain(t.name): t.id for t in rulebook.timeframes} | {plain(t.id): t.id for t in rulebook.timeframes}
    timeframe, words = _last(timeframes, words)
    outcome, words = _last(_OUTCOMES, words)
    if not outcome and timeframe and not words:  # "later" alone is no outcome
        return SaidOutcome(timeframe=timeframe, note=note, rest=said)
    names = {plain(step.id).replace("_", " "): step.id for step in steps}
    names |= {name: step.id for step in steps for name in (plain(rulebook.names.get(step.id, step.id)), plain(step.id))}
    words = words.removeprefix("for ").removesuffix(" says").strip()
    step = names.get(words, "")
    return SaidOutcome(step, outcome.value if outcome else "", timeframe or "", note, "" if step else words)


def read_check(rulebook: Rulebook, request: Request, said: str) -> SaidCheck:
    """Read how far a check is: its id, name or number on the card, the state, and a note behind a colon."""
    words, note = _parted(said)
    state, words = _last(_STATES, words)
    names = {plain(check.id): check.id for check in request.checks}
    names |= {plain(rulebook.names.get(check.id, check.id)): check.id for check in request.checks}
    names |= {plain(check.id).replace("_", " "): check.id for check in request.checks}
    names |= {str(number): check.id for number, check in enumerate(request.checks, 1)}
    words = words.strip(" \"'")
    check = names.get(words, "")
    return SaidCheck(check, state.value if state else "", note, "" if check else words)


def read_delivery(said: str) -> str:
    """Read how far the work is: a value of the input ``state``; empty when it is none."""
    status = _DELIVERY.get(bare(plain(said)))
    return next((value for value, one in DELIVERY_STATES.items() if one == status), "") if status else ""


@dataclass(frozen=True, slots=True)
class SaidBenefit:
    """What somebody typed about what a request brought; ``after``: None where they did not say."""

    after: int | None = None
    measured: str = ""
    note: str = ""
    rest: str = ""


def read_benefit(said: str) -> SaidBenefit:
    """Read what a request brought: the answer, after how many months before or behind it, and a note after a colon."""
    words, note = _parted(said)
    behind, words = _last(_WHEN, words)
    measured, words = _last(_MEASURED, words.replace("as_expected", "as expected").replace("not_yet", "not yet"))
    after, words = _last(_WHEN, words) if behind is None else (behind, words)
    return SaidBenefit(after, measured.value if measured else "", note, words.strip(" ,"))


def read_reply(said: str) -> str:
    """Read whether somebody sponsors a request: a value of the input ``answer``; empty when it is none."""
    return REPLIES.get(bare(plain(said)).replace(",", ""), "")


def _parted(said: str) -> tuple[str, str]:
    before, *after = _NOTE.split(said, maxsplit=1)
    return bare(plain(before)), after[0].strip() if after else ""


def _last(known: Mapping[str, T], words: str) -> tuple[T | None, str]:
    """The longest known words at the end, and what is before them."""
    for name in sorted(known, key=len, reverse=True):
        if words == name:
            return known[name], ""
        if words.endswith(f" {name}"):
            return known[name], words.removesuffix(name).strip(" ,")
    return None, words
