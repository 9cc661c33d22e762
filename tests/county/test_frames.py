"""The frames hold what the summary adds up, labelled as the statute prints it; the document's examples run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.frames import long_frame, units_frame, values_frame, write_parquet
from xlreport.county.intake import Submission
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.report import Cover, Report, blank_report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import Reading, judge_reading

FORM = load("2021")
NEW = ("表三", "一、本年新收政府信息公开申请数量", "总计")
LICENSING = ("表二", "行政许可", "本年处理决定数量")
FEES = ("表二", "行政事业性收费", "本年收费金额（单位：万元）")
REVIEW = ("表四", "行政复议", "结果维持")


def unit(name: str, kind: str = "部门", **values: object) -> Report:
    report = blank_report(FORM, 2023, name, Cover(level="县级", kind=kind), zeros=True)
    contents = {}
    for key, value in values.items():
        held = text(value) if isinstance(value, str) else BLANK if value is None else number(value)
        contents[key.replace("__", ".")] = held
    return report.with_values(contents)


def merged(*reports: Report, roster: Roster | None = None, include_failing: bool = False) -> Consolidation:
    submissions = []
    for report in reports:
        reading = Reading(report, ())
        submissions.append(Submission(Path(f"{report.agency}.xlsx"), reading, judge_reading(reading)))
    return consolidate(submissions, Order(FORM, 2023, "甲县", roster=roster, include_failing=include_failing))


class TestWide:
    def test_a_row_a_unit_and_a_column_a_number(self) -> None:
        county = merged(
            unit("乙局", table2__licensing__decisions=7), unit("甲局", table2__fees__amount=1.2345), unit("丙镇")
        )
        wide = values_frame(county)
        assert wide.shape == (3, 200)
        assert (wide.index.name, sorted(wide.index)) == ("单位", ["丙镇", "乙局", "甲局"])
        assert list(wide.columns.names) == ["表", "行", "列"]
        assert wide.loc["乙局", LICENSING] == 7
        assert wide.loc["甲局", FEES] == 1.2345
        assert (str(wide[LICENSING].dtype), str(wide[FEES].dtype)) == ("Int64", "Float64")

    def test_blanks_and_words_are_missing_not_zero(self) -> None:
        blank, words = unit("甲局", table4__review__upheld=None), unit("乙局", table4__review__upheld="—")
        wide = values_frame(merged(blank, words, unit("丙局"), include_failing=True))
        assert wide[REVIEW].isna().to_dict() == {"甲局": True, "乙局": True, "丙局": False}

    def test_columns_add_up_to_the_summary(self) -> None:
        import random

        reports = [balanced_report(FORM, random.Random(seed), agency=f"{seed}局", year=2023) for seed in range(5)]
        county = merged(*reports)
        wide = values_frame(county)
        for entry, column in zip(FORM.fields, wide.columns, strict=True):
            assert round(float(wide[column].sum()) * 10_000) == county.summary[entry.id].scaled, column

    def test_a_number_beyond_all_bounds_stays_one(self) -> None:
        wide = values_frame(merged(unit("甲局", table2__licensing__decisions=10**20)))
        assert wide.loc["甲局", LICENSING] == 1e20

    def test_without_units_there_are_no_rows(self) -> None:
        county = merged()
        assert values_frame(county).shape == (0, 200)
        assert (len(units_frame(county)), len(long_frame(county))) == (0, 0)


class TestUnits:
    def test_every_unit_with_its_decision(self) -> None:
        roster = Roster(
            (
                Unit("甲局", code="11410781005779236X", parent="甲县", level="县级", kind="部门"),
                Unit("乙局"),
                Unit("丙局", counted=False),
                Unit("丁局"),
            )
        )
        failing = unit("乙局", table4__review__total=1)
        frame = units_frame(merged(unit("甲局"), failing, unit("丙局"), roster=roster))
        assert frame["决定"].to_dict() == {"甲局": "计入", "乙局": "退回", "丙局": "不计入汇总", "丁局": "缺报"}
        assert frame.loc["甲局", ["代码", "层级", "类别", "上级"]].to_list() == [
            "11410781005779236X",
            "县级",
            "部门",
            "甲县",
        ]
        assert frame.loc["丁局", "文件"] == ""

    def test_one_that_counts_although_it_fails_is_marked(self) -> None:
        county = merged(unit("甲局"), unit("乙局", table4__review__total=1), include_failing=True)
        assert units_frame(county)["带错误"].to_dict() == {"甲局": False, "乙局": True}

    def test_several_files_of_a_unit_are_one_row(self) -> None:
        frame = units_frame(merged(unit("甲局"), unit("甲局")))
        assert frame["决定"].to_dict() == {"甲局": "计入"}


class TestLong:
    def test_what_is_no_number_is_told_apart_from_a_blank(self) -> None:
        first = unit("甲局", table4__review__upheld=None, table4__review__other="—", table2__penalty__decisions=2.5)
        long = long_frame(merged(first, include_failing=True)).set_index("指标")
        assert len(long) == 200
        states = {"table4.review.upheld": "空白", "table4.review.other": "不能计入", "table4.review.corrected": "数"}
        for name, state in states.items():
            assert long.loc[name, "状态"] == state
        assert long.loc["table4.review.other", "原文"] == "—"
        assert long.loc["table2.penalty.decisions", "原文"] == "2.5"
        assert long.loc["table4.review.corrected", "数"] == 0

    def test_a_pivot_keeps_the_order_of_the_statute(self) -> None:
        long = long_frame(merged(unit("甲局")))
        (columns,) = [
            part.pivot_table(index="行", columns="列", values="数", aggfunc="sum", observed=True).columns
            for name, part in long.groupby("表", observed=True)
            if name == "表三"
        ]
        assert list(columns) == [
            "自然人",
            "商业企业",
            "科研机构",
            "社会公益组织",
            "法律服务机构",
            "其他",
            "总计",
        ]


def test_parquet_gives_the_frames_back(tmp_path: Path) -> None:
    county = merged(unit("甲局", table4__review__upheld=None), unit("乙局"))
    written = write_parquet(county, tmp_path / "数据")
    assert [path.name for path in written] == ["wide.parquet", "units.parquet", "long.parquet"]
    for path, frame in zip(written, (values_frame(county), units_frame(county), long_frame(county)), strict=True):
        pd.testing.assert_frame_equal(pd.read_parquet(path), frame)
    write_parquet(county, tmp_path / "数据")


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "数据").write_text("somebody's", encoding="utf-8")
    with pytest.raises(FileProblem):
        write_parquet(merged(), tmp_path / "数据")
    assert (tmp_path / "数据").read_text(encoding="utf-8") == "somebody's"


def test_the_examples_of_the_document_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "用pandas分析.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```bash\nxlreport (.*?)\n```", page)
    pivot, library = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert sum(1 for line in pivot.splitlines() if line) <= 10
    monkeypatch.chdir(tmp_path)
    Path("2023年").mkdir()
    asked = {"甲局": ("部门", 3), "乙局": ("部门", 4), "丙镇": ("乡镇街道", 5)}
    for name, (kind, count) in asked.items():
        cells = {"received.new", "result.granted", "result.total"}
        report = unit(name, kind).with_values(
            {f"table3.{row}.{column}": number(count) for row in cells for column in ("natural", "total")}
        )
        build_workbook(replace(report, cover=replace(report.cover, level="县级")), Path("2023年") / f"{name}.xlsx")
    assert run(["--quiet", *command.split()]) == 0
    capsys.readouterr()
    found: dict[str, Any] = {}
    exec(pivot, found)
    table = found["by_kind"]
    assert table["自然人"].to_dict() == {"部门": 7, "乡镇街道": 5, "合计": 12}
    assert table["予以公开"].to_dict() == {"部门": 7, "乡镇街道": 5, "合计": 12}
    assert table["商业企业"].sum() == 0
    exec(library, found)
    assert found["top"].to_dict() == {"丙镇": 5, "乙局": 4, "甲局": 3}
    assert found["disputes"].shape == (2, 15)


def test_json_and_parquet_go_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    build_workbook(unit("甲局"), tmp_path / "in" / "a.xlsx")
    target, folder = tmp_path / "s.xlsx", tmp_path / "没有" / "数据"
    assert run(["consolidate", str(tmp_path / "in"), "-o", str(target), "--parquet", str(folder), "--json"]) == 3
    said = capsys.readouterr()
    assert "数据" in said.err
    assert json.loads(said.out)["counts"]["accepted"] == 1
    assert target.exists()


def test_a_unit_without_a_name_that_counts_has_its_rows() -> None:
    county = merged(unit(""), include_failing=True)
    assert (values_frame(county).shape, len(units_frame(county)), len(long_frame(county))) == ((1, 200), 1, 200)
