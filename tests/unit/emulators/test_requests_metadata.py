"""Developer metadata: https://developers.google.com/workspace/sheets/api/guides/metadata."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.model import ApiError, Json, Spreadsheet
from tests.emulators.google_sheets.requests import apply
from tests.unit.emulators.requesting import (
    EDITOR,
    OWNER,
    columns,
    refusal,
    rows,
    send,
    spreadsheet,
    tab,
)

SPREADSHEET: Json = {"spreadsheet": True}
SHEET: Json = {"sheetId": 0}
ROW: Json = {"dimensionRange": rows(2, 3)}
COLUMN: Json = {"dimensionRange": columns(0, 1)}


def create(metadata_id: int | None, location: Json, **parts: Any) -> Json:
    metadata = {"metadataKey": "key", "visibility": "DOCUMENT", "location": location, **parts}
    if metadata_id is not None:
        metadata["metadataId"] = metadata_id
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def delete(**lookup: Any) -> Json:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def four() -> Spreadsheet:
    """Return a spreadsheet with metadata 1 to 4 at each kind of place."""
    sheet = spreadsheet(tab(), tab(sheet_id=7, title="Other"))
    send(
        sheet,
        create(1, SPREADSHEET, metadataValue="one"),
        create(2, SHEET),
        create(3, ROW, metadataKey="row"),
        create(4, COLUMN, visibility="PROJECT"),
    )
    return sheet


def found(sheet: Spreadsheet, **lookup: Any) -> list[int]:
    """Return the ids that a lookup selects; they are deleted."""
    reply = send(sheet, delete(**lookup))[0].get("deleteDeveloperMetadata", {})
    return [metadata["metadataId"] for metadata in reply.get("deletedDeveloperMetadata", ())]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (SPREADSHEET, {"locationType": "SPREADSHEET", "spreadsheet": True}),
        (SHEET, {"locationType": "SHEET", "sheetId": 0}),
        (
            ROW,
            {
                "locationType": "ROW",
                "dimensionRange": {"dimension": "ROWS", "startIndex": 2, "endIndex": 3},
            },
        ),
        (
            {"dimensionRange": columns(1, 2, sheet_id=7)},
            {"locationType": "COLUMN", "dimensionRange": columns(1, 2, sheet_id=7)},
        ),
    ],
)
def test_metadata_is_created_at_a_place_of_some_kind(given: Json, kept: Json) -> None:
    sheet = spreadsheet(tab(), tab(sheet_id=7, title="Other"))

    reply = send(sheet, create(12, given, metadataValue="value"))[0]

    assert reply["createDeveloperMetadata"]["developerMetadata"] == {
        "metadataId": 12,
        "metadataKey": "key",
        "metadataValue": "value",
        "visibility": "DOCUMENT",
        "location": kept,
    }


def test_metadata_is_kept_with_its_tab() -> None:
    sheet = four()

    assert [metadata["metadataId"] for metadata in sheet.metadata] == [1]
    assert [metadata["metadataId"] for metadata in sheet.tabs[0].metadata] == [2, 3, 4]
    assert sheet.tabs[1].metadata == []


def test_metadata_without_an_id_gets_one() -> None:
    reply = send(spreadsheet(tab()), create(None, SHEET))[0]

    assert reply["createDeveloperMetadata"]["developerMetadata"]["metadataId"] > 0


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (create(1, SHEET), "Developer metadata with ID 1 already exists."),
        (create(0, SHEET), "developerMetadata.metadataId must be positive."),
        (create(9, SHEET, metadataKey=""), "developerMetadata.metadataKey must be specified."),
        (
            create(9, SHEET, visibility="DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"),
            "developerMetadata.visibility must be specified.",
        ),
        (create(9, {}), "developerMetadata.location must be exactly one place."),
        (create(9, {**ROW, **SHEET}), "developerMetadata.location must be exactly one place."),
        (
            create(9, {"spreadsheet": False}),
            "developerMetadata.location must be exactly one place.",
        ),
        (create(9, {"sheetId": 5}), "No sheet with id: 5"),
        (
            create(9, {"dimensionRange": rows(1, 3)}),
            "dimensionRange must be a single row or column of the grid.",
        ),
        (
            create(9, {"dimensionRange": rows(8, 9)}),
            "dimensionRange must be a single row or column of the grid.",
        ),
        (
            create(9, SHEET, metadataValue="x" * 29_992),
            "Developer metadata cannot have more than 30000 characters.",
        ),
    ],
)
def test_metadata_that_cannot_be_is_refused(request_: Json, words: str) -> None:
    """What is refused is documented; the words are guesses.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.developerMetadata
    """
    assert refusal(four(), request_) == f"Invalid requests[0].createDeveloperMetadata: {words}"


def test_a_replayed_batch_fails_at_an_id_of_its_own() -> None:
    """So a program learns that a batch whose answer was lost was applied."""
    sheet = spreadsheet(tab())
    send(sheet, create(12, SPREADSHEET))

    assert "12" in refusal(sheet, create(12, SPREADSHEET))


@pytest.mark.parametrize(
    ("lookup", "ids"),
    [
        ({"metadataId": 3}, [3]),
        ({"metadataKey": "key"}, [1, 2, 4]),
        ({"metadataValue": "one"}, [1]),
        ({"visibility": "PROJECT"}, [4]),
        ({"locationType": "ROW"}, [3]),
        ({"metadataKey": "key", "locationType": "SHEET"}, [2]),
        ({"metadataLocation": SPREADSHEET}, [1]),
        ({"metadataLocation": SHEET}, [2, 3, 4]),
        ({"metadataLocation": {"sheetId": 7}}, []),
        ({"metadataLocation": {"dimensionRange": rows(0, 4)}}, [2, 3, 4]),
        ({"metadataLocation": {"dimensionRange": rows(3, 4)}}, [2, 4]),
        (
            {
                "metadataLocation": {"dimensionRange": {"dimension": "ROWS"}},
                "locationMatchingStrategy": "INTERSECTING_LOCATION",
            },
            [2, 3, 4],
        ),
        (
            {"metadataLocation": SHEET, "locationMatchingStrategy": "EXACT_LOCATION"},
            [2],
        ),
        ({"metadataLocation": ROW, "locationMatchingStrategy": "EXACT_LOCATION"}, [3]),
        ({"metadataId": 99}, []),
    ],
)
def test_a_lookup_selects_what_all_of_its_fields_fit(lookup: Json, ids: list[int]) -> None:
    """See ``DeveloperMetadataLookup``: locations that meet are enough unless said otherwise.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/DataFilter
    """
    sheet = four()

    assert found(sheet, **lookup) == ids
    left = [*sheet.metadata, *sheet.tabs[0].metadata]
    assert {metadata["metadataId"] for metadata in left} == {1, 2, 3, 4} - set(ids)


def test_a_lookup_asks_for_something() -> None:
    assert refusal(four(), delete()) == (
        "Invalid requests[0].deleteDeveloperMetadata: "
        "developerMetadataLookup must specify at least one field."
    )


def test_filters_by_range_are_not_known() -> None:
    request = {"deleteDeveloperMetadata": {"dataFilter": {"a1Range": "A1"}}}

    with pytest.raises(ApiError) as caught:
        apply(four(), [request], OWNER)

    assert caught.value.status == 501


def test_metadata_goes_with_what_it_is_at() -> None:
    sheet = four()

    send(sheet, {"deleteDimension": {"range": rows(2, 3)}}, {"deleteSheet": {"sheetId": 7}})
    assert [metadata["metadataId"] for metadata in sheet.tabs[0].metadata] == [2, 4]

    send(sheet, {"addSheet": {"properties": {"sheetId": 8}}}, {"deleteSheet": {"sheetId": 0}})
    assert found(sheet, metadataKey="key") == [1]


def update(fields: str, lookups: list[Json], **parts: Any) -> Json:
    return {
        "updateDeveloperMetadata": {
            "dataFilters": [{"developerMetadataLookup": lookup} for lookup in lookups],
            "developerMetadata": parts,
            "fields": fields,
        }
    }


def test_all_that_is_selected_is_updated_once() -> None:
    sheet = four()
    lookups: list[Json] = [{"metadataKey": "key"}, {"metadataId": 1}]

    reply = send(sheet, update("metadataValue", lookups, metadataValue="new"))[0]

    changed = reply["updateDeveloperMetadata"]["developerMetadata"]
    assert [(part["metadataId"], part["metadataValue"]) for part in changed] == [
        (1, "new"),
        (2, "new"),
        (4, "new"),
    ]
    assert sheet.metadata == [changed[0]]


def test_metadata_can_be_moved_to_another_tab() -> None:
    sheet = four()

    send(sheet, update("location", [{"metadataId": 3}], location={"sheetId": 7}))

    assert sheet.tabs[1].metadata[0]["location"] == {"locationType": "SHEET", "sheetId": 7}
    assert [metadata["metadataId"] for metadata in sheet.tabs[0].metadata] == [2, 4]


def test_an_update_that_selects_nothing_says_nothing() -> None:
    lookups: list[Json] = [{"metadataId": 99}]

    assert send(four(), update("metadataValue", lookups)) == [{"updateDeveloperMetadata": {}}]


@pytest.mark.parametrize(
    "request_", [update("metadataValue", []), update("metadataId", [{"metadataId": 1}])]
)
def test_an_update_that_cannot_be_is_refused(request_: Json) -> None:
    assert refusal(four(), request_).startswith("Invalid requests[0].updateDeveloperMetadata: ")


def test_others_cannot_mark_a_protected_row() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": {"endRowIndex": 3}}]

    assert "protected cell" in refusal(sheet, create(1, ROW), user=EDITOR)
    send(sheet, create(1, SHEET), user=EDITOR)
