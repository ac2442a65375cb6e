"""How the benchmarks measure growth: a steady rise is found, and a peak or a step back is not taken for one."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.faults.soak import STALL, Watch
from benchmarks.finding import Asked, Finding, keep, table
from benchmarks.footprint import from_clients, growth, quarters


def test_a_steady_rise_is_growth_by_the_hour_though_it_began_high() -> None:
    rising = [(float(second), 100.0 + second / 1800) for second in range(0, 3600, 10)]
    assert growth(rising) == pytest.approx(2.0)


def test_a_peak_and_a_spell_of_work_are_no_growth() -> None:
    flat = [(float(second), 160.0 if second % 600 == 0 else 100.0) for second in range(0, 3600, 10)]
    assert growth(flat) == 0.0
    assert quarters(flat) == (100.0, 100.0)


def test_a_rise_shows_between_the_first_and_the_last_quarter() -> None:
    assert quarters([(float(n), float(n)) for n in range(8)]) == (0.5, 6.5)


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="counted as Linux counts them")
def test_a_connection_is_the_clients_until_the_client_has_closed_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        before = from_clients(os.getpid(), port)  # it waits to be accepted: no descriptor of the server's yet
        accepted, _ = listening.accept()
        with accepted:
            held = from_clients(os.getpid(), port)
            client.close()
            assert accepted.recv(1) == b""
            kept = from_clients(os.getpid(), port)
    assert (before, held, kept) == (0, 1, 0)


def test_only_a_whole_count_becomes_a_row_of_the_page(tmp_path: Path) -> None:
    began = datetime(2026, 11, 1, tzinfo=UTC)
    keep(Finding("R1", "3 kills: 0 lost", met=True), Asked(full=True, times=3), began, tmp_path)
    keep(Finding("R15", "2 lost", met=False), Asked(full=True), began, tmp_path)
    keep(Finding("R2", "1000 drops: 0 lost", met=True), Asked(full=True, seed=7), began, tmp_path)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table(tmp_path)]
    assert [(row[0], row[1], row[2], row[4], row[5]) for row in rows] == [
        ("R2", "`python -m benchmarks.faults R2 --full --seed 7`", "2026-11-01", "met", "1000 drops: 0 lost"),
        ("R15", "`python -m benchmarks.faults R15 --full --seed 1`", "2026-11-01", "**missed**", "2 lost"),
    ]


def test_of_the_hour_under_load_only_what_came_after_the_warm_up_counts() -> None:
    watch = Watch(
        megabytes=[(10.0, 120.0), (910.0, 140.0)],
        open=[(10.0, 30.0), (910.0, 43.0)],
        slowest=[(10.0, 3 * STALL), (910.0, STALL), (920.0, STALL / 2)],
    )
    assert watch.after(900.0) == ([(910.0, 140.0)], [(910.0, 43.0)], 1)
