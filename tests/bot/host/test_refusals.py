"""A refusal names where it came from, and a flood of them costs next to nothing."""

from __future__ import annotations

import json

import pytest

from bot.host.client_address import client_address
from bot.host.refusals import FEW, MOST, OTHERS, RefusalCount, Refusals
from bot.logs import JsonLines
from bot.settings import Settings, WrongSettings
from tests.bot.host.host_cases import Microsoft, RunHost, activity

PROXIES = Settings(_env_file=None).model_copy(update={"trusted_proxies": "10.0.0.4, 10.1.0.0/16, fd00::/8"}).proxies


@pytest.mark.parametrize(
    ("peer", "forwarded", "source"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.4", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.4", ["198.51.100.1:51234"], "198.51.100.1"),
        ("10.0.0.4", ["1.1.1.1, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("10.0.0.4", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.4", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("fd00::1", ["10.1.2.3"], "10.1.2.3"),
        ("10.0.0.4", ["a name of somebody"], "10.0.0.4"),
        ("10.0.0.4", ["fe80::1%a name of somebody"], "10.0.0.4"),
        ("10.0.0.4", ["1" * 100_000], "10.0.0.4"),
        ("10.0.0.4", [""], "10.0.0.4"),
        (None, ["198.51.100.1"], "unknown"),
    ],
)
def test_a_forwarded_address_counts_only_as_far_as_trusted_proxies_wrote_it(
    peer: str | None, forwarded: list[str], source: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == source


def test_without_a_setting_nobody_is_believed() -> None:
    assert client_address("10.0.0.4", ["198.51.100.1"], ()) == "10.0.0.4"


@pytest.mark.parametrize("named", ["proxy.example.org", "10.0.0.4/16", "10.0.0.4; 10.0.0.5", ","])
def test_proxies_that_are_no_addresses_are_named_before_the_start(named: str) -> None:
    with pytest.raises(WrongSettings) as wrong:
        Settings(_env_file=None).model_copy(update={"trusted_proxies": named}).needed_to_serve()
    assert any(problem.startswith("TRUSTED_PROXIES is not a list") for problem in wrong.value.problems)


def test_a_flood_from_one_address_is_counted_and_each_minute_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals()
    for _ in range(2):
        caplog.clear()
        for _ in range(5000):
            refusals.note("203.0.113.9", [], 401, "no token")
        assert len(caplog.records) == FEW
        assert refusals.take() == (RefusalCount("203.0.113.9", 401, "no token", 5000),)
        assert refusals.take() == ()
        last = json.loads(JsonLines().format(caplog.records[-1]))
        assert last | {"at": ""} == {
            "at": "", "level": "warning", "event": "refused within a minute",
            "status": 401, "reason": "no token", "source": "203.0.113.9", "count": 5000,
        }  # fmt: skip
        assert len(caplog.records) == FEW + 1


def test_a_flood_from_very_many_addresses_is_summed_up_and_loses_no_count() -> None:
    refusals = Refusals()
    for n in range(20_000):
        refusals.note(f"203.{n % 100}.{n // 250}.{n % 250}", [], 403, "tenant")
    refusals.note("198.51.100.1", [], 401, "no token")
    told = refusals.take()
    assert len(told) <= MOST + 2
    assert sum(one.count for one in told) == 20_001
    assert told[-1].source == OTHERS


async def test_a_refused_request_names_its_source_and_not_what_it_says_of_itself(
    run_host: RunHost, microsoft: Microsoft
) -> None:
    async with run_host(microsoft) as host:
        assert (await host.post(activity(), X_Forwarded_For="198.51.100.1"))[0] == 401
        (line,) = [line for line in host.lines() if line["event"] == "refused"]
        assert line["source"] == "127.0.0.1"
        (told,) = host.parts.refusals.take()
        assert (told.source, told.status, told.count) == ("127.0.0.1", 401, 1)


def test_an_address_too_many_is_counted_with_the_others_and_a_known_one_by_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusals = Refusals()
    for n in range(1000):
        refusals.note(f"203.0.{n // 250}.{n % 250}", [], 401, "no token")
    for peer in ("203.0.0.0", "198.51.100.1", "198.51.100.2", "198.51.100.1"):
        refusals.note(peer, [], 401, "no token")
    caplog.clear()
    told = refusals.take()
    assert told[0] == RefusalCount("203.0.0.0", 401, "no token", 2)
    assert told[-1] == RefusalCount(OTHERS, 401, "no token", 1000 - MOST + 3)
    assert [json.loads(JsonLines().format(one))["source"] for one in caplog.records] == [OTHERS]


@pytest.mark.parametrize(("times", "lines"), [(FEW, []), (FEW + 1, [FEW + 1])])
def test_only_what_was_not_in_the_log_line_by_line_is_summed_up_there(
    caplog: pytest.LogCaptureFixture, times: int, lines: list[int]
) -> None:
    refusals = Refusals()
    for _ in range(times):
        refusals.note("203.0.113.9", [], 401, "no token")
    caplog.clear()
    refusals.take()
    assert [json.loads(JsonLines().format(one))["count"] for one in caplog.records] == lines


def test_of_a_forwarded_request_ten_places_are_looked_at() -> None:
    chain = ", ".join(["198.51.100.1", *["10.1.2.3"] * 9])
    assert client_address("10.0.0.4", [chain], PROXIES) == "198.51.100.1"
    assert client_address("10.0.0.4", [f"{chain}, 10.1.2.4"], PROXIES) == "10.1.2.3"
    assert client_address("10.0.0.4", ["198.51.100.1%25", "0" * 65], PROXIES) == "10.0.0.4"
