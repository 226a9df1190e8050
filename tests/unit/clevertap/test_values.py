"""Requests, counts, pages and settings: the values the connector is made of."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.clevertap.counts import Count, read_count
from sheets_runner.clevertap.paging import EVERYTHING, Page, Paging, Parts
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings, default_state_dir
from sheets_runner.clevertap.wire import Request, Response
from sheets_runner.errors import BadCursor, BadReply, ConfigError


def test_a_request_shows_neither_cursor_nor_headers_nor_body() -> None:
    request = Request("GET", "https://h.example/1/e.json?cursor=abc", {"X": "CCU"}, b"CCU")

    assert repr(request) == "Request(GET https://h.example/1/e.json)"


def test_a_response_shows_its_status_and_size_alone() -> None:
    assert repr(Response(200, {"a": "secret"}, b"secret")) == "Response(HTTP 200, 6 bytes)"


def test_all_numbers_of_a_count_are_kept() -> None:
    reply = {
        "count": 2953671,
        "nQCount": 0,
        "status": "success",
        "tcount": 7921312,
        "userDeviceCount": {"devices": 2953670, "users": 2953671},
    }

    assert read_count(reply) == Count(2953671, 7921312, 2953671, 2953670)


def test_what_a_count_does_not_have_is_none() -> None:
    assert read_count({"count": 0, "tcount": None}) == Count(0, None, None, None)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"count": None},
        {"count": True},
        {"count": -1},
        {"count": 1.0},
        {"count": "12"},
        {"count": 1, "tcount": -1},
        {"count": 1, "userDeviceCount": 3},
        {"count": 1, "userDeviceCount": {"users": False}},
    ],
)
def test_a_count_that_is_no_count_is_a_bad_reply(reply: dict[str, object]) -> None:
    with pytest.raises(BadReply, match="must be a whole number of at least 0"):
        read_count(reply)


@given(st.integers(min_value=0))
def test_counts_of_any_size_stay_exact(number: int) -> None:
    assert read_count({"count": number}).count == number


def test_every_part_is_said_since_the_defaults_differ() -> None:
    assert Parts().address(4991) == "batch_size=4991&app=false&events=false&profile=false"
    assert EVERYTHING.address(50) == "batch_size=50&app=true&events=true&profile=true"
    assert Parts(profile=True).address(23).endswith("app=false&events=false&profile=true")


def test_an_export_goes_from_cursor_to_cursor_to_a_page_without_one() -> None:
    paging = Paging({"status": "success", "cursor": "a%2fb=="})
    first = paging.cursor
    page = paging.advance({"records": [{"ts": 1}], "next_cursor": "c"})

    assert (first, page, paging.cursor) == ("a%2fb==", Page([{"ts": 1}]), "c")
    assert paging.advance({"status": "success"}) == Page([])
    assert paging.cursor == ""


def test_a_cursor_that_came_before_does_not_go_round_in_circles() -> None:
    paging = Paging({"cursor": "a"})
    paging.advance({"records": [], "next_cursor": "b"})

    with pytest.raises(BadCursor, match="same place marker twice") as caught:
        paging.advance({"records": [], "next_cursor": "a"})
    assert '"a"' not in str(caught.value)


@pytest.mark.parametrize("cursor", [None, "", 7, "a b", "a\nb", "a#b", "é", True])
def test_a_cursor_that_cannot_be_sent_as_it_is_is_a_bad_reply(cursor: object) -> None:
    with pytest.raises(BadReply, match="no usable cursor"):
        Paging({"cursor": cursor})
    with pytest.raises(BadReply, match="no usable next_cursor"):
        Paging({"cursor": "a"}).advance({"next_cursor": cursor})


def test_an_export_without_a_first_cursor_is_a_bad_reply() -> None:
    with pytest.raises(BadReply, match="no usable cursor"):
        Paging({"status": "success"})


@pytest.mark.parametrize("records", [None, {}, "a", [1], [{}, None]])
def test_records_that_are_no_list_of_objects_are_a_bad_reply(records: object) -> None:
    with pytest.raises(BadReply, match="list of records"):
        Paging({"cursor": "a"}).advance({"records": records})


def test_a_page_shows_no_records() -> None:
    assert repr(Page([{"email": "a@b.example"}])) == "Page()"


@given(st.lists(st.sampled_from(["a", "b%2B", "b%2b", "c=="]), min_size=4, max_size=20))
def test_an_export_takes_each_cursor_once_and_no_more(cursors: list[str]) -> None:
    paging, taken = Paging({"cursor": "start"}), ["start"]

    with suppress(BadCursor):
        for cursor in cursors:
            paging.advance({"next_cursor": cursor})
            taken.append(paging.cursor)
    repeats = (n for n, cursor in enumerate(cursors) if cursor in cursors[:n])
    assert taken == ["start", *cursors[: next(repeats, len(cursors))]]


@pytest.mark.parametrize("region", ["eu1", "in1", "sg1", "us1", "aps3", "mec1", "sk1"])
def test_each_region_has_its_host(region: str) -> None:
    assert AppSettings("web", "A", "B", region).url == f"https://{region}.api.clevertap.com"


def test_an_app_shows_neither_id_nor_passcode() -> None:
    assert repr(AppSettings("web", "ACC", "CCU")) == (
        "AppSettings(name='web', region='in1', timezone='', base_url='')"
    )


@pytest.mark.parametrize("region", ["", "IN1", "in", "global", "in1.api"])
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(ConfigError, match=r"\[web\] region = .*Write one of eu1, in1, sg1"):
        AppSettings("web", "A", "B", region)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://proxy.example", "https://proxy.example"),
        ("https://proxy.example:8443/", "https://proxy.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_base_url_is_scheme_and_host(address: str, url: str) -> None:
    assert AppSettings("web", "A", "B", base_url=address).url == url


@pytest.mark.parametrize(
    "address",
    [
        "http://in1.api.clevertap.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "ftp://127.0.0.1",
        "https://",
        "https://host/path",
        "https://host?x",
        "https://host#x",
        "https://me:secret@host",
        "https://host:0",
        "https://host:port",
        "https://ho st",
        "https://[::1",
        "proxy.example",
    ],
)
def test_a_base_url_that_would_show_the_passcode_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="for this machine alone"):
        AppSettings("web", "A", "B", base_url=address)


@pytest.mark.parametrize("secret", ["", "a b", "a\nb", "pässword", "a\u200b"])
def test_credentials_that_no_header_can_hold_are_refused_unseen(secret: str) -> None:
    with pytest.raises(ConfigError, match=r"^\[web\] id: must be one line of plain letters"):
        AppSettings("web", secret, "B")
    with pytest.raises(ConfigError, match=r"^\[web\] password: must be one line") as caught:
        AppSettings("web", "A", secret)
    assert not secret or secret not in str(caught.value)


def test_the_runners_own_files_go_where_the_system_wants_them() -> None:
    ours = Path.home() / ".local" / "state" / "sheets-runner"

    assert default_state_dir({}) == ours
    assert default_state_dir({"XDG_STATE_HOME": "/state"}) == Path("/state/sheets-runner")
    assert default_state_dir({"XDG_STATE_HOME": "relative"}) == ours
    assert default_state_dir({"LOCALAPPDATA": "/local"}) == Path("/local/sheets-runner")
    assert ConnectorSettings().state_dir.name == "sheets-runner"


@pytest.mark.parametrize(
    "address",
    [
        "https://CCU-USER:CCU-PASS@h.example",
        "https://CCU-USER@h.example",
        "CCU-USER:CCU-PASS@h.example",
        "https://CCU-USER:CCU-P@SS/CCU@h.example",
        "https://CCU-USER:CCU-PASS%40h.example",
    ],
)
def test_a_login_in_a_base_url_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ConfigError) as caught:
        AppSettings("web", "A", "B", base_url=address)

    assert 'base_url = "…@h.example": Write https:// and a host, no user' in str(caught.value)
    assert "CCU" not in str(caught.value)
