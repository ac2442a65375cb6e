"""The figures as JSON for another program: ids and names, days as numbers, null for what is not known yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.figures.benefits import Came, Outcome
from bot.figures.figures import Figures
from bot.figures.text import Names
from dialogs.benefits import Measured


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
        **_work(figures, names),
        "benefits": _benefits(figures, names),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _work(figures: Figures, names: Names) -> dict[str, Any]:
    work = figures.work
    return {
        "rules_overruled": [
            {
                "process": o.process,
                "name": names.process(o.process),
                "final": o.final,
                "rests_on": [{"id": one, "name": names.question(one)} for one in o.rests_on],
                "count": o.count,
            }
            for o in work.overruled
        ],
        "time_at_each_step": [
            {
                "body": s.body,
                "name": names.body(s.body),
                "count": s.count,
                "median_working_days": s.median,
                "p90_working_days": s.p90,
            }
            for s in work.steps
        ],
        "where_requests_wait": [
            {
                "body": w.body,
                "name": names.body(w.body),
                "count": w.count,
                "median_working_days": w.median,
                "longest_working_days": w.longest,
            }
            for w in work.waits
        ],
        "how_firm_the_order_is": [
            {
                "body": o.body,
                "name": names.body(o.body),
                "count": o.count,
                "share_of_places_kept": round(o.keeps, 4),
                "pairs_that_swap_easily": o.swaps,
            }
            for o in figures.orders
        ],
        "open_checks": [
            {"check": c.check, "name": names.check(c.check), "count": c.count, "longest_working_days": c.longest}
            for c in work.checks
        ],
        "checks_open_longest": [
            {"reference": c.reference, "check": c.check, "name": names.check(c.check), "working_days": c.days}
            for c in work.longest_checks
        ],
    }


def _benefits(figures: Figures, names: Names) -> dict[str, Any]:
    found = figures.benefits

    def several(by: Mapping[str, Came], name: Callable[[str], str]) -> list[dict[str, Any]]:
        return [{"id": key or None, "name": name(key), **_came(came)} for key, came in by.items()]

    return {
        **_came(found.all),
        "by_process": several(found.by_process, names.process),
        "by_area": several(found.by_area, names.area),
        "by_body": several(found.by_body, names.body),
    }


def _came(came: Came) -> dict[str, Any]:
    """Pounds are a year, and at least: those of the band that was chosen."""
    outcomes = {one: came.outcomes.get(one, Outcome()) for one in Measured}
    return {
        "done": came.done,
        "asked": came.asked,
        "answered": came.answered,
        "measured": {one.value: {"count": of.count, "expected_pounds": of.pounds} for one, of in outcomes.items()},
        "share_as_expected_or_more": came.share,
        "expected_pounds": came.pounds,
        "expected_known": came.known,
        "pounds_as_expected_or_more": came.good.pounds,
    }
