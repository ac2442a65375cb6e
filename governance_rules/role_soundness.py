"""Whether a draft has what the product must recognise: each role once, on a record that fits, or what is missed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from governance_rules.draft import Draft, Record
from governance_rules.problems import near_miss
from governance_rules.question_soundness import kind_of_record, question_records
from governance_rules.roles import GOVERNANCE_TEAM, PARTNER, REQUESTER, ROLES, Role, names_of

_SECTIONS = {
    "question": "topics",
    "detail": "details",
    "process": "processes",
    "option": "topics",
    "check": "checks",
}
_ONE = frozenset({"question", "detail", "check"})
"""Where a role is taken once."""
_OF = {role.name: role.of for role in ROLES if role.where == "option"}


def give_roles(draft: Draft) -> None:
    """Give a record the role that its id names, and the question of the areas its own, where no record says it."""
    details = draft.records("details")
    said = {d.get("role") for d in details}
    for detail in details:
        if detail.get("id") in names_of("detail") and detail.get("id") not in said and "role" not in detail.values:
            detail.values["role"] = detail.get("id")
    questions = question_records(draft)
    of_areas = [q for q in questions if q.get("options_from")]
    if of_areas and all(q.get("role") != "service_area" for q in questions) and "role" not in of_areas[0].values:
        of_areas[0].values["role"] = "service_area"


def find_unsound_roles(draft: Draft, areas: Mapping[str, str]) -> None:
    """Add to the draft's problems what the product cannot recognise in it, and what does not happen then."""
    questions = question_records(draft)
    records: dict[str, list[Record]] = {
        "question": questions,
        "detail": draft.records("details"),
        "process": draft.records("processes"),
        "option": [o for q in questions for o in q.get("options") or ()],
        "check": draft.records("checks"),
    }
    for role in ROLES:
        found = [r for r in records[role.where] if r.get("role") == role.name]
        if not found and not role.optional:
            _missed(draft, role, records)
        elif found and (role.where in _ONE or (role.where == "option" and not role.of)):
            _twice(draft, role, found)
            _fits(draft, role, found[0], areas)
    for question in questions:
        for option in question.get("options") or ():
            name = option.get("role")
            needed = _OF.get(name) if name else ""
            if needed and question.get("role") != needed:
                wrong = f"The role {name} means nothing here, as {question.get('id')} is not about {needed}"
                draft.wrong(option.file, option.at("role"), wrong, f"Give the question role: {needed}, or take it out")
            elif name and not needed and question.get("several"):
                wrong = f"The role {name} means nothing here, as {question.get('id')} takes several options"
                draft.wrong(option.file, option.at("role"), wrong, "Let it take one, or give the role to another one")
    _partner(draft)


def _missed(draft: Draft, role: Role, records: Mapping[str, list[Record]]) -> None:
    section = _SECTIONS[role.where]
    if section not in draft.where or not draft.records(section):
        return  # that the section is missing is told already
    file, line = draft.where[section]
    if role.of:
        buying = next((q for q in records["question"] if q.get("role") == role.of), None)
        if buying is None:
            return
        file, line = buying.file, buying.at("role")
    wrong = f"No {role.where} has the role {role.name}, so {role.without}"
    mend = f"Add role: {role.name} to the {role.where} that it is"
    draft.wrong(file, line, wrong, mend, hint=not role.needed)


def _twice(draft: Draft, role: Role, found: list[Record]) -> None:
    for record in found[1:]:
        first = found[0]
        where = f"line {first.at('role')}" if first.file == record.file else f"{first.file}, line {first.at('role')}"
        wrong = f"The role {role.name} is taken by {where}"
        draft.wrong(record.file, record.at("role"), wrong, f"Let one {role.where} have it")


def _fits(draft: Draft, role: Role, record: Record, areas: Mapping[str, str]) -> None:
    name = record.get("id")
    if role.kinds and record.get("kind") and record.get("kind") not in role.kinds:
        wrong = f"The {role.name} of a request cannot be of kind {record.get('kind')}"
        draft.wrong(record.file, record.at("kind"), wrong, f"Write kind: {role.kinds[0]}")
    if role.name == "title" and record.get("required") is False:
        draft.wrong(record.file, record.at("required"), "A request cannot do without a title", "Write required: yes")
    if role.where == "question" and record.get("several"):
        wrong = f"The question {name} has the role {role.name} and takes several options"
        draft.wrong(record.file, record.at("several"), wrong, "Let it take one, or give the role to another question")
    if role.where == "question" and not role.kinds and kind_of_record(record).measure:
        wrong = f"The question {name} has the role {role.name} and is no choice"
        draft.wrong(record.file, record.at("kind"), wrong, "Give it options")
    if role.name == "service_area":
        for option in record.get("options") or ():
            if option.get("id") not in areas:
                wrong = f"The directory has no service area {option.get('id')}, so nobody hears of its requests"
                mend = f"Write options_from: service_areas, or a known area. {near_miss(option.get('id'), areas)}"
                draft.wrong(option.file, option.at("id"), wrong, mend)


def _partner(draft: Draft) -> None:
    bodies = draft.records("bodies")
    if bodies and all(b.get("id") != PARTNER for b in bodies):
        file, line = draft.where["bodies"]
        wrong = f"No body has the id {PARTNER}, so no step is with the IT business partner of the area"
        draft.wrong(file, line, wrong, f"Add a body with the id {PARTNER} if somebody is to be met first", hint=True)


def find_unheard(draft: Draft, owners: Collection[str], members: Collection[str] = ()) -> None:
    """Add a hint for each owner whom the rules name and the directory does not know, and for bodies that only it has.

    ``owners`` are the directory's ids of owners, ``members`` those of the bodies whose members it names.
    """
    _find_strangers(draft, members)
    bodies = {b.get("id") for b in draft.records("bodies")}
    known = {*owners, *bodies, *_OTHERS}
    named: list[tuple[Record, str, tuple[str, ...], str]]
    named = [(c, "owner", (c.get("owner"),), "nobody is named to do it") for c in draft.records("checks")]
    team = "the governance team hears instead"
    named += [(a, "tell", a.get("tell") or (), team) for a in draft.records("alerts")]
    deliverers = [p for p in draft.records("processes") if p.get("delivered_by")]
    named += [(p, "delivered_by", (p.get("delivered_by"),), team) for p in deliverers]
    if not deliverers and draft.records("processes"):
        file, line = draft.where["processes"]
        wrong = "No process has delivered_by, so nobody hears of what was approved"
        mend = "Add delivered_by with an owner to each process whose work somebody does"
        draft.wrong(file, line, wrong, mend, hint=True)
    for record, key, names, then in named:
        if key == "tell" and not set(names) - {"requester"}:
            wrong = f"The alert {record.get('id')} is told to nobody else than the requester"
            draft.wrong(
                record.file, record.at(key), wrong, "Name in tell who can help, such as governance_team", hint=True
            )
        for name in names:
            if name not in known:
                wrong = f"The directory has no owner {name}, so {then}"
                mend = f"Add {name} to its owners, or to the list Digital champions"
                draft.wrong(record.file, record.within(key, name), wrong, mend, hint=True)


def _find_strangers(draft: Draft, members: Collection[str]) -> None:
    bodies = {str(b.get("id")) for b in draft.records("bodies") if not b.get("of")} - {PARTNER}
    for name in sorted({*members} - bodies):
        file, line = draft.where["bodies"]
        wrong = f"The directory names members of {name}, which has none by these rules, so they hear of nothing"
        draft.wrong(file, line, wrong, near_miss(name, bodies), hint=True)


_OTHERS = (REQUESTER, GOVERNANCE_TEAM, PARTNER)
"""Whom the rules may name and the directory holds elsewhere than among its owners."""
