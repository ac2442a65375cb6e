"""What people read when they are asked what came of the benefit of a request, and of what they said."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.benefits import Measured
from dialogs.wording import _, _n

TITLE = _("What came of {reference}?")
SEVERAL = _n("What came of {count} request?", "What came of {count} requests?")
INTRO: Mapping[int, str] = {
    0: _("The work is done. Tell us what it brought."),
    3: _("The work was done 3 months ago. Tell us what it has brought."),
    6: _("The work was done 6 months ago. Tell us what it has brought."),
    12: _("The work was done a year ago. Tell us what it has brought."),
}
SEVERAL_INTRO = _("The work on these is done. Tell us what each has brought.")
EXPECTED = _("What was expected")
PROMISED = _("Expected in a year")
LABEL = _("What it has brought")
CHOICES: Mapping[str, str] = {
    Measured.MORE: _("More than expected"),
    Measured.AS_EXPECTED: _("As expected"),
    Measured.LESS: _("Less than expected"),
    Measured.NONE: _("Nothing"),
    Measured.NOT_YET: _("It is too early to say"),
}
SAID: Mapping[str, str] = {
    Measured.MORE: _("more than expected"),
    Measured.AS_EXPECTED: _("as expected"),
    Measured.LESS: _("less than expected"),
    Measured.NONE: _("nothing"),
    Measured.NOT_YET: _("too early to say"),
}
"""As the list, the cards and the figures say them."""
NOTE = _("How you know (optional)")
WHO_READS = _("The people on its route and the governance team read it.")
SEND = _("Save my answer")
HINT = _("You can also type: benefit {reference} as expected. Or: benefit {reference} less: and why.")
WHY: Mapping[str, str] = {
    "requester": _("You are asked because you sent the request."),
    "sponsor": _("You are asked because you sponsor the request."),
    "partner": _("You are asked because whoever sent it cannot be reached, and you look after its service area."),
    "governance": _("You are asked because nobody else on its route can be reached."),
}
LINE = _("{number}. {reference}: {title}")
ANSWER_NUMBER = _("Answer for number {number}")
ANSWER = _("Say what it has brought")
ANSWERED = _("What it has brought")
AT: Mapping[int, str] = {
    0: _("When it was done"),
    3: _("After 3 months"),
    6: _("After 6 months"),
    12: _("After 12 months"),
}
"""When somebody was asked, before what they said."""
ROW = _("{said}, {day}, {who}")

ERROR = _("Choose what it has brought")
UNKNOWN = _("We did not understand what it has brought. Choose it here, or type for example: benefit {reference} less")
TOO_EARLY = _("That is asked later. Nothing has changed.")
SAME = _("You have said just that of {reference} already. Nothing has changed.")
SAVED = _("Thank you. We have saved what {reference} has brought.")
SAVED_NOT_YET = _("Thank you. We ask you again about {reference} later.")
SAVED_LAST = _("Thank you. We have saved that for {reference}, and do not ask again.")
CLOSED = _("{reference} has the status {status}, so nothing is asked of what it has brought. Nothing has changed.")
