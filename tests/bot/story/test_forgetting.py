"""What a person asks to erase is gone, from the database file too; the history stays whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner
from house import House, open_house, until
from walking import DETAILS, PROJECT, submitted, walk

from bot.commands import main
from bot.commands.options import register_of
from bot.register import audit, interviews, keeping
from bot.wiring import now

CANARIES = ("Marmaduke Canary", "canary problem 7f3a", "canary title 9b1c", "canary outcome 55de", "canary draft 11aa")


async def test_a_persons_words_and_name_leave_the_database_file(tmp_path: Path) -> None:
    name, problem, title, outcome, draft = CANARIES
    async with open_house(tmp_path) as house:
        person = house.someone("00000000-0000-0000-0000-00000000cafe", name)
        await walk(person, PROJECT, {**DETAILS, "problem": problem, "title": title, "outcome": outcome})
        await person.press("submit")
        await until(house.rows, "no item")
        await person.type("start")
        await walk(person, PROJECT, {**DETAILS, "title": draft})
        await until(lambda: len(house.teams.messages) >= 3, "nobody told")
    told = CliRunner().invoke(
        main, ["erase", "--person", "00000000-0000-0000-0000-00000000cafe", "--yes", "--data", str(tmp_path)]
    )
    assert told.exit_code == 0, told.output
    assert "DR-0001" in told.output
    assert _holding(tmp_path, (*CANARIES, "00000000-0000-0000-0000-00000000cafe")) == []
    checked = CliRunner().invoke(main, ["audit", "verify", "--data", str(tmp_path)])
    assert checked.exit_code == 0, checked.output


async def test_someone_unknown_cannot_be_erased_and_the_command_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path):
        pass
    told = CliRunner().invoke(main, ["erase", "--person", "nobody", "--yes", "--data", str(tmp_path)])
    assert told.exit_code == 1
    assert "Nobody with this id" in told.output


async def test_drafts_go_after_thirty_days_and_not_before(house: House) -> None:
    person = house.someone()
    await person.press("start")
    await person.press("answer", {"need": "renew"})
    register = house.front_door.register
    later = now() + timedelta(days=29)
    assert await register.write(lambda c: keeping.tidy(c, later)) == 0
    assert len(await register.read(lambda c: interviews.drafts(c, person.aad_id, 9))) == 1
    assert await register.write(lambda c: keeping.tidy(c, later + timedelta(days=2))) == 1
    assert await register.read(lambda c: interviews.drafts(c, person.aad_id, 9)) == ()
    assert (await register.read(audit.verify))[1] == ()
    await person.type("start")


async def test_every_act_of_a_request_is_in_the_history(house: House) -> None:
    await submitted(house)
    await until(house.rows, "no item")
    register = house.front_door.register
    await until(lambda: "posted" in _acts(house), "not posted")
    acts = _acts(house)
    assert {"asked", "answered", "decided", "submitted", "posted"} <= acts
    rows, faults = await register.read(audit.verify)
    assert rows > 5
    assert faults == ()


def _holding(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Which words still stand in which of our files. The chats of the stand-in for Teams are Teams' own."""
    files = [f for f in folder.iterdir() if f.is_file() and "local" not in f.name]
    assert files
    return [f"{word} in {file.name}" for file in files for word in words if word.encode() in file.read_bytes()]


def _acts(house: House) -> set[str]:
    return set(
        house.front_door.register.read_now(lambda c: c.exec_driver_sql("SELECT what FROM audit").scalars().all())
    )


async def test_the_history_tells_choices_and_no_question_that_waits_for_a_yes(house: House) -> None:
    person = await submitted(house)
    await person.type("withdraw DR-0001")
    await person.type("show DR-0001")
    assert "preferences_changed" not in _acts(house)
    await person.type("yes")
    assert "withdrawn" not in _acts(house)
    await person.type("notifications daily")
    assert "preferences_changed" in _acts(house)


async def test_a_blank_name_erases_nobody(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        person = house.someone()
        await walk(person, PROJECT, DETAILS)
        await person.press("submit")
    for blank in ("", "  ", "\t"):
        told = CliRunner().invoke(main, ["erase", "--person", blank, "--yes", "--data", str(tmp_path)])
        assert told.exit_code == 1
        assert "Say whom to erase" in told.output
    shown = CliRunner().invoke(main, ["erase", "--person", person.aad_id, "--data", str(tmp_path)], input="n\n")
    assert (
        "What will go: name and address, the answers of 1 conversations, and what was written in 1 requests: DR-0001"
        in shown.output
    )
    assert shown.exit_code == 1
    with register_of(tmp_path) as register:
        assert register.write_now(lambda c: keeping.holdings(c, person.aad_id)).references == ("DR-0001",)
