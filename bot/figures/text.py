"""The figures in words: as text to read and as JSON for another program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.figures.figures import Figures

NO_AREA = "No service area"


@dataclass(frozen=True, slots=True)
class Names:
    """Plain names by id, for what is counted by id. What has no name here is shown by its id."""

    processes: Mapping[str, str]
    areas: Mapping[str, str]

    def process(self, process: str) -> str:
        """The name of a route."""
        return self.processes.get(process, process)

    def area(self, area: str) -> str:
        """The name of a service area."""
        return self.areas.get(area, area) or NO_AREA


def days(median: float | None) -> str:
    """A median as words: "2.5 working days", or that there is none yet."""
    if median is None:
        return "not known yet"
    return f"{median:g} working {'day' if median == 1 else 'days'}"


def share(part: int, of: int) -> str:
    """A share in words, with the numbers behind it."""
    return f"{round(100 * part / of)}% ({part:,} of {of:,})" if of else "not known yet"


def headlines(figures: Figures) -> tuple[tuple[str, str], ...]:
    """The figures that are one number each: what it is, and the number in words."""
    return (
        ("Requests", f"{figures.total:,}"),
        ("Met IT before procurement", share(figures.met_it_first, figures.bought)),
        ("Contracts met in time", share(figures.contracts_in_time, figures.contracts)),
        ("Median time to first contact", days(figures.median_days_to_first_contact)),
        ("Median time to a decision", days(figures.median_days_to_decision)),
        ("Routes overruled", f"{figures.times_overruled:,}"),
    )


def as_text(figures: Figures, names: Names) -> str:
    """The figures as plain text, aligned, no wider than a terminal."""
    return "\n".join(_lines(figures, names)) + "\n"


def as_json(figures: Figures, names: Names) -> str:
    """The figures as JSON: ids and names, days as numbers, null for what is not known yet."""
    told: dict[str, Any] = {
        "day": figures.day.isoformat(),
        "total": figures.total,
        "by_process": [{"id": p, "name": names.process(p), "count": n} for p, n in figures.by_process.items()],
        "by_area": [{"id": a or None, "name": names.area(a), "count": n} for a, n in figures.by_area.items()],
        "by_process_and_area": [
            {"process": p, "area": a or None, "count": n} for (p, a), n in figures.by_process_and_area.items()
        ],
        "by_status": dict(figures.by_status),
        "met_it_before_procurement": {
            "count": figures.met_it_first,
            "of": figures.bought,
            "share": figures.share_met_it_first,
        },
        "contracts_met_in_time": {
            "count": figures.contracts_in_time,
            "of": figures.contracts,
            "share": figures.share_contracts_in_time,
        },
        "median_working_days_to_first_contact": figures.median_days_to_first_contact,
        "median_working_days_to_decision": figures.median_days_to_decision,
        "waiting_longest": [
            {"reference": w.reference, "area": w.area or None, "working_days": w.days} for w in figures.waiting_longest
        ],
        "routes_overruled": [{"rules": o.rules, "final": o.final, "count": o.count} for o in figures.overruled],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _lines(figures: Figures, names: Names) -> Iterator[str]:
    yield f"Digital front door: figures of {figures.day.day} {figures.day:%B %Y}"
    yield ""
    yield from _table(headlines(figures))
    yield from _section("Requests by route", ((names.process(p), f"{n:,}") for p, n in figures.by_process.items()))
    for area, count in figures.by_area.items():
        parts = ((names.process(p), f"{n:,}") for (p, a), n in figures.by_process_and_area.items() if a == area)
        yield from _section(f"{names.area(area)}: {count:,}", parts)
    waiting = ((w.reference, f"{days(w.days)}  {names.area(w.area)}") for w in figures.waiting_longest)
    yield from _section("Waiting longest for somebody to pick them up", waiting)
    overruled = ((f"{o.rules} became {o.final}", f"{o.count:,}") for o in figures.overruled)
    yield from _section("Routes overruled", overruled)


def _section(title: str, rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    found = tuple(rows)
    if found:
        yield ""
        yield title
        yield from _table(found)


def _table(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    width = max(len(name) for name, _ in rows)
    return (f"  {name:<{width}}  {value}" for name, value in rows)
