"""Requests are found by the register, on both databases: never fewer than somebody may see, however they type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from sqlalchemy import update

from bot.found_requests import found_for
from bot.register import list_items, requests, search
from bot.register.finding import LOOKED_AT, of_item
from bot.register.register import Register
from bot.register.schema import requests as request_rows
from dialogs.events import CoRequesterJoined, StatusChanged, StepDecided
from dialogs.extension import FindRequests
from dialogs.model import Needs, Person, Request
from dialogs.rights import sees_as
from dialogs.sponsor_events import SponsorNamed
from dialogs.statuses import Status
from dialogs.steps import Outcome
from governance_rules.roles import PARTNER
from tests.bot.people.people_cast import COLLEAGUE, GOVERNANCE, HOUSING_CHAMPION, HOUSING_PARTNER, people
from tests.bot.register.lodged import ASKER, NOW, decision, happens, lodge

THERE = people()
PROJECT = decision("project", (PARTNER, "board"), ("dpia", "sponsor"))
SPONSOR = Person("00000000-0000-0000-0000-00000000e009", "Head of Housing", "head@example.org")
STRANGER = "00000000-0000-0000-0000-00000000eeee"
TITLES = (
    *("Book repairs online for tenants", "Booking of pitches", "Café licences", "Straße signs"),
    *("Happy parents", "Relational database", "The why and how of it", "Filing of rotas", "Tenancies and tenants"),
    *(
        "Renew the scanner",
        "100% recycled paper_clips",
        "Ümlaut Ångström",
        "\u041f\u0430\u0440\u043a\u0438\u043d\u0433",
    ),
)


def titled(register: Register, *titles: str, area: str | None = "housing", person: Person = ASKER) -> list[Request]:
    """Requests with these titles."""
    made = []
    for title in titles:
        request = lodge(register, PROJECT, area=area, person=person)
        named = update(request_rows).where(request_rows.c.reference == request.reference).values(title=title)

        def job(connection: object, one: Request = request, said: str = title, named: object = named) -> None:
            connection.execute(named)  # type: ignore[attr-defined]  # a connection
            search.index(connection, one.reference, said)  # type: ignore[arg-type]  # the same

        register.write_now(job)
        made.append(request)
    return made


def looked_for(register: Register, words: str, aad_id: str = GOVERNANCE, skip: int = 0, most: int = 25) -> list[str]:
    """References that come for these words, in their order."""
    wanted = Needs(found_by=FindRequests(words, skip, most))
    return [one.reference for one in register.read_now(lambda c: found_for(c, wanted, THERE, aad_id, ""))]


@pytest.mark.parametrize("aad_id", [GOVERNANCE, ASKER.aad_id])
def test_each_title_is_found_from_the_first_letter_of_each_of_its_words_to_the_last(
    register: Register, aad_id: str
) -> None:
    made = titled(register, *TITLES)
    once = cache(lambda typed: looked_for(register, typed, aad_id))  # titles share beginnings
    for request, title in zip(made, TITLES, strict=True):
        for word in title.replace("%", "").replace("_", " ").split():
            for length in range(1, len(word) + 1):
                assert request.reference in once(word[:length]), word[:length]
        assert looked_for(register, title, aad_id) == [request.reference]


@pytest.mark.parametrize(
    ("typed", "title"),
    [("cafe lic", 2), ("STRASSE", 3), ("umlaut angstrom", 11), ("repairs book", 0), ("why", 6), ("r", 9), ("100", 10)],
)
def test_accents_capitals_order_and_short_words_do_not_matter(register: Register, typed: str, title: int) -> None:
    made = titled(register, *TITLES)
    assert made[title].reference in looked_for(register, typed, ASKER.aad_id)
    if typed != "STRASSE":  # SQLite's full text does not know that letter as two
        assert made[title].reference in looked_for(register, typed)


HOSTILE = (
    *('"', "'", '"*', "* OR 1", "a' OR '1'='1", "NEAR(a b)", "title:book", "-book", "book AND", "(", "^book"),
    *("%", "_", "\\", "; DROP TABLE requests", "book:*", "!book", "book & | !", "'':*", "\x00", "book\x00"),
    *("NOT", "AND OR NOT", "book NEAR/2 repairs", "request_words", "rank", "rowid > 0", "--", "/*", "b" * 200),
    *("{book}", "\ud800", "\U0001f600", "\u0430" * 200),
)


@pytest.mark.parametrize("aad_id", [GOVERNANCE, ASKER.aad_id])
def test_whatever_is_typed_is_words_and_no_query(register: Register, aad_id: str) -> None:
    titled(register, "Harbour moorings")
    for typed in HOSTILE:
        assert looked_for(register, typed, aad_id) == [], typed


def test_a_reference_comes_first_and_then_titles_with_that_number(register: Register) -> None:
    titled(register, "2 more vans", "Parking permits", "2nd floor")
    assert looked_for(register, "2") == ["DR-0002", "DR-0003", "DR-0001"]
    assert looked_for(register, "dr-2") == ["DR-0002"]
    assert looked_for(register, "REQ-2") == []


def test_pages_follow_each_other_without_a_gap_or_the_same_twice(register: Register) -> None:
    made = [r.reference for r in titled(register, *(f"Permit {n}" for n in range(1, 8)))][::-1]
    for typed in ("permit", "p", ""):
        pages = [looked_for(register, typed, GOVERNANCE, skip, 3) for skip in (0, 3, 6, 9, 9999)]
        assert pages == [made[:3], made[3:6], made[6:], [], []], typed


def everybody() -> list[Person]:
    """Whoever is somebody, and one who is nobody."""
    found = [*THERE.governance_team, *THERE.owners.values(), ASKER, COLLEAGUE, SPONSOR, Person(STRANGER, "Stranger")]
    found += [person for members in THERE.bodies.values() for person in members]
    for area in THERE.areas.values():
        found += [*area.champions, *([area.it_business_partner] if area.it_business_partner else [])]
    return list({one.aad_id: one for one in found}.values())


def test_nobody_misses_a_request_that_they_may_see_by_show(register: Register) -> None:
    def to_board(request: Request) -> Request:
        return happens(register, request, StepDecided(PARTNER, PARTNER, Outcome.GO_ON, "", contact="Partner"))

    changes: tuple[Callable[[Request], Request], ...] = (
        lambda request: request,
        to_board,
        lambda request: happens(register, to_board(request), StepDecided("board", "board", Outcome.GO_ON, "")),
        lambda request: happens(register, request, StatusChanged(Status.APPROVED)),
        lambda request: happens(register, request, StatusChanged(Status.DONE)),
        lambda request: happens(register, request, StatusChanged("On hold until spring")),
        lambda request: happens(register, request, CoRequesterJoined(COLLEAGUE), COLLEAGUE),
        lambda request: happens(register, request, SponsorNamed(SPONSOR, "Head", "", "")),
    )
    steps = (PARTNER, "board", "technical_review_board")
    kinds = (PROJECT, decision("change_request", steps, ("ai_policy", "gone")), decision("self_service"))
    made = []
    for change in changes:
        for area in ("housing", "place", None):
            for decided in kinds:
                request = change(lodge(register, decided, area=area))
                register.write_now(lambda c, one=request: search.index(c, one.reference, one.title))  # type: ignore[misc]
                made.append(request.reference)
    now = register.read_now(lambda c: requests.several(c, made))
    for person in everybody():
        theirs = {one.reference for one in now if sees_as(THERE, person, one) is not None}
        for typed in ("", "rep", "r", "repairs"):
            assert theirs <= set(looked_for(register, typed, person.aad_id, most=200)), (person.name, typed)
    assert looked_for(register, "repairs", STRANGER) == looked_for(register, "", STRANGER) == []


def test_what_may_wait_for_somebody_comes_first_then_their_own(register: Register) -> None:
    first, second, third = (r.reference for r in titled(register, "One", "Two", "Three", area="place"))
    mine = titled(register, "Four", person=Person(HOUSING_PARTNER, "Partner"), area="place")[0].reference
    waits = titled(register, "Five", area="housing")[0].reference
    over = titled(register, "Six", area="housing")[0]
    happens(register, over, StatusChanged(Status.DECLINED))
    found = looked_for(register, "", HOUSING_PARTNER)
    assert found.index(waits) < found.index(mine) < found.index(over.reference)
    assert {first, second, third}.isdisjoint(found)
    assert over.reference in looked_for(register, "", HOUSING_CHAMPION)


def put_on_list(register: Register, reference: str, item: str, url: str = "https://example.org/Lists/R/1_.000") -> None:
    """Say which row of the list shows a request."""
    register.write_now(lambda c: list_items.note(c, reference, item=item, url=url, cells={}, version=1))


def test_a_row_of_the_list_leads_to_its_request(register: Register) -> None:
    made = [lodge(register, PROJECT, at=NOW + timedelta(hours=n)).reference for n in range(6)]
    for place, reference in enumerate(made):
        put_on_list(register, reference, str(10 + 2 * place))
    for place, reference in enumerate(made):
        found = register.read_now(lambda c, item=10 + 2 * place: of_item(c, item))  # type: ignore[misc]
        assert found == (reference, "https://example.org/Lists/R/1_.000")
    for missing in (0, 1, 9, 11, 21, 10**8):
        assert register.read_now(lambda c, item=missing: of_item(c, item)) is None  # type: ignore[misc]


def test_among_thousands_a_row_is_found_though_some_came_late_or_never(register: Register) -> None:
    first = lodge(register, PROJECT)
    row = register.read_now(lambda c: c.execute(request_rows.select()).mappings().one())
    given = {column.key: row[column] for column in request_rows.c}
    many = []
    for n in range(2, 3 * LOOKED_AT):
        item = None if n % 97 == 0 or n > 3 * LOOKED_AT - 40 else str(n + 5 if n % 50 else n + 300)
        many.append({**given, "reference": f"DR-{n:04}", "number": n, "interview": f"i{n}", "item": item})
    register.write_now(lambda c: c.execute(request_rows.insert(), many) and None)
    put_on_list(register, first.reference, "1")
    for n in (2, 49, 50, 1234, 2500, 4999, 5000, 5900):
        wanted = int(str(many[n - 2]["item"]))
        found = register.read_now(lambda c, item=wanted: of_item(c, item))  # type: ignore[misc]
        assert found is not None, n
        assert found[0] in {f"DR-{n:04}", f"DR-{wanted - 5:04}"}


def test_a_row_that_was_removed_from_the_list_leads_nowhere(register: Register) -> None:
    request = lodge(register, PROJECT)
    put_on_list(register, request.reference, "7")
    assert register.read_now(lambda c: of_item(c, 7)) is not None
    register.write_now(lambda c: c.execute(request_rows.update().values(gone=True)) and None)
    assert register.read_now(lambda c: of_item(c, 7)) is None
