"""Starts the request that renews a contract: what the list of systems says is filled in, shown, and can be changed."""

from __future__ import annotations

from typing import Any, Final

from dialogs.context import TurnContext
from dialogs.model import Interview, System
from dialogs.position import UNFINISHED
from dialogs.rendering import drafts_of, open_interview
from dialogs.wording import contracts as w
from dialogs.wording import say
from governance_rules.roles import detail_with, question_with, renewal_of

RENEWS: Final = "renews"
"""Key of an interview's memory: the row of the system whose contract it renews."""


def begun_already(context: TurnContext, system: System) -> Interview | None:
    """The draft of the person that renews this contract, where they have one open: another press finds it again."""
    current = open_interview(context)
    held = [*([current] if current else []), *drafts_of(context)]
    return next((one for one in held if one.memory.get(RENEWS) == system.item), None)


def filled_in(context: TurnContext, system: System) -> dict[str, Any]:
    """What a new draft remembers of the system: answers that are suggested, and details that stand in their boxes."""
    rulebook = context.rulebook
    suggested: dict[str, str] = {}
    if renewal := renewal_of(rulebook):
        suggested[renewal[0]] = renewal[1]
    asked, name = question_with(rulebook, "service_area"), system.area.strip().casefold()
    area = next((a.id for a in context.people.areas.values() if name and a.name.casefold() == name), None)
    if asked is not None and area is not None and asked.option(area) is not None:
        suggested[asked.id] = area
    boxes = {
        "title": say(w.TITLE, system=system.title),
        "systems": system.title,
        "supplier": system.supplier,
        "needed_by": system.contract_ends.isoformat() if system.contract_ends else "",
    }
    lengths = {detail.id: detail.max_length for detail in rulebook.details}
    left = {detail_with(rulebook, role): words for role, words in boxes.items() if words}
    kept = {detail: words[: lengths[detail]] for detail, words in left.items() if detail}
    return {RENEWS: system.item, "suggested": suggested, UNFINISHED: kept}
