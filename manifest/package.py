"""The app package: the template filled in, the icons beside it, packed so that the same input gives the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from manifest.icons import colour_icon, outline_icon
from manifest.shapes import as_list, link_hosts

Json = dict[str, Any] | list[Any] | str | float | bool | None
"""Any part of the manifest."""

TEMPLATE = Path(__file__).with_name("template.json")
NAME = "manifest.json"

# The oldest date that a zip can hold: the date of building would make every package differ.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def fill(template: Json, values: Mapping[str, str]) -> Json:
    """The template with every ``${NAME}`` replaced by its value, in keys of any depth.

    A list item that is nothing but a name without a value goes away (no site: no host whose links are asked about). A
    name that ``values`` does not know stays as it is, for the checks to report.
    """
    if isinstance(template, str):
        for name, value in values.items():
            template = template.replace(f"${{{name}}}", value)
        return template
    if isinstance(template, list):
        return [filled for item in template if (filled := fill(item, values)) != ""]
    if isinstance(template, dict):
        return {key: fill(value, values) for key, value in template.items()}
    return template


def load_template(path: Path = TEMPLATE) -> dict[str, Any]:
    """The template as people wrote it; raises ``ValueError`` with a sentence when it is no JSON object."""
    try:
        template = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name}:{error.lineno}: this is not JSON ({error.msg}). Mend that line.") from error
    if not isinstance(template, dict):
        raise ValueError(f"{path.name}:1: the manifest must be one JSON object. Start it with a brace.")  # noqa: TRY004 - a fault of the file, not of a type
    return template


def fill_template(values: Mapping[str, str], path: Path = TEMPLATE) -> dict[str, Any]:
    """The whole manifest, filled in with ``APP_ID``, ``SITE_HOST`` and ``VERSION``; raises as `load_template`.

    Without a site no link is asked about, so the handler of links goes away.
    """
    manifest = {key: fill(value, values) for key, value in load_template(path).items()}
    if not values.get("SITE_HOST") and not link_hosts(manifest):
        for extension in as_list(manifest.get("composeExtensions")):
            if isinstance(extension, dict):
                extension.pop("messageHandlers", None)
    return manifest


def package_files(manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """What goes into the package by file name: the manifest and the two icons under the names that it gives them."""
    icons = manifest.get("icons")
    icons = icons if isinstance(icons, dict) else {}
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    return {
        NAME: text.encode(),
        str(icons.get("color", "color.png")): colour_icon(),
        str(icons.get("outline", "outline.png")): outline_icon(),
    }


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files, the same bytes on every machine and day; so nothing in it is compressed (zlibs differ)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return packed.getvalue()
