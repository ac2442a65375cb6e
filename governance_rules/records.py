"""Records: the nodes of the rule files held against their shapes, with a problem for every key that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from governance_rules.model import Condition
from governance_rules.nodes import Items, Node, Table, Text
from governance_rules.problems import Problem, near_miss
from governance_rules.shapes import SECTIONS, Field, Shape

ALWAYS = Condition("always")
_ID = re.compile(r"[a-z0-9_]+")
_PRIORITY = re.compile(r"Priority [1-9][0-9]?")
_NUMBER = re.compile(r"-?[0-9]+")
_SHORT = 40

OPERATORS: Mapping[str, str] = {
    "is": "is",
    "one_of": "one_of",
    "has": "has",
    "has_any_but": "has_any_but",
    "exactly": "is_exactly",
    "answered": "answered",
}
"""The words of the condition language that follow ``question``, and the kind of condition that each makes."""


@dataclass(slots=True)
class Reference:
    """A question, fact or option that a condition names, to be looked up when everything is read."""

    kind: str
    subject: str
    values: tuple[str, ...]
    file: str
    line: int


@dataclass(slots=True)
class Record:
    """One record of a rule file: its values by key, and the line of each."""

    shape: str
    file: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    """The line of each thing in a list or a map, by key."""

    def get(self, key: str, otherwise: Any = None) -> Any:  # noqa: ANN401 - what a key holds depends on its shape
        """The value of a key, or something else when it is not there."""
        return self.values.get(key, otherwise)

    def at(self, key: str) -> int:
        """The line of a key, or of the record when the key is not there."""
        return self.lines.get(key, self.line)


@dataclass(slots=True)
class Draft:
    """Everything that the rule files say, not yet known to be sound."""

    problems: list[Problem] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)
    """A record, a list of records, or a list of ids, by the name of the section."""
    where: dict[str, tuple[str, int]] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    unread: bool = False
    """Whether a file was no YAML, so that what is missing may stand there."""
    texts: list[tuple[Record, str, str, int]] = field(default_factory=list)
    """Every text: its record, key, text and line."""

    def records(self, section: str) -> list[Record]:
        """The records of a section; none when it is missing."""
        found = self.sections.get(section, [])
        return found if isinstance(found, list) else [found]

    def knows(self, *sections: str) -> bool:
        """Whether these sections were read, so that references into them can be looked up."""
        return not self.unread or all(s in self.sections for s in sections)

    def wrong(self, file: str, line: int, wrong: str, mend: str, *, hint: bool = False) -> None:
        """Note a problem."""
        self.problems.append(Problem(file, line, wrong, mend, hint))


def read_sections(draft: Draft, root: Node, file: str) -> None:
    """Take the sections of one file into the draft."""
    if not isinstance(root, Table):
        draft.wrong(file, root.line, "This file does not start with a key", f"Start with one of {', '.join(SECTIONS)}")
        return
    for name, node in root.entries.items():
        line = root.lines[name]
        shape = SECTIONS.get(name)
        if shape is None:
            draft.wrong(file, line, f"{name} is not a section of a rulebook", near_miss(name, SECTIONS))
        elif name in draft.where:
            first_file, first_line = draft.where[name]
            draft.wrong(
                file, line, f"The section {name} stands in {first_file} too, on line {first_line}", "Put both together in one file"
            )
        else:
            draft.where[name] = (file, line)
            value = _Reader(draft, file).value(name, shape, node, Record("section", file, line, lines={name: line}))
            draft.sections[name] = value if value is not None else []


class _Reader:
    """Reads the values of one file."""

    def __init__(self, draft: Draft, file: str) -> None:
        self.draft = draft
        self.file = file
        self.readers: Mapping[str, Callable[[str, Field, Node, Record], Any]] = {
            "record": self._record, "records": self._records, "text": self._text, "id": self._id, "ids": self._ids,
            "words": self._words, "number": self._number, "numbers": self._numbers, "yes_no": self._yes_no,
            "date": self._date, "dates": self._dates, "condition": self._condition, "points": self._points,
            "answers": self._answers, "expect": self._expect, "priority": self._priority, "served": self._priority,
        }  # fmt: skip

    def wrong(self, line: int, wrong: str, mend: str) -> None:
        self.draft.wrong(self.file, line, wrong, mend)

    def value(self, key: str, shape: Field, node: Node, record: Record) -> Any:  # noqa: ANN401 - the kind decides
        return self.readers[shape.kind](key, shape, node, record)

    def _record(self, key: str, shape: Field, node: Node, record: Record) -> Record | None:
        if not isinstance(node, Table) or shape.shape is None:
            self.wrong(node.line, f"{key} should hold keys and values", "Write key: value on lines of their own, set in by two spaces")
            return None
        return self.read(shape.shape, node)

    def _records(self, key: str, shape: Field, node: Node, record: Record) -> list[Record]:
        if not isinstance(node, Items):
            self.wrong(node.line, f"{key} should be a list", "Start each entry with a dash and a space")
            return []
        found = (self._record(f"An entry of {key}", shape, item, record) for item in node.items)
        return [r for r in found if r is not None]

    def read(self, shape: Shape, table: Table) -> Record:
        record = Record(shape.name, self.file, table.line, lines=table.lines)
        who = table.entries.get("id", table.entries.get("name"))
        said = f"the {shape.name}" + (f" {who.value}" if isinstance(who, Text) and who.value else "")
        for key, node in table.entries.items():
            known = shape.fields.get(key)
            if known is None:
                self.wrong(table.lines[key], f"{key} is not a key of {said}", near_miss(key, shape.fields))
                continue
            if isinstance(node, Text) and not node.value:
                need = "Write it" if known.required else "Write it or take the key out"
                self.wrong(table.lines[key], f"{key} of {said} is empty", need)
                record.values[key] = None
                continue
            value = self.value(key, known, node, record)
            record.values[key] = value
        for key, known in shape.fields.items():
            if known.required and key not in table.entries:
                self.wrong(table.line, f"{said[0].upper()}{said[1:]} has no {key}", f"Add {key}: {known.about}".rstrip("."))
        return record

    def _text(self, key: str, shape: Field, node: Node, record: Record) -> str | None:
        if not isinstance(node, Text):
            self.wrong(node.line, f"{key} should be a text", "Write it on one line, in double quotes if it holds a colon")
            return None
        text = " ".join(node.value.split())
        if shape.limit and len(text) > shape.limit:
            self.wrong(node.line, f"{key} has {len(text)} characters and {shape.limit} is the most", "Make it shorter")
        self.draft.texts.append((record, key, text, node.line))
        return text

    def _id(self, key: str, shape: Field, node: Node, record: Record) -> str | None:
        if not isinstance(node, Text):
            self.wrong(node.line, f"{key} should be one id", "Write one word")
            return None
        if shape.choices and node.value not in shape.choices:
            self.wrong(node.line, f"{key} cannot be {_cut(node.value)}", near_miss(node.value, shape.choices))
            return None
        if not _ID.fullmatch(node.value):
            self.wrong(
                node.line, f"{_cut(node.value)} is not an id", "Use small letters, digits and underscores, such as new_system"
            )
            return None
        return node.value

    def _each(self, key: str, node: Node, record: Record) -> list[Node]:
        items = node.items if isinstance(node, Items) else [node]
        record.places[key] = [i.line for i in items]
        return items

    def _ids(self, key: str, shape: Field, node: Node, record: Record) -> tuple[str, ...]:
        found = [self._id(f"{key}", shape, i, record) for i in self._each(key, node, record)]
        return tuple(f for f in found if f is not None)

    def _words(self, key: str, shape: Field, node: Node, record: Record) -> tuple[str, ...]:
        found = [self._text(f"A word of {key}", shape, i, record) for i in self._each(key, node, record)]
        return tuple(f.casefold() for f in found if f)

    def _number(self, key: str, shape: Field, node: Node, record: Record) -> int | None:
        if not isinstance(node, Text) or node.quoted or not _NUMBER.fullmatch(node.value):
            said = _cut(node.value) if isinstance(node, Text) else "a list"
            self.wrong(node.line, f"{key} should be a whole number and not {said}", "Write digits only, such as 3, without quotes")
            return None
        return int(node.value[:18])

    def _numbers(self, key: str, shape: Field, node: Node, record: Record) -> tuple[int, ...]:
        found = [self._number(f"An entry of {key}", shape, i, record) for i in self._each(key, node, record)]
        return tuple(f for f in found if f is not None)

    def _yes_no(self, key: str, shape: Field, node: Node, record: Record) -> bool | None:
        if isinstance(node, Text) and node.value in {"yes", "no", "true", "false"}:
            return node.value in {"yes", "true"}
        self.wrong(node.line, f"{key} should be yes or no", "Write yes or no")
        return None

    def _date(self, key: str, shape: Field, node: Node, record: Record) -> date | None:
        try:
            if isinstance(node, Text) and len(node.value) == len("2026-01-01"):
                return date.fromisoformat(node.value)
        except ValueError:
            pass
        said = _cut(node.value) if isinstance(node, Text) else "a list"
        self.wrong(node.line, f"{said} is not a date", "Write year, month and day, such as 2026-04-01")
        return None

    def _dates(self, key: str, shape: Field, node: Node, record: Record) -> tuple[date, ...]:
        found = [self._date(key, shape, i, record) for i in self._each(key, node, record)]
        dates = [f for f in found if f is not None]
        if dates != sorted(set(dates)):
            self.wrong(node.line, f"The dates of {key} are out of order", "Put the earliest first, and each date once")
        return tuple(dates)

    def _points(self, key: str, shape: Field, node: Node, record: Record) -> dict[str, int]:
        if not isinstance(node, Table):
            self.wrong(node.line, f"{key} should give points by option", "Write such as {none: 0, informal: 1, named: 3}")
            return {}
        record.places[key] = [node.lines[k] for k in node.entries]
        found = {k: self._number(f"The points of {k}", shape, v, record) for k, v in node.entries.items()}
        return {k: v for k, v in found.items() if v is not None}

    def _answers(self, key: str, shape: Field, node: Node, record: Record) -> dict[str, str | tuple[str, ...]]:
        if not isinstance(node, Table):
            self.wrong(node.line, f"{key} should give an answer by question", "Write such as {need: fix}")
            return {}
        record.places[key] = [node.lines[k] for k in node.entries]
        return {
            k: v.value if isinstance(v, Text) else self._ids(f"{key}.{k}", shape, v, record) for k, v in node.entries.items()
        }

    def _expect(self, key: str, shape: Field, node: Node, record: Record) -> dict[str, Any]:
        known = ("process", "steps", "checks", "alerts", "timeframe", "value", "achievability")
        if not isinstance(node, Table) or not node.entries:
            self.wrong(node.line, f"{key} should say what is expected", f"Give at least one of {', '.join(known)}")
            return {}
        found: dict[str, Any] = {}
        for part, value in node.entries.items():
            if part not in known:
                self.wrong(node.lines[part], f"{part} is no part of a decision", near_miss(part, known))
            elif part in {"value", "achievability"}:
                found[part] = self._number(part, shape, value, record)
            elif part in {"process", "timeframe"}:
                found[part] = self._id(part, shape, value, record)
            else:
                found[part] = self._ids(part, shape, value, record)
        record.places[key] = [node.lines[p] for p in node.entries]
        return found

    def _priority(self, key: str, shape: Field, node: Node, record: Record) -> str | None:
        if isinstance(node, Text) and shape.kind == "served" and node.value == "none":
            return None
        if not isinstance(node, Text) or not _PRIORITY.fullmatch(node.value):
            said = _cut(node.value) if isinstance(node, Text) else "a list"
            extra = ", or none where the strategy is silent" if shape.kind == "served" else ""
            self.wrong(node.line, f"{said} is not a strategy priority", f"Write such as Priority 5{extra}")
            return None
        return node.value

    def _condition(self, key: str, shape: Field, node: Node, record: Record) -> Condition:
        if isinstance(node, Text) and node.value == "always":
            return ALWAYS
        if not isinstance(node, Table) or not node.entries:
            self.wrong(node.line, f"{key} is not a condition", "Write such as {question: need, is: renew} or {fact: governed}")
            return ALWAYS
        keys = list(node.entries)
        first = next((k for k in ("question", "fact", "all", "any", "not") if k in node.entries), None)
        if first is None:
            self.wrong(
                node.line, f"{key} has no question, fact, all, any or not", near_miss(keys[0], ("question", "fact", "all", "any", "not"))
            )
            return ALWAYS
        for other in keys:
            if other != first and not (first == "question" and other in OPERATORS):
                known = [*OPERATORS] if first == "question" else [first]
                self.wrong(node.lines[other], f"{other} cannot stand beside {first} in a condition", near_miss(other, known))
        value = node.entries[first]
        if first == "question":
            return self._about_question(value, node, shape, record)
        if first == "fact":
            return self._about_fact(value, shape, record)
        if first == "not":
            return Condition("not", parts=(self._condition("not", shape, value, record),))
        if not isinstance(value, Items) or not value.items:
            self.wrong(node.lines[first], f"{first} should hold a list of conditions", "Start each with a dash and a space")
            return ALWAYS
        return Condition("all" if first == "all" else "any", parts=tuple(self._condition(f"An entry of {first}", shape, v, record) for v in value.items))

    def _about_fact(self, value: Node, shape: Field, record: Record) -> Condition:
        name = self._id("fact", shape, value, record)
        if name is None:
            return ALWAYS
        self.draft.references.append(Reference("fact", name, (), self.file, value.line))
        return Condition("fact", name)

    def _about_question(self, value: Node, node: Table, shape: Field, record: Record) -> Condition:
        name = self._id("question", shape, value, record)
        said = [k for k in node.entries if k in OPERATORS]
        if len(said) != 1:
            what = "says nothing about it" if not said else "says two things about it"
            self.wrong(node.line, f"The condition names a question and {what}", f"Add exactly one of {', '.join(OPERATORS)}")
            return ALWAYS
        word = said[0]
        given = node.entries[word]
        values: tuple[str, ...] = ()
        if word == "answered":
            if not (isinstance(given, Text) and given.value in {"yes", "true"}):
                self.wrong(given.line, "answered can only be yes", "Write answered: yes, and put not before it if you need the opposite")
        elif word == "is" and not isinstance(given, Text):
            self.wrong(given.line, "is takes one option", "Use one_of for several")
            return ALWAYS
        else:
            values = self._ids(word, Field("ids", ""), given, record)
        if name is None:
            return ALWAYS
        self.draft.references.append(Reference(word, name, values, self.file, node.line))
        return Condition(OPERATORS[word], name, values)  # type: ignore[arg-type]  # the words are those of Condition.kind


def _cut(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= _SHORT else text[:_SHORT] + "…"
