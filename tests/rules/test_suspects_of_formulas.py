"""Formulas over words and blanks: no cell is accused for what another cell lacks."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.report import Report
from xlreport.rules.suspects import suspects
from xlreport.rules.typing_errors import most_likely

CELL, COLUMN, ALL = "table3.result.unable.not_held.natural", "table3.result.total.natural", "table3.result.total.total"


def with_formulas(report: Report, *typed: str) -> Report:
    formulas = frozenset(report.form.totals) - set(typed)
    return replace(report, provenance=replace(report.provenance, formulas=formulas))


def base() -> Report:
    report = balanced_report(load("2021"), random.Random(8))
    return report.with_values({CELL: number(report[CELL].scaled // 10_000)})


def test_a_total_by_formula_over_words_accuses_no_other_cell() -> None:
    report = base()
    lacking = report[CELL].scaled // 10_000
    moved = {
        name: number(report[name].scaled // 10_000 - lacking)
        for name in (COLUMN, ALL, "table3.result.unable.not_held.total")
    }
    assert suspects(with_formulas(report.with_values({CELL: text(f"{lacking}件"), **moved}))) == ()


def test_a_blank_total_is_filled_before_the_formula_above_it_is_judged() -> None:
    report = base()
    column, everything = (report[name].scaled // 10_000 for name in (COLUMN, ALL))
    cleared = report.with_values({COLUMN: BLANK, ALL: number(everything - column)})
    assert suspects(with_formulas(cleared, COLUMN)) == ()


def test_of_a_single_digit_nobody_says_that_two_were_swapped() -> None:
    assert most_likely(2 * 10_000, 20 * 10_000) == "lost"
    assert most_likely(12 * 10_000, 21 * 10_000) == "swapped"
