"""An administrator signs in by a code or a token; each refusal of Microsoft Entra says what to do."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.local.graph.principals import TENANT
from bot.tenant.scopes import SCOPES
from bot.tenant.sign_in import NoSignIn, SignedIn, brought, token_of

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
        ({"scp": None, "roles": ["Sites.Selected"]}, "of an application"),
    ],
)
def test_a_token_that_would_be_refused_later_is_refused_now(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NoSignIn, match=said) as refused:
        brought(token(**changes), TENANT, NOW)
    assert token(**changes) not in str(refused.value)


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
