"""What gspread's users do every day works: https://docs.gspread.org/en/latest/user-guide.html."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

import pytest
import requests
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.utils import ValueInputOption, ValueRenderOption

from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.model import Entered
from tests.unit.emulators.clients import signed_in

if TYPE_CHECKING:
    import gspread

ROWS: list[list[Entered]] = [["Name", "Clicks"], ["b", 2], ["a", 10]]


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(scope="module")
def client(
    server: GoogleSheets, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[gspread.Client]:
    with signed_in(server, tmp_path_factory.mktemp("key")) as client:
        yield client


@pytest.fixture
def spreadsheet(server: GoogleSheets, client: gspread.Client) -> gspread.Spreadsheet:
    return client.open_by_key(server.create({"Sheet1": ROWS}, title="Signups").id)


@pytest.fixture
def sheet(spreadsheet: gspread.Spreadsheet) -> gspread.Worksheet:
    return spreadsheet.sheet1


def test_a_spreadsheet_is_opened_by_its_key(spreadsheet: gspread.Spreadsheet) -> None:
    assert spreadsheet.title == "Signups"
    assert (spreadsheet.locale, spreadsheet.timezone) == ("en_US", "Etc/GMT")
    assert [sheet.title for sheet in spreadsheet.worksheets()] == ["Sheet1"]
    assert (spreadsheet.sheet1.row_count, spreadsheet.sheet1.col_count) == (1000, 26)


def test_an_unknown_key_is_not_found(client: gspread.Client) -> None:
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key("nowhere")


def test_an_unshared_spreadsheet_is_denied(server: GoogleSheets, client: gspread.Client) -> None:
    made = server.create()
    server.share(made.id, CLIENT_EMAIL, None)

    with pytest.raises(PermissionError):
        client.open_by_key(made.id)


def test_values_are_read_in_many_ways(sheet: gspread.Worksheet) -> None:
    assert sheet.get_all_values() == [["Name", "Clicks"], ["b", "2"], ["a", "10"]]
    assert sheet.get_all_records() == [{"Name": "b", "Clicks": 2}, {"Name": "a", "Clicks": 10}]
    assert sheet.row_values(2) == ["b", "2"]
    assert sheet.col_values(2) == ["Clicks", "2", "10"]
    assert sheet.acell("B3").value == "10"
    found = sheet.find("a")
    assert found is not None
    assert found.address == "A3"
    assert sheet.batch_get(["A1", "B1:B2"]) == [[["Name"]], [["Clicks"], ["2"]]]


def test_values_are_written_in_many_ways(sheet: gspread.Worksheet) -> None:
    sheet.update([["c", 5]], "A2")
    sheet.update_cell(3, 2, "0042")
    sheet.update_acell("C1", "=B2+B3")
    sheet.append_rows([["d", 1], ["e", "=1+1"]], table_range="A1")
    sheet.batch_update([{"range": "A3", "values": [["x"]]}])

    assert sheet.get_all_values() == [
        ["Name", "Clicks", "47"],
        ["c", "5", ""],
        ["x", "42", ""],
        ["d", "1", ""],
        ["e", "=1+1", ""],
    ]


def test_what_a_person_would_type_is_parsed_when_asked_for(sheet: gspread.Worksheet) -> None:
    sheet.append_row(["2026-06-30", "50%"], value_input_option=ValueInputOption.user_entered)

    assert sheet.row_values(4) == ["2026-06-30", "50%"]
    raw = sheet.get("A4:B4", value_render_option=ValueRenderOption.unformatted)
    assert raw == [[46203, 0.5]]


def test_cells_are_updated_through_a_list_of_cells(sheet: gspread.Worksheet) -> None:
    cells = sheet.range("A2:B3")
    cells[0].value = "first"

    sheet.update_cells(cells)

    assert sheet.get_values("A2:B3") == [["first", "2"], ["a", "10"]]


def test_values_are_cleared(sheet: gspread.Worksheet) -> None:
    sheet.batch_clear(["A1:A2"])
    assert sheet.get_all_values() == [["", "Clicks"], ["", "2"], ["a", "10"]]

    sheet.clear()
    assert sheet.get_all_values() == [[]]


def test_tabs_are_added_renamed_duplicated_and_deleted(spreadsheet: gspread.Spreadsheet) -> None:
    added = spreadsheet.add_worksheet("Log", rows=10, cols=3)
    assert (added.row_count, added.col_count) == (10, 3)

    added.update_title("Run log")
    spreadsheet.duplicate_sheet(added.id, new_sheet_name="Copy")
    spreadsheet.del_worksheet(added)

    assert {sheet.title for sheet in spreadsheet.worksheets()} == {"Sheet1", "Copy"}


def test_rows_are_inserted_deleted_sorted_and_resized(sheet: gspread.Worksheet) -> None:
    sheet.insert_row(["c", 7], 2)
    sheet.sort((1, "asc"), range="A2:B4")
    assert sheet.get_all_values()[1:] == [["a", "10"], ["b", "2"], ["c", "7"]]

    sheet.delete_rows(3)
    assert sheet.get_all_values()[1:] == [["a", "10"], ["c", "7"]]
    sheet.resize(rows=50, cols=5)
    sheet.freeze(rows=1)
    sheet.columns_auto_resize(0, 2)


def test_cells_get_looks_and_notes(server: GoogleSheets, sheet: gspread.Worksheet) -> None:
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.insert_note("A1", "look here")
    sheet.merge_cells("A5:B5")

    with server.lock:
        tab = server.spreadsheets[sheet.spreadsheet_id].tabs[0]
        assert tab.cells[0, 1].format == {"textFormat": {"bold": True}}
    assert sheet.get_note("A1") == "look here"
    assert sheet.get_notes()[0][0] == "look here"


def test_ranges_are_named_protected_and_filtered(spreadsheet: gspread.Spreadsheet) -> None:
    sheet = spreadsheet.sheet1
    sheet.define_named_range("A1:B3", "clicks")
    sheet.add_protected_range("A1:B1", description=None)
    sheet.set_basic_filter("A1:B3")

    assert spreadsheet.list_named_ranges()[0]["name"] == "clicks"
    assert len(spreadsheet.list_protected_ranges(sheet.id)) == 1
    assert spreadsheet.named_range("clicks")[0].value == "Name"


def test_a_mistake_is_told_in_googles_words(spreadsheet: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError) as refused:
        spreadsheet.values_get("Gone!A1")

    assert refused.value.code == 400
    assert "Unable to parse range: Gone!A1" in str(refused.value)


def test_an_expired_token_is_renewed(server: GoogleSheets, client: gspread.Client) -> None:
    """google-auth asks for a new one after a 401 and repeats the call."""
    made = server.create({"Sheet1": ROWS})
    client.open_by_key(made.id)
    before = server.calls["POST /token"]
    server.sign_in.revoke_all()

    client.open_by_key(made.id)

    assert server.calls["POST /token"] == before + 1


def test_a_connection_that_is_dropped_is_an_error_of_requests(
    server: GoogleSheets, sheet: gspread.Worksheet
) -> None:
    server.fault(Fault("commit_then_drop", "PUT /v4/spreadsheets/{id}/values/{range}"))

    with pytest.raises(requests.ConnectionError):
        sheet.update([["written"]], "A1")

    assert server.values(sheet.spreadsheet_id, "A1") == [["written"]]


def formats(answer: Any) -> Any:
    return answer["sheets"][0]["data"][0]["rowData"][0]["values"][0]


def test_the_low_level_client_reads_formats_in_one_call(
    client: gspread.Client, spreadsheet: gspread.Spreadsheet
) -> None:
    spreadsheet.sheet1.format("A1", {"numberFormat": {"type": "DATE", "pattern": "yyyy"}})

    answer = client.http_client.spreadsheets_get(
        spreadsheet.id,
        params={
            "ranges": "A1",
            "fields": "sheets.data.rowData.values.effectiveFormat.numberFormat",
        },
    )

    assert formats(answer) == {
        "effectiveFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy"}}
    }
