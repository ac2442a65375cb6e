"""What a channel reads in which the agenda of a body is kept, and who chooses it."""

from __future__ import annotations

from dialogs.wording import _, _n

KEPT = _(
    "I keep the agenda for {body} in this channel: its next day, and the reference and title of each request. Everyone "
    "who can read this channel can read them, guests and people of other organisations too. To take the agenda away, "
    "type: stop agenda {named}"
)
STOPPED = _("The agenda for {body} is kept in no channel now.")
WHICH = _("Please name the body too. For example, type: {words} {named}")
HERE = _("agenda here")
STOP = _("stop agenda")
FOR_CHANNELS = _("An agenda can be kept in a channel of a team only. Nothing has changed.")
FOR_CHANNELS_HEADING = _("That is for a channel")
FOR_CHANNELS_TEXT = _(
    "Go to the channel of a team to which the front door was added. Mention it there and type: agenda here. Everyone "
    "who can read that channel can then read the reference and title of each request on the agenda."
)
STOPPED_HEADING = _("The agenda is in no channel")
WHICH_HEADING = _("Which agenda?")

WAITING = _("Waiting for {body}")
NOTHING_YET = _("Nothing is on the agenda yet.")
MORE = _n("And {count} more request", "And {count} more requests")
READERS = _("Everyone who can read this channel can read this. To take it away, type: stop agenda {named}")
NO_LONGER = _("This agenda is no longer kept here.")
