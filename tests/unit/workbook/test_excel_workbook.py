from __future__ import annotations

import gc
import resource
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Sequence

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart

from sheets_runner.errors import ConfigError, EditRefused, LeaseHeld, WorkbookError
from sheets_runner.workbook.base import (
    Column,
    EnsureColumns,
    FillRow,
    MakeTab,
    ReplaceTable,
    RunId,
    Value,
)
from sheets_runner.workbook.excel import ExcelWorkbook
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf
from tests.unit.workbook.test_excel_survival import everyday

OUT = ReplaceTable("Out", (Column("a"),), ((1,),))


def test_a_new_workbook_has_one_empty_tab_until_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    made = ExcelWorkbook.create(path, state_dir=tmp_path)

    assert made.read("Sheet1").rows == ()
    made.apply([OUT, MakeTab("Queries", (Column("Name"),))])
    assert list(openpyxl.load_workbook(path).sheetnames) == ["Out", "Queries"]


def test_a_first_tab_that_somebody_used_stays(shelf: Shelf) -> None:
    ExcelWorkbook.create(shelf.path, state_dir=shelf.path.parent)
    made = shelf.look()
    made["Sheet1"]["A1"] = "ours"
    shelf.put(made)
    shelf.runner().apply([OUT])

    assert shelf.look().sheetnames == ["Sheet1", "Out"]


def test_a_workbook_that_exists_is_not_made_anew_unless_told(shelf: Shelf) -> None:
    shelf.put(files.book(Data={"A1": 1}))

    with pytest.raises(WorkbookError, match="exists already"):
        ExcelWorkbook.create(shelf.path, state_dir=shelf.path.parent)
    assert shelf.look().sheetnames == ["Data"]

    ExcelWorkbook.create(shelf.path, state_dir=shelf.path.parent, overwrite=True)
    assert shelf.look().sheetnames == ["Sheet1"]


def test_a_workbook_that_is_open_is_not_made_anew(shelf: Shelf) -> None:
    shelf.put(files.book())
    shelf.path.with_name("~$book.xlsx").write_bytes(b"")

    with pytest.raises(WorkbookError, match="is open"):
        ExcelWorkbook.create(shelf.path, state_dir=shelf.path.parent, overwrite=True)


def test_a_workbook_is_made_by_one_process_at_a_time(shelf: Shelf) -> None:
    state = shelf.path.parent / "state"
    other = shelf.runner().lease(RunId("one"))

    with other, pytest.raises(LeaseHeld, match=r'at work on "book\.xlsx": it cannot be made now'):
        ExcelWorkbook.create(shelf.path, state_dir=state)
    assert not shelf.path.exists()


@contextmanager
def little_room(most: int) -> Iterator[None]:
    """Let no file of this process grow larger than some bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("most", [64, 2048])
def test_a_workbook_for_which_there_is_no_room_is_not_begun(tmp_path: Path, most: int) -> None:
    with little_room(most), pytest.raises(WorkbookError, match="cannot be written: it would be la"):
        ExcelWorkbook.create(tmp_path / "a.xlsx", state_dir=tmp_path / "state")
    gc.collect()  # a zip that was not closed would complain now

    assert [found.name for found in tmp_path.iterdir()] == ["state"]


def test_all_that_is_promised_survives_a_refresh(shelf: Shelf) -> None:
    shelf.put(everyday())
    shelf.runner().apply([EnsureColumns("Data", 1, (Column("Status"),)), OUT])

    look: Any = openpyxl.load_workbook(shelf.path, rich_text=True)
    data = look["Data"]
    assert data.tables["T1"].ref == "A1:B2"
    assert [str(check.sqref) for check in data.data_validations.dataValidation] == ["C1:C9"]
    assert [str(one.sqref) for one in data.conditional_formatting] == ["A2:A9", "B2:B9"]
    assert data["A1"].comment.text == "note"
    assert data["D1"].hyperlink.target == "https://example.com"
    assert data["E1"].value == CellRichText("a ", TextBlock(InlineFont(b=True), "bold"))
    assert [merged.coord for merged in data.merged_cells.ranges] == ["F1:G2"]
    assert (data.freeze_panes, data.protection.sheet) == ("A2", True)
    assert (data.print_title_rows, data.print_area) == ("$1:$1", "'Data'!$A$1:$C$5")
    assert data.oddHeader.center.text == "&D"
    assert look["Other"].auto_filter.ref == "A1:A5"
    assert look.defined_names["rate"].attr_text == "Data!$A$2"
    assert data["H1"].value == "Status"


def test_what_the_team_stored_survives_to_the_last_digit(shelf: Shelf) -> None:
    data = files.saved(files.book(Data={"A1": 1, "B1": "x"}))
    data = files.with_sheet(data, '<c r="A1" t="n"><v>1<', '<c r="A1" s="1"><v>99999999<')
    data = files.with_sheet(data, "<t>x</t>", "<t>_x005F_x0041_ x005F_</t>")
    date_format = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    shelf.put(files.with_change(data, "xl/styles.xml", "</cellXfs>", date_format))
    for _ in range(2):
        shelf.runner().apply([OUT])

    part = files.parts_of(shelf.path.read_bytes())[files.SHEET]
    assert "<v>99999999</v>" in part
    assert "<t>_x005F_x0041_ x005F_</t>" in part


def test_formulas_are_worked_out_when_the_workbook_is_opened_again(shelf: Shelf) -> None:
    data = files.saved(files.book(Data={"A1": "=1+1"}))
    data = files.with_change(data, "xl/workbook.xml", "<calcPr [^>]*>", '<calcPr calcId="191029"/>')
    shelf.put(data)
    shelf.runner().apply([OUT])

    assert shelf.look()["Data"]["A1"].value == "=1+1"
    assert shelf.look().calculation.fullCalcOnLoad


def test_a_workbook_that_a_save_would_harm_is_refused_before_it_is_touched(shelf: Shelf) -> None:
    made = files.book(Overview={"A1": 1})
    made["Overview"].add_chart(BarChart(), "C3")
    workbook = shelf.put(made)
    before = shelf.path.read_bytes()

    for attempt in (lambda: workbook.read("Overview"), lambda: workbook.apply([OUT])):
        with pytest.raises(
            WorkbookError, match=r'would lose: a chart on tab "Overview"\. Remove it'
        ):
            attempt()
    assert shelf.path.read_bytes() == before


def test_a_workbook_that_is_opened_meanwhile_is_not_written(shelf: Shelf) -> None:
    workbook = shelf.put(files.book(Data={"A1": 1}))
    workbook.read("Data")
    before = shelf.path.read_bytes()
    shelf.path.with_name(".~lock.book.xlsx#").write_bytes(b"Ann,,,,;")

    with pytest.raises(WorkbookError, match="is open by Ann"):
        workbook.apply([OUT])
    assert shelf.path.read_bytes() == before


class Sly:
    """Rows that do something while they are walked."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data = path, data

    def __iter__(self) -> Iterator[Sequence[Value]]:
        self.path.write_bytes(self.data)
        return iter([(1,)])


def test_a_change_in_the_last_moment_is_not_overwritten(shelf: Shelf) -> None:
    workbook = shelf.put(files.book(Data={"A1": 1}))
    other = files.saved(files.book(Data={"A1": 2}))

    with pytest.raises(WorkbookError, match="changed while the run was at work; nothing was"):
        workbook.apply([ReplaceTable("Out", (Column("a"),), Sly(shelf.path, other))])
    assert shelf.path.read_bytes() == other
    assert [found.name for found in shelf.path.parent.iterdir()] == ["book.xlsx"]


def test_reading_twice_sees_one_state_or_none(shelf: Shelf) -> None:
    workbook = shelf.put(files.book(Data={"A1": 1}))
    workbook.read("Data")
    shelf.put(files.book(Data={"A1": 2}))

    with pytest.raises(WorkbookError, match="changed while the run was at work"):
        workbook.read("Data")


def test_the_owner_of_a_refused_edit_is_named(shelf: Shelf) -> None:
    workbook = shelf.put(files.book(Data={"A1": "a"}))

    with pytest.raises(EditRefused, match=r'no tab "Nowhere"\. Its tabs are "Data"') as caught:
        workbook.apply([FillRow("Nowhere", 1, 2, {}, "row-1")])
    assert caught.value.owner == "row-1"


@pytest.mark.parametrize(
    "name", ["x" * 32, "😀" * 16, "'a", "a'", "History", "a[1]", "a:b", "a*", "a?", "a\\b"]
)
def test_a_name_that_excel_does_not_allow_is_refused(shelf: Shelf, name: str) -> None:
    workbook = shelf.put(files.book())

    with pytest.raises(WorkbookError, match="cannot be the name of a tab in Excel"):
        workbook.apply([ReplaceTable(name, (Column("a"),), ())])


def test_the_lease_is_kept_in_a_folder_of_ones_own(shelf: Shelf) -> None:
    with shelf.put(files.book()).lease(RunId("one")):
        (lock,) = (shelf.path.parent / "state").iterdir()

    assert stat.S_IMODE(lock.parent.stat().st_mode) == 0o700
    assert "book" not in lock.name


def test_a_lease_is_on_the_file_whatever_path_leads_to_it(shelf: Shelf) -> None:
    link = shelf.path.with_name("link.xlsx")
    link.symlink_to(shelf.path)
    other = ExcelWorkbook(link, state_dir=shelf.path.parent / "state").lease(RunId("two"))

    first = shelf.put(files.book()).lease(RunId("one"))
    with first, pytest.raises(LeaseHeld, match=r'at work on "link\.xlsx": two cannot start'):
        other.__enter__()


def test_the_lease_of_a_dead_process_is_free(shelf: Shelf) -> None:
    state = shelf.path.parent / "state"
    script = (
        "import os, sys; from pathlib import Path\n"
        "from sheets_runner.workbook.excel import ExcelWorkbook\n"
        "ExcelWorkbook(Path(sys.argv[1]), state_dir=Path(sys.argv[2])).lease('one').__enter__()\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(shelf.path), str(state)], check=True)

    with shelf.runner().lease(RunId("two")):
        assert list(state.iterdir())


NO_PLACE = (
    r"state_dir .*: (Not a directory|Is a directory|File exists)\. Name a folder that this user "
    r"may write, in \[connector\] of the configuration\."
)


def test_a_place_for_leases_that_cannot_be_made_is_for_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    state, path = tmp_path / "file" / "state", tmp_path / "a.xlsx"

    with pytest.raises(ConfigError, match=NO_PLACE):
        ExcelWorkbook(path, state_dir=state).lease(RunId("one")).__enter__()
    with pytest.raises(ConfigError, match=NO_PLACE):
        ExcelWorkbook.create(path, state_dir=state)
    assert not path.exists()


def test_a_lease_that_cannot_be_written_is_for_the_configuration(shelf: Shelf) -> None:
    with shelf.put(files.book()).lease(RunId("one")):
        (lock,) = (shelf.path.parent / "state").iterdir()
    lock.unlink(missing_ok=True)
    lock.mkdir()

    with pytest.raises(ConfigError, match=NO_PLACE):
        shelf.runner().lease(RunId("two")).__enter__()


def test_thousands_of_records_are_written_and_read(shelf: Shelf) -> None:
    workbook = shelf.put(files.book())
    columns = tuple(Column(letter) for letter in "abc")
    workbook.apply([ReplaceTable("Out", columns, [(row, "x", 0.5) for row in range(2_000)])])

    assert workbook.read("Out").rows[2_000][0].value == 1999
