"""Y1–Y6: pairs of years that follow from each other, and pairs in which one number does not."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.cases import Value, report
from tests.rules.two_years import FORWARD, ITEMS, NO_JUMPS, NORMATIVE, OVER, compared, consistent_pair, pair, plus, seen
from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import BLANK, from_plain
from xlreport.report_json import read_json


def expected_of_change(field_id: str, form: str) -> list[tuple[str, str, str]]:
    """What the statute says of one number of this year that grew: by the row it stands in."""
    row, _, column = field_id.rpartition(".")
    if row == OVER:
        return [("Y1", "column" if column == "total" else "kinds", field_id)]
    if form == "2021" and column in ("in_force", "made", "repealed"):
        return [("Y2", "sum", f"{row}.in_force")]
    if column == "items_last_year":
        return [("Y3", "", field_id)]
    return []


def expected_of_last_change(field_id: str) -> list[tuple[str, str, str]]:
    """What the statute says of one number of last year that grew by more than any group of 表四 holds."""
    row, _, column = field_id.rpartition(".")
    if row == FORWARD:
        return [("Y1", "column" if column == "total" else "kinds", f"{OVER}.{column}")]
    if column == "in_force":
        return [("Y2", "sum", field_id)]
    if column in ("items_last_year", "items_change"):
        return [("Y3", "", f"{row}.items_last_year")]
    if column == "pending":
        return [("Y6", "", f"{row}.total")]
    return []


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("seed", range(20))
def test_years_that_follow_from_each_other_give_no_finding(form: str, seed: int) -> None:
    this, last = consistent_pair(form, seed)
    assert seen(this, last, thresholds=NO_JUMPS) == []


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("seed", range(2))
def test_one_number_changed_gives_the_finding_on_it_and_no_other(form: str, seed: int) -> None:
    this, last = consistent_pair(form, seed)
    told_of = 0
    for name in this.form.position:
        wanted = expected_of_change(name, form)
        if not (name.endswith(".repealed") and wanted):  # more repealed than there was has a sentence of its own
            assert seen(plus(this, name, 7), last, thresholds=NO_JUMPS) == wanted, name
        wanted = expected_of_last_change(name)
        assert seen(this, plus(last, name, 100_000), thresholds=NO_JUMPS) == wanted, name
        told_of += bool(wanted)
    assert told_of == 7 + 3 + (2 if form == "2021" else 10)


@pytest.mark.parametrize(
    ("before", "made", "repealed", "in_force", "expected"),
    [
        (4, 2, 1, 5, None),
        (4, 2, 1, 6, ("sum", "in_force", 6, 5, 1)),
        (4, 2, 1, 4, ("sum", "in_force", 4, 5, -1)),
        (0, 0, 0, None, None),
        (0, 1, 0, None, ("sum", "in_force", None, 1, -1)),
        (None, 1, 0, 1, None),
        (4, 2, None, 6, None),
        (0, 0, 2, 1, ("repealed", "repealed", 2, 0, 2)),
        (1, 1, 5, 0, ("repealed", "repealed", 5, 2, 3)),
        ("—", 2, 1, 9, None),
        (4, "2", 1, 9, None),
        (4, 2, "无", 9, None),
        (4, 2, 1, "#N/A", None),
    ],
)
def test_y2(before: Value, made: Value, repealed: Value, in_force: Value, expected: tuple[object, ...] | None) -> None:
    this: dict[str, Value] = {
        f"{NORMATIVE}.made": made, f"{NORMATIVE}.repealed": repealed, f"{NORMATIVE}.in_force": in_force,
    }  # fmt: skip
    found = compared(*pair(this, {f"{NORMATIVE}.in_force": before}))
    wanted = [] if expected is None else [("Y2", expected[0], f"{NORMATIVE}.{expected[1]}", *expected[2:])]
    assert [(one.code, one.case, one.on, one.actual, one.expected, one.difference) for one in found] == wanted


@pytest.mark.parametrize(("form", "last_form"), [("2021", "2019"), ("2019", "2021"), ("2021", "2019+2021")])
def test_y2_needs_the_2021_format_in_both_years(form: str, last_form: str) -> None:
    in_force = {f"{NORMATIVE}.in_force": 9} if form == "2021" else {f"{NORMATIVE}.public_total": 9}
    assert seen(*pair(dict(in_force), {}, form=form, last_form=last_form)) == []


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ((120, 3), 123, None),
        ((120, -8), 112, None),
        ((120, 3), 120, (120, 123, -3)),
        ((120, -8), 120, (120, 112, 8)),
        ((0, 0), None, None),
        ((0, 5), 0, (0, 5, -5)),
        ((5, -5), 2, (2, 0, 2)),
        ((5, -6), 0, None),  # nothing follows from less than nothing
        ((3, None), 3, None),
        (("3项", 0), 9, None),
        ((3, "增2"), 9, None),
        ((3, 2), "九", None),
    ],
)
@pytest.mark.parametrize("row", ITEMS)
def test_y3(row: str, last: tuple[Value, Value], now: Value, expected: tuple[Value, Value, int] | None) -> None:
    items, change = f"table2.{row}.items_last_year", f"table2.{row}.items_change"
    found = compared(*pair({items: now}, {items: last[0], change: last[1]}, form="2019", year=2020))
    wanted = [] if expected is None else [("Y3", items, *expected)]
    assert [(one.code, one.on, one.actual, one.expected, one.difference) for one in found] == wanted


def test_y3_needs_the_2019_format_in_both_years() -> None:
    assert seen(*pair({"table2.fees.items_last_year": 9}, {}, form="2019", last_form="2021")) == []


def test_without_last_year_there_is_nothing_to_say() -> None:
    filled = balanced_report(load("2021"), random.Random(5))
    assert compared(filled) == []
    assert compared(balanced_report(load("2019"), random.Random(5))) == []


@pytest.mark.parametrize("form", ["2021", "2019", "2021+2019", "2019+2021"])
def test_reports_of_zeros_and_of_blanks_give_no_finding(form: str) -> None:
    zeros = report(form=form)
    blank = zeros.with_values(dict.fromkeys(zeros.form.position, BLANK))
    words = zeros.with_values(dict.fromkeys(zeros.form.position, from_plain("/")))
    for this in (zeros, blank, words):
        for last in (zeros, blank, words):
            assert compared(this, last) == []


def grown(values: Mapping[str, float], factor: float) -> dict[str, Value]:
    return {name: round(value * factor) for name, value in values.items()}


def test_a_county_summary_that_grew_as_counties_do_gives_no_finding() -> None:
    """Large numbers, half as much again as last year in every row: nothing a reviewer would ask about."""
    rows = ("received.new", "result.granted", "result.denied.third_party", "result.unable.not_held", "result.total")
    flows = {f"table3.{row}.total": 4_000 + 900 * place for place, row in enumerate(rows)}
    flows |= {"table2.licensing.decisions": 812_345, "table2.penalty.decisions": 45_678}
    this = grown(flows, 1.5) | {
        "table2.fees.amount": 90_321.5512,
        f"{NORMATIVE}.in_force": 610,
        f"{NORMATIVE}.made": 10,
    }
    last = grown(flows, 1.0) | {"table2.fees.amount": 70_001.25, f"{NORMATIVE}.in_force": 600}
    pair_of_counties = (
        report(this, year=2022, level="县级", kind="政府"),
        report(last, year=2021, level="县级", kind="政府"),
    )
    assert compared(*pair_of_counties) == []


def test_real_reports_beside_themselves_a_year_earlier(truth: Mapping[str, Path]) -> None:
    """000 has 74 licences, 3 penalties and fees; 002 and 003 have too little to be called a copy; 004 made nothing and
    repealed 2, of which only 1 was there."""
    expected: dict[str, Iterable[tuple[str, str]]] = {
        "000": [("Y5", "")],
        "002": [],
        "003": [],
        "004": [("Y2", "repealed"), ("Y5", "")],
    }
    for name, wanted in expected.items():
        this = read_json(truth[name])
        assert this.year is not None
        found = seen(this, replace(this, year=this.year - 1))
        assert [(code, case) for code, case, _ in found] == wanted, name
