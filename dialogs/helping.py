"""When the person asks, greets, sends a file or says something that is no command and no answer: never a dead end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogs.advancing import advance, is_fresh
from dialogs.cards.can_do import Desk
from dialogs.cards.elements import Element, box, text, unfolded
from dialogs.cards.help import help_card, person_row, term_box, term_card, unsure_card
from dialogs.cards.topic import takes_yes
from dialogs.cards.welcome import hello_card, welcome_card
from dialogs.context import Command, Feedback, TurnContext
from dialogs.drafts import begin
from dialogs.model import Interview, SaveDraft, Turn
from dialogs.position import Position, position_of
from dialogs.question_kinds import answer_of, kind_of
from dialogs.rendering import drafts_of, notice, open_interview, present, show
from dialogs.requests import answer_to_whoever_asked
from dialogs.rights import Who, owns_checks, roles_anywhere
from dialogs.suggestions import BECAUSE, SUGGESTED
from dialogs.understanding.answer_parser import guesses
from dialogs.understanding.first_sentence import (
    LONG_ENOUGH,
    MOST_READ,
    either_of,
    read_first,
    remembered,
    torn_between,
    words_behind,
)
from dialogs.understanding.first_words import first_words, tells_a_need, too_long
from dialogs.understanding.links import without_links
from dialogs.understanding.own_words import sense_of, understand
from dialogs.understanding.refusing import refused
from dialogs.understanding.typed_text import folded, is_question, ordinary, plain
from dialogs.unfinished_input import keep, wrong
from dialogs.wording import asking, say
from dialogs.wording import helping as w
from governance_rules import Suggestion, suggestion
from governance_rules.model import Answer, Question, Rulebook, Term
from governance_rules.roles import answer_with

_QUESTION = re.compile(r"(?:wh(?:at|o|y|en|ere|ich)|how|does|do|is|are|can)(?:'?s|'?re|'?d)?\b|(?:tell me|explain)\b")
"""How a question begins: by whole words, for "cancel" and "issues" begin none."""


def _area(context: TurnContext) -> object:
    interview = open_interview(context)
    return answer_with(context.rulebook, interview.answers, "service_area") if interview else None


def give_help(context: TurnContext, command: Command) -> Turn:
    """The words that can be typed, and a person to ask. What stood in the inputs of the card is kept."""
    interview = open_interview(context)
    person = context.session.person
    checks: tuple[Who, ...] = ("owner",) if owns_checks(context.people, person) else ()
    roles = (*roles_anywhere(context.people, person), *checks)
    held = context.session.drafts_held
    drafts = len(drafts_of(context)) + (interview is not None) if held is None else held
    desk = Desk(person, drafts, context.lookups.mine, context.lookups.work)
    card, summary = help_card(context.rulebook, context.people, _area(context), roles, desk)
    if interview is None or context.typed or not is_fresh(context, command):
        return Turn(card, summary)
    kept = keep(interview, position_of(context.rulebook, interview), command.inputs)
    return Turn(card, summary, (SaveDraft(kept),) if kept is not interview else ())


def hello(context: TurnContext, command: Command) -> Turn:
    """A greeting: carry on where there is something open, else the ways on."""
    del command
    if open_interview(context) is not None:
        return present(context)
    return Turn(*hello_card(context.rulebook, context.people, context.session.person))


def why(context: TurnContext, command: Command) -> Turn:
    """The present card with its folded parts open, for someone who types."""
    if open_interview(context) is None:
        return give_help(context, command)
    turn = present(context)
    return replace(turn, card=unfolded(turn.card)) if turn.card else turn


def files(context: TurnContext, kinds: Sequence[str]) -> Turn:
    """A picture, recording or file came without words: say kindly that words are needed."""
    kind = kinds[0].partition("/")[0]
    words = {"image": w.PICTURES, "audio": w.RECORDINGS, "video": w.RECORDINGS}.get(kind, w.FILES)
    if open_interview(context) is not None:
        return present(context, say(words))
    return Turn(*unsure_card(context.people, None, [say(words)], resume=bool(drafts_of(context))))


def find_term(rulebook: Rulebook, words: str) -> Term | None:
    """The term that a question is about: the one whose longest words are in it. None when there is none."""
    said = " ".join(re.findall(r"[\w'-]+", folded(words)))
    asked = _asks(words)
    best: tuple[int, Term] | None = None
    for term in rulebook.terms:
        names = (folded(term.name), *(folded(word) for word in term.words))
        if said in names:
            return term
        longest = max((len(name) for name in names if re.search(rf"\b{re.escape(name)}s?\b", said)), default=0)
        if asked and longest and (best is None or longest > best[0]):
            best = (longest, term)
    return best[1] if best else None


def _asks(words: str) -> bool:
    return is_question(words) or _QUESTION.match(plain(words)) is not None


def not_an_answer(
    context: TurnContext, words: str, interview: Interview | None, place: Position | None, near: str
) -> Turn:
    """Words that answer nothing that is open: a question about governance, a need or a slip.

    ``near``: the command that they nearly are, or nothing.
    """
    whole, words = words, without_links(words)[:MOST_READ]
    term = find_term(context.rulebook, words)
    if term is not None and not (context.lookups.asked and not _asks(words)):
        if interview is None:
            return Turn(*term_card(term, resume=bool(drafts_of(context))))
        return Turn(*show(context, interview, Feedback((term_box(term),)), place))
    if interview is None or place is None:
        return answer_to_whoever_asked(context, whole) or _need(context, words, near, whole)
    if place.kind == "understood" and (meant := suggestion(context.rulebook, ordinary(words))).answers:
        # What was said last counts: it takes the place of what was chosen for it before, or left in its input.
        said = [q for q in context.rulebook.questions if q.id in meant.answers]
        answers = {i: a for i, a in interview.answers.items() if i not in meant.answers}
        heard = remembered(context, wrong(interview, said, {}), meant)
        feedback = Feedback((notice(say(asking.UNDERSTOOD_MORE)),))
        return advance(context, interview, feedback, answers=answers, memory=heard)
    if place.kind == "topic" and place.question is not None:
        if plain(words).startswith("why") and place.question.why:
            return Turn(*show(context, interview, Feedback((notice(place.question.why),)), place))
        return _guess(context, whole, near, interview, place, place.question)
    lines = [*_meant(near), say(w.NOT_UNDERSTOOD)]
    return refused(
        context, interview, place, lambda: show(context, interview, Feedback(_notices(context, lines)), place)
    )


def _notices(context: TurnContext, lines: Sequence[str]) -> tuple[Element, ...]:
    return (box([*[text(line) for line in lines], *person_row(context.people, _area(context))], "accent"),)


def _meant(near: str) -> list[str]:
    return [say(w.DID_YOU_MEAN_WORD, word=near)] if near else []


def _guess(
    context: TurnContext, words: str, near: str, interview: Interview, place: Position, question: Question
) -> Turn:
    whole, words = words, words[:MOST_READ]
    meant = suggestion(context.rulebook, ordinary(words))
    # The sentence that would have opened the request is no less its first when the request was open already.
    tells = bool(meant.answers or meant.held or meant.torn) or tells_a_need(words)
    opens = not interview.answers and tells and len(words.split()) >= LONG_ENOUGH
    said = first_words(context.rulebook, whole, context.today) if opens else {}
    named = replace(interview, details={**said, **interview.details})
    cut = too_long(context.rulebook, whole) if opens else ()
    implied = meant.answers.get(question.id)
    if implied is not None and opens and question is context.rulebook.questions[0]:
        heard = remembered(context, named.memory, meant)
        notices = tuple(map(notice, (say(asking.STARTED_UNDERSTOOD), *cut)))
        return advance(context, named, Feedback(notices), memory=heard)
    if implied is not None:
        return _suggesting(context, named, place, question, implied, meant)
    sense = sense_of(words) if kind_of(question).has_options else None
    numbers = () if sense == "not_sure" else torn_between(question, meant) or _close(context, question, words)
    only = question.options[numbers[0] - 1].id if len(numbers) == 1 else ""
    if only and takes_yes(question, only):
        return _suggesting(context, named, place, question, only)
    lines = _meant(near)
    if numbers:
        lines.append(either_of(question, numbers))
    held = question.id in meant.held
    if held:
        lines.append(meant.held[question.id].because)
    lines += cut
    unsure = say(asking.NOT_SURE_HERE) if sense == "not_sure" else ""
    either = say(asking.YES_OR_NO_HERE) if sense and not numbers else ""
    lines.append(unsure or either or say(asking.YOUR_WORDS_NOT_FOUND))
    feedback = Feedback(_notices(context, lines))
    if named != interview:
        return advance(context, named, feedback, place.ground)
    if held:
        return Turn(*show(context, interview, feedback, place))
    return refused(context, interview, place, lambda: show(context, interview, feedback, place))


def _suggesting(
    context: TurnContext,
    interview: Interview,
    place: Position,
    question: Question,
    implied: Answer,
    meant: Suggestion | None = None,
) -> Turn:
    """Words that only seem to mean one answer: it is suggested, and a yes takes it."""
    chosen = (implied,) if isinstance(implied, str) else implied
    answer = answer_of(question, chosen)
    held = answer if isinstance(answer, str) else [*answer]
    suggested = {**interview.memory.get(SUGGESTED, {}), question.id: held}
    because = {**interview.memory.get(BECAUSE, {}), **words_behind(meant, question.id)}
    memory = {**interview.memory, SUGGESTED: suggested, BECAUSE: because}
    feedback = Feedback(_notices(context, [say(asking.YOUR_WORDS_SUGGEST)]))
    return advance(context, interview, feedback, place.ground, memory=memory)


def _close(context: TurnContext, question: Question, words: str) -> tuple[int, ...]:
    """Numbers of the options that the words may mean; none where they could be any of them."""
    if not kind_of(question).has_options:
        return ()
    close = understand(context.rulebook, question, words).close
    numbers = tuple(n for n, o in enumerate(question.options, 1) if o.id in close)
    return numbers if 0 < len(numbers) < len(question.options) else guesses(question, words)


def _need(context: TurnContext, words: str, near: str, whole: str) -> Turn:
    """A sentence about a need starts a request with suggested answers; nothing is accepted until the person says so.

    ``whole``: everything that was typed, which is the title and the first line of the problem.
    """
    first = read_first(context, whole)
    if not (first.tells or tells_a_need(words)):
        lines = [*_meant(near), say(w.NOT_UNDERSTOOD)]
        going = bool(drafts_of(context))
        return refused(context, None, None, lambda: unsure_card(context.people, None, lines, resume=going))
    details = first_words(context.rulebook, whole, context.today)
    return begin(context, (*first.notices, *too_long(context.rulebook, whole)), details=details, memory=first.memory)


def welcome(context: TurnContext) -> Turn:
    """The first card, when the bot is installed. In a channel it holds no more than that."""
    made, summary = welcome_card(context.rulebook, context.people, context.session.person)
    if context.session.personal_chat:
        return Turn(made, summary)
    return Turn({**made, "body": [*made["body"], notice(say(w.IN_CHANNEL_HINT))]}, summary)
