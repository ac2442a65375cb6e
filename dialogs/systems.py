"""The systems that a draft is about: what of it is searched, what is offered, and what was chosen of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dialogs.context import Command, TurnContext
from dialogs.model import Interview, System
from dialogs.position import UNFINISHED, unfinished
from governance_rules.model import Detail, Rulebook
from governance_rules.roles import detail_with

KNOWN: Final = "systems_known"
"""Id of the input that offers systems by the ids of their rows."""
_MOST_READ: Final = 3000
_MOST_CHOSEN: Final = 20
_LONGEST_NAME: Final = 255
_ROW: Final = re.compile(r"[\w-]{1,64}")
_NUMBERS: Final = re.compile(r"\s*\d{1,2}(?:\s*(?:,|and|&|\s)\s*\d{1,2})*[.)]?\s*")
_SEARCHED: Final = ("title", "systems", "problem")


def searched(rulebook: Rulebook, interview: Interview | None, inputs: Mapping[str, Any], words: str = "") -> str:
    """Everything of a draft that may name a system: as it is being written, or as it stands."""
    said = [words]
    held = {**interview.details, **unfinished(interview)} if interview else {}
    for role in _SEARCHED:
        detail = detail_with(rulebook, role)
        given = inputs.get(detail)
        said.append(given if isinstance(given, str) else held.get(detail, ""))
    return "\n".join(part for part in said if part)[:_MOST_READ]


def rows_chosen(raw: object) -> tuple[str, ...]:
    """The ids of rows that the input holds; what cannot be one is left out."""
    ids = raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else ()
    found = (one.strip() for one in ids if isinstance(one, str))
    return tuple(dict.fromkeys(one for one in found if _ROW.fullmatch(one)))[:_MOST_CHOSEN]


def system_named(carried: Mapping[str, Any]) -> str | None:
    """The name of the one system that is asked for."""
    name = carried.get("system")
    return name[:_LONGEST_NAME] if isinstance(name, str) and name.strip() else None


def offered(rulebook: Rulebook, interview: Interview, systems: Sequence[System]) -> tuple[System, ...]:
    """The systems that the draft does not name yet."""
    named = _held(interview, detail_with(rulebook, "systems"))
    return tuple(system for system in systems if not _lists(named, system.title))


def systems_detail(details: Sequence[Detail]) -> Detail | None:
    """The detail that names systems, where it is asked."""
    return next((detail for detail in details if detail.role == "systems"), None)


def with_chosen(
    context: TurnContext, interview: Interview, command: Command, shown: Sequence[Detail]
) -> tuple[Interview, Command]:
    """The interview and the command with the names of what was chosen in the detail that names systems.

    A number that was typed is a choice too. Nothing of the input itself is kept.
    """
    detail = systems_detail(shown)
    if detail is None:
        return interview, command
    inputs = {name: value for name, value in command.inputs.items() if name != KNOWN}
    given, before = inputs.get(detail.id), _held(interview, detail.id)
    rows = rows_chosen(command.inputs.get(KNOWN))
    chosen = [system for system in context.lookups.systems if system.item in rows]
    if not chosen and context.typed and isinstance(given, str):
        chosen = _by_number(given, offered(context.rulebook, interview, context.lookups.systems))
        given = before if chosen else given
    if chosen and (given is None or isinstance(given, str)):
        inputs[detail.id] = merged(before if given is None else given, chosen)
    return forget_choice(interview), replace(command, inputs=inputs)


def gone(context: TurnContext, command: Command) -> bool:
    """Whether something was chosen that is not among the systems any more: it names nothing, and that must be said."""
    return not {*rows_chosen(command.inputs.get(KNOWN))} <= {system.item for system in context.lookups.systems}


def merged(words: str, systems: Sequence[System]) -> str:
    """The words with the names of these systems after them, each once."""
    said = words.strip(" ;,\n")
    names = [said] if said else []
    for system in systems:
        if not _lists("; ".join(names), system.title):
            names.append(system.title)
    return "; ".join(names)


def _lists(words: str, title: str) -> bool:
    """Whether a list of names holds this one as a whole: "Data" does not stand in "Data warehouse"."""
    said, name = (" ".join(text.split()).casefold() for text in (words.replace("\n", " ; "), title))
    return re.search(rf"(?:^|[;,])\s*{re.escape(name)}\s*(?:$|[;,])", said) is not None


def forget_choice(interview: Interview) -> Interview:
    """The interview without a choice that was left in its input."""
    if KNOWN not in unfinished(interview):
        return interview
    left = {name: value for name, value in unfinished(interview).items() if name != KNOWN}
    memory = {key: value for key, value in interview.memory.items() if key != UNFINISHED}
    return replace(interview, memory={**memory, UNFINISHED: left} if left else memory)


def _by_number(words: str, systems: Sequence[System]) -> list[System]:
    numbers = [int(number) for number in re.findall(r"\d+", words)] if _NUMBERS.fullmatch(words) else []
    return [systems[n - 1] for n in numbers] if numbers and all(0 < n <= len(systems) for n in numbers) else []


def _held(interview: Interview, detail: str) -> str:
    return unfinished(interview).get(detail, interview.details.get(detail, ""))
