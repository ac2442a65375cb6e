"""53 bad tokens, each made with real keys: none opens the door, and none has its body read."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from bot.host.keys import Key, Keys, Ring, ring_of
from bot.host.tokens import BadToken, Caller, Tokens
from tests.bot.host.host_cases import APP_ID, KEYS, TENANT, Microsoft, RunHost, activity, in_base64

EMULATOR = f"https://login.microsoftonline.com/{TENANT}/v2.0"
EMULATOR_OLD = f"https://sts.windows.net/{TENANT}/"


def _now() -> int:
    """Read when a test runs, not when its file is imported: a suite may take longer than a token's skew."""
    return int(time.time())


def _by_hand(head: object, claims: object, signature: bytes = b"x") -> str:
    parts = [json.dumps(part).encode() if not isinstance(part, bytes) else part for part in (head, claims)]
    return ".".join([*map(in_base64, parts), in_base64(signature)])


def _hmac_with_public_key() -> str:
    """The old trick: sign with the public key as if it were a shared secret."""
    public = KEYS["first"].public_key()
    secret = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = json.dumps({"alg": "HS256", "kid": "kid-1"}).encode()
    signed = f"{in_base64(head)}.{in_base64(_claims())}"
    return f"{signed}.{in_base64(hmac.new(secret, signed.encode(), sha256).digest())}"


def _claims() -> bytes:
    return json.dumps({"iss": "https://api.botframework.com", "aud": APP_ID, "exp": _now() + 600}).encode()


def _changed(token: str) -> str:
    """A sound token whose claims were changed after it was signed."""
    head, _, signature = token.split(".")
    return f"{head}.{in_base64(_claims())}.{signature}"


Make = Callable[[Microsoft], str]

BAD: dict[str, Make] = {
    "no scheme": lambda it: it.token(),
    "basic": lambda _: "Basic dXNlcjpwYXNz",
    "another scheme": lambda it: f"Token {it.token()}",
    "empty": lambda _: "",
    "bearer alone": lambda _: "Bearer",
    "bearer and a space": lambda _: "Bearer ",
    "two tokens": lambda it: f"Bearer {it.token()} {it.token()}",
    "two spaces": lambda it: f"Bearer  {it.token()}",
    "garbage": lambda _: "Bearer garbage",
    "three dots": lambda _: "Bearer a.b.c",
    "empty parts": lambda _: "Bearer ..",
    "too long": lambda it: f"Bearer {it.token(x='y' * 6500)}"[:8180],
    "head is a list": lambda _: f"Bearer {_by_hand([], {})}",
    "head is deep": lambda _: f"Bearer {_by_hand(b'[' * 2000, {})}",
    "claims are a list": lambda _: f"Bearer {_by_hand({'alg': 'RS256', 'kid': 'kid-1'}, [])}",
    "claims are no JSON": lambda _: f"Bearer {_by_hand({'alg': 'RS256', 'kid': 'kid-1'}, b'{')}",
    "no algorithm": lambda _: f"Bearer {_by_hand({'kid': 'kid-1'}, json.loads(_claims()))}",
    "algorithm none": lambda _: f"Bearer {_by_hand({'alg': 'none', 'kid': 'kid-1'}, json.loads(_claims()), b'')}",
    "algorithm NONE": lambda _: f"Bearer {_by_hand({'alg': 'NONE', 'kid': 'kid-1'}, json.loads(_claims()), b'')}",
    "HS256 with the public key": lambda _: f"Bearer {_hmac_with_public_key()}",
    "RS384": lambda it: f"Bearer {it.token(algorithm='RS384')}",
    "RS512": lambda it: f"Bearer {it.token(algorithm='RS512')}",
    "PS256": lambda it: f"Bearer {it.token(algorithm='PS256')}",
    "critical extension": lambda it: f"Bearer {it.token({'crit': ['exp'], 'exp': 1})}",
    "signature cut off": lambda it: f"Bearer {it.token().rpartition('.')[0]}.",
    "signature changed": lambda it: f"Bearer {it.token()[:-8]}AAAAAAAA",
    "claims changed": lambda it: f"Bearer {_changed(it.token())}",
    "signed by a stranger": lambda it: f"Bearer {it.token(key='stranger')}",
    "its own key in the head": lambda it: f"Bearer {it.token({'jwk': it.jwks()['keys'][0]}, key='stranger')}",
    "its own key address": lambda it: f"Bearer {it.token({'jku': 'https://evil.example/keys'}, key='stranger')}",
    "unknown key": lambda it: f"Bearer {it.token({'kid': 'other'})}",
    "no key id": lambda it: f"Bearer {it.token({'kid': None})}",
    "key id is a path": lambda it: f"Bearer {it.token({'kid': '../../etc/passwd'})}",
    "key not endorsed for Teams": lambda it: f"Bearer {it.token({'kid': 'kid-unendorsed'}, key='second')}",
    "no expiry": lambda it: f"Bearer {it.token(exp=None)}",
    "expired beyond the skew": lambda it: f"Bearer {it.token(exp=_now() - 400)}",
    "expired long ago": lambda it: f"Bearer {it.token(exp=1)}",
    "expiry is a word": lambda it: f"Bearer {it.token(exp='tomorrow')}",
    "expiry is true": lambda it: f"Bearer {it.token(exp=True)}",
    "expiry is endless": lambda it: f"Bearer {it.token(exp=1e300)}",
    "not valid yet": lambda it: f"Bearer {it.token(nbf=_now() + 900)}",
    "start is a word": lambda it: f"Bearer {it.token(nbf='now')}",
    "no issuer": lambda it: f"Bearer {it.token(iss=None)}",
    "issuer is a lookalike": lambda it: f"Bearer {it.token(iss='https://api.botframework.com/')}",
    "issuer of the US government cloud": lambda it: f"Bearer {it.token(iss='https://api.botframework.us')}",
    "emulator token": lambda it: f"Bearer {it.token(iss=EMULATOR, appid=APP_ID, ver='2.0', azp=APP_ID)}",
    "old emulator token": lambda it: f"Bearer {it.token(iss=EMULATOR_OLD, appid=APP_ID, ver='1.0')}",
    "skill token": lambda it: f"Bearer {it.token(iss=EMULATOR, appid='another-bot', azp='another-bot', ver='2.0')}",
    "no audience": lambda it: f"Bearer {it.token(aud=None)}",
    "another bot's audience": lambda it: f"Bearer {it.token(aud='00000000-0000-0000-0000-00000000beef')}",
    "audience is a list": lambda it: f"Bearer {it.token(aud=[APP_ID, 'other'])}",
    "audience is the connector": lambda it: f"Bearer {it.token(aud='https://api.botframework.com')}",
    "no service address": lambda it: f"Bearer {it.token(serviceurl=None)}",
}


def test_the_list_is_as_long_as_the_goal_says() -> None:
    assert len(BAD) == 53


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_refused_before_the_body_is_read(
    run_host: RunHost, microsoft: Microsoft, name: str
) -> None:
    if name == "key not endorsed for Teams":
        microsoft.signing = {"kid-unendorsed": "second"}
        microsoft.endorsements = ["webchat"]
    async with run_host(microsoft) as host:
        status, said = await host.post(b"this is not read", Authorization=BAD[name](microsoft))
        assert status in {401, 403}
        assert said == {"error": "The caller is not allowed."}
        assert host.turns == []
        assert sum(line["event"] == "refused" for line in host.lines()) == 1
        assert host.counted("front_door_turn_seconds_count", kind="invoke", result="answered") == 0


@pytest.mark.parametrize("name", ["emulator token", "skill token", "another bot's audience", "no service address"])
async def test_a_sound_token_of_somebody_else_is_forbidden_and_noted(
    run_host: RunHost, microsoft: Microsoft, name: str
) -> None:
    async with run_host(microsoft) as host:
        status, _ = await host.post(activity(), Authorization=BAD[name](microsoft))
        lines = [line for line in host.lines() if line["event"] == "refused"]
    assert status == 403
    assert [line["status"] for line in lines] == [403]


async def test_no_token_is_asked_for_one(run_host: RunHost, microsoft: Microsoft) -> None:
    async with run_host(microsoft) as host, host.client.post(f"{host.url}/api/messages", json={}) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_sound_token_opens_the_door(run_host: RunHost, microsoft: Microsoft) -> None:
    async with run_host(microsoft) as host:
        assert (await host.post(activity(), microsoft.token()))[0] == 200


@pytest.mark.parametrize("claims", [{"exp": -200}, {"nbf": 200}, {"nbf": None}])
async def test_clocks_may_differ_by_five_minutes(
    run_host: RunHost, microsoft: Microsoft, claims: dict[str, int | None]
) -> None:
    async with run_host(microsoft) as host:
        at: dict[str, Any] = {name: off if off is None else _now() + off for name, off in claims.items()}
        assert (await host.post(activity(), microsoft.token(**at)))[0] == 200


def _ring(name: str = "first", *endorsements: str) -> Ring:
    return {"kid-1": Key(KEYS[name].public_key(), frozenset(endorsements or ("msteams",)))}


async def test_a_token_that_was_checked_once_still_ends() -> None:
    async def read() -> Ring:
        return _ring()

    clock = [float(_now())]
    tokens = Tokens(Keys(read, lambda: clock[0]), APP_ID, lambda: clock[0])
    header = f"Bearer {Microsoft().token(exp=int(clock[0]) + 60)}"
    first = await tokens.check(header)
    assert await tokens.check(header) is first
    clock[0] += 60 + 301
    with pytest.raises(BadToken, match="expired"):
        await tokens.check(header)


async def test_a_withdrawn_key_ends_the_tokens_that_it_signed() -> None:
    rings = [_ring("first"), {"kid-2": Key(KEYS["second"].public_key(), frozenset({"msteams"}))}]

    async def read() -> Ring:
        return rings.pop(0)

    clock = [0.0]
    keys = Keys(read, lambda: clock[0])
    tokens = Tokens(keys, APP_ID, lambda: float(_now()))
    it = Microsoft()
    header = f"Bearer {it.token()}"
    await tokens.check(header)
    clock[0] = 11.0
    await tokens.check(f"Bearer {it.token({'kid': 'kid-2'}, key='second')}")
    with pytest.raises(BadToken, match="unknown key"):
        await tokens.check(header)


async def _after(*, other: Ring) -> tuple[Caller, Caller]:
    """What a token gets before and after the keys were read anew, as ``other``. Raises `BadToken`."""
    rings = [ring_of(Microsoft().jwks()), other]

    async def read() -> Ring:
        return rings.pop(0)

    clock = [0.0]
    tokens = Tokens(Keys(read, lambda: clock[0]), APP_ID, lambda: float(_now()))
    header = f"Bearer {Microsoft().token()}"
    before = await tokens.check(header)
    clock[0] = 11.0
    with pytest.raises(BadToken, match="unknown key"):
        await tokens.check(f"Bearer {Microsoft().token({'kid': 'kid-9'})}")
    return before, await tokens.check(header)


async def test_another_key_under_the_same_id_ends_the_tokens_of_the_first() -> None:
    with pytest.raises(BadToken, match="signature"):
        await _after(other=_ring("second"))


async def test_a_key_that_may_no_longer_speak_for_teams_ends_its_tokens() -> None:
    with pytest.raises(BadToken, match="endorsement"):
        await _after(other={"kid-1": Key(KEYS["first"].public_key(), frozenset({"webchat"}))})


async def test_the_same_keys_read_anew_end_nothing() -> None:
    before, after = await _after(other=ring_of(Microsoft().jwks()))
    assert after is before


@pytest.mark.parametrize("app_id", ["", " "])
def test_without_an_app_id_nothing_is_checked_at_all(app_id: str) -> None:
    async def read() -> Ring:
        await asyncio.sleep(0)
        return {}

    with pytest.raises(ValueError, match="app id"):
        Tokens(Keys(read, time.monotonic), app_id, time.time)


def test_of_a_key_set_only_sound_signing_keys_are_taken() -> None:
    sound = Microsoft().jwks()["keys"][0]
    others = [
        {"kty": "oct", "kid": "shared", "k": "AAAA"},
        {"kty": "RSA", "kid": "small", "n": "AQAB", "e": "AQAB"},
        {"kty": "RSA", "kid": "half"},
        sound | {"kid": "for encryption", "use": "enc"},
        sound | {"kid": "private", "d": "AQAB"},
        "no key",
    ]
    assert set(ring_of({"keys": [*others, sound]})) == {"kid-1"}


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": 1_800_000_000 - 299}, ""), ({"exp": 1_800_000_000 - 300}, "expired"),
        ({"nbf": 1_800_000_000 + 300}, ""), ({"nbf": 1_800_000_000 + 301}, "not yet"), ({"nbf": 0}, ""),
        ({"nbf": -1}, "not yet"), ({"exp": 32_503_680_000}, "no expiry"), ({"exp": 32_503_679_999}, ""),
        ({"serviceurl": ""}, "service URL"), ({"serviceurl": 7}, "service URL"),
        ({"tid": TENANT}, ""), ({"tid": 7}, ""),
    ],
)  # fmt: skip
async def test_a_token_holds_to_the_second(claims: dict[str, Any], why: str) -> None:
    async def read() -> Ring:
        return _ring()

    sound: dict[str, Any] = {"exp": 1_800_000_100, "nbf": 1_800_000_000}
    tokens = Tokens(Keys(read, lambda: 0.0), APP_ID, lambda: 1_800_000_000.0)
    header = f"Bearer {Microsoft().token(**(sound | claims))}"
    if why:
        with pytest.raises(BadToken, match=why):
            await tokens.check(header)
    else:
        assert (await tokens.check(header)).tenant == str(claims.get("tid", ""))


@pytest.mark.parametrize("kid", ["", None])
async def test_for_a_token_that_names_no_key_none_is_read(kid: str | None) -> None:
    read: list[Ring] = []

    async def reads() -> Ring:
        read.append(_ring())
        return read[-1]

    tokens = Tokens(Keys(reads, lambda: 0.0), APP_ID, lambda: float(_now()))
    with pytest.raises(BadToken, match="unknown key"):
        await tokens.check(f"Bearer {Microsoft().token({'kid': kid})}")
    assert read == []


async def test_a_sound_token_that_is_longer_than_any_of_microsofts_is_not_looked_at() -> None:
    async def read() -> Ring:
        return _ring()

    tokens = Tokens(Keys(read, lambda: 0.0), APP_ID, lambda: float(_now()))
    with pytest.raises(BadToken, match="garbage"):
        await tokens.check(f"Bearer {Microsoft().token(x='y' * 6500)}")
    assert (await tokens.check(f"Bearer {Microsoft().token(x='y' * 4000)}")).service_url
