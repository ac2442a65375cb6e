"""A sponsor over HTTP: looked up, asked once wherever they are, confirmed into the list, or handed back."""

from __future__ import annotations

from typing import Final

from tests.bot.story.house import House, Someone, until, verbs_of, words_of
from tests.bot.story.test_working import BOARD, card_of, in_list, row
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk

PROCUREMENT: Final = ("00000000-0000-0000-0000-00000000f001", "Procurement")
PARTNER: Final = (partner_of("housing"), "IT business partner (Housing)")


def asked(person: Someone, words: str) -> int:
    return sum(words in message.words for message in person.inbox)


async def test_a_sponsor_is_found_asked_once_and_confirmed_or_hands_it_back(house: House) -> None:
    person = house.someone()
    await walk(person, PROJECT, {**DETAILS, "sponsor_name": "Head of Nothing, nobody@example.org"})
    await person.press("submit")
    await until(house.rows, "no item in the list")
    await in_list(house, SponsorName="Head of Nothing", SponsorUpn="nobody@example.org")
    await until(lambda: asked(person, "We could not reach the sponsor"), "the requester does not hear of it")
    lost = next(m for m in person.inbox if "We could not reach the sponsor" in m.words)
    assert "who could not be reached" in words_of((await person.type("show DR-0001")).card or {})

    await person.press("name_sponsor", on=lost.card)
    await person.press("answer", {"sponsor": "procurement@example.org"}, form="sponsor")
    procurement = house.someone(*PROCUREMENT)
    theirs = await card_of(procurement, "sponsor")
    await in_list(house, SponsorName="Procurement", SponsorUpn="procurement@example.org")
    await procurement.press("sponsor", on=theirs, answer="not_me")
    assert "Repairs booking" not in words_of(procurement.card)
    await until(lambda: asked(person, "needs another sponsor"), "the requester is not asked for another")

    board = house.someone(*BOARD)
    await person.type("sponsor DR-0001: Board secretary <board@example.org>")
    await person.type("sponsor DR-0001: Board secretary <board@example.org>")
    theirs = await card_of(board, "sponsor")
    await board.type("sponsor DR-0001 confirm")
    await until(lambda: row(house).get("SponsorConfirmed"), "the list does not say that they confirmed")
    await in_list(house, SponsorName="Board secretary", SponsorUpn="board@example.org")
    await board.press("sponsor", on=theirs, answer="not_me")
    assert "You have said already" in words_of(board.card)
    await procurement.press("sponsor", on={"actions": []}, reference="DR-0001", answer="confirm")
    assert "Other people do that" in words_of(procurement.card)

    await house.someone(*PARTNER).press("step_outcome", {"outcome": "go_on"}, on={"actions": []}, reference="DR-0001")
    shown = await card_of(board, "step_outcome")
    assert "Board secretary, confirmed on" in words_of(shown)
    posted = [m for m in board.inbox if m.card and not m.activity.get("replyToId")]
    cards = [m for m in posted if "sponsor DR-0001" in words_of(m.card).partition("\n")[0]]
    assert len(cards) == 1, "one card, once"
    await until(lambda: "sponsor" not in verbs_of(cards[0].card or {}), "the card is not brought up to date")
