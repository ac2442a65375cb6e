"""Whatever help, a hint or a button offers works for whoever sees it: nothing is refused, nothing is not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import pytest

from dialogs import digest_card
from dialogs.events import CoRequesterJoined, HelpOffered, QuestionAsked
from dialogs.messages import message_about
from dialogs.model import Act, Person, Pressed, Profile
from dialogs.records import Sponsor, SponsorState, System
from dialogs.wording import asking, championing, helping, requesting, say
from tests.dialogs import walks_at_work as work
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.readability import sentences
from tests.dialogs.walker import (
    BOARD,
    CHAMPION,
    GOVERNANCE,
    HEAD,
    NOW,
    OTHER,
    PARTNER,
    PMO,
    PROCUREMENT,
    STAFF,
    Office,
    Walker,
    buttons,
    elements,
    words,
)

ROLES: Final = {
    "member of staff": STAFF,
    "champion": CHAMPION,
    "partner": PARTNER,
    "governance": GOVERNANCE,
    "owner": PROCUREMENT,
    "co-requester": OTHER,
}
NO: Final = (
    *(asking.YOUR_WORDS_NOT_FOUND, asking.UNKNOWN_BUTTON, asking.FOREIGN, asking.NOT_ASKED, asking.OLD_CARD),
    *(helping.NOT_UNDERSTOOD, helping.NOT_UNDERSTOOD_START, requesting.NOT_FOUND, requesting.CANNOT_JOIN),
    *(championing.NOT_YOURS, championing.NOT_YOUR_FIGURES, requesting.NOT_FOR_YOU, asking.YES_OR_NO_HERE),
)
"""What is said to who is refused or not understood."""
FILLED_IN: Final = {
    "and your words": " forty people need it",
    "and then your words": " forty people need it",
    "and then your question": " how many people?",
    "and the name of a question": " need",
    "and then the area": " Place",
    "and then the name and the address": " Head of Place, head.place@example.org",
    "and an area": " Place",
    "and the link": " https://example.org/quote.pdf",
    "and the name or the number": " 1",
    "and the name": " Parking officer",
    "and a name": " Parking officer",
    "and a name shows a system": " Housing repairs",
}
"""What stands for words of the person's own, and such words."""
_REFERENCE: Final = r"[A-Z]{2,6}-\d{4,}"
HINT: Final = re.compile(
    rf"(?:[Tt]yped?:?|Or:|Then:|example:)"
    rf" ((?:not my area|decision note|start again|show|withdraw|add|note|ask|remove|join)"
    rf" {_REFERENCE}|outcome {_REFERENCE} (?:go on|decline: and why)|deliver {_REFERENCE} done|my work"
    rf"|sponsor {_REFERENCE}(?: confirm| not me|:)|my manager|check {_REFERENCE} \w+ (?:done|not needed: and why)"
    rf"|change (?:systems|Who it affects)|continue|resume|yes|skip|back|cancel|drafts|notifications daily"
    rf"|notifications|help|tell it|roadmap|next item|agenda here|stop agenda(?: board)?"
    rf"|benefit {_REFERENCE} (?:as expected|less(?:: and why)?)|show(?= and the reference))"
    rf"( {'| '.join(sorted(FILLED_IN, key=len, reverse=True))})?"
)
FREE: Final = re.compile(
    r"[Tt]ype (its number|the number|the sum|the date|your answer|another answer|the reference|the words|their numbers)"
    r"|can type|or type\.|press the buttons or type"
)
"""Hints that name no command: what is typed then is the person's own."""


def refused(walker: Walker) -> list[str]:
    """Why the last turn is a refusal; empty when it is none."""
    said, turn = words(walker.card), walker.last
    assert turn is not None
    traces = [trace.what for trace in turn.accesses if trace.what == "refused"]
    return traces + [no for no in NO if say(no) in said]


def beside(walker: Walker) -> Walker:
    """The same person in the same place, whose next act changes nothing here."""
    office = replace(walker.office, requests=dict(walker.office.requests), cards=[])
    office.meetings = dict(walker.office.meetings)
    return Walker(
        office,
        walker.person,
        walker.current,
        dict(walker.drafts),
        walker.preferences,
        walker.personal_chat,
        walker.card,
        walker.summary,
        profile=walker.profile,
        in_channel=walker.in_channel,
    )


def hints(said: str) -> Iterator[str]:
    """The commands that these words tell somebody to type, with words of their own where those belong."""
    for found in HINT.finditer(said):
        yield found[1].replace("show", "show DR-0001", found[1] == "show") + FILLED_IN.get((found[2] or "").strip(), "")


@dataclass
class Trier(work.Trying):
    """Somebody who tries, on each card, all that it offers, and then goes on as if nothing had happened."""

    problems: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    def act(self, act: Act) -> dict[str, Any]:
        """Go on, and try everything that the new card offers."""
        card = super().act(act)
        self.try_all(words(card))
        for one in buttons(card):
            other = beside(self)
            other.act(Pressed(one["verb"], one["data"], {}))
            if one["verb"] != "answer":
                self.problems += [f"pressed {one['title']!r}: {why}" for why in refused(other)]
        return card

    def try_all(self, said: str) -> None:
        """Type every command that these words name."""
        self.read.append(said)
        for hint in hints(said):
            other = beside(self)
            other.type(hint)
            self.problems += [f"typed {hint!r} on {self.summary!r}: {why}" for why in refused(other)]


def office_with_requests() -> Office:
    """DR-0001 of the member of staff, whom the parking officer has joined, and one of each other's own."""
    office = Office()
    for person in (STAFF, CHAMPION, PARTNER, GOVERNANCE, PROCUREMENT, OTHER):
        walker = Walker(office=office, person=person)
        walker.send("start")
        walker.fill({**ANSWERS["project"], "service_area": "housing"}, DETAILS)
        walker.press("submit")
    for reference, request in office.requests.items():
        friend = OTHER if request.requester != OTHER else STAFF
        office.requests[reference] = replace(request, co_requesters=(friend,), joined=(friend,))
    return office


def own(office: Office, person: Person) -> str:
    return next(r.reference for r in office.requests.values() if r.requester == person)


def help_lines(card: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each line of help: the group that it is in ("draft", "sent" or ""), and the line."""
    groups = [part for part in elements(card["body"]) if part.get("id") in {"draft", "sent"}]
    folded = {id(e): part["id"] for part in groups for e in elements(part)}
    for element in elements(card["body"]):
        for line in str(element.get("text", "")).split("\n"):
            if line.startswith("- **"):
                yield folded.get(id(element), ""), line


def with_draft(walker: Walker, line: str) -> None:
    """Be in a draft where this word has its use."""
    walker.type("start")
    if "**continue**" in line or "**why**" in line:
        walker.to_route(ANSWERS["change_request"])
    elif "**skip**" in line:
        _to_optional(walker)
    elif "**submit**" in line:
        walker.fill_typed(ANSWERS["change_request"], DETAILS)
    else:
        walker.type("3")
        walker.type("housing")


def _to_optional(walker: Walker) -> None:
    walker.fill_typed(ANSWERS["change_request"], DETAILS)
    walker.type("change systems")


@pytest.mark.parametrize("chat", ["own chat", "channel"])
@pytest.mark.parametrize("who", ROLES)
def test_every_word_that_help_offers_works_for_whoever_sees_it(who: str, chat: str) -> None:
    person, office = ROLES[who], office_with_requests()
    reader = Walker(office=office, person=person)
    lines = list(help_lines(reader.type("help")))
    assert len(lines) > 10
    for group, line in lines:
        spoken = re.findall(r"\*\*(.+?)\*\*( and [a-z ]+?(?= (?:adds|lets|takes|asks|passes)))?", line)
        for word, own_words in spoken:
            walker = Walker(office=replace(office, requests=dict(office.requests)), person=person)
            walker.personal_chat = chat == "own chat"
            said = word + FILLED_IN.get(own_words.strip(), "")
            if group == "sent":
                mine = own(office, person)
                said = said.replace("DR-0001", mine).replace("Parking officer", "1")
                if word.startswith("start again"):
                    walker.office.requests[mine] = replace(office.requests[mine], status="Declined")
            if group == "draft":
                with_draft(walker, line)
            walker.type(said)
            assert not refused(walker), f"{who} typed {said!r}"
            if group == "" and chat == "own chat":
                assert walker.summary != say(asking.NOTHING_OPEN) or word in {"resume", "drafts"}, said


@pytest.mark.parametrize("who", ROLES)
def test_help_offers_nobody_what_is_for_others(who: str) -> None:
    walker = Walker(office=office_with_requests(), person=ROLES[who])
    said = words(walker.type("help"))
    assert ("figures" in said) is (who == "governance")
    assert ("pick up" in said) is (who == "partner")
    assert ("can help" in said) is (who == "champion")
    assert ("my area" in said) is (who in {"champion", "partner", "governance"})


@pytest.mark.parametrize("who", ROLES)
def test_the_question_that_help_gives_as_an_example_is_answered(who: str) -> None:
    walker = Walker(office=office_with_requests(), person=ROLES[who])
    (question,) = re.findall(r"such as: (.+\?)", words(walker.type("help")))
    walker.type(question)
    assert not refused(walker)
    assert walker.summary.startswith("An answer about")


def _pressed(trier: Trier) -> None:
    trier.send("start")
    trier.fill(ANSWERS["project"], DETAILS)
    trier.press("submit")


def _typed(trier: Trier) -> None:
    trier.type("we need to renew the contract for parking machines")
    trier.type("yes")
    trier.type("cancel")
    trier.type("yes")
    trier.type("we need help with the home visits of a carer")
    trier.type("cancel")
    trier.type("yes")
    trier.type("start")
    trier.fill_typed(ANSWERS["change_request"], {**DETAILS, "needed_by": ""})
    trier.type("change route")
    trier.type("change title")
    trier.type("resume")
    trier.type("save and leave")
    trier.type("start")
    trier.type("resume")
    trier.type("drafts")


def _afterwards(trier: Trier) -> None:
    office = trier.office
    for n in range(20, 34):
        first = office.requests["DR-0001"]
        office.requests[f"DR-{n:04}"] = replace(first, reference=f"DR-{n:04}", interview=f"x{n}")
    crowd = tuple(Person(f"00000000-0000-0000-0000-0000000000{n}", f"Officer {n}") for n in range(20, 29))
    for said in ("my requests", "show DR-0001", "withdraw DR-0001", "no", "add DR-0001 Forty people", "notifications"):
        trier.type(said)
    office.requests["DR-0001"] = replace(office.requests["DR-0001"], open_question="How many?", asked_by=PARTNER.aad_id)
    trier.type("show DR-0001")
    office.requests["DR-0020"] = replace(office.requests["DR-0020"], open_question="How many?", asked_by=PARTNER.aad_id)
    trier.type("its called ParkCo")
    office.requests["DR-0020"] = replace(office.requests["DR-0020"], open_question="")
    office.requests["DR-0001"] = replace(
        office.requests["DR-0001"], co_requesters=(OTHER, *crowd), joined=(OTHER, *crowd)
    )
    trier.type("show DR-0001")
    trier.type("remove DR-0001")
    trier.send("check", {"reference": "DR-0001", "check": "sponsor"})
    trier.send("name_sponsor", {"reference": "DR-0001"})
    for event in (QuestionAsked("How many?"), CoRequesterJoined(OTHER), HelpOffered(CHAMPION)):
        trier.try_all(message_about(event, "DR-0001"))


def _naming(trier: Trier) -> None:
    trier.profile = Profile("Housing", HEAD)
    trier.to_route(ANSWERS["project"] | {"sponsor": "named"})
    for said in ("Title", "Problem", "Outcome", "skip", "skip", "my manager"):
        trier.type(said)


def _with_systems(trier: Trier) -> None:
    trier.office.systems = (System("7", "Housing repairs", contract_ends=date(2027, 3, 31)),)
    trier.type("we need to replace the housing repairs system because it loses jobs")
    trier.send("cancel")
    trier.send("start")
    trier.fill(ANSWERS["project"], {**DETAILS, "title": "Housing repairs again"})
    trier.type("change systems")


def _sponsoring(trier: Trier) -> None:
    first = trier.office.requests["DR-0001"]
    trier.office.requests["DR-0001"] = replace(first, sponsor=Sponsor(HEAD, SponsorState.ASKED, NOW))
    for said in ("show DR-0001", "sponsor DR-0001 confirm", "show DR-0001"):
        trier.type(said)
    trier.send("sponsor", {"reference": "DR-0001"}, {"answer": "perhaps"})


def _digest(trier: Trier) -> None:
    office = trier.office
    for some in ([*office.requests.values()], [replace(r, status="Withdrawn") for r in office.requests.values()]):
        trier.try_all(words(digest_card(office.rulebook, office.people, trier.person, some, NOW)[0]))


def _as_team(trier: Trier) -> None:
    for said in ("hello", "my area", "my area late", "show DR-0001", "notifications", "notifications daily"):
        trier.type(said)
    trier.type("my work")
    trier.send("step_outcome", {"reference": "DR-0001"}, {})
    trier.type("outcome DR-0001 fine")
    for verb in ("add_note", "ask", "pass_on", "check", "outcome"):
        row = {b["verb"] for b in buttons(trier.type("show DR-0001"))}
        if verb in row:
            trier.press(verb)


def _understood(trier: Trier) -> None:
    """Somebody whose sentence was understood, and who says more about it in a word."""
    trier.type("we want to renew the contract for the parking system")
    trier.type("public")


def _greeting(trier: Trier) -> None:
    trier.type("hello")
    trier.type("https://example.org/quote.pdf")
    trier.type("roadmap")


def _idle(trier: Trier) -> None:
    trier.type("hello")
    office = trier.office
    office.requests = {key: replace(one, checks=(), status="Done") for key, one in office.requests.items()}
    trier.type("my area")


WALKS: Final[list[tuple[str, Person, Callable[[Trier], None]]]] = [
    ("pressed", STAFF, _pressed),
    ("typed", STAFF, _typed),
    ("afterwards", STAFF, _afterwards),
    ("a digest", PARTNER, _digest),
    ("naming a sponsor", STAFF, _naming),
    ("offered a system", STAFF, _with_systems),
    ("asked to sponsor", HEAD, _sponsoring),
    ("deciding", GOVERNANCE, work.deciding),
    ("understood", STAFF, _understood),
    ("a greeting", STAFF, _greeting),
    ("nothing to do", PMO, _idle),
    ("delivering", PMO, work.delivering),
    ("a meeting", BOARD, work.meeting),
    ("a channel", BOARD, work.in_a_channel),
    ("a channel of several bodies", GOVERNANCE, work.in_a_channel),
    ("a benefit", STAFF, work.measuring),
    *((f"as {who}", person, _as_team) for who, person in ROLES.items() if who in {"champion", "partner", "governance"}),
    *(
        (f"the notifications of the {who}", person, lambda trier: trier.type("notifications") and None)
        for who, person in ROLES.items()
    ),
]


@pytest.mark.parametrize(("name", "person", "walk"), WALKS, ids=[name for name, _, _ in WALKS])
def test_every_hint_and_button_of_every_card_does_something(
    name: str, person: Person, walk: Callable[[Trier], None]
) -> None:
    trier = Trier(office_with_requests(), person)
    walk(trier)
    assert trier.read, name
    assert not trier.problems, "\n".join(sorted(set(trier.problems)))


def test_every_sentence_that_tells_somebody_to_type_something_is_read_in_one_of_these_walks() -> None:
    read = ""
    for _, person, walk in WALKS:
        trier = Trier(office_with_requests(), person)
        walk(trier)
        read += "\n".join(trier.read)
    hinting = [
        (where, said) for where, said in sentences() if re.search(r"[Tt]yped?:? ", said) and not FREE.search(said)
    ]
    assert len(hinting) > 8
    named = {"reference": "DR-0001", "check": "sponsor", "name": "systems", "question": "Who it affects"}
    named |= {"words": "next item", "body": "board"}
    for where, said in hinting:
        names = re.findall(r"\{(\w+)\}", said)
        filled = re.sub(r"\\\{\w+\\\}", ".+", re.escape(said))
        assert re.search(filled, read), f"{where} is never tried: {said}"
        assert list(hints(say(said).format_map({name: named.get(name, "") for name in names}))), where
