from __future__ import annotations

import inspect

import pytest
from requests import exceptions
from urllib3.exceptions import HTTPError, LocationParseError

from sheets_runner import errors
from sheets_runner.clevertap.transport import HttpTransport, translate
from sheets_runner.clevertap.wire import Request

LIBRARY = [
    kind
    for _, kind in inspect.getmembers(exceptions, inspect.isclass)
    if issubclass(kind, exceptions.RequestException)
]
ADDRESS = "https://in1.api.clevertap.com/1/events.json?cursor=abc"


def test_the_library_has_exceptions_to_walk() -> None:
    assert len(LIBRARY) > 20


@pytest.mark.parametrize("kind", LIBRARY, ids=lambda kind: kind.__name__)
def test_every_exception_of_the_library_becomes_ours_without_the_address(
    kind: type[exceptions.RequestException],
) -> None:
    needs_more = issubclass(kind, exceptions.JSONDecodeError)
    error = translate(kind(ADDRESS, "", 0) if needs_more else kind(ADDRESS))

    assert isinstance(error, (errors.RetryableError, errors.ConfigError))
    assert "cursor" not in str(error)
    assert str(error).endswith(".") or "Check" in str(error)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (exceptions.ConnectTimeout(ADDRESS), errors.TimedOut),
        (exceptions.ReadTimeout(ADDRESS), errors.TimedOut),
        (exceptions.ProxyError(ADDRESS), errors.ProxyFailed),
        (exceptions.SSLError(ADDRESS), errors.UnsafeConnection),
        (exceptions.ConnectionError(ADDRESS), errors.ConnectionLost),
        (exceptions.ChunkedEncodingError(ADDRESS), errors.ConnectionLost),
        (exceptions.ContentDecodingError(ADDRESS), errors.ConnectionLost),
        (exceptions.InvalidURL(ADDRESS), errors.ConfigError),
        (exceptions.InvalidProxyURL(ADDRESS), errors.ConfigError),
        (exceptions.InvalidHeader(ADDRESS), errors.ConfigError),
        (HTTPError(ADDRESS), errors.ConnectionLost),
        (LocationParseError(ADDRESS), errors.ConnectionLost),
        (OSError("no certificates"), errors.ConfigError),
    ],
)
def test_each_fault_says_what_the_runner_can_do(
    theirs: Exception, ours: type[errors.SheetsRunnerError]
) -> None:
    assert type(translate(theirs)) is ours


@pytest.mark.parametrize("url", ["gopher://host.example/?cursor=abc", "https:///?cursor=abc"])
def test_an_address_that_cannot_be_asked_is_a_config_error(url: str) -> None:
    transport = HttpTransport()
    with pytest.raises(errors.ConfigError, match="cannot be sent as it is") as caught:
        transport.send(Request("GET", url, {}))
    transport.close()

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_name_that_nobody_knows_is_told_from_other_lost_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transport = HttpTransport(connect_seconds=2)
    with pytest.raises(errors.HostUnknown, match="DNS"):
        transport.send(Request("GET", "https://nowhere.invalid/?cursor=abc", {}))
    monkeypatch.setenv("https_proxy", "http://nowhere.invalid:8080")
    with pytest.raises(errors.ProxyFailed):
        transport.send(Request("GET", "https://nowhere.invalid/?cursor=abc", {}))
    with pytest.raises(errors.ConnectionLost) as refused:
        transport.send(Request("GET", "http://127.0.0.1:9/?cursor=abc", {}))
    transport.close()

    assert type(refused.value) is errors.ConnectionLost
