"""Words around a sum of money that bound it, spread it over years, or make it one of several."""

from __future__ import annotations

import re
from typing import Final

SIGNS: Final = (
    (re.compile(r"[\u2264\u2a7d]|<=|=<"), " at most "),
    (re.compile(r"[\u2265\u2a7e]|>=|=>"), " at least "),
    (re.compile(r"[<\u2039]"), " under "),
    (re.compile(r"(?<![-=])[>\u203a]"), " over "),  # and no arrow
)
_NEVER: Final = (
    r"(?:\b(?:not|never|cannot)|\b(?:is|are|was|were|do|does|did|wo|would|ca|could|should|must|has|have|need)n['\u2019]?t)"
    r"(?: to| be| go| cost| costing| come to)*"
)
"""What turns a bound around: whole words, since "spent over £50k" ends in "nt" too."""
FOREIGN: Final = re.compile(r"[$\u20ac\u00a5]|\b(?:usd|eur|(?:us )?dollars?|euros?)\b")
"""Money that is no pounds: what it is in pounds, nobody has said."""
BELOW: Final = re.compile(r"(under|less than|lower than|below|beneath|fewer than|within|cheaper than)\s*(about\s*)?$")
AT_MOST: Final = re.compile(
    r"(up to|at (the )?most|no (more|higher) than|max(imum)?( of)?|tops|"
    rf"{_NEVER} (exceed(ing)?|over|above|beyond|(more|higher) than))\s*$"
)
ABOVE: Final = re.compile(r"(over|more than|above|exceeding|upwards of|north of|in excess of)\s*(about\s*)?$")
AT_LEAST: Final = re.compile(
    r"(at least|min(imum)?( of)?|from|\bno (less|fewer|lower) than|"
    rf"{_NEVER} (under|below|(less|lower|fewer) than))\s*$"
)
OR_LESS: Final = re.compile(r"(or (less|fewer|under|below)|at (the )?most|max(imum)?|tops)\b")
OR_MORE: Final = re.compile(
    r"(or (more|over|above|up)|and (up(wards)?|over|above|more)|upwards|at (the )?least|min(imum)?)\b|(plus|\+)"
)
TAX: Final = re.compile(r"(plus|\+|and) ?(the )?vat\b")
"""With a tax on top it is still that sum, and no sum from there on."""
RATES: Final = (
    (re.compile(r"\b(a|per|each|every) (year|annum|yr)\b|\b(yearly|annually|annual|pa|p/a)\b|/ ?(year|yr)\b"), 1.0),
    (re.compile(r"\b(a|per|each|every) month\b|\b(monthly|pm|pcm)\b|/ ?month\b"), 12.0),
    (re.compile(r"\b(a|per|each|every) week\b|\bweekly\b|/ ?week\b"), 52.0),
    (re.compile(r"\b(a|per|each|every) quarter\b|\bquarterly\b"), 4.0),
)
YEARS: Final = re.compile(
    r"\b(\d{1,2}(?: ?(?:\+|plus) ?\d{1,2})+|\d{1,2}|[a-z]+)[ -](?:years?|yrs?)\b"
    r"( ?(?:\+|plus) ?\d{1,2}\b(?![.,]?\d| ?(?:k|m)\b))?"
)
"""Of a contract that can be extended, all of them: "3+1+1 years", "three years plus 2"."""
_PERIOD: Final = r"(?:years?|annum|yr|months?|weeks?|quarters?|cent)\b"
_SOME: Final = "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|several"
EACH: Final = re.compile(
    rf"\beach\b(?! {_PERIOD})|\bapiece\b|\b(?:per|for (?:each|every)) (?!{_PERIOD})[a-z]|"
    r"\d ?k? ?(?:an?|/) ?(?:head|person|user|licen[cs]e|seat|device|laptop|unit|item|piece|copy|go|time|day|hour|night|"
    r"pop|site|school|household|case|call)\b|"
    r"£[\d,.]+ ?k? ?[x*\u00d7] ?\d|\d ?[x*\u00d7@] ?£|\d[\d,]{2,} ?k? ?[x*\u00d7] ?\d|"
    r"\d ?[x*\u00d7@] ?(?!365)\d[\d,]{2,}|"
    rf"\b(?:\d+|{_SOME})(?: [a-z]+)? (?!{_PERIOD})[a-z]+s (?:at|@) (?:about |around )?£?\d"
)
"""A price of one of several: the whole is that and more."""
A_DATE: Final = re.compile(
    r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|"
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? 20\d\d\b"
)
"""A date is no sum."""
