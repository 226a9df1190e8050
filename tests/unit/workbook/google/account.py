"""A service account of the tests: its key, and what a server says when it signs in."""

from __future__ import annotations

import base64
import json
import warnings
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from tests.scripted_server import Heard, Play

with warnings.catch_warnings():
    # It says at import that it will drop Python 3.8.
    warnings.simplefilter("ignore")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

BOT = "bot@project.iam.gserviceaccount.com"
ACCESS = "ya29.c.b0Aaekm1KsecretsecretsecretsecretsecretsecretsecretQ"
TOKEN = Play(json.dumps({"access_token": ACCESS, "expires_in": 3599}).encode())


@lru_cache(maxsize=None)
def _private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key(token_uri: str) -> dict[str, str]:
    """Return the content of a key file."""
    pem = _private_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "private_key_id": "k1",
        "private_key": pem.decode(),
        "client_email": BOT,
        "token_uri": token_uri,
    }


def claims(heard: Heard) -> dict[str, Any]:
    """Return what a sign-in claims, its signature checked.

    https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
    """
    form = parse_qs(heard.body.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    signed, _, signature = form["assertion"][0].rpartition(".")
    _private_key().public_key().verify(
        _decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    told: dict[str, Any] = json.loads(_decoded(signed.split(".")[1]))
    return told


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
