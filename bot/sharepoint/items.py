"""One item a request: the values of its cells, written once and changed afterwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.html_words import storable
from bot.sharepoint.listing import Listing
from bot.sharepoint.refusals import Conflict, GiveUp, Missing, NoItem, NotAllowed, TryLater
from bot.sharepoint.words import words_of
from bot.sharepoint.work_cells import benefit_cell, work_cells
from dialogs.documents import documents_of
from dialogs.model import People, Request
from dialogs.records import SponsorState
from dialogs.sponsors import sponsor_name
from dialogs.wording import documents, say
from governance_rules.model import Rulebook
from governance_rules.question_kinds import labels
from governance_rules.roles import detail_of

LINE = 255
LINES = 63_999
_FIXED = frozenset({"ValueScore", "AchievabilityScore", "NeededBy", "SubmittedAt"})
_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Where a request stands in the list.

    ``version`` counts the item's changes; ``doubles`` are further items with the same reference.
    """

    item_id: str
    url: str = ""
    etag: str = ""
    doubles: tuple[str, ...] = ()
    """Not empty: an alarm for an operator. The unique index of ``Reference`` has been lost."""
    found: Mapping[str, Any] | None = None
    """The cells of an item that was there already, perhaps by a call whose answer was lost; None: made just now."""
    made: Mapping[str, Any] = field(default_factory=dict)
    """The cells of one that was made just now, as far as Graph told them: SharePoint fills in the defaults."""

    @property
    def version(self) -> int:
        """How often the item was written, 0 when unknown."""
        return version_of(self.etag)


def version_of(etag: str) -> int:
    """The number at the end of an ETag of SharePoint (``"guid,3"``), 0 when there is none."""
    number = etag.strip('W/"').rpartition(",")[2]
    return int(number) if number.isdecimal() else 0


def fields_of(request: Request, rulebook: Rulebook, people: People) -> dict[str, Any]:
    """The cells of a request by column name; None where a column does not apply.

    Names and not ids, joined by ``; ``. What the governance team writes (``DecisionNote``, ``FinalProcess``) is left
    out.
    """
    decision, sponsor, work = request.decision, request.sponsor, work_cells(request, rulebook)

    def given(role: str) -> str:
        return detail_of(rulebook, request.details, role)

    area = people.areas.get(request.area or "")
    return {
        "Title": line(request.title) or line(given("title")),
        "Reference": request.reference,
        "Status": request.status,
        "Process": _name(decision.process, rulebook.processes),
        "Steps": _names(decision.steps, rulebook.bodies),
        "Checks": _names(decision.checks, rulebook.checks),
        "Alerts": _names(decision.alerts, rulebook.alerts),
        "Timeframe": _name(request.timeframe, rulebook.timeframes) if request.timeframe else None,
        "ValueScore": decision.value,
        "AchievabilityScore": decision.achievability,
        "ServiceArea": area.name if area else None,
        "RequesterName": line(request.requester.name),
        "RequesterUpn": line(request.requester.upn),
        "RequesterAadId": line(request.requester.aad_id),
        "SponsorName": line(sponsor_name(rulebook, request)),
        "SponsorUpn": line(sponsor.person.upn) if sponsor else None,
        "SponsorConfirmed": moment(sponsor.at) if sponsor and sponsor.state == SponsorState.CONFIRMED else None,
        "Problem": lines(given("problem")),
        "Outcome": lines(given("outcome")),
        "Systems": line(given("systems")),
        "Supplier": line(given("supplier")),
        "NeededBy": day(given("needed_by")),
        "Reasons": _reasons(request, rulebook),
        "Answers": _answers(request, rulebook),
        "RulesVersion": line(decision.rules_version),
        "SubmittedAt": moment(request.submitted_at),
        "ITContact": line(request.it_contact),
        "CurrentStep": line(work["CurrentStep"]),
        **{name: lines(work[name]) for name in ("StepsDone", "ChecksOpen", "ChecksDone")},
        "Benefit": lines(benefit_cell(request, people)),
    }


def as_found(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted cells, but with what an item shows in those that are words: it may be older than what is wanted."""
    # SharePoint gives days and numbers in other shapes than it takes, and none of these move.
    return {
        name: value if name in _FIXED or _equal(found.get(name), value) else words_of(found.get(name)) or None
        for name, value in wanted.items()
    }


async def post(listing: Listing, fields: Mapping[str, Any], *, tried_before: bool = True) -> ItemRef:
    """Make sure that the request has exactly one item, and say where it is.

    The key is ``Reference``. Unless this is surely the first try, it is looked up first, so that a lost answer makes
    no second item. Raises `TryLater`, `NotAllowed`, or `GiveUp` when the list will never take it.
    """
    reference, requester = str(fields["Reference"]), str(fields.get("RequesterAadId") or "")
    if tried_before:
        there = await look_up(listing, reference, requester)
        if there is not None:
            return there
    try:
        made = await listing.create({name: value for name, value in fields.items() if value is not None})
    except (GiveUp, Conflict) as refused:
        # SharePoint says 400 to a duplicate, in words that nobody should branch on: only looking tells.
        there = await look_up(listing, reference, requester)
        if there is None and isinstance(refused, Conflict):  # something is in the way that the index does not show yet
            raise TryLater(f"{refused.reason}, and the item is not found") from None
        if there is None:
            raise GiveUp(f"{refused.reason}. front-door list check may say why") from None
        return there
    except Missing as refused:
        raise _not_there(listing) from refused
    if not made.get("id"):  # an answer that came without its body: the item may be there
        there = await look_up(listing, reference, requester)
        if there is None:
            raise TryLater("Graph took the item but named no id")
        return there
    return ItemRef(str(made["id"]), _url(made), _etag(made), made=cells_of(made))


async def look_up(listing: Listing, reference: str, requester: str = "") -> ItemRef | None:
    """The item of a request by its reference, the oldest when there are several, or None.

    Raises `GiveUp` when it names another ``requester`` (Entra id): after a database was put back from an older copy,
    the list can hold an earlier request under the same reference, and nobody's request may pass for another's.
    """
    try:
        found = await listing.find("Reference", reference)
    except Missing as refused:
        raise _not_there(listing) from refused
    if not found:
        return None
    found = [item for item in found if item.get("id")]
    if not found:
        raise TryLater("Graph gave the item in a shape that cannot be read")
    found = [item for item in found if has(item, "Reference", reference)]
    if not found:
        return None
    found.sort(key=lambda item: (len(str(item["id"])), str(item["id"])))
    first, *doubles = found
    theirs = words_of(cells_of(first).get("RequesterAadId")).strip()
    if requester and theirs and theirs != requester:
        raise GiveUp("the list has this reference for someone else's request. Give that item another, then retry")
    others = tuple(str(item["id"]) for item in doubles)
    return ItemRef(str(first["id"]), _url(first), _etag(first), others, cells_of(first))


async def update(
    listing: Listing, item_id: str, fields: Mapping[str, Any], *, expected: Mapping[str, Collection[str]] | None = None
) -> ItemRef:
    """Write some cells of an item; writing the same again changes nothing.

    With ``expected`` (column to values) the item is read first, and written only if those cells still hold one of
    these: so the bot's ``Withdrawn`` never overwrites a decision that it has not seen. Raises `Conflict` then,
    `NoItem` when it is not in the list, `TryLater` or `NotAllowed`.
    """
    try:
        if expected is None:
            return ItemRef(item_id, etag=_etag(await listing.change(item_id, fields)))
        present = await listing.item(item_id)
        cells = cells_of(present)
        if all(_equal(cells.get(name), value) for name, value in fields.items()):
            return ItemRef(item_id, _url(present), _etag(present))
        if any(not any(_equal(cells.get(name), one) for one in values) for name, values in expected.items()):
            raise Conflict("the item was changed in SharePoint first")
        return ItemRef(item_id, etag=_etag(await listing.change(item_id, fields, _etag(present))))
    except Missing:
        if await listing.is_there():
            raise NoItem("the item is no longer in the list") from None
        raise _not_there(listing) from None


def line(text: str) -> str | None:
    """Text for a single-line column: no breaks, at most 255 UTF-16 units as SharePoint counts, None when empty."""
    return _cut(_BREAKS.sub(" ", storable(text)).strip(), LINE) or None


def lines(text: str) -> str | None:
    """Text for a multi-line column, at most 63,999 UTF-16 units, None when empty."""
    return _cut(storable(text.replace("\r\n", "\n").replace("\r", "\n")).strip(), LINES) or None


def day(date: str) -> str | None:
    """A day as the list takes it: noon UTC, so that it is the same day in every site's zone; None when empty."""
    return f"{date}T12:00:00Z" if date else None


def _cut(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it holds more UTF-16 units than ``most``; no character is cut in two."""
    units = text.encode("utf-16-le", "ignore")
    if len(units) <= most * 2:
        return text
    return units[: (most - 1) * 2].decode("utf-16-le", "ignore") + "…"


def moment(when: datetime) -> str:
    """A time as the list takes it: UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Named(Protocol):
    """A part of the rulebook that has an id and a name."""

    @property
    def id(self) -> str:
        """Its id in the rules."""

    @property
    def name(self) -> str:
        """What people read."""


def _name(part_id: str, parts: Iterable[_Named]) -> str:
    """The part's name; its id when the rulebook has changed since and knows it no more."""
    return next((part.name for part in parts if part.id == part_id), part_id)


def _names(ids: Iterable[str], parts: Sequence[_Named]) -> str | None:
    names = {part.id: part.name for part in parts}
    return lines("; ".join(names.get(one, one.replace("_", " ")) for one in ids))


def _reasons(request: Request, rulebook: Rulebook) -> str | None:
    return lines(
        "\n".join(
            f"{rulebook.names.get(reason.part, reason.part.capitalize())}: {reason.because}"
            + (f" ({reason.strategy})" if reason.strategy else "")
            for reason in request.decision.reasons
        )
    )


def _answers(request: Request, rulebook: Rulebook) -> str | None:
    answers = request.answers
    asked = ((question, answers[question.id]) for question in rulebook.questions if question.id in answers)
    said = [f"{question.short or question.ask}: {'; '.join(labels(question, answer))}" for question, answer in asked]
    # Whole addresses, each on a line of its own: the list shows them as links.
    linked = [f"{say(documents.DOCUMENTS)}: {link}" for link in documents_of(request.details)]
    return lines("\n".join([*said, *linked]))


def _not_there(listing: Listing) -> NotAllowed:
    return NotAllowed(f"The list “{listing.name}” is not on the site any more. Make it with front-door list provision")


def cells_of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of an item, none where Graph gave them in no shape that can be read."""
    fields = item.get("fields")
    return fields if isinstance(fields, dict) else {}


def has(item: Mapping[str, Any], column: str, value: str) -> bool:
    """Whether an item that was looked for by a value has it, as far as it says: Graph was seen to give the whole list.

    Source: microsoftgraph/microsoft-graph-explorer-v4 issue 2782.
    """
    cells = cells_of(item)
    return column not in cells or words_of(cells[column]).strip().casefold() == value.casefold()


def _equal(cell: object, value: object) -> bool:
    """Whether a cell holds the value: a rich column shows it as HTML, an empty one not at all."""
    if isinstance(cell, str) and cell != value:
        cell = words_of(cell)
    return (cell if cell not in (None, "") else None) == (value if value not in (None, "") else None)


def _url(item: Mapping[str, Any]) -> str:
    url = str(item.get("webUrl") or "")
    return url if url.startswith("https://") else ""


def _etag(item: Mapping[str, Any]) -> str:
    return str(item.get("@odata.etag") or item.get("eTag") or "")
