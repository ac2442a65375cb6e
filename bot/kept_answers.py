"""What a turn answered, as it is kept for when Teams sends the same activity again: two lines of JSON."""

from __future__ import annotations

import orjson

from bot.host.incoming import Reply

_WHOLE = "whole"
"""Marks an answer that is no card but the whole body of an invoke."""


def packed(answer: Reply) -> bytes:
    """The answer as bytes: the card, or the whole body, and then its words."""
    if answer.body:
        return b"%b\n%b" % (answer.body, orjson.dumps(["", "", _WHOLE]))
    return b"%b\n%b" % (answer.card_json, orjson.dumps([answer.summary, answer.text]))


def unpacked(kept: bytes) -> Reply:
    """The answer again."""
    written, words = kept.split(b"\n", 1)
    summary, text, *marked = orjson.loads(words)
    if marked == [_WHOLE]:
        return Reply(body=written)
    return Reply(orjson.loads(written), summary, text, card_json=written)
