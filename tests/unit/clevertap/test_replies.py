from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner import errors
from sheets_runner.clevertap.replies import Asked, classify, clean
from sheets_runner.clevertap.settings import AppSettings
from sheets_runner.clevertap.wire import Response
from tests.fakes import fail, reply

NOON = datetime(2026, 6, 30, 12, tzinfo=timezone.utc)
WEB = AppSettings("web", "TEST-ACC-0001", "CCU-PASS")
QUERY = Asked(WEB, "Charged")
PAGE = Asked(WEB, "Charged", "ab%2Bcd%3D%3D")


def refused(response: Response, asked: Asked = QUERY) -> errors.ClevertapError:
    with pytest.raises(errors.ClevertapError) as caught:
        classify(response, asked, NOON)
    return caught.value


def test_a_success_is_its_body_and_big_numbers_stay_exact() -> None:
    response = Response(200, {}, b'{"status":"success","count":9007199254740993}')

    assert classify(response, QUERY, NOON)["count"] == 9007199254740993


def test_a_success_may_begin_with_a_byte_order_mark() -> None:
    response = Response(200, {}, b'\xef\xbb\xbf{"status":"success"}')

    assert classify(response, QUERY, NOON) == {"status": "success"}


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (fail("Request still in progress, please retry later", 2), errors.NotReady),
        (reply({"status": "success", "records": []}, 202), errors.NotReady),
        (Response(202, {}, b""), errors.NotReady),
        (fail("wait", 1), errors.Throttled),
        (fail("wait", "1"), errors.Throttled),
        (fail("Too many concurrent requests", 429, status=429), errors.Throttled),
        (Response(429, {}, b"<html>slow down</html>"), errors.Throttled),
        (fail("busy", status=409), errors.Conflict),
        (fail("An unknown error occurred", 500, status=500), errors.ServerFault),
        (Response(502, {}, b"<html><body>Bad Gateway</body></html>"), errors.ServerFault),
        (Response(503, {}, b""), errors.ServerFault),
        (Response(408, {}, b""), errors.TimedOut),
        (fail("Invalid Credentials", 401, status=401), errors.Unauthorised),
        (fail("Invalid Credentials", 401), errors.Unauthorised),
        (Response(403, {}, b"Forbidden"), errors.Unauthorised),
        (fail('["Invalid event : Uninstalled"]', 400, status=400), errors.UnknownEvent),
        (fail('["Invalid event : Uninstalled"]', 400), errors.UnknownEvent),
        (fail("Export not allowed for this event", 400, status=400), errors.NotExportable),
        (fail("Invalid date", 4002, status=400), errors.BadQuery),
        (fail("something else", 4004, status=400), errors.BadQuery),
        (fail("something else"), errors.BadQuery),
        (fail("Incorrect Usage", 3), errors.BadQuery),
        (Response(404, {}, b""), errors.BadReply),
        (Response(400, {}, b"<html>"), errors.BadReply),
        (Response(204, {}, b""), errors.BadReply),
        (Response(200, {}, b""), errors.BadReply),
        (Response(200, {}, b"[1]"), errors.BadReply),
        (Response(200, {}, b'{"status":"success","count":NaN}'), errors.BadReply),
        (Response(200, {}, b'{"status":"success","rec'), errors.BadReply),
        (Response(200, {}, b"\xff\xfe\x00"), errors.BadReply),
        (Response(200, {}, b"[" * 100_000), errors.BadReply),
        (reply({"count": 5}), errors.BadReply),
        (reply({"status": "done"}), errors.BadReply),
        (reply({"status": "success", "error": "no result yet", "code": 200}), errors.BadReply),
        (reply({"status": "success", "count": 1}, 400), errors.BadQuery),
    ],
)
def test_every_reply_but_a_success_is_a_typed_error(
    response: Response, kind: type[Exception]
) -> None:
    assert type(refused(response)) is kind


@pytest.mark.parametrize("code", [3, "3", "CURSOR_INVALIDATED"])
def test_a_refused_cursor_is_no_bad_query(code: int | str) -> None:
    error = refused(fail("Incorrect Usage", code), PAGE)

    assert type(error) is errors.BadCursor
    assert str(error) == (
        "The answer for [web] cannot be fetched to its end: CleverTap does not take the place"
        f' marker (HTTP 200, code {code}): "Incorrect Usage". Run it again from the start.'
    )


def test_a_partial_count_carries_its_request_id() -> None:
    error = refused(reply({"status": "partial", "req_id": 384649162721759}))

    assert isinstance(error, errors.NotReady)
    assert error.req_id == "384649162721759"


def test_a_partial_reply_to_a_poll_may_leave_the_request_id_out() -> None:
    error = refused(reply({"status": "partial"}), Asked(WEB, "", "384649162721759"))

    assert isinstance(error, errors.NotReady)
    assert error.req_id == "384649162721759"


@pytest.mark.parametrize("req_id", [{}, {"req_id": True}, {"req_id": "a&b"}, {"req_id": 1.5}])
def test_a_partial_reply_without_a_usable_request_id_is_a_bad_reply(
    req_id: dict[str, object],
) -> None:
    assert type(refused(reply({"status": "partial", **req_id}))) is errors.BadReply


def test_code_2_asks_for_the_same_request_again() -> None:
    error = refused(fail("Request still in progress, please retry later", 2), PAGE)

    assert isinstance(error, errors.NotReady)
    assert error.req_id == ""


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("Tue, 30 Jun 2026 12:01:30 GMT", 90.0),
        ("Tue, 30 Jun 2026 12:01:30 -0000", 90.0),
        ("Tue, 30 Jun 2026 11:00:00 GMT", 0.0),
        ("30\x1f", 30.0),
        ("soon", None),
        ("Tue, 99 Jun 2026 99:00:00 GMT", None),
        ("-5", None),
        ("", None),
    ],
)
def test_the_servers_delay_is_read_as_seconds_or_as_a_date(
    text: str, seconds: float | None
) -> None:
    error = refused(Response(429, {"retry-after": text}, b""))

    assert isinstance(error, errors.Throttled)
    assert error.retry_after == seconds


def test_unauthorised_names_the_section_the_host_and_the_region() -> None:
    assert str(refused(fail("Invalid Credentials", 401, status=401))) == (
        'CleverTap refuses [web] (HTTP 401): "Invalid Credentials". Check its id and password, and'
        " its region: it is asked at https://in1.api.clevertap.com (region in1). The right region"
        " is the first word of the dashboard's address."
    )


def test_unauthorised_at_a_base_url_says_so() -> None:
    local = AppSettings("web", "A", "B", base_url="http://127.0.0.1:8080")

    assert "the base_url http://127.0.0.1:8080" in str(
        refused(Response(401, {}, b""), Asked(local))
    )


def test_an_unknown_event_is_named_as_clevertap_names_it() -> None:
    error = refused(fail('["Invalid event : Uninstalled"]', 400, status=400))

    assert str(error).startswith('CleverTap knows no event "Uninstalled" in [web] (HTTP 400): "Inv')


def test_an_unknown_event_without_a_name_is_the_querys() -> None:
    assert 'no event "Charged" in' in str(refused(fail("Invalid event", 400)))


def test_an_event_that_cannot_be_exported_is_named() -> None:
    assert str(refused(fail("Export not allowed for this event", 400, status=400))) == (
        'CleverTap does not export records of "Charged" (HTTP 400): "Export not allowed for this'
        ' event". Ask for counts of it instead.'
    )


def test_an_invalid_date_says_which_dates_are_valid() -> None:
    error = str(refused(fail("Invalid date", 4002, status=400)))

    assert '(HTTP 400, code 4002): "Invalid date". Check the dates: From must not be' in error


def test_a_wrong_path_points_at_the_base_url() -> None:
    assert "(HTTP 404). Check base_url" in str(refused(Response(404, {}, b"")))


def test_a_redirect_is_refused_and_its_target_not_repeated() -> None:
    error = refused(Response(302, {"location": "https://evil.example/?cursor=ab"}, b""), PAGE)

    assert type(error) is errors.BadReply
    assert "https://in1.api.clevertap.com (region in1) answered with a redirect (HTTP 302)" in str(
        error
    )
    assert "carry the passcode of [web] to another address" in str(error)
    assert "evil" not in str(error)


def test_an_error_that_is_no_text_is_quoted_as_it_is() -> None:
    assert '"first; 2"' in str(refused(reply({"status": "fail", "error": ["first", 2]})))
    assert '{"a": 1}' in str(refused(reply({"status": "fail", "error": {"a": 1}})))
    assert '"[half"' in str(refused(fail("[half")))


def test_no_secret_is_repeated_even_when_the_server_echoes_it() -> None:
    echo = "TEST-ACC-0001 CCU-PASS ab%2Bcd%3D%3D ab+cd== cursor=xyz"
    message = str(refused(fail(echo, 400), PAGE))

    assert '"[redacted] [redacted] [redacted] [redacted] cursor=[redacted]"' in message
    assert "ab%2B" not in repr(PAGE)
    assert "CCU-PASS" not in repr(PAGE)


def test_foreign_words_are_one_short_line() -> None:
    assert clean("a\r\n\x1b[31mb\u202ec\t d") == "a [31mb c d"
    assert clean("x" * 400) == "x" * 299 + "…"


@given(st.binary(max_size=200), st.integers(100, 599))
def test_whatever_comes_back_is_a_success_or_a_typed_error(body: bytes, status: int) -> None:
    assert isinstance(refused(Response(status, {}, body)), errors.ClevertapError)


@given(st.text(max_size=500))
def test_a_cleaned_text_has_no_control_characters(text: str) -> None:
    line = clean(text)

    assert len(line) <= 300
    assert not any(char in line for char in "\n\r\t\x00\x1b\x7f\u200b\u202e")


# --- which event is unknown ---


@pytest.mark.parametrize(
    ("error", "asked", "event"),
    [
        ('["Invalid event : Fligth Search"]', "Charged", "Fligth Search"),
        ("invalid event:Uninstalled", "Charged", "Uninstalled"),
        ("Invalid event", "Chraged", "Chraged"),
        ("Invalid event", "", ""),
        ("Invalid event : of CCU-PASS", "Charged", "of [redacted]"),
    ],
)
def test_an_unknown_event_has_the_name_clevertap_says_or_else_the_one_asked_for(
    error: str, asked: str, event: str
) -> None:
    found = refused(fail(error, 400, status=400), Asked(WEB, asked))

    assert isinstance(found, errors.UnknownEvent)
    assert found.event == event
    assert f'no event "{event}" in [web]' in str(found)
