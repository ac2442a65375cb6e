"""An erased person in one row each, where they stand in either case of letter, beside rows of others that stay."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.register import benefits, erasure
from bot.register.anonymising import CONTACT, PERSONAL
from bot.register.identity import REMOVED, Identity
from bot.register.register import Register
from bot.register.schema import benefits as benefit_rows
from bot.register.schema import (
    interviews,
    joiners,
    profiles,
    request_steps,
    rights,
    roadmap_moves,
    schedule,
    timeline,
)
from bot.register.schema import requests as request_rows
from tests.bot.register.lodged import NOW, change, decision, fill, lodge

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROJECT = decision("project", (), ())
GOES = Identity("00000000-goes", frozenset({"Marmaduke Canary"}), frozenset({"marmaduke@example.org"}))
CAPITALS, OTHER = GOES.aad_id.upper(), "00000000-other"


def rows(register: Register, *columns: Any) -> list[tuple[Any, ...]]:
    return register.read_now(lambda c: [tuple(row) for row in c.execute(select(*columns).order_by(columns[0]))])


def forget(register: Register) -> erasure.Forgotten:
    return register.write_now(lambda c: erasure.forget(c, GOES))


def test_lines_that_they_wrote_are_emptied_and_others_only_lose_their_name(register: Register) -> None:
    line = {"reference": "DR-0009", "at": NOW, "what": "note", "who": ""}
    for number, note, aad_id in (
        (1, "mine", CAPITALS),
        (2, "", GOES.aad_id),
        (3, "of Marmaduke Canary", OTHER),
        (4, "of nobody", OTHER),
        (5, "", None),
        (6, "in the list", None),
    ):
        fill(register, timeline, {**line, "number": number, "note": note, "aad_id": aad_id})
    counts = forget(register).counts
    assert rows(register, timeline.c.number, timeline.c.note, timeline.c.aad_id) == [
        (1, "", None),
        (2, "", None),
        (3, f"of {REMOVED}", OTHER),
        (4, "of nobody", OTHER),
        (5, "", None),
        (6, "in the list", None),
    ]
    assert counts["notes"] == 2


def test_moves_and_steps_keep_what_others_said(register: Register) -> None:
    move = {"reference": "DR-0009", "at": NOW, "before": "", "after": "now"}
    for number, who, note, aad_id in (
        (1, "The board", "mine", CAPITALS),
        (2, "Marmaduke Canary", "", OTHER),
        (3, "The board", "theirs", OTHER),
        (4, "The board", "theirs", None),
    ):
        fill(register, roadmap_moves, {**move, "number": number, "who": who, "note": note, "aad_id": aad_id})
    step = {"reference": "DR-0009", "stage": 0, "place": 0, "body": "board", "state": "over", "note": "said"}
    fill(register, request_steps, {**step, "step": "a", "at": NOW, "aad_id": GOES.aad_id}, {**step, "step": "b"})
    counts = forget(register).counts
    m, s = roadmap_moves.c, request_steps.c
    assert rows(register, m.number, m.who, m.note, m.aad_id) == [
        (1, "The board", "", None),
        (2, REMOVED, "", OTHER),
        (3, "The board", "theirs", OTHER),
        (4, "The board", "theirs", None),
    ]
    assert rows(register, s.step, s.note) == [("a", ""), ("b", "said")]
    assert counts["notes"] == 2


@pytest.mark.parametrize(
    ("values", "named", "left"),
    [
        pytest.param({"title": "Of Marmaduke Canary"}, True, {"title": f"Of {REMOVED}"}, id="title"),
        pytest.param({"title": "Of others"}, False, {"title": "Of others"}, id="nobody"),
        pytest.param({"asked_by": CAPITALS, "open_question": "Why?"}, True, {"open_question": ""}, id="asked"),
        pytest.param(
            {"asked_by": OTHER, "open_question": "Why?"}, False, {"open_question": "Why?"}, id="another asked"
        ),
        pytest.param({"it_contact_id": CAPITALS, "it_contact": "P"}, True, {"it_contact": ""}, id="contact by id"),
        pytest.param({"it_contact": "Marmaduke Canary"}, True, {"it_contact": ""}, id="contact by name"),
        pytest.param(
            {"it_contact_id": OTHER, "it_contact": "Marmaduke Canary"},
            False,
            {"it_contact": "Marmaduke Canary"},
            id="a contact of the same name",
        ),
        pytest.param(
            {"sponsor_id": CAPITALS, "sponsor_upn": "m@example.org", "sponsor_state": "asked"},
            True,
            {"sponsor_id": None, "sponsor_upn": ""},
            id="sponsor by id",
        ),
        pytest.param(
            {"sponsor_upn": "Marmaduke@example.org", "sponsor_state": "unreached"},
            True,
            {"sponsor_upn": ""},
            id="sponsor by an address that was never found",
        ),
        pytest.param(
            {"sponsor_id": OTHER, "sponsor_upn": "other@example.org", "sponsor_state": "asked"},
            False,
            {"sponsor_id": OTHER, "sponsor_upn": "other@example.org"},
            id="another sponsor",
        ),
    ],
)
def test_they_go_from_a_request_of_somebody_else_that_names_them(
    register: Register, values: dict[str, Any], left: dict[str, Any], *, named: bool
) -> None:
    request = lodge(register, PROJECT)
    change(register, request.reference, item="7", **values)
    gone = forget(register)
    assert (gone.own, gone.named) == ((), (request.reference,) if named else ())
    columns = [request_rows.c[name] for name in left]
    assert rows(register, *columns) == [tuple(left.values())]


@pytest.mark.parametrize(
    ("state", "item", "owed", "cells"),
    [
        pytest.param({"cells": {"Title": "x"}}, "7", None, {"Title": "x"}, id="nothing of them"),
        pytest.param(
            {"cells": {"Problem": "of Marmaduke Canary", "Title": "x"}},
            "7",
            ["Problem"],
            {"Problem": f"of {REMOVED}", "Title": "x"},
            id="a cell that names them",
        ),
        pytest.param(
            {"cells": {"Title": "x"}, "sending": {"Problem": ["of Marmaduke Canary"]}, "owed": ["Status"]},
            "7",
            ["Problem", "Status"],
            {"Title": "x"},
            id="what is on its way",
        ),
    ],
)
def test_cells_of_the_list_that_name_them_are_written_anew(
    register: Register, state: dict[str, Any], item: str, owed: list[str] | None, cells: dict[str, str]
) -> None:
    request = lodge(register, PROJECT)
    change(register, request.reference, item=item, list_state=state)
    assert forget(register).named == ((request.reference,) if owed else ())
    ((after,),) = rows(register, request_rows.c.list_state)
    assert (after.get("owed"), after["cells"]) == (owed, cells)


def test_the_contact_and_the_sponsor_are_taken_from_the_list_as_well(register: Register) -> None:
    request = lodge(register, PROJECT)
    cells = {"ITContact": "P", "SponsorName": "M", "Title": "x"}
    named = {"it_contact_id": GOES.aad_id, "it_contact": "P", "sponsor_id": GOES.aad_id, "sponsor_upn": "m@example.org"}
    details = {"sponsor": "M (M@example.org)", "title": "Repairs"}
    change(register, request.reference, item="7", list_state={"cells": cells}, details=details, **named)
    forget(register)
    ((state, after),) = rows(register, request_rows.c.list_state, request_rows.c.details)
    assert state["cells"] == {"ITContact": "", "Title": "x"}
    assert set(state["owed"]) == {"ITContact", "SponsorName", "SponsorUpn", "SponsorConfirmed"}
    assert after == {"sponsor": REMOVED, "title": "Repairs"}


def test_what_may_have_reached_the_list_by_a_lost_answer_is_written_whole(register: Register) -> None:
    request = lodge(register, PROJECT)
    change(register, request.reference, title="Of Marmaduke Canary")
    forget(register)
    ((state,),) = rows(register, request_rows.c.list_state)
    assert set(state["owed"]) == {*PERSONAL, CONTACT}


def test_only_rows_of_theirs_go_and_their_open_drafts_are_counted(register: Register) -> None:
    drafts = [("1", CAPITALS, "open", "{}"), ("2", GOES.aad_id, "submitted", "{}"), ("3", OTHER, "open", "{}")]
    drafts.append(("4", OTHER, "open", '{"a": "Marmaduke Canary"}'))
    for name, aad_id, state, body in drafts:
        row = {"id": name, "aad_id": aad_id, "revision": 1, "state": state, "body": body, "touched": NOW}
        fill(register, interviews, row)
    for who in (CAPITALS, OTHER):
        join = {"reference": "DR-0009", "aad_id": who, "name": "", "role": "co_requester", "at": NOW}
        fill(register, joiners, join)
        fill(register, rights, {"role": "champion", "area": "a", "aad_id": who, "since": NOW})
        fill(register, schedule, {"name": f"digest:{who}:2026-11-23", "done_at": NOW})
    said = {"source": "graph", "read_at": NOW, "manager_name": "M"}
    fill(
        register,
        profiles,
        {"aad_id": OTHER, "manager_id": CAPITALS, **said},
        {"aad_id": "b", "manager_id": OTHER, **said},
    )
    gone = forget(register)
    assert (gone.drafts, gone.joined) == (1, ("DR-0009",))
    counts = {name: gone.counts[name] for name in ("interviews", "joined", "rights", "occasions", "profiles")}
    assert counts == {"interviews": 2, "joined": 1, "rights": 1, "occasions": 1, "profiles": 1}
    assert gone.counts["drafts of others"] == 1
    assert rows(register, interviews.c.id, interviews.c.body) == [("3", "{}"), ("4", f'{{"a": "{REMOVED}"}}')]
    p = profiles.c
    assert rows(register, p.aad_id, p.manager_id, p.manager_name) == [(OTHER, None, ""), ("b", OTHER, "M")]


def test_what_came_of_a_request_stays_without_who_said_it(register: Register) -> None:
    def said(reference: str, who: str, note: str, role: str = "requester") -> dict[str, Any]:
        return {"reference": reference, "after": 0, "aad_id": who, "role": role, "asked_at": NOW, "note": note}

    fill(
        register,
        benefit_rows,
        said("A", CAPITALS, "mine"),
        said("B", OTHER, "of Marmaduke Canary"),
        said("C", OTHER, "of nobody"),
        said("D", GOES.aad_id, ""),
        said("E", GOES.aad_id, "mine"),
        said("E", "erased:requester", ""),
    )
    found = register.write_now(lambda c: benefits.forget(c, GOES.aad_id, GOES.cleared))
    assert (found.notes, found.references) == (3, {"A", "B", "D", "E"})
    b = benefit_rows.c
    assert rows(register, b.reference, b.aad_id, b.note) == [
        ("A", "erased:requester", ""),
        ("B", OTHER, f"of {REMOVED}"),
        ("C", OTHER, "of nobody"),
        ("D", "erased:requester", ""),
        ("E", "erased:requester", ""),
    ]
    register.write_now(lambda c: benefits.without_people(c, ["A", "B"]))
    assert [who for _, who in rows(register, b.reference, b.aad_id)[:3]] == ["anonymised:0", "anonymised:0", OTHER]


def test_a_register_larger_than_one_reading_is_read_to_its_end(
    register: Register,
) -> None:
    some = [
        {
            "id": f"{n:05}",
            "aad_id": OTHER,
            "revision": 1,
            "state": "open",
            "body": '{"a": "Marmaduke Canary"}',
            "touched": NOW,
        }
        for n in range(1001)
    ]
    register.write_now(lambda c: c.execute(insert(interviews), some) and None)
    assert forget(register).counts["drafts of others"] == 1001
