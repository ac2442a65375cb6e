"""The settings as the doctor shows them: each with what it is set to and where it stands, a secret as set or not."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.setting_sources import Sources, names
from bot.settings import Settings

_WIDEST = 60


def table(settings: Settings, sources: Sources) -> Iterator[str]:
    """A line for each setting: its name, its value, where it stands."""
    rows = [
        (name, _shown(getattr(settings, field)), sources.of(name))
        for name, field in zip(names(), Settings.model_fields, strict=True)
    ]
    wide = [max(len(row[column]) for row in rows) for column in range(2)]
    for name, value, place in rows:
        yield f"{name.ljust(wide[0])}  {value.ljust(wide[1])}  {place}".rstrip()


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "not set"
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    parts = urlsplit(text)
    if parts.scheme in {"http", "https"} and (parts.username or parts.query):
        text = f"{parts.scheme}://{parts.hostname}{parts.path}"  # what stands beside the address may let somebody in
    return (text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…") or "-"
