"""What is said where a request begins with a message of a chat."""

from __future__ import annotations

from dialogs.wording import _

TITLE = _("Start a request from this")
HEADING = _("Check the words first")
SAY = _("Say what you need")
ANOTHERS = _("They may be another person's words.")
NOTHING_KEPT = _("We keep nothing until you press Start the request.")
BOX = _("What do you need?")
BOX_HINT = _("These are the words of the message. Change them, or take out what is not for us.")
CUT = _("The message is longer than a request can be. Its end is not in the box.")
ATTACHED = _("We take the words alone. Files, pictures and cards stay with the message.")
DELETED = _("This message was deleted, so we do not read it. Please say in your own words what you need.")
SYSTEM = _("Nobody wrote this message. Please say in your own words what you need.")
RECORDING = _("Sorry, we cannot play recordings. Please write down what it asks for.")
PICTURE = _("Sorry, we cannot read pictures. Please write down what you need.")
CARD = _("This message is a card, and we take no words from cards. Please say in your own words what you need.")
FILE = _("Sorry, we cannot read files here. Please write down what you need.")
EMPTY = _("There are no words in this message. Please say in your own words what you need.")
CAN_CHANGE = _("You can change this in your own chat. If you change the words here, we read them again.")
NOT_UNDERSTOOD = _("We cannot tell yet what kind of request this is. We ask you in your own chat.")
NEXT = _("We go on in your own chat with us. A draft that you have there stays saved.")
START = _("Start the request")
OWN_CHAT = _("We carry on in your own chat")
GOING_ON = _(
    "Your request goes on in your own chat with us. If you see nothing there, say resume. "
    "If you blocked this app or took it away, add it again first."
)
OPEN_CHAT = _("Open the chat")
MANY_DRAFTS = _(
    "You have as many drafts as we keep, so nothing was started. Finish or cancel one in your own chat with us first."
)
