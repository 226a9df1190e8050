"""How fast many counts are had: ``python -m tests.benchmarks.counts``.

A sandbox in a process of its own takes 150 ms for each reply and keeps every count unfinished for
1.5 s. 200 different counts are asked for, with 64 and with the default of pending counts, and 20 of
them one after the other, polled without a pause. No client can be faster than the floor: two
requests a count, three in flight, and the last count's 1.5 s.
"""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Mapping
from urllib.request import Request, urlopen

from sheets_runner import Clevertap
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE
from tests.integration import commands

ROWS, LATENCY, PARTIAL, SLOTS = 200, 0.15, 1.5, 3
FLOOR = ROWS * 2 * LATENCY / SLOTS + PARTIAL
ONE_BY_ONE = 20
PATH = "/1/counts/events.json"
QUERIES = [
    {
        "event_name": "Flight Search",
        "from": 20260601,
        "to": 20260630,
        "event_properties": [{"name": "Fare", "operator": "less_than", "value": 2000 + row}],
    }
    for row in range(ROWS)
]


@dataclass(frozen=True)
class Figures:
    """What was measured.

    Attributes:
        seconds: From the first request to the last answer.
        requests: How many were sent.
        in_flight: The most that were on their way at once.
        counts: The answers.
    """

    seconds: float
    requests: int
    in_flight: int
    counts: list[int]


def side_by_side(url: str, connector: ConnectorSettings) -> Figures:
    """Ask for all counts with our client."""
    _open(f"{url}/_sandbox/reset", data=b"")
    app = AppSettings("web", ACCOUNT_ID, PASSCODE, base_url=url)
    start = monotonic()
    with Clevertap.of(app, connector, api="counts", object_type="events") as ct:
        with ThreadPoolExecutor(connector.max_pending) as pool:
            counts = list(pool.map(lambda query: ct.count(query).count, QUERIES))
        seconds = monotonic() - start
    seen = _open(f"{url}/_sandbox/stats")["endpoints"][PATH]
    assert seen["requests"] == ct.calls
    return Figures(seconds, ct.calls, seen["most_in_flight"], counts)


def one_by_one(url: str) -> Figures:
    """Ask for some of the counts as a simple script does."""
    requests, counts, start = 0, [], monotonic()
    for query in QUERIES[:ONE_BY_ONE]:
        reply = _open(url + PATH, data=json.dumps(query).encode())
        requests += 1
        while reply["status"] == "partial":
            reply = _open(f"{url}{PATH}?req_id={reply['req_id']}")
            requests += 1
        counts.append(reply["count"])
    return Figures(monotonic() - start, requests, 1, counts)


def _open(url: str, data: bytes | None = None) -> Any:
    headers: Mapping[str, str] = {
        "X-CleverTap-Account-Id": ACCOUNT_ID,
        "X-CleverTap-Passcode": PASSCODE,
    }
    with urlopen(Request(url, data, headers)) as reply:  # noqa: S310 - our own loopback address
        return json.load(reply)


def main() -> None:
    """Measure and print."""
    options = ("--people", "100", "--latency-ms", "150", "--partial-ms", "1500")
    with commands.sandbox(*options) as url, tempfile.TemporaryDirectory() as folder:
        many = side_by_side(url, ConnectorSettings(max_pending=64, state_dir=Path(folder)))
        simple = one_by_one(url)
        usual = side_by_side(url, ConnectorSettings(state_dir=Path(folder)))
    assert many.counts == usual.counts
    assert many.counts[:ONE_BY_ONE] == simple.counts
    for name, found in (("64 pending", many), ("12 pending, the default", usual)):
        print(
            f"{ROWS} counts, {name}: {found.seconds:.1f} s, {found.seconds / FLOOR:.2f} of the"
            f" floor of {FLOOR:.1f} s; {found.requests / ROWS:.2f} requests a count, at most"
            f" {found.in_flight} in flight"
        )
    slower = (simple.seconds / ONE_BY_ONE) / (many.seconds / ROWS)
    print(
        f"{ONE_BY_ONE} counts one after the other, polled without a pause: {simple.seconds:.1f} s,"
        f" {simple.requests / ONE_BY_ONE:.1f} requests a count, {slower:.1f} times slower per count"
        " than with 64 pending"
    )


if __name__ == "__main__":
    main()
