"""Files that are offered to somebody: the offer, what they answer, and where Teams lets it be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FileKind = Literal["export", "paper"]
"""What can be had as a file: an area's requests (fields: ``filter``), a body's paper (``body``, ``meeting``)."""


@dataclass(frozen=True, slots=True)
class OfferFile:
    """Offer a file in the person's own chat.

    What is in it is made when it is sent, and whether this person may have it is asked again then.
    """

    name: str
    """As it is saved, with its ending: ``my-area.csv``."""
    kind: FileKind
    fields: Mapping[str, str]
    """What its maker has to know, by name: see `FileKind`. Nobody's words and no names of people."""


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that was offered to somebody: ``whom`` is their Entra id."""

    id: str
    whom: str
    file: str
    kind: str
    fields: Mapping[str, str]
    answered: Literal["", "taken", "declined"] = ""


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Where somebody's own OneDrive takes a file, as Teams tells when they allow it. Nobody has checked it yet."""

    upload_url: str
    content_url: str
    unique_id: str
    file_type: str
    name: str
    """As it is saved there: Teams may have added a number."""


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """Somebody allows that a file is saved, or declines; ``offer`` is what its card carried, and gives no right."""

    offer: str
    place: UploadPlace | None
    """Where it is to be saved; None: they declined."""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """Close the offer of a file: it is made and saved where the person allowed it, or nowhere."""

    offer: FileOffer
    place: UploadPlace | None
