"""The cards that greet, help, answer questions about governance and say sorry."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from dialogs.cards.can_do import Desk, can_do, first_to_press
from dialogs.cards.elements import Element, box, bullets, button, card, fold, free, heading, text
from dialogs.cards.people import chat_button
from dialogs.model import Card, People, Person
from dialogs.rights import CHECKS, DELIVERS, GOVERNS, HELPS, MEETS, MOVES, NOTES, SPEAKS, TAKES, TEAM, Who
from dialogs.wording import asking, say, say_count
from dialogs.wording import helping as w
from governance_rules import Rulebook
from governance_rules.model import Term

_TEAM_WORDS: Final = (
    *((TEAM, line) for line in w.HELP_AREA_WORDS),
    (TAKES, w.HELP_PICK_UP),
    (HELPS, w.HELP_CAN_HELP),
    (NOTES, w.HELP_NOTE),
    (TAKES, w.HELP_ASK),
    (MOVES, w.HELP_PASS_ON),
    (SPEAKS, w.HELP_OUTCOME),
    (MEETS, w.HELP_PACK),
    (MEETS, w.HELP_AGENDA_HERE),
    (CHECKS, w.HELP_CHECK),
    (DELIVERS, w.HELP_DELIVER),
    (GOVERNS, w.HELP_EXPLAIN),
    (GOVERNS, w.HELP_FIGURES),
    (TAKES | SPEAKS | CHECKS | DELIVERS, w.HELP_MY_WORK),
)
"""Words for those who handle requests, by whose they are: nobody is offered what would be refused to them."""


def _ways_on(*, resume: bool = False) -> list[Element]:
    on = [button("resume", say(asking.RESUME), style="positive")] if resume else []
    start = button("start", say(asking.START), style="" if resume else "positive")
    return [*on, start, button("my_requests", say(asking.MY_REQUESTS)), button("help", say(asking.HELP))]


def people_to_ask(people: People, area: object) -> tuple[Person, ...]:
    """People to ask: the area's champions, or else the governance team."""
    known = people.areas.get(area) if isinstance(area, str) else None
    return ((known.champions if known else ()) or people.governance_team)[:2]


def person_row(people: People, area: object) -> list[Element]:
    """One line that names people to ask, when the directory names anybody, and a way to a chat with the first."""
    asked = people_to_ask(people, area)
    return [_to_ask(asked), *chat_button(asked[0])] if asked else []


def _to_ask(asked: Sequence[Person]) -> Element:
    return free(say(w.ASK_PERSON, names=", ".join(p.name for p in asked)))


def help_card(
    rulebook: Rulebook,
    people: People,
    area: object,
    roles: Collection[Who],
    desk: Desk,
    notices: Sequence[Element] = (),
) -> tuple[Card, str]:
    """What this person can do now, in a few lines; all words that they can type behind one press.

    ``roles``: what the directory makes of them.
    """
    asked = people_to_ask(people, area)
    body = [
        heading(say(w.CAN_DO)),
        *notices,
        text(say(w.CAN_TYPE)),
        bullets(can_do(rulebook, people, desk, roles)),
        *([_to_ask(asked)] if asked else []),
        *fold("all_words", say(w.ALL_WORDS), _all_words(rulebook, roles)),
    ]
    chats = [action for part in (chat_button(asked[0]) if asked else []) for action in part["actions"]]
    return card(body, [*first_to_press(people, desk), *chats], say(w.HELP_SUMMARY)), say(w.HELP_SUMMARY)


def _all_words(rulebook: Rulebook, roles: Collection[Who]) -> list[Element]:
    """Every word that somebody with these roles can type."""
    reference = rulebook.a_reference
    sent = [say(line, reference=reference) for line in w.HELP_SENT_WORDS]
    parts: list[Element] = [text(say(w.HELP_INTRO)), bullets(say(line) for line in w.HELP_WORDS)]
    if lines := [say(line, reference=reference) for who, line in _TEAM_WORDS if not who.isdisjoint(roles)]:
        note = text(say(w.HELP_TEAM_NOTE, reference=reference))
        parts += [heading(say(w.HELP_TEAM), small=True), bullets(lines), note]
    return [
        *parts,
        _group("draft", say(w.HELP_DRAFT), [bullets(say(line) for line in w.HELP_DRAFT_WORDS)]),
        _group("sent", say(w.HELP_SENT), [bullets(sent), text(say(w.HELP_SENT_NOTE, reference=reference))]),
        text(say(w.QUOTES)),
        *(text(say(w.ASK_GOVERNANCE, name=term.name)) for term in rulebook.terms[:1]),
        text(say(asking.NO_AI), subtle=True),
    ]


def _group(name: str, title: str, items: Sequence[Element]) -> Element:
    """Words of one kind under their heading."""
    return {"type": "Container", "id": name, "items": [heading(title, small=True), *items]}


def unsure_card(people: People, area: object, notices: Sequence[str], *, resume: bool) -> tuple[Card, str]:
    """A kind answer to words that were not understood, with choices and a person to ask."""
    first = notices[0] if notices else say(w.NOT_UNDERSTOOD)
    body = [
        heading(say(w.HELLO)),
        *[text(line) for line in notices],
        text(say(w.NOT_UNDERSTOOD_START)),
        *person_row(people, area),
    ]
    return card(body, _ways_on(resume=resume), first), first


def term_box(term: Term) -> Element:
    """A question about governance answered in the rulebook's own words, with its source."""
    lines = [heading(term.name, small=True), text(term.answer)]
    return box([*lines, text(say(w.SOURCE, source=term.source), subtle=True)] if term.source else lines, "accent")


def term_card(term: Term, *, resume: bool) -> tuple[Card, str]:
    """The answer to a question about governance when no question of ours is open."""
    summary = say(w.ANSWERED, name=term.name)
    return card([term_box(term)], _ways_on(resume=resume), summary, f"{term.name}. {term.answer}"), summary


def channel_card() -> tuple[Card, str]:
    """What a button in a channel answers with: no detail, and where the talk goes on."""
    return card([text(say(w.IN_CHANNEL))], [], say(w.IN_CHANNEL_CARD)), say(w.IN_CHANNEL_CARD)


def channel_reply() -> str:
    """What is said in a channel or group chat: one line, no detail."""
    return say(w.IN_CHANNEL)


def stranger_reply() -> str:
    """What a guest or someone of another organisation is told."""
    return say(w.STRANGER)


def wait_card(seconds: int) -> tuple[Card, str]:
    """What someone sees who is faster than the limit for one person; ``seconds`` until it is free again."""
    words = say_count(w.WAIT_TEXT, max(seconds, 1))
    body = [heading(say(w.WAIT)), text(words)]
    on = [button("resume", say(asking.RESUME), style="positive")]
    return card(body, on, say(w.WAIT), f"{say(w.WAIT)}. {words}"), say(w.WAIT)


def not_saved_card() -> tuple[Card, str]:
    """What a person sees when their answer could not be stored."""
    words = say(w.NOT_SAVED_TEXT)
    body = [heading(say(w.NOT_SAVED)), text(words)]
    return card(body, _ways_on(resume=True), say(w.NOT_SAVED), f"{say(w.NOT_SAVED)}. {words}"), say(w.NOT_SAVED)


_CODE = re.compile(r"[\w-]{1,40}")


def apology_card(code: str) -> tuple[Card, str]:
    """What a person sees when we failed; ``code`` helps the service desk to find it in the log."""
    words = say(w.APOLOGY_TEXT, code=code if _CODE.fullmatch(code) else "0")
    body = [heading(say(w.APOLOGY)), text(words)]
    return card(body, _ways_on(resume=True), say(w.APOLOGY), f"{say(w.APOLOGY)}. {words}"), say(w.APOLOGY)
