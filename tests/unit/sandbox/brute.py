"""CQL by brute force: reads raw JSON and the population's lines, event by event, with no index.

Written apart from the evaluator, from the table of decisions alone; slow and plain on purpose.
"""

from __future__ import annotations

from typing import Any

ABSENT = "<absent>"


class Lines:
    """The population as ``/_sandbox/population`` gives it."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.users = {line["user"]: line for line in lines if "profile" in line}
        self.profiles = {line["user"]: line["profile"] for line in lines if "profile" in line}
        self.events = [line for line in lines if "event_name" in line]
        self.first: dict[tuple[int, str], int] = {}
        for event in self.events:
            key = (event["user"], event["event_name"])
            self.first[key] = min(event["ts"], self.first.get(key, event["ts"]))

    def answer(self, query: dict[str, Any]) -> list[tuple[int, int]]:
        """Return (user, ts) of every event that a query means, sorted."""
        users = [user for user in self.profiles if self._user_fits(user, query)]
        return sorted(
            (event["user"], event["ts"])
            for event in self.events
            if event["user"] in users and self._event_fits(event, query)
        )

    def _user_fits(self, user: int, query: dict[str, Any]) -> bool:
        for section, entries in query.get("common_profile_properties", {}).items():
            if not section_fits(self.users[user], section, entries):
                return False
        advanced = query.get("advanced_query", {})
        if not all(self._did(user, block) for block in advanced.get("did_all", [])):
            return False
        if any(self._did(user, block) for block in advanced.get("did_none", [])):
            return False
        if "did_any" in advanced:
            group = advanced["did_any"]
            times = sum(self._times(user, block) for block in group["any_events"])
            return often(times, group)
        return True

    def _did(self, user: int, block: dict[str, Any]) -> bool:
        times = self._times(user, block)
        return times > 0 and often(times, block)

    def _times(self, user: int, block: dict[str, Any]) -> int:
        mine = [event for event in self.events if event["user"] == user]
        return len([event for event in mine if self._event_fits(event, block)])

    def _event_fits(self, event: dict[str, Any], block: dict[str, Any]) -> bool:
        day = int(str(event["ts"])[:8])
        if "event_name" in block and (
            event["event_name"] != block["event_name"] or not block["from"] <= day <= block["to"]
        ):
            return False
        for one in block.get("event_properties", []):
            if not fits(one, event["event_props"].get(one["name"], ABSENT)):
                return False
        return all(self._in_session(event, one) for one in block.get("session_properties", []))

    def _in_session(self, event: dict[str, Any], one: dict[str, Any]) -> bool:
        if one["name"] == "time_of_day":
            start, end = one["value"]
            clock = f"{str(event['ts'])[8:10]}:{str(event['ts'])[10:12]}"
            if start > end:
                return not end <= clock < start
            return bool(start <= clock < end)
        if one["name"] == "first_time":
            first = self.first[event["user"], event["event_name"]] == event["ts"]
            return fits(one, "True" if first else "False")
        return fits(one, event["session_props"].get(one["name"], ABSENT))


def section_fits(line: dict[str, Any], section: str, entries: list[Any]) -> bool:
    """Say whether a section of ``common_profile_properties`` holds for the user of a line."""
    if section != "geo_fields":
        return all(fits(one, profile_value(line, section, one["name"])) for one in entries)
    place = path(line["place"])
    return any(place.startswith(path(entry)) for entry in entries)


def path(parts: list[str]) -> str:
    """Return a place as one text that starts with the texts of the larger places around it."""
    return "".join(f"/{part.casefold()}/" for part in parts)


def profile_value(line: dict[str, Any], section: str, name: str) -> Any:
    """Return what a profile filter looks at."""
    profile = line["profile"]
    if section == "technographics":
        return line["technographics"].get(name, ABSENT)
    if section == "reachability":
        return "True" if "push_token" in line["platformInfo"][0] else "False"
    if section == "app_fields":
        return profile.get(name.lower().replace(" ", "_"), ABSENT)
    if section == "profile_fields" and name in ("Name", "Email"):
        return profile.get(name.lower(), ABSENT)
    if section == "profile_fields" and name == "Phone":
        phone = profile.get("phone")
        return ABSENT if phone is None else [phone, f"+{phone}"]
    return profile.get("profileData", {}).get(name, ABSENT)


def often(times: int, block: dict[str, Any]) -> bool:
    """Say whether a number of times is what a block asks for."""
    wanted = block.get("value", 1)
    answers: dict[str, bool] = {
        "equals": times == wanted,
        "not_equals": times != wanted,
        "greater_than": times > wanted,
        "greater_than_equals": times >= wanted,
        "less_than": times < wanted,
        "less_than_equals": times <= wanted,
    }
    return answers[block.get("operator", "greater_than_equals")]


def fits(one: dict[str, Any], stored: Any) -> bool:
    """Say whether a stored value satisfies a raw filter."""
    operator = one.get("operator", "equals")
    if operator in ("exists", "does_not_exist"):
        return bool((stored != ABSENT) == (operator == "exists"))
    wanted = one["value"] if isinstance(one["value"], list) else [one["value"]]
    opposite = {"not_equals": "equals", "does_not_contain": "contains"}
    plain = opposite.get(operator, operator)
    hit = stored != ABSENT and any(
        related(plain, mine, value) for mine in spread(stored) for value in wanted
    )
    return not hit if operator in opposite else hit


def spread(stored: Any) -> list[Any]:
    """Return the single values of a stored one."""
    if not isinstance(stored, list):
        return [stored]
    singles: list[Any] = []
    for entry in stored:
        singles += list(entry.values()) if isinstance(entry, dict) else [entry]
    return singles


def related(operator: str, stored: Any, wanted: Any) -> bool:
    """Compare two single values."""
    if operator == "contains":
        return str(wanted).casefold() in str(stored).casefold()
    left, right = dated(stored), dated(wanted)
    if isinstance(left, str) != isinstance(right, str):
        left, right = str(left), str(right)
    if isinstance(left, str):
        left, right = left.casefold(), right.casefold()
    if operator == "equals":
        return bool(left == right)
    if operator.startswith("greater"):
        return bool(left > right) or (operator.endswith("equals") and bool(left == right))
    return bool(left < right) or (operator.endswith("equals") and bool(left == right))


def dated(value: Any) -> Any:
    """Return the seconds of a ``$D_`` value, anything else as it is."""
    if isinstance(value, str) and value.startswith("$D_") and value[3:].lstrip("-").isdecimal():
        return int(value[3:])
    return value
