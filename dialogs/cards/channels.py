"""The post of a channel in which the agenda of a body is kept: references and titles, and nothing else of a request."""

from __future__ import annotations

from datetime import date

from dialogs.agendas import Item
from dialogs.cards.elements import Element, card, free, heading, text
from dialogs.cards.meetings import MOST_LISTED, listed_line
from dialogs.model import Card
from dialogs.wording import channels as w
from dialogs.wording import meetings, say, say_count, say_day
from governance_rules import Rulebook


def channel_agenda_card(rulebook: Rulebook, body: str, day: date | None, items: tuple[Item, ...]) -> tuple[Card, str]:
    """What is before a body on the day of its meeting; ``day``: None where the rules name none."""
    name = rulebook.named(body)
    dated = say(meetings.AGENDA, body=name, day=say_day(day, rulebook.day)) if day else say(w.WAITING, body=name)
    lines: list[Element] = [free(listed_line(item)) for item in items[:MOST_LISTED]]
    if (more := len(items) - MOST_LISTED) > 0:
        lines.append(text(say_count(w.MORE, more)))
    readers = text(say(w.READERS, named=typed_name(body)), subtle=True)
    return card([heading(dated), *(lines or [text(say(w.NOTHING_YET))]), readers], [], dated), dated


def no_longer_card() -> tuple[Card, str]:
    """What stands in the place of an agenda that was moved or taken away."""
    words = say(w.NO_LONGER)
    return card([text(words)], [], words), words


def typed_name(body: str) -> str:
    """A body as people type it."""
    return body.replace("_", " ")
