"""The card of the details: title, problem, outcome and what else the route needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps

import orjson

from dialogs.cards.elements import Element, button, buttons, card, error, heading, safe, section, text, with_hint
from dialogs.cards.sponsor import name_manager
from dialogs.cards.systems import numbered_part, offer_part
from dialogs.cards.topic import interview_buttons, problems, progress
from dialogs.context import Feedback, stamp
from dialogs.detail_kinds import kind_of_detail
from dialogs.model import Card, Interview, Person, System
from dialogs.position import Position, unfinished
from dialogs.wording import asking as w
from dialogs.wording import say, sponsoring
from governance_rules import Rulebook
from governance_rules.model import Detail

ROOM_FOR_TEXT = 13_000
"""Bytes of earlier text that one card carries back into its boxes, so that it stays under 25 KB. The rest is kept."""
_ROOM_ON_A_CARD = 23_500
"""Bytes of a route with the boxes below it, so that the buttons and words around them fit into 25 KB too."""


_ASCII = bytes(range(0x7F))


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered beside the boxes: the manager as sponsor, systems that the words speak of, requests like it."""

    manager: Person | None = None
    systems: tuple[System, ...] = ()
    today: date = date.min
    similar: tuple[Element, ...] = ()


NOTHING = Offered()
ALL = "details:all"
"""What Continue carries below a route with all the boxes; no detail has such an id."""


def _label(detail: Detail) -> str:
    return detail.label if detail.required else say(w.OPTIONAL, label=detail.label)


def _input(detail: Detail, value: str) -> Element:
    shown: Element = {
        **kind_of_detail(detail).shape(detail),
        "id": detail.id,
        # The hint is part of the label: only so does a screen reader say it at the box.
        "label": with_hint(_label(detail), detail.hint or (say(w.TITLE_HINT) if detail.role == "title" else "")),
    }
    if value:
        shown["value"] = value
    return {**shown, "spacing": "Medium"}


def held(detail: Detail, interview: Interview) -> str:
    """What stands in a detail's box: what was left there, or else what was given."""
    return unfinished(interview).get(detail.id, interview.details.get(detail.id, ""))


def _weight(detail: Detail, interview: Interview) -> int:
    return len(dumps(held(detail, interview)))


def carried_back(details: Sequence[Detail], interview: Interview) -> frozenset[str]:
    """Ids of the details whose text a card carries back into its box; a longer one is kept but not shown again."""
    room = ROOM_FOR_TEXT
    boxed: set[str] = set()
    for detail in details:
        weight = _weight(detail, interview)
        if weight <= room:
            room -= weight
            boxed.add(detail.id)
    return frozenset(boxed)


def _inputs(
    details: Sequence[Detail],
    interview: Interview,
    feedback: Feedback,
    known: Offered,
    only: str = "",
) -> list[Element]:
    parts: list[Element] = []
    boxed = carried_back(details, interview)
    for detail in details:
        parts += error(feedback.errors.get(detail.id))
        value = held(detail, interview)
        if detail.id in boxed:
            parts.append(_input(detail, value))
            if detail.role == "sponsor_name" and known.manager is not None and not value:
                carried = stamp(interview, form="manager", **({"only": only} if only else {}))
                parts.append(buttons([name_manager(known.manager, "answer", carried)]))
            if detail.role == "systems" and not only:
                parts += offer_part(known.systems, interview, known.today)
            continue
        parts.append(text(say(w.KEPT_LONG, length=f"{len(value):,}")))
        parts.append(_input(detail, ""))
    return parts


def details_card(
    rulebook: Rulebook, interview: Interview, place: Position, feedback: Feedback, known: Offered
) -> tuple[Card, str]:
    """Every detail that this request needs, for who has seen its route and changes or mends one."""
    body: list[Element] = [
        text(progress(place, rulebook), subtle=True),
        heading(say(w.DETAILS_TITLE)),
        text(say(w.DETAILS_INTRO)),
    ]
    body += [*feedback.notices, *known.similar, *problems(feedback.errors)]
    body += _inputs(place.details, interview, feedback, known)
    answer = button("answer", say(w.CONTINUE), stamp(interview), style="positive")
    summary = say(w.DETAILS_SUMMARY)
    return card(body, [answer, *interview_buttons(interview)], summary), summary


def below_a_route(
    route: Sequence[Element], interview: Interview, place: Position, feedback: Feedback, known: Offered
) -> Element | None:
    """Every detail that this request needs, with what stands in its box; None where the card would grow too long.

    Then they have a card of their own. ``route``: what stands above them.
    """
    if not place.details:
        return None
    parts = [heading(say(w.DETAILS_TITLE), small=True), text(say(w.DETAILS_INTRO))]
    boxes = section([*parts, *known.similar, *_inputs(place.details, interview, feedback, known)])
    return boxes if _fit(route, boxes) else None


def _fit(route: Sequence[Element], boxes: Element) -> bool:
    """Whether both together are no more than there is room for."""
    # `dumps` takes twenty times as long, and has at most this: a space after each comma and colon, and six bytes where
    # one stands here that is no letter of ASCII.
    written = orjson.dumps(route) + orjson.dumps(boxes)
    most = len(written) + written.count(b",") + written.count(b":") + 5 * len(written.translate(None, _ASCII))
    return most <= _ROOM_ON_A_CARD or len(dumps(route)) + len(dumps(boxes)) <= _ROOM_ON_A_CARD


def how(detail: Detail) -> str:
    """How somebody who types gives this detail."""
    kind = kind_of_detail(detail)
    return say(kind.type_it if detail.required else kind.type_or_skip)


def detail_part(interview: Interview, feedback: Feedback, detail: Detail) -> tuple[list[Element], str]:
    """The first detail below a decision, for someone who types; and the same in plain words."""
    parts = [
        heading(say(w.FIRST_DETAIL), small=True),
        text(how(detail)),
        *_inputs([detail], interview, feedback, NOTHING),
    ]
    return [section(parts)], f"{_label(detail)}\n{how(detail)}"


def detail_card(
    rulebook: Rulebook,
    interview: Interview,
    place: Position,
    feedback: Feedback,
    detail: Detail,
    known: Offered,
) -> tuple[Card, str]:
    """One detail alone, for someone who types."""
    words = how(detail)
    if detail.role == "sponsor_name" and (manager := known.manager) is not None:
        words = f"{words} {say(sponsoring.MANAGER_TYPED, name=safe(manager.name or manager.upn, 60))}"
    numbered, listed = numbered_part(known.systems if detail.role == "systems" else (), known.today)
    body: list[Element] = [text(progress(place, rulebook), subtle=True), heading(_label(detail)), *feedback.notices]
    body += [
        *known.similar,
        *problems(feedback.errors),
        *numbered,
        text(words),
        text(say(w.COMMAND_WORDS), subtle=True),
        *_inputs([detail], interview, feedback, known, detail.id),
    ]
    answer = button("answer", say(w.CONTINUE), stamp(interview, only=detail.id), style="positive")
    summary = say(w.QUESTION_SUMMARY, question=detail.label)
    return card(
        body, [answer, *interview_buttons(interview)], summary, "\n".join(filter(None, (_label(detail), listed, words)))
    ), summary
