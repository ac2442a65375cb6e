"""Where people speak to each other on the local page: a group chat, a channel and the chat of a meeting."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.local.cast import Cast, Group, Player
from bot.local.envelope import Where

Kind = Literal["groupChat", "channel", "meeting"]
_FEWEST = 2
"""A chat has at least so many people."""


@dataclass(frozen=True, slots=True)
class Room:
    """One of them. ``key`` is how the page's addresses name it, ``id`` is its id in Teams.

    ``said``: what stands there before anybody types, oldest first.
    """

    key: str
    kind: Kind
    id: str
    name: str
    members: tuple[Player, ...]
    said: tuple[tuple[Player, str], ...]

    def where(self, tenant: str, thread: str = "") -> Where:
        """What an activity from here says of the place. ``thread``: of a channel, the post that it hangs on."""
        conversation: dict[str, Any] = {"isGroup": True, "tenantId": tenant}
        data: dict[str, Any] = {"tenant": {"id": tenant}}
        if self.kind == "channel":
            data |= {"teamsChannelId": self.id, "teamsTeamId": self.id, "channel": {"id": self.id}}
            data |= {"team": {"id": self.id}}
            id_ = f"{self.id};messageid={thread}" if thread else self.id
            return Where(conversation | {"conversationType": "channel", "id": id_}, data)
        if self.kind == "meeting":
            data["meeting"] = {"id": base64.b64encode(f"0#{self.id}#0".encode()).decode()}
        return Where(conversation | {"conversationType": "groupChat", "id": self.id}, data)


Rooms = Mapping[str, Room]
"""All of them, by key, in the order in which the page shows them."""


def rooms_of(cast: Cast) -> Rooms:
    """The rooms of these people; one for which there are too few is left out."""

    def of(group: Group, area: str = "") -> list[Player]:
        """The people of a group; of this area where there is somebody, else the first."""
        found = [player for player in cast.values() if player.group == group]
        return [player for player in found if area in player.person.name][:1] or found[:1] if area else found

    bins, repairs = of("Members of staff", "(Place)"), of("Members of staff", "(Housing)")
    champion, partner = of("Digital champions", "Housing"), of("IT business partners", "(Housing)")
    board = of("Members of bodies")
    governance = of("Governance team")
    secretary = [player for player in board if player.person.name.startswith("Board")] or board or governance
    group = Room(
        "bins",
        "groupChat",
        f"19:{_digest('bins').hex()}@thread.v2",
        "Bins and repairs",
        _once(bins, repairs, champion, partner),
        (
            *_said(
                bins,
                "Our bin collections are on a spreadsheet that only one of us knows. Could we get a proper system?",
            ),
            *_said(repairs, "We asked for one for repairs. The front door tells you who has to agree."),
        ),
    )
    channel = Room(
        "channel",
        "channel",
        f"19:{_letters('channel')}1@thread.tacv2",
        "Digital > General",
        tuple(cast.values()),
        _said(secretary, "This is where we say what comes to the next meeting."),
    )
    meeting = Room(
        "meeting",
        "meeting",
        f"19:meeting_{_letters('meeting')}@thread.v2",
        "Meeting of the board",
        _once(board, governance, partner),
        _said(secretary, "Shall we begin with the first request?"),
    )
    return {room.key: room for room in (group, channel, meeting) if len(room.members) >= _FEWEST}


def room_of(rooms: Rooms, conversation: str) -> Room | None:
    """The room of a conversation, or of a thread in it; None when there is no such room."""
    id_ = conversation.split(";", 1)[0]
    return next((room for room in rooms.values() if room.id == id_), None)


def _once(*groups: list[Player]) -> tuple[Player, ...]:
    return tuple({player.key: player for players in groups for player in players}.values())


def _said(players: list[Player], words: str) -> tuple[tuple[Player, str], ...]:
    return tuple((player, words) for player in players[:1])


def _digest(key: str) -> bytes:
    """Sixteen bytes that stand for a room, the same at every start."""
    return hashlib.sha256(f"room {key}".encode()).digest()[:16]


def _letters(key: str) -> str:
    return base64.urlsafe_b64encode(_digest(key) * 2).decode().rstrip("=")
