"""What `serve --local` starts beside the bot: the Graph stand-in with its lists, and the page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.deliveries import listing as deliveries
from bot.deliveries.ledger import Delivery
from bot.live_config import LiveConfig
from bot.local.cast import profiles_of
from bot.local.graph.running import start
from bot.local.listing import ListAddress
from bot.local.opening import LocalPage, local_page
from bot.local.track import track_of
from bot.people.directory import areas
from bot.register import requests
from bot.register.register import Register
from bot.settings import GRAPH, Settings
from bot.sharepoint.access import LOCAL_APP, LOCAL_BEARER, LOCAL_FOLDER, LOCAL_SITE, SYSTEMS_LIST
from bot.sharepoint.columns import champions_list, requests_list, seals_list, systems_list
from bot.sharepoint.graph import Graph
from bot.sharepoint.items import day
from bot.sharepoint.listing import open_listing
from bot.sharepoint.provision import carry_out, plan
from dialogs.model import People

LOCAL_TENANT = "00000000-0000-0000-0000-0000000007e7"


async def start_graph(settings: Settings, data: Path, people: People) -> tuple[Settings, Callable[[], Awaitable[None]]]:
    """Start the Graph stand-in unless `GRAPH_BASE_URL` names another. Returns fitting settings, and what stops it.

    ``people``: whose cast is in its tenant. The app is in its catalogue.
    """
    fitting: dict[str, Any] = {
        "microsoft_app_id": settings.microsoft_app_id or LOCAL_APP,
        "microsoft_app_tenant_id": settings.microsoft_app_tenant_id or LOCAL_TENANT,
    }
    if settings.graph_base_url != GRAPH:
        return settings.model_copy(update=fitting), _nothing
    stand_in = await start(
        0, data / LOCAL_FOLDER, site=settings.sharepoint_site or LOCAL_SITE, people=profiles_of(people)
    )
    stand_in.apps.publish(fitting["microsoft_app_id"])
    fitting |= {"graph_base_url": stand_in.url, "sharepoint_site": settings.sharepoint_site or LOCAL_SITE}
    return settings.model_copy(update=fitting), stand_in.close


async def _nothing() -> None:
    """Nothing was started, so nothing is stopped."""


def page_for(settings: Settings, data: Path, live_config: LiveConfig, register: Register) -> LocalPage:
    """The local page over this host's data."""
    listing = None
    if settings.graph_is_loopback:
        listing = ListAddress(settings.graph_base_url, settings.sharepoint_site, settings.sharepoint_list, LOCAL_BEARER)
    return local_page(
        data_folder=data,
        people=live_config.people(),
        deliveries=lambda: _under_way(register),
        listing=listing,
        track=lambda reference: _track(register, live_config, reference),
        bot_id=settings.microsoft_app_id,
        tenant_id=settings.microsoft_app_tenant_id,
    )


async def _track(register: Register, live_config: LiveConfig, reference: str) -> dict[str, Any] | None:
    """The route of a request, by the rules and people of now."""
    request = await register.read(lambda c: requests.find(c, reference))
    return None if request is None else track_of(live_config.rulebook(), live_config.people(), request)


async def _under_way(register: Register) -> list[dict[str, Any]]:
    """What waits and what was delivered lately."""
    found = await register.read(lambda c: deliveries.listing(c, datetime.now(UTC)))
    return [_row(d) for d in found]


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "reference": delivery.reference or "",
        "what": delivery.kind,
        "for": delivery.payload.get("name") or ("the list" if delivery.kind == "item" else ""),
        "state": delivery.state,
        "tries": delivery.tries,
        "reason": delivery.reason,
        "next_try": delivery.next_try.isoformat() if delivery.state == "waiting" else "",
    }


def lists_for(
    settings: Settings, live_config: LiveConfig, *, examples: bool = False
) -> Callable[[Graph], Awaitable[None]]:
    """Makes the lists in the stand-in, by the same provisioning that an administrator runs.

    ``examples``: with a few systems in a list of systems that is new.
    """
    names = areas(live_config.directory())

    async def prepare(graph: Graph) -> None:
        wanted = [
            requests_list(settings.sharepoint_list, live_config.rulebook(), names),
            champions_list(names, live_config.directory().owners, live_config.rulebook()),
            systems_list(names),
            seals_list(),
        ]
        plans = await plan(graph, wanted)
        if differing := [one for one in plans if one.differences]:
            await carry_out(graph, differing)
        if examples and any(one.wanted.name == SYSTEMS_LIST and one.listing is None for one in plans):
            await _add_examples(graph, tuple(names.values()))

    return prepare


async def _add_examples(graph: Graph, areas: tuple[str, ...]) -> None:
    """A few systems in a new list, so that the page shows how they are offered."""
    listing = await open_listing(graph, SYSTEMS_LIST)
    for number, (title, ends, cost) in enumerate(_EXAMPLES):
        area = {"ServiceArea": areas[number % len(areas)]} if areas else {}
        cells = {"Title": title, "ContractEnds": day(ends), "YearlyCost": cost, "State": "In use", **area}
        await listing.create(cells)


_EXAMPLES = (
    ("Housing repairs", "2027-03-31", 48_000),
    ("Parking permits", "2026-12-31", 21_500),
    ("Case management (adult social care)", "2028-09-30", 180_000),
)
