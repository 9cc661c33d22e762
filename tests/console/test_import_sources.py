"""The sheet of sources of an imported workbook: where each number was read, the open ones first."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from tests.bad_input.expect import answer, one_line
from tests.console.importing import UNCLEAR, only, sources
from tests.published.made import publish, sound_report
from xlreport.console.app import run
from xlreport.workbook.read import read_workbook


def test_the_sheet_of_sources_lists_every_field_with_the_open_ones_first(tmp_path: Path, out: Path) -> None:
    report = sound_report()
    run(["import", str(publish(tmp_path / "甲.html", report, UNCLEAR)), "-o", str(out)])
    lines = sources(only(out))
    assert len(lines) == len(report.form.fields)
    assert lines[0][:6] == ("表二", "行政处罚", "本年处理决定数量", "表二!B12", "待核：31 42", "31 42")
    assert lines[0][7].startswith("待核：")
    values = {line[3]: line[4] for line in lines[1:]}
    sheet = openpyxl.load_workbook(only(out))
    for place, value in values.items():
        name, cell = place.split("!")
        held = sheet[name][cell].value
        assert held == value or str(held).startswith("="), place


def test_the_sheet_of_sources_names_the_document_by_its_content(tmp_path: Path, out: Path) -> None:
    document = publish(tmp_path / "甲.html", sound_report())
    run(["import", str(document), "-o", str(out)])
    sheet = openpyxl.load_workbook(only(out))["来源"]
    assert "甲.html" in sheet["A1"].value
    assert hashlib.sha256(document.read_bytes()).hexdigest() in sheet["A2"].value
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes
    links = {cell.value: cell.hyperlink.location for (cell,) in sheet["D5:D204"] if cell.hyperlink}
    assert len(links) == len(sound_report().form.fields)
    assert all(location == f"'{place[:2]}'!{place[3:]}" for place, location in links.items())


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, out: Path) -> None:
    document = publish(tmp_path / "甲.html", sound_report())
    run(["import", str(document), "-o", str(out)])
    first = only(out).read_bytes()
    only(out).unlink()
    document.touch()
    run(["import", str(document), "-o", str(out)])
    assert only(out).read_bytes() == first


def test_the_sheet_of_sources_changes_nothing_in_what_is_read(tmp_path: Path, out: Path) -> None:
    """Not even where a table was moved and has to be searched for."""
    run(["import", str(publish(tmp_path / "甲.html", sound_report())), "-o", str(out)])
    book = openpyxl.load_workbook(only(out))
    book["表三"].insert_rows(1, 3)
    book["表四"].title = "别的名称"
    altered, bare = tmp_path / "改.xlsx", tmp_path / "无来源.xlsx"
    book.save(altered)
    del book["来源"]
    book.save(bare)
    one, other = read_workbook(altered), read_workbook(bare)
    assert one.report.values == other.report.values
    assert one.remarks == other.remarks
    assert (one.lists_sources, other.lists_sources) == (True, False)


def test_a_fresh_copy_says_that_the_sheet_of_sources_stays_behind(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["import", str(publish(tmp_path / "甲.html", sound_report(), UNCLEAR)), "-o", str(out)])
    for command in (["fill", str(only(out)), "-o"], ["validate", str(only(out)), "--mark"]):
        folder = tmp_path / command[0]
        folder.mkdir()
        said = answer(capsys, *command, folder)
        one_line(said, "来源", "没有带过来")
        assert "来源" not in openpyxl.load_workbook(only(folder)).sheetnames
        assert read_workbook(only(folder)).report["table2.penalty.decisions"].plain == "待核：31 42"
