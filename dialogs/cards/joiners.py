"""Who joined a request, as its requester sees them: by name, each with a way to say no."""

from __future__ import annotations

from dialogs.cards.elements import Element, button, buttons, free, heading, section, text
from dialogs.model import Person, Request
from dialogs.wording import requesting as w
from dialogs.wording import say

MOST_JOINERS = 5
"""People who joined, on one card."""


def joiners_part(request: Request) -> list[Element]:
    """Who joined and is still there, each with a way to say no. The numbers are those that can be typed."""
    there = [(n, p) for n, p in enumerate(request.joined, 1) if p in request.co_requesters]
    if not there:
        return []
    parts: list[Element] = [heading(say(w.JOINERS), small=True), text(say(w.JOINERS_TEXT))]
    for number, person in there[:MOST_JOINERS]:
        parts.append(free(say(w.JOINER, number=number, name=person.name or say(w.SOMEONE))))
        parts.append(buttons([remove_button(request, person, say(w.REMOVE_NUMBER, number=number))]))
    if len(there) > MOST_JOINERS:
        parts.append(text(say(w.JOINERS_MORE, count=len(there) - MOST_JOINERS, reference=request.reference)))
    return [section(parts)]


def remove_button(request: Request, person: Person, words: str) -> Element:
    """The button that takes this person off the request again."""
    return button("remove", words, {"reference": request.reference, "person": person.aad_id})
