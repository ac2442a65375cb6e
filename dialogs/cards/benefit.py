"""What came of a request on its cards: the question, the answers, and the list of several that are asked at once."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.asked_benefit import asked_as, done_on
from dialogs.benefits import AskedAs, Benefit, answers, may_answer
from dialogs.cards.elements import (
    Element,
    button,
    buttons,
    card,
    choice_input,
    error,
    free,
    free_heading,
    heading,
    row,
    section,
    text,
    text_input,
)
from dialogs.cards.work import EMPTY, NOTE_LENGTH, Given, back_to
from dialogs.model import AreaPeople, Card, People, Person, Request
from dialogs.question_kinds import answer_words
from dialogs.wording import benefits as w
from dialogs.wording import championing, say, say_count, say_day, sponsoring
from governance_rules import Rulebook
from governance_rules.roles import detail_of, question_with

MOST_ASKED = 10
"""Requests that one card asks about: each has a line and a button, and the card stays under 25 KB."""
_EXPECTED_LENGTH = 600


def benefit_card(
    rulebook: Rulebook, people: People, request: Request, person: Person, after: int, given: Given = EMPTY
) -> tuple[Card, str]:
    """Asks one person what came of one request, ``after`` so many months; ``given``: what they have filled in."""
    title = say(w.TITLE, reference=request.reference)
    role = asked_as(people, request, person)
    expected = detail_of(rulebook, request.details, "outcome")
    choices = [(say(words), key) for key, words in w.CHOICES.items()]
    held, noted = (str(given.values.get(key) or "") for key in ("measured", "note"))
    body: list[Element] = [
        heading(title),
        free_heading(request.title),
        text(say(w.INTRO[after])),
        *([row(say(w.EXPECTED), expected, _EXPECTED_LENGTH)] if expected else []),
        *_promised(rulebook, request),
        *error(given.problems.get("")),
        *error(given.problems.get("measured")),
        choice_input("measured", say(w.LABEL), choices, held if held in w.CHOICES else ""),
        *error(given.problems.get("note")),
        text_input("note", say(w.NOTE), NOTE_LENGTH, noted, lines=True),
        text(say(w.WHO_READS), subtle=True),
        text(say(w.HINT, reference=request.reference), subtle=True),
        *([text(say(w.WHY[role]), subtle=True)] if role else []),
    ]
    carried = {"reference": request.reference, "after": str(after)}
    actions = [button("benefit", say(w.SEND), carried, style="positive"), back_to(request)]
    return card(body, actions, title), title


def benefits_card(
    rulebook: Rulebook, people: People, person: Person, asked: Sequence[tuple[Request, int]]
) -> tuple[Card, str]:
    """What one person is asked on one day: the question itself, or the list of several with a button for each."""
    if len(asked) == 1:
        return benefit_card(rulebook, people, asked[0][0], person, asked[0][1])
    title = say_count(w.SEVERAL, len(asked))
    body: list[Element] = [heading(title), text(say(w.SEVERAL_INTRO))]
    for number, (request, after) in enumerate(asked[:MOST_ASKED], 1):
        body.append(free(say(w.LINE, number=number, reference=request.reference, title=request.title)))
        body.append(buttons([_ask(request, after, say(w.ANSWER_NUMBER, number=number))]))
    return card(body, [], title), title


def benefit_part(rulebook: Rulebook, people: People, request: Request, person: Person) -> list[Element]:
    """What was said of it, and for whoever is asked the button to say it; nothing while it is not done."""
    done = done_on(request)
    rows = _rows(people, request)
    if done is None or not (role := asked_as(people, request, person)):
        return rows
    after = may_answer(done, rulebook.day, people.calendar)[-1]
    said = any(one.measured and (one.after, one.role) == (after, role) for one in request.benefits)
    return rows if said else [*rows, buttons([_ask(request, after, say(w.ANSWER))])]


def benefit_section(people: People, request: Request) -> list[Element]:
    """What was said of it, for those who handle it; nothing where nobody has answered."""
    rows = _rows(people, request, noted=True)
    return [section(rows)] if rows else []


def ask_button(rulebook: Rulebook, people: People, request: Request, person: Person) -> list[Element]:
    """The button alone, for a message that tells that it is done."""
    done = done_on(request)
    if done is None or not asked_as(people, request, person):
        return []
    return [_ask(request, may_answer(done, rulebook.day, people.calendar)[-1], say(w.ANSWER))]


def said_by(areas: Sequence[AreaPeople], request: Request, role: AskedAs) -> str:
    """In whose name somebody answered, as the timeline and the list say it."""
    area = next((one.name for one in areas if one.id == request.area), "") or say(championing.NO_AREA)
    match role:
        case "requester":
            return say(championing.REQUESTER_ROLE)
        case "sponsor":
            return say(sponsoring.SPONSOR_ROLE)
        case "partner":
            return say(championing.PARTNER_ROLE, area=area)
        case "governance":
            return say(championing.GOVERNANCE_ROLE)


def said_words(people: People, request: Request, one: Benefit) -> str:
    """What was said, on which day and by whom."""
    who = said_by(tuple(people.areas.values()), request, one.role)
    return say(w.ROW, said=say(w.SAID[one.measured]), day=say_day(one.at or one.asked_at), who=who)


def _rows(people: People, request: Request, *, noted: bool = False) -> list[Element]:
    rows: list[Element] = []
    for one in answers(request.benefits):
        words = said_words(people, request, one)
        note = f": {one.note}" if noted and one.note else ""
        rows.append(row(say(w.AT[one.after]), f"{words}{note}", _EXPECTED_LENGTH))
    return rows


def _promised(rulebook: Rulebook, request: Request) -> list[Element]:
    question = question_with(rulebook, "benefit")
    if question is None or question.id not in request.answers:
        return []
    return [row(say(w.PROMISED), answer_words(question, request.answers[question.id]))]


def _ask(request: Request, after: int, title: str) -> Element:
    """A button that opens the question and sends nothing of the card that it is on."""
    carried = {"reference": request.reference, "after": str(after), "ask": True}
    return {**button("benefit", title, carried), "associatedInputs": "none"}
