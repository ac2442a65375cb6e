"""The table of the verbs as `docs/threat-model.md` shows it: `python -m dialogs.verbs_page docs/threat-model.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dialogs import statuses as s
from dialogs.cards.elements import STAYS
from dialogs.rights import Who
from dialogs.verb import Anytime, Verb
from dialogs.verbs import EVERY_VERB

BEGIN: Final = "<!-- made by `python -m dialogs.verbs_page docs/threat-model.md`: do not edit -->\n"
END: Final = "<!-- end of what is made -->\n"
_WHO: Final[dict[Who, str]] = {
    "anyone": "anybody",
    "requester": "its requester",
    "partner": "the area's IT business partner",
    "champion": "the area's champions",
    "governance": "governance team",
    "member": "members of its bodies",
    "owner": "owners of its checks",
    "deliverer": "who delivers it",
    "sponsor": "who was named as its sponsor",
    "co_requester": "who joined it",
    "asked": "whoever is asked what came of it: its requester, the sponsor who confirmed, who stands in for both",
    "shown": "whom it is shown as a similar one",
}
_STATUSES: Final = {
    s.EVERY: "any",
    s.UNDECIDED: "not decided",
    s.RESTARTABLE: "Declined, Deferred, Withdrawn",
    s.WITH_ITS_AREA: "Submitted, With IT business partner",
    s.WITH_SOMEBODY: "not decided, or Deferred",
    s.DELIVERABLE: "Approved, In delivery",
    s.FINISHED: "Done",
}


def page_with(page: str) -> str:
    """The page with the table as it is now between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(_lines()) + "\n" + END + after


def _lines() -> Iterator[str]:
    yield "| verb | typed | who may | about a request that is | must be the present card | its data | its inputs |"
    yield "|---|---|---|---|---|---|---|"
    for verb in EVERY_VERB:
        name = f"`{verb.name}` {verb.form}".strip()
        cells = (
            name if verb.pressed else f"{name} (typed alone)",
            _typed(verb),
            ", ".join(words for who, words in _WHO.items() if who in verb.who),
            _statuses(verb),
            "yes" if verb.fresh else "",
            ", ".join(verb.carries),
            ", ".join(verb.takes) or ("what its card asks" if verb.name in STAYS else ""),
        )
        yield f"| {' | '.join(cells)} |"


def _typed(verb: Verb) -> str:
    about = [f"{words} DR-0001" for words in verb.about]
    telling = [f"{word} DR-0001 …" for word in (verb.telling, verb.saying) if word]
    telling += [f"{verb.replying} DR-0001 {said}" for said in ("confirm", "not me") if verb.replying]
    return ", ".join((*verb.words, *verb.loose, *verb.asked, *about, *telling))


def _statuses(verb: Verb) -> str:
    if isinstance(verb.does, Anytime) or not verb.about_a_request:
        return ""
    but = ", ".join(status for status in s.Status if status not in verb.statuses)
    return _STATUSES.get(verb.statuses) or f"anything but {but}"


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(page_with(path.read_text(encoding="utf-8")), encoding="utf-8")
