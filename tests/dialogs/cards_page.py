"""Every card as one page: a line with its fingerprint, and below it the words that no card before it said.

Made anew by ``python -m tests.dialogs.cards_page``: what a change did to cards stands in the difference, each wording
once, and every card that it touched.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from zlib import crc32

from tests.dialogs.every_card import every_card
from tests.dialogs.walker import words

PAGE = Path(__file__).with_name("cards.txt")
_PICTURE = re.compile(r"data:image/png;base64,[^\"]+")
"""A picture is packed by the zlib of the machine: `test_bars.py` looks at what it shows."""
_WIDEST = 160
"""Characters of a line: of what is there only to be long, that is enough to know it by."""


def page() -> str:
    """The page as it should be now."""
    lines: list[str] = []
    said: set[str] = set()
    for name, card in every_card():
        print_of = crc32(_PICTURE.sub("picture", json.dumps(card, sort_keys=True)).encode())
        lines.append(f"{print_of:08x} {' '.join(name.split())[:_WIDEST]}")
        for line in dict.fromkeys(
            line.strip()[:_WIDEST].rstrip() for line in words(card).replace("\u200b", "").splitlines()
        ):
            if line and line not in said:
                said.add(line)
                lines.append(f"    {line}")
    return "\n".join(lines) + "\n"


def changed(before: str, now: str) -> list[str]:
    """What stands on one page and not on the other, the old first."""
    old, new = before.splitlines(), now.splitlines()
    gone, come = set(old) - set(new), set(new) - set(old)
    return [*(f"- {line}" for line in old if line in gone), *(f"+ {line}" for line in new if line in come)]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
