"""What must be looked up before a turn: nothing for most turns, so that an answer costs one read."""

from __future__ import annotations

from dialogs.acts import read_pressed, read_typed, reference_of
from dialogs.position import place_of, up_to_date
from dialogs.scene import Command
from dialogs.seams import PASSING, Act, Desk, Happened, Interview, Pressed, Wants
from governance_rules import Rulebook
from governance_rules.roles import detail_with

_ABOUT_ONE = frozenset(
    {
        *("show", "withdraw", "pick_up", "can_help", "add_note", "pass_on", "ask", "add_information", "start_again"),
        "remove",
    }
)
_FORMS = frozenset({"note", "ask", "pass_on", "information"})
_MAY_CHECK = frozenset({"answer", "resume", "back", "change", "skip", "continue", "start"})
"""Verbs that may lead to the check-answers card, which shows similar requests."""


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
    verb = command.verb
    if verb == "yes":
        asked = desk.preferences.get(PASSING)
        held = asked.removeprefix("withdraw ") if isinstance(asked, str) and asked.startswith("withdraw ") else None
        return Wants(reference=held, similar_to=title)
    if verb in _ABOUT_ONE or (verb == "answer" and command.carried.get("form") in _FORMS):
        return Wants(reference=reference_of(command) or None)
    if verb == "join":
        return Wants(reference=reference_of(command) or None, similar_to=title)
    if verb == "submit":
        fresh = current is not None and (words is not None or command.carried.get("interview") == current.id)
        return Wants() if fresh else Wants(lately=True, mine=True)
    if verb == "answer" and isinstance(written := command.inputs.get(title_id), str):
        return Wants(similar_to=written[:400] or title)
    if verb in _MAY_CHECK:
        return Wants(similar_to=title)
    return Wants(mine=verb == "my_requests", area_requests=verb == "my_area", figures=verb == "figures")
