"""A database of every day's things that the last version left behind: the front door of today goes on with it."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select

from bot.anonymising import anonymise_some
from bot.audit_anchor import outside_of
from bot.deliveries import ledger
from bot.live_config import LiveConfig
from bot.local.in_memory import TeamsInMemory
from bot.register import agenda_channels, audit_verification, requests
from bot.register.opening import MIGRATIONS, VERSION, open_register
from bot.register.schema import deliveries
from bot.settings import Settings
from bot.wiring import now
from dialogs.model import Request
from dialogs.steps import StepState
from tests.bot.register.table_shape import shape
from tests.bot.register.yesterday.restored import Yesterday, kept, unpacked
from tests.bot.story.house import LIST, House, Someone, inputs_of, open_house, until, verbs_of, words_of
from tests.bot.story.test_together import line, posts
from tests.bot.story.walking import partner_of

ROUTE = ("it_business_partner", "board", "ict_improvement_group", "technical_review_board")
GROUPS = {"ict_improvement_group", "technical_review_board"}
HAS_IT: dict[str, set[str]] = {
    "DR-0001": {"board"},
    "DR-0002": {"it_business_partner"},
    "DR-0003": set(),
    "DR-0004": set(),
    "DR-0005": {"it_business_partner"},
    "DR-0006": set(),
    "DR-0007": set(),
    "DR-0008": set(),
    "DR-0009": {"it_business_partner"},
    "DR-0010": set(),
    "DR-0011": {"it_business_partner"},
    "DR-0012": {"board"},
    "DR-0013": {"it_business_partner"},
    "DR-0014": {"it_business_partner"},
}
"""Who has each request once it is migrated from 0008."""
GOVERNANCE = "00000000-0000-0000-0000-00000000a001"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NEWS = ("message", "status", "personal", "your_turn", "early", "note_wanted")
OVER = {"DR-0004", "DR-0006", "DR-0008"}
"""Withdrawn, done and declined: they are history, and got neither steps nor checks."""


@pytest.fixture
def yesterday(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Yesterday:
    """What the last version left, or the one that a test names."""
    return unpacked(getattr(request, "param", _before(VERSION)), database_url, tmp_path)


of_0008 = pytest.mark.parametrize("yesterday", ["0008"], indirect=True)
"""For what is promised to who comes from there: it knew no steps and no checks."""


@pytest.fixture
async def house(yesterday: Yesterday) -> AsyncIterator[House]:
    """The front door of today on it."""
    async with open_house(yesterday.folder, yesterday.url, prepare=yesterday.put_back) as opened:
        yield opened


def _before(version: str) -> str:
    """The newest version that is kept and is older than this one."""
    return max(one for one in kept() if one < version)


_FRESH: dict[str, dict[str, object]] = {}
"""The tables of a fresh database, by its kind: asked once, not for each version that is kept."""


def _fresh(url: str) -> dict[str, object]:
    """The tables of the fresh database at this address."""
    kind = url.partition(":")[0]
    if kind not in _FRESH:
        register = open_register(url)
        _FRESH[kind] = shape(register.engine)
        register.close()
    return _FRESH[kind]


def found(house: House, reference: str) -> Request:
    """A request as the register has it."""
    one = house.front_door.register.read_now(lambda c: requests.find(c, reference))
    assert one is not None
    return one


def staff(house: House, end: str) -> Someone:
    """Somebody by the end of their Entra id."""
    return house.someone(f"00000000-0000-0000-0000-00000000{end}", f"Member of staff {end}")


def test_a_database_of_the_version_before_each_migration_is_kept() -> None:
    made = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
    assert made[-1] == VERSION
    wanted = [before for before, version in itertools.pairwise(made) if version >= "0009"]
    assert wanted == sorted(kept()), "make the one that is missing: tests/bot/register/yesterday/README.md"


@pytest.mark.parametrize("version", kept())
def test_every_database_that_is_kept_comes_to_the_tables_of_a_fresh_one(
    version: str, database_url: str, tmp_path: Path
) -> None:
    fresh = _fresh(database_url)
    left = unpacked(version, database_url, tmp_path)
    left.put_back(TeamsInMemory(), "http://127.0.0.1/v1.0", "http://127.0.0.1/teams")
    register = open_register(database_url)
    migrated = shape(register.engine)
    names = inspect(register.engine).get_table_names()
    register.close()
    assert migrated == fresh
    assert "request_steps" in names


@of_0008
async def test_every_request_gets_the_step_and_the_checks_that_it_has(house: House) -> None:
    for reference, having in HAS_IT.items():
        one = found(house, reference)
        current = {step.id for step in one.steps if step.state == StepState.CURRENT}
        assert (reference, current) == (reference, having)
        if reference in OVER:
            assert (one.steps, one.checks) == ((), ())
            continue
        assert [step.id for step in one.steps] == [step for step in ROUTE if step in one.decision.steps]
        assert [check.id for check in one.checks] == list(one.decision.checks)
        assert {check.state.value for check in one.checks} <= {"open"}
    reviewed = found(house, "DR-0001").steps
    assert [(step.stage, step.outcome) for step in reviewed] == [(0, "go_on"), (1, ""), (2, ""), (2, "")]
    assert reviewed[1].since == found(house, "DR-0001").status_at


@of_0008
async def test_a_draft_goes_on_to_a_request(house: House) -> None:
    ready, half = staff(house, "e022"), staff(house, "e023")
    await ready.type("resume")
    await ready.type("submit")
    assert "The rules have changed since you started. We kept your answers." in words_of(ready.card)
    await ready.type("submit")
    assert "DR-0015" in words_of(ready.card)
    assert {step.id for step in found(house, "DR-0015").steps if step.state == StepState.CURRENT} == {ROUTE[0]}
    await half.type("resume")
    assert inputs_of(half.card)["title"]["value"] == "Half a title"


def test_what_ended_yesterday_is_as_it_was_and_is_anonymised_when_its_time_is_over(yesterday: Yesterday) -> None:
    yesterday.put_back(TeamsInMemory(), "http://127.0.0.1/v1.0", "http://127.0.0.1/teams")
    register = open_register(yesterday.url)
    live_config, much_later = LiveConfig(None, None, now), now() + timedelta(days=8 * 366)
    rules, people = live_config.rulebook(), live_config.people()

    def whose(connection: Connection) -> dict[str, str]:
        return {one.reference: one.requester.name for one in requests.of_areas(connection, None)}

    before = register.read_now(whose)
    assert "No longer kept" not in before.values()
    job = partial(anonymise_some, rulebook=rules, people=people, before=much_later, now=much_later)
    ended = register.write_now(partial(job, references=list(before)))
    assert set(ended) == OVER
    assert register.read_now(whose) == before | dict.fromkeys(ended, "No longer kept")
    register.close()


async def test_what_waited_is_delivered_once_and_what_was_set_aside_stays_so(
    house: House, yesterday: Yesterday
) -> None:
    def state(delivery: str) -> str | None:
        one = house.front_door.register.read_now(lambda c: ledger.find(c, delivery))
        return one.state if one else None

    assert yesterday.waiting
    await until(lambda: {state(one) for one in yesterday.waiting} == {"done"}, "something was never delivered")
    assert [state(one) for one in yesterday.set_aside] == ["set_aside"]
    assert house.teams.doubles() == 0
    rows = [row["Reference"] for row in house.rows()]
    assert sorted(rows) == sorted(set(rows))
    assert "DR-0014" in rows
    assert "DR-0013" not in rows
    partner = house.someone(partner_of("housing"))
    asked = [m for m in partner.inbox if "The requester added information to DR-0011" in m.words]
    assert len(asked) == 1
    summaries = [m for m in partner.inbox if "DR-0014" in m.words and "pick_up" in verbs_of(m.card)]
    assert len(summaries) == 1


async def test_nobody_is_told_anything_by_the_upgrade_itself(house: House, yesterday: Yesterday) -> None:
    def told() -> set[tuple[str, str]]:
        chosen = select(deliveries.c.id, deliveries.c.recipient).where(deliveries.c.kind.in_(NEWS))
        return {
            (row.id, row.recipient) for row in house.front_door.register.read_now(lambda c: c.execute(chosen).all())
        }

    await until(lambda: "DR-0014" in [row["Reference"] for row in house.rows()], "the list is not up to date")
    # Ids that hold a time were put back by a day with everything else.
    before = {_DAY.sub("", one) for one in yesterday.told}
    new = {whom for delivery, whom in told() if _DAY.sub("", delivery) not in before}
    assert new <= {GOVERNANCE}, "the governance team alone hears, of who has which right by the new directory"


@of_0008
async def test_the_partners_card_of_yesterday_acts_and_its_request_goes_its_way_to_the_end(house: House) -> None:
    partner, person = house.someone(partner_of("housing"), "IT business partner (Housing)"), staff(house, "e012")
    card = next(m.card for m in reversed(partner.inbox) if "DR-0002" in m.words and "pick_up" in verbs_of(m.card))
    await partner.press("pick_up", on=card, reference="DR-0002")
    assert found(house, "DR-0002").status == "With IT business partner"
    assert "How many permits is it for?" in found(house, "DR-0002").open_question

    assert found(house, "DR-0012").status == "In review"
    board, groups = staff(house, "d101"), (staff(house, "d201"), staff(house, "d301"))
    await board.type("outcome DR-0012 go on")
    assert {s.id for s in found(house, "DR-0012").steps if s.state == StepState.CURRENT} == GROUPS
    for member in groups:
        await member.type("outcome DR-0012 go on")
    assert found(house, "DR-0012").status == "Approved"
    await until(lambda: [m for m in person.inbox if "DR-0012 is now: Approved" in m.words], "the requester is not told")
    row = next(row for row in house.rows() if row["Reference"] == "DR-0005")
    house.graph.edit(LIST, row["id"], {"Status": "In review"}, "governance")
    await until(lambda: found(house, "DR-0005").status == "In review", "the list is not read")


async def test_the_history_of_yesterday_is_whole_and_goes_on(house: House, yesterday: Yesterday) -> None:
    kept_outside = outside_of(Settings(), yesterday.folder, make=False)
    assert kept_outside is not None

    def verified() -> tuple[int, tuple[str, ...]]:
        return house.front_door.register.read_now(lambda c: audit_verification.verify(c, kept_outside))

    rows, faults = verified()
    assert rows > 200
    assert faults == ()
    await house.someone(partner_of("housing")).type("outcome DR-0011 go on")
    more, faults = verified()
    assert more > rows
    assert faults == ()


async def test_no_agenda_is_in_a_channel_until_a_member_has_it_kept_there(house: House) -> None:
    assert house.front_door.register.read_now(agenda_channels.every) == ()
    await house.someone(partner_of("housing")).type("outcome DR-0014 go on")
    await line(staff(house, "d101"), "agenda here")
    (post,) = await until(lambda: posts(house), "the agenda was not posted")
    assert "1. DR-0014: Bins that say when they are full" in post.words
    assert "DR-0002" not in post.words, "that is with the IT business partner"
