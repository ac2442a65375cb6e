"""Try on the live list what the front door relies on: facts about SharePoint that were only read about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.sharepoint.items import ItemRef, look_up, moment, post, update
from bot.sharepoint.listing import Listing
from bot.sharepoint.reading import read_rows
from bot.sharepoint.refusals import Conflict, GiveUp, GraphRefused
from dialogs.statuses import Status


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, whether it holds here, and what was seen."""

    holds: bool
    sentence: str


async def probe(listing: Listing, reference: str, now: datetime) -> list[Fact]:
    """Make one row, try the facts on it, and remove it again.

    ``reference`` must be one that no request can have. Raises `TryLater` or `NotAllowed`; the row is removed then too,
    if it can be.
    """
    facts: list[Fact] = []
    start = await read_rows(listing, await _latest(listing))
    fields = {
        "Title": "A test by front-door doctor",
        "Reference": reference,
        "Status": Status.SUBMITTED.value,
        "SubmittedAt": moment(now),
    }
    made = await post(listing, fields)
    facts.append(Fact(not made.doubles, "A row can be made, and its reference finds it"))
    try:
        facts += [
            await _refuses_a_double(listing, fields),
            await _knows_a_stale_etag(listing, made),
            await _tells_by_delta(listing, start.link, made),
        ]
    finally:
        await listing.remove(made.item_id)
    facts.append(Fact(await look_up(listing, reference) is None, "The test row is removed again"))
    return facts


async def _latest(listing: Listing) -> str:
    page = await listing.graph.follow(f"{listing.delta_url}?token=latest")
    return str(page.get("@odata.deltaLink") or "")


async def _refuses_a_double(listing: Listing, fields: dict[str, str]) -> Fact:
    try:
        second = await listing.create(fields)
    except (GiveUp, Conflict) as refused:
        return Fact(holds=True, sentence=f"A second row with the same reference is refused ({refused.reason})")
    await listing.remove(str(second["id"]))
    return Fact(holds=False, sentence="A second row with one reference was taken. Run front-door list provision")


async def _knows_a_stale_etag(listing: Listing, made: ItemRef) -> Fact:
    await update(listing, made.item_id, {"ITContact": "IT business partner"})
    try:
        await listing.change(made.item_id, {"ITContact": "Another partner"}, made.etag)
    except Conflict:
        return Fact(holds=True, sentence="A change that comes second is refused (If-Match)")
    return Fact(holds=False, sentence="A change that comes second is taken, and may overwrite a decision")


async def _tells_by_delta(listing: Listing, link: str, made: ItemRef) -> Fact:
    try:
        read = await read_rows(listing, link)
    except GraphRefused as refused:
        return Fact(holds=False, sentence=f"What changed cannot be read by delta ({refused.reason})")
    told = any(row.item_id == made.item_id for row in read.rows)
    return Fact(
        told, "Delta tells of a new row" if told else "Delta did not tell of a new row yet: try again in a minute"
    )
