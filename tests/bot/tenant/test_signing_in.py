"""An administrator signs in by a code or a token; each refusal of Microsoft Entra says what to do."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.local.graph.principals import TENANT
from bot.tenant.refusals import of_sign_in
from bot.tenant.scopes import SCOPES
from bot.tenant.sign_in import NoSignIn, SignedIn, brought, token_of, trusting

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SCOPE_NAMES = " ".join(scope.name for scope in SCOPES)
SOUND = {"aud": "https://graph.microsoft.com", "tid": TENANT, "exp": 2_000_000_000, "scp": SCOPE_NAMES}


def token(**changes: Any) -> str:
    """A token with some claims changed; nobody has signed it."""
    claims = {name: value for name, value in (SOUND | changes).items() if value is not None}
    return f"head.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.sign"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tid": "another"}, "of the tenant another"),
        ({"aud": "https://management.azure.com"}, "another service"),
        ({"exp": 1_000_000_000}, "has ended"),
        ({"exp": int(NOW.timestamp())}, "has ended"),
        ({"scp": None, "roles": ["Sites.Selected"]}, "of an application"),
    ],
)
def test_a_token_that_would_be_refused_later_is_refused_now(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NoSignIn, match=said) as refused:
        brought(token(**changes), TENANT, NOW)
    assert token(**changes) not in str(refused.value)


@pytest.mark.parametrize("changes", [
    {"aud": "https://graph.microsoft.com/"}, {"aud": None}, {"tid": TENANT.upper()}, {"tid": None},
    {"exp": int(NOW.timestamp()) + 1}, {"exp": None}, {"scp": None}, {"roles": ["wids"]},
])  # fmt: skip
def test_a_token_that_says_less_or_says_it_otherwise_is_tried(changes: dict[str, Any]) -> None:
    assert brought(token(**changes), TENANT, NOW) == SignedIn(token(**changes))


def test_certificates_are_believed_as_the_machine_names_them() -> None:
    named = {"SSL_CERT_FILE": "/ours.pem"}
    assert trusting({}) == {}
    assert trusting(named) == {"connection_verify": "/ours.pem"}
    assert trusting({**named, "REQUESTS_CA_BUNDLE": "/first.pem"}) == {"connection_verify": "/first.pem"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "AADSTS50126: Error validating credentials",
            "The name or the password is wrong. Run the command again (AADSTS50126)",
        ),
        ("AADSTS99999: of nobody", "What it means: https://login.microsoftonline.com/error?code=99999"),
        ("Authentication timed out", "The sign-in was not finished in time"),
        ("The code has Expired", "The sign-in was not finished in time"),
        ("Something else", "Microsoft Entra did not let you sign in, and named no code. Run the command again"),
    ],
)
def test_a_refused_sign_in_says_what_to_do(said: str, told: str) -> None:
    assert told in of_sign_in(said)


def test_a_token_says_which_scopes_it_lacks_and_one_that_is_sealed_is_tried() -> None:
    assert brought(token(), TENANT, NOW).lacks == ()
    assert brought(token(scp=SCOPES[0].name), TENANT, NOW).lacks == tuple(scope.name for scope in SCOPES[1:])
    for sealed in ("opaque", "a.b.c", "a.!!.c"):
        assert brought(sealed, TENANT, NOW) == SignedIn(sealed)
    assert "opaque" not in repr(brought("opaque", TENANT, NOW))
    for not_alone in ("Bearer opaque", "op\naque", "opäque"):
        with pytest.raises(NoSignIn, match="Give it alone"):
            brought(not_alone, TENANT, NOW)


def test_a_token_comes_from_a_file_that_nobody_else_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text("opaque\n")
    file.chmod(0o644)
    with pytest.raises(NoSignIn, match="chmod 600"):
        token_of(file)
    file.chmod(0o600)
    assert token_of(file) == "opaque"
    file.write_text(" \n")
    with pytest.raises(NoSignIn, match="is empty"):
        token_of(file)
    with pytest.raises(NoSignIn, match="cannot be read"):
        token_of(tmp_path / "none")
    assert token_of(None) == ""
    monkeypatch.setenv("FRONT_DOOR_TENANT_TOKEN", " sealed ")
    assert token_of(None) == "sealed"
