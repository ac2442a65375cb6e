"""What the bot says when it greets, helps, answers questions about governance, or did not understand."""

from __future__ import annotations

from dialogs.wording import _, _n

WELCOME = _("Welcome to the digital front door")
WELCOME_TEXT = _("Tell us what you need. We show you who needs to see it, and why.")
WELCOME_TIME = _("It takes about ten minutes. You can save it and come back.")
WELCOME_WORDS = _("Press Start a request, or type what you need in one sentence. Type help to see the words.")
HELLO = _("Hello. How can we help?")
FILES = _("Sorry, we cannot read files here. Nothing is lost. Please write it in words.")
PICTURES = _("Sorry, we cannot read pictures here. Nothing is lost. Please write it in words.")
RECORDINGS = _("Sorry, we cannot play recordings here. Nothing is lost. Please write it in words.")

CAN_DO = _("What you can do now")
YOU_ARE = _("You are {roles}.")
IS_PARTNER = _("IT business partner for {areas}")
IS_CHAMPION = _("digital champion for {areas}")
IS_GOVERNANCE = _("on the governance team")
IS_MEMBER = _("a member of {bodies}")
IS_OWNER = _("here for {owned}")
CAN_TYPE = _("You can type the words in bold, or press.")
WAITS_FOR_YOU = _n("**my work**: {count} thing waits for you", "**my work**: {count} things wait for you")
DRAFTS_WAIT = _n("**resume**: you have {count} draft", "**drafts**: you have {count} drafts")
SAY_A_NEED = _("**start** a request, or say what you need in one sentence")
REQUESTS_SENT = _n("**my requests**: {count} request", "**my requests**: {count} requests")
REQUESTS_OPEN = _("{requests}, {count} still open")
AREA_LISTED = _("**my area**: the requests of {areas}")
ALL_AREAS_LISTED = _("**my area**: the requests of all areas")
HEAR_LESS = _("**notifications**: choose when we tell you things")
ALL_WORDS = _("All the words")
HELP_SUMMARY = _("Help: the words that you can type")
HELP_INTRO = _("Press the buttons on a card, or type the number or the words of an answer.")
HELP_WORDS = (
    _("**start** begins a new request"),
    _("**resume** brings your draft back"),
    _("**my requests** lists what you have sent"),
    _("**drafts** lists your drafts"),
    _("**roadmap** shows what is planned now, next and later"),
    _("**tell it** puts you in touch with IT"),
    _("**notifications** says when we tell you about things"),
)
HELP_DRAFT = _("While you answer")
HELP_DRAFT_WORDS = (
    _("**back** goes to the question before"),
    _("**skip** passes over something optional"),
    _("**change** and the name of a question lets you change an answer"),
    _("**continue** goes on from your route"),
    _("**remove links** takes out links that you pasted by themselves"),
    _("**why** opens the folded parts of a card"),
    _("**submit** sends your request"),
    _("**save and leave** keeps your draft"),
    _("**cancel** deletes your draft"),
)
HELP_SENT = _("After you send one")
HELP_SENT_NOTE = _("Type the reference of your own request where {reference} stands.")
HELP_SENT_WORDS = (
    _("**show {reference}** shows one request"),
    _("**add {reference}** and your words adds information to it"),
    _("**withdraw {reference}** takes a request back"),
    _("**remove {reference}** and a name takes someone off your request"),
    _("**start again {reference}** copies your answers into a new request, when the old one is closed"),
)
HELP_AREA_WORDS = (
    _("**my area** lists the requests of your area"),
    _("**my area waiting** lists those that nobody has picked up"),
    _("**my area late** lists what is late, and where buying has started"),
    _("**my area all** lists the closed ones too"),
    _("**my area export** gives them to you as a file"),
    _("**system** and a name shows a system that we have, and the requests about it"),
    _("**show {reference}** shows one of them"),
)
HELP_PICK_UP = _("**pick up {reference}** makes you the contact for it")
HELP_CAN_HELP = _("**can help {reference}** tells the requester that you can help")
HELP_NOTE = _("**note {reference}** and your words adds a note")
HELP_ASK = _("**ask {reference}** and your words asks the requester")
HELP_PASS_ON = _("**not my area {reference}** and an area passes it on")
HELP_EXPLAIN = _("**decision note {reference}** and your words says why it was decided so")
HELP_FIGURES = _("**figures** shows how the front door works")
HELP_PACK = _("**pack board** shows the agenda of a body, and **next item** runs its meeting")
HELP_AGENDA_HERE = _("**agenda here**, in a channel, shows the agenda of your body there")
HELP_MY_WORK = _("**my work** lists what waits for you, the oldest first")
HELP_OUTCOME = _("**outcome {reference}** lets you say what happens next at your step")
HELP_CHECK = _("**check {reference}** lets you say how far a check is")
HELP_DELIVER = _("**deliver {reference} done** says that the work is done")
HELP_TEAM = _("Because you handle requests")
HELP_TEAM_NOTE = _("Type the reference of the request where {reference} stands.")
QUOTES = _("To use one of these words as your own text, put it in quotes: “start”.")
ASK_GOVERNANCE = _("You can ask a question too, such as: what does {name} mean?")
ASK_PERSON = _("You can also ask a person: {names}.")
NOT_UNDERSTOOD = _("Sorry, we did not understand that. Nothing is lost.")
NOT_UNDERSTOOD_START = _("Tell us what you need in one sentence, or press Start a request.")
DID_YOU_MEAN_WORD = _("Did you mean the word “{word}”?")
SOURCE = _("Source: {source}")
ANSWERED = _("An answer about {name}")

IN_CHANNEL = _("Thank you. To keep your request private, I have written to you in your own chat.")
IN_CHANNEL_HINT = _("When you press a button here, I write to you in your own chat.")
IN_CHANNEL_CARD = _("We carry on in your own chat")
STRANGER = _(
    "This bot serves staff who sign in to Teams with an account of this council. You are here as a guest, so it cannot "
    "help you. Please ask the person you work with at the council."
)
WAIT = _("That was faster than we can keep up with")
WAIT_TEXT = _n(
    "Nothing has changed. Please wait {count} second, then do it again.",
    "Nothing has changed. Please wait {count} seconds, then do it again.",
)
NOT_SAVED = _("Your answer is not saved")
NOT_SAVED_TEXT = _(
    "Something went wrong on our side. Nothing has changed. Please try the same thing again in a minute."
)
APOLOGY = _("Sorry, something went wrong")
APOLOGY_TEXT = _(
    "Your earlier answers are safe. Please try again. If it happens again, give the service desk this code: {code}."
)
