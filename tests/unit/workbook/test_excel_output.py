from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.filters import FilterColumn
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from sheets_runner.errors import EditRefused
from sheets_runner.workbook.base import AppendRows, Column, ReplaceTable, UpsertRows, Value
from sheets_runner.workbook.excel import library, output
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf


def table(headers: str, *rows: tuple[Value, ...]) -> ReplaceTable:
    return ReplaceTable("Out", tuple(map(Column, headers.split())), rows, "row-1")


def numbers(count: int) -> list[tuple[Value, ...]]:
    return [(number, number * 10) for number in range(1, count + 1)]


@pytest.fixture(name="team")
def _team(shelf: Shelf) -> Shelf:
    """A workbook with the table `a b` of two rows on the tab Out."""
    shelf.put(files.book())
    shelf.runner().apply([table("a b", *numbers(2))])
    return shelf


def edit(shelf: Shelf, **cells: Any) -> None:
    """Type into cells as people do."""
    made = shelf.look()
    for place, value in cells.items():
        made["Out"][place] = value
    shelf.put(made)


def shown(shelf: Shelf) -> list[list[Any]]:
    return [[cell.formula or cell.value for cell in row] for row in shelf.runner().read("Out").rows]


def refusal(shelf: Shelf, wanted: Any) -> str:
    before = shelf.path.read_bytes()
    with pytest.raises(EditRefused) as caught:
        shelf.runner().apply([wanted])
    assert shelf.path.read_bytes() == before
    return str(caught.value)


def marked(shelf: Shelf) -> str:
    return str(shelf.look()["Out"].defined_names["_sheets_runner"].attr_text)


def move_mark(shelf: Shelf, reference: str) -> None:
    """What Excel does to the mark when people insert and delete."""
    made = shelf.look()
    made["Out"].defined_names["_sheets_runner"].attr_text = reference
    shelf.put(made)


def test_the_mark_is_hidden_and_names_the_runners_cells(team: Shelf) -> None:
    name = team.look()["Out"].defined_names["_sheets_runner"]

    assert (name.attr_text, name.hidden) == ("'Out'!$A$1:$B$3", True)


def test_growing_over_a_cell_of_the_teams_is_refused_with_its_name(team: Shelf) -> None:
    edit(team, B5="total")

    assert refusal(team, table("a b", *numbers(4))).startswith(
        'Cell B5 on tab "Out" is in the way: the runner\'s table grows to it.'
    )
    team.runner().apply([table("a b", *numbers(3))])


def test_growing_over_a_column_of_the_teams_is_refused_with_its_name(team: Shelf) -> None:
    edit(team, C1="ours")

    assert 'Cell C1 on tab "Out" is in the way' in refusal(team, table("a b c"))


@pytest.mark.parametrize("place", [(1, 16385), (1048577, 1)])
def test_a_table_larger_than_excel_is_refused(team: Shelf, place: tuple[int, int]) -> None:
    sheet = team.look()["Out"]
    desk = output.Output(sheet, pen=None)  # type: ignore[arg-type] # nothing is written

    with pytest.raises(OSError, match='does not fit tab "Out": Excel has 1,048,576 rows'):
        desk.claim(*place)


def test_merged_cells_in_the_runners_table_are_refused(team: Shelf) -> None:
    made = team.look()
    made["Out"].merge_cells("A2:A3")
    team.put(made)

    assert 'Cell A3 on tab "Out" is part of merged cells' in refusal(
        team, table("a b", *numbers(2))
    )


def test_the_first_rows_formulas_beside_the_table_are_filled_down(team: Shelf) -> None:
    edit(team, C1="sum", C2="=A2+B2", D1="twice", D2="=C2*$A$2", F2="=A2")
    team.runner().apply([table("a b", *numbers(3))])

    assert shown(team) == [
        ["a", "b", "sum", "twice"],
        [1, 10, "=A2+B2", "=C2*$A$2", None, "=A2"],
        [2, 20, "=A3+B3", "=C3*$A$2"],
        [3, 30, "=A4+B4", "=C4*$A$2"],
    ]


def test_formulas_beside_a_shorter_table_go_but_for_the_first(team: Shelf) -> None:
    edit(team, C2="=A2+B2")
    for rows in (3, 0):
        team.runner().apply([table("a b", *numbers(rows))])

    assert shown(team) == [["a", "b"], [None, None, "=A2+B2"]]


def test_what_people_typed_instead_of_a_filled_formula_stays(team: Shelf) -> None:
    edit(team, C2="=A2", C3="by hand")
    team.runner().apply([table("a b", *numbers(3))])

    assert [row[2] for row in shown(team)[1:]] == ["=A2", "by hand", "=A4"]

    team.runner().apply([table("a b", *numbers(1))])
    assert shown(team)[1:] == [[1, 10, "=A2"], [None, None, "by hand"]]


def test_a_total_below_a_filled_formula_is_not_overwritten(team: Shelf) -> None:
    edit(team, C2="=A2", C5="=SUM(C2:C3)")

    assert 'Cell C5 on tab "Out" is in the way of the formula that is filled down from C2' in (
        refusal(team, table("a b", *numbers(4)))
    )


def test_an_array_formula_is_not_filled_down(team: Shelf) -> None:
    edit(team, C2=ArrayFormula("C2", "=A2"))
    team.runner().apply([table("a b", *numbers(3))])

    assert [row[2:] for row in shown(team)[1:]] == [["=A2"], [], []]


def test_a_filled_formula_looks_like_the_first(team: Shelf) -> None:
    edit(team, C2="=A2")
    made = team.look()
    made["Out"]["C2"].number_format = "0.00"
    team.put(made)
    team.runner().apply([table("a b", *numbers(3))])

    assert team.look()["Out"]["C4"].number_format == "0.00"


def test_the_filter_follows_the_table(team: Shelf) -> None:
    assert team.look()["Out"].auto_filter.ref == "A1:B3"

    team.runner().apply([table("a b c", (1, 2, 3))])
    assert team.look()["Out"].auto_filter.ref == "A1:C2"


def test_a_filter_that_people_made_narrower_stays_narrow(team: Shelf) -> None:
    made = team.look()
    made["Out"].auto_filter.ref = "A1:A3"
    team.put(made)
    team.runner().apply([table("a b", *numbers(5))])

    assert team.look()["Out"].auto_filter.ref == "A1:A6"


def test_a_filter_on_a_column_that_is_gone_goes_with_it(team: Shelf) -> None:
    made = team.look()
    made["Out"].auto_filter.filterColumn = [FilterColumn(colId=number) for number in (0, 1)]
    team.put(made)
    team.runner().apply([table("a", (1,))])

    look = team.look()["Out"].auto_filter
    assert (look.ref, [one.colId for one in look.filterColumn]) == ("A1:A2", [0])


@pytest.mark.parametrize("area", ["A2:B3", "D1:E3"])
def test_a_filter_elsewhere_is_the_teams(team: Shelf, area: str) -> None:
    made = team.look()
    made["Out"].auto_filter.ref = area
    team.put(made)
    team.runner().apply([table("a b", *numbers(5))])

    assert team.look()["Out"].auto_filter.ref == area


def as_table(shelf: Shelf, area: str) -> None:
    """Format cells as a table, as Excel calls it."""
    made = shelf.look()
    made["Out"].auto_filter.ref = None
    made["Out"].add_table(Table(displayName="T1", ref=area))
    shelf.put(made)


def test_a_table_in_excels_sense_follows_the_runners(team: Shelf) -> None:
    as_table(team, "A1:B3")
    for rows, area in ((5, "A1:B6"), (0, "A1:B2")):
        team.runner().apply([table("a b", *numbers(rows))])

        found = team.look()["Out"].tables["T1"]
        assert (found.ref, found.autoFilter.ref if found.autoFilter else area) == (area, area)


def test_a_table_in_excels_sense_without_a_filter_follows_too(team: Shelf) -> None:
    as_table(team, "A1:B3")
    made = team.look()
    made["Out"].tables["T1"].autoFilter = None
    team.put(made)
    team.runner().apply([table("a b", *numbers(3))])

    found = team.look()["Out"].tables["T1"]
    assert (found.ref, found.autoFilter) == ("A1:B4", None)


def test_a_table_in_excels_sense_elsewhere_stays(team: Shelf) -> None:
    edit(team, D1="x", D2="y")
    as_table(team, "D1:D2")
    team.runner().apply([table("a", (1,))])

    assert team.look()["Out"].tables["T1"].ref == "D1:D2"


def test_a_table_in_excels_sense_whose_headers_would_change_is_refused(team: Shelf) -> None:
    as_table(team, "A1:B3")

    assert 'was formatted as a table ("T1")' in refusal(team, table("a c"))


def test_a_column_that_moves_takes_its_look_along(team: Shelf) -> None:
    made = team.look()
    sheet = made["Out"]
    sheet.column_dimensions["B"].width = 44
    sheet["B2"].number_format = "0.000"
    sheet["B1"].comment = Comment("old", "me")
    team.put(made)
    team.runner().apply([table("new a b", (1, 2, 3), (4, 5, 6))])

    look = team.look()["Out"]
    assert [cell.value for cell in look[1]] == ["new", "a", "b"]
    assert [look.column_dimensions[letter].width for letter in "ABC"] == [12, 12, 44]
    assert [look.cell(3, place).number_format for place in (1, 2, 3)] == [
        *("General", "General", "0.000"),
    ]
    assert look["B1"].comment is None


def test_a_column_without_rows_keeps_its_look_when_it_moves(shelf: Shelf) -> None:
    shelf.put(files.book())
    columns = (Column("a", format="0.0"), Column("b"))
    for order in (columns, columns[::-1]):
        shelf.runner().apply([ReplaceTable("Out", order, ())])
    shelf.runner().apply([ReplaceTable("Out", columns[::-1], ((1, 2),))])

    assert shelf.look()["Out"]["B2"].number_format == "0.0"


def test_columns_that_are_gone_leave_no_settings(team: Shelf) -> None:
    made = team.look()
    made["Out"].column_dimensions["B"].hidden = True
    team.put(made)
    team.runner().apply([table("a", (1,))])

    assert "B" not in team.look()["Out"].column_dimensions


def test_a_table_that_people_moved_down_is_written_where_it_is(team: Shelf) -> None:
    made = team.look()
    made["Out"].insert_rows(1, 2)
    made["Out"]["A1"] = "Our title"
    team.put(made)
    move_mark(team, "'Out'!$A$3:$B$5")
    team.runner().apply([table("a b", (7, 8))])

    assert shown(team) == [["Our title"], [], ["a", "b"], [7, 8]]
    assert marked(team) == "'Out'!$A$3:$B$4"


def test_a_tab_that_was_renamed_is_still_the_runners(team: Shelf) -> None:
    made = team.look()
    made["Out"].title = "O'Brien's"
    made["O'Brien's"].defined_names["_sheets_runner"].attr_text = "'O''Brien''s'!$A$1:$B$3"
    team.put(made)
    team.runner().apply([ReplaceTable("O'Brien's", (Column("a"),), ())])

    names = team.look()["O'Brien's"].defined_names
    assert names["_sheets_runner"].attr_text == "'O''Brien''s'!$A$1:$A$1"


def test_the_mark_of_a_single_cell_is_understood(team: Shelf) -> None:
    team.runner().apply([table("a")])
    move_mark(team, "Out!$A$1")
    team.runner().apply([table("a b", *numbers(1))])

    assert shown(team) == [["a", "b"], [1, 10]]


def test_a_tab_whose_cells_were_all_deleted_is_still_the_runners(team: Shelf) -> None:
    move_mark(team, "#REF!")
    assert 'Cell A1 on tab "Out" is in the way' in refusal(team, table("a b"))

    made = team.look()
    made["Out"].delete_rows(1, 9)
    team.put(made)
    team.runner().apply([table("a b", *numbers(1))])
    assert shown(team) == [["a", "b"], [1, 10]]


def with_column_between(shelf: Shelf, **cells: Any) -> None:
    """Insert column B into the runner's table."""
    made = shelf.look()
    made["Out"].insert_cols(2)
    for place, value in cells.items():
        made["Out"][place] = value
    shelf.put(made)
    move_mark(shelf, marked(shelf).replace("$C", "$D").replace("$B", "$C"))


@pytest.mark.parametrize("cells", [{"B1": "ours"}, {"B3": "no header"}])
def test_a_column_put_between_the_runners_is_not_overwritten(
    team: Shelf, cells: dict[str, str]
) -> None:
    with_column_between(team, **cells)

    assert refusal(team, table("a b", *numbers(2))) == (
        'Column B on tab "Out" stands between the runner\'s columns: move it to their right.'
    )


def test_an_empty_column_put_between_does_not_matter(team: Shelf) -> None:
    with_column_between(team)
    team.runner().apply([table("a b", *numbers(2))])

    assert shown(team) == [["a", "b"], [1, 10], [2, 20]]


def test_a_mark_without_a_width_is_trusted(team: Shelf) -> None:
    made = team.look()
    del made["Out"].defined_names["_sheets_runner_width"]
    team.put(made)
    team.runner().apply([table("b", (1,))])

    assert shown(team) == [["b"], [1]]


NAME, FROM, COUNT = Column("Name"), Column("From"), Column("Count")


def lines(
    *rows: tuple[Value, ...], columns: tuple[Column, ...] = (NAME, FROM, COUNT)
) -> UpsertRows:
    return UpsertRows("Out", columns, ("Name", "From"), rows, "row-1")


@pytest.fixture(name="results")
def _results(shelf: Shelf) -> Shelf:
    shelf.put(files.book())
    shelf.runner().apply([lines(("x", date(2025, 6, 7), 1), ("y", date(2025, 6, 7), 2))])
    return shelf


def test_lines_are_written_round_a_column_that_people_put_between(results: Shelf) -> None:
    with_column_between(results, B1="ours", B2="kept")
    results.runner().apply([lines(("x", date(2025, 6, 7), 9), ("z", None, 3))])

    assert shown(results) == [
        ["Name", "ours", "From", "Count"],
        ["x", "kept", 45815, 9],
        ["y", None, 45815, 2],
        ["z", None, None, 3],
    ]


def test_lines_that_people_sorted_are_found(results: Shelf) -> None:
    edit(results, A2="y", C2=2, A3="x", C3=1)
    results.runner().apply([lines(("x", date(2025, 6, 7), 9))])

    assert shown(results)[1:] == [["y", 45815, 2], ["x", 45815, 9]]


def test_a_column_that_is_missing_is_added_at_the_right(results: Shelf) -> None:
    edit(results, C1="Total")
    for _ in range(2):
        results.runner().apply([lines(("x", date(2025, 6, 7), 9))])

    assert shown(results)[:2] == [["Name", "From", "Total", "Count"], ["x", 45815, 1, 9]]
    assert marked(results) == "'Out'!$A$1:$D$3"


def test_a_column_of_the_key_that_is_missing_is_refused(results: Shelf) -> None:
    edit(results, A1="Label")

    assert 'Tab "Out" has no column "Name" any more: put that header back' in refusal(
        results, lines(("x", None, 1))
    )


def test_a_blank_cell_of_the_key_is_nothing_and_rich_text_its_text(results: Shelf) -> None:
    edit(results, B3=None)
    results.runner().apply([lines(("y", None, 7), ("y", "", 8))])

    assert shown(results)[2:] == [["y", None, 8]]


def test_a_table_in_excels_sense_round_the_lines_grows_with_them(results: Shelf) -> None:
    as_table(results, "A1:C3")
    results.runner().apply([lines(("z", None, 3))])

    assert results.look()["Out"].tables["T1"].ref == "A1:C4"


def test_lines_of_a_log_move_up_with_their_look(shelf: Shelf) -> None:
    shelf.put(files.book())

    def log(*rows: tuple[Value, ...]) -> AppendRows:
        return AppendRows("Out", (Column("At"), Column("Text")), rows, 3)

    shelf.runner().apply([log((1, "=a"), (date(2025, 6, 7), "b"), (3, None))])
    made = shelf.look()
    made["Out"]["B4"].style = "Normal"
    shelf.put(made)
    shelf.runner().apply([log((4, "d"))])

    assert shown(shelf) == [["At", "Text"], [45815, "b"], [3], [4, "d"]]
    look = shelf.look()["Out"]
    assert [look.cell(row, 1).number_format for row in (2, 3, 4)] == [
        *("yyyy-mm-dd", "General", "General"),
    ]
    assert look.auto_filter.ref is None


def test_running_again_and_again_adds_nothing_to_the_file(results: Shelf) -> None:
    sizes = []
    for number in range(4):
        columns = (Column("Status", wrap=True, note="n", tints=(("a", "C6EFCE"),)), NAME)
        results.runner().apply(
            [
                lines(("x", date(2025, 6, 7), number)),
                ReplaceTable("Records", columns, (("=a", date(2025, 6, 7)),)),
                AppendRows("Log", columns, (("a", number),), 1),
            ]
        )
        parts = files.parts_of(results.path.read_bytes())
        sizes.append({name: len(part) for name, part in parts.items()})

    assert sizes[1] == sizes[2] == sizes[3]


def test_colours_go_with_the_column_they_were_for(shelf: Shelf) -> None:
    shelf.put(files.book())
    tinted = Column("s", tints=(("a", "C6EFCE"),))
    shelf.runner().apply([ReplaceTable("Out", (tinted, NAME), ())])
    shelf.runner().apply([ReplaceTable("Out", (NAME, tinted), ())])

    found = [str(one.sqref) for one in shelf.look()["Out"].conditional_formatting]
    assert found == ["B2:B1048576"]


def test_ranges_of_whole_columns_and_rows_are_understood() -> None:
    assert library.bounds("A:C") == (1, 1, 3, 1048576)
    assert library.bounds("2:3") == (1, 2, 16384, 3)
