"""The cards that ask what a request brought, and those that show what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dialogs import benefits_message, status_message
from dialogs.benefits import AFTER, Benefit
from dialogs.cards.benefit import MOST_ASKED
from dialogs.records import Sponsor, SponsorState
from tests.dialogs.project_office import office_with_project, the
from tests.dialogs.walker import GOVERNANCE, HEAD, NOW, PEOPLE, RULEBOOK, STAFF, Walker


def benefit_cards(markup: str, long_words: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The question what came of a request, for each who is asked: filled in wrongly, answered, and several at once."""
    office = office_with_project()
    long = {**the(office).details, "outcome": long_words}
    asked = tuple(Benefit(after, "-", "governance", NOW, "less", markup, NOW) for after in AFTER)
    sponsor = Sponsor(HEAD, SponsorState.CONFIRMED, NOW)
    done = replace(the(office), status="Done", status_at=NOW, title=markup, details=long, sponsor=sponsor)
    for person, benefits in ((STAFF, ()), (STAFF, asked), (HEAD, ()), (HEAD, asked), (GOVERNANCE, asked)):
        office.requests["DR-0001"] = replace(done, benefits=benefits)
        walker = Walker(office=office, person=person)
        for words in ("benefit DR-0001", "benefit DR-0001 perhaps", "show DR-0001", "benefit DR-0001 less: Fewer."):
            walker.type(words)
            yield f"what it brought, {words}", walker.card
        walker.send("benefit", {"reference": "DR-0001", "after": "0"}, {"measured": "", "note": long_words})
        yield "what it brought, filled in wrongly", walker.card
    for after in AFTER:
        yield "what it brought, asked", benefits_message(RULEBOOK, PEOPLE, STAFF, [(done, after)])[0]
    several = [(replace(done, reference=f"DR-{number:04d}"), 3) for number in range(1, MOST_ASKED + 1)]
    yield "what several brought", benefits_message(RULEBOOK, PEOPLE, STAFF, several)[0]
    yield "it is done", status_message(RULEBOOK, PEOPLE, done, "status", STAFF)[0]
