"""A workbook saved by LibreOffice in another format is read back the same, to the last blank."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.office.conftest import OpenReport
from tests.samples import balanced_report
from xlreport.forms import Form
from xlreport.numbers import BLANK, Content, error, number, text
from xlreport.report import Cover, Report
from xlreport.workbook.read import Reading, judge_reading, read_workbook

COVER = Cover(
    code="11330109MB1234567X",
    level="县级",
    kind="政府",
    date="2022-01-18",
    contact="张三、李四",
    phone="0571-8888 1234",
    no_requests=False,
    no_disputes=True,
)
NARRATIVE = {
    "一/主动公开": "（一）主动公开。\n全年公开 1,204 条，“五公开”落实。\n\n另起一段：a < b & c > d。",
    "一/依申请公开": "收到申请 12 件。",
    "五": "无",
    "六": "本年未收取信息处理费。",
}
ODD: tuple[Content, ...] = (
    text("12"),
    text("１２"),
    text("—"),
    text("无"),
    text("22（其中修订16件）"),
    text("251000元"),
    text("#不详"),
    text("=1+1"),
    error("#REF!"),
    error("#DIV/0!"),
    error("#N/A"),
    BLANK,
    BLANK,
    number(0),
    number(-3),
    number(2.5),
    number("7.123456"),
    number(999_999_999),
    number("0.0001"),
)


def report_with_everything(form: Form) -> Report:
    """Every kind of content in turn, over inputs and totals of all three tables."""
    rng = random.Random(f"formats {form.id}")
    report = balanced_report(form, rng, agency="某某县（开发区）人民政府")
    changed = dict(zip(rng.sample([field.id for field in form.fields], 3 * len(ODD)), 3 * ODD, strict=True))
    money = next(field.id for field in form.fields if field.money)
    report = report.with_values({**changed, money: number("1944.0495")})
    return replace(report, cover=COVER, narrative=NARRATIVE)


def held(reading: Reading) -> dict[str, object]:
    """All a report holds, kinds of cell told apart."""
    report = reading.report
    cells = {field.id: (report[field.id].kind, report[field.id].plain) for field in report.form.fields}
    return {
        "form": report.form.id,
        "year": report.year,
        "agency": report.agency,
        "cover": report.cover,
        "narrative": report.narrative,
        "explanations": report.explanations,
        **cells,
    }


@pytest.mark.parametrize("saved_as", [".xlsx", ".ods", ".xls", ".et"])
def test_a_workbook_saved_in_another_format_holds_the_same(
    open_report: OpenReport, form: Form, tmp_path: Path, saved_as: str
) -> None:
    """.et of WPS is taken for what it is inside: .xls."""
    report = report_with_everything(form)
    book = open_report(report)
    book.recalculate()
    path = book.store(tmp_path / f"saved{'.xls' if saved_as == '.et' else saved_as}")
    if saved_as == ".et":
        path = Path(shutil.copy(path, tmp_path / "saved.et"))
    reading = read_workbook(path)
    assert held(reading) == held(Reading(report, ()))
    fresh = read_workbook(tmp_path / "0.xlsx")
    assert reading.report.provenance.formulas == fresh.report.provenance.formulas
    assert judge_reading(reading) == judge_reading(fresh)
