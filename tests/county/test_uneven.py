"""Two years of different units: both sheets, 概况 and the screen say which; an exported summary says who is not in."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.earlier import earlier_years
from xlreport.county.intake import Submission
from xlreport.county.last_year import LastYears
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.roster import Roster, Unit
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.report import Provenance, Report
from xlreport.workbook.read import Reading, judge_reading

ROSTER = Roster(
    (
        Unit("甲局"),
        Unit("乙局"),
        Unit("丙局"),
        Unit("新局"),
        Unit("合局", predecessors=("旧局",)),
        Unit("子局", reported_by="甲局"),
    )
)
SAID = (
    "两年比较的不是同样的单位，只有 2022 年度有的 3 个：乙局（退回）、丙局（缺报）、撤局（本年名册上没有）；"
    "只有 2023 年度有的 1 个：新局；增减可能由此而来"
)


def unit(name: str, year: int = 2023) -> Report:
    return balanced_report(load("2021"), random.Random(name), agency=name, year=year)


def compared(now: tuple[Report, ...], before: LastYears, roster: Roster | None = ROSTER) -> Consolidation:
    taken = []
    for report in now:
        reading = Reading(report, ())
        taken.append(Submission(Path(f"{report.agency}.xlsx"), reading, judge_reading(reading)))
    merged = consolidate(taken, Order(load("2021"), 2023, "甲县", roster=roster))
    found, why = earlier_years(merged, before)
    return replace(merged, earlier=found, notes=tuple(filter(None, (why,))))


def this_year() -> tuple[Report, ...]:
    """甲局, 新局 and 合局; 乙局's 表四 does not balance, and nothing came from 丙局."""
    broken = unit("乙局").with_values({"table4.review.total": number(9999)})
    return unit("甲局"), unit("新局"), unit("合局"), broken


def last_year(*names: str) -> LastYears:
    return LastYears(Path("上年"), tuple(unit(name, 2022) for name in names))


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("uneven") / "汇总.xlsx"
    merged = compared(this_year(), last_year("甲局", "乙局", "丙局", "旧局", "子局", "撤局"))
    write_summary(merged, target, made=datetime(2024, 3, 1))
    return target


def test_both_sheets_and_the_overview_name_the_units_of_one_year(summary: Path) -> None:
    """旧局 became 合局, and 甲局 reports for 子局: they are in both years."""
    book = openpyxl.load_workbook(summary)
    assert book["同比"]["A3"].value == SAID
    assert book["图表"]["A3"].value == SAID
    assert [row[2] for row in book["概况"].iter_rows(values_only=True) if row[0] == "请注意"] == [SAID]


def test_the_rows_below_it_still_lead_to_their_numbers(summary: Path) -> None:
    sheet = openpyxl.load_workbook(summary)["同比"]
    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=4) if row[0].value}
    place = rows["新收申请"][0].row
    assert rows["主要指标"][0].row == 4
    assert rows["新收申请"][4].value.startswith(f'=IF(AND(C{place}="",D{place}="")')


def test_the_same_units_are_not_spoken_of(tmp_path: Path) -> None:
    merged = compared((unit("甲局"), unit("新局")), last_year("甲局", "新局"), roster=None)
    assert merged.notes == ()
    write_summary(merged, tmp_path / "s.xlsx", made=datetime(2024, 3, 1))
    assert openpyxl.load_workbook(tmp_path / "s.xlsx")["同比"]["A3"].value == "主要指标"


def test_of_last_years_summary_its_rows_are_the_units() -> None:
    report = replace(unit("甲县", 2022), provenance=Provenance("去年.xlsx"))
    rows = tuple(replace(unit(name, 2022), provenance=Provenance("去年.xlsx")) for name in ("甲局", "丁局"))
    merged = compared((unit("甲局"),), LastYears(Path("去年.xlsx"), (report,), rows), roster=None)
    assert merged.notes == (
        "两年比较的不是同样的单位，只有 2022 年度有的 1 个：丁局（本年没有报告）；增减可能由此而来",
    )


def test_a_summary_without_some_units_says_so_when_it_is_exported(
    summary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["export", str(summary), "--to", "json", "-o", str(tmp_path / "县.json")])
    said: Any = capsys.readouterr().err
    assert code == 0
    assert "的数字里没有缺报的 1 个单位（丙局）、退回的 1 个单位（乙局），已照原样导出" in said


def test_a_whole_summary_is_exported_without_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    merged = compared((unit("甲局"),), last_year("甲局"), roster=None)
    write_summary(merged, tmp_path / "s.xlsx", made=datetime(2024, 3, 1))
    run(["export", str(tmp_path / "s.xlsx"), "--to", "csv", "-o", str(tmp_path / "s.csv")])
    assert "没有缺报" not in capsys.readouterr().err
