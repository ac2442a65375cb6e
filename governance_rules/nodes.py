"""A YAML file as plain nodes that know their line: words stay words, so ``yes``, ``no`` and dates need no quotes.

libyaml tells the file piece by piece and nothing is constructed: no tag is run, no alias is followed, and what is
nested too deep is left before it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from yaml import CBaseLoader, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from governance_rules.problems import Problem, cut


@dataclass(slots=True)
class Text:
    """A word or text. ``quoted`` tells ``"12"`` from ``12``; an empty value is an empty text that is not quoted."""

    value: str
    line: int
    quoted: bool = False


@dataclass(slots=True)
class Items:
    """A list."""

    items: list[Node]
    line: int


@dataclass(slots=True)
class Table:
    """Keys and values in the order of the file. ``lines`` has the line of each key."""

    entries: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


Node = Text | Items | Table


def plain(node: Node) -> Any:
    """What a node says, without its lines."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def line_of(root: Node, place: Iterable[int | str]) -> int:
    """The line of a key or entry, or of what should hold it where it is missing."""
    node: Node = root
    line = root.line
    for step in place:
        if isinstance(node, Table) and step in node.entries:
            line, node = node.lines[str(step)], node.entries[str(step)]
        elif isinstance(node, Items) and isinstance(step, int):
            node = node.items[step]
            line = node.line
        else:
            break
    return line


_MOST_DEEP = 60
_DEEP = ("The file is too deep", "Write records with a few levels only")
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_NO_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""What ends a line for libyaml and for no editor: left in, every line below would be told of by a wrong number."""


class _Stopped(Exception):
    """The rest of the file cannot be read; the problem says why."""


def read_nodes(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The nodes of one file, or None when it is empty or cannot be read (then ``problems`` says why)."""
    try:
        return _Reader(text.translate(_NO_BREAKS), file, problems).document()
    except MarkedYAMLError as error:
        problems.append(_not_yaml(text, file, error))
    except ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        problems.append(
            Problem(file, line, "A character is not allowed in YAML", "Take out what does not show on the screen")
        )
    except _Stopped:
        pass
    return None


class _Reader:
    """Makes nodes of the pieces of one file."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self.next: Callable[[], Any] = CBaseLoader(text).get_event
        self.text = text
        self.file = file
        self.problems = problems
        self.anchors: set[str] = set()

    def wrong(self, line: int, wrong: str, mend: str) -> None:
        self.problems.append(Problem(self.file, line, wrong, mend))

    def document(self) -> Node | None:
        self.next()  # the stream begins
        if isinstance(self.next(), StreamEndEvent):
            return None
        root = self.node(self.next(), 0)
        self.next()  # the document ends
        more = self.next()
        if not isinstance(more, StreamEndEvent):
            line = more.start_mark.line + 1
            self.wrong(line, "This is not YAML: a second document begins", "Take out the line of three dashes")
            raise _Stopped
        return root

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with this piece; every piece of it is taken."""
        line = event.start_mark.line + 1
        if event.anchor is not None:
            self.marked(event, line)
        if isinstance(event, AliasEvent):
            return Text("", line)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.wrong(line, f"The tag {tag} is not used in rule files", "Take out the word that starts with !")
        if isinstance(event, ScalarEvent):
            self.unseen(event.value, line)
            end: Any = event.end_mark
            if not event.style and _CUT_OFF.match(self.text, end.index):
                self.wrong(line, *_A_COMMENT)
            empty = not event.style and event.value in _EMPTY
            return Text("" if empty else event.value.strip(), line, quoted=bool(event.style))
        if depth > _MOST_DEEP:
            self.wrong(line, *_DEEP)
            raise _Stopped
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(inner := self.next(), SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            return Items(items, line)
        table = Table({}, line)
        while not isinstance(inner := self.next(), MappingEndEvent):
            self.entry(table, inner, depth + 1)
        return table

    def entry(self, table: Table, event: Any, depth: int) -> None:
        """Take a key and its value."""
        line = event.start_mark.line + 1
        self.node(event, depth)
        value = self.node(self.next(), depth)
        if not isinstance(event, ScalarEvent):
            if not isinstance(event, AliasEvent):  # which was told of by itself
                self.wrong(line, "A key is not a word", "Write a key, a colon and a space")
        elif event.value in table.entries:
            first = table.lines[event.value]
            wrong = f"The key {event.value} stands twice, first on line {first}"
            self.wrong(line, wrong, "Keep one and take out the other")
        else:
            table.entries[event.value] = value
            table.lines[event.value] = line

    def unseen(self, word: str, line: int) -> None:
        """Tell of what nobody sees in an id or a key: it would be another than the one that looks the same."""
        seen = "".join(letter for letter in word if not _is_unseen(letter))
        if seen != word and _AN_ID.fullmatch(seen.strip()):
            names = sorted({unicodedata.name(one, f"U+{ord(one):04X}").lower() for one in word if _is_unseen(one)})
            wrong = f"What nobody sees stands in {cut(seen.strip())}: {', '.join(names)}"
            self.wrong(line, wrong, "Delete the word with the spaces around it and type it anew")

    def marked(self, event: Any, line: int) -> None:
        """Tell of an anchor or of the alias of one; a star before anything else is a text that needs quotes."""
        name = event.anchor
        if not isinstance(event, AliasEvent):
            self.anchors.add(name)
            self.wrong(line, f"The mark &{name} is not used in rule files", "Write the value out where it is needed")
        elif name in self.anchors:
            self.wrong(line, f"The mark *{name} is not used in rule files", "Write the value out where it is needed")
        else:
            self.wrong(line, "This is not YAML: a text starts with *", "Put the whole text in double quotes")


_AN_ID = re.compile(r"[A-Za-z0-9_-]+")
_CUT_OFF = re.compile(r"(?:(?<=[ \t])|[ \t]+)#[^\s#]")
_QUOTED_VALUE = re.compile(r"""[-:,\[{]\s*(?:"[^"]*"|'[^']*')\s*$""")
_A_COMMENT = (
    "What stands behind # on this line is a comment and no part of the text",
    "Put the whole text in double quotes, or a space behind the # of a comment",
)
_FURTHER = ("This line is set in further than the line above", "Set the keys of a record in alike")
_AFTER_QUOTES = (
    "A text goes on behind its closing quote",
    "Put the whole text in single quotes, and double ones inside it",
)
_NO_BREAK = (
    "A no-break space stands where spaces should",
    "Delete the spaces before the first word and type them anew",
)
_SET_IN = ("This line is set in differently from the lines above", "Set the keys of a record in alike")
_KEPT = ("A text starts with a sign that YAML keeps for itself", "Put the whole text in double quotes")
_SLIPS = (
    ("mapping values", "A colon and a space stand inside a text", "Put the whole text in double quotes"),
    ("\t", "A tab stands where spaces should", "Set lines in with spaces only"),
    ("hexdecimal", "A backslash stands in double quotes", "Write two for one, or put the text in single quotes"),
    ("escape", "A backslash stands in double quotes", "Write two for one, or put the text in single quotes"),
    ("quoted scalar", "A quote is not closed", "Add the closing double quote at the end of the text"),
    ("',' or ']'", "A list in square brackets is not closed", "Put commas between its entries and ] at its end"),
    ("',' or '}'", "A record in braces is not closed", "Put commas between its keys and } at its end"),
    ("find expected ':'", "A key has no colon", "Write the key, a colon and a space before the text"),
    ("sequence entries", "A list starts beside its key", "Start it on the next line, each entry with a dash"),
    ("expected key", *_SET_IN),
    ("'-' indicator", *_SET_IN),
    ("<document start>", *_SET_IN),
    ("an alias", "A text starts with *", "Put the whole text in double quotes"),
    ("cannot start any token", *_KEPT),
    ("end of file", "A bracket or brace is not closed where the file ends", "Add the ] or } that is missing"),
    ("node content", *_KEPT),
    ("a block scalar", *_KEPT),
    ("an anchor", *_KEPT),
    ("tag", *_KEPT),
    ("nesting depth", *_DEEP),
)
"""The usual slips: a part of what libyaml says, what is wrong in plain words, and the mend."""


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter == "\u00a0"


def _seen(text: str, at: int, said: str) -> tuple[str, str] | None:
    """What the line itself shows to be the cause, where libyaml names a consequence of it."""
    begins = text.rfind("\n", 0, at) + 1
    before, line = text[begins:at], text[begins:].partition("\n")[0]
    if "\u00a0" in line[: len(line) - len(line.lstrip())]:
        return _NO_BREAK
    if "mapping values" in said and _AN_ID.fullmatch(before.strip().removeprefix("- ")):
        return _FURTHER
    goes_on = text[at : at + 1] not in {"", "\n", ",", "}", "]", ":"}
    if "did not find expected" in said and goes_on and _QUOTED_VALUE.search(before):
        return _AFTER_QUOTES
    return None


def _not_yaml(text: str, file: str, error: MarkedYAMLError) -> Problem:
    """What is wrong with the YAML, in plain words where the slip is a usual one."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark: Any = error.problem_mark or error.context_mark
    seen = _seen(text, mark.index, said)
    at = text[mark.index : mark.index + 1]
    if at == "\t" or "tab character" in said:
        said = "\t"
    elif not at and "node content" in said:
        said = "end of file"
    if not seen and error.context_mark and ("quoted scalar" in said or "flow" in said):
        mark = error.context_mark  # where the quote or bracket was opened, not the end of the file
    line = min(mark.line + 1, len(text.splitlines()))
    for part, wrong, mend in ((said, *seen),) if seen else _SLIPS:
        if part in said:
            return Problem(file, line, f"This is not YAML: {wrong[0].lower()}{wrong[1:]}", mend)
    why = " ".join((error.problem or error.context or "it cannot be read").split()).rstrip(".")
    mend = "Look at this line and the one above for a missing space, quote or colon"
    return Problem(file, line, f"This is not YAML: {why}", mend)
