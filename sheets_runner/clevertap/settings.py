"""What the connector needs to be told: an account, and how hard to try."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping
from urllib.parse import urlsplit

from sheets_runner.errors import ConfigError

REGIONS = ("eu1", "in1", "sg1", "us1", "aps3", "mec1", "sk1")
"""Known regions; https://developer.clevertap.com/docs/common-api-components."""

_CREDENTIAL = re.compile(r"[!-~]+")
_LOGIN = re.compile(r".*(@|%40)", re.DOTALL)
"""Whatever may be a user and a password in an address."""
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")


@dataclass(frozen=True)
class AppSettings:
    """One CleverTap account.

    Attributes:
        name: The section's name.
        account_id: ``id``.
        passcode: ``password``.
        region: One of `REGIONS`.
        timezone: The project's IANA time zone; empty when it is not set.
        base_url: Scheme and host to ask instead of the region's; empty for the region's.

    Raises:
        ConfigError: A value cannot be right.
    """

    name: str
    account_id: str = field(repr=False)
    passcode: str = field(repr=False)
    region: str = "in1"
    timezone: str = ""
    base_url: str = ""

    def __post_init__(self) -> None:
        for key, secret in (("id", self.account_id), ("password", self.passcode)):
            if not _CREDENTIAL.fullmatch(secret):
                self._refuse(
                    f"{key}: must be one line of plain letters and digits, without spaces."
                )
        if self.region not in REGIONS:
            self._refuse(
                f'region = "{self.region}": Write one of {", ".join(REGIONS)}: the first word of'
                " the dashboard's address; a dashboard called global is eu1."
            )
        if self.base_url and not _is_safe(self.base_url):
            shown = _LOGIN.sub("…@", self.base_url)
            self._refuse(
                f'base_url = "{shown}": Write https:// and a host, no user and no path; http://'
                " would show the passcode to others, so it is for this machine alone (127.0.0.1)."
            )

    @property
    def url(self) -> str:
        """Where this account is asked, without a slash at the end."""
        return self.base_url.rstrip("/") or f"https://{self.region}.api.clevertap.com"

    def _refuse(self, sentence: str) -> None:
        raise ConfigError(f"[{self.name}] {sentence}")


def _is_safe(address: str) -> bool:
    """Tell whether a passcode may be sent to an address, and it is scheme and host alone."""
    try:
        parts = urlsplit(address)
        bare = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    bare = bare and parts.path in {"", "/"} and not (parts.query or parts.fragment)
    at_home = bool(_LOOPBACK.fullmatch(host)) and parts.scheme == "http"
    visible = bool(_CREDENTIAL.fullmatch(address)) and "@" not in address
    return bare and visible and bool(host) and (parts.scheme == "https" or at_home)


def default_state_dir(environ: Mapping[str, str]) -> Path:
    """Return where the runner keeps its own files when ``state_dir`` is not set.

    https://specifications.freedesktop.org/basedir-spec/latest/; LOCALAPPDATA is Windows' own.
    """
    named = (environ.get(name, "") for name in ("XDG_STATE_HOME", "LOCALAPPDATA"))
    home = next((path for path in map(Path, named) if path.is_absolute()), None)
    return (home or Path.home() / ".local" / "state") / "sheets-runner"


@dataclass(frozen=True)
class ConnectorSettings:
    """How hard the connector tries.

    Attributes:
        requests_in_flight: Requests on their way at once, per account and API.
        max_pending: Counts that CleverTap may be working on at once.
        retry_seconds: Seconds a query may spend on failures.
        wait_seconds: Seconds a query may wait for accepted but unfinished work.
        page_size: Records per page, 23 to 5000; below 23 CleverTap sets no limit at all.
        state_dir: Where the runner keeps its own files.
    """

    requests_in_flight: int = 3
    max_pending: int = 12
    retry_seconds: int = 900
    wait_seconds: int = 1800
    page_size: int = 4991
    state_dir: Path = field(default_factory=lambda: default_state_dir(os.environ))
