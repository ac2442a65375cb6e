"""A renewal that is started from a contract that ends: filled in, shown, and changed at will."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from dialogs import contracts_card
from dialogs.cards.contracts import MOST_BUTTONS, MOST_LISTED, Ending
from dialogs.model import Lookups, Needs
from dialogs.records import System
from dialogs.wording import contracts as w
from tests.dialogs.card_lint import faults
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import PARTNER, Walker, buttons, inputs, verbs, words

REPAIRS: Final = System("7", "Repairs <at>system</at>", "A supplier", "Housing", "", date(2027, 3, 31), 12, 48_000.0)


class Renewer(Walker):
    """Somebody whom the list of systems answers."""

    def look_up(self, wanted: Needs, act: object) -> Lookups:
        """With the system that was asked for, where it is there."""
        found = super().look_up(wanted, act)  # type: ignore[arg-type]
        return replace(found, contract=REPAIRS if wanted.contract == REPAIRS.item else None)


def test_the_card_says_all_that_is_known_and_its_button_starts_the_renewal() -> None:
    card, summary = contracts_card([Ending(REPAIRS, date(2027, 3, 31), 365)])
    said = words(card)
    for one in ("A contract ends on 31 March 2027", "A supplier", "365 days left", "£48,000"):
        assert one in said
    assert card["fallbackText"].startswith(summary)
    assert [b["data"] for b in buttons(card)] == [{"system": "7"}]
    again, _ = contracts_card([Ending(REPAIRS, date(2027, 3, 31), 1, again=True)])
    assert w.AGAIN in words(again)
    assert "1 day left" in words(again)
    bare, _ = contracts_card([Ending(System("8", "x"), date(2027, 3, 31), 0)])
    assert "£" not in words(bare)


def test_several_stand_on_one_card_the_first_end_first() -> None:
    many = [
        Ending(replace(REPAIRS, item=str(n), title=f"S{n} {'x' * 250}"), date(2027, 3, 31), 400 - n) for n in range(200)
    ]
    many = [replace(one, ends=date.fromordinal(date(2028, 1, 1).toordinal() - n)) for n, one in enumerate(many)]
    card, summary = contracts_card(many)
    assert summary == "200 contracts end soon"
    assert [b["data"]["system"] for b in buttons(card)] == [str(n) for n in range(199, 199 - MOST_BUTTONS, -1)]
    assert f"And {200 - MOST_LISTED} more" in words(card)
    assert faults(card) == []


def test_what_the_list_says_is_suggested_filled_in_and_can_be_changed() -> None:
    walker = Renewer(person=PARTNER)
    walker.send("start", {"system": "7"})
    assert w.RENEWING in words(walker.card)
    (need,) = inputs(walker.card)
    assert need["value"] == "renew"
    assert w.SUGGESTED in words(walker.card)
    assert walker.current is not None
    assert walker.current.answers == {}, "nothing is an answer until they say so"
    walker.press("answer", {"need": "renew"})
    area = next(one for one in inputs(walker.card) if one["id"] == "service_area")
    assert area["value"] == "housing"
    walker.fill(ANSWERS["change_request"] | {"need": "renew", "service_area": "place", "deadline": "contract_end"}, {
        "problem": "It ends.", "outcome": "It goes on.", "supplier": "Another supplier"})  # fmt: skip
    assert walker.current.details["title"].startswith("Renew the contract for Repairs")
    assert walker.current.details["systems"].startswith("Repairs")
    assert walker.current.details["needed_by"] == "2027-03-31"
    assert (walker.current.details["supplier"], walker.current.answers["service_area"]) == ("Another supplier", "place")
    assert "submit" in verbs(walker.card)


def test_pressing_again_goes_on_with_the_same_draft_and_a_system_that_is_gone_starts_any_request() -> None:
    walker = Renewer(person=PARTNER)
    walker.send("start", {"system": "7"})
    first = walker.current
    walker.press("answer", {"need": "renew"})
    walker.send("leave", {"interview": "i1", "revision": 2})
    walker.send("start", {"system": "7"})
    assert first is not None
    assert walker.current is not None
    assert (walker.current.id, walker.current.answers) == (first.id, {"need": "renew"})
    other = Renewer()
    for odd in ("8", "", 7, True, "x" * 4000):
        other.send("start", {"system": odd})
        assert other.current is not None
        assert "suggested" not in other.current.memory
    assert DETAILS["title"] not in words(other.card)
    assert w.LOST in words(other.card)
    assert len(other.drafts) == 1, "the empty draft is the new one already, however often it is pressed"
