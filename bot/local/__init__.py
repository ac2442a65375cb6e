"""What production never runs: the local page, and the stand-ins for Teams and Graph that it and the tests use.

The page is a chat like Teams, the list and what is under way, on this machine only. It speaks the Bot Framework
protocol to ``/api/messages`` and hosts the connector's endpoints, so that the bot does not know whether it talks to
Teams or to the page.
"""
