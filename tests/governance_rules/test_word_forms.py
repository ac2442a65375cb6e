"""Words made alike, and sums of money as people write them."""

from __future__ import annotations

import math

import pytest

from governance_rules.sums import Sum, read_sum
from governance_rules.word_forms import mended, stem, telling, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [("renewals", "renewal"), ("planned", "planning"), ("moving", "moves"), ("policies", "policy"), ("asked", "asks")],
)
def test_endings_do_not_tell_words_apart(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_short_forms_are_their_long_ones() -> None:
    assert tokens("We DON'T") == tokens("we dont") == tokens("we do not")
    assert telling("it's not for us") == ("not", "us")
    assert telling("of the") == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hosuing", "housing"), ("renewl", "renewal"), ("residants", "residents"), ("cat", ""), ("housemaster", "")],
)
def test_a_slip_is_mended_where_it_can_only_be_one_word(typed: str, meant: str) -> None:
    assert mended(typed, ["housing", "renew", "renewal", "residents", "cart"]) == meant


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("rnew", "renew", ""),  # of four letters it is too short to have a slip
        ("rennw", "renew", "renew"),
        ("ren3w", "renew", ""),
        ("gousing", "housing", ""),  # the first letter is seldom the wrong one
        ("hoozing", "housing", ""),
        ("houzzing", "housing", "housing"),  # of eight letters it may have two
        ("contracs", "contracts contrast", "contracts"),
        ("contracs", "contrast contracts", "contracts"),
        ("perks", "parks porks", ""),
        ("perks", "parks porks peaks", ""),
        ("licenze", "licence license", "licence"),
        ("renewl", "renewal renew", "renewal"),
        ("x" * 31, "x" * 30, ""),
        ("x" * 30, "x" * 29, "x" * 29),
    ],
)
def test_the_nearest_word_is_meant_and_none_where_two_are_as_near(typed: str, known: str, meant: str) -> None:
    assert mended(typed, known.split()) == meant


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("48k", 48_000, 48_000),
        ("£1.2m over five years", 1_200_000, 1_200_000),
        ("roughly 3000 pounds", 3_000, 3_000),
        ("a couple of hundred quid", 200, 200),
        ("twenty-five thousand", 25_000, 25_000),
        ("half a million", 500_000, 500_000),
        ("12 to 14 thousand", 12_000, 14_000),
        ("between £50k and £80k", 50_000, 80_000),
        ("under 10k", 0, 9_999),
        ("no more than £10,000", 0, 10_000),
        ("over 50k", 50_001, math.inf),
        ("at least 20 grand", 20_000, math.inf),
        ("6k a year for 3 years", 18_000, 18_000),
        ("500 a month", 6_000, math.inf),
        ("hundreds of thousands", 100_000, 999_999),
    ],
)
def test_a_sum_is_read_as_people_write_it(words: str, least: float, most: float) -> None:
    assert read_sum(words, yearly=False) == Sum(least, most)


def test_a_sum_of_several_years_is_shared_among_them_where_one_year_is_asked() -> None:
    assert read_sum("£100k over 4 years", yearly=True) == Sum(25_000, 25_000)
    assert read_sum("1,500 a month", yearly=True) == Sum(18_000, 18_000)


@pytest.mark.parametrize("words", ["3", "5 hours", "two licences", "20 people", "a day a week", "no idea", "", "£"])
def test_what_counts_something_else_is_no_sum(words: str) -> None:
    assert read_sum(words, yearly=False) is None


def test_words_too_short_or_too_long_to_have_an_ending_stay_as_they_are() -> None:
    longest = "x" * 28 + "ing"
    assert (stem("ads"), stem(longest), stem("renewing")) == ("ads", longest, stem("renew"))
