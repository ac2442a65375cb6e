"""Sums of money as people write them: each way to say one, and what only looks like one."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from governance_rules import Rulebook
from governance_rules.sums import Sum, in_bands, read_sum

UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENDLESS = math.inf


def test_every_number_below_a_hundred_is_read_in_words() -> None:
    named = dict(enumerate(UNITS))
    for tens, word in enumerate(TENS, 2):
        named[tens * 10] = word
        named |= {tens * 10 + unit: f"{word}{'- '[unit % 2]}{UNITS[unit]}" for unit in range(1, 10)}
    assert len(named) == 100
    for number, words in named.items():
        assert read_sum(f"about {words} thousand pounds", yearly=False) == Sum(number * 1000, number * 1000), words


@pytest.mark.parametrize(
    ("words", "least", "most", "told"),
    [
        ("£99.50", 99.5, 99.5, "£99.50"),
        ("100", 100, 100, "100"),
        ("12,500 in all", 12_500, 12_500, "12,500"),
        ("48 thousand pounds", 48_000, 48_000, "48 thousand pounds"),
        ("5 quid", 5, 5, "5 quid"),
        ("nineteen hundred pounds", 1900, 1900, "nineteen hundred pounds"),
        ("a thousand", 1000, 1000, "a thousand"),
        ("an hundred", 100, 100, "an hundred"),
        ("forty-six k", 46_000, 46_000, "forty-six k"),
        ("fourty grand", 40_000, 40_000, "fourty grand"),
        ("twenty -five k", 25_000, 25_000, "twenty -five k"),
        ("ninety grand", 90_000, 90_000, "ninety grand"),
        ("two and a half grand", 2500, 2500, "two and a half grand"),
        ("half a million", 500_000, 500_000, "half a million"),
        ("quarter of a million", 250_000, 250_000, "quarter of a million"),
        ("a couple of quid", 2, 2, "couple of quid"),
        ("couple pounds", 2, 2, "couple pounds"),
        ("a few thousand", 2000, 9000, "few thousand"),
        ("several hundred pounds", 200, 900, "several hundred pounds"),
        ("hundreds of pounds", 100, 999, "hundreds"),
        ("thousands of pounds", 1000, 99_999, "thousands"),
        ("hundreds of thousands and a bit", 100_000, 999_999, "hundreds of thousands"),
        ("hundreds of thousands and more", 100_000, ENDLESS, "hundreds of thousands"),
        ("millions", 10**6, ENDLESS, "millions"),
        ("billions of pounds", 10**9, ENDLESS, "billions"),
        ("1.5m", 1_500_000, 1_500_000, "1.5m"),
        ("3 mil", 3_000_000, 3_000_000, "3 mil"),
        ("2 bn", 2 * 10**9, 2 * 10**9, "2 bn"),
        ("2 billion", 2 * 10**9, 2 * 10**9, "2 billion"),
        ("one hundred thousand", 100_000, 100_000, "one hundred thousand"),
        ("two to three thousand", 2000, 3000, "two, three thousand"),
        ("2-3k", 2000, 3000, "2, 3k"),
        ("£3\u20134k", 3000, 4000, "£3, 4k"),
        ("3 or 4 thousand", 3000, 4000, "3, 4 thousand"),
        ("10-20 pounds", 10, 20, "10, 20 pounds"),
        ("£5 or 6", 5, 6, "£5, 6"),
        ("£2k to £500", 500, 2000, "£2k, £500"),
        ("under about 5k", 0, 4999, "5k"),
        ("less than £3k", 0, 2999, "£3k"),
        ("up to £10k", 0, 10_000, "£10k"),
        ("a maximum of 10k", 0, 10_000, "10k"),
        ("over about 50k", 50_001, ENDLESS, "50k"),
        ("at least 20k", 20_000, ENDLESS, "20k"),
        ("20k or more", 20_000, ENDLESS, "20k"),
        ("\u2264 £50k", 0, 50_000, "£50k"),
        ("<= 50k", 0, 50_000, "50k"),
        ("< £50k", 0, 49_999, "£50k"),
        ("\u2039 50k", 0, 49_999, "50k"),
        ("> £50k", 50_001, ENDLESS, "£50k"),
        ("\u2265£50k", 50_000, ENDLESS, "£50k"),
        ("lower than 50k", 0, 49_999, "50k"),
        ("no less than 50k", 50_000, ENDLESS, "50k"),
        ("not under £50k", 50_000, ENDLESS, "£50k"),
        ("it won't be below 50k", 50_000, ENDLESS, "50k"),
        ("it does not exceed 50k", 0, 50_000, "50k"),
        ("it can't exceed £50k", 0, 50_000, "£50k"),
        ("not above 50k", 0, 50_000, "50k"),
        ("never more than 50k", 0, 50_000, "50k"),
        ("we spent over £50k", 50_001, ENDLESS, "£50k"),
        ("it went above 50k", 50_001, ENDLESS, "50k"),
        ("we want more than 50k", 50_001, ENDLESS, "50k"),
        ("the amount below 50k", 0, 49_999, "50k"),
        ("it doesn\u2019t cost more than 50k", 0, 50_000, "50k"),
        ("it won't cost over £50k", 0, 50_000, "£50k"),
        ("the cost -> 50k", 50_000, 50_000, "50k"),
        ("£800 each", 800, ENDLESS, "£800"),
        ("£20 per user", 20, ENDLESS, "£20"),
        ("£20 a head", 20, ENDLESS, "£20"),
        ("40 laptops at £800", 800, ENDLESS, "£800"),
        ("40 new laptops at about £800", 800, ENDLESS, "£800"),
        ("40 x £800", 800, ENDLESS, "£800"),
        ("£800 \u00d7 40", 800, ENDLESS, "£800"),
        ("40 @ £800", 800, ENDLESS, "£800"),
        ("24x7 support for £50k", 50_000, 50_000, "£50k"),
        ("we put the costs at £50k", 50_000, 50_000, "£50k"),
        ("£10k a year for 3+2 years", 50_000, 50_000, "£10k"),
        ("3 + 1 + 1 years at £10k a year", 50_000, 50_000, "£10k"),
        ("£10k a year, three years plus 2", 50_000, 50_000, "£10k"),
        ("£30 per person per year for 2 years", 60, ENDLESS, "£30"),
        ("20k+", 20_000, ENDLESS, "20k"),
        ("20k or over", 20_000, ENDLESS, "20k"),
        ("20k and above", 20_000, ENDLESS, "20k"),
        ("20k upwards", 20_000, ENDLESS, "20k"),
        ("20k minimum", 20_000, ENDLESS, "20k"),
        ("10k or less", 0, 10_000, "10k"),
        ("10k or below", 0, 10_000, "10k"),
        ("10k at the most", 0, 10_000, "10k"),
        ("at the most 10k", 0, 10_000, "10k"),
        ("10k maximum", 0, 10_000, "10k"),
        ("10k tops", 0, 10_000, "10k"),
        ("£25k + VAT", 25_000, 25_000, "£25k"),
        ("25k plus the vat", 25_000, 25_000, "25k"),
        ("£10 500", 10_500, 10_500, "£10 500"),
        ("20 000 or so", 20_000, 20_000, "20 000"),
        ("in 2026 500 pounds", 500, 500, "500 pounds"),
        ("£25.000", 25_000, 25_000, "£25.000"),
        ("25.000 pounds", 25_000, 25_000, "25.000 pounds"),
        ("£1.250.000", 1_250_000, 1_250_000, "£1.250.000"),
        ("£1.250m", 1_250_000, 1_250_000, "£1.250m"),
        ("1,5m", 1_500_000, 1_500_000, "1,5m"),
        ("£1,25 million", 1_250_000, 1_250_000, "£1,25 million"),
        ("£500 p/a", 500, ENDLESS, "£500"),
        ("one hundred and twenty", 120, 120, "one hundred and twenty"),
        ("a hundred and fifty pounds", 150, 150, "a hundred and fifty pounds"),
        ("two hundred and fifty thousand", 250_000, 250_000, "two hundred and fifty thousand"),
        ("two thousand five hundred", 2500, 2500, "two thousand five hundred"),
        ("two thousand five hundred and ten", 2510, 2510, "two thousand five hundred and ten"),
        ("a million two hundred thousand", 1_200_000, 1_200_000, "a million two hundred thousand"),
        ("three hundred thousand and twenty", 300_020, 300_020, "three hundred thousand and twenty"),
        ("between one hundred and two hundred", 100, 200, "one hundred, two hundred"),
        ("between one thousand and two thousand", 1000, 2000, "one thousand, two thousand"),
        ("5k for two users", 5000, 5000, "5k"),
        ("from 20k to 30k", 20_000, 30_000, "20k, 30k"),
        ("from 20k", 20_000, ENDLESS, "20k"),
        ("1949", 1949, 1949, "1949"),
        ("2100", 2100, 2100, "2100"),
        ("£2026", 2026, 2026, "£2026"),
        ("by 3/4/2026 it costs 300", 300, 300, "300"),
        ("on 3 march 2026 for 700", 700, 700, "700"),
        ("200 in 2031 for 500 users", 200, 200, "200"),
        ("500 pounds, two weeks", 500, 500, "500 pounds"),
    ],
)
def test_a_sum_is_read_with_the_words_that_say_it(words: str, least: float, most: float, told: str) -> None:
    found = read_sum(words, yearly=False)
    assert found == Sum(least, most)
    assert found is not None
    assert found.words == told


@pytest.mark.parametrize(
    "words",
    ["99", "1950", "2099", "in 2026", "half a pound", "a k", "couple of", "a few", "half a", "£ million", "500 hours"]
    + [
        f"500 {counted}"
        for counted in (
            "years",
            "people",
            "users",
            "licences",
            "quotes",
            "percent",
            "per cent",
            "%",
            "fte",
            "gb",
            "laptops",
        )
    ]
    + ["150%", "150% of staff", "150p", "500gb", "the 100th", "500 pence"],
)
def test_what_only_looks_like_a_sum_is_none(words: str) -> None:
    assert read_sum(words, yearly=False) is None


@pytest.mark.parametrize(
    ("words", "a_year", "whole"),
    [
        ("£20k a year", 20_000, None),
        ("£20k annually for 3 years", 20_000, 60_000),
        ("£1k pcm", 12_000, None),
        ("2k monthly over two years", 24_000, 48_000),
        ("£10 per week", 520, None),
        ("£900 a quarter", 3600, None),
        ("£12k/month", 144_000, None),
        ("100k over 4 years", 25_000, 100_000),
        ("£100k", 100_000, 100_000),
    ],
)
def test_a_sum_of_a_year_and_over_the_whole_life(words: str, a_year: float, whole: float | None) -> None:
    """Where the years are not told, a sum by the year says only what it is at least."""
    assert read_sum(words, yearly=True) == Sum(a_year, a_year)
    assert read_sum(words, yearly=False) == (Sum(a_year, ENDLESS) if whole is None else Sum(whole, whole))


def test_a_sum_falls_into_the_bands_that_it_touches_and_the_upper_end_is_the_next_one(shipped: Rulebook) -> None:
    question = next(q for q in shipped.questions if sum(o.from_sum is not None for o in q.options) > 2)
    bands = [(o.id, o.from_sum) for o in question.options if o.from_sum is not None]
    for (below, _), (band, starts) in pairwise(bands):
        assert starts is not None
        assert in_bands(question, f"£{starts:.0f}") == ((band,), f"£{starts:.0f}")
        assert in_bands(question, f"£{starts - 1:.0f}")[0] == (below,)
        assert in_bands(question, f"£{starts - 1:.0f} to £{starts:.0f}")[0] == (below, band)
    assert in_bands(question, "over £1bn")[0] == (bands[-1][0],)
    assert in_bands(question, "no idea") == ((), "")
    assert in_bands(replace(question, options=()), "£500") == ((), "")


@pytest.mark.parametrize("words", ["$50k", "50k dollars", "€20,000", "20k euros", "USD 50k"])
def test_money_of_elsewhere_is_no_sum_of_pounds(words: str) -> None:
    assert read_sum(words, yearly=False) is None
