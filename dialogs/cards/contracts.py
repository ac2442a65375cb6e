"""The card that says which contracts end: one with everything that is known, or several in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.cards.elements import Element, button, card, free, free_heading, heading, row, text
from dialogs.model import Card
from dialogs.records import System
from dialogs.wording import contracts as w
from dialogs.wording import say, say_count, say_day

MOST_LISTED = 40
"""Contracts that one card lists, so that it stays under 25 KB."""
MOST_BUTTONS = 5
"""Of these, those with a button: the ones that end first."""
_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Ending:
    """A contract that ends. ``days``: how many are left; ``again``: nothing has begun since it was told first."""

    system: System
    ends: date
    days: int
    again: bool = False


def contracts_card(endings: Sequence[Ending]) -> tuple[Card, str]:
    """The contracts of which somebody hears now, the first end first."""
    first, *others = sorted(endings, key=lambda one: (one.ends, one.system.title.casefold(), one.system.item))
    return _several([first, *others]) if others else _one(first)


def _one(ending: Ending) -> tuple[Card, str]:
    summary = say(w.ONE, day=say_day(ending.ends))
    body = [
        heading(summary),
        free_heading(ending.system.title),
        text(say(w.AGAIN if ending.again else w.FIRST)),
        *_facts(ending),
        text(say(w.WHY), subtle=True),
    ]
    return card(body, [_start(ending, say(w.START), positive=True)], summary), summary


def _several(endings: Sequence[Ending]) -> tuple[Card, str]:
    summary = say_count(w.SEVERAL, len(endings))
    body: list[Element] = [heading(summary), text(say(w.SEVERAL_TEXT))]
    for number, ending in enumerate(endings[:MOST_LISTED], 1):
        system = ending.system
        parts = (system.supplier[:_NAME_LENGTH], _when(ending), _cost(system))
        facts = "; ".join(part for part in parts if part)
        body.append(free(say(w.LINE, number=number, system=system.title[:_NAME_LENGTH], facts=facts)))
    if (more := len(endings) - MOST_LISTED) > 0:
        body.append(text(say_count(w.MORE, more)))
    body.append(text(say(w.WHY), subtle=True))
    numbered = enumerate(endings[:MOST_BUTTONS], 1)
    return card(body, [_start(one, say(w.START_NUMBER, number=n)) for n, one in numbered], summary), summary


def _facts(ending: Ending) -> list[Element]:
    system = ending.system
    facts = ((w.SUPPLIER, system.supplier), (w.ENDS, _when(ending)), (w.YEARLY_COST, _cost(system)))
    return [row(say(label), words) for label, words in facts if words]


def _when(ending: Ending) -> str:
    return say(w.WHEN, day=say_day(ending.ends), left=say_count(w.LEFT, ending.days))


def _cost(system: System) -> str:
    return say(w.POUNDS, sum=f"{round(system.yearly_cost):,}") if system.yearly_cost is not None else ""


def _start(ending: Ending, title: str, *, positive: bool = False) -> Element:
    return button("start", title, {"system": ending.system.item}, style="positive" if positive else "")
