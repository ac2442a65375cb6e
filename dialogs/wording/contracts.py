"""What people read of contracts that end, and of a request that renews one."""

from __future__ import annotations

from dialogs.wording import _, _n

ONE = _("A contract ends on {day}")
SEVERAL = _n("{count} contract ends soon", "{count} contracts end soon")
FIRST = _("Start its renewal now. There is still time to ask what is needed.")
AGAIN = _("Half of its notice is over. Nobody has sent a request about it yet.")
SEVERAL_TEXT = _("Start each renewal now. There is still time to ask what is needed.")
SUPPLIER = _("Supplier")
ENDS = _("Contract ends")
LEFT = _n("{count} day left", "{count} days left")
WHEN = _("{day}, {left}")
YEARLY_COST = _("Cost a year")
POUNDS = _("£{sum}")
START = _("Start the renewal")
START_NUMBER = _("Start number {number}")
LINE = _("{number}. {system}: {facts}")
MORE = _n(
    "And {count} more. It stands in the list Digital systems, by the end of its contract.",
    "And {count} more. They stand in the list Digital systems, by the end of their contracts.",
)
WHY = _("You are told because you look after its service area, or nobody else does.")

RENEWING = _("We have filled in what the list of systems says. Check it, and change what is wrong.")
LOST = _("The list of systems has this one no more. You can say here what you need.")
TITLE = _("Renew the contract for {system}")
SUGGESTED = _("We suggest this because a contract ends. Change it if it is wrong.")
