"""The quick reader: the plain part of YAML in which rule files are written, read some 30 times faster.

It takes a file only when every line is plain: keys, dashes, words, double quotes without escapes, and lists or maps
on one line. Whatever else stands there, right or wrong, it leaves to ruamel.yaml; tests hold that both read the same.
"""

from __future__ import annotations

import re

from governance_rules.nodes import Items, Node, Table, Text

_FOREIGN = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff]")
_KEY = re.compile(r"([A-Za-z0-9_]+):(?: +(.+))?")
_QUOTED = re.compile(r'"([^"\\]*)"')
_PLAIN = re.compile(r"[A-Za-z0-9£](?:[^:#]|:(?! |$)|(?<! )#)*")
_FLOW = re.compile(r'\s*(?:([\[\]{},])|"([^"\\]*)"|([A-Za-z0-9£][^,\[\]{}":#]*)(:(?= ))?)')
_MOST = 30
"""Spaces before a line, and brackets that it opens. Deeper ones are left to the other reader, which says when a file is
too deep: nothing here goes deeper than the two together."""
_NULL = frozenset({"null", "Null", "NULL"})


class _NotPlain(Exception):
    """The file holds something that is left to the whole reader."""


_Lines = list[tuple[int, str, int]]


def read_plain(text: str) -> Node | None:
    """The nodes of a file, or None when the file is not plain."""
    if _FOREIGN.search(text):
        return None
    lines: _Lines = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip(" ")
        if not stripped or stripped[0] == "#":
            continue
        indent = len(line) - len(line.lstrip(" "))
        if indent > _MOST or stripped.count("[") + stripped.count("{") > _MOST:
            return None
        lines.append((indent, stripped, number))
    if not lines:
        return None
    try:
        node, after = _block(lines, 0, lines[0][0])
    except _NotPlain:
        return None
    return node if after == len(lines) and lines[0][0] == 0 else None


def _block(lines: _Lines, at: int, indent: int) -> tuple[Node, int]:
    """The node that starts at a line, and the line after it."""
    if lines[at][1].startswith("- "):
        return _items(lines, at, indent)
    return _table(lines, at, indent)


def _items(lines: _Lines, at: int, indent: int) -> tuple[Node, int]:
    found = Items([], lines[at][2])
    while at < len(lines) and lines[at][0] == indent:
        _, content, number = lines[at]
        if not content.startswith("- "):
            raise _NotPlain
        rest = content[2:].lstrip(" ")
        if rest[0] not in '"[{' and _KEY.fullmatch(rest):
            # The first key of a table stands on the line of its dash: read it as if the dash were a space.
            inner = indent + len(content) - len(rest)
            lines[at] = (inner, rest, number)
            node, at = _table(lines, at, inner)
        else:
            node, at = _inline(rest, number), at + 1
        found.items.append(node)
    if at < len(lines) and lines[at][0] > indent:
        raise _NotPlain
    return found, at


def _table(lines: _Lines, at: int, indent: int) -> tuple[Node, int]:
    found = Table({}, lines[at][2])
    while at < len(lines) and lines[at][0] == indent:
        _, content, number = lines[at]
        match = _KEY.fullmatch(content)
        if not match or match[1] in found.entries:
            raise _NotPlain
        at += 1
        if match[2] is not None:
            node = _inline(match[2], number)
        elif at < len(lines) and lines[at][0] > indent:
            node, at = _block(lines, at, lines[at][0])
        else:
            raise _NotPlain
        found.entries[match[1]] = node
        found.lines[match[1]] = number
    if at < len(lines) and lines[at][0] > indent:
        raise _NotPlain
    return found, at


def _inline(text: str, line: int) -> Node:
    """A value that stands on one line."""
    first = text[0]
    if first in "[{":
        tokens = _tokens(text)
        node, after = _flow(tokens, 0, line)
        if after != len(tokens):
            raise _NotPlain
        return node
    if first == '"':
        match = _QUOTED.fullmatch(text)
        if not match:
            raise _NotPlain
        return Text(match[1].strip(), line, quoted=True)
    if text in _NULL or not _PLAIN.fullmatch(text):
        raise _NotPlain
    return Text(text, line)


_Token = tuple[str, str]


def _tokens(text: str) -> list[_Token]:
    """Signs, quoted texts, words and keys of a list or map on one line."""
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _FLOW.match(text, at)
        if not match:
            raise _NotPlain
        sign, quoted, word, colon = match.groups()
        if sign:
            found.append((sign, ""))
        elif quoted is not None:
            found.append(("quoted", quoted))
        elif colon:
            found.append(("key", word))
        else:
            found.append(("word", word.rstrip(" ")))
        at = match.end()
    return found


def _flow(tokens: list[_Token], at: int, line: int) -> tuple[Node, int]:
    if at >= len(tokens):
        raise _NotPlain
    kind, value = tokens[at]
    at += 1
    if kind == "quoted":
        return Text(value.strip(), line, quoted=True), at
    if kind == "word" and value not in _NULL:
        return Text(value, line), at
    if kind == "[":
        return _flow_items(tokens, at, line)
    if kind == "{":
        return _flow_table(tokens, at, line)
    raise _NotPlain


def _flow_items(tokens: list[_Token], at: int, line: int) -> tuple[Node, int]:
    items: list[Node] = []
    while tokens[at : at + 1] != [("]", "")] or items:
        node, at = _flow(tokens, at, line)
        items.append(node)
        if at >= len(tokens) or tokens[at][0] not in {",", "]"}:
            raise _NotPlain
        at += 1
        if tokens[at - 1][0] == "]":
            return Items(items, line), at
    return Items(items, line), at + 1


def _flow_table(tokens: list[_Token], at: int, line: int) -> tuple[Node, int]:
    table = Table({}, line)
    while at < len(tokens):
        kind, key = tokens[at]
        if kind != "key" or not _KEY.fullmatch(f"{key}:") or key in table.entries:
            raise _NotPlain
        node, at = _flow(tokens, at + 1, line)
        table.entries[key] = node
        table.lines[key] = line
        if at >= len(tokens) or tokens[at][0] not in {",", "}"}:
            raise _NotPlain
        at += 1
        if tokens[at - 1][0] == "}":
            return table, at
    raise _NotPlain
