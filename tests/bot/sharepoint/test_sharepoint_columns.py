"""Each column of the list of requests has what fills it, and what erases it where a person's words stand in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.register.anonymising import PERSONAL
from bot.sharepoint.items import fields_of
from dialogs.benefits import Benefit
from dialogs.documents import PASTED
from dialogs.model import Person
from dialogs.records import Sponsor, SponsorState
from tests.bot.sharepoint.sharepoint_cases import a_request, people, rulebook, wanted

THEIRS = {"DecisionNote", "FinalProcess"}
"""Columns that the governance team fills."""
MARK = "Nobody-else-says-this"
DAY = "2031-02-03"


def test_every_column_is_filled_from_a_request_or_by_the_governance_team() -> None:
    requests, *_ = wanted()
    assert {column.name for column in requests.columns} - THEIRS == set(fields_of(a_request(), rulebook(), people()))


def test_every_cell_with_a_persons_own_words_or_name_is_emptied_when_they_are_erased() -> None:
    told = {d.id: DAY if d.kind == "date" else MARK for d in rulebook().details}
    other = Person(MARK, MARK, MARK)
    told[PASTED] = f"https://example.org/{MARK}"
    request = replace(a_request(), requester=other, co_requesters=(other,), title=MARK, details=told)
    request = replace(request, helpers=(MARK,), it_contact=MARK, open_question=MARK, decision_note=MARK)
    request = replace(request, sponsor=Sponsor(other, SponsorState.CONFIRMED, datetime(2031, 2, 3, tzinfo=UTC)))
    request = replace(request, benefits=(Benefit(0, MARK, "requester", request.changed_at, "more", MARK),))
    cells = fields_of(request, rulebook(), people())
    theirs = {name for name, cell in cells.items() if isinstance(cell, str) and (MARK in cell or DAY in cell)}
    # The contact's name is emptied when it is the contact who is erased.
    assert theirs == {*PERSONAL, "ITContact"}
