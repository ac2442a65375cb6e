"""What reminds somebody of a request that waits for them: its card again, and above it since when, and for what."""

from __future__ import annotations

from dialogs.cards.elements import free, text
from dialogs.cards.my_work import nobody_for
from dialogs.cards.request import requester_card
from dialogs.cards.summary import Role, role_card, role_of, role_receiving
from dialogs.model import Card, People, Person, Request
from dialogs.steps import open_checks
from dialogs.tasks import Held, deliverer_of, delivering_owner, own_checks, speakers_of
from dialogs.wording import championing as w
from dialogs.wording import deciding, say, say_count, say_day
from governance_rules import Rulebook


def reminder_card(
    rulebook: Rulebook, people: People, request: Request, for_person: Person, stage: int, days: int
) -> tuple[Card, str]:
    """The summary card again, with a line above it that says since when nobody has picked the request up.

    ``stage`` is 1 for those who look after the area, 2 for the governance team. ``days``: working days since then.
    """
    role: Role = "governance" if stage > 1 else role_of(people, for_person, request) or "owner"
    line = text(say_count(w.REMINDER_SINCE, days), bold=True)
    title = say(w.REMINDER, reference=request.reference)
    return role_card(rulebook, people, request, role, (line,), title, for_person)


def work_reminder_card(
    rulebook: Rulebook, people: People, request: Request, for_person: Person, held: Held, stage: int
) -> tuple[Card, str]:
    """The request's card again, with a line above it that says whose turn it is and since when."""
    lines = [free(line) for line in _lines(rulebook, people, request, for_person, held)]
    lines = [{**line, "weight": "Bolder"} for line in lines]
    title = say(w.REMINDER, reference=request.reference)
    role: Role | None = "governance" if stage > 1 else role_receiving(people, for_person, request)
    if role is None:
        return requester_card(rulebook, people, request, lines)
    return role_card(rulebook, people, request, role, lines, title, for_person)


def _lines(rulebook: Rulebook, people: People, request: Request, person: Person, held: Held) -> list[str]:
    day = say_day(held.since, rulebook.day)
    match held.kind:
        case "step":
            nobody = nobody_for(rulebook, held.body) if not speakers_of(people, request, held.body) else ""
            said = say(w.REMINDER_STEP, body=rulebook.named(held.id), day=day)
        case "checks":
            checks = open_checks(own_checks(people, person, request))
            nobody = ""
            names = say(deciding.AND).join(rulebook.named(check.id) for check in checks)
            said = say(w.REMINDER_CHECKS, names=names, day=day)
        case "delivery":
            owner = delivering_owner(people, request)
            nobody = "" if deliverer_of(people, request) else nobody_for(rulebook, owner)
            said = say(w.REMINDER_DELIVERY, day=day)
    return [said, nobody] if nobody else [said]
