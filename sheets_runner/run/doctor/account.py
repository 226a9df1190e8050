"""One CleverTap account: reached, accepted, allowed, not crowded out, and in which time zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Mapping
from urllib.parse import urlsplit

from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.gate import ThreadGate
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
    GaveUp,
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

EVENTS = ("App Launched", "UTM Visited")
"""Events that CleverTap makes by itself, in apps and on the web; the first is asked about to see
whether the account is accepted (https://docs.clevertap.com/docs/events)."""
DAYS = 7
"""How many days records are asked for."""
PAGE = 92
"""How many records: a multiple of 23, see `clevertap.paging`."""
WAIT_SECONDS = 60
"""How long an export may take."""

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


def verdict(error: SheetsRunnerError | None, status: int) -> tuple[Link, Kind] | None:
    """Return which link an answer breaks, None for one that only a welcome account gets.

    Args:
        error: What it was taken for; None for a success.
        status: Its HTTP status. That of a refusal tells who is not known from who is not allowed
            (https://developer.clevertap.com/docs/api-errors).
    """
    if error is None or isinstance(error, ACCEPTED):
        return None
    if isinstance(error, Unauthorised) and status == 403:
        return Link.RIGHTS, Kind.CLEVERTAP_RIGHTS
    return next((link, kind) for known, link, kind in KINDS if isinstance(error, known))


class Asker:
    """Asks CleverTap little, and once.

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

    def verdict(self, app: AppSettings) -> tuple[SheetsRunnerError, Link, Kind] | None:
        """Ask for a count; return what is wrong with an account and where, None for nothing."""
        connector = replace(self._connector, retry_seconds=0, wait_seconds=0)
        error: SheetsRunnerError | None = None
        try:
            self._client(app, connector, "counts").count(self._query(EVENTS[0]))
        except GaveUp as given_up:
            error = _last(given_up)
        except SheetsRunnerError as raised:
            error = raised
        found = verdict(error, self._watch.status)
        return (error, *found) if error and found else None

    def records(self, app: AppSettings, event: str) -> list[dict[str, Any]]:
        """Return some recent records with the summary of their users' events.

        Raises:
            ClevertapError: There are none to be had.
        """
        connector = replace(
            self._connector, retry_seconds=0, wait_seconds=WAIT_SECONDS, page_size=PAGE
        )
        pages = self._client(app, connector, "events").pages(self._query(event), Parts(events=True))
        return next(pages).records

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
        last = self._clock.now() - timedelta(days=1)
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
            trail.broken(link, _trouble(app, asker, wrong[0], wrong[2]))
            return trail.findings()
        trail.fine(link, _FINE[link].format(host=_host(app)))
    trail.look(Link.ZONE, partial(_zone, app, asker))
    return trail.findings()


_FINE: Mapping[Link, str] = {
    Link.REACHED: "{host} answers.",
    Link.ACCOUNT: "CleverTap accepts id, password and region.",
    Link.RIGHTS: "It may use the API.",
    Link.QUOTA: "CleverTap takes its requests.",
}


def _trouble(app: AppSettings, asker: Asker, error: SheetsRunnerError, kind: Kind) -> Trouble:
    if kind is not Kind.CLEVERTAP_CREDENTIALS:
        return Trouble(kind, app=app.name, host=_host(app), said=error)
    if app.base_url:
        where = f"at {_host(app)}, the base_url of that section"
        return Trouble(kind, app=app.name, where=where)
    return _refused(app, asker)


def _refused(app: AppSettings, asker: Asker) -> Trouble:
    """Return what to do about a 401: a wrong region gives nothing else.

    The other regions' servers are CleverTap's own, so the passcode may be shown to them.
    """
    others = [replace(app, region=region) for region in REGIONS if region != app.region]
    right = next((other.region for other in others if asker.verdict(other) is None), "")
    if right:
        return Trouble(Kind.CLEVERTAP_REGION, app=app.name, region=app.region, right=right)
    return Trouble(Kind.CLEVERTAP_CREDENTIALS, app=app.name, where="in every region")


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
        try:
            records = asker.records(app, event)
        except ClevertapError:
            # No such event, or nothing to be had now: then the zone cannot be told by it.
            continue
        read = zone.read(records, event, app.timezone)
        if read.is_decided:
            return read
    return zone.Reading(None)


def _last(error: GaveUp) -> SheetsRunnerError:
    """Return the failure behind the end of all tries."""
    cause = error.__cause__
    return cause if isinstance(cause, SheetsRunnerError) else error


def _host(app: AppSettings) -> str:
    return urlsplit(app.url).netloc


def _day(moment: datetime) -> int:
    return int(f"{moment:%Y%m%d}")
