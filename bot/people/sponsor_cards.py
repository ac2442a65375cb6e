"""The card that asks a sponsor: one delivery for each time that somebody is named."""

from __future__ import annotations

from dialogs.model import Request


def sponsor_card_of(request: Request) -> str:
    """The id of the delivery that asks the present sponsor; empty where nobody is named, or nobody knows who it is."""
    sponsor = request.sponsor
    if sponsor is None or not sponsor.person.aad_id:
        return ""
    return f"{request.reference}:sponsor:{sponsor.at:%Y-%m-%dT%H:%M:%S.%f}:{sponsor.person.aad_id}"
