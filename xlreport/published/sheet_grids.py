"""A spreadsheet that is none of our workbooks as a document: each sheet that is shown is a grid.

A number is what the cell holds, not how a format shows it: 36.6 that is shown as 37 is 36.6, and what a format hides
is read. Hidden rows and columns are read too: a person hides a row of zeros, not a wrong one, and a column left out
would move those beside it. A cell that is struck out as a whole holds its number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal, InvalidOperation
from pathlib import Path

from xlreport.a1 import Box
from xlreport.config import Limits
from xlreport.files.grids import DATE, NUMBER, UNCACHED, Cell, Grid, date_words, read_book
from xlreport.findings.model import FileProblem
from xlreport.numbers import UNCALCULATED
from xlreport.published.flow import Drawn, Flow, plain

_CASES = {"damaged": "broken_document", "encrypted": "locked_document", "too_large": "too_complex"}


def read_sheets(data: bytes, flow: Flow, limits: Limits) -> str:
    """Put down the sheets of a spreadsheet that are not hidden, each under its name. Raises FileProblem."""
    try:
        book = read_book(Path(flow.path), limits, data)
        for name in book.names:
            flow.tick()
            grid = book.grid(name)
            if not grid.hidden and grid.cells:
                flow.line(name)
                flow.grid(_cells(grid, flow), columns_known=True)
    except FileProblem as problem:
        raise FileProblem(_CASES.get(problem.case, problem.case), flow.path, **problem.args_) from problem
    return ""


def _cells(grid: Grid, flow: Flow) -> list[Drawn]:
    """The cells that hold something, with what is merged; blank ones in rows and columns that hold something too."""
    flow.foresee(len(grid.cells))
    rows = sorted({row for row, _ in grid.cells})
    columns = sorted({column for _, column in grid.cells})
    merged = {box.corner: box for box in grid.merges}
    covered = _covered(grid, rows, columns, flow)
    drawn: list[Drawn] = []
    for row in rows:
        flow.foresee(len(drawn))
        flow.tick()
        for column in columns:
            if (row, column) not in covered:
                box = merged.get((row, column), Box(row, column, row, column))
                drawn.append(Drawn(plain(_words(grid.cells.get((row, column)))).strip(), box))
    return drawn


def _covered(grid: Grid, rows: list[int], columns: list[int], flow: Flow) -> set[tuple[int, int]]:
    """Cells of these rows and columns that lie inside merged boxes, their corners aside."""
    covered: set[tuple[int, int]] = set()
    for box in grid.merges:
        flow.tick()
        inside = rows[bisect_left(rows, box.top) : bisect_right(rows, box.bottom)]
        across = columns[bisect_left(columns, box.left) : bisect_right(columns, box.right)]
        flow.foresee(len(covered) + len(inside) * len(across))
        covered |= {(row, column) for row in inside for column in across if (row, column) != box.corner}
    return covered


def _words(cell: Cell | None) -> str:
    """What a cell holds: a number as a plain decimal, a date in words, an error as its name; a formula without a saved
    result as words that say so, for it is no blank."""
    if cell is None:
        return ""
    if cell.kind == UNCACHED:
        return UNCALCULATED
    if cell.kind == DATE:
        return date_words(cell.value)
    if cell.kind == NUMBER:
        try:
            number = format(Decimal(repr(float(cell.value))), "f")
        except (InvalidOperation, ValueError, OverflowError):
            return cell.value
        return number.rstrip("0").rstrip(".") if "." in number else number
    return cell.words
