"""Records: the nodes of the rule files held against their shapes, with a problem for every key that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from governance_rules.condition import Condition
from governance_rules.condition_reading import one_id, read_condition
from governance_rules.draft import Draft, Record
from governance_rules.nodes import Items, Node, Table, Text
from governance_rules.problems import cut, near_miss
from governance_rules.shape import Field, Shape
from governance_rules.shapes import SECTIONS

_PRIORITY = re.compile(r"Priority [1-9][0-9]?")
_NUMBER = re.compile(r"-?[0-9]{1,12}")
_LISTS = ("steps", "checks", "alerts")
PARTS = ("process", *_LISTS, "timeframe", "value", "achievability")
"""The parts of a decision that an example may expect. A score may be named by the id of its axis too."""


def read_sections(root: Node, file: str) -> Iterator[Draft]:
    """What each section of one file says by itself."""
    if not isinstance(root, Table):
        draft = Draft()
        draft.wrong(file, root.line, "This file does not start with a key", f"Start with one of {', '.join(SECTIONS)}")
        yield draft
        return
    for name, node in root.entries.items():
        line = root.lines[name]
        field = SECTIONS.get(name)
        draft = Draft()
        if field is None:
            draft.wrong(file, line, f"{name} is not a section of a rulebook", near_miss(name, SECTIONS))
        else:
            draft.where[name] = (file, line)
            record = Record("section", file, line, lines={name: line})
            value = _Reader(draft, file).value(_Slot(name, field, node, record))
            draft.sections[name] = [] if value is None else value
            draft.tops[name] = record
        yield draft


@dataclass(frozen=True, slots=True)
class _Slot:
    """One key of a record with its node: what is to be read, and where."""

    key: str
    field: Field
    node: Node
    record: Record

    def items(self) -> list[Node]:
        """The nodes of a list (one node alone is a list of one); their lines are kept with the record."""
        items: list[Node] = self.node.items if isinstance(self.node, Items) else [self.node]
        self.record.places |= {(self.key, i.value): i.line for i in items if isinstance(i, Text)}
        return items

    def entries(self) -> dict[str, Node]:
        """The entries of a map; their lines are kept with the record."""
        if not isinstance(self.node, Table):
            return {}
        self.record.places |= {(self.key, k): self.node.lines[k] for k in self.node.entries}
        return self.node.entries

    def part(self, key: str, node: Node) -> _Slot:
        """One entry of this, to be read by itself."""
        return _Slot(key, self.field, node, self.record)


class _Reader:
    """Reads the values of one file."""

    def __init__(self, draft: Draft, file: str) -> None:
        self.draft = draft
        self.file = file
        self.readers: Mapping[str, Callable[[_Slot], Any]] = {
            "record": self._record, "records": self._records, "text": self._text, "id": self._id, "ids": self._ids,
            "words": self._words, "number": self._number, "numbers": self._numbers, "yes_no": self._yes_no,
            "date": self._date, "dates": self._dates, "condition": self._condition, "points": self._points,
            "answers": self._answers, "expect": self._expect, "priority": self._priority, "served": self._priority,
        }  # fmt: skip

    def value(self, slot: _Slot) -> Any:
        return self.readers[slot.field.kind](slot)

    def _wrong(self, slot: _Slot, wrong: str, mend: str) -> None:
        self.draft.wrong(self.file, slot.node.line, wrong, mend)

    def _record(self, slot: _Slot) -> Record | None:
        if not isinstance(slot.node, Table) or slot.field.shape is None:
            mend = "Write key: value on lines of their own, set in by two spaces"
            self._wrong(slot, f"{slot.key} should hold keys and values", mend)
            return None
        return self._read(slot.field.shape, slot.node)

    def _records(self, slot: _Slot) -> list[Record]:
        if not isinstance(slot.node, Items):
            self._wrong(slot, f"{slot.key} should be a list", "Start each entry with a dash and a space")
            return []
        found = (self._record(slot.part(f"An entry of {slot.key}", item)) for item in slot.node.items)
        return [r for r in found if r is not None]

    def _read(self, shape: Shape, table: Table) -> Record:
        record = Record(shape.name, self.file, table.line, lines=table.lines)
        who = table.entries.get("id", table.entries.get("name"))
        said = f"the {shape.name}" + (f" {cut(who.value)}" if isinstance(who, Text) and who.value else "")
        for key, node in table.entries.items():
            field = shape.fields.get(key, shape.others)
            line = table.lines[key]
            if field is None:
                self.draft.wrong(self.file, line, f"{cut(key)} is not a key of {said}", near_miss(key, shape.fields))
            elif isinstance(node, Text) and not node.value:
                record.values[key] = None
                mend = "Write it" if field.required else "Write it, or take the key out"
                self.draft.wrong(self.file, line, f"{key} of {said} is empty", mend)
            else:
                record.values[key] = self.value(_Slot(key, field, node, record))
        for key, field in shape.fields.items():
            if field.required and key not in table.entries:
                wrong = f"{said[0].upper()}{said[1:]} has no {key}"
                self.draft.wrong(self.file, table.line, wrong, f"Add {key}: {field.about}".rstrip("."))
        return record

    def _text(self, slot: _Slot) -> str | None:
        if not isinstance(slot.node, Text):
            mend = "Write it on one line, in double quotes if it holds a colon"
            self._wrong(slot, f"{slot.key} should be a text", mend)
            return None
        text = " ".join(slot.node.value.split())
        limit = slot.field.limit
        if limit and len(text) > limit:
            self._wrong(slot, f"{slot.key} has {len(text)} characters and {limit} is the most", "Make it shorter")
        self.draft.texts.append((slot.record, slot.key, text, slot.node.line))
        return text

    def _id(self, slot: _Slot) -> str | None:
        found = one_id(self.draft, self.file, slot.key, slot.node)
        choices = slot.field.choices
        if found and choices and found not in choices:
            self._wrong(slot, f"{slot.key} cannot be {cut(found)}", near_miss(found, choices))
            return None
        return found

    def _ids(self, slot: _Slot) -> tuple[str, ...]:
        found = [self._id(slot.part(slot.key, n)) for n in slot.items()]
        return tuple(f for f in found if f is not None)

    def _words(self, slot: _Slot) -> tuple[str, ...]:
        found = [self._text(slot.part(f"An entry of {slot.key}", n)) for n in slot.items()]
        return tuple(f.casefold() for f in found if f)

    def _number(self, slot: _Slot) -> int | None:
        node = slot.node
        if isinstance(node, Text) and not node.quoted and _NUMBER.fullmatch(node.value):
            return int(node.value)
        self._wrong(slot, f"{slot.key} should be a whole number and not {_said(node)}", "Write digits only, such as 3")
        return None

    def _numbers(self, slot: _Slot) -> tuple[int, ...]:
        found = [self._number(slot.part(f"An entry of {slot.key}", n)) for n in slot.items()]
        return tuple(f for f in found if f is not None)

    def _yes_no(self, slot: _Slot) -> bool | None:
        if isinstance(slot.node, Text) and slot.node.value in {"yes", "no", "true", "false"}:
            return slot.node.value in {"yes", "true"}
        self._wrong(slot, f"{slot.key} should be yes or no and not {_said(slot.node)}", "Write yes or no")
        return None

    def _date(self, slot: _Slot) -> date | None:
        node = slot.node
        try:
            if isinstance(node, Text) and len(node.value) == len("2026-01-01"):
                return date.fromisoformat(node.value)
        except ValueError:
            pass
        self._wrong(slot, f"{_said(node)} is not a date", "Write year, month and day, such as 2026-04-01")
        return None

    def _dates(self, slot: _Slot) -> tuple[date, ...]:
        read = [(self._date(slot.part(slot.key, n)), n.line) for n in slot.items()]
        dates = [(day, line) for day, line in read if day is not None]
        late = [line for (day, _), (after, line) in pairwise(dates) if after <= day]
        if late:
            wrong = f"The dates of {slot.key} are out of order"
            self.draft.wrong(self.file, late[0], wrong, "Put the earliest first, and each date once")
        return tuple(day for day, _ in dates)

    def _condition(self, slot: _Slot) -> Condition:
        return read_condition(self.draft, self.file, slot.key, slot.node)

    def _points(self, slot: _Slot) -> dict[str, int]:
        if not isinstance(slot.node, Table):
            self._wrong(
                slot, f"{slot.key} should give points by option", "Write such as {none: 0, informal: 1, named: 3}"
            )
        found = {k: self._number(slot.part(f"The points of {k}", n)) for k, n in slot.entries().items()}
        return {k: v for k, v in found.items() if v is not None}

    def _answers(self, slot: _Slot) -> dict[str, str | tuple[str, ...]]:
        if not isinstance(slot.node, Table):
            self._wrong(slot, f"{slot.key} should give an answer by question", "Write such as {need: fix}")
        return {
            k: n.value if isinstance(n, Text) else self._ids(slot.part(f"{slot.key} {k}", n))
            for k, n in slot.entries().items()
        }

    def _expect(self, slot: _Slot) -> dict[str, Any]:
        entries = slot.entries()
        if not entries:
            self._wrong(slot, f"{slot.key} should say what is expected", f"Give at least one of {', '.join(PARTS)}")
        found: dict[str, Any] = {}
        for name, node in entries.items():
            part = slot.part(name, node)
            if name in {"process", "timeframe"}:
                found[name] = self._id(part)
            elif name in _LISTS:
                found[name] = self._ids(part)
            elif name in PARTS or (isinstance(node, Text) and _NUMBER.fullmatch(node.value)):
                found[name] = self._number(part)
            else:
                self._wrong(part, f"{cut(name)} is no part of a decision", near_miss(name, PARTS))
        return found

    def _priority(self, slot: _Slot) -> str | None:
        node, or_none = slot.node, slot.field.kind == "served"
        if isinstance(node, Text) and (_PRIORITY.fullmatch(node.value) or (or_none and node.value == "none")):
            return None if node.value == "none" else node.value
        mend = "Write such as Priority 5" + (", or none where the strategy is silent" if or_none else "")
        self._wrong(slot, f"{_said(node)} is not a strategy priority", mend)
        return None


def _said(node: Node) -> str:
    """What a node holds, short enough for a message."""
    if isinstance(node, Text):
        return cut(node.value) or "nothing"
    return "a list" if isinstance(node, Items) else "keys and values"
