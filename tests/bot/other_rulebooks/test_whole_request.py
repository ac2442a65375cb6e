"""Under rules with ids, bodies, checks, areas and choices of their own a request goes its whole way, by every role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from bot.people.directory import areas, read_directory
from bot.register import requests
from dialogs.model import Request
from dialogs.steps import StepState
from tests.bot.other_rulebooks.councils import COUNCILS, ID, SPEND_CONTROL, Council
from tests.bot.story.house import LIST, House, Someone, open_house, until, words_of
from tests.bot.story.walking import walk
from tests.rules_reading import check_rulebook, load_rulebook

DAY = date(2026, 11, 22)


@dataclass
class Place:
    """A front door under one of these rulebooks, and the request that was sent there."""

    council: Council
    house: House

    @property
    def reference(self) -> str:
        """That of the request."""
        return self.council.reference

    def by(self, end: str) -> Someone:
        """Somebody by the end of their Entra id."""
        return self.house.someone(ID.format(end), f"Somebody {end}")

    async def says(self, end: str, words: str) -> str:
        """What somebody reads after they typed this."""
        person = self.by(end)
        await person.type(words)
        return words_of(person.card)

    def request(self) -> Request:
        """The request as the register has it."""
        found = self.house.front_door.register.read_now(lambda c: requests.find(c, self.reference))
        assert found is not None
        return found

    def having(self) -> set[str]:
        """Ids of the steps that have it."""
        return {step.id for step in self.request().steps if step.state == StepState.CURRENT}

    def has(self, status: str) -> bool:
        """Whether the register has this status."""
        return self.request().status == status

    def is_with(self, steps: set[str]) -> bool:
        """Whether just these have it."""
        return self.having() == steps

    async def listed(self, status: str) -> None:
        """Wait until the list has this status."""
        await until(lambda: self.house.rows()[0]["Status"] == status, f"never {status} in the list")

    async def heard(self, end: str, words: str) -> None:
        """Wait until somebody has a message about the request with these words."""
        await until(
            lambda: [m for m in self.by(end).inbox if self.reference in m.words and words in m.words],
            f"{end} never heard {words}",
            seconds=30,
        )


@pytest.fixture(params=COUNCILS, ids=lambda one: one.name)
def council(request: pytest.FixtureRequest) -> Council:
    """Each of them."""
    found: Council = request.param
    return found


@pytest.fixture
async def place(council: Council, tmp_path: Path, database_url: str) -> AsyncIterator[Place]:
    """A request that was sent under the rules of each, on both databases."""
    rules, directory = council.rules_and_directory(tmp_path)
    async with open_house(tmp_path, database_url, rules=rules, directory=directory) as house:
        sent = Place(council, house)
        requester = sent.by("e001")
        await walk(requester, dict(council.answers), dict(council.details))
        await requester.press("submit")
        assert council.reference in words_of(requester.card)
        await until(lambda: sent.request().on_list, "it is not in the list")
        yield sent


def test_the_rules_pass_the_check_and_their_examples_hold(council: Council, tmp_path: Path) -> None:
    rules, directory = council.rules_and_directory(tmp_path)
    people = read_directory(directory)
    found = check_rulebook(rules, areas(people), DAY, set(people.owners))
    assert [str(problem) for problem in found.problems if not problem.hint] == []


def test_no_id_of_the_shipped_rules_is_left_in_the_renamed_ones(tmp_path: Path) -> None:
    folder, directory = COUNCILS[0].rules_and_directory(tmp_path)
    rules = load_rulebook(folder, areas(read_directory(directory)), DAY)
    ids: Collection[str] = [
        one.id
        for many in (rules.questions, rules.bodies, rules.processes, rules.checks, rules.alerts, rules.details)
        for one in many
    ]
    assert {one for one in ids if not one.startswith("own_")} == {"it_business_partner"}
    assert {one.id for q in rules.questions for one in q.options if not one.id.startswith("own_")} == set(
        areas(read_directory(directory))
    )


async def test_a_request_goes_its_whole_way_by_every_role(place: Place) -> None:
    council, reference = place.council, place.reference
    row = place.house.rows()[0]
    assert (row["Process"], row["ServiceArea"], row["Status"]) == (council.process, council.area, "Submitted")
    assert (row["Timeframe"], row["Alerts"]) == (council.timeframe, council.alert)
    assert len(row["Steps"].split("; ")) == 1 + sum(map(len, council.stages))
    assert len(row["Checks"].split("; ")) == len(council.checks)
    for end in (council.partner, council.champion):
        await place.heard(end, council.area)
    for end in council.told:
        await place.heard(end, council.why)
    assert {check.id for check in place.request().checks} == set(council.checks)

    await place.says(council.partner, f"pick up {reference}")
    await place.listed("With IT business partner")
    for check, owner in council.checks.items():
        said = await place.says(owner, f"check {reference} {check} started")
        assert "Saved." in said, (check, said)
    await place.says(council.partner, f"outcome {reference} go on")
    await place.listed("In review")

    for stage in council.stages:
        assert place.having() == set(stage)
        for number, (body, member) in enumerate(stage.items(), 1):
            assert reference in await place.says(member, "my work")
            said = await place.says(member, f"outcome {reference} {body} go on")
            assert "Saved." in said, (body, said)
            assert place.having() & set(stage) == set(list(stage)[number:])
    await place.listed("Approved")
    assert place.request().final_process == council.process
    await place.heard("e001", f"{reference} is now: Approved")
    await place.heard(council.delivers, "It is approved")

    for check, owner in council.checks.items():
        assert "Saved." in await place.says(owner, f"check {reference} {check} done")
    assert {check.state.value for check in place.request().checks} == {"done"}
    for said, status in (("in delivery", "In delivery"), ("done", "Done")):
        assert "Saved." in await place.says(council.delivers, f"deliver {reference} {said}")
        await place.listed(status)
        await place.heard("e001", f"{reference} is now: {status}")
    assert council.process in await place.says(council.governs, "figures")
    steps, checks = 1 + sum(map(len, council.stages)), len(council.checks)

    def told() -> tuple[int, int, str, str]:
        """Of its row: lines of what bodies said and of checks that are done, those that are open, and who has it."""
        now = place.house.rows()[0]
        done = [len(str(now.get(name) or "").splitlines()) for name in ("StepsDone", "ChecksDone")]
        return done[0], done[1], str(now.get("ChecksOpen") or ""), str(now.get("CurrentStep") or "")

    await until(lambda: told() == (steps, checks, "", ""), f"the list says {told()}", seconds=30)


async def test_who_has_no_part_in_it_changes_nothing(place: Place) -> None:
    before = place.request()
    body, _ = next(iter(place.council.stages[0].items()))
    check = next(iter(place.council.checks))
    for words in (f"outcome {place.reference} {body} go on", f"check {place.reference} {check} done"):
        assert "Saved." not in await place.says("e099", words)
    assert "Saved." not in await place.says("e099", f"deliver {place.reference} done")
    assert place.request() == before


async def test_what_the_governance_team_writes_into_the_list_wins_and_opens_the_step_again(place: Place) -> None:
    await place.says(place.council.partner, f"outcome {place.reference} go on")
    stage = set(place.council.stages[0])
    await place.listed("In review")
    row = place.house.rows()[0]["id"]
    for status, having in (("Deferred", stage), ("In review", stage), ("Declined", set()), ("In review", stage)):
        place.house.graph.edit(LIST, row, {"Status": status}, "governance")
        await until(partial(place.has, status), f"{status} was never read")
        assert place.having() == having


async def test_who_has_it_by_the_list_has_it_and_the_requester_is_not_told_of_the_move(place: Place) -> None:
    names = place.house.front_door.scheduler.live_config.rulebook().names
    stage = place.council.stages[-1]
    await until(lambda: place.house.rows()[0].get("CurrentStep"), "nobody has it in the list")
    for bodies in ((next(iter(stage)),), ("it_business_partner",)):
        before = len(place.by("e001").inbox)
        cell = {"CurrentStep": "; ".join(names[body] for body in bodies)}
        place.house.graph.edit(LIST, place.house.rows()[0]["id"], cell, "governance")
        await until(partial(place.is_with, set(bodies)), f"{bodies} never had it")
        assert not [m for m in place.by("e001").inbox[before:] if "is now" in m.words]


async def test_the_list_has_the_choices_of_these_rules(place: Place) -> None:
    def choices(name: str) -> list[str]:
        (found,) = [one for one in place.house.graph.columns(LIST) if one["name"] == name]
        return list(found["choice"]["choices"])

    rules = place.house.front_door.scheduler.live_config.rulebook()
    assert choices("Process") == [process.name for process in rules.processes]
    assert choices("Timeframe") == [timeframe.name for timeframe in rules.timeframes]
    assert place.council.area in choices("ServiceArea")


async def test_what_is_below_the_threshold_has_no_step_and_is_with_nobody(tmp_path: Path, database_url: str) -> None:
    rules, directory = SPEND_CONTROL.rules_and_directory(tmp_path)
    async with open_house(tmp_path, database_url, rules=rules, directory=directory) as house:
        sent = Place(SPEND_CONTROL, house)
        requester = sent.by("e001")
        small = {"whole_life": "100000", "novelty": "usual", "committed": "nothing_yet", "algorithm": "algorithm_no"}
        await walk(requester, {**SPEND_CONTROL.answers, **small}, dict(SPEND_CONTROL.details))
        await requester.press("submit")
        await until(house.rows, "it is not in the list")
        assert house.rows()[0]["Process"] == "Pipeline only"
        assert (sent.having(), sent.request().checks) == (set(), ())
        await sent.heard(SPEND_CONTROL.champion, SPEND_CONTROL.area)
        assert "Nothing has changed" in await sent.says(SPEND_CONTROL.governs, f"outcome {sent.reference} go on")
