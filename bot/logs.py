"""Log lines as JSON: an event in a few words, ids and numbers; never what a person typed, a name or a secret.

Plain `logging` and orjson: structlog was measured at 0.1 s of a start of 0.9 s, for its coloured console.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Final

import orjson

Field = str | int | float | bool | None

OURS: Final = "front-door"
LONGEST: Final = 96
"""Characters of one value: with it a refused request stays under 300 bytes (contracts, "HTTP")."""
FRAMES: Final = 12
"""Innermost places of a stack that are kept."""


class Log:
    """Writes events of one part of the bot. An event is a constant sentence; what varies goes into the fields."""

    def __init__(self, part: str) -> None:
        self._logger = logging.getLogger(f"{OURS}.{part}")

    def info(self, event: str, **fields: Field) -> None:
        """Something worth knowing that needs nobody."""
        self._write(logging.INFO, event, fields, None)

    def warning(self, event: str, **fields: Field) -> None:
        """Something that somebody should look at, though the service goes on."""
        self._write(logging.WARNING, event, fields, None)

    def error(self, event: str, error: BaseException | None = None, **fields: Field) -> None:
        """Something that went wrong. Of ``error`` the type and the places in the code are written, never its words."""
        self._write(logging.ERROR, event, fields, error)

    def _write(self, level: int, event: str, fields: Mapping[str, Field], error: BaseException | None) -> None:
        if self._logger.isEnabledFor(level):
            exc_info = (type(error), error, error.__traceback__) if error is not None else None
            self._logger.log(level, event, extra={"fields": fields}, exc_info=exc_info)


def where(error: BaseException) -> str:
    """The type of an error and the places that it came through, innermost last, without any value."""
    return f"{type(error).__name__} {_places(error.__traceback__)}".rstrip()


class JsonLines(logging.Formatter):
    """One JSON object a line.

    Of a library's record only the place and the template are kept: its arguments, and messages that were put together
    before they came here, can hold what a person typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line["event"] = record.msg
            line |= {k: v[:LONGEST] if isinstance(v, str) else v for k, v in fields.items()}
        else:
            line["event"] = "library"
            line["logger"] = record.name
            line["where"] = f"{record.module}:{record.lineno}"
            if record.args and isinstance(record.msg, str):
                line["template"] = record.msg[:LONGEST]
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = where(record.exc_info[1])
        return orjson.dumps(line, default=lambda _: "?").decode()


def start_logs(stream: IO[str] | None = None, level: int = logging.INFO) -> None:
    """Send every log of the process to ``stream`` (default: standard error) as JSON lines.

    Libraries speak from WARNING on: their INFO lines name addresses and bodies.
    """
    handler = logging.StreamHandler(stream if stream is not None else sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return " > ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames)
