"""Fifty requests in a register, a line each, as somebody counted them by hand.

number, process, service area (- for none), yearly benefit, the day of January on which it was sent, working days with
the partner and with the board (- while it is there, or where it never comes), where it is, the final process where it
is another, checks that are done, and what it brought: months after, r for its requester or s for its sponsor, and the
answer (empty: asked alone).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import Connection, insert

from bot.register import interviews, requests
from bot.register.board_tables import benefits
from bot.register.request_changes import store
from dialogs.calendar import add_working_days
from dialogs.changes import apply
from dialogs.events import By, CheckUpdated, DeliveryMoved, Event, FinalProcessChanged, StatusChanged, StepDecided
from dialogs.model import Interview, Person
from dialogs.statuses import Status
from dialogs.steps import CheckState, Outcome
from governance_rules import Decision
from governance_rules.outcome import Reason
from governance_rules.roles import PARTNER

FIFTY: Final = """\
01  self     place    -           27  -  -   Done          -        -           0r=not_yet,3r=as_expected
02  change   housing  under_10k   30  1  12  Approved      -        dpia        -
03  change   adults   under_10k   23  0  7   Declined      -        dpia        -
04  change   housing  not_known   14  2  -   with_board    -        dpia        -
05  project  housing  under_10k   29  -  -   with_partner  -        dpia        -
06  project  housing  10k_to_50k  16  3  18  Done          -        dpia+cyber  0r=as_expected
07  change   housing  over_50k    20  2  9   Approved      project  -           -
08  self     -        -           12  -  -   Done          -        -           0r=as_expected
09  change   housing  not_known   21  0  9   Approved      -        -           -
10  change   place    under_10k   22  5  13  Done          -        dpia        0r=more
11  project  housing  not_known   19  5  17  Done          -        -           0r=none
12  project  place    under_10k   15  8  12  Done          -        -           0r=not_yet,3r=more
13  change   housing  under_10k   26  4  16  Approved      project  -           -
14  project  -        not_known   12  9  12  Declined      -        -           -
15  change   place    10k_to_50k  12  -  -   with_partner  -        dpia        -
16  change   housing  10k_to_50k  27  6  4   Approved      project  -           -
17  project  housing  not_known   16  7  6   Approved      -        dpia+cyber  -
18  change   place    not_known   16  7  13  Done          -        dpia        0r=none
19  change   housing  under_10k   21  8  18  Done          -        -           0r=as_expected
20  change   adults   over_50k    29  4  10  Done          -        -           0r=as_expected,3r=more
21  change   adults   over_50k    29  5  12  Done          -        dpia        0r=less,0s=more
22  change   place    10k_to_50k  22  3  12  Approved      -        dpia        -
23  change   housing  not_known   14  6  10  Done          -        dpia        0r=not_yet,0s=more,3r=less
24  self     adults   -           23  -  -   Submitted     -        -           -
25  project  housing  under_10k   21  2  2   Declined      -        dpia        -
26  project  place    10k_to_50k  21  8  2   Declined      -        dpia+cyber  -
27  change   place    not_known   26  9  -   with_board    -        dpia        -
28  project  place    under_10k   19  4  14  Done          -        -           0r=none,0s=more
29  project  place    over_50k    23  5  5   Done          -        dpia        0r=not_yet,3r=
30  project  -        not_known   23  3  5   Done          -        dpia        0r=not_yet,0s=more,3r=more
31  change   -        not_known   20  3  16  Done          -        dpia        -
32  change   housing  over_50k    27  7  9   Done          -        -           0r=as_expected,3r=
33  project  -        not_known   15  0  5   Done          -        -           0r=none,3r=
34  project  adults   over_50k    29  4  10  Approved      -        dpia+cyber  -
35  explore  -        -           30  -  -   with_partner  -        -           -
36  project  housing  over_50k    16  5  10  Done          -        dpia        0r=as_expected,0s=less
37  project  housing  over_50k    22  1  18  Done          change   dpia+cyber  0r=less
38  change   adults   not_known   26  4  15  Declined      -        -           -
39  change   housing  not_known   23  7  10  Done          project  dpia        0r=none
40  change   -        under_10k   13  4  3   Declined      -        -           -
41  project  place    not_known   13  7  2   Done          change   dpia        0r=none
42  change   adults   10k_to_50k  14  6  6   Approved      project  dpia        -
43  project  adults   under_10k   26  1  9   Done          change   -           0r=not_yet,0s=less,3r=less
44  change   housing  over_50k    26  7  12  Done          -        dpia        0r=more,0s=as_expected,3r=more
45  change   housing  10k_to_50k  16  8  5   Done          -        dpia        -
46  change   housing  10k_to_50k  27  -  -   with_partner  -        -           -
47  project  -        under_10k   13  8  -   with_board    -        dpia+cyber  -
48  project  place    not_known   21  1  17  Done          change   dpia+cyber  0r=more
49  project  housing  under_10k   30  3  5   Done          -        dpia+cyber  0r=as_expected,0s=less
50  change   housing  over_50k    26  6  12  Done          -        -           0r=none,0s=more,3r=as_expected
"""
REQUESTER: Final = Person("00000000-0000-0000-0000-00000000e001", "Housing officer")
STEPS: Final = {"project": (PARTNER, "board"), "change_request": (PARTNER, "board"), "explore": (PARTNER,)}
CHECKS: Final = {"project": ("dpia", "cyber"), "change_request": ("dpia",)}
_FULL: Final = {"change": "change_request", "self": "self_service", "adults": "adult_social_care"}
NAMES: Final = {"project": "Project", "change_request": "Change request"}
_BY: Final = By(Person("", ""), "Somebody")


def fill(connection: Connection) -> None:
    """Put all of them into an empty register."""
    for line in FIFTY.splitlines():
        _put(connection, *(_FULL.get(cell, cell) for cell in line.split()))


def _put(
    connection: Connection,
    number: str,
    process: str,
    area: str,
    expected: str,
    sent: str,
    partner: str,
    board: str,
    state: str,
    final: str,
    checked: str,
    brought: str,
) -> None:
    day = date(2026, 1, int(sent))
    answers = {} if expected == "-" else {"yearly_benefit": expected}
    at = _ten(day)
    interview = Interview(
        f"i{number}", 1, answers, {"title": "T"}, None, route_seen=True, rules_version="1", started=at, touched=at
    )
    interviews.keep(connection, REQUESTER.aad_id, interview, new=True)
    reasons = (Reason(process, "Because.", ("reach", "need") if process == "project" else ("need",), None),)
    checks = CHECKS.get(process, ())
    decision = Decision(process, STEPS.get(process, ()), checks, (), None, None, None, (), reasons, (), "1")
    known = None if area == "-" else area
    reference = requests.create(connection, interview, decision, known, REQUESTER, at, day.isoformat()).reference
    assert reference == f"DR-00{number}"
    for check in [] if checked == "-" else checked.split("+"):
        _happens(connection, reference, CheckUpdated(check, check, CheckState.DONE), at)
    if partner != "-":
        day = add_working_days(day, int(partner))
        _happens(connection, reference, StepDecided(PARTNER, "Partner", Outcome.GO_ON), at := _ten(day))
    if board != "-":
        day = add_working_days(day, int(board))
        outcome = Outcome.DECLINE if state == "Declined" else Outcome.GO_ON
        _happens(connection, reference, StepDecided("board", "Board", outcome, process=NAMES[process]), at := _ten(day))
    if final != "-":
        _happens(connection, reference, FinalProcessChanged(NAMES[final], NAMES[process]), at)
    if state == "Done":
        how = DeliveryMoved(Status.DONE) if process in STEPS else StatusChanged("Done")
        _happens(connection, reference, how, at)
    for said in [] if brought == "-" else brought.split(","):
        asked, _, measured = said.partition("=")
        role = {"r": "requester", "s": "sponsor"}[asked[-1]]
        row = {"reference": reference, "after": int(asked[:-1]), "aad_id": role, "role": role, "asked_at": at}
        connection.execute(insert(benefits).values(**row, measured=measured, at=at if measured else None))


def _happens(connection: Connection, reference: str, event: Event, at: datetime) -> None:
    before = requests.find(connection, reference)
    assert before is not None
    store(connection, before, apply(before, event, _BY, at))


def _ten(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
