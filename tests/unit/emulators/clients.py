"""Real gspread, signed in over a socket; nothing leaves the machine."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import urlsplit

import gspread
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from requests.adapters import HTTPAdapter

from tests.emulators.google_sheets import GoogleSheets
from tests.unit.emulators.asking import SCOPE


class Redirecting(HTTPAdapter):
    """Sends requests for Google to the emulator, keeping path and query."""

    # google-auth copies the session for what it asks in the background.
    __attrs__ = (*HTTPAdapter.__attrs__, "base_url")

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        super().__init__()

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        parts = urlsplit(request.url)
        request.url = self.base_url + request.url[len(f"{parts.scheme}://{parts.netloc}") :]
        return super().send(request, *args, **options)


@contextmanager
def signed_in(server: GoogleSheets, folder: Path) -> Iterator[gspread.Client]:
    """Yield a gspread client that uses the emulator's key file."""
    info = json.loads(server.credentials(folder).read_text("utf-8"))
    make: Any = Credentials.from_service_account_info
    credentials = make(info, scopes=[SCOPE])
    with requests.Session() as for_sign_in:
        for_sign_in.mount("https://", Redirecting(server.url))
        authorised: Any = AuthorizedSession
        with authorised(credentials, auth_request=Request(for_sign_in)) as session:
            session.mount("https://", Redirecting(server.url))
            yield gspread.Client(auth=credentials, session=session)
