"""Last year's county summary: a row for each unit, read only as far as it can be trusted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.county.last_years import IN_FORCE, LICENSING, find_last_year, made, numbers, put, this_year
from xlreport.console.app import run
from xlreport.county.detail_sheet import FIRST_FIELD_COLUMN
from xlreport.county.last_year import read_last_year
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.summary import write_summary
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.forms import load
from xlreport.numbers import number, text
from xlreport.report import Report
from xlreport.rules import years
from xlreport.rules.context import Context


def summary_of(folder: Path, target: Path, *reports: Report, year: int = 2021) -> Path:
    for place, report in enumerate(reports):
        put(folder, f"{place}.xlsx", report)
    merged = consolidate_files([folder], Wishes(year, agency="甲县", level="县级", kind="政府", include_failing=True))
    write_summary(merged, target, made=datetime(2022, 3, 1, 9, 30))
    return target


def test_a_county_summary_has_a_row_for_each_unit(tmp_path: Path) -> None:
    reports = [made("甲局", seed=1), made("乙局", seed=2), made("丙局", seed=3)]
    source = read_last_year(summary_of(tmp_path / "报送", tmp_path / "汇总.xlsx", *reports))
    for report in reports:
        assert numbers(source.of(this_year(report.agency))) == numbers((report,))
    (county,) = source.of(this_year("甲县"))
    assert county[LICENSING].scaled == sum(report[LICENSING].scaled for report in reports)
    assert source.of(this_year("丁局")) == ()


def test_what_a_units_own_form_did_not_have_is_no_zero_in_its_row(tmp_path: Path) -> None:
    """A unit that reported in the 2019 format has no number of 现行有效: nothing follows from it."""
    old = made("甲局", form="2019", year=2021)
    source = summary_of(tmp_path / "报送", tmp_path / "汇总.xlsx", old)
    this = this_year("甲局").with_values({IN_FORCE: number(7)})
    last = find_last_year(this, source)
    assert last[0].provenance.missing == {
        name for name in load("2021").position
        if (name.startswith("table2.") and not name.endswith(".decisions"))
        or name.startswith(("table3.result.other.overdue_correction.", "table3.result.other.overdue_fee."))
    }  # fmt: skip
    assert list(years.check_in_force_by_last_year(this, Context(last_year=last))) == []
    assert last[0][LICENSING].scaled == old[LICENSING].scaled


def test_a_cell_that_was_not_counted_in_a_summary_is_not_compared(tmp_path: Path) -> None:
    wrong = made("甲局").with_values({LICENSING: text("12件")})
    source = summary_of(tmp_path / "报送", tmp_path / "汇总.xlsx", wrong)
    (last,) = find_last_year(this_year("甲局"), source)
    assert not last[LICENSING].counts


def test_a_summary_whose_columns_were_moved_is_refused(tmp_path: Path) -> None:
    source = summary_of(tmp_path / "报送", tmp_path / "汇总.xlsx", made("甲局"))
    book = openpyxl.load_workbook(source)
    book["单位明细"].cell(5, FIRST_FIELD_COLUMN).value = "本年废止件数"
    book.save(source)
    with pytest.raises(FileProblem) as caught:
        read_last_year(source)
    assert (caught.value.case, "单位明细" in file_finding(caught.value).message) == ("damaged", True)


def test_a_summary_of_an_earlier_version_has_fewer_columns_before_the_numbers(tmp_path: Path) -> None:
    """Those with the group and the kind came later."""
    reports = [made("甲局", seed=1), made("乙局", seed=2)]
    source = summary_of(tmp_path / "报送", tmp_path / "汇总.xlsx", *reports)
    book = openpyxl.load_workbook(source)
    sheet = book["单位明细"]
    assert [sheet.cell(2, column).value for column in range(1, 8)] == [
        "序号", "单位", "归入", "类别", "格式", "是否合格", "文件",
    ]  # fmt: skip
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_cols(3, 2)
    book.save(source)
    found = read_last_year(source)
    for report in reports:
        assert numbers(found.of(this_year(report.agency))) == numbers((report,))


def test_a_units_own_report_goes_before_its_row_in_a_summary(tmp_path: Path) -> None:
    summary_of(tmp_path / "报送", tmp_path / "报送" / "汇总.xlsx", made("甲局", seed=1), made("乙局", seed=2))
    (tmp_path / "报送" / "1.xlsx").unlink()
    corrected = made("甲局", seed=7)
    put(tmp_path / "报送", "0.xlsx", corrected)
    source = read_last_year(tmp_path / "报送")
    assert numbers(source.of(this_year("甲局"))) == numbers((corrected,))
    assert numbers(source.of(this_year("乙局"))) == numbers((made("乙局", seed=2),)), "only the summary has it"


def test_from_a_summary_made_by_the_command_to_the_finding(tmp_path: Path) -> None:
    last = made("甲局", seed=4)
    put(tmp_path / "报送", "甲.xlsx", last)
    target = tmp_path / "汇总.xlsx"
    assert run(["--quiet", "consolidate", str(tmp_path / "报送"), "--year", "2021", "-o", str(target)]) == 0
    forward = last["table3.carried_forward.total"].scaled // 10_000
    this = this_year("甲局").with_values({"table3.received.carried_over.total": number(forward + 1)})
    found = years.check_carried_over(this, Context(last_year=find_last_year(this, target)))
    total = next(breach for breach in found if breach.on == "table3.received.carried_over.total")
    assert (total.actual, total.expected, total.difference) == (forward + 1, forward, 1)
