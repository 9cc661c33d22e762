"""A workbook open in Excel as the grids that reports are read from, and blocks of cells written back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from xlreport.a1 import Box
from xlreport.config import DEFAULT, Limits
from xlreport.excel.host import retrying
from xlreport.excel.ranges import content
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, WORDS, Cell, Grid, too_many_cells
from xlreport.numbers import Kind

Value = int | float | str | None
_FIRST_DAY = datetime(1899, 12, 30)
_DAY_SECONDS = 86_400
_VISIBLE = (True, -1)
"""xlSheetVisible is -1; hidden and very hidden are 0 and 2."""
_WHOLE_UP_TO = 10**15


class LiveSheets:
    """The sheets of an open workbook, each read when first asked for: its values once, its formulas once.

    Merged cells are not known (Excel tells them cell by cell only); labels in merged cells stand in their first cell.
    """

    def __init__(self, book: Any, limits: Limits = DEFAULT.limits) -> None:
        self.book, self._limits = book, limits
        self._sheets = {sheet.name: sheet for sheet in retrying(lambda: list(book.sheets))}
        self._grids: dict[str, Grid] = {}

    @property
    def path(self) -> Path:
        """The workbook's place; only a name where it was never saved."""
        return Path(str(self.book.fullname))

    @property
    def names(self) -> Sequence[str]:
        """Sheet names in order, hidden ones too."""
        return tuple(self._sheets)

    @cached_property
    def defined_names(self) -> Mapping[str, str] | None:
        """Cell of each defined name as ``表三!D6``."""
        found = retrying(lambda: [(name.name, name.refers_to) for name in self.book.names])
        return {name: _plain_reference(target) for name, target in found}

    def sheet(self, name: str) -> Any:
        """The open sheet itself."""
        return self._sheets[name]

    def grid(self, name: str) -> Grid:
        """The cells of one sheet as they show now. Raises FileProblem when there are too many."""
        if name not in self._grids:
            self._grids[name] = self._read(self._sheets[name])
        return self._grids[name]

    def top(self, name: str, rows: int) -> Grid:
        """The whole sheet: one read is quicker than two."""
        del rows
        return self.grid(name)

    def _read(self, sheet: Any) -> Grid:
        used = retrying(lambda: sheet.used_range)
        rows, columns = used.shape
        if rows * columns > self._limits.cells:
            raise too_many_cells(self.path, sheet.name, self._limits)
        values = _rows(retrying(lambda: used.raw_value))
        formulas = _rows(retrying(lambda: used.formula))
        cells = {
            (used.row + i, used.column + j): cell
            for i, (row, written) in enumerate(zip(values, formulas, strict=True))
            for j, (value, formula) in enumerate(zip(row, written, strict=True))
            if (cell := _cell(value, formula)) is not None
        }
        return Grid(sheet.name, cells, hidden=sheet.visible not in _VISIBLE)


def _rows(block: object) -> Sequence[Sequence[object]]:
    """Rows of a block; one cell comes bare."""
    return block if isinstance(block, list | tuple) else ((block,),)


def _plain_reference(target: str) -> str:
    return target.removeprefix("=").replace("$", "").replace("'", "")


def _cell(value: object, written: object) -> Cell | None:
    """One cell; None where it is empty. Excel gives a constant's own value where another cell has its formula."""
    formula = written[1:] if isinstance(written, str) and written.startswith("=") and written != value else ""
    if value is None:
        return Cell(WORDS, "", formula) if formula else None
    if isinstance(value, bool):
        return Cell(LOGICAL, "TRUE" if value else "FALSE", formula)
    if isinstance(value, str):
        return Cell(WORDS, value, formula)
    if isinstance(value, date):
        return Cell(DATE, repr(_days(value)), formula)
    held = content(value)
    if held.kind == Kind.ERROR:
        return Cell(ERROR, str(held.raw), formula)
    return Cell(NUMBER, _number_words(value), formula)


def _days(moment: date) -> float:
    """A date as spreadsheets count days. Excel hands it over with a time zone, and means none."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return (moment.replace(tzinfo=None) - _FIRST_DAY).total_seconds() / _DAY_SECONDS


def _number_words(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_UP_TO:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def as_written(cell: Cell | None) -> Value:
    """What to write to have a cell as it is: its formula, number or words; a date as its number of days."""
    if cell is None:
        return None
    if cell.formula:
        return f"={cell.formula}"
    if cell.kind in (NUMBER, DATE):
        return float(cell.value)
    return cell.value if cell.kind in (ERROR, LOGICAL) else words(cell.value)


def words(text: str) -> str:
    """Words so that Excel takes them as words: 1-2 is no date then, 007 no number and =A1 no formula."""
    return f"'{text}" if text else ""


def write_rows(sheet: Any, top: int, left: int, rows: Sequence[Sequence[Value]]) -> None:
    """Write a block at once. A word with = in front is a formula (in English); None and '' empty a cell."""
    block = [["" if value is None else value for value in row] for row in rows]
    area = sheet.range((top, left), (top + len(block) - 1, left + len(block[0]) - 1))

    def write() -> None:
        area.formula = block

    retrying(write)


def runs(cells: Iterable[tuple[int, int]]) -> list[Box]:
    """The fewest straight runs that cover single cells, whichever way they are walked."""
    from xlreport.a1 import compress

    cells = set(cells)
    across = compress(sorted(cells))
    down = compress(sorted(cells, key=lambda cell: cell[::-1]))
    return min(across, down, key=len)
