"""The roadmap over HTTP: a request that a board and the list move, seen by staff, by guests and by the command."""

from __future__ import annotations

from bot.register.roadmap import entries, moved
from bot.register.schema import audit as history
from bot.wiring import now
from tests.bot.story.house import LIST, TENANT, House, until, verbs_of, words_of
from tests.bot.story.test_working import BOARD, BOARD_NAME, in_list, row, sent
from tests.bot.story.walking import DETAILS, met, partner_of

OTHER = "00000000-0000-0000-0000-00000000e002"
GUEST = "00000000-0000-0000-0000-00000000e003"
TITLE = DETAILS["title"]


def moves(house: House) -> list[tuple[str, ...]]:
    early = now().replace(year=2020)
    found = house.front_door.register.read_now(lambda connection: moved(connection, early))
    return [(one.reference, one.move.before, one.move.after, one.move.who, one.move.why) for one in found]


async def test_what_a_board_and_the_list_say_moves_it_and_all_staff_see_it_and_no_guest(house: House) -> None:
    await sent(house)
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    await partner.type("outcome DR-0001 go on")
    await in_list(house, CurrentStep=BOARD_NAME)
    assert [e.timeframe for e in house.front_door.register.read_now(entries)] == ["now"], "as the rules suggest"
    board = house.someone(*BOARD)
    given = {"outcome": "go_on", "note": "After the move.", "timeframe": "later"}
    await board.type("show DR-0001")
    await board.press("step_outcome", given, reference="DR-0001")
    assert moves(house) == [("DR-0001", "now", "later", BOARD_NAME, "After the move.")]
    await in_list(house, Timeframe="Later")
    cells = {"Status": "Approved", "Timeframe": "Next", "DecisionNote": "The move came sooner."}
    house.graph.edit(LIST, row(house)["id"], cells, "governance")
    await until(lambda: len(moves(house)) == 2, "the edit in the list moved nothing")
    assert moves(house)[1] == ("DR-0001", "later", "next", "Governance team", "The move came sooner.")

    staff = house.someone(OTHER, "Member of staff (Place)")
    await staff.type("help")
    await met(staff)
    await staff.type("roadmap")
    for told in ("Next (1)", TITLE, "Housing"):
        assert told in words_of(staff.card)
    for hidden in ("DR-0001", "The move came sooner.", "Approved"):
        assert hidden not in words_of(staff.card)
    await staff.press("roadmap", part="next")
    assert "Roadmap: Next" in words_of(staff.card)
    assert TITLE in words_of(staff.card)
    await staff.type("roadmap Housing")
    assert "Roadmap: Housing" in words_of(staff.card)

    house.teams.profiles[GUEST] = {"userPrincipalName": "x#EXT#@council.onmicrosoft.com", "tenantId": TENANT}
    guest = house.someone(GUEST, "Guest")
    await guest.type("roadmap")
    assert TITLE not in words_of(guest.card), "nobody knows yet who that is"
    await met(guest)
    await guest.type("roadmap next")
    assert "for staff of the council" in words_of(guest.card)
    assert TITLE not in words_of(guest.card)
    assert "roadmap" not in verbs_of(guest.card)
    seen = house.front_door.register.read_now(
        lambda c: [(r.what, r.fields) for r in c.execute(history.select().order_by(history.c.number))]
    )
    assert seen.count(("listed", '{"requests":1,"verb":"roadmap"}')) == 3
    assert seen.count(("refused", '{"verb":"roadmap"}')) == 2
