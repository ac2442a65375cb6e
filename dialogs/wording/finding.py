"""What is said to somebody who looks for a request to show it to others."""

from __future__ import annotations

from dialogs.wording import _

NOTHING = _("We found no request that you may see. Try a reference, or words of its title.")
