"""What a person can set about Google Sheets."""

from __future__ import annotations

from sheets_runner.workbook.google.options import GoogleOptions


def test_credentials_stay_out_of_the_repr() -> None:
    assert "PRIVATE KEY" not in repr(GoogleOptions('{"private_key": "PRIVATE KEY"}'))


def test_nothing_set_means_google_itself_and_ten_minutes() -> None:
    options = GoogleOptions()

    assert (options.credentials, options.api_base) == ("", "")
    assert (options.lease_seconds, options.publish_cells) == (600, 500_000)
