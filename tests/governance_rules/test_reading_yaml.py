"""A YAML file becomes nodes that know their line; whatever it may not hold is told in plain words, at its line."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from governance_rules import SHIPPED
from governance_rules.nodes import Items, Node, Table, Text, line_of, read_nodes
from governance_rules.problems import Problem

FILES = {p.name: p.read_text(encoding="utf-8") for p in sorted(SHIPPED.glob("*.yaml"))}
SIGNS = [
    "", " ", "  ", "- ", ":", ": ", "#", " #", '"', "'", "[", "]", "{", "}", ",", "\n", "\n  ", "&a", "*", "*a", "!",
    "|", ">", "~", "null", "yes", "?", "%", "@", "`", "…", "\t", "\r", "\x07", "\u2028", "---\n", "a: b",
]  # fmt: skip
SET_IN = "this line is set in differently from the lines above. Set the keys of a record in alike"
LIST = "a list in square brackets is not closed. Put commas between its entries and ] at its end"
KEPT = "a text starts with a sign that YAML keeps for itself. Put the whole text in double quotes"


def told(text: str) -> list[str]:
    problems: list[Problem] = []
    read_nodes(text, "x.yaml", problems)
    return [str(p).removeprefix("x.yaml:") for p in problems]


def plain(node: Node) -> Any:
    """What a node says, without its lines."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def held(node: Node) -> list[tuple[str, int]]:
    """Every word of a node with its line."""
    if isinstance(node, Text):
        return [(node.value, node.line)]
    if isinstance(node, Items):
        return [word for item in node.items for word in held(item)]
    return [*node.lines.items(), *(word for value in node.entries.values() for word in held(value))]


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_says_what_another_reader_reads_and_knows_where(name: str) -> None:
    problems: list[Problem] = []
    node = read_nodes(FILES[name], name, problems)
    assert problems == []
    assert node is not None
    # The reader of PyYAML that is written in Python, and takes every value for a text.
    assert plain(node) == yaml.BaseLoader(FILES[name]).get_single_data()
    lines = FILES[name].split("\n")
    assert [(word, line) for word, line in held(node) if word[:20] not in lines[line - 1]] == []


def test_nodes_know_their_lines() -> None:
    text = '# top\na:\n  - id: x\n    when: {fact: y}\n\n  - id: "z"\nb: [1, 2]\nc:\n\nd: ~\n'
    expected = Table(
        {
            "a": Items(
                [
                    Table(
                        {"id": Text("x", 3), "when": Table({"fact": Text("y", 4)}, 4, {"fact": 4})},
                        3,
                        {"id": 3, "when": 4},
                    ),
                    Table({"id": Text("z", 6, quoted=True)}, 6, {"id": 6}),
                ],
                3,
            ),
            "b": Items([Text("1", 7), Text("2", 7)], 7),
            "c": Text("", 8),
            "d": Text("", 10),
        },
        2,
        {"a": 2, "b": 7, "c": 8, "d": 10},
    )
    assert read_nodes(text, "x.yaml", []) == expected


def test_words_stay_words() -> None:
    node = read_nodes("[yes, no, 2026-01-01, 0x1F, 1_000, 12e3, 09:30, '~', \" a \", null]", "x.yaml", [])
    assert node is not None
    assert plain(node) == ["yes", "no", "2026-01-01", "0x1F", "1_000", "12e3", "09:30", "~", "a", ""]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: What: x", 1, "a colon and a space stand inside a text. Put the whole text in double quotes"),
        ("a:\n\tb: c", 2, "a tab stands where spaces should. Set lines in with spaces only"),
        ("a: |\n\tb", 2, "a tab stands where spaces should. Set lines in with spaces only"),
        ('b: 1\na: "b\nc: d', 2, "a quote is not closed. Add the closing double quote at the end of the text"),
        ('a: "\\q"', 1, "a backslash stands in double quotes. Write two for one, or put the text in single quotes"),
        ("b: 1\na: [b\nc: d", 2, LIST),
        ("b: 1\na: {b: c\nd: e", 2, "a record in braces is not closed. Put commas between its keys and } at its end"),
        ("a: 1\nb: [", 2, "a bracket or brace is not closed where the file ends. Add the ] or } that is missing"),
        ("a: b\nc\n", 2, "a key has no colon. Write the key, a colon and a space before the text"),
        ("a: - b", 1, "a list starts beside its key. Start it on the next line, each entry with a dash"),
        ("a:\n    b: c\n  d: e\n", 3, SET_IN),
        ("- a: b\n c: d\n", 2, SET_IN),
        ("  a: b\nc: d\n", 2, SET_IN),
        ("a: *b", 1, "a text starts with *. Put the whole text in double quotes"),
        ("a: **b** c", 1, "a text starts with *. Put the whole text in double quotes"),
        *((f"a: {sign}", 1, KEPT) for sign in ("@b", "`b`", "%b", ",b", "}", ">b", "& b", "!<b")),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins. Take out the line of three dashes"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_plain_words(text: str, line: int, said: str) -> None:
    assert told(text) == [f"{line}: This is not YAML: {said}"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "3: The key a stands twice, first on line 1. Keep one and take out the other"),
        ("? [a]\n: b\n", "1: A key is not a word. Write a key, a colon and a space"),
        ("a: !!python/x y", "1: The tag !!python/x is not used in rule files. Take out the word that starts with !"),
        ("a: !important", "1: The tag !important is not used in rule files. Take out the word that starts with !"),
        ("\n\x07", "2: A character is not allowed in YAML. Take out what does not show on the screen"),
        ("é: €\nb: \x07", "2: A character is not allowed in YAML. Take out what does not show on the screen"),
    ],
)
def test_what_yaml_may_say_and_a_rule_file_may_not_is_told(text: str, said: str) -> None:
    assert told(text) == [said]


def test_nothing_is_written_once_and_used_twice() -> None:
    again = "is not used in rule files. Write the value out where it is needed"
    assert told("a: &x 1\nb:\n  - *x\n  - *x\n") == [
        f"1: The mark &x {again}", f"3: The mark *x {again}", f"4: The mark *x {again}"
    ]  # fmt: skip
    bomb = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))])
    assert len(told(bomb)) == 30 + 29 * 9


@pytest.mark.parametrize("deep", ["[" * 100_000, "a: " + "{b: " * 5_000, "- " * 100_000, "a: [" + "&x [" * 5_000])
def test_what_is_nested_too_deep_is_left_before_it_is_read(deep: str) -> None:
    assert told(deep)[-1].endswith("he file is too deep. Write records with a few levels only")


def test_sixty_levels_and_one_are_read_and_no_more() -> None:
    assert told("[" * 61 + "]" * 61) == []
    assert told("[" * 62 + "]" * 62) == ["1: The file is too deep. Write records with a few levels only"]
    assert told("{a: " * 61 + "b" + "}" * 61) == []
    assert told("{a: " * 62 + "b" + "}" * 62) == ["1: The file is too deep. Write records with a few levels only"]


def test_a_line_that_only_yaml_sees_moves_no_number() -> None:
    assert read_nodes("a: b\u2028c\x85d\ne: f", "x.yaml", []) == Table(
        {"a": Text("b c d", 1), "e": Text("f", 2)}, 1, {"a": 1, "e": 2}
    )


def held_in_its_lines(text: str) -> None:
    """A text is read, or told of at a line that it has."""
    problems: list[Problem] = []
    node = read_nodes(text, "x.yaml", problems)
    lines = range(1, max(1, len(text.splitlines())) + 1)
    assert all(p.line in lines for p in problems), problems
    # An empty value at the very end stands below the last line.
    assert node is None or all(line in {*lines, lines[-1] + 1} for _, line in held(node))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_shipped_file_with_slips_is_read_or_told_of_at_its_lines(data: st.DataObject) -> None:
    lines = FILES[data.draw(st.sampled_from(sorted(FILES)))].split("\n")
    start = data.draw(st.integers(0, max(0, len(lines) - 12)))
    text = "\n".join(lines[start : start + 12])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.sampled_from(SIGNS)) + text[at + cut :]
    held_in_its_lines(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*SIGNS, "key: ", "word", "10", "£5", "it's"]), max_size=14).map("".join))
def test_any_text_is_read_or_told_of_at_its_lines(text: str) -> None:
    held_in_its_lines(text)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("team",), 2),
        (("team", 0), 3),
        (("team", 1), 5),
        (("team", 0, "name"), 3),
        (("team", 1, "mail"), 6),
        (("team", 1, "phone"), 5),  # not there: the record that should have it
        (("team", "name"), 2),
        (("none", 0), 1),
        (("1", 0), 7),  # a word has nothing in it
        ((1,), 1),  # a place in a list is no key
    ],
)
def test_what_is_wrong_somewhere_is_told_at_its_line_or_at_that_of_what_should_hold_it(
    place: tuple[int | str, ...], line: int
) -> None:
    root = read_nodes("about: x\nteam:\n - name: a\n   mail: b\n - name: c\n   mail: d\n1: e\n", "x.yaml", [])
    assert root is not None
    assert line_of(root, place) == line
