"""Days that a first sentence names are offered as the day by which it is needed."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.understanding.said_dates import day_in
from tests.dialogs.journeys import ANSWERS
from tests.dialogs.walker import Walker, inputs

TODAY = date(2026, 11, 30)  # a Monday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("it ends in 6 weeks", "2027-01-11"),
        ("It ends in six weeks\u2019 time", "2027-01-11"),
        ("within a month", "2026-12-30"),
        ("in three months", "2027-02-28"),
        ("two fortnights from now, in a fortnight", "2026-12-14"),
        ("ends 31 March", "2027-03-31"),
        ("the licence expires on the 1st of Dec", "2026-12-01"),
        ("by March 5th", "2027-03-05"),
        ("from 29 February 2028 on", "2028-02-29"),
        ("on 31/3/2027", "2027-03-31"),
        ("before 2027-04-01", "2027-04-01"),
        ("at the end of February", "2027-02-28"),
        ("the framework ends June", "2027-06-30"),
        ("they want us to sign by Friday", "2026-12-04"),
        ("by monday", "2026-12-07"),
        ("next March", None),
        ("in March", None),
        ("in 2027", None),
        ("on 31 February 2027", None),
        ("on 1/1/2020", None),
        ("24/7 support for 3 years", None),
        ("it may be that 3 of us need it", None),
        ("we marched on 12", None),
        ("in 99 years", "2125-11-30"),
        ("the supplier raised prices on 5 January", None),
        ("on Friday our booking system broke", None),
        ("it has been down since 28 November, we need it back by Friday", "2026-12-04"),
        ("it broke on 20 January and we need a new one in six weeks", "2027-01-11"),
        ("we signed in May and it ends on 31 March", "2027-03-31"),
        ("the new rules start on 6 April", "2027-04-06"),
        ("a new form, 31 March", "2027-03-31"),
        ("it is 31.3.2027, then", "2027-03-31"),
        ("", None),
    ],
)
def test_the_day_that_words_name(said: str, day: str | None) -> None:
    found = day_in(said, TODAY)
    assert (found.isoformat() if found else None) == day


def test_a_day_of_the_first_sentence_stands_in_the_box_and_can_be_changed() -> None:
    walker = Walker()
    walker.type("renew the parking permit contract, it ends on 31 March 2027")
    walker.fill(ANSWERS["change_request"] | {"need": "renew", "deadline": "contract_end"}, {})
    boxes = {box["id"]: box.get("value") for box in inputs(walker.card)}
    assert boxes["needed_by"] == "2027-03-31"
