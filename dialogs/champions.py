"""What champions, IT business partners and the governance team do about requests and see of their area."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dialogs.access_log import Access
from dialogs.cards.area import FILTERS, area_card, figures_card, filtered, preferences_card
from dialogs.cards.asked import lacks_note
from dialogs.cards.elements import clean, error
from dialogs.cards.mine import note_card
from dialogs.cards.my_work import my_work_card
from dialogs.cards.summary import (
    TEXT_LENGTH,
    UNKNOWN_AREA,
    TextForm,
    area_name,
    closed_card,
    other_areas,
    pass_on_card,
    pass_on_error,
    role_card,
    role_of,
    role_words,
    text_form_card,
)
from dialogs.cards.welcome import has_work, owner_card, owns
from dialogs.changes import happened
from dialogs.context import Command, TurnContext
from dialogs.events import By, ByStaff, DecisionExplained, HelpOffered, NoteAdded, PickedUp, QuestionAsked, Reassigned
from dialogs.model import PASSING, OfferFile, Request, SetPreferences, Turn
from dialogs.question_limit import MOST, asked_too_often
from dialogs.rendering import notice
from dialogs.rights import TeamRole, is_team, roles_anywhere
from dialogs.statuses import Status
from dialogs.tasks import speakers_of
from dialogs.understanding.typed_text import bare, folded, plain
from dialogs.wording import asking, handling, say
from dialogs.wording import championing as w
from governance_rules.roles import PARTNER


def _by(context: TurnContext, request: Request, role: TeamRole) -> By:
    return By(context.session.person, role_words(context.people, role, request.area))


def _shown(context: TurnContext, request: Request, role: TeamRole, words: str) -> tuple[Any, str]:
    me = context.session.person
    return role_card(context.rulebook, context.people, request, role, (notice(words),), person=me)


def pick_up(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """The IT business partner of the area takes the request; the requester hears of it once, by its new status."""
    del command
    reference, name = request.reference, _partner_name(context, request)
    if request.status == Status.WITH_PARTNER and request.it_contact == name:
        return Turn(*_shown(context, request, role, say(w.PICKED_UP_ALREADY, reference=reference)))
    event = PickedUp(name)
    new, effect = happened(request, event, _by(context, request, role), context.clock.now)
    return Turn(*_shown(context, new, role, say(w.PICKED_UP, reference=reference)), (effect,))


def _partner_name(context: TurnContext, request: Request) -> str:
    """The partner's name as the directory has it: a name that Teams sends is nobody's proof."""
    me, partners = context.session.person, speakers_of(context.people, request, PARTNER)
    return next((one.name for one in partners if one.aad_id == me.aad_id), "") or me.name


def can_help(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """A champion offers to help; the requester is told who."""
    del command
    me, reference = context.session.person, request.reference
    area = context.people.areas[request.area or ""]
    name = next((c.name for c in area.champions if c.aad_id == me.aad_id), me.name)
    if name in request.helpers:
        return Turn(*_shown(context, request, role, say(w.HELPING_ALREADY, reference=reference)))
    event = HelpOffered(replace(me, name=name))
    new, effect = happened(request, event, _by(context, request, role), context.clock.now)
    return Turn(*_shown(context, new, role, say(w.HELPING, reference=reference)), (effect,))


def pass_on(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """It is not for this area: ask which one it is for. Typed, the area may stand behind the reference."""
    if "area" in command.inputs:
        return passed_on(context, command, request, role)
    return Turn(*pass_on_card(context.people, request, role))


def passed_on(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """Give the request to the area that was chosen, or to the governance team when nobody knows."""
    chosen = _area_said(context, request, command.inputs.get("area"))
    if chosen is None or set(command.inputs) - {"area"} or (chosen == UNKNOWN_AREA and role == "governance"):
        return Turn(*pass_on_card(context.people, request, role, say(asking.ERROR, problem=pass_on_error(role))))
    reference, by = request.reference, _by(context, request, role)
    if chosen == UNKNOWN_AREA:
        new, effect = happened(request, Reassigned(), by, context.clock.now)
        return Turn(*_shown(context, new, role, say(w.PASSED_ON, reference=reference)), (effect,))
    name = area_name(context.people, chosen)
    new, effect = happened(request, Reassigned(chosen, name), by, context.clock.now)
    words = (notice(say(w.PASSED_ON_TO, reference=reference, area=name)),)
    still = role_of(context.people, context.session.person, new)
    me, rules, people = context.session.person, context.rulebook, context.people
    card, summary = role_card(rules, people, new, still, words, person=me) if still else closed_card(new, words)
    return Turn(card, summary, (effect,))


def _area_said(context: TurnContext, request: Request, raw: object) -> str | None:
    """The id of the area that was chosen or typed (its name, id or number on the card); None when it is none."""
    if not isinstance(raw, str):
        return None
    said = bare(plain(raw))
    areas = other_areas(context.people, request)
    ids = [*(a.id for a in areas), UNKNOWN_AREA]
    names = [*(plain(a.name) for a in areas), plain(say(w.PASS_ON_UNKNOWN))]
    numbers = [str(n) for n in range(1, len(ids) + 1)]
    return next((i for i, name, n in zip(ids, names, numbers, strict=True) if said in (i, name, n)), None)


def write_note(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """Show the box for a note."""
    del context, command, role
    return Turn(*text_form_card(request, "note"))


def write_question(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """Show the box for a question to the requester."""
    del command
    if not request.requester.aad_id:
        return _nobody_to_ask(context, request, role)
    return Turn(*text_form_card(request, "ask"))


def note(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """Save a note."""
    return _written(context, command, request, role, "note")


def ask(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """Carry a question to the requester."""
    if not request.requester.aad_id:
        return _nobody_to_ask(context, request, role)
    return _written(context, command, request, role, "ask")


def _nobody_to_ask(context: TurnContext, request: Request, role: TeamRole) -> Turn:
    """Whoever sent it was erased, or its time is over: a question would wait for ever."""
    return Turn(*_shown(context, request, role, say(w.NOBODY_TO_ASK, reference=request.reference)))


def explain(context: TurnContext, command: Command, request: Request, role: TeamRole) -> Turn:
    """Save why it was decided so, when nobody has said it: the list shows it and the requester is told."""
    if not lacks_note(request):
        return Turn(*_shown(context, request, role, say(handling.EXPLAINED_ALREADY, reference=request.reference)))
    return _written(context, command, request, role, "decision_note")


_EVENTS: Mapping[TextForm, Callable[[str], ByStaff]] = {
    "note": NoteAdded,
    "ask": QuestionAsked,
    "decision_note": DecisionExplained,
}
_DONE: Mapping[TextForm, str] = {"note": w.NOTED, "ask": w.ASKED, "decision_note": handling.EXPLAINED}


def _written(context: TurnContext, command: Command, request: Request, role: TeamRole, form: TextForm) -> Turn:
    raw = command.inputs.get(form)
    words = clean(raw).strip() if isinstance(raw, str) else ""
    if set(command.inputs) - {form}:
        return Turn(*text_form_card(request, form, words, say(asking.FOREIGN)))
    if not words or len(words) > TEXT_LENGTH:
        length, limit = f"{len(words):,}", f"{TEXT_LENGTH:,}"
        missing = w.QUESTION_ERROR if form == "ask" else w.NOTE_ERROR
        problem = say(w.TEXT_TOO_LONG, length=length, limit=limit) if words else say(missing)
        return Turn(*text_form_card(request, form, words, say(asking.ERROR, problem=problem)))
    if form == "ask" and asked_too_often(request.timeline, context.clock.now):
        problem = say(w.ASKED_OFTEN, most=str(MOST))
        return Turn(*text_form_card(request, form, words, say(asking.ERROR, problem=problem)))
    new, effect = happened(request, _EVENTS[form](words), _by(context, request, role), context.clock.now)
    return Turn(*_shown(context, new, role, say(_DONE[form], reference=request.reference)), (effect,))


def not_yours(context: TurnContext, command: Command) -> Turn:
    """To whom an area or the figures are not shown; who has other work here is shown that, or what they get here."""
    person, people = context.session.person, context.people
    if command.verb == "my_area" and (owns(people, person) or has_work(people, person)):
        if context.lookups.work:
            return Turn(*my_work_card(context.rulebook, people, person, context.lookups.work))
        return Turn(*owner_card(context.rulebook, people, person))
    if command.verb == "figures":
        return Turn(*note_card(say(w.NOT_YOUR_FIGURES), say(w.NOT_YOUR_FIGURES_TEXT)))
    return Turn(*note_card(say(w.NOT_YOURS), say(w.NOT_YOURS_TEXT)))


def my_area(context: TurnContext, command: Command) -> Turn:
    """The requests of this person's areas, filtered, or as a file."""
    wanted = command.carried.get("filter")
    chosen: str = wanted if wanted in FILTERS else "open"
    seen = [r for r in context.lookups.area_requests if role_of(context.people, context.session.person, r)]
    count = len(filtered(seen, chosen, context.lookups.late))
    listed = Access("listed", fields={"filter": chosen, "requests": count})
    if command.carried.get("export") is not True:
        return Turn(*area_card(context, seen, chosen), accesses=(listed,))
    card, summary = area_card(context, seen, chosen, (notice(say(w.EXPORT_READY)),))
    return Turn(card, summary, (OfferFile(say(w.EXPORT_NAME), "export", {"filter": chosen}),), accesses=(listed,))


def figures(context: TurnContext, command: Command) -> Turn:
    """Figures, for the governance team alone."""
    del command
    return Turn(*figures_card(context.rulebook, context.people, context.lookups.figures or {}))


def preferences(context: TurnContext, command: Command) -> Turn:
    """Show when this person is told."""
    del command
    return Turn(*preferences_card(context.session.preferences, team=is_team(context), checks=_checks(context)))


_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def prefer(context: TurnContext, command: Command) -> Turn:
    """Store when this person wants to be told. What was not said stays as it was."""
    inputs = command.inputs
    old = {k: v for k, v in context.session.preferences.items() if k not in PASSING}
    how_often = inputs.get("notifications", old.get("notifications"))
    unsaid = how_often is None and "notifications" not in inputs  # quiet hours alone are no choice of when to hear
    if (not unsaid and how_often not in ("at_once", "daily", "weekly")) or set(inputs) - {
        "notifications",
        "quiet_from",
        "quiet_to",
    }:
        return _prefer_again(context, say(w.CHOICE_WRONG if how_often else w.WHEN_ERROR))
    often = {} if unsaid else {"notifications": how_often}
    times = {name: inputs.get(name, old.get(name, "")) or "" for name in ("quiet_from", "quiet_to")}
    found_times = {
        name: _TIME.fullmatch(folded(held)) if isinstance(held, str) else None for name, held in times.items()
    }
    if any(times.values()) and not all(found_times.values()):
        sound = {name: held if found_times[name] else "" for name, held in times.items()}
        return _prefer_again(context, say(w.TIME_WRONG), {**often, **sound})
    quiet = {name: f"{int(at[1]):02}:{at[2]}" for name, at in found_times.items() if at}
    new = {**{k: v for k, v in old.items() if k not in times}, **often, **quiet}
    card, summary = preferences_card(
        new, (notice(say(w.PREFERENCES_SAVED)),), team=is_team(context), checks=_checks(context)
    )
    return Turn(card, summary, (SetPreferences(new),))


def _checks(context: TurnContext) -> bool:
    return "owner" in roles_anywhere(context.people, context.session.person)


def _prefer_again(context: TurnContext, problem: str, given: Mapping[str, Any] | None = None) -> Turn:
    shown = {**context.session.preferences, **(given or {})}
    return Turn(*preferences_card(shown, error(problem), team=is_team(context), checks=_checks(context)))
