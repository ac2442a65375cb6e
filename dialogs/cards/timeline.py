"""What has happened to a request so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.cards.elements import Element, Folded, free
from dialogs.model import TimelineEntry
from dialogs.wording import requesting as w
from dialogs.wording import say, say_day


def timeline_part(timeline: Sequence[TimelineEntry], today: date) -> Folded:
    """What has happened to a request so far, newest first, ten lines at most."""
    lines: list[Element] = []
    for line in sorted(timeline, key=lambda h: h.when, reverse=True)[:10]:
        what = say(w.HAPPENED[line.what]) if line.what in w.HAPPENED else line.what.replace("_", " ")
        said = (
            say(w.STORY_LINE_WHO, day=say_day(line.when, today), what=what, who=line.who)
            if line.who
            else say(w.STORY_LINE, day=say_day(line.when, today), what=what)
        )
        lines.append(free(f"{said}. {line.note}" if line.note else said))
    return "story", say(w.STORY), lines
