"""Whether somebody belongs to the council's tenant or is a guest in it, read from what Teams tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from dialogs.model import People

Standing = Literal["member", "guest"]

AGAIN_AFTER: Final = timedelta(days=30)
"""How long an answer counts before it is asked for again: people join the council, and leave it."""
_EXTERNAL: Final = "#ext#"
"""In the sign-in name of everyone who was invited from elsewhere (Entra ID, B2B collaboration)."""
_ROLES: Final = frozenset({"", "user", "member", "owner", "admin"})
"""Words of ``userRole`` that no guest has; ``guest`` and ``anonymous`` are others, and so is what we do not know."""


def standing_of(profile: Mapping[str, Any], tenant: str) -> Standing | None:
    """What a profile says, or None when it does not say: without a sign-in name nobody is known as a member.

    ``profile``: a member of a conversation as the connector tells it, or the ``from`` of an activity.
    """
    upn, role, kind, home = (_text(profile, key) for key in ("userPrincipalName", "userRole", "userType", "tenantId"))
    if kind == "guest" or role not in _ROLES or _EXTERNAL in upn or (home and home != tenant.lower()):
        return "guest"
    return "member" if upn else None


def is_due(said_at: datetime | None, now: datetime) -> bool:
    """Whether to ask who somebody is: nobody has said so, or not for long. What was said last counts meanwhile."""
    return said_at is None or now - said_at > AGAIN_AFTER


def may_see_titles(standing: Standing | None, people: People, aad_id: str) -> bool:
    """Whether somebody may be shown titles of others' requests. Unknown is a guest, until it is known.

    Whoever stands in the directory may: the council named them itself.
    """
    return standing == "member" or _named(people, aad_id)


def _named(people: People, aad_id: str) -> bool:
    areas = people.champion_of(aad_id) | people.partner_of(aad_id)
    return bool(people.governs(aad_id) or areas or people.owned_by(aad_id) or people.bodies_of(aad_id))


def _text(profile: Mapping[str, Any], key: str) -> str:
    value = profile.get(key)
    return value.strip().lower() if isinstance(value, str) else ""
