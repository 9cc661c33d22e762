"""A Word document with names and numbers that are longer than usual."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.published.test_docx import written
from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.report import Cover, blank_report

LONG_NAME = (
    "某某自治州某某自治县人民政府办公室大数据发展与政务服务管理中心综合行政执法监督和信息公开领导小组办公室驻经开区分室"
)


def test_a_signature_longer_than_a_line_leaves_room_for_its_date(tmp_path: Path) -> None:
    """27 characters of 16 pt make a line; a date has 7 and a half."""
    assert len(LONG_NAME) > 50
    report = replace(blank_report(load("2021"), 2021, LONG_NAME), cover=Cover(date="2022-01-18"))
    name, date = written(report, tmp_path).paragraphs[-2:]
    assert (name.text, date.text) == (LONG_NAME, "2022年1月18日")
    assert all(paragraph.paragraph_format.right_indent.pt <= 5 * 16 for paragraph in (name, date))


def test_a_number_of_fifteen_digits_has_room_in_one_line(tmp_path: Path) -> None:
    """Each digit is half as wide as its type is high; the columns still fill 156 mm."""
    report = balanced_report(load("2021"), random.Random(3))
    ids = [field.id for field in report.form.table("table4").fields]
    report = report.with_values({name: number(123456789012345) for name in (ids[2], ids[-1])})
    table = written(report, tmp_path).tables[-1]
    widths = [column.width.mm for column in table.columns]
    assert sum(widths) == pytest.approx(156, abs=0.2)
    cells = [cell for cell in table._cells if cell.text == "123456789012345"]
    assert len(cells) == 2
    for cell in cells:
        (run,) = cell.paragraphs[0].runs
        points = run.font.size.pt if run.font.size else 9
        assert points >= 8
        assert 15 * points / 2 * 25.4 / 72 <= cell.width.mm - 1
    assert min(widths) >= 7.9
