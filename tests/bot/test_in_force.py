"""What is in force and how things stand: files that change, the end of the history at the start, what figures show."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import update

from bot.audit_anchor import AuditAnchor
from bot.found_requests import linked
from bot.gauges import COUNTED, LAST_COPY, SEAL, Standing, Watched, ends_of
from bot.live_config import LiveConfig
from bot.people.champion_rows import GOVERNANCE_TEAM, ChampionRow
from bot.people.directory import SHIPPED
from bot.register import list_items, people
from bot.register.anchor_file import Anchor, Outside
from bot.register.register import Register
from bot.register.schema import deliveries
from bot.settings import Settings
from dialogs.model import Person
from governance_rules import RulebookProblems
from governance_rules.files import SHIPPED as SHIPPED_RULES
from tests.bot.deliveries.delivery_cases import want
from tests.bot.people.people_cast import HOUSING_CHAMPION, RULES
from tests.bot.register.lodged import ASKER, JUST, NOW, change, decision, lodge
from tests.bot.sharepoint.test_sharepoint_sign_in import a_certificate

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Files:
    """A directory on disk and rules that are read with it; ``days``: those for which the rules were read."""

    def __init__(self, folder: Path) -> None:
        self.directory, self.now = folder / "directory.yaml", NOW
        self.days, self.rules, self.wrong = list[date](), RULES, False
        shutil.copy(SHIPPED, self.directory)

    def load(self, folder: Path | None, areas: object, day: date) -> Any:
        """The rules of a day."""
        del folder, areas
        self.days.append(day)
        if self.wrong:
            raise RulebookProblems(())
        return self.rules


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_files_are_read_again_when_they_or_the_day_change_and_unsound_ones_leave_the_last_in_force(
    files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "front-door")
    live = LiveConfig(None, files.directory, lambda: files.now, files.load)

    def read_again() -> bool:
        before = len(files.days)
        live.refresh()
        return len(files.days) > before

    assert not read_again()
    files.directory.write_text(files.directory.read_text("utf-8") + "\n# A remark.\n", "utf-8")
    assert read_again()
    assert not read_again()
    files.now += timedelta(days=1)
    assert read_again()
    assert [r.message for r in caplog.records] == []
    files.rules, files.wrong = replace(RULES, version="2"), True
    files.now += timedelta(days=1)
    assert read_again()
    assert not read_again(), "once is enough to know it"
    assert (live.sound, live.rulebook()) == (False, RULES)
    files.wrong = False
    files.directory.unlink()
    live.refresh()
    assert (live.sound, live.rulebook()) == (False, RULES)
    shutil.copy(SHIPPED, files.directory)
    assert read_again()
    assert (live.sound, live.rulebook()) == (True, files.rules)
    assert [r.message for r in caplog.records if r.levelname == "INFO"] == ["rulebook changed"]


def test_rules_that_cannot_be_read_leave_the_last_in_force_until_they_can(
    files: Files, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that is not mounted just now, or a file that only somebody else may read."""
    folder = tmp_path / "rules"
    shutil.copytree(SHIPPED_RULES, folder)
    live = LiveConfig(folder, files.directory, lambda: files.now, files.load)
    folder.rename(tmp_path / "elsewhere")
    for _ in range(2):
        live.refresh()
    assert (live.sound, live.rulebook(), len(files.days)) == (False, RULES, 1)
    assert [r.message for r in caplog.records] == [
        "rules or directory cannot be read, the last sound ones stay in force"
    ]
    (tmp_path / "elsewhere").rename(folder)
    live.refresh()
    assert (live.sound, len(files.days)) == (True, 2)


@pytest.mark.parametrize("wrong", ["unsound", "away"])
def test_whoever_stands_in_from_a_day_on_does_so_while_the_files_cannot_be_used(
    files: Files, tmp_path: Path, wrong: str
) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(SHIPPED_RULES, folder)
    live = LiveConfig(folder, files.directory, lambda: files.now, files.load)

    def champions() -> list[str]:
        live.refresh()
        return [one.name for one in live.people().areas["corporate_services"].champions]

    assert champions() == ["Corporate services champion"]
    files.wrong = True
    if wrong == "away":
        folder.rename(tmp_path / "elsewhere")
    files.now = datetime(2027, 8, 2, 10, tzinfo=UTC)
    assert champions() == ["Deputy champion (Corporate services)"]
    files.now = datetime(2027, 8, 14, 10, tzinfo=UTC)
    assert champions() == ["Corporate services champion"]


def test_a_directory_is_read_again_when_only_the_right_to_read_it_has_changed(files: Files) -> None:
    live = LiveConfig(None, files.directory, lambda: files.now, files.load)
    files.directory.chmod(0o600)
    live.refresh()
    assert len(files.days) == 2


def test_the_list_is_laid_over_the_file_when_it_changed_and_gives_nobody_a_right_over_everything(
    files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "front-door")
    live = LiveConfig(None, None, lambda: NOW, files.load)
    row = ChampionRow("Newcomer", "00000000-0000-0000-0000-00000000d002", "Place", "Champion", active=True)

    def said(*rows: ChampionRow) -> list[str]:
        caplog.clear()
        live.apply_list(rows)
        return [r.levelname for r in caplog.records]

    assert said() == []
    assert live.list_heard
    assert said(row) == ["INFO"]
    assert live.people().champion_of(row.aad_id) == {"place"}
    before = live.people()
    assert said(row) == []
    assert live.people() is before
    assert said(replace(row, role=GOVERNANCE_TEAM)) == ["INFO", "WARNING"]
    assert said(replace(row, role=GOVERNANCE_TEAM, active=False)) == ["INFO"]


@SQLITE
def test_at_the_start_it_is_said_whether_the_history_is_the_one_that_was_anchored(
    register: Register, tmp_path: Path
) -> None:
    def found(outside: Outside | None) -> dict[Any, int]:
        anchor = AuditAnchor(outside, lambda: NOW)
        before = register.settled
        anchor.watch(register)
        assert (register.settled == before) is (outside is None)
        return dict(anchor.faults)

    outside = Outside(b"a key of thirty-two characters ok", tmp_path / "anchors.jsonl")
    assert found(None) == {}
    assert found(outside) == {}
    outside.keep(Anchor("2026-11-23T09:00:00+00:00", 9, "another seal"))
    assert found(outside) == {"replaced": 1}
    assert found(Outside(outside.key, tmp_path)) == {"not anchored": 1}


@SQLITE
def test_a_link_shows_the_request_whose_row_it_leads_to(register: Register) -> None:
    site = "example.sharepoint.com:/sites/digital"
    address = "https://example.sharepoint.com/sites/digital/Lists/{}/DispForm.aspx?ID={}"
    reference = lodge(register, decision()).reference
    change(register, reference, item="7", list_url="https://example.sharepoint.com/sites/digital/Lists/Ours/7_.000")

    def shown(name: str, item: int) -> list[str]:
        found = register.read_now(lambda c: linked(c, address.format(name, item), site))
        return [one.reference for one in found]

    assert (shown("Ours", 7), shown("Other", 7), shown("Ours", 8)) == ([reference], [], [])
    assert register.read_now(lambda c: linked(c, "https://elsewhere.example/7", site)) == ()


@SQLITE
async def test_how_things_stand_is_counted_now_and_then_and_shown(register: Register) -> None:
    clock = [NOW]
    standing = Standing(register, lambda: clock[0])

    def meet(aad_id: str, ago: timedelta) -> None:
        who, at = Person(aad_id, "Somebody"), NOW - ago
        register.write_now(lambda c: people.introduce(c, who, at, lambda: aad_id[-32:]) and None)

    async def counted(after: timedelta) -> float:
        clock[0] = NOW + after
        await standing.renew()
        return standing.people["ever"]

    meet(ASKER.aad_id, timedelta(days=1) - JUST)
    assert await counted(timedelta(0)) == 1
    assert (standing.people, standing.went_well) == ({"ever": 1.0, "day": 1.0, "week": 1.0}, {})
    assert standing.requests["Submitted"] == 0.0
    meet(HOUSING_CHAMPION, timedelta(days=1))
    assert await counted(timedelta(0)) == 1
    assert await counted(COUNTED - JUST) == 1
    assert await counted(COUNTED) == 2
    meet("00000000-0000-0000-0000-00000000d002", timedelta(days=7))
    assert await counted(COUNTED - JUST) == 3, "the clock was put back"

    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    lodge(register, decision())
    register.write_now(lambda c: list_items.keep_value(c, LAST_COPY, at.isoformat()))
    register.write_now(lambda c: want(c, SEAL, kind=SEAL))
    register.write_now(lambda c: want(c, "status", kind="status"))
    other = update(deliveries).where(deliveries.c.id == "status").values(state="done", done_at=NOW)
    register.write_now(lambda c: c.execute(other) and None)
    done = update(deliveries).where(deliveries.c.id == SEAL).values(state="done", done_at=at)
    register.write_now(lambda c: c.execute(done) and None)
    await counted(timedelta(0) - timedelta(days=1))
    assert (standing.went_well, standing.requests["Submitted"]) == ({"backup": at, "seal": at}, 1.0)
    assert standing.people == {"ever": 3.0, "day": 2.0, "week": 3.0}
    await counted(timedelta(0))
    assert standing.people == {"ever": 3.0, "day": 1.0, "week": 2.0}
    shown: dict[str, Any] = {}
    anchor = AuditAnchor(None, lambda: NOW)
    anchor.faults["changed"] += 1

    async def held(_: float) -> dict[str, bool]:
        return {"database": True, "list": False}

    def show(read_at: datetime | None, keys: Any) -> dict[str, float]:
        ready: Any = SimpleNamespace(held=held)
        sync: Any = SimpleNamespace(read_at=read_at)
        watched = Watched(standing, ready, sync, keys, anchor, Settings(_env_file=None))
        watched.show(cast("Any", SimpleNamespace(watch=lambda name, _, __, ask: shown.update({name: ask}))))
        return cast("dict[str, float]", shown["front_door_last_success_timestamp_seconds"]())

    clock[0] = NOW
    both = {"backup": at.timestamp(), "seal": at.timestamp()}
    assert show(None, None) == show(None, SimpleNamespace(age=None)) == both
    assert show(at, SimpleNamespace(age=60.0)) == {**both, "list": at.timestamp(), "keys": NOW.timestamp() - 60.0}
    assert await shown["front_door_ready"]() == {"database": 1.0, "list": 0.0}
    assert shown["front_door_history_faults"]() == {"replaced": 0.0, "changed": 1.0, "not anchored": 0.0}
    database = shown["front_door_database"]
    in_use = register.read_now(lambda _: cast("dict[str, float]", database()))
    assert database() == {"connections": in_use["connections"] - 1, "jobs_waiting": 0.0}


def test_when_a_password_or_a_certificate_ends_is_said_as_far_as_it_is_known(tmp_path: Path) -> None:
    def ends(**given: Any) -> set[str]:
        return set(ends_of(Settings(_env_file=None).model_copy(update=given)))

    own = a_certificate(tmp_path / "own.pem", ec.generate_private_key(ec.SECP256R1()))
    assert ends() == set()
    assert ends(password_ends=date(2027, 1, 1)) == {"password"}
    assert ends(azure_client_certificate_path=str(own)) == {"certificate"}
    assert ends(azure_client_certificate_path=str(tmp_path / "none.pem")) == set()
