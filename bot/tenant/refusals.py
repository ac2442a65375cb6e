"""What Microsoft's refusals mean to an administrator, and what to do: of the sign-in, and of each step.

Codes of a sign-in are Microsoft Entra's (https://learn.microsoft.com/entra/identity-platform/reference-error-codes),
those of Graph are in `tests/shapes/tenant`, each with where it was seen. Codes and the words that go with them change;
one that is not known is shown as it came, without what it quotes.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from bot.sharepoint.refusals import GraphRefused, TryLater
from bot.tenant.patience import NotYet
from bot.tenant.scopes import APPLICATIONS, CATALOGUE, CONSENT, SITE, Scope

CODE: Final = re.compile(r"AADSTS(\d+)")
_POLICY: Final = (
    "Ask who keeps your Conditional Access policies for an exception, sign in from a machine that meets them, or give "
    "a token that you got there with --token-file"
)
_BLOCKED: Final = f"A Conditional Access policy of your tenant does not allow this sign-in. {_POLICY}"
_CONSENT: Final = (
    "Nobody has consented that Microsoft Graph Command Line Tools may do this in your tenant. Sign in as somebody who "
    "may consent for everybody (Privileged Role Administrator or Global Administrator), once"
)
_WRONG_TENANT: Final = "Check MicrosoftAppTenantId or --tenant: it is the id on the overview page of Microsoft Entra"
_ENDED: Final = "The sign-in was not finished in time. Run the command again, and enter the new code within 15 minutes"
_AGAIN: Final = "Microsoft could not do it just now. Run the command again in some minutes"

SIGN_IN: Final[dict[str, str]] = {
    "16000": "Microsoft could not tell which account is meant. Open the page in a private window and sign in there",
    "50020": f"This account is not of your tenant. Sign in with your administrator's account of it. {_WRONG_TENANT}",
    "50034": f"There is no such account in your tenant. Check how it is spelt. {_WRONG_TENANT}",
    "50053": "The account is locked after too many tries. Wait, or have it unlocked, then run the command again",
    "50055": "The password of the account has expired. Change it, then run the command again",
    "50057": "The account is disabled. Sign in with another one",
    "50059": _WRONG_TENANT,
    "50072": "The account must be set up for multi-factor authentication first: https://aka.ms/mfasetup",
    "50074": "Multi-factor authentication was not passed. Run the command again and confirm the sign-in",
    "50076": "Your tenant asks for multi-factor authentication. Run the command again and confirm the sign-in there",
    "50078": "Your multi-factor authentication has expired. Run the command again and confirm the sign-in",
    "50079": "The account must be set up for multi-factor authentication first: https://aka.ms/mfasetup",
    "50097": f"Your tenant asks for a device that it knows, which a code cannot show. {_POLICY}",
    "50105": (
        "Microsoft Graph Command Line Tools may be used by assigned people only. Assign your account to it: Microsoft "
        "Entra, Enterprise applications, Microsoft Graph Command Line Tools, Users and groups"
    ),
    "50126": "The name or the password is wrong. Run the command again",
    "50128": _WRONG_TENANT,
    "50131": _BLOCKED,
    "50158": f"Your tenant asks for a further check that a code cannot pass. {_POLICY}",
    "50173": "The account was signed out everywhere. Run the command again and sign in anew",
    "500011": f"Microsoft Graph is not known in this tenant. {_WRONG_TENANT}",
    "53000": f"Your tenant asks for a device that meets its rules, which a code cannot show. {_POLICY}",
    "53001": f"Your tenant asks for a device that belongs to it, which a code cannot show. {_POLICY}",
    "53002": f"Your tenant allows approved apps only. {_POLICY}",
    "53003": _BLOCKED,
    "53004": "The account must finish setting up multi-factor authentication first: https://aka.ms/mfasetup",
    "53011": "The account is blocked because of a risk. Ask your security team, or sign in with another one",
    "530003": f"Your tenant asks for a managed device. {_POLICY}",
    "530035": _BLOCKED,
    "530036": f"A policy of your tenant forbids signing in by device code. {_POLICY}",
    "530084": f"A policy of your tenant asks for a token bound to a device, which a code cannot give. {_POLICY}",
    "65001": _CONSENT,
    "65002": "This client may not ask for these permissions. Leave --client-id out, or register one of your own",
    "65004": "The consent was declined. Run the command again and accept what it asks for, or see docs/tenant.md first",
    "65005": _CONSENT,
    "650052": f"Microsoft Graph is not known in this tenant. {_WRONG_TENANT}",
    "70011": "This client may not ask for these permissions. Leave --client-id out, or register one of your own",
    "70016": _ENDED,
    "70019": _ENDED,
    "70020": _ENDED,
    "70043": "The sign-in has ended by a policy of your tenant. Run the command again and sign in anew",
    "700003": "The device that you signed in on is no longer known to your tenant. Sign in from another one",
    "700016": (
        "The client is not known in your tenant: Microsoft Graph Command Line Tools was removed or is blocked there. "
        "Name one of your own with --client-id, or give a token with --token-file"
    ),
    "7000112": "The client is disabled in your tenant. Enable it in Enterprise applications, or give --client-id",
    "7000218": (
        "The client is not set up for device codes. Leave --client-id out; for one of your own switch on “Allow public "
        "client flows” under Authentication"
    ),
    "7000215": "The secret is wrong. These commands need none: leave --client-id out",
    "90002": f"There is no such tenant. {_WRONG_TENANT}",
    "90072": f"This account is not of your tenant. Sign in with your administrator's account of it. {_WRONG_TENANT}",
    "90094": _CONSENT,
    "90099": _CONSENT,
    "90033": _AGAIN,
    "900023": f"That is no tenant. {_WRONG_TENANT}",
    "500113": "The client has no address to come back to. Leave --client-id out",
}
"""What to do, by the number of the code."""

_ROLES: Final = {
    APPLICATIONS: "Your account may not register applications",
    CONSENT: "Your account may not consent to permissions for everybody",
    SITE: "Your account may not change who uses the site, or may not make lists there",
    CATALOGUE: "Your account may not publish apps",
}
_BY_CODE: Final = {
    "Directory_QuotaExceeded": (
        "Your account has registered as many objects as it may. Remove some that nobody needs under Microsoft Entra, "
        "App registrations, Deleted applications too; or let another administrator run this"
    ),
    "CredentialTypeNotAllowedAsPerAppPolicy": (
        "A policy of your tenant forbids passwords of applications. Leave --password-to out: use a managed identity "
        "(--app) or a federated credential (--federated)"
    ),
    "CredentialInvalidLifetimeAsPerAppPolicy": (
        "A policy of your tenant forbids a password that lasts so long. Give fewer days with --password-days"
    ),
    "AppDefinitionAlreadyExists": (
        "The catalogue has this version already, or one that waits for review: approve or reject it under Teams apps, "
        "Manage apps in the Teams admin centre, or raise version in manifest/template.json"
    ),
    "UnableToParseTeamsAppManifest": (
        "The catalogue does not take the package. Mend manifest/template.json: front-door manifest build may say more"
    ),
}


def of_sign_in(said: str) -> str:
    """What to do when Microsoft Entra refused a sign-in with these words: a sentence or two, with the code."""
    found = CODE.search(said)
    if found is None:
        if "timed out" in said.casefold() or "expired" in said.casefold():
            return _ENDED
        return "Microsoft Entra did not let you sign in, and named no code. Run the command again"
    number = found[1]
    if number in SIGN_IN:
        return f"{SIGN_IN[number]} (AADSTS{number})"
    where = f"https://login.microsoftonline.com/error?code={number}"
    return f"Microsoft Entra did not let you sign in (AADSTS{number}). What it means: {where}"


def of_step(scope: Scope, refused: GraphRefused) -> str:
    """What to do when Graph refused a step that needs this scope: a sentence or two, without what Graph quoted."""
    told = refused.reason.partition(". ")[0]
    for code, mend in _BY_CODE.items():
        if code in {refused.code, refused.inner}:
            return f"{mend} ({told})"
    if isinstance(refused, (TryLater, NotYet)):
        return f"{told}. Run the same command again later: it goes on from here"
    if refused.status == HTTPStatus.UNAUTHORIZED:
        return f"The sign-in has ended, or the token is not for Graph. Sign in again, or give a fresh one ({told})"
    if refused.status == HTTPStatus.FORBIDDEN:
        needs = f"It takes {scope.name} and the role {scope.role}: sign in as who has both"
        return f"{_ROLES[scope]}. {needs} ({told})"
    return f"{refused.reason}. Nothing of this step was changed"
