"""填报日期 in 报送情况: what the cover says, and nothing that it does not say; only a date makes a unit late."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.county.intake import Submission
from xlreport.county.merge import Order, consolidate
from xlreport.county.roster import Roster, Unit
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import Reading, read_workbook

COPIED = datetime(2026, 11, 25, 8, tzinfo=UTC)
"""When the officer put the files into a folder: long after the last day."""
DATES = {"甲局": "2026-02-03", "乙局": "", "丙局": "今年春天", "丁局": "2026-01-20"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The summary of four units on 2025, due on 31 January 2026 as departments are."""
    taken = []
    for seed, (name, signed) in enumerate(DATES.items()):
        report = balanced_report(load("2021"), random.Random(seed), agency=name, year=2025)
        report = replace(report, cover=replace(report.cover, date=signed, kind="部门"))
        taken.append(Submission(Path(f"{name}.xlsx"), Reading(report, ()), (), saved=COPIED))
    roster = Roster(tuple(Unit(name, kind="部门") for name in DATES))
    target = tmp_path_factory.mktemp("undated") / "s.xlsx"
    write_summary(
        consolidate(taken, Order(load("2021"), 2025, "甲县", roster=roster)), target, made=datetime(2026, 3, 1)
    )
    return openpyxl.load_workbook(target, data_only=True)


def test_a_date_is_the_covers_or_none_and_only_a_date_makes_late(book: Any) -> None:
    rows = book["报送情况"].iter_rows(min_row=4, max_row=7, values_only=True)
    assert {row[1]: (row[7], row[9] or "") for row in rows} == {
        "甲局": ("2026-02-03", 3),
        "乙局": ("未填", ""),
        "丙局": ("今年春天", ""),
        "丁局": ("2026-01-20", ""),
    }


def test_who_cannot_be_judged_is_named(book: Any) -> None:
    words = book["报送情况"]["A2"].value
    assert "其中迟报 1 个" in words
    assert words.endswith("填报日期没有填或不是日期的 2 个，没有判断是否迟报：乙局、丙局")
    overview = {str(row[0]).strip(): row[1:3] for row in book["概况"].iter_rows(values_only=True)}
    assert overview["迟报"] == (1, "甲局（3 天）")
    assert overview["没有日期"][0] == 2


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("二〇二六年三月一日", "2026-03-01"),
        ("二〇二六年十二月三十一日", "2026-12-31"),
        ("二○二六年十月二十日", "2026-10-20"),
        ("二〇二六年三月", "二〇二六年三月"),
        ("二〇二六年春", "二〇二六年春"),
    ],
)
def test_a_date_in_chinese_numerals_is_one(printed: str, read: str, tmp_path: Path) -> None:
    report = balanced_report(load("2021"), random.Random(1), agency="甲局", year=2025)
    build_workbook(replace(report, cover=replace(report.cover, date=printed)), tmp_path / "甲局.xlsx")
    assert read_workbook(tmp_path / "甲局.xlsx").report.cover.date == read
