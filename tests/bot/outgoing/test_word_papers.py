"""The paper of a meeting, made by a command in a process of its own: what comes of it, and what it must not do."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.delivery_errors import TryLater
from bot.outgoing.file_handlers import for_a_child
from bot.outgoing.file_makers import CannotBeMade, Made
from bot.outgoing.word_papers import Paper
from bot.settings import Settings
from dialogs import may_have
from dialogs.model import People, Person

PERSON = Person("00000000-0000-0000-0000-00000000d101", "Board secretary")
FIELDS = {"body": "board", "meeting": "2026-12-01"}
WRITES = (
    "import os, sys; words = sys.argv[1:]; out = words[words.index('--out') + 1];"
    "open(out, 'w').write(' '.join(w for w in words if w != out) + ' ' + os.environ['DATABASE_URL'])"
)


def paper(data: Path, program: str, seconds: float = 30.0) -> Paper:
    """A maker whose command is this program."""
    return Paper(data, {"DATABASE_URL": "sqlite:///x"}, (sys.executable, "-c", program), seconds)


async def test_it_is_made_by_the_command_with_the_data_and_settings_of_the_host(tmp_path: Path) -> None:
    made = await paper(tmp_path, WRITES).make(PERSON, FIELDS)
    said = f"pack --body board --meeting 2026-12-01 --out --noted --data {tmp_path} sqlite:///x"
    assert made.data.decode() == said
    assert made.told == FIELDS


def test_the_command_shares_the_settings_of_the_host_that_are_set() -> None:
    assert for_a_child(Settings(_env_file=None)) == {}
    given = Settings(
        _env_file=None,
        rulebook=Path("rules"),
        directory=Path("people.yaml"),
        database_url=SecretStr("postgresql://u@host/d"),
        database_sign_in="entra",
        azure_client_id="00000000-0000-0000-0000-0000000000a1",
    )
    assert for_a_child(given) == {
        "RULEBOOK": str(Path("rules").absolute()),
        "DIRECTORY": str(Path("people.yaml").absolute()),
        "DATABASE_URL": "postgresql://u@host/d",
        "DATABASE_SIGN_IN": "entra",
        "AZURE_CLIENT_ID": "00000000-0000-0000-0000-0000000000a1",
    }


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import sys; sys.exit(2)", "makes no such paper"),
        ("import sys; sys.exit(1)", "ended with 1"),
        ("import os; os.kill(os.getpid(), 9)", "ended with -9"),
        ("pass", "wrote nothing"),
    ],
)
async def test_what_fails_is_said_and_nothing_is_kept(tmp_path: Path, program: str, why: str) -> None:
    with pytest.raises(CannotBeMade, match=why):
        await paper(tmp_path, program).make(PERSON, FIELDS)


async def test_one_that_hangs_is_ended(tmp_path: Path) -> None:
    marks = tmp_path / "pid"
    hangs = f"import os, threading; open({str(marks)!r}, 'w').write(str(os.getpid())); threading.Event().wait()"
    with pytest.raises(CannotBeMade, match="longer than 2 seconds"):
        await paper(tmp_path, hangs, 2.0).make(PERSON, FIELDS)
    assert not lives(marks)


def lives(marks: Path) -> bool:
    """Whether the process that left its id there still runs; on a busy machine it is ended before it leaves one."""
    try:
        os.kill(int(marks.read_text()), 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return True


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"body": "board"},
        {"body": "board", "meeting": "tomorrow"},
        {"body": "--help", "meeting": "2026-12-01"},
        {"body": "board; rm", "meeting": "2026-12-01"},
        {"body": "board", "meeting": "2026-12-01 --out x"},
    ],
)
async def test_nothing_that_is_no_body_and_no_day_reaches_a_command(tmp_path: Path, fields: dict[str, str]) -> None:
    with pytest.raises(CannotBeMade, match="none"):
        await paper(tmp_path, WRITES).make(PERSON, fields)


async def test_one_is_made_at_a_time(tmp_path: Path) -> None:
    one = paper(tmp_path, WRITES)
    both = await asyncio.gather(one.make(PERSON, FIELDS), one.make(PERSON, FIELDS), return_exceptions=True)
    assert [type(made) for made in both] == [Made, TryLater]


def test_a_paper_is_for_the_members_of_its_body_and_the_governance_team() -> None:
    other, officer = Person("2", "Member of another body"), Person("3", "Governance officer")
    people = People({}, {}, (officer,), bodies={"board": (PERSON,), "group": (other,)})
    assert [may_have(people, one, "paper", FIELDS) for one in (PERSON, officer, other)] == [True, True, False]
    assert not may_have(people, Person("", "Nobody"), "paper", FIELDS)
    assert not may_have(people, PERSON, "payroll", FIELDS)
