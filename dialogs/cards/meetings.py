"""The cards of a meeting: its agenda, one request after the other, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from dialogs.agendas import (
    UNDECIDED,
    Item,
    Meeting,
    in_order,
    is_gone,
    meeting_day,
    next_of,
    open_items,
    order_of,
    step_at,
)
from dialogs.cards.elements import (
    Element,
    box,
    bullets,
    button,
    card,
    error,
    folds,
    free,
    free_heading,
    heading,
    row,
    shortened,
    text,
    text_input,
)
from dialogs.cards.mine import note_card
from dialogs.cards.progress import checks_rows, open_checks_part, said_rows
from dialogs.cards.purpose import facts_part, more_part, what_part
from dialogs.cards.request import scores_row
from dialogs.cards.work import EMPTY, Given, outcome_inputs
from dialogs.firmness import close_pairs
from dialogs.model import Card, Request
from dialogs.statuses import Status
from dialogs.steps import RequestStep
from dialogs.wording import meetings as w
from dialogs.wording import say, say_count, say_day
from dialogs.wording import working as work
from governance_rules import Rulebook
from governance_rules.model import Body

MOST_LISTED: Final = 30
"""Requests that one card lists, so that it stays under 25 KB whatever their titles are."""
MOST_PAIRS: Final = 3
"""Neighbours that are named where the order is close; the paper has all of them."""
_ORDERED: Final = 2
"""So many requests have an order."""
ACTION_LENGTH: Final = 500
OWNER_LENGTH: Final = 120
_TITLE: Final = 70
"""Characters of a title in a list: on a phone that is two lines."""
_ACTIONS: Final = 1500
"""Characters of what is to be done that one card has room for; the minutes have all of it."""
_SHORTEST_ACTION: Final = 50


def agenda_card(rulebook: Rulebook, meeting: Meeting, *, papers: bool = False) -> tuple[Card, str]:
    """What is on the agenda, in its order, with what is to be noted of each; ``papers``: it comes a week before."""
    if not meeting.items:
        return nothing_card(rulebook, meeting)
    summary = say(w.PAPERS if papers else w.AGENDA, **_of(rulebook, meeting))
    body: list[Element] = [heading(summary), text(say_count(w.AGENDA_COUNT, len(open_items(meeting))))]
    for item in meeting.items[:MOST_LISTED]:
        body += _listed(rulebook, meeting, item)
    if (more := len(meeting.items) - MOST_LISTED) > 0:
        body.append(text(say_count(w.MORE_ITEMS, more)))
    if meeting.waiting:
        body.append(text(say_count(w.NO_ROOM, meeting.waiting)))
    body += [*_firmness(rulebook, meeting), text(say(w.ORDER), subtle=True)]
    paper = [button("pack", say(w.GET_PAPER), {"body": meeting.body})] if papers else []
    if meeting.day == rulebook.day and open_items(meeting):
        begun = w.BACK_TO_MEETING if meeting.runs else w.OPEN_AGAIN if meeting.closed_at else w.START
        start = [button("next_item", say(begun), _carried(meeting))]
        return card(body, [*start, *paper], summary), summary
    body.append(text(say(w.START_HINT), subtle=True))
    return card(body, paper, summary), summary


def nothing_card(rulebook: Rulebook, meeting: Meeting) -> tuple[Card, str]:
    """Says that a body has nothing to decide on the day of its next meeting."""
    return note_card(say(w.NOTHING, **_of(rulebook, meeting)), say(w.NOTHING_TEXT))


def _firmness(rulebook: Rulebook, meeting: Meeting) -> list[Element]:
    """Whether the order would be another one by weights that are a little different, and which requests are close."""
    by_score = in_order(item.request for item in open_items(meeting) if not item.late)
    scored = [request for request in by_score if request.decision.value is not None]
    if len(scored) < _ORDERED:
        return []
    close = close_pairs(rulebook.matrix, scored)
    pairs = [say(w.PAIR, first=one.first, second=one.second) for one in close[:MOST_PAIRS]]
    if pairs:
        return [text(say(w.CLOSE_ORDER, pairs="; ".join(pairs)))]
    same = any(before[:2] == after[:2] for before, after in pairwise(map(order_of, scored)))
    return [text(say(w.SAME_SCORES if same else w.FIRM_ORDER))]


def _listed(rulebook: Rulebook, meeting: Meeting, item: Item) -> list[Element]:
    """One request of an agenda: its place and title, then its scores and what is to be noted."""
    line = {**free(listed_line(item)), "spacing": "Medium"}
    said = "; ".join([*_scores(rulebook, item.request), *marks_of(meeting, item)])
    return [line, {**text(said, subtle=True), "spacing": "None"}] if said else [line]


def listed_line(item: Item) -> str:
    """The place, reference and title of a request on an agenda."""
    request = item.request
    title = shortened(request.title, _TITLE)
    return say(w.ITEM_LINE, place=item.place, reference=request.reference, title=title)


def _scores(rulebook: Rulebook, request: Request) -> list[str]:
    """Both scores by the names that the rules give them; none where it has no scores."""
    decision, named = request.decision, rulebook.matrix.name_of
    scores = ((named("value"), decision.value), (named("achievability"), decision.achievability))
    return [say(w.SCORE, axis=name, score=score) for name, score in scores if score is not None]


def marks_of(meeting: Meeting, item: Item) -> list[str]:
    """What members should know of a request on an agenda, each in a few words."""
    if item.outcome:
        return [say(work.OUTCOMES[item.outcome])]
    found = (
        (item.late, w.LATE),
        (item.put_off, w.PUT_OFF),
        (item.request.status == Status.MORE_NEEDED, w.WAITS_MORE),
        (item.request.status == Status.DEFERRED, w.DEFERRED),
        (is_gone(meeting, item), w.GONE),
    )
    return [say(words) for holds, words in found if holds]


def item_card(
    rulebook: Rulebook, meeting: Meeting, item: Item, notices: Sequence[str] = (), given: Given = EMPTY
) -> tuple[Card, str]:
    """One request as a meeting hears it: what it is about, what was said before, and the form for what is said now."""
    request, step = item.request, step_at(item.request, meeting.body)
    assert step is not None  # what the body has no more is never called
    summary = say(w.ITEM, number=item.place, total=max(one.place for one in meeting.items))
    marks = marks_of(meeting, item)
    body = [
        heading(summary),
        *(box([text(words)]) for words in notices),
        text(say(w.OF_MEETING, **_of(rulebook, meeting)), subtle=True),
        free_heading(f"{request.reference}. {request.title}"),
        *([row(say(w.MARKS), "; ".join(marks))] if marks else []),
        *what_part(rulebook, request),
        *scores_row(rulebook, request),
        *said_rows(rulebook, request),
        *checks_rows(request),
        *folds(
            open_checks_part(rulebook, request),
            ("answers", say(w.PROBLEM_PART), [*facts_part(rulebook, request), *more_part(rulebook, request)]),
        ),
        *error(given.problems.get("")),
        *outcome_inputs(rulebook, request, step, given, w.ITEM_HINT),
        *error(given.problems.get("action")),
        text_input("action", say(w.ACTION), ACTION_LENGTH, _held(given, "action"), lines=True),
        *error(given.problems.get("owner")),
        text_input("owner", say(w.OWNER), OWNER_LENGTH, _held(given, "owner")),
        *_held_rows(meeting),
    ]
    return card(body, _running(meeting, item, step), summary), summary


def heard_card(item: Item | None, reference: str) -> tuple[Card, str]:
    """What stands in the place of the card of a request that a meeting has heard, or has no more; without its form."""
    if item is None or not item.outcome:
        summary = say(w.NOT_HEARD, reference=reference)
        return card([heading(summary), text(say(w.HEARD_TEXT))], [], summary), summary
    summary = say(w.HEARD, reference=reference, outcome=say(work.OUTCOMES[item.outcome]))
    return card([heading(summary), text(say(w.HEARD_TEXT))], [], summary), summary


def _running(meeting: Meeting, item: Item, step: RequestStep) -> list[Element]:
    """What can be pressed while a request is heard: to save what was said, and behind the dots all else."""
    carried = _carried(meeting)
    news = ("tell_now", w.TELL) if meeting.holds_news else ("hold_news", w.HOLD)
    saved = {**carried, "reference": item.reference, "step": step.id}
    return [
        button("item_outcome", say(w.SAVE), saved, style="positive"),
        button("next_item", say(w.LATER), {**carried, "after": item.reference}),
        button(news[0], say(news[1]), carried),
        button("close_meeting", say(w.CLOSE), carried),
    ]


def _held(given: Given, name: str) -> str:
    held = given.values.get(name)
    return held if isinstance(held, str) else ""


def _held_rows(meeting: Meeting) -> list[Element]:
    if not meeting.holds_news:
        return []
    words = say_count(w.HELD, meeting.held) if meeting.held else say(w.HOLDING)
    return [box([text(words), text(say(w.HOLDING_LATEST), subtle=True)])]


def closed_meeting_card(
    rulebook: Rulebook, meeting: Meeting, notices: Sequence[str] = (), told: int = 0
) -> tuple[Card, str]:
    """What came of a meeting: each request with what was said, what is to be done, and what comes back when.

    ``told``: of how many requests people are told now.
    """
    summary = say(w.CLOSED)
    body: list[Element] = [
        heading(summary),
        *(box([text(words)]) for words in notices),
        text(say(w.OF_MEETING, **_of(rulebook, meeting))),
    ]
    for item in meeting.items[:MOST_LISTED]:
        body += _closed_line(meeting, item)
    if not meeting.items:
        body.append(text(say(w.CLOSED_NONE)))
    if (more := len(meeting.items) - MOST_LISTED) > 0:
        body.append(text(say_count(w.MORE_ITEMS, more)))
    if told:
        body.append(text(say_count(w.TELLING, told), bold=True))
    if any(item.outcome in UNDECIDED and not is_gone(meeting, item) for item in meeting.items):
        body.append(text(_back_words(rulebook, meeting)))
    if meeting.day == rulebook.day and next_of(meeting):
        again = button("next_item", say(w.OPEN_AGAIN), _carried(meeting))
        return card(body, [again], summary, _spoken(rulebook, meeting)), summary
    return card(body, [button("my_work", say(work.MY_WORK))], summary, _spoken(rulebook, meeting)), summary


def _spoken(rulebook: Rulebook, meeting: Meeting) -> str:
    return say(w.CLOSED_OF, **_of(rulebook, meeting))


def _closed_line(meeting: Meeting, item: Item) -> list[Element]:
    undecided = w.GONE if is_gone(meeting, item) else w.CAME_BACK
    came = say(work.OUTCOMES[item.outcome] if item.outcome else undecided)
    line = free(say(w.CLOSED_LINE, place=item.place, reference=item.reference, outcome=came))
    if not item.action:
        return [line]
    to_do = say(w.CLOSED_OWNER, action=item.action, owner=item.owner) if item.owner else say(
        w.CLOSED_ACTION, action=item.action
    )  # fmt: skip
    room = max(_SHORTEST_ACTION, _ACTIONS // len(meeting.items))
    return [line, {**free(to_do, room), "spacing": "None"}]


def _back_words(rulebook: Rulebook, meeting: Meeting) -> str:
    body = next((one for one in rulebook.bodies if one.id == meeting.body), None)
    day = meeting_day(body, meeting.day, after_today=True) if body else None
    return say(w.BACK_ON, day=say_day(day)) if day else say(w.BACK_SOME_DAY)


def which_body_card(rulebook: Rulebook, meetings: Sequence[Meeting], verb: str, problem: str = "") -> tuple[Card, str]:
    """For whoever has the agendas of several bodies: which one they mean; ``verb``: what they wanted."""
    summary = say(w.WHICH)
    names = (say(w.NEXT_LINE, **_of(rulebook, one)) for one in meetings)
    listed = [text(say(w.WHICH_LINE, number=n, body=name)) for n, name in enumerate(names, 1)]
    on = [button(verb, say(w.WHICH_BUTTON, number=n), {"body": one.body}) for n, one in enumerate(meetings, 1)]
    body = [heading(summary), *([text(problem)] if problem else []), *listed]
    if verb in w.WORDS:
        named = meetings[0].body.replace("_", " ")
        body.append(text(say(w.WHICH_TYPED, words=say(w.WORDS[verb]), body=named), subtle=True))
    return card(body, on, summary, shown=len(on)), summary


def no_meeting_card(bodies: Sequence[Body], today: date) -> tuple[Card, str]:
    """For whoever wants to go on with a meeting on a day without one: when the next ones are."""
    summary = say(w.NO_MEETING)
    lines = []
    for body in bodies:
        day = meeting_day(body, today)
        lines.append(
            say(w.NEXT_LINE, body=body.name, day=say_day(day, today)) if day else say(w.NO_DAY_LINE, body=body.name)
        )
    body_parts: list[Element] = [heading(summary), text(say(w.NO_MEETING_TEXT)), *([bullets(lines)] if lines else [])]
    on = [button("pack", say(w.SHOW_AGENDA), {"body": bodies[0].id})] if len(bodies) == 1 else []
    return card(body_parts, on, summary), summary


def agenda_refused_card(problem: str = "") -> tuple[Card, str]:
    """For whoever may see no agenda, or named one that they may not see or that there is not."""
    return note_card(say(w.NOT_YOURS), problem or say(w.NOT_YOURS_TEXT))


def _of(rulebook: Rulebook, meeting: Meeting) -> dict[str, str]:
    return {"body": rulebook.named(meeting.body), "day": say_day(meeting.day, rulebook.day)}


def _carried(meeting: Meeting) -> dict[str, str]:
    return {"body": meeting.body, "day": meeting.day.isoformat()}
