"""Conditions as they stand in the rule files, read with what they name noted for looking up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from governance_rules.condition import ALWAYS, OF_AMOUNTS, OF_DATES, OPERATORS, Condition
from governance_rules.draft import Draft, Reference
from governance_rules.nodes import Items, Node, Table, Text
from governance_rules.problems import cut, near_miss

ID = re.compile(r"[a-z0-9_]+")
_WHOLE = re.compile(r"[1-9][0-9]{0,5}")
_COMPARED = re.compile(r"[a-z0-9_]+|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEADS = ("question", "fact", "points", "all", "any", "not", "at_least")
_BESIDE = {"question": tuple(OPERATORS), "points": ("at_least",), "at_least": ("of",)}
"""The keys that stand beside the first word of a condition."""


def read_condition(draft: Draft, file: str, name: str, node: Node) -> Condition:
    """The condition of a node.

    ``name`` is what holds it, for the message. What is wrong is noted and then always holds.
    """
    if isinstance(node, Text) and node.value == "always":
        return ALWAYS
    if not isinstance(node, Table) or not node.entries:
        mend = "Write such as {question: need, is: renew} or {fact: governed}"
        draft.wrong(file, node.line, f"{name} is not a condition", mend)
        return ALWAYS
    head = next((k for k in _HEADS if k in node.entries), None)
    if head is None:
        first = next(iter(node.entries))
        wrong = f"{name} has no question, fact, points, all, any, not or at_least"
        draft.wrong(file, node.line, wrong, near_miss(first, _HEADS))
        return ALWAYS
    for other in node.entries:
        if other != head and other not in _BESIDE.get(head, ()):
            known: Iterable[str] = _BESIDE.get(head, (head,))
            draft.wrong(
                file, node.lines[other], f"{other} cannot stand beside {head} in a condition", near_miss(other, known)
            )
    readers = {"question": _about_question, "fact": _about_fact, "points": _about_points, "at_least": _at_least}
    if head in readers:
        return readers[head](draft, file, node)
    if head == "not":
        return Condition("not", parts=(read_condition(draft, file, "not", node.entries[head]),))
    return Condition("all" if head == "all" else "any", parts=_list(draft, file, head, node))


def _list(draft: Draft, file: str, head: str, node: Table) -> tuple[Condition, ...]:
    """The conditions of a list; one that always holds where there is none."""
    value = node.entries[head]
    if not isinstance(value, Items) or not value.items:
        draft.wrong(
            file, node.lines[head], f"{head} should hold a list of conditions", "Start each with a dash and a space"
        )
        return (ALWAYS,)
    return tuple(read_condition(draft, file, f"An entry of {head}", v) for v in value.items)


def _whole(draft: Draft, file: str, key: str, node: Node) -> int | None:
    """The whole number above 0 that a node holds, or None when it holds none."""
    if isinstance(node, Text) and not node.quoted and _WHOLE.fullmatch(node.value):
        return int(node.value)
    draft.wrong(file, node.line, f"{key} should be a whole number from 1", "Write digits only, such as 2")
    return None


def _at_least(draft: Draft, file: str, node: Table) -> Condition:
    """So many of a list of conditions."""
    count = _whole(draft, file, "at_least", node.entries["at_least"])
    if "of" not in node.entries:
        draft.wrong(file, node.line, "at_least names no conditions", "Add of: and a list of conditions")
        return ALWAYS
    parts = _list(draft, file, "of", node)
    if count is not None and count > len(parts):
        wrong = f"at_least {count} can never hold, as of lists {len(parts)}"
        draft.wrong(file, node.lines["at_least"], wrong, "List more conditions, or ask for fewer")
    return Condition("at_least", parts=parts, count=count or 1)


def _about_points(draft: Draft, file: str, node: Table) -> Condition:
    """Points that must come to a number."""
    value = node.entries["points"]
    name = one_id(draft, file, "points", value)
    if "at_least" not in node.entries:
        draft.wrong(file, node.line, "The condition names points and says nothing about them", "Add at_least: a number")
        return ALWAYS
    count = _whole(draft, file, "at_least", node.entries["at_least"])
    if name is None or count is None:
        return ALWAYS
    line = node.lines["at_least"]
    draft.references.append(Reference("points", name, ((str(count), line),), file, value.line, line))
    return Condition("points", name, count=count)


def one_id(draft: Draft, file: str, key: str, node: Node) -> str | None:
    """The id that a node holds, or None when it holds none."""
    if not isinstance(node, Text):
        draft.wrong(file, node.line, f"{key} should be one id", "Write one word")
        return None
    if not ID.fullmatch(node.value):
        mend = "Use small letters, digits and underscores, such as new_system"
        draft.wrong(file, node.line, f"{cut(node.value) or 'Nothing'} is not an id", mend)
        return None
    return node.value


def _about_fact(draft: Draft, file: str, node: Table) -> Condition:
    value = node.entries["fact"]
    name = one_id(draft, file, "fact", value)
    if name is None:
        return ALWAYS
    draft.references.append(Reference("fact", name, (), file, value.line, value.line))
    return Condition("fact", name)


def _about_question(draft: Draft, file: str, node: Table) -> Condition:
    value = node.entries["question"]
    name = one_id(draft, file, "question", value)
    said = [k for k in node.entries if k in OPERATORS]
    if len(said) != 1:
        what = "two things" if said else "nothing"
        mend = f"Add exactly one of {', '.join(OPERATORS)}"
        draft.wrong(file, node.line, f"The condition names a question and says {what} about it", mend)
        return ALWAYS
    word = said[0]
    given = node.entries[word]
    values: tuple[tuple[str, int], ...] = ()
    if word == "answered":
        if not (isinstance(given, Text) and given.value in {"yes", "true"}):
            mend = "Write answered: yes, and put not before it for the opposite"
            draft.wrong(file, given.line, "answered can only be yes", mend)
    elif word in OF_AMOUNTS | OF_DATES:
        if not isinstance(given, Text) or not _COMPARED.fullmatch(given.value):
            mend = "Write whole pounds or the id of a figure" if word in OF_AMOUNTS else "Write such as 2027-04-01"
            mend = "Write a number of days, such as 90" if word == "within_days" else mend
            draft.wrong(file, given.line, f"{word} takes one thing to compare with", mend)
            return ALWAYS
        values = ((given.value, given.line),)
    elif word == "is" and not isinstance(given, Text):
        draft.wrong(file, given.line, "is takes one option", "Use one_of for several")
        return ALWAYS
    else:
        nodes = given.items if isinstance(given, Items) else [given]
        found = [(one_id(draft, file, word, n), n.line) for n in nodes]
        values = tuple((named, line) for named, line in found if named is not None)
        if not found:
            draft.wrong(file, given.line, f"{word} names no option", "Name one at least")
    if name is None:
        return ALWAYS
    draft.references.append(Reference(word, name, values, file, value.line, node.lines[word]))
    return Condition(OPERATORS[word], name, tuple(named for named, _ in values))
