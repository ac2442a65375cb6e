"""A link that somebody shares: whether it leads to a row of a list on our site, by its letters alone: no call is made.

Where a row is shown: ``…/Lists/<list>/DispForm.aspx?ID=7``, the form that edits it, a view with ``ID`` or ``id``, and
``…/Lists/<list>/7_.000``, as Graph names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_NOT_IN_ADDRESSES: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_NOT_IN_PATHS: Final = re.compile(r"[\x00-\x1f\x7f\\]")
"""Once it is decoded: names of lists have spaces."""
_ROW: Final = re.compile(r"([1-9]\d{0,8})_\.000")
_NUMBER: Final = re.compile(r"[1-9]\d{0,8}")
_MOST_FIELDS: Final = 50
Folder = tuple[str, ...]
"""The parts of a path, in small letters."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list: the list's folder on the host, and its id."""

    folder: Folder
    item: int


def listed_row(url: str, site: str) -> ListedRow | None:
    """The row that a link leads to; None: it leads elsewhere. ``site``: ``host:/sites/name``."""
    host, _, below = site.strip("/").partition(":")
    parts = _parts(url)
    if parts is None or not host or parts[0] != host.lower():
        return None
    _, path, query = parts
    folder, page = path[:-1], path[-1]
    ours = _folded(unquote(below)) if below.strip("/") else ()  # the root site has no path
    if len(folder) != len(ours) + 2 or folder[: len(ours)] != ours or folder[-2] != "lists":
        return None
    if named := _ROW.fullmatch(page):
        return ListedRow(folder, int(named[1]))
    item = _item(query, folder) if page.endswith(".aspx") else None
    return ListedRow(folder, item) if item is not None else None


def folder_of(address: str) -> Folder | None:
    """The folder of the list in which a row has this address, as Graph gave it."""
    parts = _parts(address)
    return parts[1][:-1] if parts is not None else None


def _parts(url: str) -> tuple[str, Folder, str] | None:
    """Host, path and query of a plain https address; None: it is none."""
    if _NOT_IN_ADDRESSES.search(url):
        return None
    try:
        split = urlsplit(url)
        path = unquote(split.path, errors="strict")
    except ValueError:
        return None
    folded = _folded(path)
    plain = split.scheme == "https" and "%" not in path and not {"", ".", ".."} & set(folded)
    return (split.netloc.lower(), folded, split.query) if plain and not _NOT_IN_PATHS.search(path) else None


def _folded(path: str) -> Folder:
    return tuple(path[1:].lower().split("/")) if path.startswith("/") else ("",)


def _item(query: str, folder: Folder) -> int | None:
    """The id of the one row that a query names."""
    try:
        fields = parse_qsl(query, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return None
    named = {said for name, said in fields if name.lower() == "id"}
    if len(named) != 1:
        return None
    said = named.pop()
    if _NUMBER.fullmatch(said):
        return int(said)
    path = _folded(said)
    row = _ROW.fullmatch(path[-1])
    return int(row[1]) if row and path[:-1] == folder else None
