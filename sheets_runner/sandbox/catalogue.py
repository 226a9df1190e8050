"""The travel app's world: campaigns, places, people's names, devices, the hours of a day.

All of it is made up. Weights are shares within their list; `dice.wheel` turns them into picks.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sheets_runner.sandbox.dice import wheel

APP_LAUNCHED = "App Launched"
APP_INSTALLED = "App Installed"
APP_UNINSTALLED = "App Uninstalled"
UTM_VISITED = "UTM Visited"
FLIGHT_SEARCH = "Flight Search"
HOTEL_SEARCH = "Hotel Search"
CHARGED = "Charged"
BOOKING_CONFIRMATION = "Booking Confirmation"
FEEDBACK_GIVEN = "Feedback Given"

NOT_EXPORTABLE = frozenset(
    f"Notification {what}"
    for what in ("Sent", "Viewed", "Clicked", "Delivered", "Replied", "Failed")
)
"""CleverTap counts these system events but does not export them; nobody here has any."""

EVENTS = frozenset(
    {
        APP_LAUNCHED,
        APP_INSTALLED,
        APP_UNINSTALLED,
        UTM_VISITED,
        FLIGHT_SEARCH,
        HOTEL_SEARCH,
        CHARGED,
        BOOKING_CONFIRMATION,
        FEEDBACK_GIVEN,
        *NOT_EXPORTABLE,
    }
)
"""Every event name there is; another one is an invalid event."""


class Campaign(NamedTuple):
    """Where a visit came from, and how well such visits sell.

    Attributes:
        session: The session properties of its visits.
        weight: Its share of all visits with UTM fields.
        buys: The chance that a search in such a visit ends in a purchase.
        opens: The part of the population's days (0 to 1) after which it runs.
        closes: The part of the days up to which it runs.
    """

    session: dict[str, Any]
    weight: int
    buys: float
    opens: float = 0.0
    closes: float = 1.0


def _utm(found_by: str, source: str, medium: str, campaign: str) -> dict[str, Any]:
    return {
        "session_source": found_by,
        "utm_source": source,
        "utm_medium": medium,
        "utm_campaign": campaign,
    }


DIRECT: dict[str, Any] = {"session_source": "Direct"}
_PLAY_STORE = "utm_source=google-play&utm_medium=organic"
ORGANIC: dict[str, Any] = {
    "session_source": "Others",
    "session_referrer": f"wzrk://track?install=true&{_PLAY_STORE}",
    "utm_source": "google-play",
    "utm_medium": "organic",
}
DIRECT_BUYS = 0.08

CAMPAIGNS = (
    Campaign(_utm("Search", "google", "cpc", "dsa_generic_flight"), 24, 0.06),
    Campaign(_utm("Search", "google", "cpc", "Brand | UK | Exact"), 12, 0.22),
    Campaign(_utm("Search", "bing", "cpc", "Brand | India | Broad"), 5, 0.18),
    Campaign(_utm("Social", "facebook", "paid_social", "summer_sale_2026"), 30, 0.04, 0.4, 0.9),
    Campaign(_utm("Social", "instagram", "influencer", "تخفيضات الصيف"), 6, 0.02, 0.4, 0.9),
    Campaign(_utm("Others", "whatsapp", "message", "होली ऑफर"), 18, 0.12, 0.0, 0.35),
    Campaign(_utm("Email", "newsletter", "email", "Weekly deals"), 14, 0.14),
    Campaign(_utm("Others", "criteo", "display", "hotel_retargeting"), 9, 0.03),
    Campaign(ORGANIC, 10, 0.05),
)

AIRPORTS = wheel(
    (
        ("DEL", 5), ("BOM", 5), ("BLR", 4), ("MAA", 3), ("HYD", 3), ("CCU", 2), ("GOI", 2),
        ("DXB", 2), ("SIN", 1), ("LHR", 1), ("PEK", 1),
    )
)  # fmt: skip
CITIES = wheel(
    (
        ("Goa", 6), ("Mumbai", 5), ("New Delhi", 5), ("Bengaluru", 4), ("Dubai", 3), ("दिल्ली", 2),
        ("சென்னை", 2), ("دبي", 1), ("北京", 1), ("São Paulo", 1), ("Zürich", 1),
    )
)  # fmt: skip
CLASSES = wheel((("ECONOMY", 80), ("PREMIUM ECONOMY", 8), ("BUSINESS", 10), ("FIRST", 2)))
COUPONS = wheel((("FLY500", 4), ("SUMMER10", 3), ("WELCOME", 2), ("होली200", 1)))
PAYMENTS = wheel((("UPI", 55), ("Card", 30), ("Net Banking", 10), ("Wallet", 5)))

NAMES = (
    "Aarav Sharma", "Diya Patel", "Rohan Gupta", "Ananya Iyer", "Kabir Singh", "Meera Nair",
    "Siobhán O'Brien", "Jean-Luc D'Arcy", "Maria da Silva", "Jürgen Weiß", "Mary Ann Smith",
    "आरव शर्मा", "दिया पटेल", "மீனா குமார்", "அருண் செல்வம்", "محمد العلي", "ليلى حسن", "王小明", "李娜",
)  # fmt: skip
PLANS = wheel((("Free", 70), ("Silver", 20), ("Gold", 10)))
LANGUAGES = wheel((("en", 60), ("hi", 22), ("ta", 8), ("ar", 6), ("zh", 4)))
CUSTOMER_TYPES = wheel((("Leisure", 55), ("Business", 30), ("Student", 15)))
INTERESTS = ("beach", "city break", "trekking", "food", "पहाड़", "family")
EDUCATION = wheel((("School", 2), ("College", 5), ("Graduate", 4)))

PLACES: tuple[tuple[str, ...], ...] = wheel(
    (
        (("India", "Maharashtra", "Mumbai"), 14),
        (("India", "Delhi", "New Delhi"), 13),
        (("India", "Karnataka", "Bengaluru"), 12),
        (("India", "Tamil Nadu", "Chennai"), 9),
        (("India", "Telangana", "Hyderabad"), 8),
        (("India", "Maharashtra", "Pune"), 6),
        (("India", "West Bengal", "Kolkata"), 6),
        (("India", "Gujarat", "Ahmedabad"), 5),
        (("India", "Kerala", "Kochi"), 2),
        (("India", "Kerala"), 2),
        (("India",), 3),
        (("United Arab Emirates", "Dubai", "Dubai"), 5),
        (("United Arab Emirates", "Abu Dhabi", "Abu Dhabi"), 2),
        (("Singapore", "Singapore", "Singapore"), 3),
        (("United Kingdom", "England", "London"), 3),
        (("Canada", "Ontario", "London"), 1),
        (("United States", "New York", "New York City"), 1),
        (("Brazil", "São Paulo", "São Paulo"), 1),
        ((), 4),
    )
)
"""Country, state and city, as far as they are known."""

PLATFORMS = wheel((("Android", 62), ("iOS", 24), ("Web", 14)))
PLATFORM_WORDS = {"Android": "AndroidApp", "iOS": "iOSApp", "Web": "Web"}
"""The platforms of exports as ``technographics`` says them; CleverTap documents AndroidApp only."""

WEB_VISITORS = wheel(
    (
        (("Desktop", "Windows"), 42),
        (("Desktop", "Mac"), 13),
        (("Desktop", "Linux"), 5),
        (("Mobile", "Android"), 18),
        (("Mobile", "iOS"), 7),
        (("Tablet", "iOS"), 9),
        (("Tablet", "Android"), 6),
    )
)
"""Device and operating system of those who come with a browser; every app is on a phone."""


class Device(NamedTuple):
    """A phone as an export shows it; makers' case varies, as it does in real exports."""

    make: str
    model: str
    os_versions: tuple[str, ...]


DEVICES = {
    "Android": (
        Device("Samsung", "Sm-s821b", ("13", "14", "15")),
        Device("Samsung", "Sm-a145f", ("13", "14")),
        Device("xiaomi", "Redmi Note 12", ("12", "13")),
        Device("OnePlus", "Cph2581", ("14", "15")),
        Device("vivo", "V2250", ("13",)),
    ),
    "iOS": (
        Device("Apple", "iPhone14,5", ("17.6", "18.5")),
        Device("Apple", "iPhone12,1", ("16.7", "17.6")),
    ),
}


class AppVersion(NamedTuple):
    """An app's version: as the profile names it, and as ``CT App Version`` does."""

    name: str
    code: int | str


APP_VERSIONS = {
    "Android": wheel(
        (
            (AppVersion("1.1.7", 1957), 60),
            (AppVersion("1.1.6", 1949), 25),
            (AppVersion("1.1.5", "1938"), 15),
        )
    ),
    "iOS": wheel(((AppVersion("6.1.3", "6.1.3"), 70), (AppVersion("6.1.2", "6.1.2"), 30))),
}

_WEEKDAY = (1, 1, 0, 0, 0, 1, 2, 4, 5, 5, 4, 4, 5, 5, 4, 4, 4, 5, 7, 9, 11, 11, 8, 4)
_WEEKEND = (3, 2, 1, 0, 0, 0, 1, 2, 4, 6, 8, 8, 7, 7, 6, 6, 6, 6, 7, 8, 9, 9, 8, 5)
WEEKDAY_HOURS = wheel(tuple(enumerate(_WEEKDAY)))
WEEKEND_HOURS = wheel(tuple(enumerate(_WEEKEND)))
MORNING_HOURS = 10
"""Today is known up to this local hour."""

LONG_TEXT = "The hotel was lovely. " * 1819
HARD_COMMENTS = (
    "=1+1",
    "#N/A",
    LONG_TEXT[:40_000],
    "bell\x07 and vertical\x0btab",
    "half an emoji \ud83d",
    "+91 98000 00000",
    "-2+3",
    "@SUM(A1:A9)",
    '=HYPERLINK("http://127.0.0.1/","click")',
    "007",
    "2026-06-07",
    "TRUE",
    "first line\nsecond line\tand a tab",
    "बहुत अच्छा 👍🏽 «ممتاز»",
)
"""Texts that spreadsheets, files and terminals get wrong; each is given by one user at least."""
COMMENTS = ("Great fares", "The app is slow", "Easy booking", "अच्छा ऐप", "Too many e-mails")
FIRST_TICKET = 71_000_000_000_000_001
"""17 digits: more than a double-precision number can hold."""
