"""Who uses the travel app: profiles in the shape of an export, and habits behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sheets_runner.sandbox import catalogue
from sheets_runner.sandbox.days import DAY_SECONDS
from sheets_runner.sandbox.dice import Dice

_ANONYMOUS = 0.1
_RHYTHMS = (0.08, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.8)
_SCREENS = ((117, 60, 450), (160, 75, 420), (147, 71, 460))
"""Height and width in mm, and dpi."""


@dataclass(frozen=True)
class User:
    """A user as exports show them.

    Attributes:
        number: Counts from 0.
        profile: The profile of an event record; absent keys are left out.
        devices: The entries of ``platformInfo``; the first is the one in `profile`.
        place: Country, state and city, as far as they are known; no export shows them.
        technographics: ``Device``, ``Platform`` and ``OS`` of the first device.
    """

    number: int
    profile: dict[str, Any]
    devices: list[dict[str, Any]]
    place: tuple[str, ...]
    technographics: dict[str, str]


@dataclass(frozen=True)
class Habits:
    """What a user is likely to do.

    Attributes:
        rhythm: The chance that the user opens the app on a day.
        installed: The day of installation, counted from the first day; -1 if long before.
        uninstalled: The day of removal, one after the last day if never.
        launch: The properties of the user's App Launched events.
        buys: How readily the user buys; 1 is as everybody.
    """

    rhythm: float
    installed: int
    uninstalled: int
    launch: dict[str, Any]
    buys: float


def make(number: int, dice: Dice, aside: Dice, days: int, epoch: int) -> tuple[User, Habits]:
    """Return a user and their habits.

    Args:
        number: The user's number.
        dice: The user's own chance.
        aside: The user's chance in what no export shows.
        days: The number of the last day.
        epoch: When the first day begins, in seconds since 1970.
    """
    platform = dice.pick(catalogue.PLATFORMS)
    device, code = _device(platform, dice)
    person = {} if dice.chance(_ANONYMOUS) else _person(number, dice, epoch)
    user = User(
        number=number,
        profile={**_screen(platform, dice), **person, **device},
        devices=[device, *_second_device(platform, dice)],
        place=aside.pick(catalogue.PLACES),
        technographics=_technographics(platform, aside),
    )
    return user, _habits(dice, days, platform, code, person)


def _habits(
    dice: Dice, days: int, platform: str, code: int | str, person: dict[str, Any]
) -> Habits:
    app = platform != "Web"
    installed = dice.below(days) if app and dice.chance(0.25) else -1
    leaves = app and dice.chance(0.1)
    gold = person.get("profileData", {}).get("plan") == "Gold"
    return Habits(
        rhythm=0.0 if dice.chance(0.01) else dice.pick(_RHYTHMS),
        installed=installed,
        uninstalled=dice.between(installed + 1, days) if leaves else days + 1,
        launch={"CT App Version": code, "CT Source": "Mobile"} if app else {"CT Source": "Web"},
        buys=1.6 if gold else 1.0,
    )


def _device(platform: str, dice: Dice) -> tuple[dict[str, Any], int | str]:
    """Return a device as exports show it, and its ``CT App Version``."""
    if platform == "Web":
        return {"platform": "Web", "objectId": _uuid(dice)}, ""
    model = dice.pick(catalogue.DEVICES[platform])
    version = dice.pick(catalogue.APP_VERSIONS[platform])
    android = platform == "Android"
    device = {
        "os_version": dice.pick(model.os_versions),
        "app_version": version.name,
        "make": model.make,
        "model": model.model,
        "platform": platform,
        "objectId": ("__" if android else "-") + dice.hexadecimal(32),
    }
    if dice.chance(0.8):
        device["push_token"] = ("fcm:" if android else "apns:") + dice.hexadecimal(64)
    return device, version.code


def _second_device(platform: str, dice: Dice) -> list[dict[str, Any]]:
    if platform == "Web" or not dice.chance(0.15):
        return []
    return [{"platform": "Web", "objectId": _uuid(dice)}]


def _technographics(platform: str, dice: Dice) -> dict[str, str]:
    web = platform == "Web"
    device, system = dice.pick(catalogue.WEB_VISITORS) if web else ("Mobile", platform)
    return {"Device": device, "Platform": catalogue.PLATFORM_WORDS[platform], "OS": system}


def _screen(platform: str, dice: Dice) -> dict[str, Any]:
    if platform == "Web":
        return {}
    height, width, density = dice.pick(_SCREENS)
    return {"df": {"2": density, "1": height, "0": width}}


def _person(number: int, dice: Dice, epoch: int) -> dict[str, Any]:
    identity = str(500_000 + number)
    person = {
        "name": dice.pick(catalogue.NAMES),
        "email": f"traveller{number}@example.com",
        "phone": 919_800_000_000 + number,
        "identity": identity,
        "all_identities": [identity, f"traveller{number}@example.com"],
        "profileData": _profile_data(dice, epoch),
    }
    if dice.chance(0.1):
        del person["phone"]
    return person


def _profile_data(dice: Dice, epoch: int) -> dict[str, Any]:
    data = {
        "plan": dice.pick(catalogue.PLANS),
        "language": dice.pick(catalogue.LANGUAGES),
        "Customer Type": dice.pick(catalogue.CUSTOMER_TYPES),
        "signupon": f"$D_{epoch - dice.below(900 * DAY_SECONDS)}",
        "OTAmoneyexpiry": "$D_0",
        "immbalance": f"{dice.below(400)}.{dice.below(4) * 25:02d}00",
        "isOTAuser": "true" if dice.chance(0.3) else "false",
        "New Travelbookingcount": dice.below(12),
        "appdatadirectorysizemb": dice.between(12, 240),
        "पसंदीदा शहर": dice.pick(catalogue.CITIES),
        "interests": _interests(dice),
        "Gender": "Female" if dice.chance(0.48) else "Male",
        "Education": dice.pick(catalogue.EDUCATION),
    }
    for name in ("Customer Type", "Gender", "Education", "पसंदीदा शहर"):
        if dice.chance(0.15):
            del data[name]
    return data


def _interests(dice: Dice) -> list[str]:
    first = dice.below(len(catalogue.INTERESTS))
    return list(catalogue.INTERESTS[first : first + dice.between(1, 3)])


def _uuid(dice: Dice) -> str:
    digits = dice.hexadecimal(32)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
