"""``rules check``: everything that is wrong with a rulebook, at once, and hints about what may not be meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from governance_rules.capacity import first_of_quarter
from governance_rules.clue_reading import find_shared_clues
from governance_rules.conditions import facts_of, leaves
from governance_rules.draft import Draft, Record
from governance_rules.examples import failed_examples
from governance_rules.files import ReadFile, read_draft, read_file
from governance_rules.model import Rulebook
from governance_rules.problems import Problem
from governance_rules.program import every_condition, program
from governance_rules.question_soundness import kind_of_record, question_records
from governance_rules.resolve import resolve
from governance_rules.role_soundness import find_unheard
from governance_rules.sentences import Sentence, unknown
from governance_rules.soundness import find_unsound
from governance_rules.walks import Walked, no_decision, walk


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found. ``walked`` is None when the files hold so many problems that no way could be walked."""

    problems: tuple[Problem, ...]
    walked: Walked | None
    rulebook: Rulebook | None
    sentences: tuple[Sentence, ...] = ()
    """The labelled sentences of its files, where they are sound."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; hints do not count."""
        return all(p.hint for p in self.problems)


def check_rulebook(
    folder: Path,
    areas: Mapping[str, str],
    day: date,
    owners: Collection[str] | None = None,
    members: Collection[str] = (),
    read: ReadFile = read_file,
) -> Findings:
    """Check the rulebook of a folder: its files, what they name, every way through, and its examples.

    ``owners``: ids of the owners whom the directory knows; None when nobody asked it. ``members``: ids of the bodies
    whose members it names. ``read``: reads one file, for who reads the same ones again.
    """
    draft, content = read_draft(folder, read)
    find_unsound(draft, areas)
    find_shared_clues(draft)
    if draft.problems:
        return Findings(tuple(sorted(set(draft.problems))), None, None)
    rulebook = resolve(draft, areas, day, content)
    walked = walk(rulebook)
    _never(draft, walked)
    _hints(draft, rulebook, day)
    if owners is not None:
        find_unheard(draft, owners, members)
    sentences = sentences_of(draft)
    problems = [*draft.problems, *failed_examples(rulebook), *unknown(rulebook, sentences)]
    return Findings(tuple(sorted(set(problems))), walked, rulebook, sentences)


def sentences_of(draft: Draft) -> tuple[Sentence, ...]:
    """The labelled sentences of a sound draft."""
    return tuple(Sentence(r.get("said"), r.get("means"), r.file, r.line) for r in draft.records("sentences"))


def _never(draft: Draft, walked: Walked) -> None:
    """What no way through meets."""
    for question in question_records(draft):
        name = question.get("id")
        _unmet(draft, question, f"The question {name} can never be asked", name, walked.asked, walked)
    for process in draft.records("processes"):
        name = process.get("id")
        _unmet(draft, process, f"The process {name} can never be reached", name, walked.met, walked)
        if name in walked.met:
            for step in process.get("steps"):
                body = step.get("body")
                _unmet(
                    draft, step, f"The step {body} is never on the route {name}", f"{name}/{body}", walked.met, walked
                )
    for section, what in (("checks", "check"), ("alerts", "alert")):
        for rule in draft.records(section):
            _unmet(draft, rule, f"The {what} {rule.get('id')} can never apply", rule.get("id"), walked.met, walked)
    draft.problems += no_decision(draft, walked)


def _unmet(draft: Draft, record: Record, wrong: str, name: str, met: set[str], walked: Walked) -> None:
    line = record.at("when")
    if name not in met:
        draft.wrong(record.file, line, wrong, "Change its condition, or take it out")
    elif name in walked.unsure:
        draft.wrong(record.file, line, f"{wrong}, as far as a sample shows", "Look at its condition", hint=True)


def _hints(draft: Draft, rulebook: Rulebook, day: date) -> None:
    _alike(draft, rulebook)
    used = _named(rulebook)
    for section, what in (("facts", "fact"), ("points", "points")):
        for named in draft.records(section):
            if named.get("id") not in used:
                wrong = f"No rule uses the {what} {named.get('id')}"
                draft.wrong(named.file, named.at("id"), wrong, "Use it or take it out", hint=True)
    texts = " ".join(text for _, _, text, _ in draft.texts)
    compared = {leaf.values[0] for leaf in leaves(every_condition(rulebook)) if leaf.kind in {"from", "below"}}
    for figure in draft.records("figures"):
        if f"{{{figure.get('id')}}}" not in texts and figure.get("id") not in compared:
            draft.wrong(
                figure.file,
                figure.at("id"),
                f"No text uses the figure {figure.get('id')}",
                "Use it in braces or take it out",
                hint=True,
            )
    for capacity in draft.records("capacity"):
        quarters = capacity.get("quarters")
        if quarters and quarters[-1].get("from") < first_of_quarter(day):
            wrong = "Every quarter of the capacity is past"
            draft.wrong(capacity.file, capacity.at("quarters"), wrong, "Add the next ones", hint=True)
    for body in draft.records("bodies"):
        dates = body.get("next_dates")
        if dates and dates[-1] < day:
            draft.wrong(
                body.file,
                body.at("next_dates"),
                f"Every date of {body.get('id')} is past",
                "Add the next ones",
                hint=True,
            )


def _named(rulebook: Rulebook) -> set[str]:
    """Ids of the facts and points that some condition names."""
    return {name for c in every_condition(rulebook) for name in facts_of(c)}


def _alike(draft: Draft, rulebook: Rulebook) -> None:
    """Options that no rule tells apart, unless ``like`` says that this is meant."""
    ready = program(rulebook)
    marks: dict[str, dict[str, list[object]]] = {}
    for leaf in leaves(every_condition(rulebook)):
        for option in ready.bits.options.get(leaf.subject, {}):
            marks.setdefault(leaf.subject, {}).setdefault(option, []).append(option in leaf.values)
    for weighed in ready.weighed:
        name = weighed.criterion.question
        for option, bit in ready.bits.options[name].items():
            marks.setdefault(name, {}).setdefault(option, []).append(weighed.of(bit))
    for question in question_records(draft):
        name, options = question.get("id"), question.get("options") or ()
        if (options or kind_of_record(question).measure) and name not in marks:
            draft.wrong(
                question.file,
                question.at("id"),
                f"No rule uses the question {name}",
                "Use it or take it out",
                hint=True,
            )
            continue
        seen: dict[tuple[object, ...], str] = {}
        for option in options:
            own = option.get("id")
            mark = tuple(marks[name][own])
            other = seen.setdefault(mark, own)
            # A choice of several is counted, so its options need no rule of their own.
            if other != own and not option.get("like") and not question.get("several"):
                wrong = f"No rule tells {own} apart from {other}"
                draft.wrong(
                    option.file, option.at("id"), wrong, f"Add like: {other} if that is meant, or a rule", hint=True
                )
