"""The check-answers card: everything that will be sent, with a way to change each part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dialogs.cards.dates import end_part, is_late, needed_by
from dialogs.cards.documents import document_lines, documents_row, remove_button
from dialogs.cards.early import talk_to_it
from dialogs.cards.elements import Element, box, button, buttons, card, free, heading, row, section, text
from dialogs.cards.request import status_name
from dialogs.cards.route import area_of, detail_words, route_words, short_name
from dialogs.cards.summary_list import change_button, summary_list, summary_row
from dialogs.cards.topic import interview_buttons, progress
from dialogs.context import Feedback, stamp
from dialogs.model import AreaPeople, Card, Interview, People, Similar
from dialogs.position import Position
from dialogs.question_kinds import answer_words
from dialogs.statuses import JOINABLE, TOLD_TO_OTHERS, among
from dialogs.wording import asking as w
from dialogs.wording import deciding, requesting, say
from governance_rules import Rulebook
from governance_rules.roles import answer_with

MOST_SIMILAR = 3
"""Similar requests on one card; more would hide the question."""


def similar_part(people: People, similar: Sequence[Similar]) -> list[Element]:
    """Requests like this one, by title, area and status alone.

    Those under way come with a way to join them; those that were agreed, deferred or done are told of.
    """
    shown = [one for one in similar[:MOST_SIMILAR] if among(TOLD_TO_OTHERS, one.status)]
    under_way = [one for one in shown if among(JOINABLE, one.status)]
    before = [one for one in shown if one not in under_way]
    parts: list[Element] = []
    if under_way:
        parts += [heading(say(w.SIMILAR_HEADING), small=True), text(say(w.SIMILAR_INTRO))]
        for other in under_way:
            join = button("join", say(w.JOIN, reference=other.reference), {"reference": other.reference})
            parts.append(_similar(people, other, [buttons([join])]))
    if before:
        parts += [heading(say(w.SIMILAR_BEFORE), small=True), text(say(w.SIMILAR_BEFORE_INTRO))]
        parts += [_similar(people, other, []) for other in before]
    return [box(parts)] if parts else []


def _similar(people: People, other: Similar, more: list[Element]) -> Element:
    area = area_of(people, other.area)
    line = say(
        w.SIMILAR_LINE,
        reference=other.reference,
        area=area.name if area else other.area,
        status=status_name(other.status),
    )
    items = [free(other.title, 120), text(line, subtle=True), *more]
    return {"type": "Container", "id": f"{_SIMILAR_ID}{other.reference}", "items": items}


_SIMILAR_ID = "similar:"


def shown_on(node: object) -> frozenset[str]:
    """References of the similar requests that a card shows, found by the elements that hold them."""
    if isinstance(node, list):
        return frozenset().union(*map(shown_on, node))
    if not isinstance(node, dict):
        return frozenset()
    name = node.get("id")
    if isinstance(name, str) and name.startswith(_SIMILAR_ID):
        return frozenset({name.removeprefix(_SIMILAR_ID)})
    return frozenset().union(*map(shown_on, node.values()))


def check_card(
    rulebook: Rulebook,
    people: People,
    interview: Interview,
    place: Position,
    feedback: Feedback,
    *,
    similar: Sequence[Similar],
    today: date,
) -> tuple[Card, str]:
    """All answers and details before they are sent."""
    body: list[Element] = [text(progress(place, rulebook), subtle=True), heading(say(w.CHECK_TITLE)), *feedback.notices]
    body += [text(say(w.CHECK_INTRO)), *similar_part(people, similar)]
    body.append(summary_list(_rows(rulebook, interview, place)))
    if place.brief is not None:
        process = rulebook.named(place.brief.process)
        steps = "; ".join(route_words(rulebook, place.brief))
        route = [row(say(w.YOUR_ROUTE), process), *([row(say(deciding.STEPS_HEADING), steps)] if steps else [])]
        body.append(section(route))
        due = needed_by(rulebook, interview.answers, interview.details)
        ending = end_part(rulebook, place.brief, today, due)
        area = area_of(people, answer_with(rulebook, interview.answers, "service_area"))
        body += [*ending, *(talk_to_it(people, area) if is_late(ending) and not feedback.talk else [])]
        body.append(text(say(w.SEND_NOTE, people=_told(people, area, place.brief.process))))
    submit = button("submit", say(w.SUBMIT), stamp(interview), style="positive")
    summary = say(w.CHECK_SUMMARY)
    return card(body, [submit, *interview_buttons(interview)], summary), summary


def _rows(rulebook: Rulebook, interview: Interview, place: Position) -> Iterator[Element]:
    """Every answer in the order of the topics, then every detail, each with its way to change it."""
    for topic in rulebook.topics:
        for q in place.path.asked:
            if q.topic == topic.id:
                name = short_name(q)
                words = answer_words(q, interview.answers.get(q.id))
                yield summary_row(name, words, change_button(interview, q.id, name))
    for d in place.details:
        name, words = d.short or d.label, detail_words(d, interview.details.get(d.id, ""))
        yield summary_row(name, words or say(w.NOT_GIVEN), change_button(interview, d.id, name))
    if lines := document_lines(interview.details):
        yield documents_row(lines, remove_button(interview))


def _told(people: People, area: AreaPeople | None, process: str) -> str:
    """Who hears when it is sent, as they are known today: the governance team in the place of whoever is missing."""
    needed = [(bool(area and area.champions), requesting.DIGITAL_CHAMPION)]
    if process not in people.champion_helps:
        needed.append((bool(area and area.it_business_partner), requesting.IT_PARTNER))
    told = [say(words) for there, words in needed if there]
    missing = [] if len(told) == len(needed) else [say(requesting.GOVERNANCE_TEAM)]
    return say(deciding.AND).join([*told, *missing])
