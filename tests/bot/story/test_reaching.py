"""A champion has the app, a partner has it not: over HTTP both hear of the same request, and are welcomed once."""

from __future__ import annotations

import asyncio

from bot.deliveries.listing import listing
from bot.local.graph.store import keep_person
from bot.register import people as people_rows
from bot.wiring import now
from tests.bot.story.house import BOT, STAFF, House, until, verbs_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, walk

CHAMPION = "00000000-0000-0000-0000-00000000c001"
PARTNER = partner_of("housing")


async def test_who_has_not_the_app_hears_of_a_request_and_is_welcomed_once(house: House) -> None:
    for aad_id in (CHAMPION, PARTNER):
        keep_person(house.graph.door.store, {"id": aad_id, "upn": f"{aad_id}@example.org", "name": "Somebody"})
    house.graph.apps.publish(BOT)
    house.graph.apps.add(CHAMPION, BOT)
    house.teams.has_app = lambda aad_id: aad_id == STAFF or house.graph.apps.has(aad_id)

    person, partner, champion = house.someone(), house.someone(PARTNER, "Partner"), house.someone(CHAMPION, "Champion")
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")
    await until(lambda: [m for m in champion.inbox if "DR-0001" in m.words], "the champion does not hear")
    await until(lambda: [m for m in partner.inbox if "pick_up" in verbs_of(m.card)], "the partner does not hear")

    # Teams tells of the installation twice, late, and under its own id of the chat.
    there = {"id": "a:another-chat", "conversationType": "personal"}
    told = {"conversation": there, "from": {"id": f"29:{PARTNER}", "aadObjectId": PARTNER}}
    added = {"type": "conversationUpdate", "membersAdded": [{"id": f"28:{BOT}"}], **told}
    await partner.post({"type": "installationUpdate", "action": "add", **told})
    await partner.post(added)
    known = house.front_door.register.read_now(lambda c: people_rows.find(c, PARTNER))
    assert known is not None
    assert known.place is not None
    assert (known.place.conversation, known.welcomed, known.reachable) == (there["id"], there["id"], True)
    await asyncio.wait_for(house.front_door.deliveries.stop(), 30)
    assert (len(partner.inbox), house.teams.to(there["id"])) == (2, [])
    # Of the partner alone: on some days papers of a meeting go to a member who has not the app either.
    asked = [
        c for c in house.graph.ledger if c.method == "POST" and c.path.endswith(f"/{PARTNER}/teamwork/installedApps")
    ]
    assert len(asked) == 1


async def test_who_cannot_be_reached_stands_in_the_list_with_the_reason(house: House) -> None:
    house.teams.states |= {CHAMPION: "blocked", PARTNER: "no_app"}
    person = house.someone()
    await walk(person, PROJECT, DETAILS)
    await person.press("submit")

    def refused() -> dict[str, str]:
        found = house.front_door.register.read_now(lambda c: listing(c, now(), "DR-0001"))
        return {str(d.payload["role"]): d.reason for d in found if d.state == "refused"}

    said = await until(lambda: len(refused()) == 2 and refused(), "two are not refused")
    assert said["champion"].startswith("they blocked the bot or removed the app")
    assert "the catalogue of the tenant has no such app" in said["partner"]
