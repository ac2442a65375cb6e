"""What the people on a route and the owners of checks read: whose turn it is, what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.steps import CheckState, Outcome
from dialogs.wording import _, _n

YOUR_TURN = _("{reference} is with you now")
WHERE_IT_IS = _("Where it is")
STEP_OF = _("Step {number} of {total}: with {bodies}")
STEPS_OF = _("Steps {numbers} of {total}: with {bodies}")
NEXT_ON = _("{where}, next on {day}")
BY_DAY = _("{where}, by {day}")
NO_DAY = _("{where}. The next date is not known yet")

TRACK_DONE = _("Done")
TRACK_NOW = _("Now")
TRACK_NEXT = _("Next")

OUTCOMES: Mapping[str, str] = {
    Outcome.GO_ON: _("it can go on"),
    Outcome.MORE_INFORMATION: _("more information is needed"),
    Outcome.DEFER: _("it waits for a better time"),
    Outcome.DECLINE: _("it does not go ahead"),
}
"""As the list and the timeline say them."""
OUTCOME_CHOICES: Mapping[str, str] = {
    Outcome.GO_ON: _("It can go on"),
    Outcome.MORE_INFORMATION: _("More information is needed"),
    Outcome.DEFER: _("It waits for a better time"),
    Outcome.DECLINE: _("It does not go ahead"),
}
OUTCOME_HEADING = _("Your answer for {body}")
OUTCOME_HEADING_OWN = _("Your answer")
OUTCOME_LABEL = _("What happens next")
OUTCOME_NOTE = _("Note to the person who asked (optional if it can go on)")
OUTCOME_TIMEFRAME = _("When the work could happen")
OUTCOME_SEND = _("Save my answer")
OUTCOME_RECORD = _("Record an answer")
OUTCOME_FOR = _("Answer for number {number}")
OUTCOME_FOR_LINE = _("Number {number}: {body}")
OUTCOME_HINT = _("You can also type: outcome {reference} go on. Or: outcome {reference} decline: and why.")
OUTCOME_ERROR = _("Choose what happens next")
OUTCOME_NOTE_ERROR = _("Write a note: the person who asked reads why")
OUTCOME_TIMEFRAME_ERROR = _("Choose one of the times")
OUTCOME_WHICH = _("{reference} is with {bodies}.")
OUTCOME_WHICH_TYPED = _("Choose for whom you answer")
OUTCOME_UNKNOWN = _(
    "We did not understand what happens next. Choose it here, or type for example: outcome {reference} go on"
)
OUTCOME_OVER = _("{body} has already said what it thinks of {reference}. Nothing has changed.")
OUTCOME_AGAIN = _("{body} has said just that for {reference} already. Nothing has changed.")
OUTCOME_NOT_YET = _("{reference} has not come to {body} yet. Nothing has changed.")
OUTCOME_NOT_YOURS = _("Only the people of {body} can say that for {reference}. Nothing has changed.")
OUTCOME_NOBODY = _("{reference} is with nobody now, so there is nothing to say. Nothing has changed.")
SAID_GO_ON = _("Saved. {reference} goes on: it is with {bodies} now.")
SAID_GO_ON_REST = _("Saved. {reference} is still with {bodies}.")
SAID_APPROVED = _("Saved. That was the last step: {reference} is approved. We tell the person who asked.")
SAID: Mapping[str, str] = {
    Outcome.MORE_INFORMATION: _("Saved. We ask the person who sent {reference} for more information."),
    Outcome.DEFER: _("Saved. {reference} waits for a better time. We tell the person who asked."),
    Outcome.DECLINE: _("Saved. {reference} does not go ahead. We tell the person who asked."),
}
WITH_SOMEBODY_ELSE = _("{reference} has the status {status}, so no step of it is open. Nothing has changed.")

SAY_OUTCOME = _("Say below what happens next, for {body}, {day}. You can ask for more information.")
PARTNER_SAYS = _("Talk to {name} about it. Then say below what happens next, {day}.")
PARTNER_NEXT = _("Next on its route: {step}.")
SAY_OUTCOME_BY = _("by {day}")
SAY_OUTCOME_ON = _("at its meeting on {day}")
SAY_OUTCOME_NO_DAY = _("at its next meeting")
HELD_MORE = _("Nothing now. The person who asked has been asked for more.")
HELD_DEFERRED = _("It was deferred. When its time comes, say that it can go on.")
DO_CHECK = _n("There is {count} check for you below.", "There are {count} checks for you below.")
DELIVER_IT = _("It is approved. Say here when the work starts, and when it is done.")
FINISH_IT = _("The work is under way. Say here when it is done.")

CHECKS = _("Checks")
CHECKS_DONE = _("{done} of {total} done")
CHECKS_OPEN = _("Open checks")
YOUR_CHECKS = _("Your checks")
YOUR_CHECKS_OPEN = _n("{count} check for you", "{count} checks for you")
OPEN_CHECKS_COUNT = _n("{count} open check", "{count} open checks")
CHECK_STATES: Mapping[str, str] = {
    CheckState.OPEN: _("open"),
    CheckState.STARTED: _("started"),
    CheckState.DONE: _("done"),
    CheckState.NOT_NEEDED: _("not needed"),
}
CHECK_CHOICES: Mapping[str, str] = {
    CheckState.STARTED: _("It is started"),
    CheckState.DONE: _("It is done"),
    CheckState.NOT_NEEDED: _("It is not needed"),
}
CHECK_LINE = _("{name}: {state}")
CHECK_HEADING = _("How far is this check?")
CHECK_LABEL = _("How far it is")
CHECK_NOTE = _("Note (optional unless the check is not needed)")
CHECK_SEND = _("Save")
CHECK_UPDATE = _("Update check {number}")
CHECK_NUMBERED = _("Check {number}: {name} ({state})")
CHECK_HINT = _("You can also type: check {reference} {check} done. Or: check {reference} {check} not needed: and why.")
CHECK_ERROR = _("Choose how far it is")
CHECK_NOTE_ERROR = _("Write why it is not needed")
CHECK_WHICH = _("Press Update at the check that you mean.")
CHECK_UNKNOWN = _("{reference} has no check of that name that is yours. Nothing has changed.")
CHECK_SAME = _("{name} is already {state}. Nothing has changed.")
CHECK_SAVED = _("Saved. {name} is {state}.")
CHECKS_CLOSED = _("{reference} has the status {status}, so its checks are closed. Nothing has changed.")

DELIVERY_STARTED = _("The work has started")
DELIVERY_DONE = _("The work is done")
DELIVERY_SAVED = _("Saved. {reference}: {status}. We tell the person who asked.")
DELIVERY_SAME = _("{reference} is {status} already. Nothing has changed.")
DELIVERY_ERROR = _(
    "Say whether the work on {reference} has started or is done. Type for example: deliver {reference} done"
)
DELIVERY_CLOSED = _("{reference} has the status {status}, so nothing of it is delivered now. Nothing has changed.")

MY_WORK = _("My work")
MY_WORK_SUMMARY = _n("{count} thing waits for you", "{count} things wait for you")
MY_WORK_NONE = _("Nothing waits for you now.")
MY_WORK_LINE = _("{asked}. Waiting since {day}.")
MY_WORK_MORE = _n(
    "{count} more request waits. It comes up as these are done.",
    "{count} more requests wait. They come up as these are done.",
)
MY_WORK_MORE_HERE = _("And {count} more.")
TASK_PICK_UP = _("Pick it up")
TASK_STEP = _("Say what happens next, for {body}, {day}")
TASK_STEP_OWN = _("Say what happens next, {day}")
TASK_CHECK = _("Check: {name} ({state})")
TASK_DELIVERY = _("Say when the work starts, and when it is done")
TASK_INFORMATION = _("Answer what you were asked")

YOU_MEMBER = _("You are told because you are a member of {body}.")
YOU_CHECKS = _("You are told because a check of this request is yours.")
YOU_DELIVER = _("You are told because you deliver what was approved.")
