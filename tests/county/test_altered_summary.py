"""A summary that was changed since it was written does not pass, is sent back one level up, and says which cell."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.a1 import parse_cell
from xlreport.console.app import run
from xlreport.files.grids import NUMBER, WORDS, Book, Cell, read_book
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import judge_reading, read_sheets

PERMITS, FEES = "table2.licensing.decisions", "table2.fees.amount"
FIRST_NUMBER = 8
"""Column of 单位明细; permits stand in N, the 7th number."""


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
    return folder


def consolidated(county: Path, target: Path, *more: str) -> int:
    words = ["consolidate", str(county / "in"), "-o", str(target), "--roster", str(county / "名册.xlsx")]
    return run([*words, "--agency", "丙县", "--level", "县级", "--kind", "政府", *more])


def altered(county: Path, target: Path, cell: str = "表二!B9", value: object = 10) -> Path:
    """A copy of the summary as openpyxl saves it, a cell typed over; formulas are the numbers that they showed."""
    book = openpyxl.load_workbook(county / "s.xlsx", data_only=True)
    sheet, _, address = cell.partition("!")
    book[sheet][address] = value
    book.save(target)
    return target


class Desk:
    """The summary opened, its cells to be changed by hand."""

    def __init__(self, county: Path) -> None:
        self.book = read_book(county / "s.xlsx")
        self.cells = {name: dict(self.book.grid(name).cells) for name in self.book.names}

    def put(self, cell: str, value: str, kind: str = NUMBER) -> None:
        """Type over a cell; '' empties it."""
        sheet, _, address = cell.partition("!")
        spot = parse_cell(address)
        if value:
            self.cells[sheet][spot] = Cell(kind, value)
        else:
            self.cells[sheet].pop(spot, None)

    def clear(self, sheet: str, row: int, first: int = 1) -> None:
        """Empty a row, from a column on."""
        self.cells[sheet] = {
            spot: cell for spot, cell in self.cells[sheet].items() if spot[0] != row or spot[1] < first
        }

    def delete_row(self, sheet: str, row: int) -> None:
        """Take a row out."""
        self.clear(sheet, row)
        self.cells[sheet] = {(at - (at > row), column): cell for (at, column), cell in self.cells[sheet].items()}

    @property
    def found(self) -> list[tuple[str, object, object]]:
        """The errors F4: cell, and the numbers printed and expected."""
        grids = {name: replace(self.book.grid(name), cells=cells) for name, cells in self.cells.items()}
        book = Book(self.book.path, tuple(grids), grids.__getitem__)
        errors = [one for one in judge_reading(read_sheets(book)) if one.is_error and one.code == "F4"]
        return [(f"{one.sheet}!{one.cell}", one.actual, one.expected) for one in errors]


@pytest.fixture
def desk(county: Path) -> Desk:
    return Desk(county)


def test_a_summary_as_written_passes(desk: Desk, county: Path) -> None:
    assert desk.found == []
    assert run(["validate", str(county / "s.xlsx")]) == 0


@pytest.mark.parametrize(
    ("cell", "value", "kind", "expected"),
    [
        ("表二!B9", "999", NUMBER, [("表二!B9", 999, 10)]),
        ("表二!B9", "", NUMBER, [("表二!B9", None, 10)]),
        ("表二!B16", "0.31", NUMBER, [("表二!B16", 0.31, 0.3)]),
        ("调整!C4", "-3", NUMBER, [("表二!B9", 10, 9)]),
        ("单位明细!N6", "6", NUMBER, [("单位明细!N6", 6, 5)]),
        ("单位明细!N6", "", NUMBER, [("单位明细!N6", "空白", 5)]),
        ("单位明细!N6", "五", WORDS, [("单位明细!N6", "文字", 5)]),
        ("单位明细!B7", "丁局", WORDS, [("单位明细!B7", None, None), ("单位明细!B7", None, None)]),
        ("单位明细!B8", "丁局", WORDS, [("单位明细!B8", None, None)]),
    ],
)
def test_what_was_changed_is_an_error_on_its_cell(
    desk: Desk, cell: str, value: str, kind: str, expected: list[Any]
) -> None:
    desk.put(cell, value, kind)
    assert desk.found == expected


def test_a_row_that_is_gone_is_named_where_it_stood(desk: Desk) -> None:
    desk.clear("单位明细", 7)
    assert desk.found == [("单位明细!B7", None, None)]
    desk.delete_row("单位明细", 7)
    assert desk.found == [("单位明细!B7", None, None)]


def test_an_emptied_row_is_one_error_though_the_sums_follow(desk: Desk) -> None:
    """Permits are then 5 of the other unit and -2 of 调整."""
    desk.clear("单位明细", 7, FIRST_NUMBER)
    desk.put("表二!B9", "3")
    ((cell, now, then),) = desk.found
    assert re.fullmatch("单位明细![A-Z]+7", cell)
    assert now == "空白"
    assert isinstance(then, int)
    assert then > 0


def test_rows_in_another_order_are_no_change(desk: Desk) -> None:
    swap = {6: 7, 7: 6}
    cells = desk.cells["单位明细"]
    desk.cells["单位明细"] = {(swap.get(row, row), column): cell for (row, column), cell in cells.items()}
    assert desk.found == []


def test_without_its_rows_of_units_it_does_not_pass(desk: Desk) -> None:
    desk.delete_row("单位明细", 2)
    assert desk.found == [("!", None, None)]
    del desk.cells["单位明细"]
    assert desk.found == [("!", None, None)]


def test_a_summary_that_stores_nothing_is_held_against_its_own_sheets(desk: Desk) -> None:
    """As those of earlier versions are."""
    hidden = desk.cells["_xlreport"]
    desk.cells["_xlreport"] = {spot: cell for spot, cell in hidden.items() if spot[1] not in (17, 18)}
    assert desk.found == []
    desk.put("单位明细!N6", "6")
    assert desk.found == [("表二!B9", 10, 11)]
    del desk.cells["单位明细"]
    assert desk.found == []


def test_one_level_up_a_changed_summary_is_sent_back(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "名册.csv").write_text("单位名称\n丙县\n", encoding="utf-8")
    words = ["consolidate", str(tmp_path / "in"), "--roster", str(tmp_path / "名册.csv"), "--agency", "丁市"]
    altered(county, tmp_path / "in" / "丙县.xlsx")
    assert run([*words, "-o", str(tmp_path / "1.xlsx")]) == 0
    altered(county, tmp_path / "in" / "丙县.xlsx", "表二!B9", 999)
    capsys.readouterr()
    assert run([*words, "-o", str(tmp_path / "2.xlsx")]) == 1
    said = capsys.readouterr().out
    assert "退回 丙县（丙县.xlsx）：F4：汇总表的表二“行政许可”本年处理决定数量 B9 填 999" in said


def test_a_document_of_a_changed_summary_is_said_to_have_an_error(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for permits, code in ((10, 0), (999, 1)):
        name = str(permits)
        path = altered(county, tmp_path / f"{name}.xlsx", "表二!B9", permits)
        assert run(["export", str(path), "--to", "html", "-o", str(tmp_path / f"{name}.html")]) == code
    assert "1 处错误（F4 1 处），已照原样导出" in capsys.readouterr().err


def test_a_second_run_names_the_numbers_that_it_does_not_keep(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = altered(county, tmp_path / "a.xlsx", "表二!B9", 999)
    capsys.readouterr()
    consolidated(county, path)
    assert "上次汇总表里改过的数没有沿用（表二!B9），这次按各单位的报告重新相加" in capsys.readouterr().err
    assert run(["validate", str(path)]) == 0


def test_numbers_that_do_not_count_are_no_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = balanced_report(load("2021"), random.Random(3), agency="甲局", year=2023)
    build_workbook(report.with_values({PERMITS: number("2.5")}), tmp_path / "甲局.xlsx")
    run(["consolidate", str(tmp_path / "甲局.xlsx"), "-o", str(tmp_path / "s.xlsx"), "--include-failing"])
    assert openpyxl.load_workbook(tmp_path / "s.xlsx")["单位明细"]["N6"].value == "2.5（未计入）"
    capsys.readouterr()
    run(["validate", str(tmp_path / "s.xlsx")])
    assert "F4" not in capsys.readouterr().out


def test_a_part_replaces_no_whole(county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = altered(county, tmp_path / "s.xlsx")
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
