"""What the bot says of documents: links that somebody typed with a request."""

from __future__ import annotations

from dialogs.wording import _, _n

DOCUMENTS = _("Documents")
NAMED = _("{name}:")
ALIKE = _("{words}, link {number}")
MORE = _n(
    "{count} more link. There is no room for it here. It is in the list.",
    "{count} more links. There is no room for them here. They are in the list.",
)
KEPT = _n("We have kept this link with your request.", "We have kept these links with your request.")
FULL = _("We did not keep that link. A request has room for {most} links, and yours has them already.")
ALONE = _("That is a link, and no request is open to keep it with.")
ALONE_HOW = _("To put it in a request that you have sent, type add {reference} and the link.")
CLEAR_THIS = _("Clear")
CLEAR = _("Clear the links that you pasted by themselves")
REMOVED = _("We have removed the links that you pasted by themselves. Links in your answers are still there.")
NONE_PASTED = _("There are no links to remove. To take a link out of an answer, change the answer.")
