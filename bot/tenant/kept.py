"""What the commands of the tenant keep on this machine: ids of what they made, and what they were about to make.

No secret is in it. It lets a run that was interrupted go on where it stopped, and `tenant remove` take away what was
made here and nothing else. Without it, what was made is found again by its marker (`bot.tenant.registration.marker`).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

NAME: Final = "tenant.json"


class Unreadable(Exception):
    """The file cannot be used. The sentence says which and what to do."""


@dataclass(slots=True)
class Kept:
    """What is known of one tenant and site. Mutable: each step notes what it does, before and after."""

    file: Path
    tenant: str = ""
    site: str = ""
    application: str = ""
    """The object id of the registration that was made here."""
    app_id: str = ""
    named: bool = False
    """The application was named with ``--app``: it is somebody else's, and is never deleted."""
    principal: str = ""
    assignments: list[str] = field(default_factory=list)
    """Of the app roles that were assigned here."""
    password: str = ""
    """The key id of the password that was made here last."""
    password_file: str = ""
    federated: str = ""
    site_permission: str = ""
    catalogue: str = ""
    """The app's id in the catalogue."""
    lists: list[str] = field(default_factory=list)
    """Names of the lists that were made here."""
    making: dict[str, str] = field(default_factory=dict)
    """What was begun and is not known to be done, and since when (UTC): the answer may have been lost."""

    def save(self) -> None:
        """Keep it, whole or not at all, for this account alone."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({name: value for name, value in asdict(self).items() if name != "file"}, indent=2)
        half = self.file.with_suffix(".half")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        half.replace(self.file)

    def begin(self, what: str, at: str) -> None:
        """Note that something is about to be made."""
        self.making[what] = at
        self.save()

    def done(self, what: str) -> None:
        """Note that it was made, or that it was not."""
        self.making.pop(what, None)
        self.save()

    def forget(self) -> None:
        """Remove the file: nothing is left of what was made."""
        self.file.unlink(missing_ok=True)


def read_kept(data: Path, tenant: str, site: str) -> Kept:
    """What is kept in this data folder for this tenant and site; nothing yet where there is no file.

    Raises `Unreadable` for a file that is damaged, or is of another tenant or site.
    """
    file = data / NAME
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Kept(file, tenant, site)
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"{file} cannot be read ({type(error).__name__}). Move it away: what was made is found again without it"
        ) from None
    kept = Kept(file, tenant, site)
    blank = asdict(kept)
    if not isinstance(said, dict) or any(
        type(said.get(one.name, blank[one.name])) is not type(blank[one.name])
        for one in fields(kept)
        if one.name != "file"
    ):
        raise Unreadable(
            f"{file} is not what these commands write. Move it away: what was made is found again without it"
        )
    known: dict[str, Any] = {name: value for name, value in said.items() if name in blank and name != "file"}
    kept = Kept(file, **known)
    for what, mine, theirs in (("tenant", kept.tenant, tenant), ("site", kept.site, site)):
        if mine.casefold() != theirs.casefold():
            raise Unreadable(f"{file} is about the {what} {mine}, not {theirs}. Name another folder with --data")
    return kept
