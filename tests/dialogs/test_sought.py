"""What people type to find a request is read as they mean it, letter by letter."""

from __future__ import annotations

import pytest

from dialogs.sought import Sought, fits, names, sought


@pytest.mark.parametrize(
    ("typed", "reference", "found"),
    [
        *[
            (typed, "DR-0007", True)
            for typed in ("DR-0007", "dr-7", "7", "0007", " Dr 7 ", "dr7", "DR\u20117", "dr - 7")
        ],
        # Copied out of a sentence, and as a phone ends one.
        *[
            (typed, "DR-0007", True)
            for typed in ("DR-0007.", "(DR-0007)", "\u201cDR-0007\u201d", "DR-0007, ", "DR-0007?", "#7", "[dr-7].")
        ],
        # With the command before it, or with the title behind it as a card shows both.
        *[(typed, "DR-0007", True) for typed in ("show DR-0007", "DR-0007. Repairs, phase 2", "see dr-7 please")],
        *[(typed, "DR-0007", False) for typed in ("DR-0007 or DR-0008", "windows 7 laptops", "area-7x", "see DR 7")],
        *[(typed, "REQ-0007", True) for typed in ("req-7", "REQ-0007", "7")],
        *[
            (typed, "DR-0007", False)
            for typed in ("DR-70", "8", "REQ-7", "x7y", "7 8", "DR-", "-7", "", "area 51", "7.5")
        ],
    ],
)
def test_a_reference_is_found_however_it_is_written(typed: str, reference: str, *, found: bool) -> None:
    assert names(sought(typed), reference, 7) is found


def test_a_reference_with_more_digits_than_any_is_no_reference() -> None:
    assert sought("DR-" + "9" * 13).number is None
    assert not names(sought("9" * 200), "DR-0009", 9)


def test_what_stands_beside_a_reference_is_still_looked_for_in_titles() -> None:
    assert sought("DR-0007. Repairs") == Sought(("repairs",), 7, "DR")


TITLE = "Café bookings for Tenants: the Straße (phase 2)"


@pytest.mark.parametrize(
    "whole", ["cafe", "CAFÉ", "bookings", "tenants", "strasse", "straße", "phase 2", "2 CAFE", "the"]
)
def test_words_are_found_from_their_first_letter_to_their_last(whole: str) -> None:
    for length in range(1, len(whole) + 1):
        assert fits(sought(whole[:length]), TITLE), whole[:length]


@pytest.mark.parametrize("typed", ["ookings", "tenantsx", "cafe library", "", "***", "%", "_", '"', "phase 3"])
def test_what_begins_no_word_of_the_title_finds_nothing(typed: str) -> None:
    assert not fits(sought(typed), TITLE)


def test_only_so_many_words_and_letters_are_looked_at() -> None:
    long = sought(" ".join(f"word{n}" for n in range(90)) + " " + "y" * 5000)
    assert len(long.words) == 8
    assert len(sought("y" * 5000).words[0]) == 40
    assert sought("a a A") == Sought(("a",))
