"""A person who is to be erased: what they wrote, what they are in the directory, and where they still stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import create_engine, inspect

from bot.commands import main
from tests.bot.story.walking import DETAILS, PROJECT

WHO = "00000000-0000-0000-0000-0000ca7a0001"
NAME, UPN = "Marmaduke Canary", "marmaduke.canary@example.org"
OTHER, THIRD = "00000000-0000-0000-0000-00000000d002", "00000000-0000-0000-0000-00000000d003"
PARTNER, CHAMPION = "00000000-0000-0000-0000-00000000b001", "00000000-0000-0000-0000-00000000c004"
GOVERNANCE = "00000000-0000-0000-0000-00000000a001"
WORDS = (
    "canarytitle",
    "canaryproblem",
    "canaryoutcome",
    "canarysupplier",
    "canarydraft",
    "canarylink",
    "canarynote",
    "canaryquestion",
)
THEIRS = {
    **DETAILS,
    "title": "Parking canarytitle",
    "problem": "A canaryproblem, see https://example.org/canarylink.pdf",
    "outcome": "A canaryoutcome",
    "supplier": "canarysupplier Ltd",
}
OF_ANOTHER = {
    **DETAILS,
    "sponsor_name": NAME,
    "problem": f"Tenants wait. Ask marmaduke  canary ({UPN}), who knows.",
}
PLACE = {**PROJECT, "service_area": "place"}
NOTE_OF_THE_TEAM = f"Go ahead, as {NAME} proposed."


def directory_in(tmp_path: Path) -> Path:
    """A directory that names the person as a champion of one area and the IT business partner of another."""
    file = tmp_path / "people" / "directory.yaml"
    file.parent.mkdir()
    them = {"name": NAME, "upn": UPN, "aad_id": WHO}

    def other(name: str, aad_id: str) -> dict[str, str]:
        return {"name": name, "upn": f"{aad_id[-4:]}@example.org", "aad_id": aad_id}

    areas = {
        "housing": {
            "name": "Housing",
            "champions": [them],
            "it_business_partner": other("IT business partner (Housing)", PARTNER),
        },
        "place": {
            "name": "Place",
            "champions": [other("Place champion", CHAMPION)],
            "it_business_partner": them,
        },
    }
    team = [other("Governance officer", GOVERNANCE)]
    file.write_text(json.dumps({"service_areas": areas, "owners": {}, "governance_team": team}), encoding="utf-8")
    return file


def erase(folder: Path, database_url: str, directory: Path, who: str, *more: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(
        main,
        ["erase", "--person", who, "--data", str(folder), *more],
        env={"DATABASE_URL": database_url, "DIRECTORY": str(directory)},
    )


def canaries(said: str) -> set[str]:
    """Which of the person's words stand in it."""
    return {word for word in (WHO, NAME, UPN, *WORDS) if word.lower() in said.lower()}


def found_in(database_url: str, folder: Path, but: tuple[str, ...] = ()) -> set[str]:
    """Where the person stands: in which column of which table, in which file. The stand-ins' folders are not ours."""
    found = {
        f"{word} in {table}.{column}"
        for table, row in rows_of(database_url)
        for column, value in row.items()
        for word in canaries(value) - set(but)
    }
    files = [path for path in folder.iterdir() if path.is_file()]
    for path in files:
        held = path.read_bytes().lower()
        found |= {
            f"{word} in {path.name}"
            for word in (WHO, NAME, UPN, *WORDS)
            if word not in but and word.lower().encode() in held
        }
    return found


def rows_of(database_url: str) -> list[tuple[str, dict[str, str]]]:
    """Every row of every table with its table's name."""
    return sorted(_every_row(database_url), key=str)


def _every_row(database_url: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every column of every row of every table, those of the search too, as text."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        assert {"people", "requests", "story", "deliveries", "audit", "interviews", "turns"} <= set(names)
        for name in names:
            rows: Any = connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()  # noqa: S608 - our own names
            for row in rows:
                yield name, {column: _as_text(value) for column, value in row.items()}
    engine.dispose()


def _as_text(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
