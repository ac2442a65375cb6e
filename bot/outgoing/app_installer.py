"""Installs the app, once, for somebody whom Teams refuses because the app is not there for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from bot.delivery_errors import TryLater, Unreachable
from bot.logs import Log
from bot.register import app_installations, audit, throttle
from bot.register import people as people_rows
from bot.register.app_installations import EVERYBODY, Attempt
from bot.register.register import Register
from bot.sharepoint import installing
from bot.sharepoint.graph import Graph
from bot.sharepoint.installing import FOR_EVERYBODY, CannotInstall, TeamsApp
from bot.sharepoint.refusals import TryLater as GraphLater
from bot.unreachable import Why
from dialogs.model import Person

_SETTLES: Final = timedelta(minutes=10)
"""How long Teams may take to know of an installation (Microsoft's pages promise nothing; seen: seconds)."""
NOT_KNOWN_YET: Final = "the app was installed for them just now, and Teams does not know it yet"
_log = Log("app installer")


@dataclass(frozen=True, slots=True)
class AppInstaller:
    """Installs the app through Graph, for each person once, whichever delivery or instance asks first."""

    register: Register
    graph: Callable[[], Awaitable[Graph]]
    app: TeamsApp
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def install(self, person: Person, refused: Unreachable) -> str:
        """Install the app for somebody after Teams ``refused``: gives their chat, empty where Graph names none.

        Raises `Unreachable` with both reasons where it cannot be done or was done before, `TryLater` where it may be
        done later.
        """
        if refused.why is not Why.NOT_INSTALLED:
            raise refused
        now = self.now()
        if "graph" in await self.register.read(lambda c: throttle.active(c, now)):
            raise TryLater("the app is to be installed for them, and Graph asked us to wait")
        before = await self.register.write(lambda c: self._begin(c, person, now))
        if before is not None:
            raise _as_before(before, refused, now)
        try:
            graph = await self.graph()
            catalogue_id = await installing.find_app(graph, self.app)
            await installing.install(graph, catalogue_id, person.aad_id)
        except CannotInstall as no:
            await self.register.write(partial(self._refused, person=person, no=no))
            _log.warning("app not installed for somebody", why=no.why.name.lower())
            raise _both(refused, no.reason) from None
        except GraphLater as later:
            await self.register.write(lambda c: app_installations.forget(c, person.aad_id))
            raise TryLater(f"the app could not be installed for them yet: {later.reason}") from None
        await self.register.write(lambda c: self._done(c, person))
        _log.info("app installed for somebody")
        return await installing.chat(graph, self.app, person.aad_id)

    def _begin(self, connection: Connection, person: Person, now: datetime) -> Attempt | None:
        people_rows.introduce(connection, person, now, self.new_id)
        app_installations.of_app(connection, self.app.external_id)
        return app_installations.begin(connection, person.aad_id, now)

    def _refused(self, connection: Connection, person: Person, no: CannotInstall) -> None:
        whom = EVERYBODY if no.why in FOR_EVERYBODY else person.aad_id
        if whom == EVERYBODY:
            app_installations.forget(connection, person.aad_id)
        app_installations.refused(connection, whom, no.reason, self.now())
        self._note(connection, person, "app_not_installed", no.why.name.lower())

    def _done(self, connection: Connection, person: Person) -> None:
        app_installations.installed(connection, person.aad_id, self.now())
        self._note(connection, person, "app_installed", "")

    def _note(self, connection: Connection, person: Person, what: str, why: str) -> None:
        """The history names the person by the key that only their row resolves."""
        key = people_rows.introduce(connection, person, self.now(), self.new_id).key
        audit.append(connection, self.now(), audit.Entry("deliveries", what, key, {"why": why} if why else {}))


def _as_before(before: Attempt, refused: Unreachable, now: datetime) -> Exception:
    """What a try that was made before means for a delivery of now."""
    if before.state == "trying":
        return TryLater("the app is being installed for them")
    if before.state == "refused":
        return _both(refused, before.reason)
    if timedelta(0) <= now - before.at < _SETTLES:
        return TryLater(NOT_KNOWN_YET)
    return _both(refused, "the bot installed it for them once and it is gone again: ask them to install it")


def _both(refused: Unreachable, reason: str) -> Unreachable:
    """Why Teams refuses, and why the app could not be installed."""
    return Unreachable(f"{refused.reason}; {reason}", refused.why)
