"""Figures with dates, timeframes and terms: what the rulebook tells beside its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that a law or the council revises. ``rows`` are (from this date, whole pounds), oldest first."""

    id: str
    name: str
    source: str
    rows: tuple[tuple[date, int], ...]

    def on(self, day: date) -> int:
        """The figure in force on a day, in whole pounds. Before the first date the first row counts."""
        return next((pounds for since, pounds in reversed(self.rows) if since <= day), self.rows[0][1])


@dataclass(frozen=True, slots=True)
class Timeframe:
    """When the work could happen; the board decides."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that people ask about ("what is the Technical Review Board?"), answered in the rulebook's own words."""

    id: str
    name: str
    words: tuple[str, ...]
    answer: str
    source: str
