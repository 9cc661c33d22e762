"""How the sheet of the units' numbers is laid out for printing."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.workbook.build import build_workbook


def test_heads_of_the_details_are_merged_within_printed_pages(tmp_path: Path) -> None:
    unit, target = tmp_path / "甲.xlsx", tmp_path / "s.xlsx"
    build_workbook(balanced_report(load("2021"), random.Random(1), agency="甲局"), unit)
    assert run(["--quiet", "consolidate", str(unit), "--year", "2021", "-o", str(target)]) == 0
    sheet = openpyxl.load_workbook(target)["单位明细"]
    breaks = [found.id for found in sheet.col_breaks.brk]
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
    assert breaks
    for merged in sheet.merged_cells.ranges:
        assert not any(merged.min_col <= last < merged.max_col for last in breaks), merged
