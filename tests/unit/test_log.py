from __future__ import annotations

import io
import json
import logging
from datetime import datetime, timezone
from typing import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner import log

LOGGER = logging.getLogger("sheets_runner.test_log")
SECRETS = ("TEST-ACC-0001", "CCU-PASS")


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    logger = logging.getLogger(log.PACKAGE)
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /1/events.json?cursor=ab%2B&x=1", "GET /1/events.json?cursor=[redacted]&x=1"),
        ("?req_id=384649162721759 HTTP", "?req_id=[redacted] HTTP"),
        ('{"next_cursor": "ab=="}', '{"next_cursor": "[redacted]"}'),
        ("X-CleverTap-Passcode: CCU", "X-CleverTap-Passcode: [redacted]"),
        ("X-CleverTap-Account-Id: TEST", "X-CleverTap-Account-Id: [redacted]"),
        ("password = abc", "password = [redacted]"),
        ("the cursor moved", "the cursor moved"),
    ],
)
def test_what_is_marked_as_secret_is_left_out(text: str, expected: str) -> None:
    assert log.redact(text) == expected


def test_the_longer_secret_goes_first() -> None:
    assert log.redact("AB ABCD", ["AB", "", "ABCD"]) == "[redacted] [redacted]"


@given(st.text(max_size=40), st.text(alphabet="XYZ", min_size=4, max_size=8), st.text(max_size=40))
def test_no_secret_survives_wherever_it_stands(before: str, secret: str, after: str) -> None:
    assert secret not in log.redact(before + secret + after, [secret])


def test_a_record_is_redacted_with_its_arguments_and_its_traceback() -> None:
    stream = io.StringIO()
    log.set_up(secrets=SECRETS, stream=stream)
    try:
        int("cursor=abc of TEST-ACC-0001")
    except ValueError:
        LOGGER.exception("with %s", "CCU-PASS", stack_info=True)

    text = stream.getvalue()
    assert "ERROR sheets_runner.test_log: with [redacted]\nTraceback" in text
    assert "'cursor=[redacted] of [redacted]'" in text
    assert not any(secret in text for secret in (*SECRETS, "cursor=abc"))


def test_a_traceback_that_is_text_already_is_redacted() -> None:
    record = logging.makeLogRecord({"msg": "a", "exc_text": "passcode=CCU"})

    assert log.Redaction().filter(record)
    assert record.exc_text == "passcode=[redacted]"


def test_json_lines_are_one_object_each() -> None:
    stream = io.StringIO()
    log.set_up(json_lines=True, secrets=SECRETS, stream=stream)
    LOGGER.info("héllo\nCCU-PASS")
    try:
        json.loads("{")
    except ValueError:
        LOGGER.exception("bad")

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first["message"] == "héllo\n[redacted]"
    assert (first["level"], first["logger"]) == ("INFO", "sheets_runner.test_log")
    assert datetime.fromisoformat(first["time"]).tzinfo == timezone.utc
    assert "exception" not in first
    assert "JSONDecodeError: Expecting property name" in second["exception"]


def test_setting_up_again_replaces_the_first() -> None:
    first, second = io.StringIO(), io.StringIO()
    log.set_up(stream=first)
    log.set_up(stream=second, level=logging.WARNING)
    LOGGER.info("quiet")
    LOGGER.warning("loud")

    assert first.getvalue() == ""
    assert second.getvalue().endswith("WARNING sheets_runner.test_log: loud\n")


def test_nothing_reaches_handlers_that_do_not_redact() -> None:
    log.set_up(stream=io.StringIO())

    assert not logging.getLogger(log.PACKAGE).propagate


def test_standard_error_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up()
    LOGGER.info("here")

    assert capsys.readouterr().err.endswith("sheets_runner.test_log: here\n")
