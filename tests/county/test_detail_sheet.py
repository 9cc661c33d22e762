"""How the sheet of the units' numbers is laid out for printing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.intake import Submission
from xlreport.county.merge import Order, consolidate
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import Reading


@pytest.fixture(scope="module", params=["单位明细", "分级汇总"])
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    folder = tmp_path_factory.mktemp("sheets")
    unit, target = folder / "甲.xlsx", folder / "s.xlsx"
    build_workbook(balanced_report(load("2021"), random.Random(1), agency="甲局"), unit)
    (folder / "名册.csv").write_text("单位名称,机关类别\n甲局,部门\n", encoding="utf-8")
    words = ["--year", "2021", "--agency", "甲&乙县", "--roster", str(folder / "名册.csv"), "-o", str(target)]
    assert run(["--quiet", "consolidate", str(unit), *words]) == 0
    return openpyxl.load_workbook(target)[request.param]


def test_heads_and_names_are_printed_on_every_page_of_a3(sheet: Worksheet) -> None:
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (8, "landscape")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$2:$5", "$A:$B")
    head, foot = sheet.oddHeader, sheet.oddFooter
    assert head.left.text.endswith("甲&&乙县 2021 年度政府信息公开工作年度报告汇总")
    assert head.right.text == "&A"
    assert "&P" in foot.center.text
    assert "&N" in foot.center.text


def test_pages_are_broken_between_rows_of_the_statutory_tables(sheet: Worksheet) -> None:
    breaks = [found.id for found in sheet.col_breaks.brk]
    assert 1 <= len(breaks) <= 10
    for last in breaks:
        before, after = (str(sheet.cell(5, column).value) for column in (last, last + 1))
        assert before in ("本年收费金额（单位：万元）", "总计"), (last, before)
        assert after in ("自然人", "结果维持"), (last, after)


def test_heads_are_merged_within_printed_pages(sheet: Worksheet) -> None:
    breaks = [found.id for found in sheet.col_breaks.brk]
    for merged in sheet.merged_cells.ranges:
        assert not any(merged.min_col <= last < merged.max_col for last in breaks), merged


def test_no_head_is_empty(sheet: Worksheet) -> None:
    covered = {spot for merged in sheet.merged_cells.ranges for spot in merged.cells}
    for row in range(2, 6):
        for column in range(1, sheet.max_column + 1):
            assert (row, column) in covered or sheet.cell(row, column).value, (row, column)


def test_a_page_is_never_wider_than_the_paper(sheet: Worksheet) -> None:
    """In points, by the width of a digit of DejaVu Sans 11, the widest font that stands in for a missing one: 9.4
    pixels at 96 dots per inch, and 5 pixels of margin in each cell."""
    widths = [column.width for column in sheet.column_dimensions.values() for _ in range(column.min, column.max + 1)]
    assert len(widths) == sheet.max_column
    ends = [*(found.id for found in sheet.col_breaks.brk), sheet.max_column]
    repeated = widths[:2]
    for start, end in zip([0, *ends], ends, strict=False):
        columns = widths[start:end] if start == 0 else repeated + widths[start:end]
        needed = sum(width * 9.4 * 0.75 for width in columns) * int(sheet.page_setup.scale) / 100
        margins = 72 * (sheet.page_margins.left + sheet.page_margins.right)
        assert needed <= 420 / 25.4 * 72 - margins, (start, end)


def test_two_units_more_than_a_page_holds_do_not_begin_another(tmp_path: Path) -> None:
    one = balanced_report(load("2021"), random.Random(1), agency="甲局", year=2025)
    named = [replace(one, agency=f"{place}号所") for place in range(62)]
    taken = [Submission(Path(f"{report.agency}.xlsx"), Reading(report, ()), ()) for report in named]
    target = tmp_path / "s.xlsx"
    write_summary(consolidate(taken, Order(load("2021"), 2025, "甲县")), target, made=datetime(2026, 3, 1))
    sheet = openpyxl.load_workbook(target)["单位明细"]
    title = 15.0  # points of a row of which nothing is said
    heights = [title, *(sheet.row_dimensions[row].height for row in range(2, sheet.max_row + 1))]
    assert sheet.max_row == 5 + 62
    paper = 297 / 25.4 - sheet.page_margins.top - sheet.page_margins.bottom
    assert sum(heights) * int(sheet.page_setup.scale) / 100 <= paper * 72
