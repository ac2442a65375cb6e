"""A stand-in for Microsoft Graph on this machine, as strict as the real one where the facts about it say so.

It knows what the front door calls: a site, its lists, columns, items and their delta, subscriptions, and people.
`start` runs one; ``python -m bot.local.graph`` runs one on its own. It is for trying out, testing and exercises, on
loopback only.
"""

from bot.local.faults import Call, Fault
from bot.local.graph.running import StandIn, start
from bot.sharepoint.access import LOCAL_SITE

__all__ = ["LOCAL_SITE", "Call", "Fault", "StandIn", "start"]
