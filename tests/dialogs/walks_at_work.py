"""Walks of those who work on requests, as `test_offered.py` tries all that their cards offer on the way."""

from __future__ import annotations

from dataclasses import replace

from dialogs import channel_agenda_card, heard_card, note_wanted_card
from dialogs.statuses import Status
from tests.dialogs.before_the_board import MORNING, RULES
from tests.dialogs.meeting_cards import with_the_board
from tests.dialogs.walker import Walker, words


class Trying(Walker):
    """Somebody who tries all that a card offers, and what these words tell them to type."""

    def try_all(self, said: str) -> None:
        """Type every command that these words name."""
        raise NotImplementedError


def delivering(trier: Trying) -> None:
    """Whoever delivers what was approved."""
    office = trier.office
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status="Approved", steps=())
    for said in ("my work", "show DR-0001", "deliver DR-0001 soon", "deliver DR-0001 started"):
        trier.type(said)


def deciding(trier: Trying) -> None:
    """Whoever is asked why a request was decided so."""
    office = trier.office
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status="Declined", decision_note="")
    trier.type("show DR-0001")
    trier.try_all(words(note_wanted_card(office.requests["DR-0001"])[0]))


def measuring(trier: Trying) -> None:
    """Whoever says what came of a request that is done."""
    office = trier.office
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], status=Status.DONE, status_at=office.now)
    for said in ("show DR-0001", "benefit DR-0001", "benefit DR-0001 less", "benefit DR-0001 somehow"):
        trier.type(said)


def meeting(trier: Trying) -> None:
    """A member of the board: the agenda on the day before, and the meeting until it is closed."""
    office = trier.office
    office.now, office.rulebook = MORNING, RULES
    before = office.requests["DR-0001"]
    office.requests = {f"DR-{n:04}": with_the_board(before, n) for n in (1, 2, 3)}
    for said in ("pack", "hold news", "next item", "tell now", "hold news", "outcome DR-0001 go on", "next item"):
        trier.type(said)
    trier.press("item_outcome", {"outcome": "decline", "note": ""})
    trier.press("item_outcome", {"outcome": "decline", "note": "We have it."})
    trier.type("close meeting")


def in_a_channel(trier: Trying) -> None:
    """Somebody has an agenda kept in a channel, and reads what is posted there."""
    for own in (False, True):
        trier.personal_chat, trier.in_channel = own, not own
        trier.type("agenda here")
        assert trier.last is not None
        trier.try_all(trier.last.text)
    trier.try_all(words(channel_agenda_card(trier.office.rulebook, "board", None, ())[0]))
    trier.try_all(words(heard_card(None, "DR-0001")[0]))
