"""What an exercise found against its goal: a line for a reader, a file for whoever keeps the figures."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path("build/faults")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the counts of the goals or a short trial; None: the exercise's own number."""

    full: bool = False
    seed: int = 1
    times: int | None = None
    """Kills, drops, requests or fillings of the disk."""
    minutes: float | None = None

    def count(self, full: int, short: int) -> int:
        """How often, as asked for."""
        return self.times or (full if self.full else short)

    def seconds(self, full: float, short: float) -> float:
        """How long, as asked for."""
        return self.minutes * 60 if self.minutes else full if self.full else short


@dataclass(frozen=True, slots=True)
class Finding:
    """The goal's id, the figure in words, whether the goal was met, and the figures by name."""

    goal: str
    words: str
    met: bool
    figures: Mapping[str, object] = field(default_factory=dict)

    def line(self) -> str:
        """The finding as one line."""
        return f"{self.goal:4} {'met   ' if self.met else 'MISSED'} {self.words}"


def keep(found: Finding, asked: Asked, began: datetime, folder: Path = FOLDER) -> Path:
    """Write a finding, with what repeats it and where it was found, as JSON. Full counts have files of their own."""
    command = f"python -m benchmarks.faults {found.goal}{' --full' if asked.full else ''} --seed {asked.seed}"
    for name in ("times", "minutes"):
        if (value := getattr(asked, name)) is not None:
            command += f" --{name} {value:g}"
    kept = {
        **asdict(found),
        "command": command,
        "began": began.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - began).total_seconds()),
        "machine": machine(),
        "commit": _commit(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    whole = asked.full and asked.times is None and asked.minutes is None
    path = folder / f"{found.goal}{'' if whole else '-short'}.json"
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def table(folder: Path = FOLDER) -> Iterable[str]:
    """The findings of the full counts, as rows of `docs/reliability.md`."""
    for path in sorted(folder.glob("R*.json"), key=lambda path: int(path.stem.partition("-")[0][1:])):
        if not path.stem.endswith("-short"):
            kept = json.loads(path.read_text(encoding="utf-8"))
            verdict = "met" if kept["met"] else "**missed**"
            cells = (kept["goal"], f"`{kept['command']}`", kept["began"][:10], kept["machine"], verdict, kept["words"])
            yield f"| {' | '.join(cells)} |"


def machine() -> str:
    """The machine in a few words: processors, memory and versions; no names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} processors, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _commit() -> str:
    try:
        said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607 - the git of whoever runs it
    except OSError:
        return ""
    return said.stdout.strip()
