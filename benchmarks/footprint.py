"""What a process takes of the machine: memory, descriptors and CPU, as Linux counts them; and how fast that grows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import median

Sample = tuple[float, float]
"""Seconds, and what was measured then."""
_ESTABLISHED = "01"
"""A connection that neither side has closed, as ``/proc/net/tcp`` writes it."""


def memory(pid: int, what: str = "VmRSS") -> float:
    """Megabytes of a process: ``VmRSS`` now, ``VmHWM`` at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def descriptors(pid: int) -> int:
    """How many files, sockets and pipes a process holds open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def from_clients(pid: int, port: int) -> int:
    """How many connections to this port of the process its clients hold open.

    What a client has closed is none of them: where the process keeps such a connection, that is its own leak.
    """
    sockets = {name for file in Path(f"/proc/{pid}/fd").iterdir() if (name := _target(file)).startswith("socket:")}
    rows = (line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:])
    return sum(
        1
        for row in rows
        if int(row[1].rpartition(":")[2], 16) == port and row[3] == _ESTABLISHED and f"socket:[{row[9]}]" in sockets
    )


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:  # closed meanwhile
        return ""


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def growth(samples: Sequence[Sample]) -> float:
    """By how much it grows in an hour: the median of the slopes between any two samples (Theil and Sen).

    A single peak, or a step back, moves it little; 0 for fewer than two samples.
    """
    slopes = [(later - earlier) / (end - begin) for (begin, earlier), (end, later) in combinations(samples, 2)]
    return median(slopes) * 3600 if slopes else 0.0


def quarters(samples: Sequence[Sample]) -> tuple[float, float]:
    """The medians of the first and the last quarter of the samples."""
    part = max(1, len(samples) // 4)
    values = [value for _, value in samples]
    return median(values[:part]), median(values[-part:])
