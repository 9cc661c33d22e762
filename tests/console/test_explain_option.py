"""validate --explain CODE CELL TEXT, and how explained warnings are shown, counted and kept."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.findings.model import Explanation
from xlreport.forms import load
from xlreport.numbers import BLANK, number
from xlreport.report import Report
from xlreport.report_json import to_json
from xlreport.workbook.build import build_workbook
from xlreport.workbook.layout import places
from xlreport.workbook.read import read_workbook

REASON = "全年没有许可事项"


@pytest.fixture
def report() -> Report:
    """Two blanks of 表二, 许可 (B9) and 处罚 (B12), are its only warnings."""
    report = balanced_report(load("2021"), random.Random(15), year=2021)
    report = report.with_values({"table2.licensing.decisions": BLANK, "table2.penalty.decisions": BLANK})
    return replace(report, cover=replace(report.cover, date="2022-01-20"))


@pytest.fixture
def path(report: Report, tmp_path: Path) -> Path:
    build_workbook(report, tmp_path / "甲.xlsx")
    return tmp_path / "甲.xlsx"


def validated(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["validate", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("cell", ["表二!B9", "B9", "b9", "表二！$B$9"])
def test_it_counts_for_this_run_and_says_how_to_keep_it(
    cell: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = path.read_bytes()
    code, out, err = validated(capsys, path, "--explain", "V5", cell, REASON)
    assert code == 0
    assert "通过（警告 2 处，其中已说明 1 处）" in out
    unexplained, explained = out.split("已说明 1 处：\n")
    assert "B12 空白" in unexplained
    assert "B9 空白" in explained
    assert f"说明：{REASON}" in explained
    assert "没有写入文件" in err
    assert "--mark" in err
    assert path.read_bytes() == before


def test_with_mark_it_is_written_bound_to_its_value(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    options = ["--explain", "V5", "B9", REASON, "--explain", "V5", "B12", "没有处罚职能"]
    code, _, err = validated(capsys, path, *options, "--mark", tmp_path / "out")
    assert code == 0
    assert "没有写入" not in err
    copy = tmp_path / "out" / "甲.xlsx"
    assert {(one.cells, one.values, one.text) for one in read_workbook(copy).report.explanations} == {
        (("表二!B9",), (None,), REASON),
        (("表二!B12",), (None,), "没有处罚职能"),
    }
    book = openpyxl.load_workbook(copy)
    book["表二"]["B9"] = 4
    book.save(copy)
    code, out, _ = validated(capsys, copy)
    assert f"V5 的审核说明“{REASON}”不再有效：表二!B9 由空白改为 4；" in out
    assert "其中已说明 1 处" in out
    _, out, _ = validated(capsys, copy, "--json")
    (file,) = json.loads(out)["files"]
    (dropped,) = file["dropped"]
    assert (dropped["code"], dropped["cells"], dropped["text"]) == ("V5", ["表二!B9"], REASON)
    assert "表二!B9 由空白改为 4" in dropped["reason"]


def test_the_second_of_two_texts_for_one_finding_stands(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--explain", "V5", "B9", "记不清了", "--explain", "V5", "B9", REASON]
    code, out, _ = validated(capsys, path, *options)
    assert code == 0
    assert "其中已说明 1 处" in out
    assert f"说明：{REASON}" in out
    assert "说明：记不清了" not in out
    assert "表二!B9 的审核说明“记不清了”由后一条说明代替" in out


def test_a_new_text_takes_the_place_of_the_old(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
    validated(capsys, path, "--explain", "V5", "B9", "记不清了", "--mark", tmp_path / "one")
    copy = tmp_path / "one" / "甲.xlsx"
    validated(capsys, copy, "--explain", "V5", "B9", REASON, "--mark", tmp_path / "two")
    assert [one.text for one in read_workbook(tmp_path / "two" / "甲.xlsx").report.explanations] == [REASON]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("X9", "B9", REASON), "没有这个代码"),
        (("V5", "B9", "核实无误"), "没有说明原因"),
        (("V5", "B9", " "), "没有说明原因"),
        (("V5", "第九行", REASON), "不是单元格"),
        (("V5", "B5", REASON), "没有这样的警告"),
        (("V5", "表三!B9", REASON), "没有这样的警告"),
        (("V5", "B9"), "后面要写三项"),
    ],
)
def test_what_cannot_be_explained_is_a_usage_error_of_one_sentence(
    words: tuple[str, ...], said: str, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    code, out, err = validated(capsys, path, "--mark", tmp_path / "out", "--explain", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_errors_cannot_be_explained(report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_workbook(report.with_values({"table2.licensing.decisions": number(-3)}), tmp_path / "a.xlsx")
    code, out, err = validated(capsys, tmp_path / "a.xlsx", "--explain", "V2", "B9", REASON)
    assert (code, out) == (2, "")
    assert "V2 是错误，不能用说明代替" in err


def test_a_cell_that_two_sheets_have_must_be_named_with_its_sheet(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = report.form.table("table4").fields
    of_table4 = {places(report.form)[field.id].cell: field.id for field in fields}
    of_table3 = {places(report.form)[field.id].cell: field.id for field in report.form.table("table3").fields}
    cell = next(cell for cell in of_table4 if cell in of_table3)
    build_workbook(report.with_values({of_table4[cell]: BLANK, of_table3[cell]: BLANK}), tmp_path / "a.xlsx")
    code, _, err = validated(capsys, tmp_path / "a.xlsx", "--explain", "V5", cell, REASON)
    assert code == 2
    assert f"表三!{cell} 还是 表四!{cell}" in err


def test_new_and_fill_say_what_they_leave_behind(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = (
        Explanation("V5", ("表二!B9",), (None,), REASON),
        Explanation("V5", ("表二!B12",), (7,), "以前的数字"),
    )
    (tmp_path / "r.json").write_text(json.dumps(to_json(replace(report, explanations=given))), encoding="utf-8")
    assert run(["new", "--from", str(tmp_path / "r.json"), "-o", str(tmp_path / "a.xlsx")]) == 0
    said = capsys.readouterr().err
    assert "“以前的数字”不再有效：表二!B12 由 7 改为空白" in said
    assert REASON not in said
    (tmp_path / "out").mkdir()
    assert run(["fill", str(tmp_path / "a.xlsx"), "--zeros", "-o", str(tmp_path / "out")]) == 0
    assert f"“{REASON}”不再有效：表二!B9 由空白改为 0" in capsys.readouterr().out


def test_a_county_sees_how_many_warnings_each_unit_explained(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    given = Explanation("V5", ("表二!B9",), (None,), REASON)
    build_workbook(replace(report, explanations=(given,)), tmp_path / "in" / "a.xlsx")
    blanks = {name: report[name] for name in ("table2.licensing.decisions", "table2.penalty.decisions")}
    other = balanced_report(report.form, random.Random(16), agency="甲县教育局", year=2021).with_values(blanks)
    build_workbook(other, tmp_path / "in" / "b.xlsx")
    capsys.readouterr()
    assert run(["consolidate", str(tmp_path / "in"), "-o", str(tmp_path / "s.xlsx"), "--json"]) == 0
    units = {unit["agency"]: unit for unit in json.loads(capsys.readouterr().out)["units"]}
    assert [units[name]["explained"] for name in ("甲县测试局", "甲县教育局")] == [1, 0]
    assert [units[name]["unexplained"] for name in ("甲县测试局", "甲县教育局")] == [1, 2]
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    heads, *rows = book["来源"].iter_rows(min_row=3, values_only=True)
    explained, unexplained = heads.index("警告已说明"), heads.index("警告未说明")
    assert {(row[1], row[explained], row[unexplained]) for row in rows} == {
        ("甲县测试局", "1", "1"),
        ("甲县教育局", "0", "2"),
    }
    assert [row[-1] for row in book["问题清单"].iter_rows(min_row=4, values_only=True)].count(REASON) == 1
