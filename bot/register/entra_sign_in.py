"""How PostgreSQL lets a managed identity in: a token of Entra stands in the place of a password.

PostgreSQL looks at it when a connection begins and not again, so a connection outlives its token. That of a managed
identity holds for up to a day (learn.microsoft.com/azure/postgresql/security/security-entra-concepts).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any, Final

from bot.managed_identity import NoToken

SCOPE: Final = "https://ossrdbms-aad.database.windows.net/.default"
"""What the token is for, in Microsoft's public cloud."""
EARLY: Final = 300.0
"""Seconds before its end at which a token is renewed: the old one still serves whoever comes meanwhile."""
YOUNG: Final = 60.0
"""Seconds for which a token counts as fresh: one that the server refused is asked for anew once it is older."""
AGAIN: Final = 5.0
"""Seconds after a failure before the identity is asked again: whoever wants in meanwhile hears of the same failure."""
WHOSE: Final = "the managed identity "
"""How each sentence of ours about a sign-in begins: what begins so names no data and may be shown."""
_REFUSED: Final = re.compile(r'authentication failed|access token|role ".*" (does not exist|is not permitted)')
"""What stands in the last words of PostgreSQL when it does not know the identity or does not take its token."""


class EntraSignIn:
    """The token for new connections of one process: kept, renewed early, asked for once for all threads that wait.

    ``fetch`` gives a new token and the seconds for which it holds, or raises `NoToken`; ``clock`` counts seconds.
    """

    def __init__(self, fetch: Callable[[], tuple[str, float]], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._asking = threading.Lock()
        self._token, self._since, self._ends = "", 0.0, 0.0
        self._doubted = False
        self._failed_at: float | None = None
        self._why = ""

    def __repr__(self) -> str:
        return f"EntraSignIn(ends={self._ends})"

    def password(self) -> str:
        """A token that still holds. Raises `NoToken` when there is none to be had."""
        now = self._clock()
        # Nobody waits for a new one that somebody else asks for, while the one at hand holds.
        if self._wants_another(now) and self._asking.acquire(blocking=now >= self._ends):
            try:
                now = self._clock()
                if self._wants_another(now):
                    self._renew(now)
            finally:
                self._asking.release()
        token, ends = self._token, self._ends
        if not token or now >= ends:
            raise NoToken(self._why)
        return token

    def refused(self) -> None:
        """The server did not take the token, or could not be asked: unless it is fresh, the next one is a new one."""
        if not self._since <= self._clock() < self._since + YOUNG:
            self._doubted = True

    def holds_for(self) -> float:
        """Seconds for which the token at hand, or a new one, holds. Raises `NoToken`."""
        self.password()
        return self._ends - self._clock()

    def _wants_another(self, now: float) -> bool:
        return self._doubted or now >= self._ends - EARLY

    def _renew(self, now: float) -> None:
        if self._failed_at is not None and self._failed_at <= now < self._failed_at + AGAIN:
            return
        try:
            token, seconds = self._fetch()
        except NoToken as error:
            self._failed_at, self._why = self._clock(), str(error)
            return
        self._token, self._since, self._ends = token, now, now + seconds
        self._doubted, self._failed_at = False, None
        self._why = "the managed identity gave a token that had ended. Put this machine's clock right"


def with_token(sign_in: EntraSignIn) -> Callable[[Any, Any, list[Any], dict[str, Any]], Any]:
    """What connects an engine of SQLAlchemy: its handler of ``do_connect``, which gives the token as the password.

    What stands in the way is an error of the driver, as it is with a password, in a sentence that begins with `WHOSE`.
    """

    def connect(dialect: Any, _record: Any, words: list[Any], options: dict[str, Any]) -> Any:
        wrong = dialect.loaded_dbapi.OperationalError
        try:
            given = {**options, "password": sign_in.password()}
        except NoToken as error:
            raise wrong(str(error)) from None
        try:
            return dialect.connect(*words, **given)
        except wrong as error:
            sign_in.refused()
            if why := _plainly(str(error)):
                raise wrong(why) from None
            raise

    return connect


def _plainly(said: str) -> str:
    """What is to be done about these words of the driver; empty: nothing about the sign-in."""
    if "FATAL" in said:
        refused = _REFUSED.search(said)
        return f"{WHOSE}was not let in by PostgreSQL. Make it a role there, by the user's name" if refused else ""
    if "certificate" in said:
        return (
            f"{WHOSE}waits: the server's certificate is not trusted. Name its authorities in sslrootcert of the address"
        )
    return ""
