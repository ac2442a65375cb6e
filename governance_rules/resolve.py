"""From records to a rulebook: every id looked up by then, figures of the day filled in, areas as options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from governance_rules.bodies import ITEMS_AT_MOST, MINUTES_AN_ITEM, PAPERS_DAYS
from governance_rules.capacity import capacity_of
from governance_rules.clue_reading import clues_of
from governance_rules.condition import ALWAYS, Condition
from governance_rules.draft import Draft, Record
from governance_rules.meeting_times import time_of
from governance_rules.model import (
    Advice,
    Alert,
    Axis,
    Band,
    Body,
    Check,
    Criterion,
    Detail,
    Example,
    HeldBack,
    Lift,
    Matrix,
    Option,
    Process,
    Question,
    Rulebook,
    Step,
    Term,
    Threshold,
    Timeframe,
    Topic,
)  # fmt: skip


def resolve(draft: Draft, areas: Mapping[str, str], day: date, content: str) -> Rulebook:
    """The rulebook that a sound draft says. ``content`` is a short hash of the files, for the version."""
    figures = tuple(_figure(r) for r in draft.records("figures"))
    bands = {f.id: f.on(day) for f in figures}
    fill = _Filled({k: f"£{v:,}" for k, v in bands.items()})
    head = draft.records("rulebook")[0]
    bodies = tuple(_body(r, fill, day) for r in draft.records("bodies"))
    by_id = {b.id: b for b in bodies}
    visits = tuple(_visits(draft, by_id))
    processes = tuple(_process(r, fill, by_id) for r in draft.records("processes"))
    checks = tuple(_check(r, fill) for r in draft.records("checks"))
    alerts = tuple(_alert(r, fill) for r in draft.records("alerts"))
    timeframes = tuple(Timeframe(r.get("id"), r.get("name"), r.get("about")) for r in draft.records("timeframes"))
    words = {r.get("question"): r for r in draft.records("answer_words")}
    topics = tuple(_topic(r, fill, areas, _AnswerWords(words, bands)) for r in draft.records("topics"))
    matrix = _matrix(draft.records("matrix")[0], fill)
    owners = {r.get("id"): r.get("name") for r in draft.records("owners")} | {b.id: b.name for b in bodies}
    short = {q.id: q.short for t in topics for q in t.questions}
    names = {
        **{c.question: short[c.question] for a in matrix.axes for c in a.criteria},
        **owners,
        **{a.id: a.name for a in matrix.axes},
        **{t.id: t.name for t in timeframes},
        **{a.id: a.name for a in alerts},
        **{c.id: c.name for c in checks},
        **{b.id: b.name for b in (*bodies, *visits)},
        **{p.id: p.name for p in processes},
    }
    # A check may share its id with an owner or a criterion (procurement, sponsor): the check's name counts.
    return Rulebook(
        version=f"{head.get('version')}+{content}",
        day=day,
        topics=topics,
        facts={r.get("id"): r.get("when") for r in draft.records("facts")}
        | {r.get("id"): _points(r) for r in draft.records("points")},
        processes=processes,
        bodies=(*bodies, *visits),
        checks=checks,
        alerts=alerts,
        details=tuple(_detail(r, fill) for r in draft.records("details")),
        terms=tuple(_term(r, fill) for r in draft.records("terms")),
        names=names,
        bands=bands,
        matrix=matrix,
        timeframes=timeframes,
        strategies={r.get("id"): r.get("text") for r in draft.records("strategy")},
        owners=owners,
        figures=figures,
        examples=tuple(
            Example(r.get("name"), r.get("answers"), r.get("expect"), r.file, r.line, r.places)
            for r in draft.records("examples")
        ),
        checks_apply_to=frozenset(draft.sections.get("checks_apply_to", ())),
        title=head.get("name"),
        meanings={r.get("id"): r.get("about") for s in ("facts", "points") for r in draft.records(s)},
        reference_prefix=head.get("reference_prefix") or "DR",
        bank_holidays=head.get("bank_holidays") or "england",
        closed_on=head.get("closed_on") or (),
        capacity=capacity_of(draft),
        held_back=tuple(_held_back(r, fill) for r in draft.records("held_back")),
        clues=clues_of(draft, topics),
    )


class _Filled:
    """Fills the figures of the day into texts."""

    def __init__(self, figures: Mapping[str, str]) -> None:
        self.figures = figures

    def __call__(self, record: Record, key: str) -> str:
        text: str = record.get(key) or ""
        if "{" in text:
            for name, figure in self.figures.items():
                text = text.replace("{" + name + "}", figure)
        return text


def _figure(r: Record) -> Threshold:
    return Threshold(
        r.get("id"), r.get("name"), r.get("source"), tuple((x.get("from"), x.get("pounds")) for x in r.get("rows"))
    )


class _AnswerWords:
    """Gives options the words and sums by which people type them."""

    def __init__(self, words: Mapping[str, Record], bands: Mapping[str, int]) -> None:
        self.words, self.bands = words, bands

    def __call__(self, question: Question) -> Question:
        given = self.words.get(question.id)
        if given is None:
            return question
        by_option = {o.get("option"): o for o in given.get("options")}
        options = tuple(self._option(o, by_option[o.id]) if o.id in by_option else o for o in question.options)
        return replace(question, options=options, widest=bool(given.get("widest")), yearly=bool(given.get("yearly")))

    def _option(self, option: Option, given: Record) -> Option:
        least = given.get("from_sum")
        pounds = None if least is None else self.bands[least] if least in self.bands else int(least)
        return replace(option, said=given.get("said") or (), from_sum=pounds)


def _topic(r: Record, fill: _Filled, areas: Mapping[str, str], words: _AnswerWords) -> Topic:
    questions = tuple(words(_question(q, r.get("id"), fill, areas)) for q in r.get("questions"))
    return Topic(r.get("id"), r.get("title"), questions, fill(r, "intro"))


def _question(r: Record, topic: str, fill: _Filled, areas: Mapping[str, str]) -> Question:
    if r.get("options_from"):
        options = tuple(Option(area, name) for area, name in areas.items())
    else:
        options = tuple(
            Option(
                o.get("id"),
                fill(o, "label"),
                fill(o, "hint"),
                bool(o.get("alone")),
                o.get("words") or (),
                o.get("role") or "",
            )
            for o in r.get("options") or ()
        )
    return Question(
        id=r.get("id"), topic=topic, ask=fill(r, "ask"), why=fill(r, "why"),
        when=r.get("when", ALWAYS), options=options, several=bool(r.get("several")), hint=fill(r, "hint"),
        error=fill(r, "error"), strategy=r.get("strategy"), short=fill(r, "short"),
        kind=r.get("kind") or "choice", role=r.get("role") or "",
    )  # fmt: skip


def _points(r: Record) -> Condition:
    """Named points: what each row gives, without the number that they must come to."""
    rows = r.get("rows")
    return Condition("at_least", parts=tuple(x.get("when") for x in rows), weights=tuple(x.get("points") for x in rows))


def _body(r: Record, fill: _Filled, day: date) -> Body:
    return Body(
        id=r.get("id"), name=r.get("name"), purpose=fill(r, "purpose"), contact=fill(r, "contact"),
        meets=fill(r, "meets"), next_dates=_meetings(r, day), bring=fill(r, "bring"),
        afterwards=fill(r, "afterwards"), about=fill(r, "about"), strategy=r.get("strategy"),
        because=fill(r, "because"), working_days=r.get("working_days") or 0, sooner=fill(r, "sooner"),
        items_at_most=r.get("items_at_most") or ITEMS_AT_MOST, papers_days=r.get("papers_days") or PAPERS_DAYS,
        place=r.get("place") or "", starts=time_of(r.get("starts") or ""),
        minutes_an_item=r.get("minutes_an_item") or MINUTES_AN_ITEM,
    )  # fmt: skip


def _meetings(r: Record, day: date) -> tuple[date, ...]:
    """The days on which it meets from this one on, without those that are cancelled."""
    return tuple(one for one in r.get("next_dates") if one >= day and one not in (r.get("cancelled") or ()))


def _visits(draft: Draft, bodies: Mapping[str, Body]) -> Iterator[Body]:
    """Every further visit to a body, under the id of its step: all else of it is the body's."""
    seen: set[str] = set()
    for process in draft.records("processes"):
        for step in process.get("steps"):
            name = step.get("id")
            if name and name not in bodies and name not in seen:
                seen.add(name)
                body = bodies[step.get("body")]
                yield replace(body, id=name, name=step.get("name") or body.name, of=body.id)


def _process(r: Record, fill: _Filled, bodies: Mapping[str, Body]) -> Process:
    steps: list[Step] = []
    for s in r.get("steps"):
        body = bodies[s.get("body")]
        strategy = s.get("strategy") if "strategy" in s.values else body.strategy
        because = fill(s, "because") or body.because
        steps.append(
            Step(s.get("id") or body.id, body.id, s.get("when", ALWAYS), because, strategy, bool(s.get("together")))
        )
    takes = r.get("takes_request")
    return Process(
        r.get("id"), r.get("name"), r.get("when", ALWAYS), fill(r, "because"), r.get("strategy"), fill(r, "summary"),
        fill(r, "next"), tuple(steps), True if takes is None else takes,
        r.get("role") or "", fill(r, "phone"), r.get("link") or "", r.get("delivered_by") or "",
    )  # fmt: skip


def _check(r: Record, fill: _Filled) -> Check:
    advice = tuple(Advice(a.get("when"), fill(a, "do")) for a in r.get("advice") or ())
    return Check(
        r.get("id"), r.get("name"), r.get("owner"), r.get("when", ALWAYS), fill(r, "because"), fill(r, "do"),
        r.get("strategy"), advice, r.get("role") or "",
    )  # fmt: skip


def _alert(r: Record, fill: _Filled) -> Alert:
    return Alert(
        r.get("id"),
        r.get("name"),
        r.get("when"),
        fill(r, "because"),
        fill(r, "do"),
        r.get("strategy"),
        r.get("tell"),
    )


def _matrix(r: Record, fill: _Filled) -> Matrix:
    def criterion(c: Record) -> Criterion:
        by_number, not_known = c.get("points_by_number") or (), frozenset(c.get("not_known") or ())
        return Criterion(c.get("question"), c.get("weight"), c.get("points"), by_number, not_known)

    axes = tuple(
        Axis(
            a.get("id"),
            a.get("name"),
            fill(a, "because"),
            a.get("strategy"),
            tuple(criterion(c) for c in a.get("criteria")),
            a.get("role") or a.get("id"),
        )
        for a in r.get("axes")
    )
    by_role = {a.role: a.id for a in axes}
    value, achievability = by_role["value"], by_role["achievability"]
    return Matrix(
        applies_to=frozenset(r.get("applies_to")),
        because=fill(r, "because"),
        strategy=r.get("strategy"),
        axes=axes,
        bands=tuple(Band(b.get("id"), b.get("name"), b.get("from")) for b in r.get("bands")),
        cells={(c.get(value), c.get(achievability)): c.get("timeframe") for c in r.get("cells")},
        lifts=tuple(
            Lift(x.get("when"), x.get("timeframe"), fill(x, "because"), x.get("strategy")) for x in r.get("lifts") or ()
        ),
        decided_by=r.get("decided_by") or "",
    )


def _detail(r: Record, fill: _Filled) -> Detail:
    kind: Any = r.get("kind")
    return Detail(
        r.get("id"), fill(r, "label"), kind, r.get("required"), r.get("max_length"), r.get("when", ALWAYS),
        fill(r, "hint"), fill(r, "error"), r.get("short") or "", r.get("role") or "",
    )  # fmt: skip


def _term(r: Record, fill: _Filled) -> Term:
    return Term(r.get("id"), r.get("name"), r.get("words"), fill(r, "answer"), r.get("source"))


def _held_back(r: Record, fill: _Filled) -> HeldBack:
    never = {question: (o,) if isinstance(o, str) else o for question, o in r.get("never").items()}
    return HeldBack(
        r.get("id"), fill(r, "because"), never, r.get("words") or (), r.get("but_not") or (),
        bool(r.get("money")), r.get("at_least") or 0, r.get("of") or (),
    )  # fmt: skip
