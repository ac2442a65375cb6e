"""Reading what a person filled in or typed: choices and details, told apart as sound, missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.cards.elements import clean
from dialogs.detail_kinds import kind_of_detail
from dialogs.understanding.counting import with_every_number
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


def read_one(question: Question, raw: object) -> str | None:
    """Read a choice of one as a client sends it: an id. None when nothing was chosen.

    Raises ForeignAnswerError for an id or a JSON type that the card does not offer.
    """
    if raw is None or raw in ("", []):
        return None
    if not isinstance(raw, str) or question.option(raw.strip()) is None:
        raise ForeignAnswerError
    return raw.strip()


def read_several(question: Question, raw: object) -> Answer | Wrong | None:
    """Read a choice of several as a client sends it: ids with commas, or a list. The rest as of `read_one`."""
    if raw is None or raw in ("", []):
        return None
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


def ids_of(raw: object) -> list[str] | None:
    """What an input of choices holds, ids that nobody knows too; None for what it cannot hold."""
    ids = raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else None
    return None if ids is None else [str(one).strip() for one in ids if one]


def ids_within(question: Question, ids: Sequence[str] | None) -> list[str]:
    """Those of the ids that are options, in the order of the question."""
    return [o.id for o in question.options if o.id in (ids or ())]


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
    kind = kind_of_detail(detail)
    words = kind.tidy(clean(raw).strip())
    if not words:
        return None
    if not any(letter.isalnum() for letter in words):
        return None  # marks and pictures alone say nothing
    read = kind.read(words)
    if kind.limited and len(words) > detail.max_length:
        return Wrong(say(w.TOO_LONG, length=f"{len(words):,}", limit=f"{detail.max_length:,}"))
    return Wrong(say(kind.enter)) if read is None else read


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


def one_named(question: Question, words: str) -> list[str] | None:
    """The option that typed words name by its number, label or id."""
    single = _one(question, words)
    return None if single is None else [single]


def several_named(question: Question, words: str) -> list[str] | None:
    """The options that typed words name: several as ``1, 3``, or by their labels."""
    if (single := one_named(question, words)) is not None:
        return single
    words = with_every_number(question, folded(words))
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
        left, times = re.subn(rf"(?:\d{{1,3}}[.)] *)?{re.escape(plain(option.label))}", ",", left)
        chosen += [option.id] if times else []
    chosen += [_one(question, rest) for rest in re.split(r"[,;&.]| and ", f" {left} ") if rest.strip()]
    return [c for c in chosen if c is not None] if all(c is not None for c in chosen) and chosen else None


def guesses(question: Question, words: str) -> tuple[int, ...]:
    """Numbers (from 1) of the options whose label shares a longer word with what was typed; at most three."""
    said = set(re.findall(r"\w{4,}", folded(words)))
    close = [n for n, o in enumerate(question.options, 1) if said & set(re.findall(r"\w{4,}", folded(o.label)))]
    return tuple(close[:3])
