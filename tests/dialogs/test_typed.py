"""What phones, Word and other languages put into typed words changes nothing of what is understood."""

from __future__ import annotations

import pytest

from dialogs.question_kinds import match_typed
from dialogs.understanding.answer_parser import read_detail
from dialogs.understanding.command_parser import read_typed, unquoted
from dialogs.understanding.typed_text import kept, plain
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.walker import RULEBOOK, Walker


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


@pytest.mark.parametrize("quoted", ['"{}"', "'{}'", "\u201c{}\u201d", "\u2018{}\u2019"])
def test_quotes_around_what_a_command_is_about_are_none_of_it(quoted: str) -> None:
    for words, verb, carried in [
        ("agenda here {}", "agenda_here", {"body": "board"}),
        ("next item for the {}", "next_item", {"body": "board"}),
        ("pack {}", "pack", {"body": "board"}),
        ("system {}", "system", {"system": "board"}),
        ("roadmap {}", "roadmap", {"part": "board"}),
    ]:
        command = read_typed(words.format(quoted.format("board")))
        assert command is not None
        assert (command.verb, command.carried) == (verb, carried)
    for words, verb in [("show {}", "show"), ("outcome {} go on", "step_outcome"), ("withdraw {}", "withdraw")]:
        command = read_typed(words.format(quoted.format("DR-0001")))
        assert command is not None
        assert (command.verb, command.carried) == (verb, {"reference": "DR-0001"})


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d"])
def test_a_reference_is_found_whatever_the_dash(dash: str) -> None:
    command = read_typed(kept(f"show DR{dash}0001"))
    assert command is not None
    assert (command.verb, command.carried["reference"].upper()) == ("show", "DR-0001")


@pytest.mark.parametrize(
    ("words", "reference"),
    [
        ("show gla-0012", "GLA-0012"),
        ("note GLA \u2013 0012: seen", "GLA-0012"),
        ("GLA\u20110012", "GLA-0012"),
        ("show DR-0001", "DR-0001"),
    ],
)
def test_a_reference_starts_as_the_rules_say_and_old_ones_are_understood(words: str, reference: str) -> None:
    command = read_typed(kept(words), prefix="GLA")
    assert command is not None
    assert command.carried["reference"] == reference


@pytest.mark.parametrize("words", ["add teams-2024 to the list", "form-2024", "show GLA-0012"])
def test_words_that_only_look_like_a_reference_are_none(words: str) -> None:
    assert read_typed(kept(words)) is None


def test_what_is_kept_stays_as_it_was_written_but_for_what_nobody_sees() -> None:
    assert kept(
        "The \u201cbig\u201d\u00a0plan \u2013 caf\u00e9\u200b \U0001f469\u200d\U0001f4bb\n- next\u00ad line "
    ) == ("The \u201cbig\u201d plan \u2013 caf\u00e9 \U0001f469\u200d\U0001f4bb\n- next line")


def test_words_apart_stay_apart() -> None:
    assert plain("my\u00a0 requests") == "my requests"
    assert plain("don\u2019t know") == "don't know"
    assert plain("'") == "'"


@pytest.mark.parametrize(
    "words", ["2\u200b", "\uff12", "\u0662", "\u201c2\u201d", "2\uff0e", "\u2461", "option\u00a02", "\u2066 2 \u2069"]
)
def test_a_number_answers_however_it_was_typed(words: str) -> None:
    question = next(q for q in RULEBOOK.questions if not q.several)
    assert match_typed(question, words) == [question.options[1].id]


@pytest.mark.parametrize("joined", ["1\uff0c2", "1\u30012", "1,\u00a02", "1\u060c 2", "1\u2028 2", "1 \uff06 2"])
def test_several_numbers_answer_whatever_stands_between_them(joined: str) -> None:
    question = next(q for q in RULEBOOK.questions if q.several and not any(o.alone for o in q.options[:2]))
    assert match_typed(question, joined) == [o.id for o in question.options[:2]]


@pytest.mark.parametrize("words", ["\u201c{}\u201d", "{}\u200b", "\u00ad{}\u2026", "\u00a0{}\u3002"])
def test_every_label_answers_however_it_was_typed(words: str) -> None:
    for question in RULEBOOK.questions:
        for option in question.options:
            typed = words.format(option.label.replace(" ", "\u00a0").replace("-", "\u2011").replace("'", "\u2019"))
            assert match_typed(question, typed) == [option.id]


@pytest.mark.parametrize(
    "words",
    ["2027\u201104\u201101", "2027-04-01\u200b", "\uff10\uff11/04/2027", "1\uff0f4\uff0f2027", "\u200e01.04.2027."],
)
def test_a_day_is_understood_however_it_was_typed(words: str) -> None:
    detail = next(d for d in RULEBOOK.details if d.kind == "date")
    assert read_detail(detail, words) == "2027-04-01"


def test_a_line_of_a_card_keeps_its_letters_and_loses_what_nobody_sees() -> None:
    detail = next(d for d in RULEBOOK.details if d.id == "title")
    assert read_detail(detail, "\ufeffThe \u201cbig\u201d\u00a0plan \u2013\u200b \uff21 caf\u00e9\u00ad ") == (
        "The \u201cbig\u201d plan \u2013 \uff21 caf\u00e9"
    )


@pytest.mark.parametrize(
    "words", ["note\u00a0DR\u20110001: Caf\u00e9 \u2013 OK", "NOTE DR\u20130001\uff1aCaf\u00e9 \u2013 OK"]
)
def test_a_note_is_taken_with_its_letters_however_the_command_was_typed(words: str) -> None:
    command = read_typed(words)
    assert command is not None
    assert (command.carried, command.inputs) == (
        {"form": "note", "reference": "DR-0001"},
        {"note": "Caf\u00e9 \u2013 OK"},
    )


@pytest.mark.parametrize("quoted", ["\u201cStart\u201d", "\u201eStart\u201c", "\u00abStart\u00bb", '"Start"'])
def test_a_title_that_is_a_command_word_may_stand_in_the_quotes_of_any_language(quoted: str) -> None:
    assert unquoted(quoted) == "Start"
    walker = Walker()
    walker.type("start")
    walker.fill_typed(ANSWERS["explore"], {**DETAILS, "title": quoted})
    assert walker.current is not None
    assert walker.current.details["title"] == "Start"
