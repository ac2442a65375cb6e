"""What the people on a route and the owners of checks read: whose turn it is, what is asked, and what came of it."""

from __future__ import annotations

from dialogs.wording import _

YOUR_TURN = _("{reference} is with you now")
