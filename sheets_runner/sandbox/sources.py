"""What an export's pages are taken from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, NamedTuple, Protocol, Sequence

from sheets_runner.sandbox.packing import pack
from sheets_runner.sandbox.replies import Reply, encode


class Page(NamedTuple):
    """Some records of an export.

    Attributes:
        records: A JSON list of them, as bytes.
        end: How many records there are up to its end.
        gzipped: Whether `records` is gzip data.
    """

    records: bytes
    end: int
    gzipped: bool = False

    def reply(self, next_cursor: str) -> Reply:
        """Return the reply that holds this page, its keys in recorded order."""
        before = b'{"next_cursor":' + encode(next_cursor) + b',"records":'
        after = b',"status":"success"}'
        if self.gzipped:
            before, after = pack(before), pack(after)
        return Reply(200, before + self.records + after, gzipped=self.gzipped)


class Source(Protocol):
    """The records that a query asks for."""

    def page(self, start: int, length: int | None, drop: tuple[str, ...]) -> Page | None:
        """Return the page at a place, None where there are no more records.

        Args:
            start: How many records came before.
            length: The most records a page may have, None for no limit.
            drop: The parts of a record that are left out.
        """
        ...


@dataclass(frozen=True)
class Listed:
    """A source that has all it stands for in a list.

    Attributes:
        found: The events or users.
        render: Returns the record of one of them, without the parts that are left out.
    """

    found: Sequence[Any]
    render: Callable[[Any, Sequence[str]], Mapping[str, Any]]

    def page(self, start: int, length: int | None, drop: tuple[str, ...]) -> Page | None:
        """Return the page at a place, as `Source` says."""
        end = len(self.found) if length is None else start + length
        records = [self.render(one, drop) for one in self.found[start:end]]
        return Page(encode(records), end) if records else None
