"""What the doctor says of the copies, of the database and of each setting: by plain calls, at the edges."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.commands.copied import state
from bot.commands.doctor_database import examine_database, sign_in_of
from bot.commands.setting_table import table
from bot.copies.taking import note_good
from bot.put_back import PutBack
from bot.register.entra_sign_in import EntraSignIn
from bot.register.opening import open_register
from bot.setting_sources import Sources, names
from bot.settings import Settings
from tests.bot.copies.copies_cases import AT

HOUR = timedelta(hours=1)
BACK = PutBack("2026-11-22T02:00:00+00:00", "2026-11-23T09:00:00+00:00", AT.isoformat(), list_unread=False)
COPY = "the copy of 2026-11-22 02:00 UTC"


@pytest.fixture
def settings(made_file: Path, tmp_path: Path) -> Settings:
    """Settings whose database is in the folder of the test."""
    (tmp_path / "front-door.sqlite").write_bytes(made_file.read_bytes())
    return Settings(_env_file=None)


def test_copies_are_to_be_mended_after_26_hours_and_a_copy_that_was_put_back_is_told_of_for_30_days(
    settings: Settings, tmp_path: Path
) -> None:
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")

    def said(now: datetime) -> list[tuple[str, str, str]]:
        return [(one.what, one.state, one.sentence) for one in state(settings, tmp_path, now, None)]

    assert said(AT) == [("Copies", "left out", "none by front-door backup yet: see docs/copies.md")]
    register.write_now(lambda c: note_good(c, AT.replace(microsecond=0)))
    made, mend = "the last good one was made 2026-11-23 09:30 UTC", "Run front-door backup, and find out why"
    late = AT.replace(microsecond=0) + 26 * HOUR
    assert said(late) == [("Copies", "ok", f"{made}, 26 hours ago")]
    assert said(late + HOUR / 60) == [("Copies", "mend", f"{made}, 26 hours ago. {mend} it was not run")]

    (old,) = said(late + 7200 * HOUR)
    assert "7226 hours ago" in old[2]

    register.write_now(BACK.keep)
    month = AT + 30 * 24 * HOUR
    assert said(month)[1:] == [("Put back", "ok", f"{COPY}, and nothing is left to do")]
    assert said(month + HOUR)[1:] == []
    unread = PutBack(BACK.copy, BACK.until, BACK.at, only_in_list=("DR-0003",))
    register.write_now(unread.keep)
    assert said(AT)[1:] == [("Put back", "left out", f"{COPY}; the list is read as a whole when serve runs")]
    both = PutBack(
        BACK.copy, BACK.until, BACK.at, list_unread=False, only_in_list=("DR-3", "DR-4"), newer_in_list=("DR-1",)
    )
    register.write_now(both.keep)
    advice = "Their rows say who sent them: ask for them again, or decide them in the list alone"
    again = "the list shows steps or checks of DR-1 that are lost here. Whoever said it has to say it again"
    assert said(AT)[1:] == [
        ("Put back", "left out", f"{COPY}. Only the list knows DR-3, DR-4. {advice}"),
        ("Put back", "left out", again),
    ]
    register.close()


def test_there_is_nothing_to_say_of_copies_where_there_is_no_database(tmp_path: Path) -> None:
    assert state(Settings(_env_file=None), tmp_path, AT, None) == []
    (tmp_path / "front-door.sqlite").write_bytes(b"this is no database, and the finding about it says so" * 99)
    assert state(Settings(_env_file=None), tmp_path, AT, None) == []


def test_the_database_is_asked_and_what_keeps_it_from_answering_is_told(settings: Settings, tmp_path: Path) -> None:
    def said(given: Settings, data: Path, sign_in: EntraSignIn | None = None) -> list[tuple[str, str, str]]:
        return [(one.what, one.state, one.sentence) for one in examine_database(given, data, sign_in)]

    assert said(settings, tmp_path) == [("Database", "ok", "SQLite answers")]
    empty = tmp_path / "empty"
    assert said(settings, empty) == [("Database", "left out", f"there is none in {empty} yet; serve makes it")]
    (tmp_path / "front-door.sqlite").write_bytes(b"this is no database, and the finding about it says so" * 99)
    broken = "it cannot be reached (DatabaseError). Check DATABASE_URL or --data"
    assert said(settings, tmp_path) == [("Database", "mend", broken)]
    entra = Settings(_env_file=None, database_sign_in="entra")
    assert sign_in_of(settings) is None
    assert sign_in_of(entra) is None, "what is wrong with the settings stands above"
    assert said(entra, tmp_path) == [("Database", "left out", "not tried: see the settings above")]
    token = EntraSignIn(lambda: ("token", 1800.0), AT.timestamp)
    (tmp_path / "front-door.sqlite").unlink()
    assert said(entra, tmp_path, token)[0] == (
        "Database sign-in",
        "ok",
        "the managed identity gives a token, which holds for 30 minutes",
    )


def test_a_setting_is_shown_with_its_place_and_a_secret_never() -> None:
    given = Settings(
        _env_file=None,
        MicrosoftAppPassword=SecretStr("canary-of-a-secret"),
        graph_base_url="https://somebody:canary@graph.example.org/v1.0",
        bot_token_url="https://login.example.org/" + "x" * 60,
        openid_metadata_url="https://login.example.org/" + "y" * 34,
    )
    lines = list(table(given, Sources({"graph_base_url": ".env, line 3"})))
    shown = {line.split()[0]: line.split()[1:] for line in lines}
    assert [line.split()[0] for line in lines] == list(names())
    assert not [line for line in lines if "canary" in line]
    assert shown["GRAPH_BASE_URL"] == ["https://graph.example.org/v1.0", ".env,", "line", "3"]
    assert (shown["MicrosoftAppPassword"][0], shown["AUDIT_KEY"][:2]) == ("set", ["not", "set"])
    (cut,) = (word for word in shown["BOT_TOKEN_URL"] if word.endswith("…"))
    assert len(cut) == 60
    assert shown["OPENID_METADATA_URL"][0].endswith("y"), "60 characters are shown whole"
    places = {line.rstrip().rfind("default") for line in lines if line.endswith("default")}
    assert len(places) == 1, "one below the other"
