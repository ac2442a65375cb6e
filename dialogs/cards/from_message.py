"""The dialogue of a message action: the words of a message in a box, what was understood of them, one button.

A dialogue knows `Action.Submit` alone: Teams does not send `Action.Execute` from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dialogs.cards.elements import Element, box, card, heading, row, section, text, text_input, with_hint
from dialogs.cards.route import short_name
from dialogs.extension import ChatMessage, Lack
from dialogs.model import Card
from dialogs.wording import asking, say
from dialogs.wording import from_message as w
from governance_rules.model import Question

OPENED: Final = "dialog"
"""What the button carries: the id of this dialogue, which that of its draft will be."""
BOX: Final = "words"
"""The input for the words."""
_BOT: Final = re.compile(r"28:[0-9A-Za-z-]{1,64}")
_LACKS: Final[dict[Lack, str]] = {
    "deleted": w.DELETED,
    "system": w.SYSTEM,
    "recording": w.RECORDING,
    "picture": w.PICTURE,
    "card": w.CARD,
    "file": w.FILE,
    "empty": w.EMPTY,
}


def message_card(message: ChatMessage, understood: Sequence[tuple[Question, str]], opened: str, limit: int) -> Card:
    """The dialogue. ``message``: with the words that stand in its box, at most ``limit`` characters."""
    title = say(w.HEADING if message.words else w.SAY)
    kept = f"{say(w.ANOTHERS)} {say(w.NOTHING_KEPT)}" if message.words else say(w.NOTHING_KEPT)
    body: list[Element] = [heading(title), text(kept)]
    told = [_LACKS[message.lacks]] if message.lacks else []
    told += [w.CUT] * message.cut + [w.ATTACHED] * message.attached
    if told:
        body.append(box([text(say(line)) for line in told], "accent"))
    label = with_hint(say(w.BOX), say(w.BOX_HINT) if message.words else "")
    body.append(text_input(BOX, label, limit, message.words, lines=True))
    if understood:
        rows = [row(short_name(question), words) for question, words in understood]
        body.append(section([heading(say(asking.UNDERSTOOD_TITLE), small=True), *rows, text(say(w.CAN_CHANGE))]))
    elif message.words:
        body.append(text(say(w.NOT_UNDERSTOOD)))
    body.append(text(say(w.NEXT), subtle=True))
    press = {"type": "Action.Submit", "title": say(w.START), "style": "positive", "data": {OPENED: opened}}
    return card(body, [press], title, f"{title}. {kept}")


def going_on_card(bot: str) -> Card | None:
    """The end of the dialogue, with a link to the person's own chat with ``bot``; None where that is not known."""
    if not _BOT.fullmatch(bot):
        return None
    # Microsoft's page is "Copilot handoff": the same link to a chat, with "28:" and the id of the bot.
    url = f"https://teams.microsoft.com/l/chat/0/0?users={bot}"
    body = [heading(say(w.OWN_CHAT)), text(say(w.GOING_ON))]
    press = {"type": "Action.OpenUrl", "title": say(w.OPEN_CHAT), "url": url}
    return card(body, [press], say(w.OWN_CHAT), say(w.GOING_ON))
