"""The emulator's own addresses, its quota, its counts, and what is no address at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulators.google_sheets import routes
from tests.unit.emulators.asking import Asking, at

READ = "GET /v4/spreadsheets/{id}"


def control(asking: Asking, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    reply = asking.send(method, f"/_emulator/{path}", json.dumps(body).encode())
    return reply.status, json.loads(reply.body)


def test_calls_and_bytes_are_counted_by_route() -> None:
    asking = Asking()
    made = asking.sheet()
    body = {"values": [[1]]}

    asking.good("PUT", f"/{made.id}/{at('A1')}", body, valueInputOption="RAW")
    asking.ask("GET", f"/{made.id}")
    asking.ask("GET", "/nowhere")

    status, counts = control(asking, "GET", "stats")
    update = "PUT /v4/spreadsheets/{id}/values/{range}"
    assert status == 200
    assert counts["calls"] == {update: 1, READ: 2}
    assert counts["bytes_in"] == {update: len(json.dumps(body)), READ: 0}
    assert counts["bytes_out"][READ] > 100
    asking.api.stats.clear()
    assert asking.api.stats.calls == {}


def test_a_call_without_an_answer_sent_no_bytes() -> None:
    asking = Asking()
    control(asking, "POST", "faults", [{"do": "drop"}])

    asking.send("GET", "/v4/spreadsheets/x")

    assert asking.api.stats.as_json()["bytes_out"] == {READ: 0}


def test_a_script_of_faults_takes_the_place_of_the_one_before() -> None:
    asking = Asking()
    path = f"/{asking.sheet().id}"

    assert control(asking, "POST", "faults", [{"do": "503", "times": 9}]) == (200, {"faults": 1})
    assert asking.ask("GET", path)[0] == 503
    assert control(asking, "POST", "faults", []) == (200, {"faults": 0})
    assert asking.ask("GET", path)[0] == 200


def test_somebody_else_edits_at_once() -> None:
    asking = Asking()
    made = asking.sheet()
    requests = [{"addSheet": {"properties": {"sheetId": 5, "title": "Theirs"}}}]

    status, answer = control(asking, "POST", f"edit/{made.id}", requests)

    assert (status, list(answer["replies"][0])) == (200, ["addSheet"])
    assert asking.library.spreadsheets[made.id].tab("Theirs")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("GET", "nothing", None, 400, "The emulator has no GET /_emulator/nothing."),
        ("POST", "faults", [{"do": "418"}], 400, 'There is no fault "418".'),
        ("POST", "edit/nowhere", [], 400, "'nowhere'"),
    ],
)
def test_a_mistake_in_a_call_to_the_emulator_is_told(
    method: str, path: str, body: Any, status: int, message: str
) -> None:
    answer = control(Asking(), method, path, body)

    assert (answer[0], answer[1]["error"]["message"]) == (status, message)


def test_a_refused_edit_is_told() -> None:
    asking = Asking()

    status, answer = control(asking, "POST", f"edit/{asking.sheet().id}", [])

    assert (status, answer["error"]["message"]) == (400, "Must specify at least one request.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v4/spreadsheets"),
        ("DELETE", "/v4/spreadsheets/x"),
        ("POST", "/v4/spreadsheets/x:getByDataFilter"),
        ("POST", "/v4/spreadsheets/x/sheets/0:copyTo"),
        ("GET", "/drive/v3/files"),
        ("GET", "/token"),
    ],
)
def test_an_address_that_is_not_served_is_a_page(method: str, path: str) -> None:
    asking = Asking()

    reply = asking.send(method, path)

    assert (reply.status, reply.content_type) == (404, "text/html; charset=UTF-8")
    assert path.encode() in reply.body
    assert asking.api.stats.calls == {}


def test_each_method_has_a_route_by_the_discovery_document() -> None:
    assert list(routes.routes()) == [
        "POST /v4/spreadsheets",
        "POST /v4/spreadsheets/{id}:batchUpdate",
        "GET /v4/spreadsheets/{id}/values:batchGet",
        "POST /v4/spreadsheets/{id}/values:batchUpdate",
        "POST /v4/spreadsheets/{id}/values:batchClear",
        "POST /v4/spreadsheets/{id}/values/{range}:append",
        "POST /v4/spreadsheets/{id}/values/{range}:clear",
        "GET /v4/spreadsheets/{id}/values/{range}",
        "PUT /v4/spreadsheets/{id}/values/{range}",
        "GET /v4/spreadsheets/{id}",
    ]


@pytest.mark.parametrize(
    ("query", "named"),
    [({"alt": "media"}, "media"), ({"key": "k", "callback": "f"}, "callback, key")],
)
def test_a_parameter_that_google_knows_and_the_emulator_does_not_is_refused(
    query: Any, named: str
) -> None:
    asking = Asking()

    status, answer = asking.ask("GET", f"/{asking.sheet().id}", **query)

    assert (status, answer["error"]["message"]) == (
        501,
        f"The emulator does not know {named} in a query.",
    )


def test_parameters_that_change_nothing_are_taken() -> None:
    asking = Asking()
    query = {"alt": "json", "prettyPrint": "false", "quotaUser": "me"}

    assert asking.ask("GET", f"/{asking.sheet().id}", **query)[0] == 200


@pytest.mark.parametrize("body", [b"{", b"nonsense", b'{"requests": NaN}', b"\xff"])
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    asking = Asking()

    reply = asking.send("POST", f"/v4/spreadsheets/{asking.sheet().id}:batchUpdate", body)

    message = json.loads(reply.body)["error"]["message"]
    assert reply.status == 400
    assert message.startswith("Invalid JSON payload received. Unexpected token.\n")


def test_a_body_of_more_than_ten_mebibytes_is_refused() -> None:
    """https://github.com/SCRT-HQ/PSGSuite/issues/62."""
    asking = Asking()
    path = f"/v4/spreadsheets/{asking.sheet().id}:batchUpdate"

    reply = asking.send("POST", path, b" " * 10_485_761)

    assert (reply.status, json.loads(reply.body)["error"]) == (
        400,
        {
            "code": 400,
            "message": "Request payload size exceeds the limit: 10485760 bytes.",
            "status": "INVALID_ARGUMENT",
        },
    )


def test_a_minute_allows_sixty_reads_and_sixty_writes() -> None:
    """https://developers.google.com/workspace/sheets/api/limits."""
    asking = Asking()
    made = asking.sheet()
    asking.quota.on = True
    read, clear = f"/{made.id}/{at('A1')}", f"/{made.id}/{at('A1')}:clear"

    reads = [asking.ask("GET", read)[0] for _ in range(61)]
    writes = [asking.ask("POST", clear)[0] for _ in range(61)]

    assert reads == writes == [200] * 60 + [429]
    asking.clock.sleep(59.9)
    assert asking.ask("GET", read)[0] == 429
    asking.clock.sleep(0.1)
    assert asking.ask("GET", read)[0] == 200


def test_a_refusal_says_which_quota_is_used_up() -> None:
    asking = Asking()
    path = f"/{asking.sheet().id}"
    asking.quota.on, asking.quota.per_user = True, 1

    asking.ask("GET", path)
    _, answer = asking.ask("GET", path)

    details = answer["error"]["details"][0]["metadata"]
    assert details["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert details["quota_limit_value"] == "1"


def test_the_users_of_a_project_share_its_quota() -> None:
    asking = Asking()
    path = f"/{asking.sheet().id}"
    asking.quota.on, asking.quota.per_project = True, 1

    asking.quota.count("somebody@else", reads=True)
    status, answer = asking.ask("GET", path)

    limit = answer["error"]["details"][0]["metadata"]["quota_limit"]
    assert (status, limit) == (429, "ReadRequestsPerMinutePerProject")
    assert "per minute' of service" in answer["error"]["message"]


def test_without_the_quota_calls_are_only_counted() -> None:
    asking = Asking()
    path = f"/{asking.sheet().id}"
    asking.quota.per_user = 0

    assert asking.ask("GET", path)[0] == 200
