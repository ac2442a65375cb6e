"""What has had its time is forgotten, and the history tells every act."""

from __future__ import annotations

from datetime import timedelta

from bot.register import audit_verification, interviews, retention
from bot.wiring import now
from tests.bot.story.house import House, until
from tests.bot.story.walking import submitted


async def test_drafts_go_after_thirty_days_and_not_before(house: House) -> None:
    person = house.someone()
    await person.press("start")
    await person.press("answer", {"need": "renew"})
    register = house.front_door.register
    later = now() + timedelta(days=29)
    assert await register.write(lambda c: retention.tidy(c, later)) == 0
    assert len(await register.read(lambda c: interviews.drafts(c, person.aad_id, 9))) == 1
    assert await register.write(lambda c: retention.tidy(c, later + timedelta(days=2))) == 1
    assert await register.read(lambda c: interviews.drafts(c, person.aad_id, 9)) == ()
    assert (await register.read(audit_verification.verify))[1] == ()
    await person.type("start")


async def test_every_act_of_a_request_is_in_the_history(house: House) -> None:
    await submitted(house)
    await until(house.rows, "no item")
    register = house.front_door.register
    await until(lambda: "posted" in _acts(house), "not posted")
    acts = _acts(house)
    assert {"asked", "answered", "decided", "submitted", "posted"} <= acts
    rows, faults = await register.read(audit_verification.verify)
    assert rows > 5
    assert faults == ()


def _acts(house: House) -> set[str]:
    return set(
        house.front_door.register.read_now(lambda c: c.exec_driver_sql("SELECT what FROM audit").scalars().all())
    )


async def test_the_history_tells_choices_and_no_question_that_waits_for_a_yes(house: House) -> None:
    person = await submitted(house)
    await person.type("withdraw DR-0001")
    await person.type("show DR-0001")
    assert "preferences_changed" not in _acts(house)
    await person.type("yes")
    assert "withdrawn" not in _acts(house)
    await person.type("notifications daily")
    assert "preferences_changed" in _acts(house)
