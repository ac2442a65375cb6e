"""Microsoft's own schema of the manifest, where it is installed: the npm package that carries it is a test dependency.

On a server that has only what the product runs on, the checks of `manifest.checks` stand alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SCHEMAS = (
    Path(__file__).parent.parent / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
)


def schema_path(manifest: Mapping[str, Any], schemas: Path = SCHEMAS) -> Path | None:
    """Where the schema of this manifest's version lies, or None where it is not installed."""
    path = schemas / f"v{manifest.get('manifestVersion', '')}" / "MicrosoftTeams.schema.json"
    return path if path.is_file() else None


def schema_problems(manifest: Mapping[str, Any], path: Path) -> list[str]:
    """Every place where the manifest breaks the schema, as ``where: what``.

    Raises ``ImportError`` where the validator (a test dependency) is not installed.
    """
    from jsonschema import Draft4Validator  # noqa: PLC0415 - a test dependency

    validator = Draft4Validator(json.loads(path.read_text(encoding="utf-8")))
    faults = sorted(validator.iter_errors(manifest), key=lambda fault: [str(part) for part in fault.absolute_path])
    return [f"{'.'.join(str(part) for part in fault.absolute_path) or 'manifest'}: {fault.message}" for fault in faults]
