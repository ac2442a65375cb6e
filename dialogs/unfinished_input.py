"""What was filled in on a card and left there: kept as it stands, unfinished too, until Continue makes it an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogs.cards.details import carried_back
from dialogs.cards.elements import clean
from dialogs.cards.topic import as_value
from dialogs.detail_kinds import kind_of_detail
from dialogs.model import Interview
from dialogs.position import UNFINISHED, Position, unfinished
from dialogs.question_kinds import kind_of
from dialogs.suggestions import suggestion
from dialogs.systems import KNOWN, rows_chosen
from governance_rules.model import Detail, Question


def keep(interview: Interview, place: Position, inputs: Mapping[str, Any]) -> Interview:
    """The interview with what its card's inputs hold, where that is another thing than the card itself showed.

    What no input of this card can hold is left off. Nothing becomes an answer by it.
    """
    kept = dict(unfinished(interview))
    if place.kind in {"topic", "understood"}:
        for question in dict.fromkeys((*place.card, *([place.question] if place.question else ()))):
            value = kind_of(question).left(question, inputs.get(question.id))
            _note(kept, question.id, value, shown_at(question, interview))
    elif place.kind in {"details", "decision"}:
        boxed = carried_back(place.details, interview)
        for detail in place.details:
            value = written(detail, inputs.get(detail.id))
            if value or detail.id in boxed:  # an empty box under a text that is too long to show changes nothing
                _note(kept, detail.id, value, interview.details.get(detail.id, ""))
    if place.kind in {"details", "decision", "check"} and KNOWN in inputs:
        _note(kept, KNOWN, ",".join(rows_chosen(inputs[KNOWN])), "")
    return _with(interview, kept)


def wrong(interview: Interview, shown: Sequence[Question | Detail], given: Mapping[str, str | None]) -> dict[str, Any]:
    """What the interview remembers after Continue: of these only what could not stand, as it was given.

    ``given``: what could not stand, by id; None for an input that is as it should be or that nobody saw.
    """
    kept = {i: value for i, value in unfinished(interview).items() if i not in {one.id for one in shown}}
    kept |= {i: value for i, value in given.items() if value is not None}
    return dict(_with(interview, kept).memory)


def shown_at(question: Question, interview: Interview) -> str:
    """What a question's input shows by itself: what was answered, or else what is suggested."""
    return as_value(interview.answers.get(question.id)) or as_value(suggestion(question, interview))


def _with(interview: Interview, kept: Mapping[str, str]) -> Interview:
    if kept == unfinished(interview):
        return interview
    memory = {k: v for k, v in interview.memory.items() if k != UNFINISHED}
    return replace(interview, memory={**memory, UNFINISHED: dict(kept)} if kept else memory)


def _note(kept: dict[str, str], name: str, value: str | None, shown: str) -> None:
    if value is None:
        return
    if value == shown:
        kept.pop(name, None)
    else:
        kept[name] = value


def written(detail: Detail, raw: object) -> str | None:
    """What stands in a detail's box, as a card can show it again; None: it says nothing."""
    kind = kind_of_detail(detail)
    return kind.left(detail, kind.tidy(clean(raw).strip())) if isinstance(raw, str) else None
