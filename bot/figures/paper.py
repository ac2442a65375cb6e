"""The figures as a paper: what `bot/board/word.py` makes a Word document of.

Only commands import this, as its charts are drawn by matplotlib.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.board.charts import bars
from bot.board.content import Block, Document, Paragraph, Section, Table
from bot.figures.figures import Figures
from bot.figures.text import Names, Part, headlines, parts

TEAM: Final = "Governance team"
_FEW: Final = 2
"""Bars of which a chart says more than its table."""


def figures_paper(figures: Figures, names: Names, now: datetime) -> Document:
    """The figures of a day: the headlines on the first page, then a section for each part, with a chart of counts."""
    counted: dict[str, list[tuple[str, float]]] = {
        "Requests by route": [(names.process(p), n) for p, n in figures.by_process.items()],
        "Time at each step": [(names.body(s.body), s.median) for s in figures.work.steps],
        "Where requests wait": [(names.body(w.body), w.count) for w in figures.work.waits],
        "Open checks": [(names.check(c.check), c.longest) for c in figures.work.checks],
    }
    captions = {
        "Time at each step": "Median, in working days",
        "Open checks": "Open longest, in working days",
    }
    sections = tuple(
        Section(part.heading, _blocks(part, counted.get(part.heading, []), captions.get(part.heading, part.heading)))
        for part in parts(figures, names)
    )
    day = f"{figures.day.day} {figures.day:%B %Y}"
    return Document(
        title="Digital front door: figures",
        subtitle=day,
        facts=headlines(figures),
        opening=(Paragraph("Figures hold no names of people and nothing that anyone wrote."),),
        sections=sections,
        author=TEAM,
        made_at=now,
        subject=f"Figures of {day}",
    )


def _blocks(part: Part, counts: list[tuple[str, float]], caption: str) -> tuple[Block, ...]:
    found: list[Block] = [Paragraph(part.note)] if part.note else []
    if len(counts) >= _FEW:
        found.append(bars(caption, counts))
    return (*found, Table(f"{part.heading}, in figures", ("What", "Figure"), part.rows, (3, 4)))
