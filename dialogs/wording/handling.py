"""What the bot says first to the people who handle requests, and what it asks of each on the card of a request."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.statuses import Status
from dialogs.wording import _, _n

WELCOME_PARTNER = _(
    "You are the IT business partner for {areas}. A card comes here for each request from there that needs IT. "
    "On it you can pick the request up, ask a question or add a note."
)
WELCOME_CHAMPION = _(
    "You are a digital champion for {areas}. A card comes here for each request from there. "
    "On it you can offer help, add a note or pass the request on."
)
WELCOME_GOVERNANCE = _(
    "You are on the governance team. You decide in the list of digital change requests, and we tell the person who "
    "asked. A card comes here when nobody looks after a request, or when buying has already started."
)
WELCOME_OWNER = _(
    "You are told here at once when a request raises an alert for {owned}. "
    "The card says what is known. Apart from those cards there is nothing for you to do here."
)
WELCOME_ALERTS = _("You are told here at once when a request raises an alert for {owned}.")
WELCOME_MEMBER = _(
    "You are a member of {bodies}. A card comes here when a request is with you. On it you say what happens next."
)
WELCOME_CHECKS = _(
    "Checks of requests are yours, for {owned}. We tell you of new ones once a day, until you choose otherwise. "
    "On the card of a request you say how far each check is."
)
WELCOME_DELIVERER = _(
    "You deliver what was approved, for {owned}. A card comes here then. "
    "On it you say when the work starts and when it is done."
)
WELCOME_WORK_WORDS = _("Press My work at any time to see what waits for you. Type help to see the words.")
WELCOME_TEAM_WORDS = _("Press My area at any time to see what is open. Type help to see the words.")
WELCOME_ALL_WORDS = _("Press All areas at any time to see what is open. Type help to see the words.")
WELCOME_OWN_NEED = _("You can also start a request of your own.")
AND = _(" and ")

NOTHING_WAITS = _("Nothing waits for you here")
NOTHING_WAITS_OWNER = _(
    "Requests are handled by the people of their area. We tell you here at once when one raises an alert for {owned}."
)
NOTHING_WAITS_WORK = _("We tell you here when something does. To choose how often you hear, type notifications.")

ASKED_OF_YOU = _("What is asked of you")
PICK_IT_UP = _("Pick it up by {day}, or ask a question first.")
WAIT_FOR_ANSWER = _("Nothing now. We tell you when the requester has answered your question.")
TALK_AND_TAKE = _("Talk to {name} about it, and write down what you agree as a note. Next on its route: {step}.")
TALK_AND_TELL = _("Talk to {name} about it, and add a note. The governance team then sets its status in the list.")
PLAN_IT = _("Plan the work with {name}.")
HELP_THEM = _("Help {name} with it. Press I can help, so that they know who you are.")
HELP_GIVEN = _("Nothing more here. {name} knows who helps.")
MAY_HELP = _("Nothing has to be done. You can offer help. The IT business partner picks it up.")
FIND_SOMEBODY = _("Its area has nobody for it. Find somebody, or move it to another area.")
PARTNER_PICKS_UP = _("Nothing yet. The IT business partner picks it up.")
CHAMPION_HELPS = _("Nothing. The digital champion of the area helps with it.")
THEY_HAVE_IT = _("Nothing yet. {name} has it.")
WITH_A_BODY = _("Nothing yet. It is with {name}.")
SET_STATUS = _("When it is decided, set its status in the list and write a note there.")
WRITE_WHY = _("Write a note that says why. Type decision note {reference} and your words.")
OWNER_KNOWS = _("Nothing in this chat. We tell you so that you know. If you can help, talk to {name}.")
NOTHING_BUT: Mapping[str, str] = {
    Status.IN_REVIEW: _("Nothing now. The people who decide are looking at it."),
    Status.MORE_NEEDED: _("Nothing now. The requester has been asked for more."),
    Status.DEFERRED: _("Nothing now. It waits for a better time."),
    Status.IN_DELIVERY: _("Nothing here. The work is under way."),
}
NOTHING_NOW = _("Nothing now.")
NOTHING_CLOSED = _("Nothing. It is closed.")

ALL_AREAS = _("All areas")
ONE_AREA = _("My area: {area}")
SEVERAL_AREAS = _("My areas: {areas}")
IN_ALL_AREAS = _n("{count} request in all areas", "{count} requests in all areas")
IN_AREAS = _n("{count} request in your areas", "{count} requests in your areas")
LATE = _n("Late: {count} working day", "Late: {count} working days")
BUYING_STARTED = _("Buying has started")

NOTE_WANTED = _("Please say why {reference} is {status}")
NOTE_WANTED_TEXT = _(
    "The list has no note on this. The requester has been told the status alone. What you write goes into the list, "
    "and we send it to them."
)
DECISION_NOTE_LABEL = _("Your note to the requester")
DECISION_NOTE_HINT = _("You can also type: decision note {reference} and then your words.")
EXPLAINED = _("Your note on {reference} is saved. We send it to the requester and put it in the list.")
EXPLAINED_ALREADY = _("{reference} has a note already. To change it, write in the list.")
NOT_DECIDED = _("{reference} has the status {status}, so there is no decision to explain.")
