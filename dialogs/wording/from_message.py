"""What is said where a request begins with a message of a chat."""

from __future__ import annotations

from dialogs.wording import _

NO_WORDS = _("There are no words in this message that we can start from. Open your chat with us and say start.")
