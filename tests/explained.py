"""A report with findings of several rules, and texts typed beside its checks."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from tests.samples import balanced_report
from xlreport.findings.model import Explanation, Finding
from xlreport.forms import load
from xlreport.numbers import BLANK
from xlreport.report import Report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.locate import judge

LICENSING, PENALTY = "table2.licensing.decisions", "table2.penalty.decisions"
TWO_CLAIMS = "2021年新收政府信息公开申请7件，办结9件。"
NO_FEE = "没有其他需要报告的事项。"


@cache
def base() -> Report:
    """A balanced report on 2021 of a county department, two cells of 表二 blank (B9 and B12 by the printed table),
    two numbers of its prose wrong, no word on fees in 六, signed after 31 January 2022."""
    report = balanced_report(load("2021"), random.Random(15), year=2021)
    report = report.with_values({LICENSING: BLANK, PENALTY: BLANK})
    prose = {**report.narrative, "一/依申请公开": TWO_CLAIMS, "六": NO_FEE}
    return replace(report, narrative=prose, cover=replace(report.cover, date="2022-02-20", kind="部门"))


def saved(report: Report, path: Path) -> Path:
    build_workbook(report, path)
    return path


def row_of(sheet: Any, code: str, words: str = "") -> int:
    return next(
        row
        for row in range(6, sheet.max_row + 1)
        if sheet.cell(row, 1).value == code and words in sheet.cell(row, 3).value
    )


def typed(path: Path, *texts: tuple[str, str, str]) -> Path:
    """The same file with texts typed beside lines: code, words of the line, text."""
    book = openpyxl.load_workbook(path)
    for code, words, text in texts:
        book["校验"].cell(row_of(book["校验"], code, words), 9).value = text
    book.save(path)
    return path


def of(code: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def explained(report: Report, code: str, text: str) -> Report:
    """The report with every finding of a code explained, each bound to what it is about."""
    given_ = tuple(
        Explanation(code, tuple(cell for cell, _ in one.tied), tuple(value for _, value in one.tied), text)
        for one in of(code, judge(report))
    )
    assert given_
    return replace(report, explanations=given_)
