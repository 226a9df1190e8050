"""What a sandbox is started with, and the credentials it accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ACCOUNT_ID = "SANDBOX-ID"
"""The value of ``X-CleverTap-Account-Id``; public, it opens nothing but a sandbox."""

PASSCODE = "SANDBOX-PASSCODE"
"""The value of ``X-CleverTap-Passcode``; public as well."""


@dataclass(frozen=True)
class Options:
    """The switches of ``sheets-runner sandbox``.

    Attributes:
        port: The port on 127.0.0.1; 0 takes a free one.
        people: How many users there are.
        seed: Another seed is another population.
        today: The last day of the population, in the project's time zone. Later days are refused.
        timezone: The project's IANA time zone.
        latency_ms: How long a reply takes while its request counts as in flight.
        partial_polls: How many answers to a count are ``partial``, the one to the POST included.
        partial_ms: How long after its POST a count stays ``partial``.
        not_ready_polls: How many first reads of a new export answer code 2.
        prepared_events: How many prepared events there are, 0 for none (see `prepared`).
        page_latency_ms: How much longer a page of an export takes.
    """

    port: int
    people: int
    seed: int
    today: date
    timezone: str
    latency_ms: int = 0
    partial_polls: int = 0
    partial_ms: int = 0
    not_ready_polls: int = 0
    prepared_events: int = 0
    page_latency_ms: int = 0
