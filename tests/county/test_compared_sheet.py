"""同比 and 图表: last year beside this year, with differences that can be recalculated, and charts over live cells."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlreport.county.earlier import earlier_years
from xlreport.county.intake import Submission
from xlreport.county.last_year import LastYears
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.roster import Roster, Unit
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.report import Provenance, Report, blank_report
from xlreport.rules.totals import with_computed_totals
from xlreport.workbook.read import Reading

MADE = datetime(2024, 3, 1, 9, 30)
NEW, LICENSING, FEES = "table3.received.new", "table2.licensing.decisions", "table2.fees.amount"


def unit(name: str, year: int = 2023, form: str = "2021", **values: float | None) -> Report:
    """A unit's report, 0 where nothing is said; ``__`` stands for the dots of an id, None for a blank."""
    report = blank_report(load(form), year, name, zeros=True)
    given = {key.replace("__", "."): BLANK if value is None else number(value) for key, value in values.items()}
    return with_computed_totals(report.with_values(given))


def asked(name: str, natural: int, year: int = 2023) -> Report:
    return unit(name, year, table3__received__new__natural=natural, table3__result__granted__natural=natural)


def county(*reports: Report, roster: Roster | None = None, **wishes: Any) -> Consolidation:
    taken = [Submission(Path(f"{report.agency}.xlsx"), Reading(report, ()), ()) for report in reports]
    return consolidate(taken, Order(load("2021"), 2023, "甲县", roster=roster, **wishes))


def beside(merged: Consolidation, *last: Report, rows: tuple[Report, ...] = (), chosen: bool = False) -> Consolidation:
    found, why = earlier_years(merged, LastYears(Path("上年"), last, rows), chosen=chosen)
    return replace(merged, earlier=found, notes=tuple(filter(None, (why,))))


def written(merged: Consolidation, folder: Path, *, formulas: bool = False) -> Any:
    target = folder / "s.xlsx"
    write_summary(merged, target, made=MADE)
    return openpyxl.load_workbook(target, data_only=not formulas)


def compared(book: Any) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The rows of 同比 by label and column: this year, last year, difference, percentage, note."""
    found, label = {}, ""
    for row in book["同比"].iter_rows(min_row=3, max_col=7, values_only=True):
        label = row[0] or label
        if row[1]:
            found[label, row[1]] = row[2:]
    return found


class TestNumbers:
    @pytest.fixture
    def rows(self, tmp_path: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
        now = unit(
            "甲局", table2__licensing__decisions=150, table2__penalty__decisions=7, table2__coercion__decisions=None
        )
        now = now.with_values({FEES: number("12.5")})
        last = unit("甲县", 2022, table2__licensing__decisions=120, table2__coercion__decisions=4)
        last = last.with_values({FEES: number("10"), "table2.regulations.made": BLANK})
        return compared(written(beside(county(now), last), tmp_path))

    def test_difference_and_percentage(self, rows: dict[tuple[str, str], tuple[Any, ...]]) -> None:
        assert rows["行政许可", "本年处理决定数量"] == (150, 120, 30, 0.25, None)
        assert rows["行政事业性收费", "本年收费金额（单位：万元）"] == (12.5, 10, 2.5, 0.25, None)
        assert rows["行政许可处理决定", "件"] == (150, 120, 30, 0.25, None)

    def test_of_nothing_there_is_no_percentage(self, rows: dict[tuple[str, str], tuple[Any, ...]]) -> None:
        assert rows["行政处罚", "本年处理决定数量"] == (7, 0, 7, "去年为 0", None)

    def test_a_blank_stays_blank_and_is_taken_for_0(self, rows: dict[tuple[str, str], tuple[Any, ...]]) -> None:
        this, last, apart, share, note = rows["行政强制", "本年处理决定数量"]
        assert (this or None, last, apart, share, note) == (None, 4, -4, -1, "本年空白，按 0 计")
        this, last, apart, _, note = rows["规章", "本年制发件数"]
        assert (this, last, apart, note) == (0, None, 0, "去年空白，按 0 计")

    def test_formulas_lead_to_the_tables(self, tmp_path: Path) -> None:
        book = written(beside(county(asked("甲局", 5)), asked("甲县", 4, 2022)), tmp_path, formulas=True)
        rows = compared(book)
        this, last, apart, share, _ = rows["一、本年新收政府信息公开申请数量", "自然人"]
        assert "表三!$D$6" in this
        assert last == 4
        assert apart.startswith("=IF(AND(C")
        assert "/D" in share

    def test_every_field_of_the_form_has_a_row(self, rows: dict[tuple[str, str], tuple[Any, ...]]) -> None:
        assert len(rows) == 200 + 16  # 10 + 175 + 15 numbers of the form, and 16 main figures


class TestWhereLastYearComesFrom:
    def test_the_summary_of_the_same_name(self) -> None:
        merged = beside(county(asked("甲局", 5)), asked("甲县", 4, 2022), asked("乙局", 9, 2022))
        assert merged.last is not None
        assert merged.last[f"{NEW}.natural"] == number(4)
        assert "甲县 2022 年度" in merged.last.notes[0]

    def test_the_only_summary_under_another_name(self) -> None:
        summary = replace(asked("甲县人民政府", 4, 2022), provenance=Provenance("去年.xlsx"))
        row = replace(asked("甲局", 4, 2022), provenance=Provenance("去年.xlsx"))
        merged = beside(county(asked("甲局", 5)), summary, rows=(row,))
        assert merged.last is not None
        assert merged.last[f"{NEW}.total"] == number(4)
        assert "甲县人民政府 2022 年度汇总表（去年.xlsx）" in merged.last.notes[0]

    def test_the_summary_of_another_county_is_not_taken(self) -> None:
        summary = replace(asked("乙县", 4, 2022), provenance=Provenance("去年.xlsx"))
        row = replace(asked("旧局", 4, 2022), provenance=Provenance("去年.xlsx"))
        merged = beside(county(asked("甲局", 5)), summary, rows=(row,))
        assert merged.last is None
        assert any("“乙县”的 2022 年度汇总表不是“甲县”的" in note for note in merged.notes)

    def test_units_are_added_up_with_abolished_ones_and_parts(self) -> None:
        roster = Roster(
            (Unit("甲局"), Unit("乙局", predecessors=("丙局", "丁局")), Unit("新局"), Unit("镇", counted=False))
        )
        merged = county(asked("甲局", 5), asked("乙局", 6), asked("新局", 1), roster=roster)
        before = [asked(name, n, 2022) for name, n in (("甲局", 1), ("丙局", 2), ("丁局", 4), ("旧局", 8), ("镇", 16))]
        last = beside(merged, *before).last
        assert last is not None
        assert last[f"{NEW}.natural"] == number(1 + 2 + 4 + 8)  # 镇 does not count, this year either
        words = "；".join(last.notes)
        assert "4 个单位 2022 年度报告之和" in words
        assert "（撤销或改名）：旧局" in words
        assert "没有上年报告的单位：新局" in words

    def test_a_part_of_the_units_is_compared_with_the_same_part(self) -> None:
        roster = Roster((Unit("甲局"), Unit("乙局")))
        merged = county(asked("甲局", 5), asked("乙局", 6), roster=roster, only=("甲局",))
        summary = replace(asked("甲县", 7, 2022), provenance=Provenance("去年.xlsx"))
        rows = tuple(
            replace(asked(n, k, 2022), provenance=Provenance("去年.xlsx")) for n, k in (("甲局", 3), ("乙局", 4))
        )
        last = beside(merged, summary, rows=rows, chosen=True).last
        assert last is not None
        assert last[f"{NEW}.natural"] == number(3)

    def test_two_reports_of_a_unit_that_differ_are_a_question(self, tmp_path: Path) -> None:
        merged = beside(county(asked("甲局", 5)), asked("甲局", 3, 2022), asked("甲局", 4, 2022))
        assert merged.last is None
        (note,) = merged.notes
        assert "“甲局”的 2022 年度报告有两份" in note
        assert "同比" not in written(merged, tmp_path).sheetnames

    def test_nothing_on_the_year_before_is_said(self) -> None:
        merged = beside(county(asked("甲局", 5)), asked("甲县", 3, 2020))
        assert merged.last is None
        assert "没有 2022 年度的汇总表或各单位的报告" in merged.notes[0]

    def test_words_in_last_years_report_are_not_subtracted(self, tmp_path: Path) -> None:
        last = unit("甲县", 2022).with_values({LICENSING: text("约100")})
        rows = compared(written(beside(county(unit("甲局", table2__licensing__decisions=3)), last), tmp_path))
        assert rows["行政许可", "本年处理决定数量"] == (3, "约100", None, None, "去年不是数字，不能相减")

    def test_units_that_are_missing_or_sent_back_are_named_as_a_reason(self) -> None:
        roster = Roster((Unit("甲局"), Unit("乙局"), Unit("丙局")))
        stranger = replace(asked("戊局", 1), year=2023)
        wrong_year = asked("丙局", 2, 2021)
        last = beside(county(asked("甲局", 5), wrong_year, stranger, roster=roster), asked("甲县", 9, 2022)).last
        assert last is not None
        (note,) = [words for words in last.notes if "缺报" in words]
        assert "（缺报 1 个、退回 1 个）" in note


class TestAnotherForm:
    @pytest.fixture
    def rows(self, tmp_path: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
        last = unit(
            "甲县", 2022, "2019", table2__licensing__decisions=8, table3__result__other__natural=5,
            table3__received__new__natural=5, table2__normative_documents__made=6,
        )  # fmt: skip
        now = unit("甲局", table3__result__other__overdue_correction__natural=7, table3__received__new__natural=7)
        return compared(written(beside(county(now), last), tmp_path))

    def test_what_has_no_counterpart_is_not_compared_and_says_why(
        self, rows: dict[tuple[str, str], tuple[Any, ...]]
    ) -> None:
        this, last, apart, share, note = rows["行政规范性文件", "本年制发件数"]
        assert (this, last, apart, share) == (0, "没有对应", None, None)
        assert "本年新制作数量" in note
        assert rows["行政规范性文件", "本年废止件数"][4] == "2019年格式没有这一项"

    def test_one_row_of_the_old_form_stands_in_the_row_that_the_crosswalk_names(
        self, rows: dict[tuple[str, str], tuple[Any, ...]]
    ) -> None:
        assert rows["（六）其他处理　3.其他", "自然人"][:3] == (0, 5, -5)
        assert rows["其他处理", "件"] == (7, 5, 2, 0.4, "去年的格式没有其中的部分项目")

    def test_the_crosswalk_is_named(self) -> None:
        last = beside(county(asked("甲局", 1)), unit("甲县", 2022, "2019")).last
        assert last is not None
        assert any("2019 年格式到 2021 年格式" in note for note in last.notes)


def charts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return [package.read(name).decode() for name in sorted(package.namelist()) if "charts/chart" in name]


class TestCharts:
    def test_units_with_equal_numbers_each_have_their_name(self, tmp_path: Path) -> None:
        merged = county(asked("甲局", 4), asked("乙局", 4), asked("丙局", 9), asked("丁局", 0))
        page = written(merged, tmp_path)["图表"]
        rows = [row[:2] for row in page.iter_rows(max_col=2, values_only=True)]
        top = next(place for place, row in enumerate(rows) if row[0] == "单位")
        # equal ones in the order of 单位明细, by name
        assert rows[top + 1 :] == [("丙局", 9), ("乙局", 4), ("甲局", 4)]

    def test_of_a_long_name_the_end_is_shown(self, tmp_path: Path) -> None:
        name = "甲省乙自治州丙自治县人民政府办公室"
        page = written(county(asked(name, 4)), tmp_path)["图表"]
        rows = [row[:2] for row in page.iter_rows(max_col=2, values_only=True)]
        assert rows[-1] == ("…自治州丙自治县人民政府办公室", 4)

    def test_what_stands_beside_each_label(self, tmp_path: Path) -> None:
        now = unit(
            "甲局", table3__received__new__natural=4, table3__received__new__legal=3,
            table3__result__granted__natural=1, table3__result__denied__third_party__natural=2,
            table3__result__denied__enforcement_file__legal=3, table3__result__other__overdue_fee__natural=1,
        )  # fmt: skip
        page = written(beside(county(now), asked("甲县", 6, 2022)), tmp_path)["图表"]
        rows = {row[0]: row[1:] for row in page.iter_rows(max_col=3, values_only=True)}
        assert (rows["自然人"], rows["法律服务机构"], rows["商业企业"]) == ((4, 6), (3, 0), (0, 0))
        assert (rows["予以公开"], rows["不予公开"], rows["其他处理"]) == ((1, 6), (5, 0), (1, 0))
        assert rows["甲局"][0] == 7

    def test_their_data_are_formulas(self, tmp_path: Path) -> None:
        merged = beside(county(asked("甲局", 4)), asked("甲县", 2, 2022))
        page = written(merged, tmp_path, formulas=True)["图表"]
        words = [cell for row in page.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
        assert "=SUM(表三!$D$6)" in words
        assert any(word.startswith("=SUM(同比!$D$") for word in words)
        assert any(word.startswith("=LARGE(单位明细!$") for word in words)

    def test_they_draw_the_cells_of_their_tables(self, tmp_path: Path) -> None:
        written(beside(county(asked("甲局", 4), asked("乙局", 3)), asked("甲县", 2, 2022)), tmp_path)
        page = openpyxl.load_workbook(tmp_path / "s.xlsx", data_only=True)["图表"]
        drawn = charts(tmp_path / "s.xlsx")
        assert len(drawn) == 3
        titles = ["2023 年度新收申请：按申请人", "2023 年度办理结果：按处理方式", "2023 年度新收申请最多的 2 个单位"]
        for chart, title in zip(drawn, titles, strict=True):
            assert title in chart
            for reference, cached in re.findall(r"<c:val><c:numRef><c:f>图表!([^<]*)</c:f>(.*?)</c:numRef>", chart):
                cells = [cell.value for row in page[reference.replace("$", "")] for cell in row]
                assert [float(value) for value in re.findall(r"<c:v>([^<]*)</c:v>", cached)] == cells

    def test_where_all_is_0_a_sentence_stands_in_the_place_of_the_chart(self, tmp_path: Path) -> None:
        page = written(county(unit("甲局")), tmp_path)["图表"]
        words = {row[0] for row in page.iter_rows(max_col=1, values_only=True)}
        assert words >= {"没有新收申请，不画图", "没有办结的申请，不画图", "各单位都没有新收申请，不画图"}
        assert charts(tmp_path / "s.xlsx") == []

    def test_two_years_are_no_line_and_three_are(self, tmp_path: Path) -> None:
        def summary(year: int, natural: int) -> tuple[Report, Report]:
            where = Provenance(f"{year}.xlsx")
            return tuple(replace(asked(name, natural, year), provenance=where) for name in ("甲县", "甲局"))

        past = [summary(2022, 6), summary(2020, 3)]
        merged = county(asked("甲局", 8))
        two = beside(merged, past[0][0], rows=(past[0][1],))
        written(two, tmp_path)
        assert not any("lineChart" in chart for chart in charts(tmp_path / "s.xlsx"))
        three = beside(merged, *(one for one, _ in past), rows=tuple(row for _, row in past))
        page = written(three, tmp_path)["图表"]
        rows = [row[:2] for row in page.iter_rows(max_col=2, values_only=True)]
        top = next(place for place, row in enumerate(rows) if row[0] == "年度")
        assert rows[top : top + 4] == [("年度", "新收申请"), ("2020年", 3), ("2022年", 6), ("2023年", 8)]
        # of disputes there were none in any year
        assert sum("lineChart" in chart for chart in charts(tmp_path / "s.xlsx")) == 1
