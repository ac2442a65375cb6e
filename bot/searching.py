"""What is looked for beside the writer before a turn: similar requests, an area's, somebody's work, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.figures.chat import chat_figures
from bot.figures.rules import rules_of
from bot.people.reminders import days_late
from bot.people.work import work_of
from bot.register import request_systems, requests, roadmap, search
from bot.system_index import SystemIndex
from dialogs.model import Needs, People, Request, Similar, System
from dialogs.roadmap import Entry
from governance_rules import Rulebook


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search beside the writer gave: it may take milliseconds, for which no other turn should wait."""

    similar: tuple[Similar, ...] = ()
    area_requests: tuple[Request, ...] = ()
    late: Mapping[str, int] = field(default_factory=dict)
    work: tuple[Request, ...] = ()
    figures: Mapping[str, Any] | None = None
    systems: tuple[System, ...] = ()
    system: System | None = None
    about_system: tuple[Request, ...] = ()
    roadmap: tuple[Entry, ...] | None = None


def _areas_of(people: People, aad_id: str) -> frozenset[str] | None:
    """The areas that someone looks after; None for the governance team: all, and what belongs to none."""
    if people.governs(aad_id):
        return None
    return people.champion_of(aad_id) | people.partner_of(aad_id)


def takes_long(wanted: Needs, systems: SystemIndex) -> bool:
    """Whether what is wanted is looked for beside the writer."""
    about_systems = len(systems) > 0 and bool(wanted.systems_like or wanted.systems_chosen or wanted.system)
    several = wanted.figures or wanted.area_requests or wanted.work or wanted.roadmap
    return bool(wanted.similar_to or several or about_systems)


def search_beside(
    connection: Connection,
    wanted: Needs,
    people: People,
    aad_id: str,
    rulebook: Rulebook,
    systems: SystemIndex,
    now: datetime,
) -> SearchResults:
    """Find what is wanted; an area's requests for whoever looks after it, with how late each is."""
    similar = search.similar(connection, wanted.similar_to) if wanted.similar_to else ()
    area_requests = requests.of_areas(connection, _areas_of(people, aad_id)) if wanted.area_requests else ()
    late = {r.reference: days for r in area_requests if (days := days_late(people, r, now))}
    # Whoever looks after an area is shown that one; everyone else who asks for it, what waits for them.
    work = work_of(connection, people, aad_id) if wanted.work and not area_requests else ()
    figures = chat_figures(connection, rules_of(rulebook), now) if wanted.figures else None
    chosen = systems.of(wanted.systems_chosen)
    like = systems.matching(wanted.systems_like) if wanted.systems_like else ()
    system = systems.meant(wanted.system) if wanted.system else None
    about = requests.several(connection, request_systems.about(connection, system)) if system else ()
    planned = roadmap.entries(connection) if wanted.roadmap else None
    systems_found = tuple(dict.fromkeys((*chosen, *like)))
    return SearchResults(similar, area_requests, late, work, figures, systems_found, system, about, planned)
