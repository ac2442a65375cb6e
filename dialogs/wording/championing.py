"""What the bot says to champions, IT business partners, owners and the governance team."""

from __future__ import annotations

from dialogs.wording import _, _n

NEW_REQUEST = _("{reference}: a request in {area}")
NEW_SUMMARY = _("{reference} in {area}: {status}")
NO_AREA = _("no service area")
ASKED_BY = _("Asked by")
BUYING = _("Where buying stands")
YOU_CHAMPION = _("You are told because you are a digital champion for this area.")
YOU_PARTNER = _("You are told because you are the IT business partner for this area.")
YOU_OWNER = _("You are told because you own a part of this route.")
YOU_GOVERNANCE = _("You are told because you are on the governance team.")

EARLY = _("Someone in {area} needs to talk to IT now")
EARLY_TITLE = _("What it is")
EARLY_PROBLEM = _("In their words")
EARLY_ANSWERS = _("What they answered")
EARLY_DRAFT = _("They asked us on {when} to tell you. It is a draft: no request has been sent yet.")
EARLY_CHAT = _("Chat with them")
EARLY_NO_CHAT = _("Please find them in Teams by their name.")
EARLY_MESSAGE = _("Hello. The digital front door told me that you would like to talk to IT.")

CAN_HELP = _("I can help")
ADDED = _("Added information")
ADD_NOTE = _("Add a note")
PASS_ON = _("Not my area")
PICK_UP = _("I will pick this up")
ASK = _("Ask a question")
SEND_NOTE = _("Save my note")
SEND_QUESTION = _("Send my question")
NOTE_LABEL = _("Your note")
NOTE_ERROR = _("Write your note")
NOTE_HINT = _(
    "The requester and whoever looks after it can read it. You can also type: note {reference} and then your words."
)
QUESTION_OPEN = _("Question to the requester")
QUESTION_LABEL = _("Your question to the requester")
QUESTION_ERROR = _("Write your question")
QUESTION_HINT = _("You can also type: ask {reference} and then your question.")
BACK_TO_REQUEST = _("Back to {reference}")

HELPING = _("Thank you. We tell the requester of {reference} that you can help.")
HELPING_ALREADY = _("You have already offered to help with {reference}.")
HELPING_TOLD = _("{name} can help you with {reference}.")
NOTED = _("Your note on {reference} is saved.")
TEXT_TOO_LONG = _("Your text has {length} characters. Make it {limit} or fewer.")
ASKED_OFTEN = _("You have sent {most} questions about this request in the last minute. Wait a minute, then send this.")
PASS_ON_TITLE = _("Which area is {reference} for?")
PASS_ON_TEXT = _("It now stands in {area}. We tell the people of the area that you choose.")
PASS_ON_LABEL = _("Choose the right service area")
PASS_ON_ERROR = _("Choose an area, or choose I do not know")
PASS_ON_ERROR_SURE = _("Choose an area")
PASS_ON_UNKNOWN = _("I do not know")
PASS_ON_HINT = _("You can also type: not my area {reference} and then the area, or its number in this list.")
PASS_ON_SEND = _("Pass it on")
GIVE_AREA = _("Move it to another area")
PASSED_ON = _("Thank you. We tell the governance team about {reference}. They find the right area.")
PASSED_ON_TO = _("Thank you. {reference} is now with {area}. We tell the people who look after it.")
NOW_WITH = _("It is now with {area}.")
CLOSED_CARD = _("You no longer look after this")
CLOSED_CARD_TEXT = _("Other people look after {reference} now. You can no longer see what it says.")
PICKED_UP = _("You have picked up {reference}. We tell the requester.")
PICKED_UP_ALREADY = _("You have {reference} already.")
CANNOT_PICK_UP = _("{reference} cannot be picked up now, because its status is {status}.")
ASKED = _("Your question about {reference} is on its way. We tell you when the answer comes.")
NOBODY_TO_ASK = _("Who sent {reference} is no longer kept, so nobody can answer. Nothing has changed.")
ITEM_DELETED = _("The list item of {reference} was deleted in SharePoint. The request itself is kept.")
ASKED_TOLD = _("There is a question for you about {reference}. Type show {reference} to answer it.")
CLOSED = _("{reference} is closed with status {status}. Nothing was changed.")

CHAMPION_ROLE = _("{area} champion")
PARTNER_ROLE = _("{area} IT business partner")
GOVERNANCE_ROLE = _("Governance team")
REQUESTER_ROLE = _("Requester")

RIGHTS = _("Who looks after what has changed")
RIGHTS_GIVEN = _("New")
RIGHTS_TAKEN = _("No longer")
RIGHTS_LINE = _("{name}: {role}")
RIGHTS_MORE = _("And {count} more.")
RIGHTS_CHECK = _(
    "If you did not expect this, look at the list Digital champions and the directory file. Then tell your IT team."
)
SOMEBODY = _("Somebody")

MY_AREA = _("My area")
AREA_SUMMARY = _n("{count} request in your area", "{count} requests in your area")
AREA_NONE = _("No request matches.")
AREA_LINE = _("{area}, {status}, {age}")
AGE_TODAY = _("sent in the last 24 hours")
AGE = _n("{count} day old", "{count} days old")
SHOW_OPEN = _("Open ones")
SHOW_WAITING = _("Waiting for someone")
SHOW_LATE = _("Late, or buying started")
SHOW_ALL = _("All of them")
EXPORT = _("Get them as a file")
EXPORT_NAME = _("my-area.csv")
EXPORT_READY = _("Your file comes as a message. Allow it there, and it is saved in your OneDrive.")
EXPORT_HEADINGS = (
    _("Reference"),
    _("Title"),
    _("Service area"),
    _("Status"),
    _("Route"),
    _("Suggested time"),
    _("Sent on"),
    _("Last change"),
    _("IT contact"),
)
NOT_YOURS = _("This is for people in the directory")
NOT_YOURS_TEXT = _("Only champions, IT business partners and the governance team can see this. Nothing was changed.")
NOT_YOUR_FIGURES = _("This is for the governance team")
NOT_YOUR_FIGURES_TEXT = _("Only the governance team can see the figures. Nothing was changed.")

NOTIFICATIONS = _("When we tell you")
NOTIFICATIONS_TEXT = _(
    "Choose when you hear about things that need nothing from you. If buying has started, you always hear at once."
)
CHECKS_DAILY = _("You have not chosen yet. Until then we tell you of new checks of yours once a day.")
WHEN_LABEL = _("When do you want to hear?")
WHEN_ERROR = _("Choose when you want to hear")
AT_ONCE = _("At once")
DAILY = _("Once a day")
WEEKLY = _("Once a week")
QUIET_FROM = _("Quiet from (optional)")
QUIET_TO = _("Quiet until (optional)")
QUIET_NOTE = _("In your quiet hours we wait. Typed: notifications daily, or notifications quiet 18:00 to 08:00.")
SAVE = _("Save")
PREFERENCES_SAVED = _("Your choice is saved.")
TIME_WRONG = _("Enter real times for both, such as 18:00 and 08:00. Leave both empty for no quiet hours.")
CHOICE_WRONG = _("Choose one of the three.")

DIGEST = _("Your summary of requests")
DIGEST_SUMMARY = _n("{count} request has news", "{count} requests have news")
DIGEST_NOTE = _("Nothing here needs an act from you. To change how often you hear, type notifications.")
DIGEST_ASKED = _(
    "What is asked of you stands with each. To see all that waits for you, type my work. "
    "To change how often you hear, type notifications."
)
NOBODY_NAMED = _("The directory names nobody for {name}, so this is for you.")
NOBODY_IN_RULES = _("The rules name nobody for this any more, so it is for you.")
REMINDER = _("{reference} is still waiting")
REMINDER_SINCE = _n(
    "Nobody has picked it up yet. It was sent {count} working day ago.",
    "Nobody has picked it up yet. It was sent {count} working days ago.",
)
REMINDER_STEP = _("It has been with {body} since {day}. Nobody has said yet what happens next.")
REMINDER_CHECKS = _("It has waited for you since {day}: {names}.")
REMINDER_DELIVERY = _("It was approved on {day}. Nobody has said yet that the work has started.")

FIGURES = _("How the front door works")
FIGURES_SUMMARY = _("Figures for the governance team")
NO_FIGURES = _("There are no figures yet.")
BY_PROCESS = _("Requests by route")
BY_AREA = _("Requests by service area")
BY_STATUS = _("Requests by status")
TOTAL = _("Requests in all")
MET_IT = _("Met IT before buying")
CONTRACTS_IN_TIME = _("Contracts met in time")
BROUGHT = _("Brought what was expected")
FIRST_CONTACT = _("Working days to first contact (median)")
TO_DECISION = _("Working days to a decision (median)")
WAITING = _("Waiting longest")
WAITING_LINE = _n("{reference}: {count} working day", "{reference}: {count} working days")
OVERRULED = _("Routes changed by the governance team")
PERCENT = _("{share} in 100")
