"""Cells of a BIFF workbook that LibreOffice wrote: numbers, words, errors, logicals, dates, formulas, merges."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.bad_input.spoil import saved_by_office
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, WORDS, Grid, read_book


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    folder = tmp_path_factory.mktemp("xls")
    book = openpyxl.Workbook()
    book.active.title = "图表前"
    sheet = book.create_sheet("数据")
    for row, value in enumerate(("三", 12.5, "=B2*2", "=1/0", True, '=IF(B2>1,"大","小")'), 1):
        sheet.cell(row, 2, value)
    sheet.cell(7, 2, 45000).number_format = "yyyy-mm-dd"
    sheet.merge_cells("D1:F2")
    sheet["D1"] = "合并"
    packed = io.BytesIO()
    book.save(packed)
    return read_book(saved_by_office(folder, kinds=packed.getvalue())["kinds.xls"]).grid("数据")


def test_kinds(grid: Grid) -> None:
    found = {row: grid.cells[row, 2] for row in range(1, 8)}
    assert [found[row].kind for row in found] == [WORDS, NUMBER, NUMBER, ERROR, LOGICAL, WORDS, DATE]
    assert [float(found[row].value) for row in (2, 3)] == [12.5, 25.0]
    assert found[4].value == "#DIV/0!"
    assert found[5].value == "TRUE"
    assert found[7].value.startswith("2023-03-15")


def test_formulas_are_known(grid: Grid) -> None:
    """(LibreOffice writes a logical value as the formula TRUE().)"""
    assert [row for row in range(1, 8) if grid.cells[row, 2].formula] == [3, 4, 5, 6]


def test_merges(grid: Grid) -> None:
    assert [str(box) for box in grid.merges] == ["D1:F2"]
