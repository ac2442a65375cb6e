"""Reads what somebody wrote into the list for a step or a timeframe: by name or id, whatever its case and blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.steps import RequestStep, Steps, StepState
from governance_rules.model import Rulebook

_SEPARATORS: Final = re.compile(r"[;,\n]")
_LONGEST: Final = 2000
"""Of a cell, in characters: the column holds 255, and who made it a long one writes no names into it."""
_FIRST: Final = {StepState.CURRENT: 0, StepState.WAITING: 1, StepState.OVER: 2}
"""Which visit is meant where a request meets a body twice and its name alone was written."""


@dataclass(frozen=True, slots=True)
class NamedSteps:
    """What a cell names: ids of steps of the request, how many names are none, and bodies that are not on its route."""

    steps: tuple[str, ...]
    strange: int = 0
    elsewhere: tuple[str, ...] = ()


def named_steps(text: str, steps: Steps, rulebook: Rulebook) -> NamedSteps:
    """The steps of a request that this cell names, in the order of its route. A name that is none decides nothing."""
    names = {body.id: body.name for body in rulebook.bodies}
    known: dict[str, list[RequestStep]] = {}
    for step in steps:
        in_words = step.id.replace("_", " ")  # as the cell shows what the rules know no more
        for name in {step.id, in_words, step.body, names.get(step.id, ""), names.get(step.body, "")} - {""}:
            known.setdefault(_key(name), []).append(step)
    others = {_key(name): body for body, name in names.items()} | {_key(body): body for body in names}
    found: set[str] = set()
    strange, elsewhere = 0, []
    for key in _keys(text[:_LONGEST], {**others, **known}):
        if key in known:
            found.add(_meant(known[key], key, names).id)
        else:
            strange += 1
            elsewhere += [others[key]] if key in others else []
    return NamedSteps(tuple(step.id for step in steps if step.id in found), strange, tuple(elsewhere))


def named_timeframe(text: str, rulebook: Rulebook) -> str | None:
    """The id of the timeframe that this cell names, None for no timeframe of the rules."""
    wanted = _key(text)
    return next((t.id for t in rulebook.timeframes if wanted in (_key(t.id), _key(t.name))), None)


def _meant(visits: Iterable[RequestStep], key: str, names: Mapping[str, str]) -> RequestStep:
    def place(step: RequestStep) -> tuple[bool, int, int]:
        own = key in (_key(step.id), _key(step.id.replace("_", " ")), _key(names.get(step.id, "")))
        return not own, _FIRST[step.state], step.stage

    return min(visits, key=place)


def _keys(text: str, known: Mapping[str, object]) -> Iterator[str]:
    """Each name that the text holds. A name may hold a comma itself, so the longest that is known is taken first."""
    pieces = _SEPARATORS.split(text)
    ends = [match.start() for match in _SEPARATORS.finditer(text)] + [len(text)]
    starts = [0, *(end + 1 for end in ends)]
    widest = max((len(_SEPARATORS.split(key)) for key in known), default=1)
    at = 0
    while at < len(pieces):
        last = min(at + widest, len(pieces))
        upto = next((n for n in range(last, at + 1, -1) if _key(text[starts[at] : ends[n - 1]]) in known), at + 1)
        key = _key(text[starts[at] : ends[upto - 1]])
        if key:
            yield key
        at = upto


def _key(name: str) -> str:
    """A name without what people write differently: case, blanks, and those around a comma."""
    plain = " ".join(name.split()).casefold()
    return re.sub(r"\s*([;,])\s*", r"\1", plain)
