"""Sign-in: a signed JWT for a token that lasts an hour.

The flow and its errors: https://developers.google.com/identity/protocols/oauth2/service-account.
google-auth sends the same ``aud`` wherever the key's ``token_uri`` points.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable
from urllib.parse import parse_qs

from tests.emulators.google_sheets import keys
from tests.emulators.google_sheets.model import ApiError, Json
from tests.emulators.google_sheets.replies import missing_scope, unauthenticated

AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_SECONDS = 3599
LONGEST = 3600
"""Seconds that a JWT may be good for."""
LEEWAY = 60
"""Seconds by which clocks may differ."""

_SCOPE = "https://www.googleapis.com/auth/"


@dataclass(frozen=True)
class Grant:
    """What a token stands for.

    Attributes:
        email: Who signed in.
        scopes: What for.
        until: When it expires, in seconds since 1970.
    """

    email: str
    scopes: frozenset[str]
    until: float


class SignIn:
    """Gives out tokens and knows them again.

    Args:
        now: Returns the present moment.

    Attributes:
        token_seconds: How long a new token lasts.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._grants: dict[str, Grant] = {}
        self.token_seconds = TOKEN_SECONDS

    def token(self, form: bytes) -> Json:
        """Return the reply of ``/token`` for a form.

        Raises:
            ApiError: The form or its JWT is refused.
        """
        fields = {name: texts[-1] for name, texts in parse_qs(form.decode()).items()}
        if fields.get("grant_type") != GRANT_TYPE:
            raise _refused(
                "unsupported_grant_type", f"Invalid grant_type: {fields.get('grant_type', '')}"
            )
        try:
            claims = keys.claims(fields.get("assertion", ""))
        except keys.BadSignature as error:
            raise _refused("invalid_grant", "Invalid JWT Signature.") from error
        return {
            "access_token": self.issue(*self._checked(claims)),
            "expires_in": self.token_seconds,
            "token_type": "Bearer",
        }

    def issue(self, email: str, *scopes: str) -> str:
        """Return a new token for somebody who signed in."""
        token = f"ya29.c.{secrets.token_urlsafe(32)}"
        until = self._now().timestamp() + self.token_seconds
        self._grants[token] = Grant(email, frozenset(scopes), until)
        return token

    def _checked(self, claims: Json) -> list[str]:
        """Return the account's address and the scopes that a JWT asks for."""
        now = self._now().timestamp()
        if claims.get("iss") != keys.CLIENT_EMAIL:
            raise _refused("invalid_grant", "Invalid grant: account not found")
        if claims.get("aud") != AUDIENCE:
            raise _refused(
                "invalid_grant",
                f"Invalid JWT: Failed audience check. The right audience is {AUDIENCE}",
            )
        _check_times(claims.get("iat"), claims.get("exp"), now)
        scopes = str(claims.get("scope", "")).split()
        if not scopes or not all(scope.startswith(_SCOPE) for scope in scopes):
            raise _refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return [keys.CLIENT_EMAIL, *scopes]

    def who(self, authorization: str, scopes: list[str]) -> str:
        """Return the address of the account behind a request.

        Args:
            authorization: The request's ``Authorization`` header.
            scopes: Those of which the token needs one.

        Raises:
            ApiError: The token is missing, unknown or expired, or has none of the scopes.
        """
        kind, _, token = authorization.partition(" ")
        grant = self._grants.get(token) if kind == "Bearer" else None
        if grant is None or grant.until <= self._now().timestamp():
            raise unauthenticated()
        if not grant.scopes & set(scopes):
            raise missing_scope()
        return grant.email

    def revoke_all(self) -> None:
        """Forget every token, as when a key is deleted."""
        self._grants.clear()


def _check_times(issued: Any, expires: Any, now: float) -> None:
    whole = isinstance(issued, int) and isinstance(expires, int)
    if (
        not whole
        or not now - LONGEST - LEEWAY <= issued <= now + LEEWAY
        or not now - LEEWAY <= expires <= issued + LONGEST + LEEWAY
    ):
        raise _refused(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe. Check your iat and exp values in the JWT claim.",
        )


def _refused(error: str, description: str) -> ApiError:
    return ApiError(400, {"error": error, "error_description": description})
