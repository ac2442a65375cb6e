"""Who reads what others sent, takes a copy of it, or presses what they may not, leaves a trace."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select

from bot.commands import main
from bot.register import audit_verification, schema
from tests.bot.story.erased import GOVERNANCE, OTHER, PARTNER
from tests.bot.story.house import House, open_house, until
from tests.bot.story.walking import submitted

RULES = str(Path("governance_rules/rulebook").absolute())
CHAMPION = "00000000-0000-0000-0000-00000000c001"
Line = tuple[str, str, str, dict[str, object]]


def traces(house: House) -> list[Line]:
    """Who did what with which reference, of what changes nothing."""
    keyed = schema.audit.outerjoin(schema.people, schema.people.c.key == schema.audit.c.who)
    columns = (schema.people.c.aad_id, schema.audit.c.who, schema.audit.c.what, schema.audit.c.subject)
    wanted = schema.audit.c.what.in_(("read", "listed", "exported", "refused", "refused_at_door"))
    said = select(*columns, schema.audit.c.fields).select_from(keyed).where(wanted).order_by(schema.audit.c.number)
    rows = house.front_door.register.read_now(lambda c: c.execute(said).all())
    return [(row.aad_id or row.who, row.what, row.subject, json.loads(row.fields)) for row in rows]


async def test_whoever_reads_a_request_of_somebody_else_leaves_a_trace_and_its_requester_none(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        person = await submitted(house)
        await person.press("show", reference="DR-0001")
        assert traces(house) == []
        expected: list[Line] = []
        for who, role in ((CHAMPION, "champion"), (PARTNER, "partner"), (GOVERNANCE, "governance")):
            await house.someone(who, "Somebody").press("show", reference="DR-0001")
            expected.append((who, "read", "DR-0001", {"role": role}))
        partner = house.someone(PARTNER, "Somebody")
        await partner.type("ask DR-0001")
        expected.append((PARTNER, "read", "DR-0001", {"role": "partner"}))
        assert traces(house) == expected
        await partner.press("pick_up", reference="DR-0001")
        assert traces(house) == expected, "what changes a request leaves a trace of its own"
        assert house.front_door.register.read_now(audit_verification.verify)[1] == ()


async def test_a_press_that_is_refused_leaves_who_verb_and_reference_and_no_words(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
        other = house.someone(OTHER, "Other")
        await other.press("show", reference="DR-0001")
        await other.press("pick_up", reference="DR-0001")
        await other.press("join", reference="DR-0001")
        await other.press("my_area")
        await other.press("figures")
        await other.type("note DR-0001: words that nobody keeps")
        await other.press("show", reference="words that nobody keeps")
        assert traces(house) == [
            (OTHER, "refused", "DR-0001", {"verb": "show"}),
            (OTHER, "refused", "DR-0001", {"verb": "pick_up"}),
            (OTHER, "refused", "DR-0001", {"verb": "join"}),
            (OTHER, "refused", "", {"verb": "my_area"}),
            (OTHER, "refused", "", {"verb": "figures"}),
            (OTHER, "refused", "DR-0001", {"verb": "answer"}),
            (OTHER, "refused", "", {"verb": "show"}),
        ]


async def test_an_area_that_was_listed_or_exported_leaves_a_trace(tmp_path: Path, database_url: str) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
        champion = house.someone(CHAMPION, "Champion")
        await champion.press("my_area")
        await champion.press("my_area", export=True, filter="all")
        await champion.answer_offer(await champion.offer("my-area.csv"), allow=True)
        expected: list[Line] = [
            (CHAMPION, "listed", "", {"filter": "open", "requests": 1}),
            (CHAMPION, "listed", "", {"filter": "all", "requests": 1}),
            (CHAMPION, "exported", "", {"filter": "all", "requests": 1}),
        ]
        await until(lambda: traces(house) == expected, "the copy that was taken has left no trace")


async def test_a_copy_that_a_command_gives_out_leaves_a_trace(tmp_path: Path, database_url: str) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
    for words in (["figures", "--format", "json"], ["rules", "replay", RULES]):
        done = CliRunner().invoke(main, [*words, "--data", str(tmp_path)], env={"DATABASE_URL": database_url})
        assert done.exit_code == 0, done.output
    async with open_house(tmp_path, database_url) as house:
        assert traces(house) == [
            ("operator", "exported", "figures", {"format": "json"}),
            ("operator", "exported", "requests", {"for": "replay"}),
        ]
        assert house.front_door.register.read_now(audit_verification.verify)[1] == ()


async def test_callers_refused_at_the_door_stand_in_the_history_by_address_and_count(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        for _ in range(30):
            async with house.http.post(f"{house.url}/api/messages", json={"channelId": "webchat"}) as answer:
                assert answer.status == 403
        await house.front_door.scheduler.tell_refusals()
        # The front door's own rounds may be telling some of them at this moment.
        await until(lambda: sum(int(str(line[3]["count"])) for line in traces(house)) == 30, "not told")
        told = traces(house)
        assert len(told) < 15, "thirty refusals are no thirty entries"
        assert {line[:3] for line in told} == {("door", "refused_at_door", "127.0.0.1")}
        assert {(line[3]["status"], line[3]["reason"]) for line in told} == {(403, "channel")}
