"""The list of a person's own requests and drafts, and the plain cards around it: not found, are you sure."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.elements import Element, button, buttons, card, free, free_heading, heading, row, section, text
from dialogs.cards.request import next_step, status_name, who_has_it
from dialogs.cards.summary_list import entry_row, show_button, summary_list
from dialogs.model import Card, Interview, People, Person, Request
from dialogs.position import unfinished
from dialogs.statuses import DECIDED
from dialogs.wording import asking, say, say_count, say_day
from dialogs.wording import requesting as w
from governance_rules import Rulebook
from governance_rules.roles import detail_of

MOST_LISTED = 10
"""Requests on one card, so that it stays short on a phone and under 25 KB."""


def my_requests_card(
    rulebook: Rulebook, people: People, me: Person, requests: Sequence[Request], *, drafts: bool
) -> tuple[Card, str]:
    """Everything that a person has sent or joined, newest first."""
    newest = sorted(requests, key=lambda r: r.submitted_at, reverse=True)
    summary = say_count(w.MINE_SUMMARY, len(newest))
    body: list[Element] = [heading(say(w.MINE)), text(summary if newest else say(w.NONE_YET))]
    if newest:
        body.append(summary_list(_mine(rulebook, people, me, request) for request in newest[:MOST_LISTED]))
    if len(newest) > MOST_LISTED:
        body.append(text(say(w.MORE_REQUESTS, count=len(newest) - MOST_LISTED, reference=newest[0].reference)))
    actions = [button("start", say(asking.START), style="positive")]
    if drafts:
        actions.append(button("drafts", say(asking.DRAFTS)))
    return card(body, actions, summary), summary


def _mine(rulebook: Rulebook, people: People, me: Person, request: Request) -> Element:
    own, day = request.requester.aad_id == me.aad_id, say_day(request.since, rulebook.day)
    lines = [free(say(w.STATUS_SINCE, status=status_name(request.status), day=day))]
    if request.status not in DECIDED:
        lines.append(row(say(w.WHO_HAS_IT), who_has_it(rulebook, people, request, own=own)))
    if following := next_step(request.status, own=own):
        lines.append(text(following))
    return entry_row(f"{request.reference}. {request.title}", lines, *show_button(request))


def drafts_card(rulebook: Rulebook, drafts: Sequence[Interview], notices: Sequence[Element] = ()) -> tuple[Card, str]:
    """Drafts that wait, each with a way to carry on."""
    body: list[Element] = [heading(say(asking.DRAFTS)), *notices]
    for number, draft in enumerate(drafts[:MOST_LISTED], 1):
        title = detail_of(rulebook, {**draft.details, **unfinished(draft)}, "title") or say(asking.DRAFT_UNTITLED)
        answered = say_count(asking.DRAFT_ANSWERED, len(draft.answers))
        line = f"{say(asking.DRAFT_LINE, day=say_day(draft.started, rulebook.day))} {answered}"
        carry_on = button("resume", say(asking.CARRY_ON_WITH, number=number), {"interview": draft.id})
        body.append(section([free_heading(f"{number}. {title}"), text(line), buttons([carry_on])]))
    summary = say(asking.DRAFTS)
    return card(body, [button("start", say(asking.START))], summary), summary


def not_found_card(reference: str) -> tuple[Card, str]:
    """The same answer whether a request does not exist or is not this person's: it gives nothing away."""
    words = say(w.NOT_FOUND_TEXT, reference=reference) if reference else say(w.NO_REFERENCE)
    summary = say(w.NOT_FOUND)
    actions = [button("my_requests", say(w.MINE)), button("start", say(asking.START)), button("help", say(asking.HELP))]
    return card([heading(summary), text(words)], actions, summary), summary


def withdraw_sure_card(request: Request) -> tuple[Card, str]:
    """Ask once more before a request is withdrawn."""
    summary = say(w.WITHDRAW_SURE, reference=request.reference)
    carried = {"reference": request.reference}
    actions = [
        button("show", say(w.WITHDRAW_NO), carried, style="positive"),
        button("withdraw", say(w.WITHDRAW_YES, reference=request.reference), {**carried, "sure": True}),
    ]
    body = [heading(summary), free_heading(request.title), text(say(w.WITHDRAW_SURE_TEXT))]
    return card(body, actions, summary, shown=2), summary


def cancel_sure_card(carried: dict[str, object], notices: Sequence[Element] = ()) -> tuple[Card, str]:
    """Ask once more before a draft is cancelled."""
    summary = say(asking.CANCEL_SURE)
    actions = [
        button("resume", say(asking.CANCEL_NO), {"interview": carried["interview"]}, style="positive"),
        button("cancel", say(asking.CANCEL_YES), carried),
    ]
    body = [heading(summary), *notices, text(say(asking.CANCEL_SURE_TEXT))]
    return card(body, actions, summary, shown=2), summary


def note_card(title: str, words: str, *, resume: bool = False, draft: str = "") -> tuple[Card, str]:
    """A short card: one thing is said, and the ways on are there; ``draft``: id of the one that is carried on with."""
    carried = {"interview": draft} if draft else {}
    on = [button("resume", say(asking.RESUME), carried, style="positive")] if resume else []
    actions = [
        *on,
        button("start", say(asking.START)),
        button("my_requests", say(w.MINE)),
        button("help", say(asking.HELP)),
    ]
    return card([heading(title), text(words)], actions, title, f"{title}. {words}"), title
