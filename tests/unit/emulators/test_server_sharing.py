"""Who may do what, and in which words the others are refused.

Bodies: https://github.com/burnash/gspread/tree/master/tests/cassettes (``ClientTest``,
``test_access_private_spreadsheet`` and ``test_access_non_existing_spreadsheet``).
"""

from __future__ import annotations

import pytest

from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.library import new_tab
from tests.emulators.google_sheets.model import ApiError, Json
from tests.emulators.google_sheets.people import Area, User, check_protection
from tests.unit.emulators.asking import Asking, at

DENIED = {
    "error": {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
}


def test_a_spreadsheet_that_is_not_shared_is_denied() -> None:
    asking = Asking()
    made = asking.sheet()
    asking.library.share(made.id, CLIENT_EMAIL, None)

    assert asking.ask("GET", f"/{made.id}") == (403, DENIED)


def test_a_reader_reads_and_does_not_write() -> None:
    asking = Asking()
    made = asking.sheet([["a"]])
    asking.library.share(made.id, CLIENT_EMAIL, "reader")

    assert asking.good("GET", f"/{made.id}/{at('A1')}")["values"] == [["a"]]
    assert asking.ask("POST", f"/{made.id}/{at('A1')}:clear") == (403, DENIED)


def test_a_role_that_there_is_not_is_a_mistake_of_the_test() -> None:
    asking = Asking()

    with pytest.raises(ValueError, match="commenter"):
        asking.library.share(asking.sheet().id, CLIENT_EMAIL, "commenter")


def test_a_spreadsheet_that_is_nowhere_is_not_found() -> None:
    assert Asking().ask("GET", "/nowhere") == (
        404,
        {
            "error": {
                "code": 404,
                "message": "Requested entity was not found.",
                "status": "NOT_FOUND",
            }
        },
    )


def test_an_office_file_is_not_supported() -> None:
    asking = Asking()
    made = asking.sheet()
    asking.library.make_office_file(made.id)

    status, answer = asking.ask("GET", f"/{made.id}")

    assert (status, answer["error"]["status"]) == (400, "FAILED_PRECONDITION")
    assert answer["error"]["message"] == (
        "This operation is not supported for this document. The document must not be an Office "
        "file."
    )


ROW_2 = {"range": {"startRowIndex": 1, "endRowIndex": 2}}
ME = User("me@example.com")


@pytest.mark.parametrize(
    ("protected", "area", "user", "allowed"),
    [
        (ROW_2, Area(1, 0, 2, 1), ME, False),
        (ROW_2, Area(0, 0, 9, 9), ME, False),
        (ROW_2, Area(0, 0, 1, 9), ME, True),
        (ROW_2, Area(2, 0, 3, 9), ME, True),
        (ROW_2, Area(1, 0, 2, 1), User("owner@example.com", is_owner=True), True),
        ({**ROW_2, "warningOnly": True}, Area(1, 0, 2, 1), ME, True),
        ({**ROW_2, "editors": {"users": ["me@example.com"]}}, Area(1, 0, 2, 1), ME, True),
        ({**ROW_2, "editors": {"users": ["you@example.com"]}}, Area(1, 0, 2, 1), ME, False),
        ({"range": {}}, Area(500, 5, 501, 6), ME, False),
        ({"range": {"startColumnIndex": 1, "endColumnIndex": 2}}, Area(0, 0, 9, 1), ME, True),
        ({"range": {"startColumnIndex": 1, "endColumnIndex": 2}}, Area(0, 2, 9, 3), ME, True),
        ({"range": {}, "unprotectedRanges": [ROW_2["range"]]}, Area(1, 0, 2, 9), ME, True),
        ({"range": {}, "unprotectedRanges": [ROW_2["range"]]}, Area(1, 0, 3, 9), ME, False),
    ],
)
def test_a_protected_range_keeps_out_whoever_is_no_editor(
    protected: Json, area: Area, user: User, allowed: bool
) -> None:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets."""
    tab = new_tab(0, "Sheet1")
    tab.protected_ranges.append(protected)

    if allowed:
        check_protection(tab, area, user)
        return
    with pytest.raises(ApiError) as refused:
        check_protection(tab, area, user)
    assert refused.value.body["error"]["message"] == (
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner "
        "to remove protection if you need to edit."
    )


@pytest.mark.parametrize("path", ["values/A1:clear", "values/A1?valueInputOption=RAW"])
def test_values_are_not_written_into_protected_cells(path: str) -> None:
    asking = Asking()
    made = asking.sheet([["kept"]])
    made.tabs[0].protected_ranges.append({"range": {}})
    path, _, query = path.partition("?")
    method = "POST" if path.endswith(":clear") else "PUT"

    body = b'{"values": [["new"]]}' if query else b""
    reply = asking.send(method, f"/v4/spreadsheets/{made.id}/{path}", body, query)

    assert reply.status == 400
    assert asking.good("GET", f"/{made.id}/{at('A1')}")["values"] == [["kept"]]


def test_whoever_makes_a_spreadsheet_owns_it() -> None:
    asking = Asking()
    made = asking.good("POST", "", {"properties": {"title": "Mine"}})

    asking.library.spreadsheets[made["spreadsheetId"]].tabs[0].protected_ranges.append(
        {"range": {}}
    )

    path = f"/{made['spreadsheetId']}/{at('A1')}"
    asking.good("PUT", path, {"values": [[1]]}, valueInputOption="RAW")
