"""Spreadsheets that are none of our workbooks: sheets as grids, numbers as plain decimals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from tests.published.grid_samples import as_printed, as_truth, converted, statutory_tables
from xlreport.align.document import Line
from xlreport.published.grids import read_document_blocks


def workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, printed in enumerate(statutory_tables(), 2):
        sheet = book.create_sheet(f"表{number}")
        for box, text in printed.items():
            sheet.cell(*box.corner).value = int(text) if text.isdigit() else text
            if not box.is_single:
                sheet.merge_cells(str(box))
    path = folder / "a.xlsx"
    book.save(path)
    return path


def test_the_tables_of_a_workbook_read_back_with_their_merged_cells(tmp_path: Path) -> None:
    document = read_document_blocks(workbook(tmp_path))
    assert document.kind == "sheet"
    assert [as_printed(grid) for grid in document.grids] == [as_truth(table) for table in statutory_tables()]
    assert all(grid.columns_known for grid in document.grids)
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["表2", "表3", "表4"]


def test_other_spreadsheet_formats_read_alike(tmp_path: Path) -> None:
    source = workbook(tmp_path)
    for kind in ("ods", "xls"):
        (tmp_path / kind).mkdir()
        saved = converted(source, kind, tmp_path / kind)
        if saved is not None:
            document = read_document_blocks(saved)
            assert [as_printed(grid) for grid in document.grids] == [as_truth(table) for table in statutory_tables()]


def test_values_are_words_as_a_person_reads_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    values = ["金额", 415.1885, 0.1 + 0.2, 1e-7, 12345678901, date(2024, 1, 31), "#DIV/0!", "无"]
    book.active.append(values)
    book.create_sheet("隐藏").append(["不读", 1])
    book["隐藏"].sheet_state = "hidden"
    path = tmp_path / "v.xlsx"
    book.save(path)
    (grid,) = read_document_blocks(path).grids
    shown = [cell.text for cell in grid.cells]
    assert shown == [
        "金额",
        "415.1885",
        "0.3",
        "0.0000001",
        "12345678901",
        "2024-01-31",
        "#DIV/0!",
        "无",
    ]
