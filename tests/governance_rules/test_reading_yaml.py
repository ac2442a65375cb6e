"""The quick reader reads what ruamel.yaml reads, or leaves the file to it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from governance_rules import SHIPPED
from governance_rules.nodes import Items, Table, Text, read_nodes
from governance_rules.plain_yaml import read_plain
from governance_rules.problems import Problem

FILES = {p.name: p.read_text(encoding="utf-8") for p in sorted(SHIPPED.glob("*.yaml"))}
SIGNS = [
    "", " ", "  ", "- ", ":", ": ", "#", " #", '"', "'", "[", "]", "{", "}", ",", "\n", "\n  ", "&a", "*", "!",
    "|", ">", "~", "null", "yes", "?", "%", "@", "`", "…", "\t", "\r", "---\n", "a: b",
]  # fmt: skip


def read_alike(text: str) -> None:
    plain = read_plain(text)
    if plain is not None:
        problems: list[Problem] = []
        assert read_nodes(text, "x.yaml", problems) == plain
        assert problems == []


def test_every_shipped_file_is_read_the_quick_way_and_alike() -> None:
    for text in FILES.values():
        assert read_plain(text) is not None
        read_alike(text)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_shipped_file_with_slips_is_read_alike_or_left_to_the_whole_reader(data: st.DataObject) -> None:
    lines = FILES[data.draw(st.sampled_from(sorted(FILES)))].split("\n")
    start = data.draw(st.integers(0, max(0, len(lines) - 12)))
    text = "\n".join(lines[start : start + 12])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.sampled_from(SIGNS)) + text[at + cut :]
    read_alike(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*SIGNS, "key: ", "word", "10", "£5", "it's"]), max_size=14).map("".join))
def test_any_text_is_read_alike_or_left_to_the_whole_reader(text: str) -> None:
    read_alike(text)


def test_nodes_know_their_lines() -> None:
    text = '# top\na:\n  - id: x\n    when: {fact: y}\n\n  - id: "z"\nb: [1, 2]\n'
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
        },
        2,
        {"a": 2, "b": 7},
    )
    assert read_plain(text) == expected
    assert read_nodes(text, "x.yaml", []) == expected
