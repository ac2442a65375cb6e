"""A person's drafts: start one, carry on with one, leave it, cancel it, send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.cards.mine import cancel_sure_card, drafts_card, note_card
from dialogs.cards.request import requester_card
from dialogs.interviewing import advance, go_to_missing, lodge, see_route, suggested_here, take_suggestion
from dialogs.position import place_of, up_to_date
from dialogs.scene import Aside, Command, Scene, stamp
from dialogs.seams import Interview, Keep, Request, Turn
from dialogs.showing import drafts_of, notice, old_card, open_interview, present, show
from dialogs.wording import asking as w
from dialogs.wording import say
from governance_rules import Answer

MOST_DRAFTS = 1000
"""Drafts that one person may hold; enough for anybody, and no way to fill the database."""


def begin(
    scene: Scene,
    notices: tuple[str, ...] = (),
    answers: Mapping[str, Answer] | None = None,
    details: Mapping[str, str] | None = None,
    memory: Mapping[str, Any] | None = None,
) -> Turn:
    """Open a new interview; the one in hand stays as a draft."""
    current = open_interview(scene)
    held = [*([current] if current else []), *drafts_of(scene)]
    many = len(held) if scene.desk.drafts_held is None else scene.desk.drafts_held
    if many >= MOST_DRAFTS:
        card, summary = drafts_card(scene.rulebook, held, (notice(say(w.MANY_DRAFTS, count=many)),))
        return Turn(card, summary)
    new = Interview(
        id=scene.at.new_id(),
        revision=1,
        answers=dict(answers or {}),
        details=dict(details or {}),
        looking_at=None,
        route_seen=False,
        rules_version=scene.rulebook.version,
        started=scene.at.now,
        touched=scene.at.now,
        memory=dict(memory or {}),
    )
    new = replace(up_to_date(scene.rulebook, replace(new, rules_version="")), id=new.id) if answers else new
    words = (*notices, say(w.OTHER_DRAFT)) if held else notices
    card, summary = show(scene, new, Aside(tuple(notice(line) for line in words)))
    return Turn(card, summary, (Keep(new),))


def start(scene: Scene, command: Command) -> Turn:
    """Start a request. A draft that holds nothing yet is the new one already."""
    current = open_interview(scene)
    if current is not None and not current.answers and not current.memory.get("suggested"):
        return present(scene)
    del command
    return begin(scene)


def resume(scene: Scene, command: Command) -> Turn:
    """Show the present card, or bring a draft back; several drafts are listed when none is in hand."""
    current = open_interview(scene)
    wanted = command.carried.get("interview")
    drafts = drafts_of(scene)
    number = command.carried.get("draft")
    listed = [*([current] if current else []), *drafts]
    if isinstance(number, int) and 0 < number <= len(listed):
        wanted = listed[number - 1].id
    if current is not None and (wanted is None or wanted == current.id):
        return present(scene)
    chosen = next((d for d in drafts if d.id == wanted), None)
    if chosen is None and current is None and len(drafts) == 1:
        chosen = drafts[0]
    if chosen is not None:
        card, summary = show(scene, up_to_date(scene.rulebook, chosen))
        return Turn(card, summary, (Keep(replace(chosen, touched=scene.at.now)),))
    if current is None and drafts:
        return list_drafts(scene, command)
    return present(scene)


def go_on(scene: Scene, command: Command) -> Turn:
    """Go on from where the person is: past the route, with what their own words suggested, or back to the front."""
    interview = open_interview(scene)
    if interview is None:
        return resume(scene, command)
    place = place_of(scene.rulebook, interview)
    if place.kind == "decision":
        return see_route(scene, interview, place)
    if suggested_here(interview, place) is not None:
        return take_suggestion(scene, interview, place)
    if interview.looking_at is not None:
        return advance(scene, interview, looking_at=None)
    return present(scene)


def list_drafts(scene: Scene, command: Command) -> Turn:
    """Every draft with a way to carry on with it."""
    del command
    current = open_interview(scene)
    held = [*([current] if current else []), *drafts_of(scene)]
    if not held:
        return present(scene)
    card, summary = drafts_card(scene.rulebook, held)
    return Turn(card, summary)


def leave(scene: Scene, command: Command, interview: Interview) -> Turn:
    """Say that everything is saved. Nothing has to be stored for that."""
    del scene, command, interview
    card, summary = note_card(say(w.SAVED), say(w.SAVED_TEXT), resume=True)
    return Turn(card, summary)


def cancel(scene: Scene, command: Command, interview: Interview) -> Turn:
    """Ask once, and cancel when it is said again."""
    del command
    if interview.memory.get("asked") == "cancel":
        return cancel_now(scene, interview)
    memory = {**interview.memory, "asked": "cancel"}
    asked = replace(interview, revision=interview.revision + 1, touched=scene.at.now, memory=memory)
    card, summary = cancel_sure_card(stamp(asked))
    return Turn(card, summary, (Keep(asked),))


def cancel_now(scene: Scene, interview: Interview) -> Turn:
    """Cancel a draft: its answers go, and nothing was ever sent."""
    gone = replace(
        interview,
        revision=interview.revision + 1,
        touched=scene.at.now,
        state="cancelled",
        answers={},
        details={},
        memory={},
    )
    card, summary = note_card(say(w.CANCELLED), say(w.CANCELLED_TEXT), resume=bool(drafts_of(scene)))
    return Turn(card, summary, (Keep(gone),))


def submit(scene: Scene, command: Command, interview: Interview) -> Turn:
    """Send the request."""
    del command
    place = place_of(scene.rulebook, interview)
    if not place.complete:
        return go_to_missing(scene, interview, place)
    return lodge(scene, interview, place)


def sent_already(scene: Scene, command: Command) -> Turn:
    """Submit was pressed again: the same reference, however often; a card of anything else is an old one."""
    sent = _sent_already(scene, command)
    if sent is None:
        return old_card(scene, command)
    return Turn(*requester_card(scene.rulebook, scene.people, sent))


def _sent_already(scene: Scene, command: Command) -> Request | None:
    """The request that this very interview became; typed words mean the newest one."""
    wanted = command.carried.get("interview")
    found = [
        r
        for r in (scene.known.request, *scene.known.mine)
        if r is not None and r.requester.aad_id == scene.desk.person.aad_id
    ]
    if not found or not scene.desk.person.aad_id:
        return None
    if scene.typed:
        return max(found, key=lambda r: r.submitted_at)
    return next((r for r in found if r.interview == wanted), None)
