"""Charts for papers: pictures that are readable in black and white, each with a text that tells all of it.

Only commands import this: matplotlib takes half a second and 60 MB that the host has no use for.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from bot.board.content import Figure, one_line

INK: Final = "#0b0c0c"
BAR: Final = "#1d70b8"
"""Dark enough for a grey printer, and 5:1 against paper."""
_DOTS: Final = 150
_WIDTH: Final = 7.0
_LINE: Final = 0.32
_LONGEST_LABEL: Final = 40
_METADATA: Final = {"Software": None}
"""No version of a library in a council's file."""
_LOOK: Final[dict[Any, Any]] = {
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
    with mpl.rc_context(_LOOK):
        canvas = Canvas(figsize=(_WIDTH, _LINE * (len(rows) + 1)), dpi=_DOTS, layout="constrained")
        axes = canvas.add_subplot()
        places = range(len(rows))
        axes.barh(places, [number for _, number in rows], color=BAR, height=0.62)
        axes.set_yticks(places, [shortened(name) for name, _ in rows])
        axes.invert_yaxis()
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
    return tidy if len(tidy) <= _LONGEST_LABEL else f"{tidy[: _LONGEST_LABEL - 1].rstrip()}…"
