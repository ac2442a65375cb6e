"""What is asked outside the bot's own chat and changes nothing: answered from what can be read, beside the writer.

So a search at every key that somebody presses, and the words of a message that is only looked at, leave no trace.
"""

from __future__ import annotations

import orjson
from sqlalchemy import Connection

from bot.host.extension import answered
from bot.host.incoming import Incoming, Reply
from dialogs import needs_of, take_turn
from dialogs.extension import ExtensionAnswer
from dialogs.model import Clock, Lookups, Needs, People, Session
from governance_rules import Rulebook


def answer_outside(
    connection: Connection, incoming: Incoming, rulebook: Rulebook, people: People, clock: Clock
) -> Reply:
    """Take the turn of a search, a link or a message that somebody chose."""
    session = Session(incoming.person, None, personal_chat=False)
    lookups = _look_up(connection, needs_of(rulebook, session, incoming.act))
    turn = take_turn(rulebook, people, session, lookups, incoming.act, clock)
    return Reply(body=body_of(turn.answer)) if turn.answer is not None else Reply()


def body_of(answer: ExtensionAnswer) -> bytes:
    """The whole HTTP body of an answer."""
    return orjson.dumps(answered(answer))


def _look_up(connection: Connection, wanted: Needs) -> Lookups:
    del connection, wanted
    return Lookups()
