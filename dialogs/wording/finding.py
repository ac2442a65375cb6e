"""What is said to somebody who looks for a request to show it to others, and on the card that they put into a chat."""

from __future__ import annotations

from dialogs.wording import _

NOTHING = _("We found no request that you may see. Try a reference, or words of its title.")
A_REQUEST = _("A request")
SUMMARY = _("{reference}: {status}")
REFRESH = _("Refresh")
WHERE = _("Step")
NEEDED_BY = _("Needed by")
WAITS_SINCE = _("Waits for you since")
ONLY_YOU = _("Only you see this much of it here.")
SHOW_PRIVATELY = _("Show it in our own chat")
