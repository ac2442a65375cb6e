"""What the bot says about requests that were sent: to the requester, to people who joined, and in messages later."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.statuses import Status
from dialogs.wording import _, _n

SENT = _("Request sent: {reference}")
YOUR_REQUEST = _("Your request {reference}")
JOINED_REQUEST = _("A request you joined: {reference}")
JOINED_SUMMARY = _("A request you joined, {reference}: {status}")
SENT_SUMMARY = _("Your request {reference}: {status}")
ON_LIST = _("It is saved, and it is on the list of digital change requests.")
NOT_ON_LIST = _("It is saved, but not yet on the list of digital change requests. You do not need to do anything.")
STATUS = _("Status")
STATUS_SINCE = _("{status}, since {day}")
WHO_HAS_IT = _("Who has it")
NEXT = _("What happens next")
ROUTE = _("Route")
ROUTE_MORE = _("Your route")
STEPS = _("Steps")
CHECKS = _("Checks")
AREA = _("Service area")
NOTE = _("Note")
FINAL = _("Decided route")
SENT_ON = _("Sent on")
HELPERS = _("Offered to help")
TIMEFRAME = _("Suggested time")
TIMEFRAME_SET = _("When the work could happen")
SCORES = _("How it scores")
ALERT_TOLD = _("We tell the people who can help at once.")
GOVERNANCE_TOLD = _("The directory does not name everyone for your area, so we tell the governance team: {names}.")
REMINDED = _("If nobody picks it up within two working days, we remind them.")
CHAMPIONS_TOLD = _("We tell your digital champion: {names}.")
PARTNER_TOLD = _("We tell your IT business partner: {name}.")
LIST_LINK = _("Open it in the list")
TOLD = _("Who we tell")
STORY = _("What has happened so far")
STORY_LINE = _("{day}: {what}")
STORY_LINE_WHO = _("{day}: {what}, by {who}")
ANSWERS = _("Your answers")
GOVERNANCE_TEAM = _("the governance team")
IT_PARTNER = _("your IT business partner")
NOBODY_YET = _("nobody yet")
YOU = _("you")
THE_REQUESTER = _("the person who asked")
DIGITAL_CHAMPION = _("your digital champion")

NEXT_STEP: Mapping[str, str] = {
    Status.SUBMITTED: _("Someone reads it. They will get in touch with you."),
    Status.WITH_PARTNER: _("Your IT business partner will talk to you about it."),
    Status.IN_REVIEW: _("The people who decide are looking at it."),
    Status.MORE_NEEDED: _("We need more from you. Add it below, and we go on with your request."),
    Status.APPROVED: _("It has been agreed. Next, the work is planned."),
    Status.DECLINED: _("It will not go ahead as it is. You can change it and start again."),
    Status.DEFERRED: _("It waits for a better time."),
    Status.WITHDRAWN: _("You took it back. Nobody works on it."),
    Status.IN_DELIVERY: _("The work is under way."),
    Status.DONE: _("The work is finished."),
}
NEXT_STEP_JOINED: Mapping[str, str] = {
    Status.SUBMITTED: _("Someone reads it. They will get in touch with the person who sent it."),
    Status.WITH_PARTNER: _("The IT business partner will talk about it with the person who sent it."),
    Status.IN_REVIEW: NEXT_STEP[Status.IN_REVIEW],
    Status.MORE_NEEDED: _("It waits for more from the person who sent it."),
    Status.APPROVED: _("It has been agreed. Next, the work is planned."),
    Status.DECLINED: _("It will not go ahead as it is."),
    Status.DEFERRED: _("It waits for a better time."),
    Status.WITHDRAWN: _("The person who sent it took it back. Nobody works on it."),
    Status.IN_DELIVERY: NEXT_STEP[Status.IN_DELIVERY],
    Status.DONE: NEXT_STEP[Status.DONE],
}
"""The same for someone who joined it: nothing is asked of them, and they see no note."""
STATUSES: Mapping[str, str] = {
    Status.SUBMITTED: _("Submitted"),
    Status.WITH_PARTNER: _("With IT business partner"),
    Status.IN_REVIEW: _("In review"),
    Status.MORE_NEEDED: _("More information needed"),
    Status.APPROVED: _("Approved"),
    Status.DECLINED: _("Declined"),
    Status.DEFERRED: _("Deferred"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.IN_DELIVERY: _("In delivery"),
    Status.DONE: _("Done"),
}
HAPPENED = {
    "picked_up": _("picked up"),
    "asked": _("a question was asked"),
    "added_information": _("more information was added"),
    "withdrawn": _("withdrawn"),
    "can_help": _("help was offered"),
    "noted": _("a note was added"),
    "passed_on": _("passed on"),
    "joined": _("someone joined"),
    "removed": _("someone was removed"),
    "submitted": _("sent"),
    "status": _("the status changed"),
    "note": _("the note changed"),
    "explained": _("the decision was explained"),
    "deleted_in_list": _("taken out of the list"),
    "step_go_on": _("it can go on"),
    "step_more_information": _("more information is needed"),
    "step_defer": _("it waits for a better time"),
    "step_decline": _("it does not go ahead"),
    "check_started": _("a check was started"),
    "check_done": _("a check was done"),
    "check_not_needed": _("a check is not needed"),
    "delivery": _("the work has started"),
    "done": _("the work is done"),
    "benefit_more": _("it brought more than expected"),
    "benefit_as_expected": _("it brought what was expected"),
    "benefit_less": _("it brought less than expected"),
    "benefit_none": _("it brought nothing"),
    "benefit_not_yet": _("it is too early to say what it brought"),
    "sponsor_named": _("a sponsor was named"),
    "sponsor_confirmed": _("the sponsor has confirmed"),
    "sponsor_not_me": _("the sponsor who was named says that it is not for them"),
    "sponsor_not_reached": _("the sponsor could not be reached"),
    "current_step": _("it is somewhere else on its route"),
}

SHOW_THIS = _("Show")
SHOW = _("Show {reference}")
WITHDRAW = _("Withdraw {reference}")
START_AGAIN = _("Start again from {reference}")
ADD_INFORMATION = _("Add information")
MINE = _("My requests")
MINE_SUMMARY = _n("You have sent {count} request", "You have sent {count} requests")
NONE_YET = _("You have not sent a request yet.")
MORE_REQUESTS = _("And {count} more. Type show and the reference, such as show {reference}.")

NOT_FOUND = _("We cannot find that request")
NOT_FOUND_TEXT = _(
    "There is no request {reference} that you can see or change here. Check the reference, or look at My requests."
)
NOT_FOR_YOU = _("Other people do that for {reference}. Nothing has changed.")
NO_REFERENCE = _("We need the reference of the request. You find it under My requests.")

WITHDRAW_SURE = _("Do you want to withdraw {reference}?")
WITHDRAW_SURE_TEXT = _("Nobody will work on it any more. Press the button again or type yes.")
WITHDRAW_YES = _("Yes, withdraw {reference}")
WITHDRAW_NO = _("No, keep it")
WITHDRAWN = _("{reference} is withdrawn. The people who were told about it can see that.")
CANNOT_WITHDRAW = _("{reference} cannot be withdrawn, because its status is {status}.")

QUESTION_FOR_YOU = _("A question for you about {reference}")
INFORMATION_LABEL = _("Your answer")
INFORMATION_ERROR = _("Write your answer")
INFORMATION_TYPED = _("You can also type: add {reference} and then your words.")
SEND_ANSWER = _("Send my answer")
NOT_ASKED_NOW = _("There was a question here. It is answered, or nobody needs the answer any more.")
TAKEN_AS_ANSWER = _(
    "We took your words as your answer about {reference}. If you meant something new, press Start a request."
)
WHICH_ASKED = _(
    "You were asked about {references}. If your words are about this one, send them. "
    "If not, you can type: add {reference} and then your words."
)
INFORMATION_ADDED = _("Thank you. Your words are now part of {reference}.")
INFORMATION_TOO_LONG = _("This request holds all the text that it can. Please talk to your IT business partner.")
INFORMATION_CLOSED = _("{reference} is closed with status {status}, so nothing can be added.")
INFORMATION_FOR_PARTNER = _("The requester added information to {reference}.")
MORE_INFORMATION = _("More information ({day}): {words}")

JOINED = _("You are now part of {reference}")
JOINED_TEXT = _(
    "We tell you when its status changes. Your own draft is still here: cancel it if you no longer need it."
)
CANNOT_JOIN = _("You can join a request only while it is shown to you as a similar one. It must be under way too.")
ALREADY_JOINED = _("You are already part of {reference}.")
CANNOT_JOIN_AGAIN = _("You cannot join {reference}. Send a request of your own: your draft is still here.")
JOINED_TOLD = _(
    "{name} says they have the same need, and has joined {reference}. They see its title, service area and status. "
    "If you do not want that, remove them: press the button, or type remove {reference}."
)
SOMEONE = _("Someone")
JOINERS = _("People who joined")
JOINERS_TEXT = _("They see the title, the service area and the status. To say no, remove them.")
JOINERS_MORE = _("And {count} more. Type remove {reference} and the name.")
JOINER = _("{number}. {name}")
REMOVE_NUMBER = _("Remove number {number}")
REMOVE_THEM = _("Remove them")
REMOVE_WHOM = _("Who is to be removed? Type remove {reference} and the name or the number.")
REMOVED = _("{name} no longer sees {reference} and gets no more news of it. We tell them.")
REMOVED_ALREADY = _("They have been removed from {reference} already.")
REMOVED_TOLD = _(
    "The person who sent {reference} has removed you from it. You get no more news of it. "
    "If you still need this, send a request of your own."
)
NOBODY_JOINED = _("Nobody else is part of {reference}.")
STARTED_AGAIN = _(
    "We copied your answers from {reference}. Check them, change what needs to change, and send it again."
)
CANNOT_START_AGAIN = _(
    "{reference} is still under way, so there is no need to start again. You can add information to it."
)

STATUS_CHANGED = _("{reference} is now: {status}")
DECISION_EXPLAINED = _("Why {reference} is {status}")
NOTE_CHANGED = _("There is a new note on {reference}")
UPDATED = _("News about {reference}")
HELP_FOR_YOU = _("Someone can help you with {reference}")
MORE_KNOWN = _("There is new information on {reference}")
SOMEONE_JOINED = _("Someone joined {reference}")
YOU_WERE_REMOVED = _("You are no longer part of {reference}")
ITEM_GONE = _("{reference} is no longer in the list")
