"""Every error this package raises, grouped by what the runner does next.

::

    SheetsRunnerError
    ├── ConfigError (ValueError)          stop, exit 2: a file or an option must be mended
    ├── WorkbookError (OSError)           stop this sheet, exit 3: the workbook or the sign-in
    │   └── EditRefused                   drop the edits of one row, apply the others
    ├── LeaseHeld                         stop this sheet, exit 4: another run is at work
    ├── CellError (ValueError)            the row (or the whole tab) needs fixing at a cell
    └── ClevertapError                    the call failed
        ├── RetryableError                worth another try, within bounds
        │   ├── Throttled                 too many requests (HTTP 429, code 1)
        │   ├── Conflict                  HTTP 409
        │   ├── NotReady                  accepted, not finished (code 2, HTTP 202, partial)
        │   ├── ServerFault               HTTP 5xx
        │   ├── ConnectionLost (ConnectionError)
        │   │   ├── HostUnknown       nobody knows the server's name
        │   │   ├── ProxyFailed       the proxy does not carry the request
        │   │   └── UnsafeConnection  the server's certificate is not trusted
        │   └── TimedOut (TimeoutError)
        ├── RowError                      this query cannot be answered; others can
        │   ├── BadQuery (ValueError)     CleverTap refuses the query
        │   ├── UnknownEvent (LookupError)
        │   ├── NotExportable             CleverTap does not export this event
        │   ├── BadCursor                 the export cannot go on where it was
        │   ├── BadReply (ValueError)     the answer is not what the API promises
        │   └── GaveUp                    retried as long as the settings allow
        └── Unauthorised (PermissionError) stop this app: every call would fail alike

Messages are sentences for the person at the sheet or in charge of the set-up. They never hold an
account id, passcode, key, token, cursor or request id.
"""

from __future__ import annotations


class SheetsRunnerError(Exception):
    """The root: ``except SheetsRunnerError`` catches all that this package raises on purpose."""


class ConfigError(SheetsRunnerError, ValueError):
    """A setting, file name or command-line option is missing or wrong."""


class WorkbookError(SheetsRunnerError, OSError):
    """The workbook cannot be read or written as it is."""


class EditRefused(WorkbookError):
    """One edit cannot be applied; the others could.

    Attributes:
        owner: The `Edit.owner` of the refused edit: the id of the row it came from.
    """

    def __init__(self, message: str, owner: str) -> None:
        super().__init__(message)
        self.owner = owner


class LeaseHeld(SheetsRunnerError):
    """Another run is at work on this workbook."""


class CellError(SheetsRunnerError, ValueError):
    """What a cell says cannot be used; the message names header, cell, value and remedy.

    Attributes:
        cell: The A1 name of the cell.
    """

    def __init__(self, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.cell = cell


class ClevertapError(SheetsRunnerError):
    """CleverTap did not give the answer that was asked for."""


class RetryableError(ClevertapError):
    """A failure that may pass by itself.

    Attributes:
        retry_after: Seconds the server asked to wait, None where it did not say.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Throttled(RetryableError):
    """Too many requests at once (HTTP 429 or code 1)."""


class Conflict(RetryableError):
    """HTTP 409: CleverTap is still busy with something this needs."""


class NotReady(RetryableError):
    """Accepted but not finished: code 2, HTTP 202, or a count that is still partial.

    Attributes:
        req_id: Names the unfinished count at CleverTap; empty when the same request is sent again.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, req_id: str = "") -> None:
        super().__init__(message, retry_after=retry_after)
        self.req_id = req_id


class ServerFault(RetryableError):
    """HTTP 5xx."""


class ConnectionLost(RetryableError, ConnectionError):
    """The connection could not be made or broke off."""


class HostUnknown(ConnectionLost):
    """The server's name has no address here."""


class ProxyFailed(ConnectionLost):
    """The proxy cannot be reached, or does not carry the request."""


class UnsafeConnection(ConnectionLost):
    """There is no TLS connection that can be trusted."""


class TimedOut(RetryableError, TimeoutError):
    """No answer within the time allowed."""


class RowError(ClevertapError):
    """This query cannot be answered; other queries can."""


class BadQuery(RowError, ValueError):
    """CleverTap refuses the query."""


class UnknownEvent(RowError, LookupError):
    """CleverTap knows no event of that name.

    Attributes:
        event: The name; empty where neither the query nor CleverTap said one.
    """

    def __init__(self, message: str, *, event: str = "") -> None:
        super().__init__(message)
        self.event = event


class NotExportable(RowError):
    """CleverTap does not export this event's records."""


class BadCursor(RowError):
    """The export cannot go on: its cursor was refused, has expired or came twice."""


class BadReply(RowError, ValueError):
    """The reply is not what the API promises, so no number can be taken from it."""


class GaveUp(RowError):
    """Tried as often and as long as the settings allow; the last failure is the cause."""


class Unauthorised(ClevertapError, PermissionError):
    """CleverTap refuses the account id, passcode or region: every call would fail alike."""
