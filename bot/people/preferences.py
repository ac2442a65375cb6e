"""When a person wants to be told: at once or in a digest, and never in their quiet hours unless it is urgent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""The council's clock: quiet hours and working days are told in it."""

Often = Literal["daily", "weekly"]


@dataclass(frozen=True, slots=True)
class Digest:
    """It goes into the person's next digest; nothing is sent for it now."""

    often: Often


def when_to_tell(preferences: Mapping[str, Any], *, needs_act: bool, urgent: bool, now: datetime) -> datetime | Digest:
    """When this person is told of something that has just happened (``now`` aware; the answer is in UTC).

    Late engagement always comes at once. What needs an act of theirs comes at once too, but waits for the end of their
    quiet hours. The rest keeps to their choice; without one, or with one that cannot be read, it comes at once.
    """
    if urgent:
        return now.astimezone(UTC)
    often = digest_of(preferences)
    if often and not needs_act:
        return Digest(often)
    return after_quiet_hours(preferences, now)


def digest_of(preferences: Mapping[str, Any]) -> Often | None:
    """Which digest the person chose, or None for at once."""
    chosen = preferences.get("notifications")
    return chosen if chosen in ("daily", "weekly") else None


def digest_of_checks(preferences: Mapping[str, Any]) -> Often | None:
    """Which digest tells somebody of the checks that they own: a daily one until they choose; None for at once."""
    return digest_of(preferences) if preferences.get("notifications") else "daily"


def after_quiet_hours(preferences: Mapping[str, Any], now: datetime) -> datetime:
    """``now``, or the end of the person's quiet hours when it falls within them; in UTC.

    ``quiet_from`` and ``quiet_to`` are "HH:MM" on the council's clock and may span midnight. The start is quiet, the
    end is not; the same time twice, or a time that cannot be read, means no quiet hours.
    """
    begin, end = _clock(preferences.get("quiet_from")), _clock(preferences.get("quiet_to"))
    local = now.astimezone(LONDON)
    at = local.time()
    if begin is None or end is None:
        return now.astimezone(UTC)
    quiet = begin <= at < end if begin <= end else (at >= begin or at < end)
    if not quiet:
        return now.astimezone(UTC)
    day = local.date() if at < end else local.date() + timedelta(days=1)
    over = datetime.combine(day, end, LONDON).replace(fold=local.fold).astimezone(UTC)
    # When the clocks go back the end may have struck already, an hour before now.
    return max(over, now.astimezone(UTC))


def chosen(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The preferences to store when a person chooses anew.

    Beside the choice they remember since when a digest collects (``since``) and when it ended (``until``), both ISO, so
    that what a digest had collected is still told when somebody goes back to at once.
    """
    kept = {**after}
    for key in ("since", "until"):
        if key in before:
            kept.setdefault(key, before[key])
    was, becomes = digest_of(before), digest_of(after)
    if becomes and not was:
        kept["since"] = now.astimezone(UTC).isoformat()
        kept.pop("until", None)
    elif digest_of_checks(before) and not digest_of_checks(after):
        kept["until"] = now.astimezone(UTC).isoformat()
    return kept


def _clock(said: object) -> time | None:
    if not isinstance(said, str):
        return None
    try:
        return datetime.strptime(said.strip(), "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        return None
