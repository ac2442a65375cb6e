"""The condition language: is, one of, has, any, all, not, and named facts. What it cannot say becomes a named fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "always", "is", "one_of", "has", "has_any_but", "is_exactly", "answered", "fact", "any", "all", "not"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the answers: is, one_of, has, any, all, not, or a named fact.

    ``kind`` says which; ``subject`` is a question or fact id; ``values`` the option ids; ``parts`` the conditions
    inside.
    """

    kind: Kind
    subject: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()


ALWAYS = Condition("always")
"""The condition that always holds: what a rule without ``when`` has."""

OPERATORS: Mapping[str, Kind] = {
    "is": "is",
    "one_of": "one_of",
    "has": "has",
    "has_any_but": "has_any_but",
    "exactly": "is_exactly",
    "answered": "answered",
}
"""The words that follow ``question`` in a rule file, and the kind of condition that each makes."""
