"""Spreadsheets that are none of our workbooks: sheets as grids, numbers as plain decimals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.published.grid_samples import as_printed, as_truth, converted, statutory_tables
from xlreport.align.document import Line
from xlreport.numbers import UNCALCULATED
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


def test_a_formula_without_a_saved_result_is_no_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["行政处罚", "=30+7", None, 5])
    book.save(tmp_path / "f.xlsx")
    (grid,) = read_document_blocks(tmp_path / "f.xlsx").grids
    assert [cell.text for cell in grid.cells] == ["行政处罚", UNCALCULATED, "5"]


def test_hidden_rows_and_columns_are_read_where_they_stand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6]):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = book.active.column_dimensions["B"].hidden = True
    book.save(tmp_path / "h.xlsx")
    (grid,) = read_document_blocks(tmp_path / "h.xlsx").grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"]]


def test_a_number_is_what_the_cell_holds_whatever_its_format_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    formats = {36.6: "0", 37000: "0,", 37: ";;;", 0.37: "0%"}
    book.active.append(["甲", *formats])
    for column, shape in enumerate(formats.values(), 2):
        book.active.cell(1, column).number_format = shape
    book.save(tmp_path / "n.xlsx")
    (grid,) = read_document_blocks(tmp_path / "n.xlsx").grids
    assert [cell.text for cell in grid.cells] == ["甲", "36.6", "37000", "37", "0.37"]


RAISED, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("37", TextBlock(RAISED, "1")), "37[1]"),
        ((TextBlock(RAISED, "1"), "37"), "[1]37"),
        ((TextBlock(STRUCK, "1"), "37"), "〔划去：1〕37"),
        ((TextBlock(InlineFont(strike=False), "1"), "37"), "137"),
        ((TextBlock(RAISED, "37"),), "37"),
        (("注", TextBlock(RAISED, "1")), "注1"),
    ],
)
def test_raised_and_struck_digits_do_not_run_into_a_number(words: tuple[str, ...], shown: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["行政处罚"])
    book.active["B1"].value = CellRichText(*words)
    book.save(tmp_path / "r.xlsx")
    (grid,) = read_document_blocks(tmp_path / "r.xlsx").grids
    assert grid.cells[1].text == shown
