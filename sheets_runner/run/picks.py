"""Which columns a records tab has, and which parts of profiles CleverTap is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Iterable, Sequence

from sheets_runner.clevertap.paging import Parts
from sheets_runner.query.question import Get, Question
from sheets_runner.run.flatten import TIME, Path

EVENT, QUERY, RUN_AT, BATCH = ("event",), ("query",), ("run_at",), ("batch",)
OF_THE_RUN = (EVENT, QUERY, RUN_AT, BATCH)
"""Columns whose values come from the run, not from the record."""

_WORDS = {
    "event": EVENT, "event name": EVENT, "event_name": EVENT, "time": TIME, "ts": TIME,
    "query": QUERY, "run_at": RUN_AT, "batch": BATCH,
}  # fmt: skip
_HEADERS = {EVENT: "Event", TIME: "Time", QUERY: "Query", RUN_AT: "Run at", BATCH: "Batch"}
_LEADS = {"event_props": "event", "session_props": "session", "profileData": "profile"}
_OF_THE_APP = ("os_version", "app_version", "make", "model")

DEFAULTS = {
    Get.EVENT_RECORDS: (
        *("event", "time", "identity", "objectId", "platform"),
        *("event_props.*", "session_props.*"),
    ),
    Get.USER_PROFILES: (
        *("identity", "objectId", "name", "email", "phone"),
        *("platformInfo", "profileData.*"),
    ),
}


@dataclass(frozen=True)
class Pick:
    """A column, or all columns below a path.

    Attributes:
        path: Where its values stand in a flattened record.
        every: Whether it stands for whatever is below the path, and for nothing of its own.
    """

    path: Path
    every: bool = False

    def takes(self, path: Path) -> bool:
        """Tell whether a value's path belongs to this pick."""
        return path[: len(self.path)] == self.path


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
        app=everything or bool(names & {*_OF_THE_APP, "platformInfo"}),
        events=everything or "events" in names,
        profile=everything or "profileData" in names,
    )


def _pick(word: str, get: Get) -> Pick:
    if word.lower() in _WORDS:
        return Pick(_WORDS[word.lower()])
    every = word.endswith(".*")
    path = tuple((word[:-2] if every else word).split("."))
    in_profile = get is Get.EVENT_RECORDS and path[0] in ("identity", "objectId", "platform")
    if in_profile:
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
    """Return the paths of a table's columns in order, each once.

    Args:
        picks: What is wanted, in order.
        seen: The paths that occur in the records; those below one pick are sorted by name.
    """
    found: dict[Path, None] = {}
    paths = sorted(seen)
    for pick in picks:
        below = [path for path in paths if pick.takes(path)]
        if not below and not pick.every:
            below = [pick.path]
        found.update(dict.fromkeys(below))
    return tuple(found)


def headers_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a header for each path: a property's own name, with its kind where two share it."""
    short = [_short(path) for path in paths]
    shared = Counter(name.lower() for name in short)
    return tuple(
        name if shared[name.lower()] == 1 else _long(path) for name, path in zip(short, paths)
    )


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
    """Return a path as text; a name with a dot in it is quoted, so that no two paths look alike."""
    return ".".join(f'"{name}"' if "." in name or '"' in name else name for name in path)
