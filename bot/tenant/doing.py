"""The steps in their order: what would be done, what was done, and what is left for somebody to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from bot.sharepoint.access import DEFAULT_LIST
from bot.sharepoint.refusals import GraphRefused
from bot.tenant.catalogue import APPROVE, PUBLISHING
from bot.tenant.consent import PERMISSIONS
from bot.tenant.credential import CREDENTIAL
from bot.tenant.kept import read_kept
from bot.tenant.principal import PRINCIPAL
from bot.tenant.refusals import of_step
from bot.tenant.registration import APPLICATION
from bot.tenant.site import LISTS_STEP, OPENING
from bot.tenant.work import Blocked, Look, State, Step, Tenant

STEPS: Final = (APPLICATION, PRINCIPAL, PERMISSIONS, CREDENTIAL, OPENING, LISTS_STEP, PUBLISHING)
Say = Callable[[str], None]
_Looks = Callable[[Tenant], Awaitable[Look]]
_Changes = Callable[[Tenant], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan or of the table: the step, how it is, and a sentence."""

    step: str
    state: State
    sentence: str


async def plan(t: Tenant, *, removing: bool = False) -> list[Line]:
    """What would be done, a line for each step. Only reads, in the tenant and on this machine."""
    t.planning = True
    lines: list[Line] = []
    # From the application on, also where it goes last: the others need to know it.
    for step in STEPS:
        lines.append(await _planned(t, step, lines, removing=removing))
    # What a plan has learnt may be old when its steps are done.
    t.application = t.principal = None
    t.app_id = t.catalogue = ""
    t.roles = {}
    return lines[::-1] if removing else lines


async def carry_out(t: Tenant, say: Say) -> list[Line]:
    """Do the steps, each told as it is done; gives the table. What needs a refused one is not tried.

    Raises `Unusable` where another run is at work, or what is made cannot be noted.
    """
    lines: list[Line] = []
    with _at_work(t):
        for number, step in enumerate(STEPS, 1):
            lines.append(await _done(t, step, lines))
            say(f"{number}. {step.name}: {lines[-1].state}. {_capital(lines[-1].sentence)}.")
    return lines


async def take_back(t: Tenant, say: Say) -> list[Line]:
    """Undo the steps in the reverse order, each told as it is undone; gives the table. Raises `Unusable`."""
    lines: list[Line] = []
    with _at_work(t):
        await _known(t)
        for number, step in enumerate(reversed(STEPS), 1):
            lines.append(await _undone(t, step))
            say(f"{number}. {step.name}: {lines[-1].state}. {_capital(lines[-1].sentence)}.")
        if all(line.state in {"done", "none"} for line in lines):
            t.kept.forget()
    return lines


def settings_of(t: Tenant) -> list[str]:
    """The lines of `.env` that lead a front door to what was made. No secret is among them."""
    managed = t.is_managed
    lines = [
        f"MicrosoftAppId={t.app_id}",
        f"MicrosoftAppType={'UserAssignedMSI' if managed else 'SingleTenant'}",
        f"MicrosoftAppTenantId={t.wish.tenant}",
        f"SHAREPOINT_SITE={t.wish.site}",
    ]
    if t.wish.lists and (name := t.wish.lists[0].name) != DEFAULT_LIST:
        lines.append(f"SHAREPOINT_LIST={name}")
    if t.catalogue:
        lines.append(f"TEAMS_APP_ID={t.catalogue}")
    if t.wish.federated:
        lines += [f"AZURE_CLIENT_ID={t.app_id}", f"AZURE_TENANT_ID={t.wish.tenant}"]
    return lines


def left_for_people(t: Tenant) -> list[str]:
    """What Graph cannot do, with the page where a person does it."""
    left = [
        "Azure Bot: make it for this application, as step 4 of docs/deploy.md or the template in infra does",
        (
            "Setup policy: Teams admin centre, Teams apps, Setup policies: add “Digital front door” to Installed apps "
            "for champions, IT business partners and the governance team"
        ),
        "Views of the lists: docs/site-script/README.md",
    ]
    return [f"Review: {APPROVE}", *left] if t.wish.review else left


def table(lines: list[Line]) -> list[str]:
    """The lines as a table of text."""
    wide, state = max(len(line.step) for line in lines), max(len(line.state) for line in lines)
    return [f"{line.step:<{wide}}  {line.state:<{state}}  {_capital(line.sentence)}" for line in lines]


@contextmanager
def _at_work(t: Tenant) -> Iterator[None]:
    """Change things from here on, as the only run of this folder, with what is kept of it now. Raises `Unusable`."""
    with t.kept.alone():
        t.kept = read_kept(t.kept.file.parent, t.wish.tenant, t.wish.site)
        t.planning = False
        yield


async def _planned(t: Tenant, step: Step, before: list[Line], *, removing: bool) -> Line:
    async def work() -> Line:
        look = await (step.still if removing else step.look)(t)
        return Line(step.name, "to do", look.will) if look.will else Line(step.name, look.state, look.found)

    return _waits(step, before) or await _told(t, step, work)


async def _done(t: Tenant, step: Step, before: list[Line]) -> Line:
    return _waits(step, before) or await _changed(t, step, step.look, step.do)


async def _undone(t: Tenant, step: Step) -> Line:
    return await _changed(t, step, step.still, step.undo)


async def _changed(t: Tenant, step: Step, look_at: _Looks, change: _Changes) -> Line:
    """Look, and change what the look found; again where Graph asks to be asked later."""

    async def work() -> Line:
        # Each time anew: what an answer that was lost has made is there already.
        look = await look_at(t)
        if not look.will:
            return Line(step.name, look.state, look.found)
        return Line(step.name, "done", await change(t))

    return await _told(t, step, work)


async def _told(t: Tenant, step: Step, work: Callable[[], Awaitable[Line]]) -> Line:
    """The line that comes of the work, or why it was refused."""
    try:
        return await t.patience.steadily(work)
    except Blocked as blocked:
        return Line(step.name, "refused", str(blocked))
    except GraphRefused as refused:
        return Line(step.name, "refused", of_step(step.scope, refused))


async def _known(t: Tenant) -> None:
    """Find the application and its service principal first, though they go last."""
    with suppress(Blocked, GraphRefused):
        await t.patience.steadily(lambda: APPLICATION.still(t))
        await t.patience.steadily(lambda: PRINCIPAL.still(t))


def _waits(step: Step, before: list[Line]) -> Line | None:
    """A step that needs the application cannot be tried without it."""
    lost = [line for line in before if line.state in {"refused", "not tried"}]
    for needed in (APPLICATION, PRINCIPAL) if step is PERMISSIONS else (APPLICATION,):
        if step.needs_app and any(line.step == needed.name for line in lost):
            return Line(step.name, "not tried", f"it needs the {needed.name.lower()}: see there")
    return None


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"
