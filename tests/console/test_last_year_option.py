"""--last-year and the likely repairs: what a clerk and the officer see of them."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.samples import PROSE, balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.report import Report
from xlreport.report_json import to_json

FORWARD = "table3.carried_forward"
OVER = "table3.received.carried_over"
KINDS = ("natural", "business", "research", "nonprofit", "legal", "other", "total")


def two_years(agency: str = "甲县测试局") -> tuple[Report, Report]:
    """A report and the one on the year before, whose 结转下年度 is this year's 上年结转."""
    now = balanced_report(load("2021"), random.Random(5), agency=agency, year=2022)
    before = balanced_report(load("2021"), random.Random(6), agency=agency, year=2021)
    before = before.with_values({f"{FORWARD}.{kind}": now[f"{OVER}.{kind}"] for kind in KINDS})
    return replace(now, narrative=PROSE), before


def written(report: Report, path: Path) -> str:
    path.write_text(json.dumps(to_json(report), ensure_ascii=False), encoding="utf-8")
    return str(path)


def validated(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run(["validate", *arguments, "--json"])
    (found,) = json.loads(capsys.readouterr().out)["files"]
    return code, found


def codes(found: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in found["findings"]]


def test_what_was_carried_forward_last_year_is_carried_over_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now, before = two_years()
    more = before[f"{FORWARD}.total"].scaled // 10_000 + 2
    last = written(before.with_values({f"{FORWARD}.total": number(more)}), tmp_path / "last.json")
    code, found = validated(capsys, written(now, tmp_path / "now.json"), "--last-year", last)
    (carried,) = [finding for finding in found["findings"] if finding["code"] == "Y1"]
    assert (carried["cell"], carried["expected"], carried["difference"]) == ("J7", more, -2)
    assert found["last_year"] == [last]
    assert code == 0


@pytest.mark.parametrize("what", ["file", "folder"])
def test_agreeing_years_give_no_carry_over_finding(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now, before = two_years()
    folder = tmp_path / "last"
    folder.mkdir()
    last = written(before, folder / "last.json")
    written(two_years("乙县测试局")[1], folder / "other.json")
    source = last if what == "file" else str(folder)
    _, found = validated(capsys, written(now, tmp_path / "now.json"), "--last-year", source)
    assert "Y1" not in codes(found)
    assert found["last_year"] == [last]


def test_a_unit_without_a_report_last_year_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "last"
    folder.mkdir()
    written(two_years("乙县测试局")[1], folder / "other.json")
    code, found = validated(capsys, written(two_years()[0], tmp_path / "now.json"), "--last-year", str(folder))
    (finding,) = [one for one in found["findings"] if one["code"] == "C6"]
    assert "没有甲县测试局 2021 年度的报告，没有与上年比较" in finding["message"]
    assert (code, found["last_year"]) == (0, [])


def test_a_source_that_is_not_there_is_said_and_the_files_are_still_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = written(two_years()[0], tmp_path / "now.json")
    assert run(["validate", now, "--last-year", str(tmp_path / "gone.xlsx")]) == 3
    said = capsys.readouterr()
    assert "gone.xlsx" in said.err
    assert "通过" in said.out


def test_consolidate_compares_each_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    this, last = tmp_path / "this", tmp_path / "last"
    this.mkdir(), last.mkdir()
    from xlreport.workbook.build import build_workbook

    for name, changed in (("甲县测试局", 0), ("乙县测试局", 3)):
        now, before = two_years(name)
        total = before[f"{FORWARD}.total"].scaled // 10_000 + changed
        build_workbook(now, this / f"{name}.xlsx")
        build_workbook(before.with_values({f"{FORWARD}.total": number(total)}), last / f"{name}.xlsx")
    arguments = [str(this), "-o", str(tmp_path / "s.xlsx"), "--last-year", str(last), "--json"]
    run(["consolidate", *arguments])
    units = {unit["agency"]: unit for unit in json.loads(capsys.readouterr().out)["units"]}
    carried = {
        name: [one["difference"] for one in unit["findings"] if one["code"] == "Y1"] for name, unit in units.items()
    }
    assert carried == {"甲县测试局": [], "乙县测试局": [-3]}


class TestRepairs:
    """Twelve typed where nothing happened: the row and the column of the cell cross in it."""

    def wrong(self) -> Report:
        now, _ = two_years()
        cell = "table3.result.denied.state_secret.natural"
        return now.with_values({cell: number(now[cell].scaled // 10_000 + 12)})

    def test_the_cell_and_its_true_value_are_proposed(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = validated(capsys, written(self.wrong(), tmp_path / "a.json"))
        (change,) = found["suspects"][0]["changes"]
        true = two_years()[0]["table3.result.denied.state_secret.natural"].plain
        assert code == 1
        assert (change["cell"], change["proposed"]) == ("D10", true)
        assert sorted(found["suspects"][0]["rules_mended"]) == sorted({"B2.natural", "B3.result.denied.state_secret"})

    def test_people_read_one_sentence_under_the_findings(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["validate", written(self.wrong(), tmp_path / "a.json")])
        lines = capsys.readouterr().out.splitlines()
        at = lines.index("  可能的改法：")
        assert lines[at + 1].startswith("    1. 表三『1.属于国家秘密』自然人 D10 填 ")
        assert lines[at + 1].endswith("则 2 条勾稽关系全部平衡。")

    def test_a_report_that_balances_has_none(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, found = validated(capsys, written(two_years()[0], tmp_path / "a.json"))
        assert found["suspects"] == []

    def test_the_marked_copy_says_it_on_the_cell_and_on_the_list(self, tmp_path: Path) -> None:
        import openpyxl

        (tmp_path / "m").mkdir()
        run(["--quiet", "validate", written(self.wrong(), tmp_path / "a.json"), "--mark", str(tmp_path / "m")])
        book = openpyxl.load_workbook(tmp_path / "m" / "a.xlsx")
        assert "可能的改法" in book["表三"]["D10"].comment.text
        words = [str(cell.value) for row in book["问题清单"].iter_rows() for cell in row if cell.value]
        assert any("D10 填" in one and "勾稽关系全部平衡" in one for one in words)
