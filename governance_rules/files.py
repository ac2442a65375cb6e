"""The folder of rule files: read, held sound, and made a rulebook; and a fingerprint that tells when it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from governance_rules.draft import Draft
from governance_rules.examples import failed_examples
from governance_rules.model import Rulebook
from governance_rules.nodes import read_nodes
from governance_rules.problems import Problem, RulebookProblems
from governance_rules.records import read_sections
from governance_rules.resolve import resolve
from governance_rules.soundness import find_unsound
from governance_rules.walks import no_decision, walk

SHIPPED = Path(__file__).parent / "rulebook"
"""The folder of the rulebook that ships with the product."""

ReadFile = Callable[[str, bytes], Sequence[Draft]]
"""Reads one rule file: its name and bytes in, what each of its sections says out."""
_LARGEST = 5_000_000
"""The most bytes of one rule file: a thousand questions take under one million."""


def read_file(name: str, raw: bytes) -> tuple[Draft, ...]:
    """What the sections of one rule file say, each by itself.

    It depends on the name and the bytes alone, and nobody changes what it gives: who reads rulebooks again and again
    may remember it.
    """
    whole = Draft()
    if len(raw) > _LARGEST:
        whole.unread = True
        whole.wrong(name, 1, "The file is larger than 5 MB", "Put its sections into several files")
        return (whole,)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        whole.unread = True
        line = raw.count(b"\n", 0, error.start) + 1
        whole.wrong(name, line, "A character is not UTF-8", "Save the file with the encoding UTF-8")
        return (whole,)
    root = read_nodes(text, name, whole.problems)
    if root is not None:
        return (whole, *read_sections(root, name))
    if whole.problems:
        whole.unread = True
    else:
        whole.wrong(name, 1, "The file is empty", "Write a section in it or delete it")
    return (whole,)


def load_rulebook(folder: Path | None, areas: Mapping[str, str], day: date, read: ReadFile = read_file) -> Rulebook:
    """The sound rulebook of a folder (None: the shipped one) on a day, with the areas (id to name) of the directory.

    Raises RulebookProblems with every problem found. What only a long walk shows (questions that can never be asked)
    is left to ``rules check``. ``read``: reads one file, for who reads the same ones again.
    """
    draft, content = read_draft(folder or SHIPPED, read)
    find_unsound(draft, areas)
    wrong = [p for p in draft.problems if not p.hint]
    if wrong:
        raise RulebookProblems(wrong)
    rulebook = resolve(draft, areas, day, content)
    failed = [*failed_examples(rulebook), *_without_end(draft, rulebook)]
    if failed:
        raise RulebookProblems(failed)
    return rulebook


def _without_end(draft: Draft, rulebook: Rulebook) -> list[Problem]:
    """A problem when a way through ends in no decision, which only a rulebook without a last resort can have."""
    if any(p.when.kind == "always" for p in rulebook.processes):
        return []
    return no_decision(draft, walk(rulebook))


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder, in the order of their names. Hidden files are left alone."""
    return sorted(p for p in folder.iterdir() if p.suffix in {".yaml", ".yml"} and not p.name.startswith("."))


def read_draft(folder: Path, read: ReadFile = read_file) -> tuple[Draft, str]:
    """Everything that the files of a folder say, with the problems so far, and a short hash of their content."""
    draft = Draft()
    digest = hashlib.sha256()
    try:
        paths = rule_files(folder)
    except OSError as error:
        draft.unread = True
        draft.wrong(
            folder.name or ".",
            1,
            f"The folder cannot be read ({error.strerror})",
            "Give a folder that holds rule files",
        )
        return draft, ""
    if not paths:
        draft.unread = True
        draft.wrong(
            folder.name or ".", 1, "The folder holds no rule files", "Give a folder with files that end in .yaml"
        )
    for path in paths:
        try:
            raw = path.read_bytes()
        except OSError as error:
            draft.unread = True
            draft.wrong(path.name, 1, f"The file cannot be read ({error.strerror})", "Let this account read it")
            continue
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
        for said in read(path.name, raw):
            draft.take(said)
    return draft, digest.hexdigest()[:8]


def fingerprint(folder: Path | None, before: str = "") -> str:
    """A word that changes when the rule files change: cheap, so that a host may ask each second.

    It is ``stat:hash``. Give the last one as ``before``: while names, sizes, rights and times are as they
    were, nothing is read.
    Raises OSError when the folder cannot be read.
    """
    paths = rule_files(folder or SHIPPED)
    seen = [(p.name, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for p in paths for s in [p.stat()]]
    stat = hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
    if before.startswith(stat + ":"):
        return before
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{stat}:{digest.hexdigest()[:16]}"
