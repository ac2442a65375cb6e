"""A YAML file as plain nodes that know their line: words stay words, so ``yes``, ``no`` and dates need no quotes.

YAML 1.2 through ruamel.yaml, composed only: nothing is constructed, no tag is run, and every key keeps its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from governance_rules.problems import Problem


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
    # ruamel takes 90 ms to import, which a start that finds its rulebook in plain form does not need.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(_not_yaml(file, mark.line + 1 if mark else 1, error.problem or error.context or ""))
        return None
    except (YAMLError, ValueError) as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        problems.append(_not_yaml(file, line, str(getattr(error, "reason", "")) or "a character is not allowed"))
        return None
    if root is None:
        return None
    return _node(root, file, problems, 0)


def _not_yaml(file: str, line: int, why: str) -> Problem:
    said = " ".join(why.split()).rstrip(".")
    return Problem(
        file,
        line,
        f"This is not YAML: {said}",
        "Look at this line and the one above for a missing space, quote or colon",
    )


def _node(raw: Any, file: str, problems: list[Problem], depth: int) -> Node:  # noqa: ANN401 - ruamel's nodes have no types
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
