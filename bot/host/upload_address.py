"""Where a file may be saved: https on a host of the council's SharePoint, and this machine in local mode.

The address comes in an activity, and whoever can send one would else have our files sent anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 8192
"""Characters of an address: an upload session's carries a token of its own."""

# One strict pattern and no URL parser, for the reason that `service_url` gives.
_HOST: Final = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+sharepoint\.com"
_LOOPBACK: Final = r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?"
_PATH: Final = r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)+(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
_SHOWN_PATH: Final = r"(?:/[^\x00-\x1f\x7f-\x9f\\\"<>?#/]*)+(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
_SAVES: Final = re.compile(rf"https://{_HOST}(?::443)?{_PATH}", re.ASCII | re.IGNORECASE)
_SHOWS: Final = re.compile(rf"https://{_HOST}(?::443)?{_SHOWN_PATH}", re.ASCII | re.IGNORECASE)
_SAVES_HERE: Final = re.compile(rf"http://{_LOOPBACK}{_PATH}", re.ASCII)
_SHOWS_HERE: Final = re.compile(rf"http://{_LOOPBACK}{_SHOWN_PATH}")
_CLIMBS: Final = re.compile(r"/(?:\.|%2e){1,2}(?:/|\?|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UploadRule:
    """Which addresses of files may be used; ``local``: this machine's too."""

    local: bool = False

    def saves(self, address: object) -> bool:
        """Whether bytes may be sent to this address."""
        return self._fits(address, _SAVES, _SAVES_HERE)

    def shows(self, address: object) -> bool:
        """Whether a card may lead to this address: names of folders may stand in it as people wrote them."""
        return self._fits(address, _SHOWS, _SHOWS_HERE)

    def _fits(self, address: object, there: re.Pattern[str], here: re.Pattern[str]) -> bool:
        if not isinstance(address, str) or len(address) > LONGEST or _CLIMBS.search(address):
            return False
        return bool(there.fullmatch(address) or (self.local and here.fullmatch(address)))
