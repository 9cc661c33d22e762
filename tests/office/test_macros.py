"""The macros of the .xlsm, run in a real LibreOffice: what they find, mark, fill, and leave as it was."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.office.by_hand import TABLES, block_of_table3, number_cells, paper_of, totals
from tests.office.libreoffice import Formula, LibreOffice, OpenWorkbook
from tests.samples import balanced_report, with_blanks, with_faults
from xlreport.findings.model import Finding
from xlreport.forms import Form
from xlreport.numbers import BLANK, number, text
from xlreport.report import Report
from xlreport.workbook.build import Additions, build_workbook
from xlreport.workbook.read import judge_reading, read_workbook

REPORTS, LONG_REPORTS = 8, 100
PASSED = "校验通过：工作簿自带的校验没有发现问题。其余检查请用“智能检查”或 xlreport validate。"
RED, AMBER = 0xFF9999, 0xFFE08A
OpenWithMacros = Callable[[Report], OpenWorkbook]


@pytest.fixture
def open_with_macros(office: LibreOffice, tmp_path: Path) -> Iterator[OpenWithMacros]:
    """Opens the .xlsm of a report with its macros allowed; it is closed when the test ends."""
    with ExitStack() as opened:

        def open_one(report: Report) -> OpenWorkbook:
            path = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsm"
            build_workbook(report, path, Additions(macros=True))
            return opened.enter_context(office.open(path, macros=True))

        yield open_one


def collected(book: OpenWorkbook) -> list[list[str]]:
    """What the macros collect: code, severity, sheet, cell, state, words, whether it is explained."""
    return [line.split("\t") for line in book.run("Problems.ProblemsAsText").splitlines()]


def judged(book: OpenWorkbook, path: Path) -> tuple[Finding, ...]:
    return judge_reading(read_workbook(book.store(path)))


def assert_same_findings(problems: list[list[str]], findings: tuple[Finding, ...]) -> None:
    """B, F5 and L1 one for one with severity, place and difference; V lines in number for each table."""
    severities = {"error": "错误", "warning": "警告"}
    lines = [problem for problem in problems if not problem[0].startswith("V")]
    single = [finding for finding in findings if finding.code[0] == "B" or finding.code in ("F5", "L1")]
    assert sorted((code, severity, f"{sheet}!{cell}") for code, severity, sheet, cell, *_ in lines) == sorted(
        (finding.code, severities[finding.severity], f"{finding.sheet}!{finding.cell}") for finding in single
    )
    differences = {(code, cell): state.removeprefix("差 ") for code, _, _, cell, state, *_ in lines if code[0] == "B"}
    for finding in single:
        if finding.code[0] == "B":
            assert float(differences[finding.code, finding.cell]) == finding.difference
    assert Counter((code, sheet) for code, _, sheet, *_ in problems if code[0] == "V") == Counter(
        (finding.code, finding.sheet) for finding in findings if finding.code[0] == "V"
    )
    assert {(code, sheet, cell) for code, _, sheet, cell, *_ in problems if code[0] == "V"} == {
        (finding.code, finding.sheet, finding.cell) for finding in findings if finding.code[0] == "V"
    }


def check_random_reports(office: LibreOffice, form: Form, folder: Path, seed: str, count: int) -> None:
    rng = random.Random(f"{seed} {form.id}")
    for place in range(count):
        report = with_faults(balanced_report(form, rng), rng, rng.randint(0, 8))
        if rng.random() < 0.3:
            report = with_blanks(report, rng, 0.2)
        path = folder / f"{seed} {place}.xlsm"
        build_workbook(report, path, Additions(macros=True))
        with office.open(path, macros=True) as book:
            book.recalculate()
            assert_same_findings(collected(book), judged(book, folder / f"{seed} {place}.xlsx"))


def test_the_macros_collect_what_validate_says(office: LibreOffice, form: Form, tmp_path: Path) -> None:
    check_random_reports(office, form, tmp_path, "collected", REPORTS)


@pytest.mark.long
def test_the_macros_collect_what_validate_says_of_many(office: LibreOffice, form: Form, tmp_path: Path) -> None:
    check_random_reports(office, form, tmp_path, "many", LONG_REPORTS)


def test_a_report_without_problems_passes_and_nothing_is_marked(open_with_macros: OpenWithMacros, form: Form) -> None:
    book = open_with_macros(balanced_report(form, random.Random(1)))
    before = book.colours(*TABLES)
    assert book.run("Actions.CheckedReport") == PASSED
    assert book.colours(*TABLES) == before


def test_the_check_counts_marks_and_goes_to_the_first_cell(open_with_macros: OpenWithMacros, form: Form) -> None:
    report = balanced_report(form, random.Random(2)).with_values(
        {"table3.result.partial.total": number(99_999), "table2.licensing.decisions": text("十二")}
    )
    book = open_with_macros(report)
    said = book.run("Actions.CheckedReport")
    problems = collected(book)
    errors = sum(problem[1] == "错误" for problem in problems)
    assert errors == 3  # the row's total, the sum of the totals' column, the words
    assert said.startswith(f"校验完成：错误 {errors} 处，警告 0 处。\n")
    assert book.selected() == f"{problems[0][2]}!{problems[0][3]}"
    colours = book.plain_colours([f"{sheet}!{cell}" for _, _, sheet, cell, *_ in problems])
    assert set(colours.values()) == {0xFF9999}


def coloured(book: OpenWorkbook, form: Form) -> dict[str, int]:
    """The number cells that are red or amber."""
    colours = book.plain_colours(list(number_cells(form.id)))
    return {cell: colour for cell, colour in colours.items() if colour in (RED, AMBER)}


def test_the_check_says_how_many_cells_it_coloured(open_with_macros: OpenWithMacros, form: Form) -> None:
    """A wrong row of 表三 puts the row's total and the column's wrong; two inputs of 表二 are blank."""
    blanks = {"table2.licensing.decisions": BLANK, "table2.penalty.decisions": BLANK}
    wrong = {"table3.result.partial.total": number(99_999)}
    book = open_with_macros(balanced_report(form, random.Random(18)).with_values(blanks | wrong))
    said = book.run("Actions.CheckedReport").splitlines()
    assert said[0] == "校验完成：错误 2 处，警告 2 处。"
    assert said[2:] == [marked(2, 2)]
    assert Counter(coloured(book, form).values()) == {RED: 2, AMBER: 2}


def marked(errors: int, warnings: int) -> str:
    return (
        f"已标色的单元格：错误 {errors} 个（红色），警告 {warnings} 个（橙色）；用“清除标记”去掉，"
        "此前的输入不能再用“撤销”恢复。"
    )


def test_where_only_warnings_are_no_error_is_said_to_be_coloured(open_with_macros: OpenWithMacros, form: Form) -> None:
    book = open_with_macros(balanced_report(form, random.Random(19)).with_values({"table2.licensing.decisions": BLANK}))
    said = book.run("Actions.CheckedReport").splitlines()
    assert (said[0], said[2:]) == ("校验完成：错误 0 处，警告 1 处。", [marked(0, 1)])
    assert list(coloured(book, form).values()) == [AMBER]


def test_a_blank_total_that_is_wrong_is_one_red_cell(open_with_macros: OpenWithMacros, form: Form) -> None:
    """Blank (V5) and, counted as 0, not the sum of its parts (B4): two problems of one cell."""
    parts = {"table4.review.upheld": number(4), "table4.review.total": BLANK}
    book = open_with_macros(balanced_report(form, random.Random(20)).with_values(parts))
    said = book.run("Actions.CheckedReport").splitlines()
    assert (said[0], said[2:]) == ("校验完成：错误 1 处，警告 1 处。", [marked(1, 0)])
    assert coloured(book, form) == {"表四!E6": RED}


def test_nothing_is_said_of_colours_where_no_cell_gets_one(open_with_macros: OpenWithMacros, form: Form) -> None:
    """The cover, where the year is missing, has no number cells to colour."""
    book = open_with_macros(balanced_report(form, random.Random(22)))
    book.type({"封面!C6": None})
    said = book.run("Actions.CheckedReport")
    assert said.startswith("校验完成：错误 1 处，警告 0 处。\n已转到第一处：封面 C6  F5 ")
    assert len(said.splitlines()) == 2
    assert coloured(book, form) == {}


def test_marks_are_taken_off_again_and_the_form_s_own_colours_are_back(
    open_with_macros: OpenWithMacros, form: Form
) -> None:
    report = with_faults(balanced_report(form, random.Random(3)), random.Random(3), 6)
    book = open_with_macros(report)
    cells = list(number_cells(form.id))
    before = book.plain_colours(cells)
    book.run("Actions.CheckedReport")
    marked = [cell for cell, colour in book.plain_colours(cells).items() if colour != before[cell]]
    assert marked
    assert book.run("Actions.ClearedReport") == f"已清除 {len(marked)} 处标记（此前的输入不能再用“撤销”恢复）。"
    assert book.plain_colours(cells) == before


def test_totals_get_their_formulas_back_and_each_change_is_listed(open_with_macros: OpenWithMacros, form: Form) -> None:
    book = open_with_macros(balanced_report(form, random.Random(4)))
    column_total = {"2021": "表三!D29", "2019": "表三!D27"}[form.id]
    formulas = {cell: book.formula(cell) for cell in ("表三!J9", column_total, "表四!E6")}
    values = book.values(formulas)
    book.type(dict(zip(formulas, (5, None, 77), strict=True)))
    said = book.run("Actions.FilledTotals")
    assert said.startswith("已恢复 3 个合计公式（此操作不能用“撤销”恢复")
    assert len(said.splitlines()) == 4
    assert f"表三 J9：原为 5，现为 {values['表三!J9']:.0f}" in said
    assert f"原为 空白，现为 {values[column_total]:.0f}" in said
    assert {cell: book.formula(cell) for cell in formulas} == formulas
    assert book.values(formulas) == values
    assert book.run("Actions.FilledTotals") == "各合计单元格的公式都在，没有改动。"


def test_blanks_become_zeros_and_nothing_else_changes(open_with_macros: OpenWithMacros, form: Form) -> None:
    report = with_blanks(balanced_report(form, random.Random(5)), random.Random(5), 0.3)
    report = report.with_values({"table3.received.new.natural": text("—")})
    book = open_with_macros(report)
    cells = list(number_cells(form.id))
    before = book.values(cells)
    blank = [cell for cell in cells if before[cell] is None and cell not in totals(form.id)]
    assert book.run("Actions.BlankCells") == len(blank)
    assert book.run("Actions.FilledZeros") == f"已把 {len(blank)} 个空白单元格填为 0。"
    after = book.values(cells)
    assert {cell: after[cell] for cell in blank} == dict.fromkeys(blank, 0)
    assert {cell: after[cell] for cell in cells if cell not in blank} == {
        cell: before[cell] for cell in cells if cell not in blank
    }


def test_stepping_goes_through_every_failing_cell_and_round(open_with_macros: OpenWithMacros, form: Form) -> None:
    report = with_faults(balanced_report(form, random.Random(6)), random.Random(6), 4)
    book = open_with_macros(report)
    places = list(dict.fromkeys(f"{sheet}!{cell}" for _, _, sheet, cell, *_ in collected(book)))
    assert len(places) >= 3
    book.select("封面!A1")
    seen = []
    for place in range(1, len(places) + 1):
        said = book.run("Actions.SteppedForward")
        assert said.startswith(f"第 {place} 处，共 {len(places)} 处：")
        seen.append(book.selected())
    assert seen == places
    book.run("Actions.SteppedForward")
    assert book.selected() == places[0]
    book.run("Actions.SteppedBack")
    assert book.selected() == places[-1]


def test_stepping_goes_through_merged_cells(open_with_macros: OpenWithMacros, form: Form) -> None:
    words = {f"table2.{row}.decisions": text("无") for row in ("licensing", "penalty", "coercion")}
    book = open_with_macros(balanced_report(form, random.Random(17)).with_values(words))
    places = [f"{sheet}!{cell}" for _, _, sheet, cell, *_ in collected(book)]
    assert len(places) == 3
    book.select("封面!A1")
    seen = []
    for _ in range(4):
        book.run("Actions.SteppedForward")
        seen.append(book.selected())
    assert seen == [*places, places[0]]


@pytest.mark.parametrize("macro", ["CheckedReport", "FilledTotals", "FilledZeros", "ClearedReport"])
def test_sheets_are_protected_again_and_settings_as_before(
    macro: str, open_with_macros: OpenWithMacros, form: Form
) -> None:
    book = open_with_macros(with_faults(balanced_report(form, random.Random(7)), random.Random(7), 5))
    assert re.match("(校验|已|各)", book.run(f"Actions.{macro}"))
    assert_protected(book)


def assert_protected(book: OpenWorkbook) -> None:
    for place in ("表二!A4", "表三!A6", "表四!A4", "校验!G6", "封面!B4"):
        before = book.value(place)
        with pytest.raises(RuntimeError):
            book.write_block(place, [[5]])
        assert book.value(place) == before
    assert book.run("Guards.CurrentSettings")[:2] == [True, True]


def test_a_failure_in_the_middle_puts_protection_and_settings_back(
    open_with_macros: OpenWithMacros, form: Form
) -> None:
    """The map names cells that no sheet has, a total and an input: the macros fail there, the tables unprotected."""
    book = open_with_macros(balanced_report(form, random.Random(8)).with_values({"table3.received.new.total": BLANK}))
    total, following = {"2021": (25, 26), "2019": (37, 38)}[form.id]
    assert book.values([f"_xlreport!C{total}", f"_xlreport!C{following}"]) == {
        f"_xlreport!C{total}": "J6",
        f"_xlreport!C{following}": "D7",
    }
    for row in (total, following):
        book.spoil(f"_xlreport!C{row}", "没有这一格")
    for macro in ("FilledTotals", "FilledZeros", "ClearedReport"):
        assert book.run(f"Actions.{macro}").startswith("没有完成："), macro
        assert_protected(book)


def test_a_password_on_one_table_stops_the_macro_and_the_others_stay_protected(
    open_with_macros: OpenWithMacros, form: Form
) -> None:
    book = open_with_macros(with_faults(balanced_report(form, random.Random(12)), random.Random(12), 4))
    book.protect("表四", "密码")
    for macro in ("CheckedReport", "FilledTotals", "ClearedReport"):
        said = book.run(f"Actions.{macro}")
        assert (
            said
            == "没有完成：工作表“表四”设有密码保护，请先在“审阅”中用密码撤销工作表保护。原来的设置和工作表保护已恢复。"
        )
        assert_protected(book)


def test_a_renamed_sheet_is_named(open_with_macros: OpenWithMacros, form: Form) -> None:
    book = open_with_macros(balanced_report(form, random.Random(13)).with_values({"table3.received.new.total": BLANK}))
    book.rename("表三", "表三（改）")
    said = book.run("Actions.FilledTotals")
    assert said == "没有完成：找不到工作表“表三”，请把工作表改回原来的名称。原来的设置和工作表保护已恢复。"


def test_explained_warnings_are_no_problems_any_more(open_with_macros: OpenWithMacros, form: Form) -> None:
    report = balanced_report(form, random.Random(14)).with_values(
        {"table4.review.upheld": BLANK, "table2.penalty.decisions": BLANK}
    )
    report = report.with_values({"table4.review.total": number(report["table4.review.total"].scaled // 10_000)})
    book = open_with_macros(report)
    lines = [
        row
        for row in range(6, 80)
        if book.values([f"校验!A{row}", f"校验!G{row}"]) == {f"校验!A{row}": "V5", f"校验!G{row}": "1 处"}
    ]
    assert len(lines) == 2
    book.type({f"校验!I{lines[0]}": "本年没有行政处罚，正在核对"})
    problems = [problem for problem in collected(book) if problem[0] == "V5"]
    assert [problem[6] for problem in problems] == ["已说明", ""]
    assert "警告 1 处" in book.run("Actions.CheckedReport")
    book.type({f"校验!I{lines[0]}": "核实无误"})
    assert "警告 2 处" in book.run("Actions.CheckedReport")


def test_a_formula_somebody_wrote_in_a_total_stays(open_with_macros: OpenWithMacros, form: Form) -> None:
    book = open_with_macros(balanced_report(form, random.Random(15)))
    book.type({"表三!J9": Formula("=D9+E9+F9+G9+H9+I9")})
    assert book.run("Actions.FilledTotals") == "各合计单元格的公式都在，没有改动。"
    assert book.formula("表三!J9") == "=D9+E9+F9+G9+H9+I9"


def test_stepping_goes_on_from_a_cell_that_was_just_mended(open_with_macros: OpenWithMacros, form: Form) -> None:
    words = {f"table3.result.{row}.natural": text("无") for row in ("granted", "partial", "denied.third_party")}
    book = open_with_macros(balanced_report(form, random.Random(16)).with_values(words))
    assert [f"{sheet}!{cell}" for _, _, sheet, cell, *_ in collected(book)] == ["表三!D8", "表三!D9", "表三!D13"]
    book.select("表三!D9")
    book.type({"表三!D9": 0})
    assert book.run("Actions.SteppedForward").startswith("第 ")
    selected = book.selected()
    while selected != "表三!D13":  # totals that fail now stand in between
        before = selected
        book.run("Actions.SteppedForward")
        selected = book.selected()
        assert selected not in (before, "表三!D8")


def test_everything_works_after_a_block_was_pasted_with_its_formats(
    open_with_macros: OpenWithMacros, form: Form, tmp_path: Path
) -> None:
    other = paper_of(balanced_report(form, random.Random(9)), live=False).entries
    values = [value for cell, value in other.items() if cell.startswith("表三")]
    values[6] += 3  # the total of the first row
    book = open_with_macros(balanced_report(form, random.Random(10)))
    book.paste_block(block_of_table3(form.id), [values[start : start + 7] for start in range(0, len(values), 7)])
    said = book.run("Actions.CheckedReport")
    assert said.startswith("校验完成：错误 2 处，警告 0 处。")
    assert book.plain_colours(["表三!J6"]) == {"表三!J6": 0xFF9999}
    assert_same_findings(collected(book), judged(book, tmp_path / "pasted.xlsx"))
    assert "表三 J6：原为" in book.run("Actions.FilledTotals")
    # two marks were on the sheets from the check before
    assert book.run("Actions.CheckedReport") == f"{PASSED}\n已清除 2 处标记（此前的输入不能再用“撤销”恢复）。"
    assert book.plain_colours(["表三!J6"]) == {"表三!J6": 0xDDEBF7}
    assert book.run("Actions.CheckedReport") == PASSED
