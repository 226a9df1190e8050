"""A newcomer's set-up on a sandbox and an emulator, and the wrong turns people take with it."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Collection, NamedTuple
from urllib.parse import urlsplit

from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clevertap.wire import Request, Response, Transport
from sheets_runner.run.doctor import Finding, Kind, Outside, examine
from sheets_runner.run.summary import ExitCode
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.fakes import FakeClock
from tests.scripted_server import Play, ScriptedServer
from tests.unit.workbook.google import account

if TYPE_CHECKING:
    import pytest

NOW = datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc)
OPTIONS = Options(port=0, people=40, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
ALWAYS = 99
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class SetUp:
    """One configuration, whose values a test spoils before doctor looks at it.

    Attributes:
        sections: What ``config.ini`` will say.
        spreadsheet: The id of the spreadsheet.
        sockets: Carries requests over real sockets.
        transport: Carries requests to CleverTap.
        machine: This machine's clock.
        stack: Closes what a test opens.
        environ: Sets environment variables.
    """

    def __init__(
        self,
        folder: Path,
        box: Sandbox,
        google: GoogleSheets,
        environ: pytest.MonkeyPatch,
        stack: ExitStack,
    ) -> None:
        self.folder, self.box, self.google = folder, box, google
        self.environ, self.stack = environ, stack
        self.spreadsheet = google.create(
            {"Queries": [["Event", "Dates"], ["App Launched", "yesterday"]]}, title="Team plan"
        ).id
        self.sockets = HttpTransport(connect_seconds=2, read_seconds=5)
        self.transport: Transport = self.sockets
        stack.callback(self.sockets.close)
        self.machine: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
        self.sections: dict[str, dict[str, str]] = {
            "web": {
                "id": ACCOUNT_ID,
                "password": PASSCODE,
                "timezone": "Asia/Kolkata",
                "base_url": box.url,
            },
            "google": {"credentials": google.credentials(folder).name, "api_base": google.url},
            "connector": {"state_dir": str(folder / "state")},
            "sheet.shared": {"spreadsheet": self.spreadsheet},
        }

    @property
    def path(self) -> Path:
        """The configuration."""
        return self.folder / "config.ini"

    def write(self) -> Path:
        """Write the configuration and return its path."""
        lines = [
            line
            for name, keys in self.sections.items()
            for line in (f"[{name}]", *(f"{key} = {value}" for key, value in keys.items()))
        ]
        self.path.write_text("\n".join(lines), "utf-8")
        return self.path

    def findings(self, *names: str) -> list[Finding]:
        """Return what doctor finds."""
        outside = Outside(FakeClock(NOW), self.machine, self.transport)
        return examine(self.write(), names, outside)

    def broken(self, *names: str) -> list[Finding]:
        """Return what doctor finds broken."""
        return [finding for finding in self.findings(*names) if finding.kind.is_broken]

    def serve(self, *plays: Play) -> ScriptedServer:
        """Serve replies until the test ends."""
        return self.stack.enter_context(ScriptedServer(*plays))

    def strike(self, fault: str) -> None:
        """Let the sandbox answer so from now on."""
        self.box.faults.load({"faults": [{"fault": fault, "endpoint": "*", "times": ALWAYS}]})

    def google_answers(self, fault: str) -> None:
        """Let the emulator answer so from now on."""
        self.google.fault(Fault(fault, times=ALWAYS))

    def key(self, **changed: str) -> None:
        """Change values of the key file."""
        path = self.folder / "service_account.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changed}), "utf-8")


class Regions:
    """Leads the hosts of CleverTap's regions to a sandbox, which knows the account in one of them.

    Attributes:
        asked: The hosts that were shown the passcode, in order.

    Args:
        here: Has the sandbox.
        right: The region that knows the account.
        away: Regions that cannot be reached.
    """

    def __init__(self, here: SetUp, right: str, away: Collection[str] = ()) -> None:
        self.asked: list[str] = []
        self._away = [f"{region}.api.clevertap.com" for region in away]
        self._url, self._right = here.box.url, right
        self._sockets = here.sockets

    def send(self, request: Request) -> Response:
        """Send a request to the sandbox instead of its host."""
        address = urlsplit(request.url)
        assert address.scheme == "https"
        self.asked.append(address.netloc)
        known = address.netloc == f"{self._right}.api.clevertap.com"
        headers = {**request.headers, **({} if known else {"X-CleverTap-Passcode": "unknown"})}
        base = "http://127.0.0.1:9" if address.netloc in self._away else self._url
        url = f"{base}{address.path}?{address.query}".rstrip("?")
        return self._sockets.send(replace(request, url=url, headers=headers))


class Turn(NamedTuple):
    """A wrong turn.

    Attributes:
        name: In words.
        take: Takes it.
        kind: What doctor has to find.
        said: A part of what it has to say.
        code: How the command has to end.
    """

    name: str
    take: Callable[[SetUp], Any]
    kind: Kind
    said: str
    code: ExitCode


def _wrong_id(here: SetUp) -> None:
    here.sections["sheet.shared"]["spreadsheet"] = "1" * 44


def _office_file(here: SetUp) -> None:
    here.google.library.make_office_file(here.spreadsheet)


def _revoked(here: SetUp) -> None:
    # The key of another account's: its signature is not that of the address.
    here.key(private_key=account.key("")["private_key"])


def _fast_clock(here: SetUp) -> None:
    here.machine = lambda: datetime.now(timezone.utc) + timedelta(minutes=47)


def _proxy(here: SetUp) -> None:
    del here.sections["web"]["base_url"]
    here.environ.setenv("https_proxy", "http://127.0.0.1:9")


def _tls(here: SetUp) -> None:
    here.sections["web"]["base_url"] = here.box.url.replace("http:", "https:")


def _passcode(here: SetUp) -> None:
    here.sections["web"]["password"] = "TYPO-PASSCODE"


def _region(here: SetUp) -> None:
    del here.sections["web"]["base_url"]
    here.transport = Regions(here, "eu1")


def _zone(here: SetUp) -> None:
    here.sections["web"]["timezone"] = "Europe/London"


def _unshare(here: SetUp) -> None:
    here.google.share(here.spreadsheet, CLIENT_EMAIL, None)


_ACCOUNT, _CONFIG, _WORKBOOK = ExitCode.ROWS, ExitCode.CONFIG, ExitCode.WORKBOOK

TURNS = (
    Turn(
        "the API is not switched on",
        lambda here: here.google_answers("403_api_off"),
        Kind.GOOGLE_API_OFF,
        "Switch it on at https://console.developers.google.com/apis/api/sheets.googleapis.com",
        _WORKBOOK,
    ),
    Turn(
        "the spreadsheet is not shared",
        _unshare,
        Kind.SPREADSHEET_NOT_SHARED,
        f"is not shared with {CLIENT_EMAIL} as Editor.",
        _WORKBOOK,
    ),
    Turn(
        "the id is wrong",
        _wrong_id,
        Kind.SPREADSHEET_NOT_FOUND,
        f'Google has no spreadsheet "{"1" * 44}".',
        _WORKBOOK,
    ),
    Turn(
        "an Excel file was opened in Google Sheets",
        _office_file,
        Kind.SPREADSHEET_OFFICE_FILE,
        "choose File > Save as Google Sheets",
        _WORKBOOK,
    ),
    Turn(
        "the sign-in is for something else",
        lambda here: here.google_answers("403_scope"),
        Kind.GOOGLE_SCOPE,
        "https://www.googleapis.com/auth/spreadsheets",
        _WORKBOOK,
    ),
    Turn(
        "the key is not whole",
        lambda here: here.key(private_key="-----BEGIN PRIVATE KEY-----\ncut"),
        Kind.GOOGLE_KEY,
        "is not a whole key. Keep each \\n in it.",
        _CONFIG,
    ),
    Turn(
        "the key was revoked",
        _revoked,
        Kind.GOOGLE_KEY_REVOKED,
        f"Google does not accept this key of {CLIENT_EMAIL}",
        _WORKBOOK,
    ),
    Turn(
        "the sign-in has expired",
        lambda here: here.google_answers("401"),
        Kind.GOOGLE_EXPIRED,
        "has expired or was taken back",
        _WORKBOOK,
    ),
    Turn(
        "this machine's clock is wrong",
        _fast_clock,
        Kind.CLOCK,
        "This machine's clock is 47 minutes fast",
        _CONFIG,
    ),
    Turn(
        "the proxy does not answer",
        _proxy,
        Kind.CLEVERTAP_PROXY,
        "does not carry requests to in1.api.clevertap.com",
        _ACCOUNT,
    ),
    Turn(
        "the certificate is not trusted",
        _tls,
        Kind.CLEVERTAP_TLS,
        "its certificate is none this machine trusts",
        _ACCOUNT,
    ),
    Turn(
        "the passcode is wrong",
        _passcode,
        Kind.CLEVERTAP_CREDENTIALS,
        "CleverTap refuses id or password of [web] at 127.0.0.1:",
        _ACCOUNT,
    ),
    Turn(
        "the region is wrong",
        _region,
        Kind.CLEVERTAP_REGION,
        "The region in1 does not know [web], but eu1 does. Write region = eu1",
        _ACCOUNT,
    ),
    Turn(
        "the account has no rights",
        lambda here: here.strike("http_403"),
        Kind.CLEVERTAP_RIGHTS,
        "forbids it the API (HTTP 403)",
        _ACCOUNT,
    ),
    Turn(
        "the time zone is not the project's",
        _zone,
        Kind.CLEVERTAP_ZONE,
        "timezone = Europe/London does not fit the records of [web], which are at UTC+05:30.",
        _CONFIG,
    ),
    Turn(
        "others use up the quota",
        lambda here: here.strike("http_429"),
        Kind.CLEVERTAP_QUOTA,
        "Others are using up the requests that CleverTap allows [web] at once (HTTP 429).",
        _ACCOUNT,
    ),
)
"""The sixteen that everybody takes."""
