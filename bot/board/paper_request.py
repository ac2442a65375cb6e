"""One request in a paper: what is asked, its route with reasons, its scores with their points, its checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.board.agenda import AgendaItem
from bot.board.content import Block, Bullets, Facts, Link, Paragraph, Section, Strong, Table, WebLink, Words
from dialogs.cards.documents import named_links
from dialogs.cards.progress import owner_name
from dialogs.cards.request import status_name
from dialogs.cards.route import area_of, detail_words, question_of, short_name
from dialogs.documents import documents_of
from dialogs.model import People, Request, Similar
from dialogs.question_kinds import answer_words
from dialogs.sponsors import sponsor_words
from dialogs.steps import CLOSED_CHECKS, RequestCheck, RequestStep, StepState
from dialogs.wording import documents, say, say_day, working
from governance_rules import Rulebook
from governance_rules.matrix import MOST_POINTS
from governance_rules.model import Question
from governance_rules.outlook import axis_of
from governance_rules.roles import REQUESTER, detail_key, detail_of

_STATES = {StepState.WAITING: "To come", StepState.CURRENT: "Now", StepState.OVER: "Over"}


def request_sections(
    rulebook: Rulebook, people: People, item: AgendaItem, similar: Sequence[Similar], inside: frozenset[str]
) -> list[Section]:
    """A section of this request with its parts. ``inside``: references of the paper, to which others can be linked."""
    request = item.request
    return [
        Section(
            f"{item.place}. {request.reference} {request.title}",
            (Facts(tuple(_facts(rulebook, people, request, item.time))), *_alerts(rulebook, request)),
            anchor=request.reference,
            new_page=True,
        ),
        *_part("What is asked", _asked(rulebook, request)),
        *_part("Route", _route(rulebook, request)),
        *_part("What earlier steps said", _said(rulebook, request)),
        *_part("Scores", _scores(rulebook, request)),
        *_part("Checks", _checks(rulebook, people, request)),
        *_part("Similar and linked requests", _others(people, request, similar, inside)),
    ]


def _part(heading: str, blocks: Iterator[Block]) -> Iterator[Section]:
    if found := tuple(blocks):
        yield Section(heading, found, level=2)


def _facts(rulebook: Rulebook, people: People, request: Request, time: str) -> Iterator[tuple[str, Words]]:
    if time:
        yield "Time", time
    yield "Reference", request.reference
    yield "Status", f"{status_name(request.status)}, since {say_day(request.since)}"
    area = area_of(people, request.area)
    yield "Service area", area.name if area else (request.area or "None")
    yield (
        "Asked by",
        f"{request.requester.name or 'Somebody whose name was erased'}, on {say_day(request.submitted_at)}",
    )
    yield "Sponsor", sponsor_words(rulebook, request) or "Nobody is named"
    if cost := cost_words(rulebook, request):
        yield "Cost", cost
    needed = detail_key(rulebook, request.details, "needed_by")
    detail = next((one for one in rulebook.details if one.id == needed), None)
    if detail is not None and request.details.get(needed):
        yield "Needed by", detail_words(detail, request.details[needed])
    if request.timeframe:
        by = (
            f"set by {rulebook.named(rulebook.matrix.decided_by)}"
            if request.board_timeframe
            else "as the rules suggest"
        )
        yield "Timeframe", f"{rulebook.named(request.timeframe)}, {by}"
    if request.it_contact:
        yield "IT contact", request.it_contact
    if request.systems:
        names = (f"{one.title} (replaced)" if one.replaces else one.title for one in request.systems)
        yield "Systems", "; ".join(names)
    if supplier := detail_of(rulebook, request.details, "supplier"):
        yield "Supplier", supplier


def cost_words(rulebook: Rulebook, request: Request) -> str:
    """The cost band that was chosen, as the rules of the day say it; empty where the question was not asked."""
    asked = (question for question in rulebook.questions if not question.yearly)
    bands = (question for question in asked if any(option.from_sum is not None for option in question.options))
    found = next((question for question in bands if question.id in request.answers), None)
    return answer_words(found, request.answers[found.id]) if found else ""


def _alerts(rulebook: Rulebook, request: Request) -> Iterator[Block]:
    for alert in request.decision.alerts:
        reason = request.decision.reason(alert)
        words = f" {reason.because}" if reason else ""
        yield Paragraph((Strong(f"Alert: {rulebook.named(alert)}."), words))


def _asked(rulebook: Rulebook, request: Request) -> Iterator[Block]:
    for role, label in (("problem", "Problem"), ("outcome", "Outcome")):
        if given := detail_of(rulebook, request.details, role):
            first, *others = given.split("\n\n")
            yield Paragraph((Strong(f"{label}: "), first))
            yield from (Paragraph(one) for one in others if one.strip())
    if links := documents_of(request.details):
        yield Paragraph(Strong(f"{say(documents.DOCUMENTS)}:"))
        yield Bullets(tuple(WebLink(words, url) for words, url in named_links(links)))


def _route(rulebook: Rulebook, request: Request) -> Iterator[Block]:
    decision = request.decision
    reason = decision.reason(decision.process)
    because = f" {reason.because}{_strategy(reason.strategy)}" if reason else ""
    yield Paragraph((Strong(f"{rulebook.named(decision.process)}."), because))
    if request.final_process:
        yield Paragraph(f"The governance team decided another route: {request.final_process}.")
    rows: list[tuple[Words, ...]] = []
    for number, step in enumerate(request.steps, 1):
        why = decision.reason(step.id)
        words = f"{why.because}{_strategy(why.strategy)}" if why else ""
        rows.append((str(number), rulebook.named(step.id), words, _STATES[step.state]))
    if rows:
        caption = f"The steps of {request.reference}"
        yield Table(caption, ("Step", "With", "Why", "Where it is"), tuple(rows), (6, 24, 48, 12), frozenset({0}))


def _strategy(served: str | None) -> str:
    return f" (Digital Strategy, {served})" if served else ""


def _said(rulebook: Rulebook, request: Request) -> Iterator[Block]:
    spoken = [step for step in request.steps if step.outcome and step.at is not None]
    for step in sorted(spoken, key=lambda one: one.stage):
        yield Paragraph((Strong(f"{rulebook.named(step.id)}: "), said_words(step)))


def said_words(step: RequestStep) -> str:
    """What a body said at a step: the outcome, when, in whose name, and its note."""
    outcome = say(working.OUTCOMES[step.outcome]) if step.outcome in working.OUTCOMES else step.outcome
    by = ", ".join(part for part in (step.who, say_day(step.at) if step.at else "") if part)
    note = f" {step.note}" if step.note else ""
    return f"{outcome[:1].upper()}{outcome[1:]} ({by}).{note}"


def _scores(rulebook: Rulebook, request: Request) -> Iterator[Block]:
    decision = request.decision
    for role, score in (("value", decision.value), ("achievability", decision.achievability)):
        if score is None:
            continue
        rows = [row for row in decision.breakdown if row.axis == axis_of(rulebook, decision, role)]
        cells: list[tuple[Words, ...]] = []
        for row in rows:
            question = question_of(rulebook, row.criterion)
            given = answer_words(question, request.answers.get(row.criterion)) if question else ""
            counted = str(row.points * row.weight)
            cells.append(
                (_criterion(rulebook, question, row.criterion), given, str(row.points), str(row.weight), counted)
            )
        got, most = sum(r.points * r.weight for r in rows), sum(MOST_POINTS * r.weight for r in rows)
        cells.append((Strong("In all"), f"{got} of {most}, which is {score} of 100", "", "", Strong(str(got))))
        name = rulebook.matrix.name_of(role)
        caption = f"{name} of {request.reference}: {score} of 100, {rulebook.matrix.band(score).name}"
        headings = ("Criterion", "Answer", "Points", "Weight", "Counts")
        yield Table(caption, headings, tuple(cells), (28, 42, 10, 10, 10), frozenset({2, 3, 4}))
    reason = decision.reason("timeframe")
    if reason:
        yield Paragraph(reason.because)
    if decision.value is None:
        yield Paragraph("It has no scores: requests on this route are not scored.")


def _criterion(rulebook: Rulebook, question: Question | None, criterion: str) -> str:
    return short_name(question) if question else rulebook.named(criterion)


def _checks(rulebook: Rulebook, people: People, request: Request) -> Iterator[Block]:
    if not request.checks:
        return
    owners = {check.id: check.owner for check in rulebook.checks}
    left = [check for check in request.checks if check.state not in CLOSED_CHECKS]
    closed = len(request.checks) - len(left)
    yield Paragraph(f"{closed} of {len(request.checks)} are done or not needed, {len(left)} are open.")
    rows: list[tuple[Words, ...]] = []
    for check in (*left, *(one for one in request.checks if one.state in CLOSED_CHECKS)):
        owner = _owner(rulebook, people, owners.get(check.id, ""))
        rows.append((rulebook.named(check.id), owner, _check_words(check)))
    yield Table(f"Checks of {request.reference}", ("Check", "Owner", "How far it is"), tuple(rows), (34, 28, 38))


def _owner(rulebook: Rulebook, people: People, owner: str) -> str:
    """Who owns a check: the team, and its person where that says more."""
    if owner == REQUESTER:
        return "Who asked"
    name = owner_name(rulebook, owner) if owner else ""
    person = people.owners.get(owner)
    same = person is None or person.name.casefold() == name.casefold()
    return name if same or person is None else f"{name}: {person.name}"


def _check_words(check: RequestCheck) -> str:
    words = say(working.CHECK_STATES[check.state])
    state = f"{words[:1].upper()}{words[1:]}"
    when = f", {say_day(check.at)}" if check.at else ""
    who = f", {check.who}" if check.who else ""
    note = f". {check.note}" if check.note else ""
    return f"{state}{when}{who}{note}"


def _others(people: People, request: Request, similar: Sequence[Similar], inside: frozenset[str]) -> Iterator[Block]:
    lines: list[Words] = []
    for one in similar:
        area = area_of(people, one.area)
        words = f"{one.reference} {one.title}"
        where = f", {area.name}" if area else ""
        lines.append((*_link(one.reference, words, inside), f": similar title{where}, {status_name(one.status)}"))
    for other in request.beside:
        area = area_of(people, other.area)
        where = f", {area.name}" if area else ""
        about = "replaces the same system" if other.replaces else "about the same system"
        lines.append(
            (*_link(other.reference, other.reference, inside), f": {about}{where}, {status_name(other.status)}")
        )
    if lines:
        yield Bullets(tuple(lines))


def _link(reference: str, words: str, inside: frozenset[str]) -> tuple[str | Link]:
    return (Link(words, reference),) if reference in inside else (words,)
