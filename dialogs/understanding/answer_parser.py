"""Reading what a person filled in or typed: choices and details, told apart as sound, missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.cards.elements import clean
from dialogs.measures import ASKED_FOR, read_date
from dialogs.understanding.typed_text import bare, folded, plain
from dialogs.wording import asking as w
from dialogs.wording import say
from governance_rules import Answer
from governance_rules.model import Detail, Question


class ForeignAnswerError(Exception):
    """That answer is not one that the card could have sent."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that cannot stand, with the sentence that says why; ``given`` is shown again."""

    sentence: str
    given: str = ""


def read_choice(question: Question, raw: object) -> Answer | Wrong | None:
    """Read a choice as a client sends it: an id, ids with commas, or a list. None when nothing was chosen.

    Raises ForeignAnswerError for an id or a JSON type that the card does not offer.
    """
    if raw is None or raw in ("", []):
        return None
    if question.kind != "choice":
        return _read_measured(question, raw)
    if not question.several:
        if not isinstance(raw, str) or question.option(raw.strip()) is None:
            raise ForeignAnswerError
        return raw.strip()
    parts: Sequence[object] = (
        raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else (raw,)
    )
    chosen = {part.strip() if isinstance(part, str) else _foreign() for part in parts} - {""}
    if not chosen <= {o.id for o in question.options}:
        raise ForeignAnswerError
    if not chosen:
        return None
    ordered = [o for o in question.options if o.id in chosen]
    lone = next((o for o in ordered if o.alone), None)
    if lone is not None and len(ordered) > 1:
        return Wrong(say(w.ALONE, label=lone.label), ",".join(o.id for o in ordered))
    return tuple(o.id for o in ordered)


def _foreign() -> str:
    raise ForeignAnswerError


def read_detail(detail: Detail, raw: object) -> str | Wrong | None:
    """Read one detail: its text without what nobody can see, or an ISO date. None when it holds no word.

    Raises ForeignAnswerError for a JSON type that an input never sends.
    """
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ForeignAnswerError
    words = clean(raw).strip()
    if detail.kind == "line":
        words = " ".join(words.split())
    if not words:
        return None
    if not any(letter.isalnum() for letter in words):
        return None  # marks and pictures alone say nothing
    if detail.kind == "date":
        return read_date(words) or Wrong(say(w.ENTER_DATE))
    if len(words) > detail.max_length:
        return Wrong(say(w.TOO_LONG, length=f"{len(words):,}", limit=f"{detail.max_length:,}"))
    return words


def _read_measured(question: Question, raw: object) -> str | Wrong | None:
    """A measure as the rules take it, such as whole pounds in digits; None when nothing was written."""
    if not isinstance(raw, str):
        raise ForeignAnswerError
    words = clean(raw).strip()
    if not words:
        return None
    if question.kind == "choice":
        raise ForeignAnswerError
    row = ASKED_FOR[question.kind]
    if (read := row.read(words)) is not None:
        return read
    # An input for dates can show no text again, and what the rules say of an empty one does not say what is wrong.
    return Wrong(question.error or say(row.enter), words[:_SHOWN]) if row.longest else Wrong(say(row.enter))


_SHOWN = 60

_NUMBER = re.compile(r"(?:option |number |answer )?(\d{1,3})[.)]?")
_LISTED = re.compile(r"\d{1,3}[.)] (.+)")


def _one(question: Question, words: str) -> str | None:
    said = bare(plain(words))
    if found := _NUMBER.fullmatch(said):
        number = int(found[1])
        return question.options[number - 1].id if 1 <= number <= len(question.options) else None
    for wanted in (said, m[1] if (m := _LISTED.fullmatch(said)) else said):
        for option in question.options:
            if wanted in (plain(option.label), option.id, plain(option.id.replace("_", " "))):
                return option.id
    return None


def match_typed(question: Question, words: str) -> list[str] | None:
    """The option ids that typed words name: numbers, labels or ids, several as ``1, 3``. None when they name none."""
    if question.kind != "choice":
        read = _read_measured(question, words)
        return [read] if isinstance(read, str) else None
    if (single := _one(question, words)) is not None:
        return [single]
    if not question.several:
        return None
    words = folded(words)
    parts = [p for p in re.split(r"[,;\n]| and |&", words) if p.strip()]
    if len(parts) == 1:
        parts = words.split() if all(_NUMBER.fullmatch(p) for p in words.split()) else parts
    chosen = [_one(question, part) for part in parts]
    if chosen and all(c is not None for c in chosen):
        return [c for c in chosen if c is not None]
    return _labels_within(question, words)


def _labels_within(question: Question, words: str) -> list[str] | None:
    # A label may hold a comma or "and" itself, so the longest labels are taken out of the words first.
    left = plain(words)
    chosen: list[str | None] = []
    for option in sorted(question.options, key=lambda o: -len(o.label)):
        left, times = re.subn(rf"(?:\d{{1,3}}[.)] *)?{re.escape(plain(option.label))}", ",", left, count=1)
        chosen += [option.id] * times
    chosen += [_one(question, rest) for rest in re.split(r"[,;&.]| and ", f" {left} ") if rest.strip()]
    return [c for c in chosen if c is not None] if all(c is not None for c in chosen) and chosen else None


def guesses(question: Question, words: str) -> tuple[int, ...]:
    """Numbers (from 1) of the options whose label shares a longer word with what was typed; at most three."""
    said = set(re.findall(r"\w{4,}", folded(words)))
    close = [n for n, o in enumerate(question.options, 1) if said & set(re.findall(r"\w{4,}", folded(o.label)))]
    return tuple(close[:3])
