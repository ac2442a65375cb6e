"""Conditions as they stand in the rule files, read with what they name noted for looking up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from governance_rules.condition import ALWAYS, OPERATORS, Condition
from governance_rules.draft import Draft, Reference
from governance_rules.nodes import Items, Node, Table, Text
from governance_rules.problems import cut, near_miss

ID = re.compile(r"[a-z0-9_]+")
_HEADS = ("question", "fact", "all", "any", "not")


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
        draft.wrong(file, node.line, f"{name} has no question, fact, all, any or not", near_miss(first, _HEADS))
        return ALWAYS
    for other in node.entries:
        if other != head and not (head == "question" and other in OPERATORS):
            known: Iterable[str] = OPERATORS if head == "question" else [head]
            draft.wrong(
                file, node.lines[other], f"{other} cannot stand beside {head} in a condition", near_miss(other, known)
            )
    value = node.entries[head]
    if head == "question":
        return _about_question(draft, file, value, node)
    if head == "fact":
        return _about_fact(draft, file, value)
    if head == "not":
        return Condition("not", parts=(read_condition(draft, file, "not", value),))
    if not isinstance(value, Items) or not value.items:
        draft.wrong(
            file, node.lines[head], f"{head} should hold a list of conditions", "Start each with a dash and a space"
        )
        return ALWAYS
    parts = tuple(read_condition(draft, file, f"An entry of {head}", v) for v in value.items)
    return Condition("all" if head == "all" else "any", parts=parts)


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


def _about_fact(draft: Draft, file: str, value: Node) -> Condition:
    name = one_id(draft, file, "fact", value)
    if name is None:
        return ALWAYS
    draft.references.append(Reference("fact", name, (), file, value.line, value.line))
    return Condition("fact", name)


def _about_question(draft: Draft, file: str, value: Node, node: Table) -> Condition:
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
