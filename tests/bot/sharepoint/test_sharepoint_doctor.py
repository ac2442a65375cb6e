"""The doctor names everything that is to be mended, and no secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from pydantic import SecretStr

from bot.audit_anchor import AuditAnchor, outside_of
from bot.commands import main
from bot.local.graph import LOCAL_SITE, Fault
from bot.register import audit, list_items, throttle
from bot.register.opening import open_register
from bot.settings import Settings
from bot.sharepoint.access import GraphAccess, problems_of
from bot.sharepoint.examination import examine
from tests.bot.sharepoint.sharepoint_cases import NAME, Desk, wanted

CANARY = "canary-of-a-secret"
CHAMPION = "00000000-0000-0000-0000-00000000c002"


@pytest.fixture
async def microsoft() -> AsyncIterator[str]:
    """Microsoft's token and key endpoints on this machine; the token is given to the right secret alone."""

    async def token(request: web.Request) -> web.Response:
        form = await request.post()
        if form["client_secret"] != CANARY:
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response({"access_token": "token", "expires_in": 3600})

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://{request.host}/keys"})

    async def keys(_request: web.Request) -> web.Response:
        key = {"kty": "RSA", "kid": "1", "n": "x" * 342 + "w", "e": "AQAB", "endorsements": ["msteams"]}
        return web.json_response({"keys": [key]})

    async def door(_request: web.Request) -> web.Response:
        return web.json_response({"error": "who"}, status=401, headers={"WWW-Authenticate": "Bearer"})

    app = web.Application()
    app.router.add_post("/token", token)
    app.router.add_get("/metadata", metadata)
    app.router.add_get("/keys", keys)
    app.router.add_post("/api/messages", door)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def visit(data: Path, url: str, microsoft: str, *arguments: str, **environment: str) -> Awaitable[Result]:
    """The doctor, in a thread: the command has an event loop of its own."""
    every = {
        "MicrosoftAppId": "00000000-0000-0000-0000-00000000b0b0",
        "MicrosoftAppPassword": CANARY,
        "MicrosoftAppTenantId": "00000000-0000-0000-0000-000000000001",
        "SHAREPOINT_SITE": LOCAL_SITE,
        "GRAPH_BASE_URL": url,
        "BOT_TOKEN_URL": f"{microsoft}/token",
        "OPENID_METADATA_URL": f"{microsoft}/metadata",
        "AZURE_CLIENT_ID": "",
        **environment,
    }
    return asyncio.to_thread(CliRunner().invoke, main, ["doctor", "--data", str(data), *arguments], env=every)


def lines(result: Result, mark: str) -> list[str]:
    return [line[6:] for line in result.output.splitlines() if line.startswith(mark)]


async def test_a_well_front_door_is_well(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    result = await visit(tmp_path, desk.stand_in.url, microsoft, "--probe")
    assert lines(result, "MEND") == [], result.output
    assert result.exit_code == 0
    assert result.output.endswith("All is well.\n")
    assert [line.partition(":")[0] for line in lines(result, "ok")] == [
        "Settings", "Data folder", "Directory", "Rulebook", "Graph", "List", "Champions", "Systems", "Seals",
        "Profiles",
        "Probe", "Probe", "Probe", "Probe", "Probe",
        "Bot Framework token", "Bot Framework keys",
    ]  # fmt: skip
    assert desk.stand_in.rows(NAME) == []


async def test_a_service_that_asked_us_to_wait_is_said(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    register.write_now(lambda c: throttle.start(c, "graph", 31_536_000.0, datetime.now(UTC)))
    register.close()
    result = await visit(tmp_path, desk.stand_in.url, microsoft)
    said = [line for line in lines(result, "MEND") if line.startswith("Deliveries: nothing goes to Graph before ")]
    assert len(said) == 1, result.output
    assert result.exit_code == 1


async def test_what_cannot_be_read_from_the_list_is_named(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    register.write_now(lambda c: list_items.keep_value(c, list_items.ASIDE, ["item 7: Graph answered 500"]))
    register.close()
    result = await visit(tmp_path, desk.stand_in.url, microsoft)
    assert [line for line in lines(result, "MEND") if "item 7: Graph answered 500" in line], result.output
    assert result.exit_code == 1


async def test_every_fault_has_its_line_and_its_mend(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    status = next(c for c in await desk.listing.columns() if c["name"] == "Status")
    await desk.listing.change_column(status["id"], {"indexed": False})
    result = await visit(
        tmp_path,
        desk.stand_in.url,
        microsoft,
        "--probe",
        MicrosoftAppTenantId="",
        OPENID_METADATA_URL=f"{microsoft}/nothing",
        PUBLIC_URL=f"{microsoft}/nothing",
    )
    assert result.exit_code == 1
    mends = lines(result, "MEND")
    for what, mend in (
        ("Settings", "MicrosoftAppTenantId is missing"),
        ("List", "the column Status is not indexed. Index it with front-door list provision"),
        ("Bot Framework keys", "cannot be read"),
        ("PUBLIC_URL", "/api/messages answers 404"),
    ):
        assert any(line.startswith(what) and mend in line for line in mends), result.output
    assert "Probe" not in result.output, "in lists that are not as they should be nothing is tried"
    assert f"{len(mends)} to mend: see the lines above that begin with MEND." in result.output


async def test_lists_are_not_looked_at_by_rules_or_people_that_are_not_sound(
    desk: Desk, microsoft: str, tmp_path: Path
) -> None:
    before = len(desk.stand_in.ledger)
    (tmp_path / "rules").mkdir()
    rules = await visit(tmp_path, desk.stand_in.url, microsoft, RULEBOOK=str(tmp_path / "rules"))
    assert [line for line in lines(rules, "MEND") if line.startswith("Rulebook: rules:1: The folder holds no rule")]
    people = await visit(tmp_path, desk.stand_in.url, microsoft, DIRECTORY=str(tmp_path / "none.yaml"))
    assert [line.partition(":")[0] for line in lines(people, "MEND")] == ["Directory"], people.output
    assert (rules.exit_code, people.exit_code, len(desk.stand_in.ledger)) == (1, 1, before)


async def test_a_site_that_is_not_open_to_the_app_names_the_permission(
    desk: Desk, microsoft: str, tmp_path: Path
) -> None:
    desk.stand_in.misbehave(Fault("status", "GET", "/sites/", status=403))
    said = lines(await visit(tmp_path, desk.stand_in.url, microsoft), "MEND")
    assert any(line.startswith("Graph") and "Grant the app Sites.Selected and open the site" in line for line in said)


async def test_profiles_that_may_not_be_read_are_left_out_with_what_is_lost(
    desk: Desk, microsoft: str, tmp_path: Path
) -> None:
    desk.stand_in.apps.withhold("User.Read.All")
    result = await visit(tmp_path, desk.stand_in.url, microsoft)
    (said,) = [line for line in lines(result, "--") if line.startswith("Profiles: ")]
    assert "no User.Read.All: no department suggests a service area, no manager is offered as the sponsor" in said
    assert result.exit_code == 0, result.output
    desk.stand_in.apps.withhold()
    desk.stand_in.keep_person(CHAMPION, "champion.children@example.org", "Champion")
    for fault, mark, words in (
        (Fault("status", path="/manager", status=403, times=None), "--", "the app may not see managers"),
        (Fault("html", path="/manager", times=None), "MEND", "no manager can be read: Graph answered 502"),
        (Fault("html", path="/users/", times=None), "MEND", "nobody's can be read: Graph answered 502"),
    ):
        desk.stand_in.behave()
        desk.stand_in.misbehave(fault)
        found = next(f for f in [f async for f in examine(desk.graph, wanted(), CHAMPION)] if f.what == "Profiles")
        assert {"mend": "MEND", "left out": "--"}[found.state] == mark
        assert words in found.sentence
    desk.stand_in.behave()
    found = next(f for f in [f async for f in examine(desk.graph, wanted(), CHAMPION)] if f.what == "Profiles")
    assert (found.state, found.sentence) == ("ok", "departments and managers can be read")


async def test_only_the_door_that_is_open_from_outside_is_asked(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    result = await visit(tmp_path, desk.stand_in.url, microsoft, PUBLIC_URL=f"{microsoft}/")
    assert [line for line in lines(result, "ok") if line.startswith("PUBLIC_URL: reaches a running front door")]
    elsewhere = await visit(tmp_path, desk.stand_in.url, microsoft, PUBLIC_URL=f"{microsoft}/metadata")
    assert [line for line in lines(elsewhere, "MEND") if line.startswith("PUBLIC_URL: /api/messages answers 404")]


async def test_a_data_folder_that_others_can_read_is_said(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    (data / "front-door.sqlite").touch()
    (data / "front-door.sqlite").chmod(0o644)
    said = lines(await visit(data, desk.stand_in.url, microsoft), "MEND")
    assert "Data folder: others on this machine can read ., front-door.sqlite. Start serve once more" in said


@pytest.mark.parametrize(
    "kind", ["mysql://a@host/name", "postgresql+asyncpg://a@host/name", "postgresql://a@host:port/x"]
)
async def test_a_database_of_another_kind_is_said(desk: Desk, microsoft: str, tmp_path: Path, kind: str) -> None:
    result = await visit(tmp_path, desk.stand_in.url, microsoft, DATABASE_URL=kind)
    assert [line for line in lines(result, "MEND") if line.startswith("Database: it cannot be reached")], result.output


async def test_no_secret_is_ever_printed(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    well = await visit(tmp_path, desk.stand_in.url, microsoft, AZURE_CLIENT_SECRET=CANARY)
    ill = await visit(
        tmp_path,
        "http://127.0.0.1:9/v1.0",
        "http://127.0.0.1:9",
        DATABASE_URL=f"postgresql://front:{CANARY}@127.0.0.1:9/door",
    )
    assert "MEND  Database: it cannot be reached" in ill.output
    assert "MEND  Graph: Graph cannot be reached" in ill.output
    assert CANARY not in well.output + ill.output
    assert "Traceback" not in well.output + ill.output


async def test_the_wrong_secret_is_said(desk: Desk, microsoft: str, tmp_path: Path) -> None:
    result = await visit(tmp_path, desk.stand_in.url, microsoft, MicrosoftAppPassword="wrong")
    assert any("Check MicrosoftAppId, MicrosoftAppPassword" in line for line in lines(result, "MEND"))


@pytest.mark.parametrize(
    ("access", "problem"),
    [
        (GraphAccess("https://graph.microsoft.com/v1.0", ""), "SHAREPOINT_SITE"),
        (GraphAccess("http://graph.microsoft.com/v1.0", LOCAL_SITE), "https"),
        (GraphAccess("https://graph.microsoft.com/v1.0", LOCAL_SITE), "Nothing to sign in with"),
        (GraphAccess("https://graph.microsoft.com/v1.0", LOCAL_SITE, bot_app_id="1"), "Nothing to sign in with"),
    ],
)
def test_what_is_missing_before_graph_can_be_called_is_named(access: GraphAccess, problem: str) -> None:
    assert any(problem in line for line in problems_of(access))


@pytest.mark.parametrize(
    "more",
    [{"client_id": "1"}, {"bot_app_id": "1", "bot_secret": "2"}, {"bot_app_id": "1", "bot_is_managed": True}],
)
def test_any_one_way_to_sign_in_is_enough(more: dict[str, Any]) -> None:
    access = GraphAccess("https://graph.microsoft.com/v1.0/", f"/{LOCAL_SITE}/", **more)
    assert problems_of(access) == []
    assert (access.base_url, access.site) == ("https://graph.microsoft.com/v1.0", LOCAL_SITE)


async def test_the_history_is_said_to_be_whole_or_what_is_wrong_with_it(
    desk: Desk, microsoft: str, tmp_path: Path
) -> None:
    key = "a key of more than thirty-two characters"
    outside = outside_of(Settings().model_copy(update={"audit_key": SecretStr(key)}), tmp_path)
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}", outside=outside)
    audit_anchor = AuditAnchor(outside, lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    audit_anchor.watch(register)
    register.write_now(lambda c: audit.append(c, datetime.now(UTC), audit.Entry("key", "answered", "i1", {})))
    register.close()
    audit_anchor.keep()
    result = await visit(tmp_path, desk.stand_in.url, microsoft, AUDIT_KEY=key)
    assert "History: whole, 1 rows; anchored last at row 1, 2026-11-23T09:00:00+00:00" in lines(result, "ok")
    assert key not in result.output
    without = await visit(tmp_path, desk.stand_in.url, microsoft)
    assert "History: no key here yet. serve makes it, or set AUDIT_KEY" in lines(without, "--")
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    register.write_now(lambda c: c.exec_driver_sql("DELETE FROM audit") and None)
    register.close()
    result = await visit(tmp_path, desk.stand_in.url, microsoft, AUDIT_KEY=key)
    assert [line for line in lines(result, "MEND") if line.startswith("History: row 1 missing at the end")]


@pytest.mark.parametrize(("lacking", "more"), [(0, 0), (1, 0), (2, 1), (4, 3)])
async def test_of_several_things_wrong_with_the_list_one_is_named_and_the_others_are_counted(
    desk: Desk, lacking: int, more: int
) -> None:
    requests, *others = wanted()
    title = requests.column("Problem")
    extra = tuple(replace(title, name=f"Lacking{n}") for n in range(lacking))
    asked = (replace(requests, columns=(*requests.columns, *extra)), *others)
    found = [f async for f in examine(desk.graph, asked)]
    (said,) = [f for f in found if f.what == "List"]
    assert said.state == ("mend" if lacking else "ok")
    assert ("Lacking0" in said.sentence) is bool(lacking)
    assert said.sentence.partition("(and ")[1:] == (
        ("", "") if not more else ("(and ", f"{more} more: front-door list check)")
    )
