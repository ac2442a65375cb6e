"""Where each setting stands: the environment, a line of `.env`, or nowhere; and names that look like ours misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

from bot.settings import Settings

ENV_FILE: Final = Path(".env")
BESIDE: Final = (
    "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "OTEL_EXPORTER_OTLP_ENDPOINT", "HTTPS_PROXY", "NO_PROXY",
)  # fmt: skip
"""What libraries read for us from the environment alone."""
_OTHERS: Final = frozenset(
    {
        "AZURE_AUTHORITY_HOST", "AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN",
        "AZURE_REGIONAL_AUTHORITY_NAME", "AZURE_ADDITIONALLY_ALLOWED_TENANTS", "AZURE_TOKEN_CREDENTIALS",
    }
)  # fmt: skip
"""Names of azure-identity that are like ours and are none of ours."""
_ALIKE: Final = 0.85
_LONG_ENOUGH: Final = 8
"""Letters that a name must have to be held to be ours with a slip: `PORT` is like too many."""


def names() -> tuple[str, ...]:
    """The name of every setting, as the documents write it."""
    return tuple(str(field.validation_alias or name.upper()) for name, field in Settings.model_fields.items())


@dataclass(frozen=True, slots=True)
class Sources:
    """Where settings stand: for each name, in lower case as they are read, where it has a value."""

    places: Mapping[str, str]
    odd: tuple[str, ...] = ()
    """What is wrong with how they are written down, a sentence each."""

    def of(self, name: str) -> str:
        """Where a setting stands; ``default`` where nobody has set it."""
        return self.places.get(name.lower(), "default")

    def told(self, problem: str) -> str:
        """A sentence about settings, with where each of them stands that has a value."""
        named = [name for name in names() if re.search(rf"\b{name}\b", problem) and name.lower() in self.places]
        if not named:
            return problem
        if len(named) == 1:
            return f"{problem} ({self.of(named[0])})"
        return f"{problem} ({'; '.join(f'{name}: {self.of(name)}' for name in named)})"


def read_sources(environment: Mapping[str, str], file: Path = ENV_FILE) -> Sources:
    """Look where each setting stands. A value is never kept, and a file that cannot be read is one without lines."""
    lines, broken = _lines(file)
    places = {name.lower(): f"{file.name}, line {number}" for name, number, blank in lines if not blank}
    places |= {name.lower(): "environment" for name, value in environment.items() if value.strip()}
    ours = names()
    odd = [f"Line {number} of {file.name} cannot be read. Write NAME=value" for number in broken]
    odd += _misspelt(((name, "environment") for name in sorted(environment)), ours)
    odd += _misspelt(((name, f"{file.name}, line {number}") for name, number, _ in lines), ours)
    odd += [
        f"{name} stands in {file.name}, line {number}, and is read from the environment alone. Set it there"
        for name, number, blank in lines
        if name in BESIDE and not blank and not environment.get(name)
    ]
    odd += _twice(environment, lines, file, ours)
    return Sources(places, tuple(odd))


def _lines(file: Path) -> tuple[list[tuple[str, int, bool]], list[int]]:
    """Name, line and whether it is blank, of each line that sets something; and the lines that cannot be read."""
    found: list[tuple[str, int, bool]] = []
    broken: list[int] = []
    try:
        written = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # who reads the settings says so
        return [], []
    with StringIO(written) as stream:
        for binding in parse_stream(stream):
            text = binding.original.string
            line = binding.original.line + len(text) - len(text.lstrip("\r\n"))  # blank lines before it are part of it
            if binding.error:
                broken.append(line)
            elif binding.key is not None:
                found.append((binding.key, line, not (binding.value or "").strip()))
    return found, broken


def _misspelt(written: Iterable[tuple[str, str]], ours: Sequence[str]) -> list[str]:
    """The names that are none of ours and look like one, a sentence each."""
    known = {name.lower() for name in ours} | {name.lower() for name in (*BESIDE, *_OTHERS)}
    found = []
    for name, place in written:
        if name.lower() not in known and (meant := _meant(name, ours)):
            found.append(f"{name} is no setting, so nothing reads it. Did you mean {meant}? ({place})")
    return found


def _meant(name: str, ours: Sequence[str]) -> str:
    said = _letters(name)
    best, score = "", 0.0
    for one in ours:
        letters = _letters(one)
        alike = SequenceMatcher(None, said, letters).ratio()
        enough = 1.0 if min(len(said), len(letters)) < _LONG_ENOUGH else _ALIKE
        if alike >= enough and alike > score:
            best, score = one, alike
    return best


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _twice(
    environment: Mapping[str, str], lines: Sequence[tuple[str, int, bool]], file: Path, ours: Sequence[str]
) -> list[str]:
    """Settings that stand in one place twice: which of them counts is chance, or the last."""
    found = []
    for name in ours:
        there = sorted(one for one in environment if one.lower() == name.lower())
        if len(there) > 1:
            found.append(f"{name} stands in the environment as {' and '.join(there)}. Keep one of them")
        numbers = [number for one, number, _ in lines if one.lower() == name.lower()]
        if len(numbers) > 1:
            where = ", ".join(map(str, numbers))
            found.append(f"{name} stands in lines {where} of {file.name}, and the last counts. Keep one of them")
    return found
