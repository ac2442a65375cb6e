"""Whatever the product remembers of what it was given has a bound: it runs for months, and people write anything."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from importlib import import_module

import pytest

import bot
import dialogs
import governance_rules
from bot.register.likeness import stem

MOST = 4096
"""Entries that may be kept without a reason: with words and answers about 1 MB."""
_RULES = "the shipped rules have 4,000 clues of 4,365 words, and a cache of one too few keeps none of them"
MORE = {
    "bot.figures.hours.day_of": "the hours of ten years: no more of them come in than pass",
    "governance_rules.clues.parts_of": _RULES,
    "governance_rules.word_forms.stem": _RULES,
    "governance_rules.clue_writing.alike": _RULES,
    "governance_rules.clue_writing.unreadable": _RULES,
}


def _caches() -> Iterator[tuple[str, int | None]]:
    """Every function that remembers what it gave, and how much of it."""
    for package in (bot, dialogs, governance_rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in module.name or module.name.endswith("__main__"):
                continue
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, _lru_cache_wrapper) and value.__module__ == module.name:
                    yield f"{module.name}.{name}", value.cache_parameters()["maxsize"]


@pytest.fixture(scope="module")
def caches() -> dict[str, int | None]:
    """All of them, by name."""
    return dict(_caches())


def test_every_function_that_remembers_has_a_bound(caches: dict[str, int | None]) -> None:
    assert "bot.register.likeness.stem" in caches
    assert [name for name, most in caches.items() if most is None] == []


def test_what_may_grow_large_says_why(caches: dict[str, int | None]) -> None:
    assert {name for name, most in caches.items() if most is not None and most > MOST} == set(MORE)


def test_of_ever_new_words_in_titles_only_the_last_are_kept() -> None:
    for number in range(3 * MOST):
        stem(f"{number}ings")
    assert stem.cache_info().currsize <= MOST
    stem.cache_clear()
