"""`front-door retention` on a small register: which sentence it adds to the numbers, and which requests it names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.anonymising import begins
from bot.commands import main
from bot.register.opening import open_register
from dialogs.events import StatusChanged
from dialogs.statuses import Status
from tests.bot.register.lodged import decision, happens, lodge

OLD = datetime(2011, 5, 6, 9, tzinfo=UTC)
LONG_AGO, TO_COME = date(2020, 1, 1), date(2100, 1, 1)
FIRST_WEEK, NOT_BEFORE = "Nothing goes in its first week", "None goes before"
OTHERWISE, NOT_ENDED = "REQUESTS_KEPT_YEARS says otherwise", "Not ended"


@pytest.mark.parametrize(
    ("done", "still", "since", "words", "said"),
    [
        (1, 0, None, (), {FIRST_WEEK}), (0, 0, None, (), set()), (1, 0, LONG_AGO, (), set()),
        (1, 0, TO_COME, (), {NOT_BEFORE}), (0, 1, TO_COME, (), {NOT_ENDED}),
        (1, 0, None, ("--years", "7"), {FIRST_WEEK}), (1, 1, None, ("--years", "6"), {OTHERWISE, NOT_ENDED}),
        (0, 20, None, (), {NOT_ENDED}), (0, 21, None, (), {NOT_ENDED}),
    ],
)  # fmt: skip
def test_it_says_what_keeps_them_and_names_twenty_that_have_not_ended(
    made_file: Path, tmp_path: Path, done: int, still: int, since: date | None, words: tuple[str, ...], said: set[str]
) -> None:
    (tmp_path / "front-door.sqlite").write_bytes(made_file.read_bytes())
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    for _ in range(done):
        happens(register, lodge(register, decision(), at=OLD), StatusChanged(Status.DONE.value, None), at=OLD)
    for _ in range(still):
        lodge(register, decision(), at=OLD)
    if since is not None:
        register.write_now(lambda c: begins(c, since, 7))
    register.close()
    env = {"REQUESTS_KEPT_YEARS": "7", "DATABASE_URL": ""}
    told = CliRunner().invoke(main, ["retention", "--data", str(tmp_path), *words], env=env).output
    assert {one for one in (FIRST_WEEK, NOT_BEFORE, OTHERWISE, NOT_ENDED) if one in told} == said, told
    assert told.count("DR-") == min(still, 20)
    assert (" …)" in told) is (still > 20)
