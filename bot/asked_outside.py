"""What is asked outside the bot's own chat and changes nothing: answered from what can be read, beside the writer.

So a search at every key that somebody presses, and the words of a message that is only looked at, leave no trace.
A card that is brought up to date for somebody leaves the trace that they saw more of it, and then the writer has it.
"""

from __future__ import annotations

import orjson
from sqlalchemy import Connection

from bot.found_requests import found_for
from bot.host.extension import answered
from bot.host.incoming import Incoming, Reply
from bot.meetings import with_meetings
from bot.register import requests
from dialogs import needs_of, take_turn
from dialogs.extension import ExtensionAnswer
from dialogs.model import Clock, Lookups, People, Session, Turn
from governance_rules import Rulebook


def turn_outside(
    connection: Connection, incoming: Incoming, rulebook: Rulebook, people: People, clock: Clock, site: str
) -> Turn:
    """Take the turn of a search, a link, a message that somebody chose, or a card that is brought up to date."""
    session = Session(incoming.person, None, personal_chat=False)
    wanted = needs_of(rulebook, session, incoming.act)
    lookups = Lookups(
        request=requests.find(connection, wanted.reference) if wanted.reference else None,
        found=found_for(connection, wanted, people, incoming.person.aad_id, site),
    )
    lookups = with_meetings(connection, wanted, lookups, rulebook, people, session.person, clock.now)
    return take_turn(rulebook, people, session, lookups, incoming.act, clock)


def reply_of(turn: Turn) -> Reply:
    """The answer of such a turn."""
    if turn.answer is not None:
        return Reply(body=body_of(turn.answer))
    return Reply(turn.card, turn.summary)


def body_of(answer: ExtensionAnswer) -> bytes:
    """The whole HTTP body of an answer."""
    return orjson.dumps(answered(answer))
