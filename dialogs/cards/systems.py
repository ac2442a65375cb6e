"""The systems that the council has, on cards: offered while somebody writes, and shown to who looks after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.cards.elements import (
    Element,
    box,
    button,
    buttons,
    card,
    choice_input,
    free,
    free_heading,
    heading,
    row,
    safe,
    section,
    text,
)
from dialogs.cards.request import status_name
from dialogs.cards.route import area_of
from dialogs.context import stamp
from dialogs.model import Card, Interview, People, Person, Request, System
from dialogs.position import unfinished
from dialogs.records import Beside
from dialogs.statuses import Status, among
from dialogs.systems import KNOWN, rows_chosen
from dialogs.wording import asking, say, say_count, say_day
from dialogs.wording import systems as w

_MOST_BESIDE = 5
_NAMED_AS = frozenset(
    {"system", "systems", "software", "app", "portal", "website", "service", "database", "tool", "platform", "register"}
)
_NOT_DONE = frozenset({Status.WITHDRAWN, Status.DECLINED})
"""With these a request replaces nothing."""


def we_have(system: System, today: date) -> str:
    """A sentence or two: that the council has it, and until when its contract runs."""
    said = [say(w.WE_HAVE, name=_as_noun(system.title))]
    state = system.state.strip().casefold()
    if state == "being replaced":
        said.append(say(w.BEING_REPLACED))
    elif state == "retired":
        said.append(say(w.NOT_USED))
    if system.contract_ends is not None:
        words = w.ENDS if system.contract_ends >= today else w.ENDED
        said.append(say(words, day=say_day(system.contract_ends, today)))
    return " ".join(said)


def _as_noun(title: str) -> str:
    """A name as it stands in a sentence: one that describes what a system does becomes "a housing repairs system"."""
    words = title.strip().rstrip(".").split()
    described = len(words) > 1 and words[0][1:].islower() and all(word.islower() for word in words[1:])
    if not described:
        return " ".join(words)
    name = " ".join((words[0].lower(), *words[1:]))
    name = name if words[-1] in _NAMED_AS else say(w.A_SYSTEM, name=name)
    return name if words[-1] == "systems" else say(w.AN if name[0] in "aeiou" else w.A, name=name)


def told_part(systems: Sequence[System], today: date) -> list[Element]:
    """What the council has already, for who has just begun to say what they need."""
    return [box([free(we_have(system, today)) for system in systems], "accent")] if systems else []


def offer_part(systems: Sequence[System], interview: Interview, today: date) -> list[Element]:
    """What the council has, and an input by which it is chosen."""
    if not systems:
        return []
    label = say(asking.OPTIONAL, label=say(w.CHOOSE))
    choices = [(_choice(system, today), system.item) for system in systems]
    left = [item for item in rows_chosen(unfinished(interview).get(KNOWN)) if item in {s.item for s in systems}]
    field = choice_input(KNOWN, label, choices, ",".join(left), several=True)
    return [*(free(we_have(system, today)) for system in systems), {**field, "spacing": "Medium"}]


def check_part(systems: Sequence[System], interview: Interview, detail: str, today: date) -> list[Element]:
    """The same on the card of all answers, with its own button; ``detail``: what names the systems there."""
    if not systems:
        return []
    add = button("answer", say(w.ADD), stamp(interview))
    typed = text(say(w.ADD_TYPED, name=detail.replace("_", " ")), subtle=True)
    return [box([heading(say(w.HEADING), small=True), *offer_part(systems, interview, today), buttons([add]), typed])]


def numbered_part(systems: Sequence[System], today: date) -> tuple[list[Element], str]:
    """The same as numbers to type, and in plain words."""
    if not systems:
        return [], ""
    lines = [f"{number}. {_choice(system, today)}" for number, system in enumerate(systems, 1)]
    said = [*(we_have(system, today) for system in systems), say(w.NUMBERS), *lines]
    return [free(line) for line in said], "\n".join(said)


def _choice(system: System, today: date) -> str:
    name = safe(system.title, 120)
    if system.contract_ends is None:
        return name
    words = w.CHOICE if system.contract_ends >= today else w.CHOICE_ENDED
    return say(words, name=name, day=say_day(system.contract_ends))


def beside_rows(people: People, request: Request, role: str, person: Person) -> list[Element]:
    """Other requests about its systems, for those who may know of them; what it replaces itself stands first."""
    rows: list[Element] = []
    if replaced := [system.title for system in request.systems if system.replaces]:
        rows.append(row(say(w.REPLACES), "; ".join(replaced)))
    seen = [one for one in request.beside if _may_know(people, request, role, person, one)]
    if seen:
        one = len(request.systems) == 1
        label = say_count(w.OTHERS, len(seen)) if one else say(w.OTHERS_OF_SEVERAL)
        lines = [_beside(other) for other in seen[:_MOST_BESIDE]]
        if more := len(seen) - len(lines):
            lines.append(say_count(w.MORE, more))
        rows.append(row(label, "; ".join(lines), 600))
        rows.append(buttons([_show(system.title) for system in request.systems[:2]]))
    return rows


def _show(title: str) -> Element:
    return button("system", say(w.SHOW, name=safe(title, 40)), {"system": title})


def _beside(other: Beside) -> str:
    words = w.REPLACES_IT if other.replaces and not among(_NOT_DONE, other.status) else w.OTHER
    return say(words, reference=other.reference, status=status_name(other.status))


def _may_know(people: People, request: Request, role: str, person: Person, other: Beside) -> bool:
    if role in {"partner", "governance"}:
        return True
    return role == "champion" and (other.area == request.area or other.area in people.champion_of(person.aad_id))


def system_card(people: People, system: System, requests: Sequence[Request], today: date) -> tuple[Card, str]:
    """A system and every request about it that the reader may know of."""
    summary = say(w.SUMMARY, name=safe(system.title, 120))
    body: list[Element] = [free_heading(system.title), free(we_have(system, today)), *_facts(system)]
    body.append(heading(say(w.REQUESTS), small=True))
    replacing = [r for r in requests if any(_is(s.item, s.title, system) and s.replaces for s in r.systems)]
    body += [
        text(say(w.REPLACEMENT, reference=r.reference), bold=True) for r in replacing if not among(_NOT_DONE, r.status)
    ]
    body += [] if requests else [text(say(w.NO_REQUESTS))]
    for request in requests[:10]:
        area = area_of(people, request.area)
        line = say(
            w.LINE,
            reference=request.reference,
            title=safe(request.title, 120),
            area=area.name if area else request.area or "",
            status=status_name(request.status),
        )
        body.append(section([free(line, 400)]))
    actions: list[Element] = []
    if system.link.startswith("https://"):
        actions.append({"type": "Action.OpenUrl", "title": say(w.LINK), "url": system.link})
    return card(body, actions, summary), summary


def _facts(system: System) -> list[Element]:
    ends = say_day(system.contract_ends) if system.contract_ends else ""
    cost = say(w.POUNDS, amount=f"{system.yearly_cost:,.0f}") if system.yearly_cost is not None else ""
    notice = say_count(w.MONTHS, system.notice_months) if ends else ""
    facts = (
        (w.SUPPLIER, system.supplier),
        (w.OWNER, system.owner),
        (w.CONTRACT, ends),
        (w.NOTICE, notice),
        (w.COST, cost),
        (w.STATE, system.state),
    )
    return [row(say(label), words) for label, words in facts if words]


def _is(item: str, title: str, system: System) -> bool:
    return item == system.item or (not item and title.casefold() == system.title.casefold())
