"""What a process takes of the machine: memory, descriptors and CPU, as Linux counts them; and how fast that grows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import median

Sample = tuple[float, float]
"""Seconds, and what was measured then."""


def memory(pid: int, what: str = "VmRSS") -> float:
    """Megabytes of a process: ``VmRSS`` now, ``VmHWM`` at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def descriptors(pid: int) -> int:
    """How many files, sockets and pipes a process holds open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


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
