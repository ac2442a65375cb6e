"""What a detail can be. How people are asked for it and read is in `dialogs/detail_kinds.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

DetailKind = Literal["line", "paragraphs", "date"]

LONGEST: Final[Mapping[DetailKind, int]] = {"line": 255, "paragraphs": 4000, "date": 10}
"""Every kind, with the most characters that its column of the list holds."""
TEXT: Final[tuple[DetailKind, ...]] = ("line", "paragraphs")
"""Those that people write in their own words."""
