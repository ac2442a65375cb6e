"""Files that somebody is offered: who may have which, what an answer does, and what its cards say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialogs.access_log import Access
from dialogs.context import TurnContext
from dialogs.files import answered_card, area_export, file_answered, may_have, offer_words, saved_words
from dialogs.model import AnswerFile, Clock, FileAnswer, Lookups, Person, Session
from dialogs.offers import FileOffer, UploadPlace
from tests.dialogs.test_long_lists import ONE
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    NOW,
    PARTNER,
    PEOPLE,
    PLACE_CHAMPION,
    PMO,
    RULEBOOK,
    STAFF,
    words,
)

PLACE = UploadPlace("https://example.org/up", "https://example.org/it", "1", "csv", "requests.csv")
OFFER = FileOffer("o1", CHAMPION.aad_id, "requests.csv", "export", {})
NOBODY = Person("", "Somebody", "")
PAPER = {"body": "board"}


@pytest.mark.parametrize(
    ("kind", "fields", "whose"),
    [
        ("export", {}, (CHAMPION, PARTNER, GOVERNANCE)),
        ("paper", PAPER, (BOARD, GOVERNANCE)),
        ("paper", {"body": "technical_review_board"}, (GOVERNANCE,)),
        ("paper", {}, (GOVERNANCE,)),
        ("what nobody makes", PAPER, ()),
    ],
)
def test_a_file_is_for_those_whose_it_is(kind: str, fields: Mapping[str, str], whose: tuple[Person, ...]) -> None:
    everybody = (STAFF, CHAMPION, PARTNER, GOVERNANCE, BOARD, PMO, NOBODY)
    assert tuple(one for one in everybody if may_have(PEOPLE, one, kind, fields)) == tuple(
        one for one in everybody if one in whose
    )


def test_nobody_without_an_id_has_the_paper_of_a_body_that_nobody_sits_on() -> None:
    people = replace(PEOPLE, bodies={"board": (NOBODY,)}, governance_team=(NOBODY,))
    assert not may_have(people, NOBODY, "paper", PAPER)


@pytest.mark.parametrize(
    ("offer", "taken", "session", "said", "closed"),
    [
        ({}, True, {}, "", True),
        ({}, False, {}, "You did not want requests.csv", True),
        ({"answered": "taken"}, True, {}, "You have answered this already", False),
        ({"answered": "declined"}, False, {}, "You have answered this already", False),
        ({"whom": STAFF.aad_id}, True, {}, "This offer has ended", False),
        ({"kind": "what nobody makes"}, True, {}, "requests.csv", False),
        ({"kind": "what nobody makes"}, False, {}, "You did not want requests.csv", True),
        (None, True, {}, "This offer has ended", False),
        ({}, True, {"personal_chat": False}, "", False),
        (None, True, {"personal_chat": False}, "", False),
    ],
)
def test_an_offer_is_taken_or_declined_once_by_whom_it_was_made_to(
    offer: dict[str, Any] | None, session: dict[str, Any], said: str, *, taken: bool, closed: bool
) -> None:
    made = None if offer is None else replace(OFFER, **offer)
    known = Lookups(offer=made)
    context = TurnContext(RULEBOOK, PEOPLE, Session(CHAMPION, None, **session), known, Clock(NOW, lambda: "x"))
    place = PLACE if taken else None
    turn = file_answered(context, FileAnswer("o1", place))
    assert turn.effects == ((AnswerFile(made, place),) if closed and made else ())
    assert bool(turn.card) is bool(said)
    assert said.casefold() in words(turn.card).casefold()
    settled = closed or (offer or {}).get("answered")
    assert turn.accesses == (() if settled else (Access("refused", fields={"verb": "file"}),))


def test_the_words_of_an_offer_say_what_it_is_whether_it_comes_again_and_what_became_of_it() -> None:
    first, again = offer_words("export", "requests.csv", again=False), offer_words("export", "r.csv", again=True)
    assert first.description in again.description
    assert again.description.startswith("The time to save it had run out")
    assert first.description != offer_words("what nobody makes", "r.csv", again=False).description
    assert (first.summary, again.summary) == ("A file for you: requests.csv", "A file for you: r.csv")
    assert answered_card("r.csv", taken=True)[1] == "You allowed r.csv"
    assert "It is being saved" in words(answered_card("r.csv", taken=True)[0])
    assert answered_card("r.csv", taken=False)[1] == "You did not want r.csv"
    assert "Nothing was kept" in words(answered_card("r.csv", taken=False)[0])
    assert saved_words("r.csv", sure=True) == "r.csv is in your OneDrive"
    assert saved_words("r.csv", sure=False).startswith("r.csv should be in your OneDrive")


def test_an_export_holds_what_the_person_looks_after_by_the_filter_that_they_chose() -> None:
    held = (ONE, replace(ONE, reference="DR-0002", status="Done"), replace(ONE, reference="DR-0003", area="place"))

    def exported(person: Person, chosen: str) -> tuple[list[str], int]:
        table, many = area_export(RULEBOOK, PEOPLE, person, held, chosen, {})
        return [reference for reference in ("DR-0001", "DR-0002", "DR-0003") if reference in table], many

    assert exported(CHAMPION, "all") == (["DR-0001", "DR-0002"], 2)
    assert exported(CHAMPION, "open") == exported(CHAMPION, "whatever") == (["DR-0001"], 1)
    assert exported(PLACE_CHAMPION, "all") == (["DR-0003"], 1)
    assert exported(STAFF, "all") == ([], 0)
