"""How a call to another service can end badly: the four answers that the deliveries know what to do with."""

from __future__ import annotations

from typing import Final

from bot.unreachable import Why


class TryLater(Exception):
    """The service could not take it now, and may take the same thing later.

    ``reason`` is a few plain words for `deliveries list`, without content. ``after``: seconds to wait that the service
    asked for (``Retry-After``), or None when it said nothing. ``slowly``: somebody must mend something first (a
    permission), so a quick try is no use.
    """

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class GiveUp(Exception):
    """The service will never take it as it is. ``reason`` says why, without content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_LOOKED_FOR: Final = 5
"""How often something that Teams or Graph does not find is looked for: with the pauses in between, for 15 seconds."""


class NotFound(GiveUp):
    """Teams finds no such conversation or message, or SharePoint no such item.

    They say that of some that exist, too, and find them again some seconds later (MicrosoftDocs/msteams-docs issues
    6139 and 9425, microsoft/botbuilder-python issue 2102).
    """

    def may_come_back(self, tries: int) -> bool:
        """Whether it is to be looked for once more after so many tries."""
        return tries < _LOOKED_FOR


class Unreachable(Exception):
    """The person cannot be reached in Teams: send nothing more until they install the app.

    ``reason`` says why in plain words; ``why`` is that for who can mend it, by installing the app say.
    """

    def __init__(self, reason: str, why: Why = Why.UNKNOWN) -> None:
        super().__init__(reason)
        self.reason = reason
        self.why = why


class TooLarge(Exception):
    """The message is larger than the service takes: send a smaller card."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
