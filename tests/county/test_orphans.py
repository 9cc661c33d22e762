"""Requests that last year's units left open and that no unit of this year carries on are told, with whose they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from xlreport.county.intake import Submission
from xlreport.county.last_year import LastYears
from xlreport.county.merge import Order, consolidate
from xlreport.county.orphans import orphan_findings
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.roster import Roster, Unit
from xlreport.county.summary import write_summary
from xlreport.findings.model import Finding
from xlreport.forms import load
from xlreport.numbers import number, text
from xlreport.report import Cover, Provenance, Report, blank_report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import Reading, judge_reading

FORM = load("2021")
OVER, FORWARD, NEW = "table3.received.carried_over", "table3.carried_forward", "table3.received.new"


def requests(report: Report, row: str, natural: int, legal: int = 0) -> Report:
    numbers = {"natural": natural, "legal": legal, "total": natural + legal}
    return report.with_values({f"{row}.{column}": number(value) for column, value in numbers.items()})


def before(name: str, natural: int, legal: int = 0) -> Report:
    """A report on 2022 that left so many requests open, all received in the year."""
    report = blank_report(FORM, 2022, name, Cover(level="县级", kind="部门"), zeros=True)
    return requests(requests(report, FORWARD, natural, legal), NEW, natural, legal)


def now(name: str, natural: int, legal: int = 0) -> Report:
    """A report on 2023 with so many requests of the year before, all of them answered."""
    report = blank_report(FORM, 2023, name, Cover(level="县级", kind="部门"), zeros=True)
    for row in (OVER, "table3.result.granted", "table3.result.total"):
        report = requests(report, row, natural, legal)
    return report


def put(folder: Path, *reports: Report) -> Path:
    folder.mkdir()
    for report in reports:
        build_workbook(report, folder / f"{report.agency}.xlsx")
    return folder


def orphans(last: tuple[Report, ...], this: tuple[Report, ...], roster: Roster | None = None) -> list[Finding]:
    """C9 of reports in memory, judged as they are when read."""
    submissions = []
    for report in this:
        reading = Reading(report, ())
        submissions.append(Submission(Path(f"{report.agency}.xlsx"), reading, judge_reading(reading)))
    named = [replace(one, provenance=Provenance(path=f"上年/{one.agency}.xlsx")) for one in last]
    merged = consolidate(submissions, Order(FORM, 2023, "甲县", roster=roster))
    return list(orphan_findings(merged.decisions, 2023, LastYears(Path("上年"), tuple(named)), roster))


def test_an_abolished_unit_left_three_requests_that_nobody_carries_on(tmp_path: Path) -> None:
    source = put(tmp_path / "上年", before("甲局", 4), before("乙局", 0, 1), before("丙局", 2, 1))
    folder = put(tmp_path / "本年", now("甲局", 4), now("乙局", 0, 1))
    merged = consolidate_files([folder], Wishes(last_year=source))
    (finding,) = [one for one in merged.findings if one.code == "C9"]
    chosen = Wishes(last_year=source, only=("甲局",))
    assert "C9" not in [one.code for one in consolidate_files([folder], chosen).findings], "of some no whole is told"
    assert finding.severity == "warning"
    assert (finding.table, finding.row, finding.column) == ("表三", "二、上年结转政府信息公开申请数量", "总计")
    assert (finding.expected, finding.actual, finding.difference) == (8, 5, -3)
    assert "合计 8 件" in finding.message
    assert "合计 5 件" in finding.message
    assert "丙局（丙局.xlsx）3 件" in finding.message
    assert "自然人上年 6、本年 4" in finding.message
    assert "甲局" not in finding.message


def test_a_unit_that_took_them_over_settles_it() -> None:
    assert orphans((before("甲局", 4), before("丙局", 3)), (now("甲局", 7),)) == []
    assert orphans(*_with_newcomer(3)) == []


def _with_newcomer(taken: int) -> tuple[tuple[Report, ...], tuple[Report, ...]]:
    return (before("甲局", 4), before("丙局", 3)), (now("甲局", 4), now("丁局", taken))


def test_what_a_new_unit_carries_is_named_too() -> None:
    (finding,) = orphans(*_with_newcomer(2))
    assert (finding.expected, finding.actual) == (7, 6)
    assert "丙局（丙局.xlsx）3 件" in finding.message
    assert "丁局 2 件" in finding.message


def test_where_only_the_kinds_of_applicant_moved_they_are_named() -> None:
    (finding,) = orphans((before("甲局", 4, 1),), (now("甲局", 3, 2),))
    assert "总计" not in finding.message
    assert "自然人上年 4、本年 3" in finding.message
    assert "法律服务机构上年 1、本年 2" in finding.message


def test_a_missing_unit_and_one_sent_back_are_left_out_on_both_sides() -> None:
    roster = Roster((Unit("甲局"), Unit("缺报局"), Unit("退回局", predecessors=("旧局",))))
    broken = now("退回局", 9).with_values({"table4.review.total": number(1)})
    last = (before("甲局", 4), before("缺报局", 2), before("旧局", 5))
    assert orphans(last, (now("甲局", 4), broken), roster=roster) == []


def test_predecessors_of_the_roster_lead_to_their_successor() -> None:
    roster = Roster((Unit("新局", predecessors=("甲局", "乙局")),))
    (finding,) = orphans((before("甲局", 4), before("乙局", 2)), (now("新局", 5),), roster=roster)
    assert (finding.expected, finding.actual) == (6, 5)
    assert "今年没有报告的单位" not in finding.message


def test_the_units_of_last_years_summary_are_enough_and_are_not_counted_twice(tmp_path: Path) -> None:
    folder = put(tmp_path / "去年", before("甲局", 4), before("丙局", 3))
    summary = consolidate_files([folder], Wishes(agency="某县"))
    write_summary(summary, tmp_path / "去年汇总.xlsx", made=datetime(2023, 3, 1))
    both = folder / "去年汇总.xlsx"
    both.write_bytes((tmp_path / "去年汇总.xlsx").read_bytes())
    this = put(tmp_path / "今年", now("甲局", 4))
    for source in (tmp_path / "去年汇总.xlsx", folder):
        found = consolidate_files([this], Wishes(last_year=source)).findings
        (finding,) = [one for one in found if one.code == "C9"]
        assert (finding.expected, finding.actual) == (7, 4)


@pytest.mark.parametrize("words", ["三", "/"])
def test_a_column_with_words_is_not_compared(words: str) -> None:
    last = before("丙局", 2, 1).with_values({f"{FORWARD}.total": text(words)})
    (finding,) = orphans((before("甲局", 4), last), (now("甲局", 4),))
    assert (finding.column, finding.expected, finding.actual) == ("自然人", 6, 4)
    assert "总计" not in finding.message


def test_without_a_report_on_the_year_before_nothing_is_said() -> None:
    assert orphan_findings((), 2023, LastYears(Path("上年"), (before("甲局", 4),))) == ()
