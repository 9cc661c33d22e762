"""What gets past the labels: single cells moved, content beside the form, a table of the other version pasted in."""

from __future__ import annotations

import io
import random
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.samples import distinctive_report
from xlreport.findings.model import Finding
from xlreport.forms import load
from xlreport.report import Report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.layout import defined_name
from xlreport.workbook.read import Reading, judge_reading, read_workbook

STRUCTURE = ("F1", "F2", "F4")


def made(form_id: str = "2021") -> tuple[Report, Workbook]:
    """A report with a different number in every field, and its workbook with values in place of formulas."""
    report = distinctive_report(load(form_id), random.Random(form_id))
    data = io.BytesIO()
    build_workbook(report, data)
    return report, openpyxl.load_workbook(io.BytesIO(data.getvalue()), data_only=True)


def read(book: Workbook, path: Path) -> tuple[Reading, list[Finding]]:
    """The workbook read back, and the findings on its structure."""
    book.save(path)
    reading = read_workbook(path)
    found = [finding for finding in judge_reading(reading) if finding.code in STRUCTURE and finding.severity != "info"]
    return reading, found


def point(book: Workbook, old: str, new: str) -> None:
    """Let the defined names of a cell follow it: ``old`` and ``new`` as 表二!$B$6."""
    for name in book.defined_names.values():
        if name.attr_text == old:
            name.attr_text = new


def no_wrong_number(report: Report, reading: Reading) -> list[str]:
    """Fields that were left out; fails where one has another's number."""
    left_out = [entry.id for entry in report.form.fields if reading.report[entry.id] != report[entry.id]]
    assert all(reading.report[name].is_blank for name in left_out)
    return left_out


def test_unaltered_workbook_has_nothing_astray(tmp_path: Path) -> None:
    for form_id in ("2021", "2019", "2021+2019"):
        report, book = made(form_id)
        reading, found = read(book, tmp_path / "甲.xlsx")
        assert no_wrong_number(report, reading) == []
        assert [finding for finding in found if finding.code in ("F2", "F4")] == []


@pytest.mark.parametrize("way", ["deleted, left", "inserted, right"])
def test_single_cell_shifted(way: str, tmp_path: Path) -> None:
    """The labels stay where they are: only the defined names tell."""
    report, book = made()
    sheet = book["表二"]
    row = [sheet.cell(6, column).value for column in (2, 3, 4)]
    moved = [*row[1:], None] if way == "deleted, left" else [None, *row[:2]]
    for column, value in enumerate(moved, 2):
        sheet.cell(6, column).value = value
    if way == "deleted, left":
        steps = [("B", "#REF!"), ("C", "表二!$B$6"), ("D", "表二!$C$6")]
    else:
        sheet.cell(6, 5).value = row[2]
        steps = [("D", "表二!$E$6"), ("C", "表二!$D$6"), ("B", "表二!$C$6")]
    for old, new in steps:
        point(book, f"表二!${old}$6", new)
    reading, found = read(book, tmp_path / "甲.xlsx")
    row_key = next(entry.row for entry in report.form.fields if entry.id in no_wrong_number(report, reading))
    assert len(no_wrong_number(report, reading)) == 3
    missing = [finding for finding in found if finding.case == "cell_missing"]
    assert {finding.row for finding in missing} == {row_key}
    assert len(missing) == 3


@pytest.mark.parametrize("lost", ["#REF!", "表三!#REF!"])
def test_names_lost_without_exception_are_no_evidence(lost: str, tmp_path: Path) -> None:
    report, book = made()
    for entry in report.form.table("table3").fields:
        book.defined_names[defined_name(entry.id)].attr_text = lost
    reading, found = read(book, tmp_path / "甲.xlsx")
    assert no_wrong_number(report, reading) == []
    assert {finding.code for finding in found} == {"F4"}


STRAYS: dict[str, tuple[dict[str, str | int], str, str]] = {
    "below": ({"D36": 1, "E36": 2}, "stray", "表三 D36 等 2 个单元格"),
    "to the right": ({"P7": 5}, "stray", "表三 P7 等 1 个单元格"),
    "right under the table": ({"D31": 3}, "row_extra", "D31"),
    "right beside the table": ({"K7": 3}, "column_extra", "K7"),
}


@pytest.mark.parametrize("case", STRAYS)
def test_numbers_outside_the_table(case: str, tmp_path: Path) -> None:
    cells, expected, words = STRAYS[case]
    report, book = made()
    for cell, value in cells.items():
        book["表三"][cell] = value
    reading, found = read(book, tmp_path / "甲.xlsx")
    assert no_wrong_number(report, reading) == []
    (finding,) = found
    assert (finding.code, finding.case) == ("F2", expected)
    assert words in finding.message


def test_words_outside_the_table_are_notes(tmp_path: Path) -> None:
    report, book = made()
    book["表三"]["D36"], book["表三"]["N7"], book["表三"]["P8"] = "填表人：张三", "已核", "=1+1"
    reading, found = read(book, tmp_path / "甲.xlsx")
    assert no_wrong_number(report, reading) == []
    assert found == []


@pytest.mark.parametrize("content", ["5件", "=2+3"])
@pytest.mark.parametrize("line", ["row", "column"])
def test_new_line_with_words_or_formulas(line: str, content: str, tmp_path: Path) -> None:
    """表二 with a row or a column put in among its numbers; merged boxes are left to their own."""
    report, book = made()
    sheet = book["表二"]
    for box in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(box))
    if line == "row":
        sheet.insert_rows(6)
        sheet["A6"], sheet["B6"] = "其中：网上", content
    else:
        sheet.insert_cols(3)
        sheet["C4"], sheet["C5"] = "其中：网上", content
    reading, found = read(book, tmp_path / "甲.xlsx")
    no_wrong_number(report, reading)
    assert f"{line}_extra" in [finding.case for finding in found if finding.code == "F2"]


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize(
    ("name", "down", "across"), [("表二", 20, 0), ("表三", 0, 14), ("表三", 40, 0), ("表四", 6, 0)]
)
def test_second_copy_on_the_same_sheet(name: str, down: int, across: int, same: bool, tmp_path: Path) -> None:
    report, book = made()
    sheet, table = book[name], next(table for table in report.form.tables if table.name == name)
    for box in list(sheet.iter_rows(3, table.extent.bottom + 2, 1, table.extent.right)):
        for cell in box:
            if cell.value is not None:
                sheet.cell(cell.row + down, cell.column + across).value = cell.value
    if not same:
        at = table.fields[0].at
        sheet.cell(at.top + 2 + down, at.left + across).value = 8_000_000
    reading, found = read(book, tmp_path / "甲.xlsx")
    assert no_wrong_number(report, reading) == []
    assert [(finding.code, finding.case) for finding in found] == [("F4", "copy") if same else ("F2", "table_doubled")]


@pytest.mark.parametrize(("own", "other", "name"), [("2021", "2019", "表三"), ("2021", "2019", "表二"),
                                                    ("2019", "2021", "表三"), ("2019", "2021", "表二")])  # fmt: skip
def test_table_of_the_other_version_pasted_in(own: str, other: str, name: str, tmp_path: Path) -> None:
    """Its numbers are read by its own labels, and one sentence says that the forms do not go together."""
    _, book = made(own)
    pasted, source = made(other)
    sheet = book[name]
    for box in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(box))
    sheet.delete_rows(1, 60)
    for row in source[name].iter_rows():
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row, cell.column).value = cell.value
    reading, found = read(book, tmp_path / "甲.xlsx")
    table = next(table for table in pasted.form.tables if table.name == name)
    assert [reading.report[entry.id] for entry in table.fields] == [pasted[entry.id] for entry in table.fields]
    assert [(finding.code, finding.case) for finding in found] == [("F1", "mixed")]
