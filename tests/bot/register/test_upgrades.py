"""A database that the last version made goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select, text

from bot.deliveries import ledger
from bot.register import audit, audit_verification, greeted_chats, list_items, people, requests, rights, schema, titles
from bot.register.anchor_file import Outside
from bot.register.opening import VERSION, open_register
from dialogs.model import Person, TimelineEntry
from tests.bot.register.table_shape import shape

WHEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
ADDED_BY = {
    "0014": (
        "DROP INDEX interviews_of_a_person",
        "CREATE INDEX interviews_of_a_person ON interviews (aad_id, state)",
    ),
    "0013": ("ALTER TABLE requests DROP COLUMN anonymised_at",),
    "0012": ("DROP TABLE agenda_channels", "DROP INDEX requests_by_item"),
    "0011": tuple(
        f"DROP TABLE {name}" for name in ("benefits", "roadmap_moves", "held_deliveries", "meeting_items", "meetings")
    ),
    "0010": (
        *(
            f"DROP TABLE {name}"
            for name in ("contract_notices", "request_systems", "systems", "app_installations", "profiles")
        ),
        "DROP INDEX requests_of_a_sponsor",
        *(f"ALTER TABLE requests DROP COLUMN sponsor_{name}" for name in ("id", "upn", "state", "at")),
    ),
    "0009": (
        "DROP INDEX requests_by_day",
        "DROP TABLE request_checks",
        "DROP TABLE request_steps",
        "ALTER TABLE requests DROP COLUMN board_timeframe",
    ),
    "0008": ("ALTER TABLE requests DROP COLUMN status_at",),
    "0007": (
        "DROP TABLE titles_shown",
        "ALTER TABLE people DROP COLUMN standing",
        "ALTER TABLE people DROP COLUMN standing_at",
    ),
    "0006": ("DROP TABLE rights",),
    "0005": tuple(f"ALTER TABLE audit_head DROP COLUMN {name}" for name in ("accepted", "accepted_seal", "mark")),
    "0004": ("DROP TABLE greeted_chats",),
    "0003": ("ALTER TABLE story DROP COLUMN aad_id", "ALTER TABLE requests DROP COLUMN it_contact_id"),
    "0002": ("ALTER TABLE people DROP COLUMN welcomed",),
}
"""What takes each version's addition away again, newest first."""


def _as_left_by(connection: Connection, version: str) -> None:
    """Make the database what this version of the tables left behind."""
    for added, statements in ADDED_BY.items():
        for statement in statements if added > version else ():
            connection.execute(text(statement))
    connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_migrating_the_first_version_gives_the_tables_of_a_fresh_database(database_url: str) -> None:
    register = open_register(database_url)
    fresh = shape(register.engine)
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0001")
    older = shape(register.engine)
    register.close()

    register = open_register(database_url)
    migrated = shape(register.engine)
    register.close()
    assert set(schema.metadata.tables) < set(fresh)
    assert older != fresh
    assert migrated == fresh


def test_a_history_of_the_version_before_is_whole_and_goes_on_with_a_key(database_url: str, tmp_path: Path) -> None:
    register = open_register(database_url)
    for _ in range(3):
        register.write_now(lambda c: audit.append(c, WHEN, audit.Entry("key", "answered", "i1", {})))
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0004")
    register.close()

    kept = Outside(b"a key of thirty-two characters ok", tmp_path / "anchors.jsonl")
    register = open_register(database_url, outside=kept)
    register.write_now(lambda c: audit.append(c, WHEN, audit.Entry("key", "answered", "i1", {})))
    marked = register.read_now(lambda c: c.execute(select(schema.audit_head.c.accepted)).scalar_one())
    found = register.read_now(lambda c: audit_verification.verify(c, kept))
    register.close()
    assert (marked, found) == (3, (4, ()))


def test_who_was_greeted_by_the_version_before_is_not_greeted_again(database_url: str) -> None:
    register = open_register(database_url)
    place = people.ChatAddress("a:chat", "https://smba.trafficmanager.net/emea/", "tenant", "28:bot")
    known = Person("00000000-0000-0000-0000-00000000d001", "Requester", "")
    register.write_now(lambda c: people.meet(c, None, known, place, WHEN, lambda: "key"))

    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0001")
    register.close()

    register = open_register(database_url)
    with register.engine.connect() as connection:
        found = people.find(connection, known.aad_id)
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == VERSION
    register.close()
    assert found is not None
    assert found.welcomed == "a:chat"


def test_a_channel_is_greeted_once_on_a_database_of_the_version_before(database_url: str) -> None:
    register = open_register(database_url)
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0003")
    register.close()

    register = open_register(database_url)
    came = [register.write_now(lambda c: greeted_chats.first(c, "19:team@thread.tacv2", WHEN)) for _ in range(2)]
    register.write_now(lambda c: greeted_chats.forget(c, "19:team@thread.tacv2"))
    came.append(register.write_now(lambda c: greeted_chats.first(c, "19:team@thread.tacv2", WHEN)))
    register.close()
    assert came == [True, False, True]


def test_rights_are_kept_from_now_on_on_a_database_of_the_version_before(database_url: str) -> None:
    register = open_register(database_url)
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0005")
    register.close()

    register = open_register(database_url)
    assert register.read_now(rights.known) == frozenset()
    given = rights.Right("champion", "housing", "00000000-0000-0000-0000-00000000c001")
    register.write_now(lambda c: rights.keep(c, rights.RightsChange((given,), ()), WHEN))
    assert register.read_now(rights.known) == {given}
    register.close()


def test_who_is_a_guest_and_what_was_shown_are_kept_on_a_database_of_the_version_before(database_url: str) -> None:
    register = open_register(database_url)
    place = people.ChatAddress("a:chat", "https://smba.trafficmanager.net/emea/", "tenant", "28:bot")
    known = Person("00000000-0000-0000-0000-00000000d001", "Requester", "")
    register.write_now(lambda c: people.meet(c, None, known, place, WHEN, lambda: "key"))
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0006")
    register.close()

    register = open_register(database_url)
    before = register.read_now(lambda c: people.find(c, known.aad_id))
    register.write_now(lambda c: people.keep_standing(c, known.aad_id, "guest", WHEN))
    register.write_now(lambda c: titles.note(c, known.aad_id, ["DR-0001"], WHEN))
    after = register.read_now(lambda c: people.find(c, known.aad_id))
    register.close()
    assert before is not None
    assert before.standing is None, "unknown until Teams says so"
    assert after is not None
    assert (after.standing, after.standing_at) == ("guest", WHEN)


def test_since_when_a_request_has_its_status_is_read_from_the_story_of_the_version_before(database_url: str) -> None:
    register = open_register(database_url)
    days = [WHEN.replace(day=day) for day in range(2, 10)]
    stories = {
        "DR-0001": ("Submitted", ["submitted", "noted"], 0),
        "DR-0002": ("With IT business partner", ["submitted", "picked_up", "asked", "added_information"], 1),
        "DR-0003": ("Approved", ["submitted", "picked_up", "status", "note"], 2),
        "DR-0004": ("Submitted", ["submitted", "status", "added_information", "noted"], 2),
        "DR-0005": ("Declined", ["submitted", "status", "added_information", "status"], 3),
        "DR-0006": ("Withdrawn", ["submitted", "withdrawn", "deleted_in_list"], 1),
        "DR-0007": ("Done", [], 7),
    }

    def lived(connection: Connection) -> None:
        for number, (reference, (status, lines, _)) in enumerate(stories.items(), 1):
            texts = dict.fromkeys(("name", "upn", "title", "rules_version", "aad_id"), "")
            rest = {"process": "project", "details": {}, "answers": {}, "decision": {}, "day": "2026-11-02"}
            row = {"reference": reference, "number": number, "interview": f"i{number}", "status": status}
            times = {"submitted_at": days[0], "changed_at": days[7], "list_state": {}, "gone": False}
            connection.execute(schema.requests.insert().values(**row, **texts, **rest, **times))
            for at, what in zip(days, lines, strict=False):
                requests.add_to_timeline(connection, reference, TimelineEntry(at, what))
        _as_left_by(connection, "0007")

    register.write_now(lived)
    register.close()
    register = open_register(database_url)
    columns = (schema.requests.c.reference, schema.requests.c.status_at)
    found = {row.reference: row.status_at for row in register.read_now(lambda c: c.execute(select(*columns)).all())}
    register.close()
    assert found == {reference: days[day] for reference, (_, _, day) in stories.items()}


def test_the_tenant_last_heard_from_is_found_where_any_is_taken(database_url: str) -> None:
    register = open_register(database_url)
    for at, tenant in enumerate(("first", "last")):
        place = people.ChatAddress("a:chat", f"http://127.0.0.1/{tenant}/", tenant, "28:bot")
        register.write_now(partial(people.heard_from, place=place, now=WHEN.replace(minute=at)))
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


def test_whose_the_lines_and_contacts_of_the_version_before_are_is_read_from_the_history(database_url: str) -> None:
    partner, requester = (
        Person(f"00000000-0000-0000-0000-00000000{end}", name) for end, name in (("b001", "Partner"), ("d001", "Staff"))
    )
    register = open_register(database_url)

    def lived(connection: Connection) -> None:
        for person in (partner, requester):
            people.meet(connection, None, person, None, WHEN, partial("key {}".format, person.name))
        for number, aad_id in ((1, requester.aad_id), (2, "removed:DR-0002")):
            row = {"reference": f"DR-000{number}", "number": number, "interview": f"i{number}", "aad_id": aad_id}
            texts = dict.fromkeys(("name", "upn", "title", "rules_version"), "")
            rest = {"process": "project", "details": {}, "answers": {}, "decision": {}, "day": "2026-11-02"}
            connection.execute(
                schema.requests.insert().values(
                    **row,
                    **texts,
                    **rest,
                    status="Submitted",
                    submitted_at=WHEN,
                    changed_at=WHEN,
                    list_state={},
                    gone=False,
                )
            )
        requests.add_to_timeline(connection, "DR-0001", TimelineEntry(WHEN, "submitted", "Staff"))
        requests.add_to_timeline(connection, "DR-0001", TimelineEntry(WHEN, "picked_up", "Housing IT business partner"))
        requests.add_to_timeline(connection, "DR-0001", TimelineEntry(WHEN, "status", "Governance team", "A note"))
        fields = {"it_contact": "Partner", "open_question": "How many?"}
        connection.execute(schema.requests.update().where(schema.requests.c.reference == "DR-0001").values(**fields))
        named = audit.Entry("list", "changed_in_list", "DR-0001", {"columns": ["it_contact"]})
        audit.append(connection, WHEN, named)  # before they picked it up: it takes nothing from them
        for who, what in ((requester, "submitted"), (partner, "picked_up"), (partner, "asked")):
            audit.append(connection, WHEN, audit.Entry(f"key {who.name}", what, "DR-0001", {}))
        audit.append(connection, WHEN, replace(named, fields={"columns": ["decision_note"]}))
        ledger.enqueue(
            connection,
            id="DR-0002:own_card:removed:DR-0002",
            reference="DR-0002",
            kind="own_card",
            service="teams",
            ordering_key="own_card",
            recipient="removed:DR-0002",
            payload={},
            now=WHEN,
        )

    register.write_now(lived)
    with register.engine.connect().execution_options(writes=True) as connection, connection.begin():
        _as_left_by(connection, "0002")
    register.close()

    register = open_register(database_url)
    with register.engine.connect() as connection:
        lines = connection.execute(
            select(schema.timeline.c.what, schema.timeline.c.aad_id).order_by(schema.timeline.c.number)
        )
        assert [tuple(line) for line in lines] == [
            ("submitted", requester.aad_id),
            ("picked_up", partner.aad_id),
            ("status", None),
        ]
        columns = (schema.requests.c.it_contact_id, schema.requests.c.asked_by, schema.requests.c.aad_id)
        rows = connection.execute(select(*columns).order_by(schema.requests.c.number))
        assert [tuple(row) for row in rows] == [(partner.aad_id, partner.aad_id, requester.aad_id), (None, None, "")]
        erased = list_items.find(connection, "DR-0002")
        assert erased is not None
        assert {"RequesterName", "Problem"} <= set(erased.owed)
        assert ledger.find(connection, "DR-0002:own_card:removed:DR-0002") is None
    register.close()
