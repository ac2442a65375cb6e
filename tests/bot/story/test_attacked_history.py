"""Somebody who can write the database attacks the history of a front door that ran: it is told, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from bot.commands import main
from bot.register.opening import open_register
from tests.bot.story.erased import OTHER
from tests.bot.story.house import open_house
from tests.bot.story.walking import submitted

_CUT = (
    "DELETE FROM audit WHERE number > 4",
    "UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4)",
)
_EMPTIED = ("DELETE FROM audit", "DELETE FROM audit_head")
_AS_NEW = (*_EMPTIED, "DELETE FROM requests", "DELETE FROM people")


def ask(folder: Path, database_url: str, *words: str, key: str = "") -> Result:
    """Run the command about the history; what the list of seals knows besides is `test_seals.py`'s."""
    env = {"DATABASE_URL": database_url, "AUDIT_KEY": key}
    return CliRunner().invoke(main, ["audit", *words, "--without-list", "--data", str(folder)], env=env)


def attacked(database_url: str, *statements: str) -> None:
    """Do this to the database while nothing runs."""
    register = open_register(database_url)
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))
    register.close()


@pytest.mark.parametrize("statements", [_CUT, _EMPTIED, _AS_NEW])
async def test_a_history_that_was_cut_or_deleted_is_told_even_after_the_front_door_ran_again(
    tmp_path: Path, database_url: str, statements: tuple[str, ...]
) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
    whole = ask(tmp_path, database_url, "verify")
    assert whole.exit_code == 0, whole.output
    assert "The history is whole" in whole.output
    assert "Its end was last anchored at row " in whole.output
    attacked(database_url, *statements)
    for _ in range(2):
        found = ask(tmp_path, database_url, "verify")
        assert found.exit_code == 1, found.output
        assert "missing at the end: the anchor of " in found.output or "replaced by others" in found.output
        assert "tell your security team" in found.output
        async with open_house(tmp_path, database_url) as house:
            await house.someone(OTHER, "Other").press("start")


async def test_a_copy_that_was_put_back_is_accepted_once_and_stands_in_the_history_for_good(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
    nothing = ask(tmp_path, database_url, "accept", "--yes")
    assert "nothing to accept" in nothing.output
    attacked(database_url, *_CUT)
    asked = ask(tmp_path, database_url, "accept")
    assert asked.exit_code == 1
    assert "missing at the end" in asked.output
    assert "Nothing was accepted" in asked.output
    assert ask(tmp_path, database_url, "verify").exit_code == 1
    done = ask(tmp_path, database_url, "accept", "--yes")
    assert done.exit_code == 0, done.output
    assert done.output.endswith("Accepted: 4 rows, as they are.\n")
    async with open_house(tmp_path, database_url) as house:
        await house.someone(OTHER, "Other").press("start")
        acts = house.front_door.register.read_now(
            lambda c: c.execute(text("SELECT what FROM audit WHERE number = 5")).scalar_one()
        )
    assert acts == "history_accepted"
    assert ask(tmp_path, database_url, "verify").exit_code == 0
    attacked(database_url, "UPDATE audit SET who = 'other' WHERE number = 2")
    assert ask(tmp_path, database_url, "verify").exit_code == 1


async def test_a_lost_key_is_told_and_another_can_be_taken_up(tmp_path: Path, database_url: str) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
    key = "another key of more than thirty-two characters"
    lost = ask(tmp_path, database_url, "verify", key=key)
    assert lost.exit_code == 1
    assert "is of another key" in lost.output
    assert "was not written with this key" in lost.output
    assert ask(tmp_path, database_url, "accept", "--yes", key=key).exit_code == 0
    found = ask(tmp_path, database_url, "verify", key=key)
    assert found.exit_code == 0, found.output


async def test_without_the_key_no_command_adds_to_a_sealed_history(tmp_path: Path, database_url: str) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
    (tmp_path / "history.key").unlink()
    found = ask(tmp_path, database_url, "verify")
    assert found.exit_code == 1
    assert "sealed with a key that is not here" in found.output


async def test_anchors_that_were_copied_elsewhere_tell_what_somebody_did_who_has_this_machine(
    tmp_path: Path, database_url: str
) -> None:
    async with open_house(tmp_path, database_url) as house:
        await submitted(house)
    copy = tmp_path / "copied.jsonl"
    (tmp_path / "history-anchors.jsonl").rename(copy)
    attacked(database_url, *_CUT)
    here = ask(tmp_path, database_url, "verify")
    assert here.exit_code == 0
    assert "No anchor is kept here" in here.output
    assert "whole" not in here.output, "nobody can know that without an anchor"
    found = ask(tmp_path, database_url, "verify", "--anchors", str(copy))
    assert found.exit_code == 1
    assert "missing at the end: the anchor of " in found.output
