"""The figures as a chart: one SVG, drawn by matplotlib, readable without colour, by screen readers, and when printed.

Only commands import this: matplotlib takes half a second and 60 MB that the host has no use for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bot.board.charts import BAR, INK, LOOK, shortened
from bot.board.content import one_line
from bot.figures.figures import Figures
from bot.figures.text import Names, headlines, measured_name, parts
from dialogs.benefits import Measured

SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_WIDTH: Final = 10.5
"""Inches, of 72 points each: wide enough for the longest name, a bar and its number."""
_LINE: Final = 0.34
_HEAD: Final = 0.62
"""Height of a panel beside its bars: its title, and the space below it."""
_TOP: Final = 0.45
_PAPER: Final = "white"
_LOOK: Final[dict[Any, Any]] = {
    **LOOK,
    "svg.fonttype": "none",  # words stay words: they can be found, read aloud and made larger
    "svg.hashsalt": "figures",  # the same figures are the same file
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "hatch.color": INK,
    "hatch.linewidth": 0.7,
}
_NO_DATE: Final = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True)
class Bars:
    """One kind of bar in a panel: how it is filled, so that it is told from the others without colour."""

    name: str
    numbers: tuple[float, ...]
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One group of bars: its title, the name of each line, one or two kinds of bars, and how a number is said."""

    title: str
    names: tuple[str, ...]
    bars: tuple[Bars, ...]
    said: Callable[[float], str] = "{:,g}".format

    @property
    def lines(self) -> int:
        """How many bars stand below each other; one line for the legend where there are two kinds."""
        return max(1, len(self.names) * len(self.bars)) + (len(self.bars) > 1)


def as_svg(figures: Figures, names: Names) -> str:
    """The chart as one SVG document, with a title and a description that tell all of it in words."""
    title = f"Digital front door: figures of {figures.day.day} {figures.day:%B %Y}"
    drawn = _drawn(title, figures, tuple(_panels(figures, names)))
    return _described(drawn, title, " ".join(_description(figures, names)))


def _panels(figures: Figures, names: Names) -> Iterator[Panel]:
    yield _counted("Requests by route", [(names.process(p), n) for p, n in figures.by_process.items()])
    yield _counted("Requests by service area", [(names.area(a), n) for a, n in figures.by_area.items()])
    brought, work = figures.benefits, figures.work
    outcomes = brought.all.outcomes
    if outcomes:
        rows = [(measured_name(one), outcomes[one].count) for one in Measured if one in outcomes]
        yield _counted("What requests have brought", rows)
    money = [(names.process(p), came) for p, came in brought.by_process.items() if came.pounds]
    if money:
        expected = Bars("Expected at least", tuple(came.pounds for _, came in money), filled=False)
        good = Bars("Of it as expected or more", tuple(came.good.pounds for _, came in money))
        of = tuple(name for name, _ in money)
        yield Panel("Expected against measured, pounds a year", of, (expected, good), "£{:,.0f}".format)
    if work.steps:
        nine = Bars("Nine of ten within", tuple(s.p90 for s in work.steps), filled=False)
        median = Bars("Median", tuple(s.median for s in work.steps))
        of = tuple(names.body(s.body) for s in work.steps)
        yield Panel("Time at each step, in working days", of, (nine, median))
    if work.waits:
        yield _counted("Where requests wait", [(names.body(w.body), w.count) for w in work.waits])
    if work.checks:
        rows = [(names.check(c.check), c.longest) for c in work.checks]
        yield _counted("Open checks: the longest, in working days", rows)
    if figures.waiting_longest:
        rows = [(f"{w.reference}, {names.area(w.area)}", w.days) for w in figures.waiting_longest]
        yield _counted("Waiting longest for somebody to pick them up, in working days", rows)


def _counted(title: str, rows: Sequence[tuple[str, float]]) -> Panel:
    return Panel(title, tuple(name for name, _ in rows), (Bars("", tuple(number for _, number in rows)),))


def _drawn(title: str, figures: Figures, panels: tuple[Panel, ...]) -> bytes:
    told = [f"{name}: {value}" for name, value in headlines(figures)]
    heights = [_LINE * (len(told) + 1) + _TOP, *(_LINE * panel.lines + _HEAD for panel in panels)]
    with mpl.rc_context(_LOOK):
        canvas = Canvas(figsize=(_WIDTH, sum(heights)), facecolor=_PAPER)
        grid = canvas.add_gridspec(
            len(heights), 1, height_ratios=heights, left=0.34, right=0.97, top=1.0, bottom=0.0, hspace=0.0
        )
        _headed(canvas, title, told, sum(heights))
        for place, panel in enumerate(panels, start=1):
            room = grid[place].subgridspec(1, 1)[0].get_position(canvas)
            size = heights[place]
            axes = canvas.add_axes(
                (room.x0, room.y0 + room.height * 0.12 / size, room.width, room.height * (size - _HEAD + 0.06) / size)
            )
            _fill(axes, panel)
        made = io.BytesIO()
        canvas.savefig(made, format="svg", metadata=_NO_DATE)
    return made.getvalue()


def _headed(canvas: Canvas, title: str, told: Sequence[str], height: float) -> None:
    canvas.text(0.03, 1 - _TOP / height, title, fontsize=16, fontweight="bold", va="center")
    for number, words in enumerate(told, start=1):
        canvas.text(0.03, 1 - (_TOP + number * _LINE) / height, words, va="center")


def _fill(axes: Axes, panel: Panel) -> None:
    """The bars of a panel, the first on top, each with its number at its end."""
    axes.set_title(panel.title, x=-0.49, pad=8)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if not panel.names:
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        axes.text(-0.49, 0.5, "No requests yet", transform=axes.transAxes, va="center")
        return
    kinds = len(panel.bars)
    longest = max((number for bars in panel.bars for number in bars.numbers), default=0) or 1
    axes.set_xlim(0, longest * 1.3)
    for kind, bars in enumerate(panel.bars):
        places = [line * kinds + kind for line in range(len(panel.names))]
        fill: dict[str, Any] = {"color": BAR} if bars.filled else {"color": _PAPER, "hatch": "////"}
        axes.barh(places, bars.numbers, height=0.66, edgecolor=INK, linewidth=0.8, label=bars.name, **fill)
        for place, number in zip(places, bars.numbers, strict=True):
            axes.text(number + longest * 0.012, place, panel.said(number), va="center")
    middles = [line * kinds + (kinds - 1) / 2 for line in range(len(panel.names))]
    axes.set_yticks(middles, [shortened(name) for name in panel.names])
    axes.set_ylim(panel.lines - 0.5, -0.5)
    if kinds > 1:
        axes.legend(loc="lower left", ncols=kinds, frameon=False, borderaxespad=0.0, bbox_to_anchor=(0, 0))


def _description(figures: Figures, names: Names) -> Iterator[str]:
    yield from (f"{name}: {value}." for name, value in headlines(figures))
    areas = "; ".join(f"{names.area(area)} {count:,}" for area, count in figures.by_area.items())
    for part in parts(figures, names):
        told = "; ".join(f"{one_line(name)} {value}" for name, value in part.rows)
        yield f"{part.heading}: {told}."
        if part.heading == "Requests by route" and areas:
            yield f"Requests by service area: {areas}."


def _described(drawn: bytes, title: str, description: str) -> str:
    """The drawing with what a screen reader says of it: its words alone would be read in the order of the bars."""
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(drawn)  # noqa: S314 - made by matplotlib a moment ago
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    root.attrib |= {"role": "img", "aria-labelledby": "title description", "lang": "en-GB"}
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": "title" if tag == "title" else "description"})
        element.text = words
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode") + "\n"
