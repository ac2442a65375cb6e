"""The documents of a request on its cards: links whose words begin with the host that they lead to.

Markdown, since Teams opens no link of a text run (microsoft/AdaptiveCards, issues 5804 and 9100). Nothing that a person
typed stands in it but an address that `dialogs.understanding.links` has made sure of, and words made from that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dialogs.cards.elements import Element, button, buttons, table_row, text
from dialogs.context import stamp
from dialogs.documents import documents_of, pasted
from dialogs.model import Interview
from dialogs.understanding.links import words_of_link
from dialogs.wording import documents as w
from dialogs.wording import say, say_count

ROOM: Final = 4_100
"""Bytes of one card for links: 25 KB have to hold everything else too. The list and the papers have all of them."""


def named_links(links: Sequence[str]) -> list[tuple[str, str]]:
    """Each link with what it is called, no two alike: whoever hears a card read aloud can tell them apart."""
    named: dict[str, str] = {}
    for number, link in enumerate(links, 1):
        words = words_of_link(link)
        named[say(w.ALIKE, words=words, number=number) if words in named else words] = link
    return list(named.items())


def document_lines(details: Mapping[str, str]) -> list[str]:
    """The links of a request as Markdown, a line each, and how many there was no room for."""
    room, lines = ROOM, []
    named = named_links(documents_of(details))
    for words, link in named:
        line = f"[{words}]({link})"
        room -= len(line.encode())
        if room < 0:
            break
        lines.append(line)
    more = len(named) - len(lines)
    return [*lines, say_count(w.MORE, more)] if more else lines


def documents_part(details: Mapping[str, str]) -> list[Element]:
    """The links of a request below their name; nothing where it has none."""
    lines = document_lines(details)
    return [text(say(w.NAMED, name=say(w.DOCUMENTS)), bold=True), *_apart(lines)] if lines else []


def _apart(lines: Sequence[str]) -> list[Element]:
    """Each line with the usual space above it: a thumb needs 24 pixels for each link."""
    return [text(line) for line in lines]


def documents_row(lines: Sequence[str], change: Element | None) -> Element:
    """The links of a draft as a row of the table of all answers; ``change``: the button to take some out."""
    return table_row(([text(say(w.DOCUMENTS), bold=True), *_apart(lines)], [buttons([change])] if change else []))


def remove_button(interview: Interview) -> Element | None:
    """The button that takes out what was pasted by itself; None where there is nothing of the kind."""
    if not pasted(interview.details):
        return None
    return {**button("remove_links", say(w.CLEAR_THIS), stamp(interview)), "tooltip": say(w.CLEAR)}
