"""The condition language: is, one of, has, any, all, not, at least n of, and named facts and points.

An answer that is money or a date is compared with a figure or a day. What it cannot say becomes a named fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "always", "is", "one_of", "has", "has_any_but", "is_exactly", "answered", "from", "below", "within",
    "fact", "points", "any", "all", "not", "at_least",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the answers: is, one_of, has, any, all, not, at least, or a named fact or number of points.

    ``kind`` says which; ``subject`` is a question, fact or points id; ``values`` the option ids, or the one figure, sum
    or day that an answer is compared with; ``parts`` the conditions inside. ``at_least`` holds when the ``weights`` of
    the parts that hold (1 each where there are none) come to ``count``; ``points`` when those of its subject do.
    """

    kind: Kind
    subject: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()
    count: int = 0
    weights: tuple[int, ...] = ()


ALWAYS = Condition("always")
"""The condition that always holds: what a rule without ``when`` has."""

OPERATORS: Mapping[str, Kind] = {
    "is": "is",
    "one_of": "one_of",
    "has": "has",
    "has_any_but": "has_any_but",
    "exactly": "is_exactly",
    "answered": "answered",
    "at_least": "from",
    "below": "below",
    "from": "from",
    "before": "below",
    "within_days": "within",
}
"""The words that follow ``question`` in a rule file, and the kind of condition that each makes."""
OF_AMOUNTS = frozenset({"at_least", "below"})
"""The words that compare an amount, such as a sum of money with a figure or with whole pounds."""
OF_DATES = frozenset({"from", "before", "within_days"})
"""The words that compare a date with a day, or with so many days from today."""
NAMED = frozenset({"fact", "points"})
"""Kinds of condition whose subject is a name of the rules and no question."""
