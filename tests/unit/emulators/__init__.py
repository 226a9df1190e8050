"""Tests of the emulators."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # It says at import that it will drop Python 3.8; gspread and google-auth import it, too.
    warnings.simplefilter("ignore")
    import cryptography  # noqa: F401 - only so that it is loaded
