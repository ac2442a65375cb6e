"""The figures as a chart: SVG made by hand, readable without colour, by screen readers, and when printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bot.figures.figures import Figures
from bot.figures.text import Names, headlines

WIDTH = 760
_LINE = 28
"""Height of one line of text or one bar with the space around it."""
_LABELS = 300
"""Where bars begin: the longest route and area names fit before it at 15 px."""
_LONGEST_BAR = 380
_LETTERS = 38
"""How much of a name is shown before the bars; the title of the row has all of it."""
_INK, _BAR, _PAPER = "#0b0c0c", "#1d70b8", "#ffffff"
"""Text on paper has a contrast of 19:1, bars of 5:1; the number beside each bar says the same as its length."""


def as_svg(figures: Figures, names: Names) -> str:
    """The chart as one SVG document, with a title and a description that tell all of it in words."""
    routes = [(names.process(p), n) for p, n in figures.by_process.items()]
    areas = [(names.area(a), n) for a, n in figures.by_area.items()]
    title = f"Digital front door: figures of {figures.day.day} {figures.day:%B %Y}"
    body = [*_heading(title, 1)]
    line = 2
    for name, value in headlines(figures):
        body.append(_text(20, line, f"{name}: {value}"))
        line += 1
    waits = [(f"{w.reference}, {names.area(w.area)}", w.days) for w in figures.waiting_longest]
    groups = [("Requests by route", routes), ("Requests by service area", areas)]
    groups += [("Waiting longest for somebody to pick them up, in working days", waits)] if waits else []
    for heading, rows in groups:
        body += _heading(heading, line + 1)
        line += 2
        body += _bars(rows, line)
        line += max(len(rows), 1)
    height = (line + 1) * _LINE
    told = escape(" ".join(_description(figures, groups)))
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" lang="en-GB" '
        f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="Arial, Helvetica, sans-serif" font-size="15" fill="{_INK}">'
    )
    named = (f'<title id="title">{escape(title)}</title>', f'<desc id="description">{told}</desc>')
    paper = f'<rect width="{WIDTH}" height="{height}" fill="{_PAPER}"/>'
    return "\n".join((opening, *named, paper, *body, "</svg>\n"))


def _description(figures: Figures, groups: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Iterator[str]:
    yield from (f"{name}: {value}." for name, value in headlines(figures))
    for heading, rows in groups:
        if rows:
            yield f"{heading}: {'; '.join(f'{name} {n:,}' for name, n in rows)}."


def _heading(words: str, line: int) -> Iterator[str]:
    yield f'<text x="20" y="{line * _LINE}" font-size="18" font-weight="bold">{escape(words)}</text>'


def _text(x: int, line: int, words: str) -> str:
    return f'<text x="{x}" y="{line * _LINE}">{escape(words)}</text>'


def _bars(rows: Sequence[tuple[str, int]], line: int) -> Iterator[str]:
    """One bar a row: its name, its length to scale, its number at the end."""
    if not rows:
        yield _text(20, line, "No requests yet")
    most = max((n for _, n in rows), default=1)
    for place, (name, n) in enumerate(rows, start=line):
        long = max(2, round(_LONGEST_BAR * n / most))
        shown = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
        yield f"<g><title>{escape(name)}: {n:,}</title>"
        yield _text(20, place, shown)
        yield f'<rect x="{_LABELS}" y="{place * _LINE - 15}" width="{long}" height="20" fill="{_BAR}"/>'
        yield f"{_text(_LABELS + long + 8, place, f'{n:,}')}</g>"
