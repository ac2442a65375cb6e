"""Every card that any walk can produce, in Chromium: two widths, three themes, two fonts, spaced, large, under axe."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from tests.dialogs.every_card import every_card


def test_every_card_can_be_read_by_everyone_at_every_width_and_in_every_theme(
    play: Callable[..., str], tmp_path: Path
) -> None:
    cards = list(every_card())
    file = tmp_path / "cards.json"
    file.write_text(json.dumps(cards))
    sheets = os.environ.get("SHEETS")  # where to put contact sheets, for someone who wants to look at them
    said = play("cards.mjs", CARDS=str(file), pictures=Path(sheets) if sheets else None)
    assert f"{len(cards)} cards, none with a fault" in said
