"""The lists that the front door needs: every column with its type, index and choices, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.sharepoint.access import CHAMPIONS_LIST, SEALS_LIST, SYSTEMS_LIST
from dialogs.statuses import Status
from governance_rules.model import Rulebook
from governance_rules.roles import PARTNER

Kind = Literal["line", "lines", "number", "choice", "date", "moment", "yes_no"]

STATUSES = tuple(status.value for status in Status)
SYSTEM_STATES = ("In use", "Being replaced", "Retired")
ROLES = ("Champion", "IT business partner", "Governance team")

_FACETS: dict[Kind, dict[str, Any]] = {
    "line": {"text": {"allowMultipleLines": False, "maxLength": 255}},
    "lines": {"text": {"allowMultipleLines": True, "linesForEditing": 8, "textType": "plain"}},
    "number": {"number": {}},
    "date": {"dateTime": {"displayAs": "standard", "format": "dateOnly"}},
    "moment": {"dateTime": {"displayAs": "standard", "format": "dateTime"}},
    "yes_no": {"boolean": {}},
}


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """One column: its internal name (ASCII, no spaces), what people read above it, and its type."""

    name: str
    shown: str
    kind: Kind
    indexed: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    built_in: bool = False
    """SharePoint makes it with the list (``Title``)."""
    either: bool = False
    """One line or several: both serve, so a list that was made by hand may have either."""
    without: str = ""
    """What does not happen while a list has no such column: requests are written without it."""

    @property
    def facet(self) -> dict[str, Any]:
        """The type as Graph writes it."""
        if self.kind == "choice":
            return {"choice": {"allowTextEntry": False, "choices": list(self.choices), "displayAs": "dropDownMenu"}}
        return _FACETS[self.kind]

    @property
    def definition(self) -> dict[str, Any]:
        """The whole column as Graph takes it."""
        body: dict[str, Any] = {"name": self.name, "displayName": self.shown, **self.facet}
        if self.indexed:
            body["indexed"] = True
        if self.unique:
            body["enforceUniqueValues"] = True
        return body


@dataclass(frozen=True, slots=True)
class WantedList:
    """A list and its columns, in the order in which people meet them."""

    name: str
    columns: tuple[WantedColumn, ...]

    def column(self, name: str) -> WantedColumn:
        """The column by its internal name."""
        return next(c for c in self.columns if c.name == name)


_NO_STEP = "the list does not show who has a request, and nobody can move one there"

_REQUESTS = (
    WantedColumn("Title", "Title", "line", built_in=True),
    WantedColumn("Reference", "Reference", "line", indexed=True, unique=True),
    WantedColumn("Status", "Status", "choice", indexed=True, choices=STATUSES),
    WantedColumn("Process", "Process", "choice", indexed=True),
    WantedColumn("Steps", "Steps", "lines"),
    WantedColumn("Checks", "Checks", "lines"),
    WantedColumn("Alerts", "Alerts", "lines"),
    WantedColumn("Timeframe", "Timeframe", "choice", indexed=True),
    WantedColumn("ValueScore", "Value score", "number"),
    WantedColumn("AchievabilityScore", "Achievability score", "number"),
    WantedColumn("ServiceArea", "Service area", "choice", indexed=True),
    WantedColumn("RequesterName", "Requester name", "line"),
    WantedColumn("RequesterUpn", "Requester UPN", "line"),
    WantedColumn("RequesterAadId", "Requester Entra id", "line"),
    WantedColumn("SponsorName", "Sponsor", "line", either=True),
    WantedColumn("Problem", "Problem", "lines"),
    WantedColumn("Outcome", "Outcome", "lines"),
    WantedColumn("Systems", "Systems", "line", either=True),
    WantedColumn("Supplier", "Supplier", "line", either=True),
    WantedColumn("NeededBy", "Needed by", "date"),
    WantedColumn("Reasons", "Reasons", "lines"),
    WantedColumn("Answers", "Answers", "lines"),
    WantedColumn("RulesVersion", "Rules version", "line"),
    WantedColumn("SubmittedAt", "Submitted at", "moment", indexed=True),
    WantedColumn("ITContact", "IT contact", "line", either=True),
    WantedColumn("DecisionNote", "Decision note", "lines"),
    WantedColumn("FinalProcess", "Final process", "choice"),
    WantedColumn("CurrentStep", "Current step", "line", indexed=True, without=_NO_STEP),
    WantedColumn("StepsDone", "Steps done", "lines", without="the list does not show what each body said"),
    WantedColumn("ChecksOpen", "Checks open", "lines", without="the list does not show which checks are open"),
    WantedColumn("ChecksDone", "Checks done", "lines", without="the list does not show which checks are done"),
    WantedColumn("SponsorUpn", "Sponsor UPN", "line", without="the list does not show the sponsor's address"),
    WantedColumn("SponsorConfirmed", "Sponsor confirmed", "moment", without="the list does not show that they agreed"),
    WantedColumn("Benefit", "Benefit", "lines", without="the list does not show what came of the benefit"),
)
INDISPENSABLE = frozenset({"Reference", "Status", "Title"})
"""Without these a row is nobody's, or decides nothing: nothing is written into a list that lacks one."""


def requests_list(name: str, rulebook: Rulebook, areas: Mapping[str, str]) -> WantedList:
    """The list of requests.

    Choices are the names of the rulebook's processes and timeframes and of the directory's areas.
    """
    processes = tuple(p.name for p in rulebook.processes)
    choices = {
        "Process": processes,
        "FinalProcess": processes,
        "Timeframe": tuple(t.name for t in rulebook.timeframes),
        "ServiceArea": tuple(areas.values()),
    }
    columns = (replace(c, choices=choices[c.name]) if c.name in choices else c for c in _REQUESTS)
    return WantedList(name, tuple(columns))


def champions_list(areas: Mapping[str, str], owners: Iterable[str], rulebook: Rulebook) -> WantedList:
    """The list that is the directory of people, where a site has it.

    ``owners`` are the owners' ids. Beside them somebody may speak for a body of the rulebook, by its name.
    """
    bodies = (body.name for body in rulebook.bodies if not body.of and body.id != PARTNER)
    roles = tuple(dict.fromkeys((*ROLES, *owners, *bodies)))
    return WantedList(
        CHAMPIONS_LIST,
        (
            WantedColumn("Person", "Person", "line"),
            WantedColumn("PersonAadId", "Person's Entra id", "line"),
            WantedColumn("ServiceArea", "Service area", "choice", choices=tuple(areas.values())),
            WantedColumn("Role", "Role", "choice", choices=roles),
            WantedColumn("Active", "Active", "yes_no"),
        ),
    )


def systems_list(areas: Mapping[str, str]) -> WantedList:
    """The list of the systems that the council has, where a site has it."""
    return WantedList(
        SYSTEMS_LIST,
        (
            WantedColumn("Title", "Title", "line", built_in=True),
            WantedColumn("Supplier", "Supplier", "line", either=True),
            WantedColumn("ServiceArea", "Service area", "choice", choices=tuple(areas.values())),
            WantedColumn("Owner", "Owner", "line", either=True),
            WantedColumn("ContractEnds", "Contract ends", "date"),
            WantedColumn("NoticeMonths", "Notice months", "number"),
            WantedColumn("YearlyCost", "Yearly cost", "number"),
            WantedColumn("State", "State", "choice", choices=SYSTEM_STATES),
            # A hyperlink column cannot be written through Graph.
            WantedColumn("Link", "Link", "line", either=True),
        ),
    )


def seals_list() -> WantedList:
    """The list that holds the end of the history of each day, where a site has it. `Title` is the day."""
    return WantedList(
        SEALS_LIST,
        (
            WantedColumn("Title", "Title", "line", indexed=True, unique=True, built_in=True),
            WantedColumn("SealedOn", "Sealed on", "moment"),
            WantedColumn("Rows", "Rows", "number"),
            WantedColumn("Seal", "Seal", "line"),
            WantedColumn("History", "History", "line"),
        ),
    )
