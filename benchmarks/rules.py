"""Measures the rules: a decision, a suggestion, a start, a check of 1,000 questions, a replay of 100,000 requests.

Run it alone on a quiet machine: ``.venv/bin/python benchmarks/rules.py``. It ends with 1 when P6 or P10 is missed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from governance_rules import SHIPPED, Rulebook, decide, load_rulebook, suggestion
from governance_rules.answers import clean_answers
from governance_rules.check import check_rulebook, sentences_of
from governance_rules.files import read_draft
from governance_rules.replay import PastRequest, replay
from governance_rules.sentences import MISSED, RIGHT, WRONG, score
from tests.governance_rules.rulebooks import AREAS, DAY, random_answers, write_large

_One = TypeVar("_One")
DECISIONS = 5_000
LATELY = 500
"""Answers seen so lately that their explanations are kept."""
REQUESTS = 100_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure, its unit and its goal (the most that it may be)."""

    name: str
    figure: float
    unit: str
    goal: float

    @property
    def line(self) -> str:
        """The figure as it is printed."""
        said = "met" if self.met else "MISSED"
        return f"{self.name:<58}{self.figure:>10.1f} {self.unit:<3} goal {self.goal:>7.0f}  {said}"

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.figure <= self.goal


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def each(answers: list[_One], work: Callable[[_One], object]) -> tuple[float, float]:
    """Median and 99th percentile of the processor time for each, in microseconds."""
    taken = []
    for one in answers:
        start = thread_time()
        work(one)
        taken.append((thread_time() - start) * 1e6)
    taken.sort()
    return median(taken), taken[len(taken) * 99 // 100]


def decisions(rulebook: Rulebook) -> list[Measured]:
    """A decision for answers that never came before, and for answers that come again."""
    chance = random.Random(7)
    answers = [clean_answers(rulebook, random_answers(rulebook, chance)) for _ in range(DECISIONS)]
    plain, plain_99 = each(answers, lambda a: decide(rulebook, a, explain=False))
    fresh = load_rulebook(None, AREAS, DAY)
    first, first_99 = each(answers, lambda a: decide(fresh, a))
    again, _ = each(answers[-LATELY:], lambda a: decide(fresh, a))
    return [
        Measured("decision without reasons, median", plain, "µs", 100),
        Measured("decision without reasons, p99", plain_99, "µs", 100),
        Measured("decision with reasons and changes, new answers, median", first, "µs", 500),
        Measured("decision with reasons and changes, new answers, p99", first_99, "µs", 500),
        Measured("decision with reasons and changes, seen answers, median", again, "µs", 500),
    ]


def suggestions(rulebook: Rulebook) -> list[Measured]:
    """What the labelled sentences of the shipped rulebook suggest, and how long that takes."""
    sentences = sentences_of(read_draft(SHIPPED)[0])
    middle, most = each([sentence.said for sentence in sentences], lambda said: suggestion(rulebook, said))
    count = sum(score(rulebook, sentences).values(), Counter())
    labels = sum(count[outcome] for outcome in (RIGHT, MISSED, WRONG))
    return [
        Measured(f"suggestion from a sentence ({len(sentences)} of them), median", middle, "µs", 2_000),
        Measured("suggestion from a sentence, p99", most, "µs", 2_000),
        Measured("labels of these sentences that are not suggested", count[MISSED] / labels * 100, "%", 20),
        Measured("labels of these sentences that are suggested wrongly", count[WRONG] / labels * 100, "%", 4),
    ]


def past_requests(rulebook: Rulebook) -> list[PastRequest]:
    """Past requests with answers at random, as the shipped rules decide them."""
    chance = random.Random(8)
    found = []
    for number in range(REQUESTS):
        answers = clean_answers(rulebook, random_answers(rulebook, chance))
        d = decide(rulebook, answers, explain=False)
        found.append(PastRequest(f"DR-{number:04d}", answers, d.process, d.steps, d.checks, d.alerts, d.timeframe))
    return found


def main() -> int:
    """Measure all of it and print a line each."""
    rulebook = load_rulebook(None, AREAS, DAY)
    measured = [
        Measured(
            "load_rulebook of the shipped rulebook", seconds(lambda: load_rulebook(None, AREAS, DAY)) * 1e3, "ms", 250
        ),
        Measured("import governance_rules in a fresh process", _import() * 1e3, "ms", 250),
        *decisions(rulebook),
        *suggestions(rulebook),
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "large"
        write_large(folder, 1_000)
        measured.append(
            Measured("check of 1,000 questions", seconds(lambda: check_rulebook(folder, AREAS, DAY)), "s", 10)
        )
        proposed = Path(place) / "proposed"
        write_large(proposed, 16)
        facts = proposed / "facts.yaml"
        text = facts.read_text(encoding="utf-8")
        facts.write_text(
            text.replace("delivery_effort, is: months", "delivery_effort, one_of: [months, weeks]"), encoding="utf-8"
        )
        other = load_rulebook(proposed, AREAS, date(2026, 11, 22))
        past = past_requests(rulebook)
        measured.append(Measured(f"replay of {REQUESTS:,} requests", seconds(lambda: replay(past, other)), "s", 60))
    for one in measured:
        print(one.line)
    return 0 if all(m.met for m in measured) else 1


def _import() -> float:
    code = "from time import perf_counter as p; s = p(); import governance_rules; print(p() - s)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
