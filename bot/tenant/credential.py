"""How the application signs in: a password in a file, only when it is asked for, or tokens of somebody else's.

The password is told once, by Microsoft to us and by us to a file that only this account can read. It is in no log, on
no screen, and in nothing that these commands keep.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.sharepoint.listing import every_page
from bot.sharepoint.refusals import Conflict, GiveUp, GraphRefused, Missing, TryLater
from bot.tenant.scopes import APPLICATIONS
from bot.tenant.work import Blocked, Json, Look, Step, Tenant

LABEL: Final = "front-door tenant apply"
"""What the password and the federated credential are called in Microsoft Entra."""
FEDERATED_NAME: Final = "front-door"
AUDIENCE: Final = "api://AzureADTokenExchange"
"""(https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust)"""
_MAKING: Final = "password"


async def look_for_credential(t: Tenant) -> Look:
    """What the application signs in with, and what of it was asked for and is not there."""
    file, federated = t.wish.password_to, t.wish.federated
    if t.is_managed:
        if file or federated:
            raise Blocked("a managed identity signs in by itself. Leave --password-to and --federated out")
        return Look("a managed identity needs none", state="not asked")
    if not (file or federated):
        return Look("none was asked for (--password-to FILE, --federated ISSUER SUBJECT)", state="not asked")
    found, will = [], []
    if file and (there := await _look_for_password(t, file)):
        found.append(there)
    elif file:
        will.append(f"make a password for {t.wish.password_days} days and write it to {file}, told nowhere else")
    if federated:
        told = f"tokens of {federated[0]} for {federated[1]}"
        if await _federated(t):
            found.append(f"{told} are taken")
        else:
            will.append(f"take {told} in place of a password")
    return Look(" and ".join(found) or "none yet", " and ".join(will))


async def make_credential(t: Tenant) -> str:
    """Make what is lacking of what was asked for."""
    told = []
    if t.wish.password_to and not await _look_for_password(t, t.wish.password_to):
        told.append(await _make_password(t, t.wish.password_to))
    if t.wish.federated and await _federated(t) is None:
        told.append(await _federate(t, *t.wish.federated))
    return " and ".join(told) or "it is there"


async def still_credential(t: Tenant) -> Look:
    """The password that was made here, where the application itself stays; else all goes with the application."""
    if t.application is None:
        return Look("there is none", state="none")
    if not t.kept.named:
        return Look("what there is goes with the application", state="none")
    mine = [one for one in t.application.get("passwordCredentials") or [] if one.get("keyId") == t.kept.password]
    stays = ". The federated credential stays: remove it under Certificates & secrets" if t.kept.federated else ""
    if not mine:
        return Look(f"no password was made by these commands{stays}", state="stays" if stays else "none")
    return Look("there is a password of these commands", f"remove the password that ends {_day(mine[0])}{stays}")


async def drop_credential(t: Tenant) -> str:
    """Remove that password."""
    application, key = t.application, t.kept.password
    assert application is not None
    try:
        await _remove(t, str(application["id"]), key)
    except (Missing, GiveUp):
        if key in await _keys(t):
            raise
    t.note(**dict.fromkeys(("password", "password_file"), ""))
    return "removed the password; the file that holds it is yours to delete"


CREDENTIAL: Final = Step(
    "Credential", APPLICATIONS, look_for_credential, make_credential, still_credential, drop_credential
)


async def _look_for_password(t: Tenant, file: Path) -> str:
    """What is there of the password that was asked for; empty: nothing, so it must be made. Raises `Blocked`."""
    is_there, is_ours = _is_there(file), t.kept.password_file == _whole(file)
    known: list[Json] = []
    if t.kept.password:
        there = (await _now(t)).get("passwordCredentials") or []
        known = [one for one in there if one.get("keyId") == t.kept.password]
    if known and is_there and is_ours and _MAKING not in t.kept.making:
        return f"the password in {file} holds until {_day(known[0])}"
    if is_there and not (is_ours and _MAKING in t.kept.making):
        why = "holds a password that was removed in Microsoft Entra" if is_ours else "would be overwritten"
        raise Blocked(f"{file} is there already and {why}. Name another with --password-to")
    if known:
        until = _day(known[0])
        t.patience.say(f"the password written to {t.kept.password_file} goes on until {until}: remove it once replaced")
    return ""


async def _make_password(t: Tenant, file: Path) -> str:
    await _remove_what_nobody_knows(t)
    # The file first: a password that cannot be written down would be lost, for Microsoft tells it once.
    again = _MAKING in t.kept.making and t.kept.password_file == _whole(file)
    before = await _keys(t)
    out = _open(file, again=again)
    t.note(password_file=_whole(file), passwords_before=before)
    began = t.now()
    ends = (began + timedelta(days=t.wish.password_days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"passwordCredential": {"displayName": LABEL, "endDateTime": ends}}
    with os.fdopen(out, "w", encoding="utf-8") as opened:
        t.kept.begin(_MAKING, began.isoformat(timespec="seconds"))
        application = str((t.application or {})["id"])
        try:
            made = await t.patience.until_seen(
                "the new application",
                lambda: t.graph.call(
                    "POST", lambda c: c.applications.by_application_id(application).add_password, body=body
                ),
                lambda refused: isinstance(refused, Missing),
            )
        except GraphRefused as refused:
            if not isinstance(refused, TryLater):
                _drop_file(file)
                t.kept.done(_MAKING)
            raise
        if not (made.get("secretText") and made.get("keyId")):
            raise TryLater("Graph's answer names no password")
        opened.write(f"MicrosoftAppPassword={made['secretText']}\n")
        opened.flush()
        os.fsync(opened.fileno())
    t.note(password=str(made["keyId"]), password_file=_whole(file))
    t.kept.done(_MAKING)
    return f"wrote a password to {file}; it holds until {ends[:10]}. It is told nowhere else"


async def _remove_what_nobody_knows(t: Tenant) -> None:
    """Remove a password of which the answer was lost in a run before: nobody has it, and it would serve for a year."""
    if _MAKING not in t.kept.making:
        return
    application = await _now(t)
    # By what was there before, and not by the time: this machine's clock may be ahead of Microsoft's.
    for one in application.get("passwordCredentials") or []:
        was_there = one.get("keyId") in {*t.kept.passwords_before, t.kept.password}
        if one.get("displayName") == LABEL and not was_there:
            await _remove(t, str(application["id"]), str(one["keyId"]))


async def _remove(t: Tenant, application: str, key: str) -> None:
    await t.graph.call(
        "POST", lambda c: c.applications.by_application_id(application).remove_password, body={"keyId": key}
    )


async def _keys(t: Tenant) -> list[str]:
    """The key ids of every password that the application has now."""
    return [str(one.get("keyId")) for one in (await _now(t)).get("passwordCredentials") or []]


async def _now(t: Tenant) -> Json:
    """The registration as it is now; what is known of it while it is too new to be seen."""
    application = t.application
    if application is None:
        return {}
    try:
        return await t.graph.call(
            "GET",
            lambda c: c.applications.by_application_id(application["id"]),
            query={"$select": "id,passwordCredentials"},
        )
    except Missing:
        return application


async def _federated(t: Tenant) -> Json | None:
    application, wanted = t.application, t.wish.federated
    if application is None or wanted is None:
        return None
    try:
        page = await t.graph.call(
            "GET", lambda c: c.applications.by_application_id(application["id"]).federated_identity_credentials
        )
    except Missing:
        return None
    there = await every_page(t.graph, page)
    return next((one for one in there if (one.get("issuer"), one.get("subject")) == wanted), None)


async def _federate(t: Tenant, issuer: str, subject: str) -> str:
    application = t.application
    assert application is not None
    body = {"name": FEDERATED_NAME, "issuer": issuer, "subject": subject, "audiences": [AUDIENCE], "description": LABEL}
    try:
        await t.patience.until_seen(
            "the new application",
            lambda: t.graph.call(
                "POST",
                lambda c: c.applications.by_application_id(application["id"]).federated_identity_credentials,
                body=body,
            ),
            lambda refused: isinstance(refused, Missing),
        )
    except Conflict:
        if not await t.patience.until_found("the federated credential", lambda: _federated(t)):
            raise Blocked(
                f"the application has a federated credential called {FEDERATED_NAME} for something else. Remove it "
                "under Certificates & secrets, Federated credentials"
            ) from None
    t.note(federated=FEDERATED_NAME)
    return f"tokens of {issuer} for {subject} are taken"


def _open(file: Path, *, again: bool) -> int:
    """The file for the password, for this account alone. Raises `Blocked`."""
    try:
        if again:
            _drop_file(file)
        return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise Blocked(f"{file} cannot be written ({why}). Name another with --password-to") from None


def _is_there(file: Path) -> bool:
    return file.exists()


def _whole(file: Path) -> str:
    return str(file.absolute())


def _drop_file(file: Path) -> None:
    file.unlink(missing_ok=True)


def _day(password: Json) -> str:
    return str(password.get("endDateTime") or "an unknown day")[:10]
