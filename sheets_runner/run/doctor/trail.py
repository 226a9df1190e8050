"""Links, and the walk along them: what is broken is noted, what depends on it is passed over."""

from __future__ import annotations

from enum import Enum
from typing import Callable, Sequence, Tuple, TypeVar

from sheets_runner.errors import LeaseHeld, SheetsRunnerError
from sheets_runner.run.doctor.findings import TABLE, Finding, Kind, Trouble
from sheets_runner.run.faults import reason

T = TypeVar("T")
Found = Tuple[T, str]
"""What a look gives to the links behind it, and what there is to be said of it."""


class Link(Enum):
    """One link of the chain: its words, and what an error there is unless it says more."""

    CONFIG = "settings", Kind.CONFIG
    SHEETS = "sheets", Kind.SHEETS
    STATE_DIR = "state_dir", Kind.STATE_DIR
    CLOCK = "clock", Kind.CLOCK
    REACHED = "connection", Kind.CLEVERTAP_NETWORK
    ACCOUNT = "account", Kind.CLEVERTAP_CREDENTIALS
    RIGHTS = "rights", Kind.CLEVERTAP_RIGHTS
    QUOTA = "quota", Kind.CLEVERTAP_QUOTA
    ZONE = "time zone", Kind.UNDECIDED
    NAMES = "names", Kind.NAMES_UNREADABLE
    KEY = "key", Kind.GOOGLE_KEY
    SIGN_IN = "sign-in", Kind.GOOGLE_KEY
    SPREADSHEET = "spreadsheet", Kind.GOOGLE_REFUSED
    FILE = "file", Kind.WORKBOOK_FILE
    CLOSED = "closed", Kind.WORKBOOK_OPEN
    CONTENT = "content", Kind.WORKBOOK_CONTENT
    WRITING = "right to write", Kind.WORKBOOK_FILE
    TAB = "input tab", Kind.INPUT_TAB
    HEADERS = "headers", Kind.HEADERS
    COLUMNS = "result columns", Kind.RESULT_COLUMNS
    OUTPUT = "output tabs", Kind.OUTPUT_TABS
    LEASE = "other runs", Kind.LEASE
    LISTS = "lists", Kind.LISTS

    @property
    def words(self) -> str:
        """What the link is called."""
        return self.value[0]

    @property
    def usual(self) -> Kind:
        """What an error is that does not say more."""
        return self.value[1]


class Trail:
    """What is found along some links.

    Args:
        about: Whose links they are.
        links: All of them, in order; those that nobody comes to are told as not checked.
    """

    def __init__(self, about: str, links: Sequence[Link]) -> None:
        self._about = about
        self._links = links
        self._found: dict[Link, Finding] = {}

    def look(self, link: Link, at: Callable[[], Found[T]]) -> T | None:
        """Look at a link; return what it gives to those behind it, None where it is broken.

        Args:
            link: The link.
            at: Gives what there is, or raises what is wrong.
        """
        try:
            value, said = at()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not hide other links
            self._note(link, _kind(error, link), _said(error, link))
            return None
        self.fine(link, said)
        return value

    def fine(self, link: Link, said: str) -> None:
        """Note a link that is as it should be."""
        self._note(link, Kind.OK, said)

    def broken(self, link: Link, trouble: Trouble) -> None:
        """Note a link that is not."""
        self._note(link, trouble.kind, str(trouble))

    def findings(self) -> list[Finding]:
        """Return what was found, link by link."""
        return [self._found.get(link) or self._not_checked(link) for link in self._links]

    def _note(self, link: Link, kind: Kind, said: str) -> None:
        self._found[link] = Finding(self._about, link.words, kind, said)

    def _not_checked(self, link: Link) -> Finding:
        kind = Kind.NOT_CHECKED
        return Finding(self._about, link.words, kind, TABLE[kind].sentence)


def _kind(error: Exception, link: Link) -> Kind:
    if isinstance(error, Trouble):
        return error.kind
    if isinstance(error, LeaseHeld):
        return Kind.LEASE
    return link.usual if isinstance(error, (SheetsRunnerError, OSError)) else Kind.INTERNAL


def _said(error: Exception, link: Link) -> str:
    if isinstance(error, Trouble):
        return str(error)
    return TABLE[_kind(error, link)].sentence.format(said=reason(error))
