"""退回: message, slip, screen and 来源 speak of the same errors, and no error and no advice is lost."""

from __future__ import annotations

import random
import re
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from docx import Document

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.cell_ranges import ranges
from xlreport.county.returns import Complaint, Returned, message
from xlreport.forms import load
from xlreport.numbers import number, text
from xlreport.report import Report
from xlreport.workbook.build import build_workbook

SINGLES = ("licensing", "penalty", "coercion")


def sound(name: str) -> Report:
    return balanced_report(load("2021"), random.Random(name), agency=name, year=2023)


def broken(name: str) -> Report:
    """Words in 表二 B9, B12 and B13; -1 in every new request of five kinds of bodies, so that columns and rows are off;
    and three 总计 of 表四 too many."""
    report = sound(name).with_values({f"table2.{row}.decisions": text("约三件") for row in SINGLES})
    bodies = [
        one.id for one in report.form.fields if re.fullmatch(r"table3\.received\.new\.(?!natural|total).*", one.id)
    ]
    report = report.with_values({one: number(-1) for one in bodies})
    totals = ("table4.review.total", "table4.suit_direct.total", "table4.suit_after_review.total")
    return report.with_values({one: number(9999) for one in totals if one in report.form.by_id})


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What is said of 乙局, everywhere."""
    folder = tmp_path_factory.mktemp("sent_back")
    (folder / "in").mkdir()
    build_workbook(broken("乙局"), folder / "in" / "乙局.xlsx")
    build_workbook(sound("甲局"), folder / "in" / "甲局.xlsx")
    assert (
        run(["consolidate", str(folder / "in"), "-o", str(folder / "s.xlsx"), "--returns", str(folder / "退回")]) == 1
    )
    page = Document(str(folder / "退回" / "退回-乙局.docx"))
    sources = openpyxl.load_workbook(folder / "s.xlsx")["来源"].iter_rows(min_row=4, values_only=True)
    return SimpleNamespace(
        folder=folder,
        lines=(folder / "退回" / "退回-乙局.txt").read_text("utf-8").rstrip("\n").split("\n"),
        letter="".join(paragraph.text for paragraph in page.paragraphs),
        rows=[[cell.text for cell in row.cells] for row in page.tables[0].rows][1:],
        source=next(row[3] for row in sources if row[1] == "乙局"),
    )


def errors_in(words: str) -> int:
    found = re.search(r"(\d+) 处错误", words)
    assert found is not None
    return int(found[1])


def cells_of(places: str) -> set[str]:
    """The cells that 表三!J6:J8、J10；表四!E6 names."""
    found = set()
    for part in "".join(places.split()).split("；"):
        sheet, _, names = part.partition("!")
        for name in names.split("、"):
            first, _, last = name.partition(":")
            box = openpyxl.utils.cell.range_boundaries(f"{first}:{last or first}")
            cells = [(row, column) for row in range(box[1], box[3] + 1) for column in range(box[0], box[2] + 1)]
            found |= {f"{sheet}!{openpyxl.utils.get_column_letter(column)}{row}" for row, column in cells}
    return found


def test_all_count_the_same_errors(told: Any) -> None:
    places = [cells_of(row[1]) for row in told.rows]
    assert errors_in(told.lines[0]) == errors_in(told.letter) == errors_in(told.source) == sum(map(len, places))
    assert f"共 {len(told.rows)} 条" in told.lines[0]
    assert f"共 {len(told.rows)} 条" in told.letter


def test_the_slip_holds_every_error_with_its_place_and_what_to_do(told: Any) -> None:
    named = set().union(*(cells_of(row[1]) for row in told.rows))
    assert {"表二!B9", "表二!B12", "表二!B13"} <= named
    assert {f"表三!{column}6" for column in "EFGHI"} <= named  # the negative numbers, folded into one row
    assert all(row[2] and row[3].startswith("请") for row in told.rows)
    assert "校验”表" not in told.letter


def test_the_message_says_what_to_do_in_every_line_and_where_the_others_are(told: Any) -> None:
    assert len(told.lines) == 10
    *entries, rest, _ = told.lines[1:]
    assert all(f"。{row[3]}。" in line for line, row in zip(entries, told.rows, strict=False))
    others = told.rows[len(entries) :]
    assert rest.startswith(f"其余 {len(others)} 条（")
    assert all("".join(row[1].split()) in rest for row in others)


def test_what_is_too_long_is_cut_where_it_costs_no_advice() -> None:
    name = "很长的单位名称" * 30
    words = f"“{name}”不在名册上"
    lines = message(Returned(name, "长.xlsx", (Complaint("整份报告", words, "请核对封面"),)), 2023).split("\n")
    assert max(map(len, lines)) < 120
    assert lines[1].endswith("……”不在名册上。请核对封面。")
    several = "；".join(f"表三!D{row} 甲.xlsx 1、乙.xlsx 2" for row in range(6, 31))
    (line,) = message(Returned("乙局", "乙.xlsx", (Complaint("整份报告", several, "请留一份"),)), 2023).split("\n")[1:2]
    assert line.endswith("乙.xlsx 2。请留一份。")
    assert len(line) < 250


@pytest.mark.parametrize(
    ("places", "named"),
    [
        ([f"表三!{column}{row}" for column in "DEF" for row in (6, 7)], "表三!D6:F7"),
        (["表三!J10", "表三!J6", "表三!J7", "表三!J8", "表四!E6"], "表三!J6:J8、J10；表四!E6"),
        (["表三!D6", "表三!D7"], "表三!D6、D7"),
        ([], ""),
    ],
)
def test_many_cells_are_named_as_ranges(places: list[str], named: str) -> None:
    assert ranges(places) == named


def test_slips_of_units_that_count_now_are_named_and_kept(told: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Said with --quiet, too: else a mended unit is told again what was wrong."""
    out = told.folder / "退回"
    before = (out / "退回-乙局.txt").read_bytes()
    build_workbook(sound("乙局"), told.folder / "in" / "乙局.xlsx")
    capsys.readouterr()
    run(["--quiet", "consolidate", str(told.folder / "in"), "-o", str(told.folder / "s2.xlsx"), "--returns", str(out)])
    said = capsys.readouterr().err
    assert "里下列退回单是以前的，单位已计入：退回-乙局.docx、退回-乙局.txt" in said
    assert (out / "退回-乙局.txt").read_bytes() == before
