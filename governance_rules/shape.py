"""What a record of the rule files is made of: its keys, and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id", "ids", "text", "words", "number", "numbers", "yes_no", "date", "dates",
    "condition", "points", "answers", "expect", "priority", "served", "records", "record",
]  # fmt: skip
"""``priority`` is "Priority 4"; ``served`` that or ``none``; ``points`` are by option and ``answers`` by question."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record. ``limit`` is the most characters of a text (of each word in ``words``)."""

    kind: Kind
    about: str
    required: bool = True
    limit: int = 0
    shape: Shape | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of record, such as a question or a check, with its keys in the order in which they are best written."""

    name: str
    fields: Mapping[str, Field]
    others: Field | None = None
    """What any other key holds, where keys are ids of the rules (the axes of a cell)."""


def text_field(about: str, limit: int, *, required: bool = True) -> Field:
    """A text of at most so many characters."""
    return Field("text", about, required, limit)


ID = Field("id", "A fixed name in small letters, digits and underscores. Never change it once it is in use.")
NAME = text_field("The name that staff read.", 100)
