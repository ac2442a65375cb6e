"""What `/metrics` shows of how things stand: what waits, what is ready, when something last went well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final, get_args

from cryptography.x509 import load_pem_x509_certificate
from sqlalchemy import Connection, QueuePool, case, func, select

from bot.audit_anchor import AuditAnchor, Fault
from bot.deliveries.listing import Waiting, counts
from bot.host.health import Readiness
from bot.host.keys import Keys
from bot.host.metrics import ASK_SECONDS, Figures, Metrics
from bot.list_sync import ListSync
from bot.logs import Log
from bot.register import list_items
from bot.register.register import Register
from bot.register.schema import deliveries, people, requests
from bot.settings import Settings
from dialogs.statuses import Status

COUNTED: Final = timedelta(minutes=1)
"""How often what is slow to count is counted: requests, and the people who came."""
LAST_COPY: Final = "last_copy"
"""Where `bot/copies/taking.py`, which the host does not load, keeps when the last sound copy was taken."""
SEAL: Final = "seal"
"""The kind of delivery that puts a day's seal of the history into the list."""
_SEEN: Final = {"day": timedelta(days=1), "week": timedelta(days=7)}
_log = Log("metrics")


@dataclass(slots=True)
class Standing:
    """What the register says, kept at hand: whoever reads figures must not wait for the database.

    Every instance shows the same of it, so a rule takes the highest and not the sum.
    """

    register: Register
    now: Callable[[], datetime]
    waiting: Waiting = field(default_factory=Waiting)
    requests: Figures = field(default_factory=dict)
    people: Figures = field(default_factory=dict)
    went_well: Mapping[str, datetime] = field(default_factory=dict)
    """When a copy was last taken, and when a seal of the history last went into the list."""
    _counted: datetime | None = None

    async def renew(self) -> None:
        """Ask the register: for what waits each time, for the rest when it is due. Raises `NotSaved`."""
        now = self.now()
        self.waiting = await self.register.read(lambda c: counts(c, now))
        if self._counted is None or not self._counted <= now < self._counted + COUNTED:
            self._counted = now
            self.requests, self.people, self.went_well = await self.register.read(
                lambda c: (_requests(c), _people(c, now), _went_well(c))
            )


@dataclass(frozen=True, slots=True)
class Watched:
    """Whatever has something to show."""

    standing: Standing
    readiness: Readiness
    list_sync: ListSync
    keys: Keys | None
    audit_anchor: AuditAnchor
    settings: Settings

    def show(self, metrics: Metrics) -> None:
        """Let `/metrics` show it from now on. Alert rules and the dashboard are written in these names and labels."""
        ends = ends_of(self.settings)
        watch = metrics.watch
        watch("front_door_build_info", "Always 1: which version runs", "version", lambda: {version("front-door"): 1.0})
        watch("front_door_ready", "1 where a check of /readyz holds", "check", self._ready)
        watch("front_door_deliveries", "Deliveries that are not done", "state", lambda: self.standing.waiting.states)
        watch(
            "front_door_oldest_delivery_seconds",
            "How late the oldest delivery is that should have gone",
            "service",
            lambda: self.standing.waiting.oldest,
        )
        watch("front_door_requests", "Requests in the register", "status", lambda: self.standing.requests)
        watch("front_door_people", "People who wrote or pressed", "seen", lambda: self.standing.people)
        watch(
            "front_door_last_success_timestamp_seconds", "When it last went well, in Unix time", "of", self._went_well
        )
        watch("front_door_history_faults", "Faults of the history since the start", "fault", self._faults)
        watch("front_door_database", "Connections in use, and jobs that wait for the writer", "kind", self._database)
        watch("front_door_credential_ends_timestamp_seconds", "When it ends, in Unix time", "credential", lambda: ends)

    async def _ready(self) -> Figures:
        held = await self.readiness.held(ASK_SECONDS / 2)
        return {check: float(holds) for check, holds in held.items()}

    def _went_well(self) -> Figures:
        """Nothing is said of what never went well: rules count from the start of the process then."""
        found: dict[str, datetime | None] = {
            **self.standing.went_well,
            "list": self.list_sync.read_at,
            "history": self.audit_anchor.anchored_at,
        }
        if self.keys is not None and (age := self.keys.age) is not None:
            found["keys"] = self.standing.now() - timedelta(seconds=age)
        return {of: at.timestamp() for of, at in found.items() if at is not None}

    def _faults(self) -> Figures:
        return {fault: float(self.audit_anchor.faults[fault]) for fault in get_args(Fault)}

    def _database(self) -> Figures:
        register = self.standing.register
        pool = register.engine.pool
        used = pool.checkedout() if isinstance(pool, QueuePool) else 0
        return {"connections": float(used), "jobs_waiting": float(register.waiting())}


def ends_of(settings: Settings) -> Mapping[str, float]:
    """When password and certificate end, in Unix time, as far as the settings tell: a password by `PASSWORD_ENDS`."""
    found: dict[str, float] = {}
    if settings.password_ends is not None:
        found["password"] = datetime.combine(settings.password_ends, time(), UTC).timestamp()
    if settings.azure_client_certificate_path:
        try:
            pem = Path(settings.azure_client_certificate_path).read_bytes()
            found["certificate"] = load_pem_x509_certificate(pem).not_valid_after_utc.timestamp()
        except (OSError, ValueError) as error:  # whether it may sign in is for the doctor to say
            _log.error("the end of the certificate cannot be read", error)
    return found


def _requests(connection: Connection) -> Figures:
    rows = connection.execute(select(requests.c.status, func.count()).group_by(requests.c.status))
    found = {str(status): float(number) for status, number in rows}
    return {**{status.value: 0.0 for status in Status}, **found}


def _people(connection: Connection, now: datetime) -> Figures:
    """How many people there are, and how many wrote or pressed lately; an hour may be missing at either end."""
    lately = [func.count(case((people.c.seen > now - length, 1))) for length in _SEEN.values()]
    row = connection.execute(select(func.count(), *lately).select_from(people)).one()
    return dict(zip(("ever", *_SEEN), map(float, row), strict=True))


def _went_well(connection: Connection) -> Mapping[str, datetime]:
    """What commands and other instances did too, so that it stands in the register."""
    copied = list_items.value(connection, LAST_COPY)
    sealed = connection.execute(select(func.max(deliveries.c.done_at)).where(deliveries.c.kind == SEAL)).scalar()
    found = {"backup": datetime.fromisoformat(copied) if copied else None, "seal": sealed}
    return {of: at for of, at in found.items() if at is not None}
