"""What is in force now: the rulebook and the people, read again when changed, never replaced by an unsound one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.logs import Log
from bot.people.champion_rows import GOVERNANCE_TEAM, ChampionRow
from bot.people.directory import Directory, DirectoryProblems, areas, people_of, read_directory
from dialogs.model import People
from governance_rules import Rulebook, RulebookProblems, fingerprint, load_rulebook

LONDON = ZoneInfo("Europe/London")
"""The council's day: thresholds and deputies change at its midnight."""


class LiveConfig:
    """The rulebook and the directory that turns use. Call `refresh` now and then: it is cheap when nothing changed.

    Raises at the start what is wrong with either (`RulebookProblems`, `DirectoryProblems`); later the last sound stays.
    ``load`` reads a rulebook: folder, areas, day.
    """

    def __init__(
        self,
        rulebook: Path | None,
        directory: Path | None,
        now: Callable[[], datetime],
        load: Callable[[Path | None, Mapping[str, str], date], Rulebook] = load_rulebook,
    ) -> None:
        self._load = load
        self._folder = rulebook
        self._file = directory
        self._now = now
        self._log = Log("in force")
        self._rows: tuple[ChampionRow, ...] = ()
        self._day = self._today()
        self._directory: Directory = read_directory(directory)
        self._rulebook: Rulebook = load(rulebook, areas(self._directory), self._day)
        self._people: People = people_of(self._directory, self._rows, self._day, self._rulebook)
        self._prints: tuple[str, str] | None = self._fingerprints()
        """What tells the files from others; None while they cannot be read."""
        self.list_heard = False
        """Whether the list `Digital champions` was read, or found missing, since the start."""
        self.sound = True
        """False while a file on disk cannot be used and the last sound one is in force."""

    def rulebook(self) -> Rulebook:
        """The rulebook in force, its labels made for today."""
        return self._rulebook

    def people(self) -> People:
        """Who looks after what today."""
        return self._people

    def directory(self) -> Directory:
        """The directory file in force."""
        return self._directory

    def apply_list(self, rows: Iterable[ChampionRow]) -> None:
        """Lay the list `Digital champions`, as just read, over the file."""
        rows = tuple(rows)
        self.list_heard = True
        if rows != self._rows:
            self._rows = rows
            self._people = people_of(self._directory, rows, self._day, self._rulebook)
            self._log.info("directory list changed", rows=len(rows))
            if without := sum(row.active and row.has(GOVERNANCE_TEAM) for row in rows):
                self._log.warning("rows of the list give no right over everything, DIRECTORY alone does", rows=without)

    def refresh(self) -> None:
        """Read again what changed on disk or with the day, and have what the first sentence needs ready before it."""
        self._rulebook.clues.prepare()
        day, prints, unread = self._today(), None, None
        try:
            prints = self._fingerprints(self._prints[0] if self._prints else "")
        except OSError as error:  # the right to read it, the folder or what it is on is missing
            unread = error
        if (day, prints) == (self._day, self._prints):
            return
        self._day, self._prints = day, prints
        if unread is not None:
            self._log.error("rules or directory cannot be read, the last sound ones stay in force", unread)
            self._go_on(day)
            return
        try:
            directory = read_directory(self._file)
            rulebook = self._load(self._folder, areas(directory), day)
        except (RulebookProblems, DirectoryProblems) as problems:
            self._log.error(
                "rules or directory unsound, the last sound one stays in force", problems=len(problems.problems)
            )
            self._go_on(day)
            return
        rulebook.clues.prepare()  # before it is in force: the next sentence need not wait for it
        if rulebook.version != self._rulebook.version:
            self._log.info("rulebook changed", version=rulebook.version)
        self._directory, self._rulebook, self.sound = directory, rulebook, True
        self._people = people_of(directory, self._rows, day, rulebook)

    def _go_on(self, day: date) -> None:
        """With the last sound files: whoever stands in for somebody from this day on does."""
        self.sound = False
        self._people = people_of(self._directory, self._rows, day, self._rulebook)

    def _today(self) -> date:
        return self._now().astimezone(LONDON).date()

    def _fingerprints(self, before: str = "") -> tuple[str, str]:
        stat = self._file.stat() if self._file and self._file.exists() else None
        return fingerprint(
            self._folder, before
        ), f"{stat.st_mtime_ns}:{stat.st_ctime_ns}:{stat.st_size}" if stat else ""
