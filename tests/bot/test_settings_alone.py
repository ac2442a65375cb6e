"""Each setting at its edges, by plain calls: what keeps `serve` from starting, and what is read out of several."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.setting_checks import doubtful, refused
from bot.settings import (
    Settings,
    WrongSettings,
    database_url,
    is_not_made_yet,
    read_settings,
    sign_in_problems,
)
from tests.bot.test_settings_together import APP, POSTGRES, settings

OWN = {"microsoft_app_type": "UserAssignedMSI", "microsoft_app_password": SecretStr("")}
BARE = "postgresql://front-door@db.council.example/front_door"
VERIFIED = f"{BARE}?sslmode=verify-full"


def problems(**changed: object) -> list[str]:
    """The names of the settings with which `serve` does not start."""
    try:
        settings(**changed).needed_to_serve()
    except WrongSettings as wrong:
        return [problem.split(" ", 1)[0] for problem in wrong.problems]
    return []


def test_everything_that_is_missing_is_named_at_once_and_a_managed_identity_needs_no_password() -> None:
    needed = {"microsoft_app_id": "", "microsoft_app_tenant_id": "", "sharepoint_site": ""}
    missing = ["MicrosoftAppId", "MicrosoftAppTenantId", "SHAREPOINT_SITE"]
    password = {"microsoft_app_password": SecretStr("")}
    assert problems(**needed, **password) == [*missing, "MicrosoftAppPassword"]
    assert problems(**needed, **OWN) == missing
    assert problems() == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"graph_base_url": "http://graph.example.org"}, ["GRAPH_BASE_URL"]),
        ({"graph_base_url": "https:///v1.0"}, ["GRAPH_BASE_URL"]),
        ({"graph_base_url": "ftp://127.0.0.1/v1.0"}, ["GRAPH_BASE_URL"]),
        ({"graph_base_url": "http://127.0.0.1/v1.0"}, []),
        ({"port": 8080, "management_port": 8080}, ["MANAGEMENT_PORT"]),
        ({"port": 8080, "management_port": 8081}, []),
        ({"audit_key": SecretStr("x")}, ["AUDIT_KEY"]),
        ({"audit_key": SecretStr("x" * 31)}, ["AUDIT_KEY"]),
        ({"audit_key": SecretStr("x" * 32)}, []),
        ({"trusted_proxies": "10.0.0.4, 10.1.0.0/16, "}, []),
        ({"trusted_proxies": "proxy.example.org"}, ["TRUSTED_PROXIES"]),
        ({"trusted_proxies": ","}, ["TRUSTED_PROXIES"]),
        ({"public_url": "http://front-door.example.org"}, ["PUBLIC_URL"]),
        ({"public_url": "https://front-door.example.org"}, []),
        ({"database_sign_in": "entra", "database_url": SecretStr(VERIFIED), **OWN}, []),
        ({"database_sign_in": "entra", "database_url": SecretStr(VERIFIED)}, ["DATABASE_SIGN_IN"]),
    ],
    ids=str,
)
def test_a_setting_that_cannot_work_is_named(changed: dict[str, object], named: list[str]) -> None:
    assert problems(**changed) == named


@pytest.mark.parametrize(
    ("url", "lacks"),
    [
        (VERIFIED, []),
        (VERIFIED.replace("postgresql", "postgres"), []),
        ("postgresql://db.council.example/name?sslmode=verify-full&user=front-door", []),
        (BARE, ["lacks sslmode=verify-full"]),
        (f"{BARE}?sslmode=require", ["lacks sslmode=verify-full"]),
        (f"{VERIFIED}&sslmode=require", ["lacks sslmode=verify-full"]),
        (f"{VERIFIED}&password=x", ["has a password"]),
        (VERIFIED.replace("front-door@", "front-door:x@"), ["has a password"]),
        (POSTGRES, ["has a password", "lacks sslmode=verify-full"]),
        ("postgresql://db.council.example/name?sslmode=verify-full", ["names no user"]),
        ("postgresql://front-door@127.0.0.1/name", []),
        ("postgresql://front-door@/name?host=/run/postgresql", []),
        ("postgresql://front-door@127.0.0.1/name?host=db.council.example", ["lacks sslmode=verify-full"]),
        ("postgresql://front-door@/name?host=localhost,db.council.example", ["lacks sslmode=verify-full"]),
        ("postgresql://front-door@/name?hostaddr=10.0.0.4", ["lacks sslmode=verify-full"]),
        ("postgresql://front-door@/name", ["lacks sslmode=verify-full"]),
        ("postgresql://[", ["names no PostgreSQL"]),
        ("sqlite:///x", ["names no PostgreSQL"]),
        ("", ["names no PostgreSQL"]),
    ],
)  # fmt: skip
def test_a_token_goes_to_no_database_where_somebody_else_could_read_it(url: str, lacks: list[str]) -> None:
    told = sign_in_problems(settings(database_sign_in="entra", database_url=SecretStr(url), **OWN))
    assert len(told) == len(lacks), told
    for sentence, what in zip(told, lacks, strict=True):
        assert sentence.startswith(f"DATABASE_SIGN_IN is entra, and DATABASE_URL {what}")
    assert sign_in_problems(settings(database_url=SecretStr(url))) == []


@pytest.mark.parametrize(
    ("changed", "identity"),
    [
        ({}, ""),
        (OWN, APP),
        ({"azure_client_id": "other"}, "other"),
        ({"azure_client_id": "other", **OWN}, APP),
        ({"azure_client_id": "other", "azure_client_secret": SecretStr("x")}, ""),
        ({"azure_client_id": "other", "azure_client_certificate_path": "own.pem"}, ""),
        ({"azure_client_certificate_path": "own.pem", **OWN}, APP),
    ],
    ids=str,
)
def test_the_managed_identity_is_the_bots_own_or_the_one_that_is_named_without_a_secret(
    changed: dict[str, object], identity: str
) -> None:
    assert settings(**changed).managed_identity == identity


def test_what_is_read_out_of_a_setting(tmp_path: Path) -> None:
    assert settings(service_hosts=" Smba.Example.net ,,").hosts == {"smba.trafficmanager.net", "smba.example.net"}
    assert [str(one) for one in settings(trusted_proxies="10.0.0.4,, 10.1.0.0/16").proxies] == [
        "10.0.0.4/32",
        "10.1.0.0/16",
    ]
    assert settings(graph_base_url="http://127.0.0.1:1/v1.0").graph_is_loopback
    assert not settings(graph_base_url="graph").graph_is_loopback
    assert not settings().graph_is_loopback
    file = tmp_path / "front-door.sqlite"
    assert database_url(settings(), tmp_path) == f"sqlite:///{file}"
    assert database_url(settings(database_url=SecretStr(POSTGRES)), tmp_path) == POSTGRES
    assert is_not_made_yet(f"sqlite:///{file}")
    file.touch()
    assert not is_not_made_yet(f"sqlite:///{file}")
    assert not is_not_made_yet(POSTGRES)


def test_requests_are_kept_for_ever_or_for_longer_than_people_are_asked_about_them() -> None:
    for years in (0, 2):
        assert Settings(_env_file=None, requests_kept_years=years).requests_kept_years == years
    with pytest.raises(ValidationError, match="use 2 or more years"):
        Settings(_env_file=None, requests_kept_years=1)


CATALOGUE = "33333333-4444-5555-6666-777777777777"
CLOUD = {"graph_base_url": "https://graph.microsoft.us/v1.0"}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, []),
        ({"microsoft_app_tenant_id": "council.onmicrosoft.com"}, []),
        ({"teams_app_id": CATALOGUE}, []),
        ({"teams_app_id": APP.upper()}, ["TEAMS_APP_ID"]),
        ({"azure_client_id": APP, "azure_client_certificate_path": __file__}, []),
        ({"azure_client_id": APP, "azure_client_secret": SecretStr("x"), "azure_tenant_id": APP}, []),
        ({"public_url": "https://front-door.example.org/"}, []),
        ({"public_url": "https://front-door.example.org/a"}, ["PUBLIC_URL"]),
        ({"public_url": "https://front-door.example.org?a=b"}, ["PUBLIC_URL"]),
        ({"public_url": "https://front-door.example.org#a"}, ["PUBLIC_URL"]),
        ({"graph_base_url": "https://graph.microsoft.com/beta/"}, []),
        ({"graph_base_url": "https://graph.microsoft.com"}, ["GRAPH_BASE_URL"]),
        (CLOUD, ["GRAPH_BASE_URL"]),
        ({**CLOUD, "openid_metadata_url": "https://login.botframework.azure.us/keys"}, []),
        ({"openid_metadata_url": "https://login.botframework.azure.us/keys"}, ["GRAPH_BASE_URL"]),
        ({"graph_base_url": "http://127.0.0.1/v1.0", "openid_metadata_url": "http://127.0.0.1/keys"}, []),
        ({"bot_token_url": "http://login.example.org"}, ["BOT_TOKEN_URL"]),
        ({"bot_token_url": "http://localhost"}, []),
        ({"service_hosts": "smba.example.org"}, []),
        ({"service_hosts": "smba.example.org:443"}, ["SERVICE_HOSTS"]),
        ({"trusted_proxies": "10.0.0.0/8, fd00::/16"}, []),
        ({"trusted_proxies": "10.0.0.0/7"}, ["TRUSTED_PROXIES"]),
        ({"trusted_proxies": "fc00::/15"}, ["TRUSTED_PROXIES"]),
        ({"trusted_proxies": "proxy.example.org"}, []),
        ({"database_url": SecretStr(VERIFIED)}, ["AUDIT_KEY"]),
        ({"database_url": SecretStr(VERIFIED), "audit_key": SecretStr("x" * 32)}, []),
        ({"database_url": SecretStr(BARE), "audit_key": SecretStr("x" * 32)}, ["DATABASE_URL"]),
        ({"database_url": SecretStr(f"{BARE}?sslmode=prefer"), "audit_key": SecretStr("x")}, ["DATABASE_URL"]),
        ({"database_url": SecretStr(f"{BARE}?sslmode=require&sslmode=verify-ca"), "audit_key": SecretStr("x")}, []),
        ({"database_url": SecretStr("postgresql://127.0.0.1/name"), "audit_key": SecretStr("x")}, []),
        ({"database_url": SecretStr("postgresql:///name?host=/run"), "audit_key": SecretStr("x")}, []),
        ({"directory": None}, ["DIRECTORY"]),
        ({"list_poll_seconds": 5.0}, []),
        ({"list_poll_seconds": 4.9}, ["LIST_POLL_SECONDS"]),
        ({"list_poll_seconds": 300.0}, []),
        ({"list_poll_seconds": 300.1}, ["LIST_POLL_SECONDS"]),
        ({"list_poll_seconds": 300.1, "public_url": "https://front-door.example.org"}, []),
        ({"sharepoint_list": "front door SEALS"}, ["SHAREPOINT_LIST"]),
        ({"port": 0}, ["PORT"]),
        ({"port": 1}, []),
    ],
    ids=str,
)
def test_what_is_rarely_meant_is_told_and_nothing_else_is(changed: dict[str, object], named: list[str]) -> None:
    assert [sentence.split(" ", 1)[0] for sentence in doubtful(settings(**changed))] == named


@pytest.mark.parametrize(
    ("site", "meant"),
    [
        ("https://council.sharepoint.com/teams/it/Lists", "council.sharepoint.com:/teams/it"),
        ("HTTP://council.sharepoint.com:443/sites/digital", "council.sharepoint.com:/sites/digital"),
        ("council.sharepoint.com:sites/digital", "council.sharepoint.com:/sites/digital"),
        ("council.sharepoint.com://sites/digital", "council.sharepoint.com:/sites/digital"),
        ("council.sharepoint.com//teams/it", "council.sharepoint.com:/teams/it"),
        ("council.sharepoint.com/other", "council.sharepoint.com:/sites/name"),
        ("/sites/digital", "council.sharepoint.com:/sites/digital"),
    ],
)
def test_a_site_that_can_never_be_found_is_told_as_it_is_written(site: str, meant: str) -> None:
    (told,) = refused(settings(sharepoint_site=site))
    assert told == f"SHAREPOINT_SITE must read host:/sites/name. Write {meant}"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8"])
def test_a_file_of_settings_that_is_not_utf_8_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """Notepad has "Unicode", and older editors what Windows had."""
    (tmp_path / ".env").write_bytes("PORT=8001\nMicrosoftAppPassword=5£\n".encode(encoding))
    monkeypatch.chdir(tmp_path)
    if encoding == "utf-8":
        assert read_settings().port == 8001
        return
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert wrong.value.problems == (
        ".env cannot be read (it is not UTF-8). Save it as UTF-8, where the account that runs this may read it",
    )


def test_nothing_but_spaces_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    default, names = Settings(), ("rulebook", "directory", "audit_anchors", "port", "public_url")
    for name in names:
        monkeypatch.setenv(name.upper(), " ")
    assert Settings() == default
    monkeypatch.setenv("RULEBOOK", " rules ")
    assert Settings().rulebook == Path("rules")


def test_what_the_command_line_says_wins_and_what_it_leaves_out_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "8001")
    assert read_settings({"port": 8002, "directory": None}) == read_settings().model_copy(update={"port": 8002})
    assert (read_settings().port, read_settings({"port": None}).port) == (8001, 8001)
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("TEAMS_APP_ID", "none")
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    app, port = wrong.value.problems
    assert port.startswith("PORT cannot be read: ")
    assert app == (
        "TEAMS_APP_ID cannot be read: it is no id of an app in the catalogue (Teams admin centre, Manage apps, shows "
        "it). Correct it in the environment or in .env"
    )
    assert "many" not in port
    assert wrong.value.rest is not None
    assert wrong.value.rest.port != 8001
    monkeypatch.setenv("TEAMS_APP_ID", CATALOGUE)
    monkeypatch.delenv("PORT")
    assert read_settings().teams_app_id == CATALOGUE
