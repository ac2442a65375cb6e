"""Cards with links to documents on them, as long as such links get, for the lint of all cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dialogs import confirmation, sponsor_message, summary_card
from dialogs.documents import PASTED
from dialogs.model import Request
from dialogs.records import Sponsor, SponsorState
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import BOARD, CHAMPION, GOVERNANCE, HEAD, PARTNER, PEOPLE, PROCUREMENT, RULEBOOK, Walker

LINKS = "\n".join(f"https://contoso.sharepoint.com/{n}/{'a' * 1400}/Quote%20{n}.pdf" for n in range(20))


def document_cards(full: Request) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every card that shows documents; ``full``: a request with as much on it as there can be."""
    walker = Walker()
    walker.type("https://example.org/quote.pdf")
    yield "a link, and nothing open", walker.card
    walker.send("start")
    walker.type("here is the quote https://example.org/quote.pdf")
    yield "a link at a question", walker.card
    walker.fill(ANSWERS["project"], DETAILS)
    for link in LINKS.split():
        walker.type(link)
    yield "many links before they are sent", walker.card
    walker.press("remove_links")
    yield "links taken out", walker.card
    walker.type("remove links")
    yield "no links to take out", walker.card
    linked = replace(full, details={**full.details, PASTED: LINKS})
    yield "own request with links", confirmation(RULEBOOK, PEOPLE, linked)[0]
    for role, person in (
        ("champion", CHAMPION),
        ("partner", PARTNER),
        ("governance", GOVERNANCE),
        ("owner", PROCUREMENT),
        ("member", BOARD),
    ):
        yield f"{role} with links", summary_card(RULEBOOK, PEOPLE, linked, person, role)[0]
    asked = replace(linked, sponsor=Sponsor(HEAD, SponsorState.ASKED, full.submitted_at))
    yield "sponsor with links", sponsor_message(RULEBOOK, PEOPLE, asked, HEAD)[0]
