"""The statuses of a request, as the list's choices name them, and what each group of them means."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a request is. The values are the choices of the list's column ``Status``, in their order there."""

    SUBMITTED = "Submitted"
    WITH_PARTNER = "With IT business partner"
    IN_REVIEW = "In review"
    MORE_NEEDED = "More information needed"
    APPROVED = "Approved"
    DECLINED = "Declined"
    DEFERRED = "Deferred"
    WITHDRAWN = "Withdrawn"
    IN_DELIVERY = "In delivery"
    DONE = "Done"


EVERY: Final = frozenset(Status)
DECIDED: Final = frozenset(
    {Status.APPROVED, Status.DECLINED, Status.DEFERRED, Status.WITHDRAWN, Status.IN_DELIVERY, Status.DONE}
)
"""Somebody has said what becomes of it: nothing about it can be asked, added or withdrawn any more."""
UNDECIDED: Final = EVERY - DECIDED

WITH_SOMEBODY: Final = UNDECIDED | {Status.DEFERRED}
"""A body on the route still has to say something of it: what was deferred may be taken up again."""
CHECKED: Final = EVERY - {Status.WITHDRAWN, Status.DECLINED}
"""Its checks are still worth doing."""
DELIVERABLE: Final = frozenset({Status.APPROVED, Status.IN_DELIVERY})
"""Somebody delivers it, or is to."""
DELIVERED: Final = DELIVERABLE | {Status.DONE}
"""Whoever delivers it may see it, also when it is done: the last thing that they say of it is answered."""
FINISHED: Final = frozenset({Status.DONE})
"""It is there, and people can say what came of it."""
ON_THE_ROADMAP: Final = frozenset({Status.IN_REVIEW, Status.APPROVED, Status.IN_DELIVERY})
"""It stands on the roadmap: a board has it, or said yes to it, and it is not done."""
HELD: Final = frozenset({Status.MORE_NEEDED, Status.DEFERRED})
"""A body has it and waits: for the requester, or for another time."""
ENDED: Final = DECIDED - {Status.DEFERRED}
"""No body has it any more."""

RESTARTABLE: Final = frozenset({Status.DECLINED, Status.DEFERRED, Status.WITHDRAWN})
"""The requester may start again with the same answers."""
JOINABLE: Final = UNDECIDED
"""Somebody with the same need may still join it."""
TOLD_TO_OTHERS: Final = EVERY - {Status.WITHDRAWN, Status.DECLINED}
"""Somebody with the same need may hear of it: what is not to come helps nobody else."""
EXPLAINABLE: Final = frozenset({Status.APPROVED, Status.DECLINED, Status.DEFERRED, Status.MORE_NEEDED})
"""Somebody decided, and the person who asked wants to know why."""
WITH_ITS_AREA: Final = frozenset({Status.SUBMITTED, Status.WITH_PARTNER})
"""It waits for the people of its area."""


def among(statuses: frozenset[Status], status: str) -> bool:
    """Whether a request with this status is among these; a choice that somebody added to the list is not decided."""
    return status in statuses or (status not in EVERY and statuses >= UNDECIDED)
