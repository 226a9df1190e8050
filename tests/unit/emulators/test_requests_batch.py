"""A batch as such.

In order, atomic and replied to one for one:
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate.
"""

from __future__ import annotations

import gc
from typing import Callable

import pytest

from tests.emulators.google_sheets import discovery
from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import ApiError, Json
from tests.emulators.google_sheets.requests import KINDS, apply
from tests.unit.emulators.requesting import (
    OWNER,
    column,
    data,
    refusal,
    rows,
    send,
    spreadsheet,
    tab,
    values,
)


def test_every_kind_is_one_of_the_api() -> None:
    known = discovery.document()["schemas"]["Request"]["properties"]

    assert set(KINDS) <= set(known)


def test_requests_are_applied_in_order_each_to_what_the_one_before_it_left() -> None:
    """Measured against the API: two moves of the same row, one after the other."""
    sheet = spreadsheet(column("id", "A", "B", "C", "D", "E"))

    send(
        sheet,
        {"moveDimension": {"source": rows(1, 2), "destinationIndex": 4}},
        {"moveDimension": {"source": rows(1, 2), "destinationIndex": 6}},
    )

    assert values(sheet.tabs[0]) == ["id", "C", "A", "D", "E", "B"]


def test_a_tab_can_be_used_by_the_requests_after_the_one_that_adds_it() -> None:
    sheet = spreadsheet(tab())

    replies = send(
        sheet,
        {"addSheet": {"properties": {"sheetId": 7, "title": "New"}}},
        {"updateCells": {"start": {"sheetId": 7}, "rows": [data("x")], "fields": "*"}},
    )

    assert [list(reply) for reply in replies] == [["addSheet"], []]
    assert values(sheet.tabs[1]) == ["x"]


def test_a_refusal_names_the_request_by_number_and_kind() -> None:
    """https://github.com/burnash/gspread/tree/master/tests/cassettes, the hiding of all sheets."""
    sheet = spreadsheet(tab())
    hide = {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}}

    message = refusal(sheet, {"clearBasicFilter": {}}, hide)

    assert message == (
        "Invalid requests[1].updateSheetProperties: You can't hide all the sheets in a document."
    )


def test_an_empty_batch_is_refused() -> None:
    """https://github.com/googleapis/google-api-nodejs-client/issues/1001."""
    assert refusal(spreadsheet(tab())) == "Must specify at least one request."


def test_too_many_requests_are_refused() -> None:
    """https://github.com/airbytehq/airbyte/issues/42904."""
    request: Json = {"clearBasicFilter": {}}

    message = refusal(spreadsheet(tab()), *[request] * 3, limits=Limits(requests=2))

    assert message == "Cannot exceed 2 requests in a single batch."


def test_a_request_is_of_exactly_one_kind() -> None:
    both = {"clearBasicFilter": {}, "deleteSheet": {"sheetId": 0}}

    assert refusal(spreadsheet(tab()), both) == (
        "Invalid requests[0]: Exactly one kind of request must be set."
    )
    assert refusal(spreadsheet(tab()), {}) == (
        "Invalid requests[0]: Exactly one kind of request must be set."
    )


@pytest.mark.parametrize("switch", [gc.enable, gc.disable])
def test_the_collector_is_left_as_it_was(switch: Callable[[], None]) -> None:
    was_on = gc.isenabled()
    switch()
    before = gc.isenabled()
    refusal(spreadsheet(tab()), {"deleteSheet": {"sheetId": 9}})
    after = gc.isenabled()
    (gc.enable if was_on else gc.disable)()

    assert after is before


def test_a_kind_that_the_emulator_does_not_know_is_refused_loudly() -> None:
    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [{"addChart": {}}], OWNER)

    assert caught.value.status == 501
    assert caught.value.body["error"] == {
        "code": 501,
        "message": "The emulator does not know requests of the kind addChart.",
        "status": "UNIMPLEMENTED",
    }


def test_what_a_request_does_not_know_keeps_its_loud_refusal() -> None:
    transposed = {"source": {}, "destination": {}, "pasteOrientation": "TRANSPOSE"}

    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [{"copyPaste": transposed}], OWNER)

    assert caught.value.body["error"]["message"] == "The emulator does not know transposed pasting."
