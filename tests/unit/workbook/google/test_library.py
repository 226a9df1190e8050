from __future__ import annotations

import contextlib
import inspect
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, Iterator

import pytest
import requests
from google.auth import exceptions as google_errors
from gspread import exceptions as gspread_errors
from requests import exceptions as request_errors
from urllib3.exceptions import HTTPError

from sheets_runner.errors import ConfigError
from sheets_runner.workbook.google import library
from sheets_runner.workbook.google.faults import SCOPE, Asked, Fault, Kind, Refused
from sheets_runner.workbook.google.options import GoogleOptions
from tests.scripted_server import Play, ScriptedServer
from tests.unit.workbook.google import account
from tests.unit.workbook.google.account import ACCESS, BOT, TOKEN

SHEET = "/v4/spreadsheets/1AbC"
BATCH = f"{SHEET}:batchUpdate"
auth_errors: Any = google_errors  # untyped in part
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's own proxies, accounts and passwords out."""
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", *PROXIES, *map(str.lower, PROXIES)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "project")


@contextlib.contextmanager
def client(
    token_uri: str, api_base: str = "", *, read_seconds: float = 5
) -> Iterator[library.HttpClient]:
    options = GoogleOptions(json.dumps(account.key(token_uri)), api_base)
    signed_in = library.connect(options, read_seconds=read_seconds)
    with contextlib.closing(signed_in):
        yield signed_in


@contextlib.contextmanager
def scripted(
    *plays: Play, read_seconds: float = 5
) -> Iterator[tuple[ScriptedServer, library.HttpClient]]:
    """Give a server that plays sign-in and API, and a client of it."""
    with ScriptedServer(*plays) as server, client(
        f"{server.url}/token", server.url, read_seconds=read_seconds
    ) as signed_in:
        yield server, signed_in


def fault_of(*plays: Play, read_seconds: float = 5) -> Fault:
    """Return what a write comes to, checked for what no fault may hold."""
    with scripted(*plays, read_seconds=read_seconds) as (_, signed_in):
        return fault_from(signed_in)


def fault_from(signed_in: library.HttpClient) -> Fault:
    with pytest.raises(Fault) as caught:
        signed_in.request("POST", BATCH, {}, {"requests": []})
    fault = caught.value
    assert fault.__cause__ is None
    assert fault.__context__ is None
    assert ACCESS not in f"{fault!r}{vars(fault)}"
    assert "PRIVATE" not in f"{fault!r}{vars(fault)}"
    return fault


def test_a_call_signs_in_first_and_only_once() -> None:
    with scripted(TOKEN, Play(b'{"a": 1}'), Play(b'{"b": 2}')) as (server, signed_in):
        params = {"fields": "sheets(data)", "ranges": ["'A'!1:1", "B"]}
        assert signed_in.request("GET", SHEET, params) == {"a": 1}
        assert signed_in.request("POST", BATCH, {}, {"requests": ["é"]}) == {"b": 2}

    signing, reading, writing = server.heard
    assert signing.line == "POST /token HTTP/1.1"
    told = account.claims(signing)
    assert (told["iss"], told["scope"]) == (BOT, SCOPE)
    assert told["aud"] == "https://oauth2.googleapis.com/token"
    assert reading.line == (
        f"GET {SHEET}?fields=sheets%28data%29&ranges=%27A%27%211%3A1&ranges=B HTTP/1.1"
    )
    assert writing.line == f"POST {BATCH} HTTP/1.1"
    assert writing.headers["content-type"] == "application/json"
    assert json.loads(writing.body) == {"requests": ["é"]}
    assert {reading.headers["authorization"], writing.headers["authorization"]} == {
        f"Bearer {ACCESS}"
    }


def test_connecting_asks_nobody() -> None:
    with scripted() as (server, signed_in):
        assert signed_in.email == BOT

    assert server.heard == []


def test_a_token_that_is_no_longer_taken_is_renewed() -> None:
    stale = Play(b'{"error": {"message": "Expected OAuth 2 access token."}}', 401)
    with scripted(TOKEN, stale, TOKEN, Play(b'{"a": 1}')) as (server, signed_in):
        assert signed_in.request("GET", SHEET) == {"a": 1}

    assert [heard.line.split()[1] for heard in server.heard] == ["/token", SHEET, "/token", SHEET]


def test_numbers_that_json_does_not_know_are_a_mistake_of_ours() -> None:
    with scripted() as (server, signed_in), pytest.raises(ValueError, match="JSON compliant"):
        signed_in.request("POST", BATCH, {}, {"requests": [float("nan")]})

    assert server.heard == []


class Watch:
    """Notes the hosts that this process looks up or connects to, while it is on."""

    def __init__(self) -> None:
        self.hosts: set[object] = set()
        self.on = False
        sys.addaudithook(self.note)  # for good: https://peps.python.org/pep-0578/

    def note(self, event: str, args: tuple[Any, ...]) -> None:
        if self.on and event == "socket.getaddrinfo":
            self.hosts.add(args[0])
        if self.on and event == "socket.connect":
            self.hosts.add(args[1][0])


def test_with_a_server_on_this_machine_nothing_goes_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.2:1")
    watch = Watch()
    with scripted(TOKEN, Play()) as (server, signed_in):
        watch.on = True
        assert signed_in.request("GET", SHEET) == {}
        for thread in threading.enumerate():
            if type(thread).__module__.startswith("google"):  # looks something up by itself
                thread.join()
        watch.on = False

    assert len(server.heard) == 2
    assert watch.hosts == {"127.0.0.1"}


@pytest.mark.parametrize("signs_in_at_home", [True, False])
def test_half_a_server_on_this_machine_is_a_mistake(signs_in_at_home: bool) -> None:
    google = "https://oauth2.googleapis.com"
    with ScriptedServer(TOKEN) as server:
        token_uri = f"{server.url}/token" if signs_in_at_home else f"{google}/token"
        api_base = "" if signs_in_at_home else server.url
        with client(token_uri, api_base) as signed_in, pytest.raises(ConfigError) as caught:
            signed_in.request("GET", SHEET)

    where = "https://sheets.googleapis.com" if signs_in_at_home else google
    assert str(caught.value) == (
        f"With a server on this machine nothing is sent to {where}. Let both api_base in [google]"
        " and token_uri in the key file name this machine, or neither."
    )


@pytest.mark.parametrize("signing", [True, False])
def test_a_redirect_is_refused_so_that_the_sign_in_does_not_travel(signing: bool) -> None:
    with ScriptedServer() as other:
        away = Play(b"", 307, {"Location": f"{other.url}/elsewhere"})
        fault = fault_of(*([away] if signing else [TOKEN, away]))

    assert fault.kind is Kind.PROXY
    assert "redirects the call" in str(fault)
    assert fault.sent is not signing
    assert other.connections == 0


def test_through_a_proxy_that_refuses_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with client("https://oauth2.googleapis.com/token") as signed_in:
            fault = fault_from(signed_in)

    assert (fault.kind, fault.sent) == (Kind.PROXY, False)
    assert "does not carry the call" in str(fault)


def test_passwords_of_other_programs_do_not_replace_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", os.fspath(netrc))
    with client("https://oauth2.googleapis.com/token") as signed_in:
        call = requests.Request("GET", "https://a.example", headers={"Authorization": "Bearer t"})
        prepared = signed_in._session.prepare_request(call)

    assert prepared.headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize(
    ("plays", "kind", "sent"),
    [
        ([Play(silent=True)], Kind.TIMEOUT, False),
        ([TOKEN, Play(silent=True)], Kind.TIMEOUT, True),
        ([Play(b'{"access_token"', cut=5)], Kind.LOST, False),
        ([TOKEN, Play(b'{"replies": []}', cut=5)], Kind.LOST, True),
    ],
)
def test_silence_and_broken_connections_are_told_apart(
    plays: list[Play], kind: Kind, sent: bool
) -> None:
    fault = fault_of(*plays, read_seconds=0.2)

    assert (fault.kind, fault.sent) == (kind, sent)


def test_what_is_looked_up_without_a_time_out_has_ours() -> None:
    with ScriptedServer(Play(silent=True)) as server:
        sender = library._Sender([server.url], (1, 0.1))
        with pytest.raises(auth_errors.TransportError, match="Read timed out"):
            sender(f"{server.url}/lookup", timeout=None)
        sender.session.close()


def unused_address() -> str:
    with ScriptedServer() as server:
        return server.url


@pytest.mark.parametrize("signing", [True, False])
def test_where_nobody_listens_nothing_was_sent(signing: bool) -> None:
    nobody = unused_address()
    with ScriptedServer(TOKEN) as server:
        token_uri = f"{nobody if signing else server.url}/token"
        with client(token_uri, nobody) as signed_in:
            fault = fault_from(signed_in)

    assert (fault.kind, fault.sent) == (Kind.NETWORK, False)


def test_a_server_without_certificates_is_not_trusted() -> None:
    with ScriptedServer(TOKEN) as server:
        base = server.url.replace("http:", "https:")
        with client(f"{server.url}/token", base) as signed_in:
            fault = fault_from(signed_in)

    assert fault.kind is Kind.TLS


def test_certificates_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", os.fspath(tmp_path / "none.pem"))
    with client("https://oauth2.googleapis.com/token") as signed_in:
        fault = fault_from(signed_in)  # the certificates are looked for before any connection

    assert fault.kind is Kind.TLS
    assert "REQUESTS_CA_BUNDLE" in str(fault)


@pytest.mark.parametrize(
    "answer",
    [
        Play(b"<html>Sign in</html>"),
        Play(b"[1]"),
        Play(b""),
        Play(b'{"error": "text"}', 400),
        Play(b'{"error": {"message": "no code"}}', 302),
        Play(b"<html>Blocked</html>", 403),
    ],
)
def test_an_answer_that_is_not_googles_leaves_doubts(answer: Play) -> None:
    fault = fault_of(TOKEN, answer)

    assert (fault.kind, fault.sent) == (Kind.PROXY, True)


def test_a_refusal_is_told_with_googles_words() -> None:
    message = "Invalid requests[2].addSheet: A sheet with the name is there."
    fault = fault_of(
        TOKEN, Play(json.dumps({"error": {"code": 400, "message": message}}).encode(), 400)
    )

    assert isinstance(fault, Refused)
    assert (fault.message, fault.request) == (message, 2)


def test_a_spreadsheet_that_is_not_shared_names_whom_to_share_it_with() -> None:
    error = {"code": 403, "message": "The caller does not have permission"}
    fault = fault_of(TOKEN, Play(json.dumps({"error": error}).encode(), 403))

    assert f'The spreadsheet "1AbC" is not shared with {BOT} as Editor.' in str(fault)


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_the_server_asks_for_is_kept(status: int) -> None:
    later = Play(b"", status, {"Retry-After": "7"})
    of_api, of_sign_in = fault_of(TOKEN, later), fault_of(later)

    assert of_api.kind is of_sign_in.kind is (Kind.QUOTA if status == 429 else Kind.SERVER)
    assert of_api.retry_after == of_sign_in.retry_after == "7"
    assert (of_api.sent, of_sign_in.sent) == (True, False)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (
            Play(b'{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}', 400),
            Kind.KEY,
            f"the sign-in of {BOT} (invalid_grant: Invalid JWT Signature.)",
        ),
        (
            Play(b'{"error": "invalid_grant", "error_description": "Check your iat and exp"}', 400),
            Kind.CLOCK,
            "clock is wrong",
        ),
        (Play(b'{"token": 1}'), Kind.KEY, "(No access token in response.)"),
        (Play(b"<html>Sign in</html>", 403), Kind.PROXY, "answers the sign-in"),
        (Play(b"<html>Sign in</html>"), Kind.PROXY, "answer through whole"),
    ],
)
def test_a_sign_in_that_is_refused_says_why(answer: Play, kind: Kind, words: str) -> None:
    fault = fault_of(answer)

    assert fault.kind is kind
    assert words in str(fault)


def test_a_private_key_that_is_none_is_not_repeated() -> None:
    key = {**account.key("https://oauth2.googleapis.com/token"), "private_key": "PRIVATE nonsense"}
    with pytest.raises(ConfigError) as caught:
        library.connect(GoogleOptions(json.dumps(key)))

    assert str(caught.value) == (
        "private_key in the key of the service account is not a whole key. Keep each \\n in"
        " it. Take"
        " a JSON key of the service account as the Google Cloud console gives it."
    )
    assert caught.value.__context__ is None


def default_sign_in(monkeypatch: pytest.MonkeyPatch, folder: Path, **content: Any) -> None:
    file = folder / "adc.json"
    file.write_text(json.dumps(content), "utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", os.fspath(file))


def test_without_a_key_another_sign_in_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "oidc").write_text("identity", "utf-8")
    with ScriptedServer(TOKEN, Play(b'{"a": 1}')) as server:
        default_sign_in(
            monkeypatch,
            tmp_path,
            type="external_account",
            audience="//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p",
            subject_token_type="urn:ietf:params:oauth:token-type:jwt",
            token_url=f"{server.url}/v1/token",
            credential_source={"file": os.fspath(tmp_path / "oidc")},
        )
        with contextlib.closing(library.connect(GoogleOptions(api_base=server.url))) as signed_in:
            assert signed_in.email == ""
            assert signed_in.request("GET", SHEET) == {"a": 1}

    assert b"subject_token=identity" in server.heard[0].body
    assert server.heard[1].headers["authorization"] == f"Bearer {ACCESS}"


def test_another_sign_in_that_is_not_whole_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    default_sign_in(monkeypatch, tmp_path, type="authorized_user", client_id="a")
    with pytest.raises(ConfigError, match="There are no credentials for Google") as caught:
        library.connect(GoogleOptions())

    assert caught.value.__context__ is None


def test_without_any_sign_in_this_machine_is_not_left_to_look_for_one() -> None:
    with pytest.raises(ConfigError, match=r"nothing is sent to http://169\.254\.169\.254"):
        library.connect(GoogleOptions(api_base="http://127.0.0.1:8732"))


def raised_by(module: object, root: type[Exception]) -> list[type[Exception]]:
    return [
        kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, root)
    ]


REQUESTS = raised_by(request_errors, request_errors.RequestException)
AUTH = raised_by(auth_errors, auth_errors.GoogleAuthError)
GSPREAD = raised_by(gspread_errors, gspread_errors.GSpreadException)


def test_the_libraries_have_exceptions_to_walk() -> None:
    assert min(len(REQUESTS) - 15, len(AUTH) - 7, len(GSPREAD) - 3) > 0


@pytest.mark.parametrize("kind", [*REQUESTS, *AUTH, *GSPREAD, HTTPError], ids=lambda k: k.__name__)
def test_every_exception_of_the_libraries_becomes_a_fault_without_its_words(
    kind: type[Exception],
) -> None:
    if kind is gspread_errors.APIError:
        error: Exception = kind(answered(ACCESS.encode(), 502))
    elif issubclass(kind, request_errors.JSONDecodeError):
        error = kind(ACCESS, ACCESS, 0)
    else:
        error = kind(ACCESS)

    fault = library.translate(error, Asked(SHEET, BOT))

    assert ACCESS not in f"{fault!r}{vars(fault)}"
    assert isinstance(error, library._foreign())


def answered(content: bytes, status: int) -> requests.Response:
    reply = requests.Response()
    reply.status_code, reply._content = status, content
    return reply


@pytest.mark.parametrize(
    ("theirs", "kind", "sent"),
    [
        (request_errors.ConnectTimeout("a"), Kind.NETWORK, False),
        (request_errors.ReadTimeout("a"), Kind.TIMEOUT, True),
        (request_errors.ProxyError("a"), Kind.PROXY, True),
        (request_errors.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] a"), Kind.TLS, False),
        (request_errors.SSLError("EOF occurred in violation of protocol"), Kind.TLS, True),
        (request_errors.ConnectionError(), Kind.LOST, True),
        (request_errors.ChunkedEncodingError("a"), Kind.LOST, True),
        (request_errors.InvalidProxyURL("a"), Kind.PROXY, True),
        (request_errors.InvalidSchema("SOCKS"), Kind.PROXY, True),
        (HTTPError("a"), Kind.LOST, True),
        (OSError("a"), Kind.TLS, True),
        (KeyError("a"), Kind.PROXY, True),
        (auth_errors.TransportError(request_errors.ReadTimeout("a")), Kind.TIMEOUT, False),
        (auth_errors.TransportError(request_errors.ConnectionError("a")), Kind.LOST, False),
        (auth_errors.RefreshError("server_error: a", {}, retryable=True), Kind.SERVER, False),
        (auth_errors.RefreshError("Unable to acquire credentials", "body"), Kind.KEY, False),
        (auth_errors.RefreshError(), Kind.PROXY, False),
    ],
)
def test_each_error_has_its_kind(theirs: Exception, kind: Kind, sent: bool) -> None:
    fault = library.translate(theirs, Asked(SHEET, BOT))

    assert (fault.kind, fault.sent) == (kind, sent)


def test_an_email_that_is_not_known_yet_is_not_shown() -> None:
    class Machine:
        service_account_email = "default"

    sender = library._Sender([], (1, 1))
    unknown = library.HttpClient("https://a.example", Machine(), sender, (1, 1))

    assert unknown.email == ""
    unknown.close()
