"""Settings that are wrong together are named together, each with where it stands and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.commands import main
from bot.commands.setting_table import table
from bot.setting_checks import doubtful
from bot.setting_sources import Sources, names, read_sources
from bot.settings import Settings, WrongSettings
from tests.bot.production.outside import command

APP, TENANT = "11111111-2222-3333-4444-555555555555", "22222222-3333-4444-5555-666666666666"
CANARY = "canary-of-a-secret"
SOUND = {
    "microsoft_app_id": APP,
    "microsoft_app_tenant_id": TENANT,
    "microsoft_app_password": SecretStr(CANARY),
    "sharepoint_site": "council.sharepoint.com:/sites/digital",
    "directory": Path("people.yaml"),
}
POSTGRES = "postgresql://front-door:canary-of-a-secret@db.council.example/front_door"


def settings(**changed: object) -> Settings:
    """A sound deployment with something changed."""
    return Settings(_env_file=None).model_copy(update={**SOUND, **changed})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sharepoint_site": "https://council.sharepoint.com/sites/digital/Lists/x"}, "SHAREPOINT_SITE must read"),
        ({"sharepoint_site": "council.sharepoint.com/sites/digital"}, "SHAREPOINT_SITE must read host:/sites/name"),
        ({"microsoft_app_tenant_id": "council.onmicrosoft.com"}, "MicrosoftAppTenantId is a domain"),
        ({"microsoft_app_tenant_id": APP}, "MicrosoftAppTenantId is the same as MicrosoftAppId"),
    ],
)  # fmt: skip
def test_what_can_never_have_worked_is_refused(changed: dict[str, object], told: str) -> None:
    with pytest.raises(WrongSettings) as wrong:
        settings(**changed).needed_to_serve()
    (said,) = wrong.value.problems
    assert said.startswith(told)
    assert "sites/name" not in said or said.endswith("Write council.sharepoint.com:/sites/digital")


@pytest.mark.parametrize("site", ["council.sharepoint.com:/sites/a", "council.sharepoint.com", "localhost:/teams/a b"])
def test_a_site_that_graph_finds_is_taken_however_it_is_named(site: str) -> None:
    one = settings(sharepoint_site=site)
    assert one.needed_to_serve() is one


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"microsoft_app_type": "UserAssignedMSI"}, "MicrosoftAppPassword is not used"),
        ({"microsoft_app_password": SecretStr(TENANT)}, "MicrosoftAppPassword looks like the id of a secret"),
        ({"microsoft_app_id": "app"}, "MicrosoftAppId is no id"),
        ({"azure_client_secret": SecretStr(CANARY)}, "AZURE_CLIENT_SECRET without AZURE_CLIENT_ID"),
        ({"azure_tenant_id": TENANT}, "AZURE_TENANT_ID without AZURE_CLIENT_ID"),
        (
            {
                "azure_client_id": APP, "azure_client_secret": SecretStr(CANARY),
                "azure_client_certificate_path": __file__,
            },
            "AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH are both set, and the secret counts",
        ),
        (
            {"azure_client_id": APP, "azure_client_certificate_path": "/nowhere/own.pem"},
            "AZURE_CLIENT_CERTIFICATE_PATH names no file",
        ),
        ({"teams_app_id": APP.upper()}, "TEAMS_APP_ID is the same as MicrosoftAppId"),
        ({"public_url": "https://bot.example/api/messages"}, "PUBLIC_URL ends with the path of the bot"),
        ({"public_url": "https://gateway.example/front-door"}, "PUBLIC_URL has a path"),
        ({"graph_base_url": "https://graph.microsoft.com"}, "GRAPH_BASE_URL has no version"),
        ({"graph_base_url": "https://graph.microsoft.us/v1.0"}, "GRAPH_BASE_URL and OPENID_METADATA_URL are of two"),
        ({"openid_metadata_url": "http://login.botframework.com/keys"}, "OPENID_METADATA_URL is plain http"),
        ({"service_hosts": "https://smba.infra.gov.teams.microsoft.us"}, "SERVICE_HOSTS holds an address"),
        ({"trusted_proxies": "10.0.0.4, 0.0.0.0/0"}, "TRUSTED_PROXIES holds most of the internet"),
        ({"database_url": SecretStr(f"{POSTGRES}?sslmode=verify-full")}, "AUDIT_KEY is not set"),
        ({"database_url": SecretStr(POSTGRES), "audit_key": SecretStr("k" * 40)}, "DATABASE_URL leads to another"),
        (
            {"database_url": SecretStr("postgresql://@localhost?hostaddr=192.0.2.1"), "audit_key": SecretStr("k" * 40)},
            "DATABASE_URL leads to another",
        ),
        ({"directory": None}, "DIRECTORY is not set"),
        ({"list_poll_seconds": 1.0}, "LIST_POLL_SECONDS is very short"),
        ({"list_poll_seconds": 900.0}, "LIST_POLL_SECONDS is over five minutes"),
        ({"sharepoint_list": "digital systems"}, "SHAREPOINT_LIST is the name of another list"),
        ({"port": 0}, "PORT is 0"),
    ],
)  # fmt: skip
def test_what_is_rarely_meant_is_said_and_stops_nothing(changed: dict[str, object], told: str) -> None:
    one = settings(**changed)
    assert one.needed_to_serve() is one
    (said,) = doubtful(one)
    assert said.startswith(told)
    assert said.split()[0] in names()
    assert CANARY not in said


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"microsoft_app_type": "UserAssignedMSI", "microsoft_app_password": SecretStr("")},
        {"azure_client_id": APP},
        {"public_url": "https://bot.example/"},
        {"database_url": SecretStr("postgresql://a@/b?host=/run/postgresql"), "audit_key": SecretStr("k" * 40)},
        {"database_url": SecretStr("postgresql://a:b@127.0.0.1/c"), "audit_key": SecretStr("k" * 40)},
        {"list_poll_seconds": 900.0, "public_url": "https://bot.example"},
        {"trusted_proxies": "10.0.0.0/8, 2001:db8::/32"},
        {
            "graph_base_url": "https://graph.microsoft.us/v1.0",
            "openid_metadata_url": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
            "service_hosts": "smba.infra.gov.teams.microsoft.us",
        },
    ],
)  # fmt: skip
def test_a_sound_deployment_is_told_nothing(changed: dict[str, object]) -> None:
    assert doubtful(settings(**changed)) == []


def test_a_file_that_cannot_be_read_is_one_without_lines(tmp_path: Path) -> None:
    (tmp_path / "utf-16").write_text("TURNS_PER_MINUT=3\n", "utf-16")
    for file in (tmp_path, tmp_path / "nowhere", tmp_path / "utf-16"):
        assert read_sources({"PORT": " "}, file) == Sources({})


def test_a_name_with_a_slip_is_told_with_its_place_and_one_of_somebody_else_is_not(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\nMicrosoftAppID=x\n\nSHAREPOINT_SIET=council.sharepoint.com:/sites/digital\nthis is no line\n"
        "PORT=1\nPORT=2\nSSL_CERT_FILE=/council.pem\nOUR_OWN_THING=1\n"
    )
    environment = {
        "MICROSOFT_APP_PASSWORD": CANARY, "DATABASE_URI": CANARY, "AZURE_CLIENT_CERTIFICATE_PASSWORD": CANARY,
        "AZURE_AUTHORITY_HOST": "x", "PATH": "/bin", "SUPPORT": "x", "REPORT": "x", "directory": "x", "DIRECTORY": "y",
    }  # fmt: skip
    sources = read_sources(environment, file)
    assert sources.odd == (
        "Line 5 of .env cannot be read. Write NAME=value",
        "DATABASE_URI is no setting, so nothing reads it. Did you mean DATABASE_URL? (environment)",
        "MICROSOFT_APP_PASSWORD is no setting, so nothing reads it. Did you mean MicrosoftAppPassword? (environment)",
        "SHAREPOINT_SIET is no setting, so nothing reads it. Did you mean SHAREPOINT_SITE? (.env, line 4)",
        "SSL_CERT_FILE stands in .env, line 8, and is read from the environment alone. Set it there",
        "DIRECTORY stands in the environment as DIRECTORY and directory. Keep one of them",
        "PORT stands in lines 6, 7 of .env, and the last counts. Keep one of them",
    )
    # A setting is read whatever its case is.
    assert [sources.of(name) for name in ("MicrosoftAppId", "DIRECTORY", "PUBLIC_URL")] == [
        ".env, line 2", "environment", "default",
    ]  # fmt: skip


async def test_everything_that_is_wrong_is_named_at_once_and_where_it_stands(tmp_path: Path) -> None:
    env = {
        "MicrosoftAppId": APP, "MicrosoftAppPassword": CANARY, "MicrosoftAppTenantId": "council.onmicrosoft.com",
        "PORT": "a door", "AUDIT_KEY": "canary-too-short", "MicrosoftAppPasword": CANARY,
    }  # fmt: skip
    code, said = await command(env, tmp_path, "serve")
    assert code == 1
    assert [line.split()[0] for line in said.splitlines()] == [
        "PORT", "SHAREPOINT_SITE", "MicrosoftAppTenantId", "AUDIT_KEY", "MicrosoftAppPasword",
    ]  # fmt: skip
    assert "PORT cannot be read" in said
    assert said.count("(environment)") == 4
    assert "canary" not in said


def test_the_doctor_shows_every_setting_with_its_place_and_no_secret(tmp_path: Path) -> None:
    env = {
        "MicrosoftAppPassword": CANARY, "DATABASE_URL": "sqlite://", "LIST_POLL_SECONDS": "45",
        "BOT_TOKEN_URL": f"http://user:{CANARY}@127.0.0.1:9/token?key={CANARY}", "SHAREPOINT_SIET": "x",
        "GRAPH_BASE_URL": "http://127.0.0.1:9/v1.0", "OPENID_METADATA_URL": "http://127.0.0.1:9/keys",
    }  # fmt: skip
    said = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path)], env=env).output
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in said.splitlines() if line.startswith("      ")}
    assert list(rows) == list(names())
    assert rows["MicrosoftAppPassword"].split() == ["set", "environment"]
    assert rows["AUDIT_KEY"].split() == ["not", "set", "default"]
    assert rows["LIST_POLL_SECONDS"].split() == ["45", "environment"]
    assert rows["BOT_TOKEN_URL"].split() == ["http://127.0.0.1/token", "environment"]
    assert "LOOK  Settings: SHAREPOINT_SIET is no setting" in said
    assert CANARY not in said


def test_a_long_value_is_cut_so_that_the_table_stays_one() -> None:
    lines = list(table(settings(service_hosts="host.example," * 30), read_sources({}, Path("nowhere"))))
    assert max(map(len, lines)) < 120
