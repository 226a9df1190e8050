"""Sheets Runner: spreadsheet rows in, CleverTap counts and records out.

::

    from sheets_runner import Clevertap

    ct = Clevertap("config.ini", app="web", api="counts", object_type="events")
    results = ct.fetch_records({"event_name": "Charged", "from": 20260601, "to": 20260630})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sheets_runner.clevertap.client import Clevertap

__all__ = ["Clevertap", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Resolve `Clevertap` on first use, so that importing the package stays cheap."""
    if name != "Clevertap":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sheets_runner.clevertap.client import Clevertap

    return Clevertap


def __dir__() -> list[str]:
    """Name what is public, the lazy ones too."""
    return sorted(__all__)
