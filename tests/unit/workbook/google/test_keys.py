from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sheets_runner.errors import ConfigError
from sheets_runner.workbook.google import keys
from sheets_runner.workbook.google.options import GoogleOptions

KEY = {
    "type": "service_account",
    "client_email": "bot@project.iam.gserviceaccount.com",
    "private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n",
    "token_uri": "https://oauth2.googleapis.com/token",
}


def text_of(**changes: Any) -> str:
    key = {**KEY, **changes}
    return json.dumps({name: value for name, value in key.items() if value is not None})


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)


@pytest.mark.parametrize(
    ("api_base", "address"),
    [
        ("", "https://sheets.googleapis.com"),
        ("https://sheets.example", "https://sheets.example"),
        ("https://sheets.example:8443/", "https://sheets.example:8443"),
        ("HTTPS://Sheets.Example", "HTTPS://Sheets.Example"),
        ("http://127.0.0.1:8732", "http://127.0.0.1:8732"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:8732/", "http://localhost:8732"),
        ("http://[::1]:8732", "http://[::1]:8732"),
    ],
)
def test_the_api_may_be_anywhere_safe(api_base: str, address: str) -> None:
    assert keys.api_address(api_base) == address


@pytest.mark.parametrize(
    "api_base",
    [
        "http://sheets.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://[::2]",
        "ftp://127.0.0.1",
        "sheets.example",
        "https://",
        "https://sheets.example/v4",
        "https://sheets.example?a=b",
        "https://sheets.example#a",
        "https://[::1",
        "https://sheets.example:port",
        "https://sheets.example\n",
        " https://sheets.example",
    ],
)
def test_any_other_address_of_the_api_is_refused(api_base: str) -> None:
    with pytest.raises(ConfigError) as caught:
        keys.api_address(api_base)

    assert str(caught.value) == (
        f'[google] api_base = "{api_base}": Write https:// and a host, no user and no path; http://'
        " would show the sign-in to others, so it is for this machine alone (127.0.0.1)."
    )


def test_a_password_in_the_address_is_not_repeated() -> None:
    with pytest.raises(ConfigError, match=r'api_base = "https://…@sheets\.example"'):
        keys.api_address("https://user:secret@sheets.example")


def test_a_key_is_read_from_a_file_with_or_without_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_bytes(b"\xef\xbb\xbf" + text_of().encode())

    assert keys.service_account(str(file)) == KEY


def test_a_key_may_stand_where_its_file_would_be_named() -> None:
    assert keys.service_account(f"\n {text_of()}") == KEY


def test_without_a_key_there_is_the_default_sign_in() -> None:
    assert keys.service_account("") is None


def test_the_key_of_the_default_sign_in_is_checked_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key.json"
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))

    file.write_text(text_of(), "utf-8")
    assert keys.service_account("") == KEY

    file.write_text('{"type": "external_account"}', "utf-8")
    assert keys.service_account("") is None

    file.write_text(text_of(token_uri="https://evil.example/token"), "utf-8")
    with pytest.raises(ConfigError, match="GOOGLE_APPLICATION_CREDENTIALS: token_uri"):
        keys.service_account("")


@pytest.mark.parametrize("uri", ["http://127.0.0.1:8732/token", "http://localhost/token"])
def test_a_key_for_this_machine_is_taken(uri: str) -> None:
    key = keys.service_account(text_of(token_uri=uri))

    assert key is not None
    assert key["token_uri"] == uri


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/token",
        "https://oauth2.googleapis.com/token/",
        "https://oauth2.googleapis.com.evil.example/token",
        "http://oauth2.googleapis.com/token",
        "http://127.0.0.1.evil.example/token",
        "http://127.0.0.1:80@evil.example/token",
        "http://localhost\\@evil.example/token",
        "token",
    ],
)
def test_a_key_that_would_be_shown_to_somebody_else_is_refused(uri: str) -> None:
    with pytest.raises(ConfigError, match=r"credentials in \[google\]: token_uri is "):
        keys.service_account(text_of(token_uri=uri))


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        ("{", "credentials in [google] is not a key: it is not whole JSON."),
        (text_of(type=None), 'its type is "None"'),
        (text_of(type="authorized_user"), 'its type is "authorized_user". Take a JSON key'),
        (text_of(client_email=None), "is not a whole key: it has no client_email."),
        (text_of(private_key=""), "is not a whole key: it has no private_key."),
        (text_of(token_uri=7), "is not a whole key: it has no token_uri."),
        ("no/such/key.json", 'the file "no/such/key.json" cannot be read (No such file or dir'),
        ("null\0byte", "cannot be read (not a text file)"),
        (KEY["private_key"], 'the file "…" cannot be read'),
        ("ewogICJ0eXBlIjog" * 100, 'the file "…" cannot be read'),
    ],
)
def test_a_key_that_cannot_be_used_says_why(credentials: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        keys.service_account(credentials)

    assert words in str(caught.value)
    assert "MIIEvQ" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"", b'"text"'])
def test_a_file_that_is_no_key_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key.json"
    file.write_bytes(content)

    with pytest.raises(ConfigError, match=r"(not a text file|not whole JSON).*Take a JSON key"):
        keys.service_account(str(file))


def test_an_address_without_scheme_and_host_has_no_origin() -> None:
    assert keys.origin("mailto:bot") == ""
    assert keys.origin("https://sheets.example/v4/x") == "https://sheets.example"


def test_the_options_do_not_show_a_key() -> None:
    assert repr(GoogleOptions(text_of(), "https://sheets.example", 60, 10)) == (
        "GoogleOptions(api_base='https://sheets.example', lease_seconds=60, publish_cells=10)"
    )
