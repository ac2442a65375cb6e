"""`front-door deliveries`: what waits to be sent, what was set aside or refused and why, and how to send it again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.options import data_option, not_blank, stop
from bot.commands.stored import register_of
from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.deliveries.listing import listing
from bot.register import list_items, throttle
from bot.register.register import NotSaved

WHAT = {
    "item": "list item",
    "summary": "summary card",
    "own_card": "requester's card",
    "status": "news of the status",
    "message": "message",
    "reply": "answer in the chat",
    "personal": "card in the personal chat",
    "file": "offer of a file",
    "upload": "file on its way to a OneDrive",
    "file_card": "card of a file",
    "digest": "digest",
    "reminder": "reminder",
    "early": "early word of a need",
    "note_wanted": "ask for a note",
    "your_turn": "word that it is their turn",
    "sponsor": "question whether they sponsor it",
    "contracts": "word of contracts that end",
    "papers": "papers of a meeting",
    "called": "request that a meeting hears",
    "agenda": "agenda in a channel",
    "benefits": "question what requests have brought",
    "seal": "seal of the history",
    "find_sponsor": "search for the person behind the sponsor's address",
}
ROLES = {
    "partner": "IT business partner",
    "champion": "champion",
    "governance": "governance team",
    "owner": "owner of a check",
    "requester": "requester",
    "co_requester": "co-requester",
}


@click.group(short_help="Show what waits to be sent, and send it again.")
def command() -> None:
    """Show what waits to be sent, what could not be sent and why; and send it again.

    Works while the front door runs.
    """


@command.command("list", short_help="A line for each delivery: what, for whom, state, tries, reason, next try.")
@click.argument("reference", required=False, callback=not_blank)
@data_option
def show(reference: str | None, data: Path) -> None:
    """Show what waits, was set aside or was refused, then what was sent in the last seven days.

    What belongs to no request is named by its own id. Both work with `retry`.
    """
    now = datetime.now(UTC)
    with register_of(data) as register:
        found = register.read_now(lambda c: listing(c, now, reference))
        held = register.read_now(lambda c: throttle.active(c, now))
        aside = register.read_now(list_items.set_aside)
    for service, until in sorted(held.items()):
        click.echo(f"{service.capitalize()} asked us to wait: nothing goes to it before {_short(until)}.")
    for one in aside:
        click.echo(f"Set aside, for it cannot be read from the list: {one}.")
    if not found:
        click.echo("Nothing waits, and nothing was sent in the last seven days.")
        return
    rows = [_cells(delivery, now) for delivery in found]
    head = ("Reference", "What and for whom", "State", "Tries", "Since", "Next try", "Reason")
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@command.command("retry", short_help="Send it again: one reference, or everything that waits or could not be sent.")
@click.argument("reference", required=False, callback=not_blank)
@data_option
def retry(reference: str | None, data: Path) -> None:
    """Send again what waits, was set aside or was refused: of one REFERENCE, or everything.

    A front door that runs begins within five seconds. While a service has asked it to wait, it waits.
    """
    with register_of(data) as register:
        try:
            again = register.write_now(lambda c: ledger.retry(c, reference, datetime.now(UTC)))
            held = register.read_now(lambda c: ledger.held(c, reference))
        except NotSaved as error:
            stop(f"Nothing was changed: {error}. Try again in a moment.")
    if held:
        click.echo(f"Held back until a meeting is over, and not sent before: {len(held)}.")
        for delivery_id in held:
            click.echo(f"  {delivery_id}")
    if held and not again:
        return
    if not again:
        about = f" for {reference}" if reference else ""
        stop(f"There is nothing to send again{about}. `front-door deliveries list` shows what there is.")
    click.echo(f"To be sent again: {len(again)}.")
    for delivery_id in again:
        click.echo(f"  {delivery_id}")


def _cells(delivery: Delivery, now: datetime) -> tuple[str, ...]:
    """One line of the list. It names roles, never people."""
    return (
        delivery.reference or delivery.id,
        f"{WHAT.get(delivery.kind, delivery.kind)} for {_whom(delivery)}",
        delivery.state.replace("_", " "),
        str(delivery.tries),
        _short(delivery.since),
        _next(delivery, now),
        delivery.reason or "-",
    )


def _whom(delivery: Delivery) -> str:
    if not delivery.recipient:
        return "its readers" if delivery.kind == "agenda" else "the list"
    role = str(delivery.payload.get("role", ""))
    return ROLES.get(role, role) or delivery.recipient


def _next(delivery: Delivery, now: datetime) -> str:
    if delivery.state != "waiting":
        return "-"
    return "now" if delivery.next_try <= now else _short(delivery.next_try)


def _short(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%SZ")
