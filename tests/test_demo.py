"""The demonstration does what the README says of it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from xlreport.console.app import run
from xlreport.county.demo import demo_county
from xlreport.rules.narrative import claims_of
from xlreport.workbook.locate import judge
from xlreport.workbook.read import judge_reading, read_workbook

COUNTED = (
    "城市管理局",
    "科技和工业信息化局",
    "住房和城乡建设局",
    "教育局",
    "公安局",
    "市场监督管理局",
    "河东镇人民政府",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "示例"
    assert run(["--quiet", "demo", str(folder)]) == 0
    return folder


def test_it_writes_a_roster_eleven_workbooks_and_a_summary(demo: Path) -> None:
    assert len(list((demo / "各单位报送").glob("*.xlsx"))) == 11
    assert (demo / "名册.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (demo / "汇总表.xlsx").is_file()


def test_it_tells_what_became_of_each_of_the_twelve_agencies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--quiet", "demo", str(tmp_path / "县")]) == 0
    out = capsys.readouterr().out
    for unit in demo_county().units:
        assert unit.name in out
    for words in (
        "未通过（B1、B3）",
        "未通过（F1、L1）",
        "C4：",
        "打开密码",
        "缺报 1",
        "计入 7，退回 4，忽略 0",
        "汇总表.xlsx",
    ):
        assert words in out, words
    assert "自然人D30填3，若为4" in re.sub(r"[|\s]", "", out), "which cell is likely wrong, and what it should hold"


def test_its_agencies_have_only_the_faults_it_means_to_show() -> None:
    """Each has prose that says what its tables say, and is signed in the January after its year."""
    found = {}
    for unit in demo_county().units:
        if unit.report is not None:
            assert unit.report.cover.date == f"{(unit.report.year or 0) + 1}-01-18"
            codes = {finding.code for finding in judge(unit.report)}
            found |= {unit.name: codes} if codes else {}
            agreed = {claim.name for _, claim in claims_of(unit.report)}
            assert {"本年新收", "信息处理费"} <= agreed, "the prose names numbers that could disagree"
    assert found == {
        "青禾县综合执法局": {"F1", "L1"},
        "青禾县住房和城乡建设局": {"V5"},
        "青禾县自然资源局": {"B1", "B3"},
    }


def test_its_summary_is_the_sum_of_the_seven_units_that_count(demo: Path) -> None:
    summary = read_workbook(demo / "汇总表.xlsx")
    assert summary.mark == "summary"
    assert [finding for finding in judge_reading(summary) if finding.severity == "error"] == []
    units = [unit.report for unit in demo_county().units if unit.name.removeprefix("青禾县") in COUNTED and unit.report]
    assert len(units) == len(COUNTED)
    for field in summary.report.form.fields:
        exact = sum((Fraction(str(unit[field.id].plain or 0)) for unit in units), Fraction(0))
        assert Fraction(str(summary.report[field.id].plain)) == exact, field.id


def test_it_can_be_run_again_in_the_same_folder_but_not_over_other_files(demo: Path, tmp_path: Path) -> None:
    assert run(["--quiet", "demo", str(demo)]) == 0
    (tmp_path / "别人的文件.txt").write_text("x", encoding="utf-8")
    assert run(["--quiet", "demo", str(tmp_path)]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["别人的文件.txt"]


def test_five_of_its_units_carry_the_figures_of_the_real_reports(truth: dict[str, Path]) -> None:
    from xlreport.report_json import read_json

    pairs = {
        "000": "青禾县城市管理局",
        "001": "青禾县综合执法局",
        "002": "青禾县科技和工业信息化局",
        "003": "青禾县经济开发区管理委员会",
        "004": "青禾县住房和城乡建设局",
    }
    units = {unit.name: unit.report for unit in demo_county().units}
    for number, name in pairs.items():
        real, invented = read_json(truth[number]), units[name]
        assert invented is not None
        assert (invented.form.id, invented.year) == (real.form.id, real.year)
        assert [content.plain for content in invented.values] == [content.plain for content in real.values], name
