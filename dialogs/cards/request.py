"""The card of one request for the person who sent it or joined it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.cards.benefit import benefit_part
from dialogs.cards.dates import is_late, request_end_part
from dialogs.cards.documents import documents_part
from dialogs.cards.early import talk_to_it
from dialogs.cards.elements import (
    Element,
    box,
    button,
    card,
    error,
    folds,
    free,
    free_heading,
    heading,
    row,
    text,
    text_input,
)
from dialogs.cards.joiners import joiners_part
from dialogs.cards.own_sponsor import own_sponsor_part
from dialogs.cards.progress import checks_rows, having_names, where_row
from dialogs.cards.route import (
    area_of,
    detail_words,
    next_of,
    route_words,
    score_words,
    short_name,
)
from dialogs.cards.timeline import timeline_part
from dialogs.cards.track import request_track
from dialogs.cards.work import own_checks_part, own_work_buttons
from dialogs.model import Card, People, Request
from dialogs.question_kinds import answer_words
from dialogs.statuses import DECIDED, RESTARTABLE, WITH_ITS_AREA, Status
from dialogs.steps import CheckState, current_steps
from dialogs.wording import asking, say, say_day, working
from dialogs.wording import requesting as w
from governance_rules import Rulebook
from governance_rules.roles import PARTNER

INFORMATION_LENGTH = 4000


def status_name(status: str) -> str:
    """A status in the host's language; one that we do not know is shown as it is."""
    return say(w.STATUSES[status]) if status in w.STATUSES else status


def next_step(status: str, *, own: bool = True) -> str:
    """What happens next to a request with this status, for who sent it (``own``) or who joined it."""
    steps = w.NEXT_STEP if own else w.NEXT_STEP_JOINED
    return say(steps[status]) if status in steps else ""


def who_has_it(rulebook: Rulebook, people: People, request: Request, *, own: bool = True) -> str:
    """Who has the request now, in a few words: whoever it waits for, and nobody whom no card of it reached.

    ``own``: for the person who sent it.
    """
    if request.status == Status.MORE_NEEDED:
        return say(w.YOU if own else w.THE_REQUESTER)
    if having := [step for step in current_steps(request.steps) if step.body != PARTNER]:
        return having_names(rulebook, having)
    if request.status not in WITH_ITS_AREA:
        return say(w.GOVERNANCE_TEAM)
    if request.it_contact:
        return request.it_contact
    area = area_of(people, request.area)
    if request.decision.steps and area and area.it_business_partner:
        return say(w.IT_PARTNER if own else w.NOBODY_YET)
    if not request.decision.steps and area and area.champions:
        return say(w.DIGITAL_CHAMPION)
    # Where an area has nobody for it, its card goes to the governance team.
    return say(w.GOVERNANCE_TEAM)


def status_row(request: Request, today: date) -> Element:
    """The status, and since when."""
    day = say_day(request.since, today)
    return row(say(w.STATUS), say(w.STATUS_SINCE, status=status_name(request.status), day=day))


def status_rows(
    rulebook: Rulebook,
    people: People,
    request: Request,
    *,
    own: bool = True,
    following: bool = True,
    noted: bool = True,
    where: bool = True,
) -> list[Element]:
    """Status, since when, at which step, who has it, the note, and for the person who sent it (``own``) what is next.

    ``following``: false where what is next is said at length already; ``noted``: false where the note stands already;
    ``where``: false where the track shows at which step it is.
    """
    rows = [status_row(request, rulebook.day), *(where_row(rulebook, request) if where else [])]
    elsewhere = any(step.body != PARTNER for step in current_steps(request.steps))  # the row above names whom
    if request.status == Status.MORE_NEEDED or (request.status not in DECIDED and not elsewhere):
        rows.append(row(say(w.WHO_HAS_IT), who_has_it(rulebook, people, request, own=own)))
    if own and following and (coming := next_step(request.status)):
        rows.append(row(say(w.NEXT), coming))
    if request.final_process:
        rows.append(row(say(w.FINAL), request.final_process))
    if request.decision_note and noted:
        rows.append(row(say(w.NOTE), request.decision_note, 1200))
    return rows


def route_rows(rulebook: Rulebook, people: People, request: Request, *, checks: bool = True) -> list[Element]:
    """Area, route, steps and checks as names; ``checks``: false where those that are open are named already."""
    area = area_of(people, request.area)
    decision = request.decision
    rows = [row(say(w.AREA), area.name)] if area else []
    if (route := rulebook.named(decision.process)) != request.final_process:
        rows.append(row(say(w.ROUTE), route))
    states = {check.id: check.state for check in request.checks}
    lines = [_check_line(rulebook, check, states.get(check)) for check in decision.checks if checks]
    for label, parts in ((w.STEPS, route_words(rulebook, decision)), (w.CHECKS, lines)):
        if parts:
            rows.append(row(say(label), "; ".join(parts), 1200))
    if request.timeframe:
        label = w.TIMEFRAME_SET if request.board_timeframe else w.TIMEFRAME
        rows.append(row(say(label), rulebook.named(request.timeframe)))
    return rows


def scores_row(rulebook: Rulebook, request: Request) -> list[Element]:
    """How it scores, in a row; nothing where it has no scores."""
    scores = score_words(rulebook, request.decision, request.answers)
    return [row(say(w.SCORES), "; ".join(scores))] if scores else []


def _check_line(rulebook: Rulebook, check: str, state: CheckState | None) -> str:
    name = rulebook.named(check)
    if state in {None, CheckState.OPEN}:
        return name
    return say(working.CHECK_LINE, name=name, state=say(working.CHECK_STATES[state or CheckState.OPEN]))


def information_form(request: Request, words: str = "", problem: str = "") -> list[Element]:
    """The box in which a requester answers a question or adds what was missing; ``words``: what stands in it."""
    parts: list[Element] = []
    if asked_now(request):
        parts += [
            heading(say(w.QUESTION_FOR_YOU, reference=request.reference), small=True),
            free(request.open_question, 1200),
        ]
    field = text_input("information", say(w.INFORMATION_LABEL), INFORMATION_LENGTH, words, lines=True)
    hint = text(say(w.INFORMATION_TYPED, reference=request.reference), subtle=True)
    return [box([*parts, *error(problem), field, hint])]


def information_card(request: Request, words: str, problem: str, notices: Sequence[Element] = ()) -> tuple[Card, str]:
    """The box alone, with the words that could not be taken as they are."""
    summary = say(w.SENT_SUMMARY, reference=request.reference, status=status_name(request.status))
    top = [heading(say(w.YOUR_REQUEST, reference=request.reference)), free_heading(request.title), *notices]
    back = button("show", say(w.SHOW, reference=request.reference), {"reference": request.reference})
    return card([*top, *information_form(request, words, problem)], [answer_button(request), back], summary), summary


def asked_now(request: Request) -> str:
    """The question to its requester that can still be answered; empty when there is none."""
    return "" if request.status in DECIDED else request.open_question


def wants_information(request: Request) -> bool:
    """Whether the requester is being asked for something."""
    return bool(asked_now(request)) or request.status == Status.MORE_NEEDED


def answer_button(request: Request) -> Element:
    """The button that sends the requester's words."""
    return button(
        "answer", say(w.SEND_ANSWER), {"form": "information", "reference": request.reference}, style="positive"
    )


def _told(people: People, request: Request) -> list[Element]:
    area = area_of(people, request.area)
    lines: list[Element] = []
    if area and area.champions:
        lines.append(free(say(w.CHAMPIONS_TOLD, names=", ".join(c.name for c in area.champions))))
    if area and area.it_business_partner and PARTNER in request.decision.steps:
        lines.append(free(say(w.PARTNER_TOLD, name=area.it_business_partner.name)))
    if not _everyone_named(people, request) and (team := people.governance_team):
        lines.append(free(say(w.GOVERNANCE_TOLD, names=", ".join(p.name for p in team))))
    return lines


def _everyone_named(people: People, request: Request) -> bool:
    """Whether nobody of the governance team stands in for somebody whom the directory lacks."""
    area = area_of(people, request.area)
    alone = request.decision.process in people.champion_helps
    return bool(area and area.champions and (alone or area.it_business_partner))


def _next(people: People, rulebook: Rulebook, request: Request) -> list[Element]:
    """What happens next to a request that was just sent."""
    process = next((p for p in rulebook.processes if p.id == request.decision.process), None)
    following = next_of(people, process, area_of(people, request.area)) if process else ""
    return [row(say(w.NEXT), following or next_step(request.status), 600)]


def _alerts(rulebook: Rulebook, request: Request) -> list[Element]:
    alerts = (a for a in rulebook.alerts if a.id in request.decision.alerts)
    return [box([text(a.because, bold=True), text(a.do), text(say(w.ALERT_TOLD))], "warning") for a in alerts]


def requester_card(
    rulebook: Rulebook, people: People, request: Request, notices: Sequence[Element] = (), *, asking_more: bool = False
) -> tuple[Card, str]:
    """A request for the person who sent it: where it is, what is next, everything they said."""
    fresh = request.status == Status.SUBMITTED and not request.it_contact
    reference = request.reference
    title = say(w.SENT if fresh else w.YOUR_REQUEST, reference=reference)
    body: list[Element] = [heading(title), free_heading(request.title), *notices]
    form = asking_more or wants_information(request)
    body += _alerts(rulebook, request) if fresh else []
    ending, area = request_end_part(rulebook, request), area_of(people, request.area)
    late = is_late(ending)
    body += [*ending, *talk_to_it(people, area, draft=False)] if late else []
    where = [*request_track(rulebook, request), *([] if late else ending)]
    listed = text(say(w.ON_LIST if request.on_list else w.NOT_ON_LIST), subtle=True)
    status = status_rows(rulebook, people, request, following=not fresh, where=False)
    body += [*_next(people, rulebook, request), *where, listed, *status] if fresh else [*status, *where, listed]
    body += [*own_sponsor_part(rulebook, request), *checks_rows(request)]
    body += [*own_work_buttons(people, request), *benefit_part(rulebook, people, request, request.requester)]
    if form:
        body += information_form(request)
    if request.helpers:
        body.append(row(say(w.HELPERS), ", ".join(request.helpers)))
    body += joiners_part(request)
    sent = [] if fresh else [row(say(w.SENT_ON), say_day(request.submitted_at, rulebook.day))]
    told = [*_told(people, request), text(say(w.REMINDED))] if fresh else []
    body += folds(
        own_checks_part(rulebook, people, request, request.requester),
        ("told", say(w.TOLD), told),
        ("route", say(w.ROUTE_MORE), [*route_rows(rulebook, people, request), *scores_row(rulebook, request), *sent]),
        ("answers", say(w.ANSWERS), _answers(rulebook, request)),
        timeline_part(request.timeline, rulebook.day),
    )
    summary = say(w.SENT_SUMMARY, reference=reference, status=status_name(request.status))
    return card(body, _actions(request, form=form), summary), summary


def _answers(rulebook: Rulebook, request: Request) -> list[Element]:
    # The rules may have changed since: what was answered then is shown, whether or not it would be asked now.
    rows = [
        row(short_name(q), answer_words(q, request.answers[q.id]))
        for q in rulebook.questions
        if q.id in request.answers
    ]
    details = [
        row(d.short or d.label, detail_words(d, request.details[d.id]), 600)
        for d in rulebook.details
        if request.details.get(d.id)
    ]
    return [*details, *documents_part(request.details), *rows]


def _actions(request: Request, *, form: bool) -> list[Element]:
    carried = {"reference": request.reference}
    actions = [answer_button(request)] if form else []
    if not form and request.status not in DECIDED:
        actions.append(button("add_information", say(w.ADD_INFORMATION), carried))
    if request.status in RESTARTABLE:
        actions.append(button("start_again", say(w.START_AGAIN, reference=request.reference), carried))
    actions.append(button("my_requests", say(w.MINE)))
    actions.append(button("start", say(asking.START)))
    if request.status not in DECIDED:
        actions.append(button("withdraw", say(w.WITHDRAW, reference=request.reference), carried))
    return actions


def co_requester_card(people: People, request: Request, notices: Sequence[Element] = ()) -> tuple[Card, str]:
    """A request for someone who joined it: title, area and progress, and nothing of what the other person wrote."""
    area = area_of(people, request.area)
    body: list[Element] = [
        heading(say(w.JOINED_REQUEST, reference=request.reference)),
        free_heading(request.title),
        *notices,
    ]
    if area:
        body.append(row(say(w.AREA), area.name))
    body.append(row(say(w.STATUS), say(w.STATUS_SINCE, status=status_name(request.status), day=say_day(request.since))))
    if following := next_step(request.status, own=False):
        body.append(row(say(w.NEXT), following))
    summary = say(w.JOINED_SUMMARY, reference=request.reference, status=status_name(request.status))
    return card(body, [button("my_requests", say(w.MINE)), button("start", say(asking.START))], summary), summary
