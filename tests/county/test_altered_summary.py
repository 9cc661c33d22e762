"""A summary that was changed since it was written does not pass, is sent back one level up, and says which cell."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.workbook.build import build_workbook

PERMITS, FEES = "table2.licensing.decisions", "table2.fees.amount"
FIRST_NUMBER, UNIT = 8, 2
"""Columns of 单位明细: the first of the numbers, and the units' names; permits stand in N (the 7th number)."""

NOT_READ = ("概况", "图表", "分级汇总", "报送情况", "问题清单", "来源")

Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of two units with 7 and 5 permits, 0.1 and 0.2 万元 of fees; 调整 takes 2 permits away: 10 and 0.3."""
    folder = tmp_path_factory.mktemp("county")
    (folder / "in").mkdir()
    for agency, permits, fees in (("甲局", 7, "0.1"), ("乙局", 5, "0.2")):
        report = balanced_report(load("2021"), random.Random(permits), agency=agency, year=2023)
        values = {PERMITS: number(permits), FEES: number(fees)}
        build_workbook(report.with_values(values), folder / "in" / f"{agency}.xlsx")
    book = openpyxl.Workbook()
    assert book.active is not None
    for words in ("单位名称", "甲局", "乙局"):
        book.active.append([words])
    sheet = book.create_sheet("调整")
    for row in (["单元格", "数额", "理由", "经办人"], ["表二!B9", -2, "三家联合发文", "张三"]):
        sheet.append(row)
    book.save(folder / "名册.xlsx")
    assert consolidated(folder, folder / "s.xlsx") == 0
    book = openpyxl.load_workbook(folder / "s.xlsx", data_only=True)
    for name in set(NOT_READ).intersection(book.sheetnames):  # opened many times below
        del book[name]
    book.save(folder / "light.xlsx")
    return folder


def consolidated(county: Path, target: Path, *more: str) -> int:
    words = ["consolidate", str(county / "in"), "-o", str(target), "--roster", str(county / "名册.xlsx")]
    return run([*words, "--agency", "丙县", "--level", "县级", "--kind", "政府", *more])


def altered(county: Path, target: Path, change: Change) -> Path:
    """A copy of the summary in which people changed something; formulas are the numbers that they showed."""
    book = openpyxl.load_workbook(county / "light.xlsx")
    change(book)
    book.save(target)
    return target


def put(sheet: str, cell: str, value: object) -> Change:
    return lambda book: book[sheet].__setitem__(cell, value)


def empty_second_unit(book: Any) -> None:
    """Excel had the sums follow: permits are those of the other unit, 5 - 2."""
    for row in book["单位明细"].iter_rows(min_row=7, max_row=7, min_col=FIRST_NUMBER):
        for cell in row:
            cell.value = None
    book["表二"]["B9"] = 3


def unchanged(_: Any) -> None:
    """Only saved by another program."""


def no_store(book: Any) -> None:
    """As summaries of earlier versions are."""
    for row in book["_xlreport"].iter_rows(min_col=17, max_col=18):
        for cell in row:
            cell.value = None


def of_structure(path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, Any, Any]]:
    """The errors F4 in a file: cell, and the numbers printed and expected."""
    capsys.readouterr()
    code = run(["validate", "--json", str(path)])
    found = [one for one in json.loads(capsys.readouterr().out)["files"][0]["findings"] if one["severity"] == "error"]
    assert (code == 1) == bool(found)
    return [(f"{one['sheet']}!{one['cell']}", one["actual"], one["expected"]) for one in found if one["code"] == "F4"]


def test_a_summary_as_written_passes(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert of_structure(county / "s.xlsx", capsys) == []


SECOND = "单位明细!B7"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("表二", "B9", 999), [("表二!B9", 999, 10)]),
        (put("表二", "B9", None), [("表二!B9", None, 10)]),
        (put("表二", "B16", 0.31), [("表二!B16", 0.31, 0.3)]),
        (put("调整", "C4", -3), [("表二!B9", 10, 9)]),
        (put("单位明细", "N6", 6), [("单位明细!N6", 6, 5)]),
        (put("单位明细", "N6", "五"), [("单位明细!N6", "文字", 5)]),
        (lambda book: book["单位明细"].delete_rows(7), [(SECOND, None, None)]),
        (put("单位明细", "B7", "丁局"), [(SECOND, None, None), (SECOND, None, None)]),
        (put("单位明细", "B8", "丁局"), [("单位明细!B8", None, None)]),
        (lambda book: book.remove(book["单位明细"]), [("!", None, None)]),
        (lambda book: book["单位明细"].delete_rows(2), [("!", None, None)]),
    ],
    ids=["sum", "sum gone", "money", "adjustment", "unit", "words", "row gone", "name", "row more", "sheet", "columns"],
)
def test_what_was_changed_is_an_error_on_its_cell(
    county: Path, change: Change, expected: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert of_structure(altered(county, tmp_path / "a.xlsx", change), capsys) == expected


def test_an_emptied_row_is_one_error_though_the_sums_follow(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ((cell, now, then),) = of_structure(altered(county, tmp_path / "a.xlsx", empty_second_unit), capsys)
    assert cell.startswith("单位明细!")
    assert cell.endswith("7")
    assert now == "空白"
    assert then > 0


def test_a_summary_that_stores_nothing_is_held_against_its_own_sheets(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def without(*changes: Change) -> Path:
        return altered(county, tmp_path / "a.xlsx", lambda book: [change(book) for change in (no_store, *changes)])

    assert of_structure(without(), capsys) == []
    assert of_structure(without(put("单位明细", "N6", 6)), capsys) == [("表二!B9", 10, 11)]
    assert of_structure(without(lambda book: book.remove(book["单位明细"])), capsys) == []


def test_one_level_up_a_changed_summary_is_sent_back(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "名册.csv").write_text("单位名称\n丙县\n", encoding="utf-8")
    words = ["consolidate", str(tmp_path / "in"), "--roster", str(tmp_path / "名册.csv"), "--agency", "丁市"]
    altered(county, tmp_path / "in" / "丙县.xlsx", unchanged)
    assert run([*words, "-o", str(tmp_path / "1.xlsx")]) == 0
    altered(county, tmp_path / "in" / "丙县.xlsx", put("表二", "B9", 999))
    capsys.readouterr()
    assert run([*words, "-o", str(tmp_path / "2.xlsx")]) == 1
    said = capsys.readouterr().out
    assert "退回 丙县（丙县.xlsx）：F4：汇总表的表二“行政许可”本年处理决定数量 B9 填 999" in said


def test_a_document_of_a_changed_summary_is_said_to_have_an_error(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, change, code in (("1", unchanged, 0), ("2", put("表二", "B9", 999), 1)):
        path = altered(county, tmp_path / f"{name}.xlsx", change)
        assert run(["export", str(path), "--to", "html", "-o", str(tmp_path / f"{name}.html")]) == code
    assert "1 处错误（F4 1 处），已照原样导出" in capsys.readouterr().err


def test_a_second_run_names_the_numbers_that_it_does_not_keep(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = altered(county, tmp_path / "a.xlsx", put("表二", "B9", 999))
    capsys.readouterr()
    consolidated(county, path)
    assert "上次汇总表里改过的数没有沿用（表二!B9），这次按各单位的报告重新相加" in capsys.readouterr().err
    assert of_structure(path, capsys) == []


def test_numbers_that_do_not_count_are_no_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = balanced_report(load("2021"), random.Random(3), agency="甲局", year=2023)
    build_workbook(report.with_values({PERMITS: number("2.5")}), tmp_path / "甲局.xlsx")
    run(["consolidate", str(tmp_path / "甲局.xlsx"), "-o", str(tmp_path / "s.xlsx"), "--include-failing"])
    assert openpyxl.load_workbook(tmp_path / "s.xlsx")["单位明细"]["N6"].value == "2.5（未计入）"
    assert of_structure(tmp_path / "s.xlsx", capsys) == []


def test_a_part_replaces_no_whole(county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = altered(county, tmp_path / "s.xlsx", unchanged)
    before = path.read_bytes()
    capsys.readouterr()
    assert consolidated(county, path, "--only", "甲局") == 3
    assert (
        f"{path} 是全部单位的汇总表，--only 只汇总部分单位，没有覆盖。请用 -o 换一个文件名。" in capsys.readouterr().err
    )
    assert path.read_bytes() == before
    part = tmp_path / "part.xlsx"
    assert consolidated(county, part, "--only", "甲局") == 0
    assert consolidated(county, part, "--only", "乙局") == 0
    assert consolidated(county, part) == 0
    assert consolidated(county, part, "--exclude", "甲局") == 0
