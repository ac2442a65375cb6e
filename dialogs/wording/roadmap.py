"""What is said of the roadmap to staff."""

from __future__ import annotations

from dialogs.wording import _, _n

ROADMAP = _("Roadmap")
ABOUT = _("This is what is planned, and what may come. A board can still change when it happens.")
SUMMARY = _n("{count} request is on the roadmap", "{count} requests are on the roadmap")
EMPTY = _("Nothing is on the roadmap yet.")
ONE_PART = _("Roadmap: {name}")
UNPLACED = _("No timeframe yet")
NO_AREA = _("No service area")
GROUP = _("{name} ({count})")
IN_PART = _n("{count} request", "{count} requests")
NONE_IN_PART = _("Nothing is planned here yet.")
MORE = _("And {count} more.")
ALL_OF = _("All of {name}")
PAGE = _("{requests}. Page {page} of {pages}.")
NEXT_PAGE = _("Next page")
PAGE_BEFORE = _("Page before")
WHOLE = _("Whole roadmap")
ONE_AREA = _("Type roadmap and an area to see that one alone.")
NOT_STAFF = _("The roadmap is for staff of the council")
NOT_STAFF_TEXT = _("We cannot tell yet whether you are one of them. If you are, try again in a minute.")
