"""What must be looked up before a turn: nothing for most turns, so that an answer costs one read."""

from __future__ import annotations

from typing import Final

from dialogs.acts import read_pressed, read_typed
from dialogs.position import place_of, up_to_date
from dialogs.scene import Command
from dialogs.seams import PASSING, Act, Desk, Happened, Interview, Pressed, Wants
from dialogs.verbs import verb_of
from governance_rules import Rulebook
from governance_rules.roles import detail_with

_SIMILAR: Final = ("similar",)


def wants(rulebook: Rulebook, desk: Desk, act: Act) -> Wants:
    """Say what a turn needs to know beside the desk. Pure and cheap: what it asks the rules, the turn would ask too."""
    if isinstance(act, Happened):
        return Wants()
    open_now = desk.current if desk.current is not None and desk.current.state == "open" else None
    if isinstance(act, Pressed):
        return _of(rulebook, desk, read_pressed(act), None)
    command = read_typed(
        act.text, own_text=bool(open_now and open_now.route_seen), waiting=True, prefix=rulebook.reference_prefix
    )
    return _of(rulebook, desk, command, act.text)


def _asks_detail(rulebook: Rulebook, interview: Interview) -> bool:
    """Whether typed words that are no command are a detail: perhaps the title itself."""
    return interview.route_seen or place_of(rulebook, up_to_date(rulebook, interview)).kind == "decision"


def _of(rulebook: Rulebook, desk: Desk, command: Command | None, words: str | None) -> Wants:
    current = desk.current if desk.current is not None and desk.current.state == "open" else None
    title_id = detail_with(rulebook, "title")
    title = current.details.get(title_id) if current else None
    if command is None:
        return Wants(similar_to=(title or words) if current and _asks_detail(rulebook, current) else None)
    verb = verb_of(command.verb, command.carried.get("form"))
    if verb is None:
        return Wants()
    reference = (command.reference or None) if verb.about_a_request else None
    if verb.name == "yes":
        asked = desk.preferences.get(PASSING)
        reference = (
            asked.removeprefix("withdraw ") if isinstance(asked, str) and asked.startswith("withdraw ") else None
        )
    if "lately" in verb.looks_up:
        fresh = current is not None and (words is not None or command.carried.get("interview") == current.id)
        return Wants() if fresh else Wants(lately=True, mine=True)
    # What is being written now may be the title itself.
    written = command.inputs.get(title_id) if verb.name == "answer" else None
    likely = (written[:400] if isinstance(written, str) else "") or title
    if verb.looks_up == _SIMILAR:
        return Wants(reference=reference, similar_to=likely)
    return Wants(
        reference=reference,
        similar_to=likely if "similar" in verb.looks_up else None,
        mine="mine" in verb.looks_up,
        area_requests="area_requests" in verb.looks_up,
        figures="figures" in verb.looks_up,
    )
