"""What people are told while bodies speak and the list is edited: once each, and nothing that was told already."""

from __future__ import annotations

import asyncio
from typing import Final

from tests.bot.story.house import LIST, House, Someone, until, verbs_of
from tests.bot.story.test_working import BOARD, GROUP, PMO, REVIEW, card_of, in_list, row, sent, status_news
from tests.bot.story.walking import partner_of

PARTNER: Final = (partner_of("housing"), "IT business partner (Housing)")
CHANGE_TEAM: Final = ("00000000-0000-0000-0000-00000000f009", "Change team")


async def speak(house: House, who: tuple[str, str], outcome: str, note: str = "", **more: str) -> None:
    """Press with nothing but what the contract names."""
    given = {"outcome": outcome, "note": note, **more}
    await house.someone(*who).press("step_outcome", given, on={"actions": []}, reference="DR-0001")


async def at_board(house: House) -> Someone:
    person = await sent(house)
    await speak(house, PARTNER, "go_on")
    await in_list(house, Status="In review")
    return person


def telling(person: Someone, words: str) -> int:
    return sum(words in message.words for message in person.inbox)


async def test_each_question_of_a_body_is_told_once_however_often_it_is_pressed(house: House) -> None:
    person = await at_board(house)
    for _ in range(3):
        await speak(house, BOARD, "more_information", "What does it cost?")
    await until(lambda: telling(person, "What does it cost?"), "the first question is not told")
    await speak(house, BOARD, "more_information", "And who pays?")
    await until(lambda: telling(person, "And who pays?"), "the second question is not told")
    assert telling(person, "What does it cost?") == 1
    assert telling(person, "There is a new note on DR-0001") == 1


async def test_a_body_hears_that_its_question_was_answered(house: House) -> None:
    person = await at_board(house)
    await speak(house, BOARD, "more_information", "What does it cost?")
    await until(lambda: telling(person, "What does it cost?"), "the question is not told")
    await person.type("add DR-0001 It costs 20,000 pounds.")
    board = house.someone(*BOARD)
    await until(lambda: telling(board, "DR-0001 is with you now"), "the board does not hear of the answer")


async def test_a_body_hears_that_the_list_has_taken_up_what_it_deferred(house: House) -> None:
    await at_board(house)
    await speak(house, BOARD, "defer", "Next year.")
    await in_list(house, Status="Deferred")
    house.graph.edit(LIST, row(house)["id"], {"Status": "In review"}, "governance")
    board = house.someone(*BOARD)
    await until(lambda: telling(board, "DR-0001 is with you now"), "the board does not hear that it is taken up")


async def test_a_status_that_the_list_and_a_body_say_at_the_same_moment_is_told_once(house: House) -> None:
    person = await at_board(house)
    item = row(house)["id"]
    await asyncio.gather(
        speak(house, BOARD, "decline", "We have this already."),
        asyncio.to_thread(house.graph.edit, LIST, item, {"Status": "Declined"}, "governance"),
    )
    await in_list(house, Status="Declined")
    house.graph.edit(LIST, item, {"Status": "Deferred"}, "governance")
    await until(lambda: "Deferred" in status_news(person), "the status of the list is not told")
    assert status_news(person) == ["In review", "Declined", "Deferred"]


async def test_a_body_that_is_moved_to_with_a_status_hears_once(house: House) -> None:
    await at_board(house)
    await speak(house, BOARD, "go_on")
    await in_list(house, CurrentStep="ICT Improvement Group; Technical Review Board")
    review = house.someone(*REVIEW)
    await card_of(review, "step_outcome")
    await speak(house, GROUP, "decline", "No.")
    await in_list(house, Status="Declined")
    cells = {"Status": "In review", "CurrentStep": "Technical Review Board"}
    house.graph.edit(LIST, row(house)["id"], cells, "governance")
    await until(lambda: telling(review, "DR-0001 is with you now"), "the board is not told")
    await speak(house, REVIEW, "more_information", "How?")
    await in_list(house, Status="More information needed")
    assert telling(review, "DR-0001 is with you now") == 1


async def test_another_final_process_after_the_approval_reaches_who_delivers_it_now(house: House) -> None:
    await at_board(house)
    for who in (BOARD, GROUP, REVIEW):
        await speak(house, who, "go_on")
    await in_list(house, Status="Approved", FinalProcess="Project")
    pmo, change_team = house.someone(*PMO), house.someone(*CHANGE_TEAM)
    await card_of(pmo, "deliver")
    house.graph.edit(LIST, row(house)["id"], {"FinalProcess": "Change request"}, "governance")
    await card_of(change_team, "deliver")
    await until(lambda: all("deliver" not in verbs_of(m.card) for m in pmo.inbox if m.card), "a stale card")
