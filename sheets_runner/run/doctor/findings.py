"""What doctor can find: a stable word, a sentence and an exit code for each, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Iterable, Mapping, NamedTuple

from sheets_runner.errors import SheetsRunnerError
from sheets_runner.run.summary import ExitCode


class Kind(Enum):
    """A finding's stable word, as ``--json`` tells it and docs/operations.md lists it."""

    OK = "ok"
    UNDECIDED = "undecided"
    NOT_CHECKED = "not-checked"
    CONFIG_MISSING = "config-missing"
    CONFIG = "config"
    SHEETS = "sheets"
    STATE_DIR = "state-dir"
    CLOCK = "clock"
    CLEVERTAP_DNS = "clevertap-dns"
    CLEVERTAP_PROXY = "clevertap-proxy"
    CLEVERTAP_TLS = "clevertap-tls"
    CLEVERTAP_NETWORK = "clevertap-network"
    CLEVERTAP_REPLY = "clevertap-reply"
    CLEVERTAP_SERVER = "clevertap-server"
    CLEVERTAP_REGION = "clevertap-region"
    CLEVERTAP_CREDENTIALS = "clevertap-credentials"
    CLEVERTAP_RIGHTS = "clevertap-rights"
    CLEVERTAP_QUOTA = "clevertap-quota"
    CLEVERTAP_NO_ZONE = "clevertap-no-timezone"
    CLEVERTAP_ZONE = "clevertap-timezone"
    NAMES_REFUSED = "clevertap-names-refused"
    NAMES_UNREADABLE = "clevertap-names-unreadable"
    GOOGLE_KEY = "google-key"
    GOOGLE_KEY_REVOKED = "google-key-revoked"
    GOOGLE_ACCOUNT_GONE = "google-account-gone"
    GOOGLE_EXPIRED = "google-expired"
    GOOGLE_CLOCK = "google-clock"
    GOOGLE_SCOPE = "google-scope"
    GOOGLE_API_OFF = "google-api-off"
    GOOGLE_PROXY = "google-proxy"
    GOOGLE_TLS = "google-tls"
    GOOGLE_NETWORK = "google-network"
    GOOGLE_QUOTA = "google-quota"
    GOOGLE_SERVER = "google-server"
    GOOGLE_REFUSED = "google-refused"
    SPREADSHEET_NOT_FOUND = "spreadsheet-not-found"
    SPREADSHEET_NOT_SHARED = "spreadsheet-not-shared"
    SPREADSHEET_OFFICE_FILE = "spreadsheet-office-file"
    SPREADSHEET_READ_ONLY = "spreadsheet-read-only"
    WORKBOOK_FILE = "workbook-file"
    WORKBOOK_OPEN = "workbook-open"
    WORKBOOK_CONTENT = "workbook-content"
    INPUT_TAB = "input-tab"
    HEADERS = "headers"
    RESULT_COLUMNS = "result-columns"
    OUTPUT_TABS = "output-tabs"
    LEASE = "lease"
    LISTS_TAKEN = "lists-tab-taken"
    LISTS = "lists"
    INTERNAL = "internal"

    @property
    def is_broken(self) -> bool:
        """Whether somebody has to mend something."""
        return TABLE[self].code is not ExitCode.DONE


class Entry(NamedTuple):
    """What is told of a kind.

    Attributes:
        code: How the command ends when it is the first broken link.
        sentence: What was found and what mends it. ``said`` is the sentence of the error itself,
            which names the thing already.
    """

    code: ExitCode
    sentence: str = "{said}"


_ACCOUNT, _CONFIG, _WORKBOOK = ExitCode.ROWS, ExitCode.CONFIG, ExitCode.WORKBOOK

TABLE: Mapping[Kind, Entry] = {
    Kind.OK: Entry(ExitCode.DONE),
    Kind.UNDECIDED: Entry(ExitCode.DONE),
    Kind.NOT_CHECKED: Entry(ExitCode.DONE, "Not checked: a link before it is broken."),
    Kind.CONFIG_MISSING: Entry(
        _CONFIG,
        "There is no {path}. Type {order} in a terminal: it asks for what the file has to say, and"
        " writes it. Or copy config.example.ini there and fill it in.",
    ),
    Kind.CONFIG: Entry(_CONFIG),
    Kind.SHEETS: Entry(_CONFIG),
    Kind.STATE_DIR: Entry(_CONFIG),
    Kind.CLOCK: Entry(
        _CONFIG,
        "This machine's clock is {minutes} minutes {way}, by that of CleverTap's server. Set its"
        " date, time and time zone right: days would begin at the wrong moment, and Google refuses"
        " a sign-in by a wrong clock.",
    ),
    Kind.CLEVERTAP_DNS: Entry(
        _ACCOUNT,
        "This machine's network knows no server of the name {host}. Check its internet connection"
        " and its DNS, and region or base_url of [{app}].",
    ),
    Kind.CLEVERTAP_PROXY: Entry(
        _ACCOUNT,
        "The proxy of this machine does not carry requests to {host}. Correct HTTPS_PROXY, or write"
        " {host} into NO_PROXY.",
    ),
    Kind.CLEVERTAP_TLS: Entry(
        _ACCOUNT,
        "There is no safe connection to {host}: its certificate is none this machine trusts. Check"
        " the machine's date; where a firewall looks into connections, let REQUESTS_CA_BUNDLE name"
        " its certificate.",
    ),
    Kind.CLEVERTAP_NETWORK: Entry(
        _ACCOUNT,
        "{host} cannot be reached. {said} Check this machine's network and firewall, and base_url"
        " of [{app}] if it is set.",
    ),
    Kind.CLEVERTAP_REPLY: Entry(
        _ACCOUNT,
        "Something answers in the place of {host}. {said} Look for a proxy, a firewall or a network"
        " that wants a person to sign in, and check base_url of [{app}] if it is set.",
    ),
    Kind.CLEVERTAP_SERVER: Entry(
        _ACCOUNT, "{said} Try again later; if it stays, tell CleverTap's support."
    ),
    Kind.CLEVERTAP_REGION: Entry(
        _ACCOUNT,
        "The region {region} does not know [{app}], but {right} does. Write region = {right} into"
        " that section.",
    ),
    Kind.CLEVERTAP_CREDENTIALS: Entry(
        _ACCOUNT,
        "CleverTap refuses id or password of [{app}] {where}. Copy both once more from Settings >"
        " Project of its dashboard.",
    ),
    Kind.CLEVERTAP_RIGHTS: Entry(
        _ACCOUNT,
        "CleverTap knows [{app}] but forbids it the API (HTTP 403). Let an administrator of the"
        " CleverTap project allow it, or give [{app}] another passcode.",
    ),
    Kind.CLEVERTAP_QUOTA: Entry(
        _ACCOUNT,
        "Others are using up the requests that CleverTap allows [{app}] at once (HTTP 429). Find"
        " out which job that is and run at another time, or try again in some minutes.",
    ),
    Kind.CLEVERTAP_NO_ZONE: Entry(
        _CONFIG,
        "[{app}] has no timezone.{seen} Write the time zone of the CleverTap project, such as"
        " timezone = Asia/Kolkata: its days are counted in it.",
    ),
    Kind.CLEVERTAP_ZONE: Entry(
        _CONFIG,
        "timezone = {zone} does not fit the records of [{app}], which are at {offset}. Write the"
        " time zone that the settings of the project show in the dashboard.",
    ),
    Kind.NAMES_REFUSED: Entry(
        _ACCOUNT,
        "CleverTap gives [{app}] no list of its names (HTTP {status}). Where doctor finds nothing"
        " else broken, that API is off for the account: ask CleverTap's support for getSchema."
        " Names typed by hand work as ever.",
    ),
    Kind.NAMES_UNREADABLE: Entry(_ACCOUNT, "{said} Names typed by hand work as ever."),
    Kind.GOOGLE_KEY: Entry(_CONFIG),
    Kind.GOOGLE_KEY_REVOKED: Entry(
        _WORKBOOK,
        "Google does not accept this key of {who}: it was deleted or disabled, or is another"
        " account's. Make a new key for the service account in the Google Cloud console, and let"
        " credentials in [google] name it.",
    ),
    Kind.GOOGLE_ACCOUNT_GONE: Entry(
        _WORKBOOK,
        "Google knows no service account {who}: it was deleted or disabled. Enable it again in the"
        " Google Cloud console, or make another one, share the spreadsheet with it and let"
        " credentials in [google] name its key.",
    ),
    Kind.GOOGLE_EXPIRED: Entry(
        _WORKBOOK,
        "The sign-in of {who} has expired or was taken back. Run doctor again; if it stays, sign in"
        " anew or let credentials in [google] name a new key of a service account.",
    ),
    Kind.GOOGLE_CLOCK: Entry(_WORKBOOK),
    Kind.GOOGLE_SCOPE: Entry(_WORKBOOK),
    Kind.GOOGLE_API_OFF: Entry(_WORKBOOK),
    Kind.GOOGLE_PROXY: Entry(_WORKBOOK),
    Kind.GOOGLE_TLS: Entry(_WORKBOOK),
    Kind.GOOGLE_NETWORK: Entry(_WORKBOOK),
    Kind.GOOGLE_QUOTA: Entry(_WORKBOOK),
    Kind.GOOGLE_SERVER: Entry(_WORKBOOK),
    Kind.GOOGLE_REFUSED: Entry(_WORKBOOK),
    Kind.SPREADSHEET_NOT_FOUND: Entry(_WORKBOOK),
    Kind.SPREADSHEET_NOT_SHARED: Entry(_WORKBOOK),
    Kind.SPREADSHEET_OFFICE_FILE: Entry(_WORKBOOK),
    Kind.SPREADSHEET_READ_ONLY: Entry(
        _WORKBOOK,
        '"{title}" is shared with {who}, but only for looking at. Open it, choose Share and change'
        " the role of that account to Editor.",
    ),
    Kind.WORKBOOK_FILE: Entry(_WORKBOOK),
    Kind.WORKBOOK_OPEN: Entry(_WORKBOOK),
    Kind.WORKBOOK_CONTENT: Entry(_WORKBOOK),
    Kind.INPUT_TAB: Entry(
        _WORKBOOK,
        "{said} Where there are no questions yet, sheets-runner init makes the tab. Else give the"
        " tab with the questions that name, or write its name as input into the sheet's section.",
    ),
    Kind.HEADERS: Entry(ExitCode.ROWS),
    Kind.RESULT_COLUMNS: Entry(_WORKBOOK),
    Kind.OUTPUT_TABS: Entry(_WORKBOOK),
    Kind.LEASE: Entry(ExitCode.LEASE),
    Kind.LISTS_TAKEN: Entry(
        _WORKBOOK,
        'The tab "{tab}" is not the runner\'s list of names, or nothing tells any more that it is.'
        " Rename that tab of yours, or delete it if it holds nothing of yours: the list is then"
        " made anew.",
    ),
    Kind.LISTS: Entry(_WORKBOOK, "The names could not be listed. {said}"),
    Kind.INTERNAL: Entry(ExitCode.INTERNAL),
}
"""Every kind. Kinds without a sentence pass on that of the error, which is worded where it arises:
`workbook.google.faults` for Google's, `config` for the configuration's."""


class Trouble(SheetsRunnerError):
    """A link that is broken, or about which nothing can be told.

    Attributes:
        kind: What it is.

    Args:
        words: What its sentence has places for.
    """

    def __init__(self, kind: Kind, **words: object) -> None:
        super().__init__(TABLE[kind].sentence.format(**words))
        self.kind = kind


@dataclass(frozen=True)
class Finding:
    """What was found at one link.

    Attributes:
        about: Whose link it is: an account, a sheet, this machine.
        link: What was checked.
        kind: What it is.
        said: What was found, and what mends it.
    """

    about: str
    link: str
    kind: Kind
    said: str


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """Return how the command ends: by the first broken link."""
    codes = (TABLE[finding.kind].code for finding in findings)
    return next((code for code in codes if code is not ExitCode.DONE), ExitCode.DONE)
