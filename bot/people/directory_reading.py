"""Reads the directory file and tells everything that is wrong with it at once, each at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.people.directory_model import Appointment, Deputy, Directory, ServiceArea
from dialogs.model import Person
from governance_rules.nodes import Items, Node, Table, Text, read_nodes
from governance_rules.problems import Problem, near_miss

AAD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_PERSON = ("name", "upn", "aad_id")


class DirectoryProblems(Exception):
    """The directory of people has mistakes. Mend the lines below; the last good version stays in force until then.

    ``problems``: every one, in the order of the file.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """Each problem as ``file:line: what is wrong. What to do``."""
        return tuple(str(p) for p in self.problems)


@dataclass(slots=True)
class _Reading:
    """What was found so far while one file is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    upns: dict[str, str] = field(default_factory=dict)
    """Which ``upn`` goes with an ``aad_id``: two for one id are a slip of the pen."""

    def wrong(self, line: int, wrong: str, mend: str) -> None:
        self.problems.append(Problem(self.file, line, wrong, mend))


def parse_directory(text: str, file: str) -> Directory:
    """The directory that this text says.

    ``file``: the name that problems carry. Raises `DirectoryProblems` with every mistake at once.
    """
    reading = _Reading(file)
    root = read_nodes(text, file, reading.problems)
    if root is None:
        if not reading.problems:
            reading.wrong(1, "The file is empty", "Copy the example directory and change it")
        raise DirectoryProblems(tuple(reading.problems))
    sections = _record(reading, root, "the file", ("service_areas", "governance_team", "owners"))
    areas = {area.id: area for area in _areas(reading, sections.get("service_areas"))}
    owners = {
        name: post
        for name, _, node in _ids(reading, sections.get("owners"), "owners")
        if (post := _post(reading, node, f"owner {name}"))
    }
    team = _posts(reading, sections.get("governance_team"), "governance_team")
    if "service_areas" not in sections:
        reading.wrong(root.line, "service_areas is missing", "Add the service areas of the council with their people")
    if "governance_team" not in sections:
        mend = "Add at least one person: they are told when nobody else is"
        reading.wrong(root.line, "governance_team is missing", mend)
    if reading.problems:
        raise DirectoryProblems(tuple(reading.problems))
    return Directory(areas, team, owners)


def _record(reading: _Reading, node: Node, where: str, known: tuple[str, ...]) -> dict[str, Node]:
    """The values of a record by key, unknown keys told of and left out, empty values left out."""
    if not isinstance(node, Table):
        reading.wrong(node.line, f"There are no keys in {where}", f"Write {', '.join(known)}, each as 'key: value'")
        return {}
    for key in node.entries:
        if key not in known:
            reading.wrong(node.lines[key], f"There is an unknown key {key} in {where}", near_miss(key, known))
    return {key: value for key, value in node.entries.items() if key in known and not _empty(value)}


def _ids(reading: _Reading, node: Node | None, where: str) -> Iterator[tuple[str, int, Node]]:
    """The records of a table whose keys are ids of their own: id, its line, the record."""
    if node is None:
        return
    if not isinstance(node, Table):
        reading.wrong(node.line, f"There are no ids in {where}", "Write 'id:' and indent what belongs to it")
        return
    for name, value in node.entries.items():
        line = node.lines[name]
        if not _ID.fullmatch(name):
            reading.wrong(line, f"The id {name} in {where} is not usable", "Use small letters, digits and _ only")
        elif _empty(value):
            reading.wrong(line, f"{name} in {where} is empty", "Fill it in or take it out")
        else:
            yield name, line, value


def _areas(reading: _Reading, node: Node | None) -> Iterator[ServiceArea]:
    names: set[str] = set()
    for area, line, value in _ids(reading, node, "service_areas"):
        where = f"service area {area}"
        record = _record(reading, value, where, ("name", "champions", "it_business_partner"))
        name = _text(reading, record, "name", where, line)
        if name.casefold() in names:
            reading.wrong(record["name"].line, f"Two service areas are called {name}", "Give each a name of its own")
        if name:
            names.add(name.casefold())
        champions = _posts(reading, record.get("champions"), f"the champions of {area}")
        partner = record.get("it_business_partner")
        post = _post(reading, partner, f"the IT business partner of {area}") if partner else None
        yield ServiceArea(area, name, champions, post)


def _posts(reading: _Reading, node: Node | None, where: str) -> tuple[Appointment, ...]:
    if node is None:
        return ()
    posts: dict[str, Appointment] = {}
    for item in _items(reading, node, where):
        post = _post(reading, item, f"a person in {where}")
        if post and post.person.aad_id in posts:
            line = item.entries["aad_id"].line if isinstance(item, Table) else item.line
            reading.wrong(line, f"The same aad_id stands twice in {where}", "Keep one")
        elif post:
            posts[post.person.aad_id] = post
    return tuple(posts.values())


def _post(reading: _Reading, node: Node, where: str) -> Appointment | None:
    record = _record(reading, node, where, (*_PERSON, "deputies"))
    person = _person(reading, record, where, node)
    listed = record.get("deputies")
    deputies = [_deputy(reading, n) for n in _items(reading, listed, f"the deputies of {where}")] if listed else []
    return Appointment(person, tuple(d for d in deputies if d)) if person else None


def _deputy(reading: _Reading, node: Node) -> Deputy | None:
    where = "a deputy"
    record = _record(reading, node, where, (*_PERSON, "from", "to"))
    person = _person(reading, record, where, node)
    if not isinstance(node, Table):
        return None
    first, last = (_day(reading, record, key, where, node.line) for key in ("from", "to"))
    if first and last and last < first:
        reading.wrong(record["to"].line, f"A deputy ends on {last} before starting on {first}", "Swap the dates")
    return Deputy(person, first, last) if person and first and last else None


def _person(reading: _Reading, record: dict[str, Node], where: str, at: Node) -> Person | None:
    if not isinstance(at, Table):
        return None  # told of already
    name, upn, aad_id = (_text(reading, record, key, where, at.line) for key in _PERSON)
    aad_id = aad_id.lower()
    if aad_id and not AAD_ID.fullmatch(aad_id):
        mend = "Copy it from the person's page there, all 36 characters"
        reading.wrong(record["aad_id"].line, f"The aad_id of {where} is no object id of Microsoft Entra", mend)
        return None
    if aad_id and upn and reading.upns.setdefault(aad_id, upn.casefold()) != upn.casefold():
        reading.wrong(
            record["upn"].line, "This aad_id stands elsewhere with another upn", "Check which of them is right"
        )
    return Person(aad_id, name, upn) if name and upn and aad_id else None


def _items(reading: _Reading, node: Node, where: str) -> list[Node]:
    if isinstance(node, Items):
        return node.items
    reading.wrong(node.line, f"There is no list in {where}", "Start each person with '- '")
    return []


def _text(reading: _Reading, record: dict[str, Node], key: str, where: str, line: int) -> str:
    node = record.get(key)
    if node is None:
        reading.wrong(line, f"There is no {key} in {where}", f"Add '{key}: …'")
        return ""
    if not isinstance(node, Text):
        reading.wrong(node.line, f"The {key} of {where} is no text", "Write it on one line")
        return ""
    return " ".join(node.value.split())


def _day(reading: _Reading, record: dict[str, Node], key: str, where: str, line: int) -> date | None:
    said = _text(reading, record, key, where, line)
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        reading.wrong(record[key].line, f"{said} is no date", "Write year-month-day, such as 2027-08-02")
        return None


def _empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.value
