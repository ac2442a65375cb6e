"""The parts of a card that show a decision: steps, reasons, checks, scores and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dialogs.cards.dates import decides, meetings, when_words
from dialogs.cards.elements import Element, Folded, bar, bullets, fold, heading, row, text
from dialogs.cards.progress import owner_name
from dialogs.cards.track import route_track
from dialogs.detail_kinds import kind_of_detail
from dialogs.model import AreaPeople, People
from dialogs.question_kinds import answer_words
from dialogs.schedule import schedule_of
from dialogs.wording import deciding as w
from dialogs.wording import say, say_count
from governance_rules import Answers, Decision, Rulebook, advice
from governance_rules.keeping import keep
from governance_rules.matrix import MOST_POINTS
from governance_rules.model import Body, Check, Detail, Process, Question
from governance_rules.outlook import Outlook, axis_of, outlook
from governance_rules.roles import PARTNER, answer_with

MOST_ANSWERS = 3
"""Answers that one reason repeats; the others are on the check-answers card."""
MOST_CHANGES = 8
"""Lines of "what would change it" on one card; the rest are counted."""


_MOST_KEPT = 256


def question_of(rulebook: Rulebook, question_id: str) -> Question | None:
    """The question with this id, or None when the rules no longer hold it."""
    by_id: dict[str, Question] = rulebook.memo.get("dialogs.questions") or rulebook.memo.setdefault(
        "dialogs.questions", {q.id: q for q in rulebook.questions}
    )
    return by_id.get(question_id)


def short_name(question: Question) -> str:
    """A question in a few words, for lists."""
    return question.short or question.ask


def area_of(people: People, area: object) -> AreaPeople | None:
    """Who looks after a service area, or None when the directory does not know it."""
    return people.areas.get(area) if isinstance(area, str) else None


def _body(rulebook: Rulebook, step: str) -> Body | None:
    return next((b for b in rulebook.bodies if b.id == step), None)


def _who(body: Body, area: AreaPeople | None) -> str:
    if PARTNER in {body.id, body.of} and area:
        return area.it_business_partner.name if area.it_business_partner else say(w.STEP_WHO_NOBODY)
    return body.contact


def next_of(people: People, process: Process, area: AreaPeople | None) -> str:
    """What happens next on this route; not that somebody makes contact whom the directory does not name."""
    named = area is None or (area.champions if process.id in people.champion_helps else area.it_business_partner)
    return process.next if named or not process.takes_request else say(w.NEXT_NOBODY)


def route_words(rulebook: Rulebook, decision: Decision) -> list[str]:
    """The names of the steps in order; those that work side by side are one."""
    names = [[rulebook.named(s) for s in stage] for stage in decision.stages]
    return [n[0] if len(n) == 1 else say(w.SIDE_BY_SIDE, steps=say(w.AND).join(n)) for n in names]


def steps_part(rulebook: Rulebook, decision: Decision, area: AreaPeople | None, today: date) -> list[Element]:
    """The route as a track: who, and by when; whom to write to, what to bring and the rest is folded."""
    # The rules, the directory and the day alone make it, so it is made once. The area is kept beside it, so that no
    # other one can come to stand under the same identity.
    kept: dict[object, tuple[AreaPeople | None, list[Element]]] = rulebook.memo.setdefault("dialogs.steps", {})
    key = id(area), decision.steps, decision.together, today
    found = kept.get(key)
    if found is None:
        found = keep(kept, key, (area, _make_steps(rulebook, decision, area, today)), _MOST_KEPT)
    return found[1]


def _make_steps(rulebook: Rulebook, decision: Decision, area: AreaPeople | None, today: date) -> list[Element]:
    if not decision.steps:
        helpers = ", ".join(c.name for c in area.champions) if area else ""
        return [row(say(w.CHAMPIONS), helpers) if helpers else text(say(w.NO_STEPS))]
    schedule = schedule_of(rulebook, decision, today)
    more: list[Element] = []
    for number, stage, step in ((n, s, one) for n, s in enumerate(decision.stages, 1) for one in s):
        body = _body(rulebook, step)
        if body is None:
            continue
        beside = ", ".join(rulebook.named(other) for other in stage if other != step)
        visit = schedule.visits[step]
        told = [
            (w.STEP_BESIDE, beside),
            (w.STEP_WHO, _who(body, area)),
            (w.STEP_WHEN, when_words(body, visit, today)),
            (w.STEP_WHY, body.purpose),
            (w.STEP_BRING, body.bring),
            (w.STEP_MEETS, body.meets),
            (w.STEP_DATES, ", ".join(meetings(body, visit, today))),
            (w.STEP_AFTER, body.afterwards),
        ]
        title = say(w.STEP_LINE, number=number, name=body.name)
        more += [text(title, bold=True), *(row(say(label), words) for label, words in told if words)]
    track = route_track(rulebook, decision, schedule, today)
    return [heading(say(w.STEPS_HEADING), small=True), track, *fold("steps_more", say(w.MORE_ABOUT_STEPS), more)]


def reasons_part(rulebook: Rulebook, answers: Answers, decision: Decision) -> Folded:
    """Why each part of the decision is there, answer by answer, and what other answers would make of it."""
    shown = {decision.process, *decision.steps, *decision.alerts, "timeframe"}
    lines = [_reason(rulebook, answers, decision, r.part) for r in decision.reasons if r.part in shown]
    reasons = [bullets(lines)] if lines else []
    return "why", say(w.WHY), [*reasons, *_changes(rulebook, decision)]


def _reason(rulebook: Rulebook, answers: Answers, decision: Decision, part: str) -> str:
    reason = decision.reason(part)
    if reason is None:
        return ""
    name = (decision.timeframe and rulebook.names.get(decision.timeframe)) if part == "timeframe" else None
    line = say(w.WHY_PART, part=name or rulebook.named(part), because=reason.because)
    if said := [s for s in (_said(rulebook, answers, q) for q in reason.answers[:MOST_ANSWERS]) if s]:
        line = f"{line} {say(w.WHY_ANSWERS, answers='; '.join(said))}"
    return f"{line} {say(w.WHY_STRATEGY, strategy=reason.strategy)}" if reason.strategy else line


def _said(rulebook: Rulebook, answers: Answers, asked: str) -> str:
    question = question_of(rulebook, asked)
    if question is None or asked not in answers:
        return ""
    return say(w.WHY_ANSWER, question=short_name(question), answer=answer_words(question, answers[asked]))


def detail_words(detail: Detail, given: str) -> str:
    """What was given for a detail, a date as people write it."""
    return kind_of_detail(detail).shown(given)


def checks_part(rulebook: Rulebook, people: People, answers: Answers, decision: Decision) -> Folded:
    """The checks beside the route with their owners; what each asks is folded once more."""
    area = area_of(people, answer_with(rulebook, answers, "service_area"))
    checks = [c for c in rulebook.checks if c.id in decision.checks]
    title = say_count(w.CHECKS, len(checks))
    if not checks:
        return "checks", title, []
    lines = [say(w.CHECK_LINE, check=c.name, owner=_owner(rulebook, people, c, area)) for c in checks]
    more = [
        say(
            w.CHECK_MORE,
            check=c.name,
            because=r.because if (r := decision.reason(c.id)) else c.because,
            do=advice(rulebook, c, answers),
        )
        for c in checks
    ]
    return "checks", title, [bullets(lines), *fold("checks_more", say(w.CHECKS_MORE), [bullets(more)])]


def _owner(rulebook: Rulebook, people: People, check: Check, area: AreaPeople | None) -> str:
    if check.owner == PARTNER and area and area.it_business_partner:
        return area.it_business_partner.name
    if check.owner in people.owners:
        return people.owners[check.owner].name
    return owner_name(rulebook, check.owner)


def score_words(rulebook: Rulebook, decision: Decision, answers: Answers) -> list[str]:
    """Each score in words: what it is, and what it could be where something is not known yet."""
    return [_score(rulebook, seen) for seen in outlook(rulebook, decision, answers)]


def _score(rulebook: Rulebook, seen: Outlook) -> str:
    name = rulebook.matrix.name_of(seen.role)
    if not seen.unknown:
        return say(w.SCORE_LINE, axis=name, score=seen.score)
    asked = [short_name(q) for one in seen.unknown if (q := question_of(rulebook, one))]
    what = say(w.AND).join(_inside(name) for name in asked)
    return say(w.SCORE_LINE_OPEN, axis=name, score=seen.score, most=seen.most, what=what)


def _inside(name: str) -> str:
    """A name as it stands inside a sentence; short forms such as IT keep their capitals."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def scores_part(rulebook: Rulebook, answers: Answers, decision: Decision) -> Folded:
    """The two scores as bars with their numbers, what they could become, and how the points add up."""
    if decision.timeframe is None or decision.value is None or decision.achievability is None:
        return "scores", say(w.SCORES), []
    parts: list[Element] = []
    more: list[Element] = [text(say(w.SCORES_NOTE), subtle=True)]
    found = outlook(rulebook, decision, answers)
    for seen in found:
        name, axis = rulebook.matrix.name_of(seen.role), axis_of(rulebook, decision, seen.role)
        parts += [text(_score(rulebook, seen)), bar(seen.score)]
        more += [text(_sum(decision, axis, name), bold=True), bullets(_points(rulebook, decision, axis))]
    if any(seen.unknown for seen in found):
        parts.append(text(say(w.SCORE_UNKNOWN), subtle=True))
    return "scores", say(w.SCORES), [*parts, *fold("scores_more", say(w.SCORES_MORE), more)]


def timeframe_part(rulebook: Rulebook, decision: Decision) -> list[Element]:
    """When the work could happen, by the scores, and who decides that; nothing where nothing is scored."""
    if decision.timeframe is None:
        return []
    time, body = rulebook.named(decision.timeframe), decides(rulebook, decision)
    return [text(_timeframe(time, body))]


def _timeframe(time: str, body: str) -> str:
    return say(w.TIMEFRAME_DECIDED, timeframe=time, body=body) if body else say(w.TIMEFRAME, timeframe=time)


def _sum(decision: Decision, axis: str, name: str) -> str:
    """How many points an axis got of how many: what its weights allowed on the day of the decision."""
    lines = [line for line in decision.breakdown if line.axis == axis]
    got, most = sum(line.points * line.weight for line in lines), sum(MOST_POINTS * line.weight for line in lines)
    return say(w.SCORE_SUM, axis=name, got=got, most=most)


def _points(rulebook: Rulebook, decision: Decision, axis: str) -> Iterator[str]:
    for line in decision.breakdown:
        if line.axis == axis:
            question = question_of(rulebook, line.criterion)
            name = short_name(question) if question else rulebook.named(line.criterion)
            yield say(
                w.SCORE_ROW, criterion=name, points=line.points, weight=line.weight, total=line.points * line.weight
            )


def _changes(rulebook: Rulebook, decision: Decision) -> list[Element]:
    """Which other answers would give another route."""
    lines: list[str] = []
    for other in decision.what_would_change[:MOST_CHANGES]:
        question = question_of(rulebook, other.question)
        option = question.option(other.answer) if question else None
        if question is None or option is None:
            continue
        steps = ", ".join(rulebook.named(s) for s in other.steps)
        tail = say(w.CHANGE_STEPS, steps=steps) if steps else say(w.CHANGE_NO_STEPS)
        process = rulebook.named(other.process)
        lines.append(
            say(w.CHANGE_LINE, question=short_name(question), answer=option.label, process=process, steps=tail)
        )
    if not lines:
        return []
    left = len(decision.what_would_change) - MOST_CHANGES
    extra = [text(say(w.CHANGES_MORE, count=left))] if left > 0 else []
    return fold("changes", say(w.CHANGES), [bullets(lines), *extra])
