"""The directory of people: the file that names them, and the list `Digital champions` laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.people.champion_rows import CHAMPION, IT_BUSINESS_PARTNER, NO_OWNERS, ChampionRow, plain
from bot.people.directory_model import Appointment, Deputy, Directory, ServiceArea, on_duty
from bot.people.directory_reading import DirectoryProblems, parse_directory
from dialogs.calendar import calendar_of
from dialogs.model import AreaPeople, People, Person
from governance_rules import Rulebook
from governance_rules.problems import Problem
from governance_rules.roles import PARTNER

__all__ = ["Directory", "DirectoryProblems", "areas", "everyone_of", "people_of", "read_directory"]

SHIPPED = Path(__file__).with_name("directory.example.yaml")
MEND_UNREADABLE = "Check DIRECTORY, that the file is there, and that it is saved in UTF-8"


def read_directory(path: Path | None = None) -> Directory:
    """The directory that this file holds; without a path the shipped example.

    Raises `DirectoryProblems` with everything that is wrong with it, also when it cannot be read.
    """
    path = path or SHIPPED
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = f"The file cannot be read ({type(error).__name__})"
        raise DirectoryProblems((Problem(path.name, 1, why, MEND_UNREADABLE),)) from None
    return parse_directory(text, path.name)


def areas(directory: Directory) -> Mapping[str, str]:
    """The service areas, id to name, in the order of the file: the options of the question of the service area."""
    return {name: area.name for name, area in directory.areas.items()}


def everyone_of(directory: Directory) -> tuple[Person, ...]:
    """Everyone whom the file names, deputies too, whatever the day."""
    posts = tuple(_every(directory))
    return (*(post.person for post in posts), *(deputy.person for post in posts for deputy in post.deputies))


def people_of(directory: Directory, rows: Iterable[ChampionRow], day: date, rules: Rulebook | None = None) -> People:
    """Who looks after what on that day (a day of Europe/London).

    An area or role with an active row of the list `Digital champions` is what the list says; every other is what the
    file says. Owners are those of the file and of the rules: a role that neither knows gives no right, and a word by
    which the rules mean somebody else is no owner's id. The governance team may see and change everything, and any
    member of the site may edit the list, so it comes from the file alone. Deputies come from the file, also for people
    whom the list names.
    ``alerts``: those of the rulebook in force, which say whom they are told to.
    """
    known = _Known(directory, day)
    counted = [r for r in rows if r.counts]
    by_area = {
        name: AreaPeople(
            name,
            area.name,
            known.today(_listed(counted, CHAMPION, area), area.champions),
            _first(known.today(_listed(counted, IT_BUSINESS_PARTNER, area), _post(area.it_business_partner))),
        )
        for name, area in directory.areas.items()
    }
    others = {*rules.owners} - {body.id for body in rules.bodies} - NO_OWNERS if rules else set[str]()
    owners = {
        role: holders[0]
        for role in (*directory.owners, *sorted(others - set(directory.owners)))
        if (holders := known.today([r for r in counted if r.has(role)], _post(directory.owners.get(role))))
    }
    team = known.today((), directory.governance_team)
    bodies = _bodies(directory, counted, known, rules)
    found = People(by_area, owners, team, bodies=bodies, departments=directory.departments)
    return (
        found
        if rules is None
        else replace(
            found,
            alert_recipients={alert.id: alert.tell for alert in rules.alerts},
            champion_helps=frozenset(p.id for p in rules.processes if p.role == "champion_helps"),
            check_owners={check.id: check.owner for check in rules.checks},
            deliverers={key: p.delivered_by for p in rules.processes if p.delivered_by for key in (p.id, p.name)},
            calendar=calendar_of(rules),
        )
    )


def _bodies(
    directory: Directory, rows: Sequence[ChampionRow], known: _Known, rules: Rulebook | None
) -> Mapping[str, tuple[Person, ...]]:
    """The members of each body: those of its active rows, which may give its id or its name, else those of the file."""
    names = {body.id: body.name for body in rules.bodies if not body.of and body.id != PARTNER} if rules else {}
    found: dict[str, tuple[Person, ...]] = {}
    for body in {**dict.fromkeys(directory.bodies.keys() - {PARTNER}), **names}:
        theirs = [r for r in rows if r.has(body) or r.has(names.get(body, body))]
        posts = directory.bodies[body].members if body in directory.bodies else ()
        if members := known.today(theirs, posts):
            found[body] = members
    return found


class _Known:
    """What the file knows about people beyond the list: their address and who stands in for them."""

    def __init__(self, directory: Directory, day: date) -> None:
        self._day = day
        self._upns: dict[str, str] = {}
        self._deputies: dict[str, tuple[Deputy, ...]] = {}
        for post in _every(directory):
            self._upns.setdefault(post.person.aad_id, post.person.upn)
            self._deputies.setdefault(post.person.aad_id, post.deputies)

    def today(self, rows: Sequence[ChampionRow], posts: tuple[Appointment, ...]) -> tuple[Person, ...]:
        """Who does it today: the people of the rows when there are any, else those of the file; nobody twice."""
        chosen = [self._of(row) for row in rows] or [(post.person, post.deputies) for post in posts]
        return tuple({p.aad_id: p for person, others in chosen for p in on_duty(person, others, self._day)}.values())

    def _of(self, row: ChampionRow) -> tuple[Person, tuple[Deputy, ...]]:
        aad_id = row.aad_id.strip().lower()
        person = Person(aad_id, " ".join(row.person.split()) or row.role.strip(), self._upns.get(aad_id, ""))
        return person, self._deputies.get(aad_id, ())


def _every(directory: Directory) -> Iterable[Appointment]:
    for area in directory.areas.values():
        yield from (*area.champions, *_post(area.it_business_partner))
    yield from (*directory.owners.values(), *directory.governance_team)
    for body in directory.bodies.values():
        yield from body.members


def _listed(rows: Sequence[ChampionRow], role: str, area: ServiceArea) -> list[ChampionRow]:
    return [r for r in rows if r.has(role) and plain(r.service_area) == plain(area.name)]


def _post(post: Appointment | None) -> tuple[Appointment, ...]:
    return (post,) if post else ()


def _first(people: tuple[Person, ...]) -> Person | None:
    return people[0] if people else None
