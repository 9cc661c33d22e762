"""A fresh workbook is true before anything recalculates: every formula's saved value is what LibreOffice gets."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.office.libreoffice import LibreOffice, OpenWorkbook, Value
from tests.samples import balanced_report, with_fault
from xlreport.a1 import cell_name, parse_cell
from xlreport.forms import Form
from xlreport.numbers import BLANK, error, number, text
from xlreport.report import Cover, Report, blank_report
from xlreport.workbook.build import build_workbook


def a_report_with_everything(form: Form) -> Report:
    """Words, errors, blanks, tails and broken numbers among the parts of totals, on a cover half filled in."""
    report = balanced_report(form, random.Random(9), agency="")
    odd = [
        text("暂无"),
        error("#REF!"),
        BLANK,
        number(2.5),
        number("3.00004"),
        number(-4),
        text("12"),
        error("#DIV/0!"),
    ]
    names = [field.id for field in form.fields if field.id not in form.totals]
    changed = report.with_values(dict(zip(names[3::9], odd * 3, strict=False)))
    return Report(form, None, "", changed.values, Cover(level="县", no_disputes=True))


def many_faults(form: Form) -> Report:
    rng = random.Random(10)
    report = balanced_report(form, rng)
    for _ in range(12):
        report = with_fault(report, rng)
    return report


REPORTS = {
    "balanced": lambda form: balanced_report(form, random.Random(11)),
    "one fault": lambda form: with_fault(balanced_report(form, random.Random(12)), random.Random(12)),
    "many faults": many_faults,
    "everything": a_report_with_everything,
    "blank": lambda form: blank_report(form),
    "zeros": lambda form: blank_report(form, form.first_year, "丁县测试局", Cover(no_requests=True), zeros=True),
}


def saved_values(path: Path) -> dict[str, Value]:
    """The saved value of every cell that holds a formula."""
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    return {
        f"{sheet.title}!{cell.coordinate}": values[sheet.title][cell.coordinate].value
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def recalculated_values(book: OpenWorkbook, cells: Iterable[str]) -> dict[str, Value]:
    """What cells show after a hard recalculation."""
    book.recalculate()
    areas: dict[str, list[tuple[int, int]]] = {}
    for cell in cells:
        sheet, _, name = cell.partition("!")
        areas.setdefault(sheet, []).append(parse_cell(name))
    found = {}
    for sheet, spots in areas.items():
        corner = cell_name(max(row for row, _ in spots), max(column for _, column in spots))
        block = book.block(f"{sheet}!A1:{corner}")
        found.update({f"{sheet}!{cell_name(*spot)}": block[spot[0] - 1][spot[1] - 1] for spot in spots})
    return found


@pytest.mark.parametrize("which", REPORTS)
def test_saved_values_are_what_a_recalculation_gives(
    office: LibreOffice, form: Form, tmp_path: Path, which: str
) -> None:
    path = tmp_path / "fresh.xlsx"
    build_workbook(REPORTS[which](form), path)
    saved = saved_values(path)
    assert len(saved) > 4 * len(form.fields)
    with office.open(path) as book:
        now = recalculated_values(book, saved)
    wrong = {cell: (value, now[cell]) for cell, value in saved.items() if not same(value, now[cell])}
    assert not wrong, f"saved and recalculated values differ: {wrong}"


def same(saved: Value, now: Value) -> bool:
    """Equal, but for the last binary digit of a sum; an empty text reads as no value."""
    if isinstance(saved, str) or saved is None or isinstance(now, str):
        return (saved or "") == now
    return math.isclose(saved, now, rel_tol=1e-15, abs_tol=1e-9)
