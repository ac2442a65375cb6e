"""Words for staff: plain enough for a reading age of 9 to 12, in one place, and ready for other languages."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import dialogs
from dialogs.wording import say, say_count
from tests.dialogs.readability import plain_words, reading_age, sentences

WORDING = Path(dialogs.__file__).parent / "wording"
LONG_ENOUGH = 8
"""Words from which a sentence is long enough for the measure to mean something."""
MOST_WORDS = 22
"""Words of one sentence; GOV.UK asks for 25 at most."""
EXCEPTIONS: dict[str, str] = {}
"""Sentences above a reading age of 12, each with the reason why it stays."""


def test_every_sentence_can_be_read_at_the_age_of_twelve() -> None:
    hard = {
        where: f"{reading_age(said):.1f}: {said}"
        for where, said in sentences()
        if len(plain_words(said)) >= LONG_ENOUGH and reading_age(said) > 12 and where not in EXCEPTIONS
    }
    assert not hard, "\n".join(f"{k} {v}" for k, v in hard.items())


def test_an_exception_is_listed_only_while_it_is_one() -> None:
    said = dict(sentences())
    assert all(where in said and reading_age(said[where]) > 12 for where in EXCEPTIONS)


def test_the_words_as_a_whole_are_easy_at_the_age_of_nine_with_every_long_name_counted() -> None:
    whole = " ".join(s if s.endswith((".", "?", "!")) else f"{s}." for _, s in sentences() if len(plain_words(s)) >= 4)
    assert reading_age(whole, names=()) <= 9


def test_no_sentence_is_longer_than_a_breath() -> None:
    long = [
        f"{where}: {said}"
        for where, text in sentences()
        for said in re.split(r"(?<=[.!?])\s", text)
        if len(plain_words(said)) > MOST_WORDS
    ]
    assert not long, "\n".join(long)


def test_words_are_in_british_sentence_case_without_contractions_and_jargon() -> None:
    jargon = re.compile(
        r"\b(utilise|leverage|stakeholder|going forward|in order to|deliverable|please note|invalid|color|organiz)\b"
        r"|n't\b|'re\b|'ll\b"
    )
    assert not [s for _, s in sentences() if jargon.search(s)]
    shouting = [s for _, s in sentences() if re.search(r"\b[A-Z]{4,}\b", s)]
    assert not shouting


def test_every_english_sentence_of_a_card_stands_in_the_wording() -> None:
    """A string of several words outside `wording` is a sentence that no translator would find."""
    strays = []
    for file in Path(dialogs.__file__).parent.rglob("*.py"):
        if WORDING in file.parents or file.name == "seams.py":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {
            doc
            for n in ast.walk(tree)
            if isinstance(n, ast.Module | ast.FunctionDef | ast.ClassDef) and (doc := _doc(n))
        }
        loose: set[ast.expr] = {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) and node not in docs | loose else ""
            if isinstance(said, str) and re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+ ", said):
                strays.append(f"{file.name}: {said[:60]}")
    assert not strays


def _doc(node: ast.Module | ast.FunctionDef | ast.ClassDef) -> ast.Constant | None:
    first = node.body[0] if node.body else None
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None


def test_no_sentence_is_kept_that_nothing_says() -> None:
    said: Counter[str] = Counter()
    for file in Path(dialogs.__file__).parent.rglob("*.py"):
        said.update(re.findall(r"\w+", file.read_text(encoding="utf-8")))
    # Once where it is written.
    assert not [where for where, _ in sentences() if said[where.partition(".")[2]] < 2]


def test_babel_finds_every_sentence_for_the_translators() -> None:
    found = extract_from_dir(str(WORDING), [("**.py", "python")], keywords={"_": None, "_n": (1, 2)})
    extracted = {form for _, _, m, _, _ in found for form in ((m,) if isinstance(m, str) else m)}
    missing = [said for _, said in sentences() if said not in extracted]
    assert not missing


def test_the_mapping_for_babel_names_this_folder() -> None:
    assert "[python: **.py]" in (WORDING / "babel.cfg").read_text(encoding="utf-8")


def test_a_field_is_filled_in_and_its_own_braces_are_left_alone() -> None:
    assert say("Hello {name}.", name="{reference}") == "Hello {reference}."
    assert say_count(("{count} day", "{count} days"), 1) == "1 day"
    assert say_count(("{count} day", "{count} days"), 2) == "2 days"
    assert say_count(("{name}: {count} day", "{name}: {count} days"), 1, name="DR-0001") == "DR-0001: 1 day"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat and looked at the dog.", 4, 8),
        ("Organisational interoperability necessitates comprehensive governance arrangements.", 25, 50),
    ],
)
def test_the_measure_tells_easy_from_hard(text: str, low: float, high: float) -> None:
    assert low <= reading_age(text) <= high
