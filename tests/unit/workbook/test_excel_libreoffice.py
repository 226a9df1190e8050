"""What LibreOffice makes of the runner's files, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import (
    Column,
    EnsureColumns,
    FillRow,
    MakeTab,
    ReplaceTable,
    UpsertRows,
)
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf
from tests.unit.workbook.test_excel_survival import everyday

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

RESULTS = UpsertRows(
    "Results",
    (Column("Name"), Column("From"), Column("Status", tints=(("✅", "C6EFCE"),))),
    ("Name", "From"),
    (("_x0041_", date(2025, 6, 7), "=done"),),
)


def resave(shelf: Shelf, kind: str, folder: Path) -> Path:
    """Save the workbook with LibreOffice."""
    command = [str(OFFICE), f"-env:UserInstallation={folder.as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder), str(shelf.path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder / f"book.{kind}"


@needs_office
def test_a_workbook_saved_by_libreoffice_is_still_the_runners(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("office")
    shelf.put(everyday())
    ensure = EnsureColumns("Other", 1, (Column("Message", wrap=True),))
    fill = FillRow("Other", 1, 2, {"Message": "one\ntwo"})
    shelf.runner().apply([RESULTS, ensure, fill, ReplaceTable("Out", (Column("a"),), ((1,),))])
    shelf.put(resave(shelf, "xlsx", folder).read_bytes())
    shelf.runner().apply([RESULTS, ensure, fill, ReplaceTable("Out", (Column("a"),), ((2,),))])

    rows = shelf.runner().read("Results").rows
    assert [[cell.value for cell in row] for row in rows[1:]] == [["_x0041_", 45815, "=done"]]
    assert shelf.runner().read("Out").cell(2, 1).value == 2
    assert shelf.look()["Other"].row_dimensions[2].height == 32

    shelf.put(resave(shelf, "xls", folder).read_bytes())
    with pytest.raises(WorkbookError, match=r"is an old Excel file \(\.xls\)"):
        shelf.runner().read("Out")


@needs_office
def test_a_blank_tab_saved_by_libreoffice_becomes_the_teams(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shelf.put(files.book(Plan={"A1": "ours"}, Queries={}))
    shelf.put(resave(shelf, "xlsx", tmp_path_factory.mktemp("office")).read_bytes())
    shelf.runner().apply([MakeTab("Queries", (Column("Name", 30),))])

    assert shelf.runner().read("Queries").cell(1, 1).value == "Name"
