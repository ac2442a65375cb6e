"""Words that were not understood: the first answer helps in full, the next ones are short and never the same twice."""

from __future__ import annotations

from collections.abc import Callable

from dialogs.cards.brief import brief_question, brief_way_on
from dialogs.cards.help import person_row
from dialogs.context import TurnContext
from dialogs.model import PASSING, REFUSALS, Card, Interview, SetPreferences, Turn
from dialogs.position import Position
from dialogs.question_kinds import kind_of
from dialogs.rendering import drafts_of
from dialogs.wording import answering as w
from dialogs.wording import say
from governance_rules.roles import answer_with


def refused(
    context: TurnContext,
    interview: Interview | None,
    place: Position | None,
    in_full: Callable[[], tuple[Card, str]],
) -> Turn:
    """Say that the words were not understood. ``in_full`` makes the card of the first time in a row."""
    before = context.session.preferences.get(REFUSALS)
    row = before + 1 if isinstance(before, int) and not isinstance(before, bool) else 1
    lasting = {k: v for k, v in context.session.preferences.items() if k not in PASSING}
    effects = (SetPreferences({**lasting, REFUSALS: row}),)
    if row == 1:
        return Turn(*in_full(), effects)
    area = answer_with(context.rulebook, interview.answers, "service_area") if interview else None
    person = person_row(context.people, area)
    question = place.question if place is not None and place.kind == "topic" else None
    if interview is None or question is None:
        line = say(w.SECOND_FREE[(row - 2) % len(w.SECOND_FREE)])
        going = interview is not None or bool(drafts_of(context))
        return Turn(*brief_way_on(line, person, going=going), effects)
    lines = kind_of(question).refused
    line = say(lines[(row - 2) % len(lines)], count=len(question.options))
    return Turn(*brief_question(interview, question, line, person), effects)
