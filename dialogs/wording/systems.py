"""What is said of the systems that the council has: while somebody writes, and to those who look after them."""

from __future__ import annotations

from dialogs.wording import _, _n

WE_HAVE = _("We have {name}.")
A = _("a {name}")
AN = _("an {name}")
A_SYSTEM = _("{name} system")
ENDS = _("Its contract ends on {day}.")
ENDED = _("Its contract ended on {day}.")
BEING_REPLACED = _("It is being replaced.")
NOT_USED = _("It is not used any more.")

CHOOSE = _("Is it about any of these systems?")
CHOICE = _("{name}, contract ends {day}")
CHOICE_ENDED = _("{name}, contract ended {day}")
HEADING = _("Is it about a system that we have?")
ADD = _("Add to my request")
ADD_TYPED = _("Or type: change {name}")
CHOOSE_ONE = _("Choose a system first, or send your request as it is.")
NUMBERS = _("If it is about any of these, type their numbers, such as 1 or 1, 2:")

OTHERS = _n("Other request about this system", "Other requests about this system")
OTHERS_OF_SEVERAL = _("Other requests about these systems")
OTHER = _("{reference} ({status})")
REPLACES_IT = _("{reference} replaces it ({status})")
MORE = _n("and {count} more", "and {count} more")
REPLACES = _("Replaces")

OWNER = _("Owner")
SUPPLIER = _("Supplier")
CONTRACT = _("Contract ends")
NOTICE = _("Notice")
MONTHS = _n("{count} month", "{count} months")
COST = _("Cost a year")
POUNDS = _("£{amount}")
STATE = _("State")
LINK = _("Open its page")
SHOW = _("About {name}")
REQUESTS = _("Requests about it")
NO_REQUESTS = _("No request is about it, as far as you may see.")
LINE = _("{reference}: {title}. {area}, {status}.")
REPLACEMENT = _("{reference} replaces it.")
SUMMARY = _("System: {name}")
HEADING_NONE = _("Systems that we have")
NO_SYSTEM = _("No system that we have is called that. Check the list Digital systems, or give more of its name.")
WHICH = _("Which system? Say its name, such as: system Housing repairs.")
