"""IT is told of a need before a request is sent, when the person asks for it, and only then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.register import early_notices
from bot.register.register import open_engine
from bot.register.schema import audit, deliveries, interviews
from bot.wiring import now
from tests.bot.story.erased import NAME, THEIRS, WHO, erase, found_in
from tests.bot.story.erased import PARTNER as PARTNER_OF_HOUSING
from tests.bot.story.house import House, Message, Someone, inputs_of, open_house, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, met, partner_of

LATE = {**PROJECT, "procurement": "signed"}
PROCUREMENT = "00000000-0000-0000-0000-00000000f001"
GOVERNANCE = "00000000-0000-0000-0000-00000000a001"
HEADING = "Someone in Housing needs to talk to IT now"


async def to_route(person: Someone, answers: dict[str, str]) -> None:
    """Press on to the card of the route."""
    await person.press("start")
    await met(person)
    while (wanted := inputs_of(person.card)) and set(wanted) <= set(answers):
        await person.press("answer", {name: answers[name] for name in wanted})


def heard(house: House, aad_id: str) -> list[Message]:
    return [m for m in house.someone(aad_id).inbox if HEADING in m.words]


async def test_it_is_told_once_when_the_person_presses_and_nobody_before(house: House) -> None:
    person = house.someone()
    await to_route(person, LATE)
    assert "Nobody has been told yet." in words_of(person.card)
    told = (partner_of("housing"), PROCUREMENT, GOVERNANCE)
    assert not [aad_id for aad_id in told if heard(house, aad_id)]
    old = person.card
    await person.press("tell_it")
    assert "We told these people on" in words_of(person.card)
    await until(lambda: all(heard(house, aad_id) for aad_id in told), "not everyone was told")
    said = heard(house, partner_of("housing"))[0].words
    assert "Member of staff (Housing)" in said
    assert "A contract has been signed" in said
    await person.press("tell_it", on=old)
    await person.type("tell it")
    await person.type("cancel")
    await person.type("yes")
    register = house.front_door.register
    assert (
        register.read_now(lambda c: c.execute(select(func.count()).where(deliveries.c.kind == "early")).scalar()) == 3
    )
    assert [len(heard(house, aad_id)) for aad_id in told] == [1, 1, 1]
    assert house.rows() == [], "no request was sent"
    kept = select(audit.c.fields).where(audit.c.what == "told_early")
    assert list(register.read_now(lambda c: c.execute(kept).scalars())) == ['{"alerts":["late_engagement"],"people":3}']


async def test_by_typed_words_alone_it_is_told_too_and_what_happens_on_sending_stays(house: House) -> None:
    person = house.someone()
    await to_route(person, LATE)
    await person.type("tell it now")
    await until(lambda: heard(house, partner_of("housing")), "not told")
    while "submit" not in verbs_of(person.card):
        await person.press("answer", {name: DETAILS.get(name, "") for name in inputs_of(person.card)})
    await person.press("submit")
    assert "We tell the people who can help at once" in words_of(person.card)
    told = (partner_of("housing"), PROCUREMENT, GOVERNANCE)
    inboxes = [house.someone(aad_id) for aad_id in told]
    await until(lambda: all(any("DR-0001" in m.words for m in one.inbox) for one in inboxes), "somebody has no card")
    assert [len(heard(house, aad_id)) for aad_id in told] == [1, 1, 1]


async def test_one_person_has_people_told_about_three_drafts_in_a_day(house: House) -> None:
    person = house.someone()
    for _ in range(4):
        await to_route(person, LATE)
        await person.press("tell_it")
        said = words_of(person.card)
    assert "that is the most" in said
    register = house.front_door.register
    told = select(func.count()).where(deliveries.c.kind == "early", deliveries.c.recipient == PROCUREMENT)
    assert register.read_now(lambda c: c.execute(told).scalar()) == 3
    tomorrow = now() + early_notices.A_DAY
    assert register.read_now(lambda c: early_notices.count(c, person.aad_id, tomorrow)) == 0
    assert register.read_now(lambda c: early_notices.count(c, person.aad_id[:-1], now())) == 0


async def test_who_is_erased_leaves_nothing_of_it_and_what_still_waits_tells_nobody(
    tmp_path: Path, database_url: str, directory: Path
) -> None:
    async with open_house(tmp_path, database_url, directory=directory) as house:
        person = house.someone(WHO, NAME)
        await to_route(person, LATE)
        await person.press("answer")
        await person.press("answer", {name: THEIRS.get(name, "") for name in inputs_of(person.card)})
        await person.type("tell it")
        await until(lambda: heard(house, PARTNER_OF_HOUSING), "not told")
        waits: dict[str, Any] = {"state": "waiting", "done_at": None, "result": {}}
        again = deliveries.update().where(deliveries.c.kind == "early").values(**waits)
        await until(lambda: not _waiting(house), "still under way")
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(again)
        assert WHO in str(connection.execute(select(interviews.c.aad_id)).all())
    engine.dispose()
    assert erase(tmp_path, database_url, directory, WHO, "--yes").exit_code == 0
    assert found_in(database_url, tmp_path) == set()
    async with open_house(tmp_path, database_url, directory=directory) as house:
        await until(lambda: not _waiting(house), "never settled")
        assert not heard(house, PARTNER_OF_HOUSING)


def _waiting(house: House) -> int:
    left = select(func.count()).where(deliveries.c.kind == "early", deliveries.c.state == "waiting")
    return int(house.front_door.register.read_now(lambda c: c.execute(left).scalar_one()))
