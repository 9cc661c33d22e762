"""Any spreadsheet as grids of cells: what each cell holds, and whether a formula put it there.

A user's file is only ever read. One parse of the sheet's own XML (or BIFF records) tells numbers, words, errors,
formulas and formulas without a saved result apart; no reader that was tried does (they show errors and uncached
formulas as empty cells, which would turn a broken cell into a blank).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from xlreport.a1 import Box
from xlreport.config import DEFAULT, Limits
from xlreport.files.guard import open_spreadsheet, spreadsheet_of
from xlreport.findings.model import FileProblem
from xlreport.numbers import BLANK, DATE_MARK, MOST_EXACT, SCALE, UNCALCULATED, Content, error, number, text

NUMBER, WORDS, ERROR, LOGICAL, DATE, UNCACHED = "nsebdu"


class Cell(NamedTuple):
    """One cell: its kind (number, words, error, logical, date, uncached formula), value as text, and its formula."""

    kind: str
    value: str
    formula: str = ""

    @property
    def words(self) -> str:
        """The cell as text; '' for an uncached formula."""
        return "" if self.kind == UNCACHED else self.value

    def content(self) -> Content:
        """The cell as content of a number field. A date or a logical value is words: no one meant it as a count. So is
        a number that no spreadsheet holds as it was typed."""
        if self.kind == NUMBER:
            try:
                found = number(self.value)
            except ValueError:
                return text(self.value)
            return found if abs(found.scaled) < MOST_EXACT * SCALE else text(self.value)
        if self.kind == ERROR:
            return error(self.value)
        if self.kind == UNCACHED:
            return error(UNCALCULATED)
        if self.kind == DATE:
            return text(DATE_MARK + date_words(self.value))
        return text(self.value)


def date_words(value: str) -> str:
    """A date cell's value as a person reads it; spreadsheets keep days since 1899-12-30."""
    try:
        moment = datetime(1899, 12, 30) + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return value
    return moment.strftime("%H:%M" if moment.year < 1900 else "%Y-%m-%d")


@dataclass(frozen=True)
class Grid:
    """One sheet: non-empty cells by (row, column), merged boxes, visibility."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Box, ...] = ()
    hidden: bool = False

    def content(self, row: int, column: int) -> Content:
        """What a number field in this cell would hold."""
        cell = self.cells.get((row, column))
        return BLANK if cell is None else cell.content()

    def words(self, row: int, column: int) -> str:
        """The cell as text, '' where it is empty."""
        cell = self.cells.get((row, column))
        return "" if cell is None else cell.words


class Book:
    """A spreadsheet whose sheets are parsed when first asked for.

    ``saved`` is the file's own time of saving; ``defined_names`` maps a name to ``表三!D6``, None where not known.
    """

    def __init__(
        self,
        path: Path,
        names: tuple[str, ...],
        parse: Callable[[str], Grid],
        saved: datetime | None = None,
        defined_names: Mapping[str, str] | None = None,
        parse_top: Callable[[str, int], Grid] | None = None,
    ) -> None:
        self.path, self.names, self.saved, self.defined_names = path, names, saved, defined_names
        self._parse, self._parse_top = parse, parse_top
        self._grids: dict[str, Grid] = {}

    def grid(self, name: str) -> Grid:
        """The grid of one sheet. Raises FileProblem when its part is damaged or too large."""
        if name not in self._grids:
            self._grids[name] = self._parse(name)
        return self._grids[name]

    def top(self, name: str, rows: int) -> Grid:
        """The first rows of a sheet, or more of it; quicker than the whole where the kind of file allows."""
        if self._parse_top is None or name in self._grids:
            return self.grid(name)
        return self._parse_top(name, rows)


def read_book(path: Path, limits: Limits = DEFAULT.limits, data: bytes | None = None) -> Book:
    """The spreadsheet of a file: .xlsx, .xlsm, .ods, .xls, .et; of ``data`` where they were read before. Raises
    FileProblem."""
    file = open_spreadsheet(path, limits) if data is None else spreadsheet_of(path, data, limits)
    if file.kind == "xlsx":
        from xlreport.files.xlsx import open_xlsx as opener
    elif file.kind == "ods":
        from xlreport.files.ods import open_ods as opener
    else:
        from xlreport.files.xls import open_xls as opener
    return opener(file, limits)


def too_many_cells(path: Path, sheet: str, limits: Limits) -> FileProblem:
    """The refusal of a sheet with more cells than the limit."""
    return FileProblem("too_large", path, detail=f"工作表“{sheet}”超过 {limits.cells} 个单元格")
