"""Whether the meetings hold: how many requests one takes, when its papers go out, and which of them are cancelled."""

from __future__ import annotations

from governance_rules.draft import Draft, Record
from governance_rules.meeting_times import time_of

_LIMITS = (
    ("items_at_most", "requests at a meeting", 50),
    ("papers_days", "days before a meeting", 28),
    ("minutes_an_item", "minutes for a request", 120),
)


def find_unsound_meetings(draft: Draft) -> None:
    """Add to the draft's problems what does not hold together in the meetings of its bodies."""
    for body in draft.records("bodies"):
        for key, what, most in _LIMITS:
            count = body.get(key)
            if isinstance(count, int) and not 1 <= count <= most:
                wrong = f"{count} {what} are not between 1 and {most}"
                draft.wrong(body.file, body.at(key), wrong, "Choose a number that is, or take the key out")
        _cancelled(draft, body)
        starts = body.get("starts")
        if isinstance(starts, str) and time_of(starts) is None:
            draft.wrong(body.file, body.at("starts"), f"{starts} is no time of day", "Write it such as 2pm or 10:30am")
        for key in ("items_at_most", "papers_days", "minutes_an_item"):
            if body.get("working_days") and body.get(key) is not None:
                wrong = f"{body.get('id')} has working_days, so it needs no meeting and has no agenda"
                draft.wrong(body.file, body.at(key), wrong, f"Take {key} out, or working_days")


def _cancelled(draft: Draft, body: Record) -> None:
    dates = body.get("next_dates") or ()
    for day in body.get("cancelled") or ():
        if day not in dates:
            near = min(dates, key=lambda one: abs(one - day), default=None)
            mend = f"Did you mean {near}?" if near else "Take it out"
            wrong = f"{body.get('id')} has no meeting on {day} that could be cancelled"
            draft.wrong(body.file, body.at("cancelled"), wrong, mend)
