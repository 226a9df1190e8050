"""``CellData`` into cells: what a field mask names is written, all else of a cell stays.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#celldata
"""

from __future__ import annotations

from typing import Any, Iterable

from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.masks import EVERYTHING, Mask
from tests.emulators.google_sheets.model import BLANK, Cell, Entered, Formula, Json, Tab, refused
from tests.emulators.google_sheets.references import copied
from tests.emulators.google_sheets.requests import rules
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.fields import merged, update_mask

VALUE, FORMAT, NOTE, VALIDATION = "userEnteredValue", "userEnteredFormat", "note", "dataValidation"
KNOWN = (VALUE, FORMAT, NOTE, VALIDATION)


class Writer:
    """Writes ``CellData`` under a mask. Formats that come out equal are shared between cells."""

    def __init__(self, request: Json, batch: Batch) -> None:
        """Read the ``fields`` of a request.

        Raises:
            ApiError: They are missing, no fields, or some that the emulator does not know.
        """
        mask = update_mask(request, "CellData")
        _check_known(mask.parts or ())
        self._takes_all = mask.parts is None
        value, form, note, validation = (mask.of(name) for name in KNOWN)
        self._batch, self._limits = batch, batch.limits
        self._value, self._note, self._validation = bool(value), bool(note), bool(validation)
        self._format: Mask | None = form
        self._formats: dict[tuple[int, str], tuple[Json | None, Json | None]] = {}
        self._last: tuple[Json | None, str] = (None, "None")

    def write(self, tab: Tab, row: int, column: int, data: Json) -> None:
        """Write one cell; what the mask names and the data does not hold is cleared.

        Raises:
            ApiError: The value or the rule is none that a cell can have.
        """
        if self._takes_all:
            _check_known(data)
        place = (row, column)
        old = tab.cells.get(place, BLANK)
        new = Cell(
            entered(data.get(VALUE), self._limits) if self._value else old.entered,
            self._formatted(old.format, data.get(FORMAT)) if self._format else old.format,
            data.get(NOTE, "") if self._note else old.note,
            self._ruled(tab, data.get(VALIDATION)) if self._validation else old.validation,
        )
        put(tab, place, new)

    def _ruled(self, tab: Tab, given: Json | None) -> Json | None:
        return rules.kept(self._batch, tab, given) if given else None

    def _formatted(self, old: Json | None, given: Json | None) -> Json | None:
        if not given and (not old or self._format == EVERYTHING):
            return None
        if given is not self._last[0]:
            self._last = (given, repr(given))
        key = (id(old), self._last[1])
        if key not in self._formats:
            new = merged(old or {}, given or {}, self._format or EVERYTHING)
            # The old one is kept too: its id must stay its own.
            self._formats[key] = (old, new or None)
        return self._formats[key][1]


def _check_known(names: Iterable[str]) -> None:
    for name in names:
        if name not in KNOWN:
            raise unknown(f"the field {name} of a cell")


def put(tab: Tab, place: tuple[int, int], cell: Cell) -> None:
    """Put a cell into a tab; a blank one takes no room."""
    if cell == BLANK:
        tab.cells.pop(place, None)
    else:
        tab.cells[place] = cell


def entered(value: Json | None, limits: Limits) -> Entered:
    """Return an ``ExtendedValue`` as a cell holds it; an empty text leaves it blank.

    Raises:
        ApiError: It is too long, a formula without ``=``, or several values at once.
    """
    if not value:
        return None
    if len(value) > 1:
        raise refused("Only one kind of value can be set in userEnteredValue.")
    kind, content = next(iter(value.items()))
    if isinstance(content, str):
        limits.check_text(content)
    return _entered(kind, content)


def _entered(kind: str, content: Any) -> Entered:
    if kind == "errorValue":
        raise refused("userEnteredValue.errorValue is read-only.")
    if kind == "formulaValue":
        if not content.startswith("="):
            raise refused("A formula must begin with =.")
        return Formula(content)
    if kind == "stringValue":
        return str(content) or None
    found: Entered = content
    return found


def repeated(data: Json, down: int, right: int) -> Json:
    """Return a cell's data as it is so many rows further down and columns further right."""
    formula = data.get(VALUE, {}).get("formulaValue")
    if not formula:
        return data
    moved = copied(Formula(formula), down, right)
    return {**data, VALUE: {"formulaValue": str(moved)}}
