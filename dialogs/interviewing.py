"""One step of an interview: answer, skip, send. Each gives the next card and what should happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogs.advancing import advance
from dialogs.cards.details import ALL, carried_back
from dialogs.cards.elements import Element, box, free
from dialogs.cards.topic import takes_yes
from dialogs.context import Command, Feedback, TurnContext
from dialogs.model import Interview, Turn
from dialogs.position import Position, position_of, route_of, unfinished
from dialogs.question_kinds import answer_of, answer_words, kind_of
from dialogs.rendering import notice, present, show
from dialogs.sponsors import with_manager
from dialogs.suggestions import UNDERSTOOD, suggestion, told, without
from dialogs.systems import KNOWN, gone, systems_detail, with_chosen
from dialogs.understanding.answer_parser import ForeignAnswerError, Wrong, read_detail
from dialogs.understanding.first_words import A_SENTENCE, named_by
from dialogs.understanding.own_words import understand
from dialogs.understanding.typed_text import ordinary
from dialogs.unfinished_input import written, wrong
from dialogs.wording import asking as w
from dialogs.wording import say, systems
from governance_rules import Answer
from governance_rules import suggestion as suggestion_of
from governance_rules.model import Detail, Question


def answer(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Take the answers of the present card, or the typed answer to the present question."""
    place = position_of(context.rulebook, interview)
    if place.kind in {"topic", "understood"}:
        return _answer_topic(context, interview, place, command)
    if place.kind == "details" or (place.kind == "decision" and _asked_there(place, command)):
        return _answer_details(context, interview, place, command)
    if place.kind == "check" and KNOWN in command.inputs:
        return _add_systems(context, interview, place, command)
    if command.inputs:
        return present(context, say(w.FOREIGN))
    if place.kind == "decision":
        return see_route(context, interview, place)
    return present(context)


def _asked_there(place: Position, command: Command) -> bool:
    """Whether the decision was shown with its details below it, or with the first as it is to someone who types."""
    only = command.carried.get("only")
    here = bool(place.details) and only == ALL
    return here or (place.detail is not None and only == place.detail.id) or _fills_in(place, command)


def _fills_in(place: Position, command: Command) -> bool:
    """Whether what came was filled into boxes of details: programs may send no more than that."""
    return not command.inputs.keys().isdisjoint(d.id for d in place.details)


def see_route(context: TurnContext, interview: Interview, place: Position, *notices: str) -> Turn:
    """The person has seen the route and goes on."""
    feedback = Feedback(tuple(notice(words) for words in notices))
    return advance(
        context,
        interview,
        feedback,
        place.ground,
        route_seen=True,
        looking_at=None,
        memory=_with_route(interview, place),
    )


def _with_route(interview: Interview, place: Position) -> dict[str, Any]:
    """What the interview remembers once this route was seen."""
    return {**interview.memory, "route": route_of(place.brief) if place.brief else []}


def _answer_topic(context: TurnContext, interview: Interview, place: Position, command: Command) -> Turn:
    shown: Sequence[Question] = place.card
    if only := command.carried.get("only"):
        shown = [q for q in place.path.asked if q.id == only]
    nothing = not shown and (only or place.kind != "understood")
    if nothing or not set(command.inputs) <= {q.id for q in shown}:
        return present(context, say(w.FOREIGN))
    try:
        read = {q.id: kind_of(q).read(q, command.inputs.get(q.id)) for q in shown}
    except ForeignAnswerError:
        return present(context, say(w.UNKNOWN_OPTION))
    return take_answers(context, interview, place, shown, read, inputs=command.inputs)


def take_answers(
    context: TurnContext,
    interview: Interview,
    place: Position,
    shown: Sequence[Question],
    read: Mapping[str, Answer | Wrong | None],
    *,
    inputs: Mapping[str, Any],
    notices: tuple[Element, ...] = (),
) -> Turn:
    """Keep the sound answers; what is missing or cannot stand comes back with a message at its input.

    On the card of what was understood they say that this is right, when nothing is missing.
    """
    sound = {i: a for i, a in read.items() if a is not None and not isinstance(a, Wrong)}
    answers: dict[str, Answer] = {**interview.answers, **sound}
    errors: dict[str, str] = {}
    given: dict[str, str] = {}
    for question in shown:
        held = read[question.id]
        if isinstance(held, Wrong):
            errors[question.id] = held.sentence
            given |= {question.id: held.given} if held.given else {}
        elif held is None and not (question.id in answers and question.id not in inputs):
            errors[question.id] = question.error or say(kind_of(question).missing)
            given |= {question.id: ""} if question.id in answers else {}
    if errors:
        # An answer given beside it may have taken a question off the path: then nothing is missing there.
        changed = replace(interview, answers=answers, looking_at=None)
        asked = {q.id for q in position_of(context.rulebook, changed).path.asked}
        errors = {i: e for i, e in errors.items() if i in asked}
    feedback = Feedback(notices, errors)
    stay = next(iter(errors), None)
    left = wrong(interview, shown, {i: value for i, value in given.items() if i in errors})
    if stay and not sound and left == interview.memory:
        card, summary = show(context, interview, feedback, place)
        return Turn(card, summary)
    if place.kind == "understood" and not errors:
        known = told(context.rulebook, interview)
        answers |= {q.id: known[q.id] for q in place.path.asked if q.id in known}
        left = {key: value for key, value in left.items() if key != UNDERSTOOD}
    stay = stay if place.kind == "topic" else None
    return advance(context, interview, feedback, answers=answers, looking_at=stay, memory=without(left, answers))


def _answer_details(context: TurnContext, interview: Interview, place: Position, command: Command) -> Turn:
    shown: Sequence[Detail] = place.details
    only = command.carried.get("only")
    if only and only != ALL:
        shown = [d for d in place.details if d.id == only]
    lost = (notice(say(systems.GONE)),) if gone(context, command) else ()
    interview, command = with_chosen(context, interview, command, shown)
    if not shown or not set(command.inputs) <= {d.id for d in shown}:
        return present(context, say(w.FOREIGN))
    boxed, left = carried_back(shown, interview), unfinished(interview)
    # An empty box under a text that is too long to show again means that text.
    behind = {d.id: left[d.id] for d in shown if d.id in left and d.id not in boxed}
    raw = {d.id: command.inputs.get(d.id) or behind.get(d.id) for d in shown}
    raw = with_manager(context.rulebook, context.session, raw)
    try:
        read = {d.id: read_detail(d, raw[d.id]) for d in shown}
    except ForeignAnswerError:
        return present(context, say(w.FOREIGN))
    details = dict(interview.details)
    skipped = set(interview.memory.get("skipped", ()))
    errors: dict[str, str] = {}
    given: dict[str, str | None] = {}
    for detail in shown:
        held = read[detail.id]
        if isinstance(held, str):
            details[detail.id] = held
        elif isinstance(held, Wrong):
            errors[detail.id] = held.sentence
            given[detail.id] = written(detail, raw[detail.id])
        elif detail.id in details and (detail.id not in command.inputs or detail.id not in boxed):
            continue
        elif detail.required:
            errors[detail.id] = detail.error or say(w.ENTER)
            given[detail.id] = "" if detail.id in details else None
        else:
            details.pop(detail.id, None)
            skipped.add(detail.id)
    stay = next(iter(errors), None)
    kept = replace(interview, memory=wrong(interview, shown, given))
    passed = skipped == set(interview.memory.get("skipped", ()))
    nothing_new = passed and details == interview.details and kept.memory == interview.memory
    if stay and nothing_new and (place.kind == "details" or context.typed):
        card, summary = show(context, interview, Feedback(lost, errors), place)
        return Turn(card, summary)
    memory = {**_with_route(kept, place), "skipped": sorted(skipped)}
    feedback = Feedback((*lost, *(_taken(place, details) if context.typed and not errors else ())), errors)
    return advance(
        context, interview, feedback, place.ground, details=details, memory=memory, looking_at=stay, route_seen=True
    )


def _add_systems(context: TurnContext, interview: Interview, place: Position, command: Command) -> Turn:
    """Add the systems that were chosen on the card of all answers to those that the draft names."""
    kept, added = with_chosen(context, interview, command, place.details)
    detail = systems_detail(place.details)
    words = added.inputs.get(detail.id) if detail else None
    if detail is None or not isinstance(words, str):
        return present(context, say(systems.GONE if gone(context, command) else systems.CHOOSE_ONE))
    read = read_detail(detail, words)
    if isinstance(read, str):
        return advance(context, kept, ground=place.ground, details={**kept.details, detail.id: read}, looking_at=None)
    memory = wrong(kept, [detail], {detail.id: written(detail, words)})
    errors = {detail.id: read.sentence} if read else {}
    return advance(context, kept, Feedback(errors=errors), place.ground, memory=memory, looking_at=detail.id)


def _taken(place: Position, details: Mapping[str, str]) -> tuple[Element, ...]:
    """What was typed below the decision was taken as its first detail: say so, for who meant something else by it."""
    detail = place.detail if place.kind == "decision" else None
    words = details.get(detail.id, "") if detail else ""
    if detail is None or not words:
        return ()
    return (box([free(say(w.TAKEN, words=words, name=detail.short or detail.label), 400)], "accent"),)


def typed_answer(context: TurnContext, interview: Interview, place: Position, words: str) -> Turn | None:
    """Take typed words as the answer to the present question or detail; None when they are no answer to it."""
    if place.detail is not None:
        command = Command("answer", {"only": place.detail.id}, {place.detail.id: words})
        return _answer_details(context, interview, place, command)
    if place.kind == "understood":
        return _typed_beside(context, interview, place, words)
    if place.question is None or _tells_more(context, interview, words):
        return None
    question, kind = place.question, kind_of(place.question)
    outright = kind.typed(question, words)
    chosen = outright or (understand(context.rulebook, question, words).chosen if kind.has_options else ())
    if not chosen:
        return None
    notices = () if outright else _understood(question, words, chosen)
    raw = answer_of(question, chosen)
    read = {question.id: kind.read(question, raw)}
    interview = named_by(context.rulebook, interview, words, context.today) if notices else interview
    return take_answers(context, interview, place, [question], read, inputs={question.id: raw}, notices=notices)


def _typed_beside(context: TurnContext, interview: Interview, place: Position, words: str) -> Turn | None:
    """Words that are an option of one question of the card of what was understood; a number is nobody's there."""
    found = [q for q in place.path.asked if not any(map(str.isdigit, words)) and kind_of(q).typed(q, words)]
    if len(found) != 1:
        return None
    question, here = found[0], replace(place, kind="topic")
    raw = answer_of(question, kind_of(question).typed(question, words) or ())
    taken = say(w.TAKEN_BESIDE, words=words, name=answer_words(question, raw), question=question.short or question.ask)
    notices = (box([free(taken, 400)], "accent"),)
    read = {question.id: kind_of(question).read(question, raw)}
    return take_answers(context, interview, here, [question], read, inputs={question.id: raw}, notices=notices)


def _tells_more(context: TurnContext, interview: Interview, words: str) -> bool:
    """Whether a first sentence tells more than the answer to the first question: that is shown before it counts."""
    if interview.answers or UNDERSTOOD in interview.memory or len(words.split()) < A_SENTENCE:
        return False
    meant = suggestion_of(context.rulebook, ordinary(words)).answers
    return context.rulebook.questions[0].id in meant and len(meant) > 1


def _understood(question: Question, words: str, chosen: Sequence[str]) -> tuple[Element, ...]:
    """Say which answer the person's own words were taken for, so that a wrong one is seen at once."""
    labels = ", ".join(o.label for o in question.options if o.id in chosen)
    return (box([free(say(w.TAKEN, words=words, name=labels), 400)], "accent"),) if labels else ()


def suggested_here(interview: Interview, place: Position) -> Answer | None:
    """What is suggested for the question that the person is at, where a yes can take it."""
    question = place.question if place.kind == "topic" else None
    suggested = suggestion(question, interview) if question is not None else None
    return suggested if question is not None and suggested and takes_yes(question, suggested) else None


def skip(context: TurnContext, command: Command, interview: Interview) -> Turn:
    """Pass over an optional detail; anything else needs an answer."""
    del command
    place = position_of(context.rulebook, interview)
    if place.detail is None:
        return present(context) if place.question is None else present(context, say(w.CANNOT_SKIP))
    if place.detail.required:
        return present(context, say(w.CANNOT_SKIP_DETAIL))
    skipped = sorted({*interview.memory.get("skipped", ()), place.detail.id})
    passed = replace(interview, memory=wrong(interview, [place.detail], {}))
    memory = {**_with_route(passed, place), "skipped": skipped}
    return advance(context, interview, ground=place.ground, memory=memory, looking_at=None, route_seen=True)


def go_to_missing(context: TurnContext, interview: Interview, place: Position) -> Turn:
    """Someone wants to send what is not complete: say what is missing, and ask it."""
    if place.kind == "decision" and place.detail is None and context.typed:
        return see_route(context, interview, place, say(w.MISSING_CHECK))
    furthest = replace(interview, looking_at=None)
    wanted = position_of(context.rulebook, furthest, place.ground)
    if wanted.question is not None:
        missing = say(w.MISSING_ANSWER, question=wanted.question.ask)
    elif wanted.detail is not None:
        missing = say(w.MISSING_ANSWER, question=wanted.detail.label)
    else:
        missing = say(w.MISSING_ROUTE)
    words = say(w.NOT_READY, missing=missing)
    if interview.looking_at is None:
        return present(context, words)
    return advance(context, interview, Feedback((notice(words),)), place.ground, looking_at=None)
