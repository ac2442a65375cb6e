"""Past requests as JSON lines: for a replay of what another place decided, and for measuring."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from governance_rules.replay import PastRequest


class UnreadableRequests(Exception):
    """A file of past requests cannot be read. The message says where and what to do."""


def past_request(document: Mapping[str, Any]) -> PastRequest:
    """A past request from its JSON: reference, answers, process and steps, and the rest if it is known.

    Raises KeyError, TypeError or AttributeError when it does not have that shape.
    """
    return PastRequest(
        reference=str(document["reference"]),
        answers={q: a if isinstance(a, str) else tuple(a) for q, a in document["answers"].items() if a},
        process=document["process"],
        steps=tuple(document["steps"]),
        checks=tuple(document.get("checks") or ()),
        alerts=tuple(document.get("alerts") or ()),
        timeframe=document.get("timeframe"),
        final_process=document.get("final_process") or "",
        day=document.get("day") or "",
    )


def requests_of_file(file: Path) -> Iterator[PastRequest]:
    """The past requests of a file, one JSON object a line. Raises UnreadableRequests at the first line that is none."""
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    request = past_request(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    raise UnreadableRequests(
                        f"{file}:{number}: This line is not a past request. "
                        'Write {"reference": "DR-0001", "answers": {...}, "process": "...", "steps": [...]}.'
                    ) from None
                yield request
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UnreadableRequests(
            f"{file} cannot be read ({why}). Give a file of past requests, one JSON object a line."
        ) from None
