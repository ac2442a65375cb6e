"""What the bot says when somebody asks for a person, a date, a meaning, or how far things are."""

from __future__ import annotations

from dialogs.wording import _

PEOPLE = _("People you can talk to")
PERSON = _("{role}: {name}")
CHAT = _("Open a chat")
CHAT_NUMBER = _("Open chat {number}")
CHAT_WITH = _("Chat with {name}")
CHAMPION = _("Digital champion, {area}")
PARTNER = _("IT business partner, {area}")
GOVERNANCE = _("Governance team")
NOBODY_NAMED = _("The directory names nobody for this in that area yet. These people can help you.")
NOBODY = _("The directory names nobody for this yet. The service desk can tell you who to ask.")

DATES = _("When they meet")
MEETS_ON = _("**{name}**: next on {days}. {meets}.")
MEETS = _("**{name}**: {meets}. No date is set yet.")

HOW_LONG = _("How long it takes")
ANSWERING_TAKES = _("Answering takes about ten minutes. After you send it:")
STEP_TAKES = _("**{name}**: {about}.")
NO_STEPS = _("No board or group has to meet for this.")
ANY_ROUTE = _("Which of these your request meets depends on your answers.")

NEXT = _("What happens next")
NEXT_ANSWERS = _("You answer a few more questions. Then we show you who needs to see your request, and why.")
NEXT_DETAILS = _("You tell us about your request in your own words. Then you check it and send it.")
NEXT_CHECK = _("You check your answers and send them. Then we give you a reference.")
NEXT_START = _("Start a request and answer a few questions. We show you who needs to see it before anything is sent.")
NEXT_SENT = _("After that: {next}")

REQUESTS = _("Where your requests are")
REQUEST_LINE = _("**{reference}**: {status}, since {day}.")
NO_REQUESTS = _("You have not sent a request yet.")

PHONE = _("Phone")
OPEN_LINK = _("Open their page")

SECOND = (
    _("We still cannot match that. Choose a number from 1 to {count}."),
    _("Sorry, not yet. Pick the nearest number. You can change it later."),
    _("A colleague can answer this with you. Or choose one of the numbers."),
)
SECOND_SUM = (
    _("We still cannot read that."),
    _("Sorry, not yet. Try the shortest way to write it."),
    _("A colleague can answer this with you."),
)
SECOND_FREE = (
    _("We still do not follow. A person can help you."),
    _("Sorry, not yet. Try other words, or press Help."),
    _("Nothing is lost. Ask a colleague, or press a button."),
)
"""What is said from the second answer on that was not understood, in turn, so that no two in a row are the same."""
