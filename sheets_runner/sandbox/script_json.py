"""Reads scripts of faults. What is not understood is refused, never passed over."""

from __future__ import annotations

import re
from typing import Any, Callable, Collection, Mapping

from sheets_runner.sandbox.faults import FAULTS, PASSING, UNREPEATABLE, Fault
from sheets_runner.sandbox.script import ANY, ENDPOINTS, Mix, Rule, Script

_LOCATION = re.compile(r"https?://[!-~]+")


class BadScript(ValueError):
    """A script of faults cannot be used; the message says why."""


def read(script: Any) -> Script:
    """Return the script that JSON stands for.

    Raises:
        BadScript: It holds anything that is not known.
    """
    keys = _object(script, "A script", ("faults", "mix"))
    if not keys:
        raise BadScript("A script has faults, a mix or both.")
    rules = tuple(_rule(rule) for rule in _list(keys.get("faults", []), "faults"))
    return Script(rules, _mix(keys["mix"]) if "mix" in keys else None)


def _rule(rule: Any) -> Rule:
    name = rule.get("fault") if isinstance(rule, dict) else None
    fault = _fault(name)
    keys = _object(rule, fault.name, ("fault", "endpoint", "call", "times", *fault.settings))
    endpoint = keys.get("endpoint")
    if not fault.kinds & _kinds_of(endpoint):
        raise BadScript(f"{fault.name} cannot strike {endpoint}.")
    return Rule(
        fault,
        endpoint=str(endpoint),
        call=_checked(keys, "call", 1),
        times=_checked(keys, "times", 1),
        settings={name: _checked(keys, name, usual) for name, usual in fault.settings.items()},
    )


def _mix(mix: Any) -> Mix:
    keys = _object(mix, "mix", ("seed", "share", "faults", "most"))
    names = _list(keys.get("faults", list(PASSING)), "faults of the mix")
    faults = tuple(_fault(name).name for name in names)
    if not faults:
        raise BadScript("The faults of the mix must not be none.")
    for name in faults:
        if name in UNREPEATABLE:
            raise BadScript(f"{name} strikes more than one request, so no mix can repeat it.")
    return Mix(
        seed=_checked(keys, "seed", None),
        share=_checked(keys, "share", None),
        faults=faults,
        most=_checked(keys, "most", Mix.most),
    )


def _fault(name: Any) -> Fault:
    fault = FAULTS.get(name) if isinstance(name, str) else None
    if fault is None:
        raise BadScript(f"There is no fault {name}; there are {', '.join(FAULTS)}.")
    return fault


def _kinds_of(endpoint: Any) -> frozenset[str]:
    """Return the kinds of requests that an endpoint of a rule may bring."""
    kinds: dict[str, frozenset[str]] = {}
    for path, methods in ENDPOINTS.items():
        kinds.update({f"{method} {path}": kind for method, kind in methods.items()})
        kinds[path] = frozenset().union(*methods.values())
    kinds[ANY] = frozenset().union(*kinds.values())
    if not isinstance(endpoint, str) or endpoint not in kinds:
        raise BadScript(f"There is no endpoint {endpoint}; there are {', '.join(kinds)}.")
    return kinds[endpoint]


def _object(value: Any, what: str, known: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadScript(f"{what} must be an object.")
    for key in value:
        if key not in known:
            raise BadScript(f"{what} has no {key}; it may have {', '.join(known)}.")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadScript(f"The {what} must be a list.")
    return value


def _checked(keys: Mapping[str, Any], name: str, usual: Any) -> Any:
    value = keys.get(name, usual)
    is_right, words = _RIGHT[name]
    if not is_right(value):
        raise BadScript(f"{name} must be {words}, not {value}.")
    return value


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value >= least


def _is_share(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1


def _is_location(value: Any) -> bool:
    return isinstance(value, str) and _LOCATION.fullmatch(value) is not None


_RIGHT: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "call": (_whole(1), "a whole number from 1 on"),
    "times": (_whole(1), "a whole number from 1 on"),
    "seconds": (_whole(0), "a whole number from 0 on"),
    "wait_ms": (_whole(0), "a whole number from 0 on"),
    "location": (_is_location, "an address with http:// or https://"),
    "seed": (lambda value: type(value) is int, "a whole number"),
    "share": (_is_share, "a number from 0 to 1"),
    "most": (_whole(1), "a whole number from 1 on"),
}
"""What each number or text of a script must be."""
