"""Cells of a BIFF workbook (.xls, and .et where it is one inside): values by xlrd, formula cells from the records."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc

from xlreport.a1 import Box
from xlreport.config import Limits
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, WORDS, Book, Cell, Grid, too_many_cells
from xlreport.files.guard import SpreadsheetFile
from xlreport.findings.model import FileProblem

_FORMULA, _BOF, _BOUNDSHEET = 0x0006, 0x0809, 0x0085
_WORKSHEET = 0
_EPOCH = {0: datetime(1899, 12, 30), 1: datetime(1904, 1, 1)}


def open_xls(file: SpreadsheetFile, limits: Limits) -> Book:
    """The workbook of a BIFF file. Raises FileProblem when it is encrypted or damaged."""
    with _broken_records(file):
        # xlrd would tell its doubts to stdout, and fill rows up to the widest
        book = xlrd.open_workbook(
            file_contents=file.data, logfile=_Silence(), formatting_info=True, on_demand=False, ragged_rows=True
        )
        formulas = _formula_cells(file.data, book.sheet_names())

    def parse(name: str) -> Grid:
        with _broken_records(file):
            return _grid(file, book, book.sheet_by_name(name), formulas.get(name, set()), limits)

    return Book(file.path, tuple(book.sheet_names()), parse)


@contextmanager
def _broken_records(file: SpreadsheetFile) -> Iterator[None]:
    """Turns whatever xlrd meets broken records with into a FileProblem."""
    try:
        yield
    except FileProblem:
        raise
    except Exception as error:  # xlrd lets through whatever its parsing of broken records raises
        if isinstance(error, xlrd.XLRDError) and "encrypt" in str(error).lower():
            raise FileProblem("encrypted", file.path) from error
        raise FileProblem("damaged", file.path, detail="不是完整的 .xls 文件") from error


def _grid(file: SpreadsheetFile, book: Any, sheet: Any, formulas: set[tuple[int, int]], limits: Limits) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            cell = _cell(kind, value, "=" if (row, column) in formulas else "", book.datemode)
            if cell is not None:
                cells[row + 1, column + 1] = cell
        if len(cells) > limits.cells:
            raise too_many_cells(file.path, sheet.name, limits)
    merges = tuple(Box(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    return Grid(sheet.name, cells, merges, sheet.visibility != 0)


def _cell(kind: int, value: Any, formula: str, datemode: int) -> Cell | None:
    if kind == xlrd.XL_CELL_NUMBER:
        return Cell(NUMBER, repr(value), formula)
    if kind == xlrd.XL_CELL_TEXT:
        return Cell(WORDS, value, formula)
    if kind == xlrd.XL_CELL_ERROR:
        return Cell(ERROR, xlrd.error_text_from_code.get(value, "#ERR!"), formula)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell(LOGICAL, "TRUE" if value else "FALSE", formula)
    if kind == xlrd.XL_CELL_DATE:
        return Cell(DATE, (_EPOCH[datemode] + timedelta(days=value)).isoformat(), formula)
    return None


def _formula_cells(data: bytes, names: list[str]) -> dict[str, set[tuple[int, int]]]:
    """Cells (counted from 0) of each sheet that hold a formula: xlrd shows only their results."""
    document = CompDoc(data, logfile=_Silence())
    stream = next((found for name in ("Workbook", "Book") if (found := document.get_named_stream(name))), b"")
    starts = dict(zip(_starts(stream), names, strict=True))
    cells: dict[str, set[tuple[int, int]]] = {}
    current: set[tuple[int, int]] = set()
    for offset, code, body in _records(stream):
        if code == _BOF:
            current = cells.setdefault(starts.get(offset, ""), set())
        elif code == _FORMULA:
            row, column = struct.unpack_from("<HH", body)
            current.add((row, column))
    return cells


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    while offset + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, offset)
        yield offset, code, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _starts(stream: bytes) -> Iterator[int]:
    """Where each worksheet begins; charts and macro sheets are passed over, as xlrd does."""
    for _, code, body in _records(stream):
        if code == _BOUNDSHEET and body[5] == _WORKSHEET:
            yield struct.unpack_from("<I", body)[0]


class _Silence:
    """xlrd writes remarks to a log file; people are told by findings."""

    def write(self, words: str) -> None:
        del words

    def flush(self) -> None:
        pass
