"""Drop-downs of what one of the runner's tabs holds, in workbook files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import Column, OfferChoices, ReplaceTable
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf
from tests.unit.workbook.test_excel_libreoffice import needs_office, resave

NAME = "_sheets_runner_choices__lists_event"


def lists(*names: str, tab: str = "_Lists") -> ReplaceTable:
    columns = (Column("Known to"), Column("Event"))
    return ReplaceTable(tab, columns, tuple(("web", name) for name in names), hidden=True)


def offer(source: str = "_Lists", headers: tuple[str, ...] = ("Event",)) -> OfferChoices:
    return OfferChoices("Queries", 2, headers, source, "Event")


def queries() -> Any:
    """A workbook whose headers stand in row 2."""
    return files.book(Queries={"A1": "Ours", "A2": "Name", "B2": "Event", "C2": "did all: Event"})


def rule(formula: str, cells: str, kind: Any = "list") -> DataValidation:
    return DataValidation(kind, formula1=formula, errorStyle="stop", sqref=cells)


def rules(shelf: Shelf) -> list[tuple[str, str, str | None]]:
    """Return the cells, formula and style of the rules of the input tab."""
    found = shelf.look()["Queries"].data_validations.dataValidation
    return [(str(one.sqref), one.formula1, one.errorStyle) for one in found]


def choices(shelf: Shelf) -> str:
    """Return the cells that the choices' name means."""
    return str(shelf.look().defined_names[NAME].attr_text)


OFFERED = ("B3:B1048576", NAME, "warning")


def test_the_choices_have_a_name_that_means_no_blank_cell(shelf: Shelf) -> None:
    shelf.put(queries())
    shelf.runner().apply([lists("Search", "Visit", "Buy"), offer()])

    assert rules(shelf) == [OFFERED]
    assert choices(shelf) == "'_Lists'!$B$2:$B$4"
    assert shelf.look().defined_names[NAME].hidden
    found = shelf.look()["Queries"].data_validations.dataValidation[0]
    assert (found.showErrorMessage, found.allowBlank, found.errorTitle) == (True, True, "Event")
    assert "Keep it all the same?" in found.error


def test_it_survives_a_second_save_and_follows_the_list(shelf: Shelf) -> None:
    shelf.put(queries())
    shelf.runner().apply([lists("Search"), offer()])
    shelf.runner().apply([lists("Search", "Visit")])
    assert rules(shelf) == [OFFERED]

    shelf.runner().apply([lists("a", "b", "c", "d"), offer()])

    assert (rules(shelf), choices(shelf)) == ([OFFERED], "'_Lists'!$B$2:$B$5")


def test_without_a_choice_the_name_means_the_first_blank_cell(shelf: Shelf) -> None:
    shelf.put(queries())
    shelf.runner().apply([lists(), offer()])

    assert choices(shelf) == "'_Lists'!$B$2:$B$2"


def test_a_remark_below_the_list_is_no_choice(shelf: Shelf) -> None:
    shelf.put(queries())
    shelf.runner().apply([lists("Search", "Visit")])
    made = shelf.look()
    made["_Lists"]["B9"] = "a remark"
    shelf.put(made)
    shelf.runner().apply([lists("Search", "Buy"), offer()])

    assert choices(shelf) == "'_Lists'!$B$2:$B$3"


def test_a_name_follows_a_list_that_is_offered_in_no_column(shelf: Shelf) -> None:
    shelf.put(queries())
    shelf.runner().apply([lists("Search", "Visit"), offer()])
    shelf.runner().apply([lists(), offer(headers=())])

    assert (rules(shelf), choices(shelf)) == ([OFFERED], "'_Lists'!$B$2:$B$2")


def test_names_of_tabs_and_headers_may_be_any(shelf: Shelf) -> None:
    shelf.put(queries())
    for names in (("a", "b"), ("c",)):
        shelf.runner().apply([lists(*names, tab="Priya's 👍 list"), offer("Priya's 👍 list")])

    name = "_sheets_runner_choices_priya_s___list_event"
    assert rules(shelf) == [("B3:B1048576", name, "warning")]
    assert shelf.look().defined_names[name].attr_text == "'Priya''s 👍 list'!$B$2:$B$2"


def test_what_people_change_about_a_drop_down_stays(shelf: Shelf) -> None:
    made = queries()
    made["Queries"].add_data_validation(rule(NAME.upper(), "B3:B7 D1:D9"))
    shelf.put(made)
    shelf.runner().apply([lists("Search"), offer()])

    assert rules(shelf) == [("B3:B7 D1:D9", NAME, "stop")]


@pytest.mark.parametrize("formula", ["_Lists!$B$2:$B$9", "='_LISTS'!$B$2:$B$9", "events"])
def test_a_drop_down_from_the_same_tab_follows_however_it_says_so(
    shelf: Shelf, formula: str
) -> None:
    made = queries()
    made["Queries"].add_data_validation(rule(formula, "B3:B99"))
    made.defined_names["Events"] = DefinedName("Events", attr_text="_Lists!$B$2:$B$9")
    shelf.put(made)
    shelf.runner().apply([lists("Search"), offer()])

    assert rules(shelf) == [("B3:B99", NAME, "stop")]


def test_a_drop_down_whose_tab_is_gone_is_known_by_its_name(shelf: Shelf) -> None:
    """Excel lets the name of cells that were deleted mean an error."""
    made = queries()
    made["Queries"].add_data_validation(rule(NAME, "B3:B99"))
    made.defined_names[NAME] = DefinedName(NAME, attr_text="#REF!$B$2:$B$9", hidden=True)
    shelf.put(made)
    shelf.runner().apply([lists("Search"), offer()])

    assert (rules(shelf), choices(shelf)) == ([("B3:B99", NAME, "stop")], "'_Lists'!$B$2:$B$2")


@pytest.mark.parametrize(
    "other",
    [
        rule('"yes,no"', "B9"),
        rule("$A$1:$A$9", "A1:C5"),
        rule("_Lists_old!$B$2:$B$9", "B1048576"),
        rule("ISTEXT(_Lists!$B$2)", "B3", "custom"),
        rule("#REF!", "B3:B9"),
        DataValidation("whole", sqref="B4"),
    ],
    ids=lambda found: str(found.formula1),
)
def test_a_column_with_another_rule_is_left_as_it_is(shelf: Shelf, other: DataValidation) -> None:
    made = queries()
    made["Queries"].add_data_validation(other)
    shelf.put(made)
    before = rules(shelf)
    shelf.runner().apply([lists("Search"), offer()])

    assert rules(shelf) == before


def test_beside_another_rule_an_earlier_drop_down_follows(shelf: Shelf) -> None:
    made = queries()
    for one in (rule(NAME, "B3:B8 B10:B99"), rule('"x"', "B9")):
        made["Queries"].add_data_validation(one)
    made.defined_names[NAME] = DefinedName(NAME, attr_text="#REF!")
    shelf.put(made)
    shelf.runner().apply([lists("Search"), offer()])

    assert rules(shelf) == [("B3:B8 B10:B99", NAME, "stop"), ("B9", '"x"', "stop")]
    assert choices(shelf) == "'_Lists'!$B$2:$B$2"


def test_rules_above_the_headers_and_beside_the_column_are_no_matter(shelf: Shelf) -> None:
    made = queries()
    for cells in ("B1:B2", "A3:A9", "C3:D9"):
        made["Queries"].add_data_validation(rule('"x"', cells))
    shelf.put(made)
    shelf.runner().apply([lists("Search"), offer()])

    assert rules(shelf)[3:] == [OFFERED]


def test_a_list_whose_header_somebody_deleted_offers_nothing(shelf: Shelf) -> None:
    shelf.put(queries())
    shelf.runner().apply([lists("Search")])
    made = shelf.look()
    del made["_Lists"]._cells[1, 2]
    shelf.put(made)

    with pytest.raises(WorkbookError, match='"_Lists" has no column "Event" of the runner'):
        shelf.runner().apply([offer()])


def test_the_tab_that_is_opened_first_is_never_the_hidden_one(shelf: Shelf) -> None:
    made = queries()
    made.create_sheet("Last")
    made.active = 1
    shelf.put(made)
    shelf.runner().apply([lists("Search")])

    look = shelf.look()
    assert look.active.title == "Last"
    selected = [sheet.title for sheet in look if sheet.sheet_view.tabSelected]
    assert "_Lists" not in selected


@needs_office
def test_libreoffice_shows_the_drop_down_and_keeps_it(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("office")
    shelf.put(queries())
    shelf.runner().apply([lists("Search", "Visit"), offer()])
    text = content(resave(shelf, "ods", folder))
    shelf.put(resave(shelf, "xlsx", folder).read_bytes())

    assert f'condition="of:cell-content-is-in-list({NAME})"' in text
    assert 'message-type="warning"' in text
    assert 'cell-range-address="$_Lists.$B$2:.$B$3"' in text
    assert shelf.look()["_Lists"].sheet_state == "hidden"

    shelf.runner().apply([lists("Search", "Visit", "Buy"), offer()])
    assert [found[1:] for found in rules(shelf)] == [(NAME, "warning")]
    assert choices(shelf) == "'_Lists'!$B$2:$B$4"


def content(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("content.xml").decode()
