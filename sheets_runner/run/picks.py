"""Which columns a records tab has, and which parts of profiles CleverTap is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Callable, Iterable, Sequence

from sheets_runner.clevertap.paging import Parts
from sheets_runner.query.question import Get, Question
from sheets_runner.run.flatten import DEVICES, OF_DEVICES, TIME, Path

EVENT, QUERY, RUN_AT, BATCH = ("event",), ("query",), ("run_at",), ("batch",)
OF_THE_RUN = (EVENT, QUERY, RUN_AT, BATCH)
"""Columns whose values come from the run, not from the record."""

_WORDS = {
    "event": EVENT, "event name": EVENT, "event_name": EVENT, "time": TIME, "ts": TIME,
    "query": QUERY, "run_at": RUN_AT, "batch": BATCH,
}  # fmt: skip
_HEADERS = {EVENT: "Event", TIME: "Time", QUERY: "Query", RUN_AT: "Run at", BATCH: "Batch"}
_LEADS = {"event_props": "event", "session_props": "session", "profileData": "profile"}
_IN_PROFILE = ("identity", *OF_DEVICES)
"""Words that stand for a place in the profile also where records are events."""
_OF_THE_APP = {"os_version", "app_version", "make", "model", DEVICES}

DEFAULTS = {
    Get.EVENT_RECORDS: (
        *("event", "time", "identity", "objectId", "platform"),
        *("event_props.*", "session_props.*"),
    ),
    Get.USER_PROFILES: (
        *("identity", "objectId", "platform", "name", "email", "phone"),
        "profileData.*",
    ),
}


@dataclass(frozen=True)
class Pick:
    """A column, or all columns below a path.

    Attributes:
        path: Where its values stand in a flattened record; empty for the whole record.
        every: Whether it stands for whatever is below the path, and for nothing of its own.
    """

    path: Path
    every: bool = False

    def takes(self, path: Path) -> bool:
        """Tell whether a value's path belongs to this pick; a property's name may have dots."""
        wanted, found = ".".join(self.path), ".".join(path)
        return not self.path or found == wanted or found.startswith(wanted + ".")


def picks_of(question: Question) -> tuple[Pick, ...]:
    """Return the picks of a records question, its own or the default ones."""
    words = question.columns or DEFAULTS[question.get]
    return tuple(_pick(word, question.get) for word in words)


def parts_of(question: Question) -> Parts:
    """Return the parts of profiles a question needs: each left out makes its export faster."""
    if question.get.is_count:
        return Parts()
    inside = [_inside_profile(pick, question.get) for pick in picks_of(question)]
    names = {path[0] if path else "" for path in inside if path is not None}
    everything = "" in names
    return Parts(
        app=everything or bool(names & _OF_THE_APP),
        events=everything or "events" in names,
        profile=everything or "profileData" in names,
    )


def _pick(word: str, get: Get) -> Pick:
    if word.lower() in _WORDS:
        return Pick(_WORDS[word.lower()])
    every = word.endswith(".*")
    path = tuple((word[:-2] if every else word).split("."))
    if get is Get.EVENT_RECORDS and path[0] in _IN_PROFILE:
        path = ("profile", *path)
    if get is Get.USER_PROFILES and path[0] == "profile":
        path = path[1:]
    return Pick(path, every)


def _inside_profile(pick: Pick, get: Get) -> Path | None:
    """Return where in the profile a pick is, None when it is elsewhere."""
    if pick.path in OF_THE_RUN or pick.path == TIME:
        return None
    if get is Get.USER_PROFILES:
        return pick.path
    return pick.path[1:] if pick.path[0] == "profile" else None


def columns_of(picks: Sequence[Pick], seen: Iterable[Path]) -> tuple[Path, ...]:
    """Return the paths of a table's columns in order, each once, at least one.

    Args:
        picks: What is wanted, in order, at least one.
        seen: The paths that occur in the records; those below one pick are sorted by name.
    """
    found: dict[Path, None] = {}
    paths = sorted(seen)
    for pick in picks:
        below = [path for path in paths if pick.takes(path)]
        if not below and not pick.every:
            below = [pick.path]
        found.update(dict.fromkeys(below))
    return tuple(found) or (picks[0].path or EVENT,)


def headers_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a header for each path.

    It is a property's own name; where several share one, capitals or not, their kind stands before
    it; where that does not tell them apart, it is the whole path.
    """
    headers = [_short(path) for path in paths]
    headers = _apart(headers, paths, _long, str.lower)
    return tuple(_apart(headers, paths, dotted, str))


def _apart(
    headers: list[str],
    paths: Sequence[Path],
    longer: Callable[[Path], str],
    look: Callable[[str], str],
) -> list[str]:
    """Return the headers, those that look alike made longer; the run's own stay."""
    shared = Counter(map(look, headers))
    return [
        longer(path) if shared[look(header)] > 1 and path not in _HEADERS else header
        for header, path in zip(headers, paths)
    ]


def _short(path: Path) -> str:
    if path in _HEADERS:
        return _HEADERS[path]
    start = next((place for place, name in enumerate(path) if name in _LEADS), -1)
    inside = path[start + 1 :] or path
    return dotted(inside[1:] if inside[0] == "profile" and len(inside) > 1 else inside)


def _long(path: Path) -> str:
    for place, name in enumerate(path[:-1]):
        if name in _LEADS:
            return f"{_LEADS[name]}: {dotted(path[place + 1 :])}"
    return dotted(path)


def dotted(path: Path) -> str:
    """Return a path as text, no two alike: a name that could be mistaken for several is quoted."""
    return ".".join(_quoted(name) if _needs_quotes(name) else name for name in path)


def _needs_quotes(name: str) -> bool:
    return not name or "." in name or '"' in name


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
