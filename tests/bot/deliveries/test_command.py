"""What an operator sees and does: `front-door deliveries list` and `retry`."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.commands.deliveries import WHAT
from bot.deliveries import outcomes
from bot.deliveries.claims import claim
from bot.deliveries.ledger import Delivery, find
from bot.delivery_kinds import KINDS
from bot.register import list_items, throttle
from bot.register.board_tables import held_deliveries
from bot.register.opening import open_register
from tests.bot.deliveries.delivery_cases import clock, want


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no settings file of the developer's counts
    monkeypatch.delenv("DATABASE_URL", raising=False)
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    now = clock()
    for name in ("DR-0001:list", "DR-0002:list", "DR-0002:champion"):
        register.write_now(partial(want, name=name))
    failed = register.write_now(lambda c: claim(c, "DR-0001:list", 1, "one", now))
    poison = register.write_now(lambda c: claim(c, "DR-0002:list", 1, "one", now))
    assert isinstance(failed, Delivery)
    assert isinstance(poison, Delivery)
    register.write_now(lambda c: outcomes.later(c, failed, "Graph answered 503", now + timedelta(hours=1)))
    register.write_now(lambda c: outcomes.set_aside(c, poison, "Graph answered 400 (invalidRequest)"))
    register.close()
    return tmp_path


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["deliveries", *words, "--data", str(data)])


def test_the_list_has_a_line_each_with_reason_and_next_try(data: Path) -> None:
    shown = run(data, "list")
    assert shown.exit_code == 0
    lines = {line.split()[0] + " " + line.split()[1]: line for line in shown.output.splitlines()[1:]}
    assert lines["DR-0001 list"].split()[1:8] == ["list", "item", "for", "the", "list", "waiting", "1"]
    assert lines["DR-0001 list"].endswith("Graph answered 503")
    assert "set aside" in lines["DR-0002 list"]
    assert lines["DR-0002 list"].endswith("Graph answered 400 (invalidRequest)")
    assert "summary card for champion" in lines["DR-0002 summary"]
    assert "now" in lines["DR-0002 summary"]


def test_a_service_that_asked_us_to_wait_stands_above_the_list(data: Path) -> None:
    register = open_register(f"sqlite:///{data / 'front-door.sqlite'}")
    register.write_now(lambda c: throttle.start(c, "graph", 600.0, clock()))
    register.close()
    shown = run(data, "list").output.splitlines()
    assert shown[0].startswith("Graph asked us to wait: nothing goes to it before ")
    assert shown[1].startswith("Reference")


def test_what_cannot_be_read_from_the_list_stands_above_it_too(data: Path) -> None:
    register = open_register(f"sqlite:///{data / 'front-door.sqlite'}")
    register.write_now(lambda c: list_items.keep_value(c, list_items.ASIDE, ["item 7: Graph answered 500"]))
    register.close()
    shown = run(data, "list").output.splitlines()
    assert shown[0] == "Set aside, for it cannot be read from the list: item 7: Graph answered 500."


def test_the_list_of_one_reference_shows_nothing_else(data: Path) -> None:
    shown = run(data, "list", "DR-0001")
    assert [line.split()[0] for line in shown.output.splitlines()] == ["Reference", "DR-0001"]


def test_sending_again_takes_up_what_was_set_aside(data: Path) -> None:
    said = run(data, "retry", "DR-0002")
    assert said.exit_code == 0
    assert said.output.splitlines() == ["To be sent again: 2.", "  DR-0002:list", "  DR-0002:champion"]
    register = open_register(f"sqlite:///{data / 'front-door.sqlite'}")
    found = register.read_now(lambda c: find(c, "DR-0002:list"))
    register.close()
    assert found is not None
    assert (found.state, found.generation) == ("waiting", 2)


def test_sending_again_what_is_not_there_says_what_to_do(data: Path) -> None:
    said = run(data, "retry", "DR-0009")
    assert said.exit_code == 1
    assert (
        "There is nothing to send again for DR-0009. `front-door deliveries list` shows what there is." in said.output
    )


def test_a_folder_without_a_register_is_named(data: Path) -> None:
    said = run(data / "elsewhere", "list")
    assert said.exit_code == 1
    assert "There is no register in" in said.output


def test_every_kind_of_delivery_has_a_name_that_an_operator_reads() -> None:
    assert WHAT.keys() == KINDS.keys()


def test_a_line_says_for_whom_by_role_and_names_what_belongs_to_no_request_by_its_own_id(data: Path) -> None:
    register = open_register(f"sqlite:///{data / 'front-door.sqlite'}")
    for name, more in (
        ("digest:one", {"reference": None, "kind": "digest"}),
        ("agenda:board", {"reference": None, "kind": "agenda", "recipient": "", "payload": {}}),
        ("DR-0003:other", {"kind": "status", "payload": {"role": "sponsor's deputy"}}),
        ("DR-0004:nobody", {"kind": "status", "payload": {}}),
        ("DR-0005:later", {"at": clock() + timedelta(days=1)}),
    ):
        register.write_now(partial(want, name=name, **more))
    register.close()
    lines = {line.split()[0]: line for line in run(data, "list").output.splitlines()[1:]}
    assert "digest for champion" in lines["digest:one"]
    assert "agenda in a channel for its readers" in lines["agenda:board"]
    assert "news of the status for sponsor's deputy" in lines["DR-0003"]
    assert "news of the status for person-nobody" in lines["DR-0004"]
    assert lines["DR-0004"].endswith("  now                   -")
    assert f"{clock() + timedelta(days=1):%Y-%m-%d}" in lines["DR-0005"].split("waiting")[1].split(maxsplit=3)[3]
    assert run(data, "list", "DR-0009").output == "Nothing waits, and nothing was sent in the last seven days.\n"
    nothing = run(data / "elsewhere", "retry")
    assert nothing.exit_code == 1


def test_what_a_meeting_holds_back_is_named_and_is_nothing_to_send_again(data: Path) -> None:
    register = open_register(f"sqlite:///{data / 'front-door.sqlite'}")
    hold = {"delivery": "DR-0002:champion", "body": "board", "day": "2026-11-30", "reference": "DR-0002"}
    register.write_now(lambda c: c.execute(held_deliveries.insert().values(**hold)) and None)
    register.write_now(partial(want, name="DR-0002:champion"))
    register.close()
    back = ["Held back until a meeting is over, and not sent before: 1.", "  DR-0002:champion"]
    both = run(data, "retry", "DR-0002")
    assert both.output.splitlines() == [*back, "To be sent again: 1.", "  DR-0002:list"]
    alone = run(data, "retry", "DR-0002:champion")
    assert (alone.exit_code, alone.output.splitlines()) == (0, back)
