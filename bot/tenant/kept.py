"""What the commands of the tenant keep on this machine: ids of what they made, and what they were about to make.

No secret is in it. It lets a run that was interrupted go on where it stopped, and `tenant remove` take away what was
made here and nothing else. Without it, what was made is found again by its marker (`bot.tenant.registration.marker`).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

NAME: Final = "tenant.json"


class Unusable(Exception):
    """The file or its folder cannot be used. The sentence says which and what to do."""


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
    passwords_before: list[str] = field(default_factory=list)
    """The key ids that were there when a password was begun: any other is of the answer that was lost."""
    federated: str = ""
    site_permission: str = ""
    """The id of the permission that was given here."""
    catalogue: str = ""
    """The id in the catalogue of the app that was published here."""
    lists: list[str] = field(default_factory=list)
    """Names of the lists that were made here."""
    making: dict[str, str] = field(default_factory=dict)
    """What was begun and is not known to be done, and since when (UTC): the answer may have been lost."""

    def is_left_of_another(self, app_id: str) -> bool:
        """Whether something is left that was made for another application than this one."""
        left = self.application or self.assignments or self.password or self.site_permission or self.catalogue
        return bool(left) and self.app_id.casefold() != app_id.casefold()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other run of this folder out: two at once would make everything twice. Raises `Unusable`."""
        folder = self.file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            held = os.open(folder, os.O_RDONLY)
        except OSError as error:
            raise _not_written(folder, error) from None
        try:
            # The system lets go of it when the command ends, however it ends.
            _lock(held, folder)
            yield
        finally:
            os.close(held)

    def save(self) -> None:
        """Keep it, whole or not at all, for this account alone. Raises `Unusable`."""
        try:
            self._save()
        except OSError as error:
            raise _not_written(self.file, error) from None

    def _save(self) -> None:
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

    Raises `Unusable` for a file that is damaged, or is of another tenant or site.
    """
    file = data / NAME
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Kept(file, tenant, site)
    except (OSError, ValueError) as error:
        raise Unusable(
            f"{file} cannot be read ({type(error).__name__}). Move it away: what was made is found again without it"
        ) from None
    kept = Kept(file, tenant, site)
    blank = asdict(kept)
    if not isinstance(said, dict) or any(
        type(said.get(one.name, blank[one.name])) is not type(blank[one.name])
        for one in fields(kept)
        if one.name != "file"
    ):
        raise Unusable(
            f"{file} is not what these commands write. Move it away: what was made is found again without it"
        )
    known: dict[str, Any] = {name: value for name, value in said.items() if name in blank and name != "file"}
    kept = Kept(file, **known)
    for what, mine, theirs in (("tenant", kept.tenant, tenant), ("site", kept.site, site)):
        if mine.casefold() != theirs.casefold():
            raise Unusable(f"{file} is about the {what} {mine}, not {theirs}. Name another folder with --data")
    return kept


def _not_written(where: Path, error: OSError) -> Unusable:
    return Unusable(
        f"{where} cannot be written ({os.strerror(error.errno or 0)}). Mend that, or name a folder with --data"
    )


def _lock(held: int, folder: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        told = f"Another front-door tenant apply or remove is at work with {folder}. Wait for it, then run this again"
        raise Unusable(told) from None
