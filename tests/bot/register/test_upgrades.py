"""A database that the last version made goes on."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.register import people, requests
from bot.register.opening import VERSION, open_register
from dialogs.seams import Person

WHEN = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_who_was_greeted_by_the_version_before_is_not_greeted_again(database_url: str) -> None:
    register = open_register(database_url)
    place = people.Place("a:chat", "https://smba.trafficmanager.net/emea/", "tenant", "28:bot")
    known = Person("00000000-0000-0000-0000-00000000d001", "Requester", "")
    register.write_now(lambda c: people.meet(c, None, known, place, WHEN, lambda: "key"))

    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("ALTER TABLE people DROP COLUMN welcomed"))  # as version 0001 left it
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    register.close()

    register = open_register(database_url)
    with register.engine.connect() as connection:
        found = people.find(connection, known.aad_id)
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == VERSION
    register.close()
    assert found is not None
    assert found.welcomed == "a:chat"


def test_the_tenant_last_heard_from_is_found_where_any_is_taken(database_url: str) -> None:
    register = open_register(database_url)
    for at, tenant in enumerate(("first", "last")):
        place = people.Place("a:chat", f"http://127.0.0.1/{tenant}/", tenant, "28:bot")
        register.write_now(lambda c, place=place, at=at: people.heard_from(c, place, WHEN.replace(minute=at)))
    with register.engine.connect() as connection:
        latest, named, other = (people.last_service_url(connection, tenant) for tenant in (None, "first", "other"))
    register.close()
    assert latest is not None
    assert (latest.tenant, latest.service_url) == ("last", "http://127.0.0.1/last/")
    assert named is not None
    assert named.tenant == "first"
    assert other is None


def test_a_row_of_the_list_far_ahead_uses_up_no_references(database_url: str) -> None:
    register = open_register(database_url)

    def heard(reference: str) -> bool:
        return register.write_now(lambda c: requests.used_elsewhere(c, reference))

    assert [heard(r) for r in ("DR-999999999", "DR-10001", "DR-0041", "DR-0040", "DR-9041", "nonsense")] == [
        False,
        False,
        True,
        False,
        True,
        False,
    ]
    register.close()
