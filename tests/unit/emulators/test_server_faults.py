"""What goes wrong on purpose, and the bodies of Google's errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulators.google_sheets.faults import Fault, Faults, parse
from tests.emulators.google_sheets.model import Cell, Json, Spreadsheet
from tests.emulators.google_sheets.replies import NAMED
from tests.emulators.google_sheets.routes import REGIONS, TOKEN
from tests.unit.emulators.asking import Asking, at

GET = "GET /v4/spreadsheets/{id}/values/{range}"
UPDATE = "PUT /v4/spreadsheets/{id}/values/{range}"
RAW = {"valueInputOption": "RAW"}


def write(asking: Asking, made: Spreadsheet, value: str = "new") -> Any:
    """Return the status of a writing call, None where it was hung up on."""
    path = f"/v4/spreadsheets/{made.id}/{at('A1')}"
    body = json.dumps({"values": [[value]]}).encode()
    reply = asking.send("PUT", path, body, "valueInputOption=RAW")
    return reply and reply.status


def content(made: Spreadsheet) -> Any:
    return made.tabs[0].cells.get((0, 0), Cell()).entered


@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_error_is_answered_and_nothing_is_done(name: str) -> None:
    asking = Asking()
    made = asking.sheet([["old"]])
    asking.api.faults.add(Fault(name))

    assert write(asking, made) == int(name[:3])
    assert content(made) == "old"
    assert write(asking, made) == 200


@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_error_can_come_after_the_change_was_made(name: str) -> None:
    """https://github.com/theoephraim/node-google-spreadsheet/issues/512: 503, but written."""
    asking = Asking()
    made = asking.sheet([["old"]])
    asking.api.faults.add(Fault(f"commit_then_{name}"))

    assert write(asking, made) == int(name[:3])
    assert content(made) == "new"


@pytest.mark.parametrize(
    ("do", "waited", "left"),
    [
        ("drop", [], "old"),
        ("commit_then_drop", [], "new"),
        ("timeout", [180.0], "old"),
        ("commit_then_timeout", [180.0], "new"),
    ],
)
def test_a_connection_may_end_without_an_answer(do: str, waited: list[float], left: str) -> None:
    """Google gives up after 180 s: https://developers.google.com/workspace/sheets/api/limits."""
    asking = Asking()
    made = asking.sheet([["old"]])
    asking.api.faults.add(Fault(do))

    assert write(asking, made) is None
    assert asking.clock.slept == waited
    assert content(made) == left


def test_an_answer_may_be_slow() -> None:
    asking = Asking()
    made = asking.sheet()
    asking.api.faults.add(Fault("slow", wait_ms=2500))

    assert write(asking, made) == 200
    assert asking.clock.slept == [2.5]


def test_every_answer_takes_the_latency() -> None:
    asking = Asking()
    asking.api.latency_seconds = 0.3

    write(asking, asking.sheet())

    assert asking.clock.slept == [0.3]


def test_a_fault_comes_after_so_many_calls_of_its_route_and_so_many_times() -> None:
    asking = Asking()
    made = asking.sheet()
    asking.api.faults.add(Fault("503", UPDATE, after=1, times=2))

    asking.good("GET", f"/{made.id}/{at('A1')}")

    assert [write(asking, made) for _ in range(5)] == [200, 503, 503, 200, 200]


def test_a_fault_of_any_route_leaves_sign_in_alone() -> None:
    faults = Faults()
    faults.add(Fault("500", times=9))

    assert faults.due(TOKEN) == []
    assert faults.due(REGIONS) == []
    assert [fault.do for fault in faults.due(GET)] == ["500"]


def test_sign_in_can_fail_too() -> None:
    asking = Asking()
    asking.api.faults.add(Fault("503", TOKEN))

    assert asking.send("POST", "/token").status == 503
    assert asking.send("POST", "/token").status == 400


@pytest.mark.parametrize(("when", "seen"), [("edit_before", "theirs"), ("edit_after", "old")])
def test_somebody_else_may_edit_before_or_after_a_call(when: str, seen: str) -> None:
    asking = Asking()
    made = asking.sheet([["old"]])
    cell = {"userEnteredValue": {"stringValue": "theirs"}}
    edit = {
        "updateCells": {
            "start": {"sheetId": 0},
            "rows": [{"values": [cell]}],
            "fields": "userEnteredValue",
        }
    }
    asking.api.faults.add(Fault(when, GET, edit=[edit]))
    path = f"/{made.id}/{at('A1')}"

    assert asking.good("GET", path)["values"] == [[seen]]
    assert asking.good("GET", path)["values"] == [["theirs"]]


def test_an_edit_may_be_a_call() -> None:
    asking = Asking()
    made = asking.sheet([["old"]])

    def rename(spreadsheet: Spreadsheet) -> None:
        spreadsheet.tabs[0].properties["title"] = "Renamed"

    asking.api.faults.add(Fault("edit_before", edit=rename))

    assert asking.good("GET", f"/{made.id}/{at('A1')}")["range"] == "Renamed!A1"


def test_several_things_may_go_wrong_with_one_call() -> None:
    asking = Asking()
    made = asking.sheet([["old"]])
    asking.api.faults.add(Fault("slow", wait_ms=10), Fault("commit_then_503"))

    assert write(asking, made) == 503
    assert asking.clock.slept == [0.01]
    assert content(made) == "new"


@pytest.mark.parametrize(
    "fault", [{"do": "418"}, {"do": "commit_then_slow"}, {"do": "503", "route": "GET /"}]
)
def test_a_fault_that_there_is_not_is_a_mistake_of_the_test(fault: Any) -> None:
    with pytest.raises(ValueError, match="There is no"):
        Fault(**fault)


@pytest.mark.parametrize("script", [{}, ["503"], [{"route": "*"}], [{"do": "503", "sometimes": 1}]])
def test_a_script_is_a_list_of_faults(script: Any) -> None:
    with pytest.raises(ValueError, match="fault"):
        parse(script)


def test_a_fault_of_the_emulator_itself_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    asking = Asking()
    made = asking.sheet()
    del made.properties["locale"]

    status, answer = asking.ask("GET", f"/{made.id}/{at('A1')}")

    assert (status, answer["error"]["message"]) == (500, "Internal error encountered.")
    assert [str(fault) for fault in asking.api.own_faults] == ["'locale'"]
    assert "KeyError: 'locale'" in capsys.readouterr().err


def test_a_reply_that_does_not_fit_the_discovery_document_is_a_fault_of_the_emulator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asking = Asking()
    made = asking.sheet()
    made.properties["colour"] = "green"

    assert asking.ask("GET", f"/{made.id}")[0] == 500
    assert "colour" in capsys.readouterr().err


def error_of(name: str) -> Json:
    error: Json = json.loads(NAMED[name]().body)["error"]
    return error


def test_errors_are_written_out_as_google_writes_them() -> None:
    """The cassettes of gspread: two blanks of indentation, a line end at the end."""
    reply = NAMED["404"]()

    assert reply.content_type == "application/json; charset=UTF-8"
    assert reply.body == (
        b'{\n  "error": {\n    "code": 404,\n    "message": "Requested entity was not found.",\n'
        b'    "status": "NOT_FOUND"\n  }\n}\n'
    )


@pytest.mark.parametrize(
    ("name", "message", "status"),
    [
        ("403", "The caller does not have permission", "PERMISSION_DENIED"),
        ("500", "Internal error encountered.", "INTERNAL"),
        ("503", "The service is currently unavailable.", "UNAVAILABLE"),
        (
            "429",
            (
                "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per "
                "minute per user' of service 'sheets.googleapis.com' for consumer "
                "'project_number:123456789012'."
            ),
            "RESOURCE_EXHAUSTED",
        ),
        (
            "429_read",
            (
                "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per "
                "minute per user' of service 'sheets.googleapis.com' for consumer "
                "'project_number:123456789012'."
            ),
            "RESOURCE_EXHAUSTED",
        ),
        (
            "403_api_off",
            (
                "Google Sheets API has not been used in project 123456789012 before or it is "
                "disabled. Enable it by visiting https://console.developers.google.com/apis/api/"
                "sheets.googleapis.com/overview?project=123456789012 then retry. If you enabled "
                "this API recently, wait a few minutes for the action to propagate to our systems "
                "and retry."
            ),
            "PERMISSION_DENIED",
        ),
    ],
)
def test_errors_are_in_googles_words(name: str, message: str, status: str) -> None:
    """Users quote them.

    API off: https://github.com/burnash/gspread/issues/1286, quota:
    https://github.com/n8n-io/n8n/issues/7193, 503:
    https://github.com/theoephraim/node-google-spreadsheet/issues/512.
    """
    error = error_of(name)

    assert (error["code"], error["message"], error["status"]) == (int(name[:3]), message, status)


def test_an_exceeded_quota_names_itself_in_the_details() -> None:
    """https://github.com/n8n-io/n8n/issues/7193."""
    info, links = error_of("429")["details"]

    assert info == {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "quota_location": "global",
            "quota_metric": "sheets.googleapis.com/write_requests",
            "quota_limit_value": "60",
            "consumer": "projects/123456789012",
            "service": "sheets.googleapis.com",
            "quota_limit": "WriteRequestsPerMinutePerUser",
        },
    }
    assert links["@type"] == "type.googleapis.com/google.rpc.Help"


def test_an_api_that_is_off_says_so_in_the_details() -> None:
    assert error_of("403_api_off")["details"][1]["reason"] == "SERVICE_DISABLED"


def test_a_delay_may_be_said() -> None:
    assert NAMED["429_retry_after"]().headers == {"Retry-After": "7"}


@pytest.mark.parametrize("name", ["413", "502_html", "504_html"])
def test_errors_of_the_front_end_are_pages(name: str) -> None:
    reply = NAMED[name]()

    assert reply.content_type == "text/html; charset=UTF-8"
    assert reply.body.startswith(b"<!DOCTYPE html>")
