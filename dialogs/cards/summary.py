"""The summary card for the people on a route: who asks, what and why, the route, and what they can do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from dialogs.cards.asked import asked_of
from dialogs.cards.benefit import benefit_section
from dialogs.cards.dates import request_end_part
from dialogs.cards.elements import (
    Element,
    box,
    button,
    buttons,
    card,
    choice_input,
    folds,
    free_heading,
    heading,
    led,
    row,
    section,
    text,
    text_input,
    trouble,
)
from dialogs.cards.progress import checks_rows, names_checks, noted_by_step, open_checks_part, said_rows
from dialogs.cards.purpose import facts_part, more_part, what_part, who_part
from dialogs.cards.request import asked_now, route_rows, scores_row, status_name, status_rows
from dialogs.cards.route import area_of
from dialogs.cards.systems import beside_rows
from dialogs.cards.timeline import timeline_part
from dialogs.cards.track import request_track
from dialogs.cards.work import back_to, delivery_buttons, own_checks_part, speaking_buttons, speaking_part
from dialogs.model import AreaPeople, Card, People, Person, Request
from dialogs.rights import team_roles
from dialogs.statuses import DECIDED, DELIVERED, Status
from dialogs.tasks import delivers, own_checks
from dialogs.wording import championing as w
from dialogs.wording import deciding, handling, requesting, say, working
from governance_rules import Rulebook

Role = Literal["champion", "partner", "owner", "member", "governance"]
TEXT_LENGTH = 2000
NOBODY = Person("", "")
TextForm = Literal["note", "ask", "decision_note"]
_TEXT_FORMS: Mapping[TextForm, tuple[str, str, str]] = {
    "note": (w.NOTE_LABEL, w.NOTE_HINT, w.SEND_NOTE),
    "ask": (w.QUESTION_LABEL, w.QUESTION_HINT, w.SEND_QUESTION),
    "decision_note": (
        handling.DECISION_NOTE_LABEL,
        handling.DECISION_NOTE_HINT,
        w.SEND_NOTE,
    ),
}
_YOU = {"champion": w.YOU_CHAMPION, "partner": w.YOU_PARTNER, "owner": w.YOU_OWNER, "governance": w.YOU_GOVERNANCE}


def area_name(people: People, area: str | None) -> str:
    """The name of a request's area, or words that say there is none."""
    found = area_of(people, area)
    return found.name if found else area or say(w.NO_AREA)


def role_words(people: People, role: Role, area: str | None) -> str:
    """Somebody who looks after an area or everything, as a timeline names them ("Housing champion")."""
    if role == "governance":
        return say(w.GOVERNANCE_ROLE)
    return say(w.CHAMPION_ROLE if role == "champion" else w.PARTNER_ROLE, area=area_name(people, area))


def summary_of(people: People, request: Request) -> str:
    """One line for a notification: reference, area and status, and nothing that a person typed."""
    return say(
        w.NEW_SUMMARY,
        reference=request.reference,
        area=area_name(people, request.area),
        status=status_name(request.status),
    )


def _alerts(rulebook: Rulebook, request: Request) -> list[Element]:
    alerts = (a for a in rulebook.alerts if a.id in request.decision.alerts)
    return [box([text(a.because, bold=True)], "warning") for a in alerts]


def acts(request: Request, role: Role) -> list[Element]:
    """What this person can do about the request, one press each."""
    carried = {"reference": request.reference}
    if request.status in DECIDED or role in {"owner", "member"}:
        return []
    if role == "governance":
        return [button("pass_on", say(w.GIVE_AREA), carried)]
    if role == "champion":
        return [
            button("can_help", say(w.CAN_HELP), carried, style="positive"),
            button("add_note", say(w.ADD_NOTE), carried),
            button("pass_on", say(w.PASS_ON), carried),
        ]
    free_to_take = request.status == Status.SUBMITTED
    take = [button("pick_up", say(w.PICK_UP), carried, style="positive")] if free_to_take else []
    return [*take, button("ask", say(w.ASK), carried), button("add_note", say(w.ADD_NOTE), carried)]


def role_card(
    rulebook: Rulebook,
    people: People,
    request: Request,
    role: Role,
    notices: Sequence[Element] = (),
    title: str = "",
    person: Person = NOBODY,
) -> tuple[Card, str]:
    """The summary card of one request for one role. ``title``: what is over it, where it is no plain summary.

    ``person``: who reads it; what waits for them stands on it with the form or the buttons for it.
    """
    heading_words = title or say(w.NEW_REQUEST, reference=request.reference, area=area_name(people, request.area))
    body: list[Element] = [heading(heading_words), free_heading(request.title), *notices, *_alerts(rulebook, request)]
    asked = row(say(handling.ASKED_OF_YOU), asked_of(rulebook, people, request, role, person), 600)
    # Who, why, what is asked and by when, and what to press; all that can be looked up is folded away.
    doing = [
        *delivery_buttons(people, request, person),
        *acts(request, role),
        *speaking_buttons(people, request, person),
    ]
    link: list[Element] = []
    if request.list_url.startswith("https://") or request.list_url.startswith("http://127.0.0.1"):
        link = [{"type": "Action.OpenUrl", "title": say(requesting.LIST_LINK), "url": request.list_url}]
    form = speaking_part(rulebook, people, request, person, [*doing, *link])
    body += [*(what_part(rulebook, request) if form else who_part(rulebook, request)), asked]
    done = [*said_rows(rulebook, request), *checks_rows(request)]
    name, theirs, checks = own_checks_part(rulebook, people, request, person)
    if form:
        body += [*done, *form]
    elif doing:
        body.append(buttons(led([*doing, *link])))
    elif checks:  # all that is asked of them, so it stands open
        body.append(section([heading(theirs, small=True), *checks]))
        checks = []
    if question := asked_now(request):
        body.append(row(say(w.QUESTION_OPEN), question, 1200))
    noted = not noted_by_step(request)
    where = [
        *status_rows(rulebook, people, request, own=False, noted=noted, where=False),
        *request_track(rulebook, request),
        *route_rows(rulebook, people, request, checks=not names_checks(request)),
        *([] if form else done),
        *request_end_part(rulebook, request, own=False),
        *scores_row(rulebook, request),
        text(_you(rulebook, people, request, role, person), subtle=True),
    ]
    where += benefit_section(people, request)
    helped = [row(say(requesting.HELPERS), ", ".join(request.helpers))] if request.helpers else []
    facts = [*facts_part(rulebook, request), *beside_rows(people, request, role, person), *helped]
    body += folds(
        (name, theirs, checks),
        ("where", say(working.WHERE_IT_IS), where),
        open_checks_part(rulebook, request),
        ("answers", say(w.EARLY_ANSWERS), [*facts, *more_part(rulebook, request)]),
        timeline_part(request.timeline, rulebook.day),
    )
    summary = title or summary_of(people, request)
    return card(body, [] if form or doing else link, summary), summary


def _you(rulebook: Rulebook, people: People, request: Request, role: Role, person: Person) -> str:
    """Why this person is told."""
    theirs = people.bodies_of(person.aad_id)
    if role == "member":
        bodies = [rulebook.named(step.body) for step in request.steps if step.body in theirs]
        return say(working.YOU_MEMBER, body=say(deciding.AND).join(dict.fromkeys(bodies)))
    if role == "owner" and delivers(people, person, request) and request.status in DELIVERED:
        return say(working.YOU_DELIVER)
    if role == "owner" and own_checks(people, person, request):
        return say(working.YOU_CHECKS)
    return say(_YOU[role])


def text_form_card(request: Request, form: TextForm, words: str = "", problem: str = "") -> tuple[Card, str]:
    """A card with one box: a note on a request, a question to its requester, or why it was decided so."""
    label, hint, send = _TEXT_FORMS[form]
    carried = {"reference": request.reference}
    wanted = say(handling.NOTE_WANTED, reference=request.reference, status=status_name(request.status))
    title, intro = (wanted, [text(say(handling.NOTE_WANTED_TEXT))]) if form == "decision_note" else (say(label), [])
    body = [
        heading(title),
        free_heading(request.title),
        *intro,
        *trouble(problem),
        text_input(form, say(label), TEXT_LENGTH, words, lines=True),
        text(say(hint, reference=request.reference), subtle=True),
    ]
    actions = [
        button("answer", say(send), {"form": form, **carried}, style="positive"),
        back_to(request),
    ]
    return card(body, actions, title), title


def note_wanted_card(request: Request) -> tuple[Card, str]:
    """Asks the governance team why a request was decided so, for the person who asked and for the list."""
    return text_form_card(request, "decision_note")


UNKNOWN_AREA = "not_known"
"""The choice of someone who only knows that it is not theirs; an area of the directory has another id."""


def other_areas(people: People, request: Request) -> list[AreaPeople]:
    """The areas that a request could be passed on to, in the order of the directory."""
    return [area for area in people.areas.values() if area.id != request.area]


def pass_on_error(role: Role) -> str:
    """What is missing when no area was chosen."""
    return say(w.PASS_ON_ERROR_SURE if role == "governance" else w.PASS_ON_ERROR)


def pass_on_card(people: People, request: Request, role: Role, problem: str = "") -> tuple[Card, str]:
    """Which area a request belongs to, for someone who says that it is not theirs.

    The governance team is whom those ask who do not know, so it has no such choice itself.
    """
    unknown = [] if role == "governance" else [(say(w.PASS_ON_UNKNOWN), UNKNOWN_AREA)]
    choices = [*((a.name, a.id) for a in other_areas(people, request)), *unknown]
    summary = say(w.PASS_ON_TITLE, reference=request.reference)
    listed = "\n".join(f"{number}. {name}" for number, (name, _) in enumerate(choices, 1))
    hint = say(w.PASS_ON_HINT, reference=request.reference)
    body = [
        heading(summary),
        free_heading(request.title),
        text(say(w.PASS_ON_TEXT, area=area_name(people, request.area))),
        *trouble(problem),
        choice_input("area", say(w.PASS_ON_LABEL), choices),
        text(hint, subtle=True),
    ]
    carried = {"reference": request.reference}
    actions = [
        button("answer", say(w.PASS_ON_SEND), {"form": "pass_on", **carried}, style="positive"),
        back_to(request),
    ]
    return card(body, actions, summary, f"{summary}\n{listed}\n{hint}"), summary


def closed_card(request: Request, notices: Sequence[Element] = ()) -> tuple[Card, str]:
    """What stands in the place of a summary card for someone who may no longer see the request: nothing of it."""
    words = say(w.CLOSED_CARD_TEXT, reference=request.reference)
    summary = say(w.CLOSED_CARD)
    return card([heading(summary), *notices, text(words)], [], f"{summary}. {words}"), summary


def role_receiving(people: People, person: Person, request: Request) -> Role | None:
    """The role in which this person may be told of a request: that of `role_of`, or owner where an alert names them."""
    role = role_of(people, person, request)
    if role or not person.aad_id:
        return role
    told = {named for alert in request.decision.alerts for named in people.alert_recipients.get(alert, ())}
    theirs = people.owned_by(person.aad_id) | {b for b in people.bodies_of(person.aad_id) if b not in people.owners}
    return None if told.isdisjoint(theirs) else "owner"


def role_of(people: People, person: Person, request: Request) -> Role | None:
    """The role in which this person may see a request, by Entra id alone; None when they may not."""
    return next(team_roles(people, person, request), None)
