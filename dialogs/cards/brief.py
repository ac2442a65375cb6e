"""The short card for who was not understood before: the question again in few words, and a person to talk to."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.elements import Element, button, card, heading, text
from dialogs.cards.topic import question_input
from dialogs.context import Feedback, stamp
from dialogs.model import Card, Interview
from dialogs.wording import asking as w
from dialogs.wording import say
from governance_rules.model import Question


def brief_question(interview: Interview, question: Question, line: str, person: Sequence[Element]) -> tuple[Card, str]:
    """One question and its numbered options, without what was said the first time."""
    options = "\n".join(f"{number}. {o.label}" for number, o in enumerate(question.options, 1))
    body: list[Element] = [heading(question.ask), text(line), *([text(options)] if options else [])]
    body += [*question_input(question, interview, Feedback(), quiet=True), *person]
    carried = stamp(interview)
    actions = [
        button("answer", say(w.CONTINUE), stamp(interview, only=question.id), style="positive"),
        button("back", say(w.BACK), carried),
        button("help", say(w.HELP), carried),
    ]
    return card(body, actions, line, "\n".join(t for t in (line, question.ask, options) if t)), line


def brief_way_on(line: str, person: Sequence[Element], *, going: bool) -> tuple[Card, str]:
    """A line and a person, with the way back to where the person is, or to a start."""
    on = button("resume", say(w.RESUME), style="positive") if going else button("start", say(w.START), style="positive")
    return card([heading(line), *person], [on, button("help", say(w.HELP))], line), line
