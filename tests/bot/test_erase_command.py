"""`front-door erase` says what goes, asks whoever can be asked, and names what is left to somebody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.register import requests
from bot.register.opening import open_register
from dialogs.model import Person
from tests.bot.register.lodged import decision, lodge
from tests.bot.story.erased import NAME, UPN, WHO, directory_in, erase

STAFF = Person("00000000-0000-0000-0000-00000000e001", "Housing officer", "officer.housing@example.org")


@pytest.mark.parametrize(
    ("person", "asked", "is_named"),
    [
        (Person(WHO, NAME, UPN), WHO, True),
        (Person(WHO, NAME, UPN), f" {UPN.upper()} ", True),
        (STAFF, STAFF.upn, False),
    ],
)
def test_who_is_erased_is_told_of_where_the_directory_names_them_still(
    made_file: Path, tmp_path: Path, person: Person, asked: str, *, is_named: bool
) -> None:
    file = tmp_path / "front-door.sqlite"
    shutil.copy(made_file, file)
    url, directory = f"sqlite:///{file}", directory_in(tmp_path)
    register = open_register(url)
    reference = lodge(register, decision(), person=person).reference
    register.close()

    shown = erase(tmp_path, url, directory, asked)
    assert (shown.exit_code, "Nothing was removed, because nobody can be asked here" in shown.output) == (1, True)
    told = shown.output.splitlines()
    assert told[0] == "What will go:"
    assert f"  name and words in the requests they sent: {reference}" in told
    assert not [line for line in told if "their part in the requests" in line or "drafts" in line]

    done = erase(tmp_path, url, directory, asked, "--yes")
    assert (done.exit_code, "Removed." in done.output) == (0, True), done.output
    assert ("DIRECTORY still names this person" in done.output) is is_named
    register = open_register(url)
    request = register.read_now(lambda c: requests.find(c, reference))
    register.close()
    assert request is not None
    assert request.requester.aad_id == ""
