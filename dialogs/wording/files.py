"""What is said about files: that one is offered, saved, was not wanted, or cannot be made."""

from __future__ import annotations

from dialogs.wording import _

NOT_YOURS = _("This file is not for you any more")
NOT_YOURS_TEXT = _("You no longer look after what {name} tells of. Nothing was made and nothing was kept.")
NOT_MADE = _("We cannot make this file")
NOT_MADE_TEXT = _("{name} cannot be made now. Nothing was kept. Try again later, or ask the governance team.")
