"""Exercises in which Graph or Teams misbehave (goals R2 to R6)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.faults.town import Town, town
from benchmarks.finding import Asked, Finding
from bot.local.faults import Fault

ITEMS = "items"
SENDS = "/activities$"
# The goals, in seconds and tries.
BACK, OTHERS, TRIES, DELIVERED = 900.0, 5.0, 5, 600.0
UNDER_WAY = 0.05
"""Seconds after a refusal in which calls may still come that had left before the answer was read."""
LANES = 40
"""People who send at the same time: items of one person go one after the other."""


async def dropped_after_commit(asked: Asked) -> Finding:
    """R2: SharePoint stores the item and the connection drops."""
    times = asked.count(1000, 40)
    async with _running(asked) as here:
        faults = here.microsoft.graph.door.plan
        here.microsoft.graph.misbehave(Fault("drop_after_commit", method="POST", path=ITEMS, times=times))
        people = min(LANES, times)
        await here.send(people, -(-times // people))
        in_time = await here.until(lambda: not faults.waiting and here.lost() == 0, 120)
        in_time = await here.no_item_waits(60) and in_time
        await asyncio.sleep(3)  # whatever would come twice comes now
        dropped = times - sum(fault.times or 0 for fault in faults.waiting)
        sent, lost, doubled = len(here.lodged()), here.lost(), here.doubled()
        words = f"{dropped} drops, {sent} requests: {lost} lost, {doubled} doubled"
        measured: dict[str, object] = {"drops": dropped, "requests": sent, "lost": lost, "doubled": doubled}
        return Finding("R2", words, in_time and dropped == times and lost == 0 and doubled == 0, measured)


async def outage(asked: Asked) -> Finding:
    """R3: Graph is down while requests come; they arrive in each person's order when it is back."""
    requests, seconds = asked.count(500, 100), asked.seconds(600.0, 20.0)
    async with _running(asked) as here:
        here.microsoft.graph.misbehave(Fault("outage", times=None))
        began = time.time()
        await here.send(people=min(25, requests), each=max(1, requests // min(25, requests)))
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


async def told_to_wait(asked: Asked) -> Finding:
    """R4: Graph asks to wait, by 429 and by 503; no call of any worker comes before the time is over."""
    found = [await _told_to_wait(asked, status) for status in (429, 503)]
    return Finding("R4", "; ".join(words for words, _ in found), all(met for _, met in found))


async def _told_to_wait(asked: Asked, status: int) -> tuple[str, bool]:
    seconds = 5
    async with _running(asked) as here:
        before = len(here.microsoft.graph.ledger)
        here.microsoft.graph.misbehave(Fault("status", path=ITEMS, status=status, retry_after=seconds))
        await here.send(people=10, each=2)
        await here.until(lambda: here.lost() == 0, seconds + 60)
        calls = here.microsoft.graph.ledger[before:]
        refused = next(call for call in calls if call.status == status)
        early = [call for call in calls if refused.at + UNDER_WAY < call.at < refused.at + seconds - 0.05]
        words = f"{status} with Retry-After {seconds}: {len(early)} calls too early, {here.lost()} lost"
        return words, not early and here.lost() == 0


async def poisoned(asked: Asked) -> Finding:
    """R5: an item that SharePoint never takes is set aside; the others hardly wait."""
    async with _running(asked) as here:
        first = here.staff[0]
        here.microsoft.graph.misbehave(Fault("poison", title="poison", times=None))
        poison = await first.send_request("poison")
        await first.send_request("of the same person, after the poison")
        await here.send(people=asked.count(40, 10), each=1)
        await here.until(lambda: here.lost() == 1, 30)
        wait = max(
            here.seen.get(lodged.reference, time.time()) - lodged.at for lodged in here.lodged() if lodged is not poison
        )
        tries = sum(1 for call in here.microsoft.graph.ledger if call.method == "POST" and call.status == 400)
        lines = [line for line in await here.hosts[0].deliveries(poison.reference) if "list item" in line]
        aside = any("set aside" in line and "Graph answered 400" in line for line in lines)
        words = f"set aside with its reason: {aside}, after {tries} tries; the others waited {wait:.1f} s at most"
        return Finding("R5", words, aside and tries <= TRIES and wait <= OTHERS)


async def connector_faults(asked: Asked) -> Finding:
    """R6: the connector answers 412, 429, 502, 504 or nothing; 403 is marked and nothing more is sent."""
    async with town(seed=asked.seed) as here:
        host, teams = here.hosts[0], here.microsoft.teams
        await host.start()
        people = [here.someone() for _ in range(6)]
        for status in (412, 429, 502, 504, 0, 502):
            wait = 2 if status == 429 else None
            kind = Fault("status", path=SENDS, status=status, retry_after=wait) if status else Fault("drop", path=SENDS)
            teams.misbehave(kind)
        began = time.time()
        await asyncio.gather(*(person.type("help") for person in people))
        answered = await here.until(lambda: {p.conversation for p in people} <= _reached(here), DELIVERED)
        took = time.time() - began
        blocked = here.someone()
        teams.refuse.add(blocked.aad_id)
        await blocked.type("help")
        await here.until(lambda: any(call.conversation == blocked.conversation for call in teams.ledger), 15)
        await asyncio.sleep(5)
        sends = sum(1 for call in teams.ledger if (call.method, call.conversation) == ("POST", blocked.conversation))
        marked = any("refused" in line for line in await host.deliveries())
        words = (
            f"412, 429, 502, 504, no answer: all answered: {answered}, after {took:.1f} s, {teams.doubles()} doubled; "
            f"403: sent {sends} time, marked: {marked}"
        )
        return Finding("R6", words, answered and took <= DELIVERED and sends == 1 and marked)


def _reached(here: Town) -> set[str]:
    return {sent.conversation for sent in here.microsoft.teams.taken()}


@asynccontextmanager
async def _running(asked: Asked) -> AsyncIterator[Town]:
    """A town whose front door runs and has made the list."""
    async with town(seed=asked.seed) as here:
        await here.hosts[0].start()
        await here.someone().send_request("the first, so that the list is there")
        await here.until(lambda: here.lost() == 0, 30)
        yield here
