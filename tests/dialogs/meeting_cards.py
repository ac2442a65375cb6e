"""Every card of a meeting: its papers, each request, news that is held, what is wrong, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dialogs import channel_agenda_card, heard_card, no_longer_card, papers_card
from dialogs.agendas import Meeting, filled
from dialogs.model import Request
from dialogs.statuses import Status
from dialogs.steps import moved_to
from tests.dialogs.before_the_board import DAY, MORNING, RULES
from tests.dialogs.walker import BOARD, GOVERNANCE, STAFF, Office, Walker


def with_the_board(request: Request, number: int, **more: Any) -> Request:
    """The same request under another number, with the board."""
    there = moved_to(request.steps, {"board"}, "", MORNING - timedelta(days=9))
    return replace(request, reference=f"DR-{number:04}", steps=there, **{"status": Status.IN_REVIEW, **more})


def meeting_cards(full: Request, markup: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with its name. ``full``: a request with as much in it as there can be."""
    requests = [
        with_the_board(full, 1),
        with_the_board(full, 2, title=markup),
        with_the_board(full, 3, status=Status.DEFERRED, title="Renew the contract for housing repairs"),
        with_the_board(full, 4, status=Status.MORE_NEEDED, title="Let tenants pay their rent by phone"),
    ]
    told = replace(filled(Meeting("board", DAY), requests[:3], {"DR-0003"}, 20), papers_at=MORNING - timedelta(days=7))
    yield "papers", papers_card(RULES, replace(filled(told, requests, (), 20), waiting=3))[0]
    yield "papers with nothing to decide", papers_card(RULES, Meeting("board", DAY))[0]
    yield "a channel's agenda", channel_agenda_card(RULES, "board", DAY, told.items)[0]
    yield "a channel's agenda without a day", channel_agenda_card(RULES, "board", None, told.items)[0]
    yield "a channel's agenda with nothing on it", channel_agenda_card(RULES, "board", DAY, ())[0]
    yield "a channel without the agenda", no_longer_card()[0]
    yield "a called request that was heard", heard_card(replace(told.items[0], outcome="go_on"), "DR-0001")[0]
    yield "a called request that went", heard_card(None, "DR-0001")[0]
    office = Office({one.reference: one for one in requests}, now=MORNING, rulebook=RULES)
    office.meetings["board", DAY] = told
    board, governs = Walker(office, BOARD), Walker(office, GOVERNANCE)
    governs.type("pack")
    governs.type("pack board")
    for words in ("hold news", "pack", "next item", "hold news", "tell now", "hold news"):
        board.type(words)
    board.press("item_outcome", {"outcome": "decline", "note": "", "action": markup * 9, "owner": markup * 3})
    given = {"note": markup, "action": "Ask finance what it costs over five years", "owner": markup[:120]}
    board.press("item_outcome", {"outcome": "go_on", "timeframe": "next", **given})
    board.press("next_item", after="DR-0002")
    board.press("item_outcome", {"outcome": "defer", **given})
    board.type("close meeting")
    Walker(office, STAFF).type("next item")
    office.now += timedelta(days=1)
    board.type("next item")
    board.send("item_outcome", {"body": "board", "day": DAY.isoformat(), "reference": "DR-0001"})
    yield from ((f"meeting: {name}", card) for name, card in office.cards)
