"""The roadmap in the chat: the whole of it, or one timeframe or service area, for any member of staff."""

from __future__ import annotations

from dialogs.access_log import Access
from dialogs.cards.roadmap import Part, not_staff_card, part_card, roadmap_card
from dialogs.context import Command, TurnContext
from dialogs.model import Turn
from dialogs.roadmap import roadmap_of
from dialogs.understanding.typed_text import bare, plain
from dialogs.wording import roadmap as w
from dialogs.wording import say
from governance_rules import Rulebook
from governance_rules.roles import question_with


def show(context: TurnContext, command: Command) -> Turn:
    """Show it: titles, service areas and timeframes, and nothing else. Guests are told that it is not theirs."""
    entries = context.lookups.roadmap
    if entries is None:
        return Turn(*not_staff_card(), accesses=(Access("refused", fields={"verb": command.verb}),))
    today = context.today
    roadmap = roadmap_of(context.rulebook, entries, (), today, today, say(w.UNPLACED))
    seen = Access("listed", fields={"verb": command.verb, "requests": len(entries)})
    part = _part(context.rulebook, command.carried.get("part"))
    if part is None:
        return Turn(*roadmap_card(context.people, roadmap), accesses=(seen,))
    page = command.carried.get("page")
    return Turn(*part_card(context.people, roadmap, part, page if isinstance(page, int) else 1), accesses=(seen,))


def names_a_part(rulebook: Rulebook, command: Command) -> bool:
    """Whether words that begin with "roadmap" ask for it: alone, or with the name of something that it has."""
    said = command.carried.get("part")
    return command.verb != "roadmap" or said is None or _part(rulebook, said) is not None


def _part(rulebook: Rulebook, said: object) -> Part | None:
    """The timeframe or the service area that is meant, by its id or its name."""
    if not isinstance(said, str):
        return None
    asked, word = question_with(rulebook, "service_area"), bare(plain(said))
    parts = [Part("timeframe", timeframe.id, timeframe.name) for timeframe in rulebook.timeframes]
    parts += [Part("area", area.id, area.label) for area in (asked.options if asked else ())]
    return next((part for part in parts if word in (part.id, plain(part.name))), None)
