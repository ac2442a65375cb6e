"""What the bot says while it asks: topic cards, details, check answers, and what goes wrong there."""

from __future__ import annotations

from dialogs.wording import _, _n

STEP = _("Step {step} of about {about}")
NO_AI = _("No AI decides anything here. The answer comes from rules that you can read.")
WHY_WE_ASK = _("Why we ask")
CHOICES_MEAN = _("What the choices mean")
CHOICE_LINE = _("**{label}**: {hint}")
WHY_LINE = _("**{question}** {why}")
CONTINUE = _("Continue")
BACK = _("Back")
LEAVE = _("Save and leave")
CANCEL = _("Cancel")
HELP = _("Help")
TYPE_NUMBER = _("Press an answer, or type its number or its words.")
TYPE_NUMBERS = _("Choose all that apply. You can type the numbers, such as 1, 3.")
SUGGESTED = _("We suggest this from your words. Change it if it is wrong.")
YOU_WROTE = _("You wrote “{words}”.")
SUGGESTED_BY_DEPARTMENT = _("We suggest this because of your department. Change it if it is wrong.")
SUGGESTED_YES = _("We suggest: {answer}. Type yes if that is right, or type another answer.")
STARTED_FROM_WORDS = _(
    "Thank you. We have started a request with your words as its title. We will suggest answers from them. "
    "You can change the title and each answer."
)
KEPT_THE_BEGINNING = _(
    "Your message is longer than a request can be. We kept its first {limit} characters. Please check how they end."
)
STARTED_WITH_WORDS = _(
    "Thank you. We have started a request with your words as its title. You can change the title. "
    "If you did not mean to, type cancel to delete it."
)
UNDERSTOOD_TITLE = _("This is what we understood")
UNDERSTOOD_CHECK = _("Change what is wrong. When you go on, you say that the rest is right.")
UNDERSTOOD_TYPED = _("Type yes if that is right. Or type no, and we ask you one by one.")
UNDERSTOOD_SUMMARY = _("Check what we understood")
STARTED_UNDERSTOOD = _(
    "Thank you. We have started a request with your words as its title. You can change the title later."
)
UNDERSTOOD_MORE = _("Thank you. We have added that.")
STILL_MISSING = _("What we still need to know")
FROM_DEPARTMENT = _("From your department.")
CHOOSE = _("Choose")
CHOOSE_ONE = _("Choose one answer")
CHOOSE_SOME = _("Choose at least one answer")
ERROR = _("Error: {problem}")
PROBLEM_HEADING = _("There is a problem")
ALONE = _("You cannot choose “{label}” with another answer. Choose one or the other.")
TOPIC_SUMMARY = _("{topic}: choose your answers")
QUESTION_SUMMARY = _("Question: {question}")

OLD_CARD = _("That card was an old one, so nothing has changed. Here is where you are now.")
FOREIGN = _("Something on that card does not belong to this step. Nothing has changed. Please answer here.")
IN_MEETING = _("{reference} is before a meeting now. You can do that when people are told what it decided.")
UNKNOWN_OPTION = _("That answer is not one of the choices. Nothing has changed. Please choose again.")
UNKNOWN_BUTTON = _("We do not know that button. Nothing has changed. Please use a button on this card.")
FIRST_QUESTION = _("This is the first question. There is nothing before it.")
CANNOT_SKIP = _("We need an answer to this one. If you do not know, choose the answer closest to it.")
CANNOT_SKIP_DETAIL = _("We need an answer to this one. A few words will do.")
NOT_ASKED = _("That question is not part of this request. Nothing has changed.")
NOT_READY = _("You cannot send this yet. {missing}")
MISSING_ANSWER = _("We still need your answer to: {question}")
MISSING_CHECK = _("Please check your answers first. Then send them.")
MISSING_ROUTE = _("Please look at your route first.")
RULES_CHANGED = _("The rules have changed since you started. We kept your answers. We ask only for what is missing.")
OTHER_DRAFT = _("Your other draft is saved. Type drafts to go back to it.")
MANY_DRAFTS = _("You have {count} drafts, which is the most we keep. Finish or cancel one before you start another.")
YOUR_WORDS_NOT_FOUND = _("We could not match your words to a choice. Nothing is lost.")
NOT_SURE_HERE = _("It is fine not to know. Choose the answer that is closest. You can change it until you send it.")
YES_OR_NO_HERE = _("Yes or no does not tell us enough here. Choose one of these.")
YOUR_WORDS_SUGGEST = _("We are not sure what you mean. Please look at the answer that we suggest.")
DID_YOU_MEAN = _("Did you mean: {guesses}?")

DETAILS_TITLE = _("Tell us about it")
DETAILS_INTRO = _("Write it in your own words. A few short sentences will do.")
DETAILS_SUMMARY = _("Tell us about your request")
OPTIONAL = _("{label} (optional)")
TITLE_HINT = _(
    "Other staff with a similar request can see this title, the service area and the status. They see nothing else."
)
ENTER = _("Enter an answer")
TYPE_MONEY = _("Type the sum, such as £25,000 or 25k.")
TYPE_DATE = _("Type the date, such as 2027-03-31.")
MONEY_HINT = _("In whole pounds, such as 25,000.")
ENTER_MONEY = _("Enter a sum in pounds, such as 25,000")
ENTER_DATE = _("Enter a real date, such as 2027-03-31")
TOO_LONG = _("Your text has {length} characters. Make it {limit} or fewer.")
KEPT_LONG = _("We have kept your text of {length} characters. Leave this box empty to keep it as it is.")
TAKEN = _("We took “{words}” as: {name}. To change it, type back.")
TAKEN_BESIDE = _("We took “{words}” as: {name}. To change it, type: change {question}")
FIRST_DETAIL = _("Next, tell us about it")
TYPE_DETAIL = _("Type your answer as a message, or fill in the box.")
TYPE_OPTIONAL = _("Type your answer as a message, or type skip.")
TYPE_OPTIONAL_DATE = _("Type the date as year, month and day, such as 2027-03-31. Or type skip.")
COMMAND_WORDS = _("To use a command word as your answer, put it in quotes: “start”.")

CHECK_TITLE = _("Check your answers")
CHECK_INTRO = _("Please check your answers before you send them.")
CHECK_SUMMARY = _("Check your answers, then send your request")
COMMA = _(", ")
CHANGE = _("Change: {what}")
CHANGE_THIS = _("Change")
SUBMIT = _("Send my request")
SEND_NOTE = _("When you send this, we tell {people}.")
YOUR_ROUTE = _("Your route")
NOT_GIVEN = _("Not given")
SIMILAR_HEADING = _("Has someone asked for this already?")
SIMILAR_INTRO = _("These requests look similar. You can add yourself to one and hear how it goes.")
SIMILAR_BEFORE = _("This was asked for before")
SIMILAR_BEFORE_INTRO = _(
    "You cannot join these any more. Ask your digital champion whether one of them meets your need."
)
SIMILAR_LINE = _("{reference}: {area}, {status}")
JOIN = _("Add me to {reference}")

CANCEL_SURE = _("Do you want to cancel this request?")
CANCEL_SURE_TEXT = _("We delete your answers. Your request has not been sent. Press the button again or type yes.")
CANCEL_YES = _("Yes, cancel it")
CANCEL_NO = _("No, keep it")
CANCELLED = _("Cancelled")
CANCELLED_TEXT = _("Your request was not sent. You can start again at any time.")
SAVED = _("Your answers are saved")
SAVED_TEXT = _(
    "Come back when you like. Press Carry on, or type resume. Anything else that you type is about something new. "
    "We keep a draft for 30 days."
)
RESUME = _("Carry on")
START = _("Start a request")
MY_REQUESTS = _("My requests")
NOTHING_OPEN = _("You have nothing open")
NOTHING_OPEN_TEXT = _("Start a request, or look at the ones that you have sent.")
DRAFTS = _("Your drafts")
DRAFT_LINE = _("Started on {day}.")
DRAFT_ANSWERED = _n("You have answered {count} question.", "You have answered {count} questions.")
DRAFT_UNTITLED = _("Draft without a title")
CARRY_ON_WITH = _("Carry on with draft {number}")
