"""What champions, partners and the governance team see of many requests: my area, digests, reminders, figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from dialogs.cards.elements import (
    Element,
    button,
    card,
    choice_input,
    free,
    heading,
    row,
    section,
    text,
)
from dialogs.cards.mine import MOST_LISTED
from dialogs.cards.my_work import asked_words
from dialogs.cards.progress import owner_name
from dialogs.cards.request import status_name
from dialogs.cards.summary import Role, area_name, role_of, role_words
from dialogs.cards.summary_list import entry_row, show_button, summary_list
from dialogs.cards.welcome import area_names, area_title, in_team
from dialogs.context import TurnContext
from dialogs.model import Card, People, Person, Request
from dialogs.statuses import DECIDED, Status
from dialogs.wording import championing as w
from dialogs.wording import handling, local_day, requesting, say, say_count, working
from governance_rules import Rulebook
from governance_rules.roles import GOVERNANCE_TEAM, PARTNER

MOST_RIGHTS = 20
"""Lines under each heading, so that the card stays under 25 KB when a whole directory is replaced."""
FILTERS = {"open": w.SHOW_OPEN, "waiting": w.SHOW_WAITING, "late": w.SHOW_LATE, "all": w.SHOW_ALL}


def filtered(requests: Sequence[Request], chosen: str, late: Mapping[str, int]) -> list[Request]:
    """The requests of one filter: what is late first, then the oldest. ``late``: working days by reference."""
    kept = [
        r
        for r in requests
        if chosen == "all"
        or (chosen == "waiting" and r.status == Status.SUBMITTED)
        or (chosen == "late" and (r.reference in late or (r.decision.alerts and r.status not in DECIDED)))
        or (chosen == "open" and r.status not in DECIDED)
    ]
    return sorted(kept, key=lambda r: (r.reference not in late, r.submitted_at))


def _lines(
    people: People,
    requests: Sequence[Request],
    now: datetime,
    late: Mapping[str, int],
    asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Element]:
    rows: list[Element] = []
    for request in requests[:MOST_LISTED]:
        days = (now - request.submitted_at).days
        age = say_count(w.AGE, days) if days > 0 else say(w.AGE_TODAY)
        line = say(w.AREA_LINE, area=area_name(people, request.area), status=status_name(request.status), age=age)
        marks = [say_count(handling.LATE, late[request.reference])] if request.reference in late else []
        if request.decision.alerts and request.status not in DECIDED:
            marks.append(say(handling.BUYING_STARTED))
        marked = [text(mark, bold=True) for mark in (*marks, *asked.get(request.reference, ()))]
        rows.append(entry_row(f"{request.reference}. {request.title}", [*marked, free(line)], *show_button(request)))
    body: list[Element] = [summary_list(rows)] if rows else []
    if len(requests) > MOST_LISTED:
        body.append(
            text(say(requesting.MORE_REQUESTS, count=len(requests) - MOST_LISTED, reference=requests[0].reference))
        )
    return body


def area_card(
    context: TurnContext, requests: Sequence[Request], chosen: str, notices: Sequence[Element] = ()
) -> tuple[Card, str]:
    """The requests of this person's areas, what is late first, with age and state, filters and an export."""
    people, person, late = context.people, context.session.person, context.lookups.late
    shown = filtered(requests, chosen, late)
    counted = w.AREA_SUMMARY if len(area_names(people, person)) == 1 else handling.IN_AREAS
    summary = say_count(handling.IN_ALL_AREAS if people.governs(person.aad_id) else counted, len(shown))
    body: list[Element] = [heading(area_title(people, person)), *notices, text(f"{say(FILTERS[chosen])}: {summary}")]
    body += _lines(people, shown, context.clock.now, late) if shown else [text(say(w.AREA_NONE))]
    actions = [button("my_work", say(working.MY_WORK))]
    actions += [button("my_area", say(words), {"filter": name}) for name, words in FILTERS.items() if name != chosen]
    actions.append(button("my_area", say(w.EXPORT), {"filter": chosen, "export": True}))
    return card(body, actions, summary), summary


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _cell(words: str) -> str:
    """A cell that a spreadsheet takes as text: one that looks like a formula gets an apostrophe before it."""
    bare = words.lstrip()
    return f"'{words}" if words.startswith(_FORMULA) or bare.startswith(_FORMULA) else words


def area_file(rulebook: Rulebook, people: People, requests: Sequence[Request]) -> str:
    """The requests as CSV that is safe to open in Excel (a byte order mark first, no cell starts a formula)."""
    out = io.StringIO()
    out.write("\ufeff")
    sheet = csv.writer(out, quoting=csv.QUOTE_ALL)
    sheet.writerow([say(h) for h in w.EXPORT_HEADINGS])
    for r in requests:
        time = rulebook.named(r.decision.timeframe) if r.decision.timeframe else ""
        cells = [
            r.reference,
            r.title,
            area_name(people, r.area),
            r.status,
            rulebook.named(r.decision.process),
        ]
        cells += [time, local_day(r.submitted_at).isoformat(), local_day(r.changed_at).isoformat(), r.it_contact]
        sheet.writerow([_cell(c) for c in cells])
    return out.getvalue()


def rights_card(
    rulebook: Rulebook,
    people: People,
    given: Sequence[tuple[str, str, str]],
    taken: Sequence[tuple[str, str, str]],
) -> tuple[Card, str]:
    """For the governance team: who may see or decide what, now that the directory is another.

    Each is a name, a role (``champion``, ``it_business_partner``, ``governance_team`` or an owner's id) and the id of
    the area, or an empty one.
    """
    summary = say(w.RIGHTS)
    body: list[Element] = [heading(summary)]
    for title, found in ((w.RIGHTS_GIVEN, given), (w.RIGHTS_TAKEN, taken)):
        lines = [free(_right(rulebook, people, *one)) for one in found[:MOST_RIGHTS]]
        if len(found) > MOST_RIGHTS:
            lines.append(text(say(w.RIGHTS_MORE, count=len(found) - MOST_RIGHTS)))
        if lines:
            body.append(section([heading(say(title), small=True), *lines]))
    body.append(text(say(w.RIGHTS_CHECK), subtle=True))
    return card(body, [], summary), summary


_ROLES: Mapping[str, Role] = {"champion": "champion", PARTNER: "partner", GOVERNANCE_TEAM: "governance"}


def _right(rulebook: Rulebook, people: People, name: str, role: str, area: str) -> str:
    known = _ROLES.get(role)
    words = role_words(people, known, area) if known else owner_name(rulebook, role)
    return say(w.RIGHTS_LINE, name=name or say(w.SOMEBODY), role=words)


def digest_card(
    rulebook: Rulebook, people: People, for_person: Person, requests: Sequence[Request], now: datetime
) -> tuple[Card, str]:
    """A daily or weekly summary of requests with news: those that the reader may see, with what is asked of them."""
    requests = [r for r in requests if role_of(people, for_person, r)]
    asked = {r.reference: asked_words(rulebook, people, for_person, r) for r in requests}
    summary, waits = say_count(w.DIGEST_SUMMARY, len(requests)), any(asked.values())
    body: list[Element] = [
        heading(say(w.DIGEST)),
        text(summary),
        *_lines(people, requests, now, {}, asked),
        text(say(w.DIGEST_ASKED if waits else w.DIGEST_NOTE), subtle=True),
    ]
    on = [button("my_work", say(working.MY_WORK))] if waits else []
    if in_team(people, for_person):
        on.append(button("my_area", say(w.MY_AREA)))
    return card(body, [*on, button("preferences", say(w.NOTIFICATIONS))], summary), summary


_COUNTS = {"by_process": w.BY_PROCESS, "by_area": w.BY_AREA, "by_status": w.BY_STATUS}
_NUMBERS = {
    "total": w.TOTAL,
    "median_days_to_first_contact": w.FIRST_CONTACT,
    "median_days_to_decision": w.TO_DECISION,
    "overruled": w.OVERRULED,
}


def figures_card(rulebook: Rulebook, people: People, figures: Mapping[str, Any]) -> tuple[Card, str]:
    """Figures for the governance team.

    Keys: ``total``, ``by_process``, ``by_area``, ``by_status`` (counts by id or name), ``share_met_it_first``,
    ``share_contracts_in_time`` and ``share_benefits`` (0 to 1),
    ``median_days_to_first_contact``, ``median_days_to_decision``, ``waiting_longest`` (``reference`` and ``days``),
    ``overruled``.
    A figure that is missing or None is left out.
    """
    body: list[Element] = [heading(say(w.FIGURES))]
    for key, label in _NUMBERS.items():
        if figures.get(key) is not None:
            body.append(row(say(label), str(figures[key])))
    if isinstance(share := figures.get("share_met_it_first"), int | float):
        body.append(row(say(w.MET_IT), say(w.PERCENT, share=round(share * 100))))
    if isinstance(share := figures.get("share_contracts_in_time"), int | float):
        body.append(row(say(w.CONTRACTS_IN_TIME), say(w.PERCENT, share=round(share * 100))))
    if isinstance(share := figures.get("share_benefits"), int | float):
        body.append(row(say(w.BROUGHT), say(w.PERCENT, share=round(share * 100))))
    for key, label in _COUNTS.items():
        if isinstance(counts := figures.get(key), Mapping) and counts:
            rows = [row(_named(rulebook, people, str(name)), str(count)) for name, count in counts.items()]
            body.append(section([heading(say(label), small=True), *rows]))
    if waiting := figures.get("waiting_longest"):
        lines = [
            text(say_count(w.WAITING_LINE, line["days"], reference=line["reference"])) for line in waiting[:MOST_LISTED]
        ]
        body.append(section([heading(say(w.WAITING), small=True), *lines]))
    if len(body) == 1:
        body.append(text(say(w.NO_FIGURES)))
    summary = say(w.FIGURES_SUMMARY)
    return card(body, [button("my_area", say(w.MY_AREA))], summary), summary


def _named(rulebook: Rulebook, people: People, part: str) -> str:
    area = people.areas.get(part)
    return area.name if area else rulebook.named(part)


def preferences_card(
    chosen: Mapping[str, Any], notices: Sequence[Element] = (), *, team: bool = False, checks: bool = False
) -> tuple[Card, str]:
    """How often a person wants to hear, and their quiet hours.

    ``team``: they look after an area. ``checks``: they own some, of which they hear once a day until they choose.
    """
    choices = [(say(w.AT_ONCE), "at_once"), (say(w.DAILY), "daily"), (say(w.WEEKLY), "weekly")]
    held = str(chosen.get("notifications", "daily" if checks and not team else "at_once"))
    times: list[Element] = []
    for field, label in (("quiet_from", w.QUIET_FROM), ("quiet_to", w.QUIET_TO)):
        time = chosen.get(field)
        times.append({"type": "Input.Time", "id": field, "label": say(label), **({"value": str(time)} if time else {})})
    body = [
        heading(say(w.NOTIFICATIONS)),
        *notices,
        text(say(w.NOTIFICATIONS_TEXT)),
        *([text(say(w.CHECKS_DAILY))] if checks and "notifications" not in chosen else []),
        choice_input("notifications", say(w.WHEN_LABEL), choices, held),
        *times,
        text(say(w.QUIET_NOTE), subtle=True),
    ]
    actions = [button("answer", say(w.SAVE), {"form": "preferences"}, style="positive")]
    if team:
        actions.append(button("my_area", say(w.MY_AREA)))
    summary = say(w.NOTIFICATIONS)
    return card(body, actions, summary), summary
