"""Units whose numbers are not in the sum are named: by another's report, by the roster's word, in the node check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.rules.cases_of_codes import report_of
from xlreport.console.consolidate import exit_code, say_merged
from xlreport.county.intake import Submission, submission_of
from xlreport.county.merge import Consolidation, consolidate
from xlreport.county.order import Order
from xlreport.county.roster import Roster, Unit
from xlreport.county.status import MISSING, SENT_BACK, UnitStatus, reminder
from xlreport.county.summary import write_summary
from xlreport.county.waivers import Waiver
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.workbook.read import Reading

FORM = load("2021")
LICENSING, REVIEW_TOTAL = "table2.licensing.decisions", "table4.review.total"


def handed_in(name: str, permits: int, review: int = 0) -> Submission:
    """A report of zeros but for permits, and for a total of 表四 that balances where it is 0."""
    values = {LICENSING: number(permits), REVIEW_TOTAL: number(review)}
    report = report_of({"agency": name, "cover": {"kind": "部门"}}).with_values(values)
    return submission_of(Reading(report, ()), Path(f"{name}.xlsx"), "", datetime(2022, 1, 10, tzinfo=UTC))


def county(given: Mapping[str, tuple[int, ...]], units: Sequence[Unit], **order: Any) -> Consolidation:
    asked = Order(FORM, 2021, "甲县", roster=Roster(tuple(units)), **order)
    return consolidate([handed_in(name, *numbers) for name, numbers in given.items()], asked)


def written(merged: Consolidation, folder: Path) -> Any:
    write_summary(merged, folder / "汇总.xlsx", made=datetime(2022, 2, 1))
    return openpyxl.load_workbook(folder / "汇总.xlsx")


def lines(page: Any) -> list[list[str]]:
    return [[str(value or "") for value in row] for row in page.iter_rows(values_only=True)]


class TestReportedByAnother:
    UNITS = (Unit("甲局"), Unit("乙办", reported_by="甲局"))

    def test_its_own_file_is_named_wherever_the_officer_looks(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        merged = county({"甲局": (9,), "乙办": (4,)}, self.UNITS)
        assert merged.summary[LICENSING].plain == 9
        say_merged(merged)
        assert (
            "  警告 C2：名册注明乙办由甲局代报，它自己又报送了 乙办.xlsx，这一份没有计入。" in capsys.readouterr().out
        )
        book = written(merged, tmp_path)
        assert [row[:3] for row in lines(book["问题清单"]) if row[2] == "C2"] == [["乙办", "乙办.xlsx", "C2"]]
        (state,) = [row for row in lines(book["报送情况"]) if row[1] == "乙办"]
        assert state[5:7] == ["由甲局代报，自己也报了", "甲局.xlsx；乙办.xlsx（没有计入）"]
        assert ["　代报又自报", "1", "自己报的没有计入：乙办（由甲局代报）"] in lines(book["概况"])

    def test_one_with_errors_is_not_sent_back_for_nothing(self) -> None:
        merged = county({"甲局": (9,), "乙办": (4, 1)}, self.UNITS)
        assert {one.agency: one.decision for one in merged.decisions} == {"甲局": "accepted", "乙办": "ignored"}
        assert exit_code(merged) == 0

    def test_where_the_other_did_not_report_it_counts_and_nothing_is_said(self) -> None:
        merged = county({"乙办": (4,)}, self.UNITS)
        assert merged.summary[LICENSING].plain == 4
        assert not [found for one in merged.decisions for found in one.findings if found.code == "C2"]


class TestNotCounted:
    UNITS = (Unit("甲局"), Unit("乙镇", counted=False), Unit("乙所", parent="乙镇"), Unit("丙局", counted=False))

    def test_all_are_named_and_one_without_units_below_is_marked(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        merged = county({"甲局": (1,), "乙镇": (2,), "乙所": (2,), "丙局": (4,)}, self.UNITS)
        assert merged.summary[LICENSING].plain == 3
        say_merged(merged)
        assert "应报 4 个单位，缺报 0 个；名册注明不计入汇总 2 个：乙镇、丙局。" in capsys.readouterr().out
        book = written(merged, tmp_path)
        (line,) = [row for row in lines(book["概况"]) if row[0] == "　不计入汇总"]
        assert line[1] == "2"
        assert line[2].endswith("：乙镇、丙局（没有计入汇总的下级单位，它的数不在汇总数里）")
        assert "；名册注明不计入汇总 2 个：乙镇、丙局" in lines(book["报送情况"])[1][0]

    def test_where_all_count_nothing_is_said(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        merged = county({"甲局": (1,)}, self.UNITS[:1])
        say_merged(merged)
        book = written(merged, tmp_path)
        words = capsys.readouterr().out + str(lines(book["概况"])) + str(lines(book["报送情况"]))
        assert "不计入汇总 " not in words
        assert "　不计入汇总" not in words


class TestReminder:
    def status(self, name: str, state: str, deadline: date | None) -> UnitStatus:
        return UnitStatus(Unit(name), state, deadline)

    def test_each_unit_stands_with_its_own_last_day(self) -> None:
        early, late = date(2022, 1, 20), date(2022, 1, 31)
        units = [
            ("甲局", MISSING, late),
            ("乙镇", MISSING, early),
            ("丙局", SENT_BACK, late),
            ("丁局", SENT_BACK, early),
        ]
        assert reminder([self.status(*unit) for unit in units], 2021).split("\n") == [
            "【催报】2021年度政府信息公开工作年度报告",
            "尚未报送（2 个）：甲局、乙镇",
            "已退回、请改正后重报（2 个）：丙局、丁局",
            "公布期限：2022年1月20日前应报：乙镇、丁局；2022年1月31日前应报：甲局、丙局。请抓紧报送。",
        ]

    def test_one_day_for_all_is_said_once_and_phone_numbers_never(self) -> None:
        said = reminder([self.status("甲局13800138000", MISSING, date(2022, 1, 31))], 2021)
        assert said.split("\n")[1:] == ["尚未报送（1 个）：甲局（电话）", "公布期限：2022年1月31日，请抓紧报送。"]


class TestNodeCheck:
    """乙镇 hands in 7, its two units 3 and 3."""

    UNITS = (Unit("乙镇", counted=False), Unit("一所", parent="乙镇"), Unit("二所", parent="乙镇"))
    GIVEN: Mapping[str, tuple[int, ...]] = {"乙镇": (7,), "一所": (3,), "二所": (3,)}

    def test_its_line_leads_to_the_cell_in_the_parents_file(self, tmp_path: Path) -> None:
        page = written(county(self.GIVEN, self.UNITS), tmp_path)["问题清单"]
        (row,) = [row for row in page.iter_rows() if row[2].value == "C7"]
        assert [cell.value for cell in row[:2]] == ["乙镇", "乙镇.xlsx"]
        link = row[4].hyperlink
        assert row[4].value == "表二!B9"
        assert link.target.endswith("乙镇.xlsx")
        assert link.location == "'表二'!B9"

    def test_it_can_be_let_pass_and_stands_in_the_summary_with_the_reason(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert exit_code(county(self.GIVEN, self.UNITS)) == 1
        merged = county(self.GIVEN, self.UNITS, waivers=(Waiver("乙镇", "C7", "另有一个撤销的站所的数"),))
        assert exit_code(merged) == 0
        assert merged.notes == ()
        say_merged(merged)
        assert "放行 C7：乙镇的" in (said := capsys.readouterr().out)
        assert "。理由：另有一个撤销的站所的数。" in said
        book = written(merged, tmp_path)
        assert ["放行的错误", "1", "乙镇 C7（另有一个撤销的站所的数）"] in lines(book["概况"])
        assert [row[10] for row in lines(book["问题清单"]) if row[2] == "C7"] == ["放行：另有一个撤销的站所的数"]

    @pytest.mark.parametrize(
        ("waiver", "passes"),
        [(Waiver("乙镇", "C7", "已核对原件", "表二!B9"), True), (Waiver("乙镇", "C7", "已核对原件", "表二!B12"), False),
         (Waiver("一所", "C7", "已核对原件"), False)],
    )  # fmt: skip
    def test_only_the_unit_and_cell_that_were_named(self, waiver: Waiver, passes: bool) -> None:
        merged = county(self.GIVEN, self.UNITS, waivers=(waiver,))
        assert (exit_code(merged) == 0) == passes
        assert bool(merged.notes) != passes
