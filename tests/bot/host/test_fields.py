"""The fields of what Teams sends, and the body that they stand in: how long, how deep, and how they are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.host.body import DEEPEST, Malformed, read_json
from bot.host.fields import id_of, list_of, mapping_of, text_of

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("read", "sound", "empty"), [(text_of, "é\n", ""), (id_of, "a b~", ""), (mapping_of, {"a": 1}, {})]
)
def test_a_field_that_is_not_there_is_empty_and_one_of_another_type_is_named(
    read: Read, sound: object, empty: object
) -> None:
    assert read({"a": sound}, "a") == sound
    assert read({}, "a") == read({"a": None}, "a") == empty
    for name in ("", "value.a"):
        with pytest.raises(Malformed, match=rf"^{name or 'a'} is missing or malformed\.$"):
            read({"a": 7}, "a", name)


@pytest.mark.parametrize("text", ["é", "a\nb", "\x7f", "é\n", "x" * 1025])
def test_an_id_is_visible_ascii(text: str) -> None:
    for name in ("", "from.id"):
        with pytest.raises(Malformed, match=f"^{name or 'id'} is missing"):
            id_of({"id": text}, "id", name)


def test_a_text_may_be_as_long_as_its_field_takes() -> None:
    assert text_of({"a": "x" * 1024}, "a") == "x" * 1024
    assert text_of({"a": "x" * 2000}, "a", longest=None) == "x" * 2000
    with pytest.raises(Malformed):
        text_of({"a": "x" * 1025}, "a")


def test_a_list_is_a_list() -> None:
    assert (list_of({"a": [1]}, "a"), list_of({"a": None}, "a"), list_of({}, "a")) == ([1], [], [])
    with pytest.raises(Malformed, match=r"^a is missing"):
        list_of({"a": {}}, "a")


@pytest.mark.parametrize("opens", ["[]", "{}"])
def test_a_body_may_have_many_brackets_but_not_one_more_level_than_it_may(opens: str) -> None:
    start, end = ('{"a":', "}") if opens == "{}" else ("[", "]")
    wide = json.dumps({"a": [{"b": ["x[{", "]}"]}] * 100})
    assert len(read_json(wide.encode())["a"]) == 100

    def deep(levels: int) -> bytes:
        return b'{"a":' + start.encode() * (levels - 1) + b"1" + end.encode() * (levels - 1) + b"}"

    assert "a" in read_json(deep(DEEPEST))
    with pytest.raises(Malformed, match="deeply"):
        read_json(deep(DEEPEST + 1))
