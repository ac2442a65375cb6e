"""What the rule files say, as records with their lines, before it is known to be sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from governance_rules.problems import Problem


@dataclass(slots=True)
class Reference:
    """A question, fact or option that a condition names, to be looked up when everything is read."""

    kind: str
    subject: str
    values: tuple[tuple[str, int], ...]
    """Each option with its line."""
    file: str
    line: int
    """Of what is named; ``word_line`` is that of the word that compares."""
    word_line: int


@dataclass(slots=True)
class Record:
    """One record of a rule file: its values by key, and the line of each."""

    shape: str
    file: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """The line of each word in a list and of each key in a map, by the key that holds it and the word."""

    def get(self, key: str, otherwise: Any = None) -> Any:
        """The value of a key, or something else when it is not there."""
        return self.values.get(key, otherwise)

    def at(self, key: str) -> int:
        """The line of a key, or of the record when the key is not there."""
        return self.lines.get(key, self.line)

    def within(self, key: str, word: str) -> int:
        """The line of a word in the list or map that a key holds, or that of the key when the word is not there."""
        return self.places.get((key, word), self.at(key))


@dataclass(slots=True)
class Draft:
    """Everything that the rule files say, not yet known to be sound."""

    problems: list[Problem] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)
    """A record, a list of records, or a list of ids, by the name of the section."""
    where: dict[str, tuple[str, int]] = field(default_factory=dict)
    tops: dict[str, Record] = field(default_factory=dict)
    """By the name of a section that is a list of ids: the record that knows the line of each."""
    references: list[Reference] = field(default_factory=list)
    unread: bool = False
    """Whether a file was no YAML, so that what is missing may stand there."""
    texts: list[tuple[Record, str, str, int]] = field(default_factory=list)
    """Every text: its record, key, text and line."""

    def take(self, said: Draft) -> None:
        """Add what one section of one file says, unless the section stood somewhere before."""
        for name, (file, line) in said.where.items():
            if name in self.where:
                other, first = self.where[name]
                wrong = f"The section {name} stands in {other} too, on line {first}"
                self.wrong(file, line, wrong, "Put both together in one file")
                return
        self.problems += said.problems
        self.sections |= said.sections
        self.where |= said.where
        self.tops |= said.tops
        self.references += said.references
        self.texts += said.texts
        self.unread |= said.unread

    def records(self, section: str) -> list[Record]:
        """The records of a section; none when it is missing."""
        found = self.sections.get(section, [])
        return found if isinstance(found, list) else [found]

    def knows(self, *sections: str) -> bool:
        """Whether these sections were read, so that references into them can be looked up."""
        return not self.unread or all(s in self.sections for s in sections)

    def wrong(self, file: str, line: int, wrong: str, mend: str, *, hint: bool = False) -> None:
        """Note a problem."""
        self.problems.append(Problem(file, line, wrong, mend, hint))
