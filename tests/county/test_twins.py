"""C8 from files to people: two units with the same numbers are both counted, and both named where people look."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.workbook.build import build_workbook


def test_two_units_with_the_same_numbers_are_counted_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, target = tmp_path / "报送", tmp_path / "汇总.xlsx"
    folder.mkdir()
    report = balanced_report(load("2021"), random.Random(4))
    for name in ("甲局", "乙局"):
        build_workbook(replace(report, agency=name), folder / f"{name}.xlsx")
    build_workbook(balanced_report(load("2021"), random.Random(5), agency="丙局"), folder / "丙局.xlsx")
    assert run(["--quiet", "consolidate", str(folder), "-o", str(target), "--year", "2021"]) == 0
    said = capsys.readouterr()
    lines = [line.strip() for line in (said.out + said.err).splitlines() if "C8" in line]
    (line,) = lines
    assert line.startswith("警告 C8：")
    assert "乙局（乙局.xlsx）与甲局（甲局.xlsx）报送的数字完全相同" in line
    book = openpyxl.load_workbook(target, data_only=True)
    listed = [[str(cell.value) for cell in row] for row in book["问题清单"].iter_rows()]
    assert len([row for row in listed if "C8" in row]) == 1
