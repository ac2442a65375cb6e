"""What a request is for, as those read it who handle it: in a few lines, and the rest folded."""

from __future__ import annotations

from dialogs.cards.documents import documents_part
from dialogs.cards.elements import Element, row
from dialogs.cards.route import detail_words, short_name
from dialogs.events import InformationAdded
from dialogs.model import Request
from dialogs.question_kinds import answer_words
from dialogs.sponsors import sponsor_words
from dialogs.wording import championing as w
from dialogs.wording import say
from governance_rules import Rulebook
from governance_rules.model import Detail
from governance_rules.roles import question_with

SHORT_LENGTH = 160
"""Characters of problem and outcome before they are cut: what and why take about three lines; the rest is folded."""


def who_part(rulebook: Rulebook, request: Request) -> list[Element]:
    """Who asks, and why: two lines, and what was added last."""
    asked = _details(rulebook, request, required=True)
    return [
        row(say(w.ASKED_BY), request.requester.name),
        *asked[:1],
        *_added(request),
        *documents_part(request.details),
    ]


def what_part(rulebook: Rulebook, request: Request) -> list[Element]:
    """Who asks for what, and why: what everyone was asked for, and what was added last."""
    asked = _details(rulebook, request, required=True)
    return [row(say(w.ASKED_BY), request.requester.name), *asked, *_added(request), *documents_part(request.details)]


def _added(request: Request) -> list[Element]:
    added = [line for line in request.timeline if line.what == InformationAdded.name and line.note]
    return [row(say(w.ADDED), max(added, key=lambda line: line.when).note, 1200)] if added else []


def _details(rulebook: Rulebook, request: Request, *, required: bool) -> list[Element]:
    """What was filled in, but for the title and what only says the title again: a first sentence is kept as both."""
    given = ((d, request.details.get(d.id)) for d in rulebook.details if d.role != "title" and d.required == required)
    return [
        row(d.short or d.label, _short(_words(rulebook, request, d, held)), SHORT_LENGTH)
        for d, held in given
        if held and held != request.title
    ]


def _words(rulebook: Rulebook, request: Request, detail: Detail, held: str) -> str:
    """What was given; of the sponsor also what they have said."""
    return sponsor_words(rulebook, request) if detail.role == "sponsor_name" else detail_words(detail, held)


def _short(words: str) -> str:
    """The first paragraph: the rest is folded, and what was added later stands by itself."""
    first, _, more = words.partition("\n\n")
    return f"{first} …" if more else first


def facts_part(rulebook: Rulebook, request: Request) -> list[Element]:
    """The rest of what was filled in, and where buying stands."""
    rows = [*_details(rulebook, request, required=True)[1:], *_details(rulebook, request, required=False)]
    buying = question_with(rulebook, "buying")
    if buying and buying.id in request.answers:
        rows.append(row(say(w.BUYING), answer_words(buying, request.answers[buying.id])))
    return rows


def more_part(rulebook: Rulebook, request: Request) -> list[Element]:
    """Everything that was answered, and the long details whole."""
    rows = [
        row(short_name(q), answer_words(q, request.answers[q.id]))
        for q in rulebook.questions
        if q.id in request.answers
    ]
    long = [
        row(d.short or d.label, request.details[d.id], 1500)
        for d in rulebook.details
        if len(_short(held := request.details.get(d.id, ""))) > SHORT_LENGTH or _short(held) != held
    ]
    return [*long, *rows]
