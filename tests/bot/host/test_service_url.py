"""Which addresses are answered: exactly ours, and no other way to write them."""

from __future__ import annotations

import pytest

from bot.host.service_url import ServiceRule, is_loopback

TEAMS = [
    "https://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net",
    "https://smba.trafficmanager.net:443/",
]
LOOPBACK = ["http://127.0.0.1:9000/", "http://localhost:1/x", "http://[::1]:80", "https://localhost/"]
HOSTILE = [
    "http://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net:/",
    "https://smba.trafficmanager.net:0443444/",
    "https://user@smba.trafficmanager.net/",
    "https://user:word@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://smba.trafficmanager.net./",
    "https://evil-smba.trafficmanager.net/",
    "https://evil.smba.trafficmanager.net/",
    "https://trafficmanager.net/",
    "https://SMBA.TRAFFICMANAGER.NET/",
    "HTTPS://smba.trafficmanager.net/",
    "https:smba.trafficmanager.net/",
    "https:/smba.trafficmanager.net/",
    "https:///smba.trafficmanager.net/",
    "//smba.trafficmanager.net/",
    "smba.trafficmanager.net",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net\\.evil.example/",
    "https://evil.example#@smba.trafficmanager.net/",
    "https://evil.example?@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/?x=1",
    "https://smba.trafficmanager.net/#x",
    "https://smba.trafficmanager.net/%2e%2e/",
    "https://smba.trafficmanager.net/../x",
    "https://smba.trafficmanager.net/uk/..",
    "https://smba.trafficmanager.net/ ",
    " https://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/\n",
    "https://smba.trafficmanager.net/\r\nHost: evil.example",
    "https://smba.trafficmanager.net\t/",
    "https://smba.trafficmanager.net/\x00",
    "https://smba。trafficmanager。net/",
    "https://\u0455mba.trafficmanager.net/",
    "https://smba.trafficmanager.net/" + "a" * 600,
    "https://evil.example/",
    "https://169.254.169.254/metadata/instance",
    "http://169.254.169.254/",
    "http://10.0.0.1/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://127.1/",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://user@localhost/",
    "http://localhost:99999/",
    "http://localhost:0/",
    "http://[::ffff:127.0.0.1]/",
    "file:///etc/passwd",
    "gopher://localhost/",
    "javascript:alert(1)",
    "",
    None,
    7,
    ["https://smba.trafficmanager.net/"],
]


@pytest.mark.parametrize("url", TEAMS)
@pytest.mark.parametrize("local", [True, False])
def test_teams_is_answered(url: str, *, local: bool) -> None:
    assert ServiceRule(local=local).allows(url)


@pytest.mark.parametrize("url", LOOPBACK)
def test_this_machine_is_answered_in_local_mode_only(url: str) -> None:
    assert ServiceRule(local=True).allows(url)
    assert not ServiceRule(local=False).allows(url)
    assert is_loopback(url)


@pytest.mark.parametrize("url", HOSTILE)
@pytest.mark.parametrize("local", [True, False])
def test_nothing_else_is_answered(url: object, *, local: bool) -> None:
    assert not ServiceRule(local=local).allows(url)


def test_a_setting_names_other_hosts() -> None:
    rule = ServiceRule(frozenset({"smba.infra.gov.example"}))
    assert rule.allows("https://smba.infra.gov.example/teams/")
    assert not rule.allows("https://smba.trafficmanager.net/uk/")


@pytest.mark.parametrize(("port", "allowed"), [(0, False), (1, True), (65_535, True), (65_536, False)])
def test_a_port_of_this_machine_is_one_that_there_can_be(port: int, *, allowed: bool) -> None:
    assert ServiceRule(local=True).allows(f"http://localhost:{port}/") is allowed


def test_only_this_machine_is_this_machine() -> None:
    assert not is_loopback("https://smba.trafficmanager.net/")
    assert not is_loopback("http://localhost@evil.example/")


def test_an_address_may_be_as_long_as_512_letters() -> None:
    start = "https://smba.trafficmanager.net/"
    assert ServiceRule().allows(start + "a" * (512 - len(start)))
    assert not ServiceRule().allows(start + "a" * (513 - len(start)))
    assert not ServiceRule().allows(start + "uk/./x")
