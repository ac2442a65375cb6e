"""The ways through a rulebook: which answers stand for all others, and how many ways they make.

Options that no condition tells apart count as one, so that a way through stands for all that differ in nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from governance_rules.conditions import leaves, questions_of
from governance_rules.model import Question, Rulebook
from governance_rules.program import Program, conditions_of
from governance_rules.question_kinds import kind_of

MOST_WORK = 1_000_000
"""The most conditions that a full walk tests, about 1 second of work. Beyond it a sample is walked."""
_MOST_TOGETHER = 5
"""Up to so many options of a choice of several are combined in every way; beyond that alone and all together."""


def representatives(rulebook: Rulebook, ready: Program, question: Question) -> list[int]:
    """Answers to a question, as bits: one for each kind that some condition tells apart."""
    bits = ready.bits.options[question.id]
    masks, exact = _looked_for(rulebook, ready).get(question.id, (frozenset(), frozenset()))
    kinds: dict[tuple[bool, ...], int] = {}
    order = sorted(masks | exact)
    alone: list[int] = []
    lone = sum(bits[o.id] for o in question.options if o.alone)
    for bit in bits.values():
        kind = (*(bool(bit & m) for m in order), *(bit == e for e in exact))
        if kind in kinds:
            continue
        kinds[kind] = bit
        if bit & lone:
            alone.append(bit)
    if not kind_of(question).together:
        return [*kinds.values()]
    together = [b for b in kinds.values() if b not in alone]
    sizes = range(1, len(together) + 1) if len(together) <= _MOST_TOGETHER else (1, len(together))
    sets = {sum(chosen) for size in sizes for chosen in combinations(together, size)}
    sets |= {e for e in exact if e and not (e & lone)}
    return [*alone, *sorted(sets)]


def _looked_for(rulebook: Rulebook, ready: Program) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """By question: the bits that conditions look for, and the exact answers."""
    kept: dict[str, tuple[frozenset[int], frozenset[int]]] | None = rulebook.memo.get("looked_for")
    if kept is not None:
        return kept
    masks: dict[str, set[int]] = {}
    exact: dict[str, set[int]] = {}
    for leaf in leaves(conditions_of(rulebook)):
        wanted = ready.bits.of(leaf)
        if leaf.kind == "is_exactly":
            exact.setdefault(leaf.subject, set()).add(wanted)
        elif leaf.kind != "answered":
            masks.setdefault(leaf.subject, set()).add(wanted)
    found = {q: (frozenset(masks.get(q, ())), frozenset(exact.get(q, ()))) for q in masks.keys() | exact.keys()}
    rulebook.memo["looked_for"] = found
    return found


def count_ways(rulebook: Rulebook, ready: Program, choices: Sequence[list[int]]) -> int | None:
    """How many ways through there are; None when a full walk of them would test more than `MOST_WORK` conditions.

    Ways that differ only in answers on which no later question depends go on as one, with their number.
    """
    later = [0] * (len(ready.asks) + 1)
    for place in range(len(ready.asks) - 1, -1, -1):
        needs = questions_of(ready.asks[place].question.when, rulebook.facts)
        later[place] = later[place + 1] | sum(ready.bits.masks[q] for q in needs)
    ways, work, looked = {0: 1}, len(ready.asks), 0
    for place, ask in enumerate(ready.asks):
        then = later[place + 1]
        joined: dict[int, int] = {}
        for a, number in ways.items():
            options = (choices[place] or [0]) if ask.always or ask.test(a) else [0]
            work += number * (len(options) - 1) * (len(ready.asks) - place - 1)
            looked += len(options)
            for bit in options:
                kept = (a | bit) & then
                joined[kept] = joined.get(kept, 0) + number
        if max(work, looked) > MOST_WORK:
            return None
        ways = joined
    return sum(ways.values())
