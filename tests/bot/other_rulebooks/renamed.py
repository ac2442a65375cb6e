"""The shipped rulebook and directory under other ids: all but the three in Python, and those of the areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from governance_rules import SHIPPED

KEPT = frozenset({"requester", "governance_team", "it_business_partner"})
_NAMED = frozenset(
    {"id", "question", "is", "one_of", "has", "has_any_but", "exactly", "fact", "body", "owner", "tell", "delivered_by"}
    | {"like", "applies_to", "checks_apply_to", "decided_by", "from_sum", "timeframe", "option", "not_known", "process"}
    | {"steps", "checks", "alerts"}
)
"""Keys whose values are ids."""
_BY_ID = frozenset({"answers", "never", "points", "cells", "expect", "owners", "bodies"})
"""Keys that hold mappings by id."""
_AXES = ("value", "achievability")
_FILLED_IN = frozenset({"timeframe"})
"""A key of its own, and what stands for it in a text, though a term has the same id."""
_TEXT = "tag:yaml.org,2002:str"


def own(name: str) -> str:
    """What an id of the shipped rulebook is called here."""
    return name if name in KEPT else f"own_{name}"


def renamed(rules: Path, directory: Path) -> None:
    """Write the rule files into a folder, and the example directory into a file."""
    rules.mkdir()
    files, people = _renamed()
    for name, text in files.items():
        (rules / name).write_text(text, encoding="utf-8")
    directory.write_text(people, encoding="utf-8")


@cache
def _renamed() -> tuple[Mapping[str, str], str]:
    """The text of each rule file and of the directory: made once."""
    files = {path.name: _composed(path) for path in SHIPPED.glob("*.yaml")}
    ids = frozenset(one for tree in files.values() for one in _ids(tree)) - KEPT
    people = _composed(Path(__file__).parents[3] / "bot/people/directory.example.yaml")
    for tree in (*files.values(), people):
        _rename(tree, "", ids)
    return {name: _text(tree) for name, tree in files.items()}, _text(people)


def _composed(file: Path) -> Node | None:
    """The tree of a file, read by libyaml: in Python it takes eight times as long."""
    tree: Node | None = yaml.compose(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return tree


def _text(tree: Node | None) -> str:
    written: str = yaml.serialize(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, width=4000)
    return written


def _ids(node: Node | None) -> Iterator[str]:
    """Every id that a record of the rules has; the priorities of a strategy are words and no ids."""
    if isinstance(node, SequenceNode):
        for one in node.value:
            yield from _ids(one)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == "id" and " " not in value.value:
                yield value.value
            yield from _ids(value)


def _rename(node: Node | None, parent: str, ids: frozenset[str]) -> None:
    """Give every id in this part of a file its other name. ``parent``: the key that it stands under."""
    if isinstance(node, ScalarNode):
        _rename_text(node, parent, ids)
    elif isinstance(node, SequenceNode):
        for one in node.value:
            _rename(one, parent, ids)
    elif isinstance(node, MappingNode):
        _rename_keys(node, parent, ids)


def _rename_text(node: ScalarNode, parent: str, ids: frozenset[str]) -> None:
    if parent in _NAMED and node.value in ids:
        node.value, node.tag = own(node.value), _TEXT
    for name in set(re.findall(r"\{(\w+?)(?:_band)?\}", node.value)) & (ids - _FILLED_IN):
        node.value = re.sub(rf"\{{{name}(_band)?\}}", rf"{{{own(name)}\1}}", node.value)


def _rename_keys(node: MappingNode, parent: str, ids: frozenset[str]) -> None:
    for key, value in tuple(node.value):
        if parent == "axes" and key.value == "id" and value.value in _AXES:
            node.value.append((ScalarNode(key.tag, "role"), ScalarNode(value.tag, value.value)))
    for key, value in node.value:
        by_id = parent in _BY_ID and key.value in ids - _FILLED_IN and (parent != "expect" or key.value in _AXES)
        inside = "id" if parent in {"answers", "never", "cells"} and by_id else key.value
        if by_id:
            key.value, key.tag = own(key.value), _TEXT
        _rename(value, inside, ids)
