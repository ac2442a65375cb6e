"""Whether the history is whole: every row against its seal, and its end against the anchors outside the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from bot.register.anchor_file import Anchor, Outside
from bot.register.audit import FIRST, key_of, mark_of, seal_of
from bot.register.restored import RESTORED, Restored
from bot.register.schema import audit, audit_head, requests


@dataclass(slots=True)
class _Walk:
    """How far the walk is: the next number, the seal of the row before, and every fault so far."""

    expected: int = 1
    seal: str = FIRST
    rows: int = 0
    faults: list[str] = field(default_factory=list)
    unsealed: list[int] = field(default_factory=list)
    """Numbers one after the other that do not match their seals."""

    def step(self, key: bytes | None, row: Any) -> None:
        """Take the next row in."""
        self.rows += 1
        if row.number != self.expected:
            self.tell()
            self.faults.append(f"{rows_in_words(self.expected, row.number - 1)} missing: removed after it was written")
        elif seal_of(key, self.seal, row._asdict()) != row.hash:
            self.unsealed.append(row.number)
        else:
            self.tell()
        self.seal, self.expected = row.hash, row.number + 1

    def taken(self) -> list[str]:
        """The faults so far; the walk goes on without them."""
        self.tell()
        found, self.faults = self.faults, []
        return found

    def tell(self) -> None:
        """Write down the rows that did not match: one line, however many there are."""
        if self.unsealed:
            many = len(self.unsealed) > 1
            words = "do not match their seals" if many else "does not match its seal"
            rows = rows_in_words(self.unsealed[0], self.unsealed[-1])
            self.faults.append(f"{rows} {words}: changed or added after it was written")
            self.unsealed.clear()


def verify(
    connection: Connection,
    outside: Outside | None = None,
    anchored: bytes | None = None,
    notice: Callable[[Any], None] | None = None,
) -> tuple[int, tuple[str, ...]]:
    """Walk the whole history. Returns how many rows there are and every fault found, in plain words.

    ``outside``: the key and the anchors; without them a history that was written anew from its first row is not told
    from the true one. ``anchored``: the lines of anchors to go by, in the place of those that are kept there. What was
    anchored and went when a copy was put back is no fault. ``notice`` is told of each row. Raises OSError when the
    anchors cannot be read.
    """
    key = outside.key if outside else key_of(connection)
    anchors, faults = _anchors(outside, anchored)
    head = connection.execute(select(audit_head)).one_or_none()
    accepted = head.accepted if head and key else None
    known = _Known(anchors)
    walk, old, told = _Walk(), list[str](), FIRST
    keyed = accepted is None
    history = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
    for row in connection.execute(history):
        if accepted is not None and not keyed and row.number > accepted:
            old, keyed = walk.taken(), True
        if not keyed:
            told = seal_of(None, told, row._asdict())
        walk.step(key if keyed else None, row)
        put_back = Restored.of(row)
        if put_back and keyed and row.number not in walk.unsealed:
            known.forget(put_back)
        known.compare(row.number, row.hash)
        if notice is not None:
            notice(row)
    if not keyed:
        old = walk.taken()
    found = [*faults, *_mark(key, head, told, old), *walk.taken(), *_end(head, walk), *known.faults(walk.expected - 1)]
    if not walk.rows:
        held = connection.execute(select(func.count()).select_from(requests)).scalar_one()
        found += [f"the history is empty, and the register holds {held} requests: it was deleted"] if held else []
    return walk.rows, tuple(dict.fromkeys(found))


def _anchors(outside: Outside | None, anchored: bytes | None) -> tuple[tuple[Anchor, ...], tuple[str, ...]]:
    if outside is None:
        return (), ()
    return outside.read() if anchored is None else outside.of(anchored.splitlines())


def end_differs(connection: Connection, outside: Outside) -> bool:
    """Whether the last anchor is not of this history: quick enough for every start. Raises OSError."""
    last = outside.last()
    if last is None:
        return False
    seal = connection.execute(select(audit.c.hash).where(audit.c.number == last.rows)).scalar_one_or_none()
    if seal == last.seal:
        return False
    known = connection.execute(select(audit).where(audit.c.what == RESTORED).order_by(audit.c.number.desc())).first()
    put_back = Restored.of(known) if known else None
    return put_back is None or not put_back.explains(last.rows, last.at)


def _mark(key: bytes | None, head: Any, told: str, old: Sequence[str]) -> Iterable[str]:
    """What is wrong with the rows from before the key: nothing, if all that they say is as it was when marked."""
    if key is None:
        return
    if head is None or not head.mark:
        yield "the mark where sealing with the key began is missing: the history was emptied or replaced"
        yield from old
    elif head.mark != mark_of(key, head.accepted, head.accepted_seal):
        yield "the mark where sealing with the key began is of another key: the history was replaced, or the key was"
        yield from old
    elif told != head.accepted_seal:
        yield from old or [
            f"{rows_in_words(1, head.accepted)} say something else than when they were marked: written anew"
        ]


def _end(head: Any, walk: _Walk) -> Iterable[str]:
    if head is None:
        if walk.rows:
            yield "the seal at the end of the history is missing: it was removed"
    elif head.number >= walk.expected:
        yield f"{rows_in_words(walk.expected, head.number)} missing at the end: removed after it was written"
    elif (head.number, head.hash) != (walk.expected - 1, walk.seal):
        yield "the end of the history does not match its seal: the last row or the seal was changed"


@dataclass(slots=True)
class _Known:
    """The anchors beside the walk."""

    anchors: Sequence[Anchor]
    agreed: int = 0
    differs: Anchor | None = None
    _by_row: dict[int, list[Anchor]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_row = {}
        for anchor in self.anchors:
            self._by_row.setdefault(anchor.rows, []).append(anchor)

    def compare(self, number: int, seal: str) -> None:
        """The row with this number has this seal."""
        for anchor in self._by_row.get(number, ()):
            if anchor.seal == seal:
                self.agreed = number
            elif self.differs is None:
                self.differs = anchor

    def forget(self, put_back: Restored) -> None:
        """A copy was put back here: anchors of what came after the copy tell of rows that are gone."""
        self.anchors = [one for one in self.anchors if not put_back.explains(one.rows, one.at)]
        for number, of_row in self._by_row.items():
            self._by_row[number] = [one for one in of_row if not put_back.explains(number, one.at)]

    def faults(self, last: int) -> Iterable[str]:
        """What the anchors know otherwise."""
        if (other := self.differs) is not None:
            first = min(self.agreed, other.rows - 1) + 1
            yield f"{rows_in_words(first, other.rows)} are not those of the anchor of {other.at}: replaced by others"
        beyond = max((a for a in self.anchors if a.rows > last), key=lambda a: a.rows, default=None)
        if beyond is not None:
            rows = rows_in_words(last + 1, beyond.rows)
            yield f"{rows} missing at the end: the anchor of {beyond.at} knows {beyond.rows} rows"


def rows_in_words(first: int, last: int) -> str:
    """Rows from one number to another, as a fault names them."""
    return f"row {first}" if first >= last else f"rows {first} to {last}"
