"""The paper for one meeting of a body, as content: its first page, a section for each request, and how scores are made.

Word and HTML are both made from it. It holds what the register and the rules say, and nothing that anyone made up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from bot.board.agenda import Agenda, AgendaItem
from bot.board.charts import bars
from bot.board.content import Block, Bullets, Document, Link, Paragraph, Section, Strong, Table, Words
from bot.board.firmness import Firmness, Swap
from bot.board.paper_matrix import matrix_sections
from bot.board.paper_request import request_sections
from dialogs.firmness import FIFTH
from dialogs.model import People, Request, Similar
from dialogs.statuses import Status
from dialogs.wording import WEEKDAYS, say, say_day, say_moment, working
from dialogs.wording import meetings as w
from governance_rules import Rulebook
from governance_rules.bodies import Body
from governance_rules.meeting_times import after_minutes, time_words

AUTHOR: Final = "Digital front door"
MOST_BARS: Final = 25
"""Requests in one chart: more would be too small to read. The table beside it has all of them."""
MOST_SWAPS: Final = 20
FIRM, FAIRLY, LITTLE = 0.9, 0.7, 0.5
"""Shares of draws from which a place is called firm, fairly firm, and a little firm."""
HOW_FIRM: Final = "how-firm"
SAME: Final = "same scores"
"""Said instead of how firm a place is, where only the number decides it."""
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Action:
    """What an earlier meeting said is to be done about a request, and who does it."""

    reference: str
    day: date
    what: str
    owner: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that a paper is made from. ``similar``: requests like each one, by its reference."""

    rulebook: Rulebook
    people: People
    agenda: Agenda
    firmness: Firmness
    made_at: datetime
    similar: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    place: str = ""
    """Where this meeting is; empty: where the body meets."""
    seed: int = 0


def paper_of(pack: Pack) -> Document:
    """The paper of this meeting. One without requests says that there is nothing to decide."""
    agenda, body = pack.agenda, pack.agenda.body
    sections: list[Section] = []
    if pack.actions:
        sections.append(_actions(pack))
    if agenda.items:
        sections += [_how_firm(pack)]
        inside = frozenset(item.request.reference for item in agenda.items)
        for item in agenda.items:
            similar = pack.similar.get(item.request.reference, ())
            sections += request_sections(pack.rulebook, pack.people, item, similar, inside)
        sections += matrix_sections(pack.rulebook, [item.request.decision for item in agenda.items])
    return Document(
        title=f"Papers for the {body.name}",
        subtitle=f"Meeting on {day_words(agenda.day)}",
        facts=tuple(_facts(pack)),
        opening=tuple(_opening(pack)),
        sections=tuple(sections),
        author=AUTHOR,
        made_at=pack.made_at,
        subject=f"Agenda and papers of the {body.name} for {say_day(agenda.day)}",
        keywords=f"{body.name}, {agenda.day.isoformat()}, agenda, papers",
    )


def day_words(day: date) -> str:
    """A day with its weekday, as an agenda says it: Wednesday 9 December 2026."""
    return f"{say(WEEKDAYS[day.weekday()])} {say_day(day)}"


def place_words(body: Body, place: str = "") -> str:
    """Where a meeting is, or whom to ask."""
    return place or body.place or f"Not in the rules yet. Ask {body.contact}"


def _facts(pack: Pack) -> Iterator[tuple[str, Words]]:
    agenda, body = pack.agenda, pack.agenda.body
    yield "Body", body.name
    yield "Day", day_words(agenda.day)
    if body.starts is not None:
        minutes = len(agenda.heard) * body.minutes_an_item
        last = f" to about {time_words(after_minutes(body.starts, minutes))}" if minutes else ""
        yield "Time", f"{time_words(body.starts)}{last}"
    yield "Place", place_words(body, pack.place)
    yield "Contact", body.contact
    following = next((day for day in sorted(body.next_dates) if day > agenda.day), None)
    if following is not None:
        yield "Next meeting", day_words(following)
    yield "Made on", say_moment(pack.made_at)


def _opening(pack: Pack) -> Iterator[Block]:
    agenda = pack.agenda
    if not agenda.items:
        yield Paragraph(f"There is nothing to decide at this meeting: no request is with the {agenda.body.name}.")
        return
    yield Paragraph(
        (
            Strong("How firm the order is. "),
            firm_sentence(pack.firmness),
            " ",
            Link("See how firm each place is", HOW_FIRM),
            ".",
        )
    )
    if agenda.waiting:
        yield Paragraph(
            f"A meeting takes {agenda.body.items_at_most} requests, and {len(agenda.items)} are with the "
            f"{agenda.body.name}. Those without a time come up only if there is time. Otherwise they wait for the next "
            "meeting."
        )
    matrix = pack.rulebook.matrix
    headings = ("Item", "Time", "Request", matrix.name_of("value"), matrix.name_of("achievability"), "Keeps its place")
    ties = same_scores([item.request for item in agenda.items])
    rows = tuple(_agenda_row(item, pack.firmness, ties) for item in agenda.items)
    yield Table("Agenda", headings, rows, (9, 14, 54, 12, 18, 27), frozenset({0, 3, 4}))


def _agenda_row(item: AgendaItem, firm: Firmness, ties: Collection[str]) -> tuple[Words, ...]:
    request = item.request
    named = f"{request.reference} {request.title}"
    marks = "; ".join(marks_of(item))
    words: Words = (
        (Link(named, request.reference), f". {marks[:1].upper()}{marks[1:]}")
        if marks
        else Link(named, request.reference)
    )
    share = firm.keeps.get(request.reference)
    words_of = SAME if request.reference in ties else firm_words(share or 0)
    kept = "" if share is None or request.decision.value is None else f"{percent(share)}, {words_of}"
    scores = (request.decision.value, request.decision.achievability)
    value, achievability = ("none" if score is None else str(score) for score in scores)
    return (str(item.place), item.time or "If time", words, value, achievability, kept or "No scores")


def same_scores(requests: Sequence[Request]) -> frozenset[str]:
    """References of those among these requests, in order, that have both scores as a neighbour has.

    No weight says which of them comes first, so how often they keep their place says nothing.
    """
    scored = [one for one in requests if one.decision.value is not None]
    pairs = [pair for pair in pairwise(scored) if _scores(pair[0]) == _scores(pair[1])]
    return frozenset(one.reference for pair in pairs for one in pair)


def _scores(request: Request) -> tuple[int | None, int | None]:
    return request.decision.value, request.decision.achievability


def marks_of(item: AgendaItem) -> list[str]:
    """What members should know of an item before they read it."""
    request, decided = item.request, bool(item.outcome)
    found = (
        (item.late, w.LATE),
        (item.put_off, w.PUT_OFF),
        (request.status == Status.MORE_NEEDED and not decided, w.WAITS_MORE),
        (request.status == Status.DEFERRED and not decided, w.DEFERRED),
        (decided, working.OUTCOMES.get(item.outcome, item.outcome)),
    )
    return [say(words) for holds, words in found if holds]


def firm_words(share: float) -> str:
    """A share of draws in a word or two."""
    if share >= FIRM:
        return "firm"
    if share >= FAIRLY:
        return "fairly firm"
    return "a little firm" if share >= LITTLE else "not firm"


def percent(share: float) -> str:
    """A share as people read it; only what is always so is 100%, and only what is never so 0%."""
    whole = round(share * _HUNDRED)
    if 0 < share < 1:
        whole = min(max(whole, 1), _HUNDRED - 1)
    return f"{whole}%"


def firm_sentence(firm: Firmness) -> str:
    """How firm an order is as a whole, in two sentences."""
    total = len(firm.keeps)
    if total == 1:
        return "There is one request, so there is no order."
    often = sum(share >= LITTLE for share in firm.keeps.values())
    tried = (
        f"We changed every weight of the matrix by up to {percent(FIFTH)}, up or down, {firm.draws:,} times by chance."
    )
    kept = f"{often} of {total} requests kept their place in at least half of the tries."
    return f"{tried} {kept}"


def _how_firm(pack: Pack) -> Section:
    firm = pack.firmness
    titles = {item.request.reference: item.request.title for item in pack.agenda.items}
    value, achievability = (_inside(pack.rulebook.matrix.name_of(role)) for role in ("value", "achievability"))
    blocks: list[Block] = [
        Paragraph(firm_sentence(firm)),
        Paragraph(
            f"Requests are in order by {value}, then by {achievability}, then by number. A place that hardly ever "
            "changes comes from the answers. A place that changes easily comes from the weights too: look at the "
            "requests beside it together with it."
        ),
    ]
    scored = [item.request for item in pack.agenda.items if item.request.decision.value is not None]
    if ties := same_scores(scored):
        blocks.append(
            Paragraph(
                f"{len(ties)} requests have the same scores as one beside them. Which of those comes first is no "
                "judgement: the one with the lower number was sent first."
            )
        )
    if len(scored) > 1:
        rows = [(f"{r.reference} {r.title}", round(firm.keeps[r.reference] * _HUNDRED)) for r in scored]
        shown = rows[:MOST_BARS]
        more = f", the first {len(shown)} requests" if len(rows) > len(shown) else ""
        blocks.append(bars(f"How often each request keeps its place, in % of the tries{more}", shown, "%", _HUNDRED))
    blocks += _swaps(firm.swaps, titles)
    blocks.append(Paragraph(f"The tries begin at seed {pack.seed}: the same seed gives the same figures."))
    return Section("How firm the order is", tuple(blocks), anchor=HOW_FIRM, new_page=not pack.actions)


def _swaps(swaps: tuple[Swap, ...], titles: Mapping[str, str]) -> Iterator[Block]:
    if not swaps:
        yield Paragraph("No two requests change places in more than a quarter of the tries.")
        return
    rows = tuple(
        (_named(swap.first, titles), _named(swap.second, titles), percent(swap.share)) for swap in swaps[:MOST_SWAPS]
    )
    caption = "Requests that change places in more than a quarter of the tries"
    yield Table(caption, ("First", "Then", "Change places"), rows, (4, 4, 1), frozenset({2}))
    if len(swaps) > MOST_SWAPS:
        yield Paragraph(f"{len(swaps) - MOST_SWAPS:,} more pairs change places as easily.")


def _named(reference: str, titles: Mapping[str, str]) -> Words:
    return Link(f"{reference} {titles[reference]}", reference)


def _actions(pack: Pack) -> Section:
    lines: list[Words] = []
    for action in pack.actions:
        who = f" ({action.owner})" if action.owner else ""
        lines.append(f"{action.reference}, {say_day(action.day)}: {action.what}{who}")
    return Section("Actions of the last meeting", (Bullets(tuple(lines)),))


def _inside(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"
