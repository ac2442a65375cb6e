"""A quarter of three bodies over HTTP: from twelve requests to their benefits, with papers, meetings, roadmap and news.

Everybody works at their client, and nothing is moved but the clock, which is an argument: papers, news and questions
come by themselves. The acts follow each other, since what one meeting leaves is before the next.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.bot.story.house import Clock, Someone, open_house, until, words_of
from tests.bot.story.quarter import (
    CARE,
    HOUSING,
    PLACE,
    REQUESTS,
    SENDERS,
    Quarter,
    reference,
    rules_on,
    rules_with_capacity,
)
from tests.bot.story.test_meetings import heard
from tests.bot.story.test_working import BOARD, BOARD_MEMBER, GROUP, PMO, REVIEW
from tests.bot.story.walking import partner_of

CHANGE_TEAM: Final = ("00000000-0000-0000-0000-00000000f009", "Change team")
THIS_QUARTER: Final = date(2026, 10, 1)


@pytest.fixture
async def quarter(tmp_path: Path, database_url: str) -> AsyncIterator[Quarter]:
    """The last day of November, ten in the morning."""
    clock = Clock(datetime(2026, 11, 30, 10, tzinfo=UTC))
    rules = rules_with_capacity(tmp_path / "rules")
    async with open_house(
        tmp_path, database_url, clock=clock, load=lambda _, named, day: rules_on(rules, named, day)
    ) as house:
        yield Quarter(house, clock, tmp_path, rules, database_url)


async def goes_on(quarter: Quarter, number: int) -> None:
    """The IT business partner of its area lets a request go on."""
    area = REQUESTS[number - 1][0]
    partner = quarter.who((partner_of(area), f"IT business partner ({area})"))
    await partner.type(f"outcome {reference(number)} go on")
    assert "Saved" in words_of(partner.card), words_of(partner.card)


async def said(member: Someone, number: int, outcome: str, note: str = "", **more: str) -> None:
    """A member calls the next request, which is this one, and says what becomes of it."""
    await member.type("next item")
    assert heard(member) == reference(number), words_of(member.card)
    await member.press("item_outcome", {"outcome": outcome, "note": note, **more})


def agenda(words: str) -> list[int]:
    """The numbers of the requests that an agenda lists, in its order."""
    lines = (line.partition(". DR-") for line in words.splitlines())
    return [int(rest[:4]) for place, found, rest in lines if found and place.isdecimal() and rest[4:5] == ":"]


async def test_a_quarter_of_three_bodies(quarter: Quarter) -> None:
    await november(quarter)
    await the_board_in_december(quarter)
    await the_two_groups_in_december(quarter)
    await the_board_in_january(quarter)
    await the_review(quarter)
    await what_came_of_it(quarter)


async def november(quarter: Quarter) -> None:
    """Ten requests are sent; the partners let nine go on."""
    for number in range(1, 11):
        await quarter.send(number)
    for number in range(1, 10):
        await goes_on(quarter, number)
    for number in (1, 2, 3, 4, 5, 6, 8):
        await quarter.in_list(number, Status="In review", CurrentStep="Digital, Data and Customer Board")
    for number in (7, 9):
        await quarter.in_list(number, Status="In review", CurrentStep="Technical Review Board")
    await quarter.in_list(10, Process="Self-service")
    told = quarter.figures()
    assert told["by_status"] == {"In review": 9, "Submitted": 1}
    assert told["median_working_days_to_first_contact"] == 0
    roadmap = quarter.roadmap(THIS_QUARTER)
    assert [one["reference"] for one in roadmap["now"]] == ["DR-0001"]
    assert {one["timeframe_by"] for part in ("now", "next", "later") for one in roadmap[part]} == {"rules"}
    assert roadmap["moved"] == []


async def the_board_in_december(quarter: Quarter) -> None:
    """Papers a week before; a late request; what is decided together is told together."""
    await quarter.on(12, 2, 8, 58)
    assert not quarter.came(BOARD, "Papers for Digital"), "it is before nine"
    await quarter.on(12, 2, 9, 1)
    for reader in (BOARD, BOARD_MEMBER):
        papers = next(m for m in await quarter.hears(reader, "Papers for Digital") if "Papers for Digital" in m)
        assert agenda(papers) == [1, 3, 2, 6, 8, 5, 4]
        assert "7 requests to decide" in papers
    await quarter.on(12, 4)
    await quarter.send(11)
    await goes_on(quarter, 11)
    await quarter.on(12, 9, 9, 1)
    papers = next(m for m in await quarter.hears(REVIEW, "Papers for Technical") if "Papers for Technical" in m)
    assert agenda(papers) == [9, 7], "what has no scores is last"
    await quarter.all_read(BOARD, BOARD_MEMBER, REVIEW, GROUP, *SENDERS.values())

    await quarter.on(12, 9, 14)
    chair, member = quarter.who(BOARD), quarter.who(BOARD_MEMBER)
    await chair.type("pack board")
    assert agenda(words_of(chair.card)) == [1, 3, 2, 6, 8, 5, 4, 11], "late is last, whatever its scores"
    assert "came after the papers" in words_of(chair.card)
    await chair.press("next_item")
    await chair.press("hold_news")
    await said(chair, 1, "go_on", "After the move.", timeframe="next", action="Name a lead", owner="Head of Housing")
    await said(member, 3, "more_information", "What does a permit cost today?")
    await said(chair, 2, "defer", "Wait for the new rent rules.")
    await said(member, 6, "decline", "The care system does this.")
    await said(chair, 8, "go_on")
    await chair.type("next item")
    await chair.press("next_item", after="DR-0005")
    await said(chair, 4, "go_on", "There is no money before the summer.", timeframe="later")
    assert heard(chair) == "DR-0011"
    await quarter.in_list(6, Status="Declined")
    await quarter.settled()
    for someone in (*SENDERS.values(), REVIEW, GROUP):
        assert quarter.unread(someone) == [], "it is told when the meeting is over"
    roadmap = quarter.roadmap(THIS_QUARTER)
    assert [(m["reference"], m["from"], m["to"], m["on"], m["by"]) for m in roadmap["moved"]] == [
        ("DR-0001", "now", "next", "2026-12-09", "Digital, Data and Customer Board"),
        ("DR-0004", "next", "later", "2026-12-09", "Digital, Data and Customer Board"),
    ]
    await chair.press("close_meeting")
    for words in ("5. DR-0008: it can go on", "6. DR-0005: not decided, comes back", "8. DR-0011: not decided",
                  "To do: Name a lead (Head of Housing)", "People are told of 6 requests now",
                  "on the agenda of 13 January 2027"):  # fmt: skip
        assert words in words_of(chair.card)

    (asked,) = await quarter.hears(PLACE, "DR-0003 is now: More information needed")
    assert "What does a permit cost today?" in asked
    (deferred,) = await quarter.hears(HOUSING, "DR-0002 is now: Deferred")
    assert "Wait for the new rent rules." in deferred
    (declined,) = await quarter.hears(CARE, "DR-0006 is now: Declined")
    assert "The care system does this." in declined
    await quarter.hears(REVIEW, "DR-0001 in Housing", "DR-0004 in Place")
    await quarter.hears(GROUP, "DR-0001 in Housing", "DR-0004 in Place", "DR-0008 in Housing")


async def the_two_groups_in_december(quarter: Quarter) -> None:
    """The two groups have requests side by side; what both let go on is approved, and who delivers it hears."""
    review, group = quarter.who(REVIEW), quarter.who(GROUP)
    await quarter.on(12, 10, 9, 1)
    (papers,) = await quarter.hears(GROUP, "Papers for ICT")
    assert agenda(papers) == [1, 8, 4]
    place = quarter.who(PLACE)
    await place.type("It costs 40 pounds")
    await quarter.in_list(3, Status="In review")
    await quarter.all_read(PLACE)

    await quarter.on(12, 15, 13)
    await review.type("pack technical")
    assert agenda(words_of(review.card)) == [9, 7, 1, 4]
    await said(review, 9, "go_on")
    await said(review, 7, "go_on", "A drone is not needed: we have the flight pictures.")
    await said(review, 1, "go_on", timeframe="")
    await said(review, 4, "decline", "The map that we have can show trees.")
    assert "The meeting is closed" in words_of(review.card)
    await quarter.hears(PLACE, "DR-0007 is now: Approved", "DR-0004 is now: Declined")
    await quarter.hears(CARE, "DR-0009 is now: Approved")
    await quarter.hears(CHANGE_TEAM, "DR-0009")
    await quarter.settled()
    assert quarter.unread(HOUSING) == [], "the other group still has it"

    await quarter.on(12, 17)
    await group.type("next item")
    assert agenda(words_of(group.card)) == []
    await said(group, 1, "go_on")
    await said(group, 8, "go_on")
    assert "3. DR-0004: not with this body any more" in words_of(group.card)
    await quarter.hears(HOUSING, "DR-0001 is now: Approved", "DR-0008 is now: Approved")
    await quarter.hears(PMO, "DR-0001")
    await quarter.in_list(1, Status="Approved", FinalProcess="Project", Timeframe="Next")

    await quarter.on(12, 18)
    await quarter.who(PMO).type("deliver DR-0001 in delivery")
    await quarter.who(CHANGE_TEAM).type("deliver DR-0009 in delivery")
    await quarter.hears(HOUSING, "DR-0001 is now: In delivery")
    assert quarter.figures()["by_status"] == {
        "In review": 3, "Approved": 2, "Declined": 2, "In delivery": 2, "Deferred": 1, "Submitted": 1
    }  # fmt: skip


async def the_board_in_january(quarter: Quarter) -> None:
    """What was put off comes back by itself; what is done is asked about; minutes and papers say it all."""
    await quarter.on(1, 5, 9, 1)
    (none,) = [words for words in await quarter.hears(REVIEW, "12 January") if "12 January" in words]
    assert "Nothing to decide for Technical Review Board" in none
    await quarter.send(12)
    await goes_on(quarter, 12)
    await quarter.hears(BOARD)
    await quarter.on(1, 6, 9, 1)
    papers = (await quarter.hears(BOARD, "Papers for Digital"))[-1]
    assert agenda(papers) == [11, 12, 3, 2, 5]
    assert papers.count("put off by an earlier meeting") == 4
    assert "was deferred" in papers
    await quarter.on(1, 8)
    await quarter.who(CARE).press("withdraw", reference="DR-0012", sure=True)
    await quarter.who(PMO).type("deliver DR-0001 done")
    await quarter.who(CHANGE_TEAM).type("deliver DR-0009 done")
    await quarter.hears(HOUSING, "DR-0001 is now: Done")
    await quarter.hears(CARE, "DR-0009 is now: Done")
    assert not quarter.came(HOUSING, "What came of DR-0001?"), "nobody is asked in the moment in which it is done"
    await quarter.on(1, 11, 9, 1)
    await quarter.hears(HOUSING, "What came of DR-0001?")
    await quarter.hears(CARE, "What came of DR-0009?")
    await quarter.who(HOUSING).type("benefit DR-0001 less: Half of them still phone.")
    await quarter.who(CARE).type("benefit DR-0009 as expected")

    words = await quarter.paper("board", "2027-01-13")
    for told in (
        "1 2pm DR-0011 Street lights that report themselves . Put off by an earlier meeting 80 60",
        "3 2:10pm DR-0003 Parking permits without paper . Put off by an earlier meeting 56 66",
        "4 2:20pm DR-0002 Rent accounts that tenants read . Put off by an earlier meeting; was deferred 56 60",
        "DR-0001, 9 December 2026: Name a lead (Head of Housing)",
        "More information (10 December 2026): It costs 40 pounds",
        "It waits for a better time (Digital, Data and Customer Board, 9 December 2026). Wait for the new rent rules.",
    ):
        assert told in words
    assert "DR-0012" not in words, "it was withdrawn after the papers"

    await quarter.on(1, 13, 14)
    chair = quarter.who(BOARD)
    await said(chair, 11, "go_on", timeframe="now")
    await said(chair, 3, "go_on", "It pays for itself.", timeframe="now")
    await said(chair, 2, "defer", "The rent rules are not out yet.")
    await said(chair, 5, "decline", "The care system has it.", action="Show the teams how", owner="Data team")
    assert "2. DR-0012: not with this body any more" in words_of(chair.card)
    assert "on the agenda of 10 February 2027" in words_of(chair.card)
    await quarter.hears(CARE, "DR-0005 is now: Declined")
    minutes = await quarter.paper("board", "2027-01-13", "--minutes")
    for told in (
        "4 of 5 requests were heard.",
        "1 DR-0011 Street lights that report themselves It can go on",
        "2 DR-0012 One list of care homes Not heard 3",
        "3 DR-0003 Parking permits without paper It can go on. Moved from Next to Now",
        "4 DR-0002 Rent accounts that tenants read It waits for a better time",
        "5 DR-0005 Care plans on a tablet It does not go ahead",
        "Show the teams how Data team DR-0005",
    ):
        assert told in minutes


async def the_review(quarter: Quarter) -> None:
    """At the end of the quarter the roadmap says what comes when, what moved, and what there is no room for."""
    review, group = quarter.who(REVIEW), quarter.who(GROUP)
    await quarter.on(1, 21)
    await said(group, 11, "go_on")
    await said(group, 3, "go_on")
    await quarter.on(1, 26, 13)
    await said(review, 11, "go_on")
    await said(review, 3, "go_on")
    await quarter.hears(PLACE, "DR-0011 is now: Approved", "DR-0003 is now: Approved")
    await quarter.on(2, 3, 9, 1)
    papers = (await quarter.hears(BOARD, "Wednesday 10 February"))[-1]
    assert agenda(papers) == [2]
    await quarter.on(3, 29)
    roadmap = quarter.roadmap(date(2027, 1, 1))
    assert {part: [one["reference"] for one in roadmap[part]] for part in ("now", "next", "later", "no_timeframe")} == {
        "now": ["DR-0011", "DR-0003"], "next": ["DR-0008"], "later": [], "no_timeframe": ["DR-0007"]
    }  # fmt: skip
    assert {one["timeframe_by"] for one in roadmap["now"]} == {"board"}
    assert [(m["reference"], m["from"], m["to"], m["on"]) for m in roadmap["moved"]] == [
        ("DR-0003", "next", "now", "2027-01-13")
    ]
    first, second = roadmap["capacity"]
    assert (first["days"], first["days_given"], first["no_longer_fits"]) == (180, 100, ["DR-0003"])
    assert (second["days_before"], second["days_given"], second["no_longer_fits"]) == (180, 200, ["DR-0008"])
    staff = quarter.who(HOUSING)
    await staff.type("roadmap")
    for told in ("Now (2)", "Street lights that report themselves", "Next (1)", "Letters from one template"):
        assert told in words_of(staff.card)
    assert "DR-0011" not in words_of(staff.card), "titles, areas and timeframes alone"


async def what_came_of_it(quarter: Quarter) -> None:
    """Three months after the end people are asked again, and the last answer counts."""
    await quarter.all_read(HOUSING, CARE)
    await quarter.on(4, 7, 9, 1)
    await quarter.settled()
    assert not any("What came of" in words for words in quarter.unread(HOUSING))
    await quarter.on(4, 8, 9, 1)
    (asked,) = [words for words in await quarter.hears(HOUSING, "What came of") if "What came of" in words]
    assert "DR-0001" in asked
    assert "The work was done 3 months ago" in asked
    await quarter.who(HOUSING).type("benefit DR-0001 more: Nobody phones now.")
    await quarter.hears(CARE, "What came of DR-0009?")
    told = quarter.figures()
    assert told["by_status"] == {
        "Approved": 4, "Declined": 3, "Done": 2, "Deferred": 1, "Submitted": 1, "Withdrawn": 1
    }  # fmt: skip
    came = told["benefits"]
    assert (came["done"], came["asked"], came["answered"], came["share_as_expected_or_more"]) == (2, 2, 2, 1.0)
    assert came["measured"]["more"] == {"count": 1, "expected_pounds": 50_000}
    assert came["measured"]["as_expected"] == {"count": 1, "expected_pounds": 10_000}
    waits = [(one["body"], one["count"]) for one in told["where_requests_wait"]]
    assert waits == [("board", 1)]
    times = {
        one["body"]: (one["count"], one["median_working_days"], one["p90_working_days"])
        for one in told["time_at_each_step"]
        if one["body"] != "board"
    }
    assert times == {
        "it_business_partner": (11, 0, 0), "ict_improvement_group": (4, 6, 6), "technical_review_board": (6, 9, 11)
    }  # fmt: skip
    await until(
        lambda: "After 3 months: more than expected" in quarter.row(1)["Benefit"], "the list has no second answer"
    )
    assert "When it was done: less than expected, 11 January 2027, Requester: Half of them" in quarter.row(1)["Benefit"]
