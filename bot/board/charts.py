"""Charts for papers: pictures that are readable in black and white, each with a text that tells all of it.

Only commands import this: matplotlib takes half a second and 60 MB that the host has no use for.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any, Final
from unicodedata import category, east_asian_width

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from bot.board.content import Figure, one_line

INK: Final = "#0b0c0c"
BAR: Final = "#1d70b8"
"""Dark enough for a grey printer, and 5:1 against paper."""
_DOTS: Final = 150
_WIDTH: Final = 7.0
_LINE: Final = 0.32
_LABELS: Final = 0.42
"""Share of the width in which the names stand."""
_LONGEST_LABEL: Final = 42
_WIDE: Final = frozenset("MW@mw%")
_LATIN: Final = "\u024f"
"""The last of the letters that are about as wide as those of English."""
_METADATA: Final = {"Software": None}
"""No version of a library in a council's file."""
LOOK: Final[dict[Any, Any]] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.parse_math": False,  # what somebody typed is no formula
}


def bars(caption: str, rows: Sequence[tuple[str, float]], unit: str = "", most: float | None = None) -> Figure:
    """A bar a row, the first on top, its number at its end. ``unit``: what stands behind the number, such as ``%``.

    ``most``: what the longest bar could stand for; None: the largest number.
    """
    longest = most or max((number for _, number in rows), default=0) or 1
    with mpl.rc_context(LOOK), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that no font has is drawn as a box, and stands in the text
        canvas = Canvas(figsize=(_WIDTH, _LINE * max(len(rows), 1)), dpi=_DOTS)
        # Places are given, for a layout that is worked out draws everything twice.
        axes = canvas.add_axes((_LABELS, 0, 1 - _LABELS, 1))
        places = range(len(rows))
        axes.barh(places, [number for _, number in rows], color=BAR, height=0.62)
        axes.set_yticks(places, [shortened(name) for name, _ in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, longest * 1.12)
        axes.xaxis.set_visible(False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        for place, (_, number) in enumerate(rows):
            axes.text(number + longest * 0.01, place, f"{number:g}{unit}", va="center")
        made = io.BytesIO()
        canvas.savefig(made, format="png", metadata=_METADATA)
    told = "; ".join(f"{one_line(name)} {number:g}{unit}" for name, number in rows)
    return Figure(made.getvalue(), caption, f"Bar chart. {told}.")


def shortened(name: str) -> str:
    """As much of a name as stands before a bar."""
    tidy = one_line(name)
    room = _LONGEST_LABEL - sum(map(_width, tidy))
    if room >= 0:
        return tidy
    while tidy and room < _width("…"):
        room += _width(tidy[-1])
        tidy = tidy[:-1]
    return f"{tidy.rstrip()}…"


def _width(letter: str) -> float:
    """About how wide a letter is, in letters of usual width."""
    if east_asian_width(letter) in "WF" or (letter > _LATIN and category(letter)[0] in "LNS"):
        return 2.5  # drawn as a box where no font has it
    return 1.9 if letter in _WIDE else 1.35 if letter.isupper() else 1
