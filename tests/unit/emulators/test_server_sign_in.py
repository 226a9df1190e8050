"""Sign-in as https://developers.google.com/identity/protocols/oauth2/service-account has it."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from google.auth import crypt, jwt

from tests.emulators.google_sheets import keys
from tests.emulators.google_sheets.signin import AUDIENCE, GRANT_TYPE
from tests.unit.emulators.asking import MOMENT, SCOPE, Asking

NOW = int(MOMENT.timestamp())
KEY_FILE = keys.key_file("http://127.0.0.1:1")
GOOD = {
    "iss": keys.CLIENT_EMAIL,
    "scope": SCOPE,
    "aud": AUDIENCE,
    "iat": NOW,
    "exp": NOW + 3600,
}


def signed(claims: Any) -> str:
    signer: Any = crypt.RSASigner
    encode: Any = jwt.encode
    return str(encode(signer.from_service_account_info(KEY_FILE), claims), "ascii")


def sign_in(asking: Asking, assertion: str, grant_type: str = GRANT_TYPE) -> tuple[int, Any]:
    form = urlencode({"assertion": assertion, "grant_type": grant_type}).encode()
    reply = asking.send("POST", "/token", form)
    return reply.status, json.loads(reply.body)


def test_a_signed_jwt_buys_a_token_for_an_hour() -> None:
    asking = Asking()

    status, answer = sign_in(asking, signed(GOOD))

    assert status == 200
    assert sorted(answer) == ["access_token", "expires_in", "token_type"]
    assert (answer["expires_in"], answer["token_type"]) == (3599, "Bearer")
    asking.token = answer["access_token"]
    assert asking.ask("GET", f"/{asking.sheet().id}")[0] == 200


def test_a_token_expires() -> None:
    asking = Asking()
    path = f"/{asking.sheet().id}"

    asking.clock.sleep(3598)
    assert asking.ask("GET", path)[0] == 200
    asking.clock.sleep(1)
    assert asking.ask("GET", path)[0] == 401


def test_how_long_a_token_lasts_can_be_set() -> None:
    asking = Asking()
    asking.sign_in.token_seconds = 5

    assert sign_in(asking, signed(GOOD))[1]["expires_in"] == 5


def test_a_revoked_token_is_none() -> None:
    asking = Asking()
    asking.sign_in.revoke_all()

    assert asking.ask("GET", f"/{asking.sheet().id}")[0] == 401


@pytest.mark.parametrize(
    ("change", "error", "description"),
    [
        ({"iss": "somebody@else"}, "invalid_grant", "Invalid grant: account not found"),
        (
            {"aud": "http://127.0.0.1:1/token"},
            "invalid_grant",
            (
                "Invalid JWT: Failed audience check. The right audience is "
                "https://oauth2.googleapis.com/token"
            ),
        ),
        ({"scope": ""}, "invalid_scope", "Invalid OAuth scope or ID token audience provided."),
        (
            {"scope": "sheets"},
            "invalid_scope",
            "Invalid OAuth scope or ID token audience provided.",
        ),
    ],
)
def test_a_jwt_of_another_account_audience_or_scope_is_refused(
    change: Any, error: str, description: str
) -> None:
    answer = sign_in(Asking(), signed({**GOOD, **change}))

    assert answer == (400, {"error": error, "error_description": description})


@pytest.mark.parametrize(
    ("issued", "expires", "status"),
    [
        (NOW, NOW + 3600, 200),
        (NOW + 60, NOW + 3660, 200),
        (NOW - 3660, NOW - 60, 200),
        (NOW + 61, NOW + 3600, 400),
        (NOW, NOW + 3661, 400),
        (NOW - 3600, NOW - 61, 400),
        (NOW, None, 400),
    ],
)
def test_a_jwt_is_good_for_an_hour_at_most_give_or_take_a_minute(
    issued: int, expires: Any, status: int
) -> None:
    answer = sign_in(Asking(), signed({**GOOD, "iat": issued, "exp": expires}))

    assert answer[0] == status
    assert status == 200 or answer[1] == {
        "error": "invalid_grant",
        "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in "
        "a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    }


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "assertion",
    [
        "",
        "no.jwt.atall",
        f"{part({'alg': 'none'})}.{part(GOOD)}.",
        f"{part({'alg': 'RS256'})}.{part(GOOD)}.AAAA",
        f"{part(['RS256'])}.{part(GOOD)}.AAAA",
        signed(GOOD)[:-8] + "AAAAAAAA",
    ],
    # The key is another one in each process, but its tests must have the same names.
    ids=["empty", "no jwt", "no algorithm", "short", "no header", "another signature"],
)
def test_a_jwt_that_the_key_did_not_sign_is_refused(assertion: str) -> None:
    assert sign_in(Asking(), assertion) == (
        400,
        {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
    )


def test_another_way_to_sign_in_is_refused() -> None:
    assert sign_in(Asking(), signed(GOOD), "password") == (
        400,
        {"error": "unsupported_grant_type", "error_description": "Invalid grant_type: password"},
    )


def test_a_call_without_a_token_is_unauthenticated() -> None:
    """Body and header as other APIs behind the same front end answer."""
    asking = Asking()
    asking.token = "unknown"

    reply = asking.send("GET", "/v4/spreadsheets/x")

    assert json.loads(reply.body)["error"] == {
        "code": 401,
        "message": "Request had invalid authentication credentials. Expected OAuth 2 access "
        "token, login cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        "status": "UNAUTHENTICATED",
    }
    assert reply.headers == {
        "WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
    }


def test_a_token_for_reading_does_not_write() -> None:
    """Each method's scopes are those of the discovery document."""
    asking = Asking()
    made = asking.sheet()
    asking.token = asking.sign_in.issue(keys.CLIENT_EMAIL, f"{SCOPE}.readonly")

    assert asking.ask("GET", f"/{made.id}")[0] == 200
    status, answer = asking.ask("POST", f"/{made.id}:batchUpdate", {"requests": []})
    assert (status, answer["error"]["message"]) == (
        403,
        "Request had insufficient authentication scopes.",
    )
    assert answer["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_where_the_account_may_be_used_is_answered() -> None:
    """google-auth asks in the background; the path is the IAM Credentials API's."""
    path = f"/v1/projects/-/serviceAccounts/{keys.CLIENT_EMAIL}/allowedLocations"

    reply = Asking().send("GET", path)

    assert json.loads(reply.body) == {"locations": [], "encodedLocations": "0x0"}
