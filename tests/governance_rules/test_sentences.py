"""The labelled sentences of the shipped rules: what was suggested rightly stays so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance_rules import SHIPPED, Rulebook
from governance_rules.check import sentences_of
from governance_rules.clues import Clues
from governance_rules.files import read_draft
from governance_rules.sentences import MISSED, RIGHT, UNASKED, WRONG, Sentence, changed, outcomes, score, unknown

NOT_YET = {
    (MISSED, "corporate_tool"): 2,
    (MISSED, "data"): 1,
    (MISSED, "need"): 15,
    (MISSED, "reach"): 1,
    (UNASKED, "corporate_tool"): 1,
    (UNASKED, "data"): 3,
    (UNASKED, "need"): 1,
    (UNASKED, "reach"): 1,
    (UNASKED, "replaces_legacy"): 1,
    (UNASKED, "technical_impact"): 4,
    (UNASKED, "whole_life_cost"): 1,
    (WRONG, "need"): 2,
    (WRONG, "procurement"): 1,
}
"""How many labels the clues do not suggest as they say, at most: lower it with each that they learn."""


def test_the_clues_suggest_what_they_have_learnt_and_no_less(shipped: Rulebook) -> None:
    found = score(shipped, sentences_of(read_draft(SHIPPED)[0]))
    counted = {
        (how, name): count[how] for name, count in found.items() for how in (MISSED, WRONG, UNASKED) if count[how]
    }
    assert {key: count for key, count in counted.items() if count > NOT_YET.get(key, 0)} == {}
    assert sum(count[RIGHT] for count in found.values()) >= 913


SAID = "our printer is broken"


def labelled(said: str, **means: str | tuple[str, ...]) -> Sentence:
    return Sentence(said, means, "sentences.yaml", 7)


def test_a_label_is_right_missed_or_wrong_and_what_nobody_labelled_is_unasked(shipped: Rulebook) -> None:
    assert outcomes(shipped, labelled(SAID, need="fix")) == {"need": RIGHT}
    assert outcomes(shipped, labelled(SAID, need="renew", ai="no")) == {"need": WRONG, "ai": MISSED}
    assert outcomes(shipped, labelled(SAID)) == {"need": UNASKED}


@pytest.mark.parametrize(
    ("means", "told"),
    [
        ({"need": "fix", "strategy_fit": ("people_and_skills",)}, []),
        ({"neeed": "fix"}, ["There is no question neeed. Did you mean need?"]),
        ({"need": "fxi"}, ["need has no option fxi. Did you mean fix?"]),
        ({"strategy_fit": ("people_and_skills", "nothing")}, ["strategy_fit has no option nothing"]),
        ({"service_area": "moon"}, []),
    ],
)
def test_what_a_label_names_and_the_rules_have_not_is_a_hint_once(
    shipped: Rulebook, means: dict[str, str], told: list[str]
) -> None:
    found = unknown(shipped, [labelled(SAID, **means), labelled("the same again", **means)])
    assert [f"{one.wrong}. {one.mend}".startswith(words) for one, words in zip(found, told, strict=True)] == [
        True
    ] * len(told)
    assert all(one.hint for one in found)


def test_a_change_of_clues_tells_what_it_made_worse_and_counts_what_it_made_better(shipped: Rulebook) -> None:
    deaf = replace(shipped, clues=Clues())
    sentences = [labelled(SAID, need="fix"), labelled("nothing at all", need="fix")]
    worse, better = changed(deaf, shipped, sentences)
    assert [one.wrong for one in worse] == [f'"{SAID}" does not suggest its need any more']
    assert (better, changed(shipped, deaf, sentences)) == (0, ([], 1))
