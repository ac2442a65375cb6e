"""What `serve` says before it opens the port, when its settings do not allow a start."""

from __future__ import annotations

import asyncio
import stat
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.bot.production.internet import SECRET, SITE
from tests.bot.production.outside import command, real_command
from tests.forked import IMPORTED, IMPORTED_FOR_TYPING

NEEDED = ("MicrosoftAppId", "MicrosoftAppTenantId", "SHAREPOINT_SITE", "MicrosoftAppPassword")
SOUND = {"MicrosoftAppId": "app", "MicrosoftAppTenantId": "tenant", "SHAREPOINT_SITE": SITE}


def test_what_is_imported_before_a_fork_is_there() -> None:
    assert [name for name in (*IMPORTED, *IMPORTED_FOR_TYPING) if find_spec(name) is None] == []


async def test_every_missing_setting_is_named_at_once_and_blank_counts_as_missing(tmp_path: Path) -> None:
    nothing, blank = await asyncio.gather(
        real_command({}, tmp_path, "serve", "--port", "0"),
        command(dict.fromkeys(NEEDED, "  "), tmp_path, "serve", "--port", "0"),
    )
    for code, said in (nothing, blank):
        assert code == 1
        assert [name for name in NEEDED if f"{name} is missing" in said] == list(NEEDED), said


async def test_a_managed_identity_needs_no_password_and_the_rest_is_still_named(tmp_path: Path) -> None:
    code, said = await command({"MicrosoftAppType": "UserAssignedMSI"}, tmp_path, "serve", "--port", "0")
    assert code == 1
    assert "MicrosoftAppId is missing" in said
    assert "MicrosoftAppPassword" not in said


@pytest.mark.parametrize(
    "url", ["http://graph.microsoft.com/v1.0", "http://127.0.0.1.evil.example/v1.0", "http://10.0.0.1/v1.0", "graph"]
)
async def test_graph_over_plain_http_off_this_machine_is_refused_by_name(tmp_path: Path, url: str) -> None:
    env = {**SOUND, "MicrosoftAppPassword": SECRET, "GRAPH_BASE_URL": url}
    code, said = await command(env, tmp_path, "serve", "--port", "0")
    assert code == 1
    assert "GRAPH_BASE_URL must be an https address" in said
    assert "missing" not in said
    assert SECRET not in said


async def test_a_kind_of_app_that_microsoft_no_longer_registers_is_refused_by_name(tmp_path: Path) -> None:
    env = {**SOUND, "MicrosoftAppPassword": SECRET, "MicrosoftAppType": "MultiTenant"}
    code, said = await command(env, tmp_path, "serve", "--port", "0")
    assert code == 1
    assert "MicrosoftAppType" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    "kind", ["mysql://canary@host/name", "postgresql+asyncpg://canary@host/name", "oracle://canary"]
)
def test_a_database_of_another_kind_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    tmp_path.chmod(0o755)
    env = {**SOUND, "MicrosoftAppPassword": SECRET, "DATABASE_URL": kind}
    code, said = asyncio.run(command(env, tmp_path, "serve", "--port", "0", "--data", str(tmp_path)))
    assert code == 1
    assert "DATABASE_URL is not an address that can be used" in said
    assert "Traceback" not in said
    assert "canary" not in said
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700  # the data folder is closed at every start, whatever follows


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"])
def test_a_database_that_is_gone_at_the_end_is_refused(tmp_path: Path, url: str) -> None:
    env = {**SOUND, "MicrosoftAppPassword": SECRET, "DATABASE_URL": url}
    code, said = asyncio.run(command(env, tmp_path, "serve", "--port", "0", "--data", str(tmp_path)))
    assert code == 1
    assert "DATABASE_URL names a database that is gone at the end" in said
