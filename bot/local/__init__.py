"""The local page: a chat like Teams, the list and what is under way, on this machine only.

It speaks the Bot Framework protocol to ``/api/messages`` and hosts the connector's endpoints, so that the
bot does not know whether it talks to Teams or to the page.
"""

from bot.local.listing import ListAddress
from bot.local.opening import LocalPage, local_page

__all__ = ["ListAddress", "LocalPage", "local_page"]
