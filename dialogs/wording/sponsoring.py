"""What people read about the sponsor of a request: whoever is asked, and whoever named them."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.records import SponsorState
from dialogs.wording import _

SPONSOR = _("Sponsor")
SPONSOR_ROLE = _("Sponsor")
HOW_FAR: Mapping[str, str] = {
    SponsorState.ASKED: _("{name}, asked on {day}"),
    SponsorState.CONFIRMED: _("{name}, confirmed on {day}"),
    SponsorState.NOT_ME: _("{name}, who says that it is not for them"),
    SponsorState.UNREACHED: _("{name}, who could not be reached"),
}
NAME_MANAGER = _("Name {name}")
MANAGER_TYPED = _("Your manager is {name}. To name them, you can also type: my manager")

WILL_YOU = _("Will you sponsor {reference}?")
YOU_ARE = _("You sponsor {reference}")
NAMED_YOU = _("{name} named you as the senior sponsor of this request.")
MEANS = _("A sponsor speaks up for the request, and helps when it gets stuck.")
WAITS_NOT = _("The request goes on meanwhile.")
YES = _("Yes, I sponsor it")
NOT_ME = _("No, not me")
HINT = _("You can also type: sponsor {reference} confirm. Or: sponsor {reference} not me.")
YOU_SPONSOR = _("You said on {day} that you sponsor it. Thank you.")
ANSWER_ERROR = _("Say whether you sponsor {reference}. Type for example: sponsor {reference} confirm")
CONFIRMED = _("Thank you. {reference} now shows that you sponsor it.")
CONFIRMED_ALREADY = _("You have said already that you sponsor {reference}. Nothing has changed.")
REFUSED_IT = _("Thank you. We ask the person who sent {reference} to name somebody else.")
REFUSED_TITLE = _("You do not sponsor {reference}")
NO_NEED_TITLE = _("{reference} needs no sponsor now")
CLOSED = _("{reference} has the status {status}, so it needs no sponsor. Nothing has changed.")

NAME_ONE = _("Name a sponsor")
NAME_ANOTHER = _("Name another sponsor")
WHO = _("Who is the senior sponsor of {reference}?")
WHO_LABEL = _("Name and email address, such as Head of Housing, head.housing@example.org")
WHO_INTRO = _("With the address we ask them to confirm. Without it, please ask them yourself.")
WHO_HINT = _("You can also type: sponsor {reference}: and then the name and the address.")
WHO_ERROR = _("Enter the name of the sponsor, with their email address")
WHO_ONE = _("Name one sponsor. They can be asked first, and somebody else later")
WHO_MANAGER = _("We do not know who your manager is. Enter their name and email address")
WHO_LONG = _("Enter the name and the address in at most {limit} characters")
WHO_OWN = _("Name somebody else than yourself: a sponsor is a senior leader in the service")
SEND = _("Save")
ASKING = _("Saved. We ask them whether they sponsor {reference}. Your request goes on meanwhile.")
SAVED_NAME = _("Saved. We have no address of theirs, so please ask them yourself.")
ASKED_ALREADY = _("They have been asked about {reference} already. Nothing has changed.")

NOT_ME_TITLE = _("{reference} needs another sponsor")
NOT_ME_TOLD = _(
    "The person whom you named as the sponsor of {reference} says that it is not for them. Please name somebody else."
)
UNREACHED_TOLD = _(
    "We could not reach the sponsor whom you named for {reference}. "
    "Ask them yourself, check the address, or name somebody else."
)
UNREACHED_TITLE = _("We could not reach the sponsor of {reference}")
