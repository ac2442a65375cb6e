"""Counts what a journey costs a person: the cards they see, what they press, and the words that stand there to be read.

`python -m tests.dialogs.counted` prints the table of docs/decisions/shorter-way.md.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.model import Profile
from tests.dialogs.journeys import ANSWERS, DETAILS, GOVERNED, SMALL
from tests.dialogs.walker import PEOPLE, Office, Walker, inputs, verbs

_OPENED_AND_CHOSEN = 2
"""Presses in a list that opens; where all choices stand open it is one."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One way from the first word to the reference, or to the advice that ends it."""

    name: str
    answers: Mapping[str, Any]
    said: str = ""
    """The sentence that it begins with; empty: it begins with ``start``."""
    details: Mapping[str, str] = field(default_factory=lambda: DETAILS)


@dataclass(slots=True)
class Cost:
    """What it took: ``cards`` counts the first and the one with the reference too."""

    cards: int = 0
    presses: int = 0
    words: int = 0

    def within(self, most: tuple[int, int, int]) -> bool:
        """Whether no part is more than this."""
        return self.cards <= most[0] and self.presses <= most[1] and self.words <= most[2]


_NEW: dict[str, Any] = ANSWERS["project"] | {"sponsor": "named"}
_RENEWAL: dict[str, Any] = {
    "need": "renew",
    "service_area": "housing",
    **SMALL,
    **GOVERNED,
    "procurement": "quotes_or_tender",
    "whole_life_cost": "tender",
    "deadline": "contract_end",
}
JOURNEYS = (
    Journey("longest project", _NEW),
    Journey("change request", ANSWERS["change_request"]),
    Journey("self-service", ANSWERS["self_service"]),
    Journey("idea", ANSWERS["explore"]),
    Journey("something broken", ANSWERS["service_desk"]),
    Journey("standard item", {"need": "standard_item"}),
    Journey(
        "renewal, said",
        _RENEWAL,
        "We need to renew the parking permit contract, it ends in six weeks, about £48,000, we have a quote",
    ),
    Journey(
        "project, said",
        {
            **_NEW,
            "reach": "public",
            "procurement": "not_started",
            "whole_life_cost": "tender",
            "replaces_legacy": "yes",
            "service_area": "housing",
        },
        "We want a new online booking system for residents, it replaces an old system, about £60,000, "
        "and we have not started buying",
    ),
    Journey(
        "self-service, said",
        ANSWERS["self_service"],
        "We want to make the holiday approval form quicker for our team with Power Automate, no personal data",
    ),
    Journey(
        "change request, hardly said",
        {**ANSWERS["change_request"], "need": "renew"},
        "we want to renew the contract for the parking system",
    ),
)


def counted(journey: Journey) -> Cost:
    """Go the whole way as somebody would who fills in only what is not there yet."""
    people = replace(PEOPLE, departments={"housing operations": "housing"})
    walker, cost = Walker(Office(people=people), profile=Profile("Housing Operations")), Cost()
    walker.type(journey.said) if journey.said else walker.send("start")
    cost.presses += 1
    while True:
        cost.cards += 1
        cost.words += _to_be_read(walker.card, journey)
        offered = verbs(walker.card)
        if not {"answer", "submit"} & offered:
            return cost
        _nothing_is_wrong(walker, journey)
        given = {one["id"]: _wanted(journey, one) for one in inputs(walker.card)}
        cost.presses += 1 + sum(_presses(one, given[one["id"]]) for one in inputs(walker.card))
        walker.press("submit" if "submit" in offered else "answer", given)
        assert cost.cards < 30, walker.summary


def _nothing_is_wrong(walker: Walker, journey: Journey) -> None:
    """What was understood is what was meant: a journey counts no mending."""
    held = walker.current.memory.get("suggested", {}) if walker.current else {}
    wrong = {i: a for i, a in held.items() if i in journey.answers and _text(a) != _text(journey.answers[i])}
    assert not wrong, wrong


def _wanted(journey: Journey, one: Mapping[str, Any]) -> str:
    return _text(journey.answers.get(one["id"], one.get("value") or journey.details.get(one["id"], "")))


def _text(answer: Any) -> str:
    return answer if isinstance(answer, str) else ",".join(answer)


def _presses(one: Mapping[str, Any], wanted: str) -> int:
    if one.get("value", "") == wanted:
        return 0
    if one["type"] != "Input.ChoiceSet":
        return 1
    if one.get("style") == "compact":
        return _OPENED_AND_CHOSEN
    return len({*wanted.split(",")} ^ {*filter(None, one.get("value", "").split(","))})


def _to_be_read(card: object, journey: Journey) -> int:
    """Words that stand open on a card: what is folded away, and what stands behind an overflow, costs nobody time."""
    if isinstance(card, list):
        return sum(_to_be_read(one, journey) for one in card)
    if not isinstance(card, dict) or card.get("isVisible") is False or card.get("mode") == "secondary":
        return 0
    said = [card[key] for key in ("text", "title", "label") if isinstance(card.get(key), str)]
    if card.get("type") == "Input.Text":
        said.append(card.get("value", ""))
    parts = [v for k, v in card.items() if k in {"body", "items", "columns", "actions", "inlines", "rows", "cells"}]
    if card.get("type") == "Input.ChoiceSet":
        opened = card.get("style") != "compact" or _presses(card, _wanted(journey, card))
        parts += [card["choices"]] if opened else []
    return sum(len(one.split()) for one in said) + sum(_to_be_read(one, journey) for one in parts)


if __name__ == "__main__":
    sys.stdout.write("| journey | cards | presses | words |\n|---|---|---|---|\n")
    for each in JOURNEYS:
        cost = counted(each)
        sys.stdout.write(f"| {each.name} | {cost.cards} | {cost.presses} | {cost.words} |\n")
