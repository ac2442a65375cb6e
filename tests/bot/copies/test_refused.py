"""What is no sound copy is refused by the part that is wrong, and nothing that was there is changed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.copies.archive import opened, put_in_place
from bot.copies.manifest import NotACopy
from bot.copies.rotation import drop_oldest
from bot.copies.tables import Content
from tests.bot.copies.copies_cases import Place, lived

Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Path]:
    """A register that has lived, and a sound copy of it: made once, changed by nobody."""
    folder = tmp_path_factory.mktemp("refused")
    place = lived(Place(folder, f"sqlite:///{folder / 'front-door.sqlite'}"))
    code, said = place.run("backup", "--out", str(folder / "copy.tar.gz"))
    assert code == 0, said
    return place, folder / "copy.tar.gz"


def parts_of(file: Path) -> Parts:
    """Every part by its name, in order."""
    with tarfile.open(file) as tar:
        return {entry.name: content.read() for entry in tar if (content := tar.extractfile(entry))}


def packed(parts: Parts, file: Path) -> Path:
    """A file of these parts."""
    with tarfile.open(file, "w:gz") as tar:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return file


def edited(parts: Parts, /, **changes: Any) -> Parts:
    """With another manifest, as somebody writes it who has no key."""
    said = json.loads(parts["manifest.json"])
    return {**parts, "manifest.json": orjson.dumps({**said, **changes})}


def forged(parts: Parts) -> Parts:
    """A request of another title, with every hash put right by who knows how."""
    name = "tables/requests.jsonl"
    changed = parts[name].replace(b"Repairs", b"Payment")
    said = json.loads(parts["manifest.json"])
    for part in said["parts"]:
        if part["name"] == name:
            part["sha256"] = hashlib.sha256(changed).hexdigest()
    content = Content()
    for line in changed.splitlines():
        content.add(line)
    for table in said["tables"]:
        if table["name"] == "requests":
            table["content"] = content.digest
    return {**parts, name: changed, "manifest.json": orjson.dumps(said)}


def without(name: str) -> Callable[[Parts], Parts]:
    return lambda parts: {kept: content for kept, content in parts.items() if kept != name}


CHANGED: dict[str, tuple[Callable[[Parts], Parts], str]] = {
    "another title": (lambda p: {**p, "tables/requests.jsonl": p["tables/requests.jsonl"].replace(b"Rep", b"Pay")},
                      "tables/requests.jsonl in it is not what was copied"),
    "a part is missing": (without("tables/people.jsonl"), "tables/profiles.jsonl where it should not"),
    "the end is missing": (without("tables/request_words.jsonl"), "It was cut: tables/request_words.jsonl is missing"),
    "a part too many": (lambda p: {**p, "extra\x1b[31m": b"x"}, "holds extra[31m where it should not"),
    "another manifest": (lambda p: edited(p, rows=2), "The copy was changed after it was made"),
    "hashes put right": (forged, "The copy was changed after it was made"),
    "the seal taken off": (lambda p: edited(forged(p), seal=""), "The copy has no seal"),
    "an odd seal": (lambda p: edited(p, seal="\u00e9"), "manifest.json in it contradicts itself"),
    "an odd version": (lambda p: edited(p, migration=[]), "manifest.json in it contradicts itself"),
    "a newer version": (lambda p: edited(p, migration="0999", front_door="9.1"), "The copy is of a newer front door"),
    "a newer format": (lambda p: edited(p, format=2), "The copy is of format 2"),
    "a table of nobody": (
        lambda p: edited({n.replace("people", "persons"): c for n, c in p.items()},
                         **json.loads(p["manifest.json"].replace(b"people", b"persons"))), "a table 'persons'"),
    "no manifest": (without("manifest.json"), "It is no copy of a front door"),
    "a manifest of nothing": (lambda p: {**p, "manifest.json": b"[]"}, "manifest.json in it cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGED)
def test_a_copy_that_was_changed_is_refused_and_the_register_stays(
    what: str, sound: tuple[Place, Path], tmp_path: Path
) -> None:
    (place, copy), (change, words) = sound, CHANGED[what]
    before = (place.folder / "front-door.sqlite").read_bytes()
    code, said = place.run("restore", str(packed(change(parts_of(copy)), tmp_path / "changed")), "--replace")
    assert (code, words in said) == (1, True), said
    assert "Nothing was changed." in said or words.startswith(("The copy was changed", "The copy has no seal"))
    assert (place.folder / "front-door.sqlite").read_bytes() == before


def test_the_drill_refuses_a_copy_that_was_changed_and_notes_that_it_failed(
    sound: tuple[Place, Path], tmp_path: Path
) -> None:
    place, copy = sound
    record = tmp_path / "drills.jsonl"
    odd = packed(CHANGED["another manifest"][0](parts_of(copy)), tmp_path / "changed")
    code, said = place.run("drill", str(odd), "--record", str(record))
    assert (code, "The copy was changed after it was made" in said) == (1, True), said
    assert json.loads(record.read_text())["result"] == "failed"
    assert odd.exists(), "only the copy that a drill took itself goes"
    assert place.run("drill", str(copy), "--record", str(record))[0] == 0
    assert "copy" not in json.loads(record.read_text().splitlines()[-1])["seconds"], "none was taken"


def test_a_register_without_a_key_is_copied_and_put_back_and_that_nobody_can_tell_is_said(
    made_file: Path, tmp_path: Path
) -> None:
    shutil.copy(made_file, tmp_path / "front-door.sqlite")
    bare, copy = Place(tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}"), tmp_path / "copy.tar.gz"
    code, said = bare.run("backup", "--out", str(copy))
    assert (code, "nobody can tell if the copy is changed" in said) == (0, True), said
    assert bare.run("drill", str(copy))[0] == 0
    code, said = bare.run("restore", str(copy), "--ran-until", "copy", "--replace")
    assert (code, "The history was not checked" in said) == (0, False), said
    assert not list(tmp_path.glob("history*"))


def test_a_copy_that_was_cut_anywhere_or_has_one_wrong_byte_is_refused(
    sound: tuple[Place, Path], tmp_path: Path
) -> None:
    place, copy = sound
    whole, odd = copy.read_bytes(), tmp_path / "odd"
    trailer = 8  # gzip's own check sum and size: all parts are read by then
    for cut in (0, 5, 200, len(whole) // 3, len(whole) // 2, len(whole) - trailer - 200):
        odd.write_bytes(whole[:cut])
        code, said = place.run("restore", str(odd), "--replace")
        assert (code, "cannot be put back" in said) == (1, True), (cut, said)
    for at in range(40, len(whole) - trailer, len(whole) // 9):
        odd.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        code, said = place.run("restore", str(odd), "--replace")
        assert code == 1, (at, said)
    for foreign in (b"", b"hello", gzip.compress(b"hello" * 500), (place.folder / "front-door.sqlite").read_bytes()):
        odd.write_bytes(foreign)
        code, said = place.run("restore", str(odd), "--replace")
        assert (code, "It is no copy of a front door" in said) == (1, True), said


def test_a_header_that_would_fill_the_memory_is_refused_unread(tmp_path: Path) -> None:
    long = tarfile.TarInfo("manifest.json")
    long.type, long.size = tarfile.XHDTYPE, 1 << 40
    file = tmp_path / "long.tar.gz"
    file.write_bytes(gzip.compress(long.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20)))
    with pytest.raises(NotACopy, match="It is no copy"):
        opened(file, None)


def test_a_seal_that_was_taken_off_is_missed_where_no_key_is_either(sound: tuple[Place, Path], tmp_path: Path) -> None:
    new = Place(tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    bare = packed(edited(forged(parts_of(sound[1])), seal=""), tmp_path / "bare")
    code, said = new.run("restore", str(bare), "--ran-until", "copy")
    assert (code, "its seal was taken off" in said) == (1, True), said


def test_the_key_of_the_history_is_asked_for_and_one_that_is_lost_is_no_end(
    sound: tuple[Place, Path], tmp_path: Path
) -> None:
    _, copy = sound
    new = Place(tmp_path, f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    code, said = new.run("restore", str(copy), "--ran-until", "copy")
    assert (code, "that key is not here" in said) == (1, True), said
    (tmp_path / "history.key").write_text("another key of thirty-two characters")
    code, said = new.run("restore", str(copy), "--ran-until", "copy")
    assert (code, "made with another key" in said) == (1, True), said
    assert not (tmp_path / "front-door.sqlite").exists()
    code, said = new.run("restore", str(copy), "--ran-until", "copy", "--without-key")
    assert (code, "The history was not checked" in said) == (0, True), said
    new.open().close()
    assert new.run("audit", "accept", "--yes")[0] == 0
    assert new.faults() == ()


def test_a_copy_that_cannot_be_written_leaves_the_one_before(sound: tuple[Place, Path], tmp_path: Path) -> None:
    place, _ = sound
    file = tmp_path / "copy.tar.gz"
    file.write_bytes(b"the one before")

    def fails() -> None:
        with put_in_place(file) as (to, _aside):
            to.write(b"half of")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fails()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("copy.tar.gz", b"the one before")]
    with put_in_place(file):
        code, said = place.run("backup", "--out", str(file))
        assert (code, "Another backup is writing" in said) == (1, True), said
    code, said = place.run("backup", "--out", str(tmp_path / "nowhere" / "copy.tar.gz"))
    assert (code, "There is no folder" in said) == (1, True), said


def test_of_copies_in_a_folder_the_newest_stay_and_nothing_else_goes(sound: tuple[Place, Path], tmp_path: Path) -> None:
    place, _ = sound
    killed = ".front-door-20260102T000000Z.tar.gz.part"
    for name in ("front-door-20260101T000000Z.tar.gz", "front-door-20260102T000000Z.tar.gz", "mine.tar.gz", killed):
        (tmp_path / name).touch()
    code, said = place.run("backup", "--into", str(tmp_path), "--keep", "2")
    assert code == 0, said
    removed = [line for line in said.splitlines() if line.startswith("Removed ")]
    assert removed == [f"Removed {tmp_path / name}." for name in (killed, "front-door-20260101T000000Z.tar.gz")]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[0] == "front-door-20260102T000000Z.tar.gz"
    assert (left[2:], len(left)) == (["mine.tar.gz"], 3)
    (tmp_path / "front-door-20990101T000000Z.tar.gz").touch()  # a clock was wrong once
    assert drop_oldest(tmp_path, 1, tmp_path / left[1]) == [tmp_path / left[0]]
    assert place.run("backup", "--keep", "2", "--out", str(tmp_path / "one"))[0] == 1
    assert place.run("backup")[0] == 1
