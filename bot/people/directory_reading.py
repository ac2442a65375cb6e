"""Reads the directory file and tells everything that is wrong with it at once, each at its line."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.people.directory_model import Appointment, Deputy, Directory, Membership, Met, Record, ServiceArea
from governance_rules.nodes import Node, line_of, plain, read_nodes
from governance_rules.problems import Problem, near_miss


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


def parse_directory(text: str, file: str) -> Directory:
    """The directory that this text says.

    ``file``: the name that problems carry. Raises `DirectoryProblems` with every mistake at once.
    """
    problems: list[Problem] = []
    root = read_nodes(text, file, problems)
    if root is None:
        if not problems:
            problems.append(Problem(file, 1, "The file is empty", "Copy the example directory and change it"))
        raise DirectoryProblems(tuple(problems))
    try:
        found = Directory.model_validate(plain(root), context=Met())
    except ValidationError as error:
        problems += [_told(file, root, mistake) for mistake in error.errors(include_url=False)]
        raise DirectoryProblems(tuple(problems)) from None
    if problems:
        raise DirectoryProblems(tuple(problems))
    return found


def _at(loc: tuple[int | str, ...]) -> tuple[str, type[Record]]:
    """What stands at a place of the file, in words, and the record that it is or lists."""
    match loc:
        case ("bodies", body, *rest) if rest in ([], ["members"]):
            return (f"the members of {body}", Appointment) if rest else (f"body {body}", Membership)
        case ():
            return "the file", Directory
        case ("service_areas", area):
            return f"service area {area}", ServiceArea
        case ("service_areas", area, "champions"):
            return f"the champions of {area}", Appointment
        case ("service_areas", area, "it_business_partner"):
            return f"the IT business partner of {area}", Appointment
        case ("owners", owner):
            return f"owner {owner}", Appointment
        case (*_, "deputies", int()):
            return "a deputy", Deputy
        case (*post, "deputies" | int() as last):
            holder = _at(tuple(post))[0]
            return (
                (f"the deputies of {holder}", Deputy) if last == "deputies" else (f"a person in {holder}", Appointment)
            )
    return str(loc[-1]), Appointment


_NO_TEXT = ("The {key} of {holder} is no text", "Write it on one line")
_SAID = {
    "id": ("The id {key} in {holder} is not usable", "Use small letters, digits and _ only"),
    "empty": ("{key} in {holder} is empty", "Fill it in or take it out"),
    "model_type": ("There are no keys in {itself}", "Write {keys}, each as 'key: value'"),
    "dict_type": ("There are no ids in {itself}", "Write 'id:' and indent what belongs to it"),
    "tuple_type": ("There is no list in {itself}", "Start each person with '- '"),
    "string_type": _NO_TEXT,
    "date_type": _NO_TEXT,
    "extra_forbidden": ("There is an unknown key {key} in {holder}", "{near}"),
    "missing": ("There is no {key} in {holder}", "Add '{key}: …'"),
    "service_areas": ("{key} is missing", "Add the service areas of the council with their people"),
    "governance_team": ("{key} is missing", "Add at least one person: they are told when nobody else is"),
    "aad_id": (
        "The aad_id of {holder} is no object id of Microsoft Entra",
        "Copy it from the person's page there, all 36 characters",
    ),
    "other_upn": ("This aad_id stands elsewhere with another upn", "Check which of them is right"),
    "twice": ("The same aad_id stands twice in {list}", "Keep one"),
    "name_twice": ("Two service areas are called {said}", "Give each a name of its own"),
    "no_department": ("There is no name of a department", "Write it as it stands in Microsoft Entra"),
    "department_twice": ("The department {said} stands twice", "Keep one: capitals and spaces make no difference"),
    "no_area": ("{key} in {holder} names {said}, which is no service area", "{near}"),
    "no_date": ("{said} is no date", "Write year-month-day, such as 2027-08-02"),
    "dates": ("A deputy ends on {said} before starting on {first}", "Swap the dates"),
}
"""By what is wrong to pydantic or to `directory_model`: what is told, and the mend."""


def _told(file: str, root: Node, mistake: ErrorDetails) -> Problem:
    """What was found, in our words and at its line."""
    loc, what = mistake["loc"], mistake["type"]
    if loc[-1:] == ("[key]",):
        loc, what = loc[:-1], what if what in _SAID else "id"
    elif what == "model_type" and mistake["input"] == "":
        what = "empty"
    elif what == "missing" and len(loc) == 1:
        what = str(loc[0])
    key = str(loc[-1]) if loc else ""
    itself, record = _at(loc)
    holder, known = _at(loc[:-1])
    words = {
        "key": key,
        "itself": itself,
        "holder": holder,
        "list": _at(loc[:-2])[0],
        "keys": ", ".join(record.keys()),
        "near": near_miss(key, known.keys()),
        **mistake.get("ctx", {}),
    }
    wrong, mend = (said.format_map(words) for said in _SAID[what])
    return Problem(file, line_of(root, loc), wrong, mend)
