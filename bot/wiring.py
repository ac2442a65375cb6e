"""The one place where the parts meet: reads like a list of what the front door is made of."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot import memory
from bot.access import bot_token, database_sign_in, graph_access, teams_app
from bot.audit_anchor import AuditAnchor, outside_of
from bot.deliveries.running import Deliveries
from bot.deliveries.worker import Worker
from bot.delivery_kinds import handled
from bot.gauges import Standing, Watched
from bot.host.adapter import DEADLINE, TurnParts
from bot.host.app import HostParts, make_app
from bot.host.connector import Connector
from bot.host.health import Readiness
from bot.host.keys import Keys, read_over_http
from bot.host.metrics import Metrics
from bot.host.outbound import open_session
from bot.host.rate_limit import RateLimit
from bot.host.refusals import Refusals
from bot.host.request_guard import RequestGuard
from bot.host.run import end_at_the_latest, run
from bot.host.service_url import ServiceRule
from bot.host.telemetry import start_traces
from bot.host.tokens import Tokens
from bot.list_subscription import ListSubscription
from bot.list_sync import ListSync
from bot.live_config import LiveConfig
from bot.logs import Log
from bot.loopback import only_this_machine
from bot.outgoing.app_installer import AppInstaller
from bot.outgoing.benefits import BenefitSender
from bot.outgoing.contracts import ContractSender
from bot.outgoing.file_handlers import file_handlers
from bot.outgoing.list_client import ListClient
from bot.outgoing.list_handlers import list_handlers
from bot.outgoing.papers import PapersSender
from bot.outgoing.places import Places
from bot.outgoing.replies import Replies
from bot.outgoing.sponsors import SponsorSender
from bot.outgoing.teams import TeamsSender
from bot.outgoing.together import together_handlers
from bot.people.asking import asking_of
from bot.people.directory import areas
from bot.private_files import keep_to_ourselves
from bot.register import throttle
from bot.register.dbos_leftovers import remove_dbos
from bot.register.mode import open_as
from bot.register.opening import alive
from bot.register.register import NotSaved, Register
from bot.rights_watch import RightsWatch
from bot.scheduler import Scheduler
from bot.settings import Settings, database_url
from bot.sharepoint.columns import requests_list
from bot.sharepoint.notifications import notification_endpoint
from bot.systems_sync import SystemsSync
from bot.turns import Turns

_log = Log("front door")
LOOPBACK = "127.0.0.1"
SETTLED_SECONDS = 5.0
"""When everything that is loaded late has been loaded."""
EVERYWHERE = "0.0.0.0"  # noqa: S104 - a host behind a load balancer must be reachable; the door refuses everyone but Microsoft


def now() -> datetime:
    """The time: the only place where production asks the clock for it."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new id of 32 characters."""
    return uuid.uuid4().hex


@dataclass(slots=True)
class FrontDoor:
    """Everything that runs, wired. `serve` runs it until it is told to stop."""

    app: web.Application
    metrics: Metrics
    readiness: Readiness
    session: ClientSession
    register: Register
    audit_anchor: AuditAnchor
    deliveries: Deliveries
    list_sync: ListSync
    scheduler: Scheduler
    list_client: ListClient
    keys: Keys | None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    tidy: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def start(self) -> None:
        """Begin everything that works beside the turns."""
        if self.keys is not None:
            self.tasks.append(asyncio.create_task(self.keys.refresh_for_ever(), name="keys"))
        await self.deliveries.start()
        self.tasks.append(asyncio.create_task(self.list_sync.run(), name="list sync"))
        self.tasks.append(asyncio.create_task(self.scheduler.run(), name="scheduler"))

    async def stop(self) -> None:
        """End it in order: first what begins new work, last the database."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.list_sync.stop()
        await self.deliveries.stop()
        with suppress(NotSaved):  # who was refused stands in the log too
            await self.scheduler.tell_refusals()
        await self.list_client.close()
        if self.keys is not None:
            await self.keys.close()
        for more in self.tidy:
            await more()
        await self.session.close()
        await asyncio.to_thread(self.register.close)  # it waits for its writer, which may wait for the database
        self.audit_anchor.keep(last=True)


async def serve(settings: Settings, data: Path, *, local: bool) -> int:
    """Run the front door until SIGTERM or SIGINT. Returns the exit code.

    Raises `CannotOpen`, `RulebookProblems` or `DirectoryProblems` before the port is open.
    """
    live_config = LiveConfig(settings.rulebook, settings.directory, now)
    keep_to_ourselves(data)
    outside, sign_in = outside_of(settings, data), database_sign_in(settings, time.time)
    register = open_as(database_url(settings, data), local=local, outside=outside, sign_in=sign_in)
    remove_dbos(register.engine, data)
    tidy: list[Callable[[], Awaitable[None]]] = []
    if local:
        from bot.local.beside import start_graph  # noqa: PLC0415 - local mode only

        settings, close = await start_graph(settings, data, live_config.people())
        tidy.append(close)
    front_door = wire(settings, data, live_config, register, local=local)
    front_door.tidy.extend(tidy)

    async def started(place: Any) -> None:
        if local:
            print(f"The front door is open: http://{LOOPBACK}:{place.port}/  (stop with Ctrl+C)", flush=True)  # noqa: T201 - the one address
        await front_door.start()
        asyncio.get_running_loop().call_later(SETTLED_SECONDS, memory.settle)

    code = await run(
        front_door.app,
        front_door.metrics,
        front_door.readiness,
        host=LOOPBACK if local else EVERYWHERE,
        port=settings.port,
        management_port=settings.management_port,
        started=started,
        stopping=[front_door.stop],
        last_resort=end_at_the_latest,
    )
    if code:  # it never began, so nothing ended it
        await front_door.session.close()
        for more in tidy:
            await more()
        register.close()
    return code


def wire(
    settings: Settings,
    data: Path,
    live_config: LiveConfig,
    register: Register,
    *,
    local: bool,
    deadline: float = DEADLINE,
    now: Callable[[], datetime] = now,
) -> FrontDoor:
    """Put the parts together. Nothing runs yet; call from the loop that will run them.

    ``deadline``: seconds that a turn may take. Tests give it more, as their machine may be busy, and a ``now``.
    """
    metrics, readiness, session = Metrics(), Readiness(), open_session()
    rule = ServiceRule(settings.hosts, local=local)
    keys = None if local else Keys(read_over_http(session, settings.openid_metadata_url), time.monotonic)
    tokens = None if keys is None else Tokens(keys, settings.microsoft_app_id, time.time)
    token = bot_token(settings, session, time.time, metrics.called, local=local)
    connector = Connector(session, token, rule, time.time, metrics.called)
    list_client = ListClient(
        graph_access(settings),
        lambda _method, result, _seconds: metrics.called("graph", result),
        now,
        throttle.keeper(register, "graph", now),
        wanted=lambda: requests_list(settings.sharepoint_list, live_config.rulebook(), areas(live_config.directory())),
    )
    instance = f"{socket.gethostname()[:40]}-{secrets.token_hex(4)}" if register.on_postgres else "front-door"
    tenant, bot = settings.microsoft_app_tenant_id, f"28:{settings.microsoft_app_id}"

    def wake() -> None:
        deliveries.wake()  # made below: the handlers that it runs need the list sync

    audit_anchor = AuditAnchor(outside_of(settings, data, make=False), now)
    audit_anchor.watch(register)
    refusals, standing = Refusals(settings.proxies), Standing(register, now)
    each = (RightsWatch(register, live_config, now, new_id, wake), audit_anchor.keep, refusals.take, standing.renew)
    scheduler = Scheduler(register, live_config, now, wake, *each, kept_years=settings.requests_kept_years)
    list_subscription = ListSubscription(register, settings.public_url, now, new_id)
    in_force = (live_config.rulebook, live_config.people, live_config.apply_list, scheduler.rights)
    polling = (list_subscription, instance, settings.list_poll_seconds)
    list_sync = ListSync(register, list_client, *in_force, SystemsSync(register, now), now, wake, *polling)
    sees = (register, connector, live_config.rulebook, live_config.people, now)
    installer = AppInstaller(register, list_client.graph, teams_app(settings), now, new_id)
    teams = TeamsSender(*sees, bot, Places(*sees, new_id, tenant, bot, installer, any_tenant=local))
    handlers = handled(
        {
            **teams.handlers(),
            **SponsorSender(teams, list_client.graph).handlers(),
            **ContractSender(teams).handlers(),
            **PapersSender(teams).handlers(),
            **BenefitSender(teams).handlers(),
            **together_handlers(teams, targeted=settings.targeted_messages),
            **file_handlers(teams, session, settings, data, new_id, metrics.called, local=local),
            **list_handlers(teams, list_client, list_sync.wake_event.set),
        }
    )
    limits = {"teams": teams.limit.turn}
    deliveries = Deliveries(Worker(register, handlers, instance, now, turns=limits, ended=metrics.delivered))

    traces, answers = start_traces(), Replies(register, connector, now, deliveries.wake)
    asking = asking_of(
        register, connector.member, list_client.graph, now, time.monotonic, deliveries.wake, any_tenant=local
    )
    turns = Turns(
        register,
        live_config.rulebook,
        live_config.people,
        now,
        new_id,
        deliveries.wake,
        answers.directly,
        asking,
        lambda: list_sync.systems.known.index,
        settings.sharepoint_site,
    )
    parts = HostParts(
        guard=RequestGuard(tokens, tenant, rule),
        turns=TurnParts(
            turn=turns.take,
            outbox=answers.durably,
            apology=answers.apology,
            wait=answers.wait,
            stranger=answers.stranger(),
            new_code=lambda: secrets.token_hex(4),
            clock=time.monotonic,
            direct=answers.directly,
            deadline=deadline,
            middleware=(traces.middleware,) if traces else (),
        ),
        rate=RateLimit(0 if local else settings.turns_per_minute),
        readiness=readiness,
        metrics=metrics,
        refusals=refusals,
        notifications=notification_endpoint(lambda: list_subscription.words, list_sync.wake_event.set),
        management_apart=settings.management_port is not None and not local,
    )
    Watched(standing, readiness, list_sync, keys, audit_anchor, settings).show(metrics)
    readiness.checks["database"] = lambda: register.read(alive)
    readiness.checks["rulebook"] = lambda: live_config.rulebook() is not None
    if keys is not None:
        readiness.checks["keys"] = lambda: keys.known
    if local:
        from bot.local.beside import lists_for, page_for  # noqa: PLC0415 - local mode only

        list_client.prepare = lists_for(settings, live_config, examples=True)
        page = page_for(settings, data, live_config, register)
        parts = replace(parts, extra_routes=page.routes)
    app = make_app(parts)
    if local:
        app.middlewares.append(only_this_machine)
        page.live_with(app)
    front_door = FrontDoor(
        app, metrics, readiness, session, register, audit_anchor, deliveries, list_sync, scheduler, list_client, keys
    )
    front_door.tidy.append(asking.stop)
    if traces:
        front_door.tidy.append(lambda: asyncio.to_thread(traces.close))
    return front_door
