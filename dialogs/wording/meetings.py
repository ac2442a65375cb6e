"""What members of a body read before, in and after a meeting: the agenda, each request, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.wording import _, _n

AGENDA = _("Agenda for {body}, {day}")
PAPERS = _("Papers for {body}, {day}")
PAPER_NAME = _("{body}-{day}.docx")
AGENDA_COUNT = _n("{count} request to decide", "{count} requests to decide")
ITEM_LINE = _("{place}. {reference}: {title}")
SCORE = _("{axis}: {score}")
LATE = _("came after the papers")
PUT_OFF = _("put off by an earlier meeting")
WAITS_MORE = _("waits for more information")
DEFERRED = _("was deferred")
GONE = _("not with this body any more")
MORE_ITEMS = _n("And {count} more request, which the paper has", "And {count} more requests, which the paper has")
NO_ROOM = _n(
    "{count} more request waits for the next meeting. This one has no room for it.",
    "{count} more requests wait for the next meeting. This one has no room for them.",
)
ORDER = _("The order is by the first score, then by the second, then by age. What came late is last.")
FIRM_ORDER = _("The order is firm: it stays the same when the weights of the rules change a little.")
CLOSE_ORDER = _("The order is close: when the weights of the rules change a little, {pairs} often change places.")
SAME_SCORES = _("Some requests have the same scores: only their age puts them in order.")
PAIR = _("{first} and {second}")
NOTHING = _("Nothing to decide for {body} on {day}")
NOTHING_TEXT = _("No request is with the body now. If one comes before the meeting, you are told then.")
START = _("Start the meeting")
GET_PAPER = _("Get the paper as a file")
START_HINT = _("On the day you can type: next item")

ITEM = _("Request {number} of {total}")
OF_MEETING = _("{body}, {day}")
MARKS = _("Please note")
PROBLEM_PART = _("What it is about")
ACTION = _("What is to be done, if anything")
OWNER = _("Who does it")
SAVE = _("Save and go on")
LATER = _("Put off to next meeting")
HOLD = _("Tell people later")
TELL = _("Tell people now")
CLOSE = _("Close the meeting")
BACK_TO_MEETING = _("Back to the meeting")
ITEM_HINT = _("You can also type: outcome {reference} go on. Then: next item")
HELD = _n(
    "News of {count} request is held until the meeting is closed.",
    "News of {count} requests is held until the meeting is closed.",
)
HOLDING = _("What you decide from now on is saved at once. People are told when the meeting is closed.")
HOLDING_LATEST = _("If nobody closes it, people are told on the next working morning.")
HELD_ALREADY = _("News is held already. Nothing has changed.")
TOLD_NOW = _("People are told now, and of what comes next at once.")
TOLD_ALREADY = _("No news is held. Nothing has changed.")
NOT_RUNNING = _("That is for a meeting that is under way. Type: next item")
SAID_ALREADY = _("The meeting has already said what it thinks of {reference}. Nothing has changed.")
ELSEWHERE = _("{reference} is not with {body} any more. Nothing has changed.")
NOT_ON_AGENDA = _("{reference} is not on this agenda. Nothing has changed.")
SAVED = _("Saved: {reference}, {outcome}.")
PASSED = _("{reference} is put off to the next meeting.")
PROBLEM_LONG = _("Use at most {limit} characters")

IN_OWN_CHATS = _("The next request is with the members, each in their own chat with the front door.")
HEARD = _("{reference}: {outcome}")
HEARD_TEXT = _("There is nothing to say here any more. To go on, type: next item")
NOT_HEARD = _("{reference} is not on this agenda any more")

CLOSED = _("The meeting is closed")
CLOSED_OF = _("{body}, {day}: the meeting is closed")
CLOSED_NONE = _("There was nothing to decide.")
CLOSED_LINE = _("{place}. {reference}: {outcome}")
CLOSED_ACTION = _("To do: {action}")
CLOSED_OWNER = _("To do: {action} ({owner})")
CAME_BACK = _("not decided, comes back")
TELLING = _n("People are told of {count} request now.", "People are told of {count} requests now.")
BACK_ON = _("What was not decided is on the agenda of {day}.")
BACK_SOME_DAY = _("What was not decided is on the next agenda. The rules name no day for it yet.")
OPEN_AGAIN = _("Go on with the meeting")

WHICH = _("Choose the body")
WHICH_LINE = _("Number {number}: {body}")
WHICH_BUTTON = _("Number {number}")
WHICH_TYPED = _("You can also type: {words} {body}")
WORDS: Mapping[str, str] = {
    "pack": _("pack"),
    "next_item": _("next item"),
    "hold_news": _("hold news"),
    "tell_now": _("tell now"),
    "close_meeting": _("close meeting"),
}
"""What somebody types before the name of a body."""
NO_MEETING = _("No meeting today")
NO_MEETING_TEXT = _("None of your bodies meets today.")
NEXT_LINE = _("{body} meets on {day}")
NO_DAY_LINE = _("{body}: the rules name no day")
SHOW_AGENDA = _("Show the agenda")
OVER = _("That meeting is over. You can still answer on the card of the request.")
NOT_YOURS = _("Agendas are for members")
NOT_YOURS_TEXT = _("Only members of a body and the governance team can see what it decides next.")
UNKNOWN_BODY = _("We know no body of that name that meets and is yours.")
