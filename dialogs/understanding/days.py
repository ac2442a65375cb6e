"""Days and stretches of time in what somebody typed to a question that asks whether there is a date."""

from __future__ import annotations

import re
from typing import Final

from governance_rules.model import Question, Rulebook
from governance_rules.roles import detail_with

_NUMBER: Final = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|(?:a )?couple of|(?:a )?few)"
_MONTH: Final = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|"
    r"jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|(?:in|by|of|this|next|\d(?:st|nd|rd|th)?) may)"
)
_DAY: Final = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|tonight|christmas|easter)"
_STRETCH: Final = r"(?:days?|weeks?|fortnight|months?|quarter|term|years?)"
_DATES: Final = re.compile(
    r"\b(?:(?:on|by|before|until|in|within|from|for|at|is|its|it's|around|about) )*(?:the )?"
    r"(?:(?:end|start|beginning|middle)(?: of)? (?:the )?)?(?:"
    rf"(?:end|start|beginning|middle) of (?:the |our |this |next )?(?:financial |calendar |school |academic )?"
    rf"(?:{_STRETCH}|q[1-4])|(?:(?:financial|calendar|school|academic) )?year[- ]end|q[1-4]|"
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?{_MONTH}\b(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? \d{{4}})?|"
    rf"(?:(?:this|next|coming) )?{_DAY}|"
    rf"(?:this|next|financial|calendar) (?:financial )?{_STRETCH}|{_NUMBER} {_STRETCH}(?: time)?|"
    r"(?:the )?\d{1,2}(?:st|nd|rd|th)|20\d\d|asap|as soon as (?:possible|we can)|soon|urgent(?:ly)?|yesterday"
    r")\b"
)


def dated_options(rulebook: Rulebook, question: Question) -> tuple[str, ...]:
    """The options that say there is a date: those after which the rules ask for the day itself."""
    wanted = detail_with(rulebook, "needed_by")
    when = next((d.when for d in rulebook.details if d.id == wanted), None)
    return when.values if when is not None and when.subject == question.id else ()


def without_days(said: str) -> str:
    """Words without the days and times in them."""
    return " ".join(_DATES.sub(" ", said).split())
