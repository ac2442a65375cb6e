"""The directory as frozen data: areas, the posts that look after them, who stands in when, and what its file may say.

What each key may hold is said here alone. `directory_reading` puts into words what does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WrapValidator,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dialogs.model import Person
from dialogs.people import department_key
from governance_rules.problems import near_miss

AAD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Met:
    """What one file named so far: one id with two addresses, or one name for two areas, is a slip of the pen."""

    upns: dict[str, str] = field(default_factory=dict)
    areas: set[str] = field(default_factory=set)
    area_ids: tuple[str, ...] = ()
    departments: set[str] = field(default_factory=set)
    listed: set[str] | None = None
    """The ids of the list that is being read."""


def _met(info: ValidationInfo) -> Met:
    assert isinstance(info.context, Met)
    return info.context


def _aad_id(said: str) -> str:
    if not AAD_ID.fullmatch(said.lower()):
        raise PydanticCustomError("aad_id", "no object id of Microsoft Entra")
    return said.lower()


def _day(said: Any) -> Any:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        raise PydanticCustomError("no_date", "no date", {"said": said}) from None


def _listed(said: Any, read: Callable[[Any], tuple[Appointment, ...]], info: ValidationInfo) -> tuple[Appointment, ...]:
    """Read a list on which nobody may stand twice."""
    _met(info).listed = set()
    try:
        return read(said)
    finally:
        _met(info).listed = None


_Words = Annotated[str, AfterValidator(lambda said: " ".join(said.split()))]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
_Day = Annotated[date, BeforeValidator(_day)]


class Record(BaseModel):
    """Keys and values; a known key without a value is as good as none."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The keys as they stand in the file."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, said: Any) -> Any:
        known = cls.keys()
        return {k: v for k, v in said.items() if v != "" or k not in known} if isinstance(said, dict) else said


class _Named(Record):
    name: _Words
    aad_id: Annotated[str, AfterValidator(_aad_id)]
    upn: _Words

    @field_validator("upn")
    @classmethod
    def _one_address(cls, upn: str, info: ValidationInfo) -> str:
        aad_id = info.data.get("aad_id")
        if aad_id and _met(info).upns.setdefault(aad_id, upn.casefold()) != upn.casefold():
            raise PydanticCustomError("other_upn", "elsewhere with another upn")
        return upn

    @property
    def person(self) -> Person:
        """Who it is."""
        return Person(self.aad_id, self.name, self.upn)


class Deputy(_Named):
    """Someone who stands in for another from ``first`` to ``last``, both days included (days of Europe/London)."""

    first: _Day = Field(alias="from")
    last: _Day = Field(alias="to")

    @field_validator("last")
    @classmethod
    def _in_order(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("first")
        if first and last < first:
            raise PydanticCustomError("dates", "ends before it starts", {"said": last, "first": first})
        return last


class Appointment(_Named):
    """One person in one role, and who stands in for them when."""

    deputies: Annotated[tuple[Deputy, ...], Field(strict=False)] = ()

    @field_validator("aad_id")
    @classmethod
    def _once(cls, aad_id: str, info: ValidationInfo) -> str:
        listed = _met(info).listed
        if listed is not None and aad_id in listed:
            raise PydanticCustomError("twice", "twice in one list")
        if listed is not None:
            listed.add(aad_id)
        return aad_id


_Posts = Annotated[tuple[Appointment, ...], Field(strict=False), WrapValidator(_listed)]


class ServiceArea(Record):
    """One service area of the council and the appointments that look after it."""

    name: _Words
    champions: _Posts = ()
    it_business_partner: Appointment | None = None

    @field_validator("name")
    @classmethod
    def _own_name(cls, name: str, info: ValidationInfo) -> str:
        if name.casefold() in _met(info).areas:
            raise PydanticCustomError("name_twice", "the name of another area", {"said": name})
        _met(info).areas.add(name.casefold())
        return name


class Membership(Record):
    """Who speaks for one body of the rulebook."""

    members: _Posts = ()


def _department(said: str, info: ValidationInfo) -> str:
    key = department_key(said)
    if not key:
        raise PydanticCustomError("no_department", "no name")
    if key in _met(info).departments:
        raise PydanticCustomError("department_twice", "the name of another department", {"said": said})
    _met(info).departments.add(key)
    return key


def _area(said: str, info: ValidationInfo) -> str:
    known = _met(info).area_ids
    if not said:
        raise PydanticCustomError("empty", "empty")
    if known and said not in known:  # none are known where the areas themselves cannot be read
        raise PydanticCustomError("no_area", "no service area", {"said": said, "near": near_miss(said, known)})
    return said


class Directory(Record):
    """The directory file, read. The list `Digital champions` is laid over it by `people_of`."""

    areas: dict[_Id, ServiceArea] = Field(alias="service_areas")
    governance_team: _Posts
    owners: dict[_Id, Appointment] = {}
    bodies: dict[_Id, Membership] = {}
    departments: dict[Annotated[str, AfterValidator(_department)], Annotated[str, AfterValidator(_area)]] = {}
    """Ids of areas by `department_key`."""

    @field_validator("areas")
    @classmethod
    def _known_areas(cls, areas: dict[str, ServiceArea], info: ValidationInfo) -> dict[str, ServiceArea]:
        _met(info).area_ids = tuple(areas)
        return areas


def on_duty(person: Person, deputies: Iterable[Deputy], day: date) -> tuple[Person, ...]:
    """Who does what a person does on that day: the deputies of the day, or the person when there is none."""
    return tuple(d.person for d in deputies if d.first <= day <= d.last) or (person,)
