"""Sums of money as people write them in a sentence: "about 48k", "two to three thousand", "£1.2m over five years".

What a sum leaves open is told as the least and the most that it can mean.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from governance_rules.model import Question
from governance_rules.sum_words import (
    A_DATE,
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    EACH,
    FOREIGN,
    OR_LESS,
    OR_MORE,
    RATES,
    SIGNS,
    TAX,
    YEARS,
)

_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES: Final = {
    "hundred": 100, "k": 1000, "thousand": 1000, "grand": 1000, "m": 10**6, "mil": 10**6, "million": 10**6,
    "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_HUNDRED: Final = 100
_MANY: Final[dict[str, tuple[float, float]]] = {
    "hundreds": (100, 999), "thousands": (1000, 99_999), "millions": (10**6, math.inf), "billions": (10**9, math.inf),
}  # fmt: skip
_COUNTED: Final = re.compile(
    r"%|(years?|yrs?|months?|mths?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|people|persons?|staff|colleagues|users?|"
    r"residents?|tenants?|customers?|visitors?|homes|households|properties|licen[cs]es?|seats?|quotes?|fte|per ?cent|"
    r"p(?!/)|pence|kb|mb|gb|tb|miles?|km|laptops?|pcs?|tablets?|phones?|devices?|screens?|files|documents|records|forms|"
    r"pages|photos|emails?|e-mails|calls|cases|sites|schools|st|nd|rd|th)\b"
)
_TOKEN: Final = re.compile(
    r"£|%|\+|(?<![\d.,])\d{1,3}(?:(?: \d{3})+|(?:\.\d{3}){2,})(?![\d.,])|\d+(?:,\d{3})+(?:\.\d+)?|"
    r"\d+,\d{1,2}(?= ?(?:k|m|mil|million|bn|billion|thousand)\b)|\d+(?:\.\d+)?|[a-z]+|[-\u2013/]|[.,;]"
)
"""Thousands may be grouped by commas, spaces or points; a comma is a decimal one where a scale follows ("1,5m")."""
_DECIMAL: Final = re.compile(r",(\d\d?)$")
_DOTTED: Final = re.compile(r"\d{1,3}(\.\d{3})+")
"""Nobody writes a tenth of a penny: in pounds these are thousands."""
_POUNDS: Final = frozenset({"pounds", "pound", "quid", "gbp"})
_LEAST_BARE: Final = 100
"""A bare number below this is no sum: it counts something else."""
_LEAST_PRICE: Final = 500
"""Pounds below which a sum alone is no price of what is bought."""
_MONEY: Final = re.compile(r"£|\dk\b|\dm\b|grand|quid|pound|gbp|million|thousands|millions|\bmil\b|k$")
_PRICE: Final = re.compile(
    r"\b(costs?|costing|priced?|prices|budget|quot(?:e|es|ed|ation)|spend(?:ing)?|whole life|all in|all up|all told|"
    r"in total|altogether|for the lot|tender|worth|value|circa|fee|a year|per year|per annum|contract|term|one off|"
    r"funding)\b"
)
_FIRST_YEAR, _LAST_YEAR = 1950, 2099
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Sum:
    """Pounds, as the least and the most that the words can mean."""

    least: float
    most: float
    words: str = field(default="", compare=False)
    """Those that say so, as far as they are figures."""


def read_sum(words: str, *, yearly: bool) -> Sum | None:
    """The sum that the words speak of: of one year, or over the whole life. None when they speak of none.

    A yearly sum whose years are not told is at least that sum, over a whole life.
    """
    said = A_DATE.sub(" ", " ".join(words.casefold().replace("\u2013", "-").split())[:_LONGEST])
    for sign, in_words in SIGNS:
        said = sign.sub(in_words, said)
    found = [] if FOREIGN.search(said) else _sums_in(said)
    if not found:
        return None
    least, most = min(s.least for s in found), math.inf if EACH.search(said) else max(s.most for s in found)
    told = ", ".join(dict.fromkeys(s.words for s in found))
    rate = next((times for pattern, times in RATES if pattern.search(said)), 0.0)
    years = next((n for m in YEARS.finditer(said) if (n := _all_years(m))), 0)
    if yearly:
        times = rate or (1 / years if years else 1.0)
        return Sum(least * times, most * times, told)
    if rate:
        whole = (least * rate * years, most * rate * years) if years else (least * rate, math.inf)
        return Sum(*whole, told)
    return Sum(least, most, told)


def in_bands(question: Question, words: str) -> tuple[tuple[str, ...], str]:
    """The options whose sums the words touch, and the words; nothing where the question or the words have none."""
    banded = [option for option in question.options if option.from_sum is not None]
    if not banded or (found := read_sum(words, yearly=question.yearly)) is None:
        return (), ""
    ends = [*(option.from_sum for option in banded[1:]), None]
    touched = tuple(
        option.id
        for option, end in zip(banded, ends, strict=True)
        if found.most >= (option.from_sum or 0) and (end is None or found.least < end)
    )
    return touched, found.words


def speaks_of_a_price(words: str, sentence: str) -> bool:
    """Whether figures are a price and count nothing else: money that is no small change, or the sentence speaks of it.

    "Error 503" is none, "ten thousand files" neither, and "a fee of £5" buys nothing.
    """
    figure = read_sum(words, yearly=False)
    large = figure is not None and figure.most >= _LEAST_PRICE
    return (large and _MONEY.search(words) is not None) or _PRICE.search(sentence.casefold()) is not None


def _all_years(found: re.Match[str]) -> int:
    return sum(_small(word) for word in re.findall(r"[0-9a-z]+", f"{found[1]} {found[2] or ''}") if word != "plus")


def _small(word: str) -> int:
    return int(word) if word.isdecimal() else _UNITS.get(word, 0)


@dataclass(slots=True)
class _Number:
    """A number in the words: where it stands, its figure, and whether a scale or a pound said that it is money."""

    start: int
    end: int
    least: float
    most: float
    scale: int
    money: bool


def _sums_in(said: str) -> list[Sum]:
    parts = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(said)]
    numbers: list[_Number] = []
    at = 0
    while at < len(parts):
        number, at = _number(parts, at)
        if number is not None and not _COUNTED.match(said[number.end :].lstrip()):
            numbers.append(number)
    for one, other in pairwise(numbers):
        between = said[one.end : other.start].replace("£", "").strip()
        if between in {"to", "-", "or", "and"} and one.scale == 1 and other.scale > 1 and one.most < other.most:
            one.least, one.most, one.scale = one.least * other.scale, one.most * other.scale, other.scale
            one.money = True
        elif between in {"to", "-", "or", "and"}:
            one.money = other.money = one.money or other.money
    return [_bounded(said, n) for n in numbers if n.money or (n.most >= _LEAST_BARE and not _is_year(said, n))]


def _is_year(said: str, number: _Number) -> bool:
    """Whether a bare number is a year, such as 2011."""
    return said[number.start : number.end].isdecimal() and _FIRST_YEAR <= number.least <= _LAST_YEAR


def _number(parts: list[tuple[int, int, str]], at: int) -> tuple[_Number | None, int]:
    """The number that begins at a token, and the token after it."""
    start, end, word = parts[at]
    money = word == "£"
    first = at + 1 if money else at
    if first >= len(parts):
        return None, at + 1
    word = parts[first][2]
    if word in _MANY:
        least, most = _MANY[word]
        if [p[2] for p in parts[first + 1 : first + 3]] == ["of", "thousands"] and word == "hundreds":
            return _Number(start, parts[first + 2][1], 10**5, 999_999, 1000, money=True), first + 3
        return _Number(start, parts[first][1], least, most, 1000, money=True), first + 1
    figure, after = _figure(parts, first)
    if figure is None:
        return None, at + 1
    least, most = figure
    scale, after = _scale(parts, after)
    if scale == 1 and _DOTTED.fullmatch(word) and (money or _pounds_at(parts, after)):
        least = most = float(word.replace(".", ""))
    scaled = scale > 1
    between = at > 0 and parts[at - 1][2] == "between"
    while scale > 1 and least == most and (more := _more(parts, after, scale, between=between)):
        whole, after = more
        least = most = least * scale + whole
        scale, after = _scale(parts, after)
    end = parts[after - 1][1]
    if _pounds_at(parts, after):
        money, end, after = True, parts[after][1], after + 1
    return _Number(start, end, least * scale, most * scale, scale, money or scaled), after


def _scale(parts: list[tuple[int, int, str]], at: int) -> tuple[int, int]:
    """What the words at a token multiply a figure by, and the token after them."""
    scale = 1
    while at < len(parts) and (times := _SCALES.get(parts[at][2])):
        scale *= times
        at += 1
    return scale, at


def _more(parts: list[tuple[int, int, str]], at: int, scale: int, *, between: bool) -> tuple[float, int] | None:
    """What a number in words adds after a scale ("and fifty" to two hundred), and the token after it."""
    if len(parts[at - 1][2]) < len("hundred"):  # "5k two users" are no 5,002
        return None
    if at < len(parts) and parts[at][2] == "and" and not between:
        at += 1
    if at >= len(parts) or not (parts[at][2] in _UNITS or parts[at][2] in _TENS):
        return None
    figure, after = _figure(parts, at)
    if figure is None:
        return None
    number = figure[0]
    times, beyond = _scale(parts, after)
    if scale == _HUNDRED:  # of two hundred and fifty thousand, fifty: what follows belongs to all of it
        return (number, after) if number < scale and (times == 1 or times > scale) else None
    if times == _HUNDRED and (rest := _more(parts, beyond, times, between=between)):
        number, beyond = number * times + rest[0], rest[1]
        times, beyond = _scale(parts, beyond)
    return (number * times, beyond) if number * times < scale else None


def _pounds_at(parts: list[tuple[int, int, str]], at: int) -> bool:
    return at < len(parts) and parts[at][2] in _POUNDS


def _figure(parts: list[tuple[int, int, str]], at: int) -> tuple[tuple[float, float] | None, int]:
    word = parts[at][2]
    following = [p[2] for p in parts[at + 1 : at + 4]]
    if word[0].isdecimal():
        plain = _DECIMAL.sub(r".\1", word).replace(",", "").replace(" ", "")
        number = float(plain if plain.count(".") <= 1 else plain.replace(".", ""))
        return (number, number), at + 1
    if word == "half" and following[:1] == ["a"] and len(following) > 1 and following[1] in _SCALES:
        return (0.5, 0.5), at + 2
    if word == "quarter" and following[:2] == ["of", "a"]:
        return (0.25, 0.25), at + 3
    if word in {"couple", "few", "several"}:
        after = at + 2 if following[:1] == ["of"] else at + 1
        if after < len(parts) and (parts[after][2] in _SCALES or parts[after][2] in _POUNDS):
            return ((2, 2) if word == "couple" else (2, 9)), after
        return None, at + 1
    if word in {"a", "an"} and following[:1] and following[0] in _SCALES and len(following[0]) > 1:
        return (1, 1), at + 1
    if word in _TENS:
        hyphen = int(following[:1] == ["-"])
        unit = _UNITS.get(following[hyphen], 0) if len(following) > hyphen else 0
        return (_TENS[word] + unit, _TENS[word] + unit), at + (2 + hyphen if unit else 1)
    if word not in _UNITS:
        return None, at + 1
    half = following == ["and", "a", "half"]
    number = _UNITS[word] + half * 0.5
    return (number, number), at + (4 if half else 1)


def _bounded(said: str, number: _Number) -> Sum:
    before, after = said[: number.start].rstrip(" £"), said[number.end :].lstrip()
    told = said[number.start : number.end]
    if TAX.match(after):
        after = ""
    if AT_MOST.search(before) or OR_LESS.match(after):
        return Sum(0, number.most, told)
    if BELOW.search(before) and not AT_LEAST.search(before):
        return Sum(0, number.most - 1, told)
    if AT_LEAST.search(before) or OR_MORE.match(after):
        most = number.most if AT_LEAST.search(before) and after.startswith("to ") else math.inf
        return Sum(number.least, most, told)
    if ABOVE.search(before):
        return Sum(number.least + 1, math.inf, told)
    return Sum(number.least, number.most, told)
