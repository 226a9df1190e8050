"""`ExcelWorkbook`: the `Workbook` protocol on a local ``.xlsx`` file."""

from __future__ import annotations

import contextlib
import io
from functools import partial
from pathlib import Path
from typing import Iterator, Sequence

from sheets_runner.errors import EditRefused, WorkbookError
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import Edit, Limits, RunId
from sheets_runner.workbook.excel import file, heights, lock, reading, tabs, writing
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.edits import Editor
from sheets_runner.workbook.excel.package import Package, unpack
from sheets_runner.workbook.excel.survival import losses
from sheets_runner.workbook.excel.text import FORBIDDEN

LIMITS = Limits(
    rows=xl.MAX_ROWS,
    columns=xl.MAX_COLUMNS,
    text=writing.MAX_TEXT,
    tab_name=tabs.MAX_NAME,
    records=10_000,
    forbidden=FORBIDDEN,
    forbidden_in_name=tabs.FORBIDDEN_IN_NAME,
)
"""Excel specifications and limits, and SHEET.md's 10,000 records."""

PLACEHOLDER_TAB = "Sheet1"


class _State:
    """One state of the file, for reading; its cells are made out when they are first asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.digest = file.digest(data)
        self.package: Package = unpack(data, name)
        self.name = name
        self._book: xl.Book | None = None

    @property
    def book(self) -> xl.Book:
        """The workbook with its formulas."""
        if self._book is None:
            self._book = xl.load(self.package, self.name)
        return self._book

    def editable(self) -> xl.Book:
        """Return the workbook for editing, a new one each time."""
        self._book = None  # two at once would not fit everywhere
        book = xl.load(self.package, self.name)
        for sheet in book.worksheets:
            heights.restore(sheet, self.package.parts[self.package.tabs[sheet.title]])
        return book

    def losses(self) -> list[str]:
        """Return what a save would lose."""
        return losses(self.package, unpack(_saved(self.book, self.name), self.name))


class ExcelWorkbook:
    """A workbook file.

    From the first `read` until `apply` or the next `lease` the file must stay as it is: a run
    that planned with one state must not write into another.

    Args:
        path: The file; a link to it is followed.
        state_dir: Where leases are kept.
    """

    def __init__(self, path: Path, *, state_dir: Path) -> None:
        self.path = path
        self.state_dir = state_dir
        self._state: _State | None = None
        self._sound = ""

    @classmethod
    def create(cls, path: Path, *, state_dir: Path, overwrite: bool = False) -> ExcelWorkbook:
        """Make a new file with one empty tab, which the first tab made takes the place of.

        Raises:
            ConfigError: There can be no lease in the `state_dir`.
            LeaseHeld: Another process is making it, or at work on it.
            WorkbookError: The file exists, or cannot be written.
        """
        check = partial(file.refuse_if_open if overwrite else _refuse_existing, path)
        book = xl.Book()
        sheet = book.worksheets[0]
        sheet.title = PLACEHOLDER_TAB
        tabs.name(sheet, tabs.PLACEHOLDER, "1")
        with lock.held(path, state_dir, "it cannot be made now"):
            check()
            data = _saved(book, path.name)
            file.replace(path, lambda target: target.write(data), check)
        return cls(path, state_dir=state_dir)

    @property
    def limits(self) -> Limits:
        """What Excel can hold."""
        return LIMITS

    @property
    def live(self) -> bool:
        """A file is saved once, at the end: nobody looks on."""
        return False

    def tabs(self) -> tuple[str, ...]:
        """Return the names of the tabs; see `Workbook.tabs`."""
        return tuple(self._read_state().book.sheetnames)

    def read(self, tab: str) -> Table:
        """Return a tab's cells; see `Workbook.read`."""
        state = self._read_state()
        sheet = tabs.get(state.book, tab, self.path.name)
        if not any(map(reading.has_formula, xl.cells(sheet).values())):
            return reading.table(sheet, {})
        results = xl.load(state.package, self.path.name, results=True)
        return reading.table(sheet, xl.results_of(results, sheet.title))

    def note(self, edits: Sequence[Edit]) -> None:
        """Pass over changes in the middle of a run; see `Workbook.note`."""

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make all the changes, or none; see `Workbook.apply`."""
        state = self._read_state()
        # What was read stays untouched, so that an apply that fails may be tried again.
        book = state.editable()
        editor = Editor(book, edits, self.path.name)
        for edit in edits:
            _apply(editor, edit)
        self._publish(book, state.digest)

    @contextlib.contextmanager
    def lease(self, run: RunId, tabs: Sequence[str] = ()) -> Iterator[None]:  # noqa: ARG002
        """Keep other runs off this file; the lock goes with the process that holds it."""
        with lock.held(self.path, self.state_dir, f"{run} cannot start"):
            self._state = None
            yield

    def _read_state(self) -> _State:
        """Return the file's state, the same one as long as nobody changes it."""
        file.refuse_if_open(self.path)
        data = file.read(self.path)
        if self._state is None:
            self._state = self._sound_state(data)
        self._check(data, self._state.digest)
        return self._state

    def _sound_state(self, data: bytes) -> _State:
        state = _State(data, self.path.name)
        lost = state.losses() if state.digest != self._sound else []
        if lost:
            raise WorkbookError(
                f'"{self.path.name}" holds what a save by the runner would lose: '
                f"{'; '.join(lost)}. Remove it, or give the runner a workbook of its own. Nothing "
                "was changed."
            )
        self._sound = state.digest
        return state

    def _publish(self, book: xl.Book, digest: str) -> None:
        data = _saved(book, self.path.name)
        file.replace(self.path, lambda target: target.write(data), partial(self._recheck, digest))
        self._state, self._sound = None, file.digest(data)

    def _recheck(self, digest: str) -> None:
        file.refuse_if_open(self.path)
        self._check(file.read(self.path), digest)

    def _check(self, data: bytes, digest: str) -> None:
        if file.digest(data) != digest:
            raise WorkbookError(
                f'"{self.path.name}" was changed while the run was at work; nothing was written. '
                "Run again."
            )


def _apply(editor: Editor, edit: Edit) -> None:
    try:
        editor.apply(edit)
    except WorkbookError as problem:
        if edit.owner:
            raise EditRefused(str(problem), edit.owner) from problem
        raise


def _saved(book: xl.Book, name: str) -> bytes:
    """Return a workbook as a file, which openpyxl puts together of temporary ones.

    Straight into a file that cannot grow it would fail twice: when it is closed, too.

    Raises:
        WorkbookError: There is no room for those.
    """
    stream = io.BytesIO()
    try:
        book.save(stream)
    except OSError as error:
        raise WorkbookError(file.explain(error, Path(name), "written")) from error
    return stream.getvalue()


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise WorkbookError(f'"{path}" exists already. Move it away, or choose another name.')
