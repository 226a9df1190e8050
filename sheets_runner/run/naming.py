"""Names that CleverTap does not know: which answers they put in doubt, and what was meant.

Nobody has documented whether CleverTap refuses an event it does not know or counts it as 0; a
profile property that nobody has gives 0. So an answer that a misspelt name would give as well is
compared with CleverTap's own lists (https://developer.clevertap.com/docs/get-schema).
"""

from __future__ import annotations

import difflib
import json
import logging
import re
import threading
import unicodedata
from typing import Any, Callable, Iterable, Iterator, Mapping, Sequence

from sheets_runner.clevertap.names import NameKind, Names
from sheets_runner.errors import UnknownEvent
from sheets_runner.query.cql import Count
from sheets_runner.run.faults import reason
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.table.cells import trim

LOG = logging.getLogger(__name__)

TRYING_SECONDS = 4
"""How long asking for the list may fail before it is given up: answers do not depend on it."""
WAITING_SECONDS = 10.0
"""How long after it was asked for an answer waits for the list."""
LOOK_SECONDS = 0.2
"""How often an answer that waits looks up, so that it notices a stop."""

_Block = Mapping[str, Any]

ALIKE = 0.8
"""How much of two names must be the same, `difflib`'s ratio, for one to be meant by the other."""

_UNSAYABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, breaks of lines and halves of characters: no message may hold them."""


class KnownNames:
    """The names that each account knows, asked for at most once, when they are first wanted.

    Args:
        ask: Asks for the names of one kind that an app's account knows.
        clock: The run's clock; setting its `stop` ends all waiting.
    """

    def __init__(self, ask: Callable[[str, NameKind], Names], clock: StoppableClock) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._lists: dict[tuple[str, NameKind], _List] = {}

    def of(self, app: str, kind: NameKind) -> tuple[str, ...]:
        """Return the names; none where they cannot be had, or not soon. Nothing is raised."""
        if self._clock.stop.is_set():
            return ()
        with self._lock:
            if (app, kind) not in self._lists:
                self._lists[app, kind] = self._begin(app, kind)
            found = self._lists[app, kind]
        while self._is_awaited(found):
            found.over.wait(LOOK_SECONDS)
        return found.known

    def _begin(self, app: str, kind: NameKind) -> _List:
        found = _List(self._clock.monotonic() + WAITING_SECONDS)
        # A thread of its own: one that hangs must not keep the answer that is there already.
        threading.Thread(target=self._fill, args=(app, kind, found), daemon=True).start()
        return found

    def _fill(self, app: str, kind: NameKind, found: _List) -> None:
        try:
            found.known = self._ask(app, kind).known
        except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on without a list
            LOG.info("[%s] %s could not be listed: %s", app, kind.value, reason(error))
        finally:
            found.over.set()

    def _is_awaited(self, found: _List) -> bool:
        over = found.over.is_set() or self._clock.stop.is_set()
        return not over and self._clock.monotonic() < found.deadline


class _List:
    """A list that was asked for.

    Attributes:
        deadline: The monotonic second up to which it is waited for.
        known: Its names, once they are there.
        over: Set when they are, or will not be.
    """

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.known: tuple[str, ...] = ()
        self.over = threading.Event()


def events_of(query: Mapping[str, Any]) -> list[str]:
    """Return the events that a query's body names, its own one first, each once."""
    did_all, did_any, did_none = _blocks(query)
    return _named((query, *did_all, *did_any, *did_none))


def doubtful(query: Mapping[str, Any], number: int) -> list[str]:
    """Return the events that could be misspelt although the answer is what it is.

    Where nobody was found it may be any of them. Who was found did the query's own event, and all
    that had to be done; but one event among several, or one that was not to be done, may be
    misspelt all the same.

    Args:
        query: The body.
        number: The count, or how many records came.
    """
    if not number:
        return events_of(query)
    did_all, did_any, did_none = _blocks(query)
    return _named((*filter(_allows_none, did_all), *did_any, *did_none))


def doubts(
    query: Mapping[str, Any], number: int, known: Callable[[NameKind], Sequence[str]]
) -> Iterator[str]:
    """Say which names of a query may be misspelt although the answer is what it is.

    Args:
        query: The body.
        number: The count, or how many records came.
        known: Gives CleverTap's list of a kind; asked only where it matters.
    """
    events = doubtful(query, number)
    if events:
        yield from notes(events, known(NameKind.EVENTS))
    properties = [] if number else properties_of(query)
    if properties:
        yield from property_notes(properties, known(NameKind.PROPERTIES))


def notes(events: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Say which of some events CleverTap does not list.

    Args:
        events: Those that may be misspelt.
        known: CleverTap's list; an empty one tells nothing.
    """
    for event in events if known else ():
        if event not in known:
            said = f'CleverTap lists no event "{event}": the number may mean a misspelt name.'
            yield " ".join(filter(None, (said, _question(event, known))))


def properties_of(query: Mapping[str, Any]) -> list[str]:
    """Return the profile properties that a query's body filters by, each once."""
    fields = query.get("common_profile_properties", {}).get("profile_fields", ())
    return list(dict.fromkeys(field["name"] for field in fields))


def property_notes(properties: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Say which profile properties nobody was found by are not listed, though one is like them.

    Whether the list has those that CleverTap keeps by itself, such as ``Email``, is not documented:
    a name that is like none on the list is not doubted.

    Args:
        properties: Those that nobody was found by.
        known: CleverTap's list.
    """
    for name in properties:
        question = _question(name, known) if name not in known else ""
        if question:
            said = f'CleverTap lists no profile property "{name}": the number may mean that.'
            yield f"{said} {question}"


def explain(error: UnknownEvent, query: Mapping[str, Any], known: Sequence[str]) -> str:
    """Return why a query failed: with the event that was meant, where there is one.

    Args:
        error: What the connector says.
        query: The body.
        known: CleverTap's list of events.
    """
    event = _refused(error.event, events_of(query), known)
    question = _question(event, known)
    return f'No event "{event}". {question}' if question else str(error)


def meant(event: str, known: Sequence[str]) -> str:
    """Return the known event that is most like another one, empty where none is like it."""
    plain = {_plain(name): name for name in reversed(known) if not _UNSAYABLE.search(name)}
    nearest = difflib.get_close_matches(_plain(event), plain, 1, ALIKE)
    return plain[nearest[0]] if nearest else ""


def _question(event: str, known: Sequence[str]) -> str:
    name = meant(event, known)
    if not name:
        return ""
    parts = [_UNSEEN if _looks(name) == _looks(event) else f'Did you mean "{name}"?']
    if name != trim(name):
        parts.append(f'Only `CQL` keeps its outer spaces: {{"event_name": {json.dumps(name)}}}.')
    return " ".join(parts)


_UNSEEN = (
    "One on the list looks the same, but this one has another kind of space or a character that"
    " cannot be seen: type it anew, or choose it from the list."
)


def _looks(name: str) -> str:
    """Return a name by what can be seen of it."""
    seen = (char for char in name if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen))


def _refused(said: str, asked: Sequence[str], known: Sequence[str]) -> str:
    """Return the event that was refused, as the query writes it.

    CleverTap's words come with single spaces, and may not say which event it is.
    """
    named = (event for event in asked if " ".join(event.split()) == said)
    unlisted = (event for event in (*named, said, *asked) if event not in known)
    return next(filter(None, unlisted), "")


def _blocks(query: Mapping[str, Any]) -> tuple[Sequence[_Block], ...]:
    """Return the blocks of an advanced query: all of which, any of which, and none of which."""
    advanced = query.get("advanced_query", {})
    any_events = advanced.get("did_any", {}).get("any_events", ())
    return advanced.get("did_all", ()), any_events, advanced.get("did_none", ())


def _named(blocks: Iterable[_Block]) -> list[str]:
    return list(dict.fromkeys(block["event_name"] for block in blocks if "event_name" in block))


def _allows_none(block: _Block) -> bool:
    """Tell whether a block lets users pass who never did its event."""
    return "operator" in block and Count(block["operator"], block["value"]).allows_none


def _plain(name: str) -> str:
    """Return a name without what is easily overlooked: capitals, outer and double spaces."""
    return " ".join(name.casefold().split())
