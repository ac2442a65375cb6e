"""The card of what a first sentence told: in plain words, each part changeable, and below it what is still missing."""

from __future__ import annotations

from dialogs.by_profile import BY_PROFILE
from dialogs.cards.elements import Element, button, card, heading, section, text
from dialogs.cards.route import short_name
from dialogs.cards.summary_list import change_button, summary_list, summary_row
from dialogs.cards.topic import explained, interview_buttons, problems, question_input, titled, wrote
from dialogs.context import Feedback, stamp
from dialogs.model import Card, Interview
from dialogs.position import Position
from dialogs.question_kinds import answer_words
from dialogs.suggestions import by_words, suggestion, told
from dialogs.wording import asking as w
from dialogs.wording import say
from governance_rules import Rulebook
from governance_rules.model import Question


def understood_card(
    rulebook: Rulebook, interview: Interview, place: Position, feedback: Feedback, *, typed: bool
) -> tuple[Card, str]:
    """What was understood, which Continue or a yes says is right, and the questions that the sentence left open."""
    known = told(rulebook, interview)
    lines = {q: answer_words(q, known[q.id]) for q in place.path.asked if q.id in known}
    body: list[Element] = [heading(say(w.UNDERSTOOD_TITLE)), *feedback.notices, *problems(feedback.errors)]
    body.append(text(say(w.UNDERSTOOD_CHECK)))
    body.append(
        summary_list(
            summary_row(short_name(q), words, change_button(interview, q.id, short_name(q)), note=_why(q, interview))
            for q, words in lines.items()
        )
    )
    if typed:
        body.append(text(say(w.UNDERSTOOD_TYPED), subtle=True))
    if place.card:
        body.append(section(_missing(rulebook, interview, place, feedback)))
    body += explained(place.card)
    body.append(text(say(w.NO_AI), subtle=True))
    actions = [button("answer", say(w.CONTINUE), stamp(interview), style="positive")]
    summary = say(w.UNDERSTOOD_SUMMARY)
    said = "\n".join(f"{short_name(q)}: {words}" for q, words in lines.items())
    plainly = "\n".join((say(w.UNDERSTOOD_TITLE), said, say(w.UNDERSTOOD_TYPED)))
    return card(body, [*actions, *interview_buttons(interview, first=True)], summary, plainly), summary


def _missing(rulebook: Rulebook, interview: Interview, place: Position, feedback: Feedback) -> list[Element]:
    """The open questions by topic: on a long card with lists that open, so that it stays short on a phone."""
    topics = dict.fromkeys(q.topic for q in place.card)
    parts = [heading(say(w.STILL_MISSING), small=True)] if len(topics) > 1 else []
    for topic in topics:
        parts += titled(rulebook, topic, small=True)
        for question in place.card:
            if question.topic == topic:
                parts += question_input(question, interview, feedback, short=len(topics) > 1)
    return parts


def _why(question: Question, interview: Interview) -> str:
    if question.id in interview.answers:
        return ""
    if said := wrote(question, interview):
        return said[0]
    by_profile = suggestion(question, interview) and not by_words(question, interview)
    return say(w.FROM_DEPARTMENT) if by_profile and interview.memory.get(BY_PROFILE) else ""
