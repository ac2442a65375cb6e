"""What is said about files: that one is offered, was saved, was not wanted, or cannot be made."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.wording import _

WHAT: Mapping[str, str] = {
    "export": _("The requests of your area, as a table for Excel. Press Allow, and it is saved in your OneDrive."),
    "paper": _("The paper of the meeting, as a Word document. Press Allow, and it is saved in your OneDrive."),
}
OTHER = _("A file that you asked for. Press Allow, and it is saved in your OneDrive.")
AGAIN = _("The time to save it had run out, so here it is again. {what}")
OFFERED = _("A file for you: {name}")
ALLOWED = _("You allowed {name}")
ALLOWED_TEXT = _("It is being saved in your OneDrive. You get a message when it is there.")
DECLINED = _("You did not want {name}")
DECLINED_TEXT = _("Nothing was kept, here or in your OneDrive. You can ask for it again at any time.")
SAVED = _("{name} is in your OneDrive")
SAVED_PERHAPS = _("{name} should be in your OneDrive. If it does not open, ask for it again.")

ENDED = _("This offer has ended")
ENDED_TEXT = _("Nothing was saved. Ask for the file again, and you get a new one.")
ANSWERED = _("You have answered this already")
ANSWERED_TEXT = _("Nothing more was saved. Ask for the file again if you want it once more.")
NOT_YOURS = _("This file is not for you any more")
NOT_YOURS_TEXT = _("You no longer look after what {name} tells of. Nothing was saved.")
NOT_MADE = _("We cannot make this file")
NOT_MADE_TEXT = _("{name} cannot be made now. Nothing was saved. Try again later, or ask the governance team.")
NOT_SAVED = _("Your file was not saved")
NOT_SAVED_WHY: Mapping[str, str] = {
    "address": _("The place for {name} is not in a OneDrive that we know. Ask for the file again."),
    "refused": _("Your OneDrive did not take {name}. Ask for the file again, or ask the IT service desk."),
    "full": _("Your OneDrive has no room for {name}. Make room there, and ask for the file again."),
    "conflict": _("Your OneDrive has another {name} that is in use. Close it there, and ask for the file again."),
    "changed": _("{name} changed while it was being saved. Ask for the file again."),
}
