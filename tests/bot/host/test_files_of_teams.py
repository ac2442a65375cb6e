"""What Teams says of the offer of a file, and the cards that offer one and show one."""

from __future__ import annotations

from typing import Any

import pytest

from bot.host.body import Malformed
from bot.host.files import answered, asking, showing
from bot.host.upload_address import LONGEST
from dialogs.model import FileAnswer, UploadPlace

UP, SHOWN = "https://contoso-my.sharepoint.com/up", "https://contoso-my.sharepoint.com/shown"
INFO = {"uploadUrl": UP, "contentUrl": SHOWN, "uniqueId": "u", "fileType": "csv", "name": " my.csv "}


def said(context: object = None, **info: Any) -> FileAnswer:
    return answered({"action": "accept", "context": context, "uploadInfo": INFO | info})


def test_whoever_allows_a_file_says_where_it_goes() -> None:
    place = UploadPlace(upload_url=UP, content_url=SHOWN, unique_id="u", file_type="csv", name="my.csv")
    assert said({"offer": "offer-1"}) == FileAnswer("offer-1", place)
    assert answered({"action": "decline", "context": {"offer": "offer-1"}}) == FileAnswer("offer-1", None)


@pytest.mark.parametrize(
    ("context", "offer"),
    [
        ({"offer": "o" * 200}, "o" * 200), ({"offer": "o" * 201}, ""), ({"offer": "öffer"}, ""), ({"offer": 7}, ""),
        ({"offer": ["x"]}, ""), ({}, ""), ("offer", ""), (None, ""),
    ],
)  # fmt: skip
def test_a_context_that_is_not_ours_names_no_offer(context: object, offer: str) -> None:
    assert said(context).offer == offer


@pytest.mark.parametrize(
    "info",
    [
        {"uploadUrl": ""}, {"uploadUrl": None}, {"uploadUrl": 7}, {"uploadUrl": "x" * (LONGEST + 1)},
        {"contentUrl": ""}, {"contentUrl": None}, {"contentUrl": []}, {"contentUrl": "x" * (LONGEST + 1)},
        {"uniqueId": 7}, {"uniqueId": "x" * 201}, {"fileType": {}}, {"fileType": "x" * 201},
        {"name": 7}, {"name": "x" * 201},
    ],
)  # fmt: skip
def test_a_place_without_its_addresses_or_with_odd_fields_is_malformed(info: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match=f"value.uploadInfo.{next(iter(info))} is missing or malformed"):
        said(**info)


@pytest.mark.parametrize("value", [None, "accept", {}, {"action": "maybe"}])
def test_an_answer_that_is_neither_yes_nor_no_is_malformed(value: object) -> None:
    with pytest.raises(Malformed, match=r"value\.action"):
        answered(value)
    with pytest.raises(Malformed, match="uploadUrl"):
        answered({"action": "accept", "uploadInfo": value})


@pytest.mark.parametrize("empty", ["", None])
def test_what_teams_may_leave_out_of_a_place_is_empty(empty: str | None) -> None:
    place = said(uniqueId=empty, fileType=empty, name=empty, uploadUrl="x" * LONGEST).place
    assert place is not None
    assert (place.unique_id, place.file_type, place.name, len(place.upload_url)) == ("", "", "", LONGEST)
    longest = said(uniqueId="x" * 200, fileType="y" * 200, name="z" * 200).place
    assert longest is not None
    assert (longest.unique_id, longest.file_type, longest.name) == ("x" * 200, "y" * 200, "z" * 200)


def test_the_cards_of_a_file_name_it_and_carry_the_offer() -> None:
    asked = asking("my.csv", "The requests of your area", 120, "offer-1")
    assert asked["content"] == {
        "description": "The requests of your area", "sizeInBytes": 120,
        "acceptContext": {"offer": "offer-1"}, "declineContext": {"offer": "offer-1"},
    }  # fmt: skip
    named = UploadPlace(upload_url=UP, content_url=SHOWN, unique_id="u", file_type="csv", name="my 1.csv")
    nameless = UploadPlace(upload_url=UP, content_url=SHOWN, unique_id="u", file_type="csv", name="")
    assert [showing(place, "my.csv")["name"] for place in (named, nameless)] == ["my 1.csv", "my.csv"]
    assert showing(named, "my.csv")["content"] == {"uniqueId": "u", "fileType": "csv"}
