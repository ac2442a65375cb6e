"""Reading what a person did: a button's verb and data, or the words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

from dialogs.context import Command
from dialogs.model import Pressed
from dialogs.understanding.outcomes import read_reply
from dialogs.understanding.own_words import sense_of
from dialogs.understanding.typed_text import DASHES, bare, is_question, kept, plain
from dialogs.verb import Verb
from dialogs.verbs import EVERY_VERB, KNOWN_WORDS, split, verb_of, words_of

FIRST_PREFIX = "DR"
"""What references start with where the rules say nothing; understood whatever they say, as old ones keep it."""

_WORDS = words_of("words")
_OTHER_WORDS = words_of("loose")
_YES_OR_NO = words_of("asked")
_ABOUT_ONE = words_of("about")
_SAYING = {verb.saying: verb.name for verb in EVERY_VERB if verb.saying}
_REPLYING = {verb.replying: verb.name for verb in EVERY_VERB if verb.replying}
_TELLING = {verb.telling: verb.form for verb in EVERY_VERB if verb.telling}


@dataclass(frozen=True, slots=True)
class _About:
    """Words about one request, by what references start with."""

    one: re.Pattern[str]
    saying: re.Pattern[str]
    passing_on: re.Pattern[str]
    removing: re.Pattern[str]
    bare: re.Pattern[str]


_QUOTE: Final = "[\"'\u2018\u2019\u201c\u201d]"
"""Around a reference that was copied with them, or as a phone or Word writes them."""


@lru_cache(maxsize=16)
def _about(prefix: str) -> _About:
    """Word and other programs put long dashes and spaces into a reference; it is understood nevertheless."""
    dash = rf"\s?[-{DASHES}]\s?"
    reference = rf"{_QUOTE}?((?:{FIRST_PREFIX}|{re.escape(prefix)}){dash}\d{{4,12}})\b{_QUOTE}?"
    return _About(
        re.compile(rf"({'|'.join(_ABOUT_ONE)})\s+{reference}", re.IGNORECASE),
        re.compile(
            rf"({'|'.join({**_TELLING, **_SAYING, **_REPLYING})})\s+{reference}[\s:,\uff1a\uff0c]*(.*)",
            re.IGNORECASE | re.DOTALL,
        ),
        re.compile(rf"not my area\s+{reference}[\s:,]+(.+)", re.IGNORECASE),
        re.compile(rf"remove\s+{reference}[\s:,]*(.*)", re.IGNORECASE),
        re.compile(reference, re.IGNORECASE),
    )


_GREETING = re.compile(
    r"^(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|morning|afternoon)(?: (?:there|all|team|bot|everyone))?"
    r"(?:[,.! ]+|$)"
)
_DASHED = re.compile(rf"\s?[-{DASHES}]\s?")


def _plainly(found: str) -> str:
    """A reference as it is given out: capitals and an ordinary hyphen."""
    return _DASHED.sub("-", found).upper()


_SYSTEM = re.compile(r"(?:show )?system:? +(\S.{0,254})", re.DOTALL)
_PACK = re.compile(r"(?:pack|agenda)(?: for)?:? +(\S.{0,120})", re.DOTALL)
_MEETING = re.compile(
    r"(next item|hold news|tell now|close meeting|agenda here|stop agenda)(?: for| of)?(?: the)?:? +(\S.{0,120})",
    re.DOTALL,
)
_ROADMAP = re.compile(r"(?:show )?(?:me )?(?:the )?roadmap:? (\S.{0,99}?)(?: page (\d{1,4}))?", re.DOTALL)
_FILTER = re.compile(r"my area (open|waiting|late|all|export)")
_TELL = re.compile(r"notifications (at once|daily|weekly)")
_QUIET = re.compile(r"notifications quiet (?:(off)|(\d{1,2}:\d\d) to (\d{1,2}:\d\d))")
_DRAFT = re.compile(r"(?:carry on with |resume )?draft (\d{1,2})")
_QUOTED = re.compile(
    "[\"'\u2018\u201a\u201c\u201e\u00ab\u300c\uff02](.+)[\"'\u2018\u2019\u201c\u201d\u00bb\u300d\uff02]", re.DOTALL
)


def read_pressed(act: Pressed) -> Command:
    """A button as a command, whichever way the host told data and inputs apart."""
    verb = act.verb if isinstance(act.verb, str) else ""
    data = _mapping(act.data)
    return Command(verb, *split(verb, {**_mapping(act.inputs), **data} if act.inputs else data))


def _mapping(value: object) -> Mapping[str, Any]:
    return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else {}


def read_typed(
    words: str, *, own_text: bool = False, waiting: bool = False, quotes_keep: bool = False, prefix: str = FIRST_PREFIX
) -> Command | None:
    """Typed words as a command, or None when they are none.

    ``own_text``: a text of the person's own is expected, so only the exact words count. ``waiting``: a yes or no is
    expected. ``quotes_keep``: a text may come here, so that quotes around a command word make it the person's own.
    ``prefix``: what references start with here.
    """
    said = plain(words) if own_text or quotes_keep else bare(plain(words))
    if waiting and (said in _YES_OR_NO or sense_of(said) in _YES_OR_NO):
        return Command(_YES_OR_NO[said if said in _YES_OR_NO else str(sense_of(said))].name, words=words)
    verb = _WORDS.get(said) or (None if own_text else _loosely(_after_greeting(said, words)))
    if verb:
        return Command(verb.name, words=words)
    if said.startswith("change "):
        return Command("change", {"question": said.removeprefix("change ").strip(" :\"'")}, words=words)
    if found := _SYSTEM.fullmatch(said):
        return Command("system", {"system": bare(found[1])}, words=words)
    if found := _MEETING.fullmatch(said):
        return Command(_WORDS[found[1]].name, {"body": bare(found[2])}, words=words)
    if found := _PACK.fullmatch(said):
        return Command("pack", {"body": bare(found[1])}, words=words)
    if found := _ROADMAP.fullmatch(said):
        page = {"page": int(found[2])} if found[2] else {}
        return Command("roadmap", {"part": bare(found[1]), **page}, words=words)
    if not own_text and _about(prefix).bare.fullmatch(said):
        return Command("show", {"reference": _plainly(said)}, words=words)
    return _about_one(said, words, _about(prefix)) or _about_me(said, words)


def _loosely(said: str) -> Verb | None:
    said = said.removesuffix(" please").removeprefix("please ")
    return _OTHER_WORDS.get(said) or _WORDS.get(said)


def _after_greeting(said: str, words: str) -> str:
    """Words without a greeting before them; a greeting alone is one, and question marks alone ask what is meant."""
    if not said:
        return "why" if is_question(words) else said
    return _GREETING.sub("", said) or "hello"


def _about_one(said: str, words: str, about: _About) -> Command | None:
    """Words about one request: a verb, its reference and perhaps a text."""
    if found := about.one.fullmatch(said):
        return Command(_ABOUT_ONE[found[1]].name, {"reference": _plainly(found[2])}, words=words)
    if found := about.passing_on.fullmatch(said):
        return Command("pass_on", {"reference": _plainly(found[1])}, {"area": found[2]}, words)
    if found := about.removing.fullmatch(said):
        return Command("remove", {"reference": _plainly(found[1]), "person": found[2]}, words=words)
    # The text keeps its letters; only where the command itself came in wide ones is all of it made narrow.
    seen = kept(words)
    if found := about.saying.fullmatch(seen) or about.saying.fullmatch(normalize("NFKC", seen)):
        word, said = found[1].lower(), found[3].strip()
        if word in _REPLYING and (reply := read_reply(said)):
            return Command(_REPLYING[word], {"reference": _plainly(found[2])}, {"answer": reply}, words)
        if word in _SAYING:
            return Command(_SAYING[word], {"reference": _plainly(found[2])}, {"said": said}, words)
        form = _TELLING[word]
        return Command("answer", {"form": form, "reference": _plainly(found[2])}, {form: said}, words)
    return None


def _about_me(said: str, words: str) -> Command | None:
    """Words about the person's own drafts, area and notifications."""
    if found := _DRAFT.fullmatch(said):
        return Command("resume", {"draft": int(found[1])}, words=words)
    if found := _FILTER.fullmatch(said):
        export = found[1] == "export"
        return Command("my_area", {"filter": "open", "export": True} if export else {"filter": found[1]}, words=words)
    if found := _TELL.fullmatch(said):
        return Command("answer", {"form": "preferences"}, {"notifications": found[1].replace(" ", "_")}, words)
    if found := _QUIET.fullmatch(said):
        times = {"quiet_from": found[2] or "", "quiet_to": found[3] or ""}
        return Command("answer", {"form": "preferences"}, times, words)
    return None


def answers_somebody(command: Command | None) -> bool:
    """Whether typed words can be somebody's answer where no draft is open: no command, or one that is about a draft.

    The words that always mean what they say are commands here too.
    """
    if command is None:
        return True
    verb = verb_of(command.verb, command.carried.get("form"))
    if verb is None or plain(command.words) in KNOWN_WORDS:
        return False
    return verb.does.of_a_card or verb.name in {"continue", "yes", "no"}


def unquoted(words: str, prefix: str = FIRST_PREFIX) -> str:
    """A person's own text without the quotes that kept it from being a command; other quotes stay."""
    found = _QUOTED.fullmatch(words.strip())
    if found is None:
        return words
    asks = is_question(found[1])  # below a decision a question about the route is answered
    return found[1] if asks or read_typed(found[1], own_text=True, waiting=True, prefix=prefix) else words


def near(words: str) -> str:
    """A word that always means what it says and is nearly what was typed; empty when none is."""
    close = get_close_matches(plain(words)[:40], KNOWN_WORDS, 1, 0.75)
    return close[0] if close else ""
