"""Where a person is in an interview: recomputed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from dialogs.by_profile import BY_PROFILE
from dialogs.model import Interview
from dialogs.question_cards import QuestionCard, cards_of, waiting_on
from dialogs.suggestions import SUGGESTED, told
from governance_rules import Answer, Answers, Decision, Path, Rulebook, decide, details_asked, path
from governance_rules.keeping import keep
from governance_rules.model import Detail, Question
from governance_rules.problems import AnswerProblem
from governance_rules.question_kinds import kind_of

DECISION = "decision"
DETAILS = "details"
UNFINISHED = "unfinished"
"""Key of an interview's memory: what stands in inputs and is no answer yet, by input id, as a card shows it again."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the rules say of a set of answers: the same while the answers stay, so it is worked out once a turn."""

    path: Path
    cards: tuple[QuestionCard, ...]
    """The questions on the way, by the cards that they share."""
    brief: Decision | None
    """The decision without its reasons, once every question is answered."""
    details: tuple[Detail, ...]
    sent: bool
    """Whether it ends in a request; ``service_desk`` ends with advice."""
    missing: frozenset[str] = frozenset()
    """The ids of the questions that are asked and have no answer."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the person stands: which card, and which question or detail when they type.

    ``card``: the questions of that card, the first on which something is missing. ``question``: the first that is
    missing, which may be on a later one.
    A decision stands on one card with the details, all of them or, for someone who types, ``detail``: the first that
    is still to tell.
    """

    kind: Literal["understood", "topic", "decision", "details", "check", "advice"]
    ground: Evaluation
    question: Question | None = None
    card: QuestionCard = ()
    detail: Detail | None = None
    complete: bool = False
    """Whether everything needed to send is there, wherever the person is looking."""

    @property
    def path(self) -> Path:
        """The questions on the way."""
        return self.ground.path

    @property
    def brief(self) -> Decision | None:
        """The decision without its reasons, once every question is answered."""
        return self.ground.brief

    @property
    def details(self) -> tuple[Detail, ...]:
        """The details that are asked, once every question is answered."""
        return self.ground.details


_MOST_KEPT = 1024


def evaluate(rulebook: Rulebook, answers: Answers) -> Evaluation:
    """Ask the rules about these answers, once for the same answers: a turn begins with those that the last one left."""
    kept: dict[tuple[tuple[str, Answer], ...], Evaluation] = rulebook.memo.setdefault("dialogs.grounds", {})
    key = tuple(answers.items())
    found = kept.get(key)
    if found is None:
        found = keep(kept, key, _worked_out(rulebook, answers), _MOST_KEPT)
    return found


def _worked_out(rulebook: Rulebook, answers: Answers) -> Evaluation:
    walked = path(rulebook, answers)
    cards = cards_of(rulebook, walked.asked)
    if walked.missing:
        return Evaluation(walked, cards, None, (), sent=False, missing=frozenset(q.id for q in walked.missing))
    brief = decide(rulebook, answers, explain=False)
    sent = next((p.takes_request for p in rulebook.processes if p.id == brief.process), True)
    return Evaluation(walked, cards, brief, details_asked(rulebook, answers) if sent else (), sent)


def position_of(rulebook: Rulebook, interview: Interview, ground: Evaluation | None = None) -> Position:
    """Say where the person is: where they look back, or else the first thing still to do.

    ``ground``: what is known of these same answers already.
    """
    if known := told(rulebook, interview):
        return _after_a_sentence(rulebook, interview, known)
    ground = ground or evaluate(rulebook, interview.answers)
    walked, brief, asked, sent = ground.path, ground.brief, ground.details, ground.sent
    looking, left = interview.looking_at, unfinished(interview)
    # By their ids: to compare two questions is to compare everything that was written of them.
    open_now = [q for q in walked.asked if q.id in left or q.id in ground.missing]
    looked_at = _asked(walked, looking)
    question = looked_at or next(iter(open_now), None)
    card = _card(ground, [looked_at]) if looked_at else _open_topics(_card(ground, open_now), open_now)
    if brief is None:
        return Position("topic", ground, question=question, card=card)
    seen_route = interview.route_seen and interview.memory.get("route") == route_of(brief)
    wanted = next((d for d in asked if d.id in left or not settled(interview, d)), None)
    here = Position("check", ground, complete=sent and seen_route and wanted is None and not open_now)
    if question and (looked_at or not looking):
        return replace(here, kind="topic", question=question, card=card)
    if not sent:
        return replace(here, kind="advice")
    if not seen_route or looking == DECISION:
        return replace(here, kind="decision", detail=wanted)
    if looking is not None and (detail := next((d for d in asked if looking in {d.id, DETAILS}), None)):
        return replace(here, kind="details", detail=detail)
    if wanted is not None:
        return replace(here, kind="details", detail=wanted)
    return here


def _asked(walked: Path, looking: str | None) -> Question | None:
    return next((q for q in walked.asked if q.id == looking), None) if looking else None


ENOUGH = 3
"""Answers that a sentence must have told for everything else to be asked at once."""


def _after_a_sentence(rulebook: Rulebook, interview: Interview, known: Mapping[str, Answer]) -> Position:
    """Where somebody is while what their sentence told does not count yet: what it leaves open, or what they change.

    Everything that is open stands on the card where the sentence told enough, else what stands together at first.
    """
    ground = _with_what_was_said(rulebook, evaluate(rulebook, {**known, **interview.answers}), known)
    asked = ground.path.asked
    if looked_at := _asked(ground.path, interview.looking_at):
        return Position("topic", ground, question=looked_at, card=(looked_at,))
    open_now = tuple(q for q in asked if q.id not in known)
    by_profile = interview.memory.get(BY_PROFILE, {}).keys() - interview.memory.get(SUGGESTED, {}).keys()
    enough = len([q for q in asked if q.id in known.keys() - by_profile]) >= ENOUGH
    card = open_now if enough else tuple(q for q in _card(ground, open_now) if q.id not in known)
    left = unfinished(interview)
    missing = (q for q in open_now if q.id in left or q.id in ground.missing)
    return Position("understood", ground, question=next(missing, None), card=card)


def _with_what_was_said(rulebook: Rulebook, found: Evaluation, known: Mapping[str, Answer]) -> Evaluation:
    """The way with what the sentence told of questions further on, so that it is shown and taken with the rest.

    "About £3,000" tells the cost before anybody has said that something is bought; off the path it does not count.
    """
    walked = found.path
    ahead = {q.id for q in rulebook.questions if q.id in known and waiting_on(rulebook, q, walked.missing)}
    on_the_way = {q.id for q in walked.asked} | ahead
    asked = tuple(q for q in rulebook.questions if q.id in on_the_way)
    cards = cards_of(rulebook, asked)
    return replace(found, path=replace(walked, asked=asked), cards=cards, brief=None, details=(), sent=False)


def _card(ground: Evaluation, wanted: Sequence[Question]) -> QuestionCard:
    """The first card with one of these questions."""
    ids = {q.id for q in wanted}
    return next((card for card in ground.cards if any(q.id in ids for q in card)), ()) if ids else ()


def _open_topics(card: QuestionCard, open_now: Sequence[Question]) -> QuestionCard:
    """A card without a topic that it would take along and that was answered whole, on the card of a sentence."""
    ids = {q.id for q in open_now}
    topics = {q.topic for q in card if q.id in ids}
    return tuple(q for q in card if q.topic in topics)


def unfinished(interview: Interview) -> Mapping[str, str]:
    """What was filled in and not sent with Continue: it waits in its inputs, and the person comes by there again."""
    held: Mapping[str, str] = interview.memory.get(UNFINISHED, {})
    return held


def settled(interview: Interview, detail: Detail) -> bool:
    """Whether a detail was given, or is optional and was passed over."""
    return bool(interview.details.get(detail.id)) or (
        not detail.required and detail.id in interview.memory.get("skipped", ())
    )


def route_of(decision: Decision) -> list[str]:
    """The process and steps as plain JSON: what the person must have seen before they send."""
    return [decision.process, *decision.steps]


def before(place: Position, *, typed: bool) -> str | None:
    """What ``back`` looks at: the card before, or for someone who types the question before. None at the very start."""
    units = [q.id for q in place.path.asked] if typed else [card[0].id for card in place.ground.cards]
    # The decision stands on one card with its details, or with the first of them: before both stands the last question.
    units.extend([d.id for d in place.details] if typed and place.details else [DECISION])
    here = _unit(place, units, typed=typed)
    return units[here - 1] if here > 0 else None


def _unit(place: Position, units: list[str], *, typed: bool) -> int:
    if place.kind == "check":
        return len(units)
    if place.kind == "understood":
        return 0
    if place.kind in {"decision", "advice"}:
        return units.index(DECISION) if DECISION in units else units.index(place.details[0].id)
    if place.kind == "details":
        return units.index(place.detail.id if typed and place.detail else DECISION)
    if typed and place.question:
        return units.index(place.question.id)
    return next(at for at, card in enumerate(place.ground.cards) if place.card[0] in card)


def up_to_date(rulebook: Rulebook, interview: Interview) -> Interview:
    """Bring a draft begun under other rules to these: keep every answer that still exists, and show the route again."""
    if interview.rules_version == rulebook.version:
        return interview
    kept: dict[str, Answer] = {}
    for question in rulebook.questions:
        if answer := interview.answers.get(question.id):
            with suppress(AnswerProblem):
                kept[question.id] = kind_of(question).take(question, answer)
    memory: dict[str, Any] = {k: v for k, v in interview.memory.items() if k != "route"}
    return replace(
        interview, answers=kept, memory=memory, route_seen=False, looking_at=None, rules_version=rulebook.version
    )
