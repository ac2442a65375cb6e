"""Whose register it is: the council's or one of local mode. Neither is ever worked on as the other."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from bot.register import list_items
from bot.register.anchor_file import Outside
from bot.register.entra_sign_in import EntraSignIn
from bot.register.opening import CannotOpen, open_register, unusable
from bot.register.register import NotSaved, Register
from bot.register.schema import people

COUNCIL: Final = "council"
LOCAL: Final = "local"
_MODE: Final = "mode"
_REFUSED: Final = {
    LOCAL: "`front-door serve` works on this register: in local mode what people sent would go into a list on this"
    " machine. Choose another folder with --data, and leave DATABASE_URL out.",
    COUNCIL: "This register was made in local mode: what was tried there would go into the council's list. Choose"
    " another folder with --data, or another database with DATABASE_URL.",
}
"""What is said to the one that may not."""


def open_as(
    database_url: str, *, local: bool, outside: Outside | None = None, sign_in: EntraSignIn | None = None
) -> Register:
    """Open a register as `open_register` does, and note who works on it from here on.

    A register with people in it, made by a version that noted nothing, may be the council's: local mode goes on with it
    and notes nothing either. Raises `CannotOpen` also where the other mode worked on it.
    """
    register, mine = open_register(database_url, outside=outside, sign_in=sign_in), LOCAL if local else COUNCIL
    try:
        noted = register.write_now(lambda c: _noted(c, mine))
    except NotSaved as error:
        register.close()
        raise unusable(error) from None
    if noted not in {None, mine}:
        register.close()
        raise CannotOpen(_REFUSED[mine])
    return register


def _noted(connection: Connection, mine: str) -> str | None:
    noted: str | None = list_items.value(connection, _MODE)
    if noted is None and (mine == COUNCIL or connection.execute(select(people.c.key).limit(1)).first() is None):
        list_items.keep_value(connection, _MODE, mine)
    return noted
