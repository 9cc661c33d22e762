"""xlreport export: which files come to be, what is said, and with which exit code it ends."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.bad_input.expect import answer, assert_plain_chinese
from tests.samples import balanced_report
from xlreport.console import machine
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.numbers import BLANK, number
from xlreport.published.long_form import read_long
from xlreport.report import Report
from xlreport.report_json import read_json
from xlreport.workbook.build import build_workbook

SHAPES = ("docx", "html", "csv")
"""PDFs have a test of their own: LibreOffice takes its time."""


def sample(agency: str = "甲县水务局") -> Report:
    return balanced_report(load("2021"), random.Random(8), agency=agency)


def workbook(report: Report, folder: Path) -> Path:
    build_workbook(report, folder / "甲.xlsx")
    return folder / "甲.xlsx"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sound_report_is_exported_and_its_gaps_are_named(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = sample()
    prose = {key: words for key, words in report.narrative.items() if key != "五"}
    source, target = workbook(replace(report, narrative=prose), tmp_path), tmp_path / f"甲.{shape}"
    said = answer(capsys, "export", source, "--to", shape, "-o", target)
    gaps = "，有 2 处待填，文中已用黄色标出：存在的主要问题及改进情况、成文日期"
    assert (said.code, said.out, said.err) == (0, "", f"已导出 {target}{'' if shape == 'csv' else gaps}\n")
    assert target.stat().st_size > 2000


@pytest.mark.parametrize("shape", SHAPES)
def test_a_report_with_errors_is_exported_as_it_stands_and_that_is_said(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One too many carried forward by a natural person: its column (B1) and its row (B3) no longer add up."""
    carried = "table3.carried_forward.natural"
    report = sample().with_values({carried: number(sample()[carried].scaled // 10_000 + 1)})
    source, target = workbook(report, tmp_path), tmp_path / f"甲.{shape}"
    said = answer(capsys, "--quiet", "export", source, "--to", shape, "-o", target)
    assert said.code == 1
    (sentence,) = said.err.splitlines()
    assert "有 2 处错误（B1 1 处、B3 1 处），已照原样导出" in sentence
    assert_plain_chinese(sentence, "xlreport validate", "B1", "B3", str(source))
    assert target.is_file()


@pytest.mark.parametrize("shape", SHAPES)
def test_nobodys_work_is_overwritten(shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = workbook(sample(), tmp_path), tmp_path / f"甲.{shape}"
    target.write_bytes(b"somebody's work")
    said = answer(capsys, "export", source, "--to", shape, "-o", target)
    assert said.code == 3
    assert "已经存在" in said.err
    assert target.read_bytes() == b"somebody's work"


@pytest.mark.parametrize("shape", [*SHAPES, "pdf"])
def test_a_file_is_named_as_what_it_is(shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "export", workbook(sample(), tmp_path), "--to", shape, "-o", tmp_path / "甲.xlsx")
    assert said.code == 2
    assert f"要以 .{shape} 结尾" in said.err


def test_without_libreoffice_a_pdf_is_refused_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda _: None)
    said = answer(capsys, "export", workbook(sample(), tmp_path), "--to", "pdf", "-o", tmp_path / "甲.pdf")
    assert said.code == 3
    assert "需要 LibreOffice" in said.err
    assert "导出为 docx" in said.err
    assert not (tmp_path / "甲.pdf").exists()


def test_a_summary_is_exported_as_the_countys_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two units with 2,483 and 17 licences: the county prints 2,500."""
    folder = tmp_path / "各单位"
    folder.mkdir()
    for name, licences in (("甲县水务局", 2483), ("甲县民政局", 17)):
        report = sample(name).with_values({"table2.licensing.decisions": number(licences)})
        build_workbook(report, folder / f"{name}.xlsx")
    summary = tmp_path / "汇总表.xlsx"
    line = ["--quiet", "consolidate", str(folder), "-o", str(summary), "--agency", "甲县人民政府", "--year", "2021"]
    run([*line, "--level", "县级", "--kind", "政府"])
    capsys.readouterr()
    for shape in ("docx", "csv"):
        said = answer(capsys, "export", summary, "--to", shape, "-o", tmp_path / f"县.{shape}")
        assert said.code == 0
    document = Document(str(tmp_path / "县.docx"))
    assert document.paragraphs[0].text == "甲县人民政府2021年\n政府信息公开工作年度报告"
    assert document.tables[0].rows[6].cells[1].text == "2500"
    county = read_long(tmp_path / "县.csv")
    assert (county.agency, county["table2.licensing.decisions"]) == ("甲县人民政府", number(2500))


def test_the_values_come_back_by_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = workbook(sample(), tmp_path), tmp_path / "甲.csv"
    assert answer(capsys, "export", source, "--to", "csv", "-o", target).code == 0
    said = answer(capsys, "import", target, "--to", "json", "-o", tmp_path / "出")
    assert said.code == 0
    assert "（CSV 数据）" in said.out
    (back,) = (tmp_path / "出").iterdir()
    assert read_json(back).values == sample().values


def test_blank_numbers_of_a_document_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing marks an empty cell on the page, so that it could be published unseen."""
    report = sample().with_values({"table2.fees.amount": BLANK, "table2.licensing.decisions": BLANK})
    source, target = workbook(report, tmp_path), tmp_path / "甲.html"
    said = answer(capsys, "export", source, "--to", "html", "-o", target)
    assert said.err.rstrip().endswith("；表中还有数字空着：表二 2 格，没有的请填 0")
