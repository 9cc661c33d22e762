"""The cover: one click of 无 says that blanks are meant; who may make 规章; what must be filled in."""

from __future__ import annotations

import random

import pytest

from tests.office.by_hand import number_cells, paper_of
from tests.office.conftest import OpenReport
from tests.office.seen import COVER_STATE, coloured, look
from tests.samples import balanced_report
from xlreport.forms import Form
from xlreport.report import Cover, Report, blank_report
from xlreport.workbook.styles import AMBER, RED

AGENCY, YEAR, LEVEL, KIND = "封面!C4", "封面!C6", "封面!C7", "封面!C8"
REQUESTS, DISPUTES = "封面!C12", "封面!C13"
ALL_TABLES = ("表二", "表三", "表四")


def blank_workbook_report(form: Form) -> Report:
    return blank_report(form, form.first_year, "乙县测试局", Cover(level="县级", kind="部门"))


def test_a_blank_form_is_amber_and_passes_with_a_warning_for_each_blank(open_report: OpenReport, form: Form) -> None:
    report = blank_workbook_report(form)
    book, blanks = open_report(report), paper_of(report, live=True).blanks()
    rows = {"2021": 25, "2019": 23}[form.id]
    assert len(blanks) == {"2021": 10, "2019": 22}[form.id] + (rows - 1) * 6 + 12
    book.recalculate()
    assert coloured(book.colours(*ALL_TABLES), AMBER) == blanks
    seen = look(book, form.id)
    assert set(seen.states.values()) == {"平衡"}
    assert seen.cover == f"通过，有警告 {len(blanks)} 处"


@pytest.mark.parametrize(("entry", "table"), [(REQUESTS, "表三"), (DISPUTES, "表四")])
def test_choosing_none_ends_the_amber_of_its_table(open_report: OpenReport, form: Form, entry: str, table: str) -> None:
    report = blank_workbook_report(form)
    book, paper = open_report(report), paper_of(report, live=True)
    book.type({entry: "无"})
    seen = look(book, form.id)
    assert {other: seen.count("V5", other) for other in ALL_TABLES} == {
        other: 0 if other == table else len(paper.blanks(other)) for other in ALL_TABLES
    }
    assert seen.others[f"V5 {table}"].state == "通过"
    assert coloured(book.colours(*ALL_TABLES), AMBER) == paper.blanks() - paper.blanks(table)
    book.type({entry: "有"})
    assert look(book, form.id).count("V5", table) == len(paper.blanks(table))
    assert coloured(book.colours(*ALL_TABLES), AMBER) == paper.blanks()


def test_an_agency_without_requests_and_disputes_fills_in_one_table(open_report: OpenReport, form: Form) -> None:
    book = open_report(blank_workbook_report(form))
    book.type({cell: 0 for cell in number_cells(form.id) if cell.startswith("表二")})
    book.type({REQUESTS: "无", DISPUTES: "无"})
    assert look(book, form.id).cover == "通过"
    assert not coloured(book.colours(*ALL_TABLES), AMBER)


def test_a_blank_turns_amber_and_a_zero_ends_it(open_report: OpenReport, form: Form) -> None:
    report = balanced_report(form, random.Random(4))
    zero = next(cell for cell, value in paper_of(report, live=True).entries.items() if value == 0 and "表三!D" in cell)
    book = open_report(report)
    book.type({zero: None})
    seen = look(book, form.id)
    assert coloured(book.colours(*ALL_TABLES), AMBER) == {zero}
    assert (seen.count("V5", "表三"), seen.others["V5 表三"].place) == (1, zero.partition("!")[2])
    assert seen.cover == "通过，有警告 1 处"
    book.type({zero: 0})
    assert look(book, form.id).cover == "通过"
    assert not coloured(book.colours(*ALL_TABLES), AMBER)


def test_a_blank_total_over_filled_parts_does_not_balance(open_report: OpenReport, form: Form) -> None:
    report = balanced_report(form, random.Random(5))
    parts = [f"表三!{column}8" for column in "DEFGHI"]
    book = open_report(report)
    book.type({**dict.fromkeys(parts, 3), "表三!J8": None})
    seen = look(book, form.id)
    state = next(state for relation, state in seen.states.items() if relation.on == "表三!J8")
    assert state == "差 -18"
    assert "表三!J8" in coloured(book.colours("表三"), RED)
    assert seen.count("V5", "表三") == 1


def test_a_warning_with_a_reason_no_longer_counts_and_an_empty_phrase_is_none(
    open_report: OpenReport, form: Form
) -> None:
    report = balanced_report(form, random.Random(6))
    book = open_report(report)
    book.type({"表四!A6": None, "表四!E6": None, "表四!B6": 0, "表四!C6": 0, "表四!D6": 0})
    assert look(book, form.id).cover == "通过，有警告 2 处"
    row = next(
        row for row, line in enumerate(book.block("校验!A6:C90"), 6) if line[0] == "V5" and line[2][:2] == "表四"
    )
    book.type({f"校验!I{row}": "核实无误"})
    assert look(book, form.id).cover == "通过，有警告 2 处"
    book.type({f"校验!I{row}": "机构改革，复议职能已划出"})
    assert look(book, form.id).cover == "通过"


POWER = (
    ("国家", "部门", "通过"),
    ("国家", "政府", "不符"),
    ("省级", "政府", "通过"),
    ("地市级", "政府", "通过"),
    ("省级", "部门", "不符"),
    ("地市级", "其他", "不符"),
    ("县级", "政府", "不符"),
    ("县级", None, "不符"),
    ("乡镇级", "乡镇街道", "不符"),
    (None, "乡镇街道", "不符"),
    (None, None, "无法判断"),
    ("省级", None, "无法判断"),
    (None, "政府", "无法判断"),
)


def test_regulations_are_only_for_bodies_with_the_power_to_make_them(open_report: OpenReport, form: Form) -> None:
    """立法法: departments of the State Council, governments of provinces and of cities divided into districts."""
    book = open_report(balanced_report(form, random.Random(7)))
    book.type({"表二!D5": 2})
    for level, kind, state in POWER:
        book.type({LEVEL: level, KIND: kind})
        assert look(book, form.id).others["L1"].state == state, (level, kind)
    book.type({"表二!D5": 0})
    assert look(book, form.id).others["L1"].state == "通过"


ENTRIES = (
    (AGENCY, "单位名称", None, "未填写"),
    (AGENCY, "单位名称", "　 ", "未填写"),
    (AGENCY, "单位名称", "丙县测试局", "通过"),
    (YEAR, "报告年度", None, "未填写"),
    (YEAR, "报告年度", "二〇二一", "未填写"),
    (YEAR, "报告年度", 1999, "未填写"),
    (YEAR, "报告年度", 2021.5, "未填写"),
    (YEAR, "报告年度", 2101, "未填写"),
    (YEAR, "报告年度", "2021年", "通过"),
    (YEAR, "报告年度", 2022, "通过"),
    (LEVEL, "机关层级", None, "未填写"),
    (LEVEL, "机关层级", "县", "不在可选范围"),
    (LEVEL, "机关层级", "地市级", "通过"),
    (KIND, "机关类别", None, "未填写"),
    (KIND, "机关类别", "局", "不在可选范围"),
    (KIND, "机关类别", "其他", "通过"),
)


def test_the_cover_says_what_is_missing_on_it(open_report: OpenReport, form: Form) -> None:
    """Name and year are errors, level and kind warnings."""
    book = open_report(balanced_report(form, random.Random(8)))
    for entry, label, value, state in ENTRIES:
        book.type({entry: value})
        seen = look(book, form.id)
        assert seen.others[f"F5 {label}"].state == state, value
        is_error = entry in (AGENCY, YEAR)
        failed = "未通过：错误 1 处，警告 0 处" if is_error else "通过，有警告 1 处"
        assert seen.cover == ("通过" if state == "通过" else failed)
        assert (COVER_STATE in coloured(book.colours("封面"), RED)) == (is_error and state != "通过")
