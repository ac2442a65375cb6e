"""What somebody asks who asks a question of their own, and what the rulebook knows about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from dialogs.understanding.typed_text import folded, is_question
from governance_rules.model import Body, Rulebook
from governance_rules.word_forms import SMALL, mended, stem, tokens

Asked = Literal["person", "dates", "requests", "how_long", "next", "meaning"]

MOST_ASKED: Final = 200
"""Characters of a question; who writes more is telling a story."""
_ASKS: Final = re.compile(
    r"(what|who|why|how|when|where|which)('s|s)?\s+"
    r"(is|are|was|were|do|does|did|can|could|should|shall|will|would|has|have|am|happens|next|much|many|long|soon|"
    r"about)\b(?! not\b)|"
    r"what('s|s)\b|who('s|s)\b|when('s|s)\b|where('s|s)\b|"
    r"(can|could|may|should|shall|must) (i|we|you|someone|somebody|it)\b|(is|are) (there|this|it|you)\b|"
    r"(do|does|did) (i|we|you|it|this|the|my)\b(?!.*\bnot\b)|"
    r"(tell me|explain|define|meaning of|show me|help me|i (want|need|would like) to (talk|speak|chat|ask)|"
    r"i'?d like to (talk|speak|chat|ask)|let me (talk|speak)|what if|any (news|update))\b"
)
_SOMEBODY: Final = (
    r"(person|people|human|someone|somebody|some one|anyone|anybody|real|colleague|adviser|advisor|officer)"
)
_KINDS: Final[tuple[tuple[Asked, re.Pattern[str]], ...]] = (
    ("person", re.compile(
        rf"\b(talk|speak|chat|contact|call|ring|phone|email|reach|ask)\b.*\b{_SOMEBODY}\b|"
        r"\bwho (can|could|should|do|would|might) (i|we|help|you)\b|\bwho('s|s| is| are)\b|"
        rf"^(a |an |real )*{_SOMEBODY}( please)?$|\b(phone|telephone)? ?number (of|for)\b|"
        r"\bhow (do|can) (i|we) (reach|contact)\b"
    )),
    ("dates", re.compile(
        r"\bwhen\b.*\b(meet|meets|meeting|meetings|board|group|sit|sits|panel|drop-in|drop in)\b|"
        r"\b(next|dates? of( the)?)\b.*\b(meeting|meetings|board|group)\b|"
        r"\bwhat (day|date|time)\b.*\b(meet|meeting|board)\b"
    )),
    ("requests", re.compile(
        r"\b(where|what|how|status|news|update|happened|happening|progress|track|any)\b.*\b(my|our) "
        r"(request|requests|application|applications|case|submission)\b"
    )),
    ("next", re.compile(
        r"\bwhat('s|s| is| happens| will happen| comes| do i do| do we do)? (next|now|then|after)\b|"
        r"\bnext steps?\b|\b(then|now) what\b"
    )),
    ("how_long", re.compile(
        r"\bhow (long|soon|quick|quickly|fast)\b|\bwhen will (it|i|we|this|that|my|you|the)\b|\btimescales?\b|"
        r"\bhow many (weeks|days|months)\b"
    )),
)  # fmt: skip
_ABOUT: Final = re.compile(
    r"^(?:please |sorry |ok |but |and |so )*"
    r"(?:what(?:'s|s| is| are| was)? (?:is |are )?(?:(?:meant by|the meaning of|a|an|the) )?|what do(?:es)? |"
    r"what do you mean (?:by|with) |who(?:'s|s| is| are| decides)? |tell me (?:more )?about |explain |define |"
    r"meaning of |which |how (?:does|do|is|are) |why (?:is|are|do|does) |can you explain |i don'?t understand |"
    r"is |are |does |do )"
    r"(?P<about>.+?)(?: mean| means| stand for| work)?[?.! ]*$"
)
_WHY_ASKED: Final = re.compile(r"why\b ?(do|are|is|does|did)? ?(you|we|this|that)\b")
_FEW: Final = 6
"""Words of "can i talk to a person", said without a question mark."""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that can be asked about: its name, what is said of it, and where that comes from."""

    name: str
    answer: str
    source: str = ""


def asks(words: str) -> bool:
    """Whether these words ask something, rather than answer."""
    said = folded(words)
    return len(said) <= MOST_ASKED and (_ASKS.match(said) is not None or _asks_bluntly(said))


def _asks_bluntly(said: str) -> bool:
    """A person who is asked for without a question mark, in a few words."""
    return asked_for(said) == "person" and not is_question(said) and len(tokens(said)) <= _FEW


def asked_for(words: str) -> Asked:
    """Which kind of thing a question asks for."""
    said = folded(words)
    return next((kind for kind, pattern in _KINDS if pattern.search(said)), "meaning")


def body_asked(rulebook: Rulebook, words: str) -> list[Body]:
    """The boards and groups that a question names; all of them when it names none."""
    bodies = [b for b in rulebook.bodies if not b.of]
    said = {stem(t) for t in tokens(folded(words))}
    short = {t.id: t.words for t in rulebook.terms}
    exact = [
        b
        for b in bodies
        if any(
            {stem(t) for t in tokens(n)} <= said
            for n in (b.name, *short.get(b.id, ()))
            if n not in {"board", "the board"}  # so is every board called
        )
    ]
    if exact:
        return exact
    named = [b for b in bodies if any(stem(n) in said for n in short.get(b.id, ()) if len(tokens(n)) == 1)]
    return named or bodies


def find(rulebook: Rulebook, words: str, question: str = "") -> Known | None:
    """What the rulebook knows of the thing that is asked about: terms, boards, routes, checks, options, priorities.

    ``question``: the id of the one that is being asked, whose options are meant before those of others.
    """
    if _WHY_ASKED.match(folded(words)):
        return None  # that asks about our question, which says itself why it is asked
    found = _ABOUT.match(folded(words))
    about = found["about"] if found else folded(words)
    index = _index(rulebook)
    known = {word for name, _, _ in index for word in name}
    asked = [stem(t) for t in tokens(about) if t not in SMALL]
    asked = [a if a in known else stem(mended(a, known)) or a for a in asked]
    if not asked:
        return None
    best: tuple[float, Known] | None = None
    for name, where, thing in index:
        shared = len(set(name) & set(asked))
        if shared < len(name) and not (shared == len(set(asked)) and where == question):
            continue
        # How much of the question the name is about, then how much of the name was said; the present question first.
        fit = shared / len(set(asked)) + shared / len(name) / 10 + (0.05 if where == question else 0)
        if fit > _LEAST and (best is None or fit > best[0]):
            best = fit, thing
    return best[1] if best else None


_LEAST: Final = 0.5


def _index(rulebook: Rulebook) -> list[tuple[tuple[str, ...], str, Known]]:
    """Every name with what it means, made once for each rulebook; a question's id stands with its options."""
    kept: list[tuple[tuple[str, ...], str, Known]] | None = rulebook.memo.get("dialogs.knowledge")
    if kept is None:
        kept = rulebook.memo["dialogs.knowledge"] = [
            (stems, where, known)
            for name, where, known in _things(rulebook)
            if known.answer and (stems := tuple(dict.fromkeys(stem(t) for t in tokens(name) if t not in SMALL)))
        ]
    return kept


def _things(rulebook: Rulebook) -> Iterator[tuple[str, str, Known]]:
    for term in rulebook.terms:
        # "Who can I ask" is all of small words but one, which would stand for much else.
        for name in (term.name, *(word for word in term.words if SMALL.isdisjoint(tokens(word)))):
            yield name, "", Known(term.name, term.answer, term.source)
    yield from ((known.name, "", known) for known in _of_the_route(rulebook))
    for timeframe in rulebook.timeframes:
        yield f"{timeframe.name} timeframe", "", Known(timeframe.name, timeframe.about)
    for question in rulebook.questions:
        for option in question.options:
            yield option.label, question.id, Known(option.label, option.hint)
        why = " ".join(part for part in (question.hint, question.why) if part)
        yield question.short, question.id, Known(question.short, why)


def _of_the_route(rulebook: Rulebook) -> Iterator[Known]:
    yield from (Known(b.name, f"{b.purpose} {b.afterwards}") for b in rulebook.bodies)
    yield from (Known(p.name, f"{p.summary} {p.next}".strip()) for p in rulebook.processes)
    yield from (Known(c.name, f"{c.because} {c.do}") for c in rulebook.checks)
    yield from (Known(a.name, f"{a.because} {a.do}") for a in rulebook.alerts)
    yield from (Known(name, about, rulebook.title) for name, about in rulebook.strategies.items())
    yield from (Known(f.name, f"£{f.on(rulebook.day):,}", f.source) for f in rulebook.figures)
