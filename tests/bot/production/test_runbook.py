"""Something is broken, the figures say so, the commands of the alert's page are followed, and it is mended."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from bot.copies.taking import LAST
from bot.gauges import LAST_COPY
from bot.local.faults import Fault
from tests.bot.deliveries.delivery_cases import until
from tests.bot.production.alarms import PROMTOOL, ROOT, Reading, not_as_promised, promtool, reading, rules
from tests.bot.production.internet import LOGIN, internet, token
from tests.bot.production.outside import Outside, activity, open_door, ready, typed
from tests.bot.production.runbook import follow, steps
from tests.bot.story.house import LIST
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not PROMTOOL, reason="promtool is not here: apt-get install prometheus"),
]
DASHBOARD = ROOT / "infra" / "watching" / "grafana" / "dashboards" / "front-door.json"
_SERIES = re.compile(r"\b((?:front_door|process)_[a-z_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)(?:=~|!~|!=|=)"')
FROM_PROMETHEUS = {"instance", "job", "le"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(door: Outside) -> Outside:
    """A front door with its lists made, that has read them."""
    code, told = await door.command("list", "provision")
    assert code == 0, told
    await shows(door, lambda r: figure(r, "front_door_last_success_timestamp_seconds", of="list") > 0)
    return door


async def shown(door: Outside) -> Reading:
    """What its `/metrics` says now."""
    return reading((await door.get("/metrics"))[1])


def figure(found: Reading, name: str, **labels: str) -> float:
    """The sum of one figure; nought where it is not there."""
    return sum(v for (n, has), (v, _) in found.samples().items() if n == name and labels.items() <= dict(has).items())


async def shows(door: Outside, holds: Callable[[Reading], bool]) -> Reading:
    """Wait until what is shown is so."""
    seen: list[Reading] = []

    async def is_so() -> bool:
        seen.append(await shown(door))
        return holds(seen[-1])

    await until(is_so, 60.0)
    return seen[-1]


async def sent(door: Outside) -> None:
    """Somebody sends a request."""
    person = door.someone(str(uuid.uuid4()))
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")


async def followed(door: Outside, alerts: Sequence[str]) -> None:
    """Do each step of these pages that is tried here; `follow` holds what they say against what comes."""
    await follow(door, *(step for alert in alerts for step in steps(alert)))


async def test_whatever_rules_and_dashboard_ask_for_is_shown_by_a_front_door(desk: Outside, tmp_path: Path) -> None:
    await desk.post(typed("help"))
    found = await shows(desk, lambda r: figure(r, "front_door_calls_total", service="teams") > 0)
    labels: dict[str, set[str]] = {}
    for name, has in found.samples():
        labels.setdefault(name, set()).update(label for label, _ in has)
    # What shows once it happens: a refusal, and what a copy or a certificate is known by.
    labels.setdefault("front_door_refusals_total", {"reason"})
    labels.setdefault("front_door_credential_ends_timestamp_seconds", {"credential"})
    asked = [rule["expr"] for rule in rules()]
    queries = [
        target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for target in panel.get("targets", ())
    ]
    assert len(queries) > 20
    for expression in (*asked, *queries):
        for name, matchers in _SERIES.findall(expression):
            assert name in labels, expression
            assert set(_MATCHER.findall(matchers)) <= labels[name] | FROM_PROMETHEUS, expression
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    assert {name for query in queries for name in re.findall(r"front_door:[\w:]+", query)} <= recorded
    as_rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]
    (tmp_path / "queries.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": as_rules}]}))
    assert promtool(tmp_path, "check", "rules", "queries.yml") == ""


async def test_while_graph_is_down(desk: Outside, tmp_path: Path) -> None:
    before = await shown(desk)
    desk.internet.graph_is_down = True
    await sent(desk)
    failed = {"service": "graph", "result": "unreachable"}
    well = figure(before, "front_door_calls_total", service="graph", result="ok")
    after = await shows(
        desk,
        lambda r: (
            figure(r, "front_door_oldest_delivery_seconds", service="graph") > 0
            and figure(r, "front_door_calls_total", **failed)
            > 5 + figure(r, "front_door_calls_total", service="graph", result="ok") - well
        ),
    )
    for alert in ("DeliveriesWait", "ListNotRead", "GraphFails"):
        assert not_as_promised(tmp_path, alert, before, after) == ""
    await followed(desk, ("DeliveriesWait", "ListNotRead", "GraphFails"))
    assert figure(after, "front_door_ready", check="database") == 1
    desk.internet.graph_is_down = False
    read = figure(after, "front_door_last_success_timestamp_seconds", of="list")
    mended = await shows(
        desk,
        lambda r: (
            figure(r, "front_door_oldest_delivery_seconds", service="graph") == 0
            and figure(r, "front_door_last_success_timestamp_seconds", of="list") > read
        ),
    )
    assert figure(mended, "front_door_delivery_seconds_count", service="graph") > figure(
        before, "front_door_delivery_seconds_count", service="graph"
    )


async def test_while_teams_takes_nothing(desk: Outside, tmp_path: Path) -> None:
    teams, person, before = desk.internet.teams, desk.someone(str(uuid.uuid4())), await shown(desk)
    teams.misbehave(Fault("status", status=502, times=None))
    try:
        await desk.post(typed("help", person.aad_id))
        refused, all_of_them = {"service": "teams", "result": "502"}, {"service": "teams"}
        well = figure(before, "front_door_calls_total", **all_of_them)
        after = await shows(  # what was on its way before is answered meanwhile
            desk,
            lambda r: (
                figure(r, "front_door_calls_total", **refused) * 1.5
                > figure(r, "front_door_calls_total", **all_of_them) - well
                > 0
            ),
        )
        assert not_as_promised(tmp_path, "TeamsFails", before, after) == ""
        await followed(desk, ("TeamsFails",))
    finally:
        teams.behave()
    await until(lambda: person.inbox)


async def test_what_is_set_aside_and_whom_teams_refuses(desk: Outside, tmp_path: Path) -> None:
    world, before = desk.internet, await shown(desk)
    there, known = partner_of(PROJECT["service_area"]), len(world.graph.rows(LIST))
    world.teams.refuse.add(there)
    world.graph.misbehave(Fault("poison", title=DETAILS["title"], times=None))
    try:
        await sent(desk)
        both = ("set_aside", "refused")
        after = await shows(desk, lambda r: all(figure(r, "front_door_deliveries", state=state) > 0 for state in both))
        for alert in ("DeliveriesSetAside", "PeopleNotReached", "DeliveriesBurnFast", "DeliveriesBurnSlowly"):
            assert not_as_promised(tmp_path, alert, before, after) == ""
        await followed(desk, ("DeliveriesBurnFast", "DeliveriesBurnSlowly", "PeopleNotReached"))
        # What was sent again ends as it did: nothing is mended yet.
        ended = "front_door_deliveries_given_up_total"
        await shows(
            desk,
            lambda r: all(figure(r, ended, state=state) >= 2 + figure(before, ended, state=state) for state in both),
        )
    finally:
        world.teams.refuse.discard(there)
        world.graph.behave()
    await followed(desk, ("DeliveriesSetAside",))
    await until(lambda: len(world.graph.rows(LIST)) == known + 1, 60.0)
    await until(lambda: world.teams.to(f"a:{there}"), 60.0)


async def test_when_nothing_can_be_kept(desk: Outside, tmp_path: Path) -> None:
    before = await shown(desk)
    with another_holds(desk.data / "front-door.sqlite"):
        status, _ = await desk.post(activity())
        assert status == 200
        after = await shows(
            desk, lambda r: figure(r, "front_door_turn_seconds_count") > figure(before, "front_door_turn_seconds_count")
        )
    for alert in ("TurnsBurnFast", "TurnsBurnSlowly"):
        assert not_as_promised(tmp_path, alert, before, after) == ""
    await followed(desk, ("TurnsBurnFast", "TurnsBurnSlowly"))
    status, _ = await desk.post(activity())
    good = {"result": "answered", "le": "1.0"}
    await shows(
        desk,
        lambda r: (
            figure(r, "front_door_turn_seconds_bucket", **good)
            > figure(after, "front_door_turn_seconds_bucket", **good)
        ),
    )


async def test_when_somebody_tries_the_door(desk: Outside, tmp_path: Path) -> None:
    before, strange = await shown(desk), token(key="second")
    assert {status for status, _ in await asyncio.gather(*(desk.post(activity(), strange) for _ in range(40)))} == {401}
    after = await shown(desk)
    assert not_as_promised(tmp_path, "RefusalsSurge", before, after) == ""
    await followed(desk, ("RefusalsSurge",))


async def test_what_the_machine_gives(desk: Outside) -> None:
    before = await shown(desk)
    opened = [await asyncio.open_connection("127.0.0.1", int(desk.url.rsplit(":", 1)[1])) for _ in range(50)]
    during = await shown(desk)
    await followed(desk, ("DescriptorsRunOut", "MemoryHigh", "VersionsDiffer"))
    for _, writer in opened:
        writer.close()
    assert figure(during, "process_open_fds") >= figure(before, "process_open_fds") + 50
    await shows(desk, lambda r: figure(r, "process_open_fds") < figure(during, "process_open_fds") - 40)
    assert 50e6 < figure(during, "process_resident_memory_bytes") < 450 * 2**20
    assert figure(during, "process_max_fds") > 0


async def test_when_no_copy_is_taken_and_no_seal_goes_into_the_list(desk: Outside, tmp_path: Path) -> None:
    before = await shown(desk)
    assert figure(before, "front_door_last_success_timestamp_seconds", of="backup") == 0
    for alert, days in (("BackupMissing", 1.25), ("HistoryNotSealed", 2.25)):
        assert not_as_promised(tmp_path, alert, before, before, minutes=int(days * 24 * 60)) == ""
    await followed(desk, ("BackupMissing", "HistoryNotSealed"))
    assert list((desk.data / "copies").iterdir())
    with closing(sqlite3.connect(desk.data / "front-door.sqlite")) as stored:
        query = "SELECT value FROM list_state WHERE name = ?"
        assert stored.execute(query, (LAST_COPY,)).fetchone(), "the figure is read from there each minute"
    assert LAST_COPY == LAST


async def test_when_keys_cannot_be_read_since_the_start(tmp_path: Path, free_port: int) -> None:
    async with internet(tmp_path) as world:
        world.flows[LOGIN].clear()
        async with open_door(world, tmp_path / "door", free_port) as door:
            await until(lambda: "keys not read" in door.log())
            broken = await shown(door)
            well = Reading(broken.text.replace('check="keys"} 0.0', 'check="keys"} 1.0'), broken.at)
            assert not_as_promised(tmp_path, "NotReady", well, broken) == ""
            assert not_as_promised(tmp_path, "KeysOld", well, broken, minutes=7 * 60) == ""
            await followed(door, ("NotReady", "KeysOld"))
            world.flows[LOGIN].set()
            await ready(door)
            mended = await shown(door)
            assert figure(mended, "front_door_ready", check="keys") == 1
            assert figure(mended, "front_door_last_success_timestamp_seconds", of="keys") > 0


async def test_when_the_password_has_ended_and_when_it_ends_itself(tmp_path: Path, free_port: int) -> None:
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    async with internet(tmp_path) as world:
        async with open_door(world, tmp_path / "door", free_port, MicrosoftAppPassword="it has ended") as door:
            before = await shown(await ready(door))
            await door.post(typed("help"))
            broken = await shows(
                door, lambda r: figure(r, "front_door_calls_total", service="entra", result="failed") > 0
            )
            assert not_as_promised(tmp_path, "SignInFails", before, broken) == ""
            await followed(door, ("SignInFails",))
            await door.stop(signal.SIGKILL)
            for alert in ("FrontDoorDown", "InstanceDown"):
                assert not_as_promised(tmp_path, alert, before, reading("")) == ""
            await followed(door, ("FrontDoorDown", "InstanceDown", "RestartLoop"))
        async with open_door(world, tmp_path / "door", free_port, PASSWORD_ENDS=tomorrow) as again:
            mended = await shown(await ready(again))
            assert figure(mended, "process_start_time_seconds") > figure(before, "process_start_time_seconds")
            assert not_as_promised(tmp_path, "CredentialEnds", before, mended) == ""
            assert (await again.command("list", "provision"))[0] == 0
            await followed(again, ("CredentialEnds",))
            person = again.someone()
            await until(lambda: person.inbox)


async def test_when_the_history_is_attacked_and_when_its_end_cannot_be_kept(tmp_path: Path, free_port: int) -> None:
    data = tmp_path / "door"
    async with internet(tmp_path) as world:
        async with open_door(world, data, free_port) as door:
            before = await shown(await ready(door))
            await sent(door)
            assert await door.stop() == 0
        with closing(sqlite3.connect(data / "front-door.sqlite")) as stored, stored:
            stored.execute("DELETE FROM audit WHERE number > 2")
            stored.execute("UPDATE audit_head SET number = 2, hash = (SELECT hash FROM audit WHERE number = 2)")
        async with open_door(world, data, free_port) as door:
            broken = await shown(await ready(door))
            assert not_as_promised(tmp_path, "HistoryBroken", before, broken) == ""
            verify, accept = steps("HistoryBroken")
            await follow(door, verify)
            assert await door.stop() == 0
            await follow(door, accept)
        async with open_door(world, data, free_port) as door:
            mended = await shown(await ready(door))
            assert figure(mended, "front_door_history_faults", fault="replaced") == 0
            anchors = data / "history-anchors.jsonl"
            anchors.rename(data / "kept")
            anchors.mkdir()
            await sent(door)
            broken = await shows(door, lambda r: figure(r, "front_door_history_faults", fault="not anchored") > 0)
            assert not_as_promised(tmp_path, "HistoryNotAnchored", mended, broken) == ""
            first, *others = steps("HistoryNotAnchored")
            await follow(door, first)
            anchors.rmdir()
            (data / "kept").rename(anchors)
            await follow(door, *others)


@contextmanager
def another_holds(database: Path) -> Iterator[None]:
    """Let another program write into this database, and not end, until the block does."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
