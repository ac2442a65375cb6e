"""Answers to what people ask: a person, a date, where their request is, how long it takes, what comes next, a meaning.

The question that they were asked stays as it is, below the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.elements import Element, box, bullets, button, card, heading, text
from dialogs.cards.help import term_box
from dialogs.cards.people import champions, of_area, partners, people_part, reach_part
from dialogs.cards.request import status_name
from dialogs.context import Feedback, TurnContext
from dialogs.model import Interview, Person, Turn
from dialogs.position import Position
from dialogs.rendering import drafts_of, show
from dialogs.understanding.knowledge import asked_for, asks, body_asked, find
from dialogs.understanding.own_words import understand
from dialogs.understanding.typed_text import folded, is_question
from dialogs.wording import answering as w
from dialogs.wording import asking, helping, say, say_day
from governance_rules.model import Rulebook, Term
from governance_rules.roles import PARTNER, answer_with, question_with
from governance_rules.word_forms import stem, tokens

_FEWEST_DATES = 2
_MOST_REQUESTS = 3
_FEWEST_WORDS, _MOST_WORDS_OF_A_DETAIL = 3, 12
"""Words of a question that is answered where a text of the person's own is expected; a longer one is the text."""


def answered(context: TurnContext, words: str, interview: Interview | None, place: Position | None) -> Turn | None:
    """The answer to a question that somebody asks; None when the words ask nothing that is known."""
    if not asks(words) or (_expects_text(place) and not _surely_asks(words)):
        return None
    parts = _parts(context, words, interview, place)
    return told(context, parts, interview, place) if parts else None


def told(context: TurnContext, parts: Sequence[Element], interview: Interview | None, place: Position | None) -> Turn:
    """Something that was asked for, above the card of where the person is; nothing else changes."""
    if interview is not None and place is not None:
        return Turn(*show(context, interview, Feedback((box(parts, "accent"),)), place))
    name = str(parts[0].get("text", ""))
    summary = say(helping.ANSWERED, name=name)
    said = " ".join(str(part["text"]) for part in parts[1:] if "text" in part)
    on = [button("resume", say(asking.RESUME), style="positive")] if drafts_of(context) else []
    start = button("start", say(asking.START), style="" if on else "positive")
    rest = [button("my_requests", say(asking.MY_REQUESTS)), button("help", say(asking.HELP))]
    return Turn(card([box(parts, "accent")], [*on, start, *rest], summary, f"{name}. {said}"), summary)


def _expects_text(place: Position | None) -> bool:
    return place is not None and place.detail is not None


def _surely_asks(words: str) -> bool:
    """Whether a text of the person's own can hardly begin so: a short question, or a person asked for."""
    few = _FEWEST_WORDS <= len(words.split()) <= _MOST_WORDS_OF_A_DETAIL
    return few and (is_question(words) or asked_for(words) in {"person", "requests"})


def _parts(context: TurnContext, words: str, interview: Interview | None, place: Position | None) -> list[Element]:
    match asked_for(words):
        case "person":
            return _person(context, words, interview) or _meaning(context, words, place)
        case "dates":
            return _dates(context, words)
        case "requests":
            return _requests(context)
        case "how_long":
            return _how_long(context.rulebook, place)
        case "next":
            return _next(context.rulebook, place)
        case "meaning":
            return _meaning(context, words, place)


def area_of(context: TurnContext, words: str, interview: Interview | None) -> object:
    """The service area that the words name, or that of the request in hand."""
    question = question_with(context.rulebook, "service_area")
    if question is not None:
        named = understand(context.rulebook, question, words).chosen
        if len(named) == 1 and any(t in folded(words) for t in tokens(question.option(named[0]).label)):  # type: ignore[union-attr]
            return named[0]
    if interview is None:
        return None
    held = answer_with(context.rulebook, interview.answers, "service_area")
    return held or (interview.memory.get("suggested", {}).get(question.id) if question else None)


def _person(context: TurnContext, words: str, interview: Interview | None) -> list[Element]:
    people, said = context.people, {stem(t) for t in tokens(folded(words))}
    area = area_of(context, words, interview)
    for process in context.rulebook.processes:
        if (process.phone or process.link) and {stem(t) for t in tokens(process.name)} <= said:
            return [heading(process.name, small=True), text(process.next), *reach_part(process)]
    named: list[tuple[str, Person]] = []
    known = people.areas.get(area) if isinstance(area, str) else None
    if "partner" in said:
        named = [n for n in partners(people) if known is None or n[1] == known.it_business_partner]
    elif "champion" in said:
        named = [n for n in champions(people) if known is None or n[1] in known.champions]
    elif "govern" in said or "governanc" in said:
        named = [(say(w.GOVERNANCE), p) for p in people.governance_team]
    else:
        named = _owners(context, said)
    of_an_area = "partner" in said or "champion" in said
    if not named and _who_is(words) and not of_an_area:
        return []
    missing = of_an_area and not named
    named = named or of_area(people, area)
    parts: list[Element] = [heading(say(w.PEOPLE), small=True)]
    if missing:
        parts.append(text(say(w.NOBODY_NAMED)))
    if of_an_area:
        found = find(context.rulebook, "business partner" if "partner" in said else "champion")
        parts += [text(found.answer)] if found else []
    return [*parts, *(people_part(named) if named else [text(say(w.NOBODY))])]


def _who_is(words: str) -> bool:
    return folded(words).startswith(("who is", "who's", "whos", "who are"))


def _owners(context: TurnContext, said: set[str]) -> list[tuple[str, Person]]:
    return [
        (name, person)
        for owner, name in context.rulebook.owners.items()
        if owner != PARTNER
        and (person := context.people.owners.get(owner)) is not None
        and {stem(t) for t in tokens(name)} <= said
    ]


def _dates(context: TurnContext, words: str) -> list[Element]:
    today = context.today
    lines = []
    for body in body_asked(context.rulebook, words):
        days = [say_day(d, today) for d in body.next_dates if d >= today][:_FEWEST_DATES]
        meets = body.meets.rstrip(".")
        line = say(w.MEETS_ON, name=body.name, days=", ".join(days), meets=meets) if days else ""
        lines.append(line or say(w.MEETS, name=body.name, meets=meets))
    return [heading(say(w.DATES), small=True), bullets(lines)] if lines else []


def _requests(context: TurnContext) -> list[Element]:
    newest = sorted(context.lookups.mine, key=lambda r: r.submitted_at, reverse=True)[:_MOST_REQUESTS]
    if not newest:
        return [heading(say(w.REQUESTS), small=True), text(say(w.NO_REQUESTS))]
    lines = [
        say(w.REQUEST_LINE, reference=r.reference, status=status_name(r.status), day=say_day(r.since)) for r in newest
    ]
    return [heading(say(w.REQUESTS), small=True), bullets(lines)]


def _how_long(rulebook: Rulebook, place: Position | None) -> list[Element]:
    brief = place.brief if place else None
    met = [b for b in rulebook.bodies if (b.id in brief.steps if brief else not b.of)]
    lines = [say(w.STEP_TAKES, name=b.name, about=b.about.rstrip(".")) for b in met if b.about]
    parts: list[Element] = [heading(say(w.HOW_LONG), small=True), text(say(w.ANSWERING_TAKES))]
    parts += [bullets(lines)] if lines else [text(say(w.NO_STEPS))]
    return parts if brief else [*parts, text(say(w.ANY_ROUTE), subtle=True)]


def _next(rulebook: Rulebook, place: Position | None) -> list[Element]:
    if place is None:
        said = [say(w.NEXT_START)]
    else:
        own = {
            "understood": w.NEXT_ANSWERS,
            "topic": w.NEXT_ANSWERS,
            "decision": w.NEXT_DETAILS,
            "details": w.NEXT_DETAILS,
            "check": w.NEXT_CHECK,
        }
        kind = "topic" if place.kind == "understood" else place.kind
        said = [say(own[kind])] if kind in own else []
        brief = place.brief
        process = next((p for p in rulebook.processes if brief and p.id == brief.process), None)
        said += [say(w.NEXT_SENT, next=process.next)] if process and process.next else []
    return [heading(say(w.NEXT), small=True), *[text(line) for line in said]]


def _meaning(context: TurnContext, words: str, place: Position | None) -> list[Element]:
    asked = place.question.id if place is not None and place.kind == "topic" and place.question is not None else ""
    known = find(context.rulebook, words, asked)
    return term_box(Term("", known.name, (), known.answer, known.source))["items"] if known else []
