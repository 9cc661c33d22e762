"""What a second run says of the first: adjustments that came, went or changed, and where nothing can be said."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.config import Limits
from xlreport.console.app import run
from xlreport.county.previous import read_previous
from xlreport.files import grids
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.workbook.build import build_workbook

LATE, JOINT = "补报", "三家联合发文"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with one unit's report."""
    (tmp_path / "in").mkdir()
    report = balanced_report(load("2021"), random.Random(1), agency="甲局", year=2023)
    many = {"table2.licensing.decisions": number(70), "table2.penalty.decisions": number(80)}
    build_workbook(report.with_values({**many, "table2.coercion.decisions": number(9)}), tmp_path / "in" / "甲局.xlsx")
    return tmp_path


def consolidated(desk: Path, adjustments: list[list[object]], *more: str) -> int:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for words in (["单位名称"], ["甲局"]):
        page.append(words)
    sheet = book.create_sheet("调整")
    for row in (["单元格", "数额", "理由", "经办人"], *adjustments):
        sheet.append(row)
    book.save(desk / "名册.xlsx")
    return run(
        ["consolidate", str(desk / "in"), "-o", str(desk / "s.xlsx"), "--roster", str(desk / "名册.xlsx"), *more]
    )


FIRST: list[list[object]] = [
    ["表二!B9", -2, JOINT, "张三"],
    ["表二!B12", 3, LATE, "李四"],
    ["表二!B13", 1, LATE, "李四"],
]
SECOND: list[list[object]] = [
    ["表二!B9", -1, JOINT, "王五"],
    ["表二!B16", 0.5, "漏报", "王五"],
    ["表二!B12", 3, LATE, "李四"],
]


def test_adjustments_that_changed_came_and_went_are_named_with_amount_reason_and_name(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    consolidated(desk, FIRST)
    capsys.readouterr()
    consolidated(desk, SECOND)
    said = capsys.readouterr().out
    assert "与上一次的汇总表相比，有 3 处不同。" in said
    assert "  修改调整：表二“行政许可”本年处理决定数量 -2（三家联合发文，张三） -> -1（三家联合发文，王五）\n" in said
    page = openpyxl.load_workbook(desk / "s.xlsx")["变动"]
    rows = [row for row in page.iter_rows(min_row=4, max_col=7, values_only=True) if row[0]]
    assert [(row[1], row[3], row[5] or "", row[6] or "") for row in rows] == [
        ("修改调整", "行政许可", "-2（三家联合发文，张三）", "-1（三家联合发文，王五）"),
        ("取消调整", "行政强制", "1（补报，李四）", ""),
        ("新增调整", "行政事业性收费", "", "0.5（漏报，王五）"),
    ]


def test_in_json_they_have_no_unit_but_amounts_and_reasons(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    consolidated(desk, FIRST[:1])
    capsys.readouterr()
    consolidated(desk, [], "--json")
    (one,) = json.loads(capsys.readouterr().out)["changes"]
    assert (one["agency"], one["kind"], one["row"]) == (None, "取消调整", "行政许可")
    assert (one["before"], one["after"], one["reason_before"], one["reason_after"]) == (
        -2,
        None,
        "三家联合发文，张三",
        "",
    )


def test_the_same_adjustments_in_another_order_are_no_change(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    consolidated(desk, FIRST)
    consolidated(desk, FIRST[::-1])
    assert "与上一次的汇总表相比，没有变化。" in capsys.readouterr().out


def spoiled(path: Path, spoil: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    spoil(book)
    book.save(path)


def test_without_rows_of_units_nothing_is_said_to_be_new(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    consolidated(desk, [])
    spoiled(desk / "s.xlsx", lambda book: book["单位明细"].delete_rows(2))
    altered = read_previous(desk / "s.xlsx")
    assert altered is not None
    assert altered.units is None
    spoiled(desk / "s.xlsx", lambda book: book.remove(book["单位明细"]))
    capsys.readouterr()
    assert consolidated(desk, []) == 0
    said = capsys.readouterr()
    assert "原来的汇总表没有可用的“单位明细”" in said.err
    assert "新计入" not in said.out
    made = openpyxl.load_workbook(desk / "s.xlsx")
    assert "变动" not in made.sheetnames
    assert any("没有可用的“单位明细”" in str(row[2]) for row in made["概况"].iter_rows(values_only=True))


def test_the_last_summary_is_opened_once(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    opener = grids.open_spreadsheet

    def counting(path: Path, limits: Limits) -> Any:
        opened.append(path.name)
        return opener(path, limits)

    consolidated(desk, FIRST)
    monkeypatch.setattr(grids, "open_spreadsheet", counting)
    consolidated(desk, SECOND)
    assert opened.count("s.xlsx") == 1
    assert opened.count("甲局.xlsx") == 1
