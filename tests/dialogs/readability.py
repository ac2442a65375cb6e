"""How hard a sentence is to read: a small Flesch-Kincaid measure of our own.

The grade is 0.39 times words a sentence plus 11.8 times syllables a word less 15.59 (Kincaid and others, 1975). The
reading age is the grade plus five.
`python -m tests.dialogs.readability` lists every sentence with its age, the hardest first.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import dialogs

NAMES = (
    "Digital, Data and Customer Board",
    "Digital Strategy",
    "IT business partner",
    "IT business partners",
    "governance team",
    "digital champion",
    "digital champions",
    "service area",
    "Technical Review Board",
    "service desk",
    "business partner",
    "digital change requests",
)
"""Names of people and bodies, which staff meet on every card: each counts as one word of one syllable."""


def syllables(word: str) -> int:
    """Syllables of one English word, near enough: groups of vowels, without a silent e."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    if not bare:
        return 1
    bare = (
        re.sub(r"(?<=[^aeiouy])e(?:s|d)?$", "", bare)
        if not re.search(r"(?:[td]ed|[sxz]es|ches|shes|le|les)$", bare)
        else bare
    )
    return max(1, len(re.findall(r"[aeiouy]+", bare)))


def plain_words(sentence: str, names: Sequence[str] = NAMES) -> list[str]:
    """The words of a sentence without markup, fields and names."""
    said = re.sub(r"\{\w+\}", "thing", sentence.replace("**", ""))
    for name in sorted(names, key=len, reverse=True):
        said = re.sub(re.escape(name), "Team", said, flags=re.IGNORECASE)
    return re.findall(r"[A-Za-z][A-Za-z'\u2019-]*|\d[\d,.]*", said)


def reading_age(text: str, names: Sequence[str] = NAMES) -> float:
    """The age at which most people can read this text."""
    sentences = [s for s in re.split(r"(?<=[.!?:])\s+", text.strip()) if plain_words(s, names)]
    words = [w for s in sentences for w in plain_words(s, names)]
    if not words:
        return 5.0
    spoken = sum(syllables(w) for w in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59 + 5


def sentences() -> list[tuple[str, str]]:
    """Every sentence of the wording, with where it stands."""
    found: list[tuple[str, str]] = []
    for file in sorted((Path(dialogs.__file__).parent / "wording").glob("[a-z]*.py")):
        for name, held in vars(importlib.import_module(f"dialogs.wording.{file.stem}")).items():
            if name.isupper():
                several = held.values() if isinstance(held, dict) else held if isinstance(held, tuple) else [held]
                found += [(f"{file.stem}.{name}", s) for s in several if isinstance(s, str)]
    return found


if __name__ == "__main__":
    for where, said in sorted(sentences(), key=lambda held: -reading_age(held[1])):
        sys.stdout.write(f"{reading_age(said):5.1f}  {where}: {said}\n")
