"""A program that fills every input by its id and presses Continue until it may send always gets through.

It knows an answer to every question and a text for every detail, and nothing of which card comes when.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogs.model import Profile, System
from dialogs.position import position_of
from governance_rules import Rulebook, decide
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS, random_answers, random_details
from tests.dialogs.walker import AREAS, HEAD, NOW, PEOPLE, RULEBOOK, Office, Walker, inputs, verbs, words
from tests.rules_reading import load_rulebook

MOST_PRESSES = 20
OF_EACH_PROCESS = 10
SYSTEMS = tuple(System(str(n), f"Parking system of the year {2020 + n}", supplier="A supplier") for n in range(3))
SAID = (
    "We need to renew the parking permit contract, it ends in six weeks, about £48,000, we have a quote",
    "we want to renew the contract for the parking system",
    "We want to make the holiday approval form quicker for our team with Power Automate, no personal data",
    "we have an idea for using artificial intelligence in adult social care",
    "the door system is broken",
)
OTHERS = Path(__file__).parents[1] / "bot" / "other_rulebooks"


def somebody(rulebook: Rulebook = RULEBOOK) -> Walker:
    people = replace(PEOPLE, departments={"housing operations": "housing"})
    profile = Profile("Housing Operations", HEAD)
    return Walker(Office(rulebook=rulebook, people=people, systems=SYSTEMS), profile=profile)


def drive(walker: Walker, known: Mapping[str, Any], why: object) -> int:
    """Press Continue until there is something to send, or advice; the presses that it took."""
    names_are_ours = walker.office.rulebook is RULEBOOK
    for presses in range(MOST_PRESSES + 1):
        found = [fault for fault in faults(walker.card) if names_are_ours or "the words of the button" not in fault]
        assert not found, (why, walker.summary)
        if "submit" in verbs(walker.card) or "answer" not in verbs(walker.card):
            return presses
        before = walker.card
        given = {one["id"]: _as_sent(known.get(one["id"], "")) for one in inputs(before)}
        walker.press("answer", given)
        moved = _seen(walker.card) != _seen(before)
        assert moved or "Error: " in words(walker.card), (why, walker.summary, given)
    raise AssertionError(("it never ends", why, walker.summary))


def _as_sent(answer: Any) -> str:
    return answer if isinstance(answer, str) else ",".join(answer)


def _seen(card: Mapping[str, Any]) -> str:
    """A card as a person sees it: no matter which revision its buttons carry."""
    return json.dumps([words(card), inputs(card)])


def everything(rulebook: Rulebook, answers: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """These answers, any other for what they leave off the way, and a text for every detail."""
    measured = {"money": "48000", "date": "2026-09-30"}
    others = {q.id: measured.get(q.kind) or chance.choice(q.options).id for q in rulebook.questions}
    texts = {d.id: "2026-09-30" if d.kind == "date" else DETAILS.get(d.id, "A few words") for d in rulebook.details}
    return {**others, **texts, **random_details(rulebook, dict(answers), chance), **answers, **_required(rulebook)}


def _required(rulebook: Rulebook) -> dict[str, str]:
    return {d.id: DETAILS.get(d.id, "A few words") for d in rulebook.details if d.required and d.kind != "date"}


def sets_of_answers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Ten sets of answers for each process, each with some others by chance; the same ones each time."""
    chance = random.Random(15)
    for process, base in ANSWERS.items():
        found = 0
        while found < OF_EACH_PROCESS:
            other = random_answers(RULEBOOK, chance, {i: a for i, a in base.items() if chance.random() < 0.7})
            if decide(RULEBOOK, other, explain=False).process == process:
                found += 1
                yield process, other


def test_whatever_the_answers_are_it_gets_to_their_process_in_a_few_presses() -> None:
    for process, answers in sets_of_answers():
        walker = somebody()
        walker.send("start")
        drive(walker, everything(RULEBOOK, answers, random.Random(1)), answers)
        held = walker.current or walker.advised
        assert held is not None
        place = position_of(RULEBOOK, held)
        assert place.brief is not None
        assert (place.brief.process, place.kind) == (process, "advice" if process == "service_desk" else "check")


@pytest.mark.parametrize("said", SAID)
def test_after_a_sentence_it_gets_through_no_less(said: str) -> None:
    for _, answers in [*sets_of_answers()][::7]:
        walker = somebody()
        walker.type(said)
        drive(walker, everything(RULEBOOK, answers, random.Random(2)), (said, answers))
        assert walker.advised is not None or "submit" in verbs(walker.card)


@pytest.mark.parametrize("name", ["spend_control", "university"])
def test_under_the_rules_of_others_it_gets_through_no_less(name: str, tmp_path: Path) -> None:
    shutil.copy(OTHERS / name / "rules.yaml", tmp_path)
    rulebook = load_rulebook(tmp_path, AREAS, NOW.date())
    for seed in range(OF_EACH_PROCESS):
        chance = random.Random(seed)
        walker = somebody(rulebook)
        walker.send("start")
        drive(walker, everything(rulebook, {}, chance), (name, seed))
        assert walker.advised is not None or "submit" in verbs(walker.card)


def test_the_boxes_stand_below_a_route_only_where_the_card_stays_short() -> None:
    walker = somebody()
    walker.to_route({**ANSWERS["project"], "sponsor": "named"})
    below = [one["id"] for one in inputs(walker.card)]
    assert {"title", "problem", "outcome"} <= {*below}
    walker.press("change", {**dict.fromkeys(below, "A " + "long " * 2000), "needed_by": "2026-09-30"}, question="need")
    walker.type("continue")
    walker.send("resume")
    assert walker.summary == "Your route is Project"
    assert not inputs(walker.card)
    assert not faults(walker.card)
    walker.press("answer")
    assert {"title", "problem", "outcome"} <= {one["id"] for one in inputs(walker.card)}


@pytest.mark.parametrize("name", ["why", "checks", "scores", "choices", "steps_more"])
def test_a_detail_may_have_the_name_of_a_part_that_folds(name: str) -> None:
    details = tuple(replace(d, id=name) if d.id == "systems" else d for d in RULEBOOK.details)
    walker = somebody(replace(RULEBOOK, details=details))
    walker.to_route(ANSWERS["project"])
    assert name in [one["id"] for one in inputs(walker.card)]
    assert not faults(walker.card)
