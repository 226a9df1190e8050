"""Records in the shape of an export; empty parts are left out, as CleverTap leaves them out.

Shapes: https://developer.clevertap.com/docs/get-events-api and
https://developer.clevertap.com/docs/get-user-profiles-api.
"""

from __future__ import annotations

from typing import Any, Collection, Mapping

from sheets_runner.sandbox.people import User
from sheets_runner.sandbox.population import Event

SWITCHES: dict[str, frozenset[str]] = {
    "app": frozenset({"os_version", "app_version", "make", "model"}),
    "events": frozenset({"events"}),
    "profile": frozenset({"profileData"}),
}
"""URL parameters that turn parts of a record off, and the keys they stand for."""

_PERSON = ("identity", "email", "name", "phone", "profileData", "events")


def event_record(event: Event, user: User, drop: Collection[str]) -> dict[str, Any]:
    """Return an event with its user's present profile, on the one device it came from."""
    parts = {
        "profile": without(user.profile, drop),
        "session_props": event.session_props,
        "ts": event.ts,
        "event_props": event.event_props,
    }
    return {key: part for key, part in parts.items() if part}


def profile_record(user: User, drop: Collection[str]) -> dict[str, Any]:
    """Return a user once, with all their devices in ``platformInfo``."""
    person = {key: user.profile[key] for key in _PERSON if key in user.profile}
    devices = [without(device, drop) for device in user.devices]
    return {**without(person, drop), "platformInfo": devices}


def without(keys: Mapping[str, Any], drop: Collection[str]) -> Mapping[str, Any]:
    """Return a profile or device without the parts that are switched off."""
    if not drop:
        return keys
    unwanted = frozenset().union(*(SWITCHES[switch] for switch in drop))
    return {key: value for key, value in keys.items() if key not in unwanted}
