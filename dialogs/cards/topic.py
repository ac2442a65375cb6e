"""The card of one topic, and the card of one question for someone who types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.cards.elements import Element, box, bullets, button, card, error, fold, heading, text, with_hint
from dialogs.context import Feedback, stamp
from dialogs.model import Card, Interview
from dialogs.position import Position, unfinished
from dialogs.question_kinds import answer_words, kind_of
from dialogs.suggestions import BECAUSE, UNDERSTOOD, by_words, suggestion
from dialogs.wording import asking as w
from dialogs.wording import contracts, say
from governance_rules import Answer, Rulebook
from governance_rules.keeping import keep
from governance_rules.model import Question, Topic

AFTER_QUESTIONS = 2
"""Cards counted in "Step 3 of about 6" beside those of questions: the route with its details, and the check."""

_MOST_KEPT = 1024
_INPUTS: dict[int, tuple[Question, Element]] = {}
"""The input of each question without its value, by the question's identity: labels are made once, not each turn."""


def _static_input(question: Question) -> Element:
    found = _INPUTS.get(id(question))
    if found is None:
        found = keep(_INPUTS, id(question), (question, _make_input(question)), _MOST_KEPT)
    return found[1]


def _make_input(question: Question) -> Element:
    shape, hint = kind_of(question).shape(question)
    # The hint is part of the label: only so does a screen reader say it at the choices.
    return {**shape, "id": question.id, "label": with_hint(question.ask, hint), "spacing": "Medium"}


def as_value(answer: Answer | None) -> str:
    """An answer as an input holds it: an id, or ids with commas."""
    return answer if isinstance(answer, str) else ",".join(answer or ())


def wrote(question: Question, interview: Interview) -> tuple[str, ...]:
    """The person's own words that suggest the answer, where their words do."""
    words = interview.memory.get(BECAUSE, {}).get(question.id) if by_words(question, interview) else None
    return (say(w.YOU_WROTE, words=words),) if words else ()


def _left_in(question: Question, interview: Interview) -> str | None:
    """What was left in its input, as far as it can still stand there; None: nothing was."""
    left = unfinished(interview).get(question.id)
    return left and (kind_of(question).again(question, left) or None)


def question_input(
    question: Question, interview: Interview, feedback: Feedback, *, quiet: bool = False, short: bool = False
) -> list[Element]:
    """A question's input with its error and what was answered or is suggested.

    ``quiet``: that was said already. ``short``: the choices of a question with one answer stand in a list that opens.
    """
    parts = error(feedback.errors.get(question.id))
    left = _left_in(question, interview)
    value = as_value(interview.answers.get(question.id)) if left is None else left
    if left is None and not value and (suggested := suggestion(question, interview)):
        value = as_value(suggested)
        of_words = contracts.SUGGESTED if interview.memory.get("renews") else w.SUGGESTED
        why = of_words if by_words(question, interview) else w.SUGGESTED_BY_DEPARTMENT
        parts += [] if quiet else [text(" ".join((say(why), *wrote(question, interview))), bold=True)]
    shown = _static_input(question)
    if short and shown.get("isMultiSelect") is False:
        shown = {**shown, "style": "compact", "placeholder": say(w.CHOOSE)}
    parts.append({**shown, "value": value} if value else shown)
    return parts


def progress(place: Position, rulebook: Rulebook) -> str:
    """How far the person is, such as "Step 3 of about 6"."""
    cards = place.ground.cards
    if place.question is not None:
        step = next(n for n, card in enumerate(cards, 1) if place.question in card)
    else:
        step = len(cards) + (1 if place.kind == "details" else AFTER_QUESTIONS)
    to_come = min(place.path.about, len(rulebook.topics)) - len(place.path.topics)
    return say(w.STEP, step=step, about=len(cards) + max(to_come, 0) + AFTER_QUESTIONS)


def interview_buttons(interview: Interview, *, first: bool = False) -> list[Element]:
    """The buttons below every card of an interview: back, help, save and leave, cancel."""
    carried = stamp(interview)
    back = [] if first else [button("back", say(w.BACK), carried)]
    return [
        *back,  # in this order all of them fit into two rows on a phone
        button("help", say(w.HELP), carried),
        button("leave", say(w.LEAVE), carried),
        button("cancel", say(w.CANCEL), carried),
    ]


def problems(errors: Mapping[str, str], words: Sequence[str] = ()) -> list[Element]:
    """The box at the top of a card that says what is wrong, before the inputs say it again."""
    lines = [*words, *errors.values()]
    return (
        [box([heading(say(w.PROBLEM_HEADING), small=True), *[text(line) for line in lines]], "warning")]
        if lines
        else []
    )


def _whys(questions: Sequence[Question]) -> list[Element]:
    lines = [
        text(say(w.WHY_LINE, question=q.ask, why=q.why) if len(questions) > 1 else q.why) for q in questions if q.why
    ]
    return fold("why", say(w.WHY_WE_ASK), lines) if lines else []


def _choices(questions: Sequence[Question]) -> list[Element]:
    lines = [say(w.CHOICE_LINE, label=o.label, hint=o.hint) for q in questions for o in q.options if o.hint]
    return fold("choices", say(w.CHOICES_MEAN), [bullets(lines)]) if lines else []


def explained(questions: Sequence[Question]) -> list[Element]:
    """What the choices mean and why these questions are asked, folded."""
    return [*_choices(questions), *_whys(questions)]


def _topic(rulebook: Rulebook, topic_id: str) -> Topic:
    return next(t for t in rulebook.topics if t.id == topic_id)


def titled(rulebook: Rulebook, topic_id: str, *, small: bool = False) -> list[Element]:
    """The heading of a topic with its first words."""
    topic = _topic(rulebook, topic_id)
    return [heading(topic.title, small=small), *([text(topic.intro)] if topic.intro else [])]


def topic_card(rulebook: Rulebook, interview: Interview, place: Position, feedback: Feedback) -> tuple[Card, str]:
    """The questions that share a card, below the heading of each topic."""
    questions = place.card
    topics = list(dict.fromkeys(q.topic for q in questions))
    first = place.card[0] in place.ground.cards[0] and UNDERSTOOD not in interview.memory
    body: list[Element] = [text(progress(place, rulebook), subtle=True), *titled(rulebook, topics[0])]
    body += [*feedback.notices, *problems(feedback.errors)]
    if first:
        body.append(text(say(w.NO_AI), subtle=True))
    for topic in topics:
        body += titled(rulebook, topic) if topic != topics[0] else []
        for question in questions:
            body += question_input(question, interview, feedback) if question.topic == topic else []
    body += explained(questions)
    actions = [
        button("answer", say(w.CONTINUE), stamp(interview), style="positive"),
        *interview_buttons(interview, first=first),
    ]
    summary = say(w.TOPIC_SUMMARY, topic=", ".join(_topic(rulebook, topic).title for topic in topics))
    return card(body, actions, summary), summary


def takes_yes(question: Question, suggested: Answer) -> bool:
    """Whether a typed yes can mean "yes, that is right": where yes is itself an answer only when it is that one."""
    says_yes = [o.id for o in question.options if o.id == "yes" or o.label.casefold().startswith("yes")]
    return not says_yes or suggested in says_yes


def question_card(
    rulebook: Rulebook, interview: Interview, place: Position, feedback: Feedback, question: Question
) -> tuple[Card, str]:
    """One question alone, its options as numbered text, for someone who types."""
    first = place.path.asked[0] is question and UNDERSTOOD not in interview.memory
    options = "\n".join(f"{number}. {o.label}" for number, o in enumerate(question.options, 1))
    how = say(kind_of(question).type_it)
    body: list[Element] = [text(progress(place, rulebook), subtle=True), heading(question.ask), *feedback.notices]
    body += problems(feedback.errors)
    body += [*([text(options)] if options else []), text(how, subtle=True)]
    suggested = suggestion(question, interview)
    suggested = suggested if suggested and takes_yes(question, suggested) else None
    if suggested:
        said = say(w.SUGGESTED_YES, answer=answer_words(question, suggested))
        body.append(text(" ".join((said, *wrote(question, interview)))))
    if first:
        body.append(text(say(w.NO_AI), subtle=True))
    body += question_input(question, interview, feedback, quiet=bool(suggested))
    body += explained([question])
    answer = button("answer", say(w.CONTINUE), stamp(interview, only=question.id), style="positive")
    summary = say(w.QUESTION_SUMMARY, question=question.ask)
    plainly = "\n".join(line for line in (question.ask, options, how) if line)
    return card(body, [answer, *interview_buttons(interview, first=first)], summary, plainly), summary
