"""The sponsor of a request for whoever sent it: who it is, what they said, and the press to name one or another."""

from __future__ import annotations

from dialogs.cards.elements import Element, button, buttons, row
from dialogs.model import Request
from dialogs.records import SponsorState
from dialogs.sponsors import sponsor_words
from dialogs.statuses import CHECKED, among
from dialogs.wording import say
from dialogs.wording import sponsoring as w
from governance_rules import Rulebook
from governance_rules.roles import check_with


def own_sponsor_part(rulebook: Rulebook, request: Request) -> list[Element]:
    """The sponsor in a row; and while nobody has confirmed, the press. None where no sponsor is looked for."""
    words = _row(rulebook, request)
    confirmed = request.sponsor is not None and request.sponsor.state == SponsorState.CONFIRMED
    wanted = bool(words) or any(one.id == check_with(rulebook, "sponsor") for one in request.checks)
    if confirmed or not wanted or not among(CHECKED, request.status):
        return words
    label = say(w.NAME_ANOTHER if words else w.NAME_ONE)
    return [*words, buttons([button("name_sponsor", label, {"reference": request.reference})])]


def _row(rulebook: Rulebook, request: Request) -> list[Element]:
    words = sponsor_words(rulebook, request)
    return [row(say(w.SPONSOR), words)] if words else []
