"""A sentence costs what its words cost, whoever wrote it: no gap of a clue is tried over and over."""

from __future__ import annotations

from typing import Any

from governance_rules.clues import Clues, index, read_clue
from governance_rules.sentence import Sentence


class Counted(tuple[str, ...]):
    """Stems that count how often one of them is looked at."""

    __slots__ = ()
    looks = 0

    def __getitem__(self, at: Any) -> Any:
        """One stem, or several."""
        Counted.looks += 1
        return super().__getitem__(at)


def test_words_that_nearly_fit_a_clue_with_many_gaps_are_given_up_soon() -> None:
    clue = read_clue("need", "fix", "go ... go ... go ... go ... go ... go ... stop", 4, {})
    clues = Clues(lambda: index([clue], [], []))
    words = ("stop", *["go"] * 150)
    assert not list(clues.within(Sentence(words, Counted(words))))
    assert Counted.looks < 50_000  # 7 ** 6 for each word without it
