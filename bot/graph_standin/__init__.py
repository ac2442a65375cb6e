"""A stand-in for Microsoft Graph on this machine, as strict as the real one where the facts about it say so.

It knows what the front door calls: a site, its lists, columns, items and their delta, subscriptions, and people.
`start` runs one; ``python -m bot.graph_standin`` runs one on its own. It is for trying out, testing and exercises, on
loopback only.
"""

from bot.graph_standin.faults import Call, Fault
from bot.graph_standin.running import FOLDER, LOCAL_SITE, StandIn, start

__all__ = ["FOLDER", "LOCAL_SITE", "Call", "Fault", "StandIn", "start"]
