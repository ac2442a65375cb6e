"""Reads the directory file and tells everything that is wrong with it at once, each at its line.

The YAML is read as nodes rather than as plain data because a node knows its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.people.posts import Deputy, Directory, Post, ServiceArea
from dialogs.seams import Person

_AAD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_PERSON = ("name", "upn", "aad_id")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in the directory file, at a line that counts from 1. The sentence says what to do too."""

    line: int
    sentence: str


class DirectoryProblems(Exception):
    """The directory of people has mistakes. Mend the lines below; the last good version stays in force until then."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """Each problem as ``file:line: what is wrong. What to do``."""
        return tuple(f"{self.file}:{p.line}: {p.sentence}" for p in self.problems)


@dataclass(slots=True)
class _Reading:
    """What was found so far while one text is read."""

    problems: list[Problem] = field(default_factory=list)
    upns: dict[str, str] = field(default_factory=dict)
    """Which ``upn`` goes with an ``aad_id``: two for one id are a slip of the pen."""

    def wrong(self, node: Node, sentence: str) -> None:
        self.problems.append(Problem(node.start_mark.line + 1, sentence))


def parse_directory(text: str, file: str) -> Directory:
    """The directory that this text says.

    ``file``: the name that problems carry. Raises `DirectoryProblems` with every mistake at once.
    """
    reading = _Reading()
    root = _compose(text, file)
    sections = _mapping(reading, root, "The file", ("service_areas", "governance_team", "owners"), root)
    areas = {area.id: area for area in _areas(reading, sections.get("service_areas"))}
    owners = {
        key.value: post
        for key, node in _ids(reading, sections.get("owners"), "owners")
        if (post := _post(reading, node, f"Owner {key.value}"))
    }
    team = _posts(reading, sections.get("governance_team"), "governance_team")
    if "service_areas" not in sections:
        reading.wrong(root, "service_areas is missing. Add the service areas of the council with their people.")
    if "governance_team" not in sections:
        reading.wrong(root, "governance_team is missing. Add at least one person: they are told when nobody else is.")
    if reading.problems:
        raise DirectoryProblems(file, tuple(sorted(set(reading.problems))))
    return Directory(areas, team, owners)


def _compose(text: str, file: str) -> Node:
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"This is not YAML: {error.problem}. Check the indents, brackets and colons near here."
        raise DirectoryProblems(file, (Problem(line, what),)) from None
    except YAMLError as error:
        what = f"This is not YAML ({type(error).__name__}). Save the file as plain text in UTF-8."
        raise DirectoryProblems(file, (Problem(1, what),)) from None
    if node is None:
        raise DirectoryProblems(file, (Problem(1, "The file is empty. Copy the example directory and change it."),))
    assert isinstance(node, Node)  # noqa: S101 - tells mypy what compose gives
    return node


def _mapping(reading: _Reading, node: Node, where: str, known: tuple[str, ...], at: Node) -> dict[str, Node]:
    """The values of a mapping by key, unknown and doubled keys told of and left out, empty values left out."""
    if not isinstance(node, MappingNode):
        reading.wrong(at, f"{where} must be keys with values ({', '.join(known)}). Write each as 'key: value'.")
        return {}
    found: dict[str, Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in known:
            reading.wrong(key, f"{where} has an unknown key '{name}'. {_meant(name, known)}")
        elif name in found:
            reading.wrong(key, f"{where} has '{name}' twice. Keep one.")
        else:
            found[name] = value
    return {name: value for name, value in found.items() if not _empty(value)}


def _ids(reading: _Reading, node: Node | None, where: str) -> Iterator[tuple[ScalarNode, Node]]:
    """The records of a mapping whose keys are ids of their own."""
    if node is None:
        return
    if not isinstance(node, MappingNode):
        reading.wrong(node, f"{where} must be ids with their people. Write 'id:' and indent what belongs to it.")
        return
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if not _ID.fullmatch(name):
            reading.wrong(key, f"The id '{name}' in {where} is not usable. Use small letters, digits and _ only.")
        elif name in seen:
            reading.wrong(key, f"'{name}' stands twice in {where}. Keep one.")
        elif _empty(value):
            reading.wrong(key, f"'{name}' in {where} is empty. Fill it in or take it out.")
        else:
            yield key, value
        seen.add(name)


def _areas(reading: _Reading, node: Node | None) -> Iterator[ServiceArea]:
    names: set[str] = set()
    for key, value in _ids(reading, node, "service_areas"):
        where = f"Service area {key.value}"
        record = _mapping(reading, value, where, ("name", "champions", "it_business_partner"), key)
        name = _text(reading, record, "name", where, key)
        if name.casefold() in names:
            reading.wrong(record["name"], f"Two service areas are called '{name}'. Give each a name of its own.")
        if name:
            names.add(name.casefold())
        champions = _posts(reading, record.get("champions"), f"The champions of {key.value}")
        partner = record.get("it_business_partner")
        post = _post(reading, partner, f"The IT business partner of {key.value}") if partner else None
        yield ServiceArea(str(key.value), name, champions, post)


def _posts(reading: _Reading, node: Node | None, where: str) -> tuple[Post, ...]:
    if node is None:
        return ()
    if not isinstance(node, SequenceNode):
        reading.wrong(node, f"{where} must be a list. Start each person with '- '.")
        return ()
    posts: dict[str, Post] = {}
    for item in node.value:
        post = _post(reading, item, f"A person in {_inside(where)}")
        if post and post.person.aad_id in posts:
            reading.wrong(item, f"The same aad_id stands twice in {_inside(where)}. Keep one.")
        elif post:
            posts[post.person.aad_id] = post
    return tuple(posts.values())


def _post(reading: _Reading, node: Node, where: str) -> Post | None:
    record = _mapping(reading, node, where, (*_PERSON, "deputies"), node)
    person = _person(reading, record, where, node)
    deputies = record.get("deputies")
    if deputies is not None and not isinstance(deputies, SequenceNode):
        reading.wrong(deputies, f"The deputies of {_inside(where)} must be a list. Start each with '- '.")
        return None
    standing_in = [_deputy(reading, item) for item in (deputies.value if deputies else ())]
    return Post(person, tuple(d for d in standing_in if d)) if person else None


def _deputy(reading: _Reading, node: Node) -> Deputy | None:
    where = "A deputy"
    record = _mapping(reading, node, where, (*_PERSON, "from", "to"), node)
    person = _person(reading, record, where, node)
    first, last = (_day(reading, record, key, where, node) for key in ("from", "to"))
    if first and last and last < first:
        reading.wrong(record["to"], f"A deputy ends on {last} before starting on {first}. Change the dates over.")
    return Deputy(person, first, last) if person and first and last else None


def _person(reading: _Reading, record: dict[str, Node], where: str, at: Node) -> Person | None:
    if not isinstance(at, MappingNode):
        return None  # told of already
    name, upn, aad_id = (_text(reading, record, key, where, at) for key in _PERSON)
    aad_id = aad_id.lower()
    if aad_id and not _AAD_ID.fullmatch(aad_id):
        what = "is no object id of Microsoft Entra. Copy it from the person's page there, all 36 characters."
        reading.wrong(record["aad_id"], f"The aad_id of {_inside(where)} {what}")
        return None
    if aad_id and upn and reading.upns.setdefault(aad_id, upn.casefold()) != upn.casefold():
        reading.wrong(record["upn"], "This aad_id stands elsewhere with another upn. Check which of the two is right.")
    return Person(aad_id, name, upn) if name and upn and aad_id else None


def _text(reading: _Reading, record: dict[str, Node], key: str, where: str, at: Node) -> str:
    node = record.get(key)
    if node is None:
        reading.wrong(at, f"{where} has no {key}. Add '{key}: …'.")
        return ""
    if not isinstance(node, ScalarNode):
        reading.wrong(node, f"The {key} of {_inside(where)} must be one line of text.")
        return ""
    return " ".join(str(node.value).split())


def _day(reading: _Reading, record: dict[str, Node], key: str, where: str, at: Node) -> date | None:
    said = _text(reading, record, key, where, at)
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        reading.wrong(record[key], f"'{said}' is no date. Write year-month-day, such as 2027-08-02.")
        return None


def _inside(where: str) -> str:
    """What something is called inside a sentence: only its first word loses the capital."""
    return f"{where[0].lower()}{where[1:]}"


def _empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not str(node.value).strip()


def _meant(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, and a start waits for this module

    close = get_close_matches(name, known, 1)
    return f"Did you mean '{close[0]}'?" if close else f"Use one of: {', '.join(known)}."
