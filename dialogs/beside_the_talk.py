"""What comes neither from a button of a card nor from the keyboard: each has its own answer."""

from __future__ import annotations

from dialogs import helping
from dialogs.context import TurnContext
from dialogs.extension import DialogSubmitted, ExtensionAct, FindRequests, LinkShared, MessageChosen
from dialogs.files import file_answered
from dialogs.finding import found
from dialogs.from_message import dialog_submitted, message_chosen
from dialogs.model import ChatEvent, FileAnswer, Turn


def beside_the_talk(context: TurnContext, act: ChatEvent | FileAnswer | ExtensionAct) -> Turn:
    """Take the turn of an event, of an answer to a file, or of what was asked outside the chat."""
    match act:
        case ChatEvent():
            return helping.welcome(context) if act.what == "installed" else Turn(None, "")
        case FileAnswer():
            return file_answered(context, act)
        case FindRequests() | LinkShared():
            return found(context, act)
        case MessageChosen():
            return message_chosen(context, act)
        case DialogSubmitted():
            return dialog_submitted(context, act)
