"""Saving a file in somebody's OneDrive: in pieces, once, resumed where it may be, and never for who may not have it."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import Connection, select

from bot import file_offers
from bot.deliveries import ledger
from bot.deliveries.ledger import Delivery
from bot.delivery_errors import TryLater
from bot.host.outbound import open_session
from bot.host.upload_address import UploadRule
from bot.host.upload_session import UNIT, UploadSession
from bot.local.faults import Fault
from bot.local.onedrive import OneDrive
from bot.outgoing.file_makers import CannotBeMade, Made
from bot.outgoing.uploads import TRIED_FOR, UploadSender
from bot.people.directory import people_of, read_directory
from bot.register import people as people_rows
from bot.register import schema
from bot.register.opening import open_register
from bot.register.register import NotSaved, Register
from dialogs.model import AnswerFile, OfferFile, Person, UploadPlace
from tests.bot.sharepoint.sharepoint_cases import rulebook

CHAMPION = Person("00000000-0000-0000-0000-00000000c001", "Housing champion")
NOBODY = Person("00000000-0000-0000-0000-0000000000ff", "Somebody")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FILE = "my-area.csv"


@dataclass
class Fixed:
    """A maker that makes what a test says; None: it cannot."""

    data: bytes | None = b"x" * 1000

    async def size(self, person: Person, fields: Mapping[str, str]) -> int:
        """Not asked here."""
        raise NotImplementedError

    async def make(self, person: Person, fields: Mapping[str, str]) -> Made:
        """The same for everybody."""
        del person
        if self.data is None:
            raise CannotBeMade("no")
        return Made(self.data, {"filter": fields["filter"]})


@dataclass
class Desk:
    """One upload by hand: each `try_once` is what a worker does, and the ledger hears nothing of how it ended."""

    register: Register
    onedrive: OneDrive
    sender: UploadSender
    base: str
    maker: Fixed
    time: list[datetime]
    place: dict[str, str] = field(default_factory=dict)

    def offered(self, to: Person = CHAMPION, kind: Any = "export", **place: str) -> None:
        """A file was offered and allowed."""
        self.place = {**self.onedrive.begin(self.base, FILE), **place}
        info = self.place
        where = UploadPlace(info["uploadUrl"], info["contentUrl"], info["uniqueId"], info["fileType"], info["name"])

        def job(connection: Connection) -> None:
            people_rows.introduce(connection, to, NOW, lambda: f"key-{to.aad_id[-4:]}")
            file_offers.make(connection, "1", to, OfferFile(FILE, kind, {"filter": "all"}), NOW)
            offer = file_offers.find(connection, "file:1")
            assert offer is not None
            file_offers.answer(connection, to, AnswerFile(offer, where), NOW)

        self.register.write_now(job)

    def delivery(self) -> Delivery:
        """The upload as the ledger has it."""
        found = self.register.read_now(lambda c: ledger.find(c, "upload:1"))
        assert found is not None
        return found

    async def try_once(self) -> None:
        """One try."""
        await self.sender.upload(self.delivery())

    def said(self) -> list[str]:
        """What is to be sent to the person after it, by kind."""
        wanted = select(schema.deliveries).where(schema.deliveries.c.kind.in_(("file_card", "personal", "file")))
        rows = self.register.read_now(lambda c: c.execute(wanted.order_by(schema.deliveries.c.number)).all())
        return [f"{row.kind} {row.payload}" for row in rows if row.id != "file:1"]

    def history(self) -> list[tuple[str, dict[str, Any]]]:
        """What the history says."""
        rows = self.register.read_now(lambda c: c.execute(select(schema.audit).order_by(schema.audit.c.number)).all())
        return [(row.what, json.loads(row.fields)) for row in rows]

    def whose(self) -> list[str]:
        """Whose doings they are, as the history names people."""
        rows = self.register.read_now(lambda c: c.execute(select(schema.audit).order_by(schema.audit.c.number)).all())
        return [row.who for row in rows]

    @property
    def ranges(self) -> list[str]:
        """The ranges that were brought."""
        return [call.range for call in self.onedrive.ledger if call.method == "PUT"]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    ids, time, maker = itertools.count(1), [NOW], Fixed()
    register = open_register(f"sqlite:///{tmp_path / 'front-door.sqlite'}")
    onedrive = OneDrive(lambda: f"id-{next(ids)}")
    app = web.Application(client_max_size=100 * 1024 * 1024)
    app.add_routes(onedrive.routes("/onedrive", lambda handler: handler))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    directory = people_of(read_directory(), (), NOW.date(), rulebook())
    async with open_session() as session:
        out = UploadSession(session, UploadRule(local=True), NOW.timestamp)
        known = (register, lambda: directory, lambda: time[0])
        sender = UploadSender(*known, {"export": maker}, out, lambda: f"new-{next(ids)}", UNIT)
        base = f"http://127.0.0.1:{runner.addresses[0][1]}/onedrive"
        yield Desk(register, onedrive, sender, base, maker, time)
    await runner.cleanup()
    register.close()


@pytest.mark.parametrize("size", [1, UNIT - 1, UNIT, UNIT + 1, 3 * UNIT, 3 * UNIT + 17])
async def test_a_file_goes_in_whole_pieces_of_320_kib_and_what_is_left(desk: Desk, size: int) -> None:
    desk.maker.data = bytes(n % 251 for n in range(size))
    desk.offered()
    await desk.try_once()
    assert desk.onedrive.files == [(FILE, desk.maker.data)]
    starts = range(0, size, UNIT)
    assert desk.ranges == [f"bytes {at}-{min(at + UNIT, size) - 1}/{size}" for at in starts]
    assert not any(call.token for call in desk.onedrive.ledger)
    (card,) = desk.said()
    assert '"sure": true' in card
    assert desk.place["uploadUrl"] not in card
    assert desk.history() == [("exported", {"filter": "all"})]
    assert desk.whose() == ["key-c001"]


async def test_a_part_that_there_is_not_is_not_sent(desk: Desk) -> None:
    desk.offered()

    @dataclass(frozen=True, slots=True)
    class _Asking(UploadSession):
        async def put(self, address: str, piece: bytes, start: int, total: int) -> int | None:
            del address, piece, start
            return total

    whole = desk.sender
    out = whole.onedrive
    await replace(whole, onedrive=_Asking(out.session, out.rule, out.wall, out.called)).upload(desk.delivery())
    assert ["was not saved" in said for said in desk.said()] == [True], desk.said()


async def test_what_was_interrupted_goes_on_where_it_stopped(desk: Desk) -> None:
    desk.maker.data = bytes(n % 251 for n in range(3 * UNIT))
    desk.offered()
    for fault in (Fault("status", "PUT", status=503), Fault("drop", "PUT"), Fault("drop", "GET")):
        desk.onedrive.plan.waiting.append(fault)
        with pytest.raises(TryLater):
            await desk.try_once()
    await desk.try_once()
    assert desk.onedrive.files == [(FILE, desk.maker.data)]
    assert desk.history() == [("exported", {"filter": "all"})], "one copy, however often it was tried"


async def test_parts_of_two_versions_are_never_one_file(desk: Desk) -> None:
    desk.maker.data = b"a" * (2 * UNIT)
    desk.offered()
    await _first_piece_alone(desk)
    desk.maker.data = b"b" * (2 * UNIT)
    await desk.try_once()
    assert desk.onedrive.files == []
    assert [call.method for call in desk.onedrive.ledger][-2:] == ["GET", "DELETE"]
    assert ["changed while it was being saved" in said for said in desk.said()] == [True]


async def test_the_same_file_made_again_is_resumed(desk: Desk) -> None:
    desk.maker.data = b"a" * (2 * UNIT)
    desk.offered()
    await _first_piece_alone(desk)
    await desk.try_once()
    assert desk.onedrive.files == [(FILE, desk.maker.data)]
    assert desk.ranges.count(f"bytes 0-{UNIT - 1}/{2 * UNIT}") == 1


async def _first_piece_alone(desk: Desk) -> None:
    """One try that ends after its first piece, which OneDrive keeps."""
    calls = itertools.count()
    put = UploadSession.put

    @dataclass(frozen=True, slots=True)
    class _Ending(UploadSession):
        async def put(self, address: str, piece: bytes, start: int, total: int) -> int | None:
            if next(calls):
                raise TryLater("the line went dead")
            return await put(self, address, piece, start, total)

    whole = desk.sender
    out = whole.onedrive
    cut = replace(whole, onedrive=_Ending(out.session, out.rule, out.wall, out.called))
    with pytest.raises(TryLater):
        await cut.upload(desk.delivery())


async def test_a_piece_that_it_has_already_is_not_sent_twice(desk: Desk) -> None:
    desk.maker.data = b"a" * (2 * UNIT)
    desk.offered()
    desk.onedrive.plan.waiting += [Fault("status", "PUT", status=416)]
    await desk.try_once()
    assert desk.onedrive.files == [(FILE, desk.maker.data)]
    assert [call.method for call in desk.onedrive.ledger] == ["PUT", "GET", "PUT", "PUT"]


async def test_who_is_told_the_same_again_and_again_stops_and_waits(desk: Desk) -> None:
    desk.offered()
    desk.onedrive.plan.waiting += [Fault("status", "PUT", status=416, times=None)]
    with pytest.raises(TryLater, match="again and again"):
        await desk.try_once()
    assert len(desk.onedrive.ledger) < 20


async def test_whoever_says_wait_is_waited_for(desk: Desk) -> None:
    desk.offered()
    desk.onedrive.plan.waiting += [Fault("status", "PUT", status=429, retry_after=120)]
    with pytest.raises(TryLater) as told:
        await desk.try_once()
    assert told.value.after == 120


async def test_what_was_sent_in_vain_for_a_day_is_offered_again(desk: Desk) -> None:
    desk.offered()
    desk.onedrive.plan.waiting += [Fault("status", "PUT", status=500, times=None), Fault("status", "GET", times=None)]
    desk.time[0] = NOW + TRIED_FOR - timedelta(seconds=1)
    with pytest.raises(TryLater):
        await desk.try_once()
    assert desk.said() == []
    desk.time[0] = NOW + TRIED_FOR
    await desk.try_once()
    (again,) = desk.said()
    assert again.startswith("file ")
    assert '"again": true' in again
    assert '"answered": ""' in again


async def test_a_process_that_ends_before_the_ledger_knows_sends_nothing_twice(desk: Desk) -> None:
    desk.offered()
    await desk.try_once()
    await desk.try_once()
    assert len(desk.ranges) == 1
    assert len(desk.said()) == 1


async def test_a_process_that_ends_between_the_file_and_its_card_shows_the_card_and_says_what_it_knows(
    desk: Desk,
) -> None:
    desk.offered()
    await _ending_before_the_card(desk)
    assert len(desk.onedrive.files) == 1
    assert desk.said() == []
    await desk.try_once()
    assert len(desk.onedrive.files) == 1
    (card,) = desk.said()
    assert card.startswith("file_card ")
    assert '"sure": false' in card


async def _ending_before_the_card(desk: Desk) -> None:
    """One try whose process ends when the file is there and nothing else is known of it."""

    class _Dead(Exception):
        pass

    def until_the_file_is_there(write: Callable[..., Any]) -> Callable[..., Any]:
        async def wrapped(job: Callable[[Connection], Any]) -> Any:
            if desk.onedrive.files:
                raise _Dead
            return await write(job)

        return wrapped

    @dataclass(frozen=True)
    class _Cut:
        register: Register

        @property
        def write(self) -> Callable[..., Any]:
            return until_the_file_is_there(self.register.write)

    with pytest.raises(_Dead):
        await replace(desk.sender, register=_Cut(desk.register)).upload(desk.delivery())  # type: ignore[arg-type]  # all of it that is used


async def test_where_the_history_cannot_be_written_no_byte_leaves(desk: Desk) -> None:
    desk.offered()

    class _Full:
        async def write(self, job: Callable[[Connection], Any]) -> Any:
            del job
            raise NotSaved("the disk is full")

    with pytest.raises(NotSaved):
        await replace(desk.sender, register=_Full()).upload(desk.delivery())  # type: ignore[arg-type]  # all of it that is used
    assert not desk.onedrive.ledger


async def test_who_lost_the_right_since_gets_nothing_and_hears_so(desk: Desk) -> None:
    desk.offered(NOBODY)
    await desk.try_once()
    assert not desk.onedrive.ledger
    assert ["not for you any more" in said for said in desk.said()] == [True]
    assert desk.history() == [("refused", {"verb": "file"})]


async def test_a_stored_address_that_is_not_onedrives_is_never_called(desk: Desk) -> None:
    desk.offered(uploadUrl="https://contoso.sharepoint.com.evil.example/up")
    await desk.try_once()
    assert not desk.onedrive.ledger
    assert ["not in a OneDrive that we know" in said for said in desk.said()] == [True]
    assert desk.history() == [("refused", {"verb": "file"})]


@pytest.mark.parametrize("kind", ["export", "paper", "payroll"])
async def test_what_cannot_be_made_is_said_so_and_nothing_is_sent(desk: Desk, kind: str) -> None:
    desk.maker.data = None
    governance = Person("00000000-0000-0000-0000-00000000a001", "Governance officer")
    desk.offered(governance, kind)
    await desk.try_once()
    assert not desk.onedrive.ledger
    (said,) = desk.said()
    assert ("cannot be made now" if kind != "payroll" else "not for you") in said
