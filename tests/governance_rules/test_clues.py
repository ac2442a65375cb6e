"""Clues find what people write: which thing is named, where a part of a sentence begins and ends, what is a price."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance_rules import Rulebook, suggestion
from governance_rules.clue_writing import unreadable, unreadable_thoroughly, unreadable_word
from governance_rules.clues import Clues, index, read_clue, ways_to_say
from governance_rules.sums import read_sum, speaks_of_a_price

GROUPS = {"system": ways_to_say(("system", "database", "=app"))}


def found(clue: str, sentence: str) -> bool:
    """Whether a clue stands in a sentence."""
    clues = Clues(lambda: index([read_clue("need", "fix", clue, 4, GROUPS)], ["system", "database"], []))
    return any(True for _ in clues.within(clues.read(sentence)))


@pytest.mark.parametrize(
    ("clue", "sentence"),
    [
        ("the .. {system}", "upgrade the road asset database"),
        ("^ add", "please could you add a box"),
        ("^ add", "It is the claim form. Add a box"),
        ("^ add", "the claim form - add a box"),
        ("^ .. {system} for", "grant payments system for clubs"),
        ("{system} $", "it is on the database, help"),
        ("spend {sum}", "we spend £48,000"),
        ("spend {sum}", "we spend 48k"),
        ("another (year|{number} years)", "another two years"),
        ("{system} (=is|goes) down", "the app is down"),
        ("{system}", "the databse is slow"),
    ],
)
def test_a_clue_is_found_as_people_write_it(clue: str, sentence: str) -> None:
    assert found(clue, sentence)


@pytest.mark.parametrize(
    ("clue", "sentence"),
    [
        ("the .. {system}", "the waste team wants a database"),
        ("the .. {system}", "the waste team, database people and others"),
        ("^ add", "they cannot add a box"),
        ("^ .. {system} for", "the grant system for clubs"),
        ("{system} $", "the database for clubs"),
        ("spend {sum}", "we spend 48 hours"),
        ("another (year|{number} years)", "another good years"),
        ("{system}", "the apps we have"),
        ("(tower|quote)", "it is quite a power station"),
        ("{system}", "the databas3 is slow"),
    ],
)
def test_a_clue_is_not_found_in_what_means_something_else(clue: str, sentence: str) -> None:
    assert not found(clue, sentence)


@pytest.mark.parametrize(
    "clue",
    [
        "has gone. again",
        "(e.g. this|that)",
        "not (working|(dead",
        "{system} $ gone",
        "(a|{system})",
        "the ..",
        ".. {system}",
    ],
)
def test_what_nothing_can_match_is_told(clue: str) -> None:
    assert unreadable(clue, frozenset(GROUPS))


@pytest.mark.parametrize("clue", ["is it down?", "^ .. {system}", "(a year|{number} years)", "{system} $", "e-mail"])
def test_what_can_be_matched_is_no_problem(clue: str) -> None:
    assert not unreadable(clue, frozenset(GROUPS))


def test_figures_that_count_something_else_are_no_price() -> None:
    assert not speaks_of_a_price("503", "error 503 on the expenses page")
    assert not speaks_of_a_price("ten thousand", "migrate ten thousand files")
    assert not speaks_of_a_price("£5", "a fine of £5 needs two signatures")
    assert speaks_of_a_price("£48k", "a tool, £48k")
    assert speaks_of_a_price("9,200", "the vendor quoted 9,200")


def test_a_half_counts_with_the_number_before_it() -> None:
    said = read_sum("two and a half grand", yearly=False)
    assert said is not None
    assert (said.least, said.most) == (2500, 2500)


def test_where_two_options_are_close_both_are_named_the_likelier_first(shipped: Rulebook) -> None:
    meant = suggestion(shipped, "we are locked out of the shared mailbox")
    assert "need" not in meant.answers
    assert len(meant.torn["need"]) == 2


def by_clues(rulebook: Rulebook, **points: int) -> Rulebook:
    """The rulebook with a clue for each need, which is the name of its option, and the points that it has."""
    clues = [read_clue("need", option, option, each, {}) for option, each in points.items()]
    return replace(rulebook, clues=Clues(lambda: index(clues, [], [])))


def test_a_little_is_enough_where_nothing_else_is_said(shipped: Rulebook) -> None:
    meant = suggestion(by_clues(shipped, fix=2, idea=2), "it is about a fix")
    assert meant.answers["need"] == "fix"
    assert meant.because["need"] == ("fix",)


@pytest.mark.parametrize(
    ("fix", "idea"),
    [(1, 0), (2, 2), (3, 2), (4, 3), (4, 4), (5, 4)],
)
def test_what_is_too_little_or_not_far_ahead_is_asked(shipped: Rulebook, fix: int, idea: int) -> None:
    meant = suggestion(by_clues(shipped, fix=fix, idea=idea), "we want a fix" + " or idea" * bool(idea))
    assert "need" not in meant.answers


@pytest.mark.parametrize(("fix", "idea"), [(2, 0), (2, 1), (3, 1), (4, 2), (6, 4)])
def test_what_is_far_enough_ahead_is_suggested(shipped: Rulebook, fix: int, idea: int) -> None:
    meant = suggestion(by_clues(shipped, fix=fix, idea=idea), "we want a fix" + " or idea" * bool(idea))
    assert meant.answers["need"] == "fix"


def test_a_little_is_not_enough_for_a_word_or_two_which_are_no_sentence(shipped: Rulebook) -> None:
    meant = suggestion(by_clues(shipped, fix=2), "a fix")
    assert "need" not in meant.answers


def test_a_little_is_not_enough_for_a_question_of_which_most_sentences_say_nothing(shipped: Rulebook) -> None:
    def by(points: int) -> Rulebook:
        clues = [read_clue("ai", "feature", "assistant", points, {})]
        return replace(shipped, clues=Clues(lambda: index(clues, [], [])))

    said = "we had an assistant"
    assert "ai" not in suggestion(by(2), said).answers
    assert suggestion(by(4), said).answers["ai"] == "feature"


_DOTS = "it begins or ends with dots"
_NO_END = "$ stands where nothing can end"
_ACROSS = "has a mark that ends a part of the sentence"
_BRACKET = "has a bracket or a bar without a partner"


@pytest.mark.parametrize(
    ("clue", "told"),
    [
        *((sound, "") for sound in ("a ... b", "a .. b", "^ .. b", "^a", "^ (a|b) $", "b $", "{system}", "{number}")),
        *((sound, "") for sound in ("({number} a|b)", "=ab", "help!", "x (x|help!)", "a. ")),
        *((dots, _DOTS) for dots in ("", "^", "^ ... b", ".. b", "... b", "^b ..", "b ...")),
        *((no_end, _NO_END) for no_end in ("$", "^ $", "$ b", "b $ c", "b ... $", "b .. $")),
        ("a ... .. b", "two gaps stand side by side"),
        ("{nope}", "there is no group nope"),
        ("{system} {nope}", "there is no group nope"),
        *((bracket, _BRACKET) for bracket in ("a|b", "a (b", "(a {number}|b)", "(b|a {system})")),
        *((empty, "holds no word") for empty in ("£", "(a|£)", "(£|a) b")),
        *((more, "is more than one word, or has marks in it") for more in ("=a.b", "=a'b", "=a'b c")),
        *((across, _ACROSS) for across in ("a.b", "a. b", "a: b", "(a.b|c) d", "(x|help!) me", "a b.c")),
    ],
)
def test_what_is_wrong_with_a_clue_is_told_in_its_own_words(clue: str, told: str) -> None:
    said = unreadable_thoroughly(clue, frozenset(GROUPS))
    assert told in said if told else not said
    assert unreadable(clue, frozenset(GROUPS)) == said


@pytest.mark.parametrize(
    ("word", "told"),
    [
        *((sound, "") for sound in ("{system}", "=ab", "a.", "a b", "a, b", "e-mail")),
        ("{nope}", "no group before this one is nope"),
        ("!", "it holds no word"),
        ("=a.b", "it is more than one word"),
        ("a.b", "it has a mark between two words"),
        ("a. b", "it has a mark between two words"),
    ],
)
def test_what_is_wrong_with_a_word_of_a_group_is_told(word: str, told: str) -> None:
    said = unreadable_word(word, frozenset(GROUPS))
    assert told in said if told else not said


_SIGNS = ["...", "..", "^", "$", "(", "|", "}", "£", "'s", "a.b", "a:b", "2.5", "x_y", "(|)", "(a.b)"]
_SAID = ["ask", "don't", "=stopped", "=4", "{system}", "{nope}", "{ing}", "(a|b)", "(ask|is|{number})", "(=a|b)"]


@given(st.lists(st.sampled_from(_SIGNS + _SAID), min_size=1, max_size=5).map(" ".join), st.sampled_from(["", "^"]))
def test_a_clue_that_is_taken_at_a_glance_is_sound_piece_by_piece(said: str, begins: str) -> None:
    groups = frozenset(GROUPS)
    assert unreadable(begins + said, groups) == unreadable_thoroughly(begins + said, groups)
