"""What the officer typed into a summary outlives the next run; what does not is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.numbers import BLANK, Content, number
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import read_workbook

TEXT, WHY = "全县主动公开信息一万条。\n第二段。", "全年没有许可事项，已与该局核实"
PERMITS = "table2.licensing.decisions"


def hand_in(desk: Path, permits: Content) -> None:
    report = balanced_report(load("2021"), random.Random(1), agency="甲局", year=2023)
    build_workbook(report.with_values({PERMITS: permits}), desk / "in" / "甲局.xlsx")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with one unit's report, in which the number of permits is blank."""
    (tmp_path / "in").mkdir()
    hand_in(tmp_path, BLANK)
    return tmp_path


def consolidated(desk: Path, *more: str) -> int:
    return run(["consolidate", str(desk / "in"), "-o", str(desk / "s.xlsx"), *more])


def typed(path: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def write_all(book: Any) -> None:
    """Type a text, the cover's entries, and an explanation of the blank in 表二."""
    book["文字部分"]["B4"] = TEXT
    for address, words in {"C5": "11330000002482082X", "C9": "2024-01-20", "C10": "张三", "C11": "0571-1234"}.items():
        book["封面"][address] = words
    checks = book["校验"]
    (row,) = (one for one in range(6, 80) if checks.cell(one, 1).value == "V5" and "表二" in checks.cell(one, 3).value)
    checks.cell(row, 9).value = WHY


def test_a_second_run_keeps_what_was_typed_and_says_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    consolidated(desk, "--agency", "乙县", "--level", "县级", "--kind", "政府")
    typed(desk / "s.xlsx", write_all)
    for _ in range(2):
        capsys.readouterr()
        consolidated(desk, "--agency", "乙县", "--level", "县级", "--kind", "政府")
        (line,) = (one for one in capsys.readouterr().err.splitlines() if "沿用" in one)
        assert line.startswith("沿用了上次汇总里填写的文字：封面!C5、封面!C9、封面!C10、封面!C11、文字部分!B4、校验!I")
    report = read_workbook(desk / "s.xlsx").report
    assert dict(report.narrative) == {"一/主动公开": TEXT}
    cover = report.cover
    assert (cover.code, cover.date, cover.contact, cover.phone) == (
        "11330000002482082X",
        "2024-01-20",
        "张三",
        "0571-1234",
    )
    assert [(one.code, one.cells, one.text) for one in report.explanations] == [("V5", ("表二!B9",), WHY)]


def test_name_level_and_kind_are_kept_where_the_run_is_not_told_them(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    consolidated(desk, "--agency", "乙县", "--level", "县级", "--kind", "政府")
    capsys.readouterr()
    consolidated(desk)
    assert "沿用了上次汇总里填写的文字：封面!C4、封面!C7、封面!C8。" in capsys.readouterr().err
    report = read_workbook(desk / "s.xlsx").report
    assert (report.agency, report.cover.level, report.cover.kind) == ("乙县", "县级", "政府")


def test_what_is_not_kept_is_named(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    consolidated(desk, "--agency", "乙县", "--level", "县级")
    typed(desk / "s.xlsx", write_all)
    hand_in(desk, number(4))
    capsys.readouterr()
    consolidated(desk, "--agency", "乙县", "--level", "地市级")
    said = capsys.readouterr().err
    assert "上次汇总封面的“机关层级”是“县级”，没有沿用，这次写的是“地市级”。" in said
    assert f"V5 的审核说明“{WHY}”不再有效：表二!B9 由空白改为 4；" in said
    assert read_workbook(desk / "s.xlsx").report.explanations == ()


def test_the_summary_of_another_body_lends_nothing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    consolidated(desk, "--agency", "乙县")
    typed(desk / "s.xlsx", write_all)
    capsys.readouterr()
    assert consolidated(desk, "--agency", "丙县") == 3
    assert "沿用" not in capsys.readouterr().err
    assert read_workbook(desk / "s.xlsx").report.narrative
