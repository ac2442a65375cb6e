"""What `rules check` says of the labelled sentences: how many the clues understand, and what a change did to them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.people.directory import areas, read_directory
from bot.settings import Settings
from governance_rules import SHIPPED, Rulebook, RulebookProblems, load_rulebook
from governance_rules.check import Findings
from governance_rules.problems import Problem
from governance_rules.sentences import OUTCOMES, changed, score


def told_of_sentences(findings: Findings, folder: Path, settings: Settings) -> tuple[list[Problem], list[str]]:
    """Hints about sentences that the rulebook in use understood and this one does not, and lines with the score.

    Nothing for a rulebook that has problems, or no sentences.
    """
    rulebook, sentences = findings.rulebook, findings.sentences
    if rulebook is None or not sentences:
        return [], []
    counts = score(rulebook, sentences)
    lines = [f"{len(sentences)} sentences: {_said(sum(counts.values(), Counter()))}."]
    lines += [f"  {question}: {_said(count)}" for question, count in counts.items()]
    before = _in_use(rulebook, folder, settings)
    if before is None:
        return [], lines
    worse, better = changed(rulebook, before, sentences)
    return worse, [
        *lines,
        f"Beside the rulebook in use {better} answers are right now, and {len(worse)} no longer are.",
    ]


def _in_use(rulebook: Rulebook, folder: Path, settings: Settings) -> Rulebook | None:
    """The rulebook that the front door uses, where it is another and sound."""
    used = settings.rulebook or SHIPPED
    if used.resolve() == folder.resolve():
        return None
    try:
        return load_rulebook(used, areas(read_directory(settings.directory)), rulebook.day)
    except RulebookProblems:
        return None


def _said(count: Counter[str]) -> str:
    labels = sum(count[outcome] for outcome in OUTCOMES[:3])
    right, missed, wrong, unasked = (count[outcome] for outcome in OUTCOMES)
    return f"{right} of {labels} labels right, {missed} not suggested, {wrong} wrong, {unasked} answered unasked"
