"""Rulebooks for tests, which read the same files hundreds of times: each is read once while it stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from governance_rules import Rulebook
from governance_rules import files as rules
from governance_rules.check import Findings
from governance_rules.check import check_rulebook as check

_read = lru_cache(maxsize=64)(rules.read_file)
"""What a file says, by its name and bytes: of a copy in which one file is changed, the others are known."""


def load_rulebook(folder: Path | None, areas: Mapping[str, str], day: date) -> Rulebook:
    """The rulebook as the product loads it. The shipped one of a day is the same one each time: nothing changes it."""
    return rules.load_rulebook(folder, areas, day, _read) if folder else _shipped(tuple(areas.items()), day)


@lru_cache(maxsize=16)
def _shipped(areas: tuple[tuple[str, str], ...], day: date) -> Rulebook:
    return rules.load_rulebook(None, dict(areas), day, _read)


def check_rulebook(
    folder: Path,
    areas: Mapping[str, str],
    day: date,
    owners: Collection[str] | None = None,
    members: Collection[str] = (),
) -> Findings:
    """What the product's check finds."""
    return check(folder, areas, day, owners, members, _read)
