"""Buttons pressed in a workbook that is open in LibreOffice, protected as the agency has it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.excel.conftest import OpenLive
from tests.office.by_hand import spoilt_in_table2, totals
from tests.samples import PROSE, balanced_report, with_faults
from xlreport.excel import buttons
from xlreport.excel.live_book import LiveSheets
from xlreport.findings import Finding, fold
from xlreport.forms import Form, load
from xlreport.numbers import BLANK
from xlreport.report import Cover, Report, blank_report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import judge_reading, read_sheets, read_workbook

TABLES = ("表二", "表三", "表四")
SHEETS = ("填表说明", "封面", *TABLES, "文字部分", "校验", "_xlreport")
PYTHON_CODES = (
    "F1",
    "F2",
    "F4",
    *(f"L{n}" for n in range(2, 7)),
    *(f"N{n}" for n in range(1, 5)),
    "P1",
    "P2",
    "P4",
    "P5",
    "P6",
)
"""Lines that the button decides; the others need last year's report."""


def zeros(form: Form) -> Report:
    """A report of an agency that had nothing to report: no rule finds fault with it."""
    filled = blank_report(form, form.first_year, "甲县测试局", Cover(level="县级", kind="部门"), zeros=True)
    return replace(filled, narrative=PROSE)


def inputs(form: Form) -> list[str]:
    return [field.id for field in form.fields if field.id not in form.totals]


def type_in(book: xw.Book, place: str, value: Any) -> None:
    """A clerk types into one cell."""
    sheet, _, cell = place.partition("!")
    book.impl.ask("write", cells=[[f"{sheet}!{cell}", value]])


def saved_findings(book: xw.Book, path: Path) -> tuple[Finding, ...]:
    return judge_reading(read_workbook(book.impl.store(path)))


def formulas(book: xw.Book) -> dict[str, Any]:
    """All that the tables hold, as typed."""
    return {name: book.sheets[name].used_range.formula for name in TABLES}


def protection(book: xw.Book) -> dict[str, Any]:
    sheets = {name: book.sheets[name].api for name in SHEETS}
    return {name: (api.ProtectContents, api.arguments) for name, api in sheets.items()}


def settings(app: xw.App) -> tuple[Any, ...]:
    return app.screen_updating, app.enable_events, app.calculation


def check_rows(book: xw.Book) -> list[tuple[Any, ...]]:
    """What 校验 shows, from row 6 on."""
    return [tuple(row[:9]) for row in book.sheets["校验"].used_range.raw_value[5:]]


def block_rows(book: xw.Book) -> list[tuple[Any, ...]]:
    """The rows of the block below the lines, its title first."""
    rows = check_rows(book)
    starts = [number for number, row in enumerate(rows) if str(row[2]).startswith(("智能检查结果", "填充合计结果"))]
    assert len(starts) == 1
    assert rows[starts[0] - 1] == (None,) * 9
    return [row for row in rows[starts[0] :] if any(row)]


def python_lines(book: xw.Book) -> dict[str, tuple[Any, Any]]:
    """State and place of the lines that need Python."""
    return {row[0]: (row[6], row[7]) for row in check_rows(book)[: -len(block_rows(book))] if row[0] in PYTHON_CODES}


@pytest.fixture
def untouched(app: xw.App) -> Iterator[None]:
    """Excel's settings are as they were."""
    before = settings(app)
    yield
    assert settings(app) == before == (True, True, "automatic")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("wanted", [0, 1, 50])
def test_the_findings_of_the_saved_file_stand_on_the_check_sheet(
    app: xw.App, open_live: OpenLive, form: Form, tmp_path: Path, wanted: int
) -> None:
    report = zeros(form)
    if wanted == 50:
        report = report.with_values(dict.fromkeys(random.Random(50).sample(inputs(form), 50), BLANK))
    book = open_live(report)
    if wanted == 1:
        place, (value, code) = list(spoilt_in_table2(form.id).items())[-1]
        type_in(book, place, value)
    held, guarded = formulas(book), protection(book)
    saved = saved_findings(book, tmp_path / "before.xlsx")
    assert len(saved) == wanted
    app.impl.calls.clear()
    said = buttons.smart_check()

    assert app.status_bar == said
    calls = dict(app.impl.calls)
    assert {sheet for what, sheet in calls if what == "write"} == {"校验"}
    assert set(calls.values()) == {1}
    assert formulas(book) == held
    assert protection(book) == guarded
    assert all(state for state, _ in guarded.values())
    title, *rows = block_rows(book)
    if not wanted:
        assert not rows
        assert title[2].endswith("没有发现问题。")
        assert said == "智能检查：没有发现问题。"
    else:
        assert [row[0] for row in rows] == ["代码", *(line.finding.code for line in fold(saved))]
        assert [row[2] for row in rows[1:]] == [f"{line.sentence}。{line.finding.remedy}。" for line in fold(saved)]
    if wanted == 1:
        assert rows[1][:2] == (code, "错误")
        assert rows[1][3] == value
        assert rows[1][6:8] == ("1 处", place)
        assert "错误 1 处，警告 0 处，提示 0 处" in title[2]
    if wanted == 50:
        assert "错误 0 处，警告 50 处，提示 0 处" in title[2]
        assert sum(int(row[6].removesuffix(" 处")) for row in rows[1:]) == 50
    assert python_lines(book) == dict.fromkeys(PYTHON_CODES, ("通过", None))
    assert saved_findings(book, tmp_path / "after.xlsx") == saved


def test_the_open_workbook_is_judged_as_the_file_it_is_saved_to(
    open_live: OpenLive, form: Form, tmp_path: Path
) -> None:
    rng = random.Random(f"live {form.id}")
    for faults in (3, 12):
        book = open_live(with_faults(balanced_report(form, rng), rng, faults))
        for place, typed in (("表三!D6", "=1/0"), ("表三!E6", "=D7=3"), ("封面!C9", "2022-01-18"), ("表三!F6", " ")):
            value = {"formula": typed} if typed.startswith("=") else typed
            type_in(book, place, value)
        saved = saved_findings(book, tmp_path / f"saved {faults}.xlsx")
        assert judge_reading(read_sheets(LiveSheets(book))) == saved
        assert len(saved) > faults


def test_a_new_check_leaves_nothing_of_the_last_one(open_live: OpenLive, form: Form) -> None:
    report = zeros(form)
    blanks = inputs(form)[:2]
    book = open_live(report.with_values(dict.fromkeys(blanks, BLANK)))
    type_in(book, "封面!C4", None)
    buttons.smart_check()
    assert len(block_rows(book)) > 2
    type_in(book, "封面!C4", "甲县测试局")
    for cell in ("表二!B5", "表二!C5"):
        type_in(book, cell, 0)
    assert buttons.smart_check() == "智能检查：没有发现问题。"
    assert len(block_rows(book)) == 1


def test_a_total_typed_over_is_told_in_the_line_that_needs_python(open_live: OpenLive, form: Form) -> None:
    book = open_live(zeros(form))
    type_in(book, "表三!J6", 0)
    buttons.smart_check()
    assert python_lines(book)["F4"] == ("1 处", "表三!J6")
    assert python_lines(book)["F1"] == ("通过", None)


@pytest.mark.usefixtures("untouched")
def test_explanations_survive_and_still_explain(open_live: OpenLive, form: Form, tmp_path: Path) -> None:
    book = open_live(zeros(form))
    type_in(book, "表二!B5", None)
    row = next(6 + i for i, row in enumerate(check_rows(book)) if row[0] == "V5" and "表二" in row[2])
    type_in(book, f"校验!I{row}", "2021年没有统计，见附件3")
    buttons.smart_check()
    assert block_rows(book)[2][6:9] == ("已说明", "表二!B5", "2021年没有统计，见附件3")
    buttons.fill_totals()
    (finding,) = saved_findings(book, tmp_path / "explained.xlsx")
    assert (finding.code, finding.explained) == ("V5", "2021年没有统计，见附件3")
    assert check_rows(book)[row - 6][8] == "2021年没有统计，见附件3"


@pytest.mark.usefixtures("untouched")
def test_totals_typed_over_get_their_formulas_back(app: xw.App, open_live: OpenLive, form: Form) -> None:
    report = balanced_report(form, random.Random(7))
    book = open_live(report)
    held, guarded = formulas(book), protection(book)
    values = {name: book.sheets[name].used_range.raw_value for name in TABLES}
    type_in(book, "表三!J6", 999_999)
    type_in(book, "表四!E6", 999_999)
    app.impl.calls.clear()
    said = buttons.fill_totals()
    assert "恢复合计公式 2 处（表三!J6、表四!E6）" in said
    assert formulas(book) == held
    assert {name: book.sheets[name].used_range.raw_value for name in TABLES} == values
    assert protection(book) == guarded
    calls = app.impl.calls
    assert [calls["write", name] for name in ("表二", "表三", "表四", "校验")] == [0, 1, 1, 1]
    listed = [(row[7], row[3], row[2]) for row in block_rows(book)[2:]]
    assert listed == [(place, "999999", "恢复合计公式") for place in ("表三!J6", "表四!E6")]


def test_after_a_pasted_block_every_total_adds_up_again(app: xw.App, open_live: OpenLive, form: Form) -> None:
    book = open_live(zeros(form))
    held = formulas(book)["表三"]
    last = {"2021": 30, "2019": 28}[form.id]
    block = [[row * 10 + column for column in range(7)] for row in range(last - 5)]
    book.impl.ask("write_block", place=f"表三!D6:J{last}", rows=block)
    app.impl.calls.clear()
    buttons.fill_totals()
    now = formulas(book)["表三"]
    in_table3 = {place for place in totals(form.id) if place.startswith("表三")}
    for place in in_table3:
        row, column = int(place[4:]), ord(place[3]) - 65
        assert now[row - 1][column] == held[row - 1][column]
        assert now[row - 1][column].startswith("=SUM(")
    # a row of the block is 10r, 10r+1 … 10r+5 before its total: six times 10r, and 15
    assert book.sheets["表三"].range("J7").raw_value == 6 * 10 + 15
    assert app.impl.calls["write", "表三"] == 2  # the column of totals, and the row of totals


def test_clear_text_numbers_become_numbers_and_doubtful_words_stay(open_live: OpenLive, form: Form) -> None:
    book = open_live(zeros(form))
    type_in(book, "表三!D6", "１２")
    type_in(book, "表三!D7", "12（其中网上3）")
    said = buttons.fill_totals()
    assert "转换数字 1 处（表三!D6）" in said
    assert book.sheets["表三"].range("D6:D7").raw_value == ((12.0,), ("12（其中网上3）",))


def test_a_total_that_was_moved_adds_up_the_cells_beside_it(open_live: OpenLive, form: Form, tmp_path: Path) -> None:
    book = open_live(zeros(form))
    book.sheets["表三"].api.Unprotect("")
    book.impl.ask("insert_row", sheet="表三", row=6)
    type_in(book, "表三!E7", 4)
    type_in(book, "表三!J7", 999)
    buttons.fill_totals()
    assert book.sheets["表三"].range("J7").formula == "=SUM(D7:I7)"
    assert book.sheets["表三"].range("J7").raw_value == 4
    assert not book.sheets["表三"].api.ProtectContents
    saved = saved_findings(book, tmp_path / "moved.xlsx")
    assert judge_reading(read_sheets(LiveSheets(book))) == saved
    assert "F4" in {finding.code for finding in saved}


def test_a_lost_check_sheet_is_said_and_the_findings_with_it(open_live: OpenLive, form: Form) -> None:
    book = open_live(zeros(form))
    book.impl.ask("remove_sheet", sheet="校验")
    type_in(book, "封面!C4", None)
    said = buttons.smart_check()
    assert said.startswith("智能检查：错误 1 处，")
    assert "没有“校验”工作表" in said
    assert "单位名称" in said


def test_words_below_the_lines_stay_and_the_block_stands_below_them(open_live: OpenLive, form: Form) -> None:
    book = open_live(zeros(form))
    last = 5 + len(check_rows(book))
    api = book.sheets["校验"].api
    api.Unprotect("")
    type_in(book, f"校验!C{last + 2}", "等科长回来再看")
    buttons.smart_check()
    buttons.smart_check()
    assert book.sheets["校验"].range(f"C{last + 2}").raw_value == "等科长回来再看"
    assert len(block_rows(book)) == 1


def test_nothing_to_fill_changes_nothing(open_live: OpenLive, form: Form) -> None:
    book = open_live(balanced_report(form, random.Random(3)))
    held = formulas(book)
    assert buttons.fill_totals() == "填充合计：没有需要恢复的合计，也没有需要转换的数字。"
    assert formulas(book) == held


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("sheet", ["表三", "校验"])
def test_a_failure_in_the_middle_restores_settings_and_protection(
    app: xw.App, open_live: OpenLive, form: Form, sheet: str
) -> None:
    book = open_live(zeros(form))
    type_in(book, "表三!J6", 5)
    guarded = protection(book)

    def fail(written: str) -> None:
        if written == sheet:
            assert settings(app) == (False, False, "manual")
            assert not book.sheets[sheet].api.ProtectContents
            raise RuntimeError("the wire broke")

    app.impl.on_write = fail
    said = buttons.fill_totals()
    assert said.startswith("填充合计没有完成：程序出错，不是报表的问题")
    assert "the wire broke" in said
    assert app.status_bar == said
    assert protection(book) == guarded


@pytest.mark.usefixtures("untouched")
def test_a_sheet_with_a_password_is_left_alone_and_named(open_live: OpenLive, form: Form) -> None:
    book = open_live(zeros(form))
    api = book.sheets["校验"].api
    api.Unprotect("")
    api.Protect("geheim", *api.arguments[1:])
    rows = check_rows(book)
    said = buttons.smart_check()
    assert said == "智能检查没有完成：工作表“校验”设有密码保护，请先在“审阅”中用密码撤销工作表保护再试。"
    assert check_rows(book) == rows
    assert api.ProtectContents


def test_a_folder_is_merged_and_the_summary_opened(
    app: xw.App, open_live: OpenLive, form: Form, tmp_path: Path
) -> None:
    folder = tmp_path / "各单位"
    folder.mkdir()
    first, second = (balanced_report(form, random.Random(seed), agency=f"{seed}号局") for seed in (1, 2))
    build_workbook(first, folder / "甲.xlsx")
    build_workbook(second, folder / "乙.xlsx")
    (folder / "坏.xlsx").write_bytes(b"no workbook at all")
    open_live(zeros(form))
    said = buttons.merge_folder(folder)
    target = tmp_path / "各单位汇总表.xlsx"
    assert "收到 3 个文件，计入 2，退回 1，忽略 0" in said
    assert str(target) in said
    assert app.books["各单位汇总表.xlsx"].fullname == str(target)
    summed = read_workbook(target).report
    for field in form.fields:
        assert summed[field.id].scaled == first[field.id].scaled + second[field.id].scaled
    buttons.merge_folder(folder)
    assert (tmp_path / "各单位汇总表(2).xlsx").is_file()


def test_a_folder_with_nothing_to_merge_is_said(open_live: OpenLive, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    open_live(zeros(load("2021")))
    assert buttons.merge_folder(empty).startswith("汇总文件夹没有完成：")
    assert "找不到文件夹" in buttons.merge_folder(tmp_path / "没有")


def test_a_document_of_the_open_report_is_written_beside_it(open_live: OpenLive, form: Form) -> None:
    from docx import Document

    book = open_live(replace(balanced_report(form, random.Random(9)), agency="乙县档案局"))
    said = buttons.make_document()
    target = Path(book.fullname).with_suffix(".docx")
    assert said == f"生成报告文档：已生成 {target}；报表没有错误。"
    assert "乙县档案局" in "".join(paragraph.text for paragraph in Document(str(target)).paragraphs)
    buttons.make_document()
    assert target.with_stem(f"{target.stem}(2)").is_file()
