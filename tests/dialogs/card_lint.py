"""What every card must be, whatever it shows: our own lint, because axe takes a placeholder for a label."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.dialogs.walker import elements

MOST_BYTES = 25_000
"""Bytes of one card as JSON; Teams takes 28 KB, and phones like less."""

ELEMENTS = {
    "AdaptiveCard",
    "TextBlock",
    "RichTextBlock",
    "TextRun",
    "Container",
    "ColumnSet",
    "Column",
    "ActionSet",
    "Table",
    "TableRow",
    "TableCell",
    "Image",
    "Input.Text",
    "Input.ChoiceSet",
    "Input.Date",
    "Input.Time",
    "Action.Execute",
    "Action.Submit",
    "Action.ToggleVisibility",
    "Action.OpenUrl",
}
LONGEST_LABEL = 25
"""Letters on a button; Teams cuts longer ones off on a phone, and we do not own how it draws."""

STAYS = {"answer", "back", "change", "leave", "help"}
SENDS = {"step_outcome", "check_update", "item_outcome", "benefit"}
"""Verbs of the buttons that stay with the draft: they send what was filled in."""


def faults(card: dict[str, Any]) -> list[str]:
    """Every fault of one card, as sentences."""
    found = _whole(card)
    every = elements(card)
    ids = [e["id"] for e in every if "id" in e]
    found += [f"the id {i} is there twice" for i in {i for i in ids if ids.count(i) > 1}]
    for element in every:
        found += _element(element, ids)
    if not any(e.get("style") == "heading" for e in every) and len(card["body"]) > 1:
        found.append("there is no heading")
    return found


def _element(element: dict[str, Any], ids: list[str]) -> list[str]:
    kind = element["type"]
    found = [] if kind in ELEMENTS else [f"{kind} is not for our cards"]
    if kind.startswith("Input."):
        found += _input(element)
    if kind.startswith("Action."):
        found += _action(element, ids)
    if kind == "TextBlock" and not (element.get("wrap") or element["text"] == "\u00a0"):
        found.append(f"the text {element['text'][:40]!r} does not wrap")
    if kind in {"TextBlock", "TextRun"} and not element["text"]:
        found.append("there is an empty text")
    if kind == "Table":
        inside = elements(element["rows"])
        found += [f"a table holds {e['type']}: no phone draws that" for e in inside if e["type"].startswith("Input.")]
        found += [
            "a row has not the cells of its table"
            for r in element["rows"]
            if len(r["cells"]) != len(element["columns"])
        ]
    if kind == "Image" and not (element.get("altText") and element["url"].startswith("data:image/png")):
        found.append("a picture has no words, or comes from elsewhere")
    if kind == "Column" and not (isinstance(element.get("width"), int) and element["width"] > 0):
        found.append("a column has no fixed share of the width")
    if element.get("color") and not str(element.get("text", "")).startswith("Error:"):
        found.append("a colour says something that the words do not")
    return found


def _whole(card: dict[str, Any]) -> list[str]:
    found = []
    if card.get("version") != "1.5":
        found.append("the version is not 1.5")
    size = len(json.dumps(card))
    if size >= MOST_BYTES:
        found.append(f"the card has {size} bytes")
    found += [f"there is no {key}" for key in ("fallbackText", "speak", "body", "lang") if not card.get(key)]
    if (refresh := card.get("refresh")) is not None:
        found += _refresh(refresh)
    titles = [a.get("tooltip") or a["title"] for a in elements(card) if a["type"].startswith("Action.")]
    found += _dialogue(card)
    found += [f"two buttons are called {t!r}" for t in {t for t in titles if titles.count(t) > 1}]
    found += [fault for actions in _rows_of_buttons(card) for fault in _loud(actions)]
    return found


def _dialogue(card: dict[str, Any]) -> list[str]:
    """A dialogue has one button that sends it, and Teams sends no `Action.Execute` from there."""
    every = elements(card)
    sending = [e for e in every if e["type"] == "Action.Submit"]
    if not sending:
        return []
    found = [] if len(sending) == 1 and sending[0] in card["actions"] else ["a dialogue has not one button at its end"]
    found += [f"a dialogue has {e['verb']}" for e in every if e["type"] == "Action.Execute"]
    inputs = {e["id"] for e in every if e["type"].startswith("Input.")}
    data = sending[0].get("data")
    if not isinstance(data, dict) or not inputs.isdisjoint(data):
        found.append("the button of a dialogue carries no data, or what is filled in would take its place")
    return found


def _refresh(refresh: dict[str, Any]) -> list[str]:
    """What Teams sends to bring the card up to date, and for whom by itself."""
    found = [] if refresh["action"]["verb"] == "refresh" else ["a card is brought up to date by another verb"]
    ids = refresh.get("userIds")
    if ids is None or len(ids) > 60 or len(set(ids)) < len(ids):
        found.append("it refreshes by itself for everybody, for more than sixty, or for somebody twice")
    return found + [f"{one} is nobody's id" for one in ids or () if not re.fullmatch(r"8:orgid:[0-9a-f-]{36}", one)]


def _rows_of_buttons(card: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The buttons that stand together, at the end of the card and within it."""
    return [card["actions"], *(e["actions"] for e in elements(card) if e["type"] == "ActionSet")]


def _loud(actions: list[dict[str, Any]]) -> list[str]:
    face = [a for a in actions if a.get("mode") != "secondary"]
    found = []
    if actions and not face:
        found.append("three dots stand alone, and some phones draw none of them")
    if len(actions) - len(face) > 6:
        found.append("more than six buttons stand behind the three dots")
    if len([a for a in face if a.get("style")]) > 1 or any("style" in a for a in actions if a not in face):
        found.append("two buttons of one row are loud")
    if any(a.get("style") == "destructive" for a in actions):
        found.append("the loudest button takes something away")
    return found


def _input(element: dict[str, Any]) -> list[str]:
    found = []
    if not element.get("label"):
        found.append(f"the input {element['id']} has no label")
    if "isRequired" in element:  # then a client would hold back every button that keeps what was filled in
        found.append(f"the client itself wants the input {element['id']}")
    if element["type"] == "Input.ChoiceSet" and not _choices_whole(element):
        found.append(f"the choices of {element['id']} are cut on a phone")
    if element["type"] == "Input.Text" and not element.get("maxLength"):
        found.append(f"the input {element['id']} has no limit")
    return found


def _choices_whole(element: dict[str, Any]) -> bool:
    """Whether all of each choice can be read: they stand open, or a list of one answer opens and says that it does."""
    opens = element.get("style") == "compact" and not element["isMultiSelect"] and bool(element.get("placeholder"))
    return opens or (element.get("style") == "expanded" and element.get("wrap") is True)


def _action(element: dict[str, Any], ids: list[str]) -> list[str]:
    found = [] if element.get("title") else ["a button has no words"]
    if len(element.get("title", "")) > LONGEST_LABEL:
        found.append(f"the words of the button {element['title']!r} are too long for a phone")
    if element["type"] == "Action.Execute":
        sends = element["verb"] in STAYS | SENDS and not element["data"].get("ask")  # that one opens the form
        wanted = None if sends else "none"
        if element.get("associatedInputs") != wanted:
            found.append(f"the button {element['verb']} sends the wrong inputs")
        if not isinstance(element.get("data"), dict):
            found.append(f"the button {element['verb']} carries no data")
    if element["type"] == "Action.ToggleVisibility":
        found += [f"a fold opens {t}, which is not there" for t in element["targetElements"] if t not in ids]
    if element["type"] == "Action.OpenUrl" and not element["url"].startswith(("https://", "http://127.0.0.1")):
        found.append("a link is not https")
    return found
