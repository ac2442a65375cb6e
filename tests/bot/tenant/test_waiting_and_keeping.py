"""How the commands of the tenant wait for Microsoft, and what they keep on this machine: by plain calls."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.sharepoint.refusals import GiveUp, GraphRefused, Missing, TryLater
from bot.tenant.kept import Kept, Unusable, read_kept
from bot.tenant.patience import NotYet, Patience
from bot.tenant.work import names

ALL_WAITS = [1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 30.0, 30.0, 30.0]


@dataclass
class Watch:
    """Whoever waits, and what came so often of what they did."""

    answers: list[object]
    waited: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def patience(self) -> Patience:
        """How they wait."""

        async def pause(seconds: float) -> None:
            self.waited.append(seconds)

        return Patience(pause, self.said.append)

    async def call(self) -> object:
        """The next answer; the last one for ever."""
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def is_missing(refused: GraphRefused) -> bool:
    return isinstance(refused, Missing)


MISSING, NO, LATER = Missing("not there"), GiveUp("no"), TryLater("busy")


async def test_what_was_just_made_is_waited_for_as_long_as_it_may_take_and_told_of_once() -> None:
    there = Watch([MISSING, MISSING, "there"])
    assert await there.patience.until_seen("it", there.call, is_missing) == "there"
    assert (there.waited, there.said) == ([1.0, 2.0], ["waiting until Microsoft shows it everywhere"])
    at_last = Watch([*[MISSING] * 11, "there"])
    assert await at_last.patience.until_seen("it", at_last.call, is_missing) == "there"
    never = Watch([MISSING])
    with pytest.raises(NotYet, match="Microsoft does not show it yet"):
        await never.patience.until_seen("it", never.call, is_missing)
    assert (never.waited, at_last.waited) == (ALL_WAITS, ALL_WAITS)
    assert never.said == there.said, "once"
    gone = Watch([MISSING])
    with pytest.raises(Missing):
        await gone.patience.until_seen("it", gone.call, is_missing, few=True)
    assert gone.waited == ALL_WAITS[:3]


@pytest.mark.parametrize("before", [0, 1, 11])
@pytest.mark.parametrize(("refusal", "late"), [(NO, is_missing), (LATER, lambda _refused: True)])
async def test_every_other_refusal_is_raised_at_once(
    before: int, refusal: GraphRefused, late: Callable[[GraphRefused], bool]
) -> None:
    watch = Watch([*[MISSING] * before, refusal])
    with pytest.raises((GiveUp, TryLater, NotYet)) as raised:
        await watch.patience.until_seen("it", watch.call, late)
    assert len(watch.waited) == before
    assert raised.value is refusal or before == len(ALL_WAITS)


async def test_what_is_looked_for_is_looked_for_until_it_is_found() -> None:
    watch = Watch(["", "", "found"])
    assert await watch.patience.until_found("it", watch.call) == "found"
    assert (watch.waited, watch.said) == ([1.0, 2.0], ["waiting until Microsoft shows it"])
    never = Watch([""])
    assert await never.patience.until_found("it", never.call) == ""
    assert (never.waited, never.said) == (ALL_WAITS, watch.said)


async def test_graph_is_waited_for_as_it_asks_three_times_and_five_minutes_at_most() -> None:
    watch = Watch([TryLater("busy", 300.0), LATER, LATER, "done"])
    assert await watch.patience.steadily(watch.call) == "done"
    assert (watch.waited, watch.said[0]) == ([300.0, 2.0, 3.0], "waiting 300 s: busy")
    busy = Watch([LATER])
    with pytest.raises(TryLater):
        await busy.patience.steadily(busy.call)
    assert busy.waited == [1.0, 2.0, 3.0]
    long = Watch([TryLater("busy", 300.5), "done"])
    with pytest.raises(TryLater):
        await long.patience.steadily(long.call)
    assert (long.waited, long.said) == ([], [])


def test_what_is_kept_is_read_again_and_is_for_this_account_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    kept = read_kept(data, "tenant", "site")
    assert kept == Kept(data / "tenant.json", "tenant", "site")
    with kept.alone(), pytest.raises(Unusable, match="Another front-door tenant"), kept.alone():
        pass
    (data / "tenant.half").write_text("half of one, of a run that was killed")
    kept.app_id, kept.named = "app", True
    kept.begin("password", "2026-11-23T09:30:00+00:00")
    assert read_kept(data, "tenant", "site") == kept
    kept.begin("application", "2026-11-23T09:31:00+00:00")
    kept.done("application")
    kept.done("never begun")
    assert read_kept(data, "TENANT", "Site") == kept
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert kept.making == {"password": "2026-11-23T09:30:00+00:00"}
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in data.iterdir()] == [("tenant.json", 0o600)]
    kept.forget()
    kept.forget()
    assert not list(data.iterdir())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{", "cannot be read"),
        ("[]", "is not what these commands write"),
        ('{"named": 1}', "is not what these commands write"),
        ('{"lists": "all"}', "is not what these commands write"),
        ('{"tenant": "other", "site": "site"}', "is about the tenant other, not tenant"),
        ('{"tenant": "tenant", "site": "other"}', "is about the site other, not site"),
    ],
)
def test_a_file_that_is_damaged_or_of_another_tenant_is_named(tmp_path: Path, said: str, told: str) -> None:
    (tmp_path / "tenant.json").write_text(said)
    with pytest.raises(Unusable, match=told):
        read_kept(tmp_path, "tenant", "site")


def test_what_another_version_kept_beside_it_is_left_out_and_a_file_that_cannot_be_written_is_named(
    tmp_path: Path,
) -> None:
    (tmp_path / "tenant.json").write_text(json.dumps({"tenant": "t", "site": "s", "file": "x", "newer": [1]}))
    assert read_kept(tmp_path, "t", "s") == Kept(tmp_path / "tenant.json", "t", "s")
    nowhere = Kept(tmp_path / "tenant.json" / "tenant.json")
    with pytest.raises(Unusable, match=r"cannot be written \(File exists\)"):
        nowhere.save()
    with pytest.raises(Unusable, match="cannot be written"), nowhere.alone():
        pass


def test_something_is_left_of_another_application_only_where_something_was_made() -> None:
    file = Path("tenant.json")
    assert not Kept(file, app_id="one").is_left_of_another("other")
    for made in ({"application": "x"}, {"assignments": ["x"]}, {"password": "x"}, {"site_permission": "x"}):
        assert Kept(file, app_id="one", **made).is_left_of_another("other")
        assert not Kept(file, app_id="ONE", **made).is_left_of_another("one")
    assert Kept(file, app_id="one", catalogue="x").is_left_of_another("other")


def test_names_read_as_a_sentence() -> None:
    assert [names(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
