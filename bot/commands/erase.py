"""`front-door erase --person`: remove one person's data, from the database file too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.options import data_option, register_of, stop


@click.command()
@click.option("--person", required=True, help="Entra object id or user principal name of the person.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@data_option
def command(person: str, data: Path, *, yes: bool) -> None:
    """Remove one person's data.

    Their name, address, drafts and all that they wrote go, from the database file too. Requests keep reference,
    process and status. What SharePoint holds stays there: the command names the items.
    """
    from bot.register import keeping  # noqa: PLC0415 - help must not wait for the database's library
    from bot.register.dbos_leftovers import remove_dbos  # noqa: PLC0415 - the same

    with register_of(data) as register:
        try:
            going = register.write_now(lambda connection: keeping.holdings(connection, person))
        except keeping.Nobody as nobody:
            stop(str(nobody))
        if not going.found:
            stop("Nobody with this id or name is in the register. Check it in Entra, and look in SharePoint.")
        click.echo(
            f"What will go: name and address, the answers of {going.drafts} conversations, and what was written in "
            f"{len(going.references)} requests{': ' if going.references else '.'}{', '.join(going.references)}"
        )
        if not yes:
            click.confirm("This cannot be undone. Remove it?", abort=True)
        erased = register.write_now(lambda connection: keeping.erase(connection, person, datetime.now(UTC)))
        keeping.scrub(register.engine)
        remove_dbos(register.engine, data)
    click.echo(
        f"Removed: name, address, the answers of {erased.drafts} conversations, "
        f"and what was written in {len(erased.references)} requests."
    )
    if erased.references:
        click.echo(
            f"SharePoint still holds the items {', '.join(erased.references)}. Clear them there if they must go too."
        )
