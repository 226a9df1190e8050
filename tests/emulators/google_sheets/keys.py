"""The service account: its key file, and the check of what it signs.

A key file is what https://cloud.google.com/iam/docs/keys-create-delete hands out. The token it buys
is described at https://developers.google.com/identity/protocols/oauth2/service-account.
"""

from __future__ import annotations

import base64
import binascii
import json
import warnings
from functools import lru_cache
from typing import Any

from tests.emulators.google_sheets.model import Json

with warnings.catch_warnings():
    # It says at import that it will drop Python 3.8.
    warnings.simplefilter("ignore")
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

PROJECT = "emulated-project"
CLIENT_EMAIL = f"sheets-runner@{PROJECT}.iam.gserviceaccount.com"
KEY_ID = "0123456789abcdef0123456789abcdef01234567"


class BadSignature(ValueError):
    """The text is no JWT, or was not signed with the key."""


@lru_cache(maxsize=None)
def _private_key() -> rsa.RSAPrivateKey:
    """Return the key of this process; making one takes a moment."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_file(url: str) -> Json:
    """Return the content of a key file whose sign-in goes to `url`, e.g. ``http://127.0.0.1:8732``."""
    pem = _private_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": KEY_ID,
        "private_key": pem.decode(),
        "client_email": CLIENT_EMAIL,
        "client_id": "100000000000000000001",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": f"{url}/token",
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{CLIENT_EMAIL}",
        "universe_domain": "googleapis.com",
    }


def claims(token: str) -> Json:
    """Return what a JWT claims, once its RS256 signature is checked.

    Raises:
        BadSignature: It is no JWT, is signed in another way, or with another key.
    """
    try:
        signed, _, signature = token.rpartition(".")
        header, _, payload = signed.partition(".")
        if _json(header).get("alg") != "RS256":
            raise BadSignature("The JWT is not signed with RS256.")
        public = _private_key().public_key()
        public.verify(_bytes(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return _json(payload)
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise BadSignature("The JWT cannot be verified.") from error


def _json(part: str) -> Json:
    value: Any = json.loads(_bytes(part))
    if not isinstance(value, dict):
        raise BadSignature("A part of the JWT is no object.")
    return value


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
