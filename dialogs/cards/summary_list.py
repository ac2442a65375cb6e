"""A summary list as GOV.UK has it: what each thing is, what was said of it, and a way to change it.

On a phone GOV.UK puts the name over the words, and so does every row here: two columns fit into any width. A table has
no inputs and no header row: Teams on a phone draws no card with the first, and takes no notice of the settings of the
second (microsoft/AdaptiveCards, issues 8599 and 9067).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dialogs.cards.elements import FREE_LENGTH, Element, button, buttons, safe, table, table_row
from dialogs.context import stamp
from dialogs.model import Interview, Request
from dialogs.wording import asking as w
from dialogs.wording import requesting, say

_SHARES: Final = (5, 2)
"""Of the width, for the words and for the way to change them: "Change" still fits on the narrowest phone."""


def summary_list(rows: Iterable[Element]) -> Element:
    """The rows of `summary_row` as one table."""
    return table(_SHARES, rows)


def summary_row(
    label: str, words: str, change: Element | None = None, length: int = FREE_LENGTH, *, note: str = ""
) -> Element:
    """One row; whatever a person typed is safe in ``words``, of which ``length`` characters are shown, and ``note``.

    ``change``: the button of `change_button`; None: this cannot be changed here.
    """
    said = [_said({"text": safe(words, length) or " "})]
    if note:
        said.append(_said({"text": safe(note, length), "isSubtle": True}))
    name: Element = {"type": "TextBlock", "text": label, "wrap": True, "weight": "Bolder"}
    return table_row(([name, *said], [buttons([change])] if change else []))


def _said(run: Element) -> Element:
    return {"type": "RichTextBlock", "spacing": "None", "inlines": [{"type": "TextRun", **run}]}


def entry_row(title: str, lines: Iterable[Element], action: Element, tooltip: str) -> Element:
    """One of several things in a list: its title, which a person typed, a few lines, and the button to go to it.

    ``tooltip``: the words of the button with its name, since every row has one that is called the same.
    """
    name: Element = {"type": "TextRun", "text": safe(title, 120) or " ", "weight": "Bolder"}
    items: list[Element] = [
        {"type": "RichTextBlock", "inlines": [name]},
        *({**line, "spacing": "None"} for line in lines),
    ]
    return table_row((items, [buttons([{**action, "tooltip": tooltip}])]))


def show_button(request: Request) -> tuple[Element, str]:
    """The button of a row that shows a request, and what it is called among several."""
    action = button("show", say(requesting.SHOW_THIS), {"reference": request.reference})
    return action, say(requesting.SHOW, reference=request.reference)


def change_button(interview: Interview, asked: str, name: str) -> Element:
    """The button of a row that goes back to the question or detail ``asked``; a screen reader says ``name`` with it."""
    action = button("change", say(w.CHANGE_THIS), stamp(interview, question=asked))
    return {**action, "tooltip": say(w.CHANGE, what=name)}
