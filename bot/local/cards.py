"""Reading a card as somebody at a Teams client does: its buttons, its inputs and its words, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Card = dict[str, Any]
_WORDS = ("text", "title", "label", "placeholder", "value", "errorMessage")


def parts_of(node: object) -> Iterator[Card]:
    """Every object inside a card, in reading order."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts_of(value)
    elif isinstance(node, list):
        for item in node:
            yield from parts_of(item)


def actions_of(card: Card) -> list[Card]:
    """Every Action.Execute of a card."""
    return [part for part in parts_of(card) if part.get("type") == "Action.Execute"]


def verbs_of(card: Card) -> set[str]:
    """The verbs of a card's buttons."""
    return {str(action.get("verb")) for action in actions_of(card)}


def inputs_of(card: Card) -> dict[str, Card]:
    """Every input of a card by its id, in reading order."""
    return {part["id"]: part for part in parts_of(card) if str(part.get("type", "")).startswith("Input.")}


def words_of(card: Card) -> str:
    """Everything that can be read on a card."""
    return "\n".join(str(part[key]) for part in parts_of(card) for key in _WORDS if isinstance(part.get(key), str))
