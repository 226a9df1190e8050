"""One CleverTap account: reached, accepted, allowed, not crowded out, and in which time zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Mapping, Tuple
from urllib.parse import urlsplit

from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clevertap.names import NameKind
from sheets_runner.clevertap.paging import Parts
from sheets_runner.clevertap.pending import Pending
from sheets_runner.clevertap.settings import REGIONS
from sheets_runner.clock import Clock
from sheets_runner.config import AppSettings, ConnectorSettings
from sheets_runner.errors import (
    BadQuery,
    BadReply,
    ClevertapError,
    Conflict,
    HostUnknown,
    NotReady,
    ProxyFailed,
    ServerFault,
    SheetsRunnerError,
    Throttled,
    Unauthorised,
    UnknownEvent,
    UnsafeConnection,
)
from sheets_runner.run.doctor import zone
from sheets_runner.run.doctor.findings import Finding, Kind, Trouble
from sheets_runner.run.doctor.machine import Watch
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.run.lists import Known

EVENTS = ("App Launched", "UTM Visited")
"""Events that CleverTap makes by itself, in apps and on the web; the first is asked about to see
whether the account is accepted (https://docs.clevertap.com/docs/events)."""
DAYS = 7
"""How many days records are asked for."""
PAGE = 92
"""How many records: a multiple of 23, see `clevertap.paging`."""
WAIT_SECONDS = 60
"""How long an export may take."""
NAMES_SECONDS = 3
"""How long a list of names may be tried for: it can wait for another day."""

ANSWERED = (Link.REACHED, Link.ACCOUNT, Link.RIGHTS, Link.QUOTA)
"""What one request tells of, in the order in which CleverTap decides."""

ACCEPTED = (NotReady, Conflict, UnknownEvent, BadQuery)
"""Answers that only an account which is let in gets."""

KINDS: tuple[tuple[type[SheetsRunnerError], Link, Kind], ...] = (
    (HostUnknown, Link.REACHED, Kind.CLEVERTAP_DNS),
    (ProxyFailed, Link.REACHED, Kind.CLEVERTAP_PROXY),
    (UnsafeConnection, Link.REACHED, Kind.CLEVERTAP_TLS),
    (ServerFault, Link.REACHED, Kind.CLEVERTAP_SERVER),
    (BadReply, Link.REACHED, Kind.CLEVERTAP_REPLY),
    (Unauthorised, Link.ACCOUNT, Kind.CLEVERTAP_CREDENTIALS),
    (Throttled, Link.QUOTA, Kind.CLEVERTAP_QUOTA),
    (SheetsRunnerError, Link.REACHED, Kind.CLEVERTAP_NETWORK),
)
"""Which link a failure breaks, the most specific first."""


Verdict = Tuple[SheetsRunnerError, Link, Kind]
"""What went wrong, which link it breaks, and what it is there."""


def verdict(
    error: SheetsRunnerError | None, status: int, *, page: bool = False
) -> tuple[Link, Kind] | None:
    """Return which link an answer breaks, None for one that only a welcome account gets.

    Args:
        error: What it was taken for; None for a success.
        status: Its HTTP status. That of a refusal tells who is not known from who is not allowed
            (https://developer.clevertap.com/docs/api-errors).
        page: Whether it was a page for people: CleverTap refuses in JSON, firewalls with a page.
    """
    if error is None or isinstance(error, ACCEPTED):
        return None
    if isinstance(error, Unauthorised) and page:
        return Link.REACHED, Kind.CLEVERTAP_REPLY
    if isinstance(error, Unauthorised) and status == 403:
        return Link.RIGHTS, Kind.CLEVERTAP_RIGHTS
    return next((link, kind) for known, link, kind in KINDS if isinstance(error, known))


def cause(error: SheetsRunnerError) -> SheetsRunnerError:
    """Return why CleverTap was given up, or else the error itself."""
    behind = error.__cause__
    return behind if isinstance(behind, SheetsRunnerError) else error


class Asker:
    """Asks CleverTap little, and but for names once.

    It takes no part in the gate across processes: it sends one request at a time.

    Args:
        connector: How hard runs try.
        clock: Says which days are recent; waits.
        watch: Carries the requests.
    """

    def __init__(self, connector: ConnectorSettings, clock: Clock, watch: Watch) -> None:
        self._connector = connector
        self._clock = clock
        self._watch = watch
        self._pending = Pending()

    def verdict(self, app: AppSettings) -> Verdict | None:
        """Ask for a count; return what is wrong with an account and where, None for nothing."""
        connector = replace(self._connector, retry_seconds=0, wait_seconds=0)
        try:
            self._client(app, connector, "counts").count(self._query(EVENTS[0]))
        except SheetsRunnerError as error:
            return self._judged(error)
        return None

    def records(self, app: AppSettings, event: str) -> list[dict[str, Any]]:
        """Return some recent records with the summary of their users' events, if there are any.

        Raises:
            Trouble: The account may not have them, or not now.
        """
        connector = replace(
            self._connector, retry_seconds=0, wait_seconds=WAIT_SECONDS, page_size=PAGE
        )
        client = self._client(app, connector, "events")
        try:
            return next(client.pages(self._query(event), Parts(events=True))).records
        except ClevertapError as error:
            wrong = self._judged(error)
        if wrong and wrong[1] is not Link.REACHED:
            raise _trouble(app, self, wrong)
        return []

    def names(self, app: AppSettings) -> Known:
        """Return all names that CleverTap knows of an account.

        Raises:
            SheetsRunnerError: They cannot be had now.
        """
        usual = self._connector
        connector = replace(
            usual,
            retry_seconds=min(NAMES_SECONDS, usual.retry_seconds),
            wait_seconds=min(NAMES_SECONDS, usual.wait_seconds),
        )
        client = self._client(app, connector, "counts")
        return Known(client.names(NameKind.EVENTS), client.names(NameKind.PROPERTIES))

    @property
    def status(self) -> int:
        """The HTTP status of the last reply, 0 while there is none."""
        return self._watch.status

    @property
    def page(self) -> bool:
        """Whether the last reply was a page for people to read."""
        return self._watch.page

    def _judged(self, error: SheetsRunnerError) -> Verdict | None:
        behind = cause(error)
        found = verdict(behind, self.status, page=self.page)
        return (behind, *found) if found else None

    def _client(self, app: AppSettings, connector: ConnectorSettings, api: str) -> Clevertap:
        return Clevertap.of(
            app,
            connector,
            api=api,
            object_type="events",
            gate=ThreadGate(),
            transport=self._watch,
            clock=self._clock,
            pending=self._pending,
        )

    def _query(self, event: str) -> Mapping[str, Any]:
        # Yesterday in UTC has begun everywhere: no project takes it for a day in the future.
        last = self._clock.now().astimezone(timezone.utc) - timedelta(days=1)
        first = last - timedelta(days=DAYS - 1)
        return {"event_name": event, "from": _day(first), "to": _day(last)}


def findings(app: AppSettings, asker: Asker) -> list[Finding]:
    """Return what is found along the links of an account.

    Args:
        app: The account.
        asker: Asks CleverTap.
    """
    trail = Trail(f"[{app.name}]", (*ANSWERED, Link.ZONE))
    wrong = asker.verdict(app)
    for link in ANSWERED:
        if wrong and wrong[1] is link:
            trail.broken(link, _trouble(app, asker, wrong))
            return trail.findings()
        trail.fine(link, _FINE[link].format(host=host(app)))
    trail.look(Link.ZONE, partial(_zone, app, asker))
    return trail.findings()


_FINE: Mapping[Link, str] = {
    Link.REACHED: "{host} answers.",
    Link.ACCOUNT: "CleverTap accepts id, password and region.",
    Link.RIGHTS: "It may use the API.",
    Link.QUOTA: "CleverTap takes its requests.",
}


def _trouble(app: AppSettings, asker: Asker, wrong: Verdict) -> Trouble:
    """Return what is to be said of a verdict; about a refused account more is found out."""
    error, _, kind = wrong
    if kind is not Kind.CLEVERTAP_CREDENTIALS:
        return Trouble(kind, app=app.name, host=host(app), said=error)
    if app.base_url:
        where = f"at {host(app)}, the base_url of that section"
        return Trouble(kind, app=app.name, where=where)
    return _refused(app, asker)


def _refused(app: AppSettings, asker: Asker) -> Trouble:
    """Return what to do about a 401: a wrong region gives nothing else.

    The other regions' servers are CleverTap's own, so the passcode may be shown to them.
    """
    silent = []
    for other in [replace(app, region=region) for region in REGIONS if region != app.region]:
        wrong = asker.verdict(other)
        if wrong is None:
            words = {"app": app.name, "region": app.region, "right": other.region}
            return Trouble(Kind.CLEVERTAP_REGION, **words)
        if wrong[2] is not Kind.CLEVERTAP_CREDENTIALS:
            silent.append(other.region)
    but = f" but {', '.join(silent)}, which cannot be asked" if silent else ""
    return Trouble(Kind.CLEVERTAP_CREDENTIALS, app=app.name, where=f"in every region{but}")


def _zone(app: AppSettings, asker: Asker) -> Found[zone.Reading]:
    """Compare the time zone of an account with its records.

    Raises:
        Trouble: It is another one, or is not set, or cannot be told.
    """
    read = _reading(app, asker)
    if not app.timezone:
        seen = f" Its records are at {read.words}." if read.words else ""
        raise Trouble(Kind.CLEVERTAP_NO_ZONE, app=app.name, seen=seen)
    if read.fits:
        return read, f"Its records fit timezone = {app.timezone} ({read.words or 'two offsets'})."
    if read.words:
        words = {"app": app.name, "zone": app.timezone, "offset": read.words}
        raise Trouble(Kind.CLEVERTAP_ZONE, **words)
    raise Trouble(Kind.UNDECIDED, said=_UNDECIDED.format(zone=app.timezone))


_UNDECIDED = (
    "No record of the last days tells whether timezone = {zone} is the project's. Compare it with"
    " the settings of the project in the dashboard."
)


def _reading(app: AppSettings, asker: Asker) -> zone.Reading:
    """Return what the records of the first event that tells anything say."""
    for event in EVENTS:
        read = zone.read(asker.records(app, event), event, app.timezone)
        if read.is_decided:
            return read
    return zone.Reading(None)


def host(app: AppSettings) -> str:
    """Return the server that an account is asked at."""
    return urlsplit(app.url).netloc


def _day(moment: datetime) -> int:
    return int(f"{moment:%Y%m%d}")
