"""The texts of the store listing: all that whoever approves the app asks, once, from the manifest and the code."""

from __future__ import annotations

import re
import struct
from collections import Counter
from typing import Any

import pytest

from bot.commands.app_package import known
from bot.settings import Settings
from manifest.outline import MOST_PICTURE_BYTES, MOST_PICTURES, NEWS, PICTURE_SIZE, PICTURES, news, outline
from manifest.package import fill_template
from manifest.proof import Known
from tests.project.tracked import ROOT

APP = "11111111-2222-3333-4444-555555555555"
HOST = "council.sharepoint.com"
LISTING = ROOT / "docs/screenshots/listing"
CHANGES = """# What changed

## Next

**Members of boards**

- A change for members. It is more.

**Staff**

- First of `all`, with a
  second line. And more of it.
- Ask "what is it?" at any time
- Third. `x` too.
- Fourth.
- Fifth.
- Sixth.

## 0.1.0

**Staff**

- An old change.
"""


@pytest.fixture
def manifest() -> dict[str, Any]:
    return fill_template({"APP_ID": APP, "SITE_HOST": HOST, "VERSION": "1.2.3"})


@pytest.fixture
def does() -> Known:
    return known(Settings(MicrosoftAppId=APP, sharepoint_site=f"{HOST}:/sites/digital"))


@pytest.fixture
def text(manifest: dict[str, Any], does: Known) -> str:
    return outline(manifest, does, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def part(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


def test_every_text_of_the_manifest_is_in_it(manifest: dict[str, Any], text: str) -> None:
    (bot,), (extension,) = manifest["bots"], manifest["composeExtensions"]
    listed = [command for commands in bot["commandLists"] for command in commands["commands"]]
    offered = [*extension["commands"], *extension["commands"][0]["parameters"]]
    texts = [
        *manifest["developer"].values(),
        *manifest["name"].values(),
        *manifest["description"].values(),
        *(command[key] for command in [*listed, *offered] for key in ("title", "description")),
        *(manifest[key] for key in ("version", "id")),
    ]
    assert [said for said in texts if said not in text] == []


def test_every_permission_and_host_says_why_it_is_asked_for(text: str, does: Known) -> None:
    asked = part(text, "What the app asks for")
    assert [line for line, why in does.permissions.items() if f"| `{line}` | {why} |" not in asked] == []
    assert part(text, "Links that are shown with a card") == f"- `{HOST}`: {does.links[HOST]}"
    assert part(text, "Pages that are opened within Teams") == "None."


def test_it_says_that_no_artificial_intelligence_takes_part(text: str) -> None:
    assert part(text, "Artificial intelligence").startswith("None.")


def test_a_command_that_does_the_same_in_several_places_stands_there_once(text: str) -> None:
    table = part(text, "What people can type")
    assert "| `help` | What the front door is for | channel, group chat, meeting chat |" in table
    assert "| `next item` |" in table


def test_nothing_is_said_twice(text: str) -> None:
    sentences = [said for said in re.split(r"(?<=[.!?])\s+|\n|\|", text) if len(said.split()) > 5]
    assert [said for said, times in Counter(sentences).items() if times > 1] == []


def test_whatever_a_text_says_breaks_no_table(manifest: dict[str, Any], does: Known) -> None:
    manifest["bots"][0]["commandLists"][0]["commands"][0]["description"] = "a | b"
    assert "| `start` | a \\| b | own chat |" in outline(manifest, does, "")


def test_what_is_new_are_the_newest_changes_for_staff_in_a_sentence_each() -> None:
    assert news(CHANGES) == [
        "First of `all`, with a second line.",
        'Ask "what is it?" at any time',
        "Third.",
        "Fourth.",
        "Fifth.",
    ]


@pytest.mark.parametrize("changes", ["", "# What changed\n", "# What changed\n\n## Next\n\n**Operators**\n\n- One.\n"])
def test_without_changes_for_staff_it_says_where_they_stand(
    manifest: dict[str, Any], does: Known, changes: str
) -> None:
    said = part(outline(manifest, does, changes), "What is new")
    assert said == "The changes of version 1.2.3 stand in CHANGELOG.md of the project."


def test_the_projects_own_changes_are_read(text: str) -> None:
    said = part(text, "What is new").splitlines()
    assert len(said) == NEWS
    assert all(line.startswith("- ") for line in said)


def test_its_pictures_are_there_as_microsoft_takes_them_and_no_others_are() -> None:
    assert sorted(path.name for path in LISTING.iterdir()) == sorted(PICTURES)
    assert len(PICTURES) <= MOST_PICTURES
    for name in PICTURES:
        picture = (LISTING / name).read_bytes()
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", picture[16:24]) == PICTURE_SIZE, name
        assert len(picture) < MOST_PICTURE_BYTES


def test_every_picture_stands_in_it_with_its_caption(text: str) -> None:
    for name, said in PICTURES.items():
        assert f"`docs/screenshots/listing/{name}`: {said}" in part(text, "Pictures")
