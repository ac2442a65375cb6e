"""What phones, Word and other languages put into typed words changes nothing of what is understood."""

from __future__ import annotations

import pytest

from dialogs.acts import read_typed
from dialogs.typed import kept, plain


@pytest.mark.parametrize(
    "words",
    [
        "start\u200b",
        "\u201cstart\u201d",
        "\u2018Start\u2019.",
        "\ufeffSTART",
        "st\u00adart",
        "\u200estart\u200f",
        "\u2066start\u2069",
        "\uff53\uff54\uff41\uff52\uff54",
        "start\u00a0",
        "\u00abstart\u00bb",
        "'start'",
        "start\u2026",
        "start\u3002",
        "Start!",
    ],
)
def test_start_is_understood_however_it_was_typed(words: str) -> None:
    command = read_typed(words)
    assert command is not None
    assert command.verb == "start"


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d"])
def test_a_reference_is_found_whatever_the_dash(dash: str) -> None:
    command = read_typed(kept(f"show DR{dash}0001"))
    assert command is not None
    assert (command.verb, command.carried["reference"].upper()) == ("show", "DR-0001")


def test_what_is_kept_stays_as_it_was_written_but_for_what_nobody_sees() -> None:
    assert kept(
        "The \u201cbig\u201d\u00a0plan \u2013 caf\u00e9\u200b \U0001f469\u200d\U0001f4bb\n- next\u00ad line "
    ) == ("The \u201cbig\u201d plan \u2013 caf\u00e9 \U0001f469\u200d\U0001f4bb\n- next line")


def test_words_apart_stay_apart() -> None:
    assert plain("my\u00a0 requests") == "my requests"
    assert plain("don\u2019t know") == "don't know"
    assert plain("'") == "'"
