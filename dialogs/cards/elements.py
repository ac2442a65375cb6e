"""The small parts every card is made of: text, headings, rows, folds, buttons and the card around them.

Words from the rulebook and from ``wording`` go into TextBlocks, which know a little Markdown. Whatever a person typed
goes into text runs, which know none, and only through ``safe``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from json import dumps
from typing import Any, Final

from dialogs.cards.bars import bar_url
from dialogs.model import Card
from dialogs.understanding.typed_text import kept
from dialogs.wording import asking, say

Element = dict[str, Any]
"""One element of an Adaptive Card as plain JSON."""

_LIVE = re.compile(r"<(?=/?\s*at\b)|\{(?=\{)|\$(?=\{)", re.IGNORECASE)
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_GAP = "\u200b"
FREE_LENGTH = 300
"""Characters of a free text that a card shows; the whole stays in the register."""


def clean(words: str) -> str:
    """Take out what nobody can see: control characters, half characters, and all that `kept` takes out."""
    return kept(_BROKEN.sub("", words))


def shortened(words: str, length: int) -> str:
    """The words, cut with an ellipsis where they are longer."""
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"


def safe(words: str, length: int = FREE_LENGTH) -> str:
    """Make a person's words safe to show: cut with an ellipsis, mentions and card functions broken by an unseen gap."""
    shown = shortened(clean(words), length)
    return _LIVE.sub(lambda found: found.group() + _GAP, shown)


def fitting(words: str, room: int = 13_000) -> str:
    """As much of a person's words as ``room`` bytes of a card hold, for an input that shows them again."""
    size = 0
    for place, letter in enumerate(words):
        size += len(dumps(letter)) - 2
        if size > room:
            return words[:place]
    return words


def text(words: str, *, subtle: bool = False, bold: bool = False) -> Element:
    """Words of ours that wrap on a phone."""
    block: Element = {"type": "TextBlock", "text": words, "wrap": True}
    if subtle:
        block["isSubtle"] = True
    if bold:
        block["weight"] = "Bolder"
    return block


def heading(words: str, *, small: bool = False) -> Element:
    """A heading that a screen reader announces as one."""
    size = "Medium" if small else "Large"
    return {"type": "TextBlock", "text": words, "wrap": True, "style": "heading", "size": size, "weight": "Bolder"}


def trouble(words: str) -> list[Element]:
    """What could not be taken, right above its input; nothing where all is well."""
    return [{**text(words, bold=True), "color": "Attention"}] if words else []


def error(problem: str | None) -> list[Element]:
    """The same for one input that is wrong: a screen reader says that it is an error."""
    return trouble(say(asking.ERROR, problem=problem)) if problem else []


def text_input(name: str, label: str, length: int, held: str = "", *, lines: bool = False) -> Element:
    """A box for ``length`` characters, of several ``lines`` or one; ``held``: what somebody typed that stands in it."""
    field = {"type": "Input.Text", "id": name, "label": label, "isMultiline": lines, "maxLength": length}
    return {**field, "value": fitting(held)} if held else field


def choice_input(
    name: str, label: str, choices: Iterable[tuple[str, str]], held: str = "", *, several: bool = False
) -> Element:
    """Choices, each a title and its value, all of them seen at once; ``held``: the value that is chosen already."""
    field = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "style": "expanded",
        "wrap": True,
        "isMultiSelect": several,
        "choices": [{"title": title, "value": value} for title, value in choices],
    }
    return {**field, "value": held} if held else field


def free(words: str, length: int = FREE_LENGTH) -> Element:
    """A person's own words, shown and never live."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": safe(words, length) or " "}]}


def free_heading(words: str) -> Element:
    """A person's own words set large, such as the title of a request."""
    run = {"type": "TextRun", "text": safe(words, 120) or " ", "weight": "Bolder", "size": "Medium"}
    return {"type": "RichTextBlock", "inlines": [run]}


def row(label: str, words: str, length: int = FREE_LENGTH) -> Element:
    """A label in bold and what it says; whatever a person typed is safe here."""
    runs = [
        {"type": "TextRun", "text": f"{label}: ", "weight": "Bolder"},
        {"type": "TextRun", "text": safe(words, length) or " "},
    ]
    return {"type": "RichTextBlock", "inlines": runs, "spacing": "Small"}


def bullets(lines: Iterable[str]) -> Element:
    """Several short lines of ours as one list."""
    return text("\n".join(f"- {line}" for line in lines))


def box(items: Sequence[Element], style: str = "emphasis") -> Element:
    """A box around what must be seen first."""
    return {"type": "Container", "style": style, "items": list(items), "spacing": "Medium"}


def table(columns: Sequence[int], rows: Iterable[Element]) -> Element:
    """Rows of cells without lines or a header row; ``columns``: each one's share of the width."""
    return {
        "type": "Table",
        "columns": [{"width": share} for share in columns],
        "firstRowAsHeader": False,  # as the schema writes it
        "firstRowAsHeaders": False,  # as Microsoft's renderers read it
        "showGridLines": False,
        "rows": list(rows),
    }


def table_row(cells: Iterable[Sequence[Element]]) -> Element:
    """One row, by what stands in each of its cells."""
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": list(items)} for items in cells]}


def section(items: Sequence[Element]) -> Element:
    """A part of a card with a line above it."""
    return {"type": "Container", "items": list(items), "separator": True, "spacing": "Medium"}


Folded = tuple[str, str, Sequence[Element]]
"""A part that opens when it is wanted: its name, unique on its card, the words of its button, and what is in it."""


def folds(*parts: Folded) -> list[Element]:
    """Parts that open when they are wanted, with their buttons side by side; one with nothing in it has none."""
    # A mark that no id of a rulebook has: a question or detail of the same name may have its input on this card.
    there = [(f"{name}:part", title, items) for name, title, items in parts if items]
    openers = [
        {"type": "Action.ToggleVisibility", "title": title, "targetElements": [name]} for name, title, _ in there
    ]
    closed = [
        {"type": "Container", "id": name, "isVisible": False, "items": list(items), "spacing": "Small"}
        for name, _, items in there
    ]
    spacing = "Medium" if len(there) > 1 else "Small"
    return [{"type": "ActionSet", "actions": openers, "spacing": spacing}, *closed] if there else []


def fold(name: str, title: str, items: Sequence[Element]) -> list[Element]:
    """One such part; ``name`` is unique on its card."""
    return folds((name, title, items))


def unfolded(element: Element) -> Element:
    """The same element with every folded part in it open."""
    parts = {k: [unfolded(e) for e in v] if k in {"body", "items"} else v for k, v in element.items()}
    return {k: v for k, v in parts.items() if k != "isVisible"}


STAYS: Final = frozenset({"answer", "back", "change", "leave", "help"})
"""Verbs that stay with the draft: their buttons send what was filled in, so that it is kept."""


SENDS: Final = frozenset({"step_outcome", "check_update", "item_outcome", "benefit"})
"""Verbs of forms about a request: their buttons send what was filled in there."""


def button(
    verb: str, title: str, carried: Mapping[str, Any] | None = None, *, style: str = "", secondary: bool = False
) -> Element:
    """A button. It sends the inputs of its card where it stays with the draft, or is that of a form.

    ``secondary``: it stands behind the three dots, never on the face of the card.
    """
    action: Element = {"type": "Action.Execute", "verb": verb, "title": title, "data": dict(carried or {})}
    if verb not in STAYS and verb not in SENDS:
        action["associatedInputs"] = "none"
    if style:
        action["style"] = style
    return behind(action) if secondary else action


def behind(action: Element) -> Element:
    """The same action behind the three dots (Teams' overflow menu), where nothing is louder than the rest."""
    return {key: value for key, value in action.items() if key != "style"} | {"mode": "secondary"}


def led(actions: Sequence[Element], shown: int = 1) -> list[Element]:
    """Actions of which the first ``shown`` stand on the face of the card and all others behind the three dots."""
    return [*actions[:shown], *map(behind, actions[shown:])]


def buttons(actions: Sequence[Element]) -> Element:
    """Buttons that stand where they belong in the card."""
    return {"type": "ActionSet", "actions": list(actions)}


def bar(share: int) -> Element:
    """A bar of one score out of 100, for the eye alone: its number stands beside it in words."""
    url = bar_url(min(max(share, 0), 100))
    return {"type": "Image", "url": url, "altText": f"{share} / 100", "size": "Stretch", "spacing": "Small"}


def with_hint(label: str, hint: str) -> str:
    """A label with its hint as a sentence of its own: a screen reader says a label at its input, and nothing else."""
    if not hint:
        return label
    return f"{label} {hint}" if label.endswith((".", "?", "!")) else f"{label}. {hint}"


def card(
    body: Sequence[Element], actions: Sequence[Element], summary: str, fallback: str = "", *, shown: int = 1
) -> Card:
    """One Adaptive Card 1.5. ``summary`` is also spoken; ``fallback`` is what a client without cards shows.

    The first ``shown`` actions stand on its face, the others behind the three dots: on a phone one thing is to be done.
    """
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "en",
        "speak": summary,
        "fallbackText": fallback or summary,
        "msteams": {"width": "Full"},
        "body": list(body),
        "actions": led(actions, shown),
    }
