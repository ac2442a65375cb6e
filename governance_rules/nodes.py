"""A YAML file as plain nodes that know their line: words stay words, so ``yes``, ``no`` and dates need no quotes.

YAML 1.2 through ruamel.yaml, composed only: nothing is constructed, no tag is run, and every key keeps its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from governance_rules.problems import Problem

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError


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

_MOST_DEEP = 60


def read_nodes(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The nodes of one file, or None when it is empty or no YAML (then ``problems`` says so)."""
    from ruamel import yaml  # noqa: PLC0415 - 45 ms, and a rulebook in plain form does not need it

    try:
        root = yaml.YAML(typ="safe", pure=True).compose(text)
    except yaml.error.MarkedYAMLError as error:
        problems.append(_not_yaml(file, error))
        return None
    except RecursionError:
        problems.append(Problem(file, 1, "The file is too deep", "Write records with a few levels only"))
        return None
    except (yaml.error.YAMLError, ValueError) as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        problems.append(
            Problem(file, line, "A character is not allowed in YAML", "Take out what does not show on the screen")
        )
        return None
    if root is None:
        return None
    return _node(root, file, problems, 0)


_SLIPS = (
    (
        "mapping values are not allowed",
        "A colon and a space stand inside a text",
        "Put the whole text in double quotes",
    ),
    ("'\\t'", "A tab stands where spaces should", "Set lines in with spaces only"),
    ("quoted scalar", "A quote is not closed", "Add the closing double quote at the end of the text"),
    (
        "expected ',' or ']'",
        "A list in square brackets is not closed",
        "Put commas between its entries and ] at its end",
    ),
    ("expected ',' or '}'", "A record in braces is not closed", "Put commas between its keys and } at its end"),
    ("could not find expected ':'", "A key has no colon", "Write the key, a colon and a space before the text"),
    ("block end", "This line is set in differently from the lines above", "Set the keys of a record in alike"),
    ("block mapping", "This line is set in differently from the lines above", "Set the keys of a record in alike"),
    ("undefined alias", "A text starts with *", "Put the whole text in double quotes"),
    (
        "cannot start any token",
        "A text starts with a sign that YAML keeps for itself",
        "Put the whole text in double quotes",
    ),
)
"""The usual slips: a part of what ruamel.yaml says, what is wrong in plain words, and the mend."""


def _not_yaml(file: str, error: MarkedYAMLError) -> Problem:
    """What is wrong with the YAML, in plain words where the slip is a usual one."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if error.context_mark and ("quoted scalar" in said or "flow" in said):
        mark = error.context_mark  # where the quote or bracket was opened, not the end of the file
    line = mark.line + 1 if mark else 1
    for part, wrong, mend in _SLIPS:
        if part in said:
            return Problem(file, line, f"This is not YAML: {wrong[0].lower()}{wrong[1:]}", mend)
    why = " ".join((error.problem or error.context or "it cannot be read").split()).rstrip(".")
    mend = "Look at this line and the one above for a missing space, quote or colon"
    return Problem(file, line, f"This is not YAML: {why}", mend)


def _node(raw: Any, file: str, problems: list[Problem], depth: int) -> Node:
    line = raw.start_mark.line + 1
    if raw.anchor is not None or depth > _MOST_DEEP:
        what = "The file is too deep" if raw.anchor is None else f"The mark &{raw.anchor} is not used in rule files"
        problems.append(Problem(file, line, what, "Write the value out where it is needed"))
        return Text("", line)
    tag = str(raw.tag)
    if not tag.startswith("tag:yaml.org,2002:") or "python" in tag:
        problems.append(
            Problem(file, line, f"The tag {tag} is not used in rule files", "Take out the word that starts with !")
        )
    if isinstance(raw.value, str):
        empty = raw.style is None and raw.value in {"", "~", "null", "Null", "NULL"}
        return Text("" if empty else raw.value.strip(), line, quoted=raw.style is not None)
    if raw.value and not isinstance(raw.value[0], tuple):
        return Items([_node(r, file, problems, depth + 1) for r in raw.value], line)
    if not raw.value:
        return Items([], line) if tag.endswith(":seq") else Table({}, line)
    table = Table({}, line)
    for key, value in raw.value:
        at = key.start_mark.line + 1
        if not isinstance(key.value, str):
            problems.append(Problem(file, at, "A key is not a word", "Write a key, a colon and a space"))
            continue
        if key.value in table.entries:
            first = table.lines[key.value]
            problems.append(
                Problem(
                    file,
                    at,
                    f"The key {key.value} stands twice, first on line {first}",
                    "Keep one and take out the other",
                )
            )
            continue
        table.entries[key.value] = _node(value, file, problems, depth + 1)
        table.lines[key.value] = at
    return table
