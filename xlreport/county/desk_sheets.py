"""Sheets that the officer keeps beside the roster in its workbook: 放行 and 调整, row by row under their heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xlreport.config import Config
from xlreport.files.grids import Book, Grid, read_book
from xlreport.findings.model import FileProblem
from xlreport.numbers import Content

_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".et"})
_LAST_HEAD_ROW = 10


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One row of such a sheet: its number, and the words and contents under each head."""

    path: Path
    sheet: str
    number: int
    words: Mapping[str, str]
    contents: Mapping[str, Content]

    def problem(self, detail: str) -> FileProblem:
        """What is wrong with the row, for raising."""
        return FileProblem("not_roster", self.path, detail=f"工作表“{self.sheet}”第 {self.number} 行{detail}")


def desk_rows(path: Path, sheet: str, heads: Mapping[str, tuple[str, ...]], config: Config) -> Iterator[DeskRow]:
    """The filled rows of a sheet; none where the file has no such sheet.

    ``heads`` gives the words that may stand over each column; the first column must be there. Raises FileProblem.
    """
    if path.suffix.lower() not in _SPREADSHEETS:
        return
    book: Book = read_book(path, config.limits)
    if sheet not in book.names:
        return
    grid = book.grid(sheet)
    row, columns = _heads(grid, heads)
    first = next(iter(heads))
    if first not in columns:
        raise FileProblem("not_roster", path, detail=f"工作表“{sheet}”没有“{heads[first][0]}”一栏")
    for number in sorted({place for place, _ in grid.cells if place > row}):
        words = {key: grid.words(number, column).strip() for key, column in columns.items()}
        if any(words.values()):
            contents = {key: grid.content(number, column) for key, column in columns.items()}
            yield DeskRow(path, sheet, number, {key: words.get(key, "") for key in heads}, contents)


def _heads(grid: Grid, heads: Mapping[str, tuple[str, ...]]) -> tuple[int, dict[str, int]]:
    """The row of the heads and the column of each; the row with most of them among the first."""
    best: tuple[int, dict[str, int]] = (0, {})
    width = max((column for _, column in grid.cells), default=0)
    for row in range(1, _LAST_HEAD_ROW + 1):
        found: dict[str, int] = {}
        for column in range(1, width + 1):
            words = grid.words(row, column).strip()
            key = next((key for key, names in heads.items() if words in names), None)
            if key is not None:
                found.setdefault(key, column)
        if len(found) > len(best[1]):
            best = row, found
    return best
