"""The documents of a request: links that somebody typed with it. They are kept and shown, and nothing ever calls them.

Links in a text are read from the text whenever it is shown. What was pasted alone, where no text was asked for, is kept
beside the details.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from dialogs.model import Interview
from dialogs.understanding.links import MOST_LINKS, links_in

PASTED: Final = "links:"
"""Key among the details for links that were pasted alone, a line each. No id of a rulebook has a colon."""


def documents_of(details: Mapping[str, str]) -> tuple[str, ...]:
    """The links in everything that was written, each once: those in the texts, then those that were pasted alone.

    Those that were pasted alone have their room first: they stand nowhere else.
    """
    written = (words for key, words in details.items() if key != PASTED and "://" in words)
    alone = links_in(details.get(PASTED, ""))
    found = dict.fromkeys([*(link for words in written for link in links_in(words)), *alone])
    beyond = [link for link in found if link not in alone][MOST_LINKS - len(alone) :]
    return tuple(link for link in found if link not in beyond)


def pasted(details: Mapping[str, str]) -> dict[str, str]:
    """Of the details the links that were pasted alone, as they are kept; empty where there are none."""
    return {PASTED: details[PASTED]} if details.get(PASTED) else {}


def with_links(interview: Interview, links: Iterable[str]) -> Interview:
    """The interview with these links too, as many as there is room for; the same one where it has all of them."""
    held = documents_of(interview.details)
    new = [link for link in links if link not in held][: MOST_LINKS - len(held)]
    if not new:
        return interview
    lines = [*links_in(interview.details.get(PASTED, "")), *new]
    return replace(interview, details={**interview.details, PASTED: "\n".join(lines)})


def without_pasted(interview: Interview) -> Interview:
    """The interview without the links that were pasted alone."""
    return replace(interview, details={key: words for key, words in interview.details.items() if key != PASTED})
