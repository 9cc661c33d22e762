"""P1, P2, P3, P5, P6: numbers that can hardly be meant, and those near them that can."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.cases import Value, report
from tests.rules.two_years import CHECKS as YEARS
from tests.samples import balanced_report, with_faults
from xlreport.config import DEFAULT, Thresholds
from xlreport.findings.model import Breach, Finding
from xlreport.forms import load
from xlreport.numbers import BLANK, from_plain
from xlreport.report import Provenance, Report
from xlreport.report_json import read_json
from xlreport.rules import plausible
from xlreport.rules.context import Context
from xlreport.rules.deadlines import check_date
from xlreport.workbook.locate import located

CHECKS: tuple[Callable[[Report, Context], Iterator[Breach]], ...] = (
    plausible.check_yuan,
    plausible.check_items_as_cases,
    plausible.check_disputes_without_requests,
    plausible.check_in_force,
    plausible.check_open_requests,
)
FEES = "table2.fees.amount"
NORMATIVE = "table2.normative_documents"
FORWARD, NEW = "table3.carried_forward", "table3.received.new"
REVIEW = "table4.review.total"


def breaches(this: Report, *last: Report, thresholds: Thresholds = DEFAULT.thresholds) -> list[Breach]:
    context = Context(last_year=last, thresholds=thresholds)
    return [breach for check in CHECKS for breach in check(this, context)]


def seen(this: Report, *last: Report) -> list[tuple[str, str, str | None, Value, Value]]:
    return [(one.code, one.case, one.on, one.actual, one.expected) for one in breaches(this, *last)]


def told(this: Report, *last: Report) -> Finding:
    (one,) = located(this, breaches(this, *last))
    return one


# P1


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, None),
        (None, None),
        (415.1885, None),
        (1944.0495, None),
        (2359, None),
        (23_600, None),
        (49_999, None),
        (50_000, 5),
        (251_000, 25.1),
        (1_234_567, 123.4567),
        # an amount that was converted from 元 keeps its decimals
        (251_000.5, None),
        (90_321.5512, None),
        ("251000元", None),
        ("—", None),
        (-251_000, None),
    ],
)
@pytest.mark.parametrize("kind", ["部门", "乡镇街道", "其他", ""])
def test_p1(amount: Value, expected: Value, kind: str) -> None:
    found = seen(report({FEES: amount}, kind=kind))
    assert found == ([] if expected is None else [("P1", "size", FEES, amount, expected)])


@pytest.mark.parametrize(
    ("level", "kind", "amount", "raised"),
    [
        ("县级", "政府", 251_000, False),
        ("县级", "政府", 2_510_000, True),
        ("省级", "部门", 251_000, False),
        ("国家", "部门", 251_000, False),
        ("地市级", "部门", 251_000, True),
    ],
)
def test_p1_bodies_that_add_up_others_may_be_larger(level: str, kind: str, amount: int, raised: bool) -> None:
    assert bool(breaches(report({FEES: amount}, level=level, kind=kind))) is raised


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (1.5, 15_000, 1.5),
        (25.1, 26_000, 2.6),
        (25.1, 25_000, None),  # 996 times
        (9, 9_000, 0.9),
        (0.5, 1_000, 0.1),
        (0.5, 999, None),
        (0.5, 900, None),
        (0, 9_000, None),
        (None, 9_000, None),
        ("无", 9_000, None),
        (1.5, 15_000.5, None),
        (8_000, 9_000, None),
    ],
)
def test_p1_a_thousand_times_last_year(last: Value, now: Value, expected: Value) -> None:
    found = seen(report({FEES: now}, year=2022), report({FEES: last}))
    assert found == ([] if expected is None else [("P1", "leap", FEES, now, expected)])


def test_p1_a_large_amount_that_is_near_last_years_is_suspected_for_its_size() -> None:
    assert seen(report({FEES: 51_000}, year=2022), report({FEES: 8_000})) == [("P1", "size", FEES, 51_000, 5.1)]


def test_p1_says_what_it_may_be() -> None:
    one = told(report({FEES: 251_000}))
    assert (one.severity, one.cell, one.cells) == ("warning", "B16", ("表二!B16",))
    assert "251000 万元" in one.message
    assert "25.1 万元" in one.message
    leap = told(report({FEES: 15_000}, year=2022), report({FEES: 1.5}))
    assert "上年为 1.5 万元" in leap.message


def test_p1_of_2019_has_no_amount_in_wan() -> None:
    values: dict[str, Value] = {"table2.procurement.procurement_amount": 251_000}
    assert breaches(report(values, form="2019", year=2020)) == []


def test_p1_thresholds_are_data() -> None:
    this = report({FEES: 3_000})
    assert breaches(this) == []
    assert [one.code for one in breaches(this, thresholds=Thresholds(yuan_agency=3_000))] == ["P1"]


# P2


@pytest.mark.parametrize(
    ("items", "change", "decisions", "raised"),
    [
        (120, 3, 123, True),
        (120, -8, 112, True),
        (120, None, 120, True),
        (0, 5, 5, True),
        (0, 0, 0, False),
        (None, None, None, False),
        (2, 0, 2, False),  # so few may be as many by chance
        (3, 0, 3, True),
        (7, 18, 18, False),
        (27, 128, 128, False),
        (120, 3, 124, False),
        (120, "增3", 123, False),
        ("120", 3, 123, False),
        (120, 3, "123件", False),
    ],
)
@pytest.mark.parametrize("row", ["licensing", "other_services", "penalty", "coercion"])
def test_p2(row: str, items: Value, change: Value, decisions: Value, raised: bool) -> None:
    names = [f"table2.{row}.{column}" for column in ("items_last_year", "items_change", "decisions")]
    values = dict(zip(names, (items, change, decisions), strict=True))
    found = breaches(report(values, form="2019", year=2020))
    assert [(one.code, one.on, one.actual) for one in found] == ([("P2", names[2], decisions)] if raised else [])
    assert all(one.fields == tuple(names) for one in found)


def test_p2_sentence() -> None:
    values: dict[str, Value] = {
        "table2.penalty.items_last_year": 120, "table2.penalty.items_change": -8, "table2.penalty.decisions": 112,
    }  # fmt: skip
    one = told(report(values, form="2019", year=2020))
    assert (one.severity, one.cell) == ("warning", "D13")
    assert "上一年项目数量 120 加增减 -8" in one.message


# P3


ASKED = ("received.new", "received.carried_over", "result.granted", "result.total", "result.other.other")


def test_p3_disputes_without_a_request_in_two_years() -> None:
    this = report({REVIEW: 1, "table4.review.upheld": 1, "table4.suit_direct.total": 2}, year=2022)
    one = told(this, report())
    assert (one.code, one.severity, one.cell, one.actual) == ("P3", "info", "E6", 3)
    assert one.cells == ("表四!E6", "表四!J6")


@pytest.mark.parametrize("row", ASKED)
@pytest.mark.parametrize("column", ["natural", "total"])
@pytest.mark.parametrize("value", [1, "1", "—"])
def test_p3_a_request_in_either_year_or_words_that_may_be_one(row: str, column: str, value: Value) -> None:
    requests = {f"table3.{row}.{column}": value}
    codes = [one.code for one in breaches(report(requests | {REVIEW: 1}, year=2022), report())]
    assert "P3" not in codes
    codes = [one.code for one in breaches(report({REVIEW: 1}, year=2022), report(requests))]
    assert "P3" not in codes


def test_p3_needs_last_year() -> None:
    assert breaches(report({REVIEW: 1})) == []


@pytest.mark.parametrize(
    ("this", "last", "raised"),
    [
        ({}, {}, False),
        ({REVIEW: None}, {}, False),
        ({REVIEW: "1"}, {}, False),
        # what was pending last year is about requests of before
        ({REVIEW: 1}, {"table4.review.pending": 1}, False),
        ({REVIEW: 1}, {"table4.suit_direct.pending": 1}, False),
        ({REVIEW: 2}, {"table4.review.pending": 1}, True),
        ({REVIEW: 2}, {"table4.suit_direct.pending": "—"}, False),
        # numbers that cannot be are another rule's
        ({}, {"table4.review.pending": -1}, False),
        ({REVIEW: -1}, {"table4.review.pending": -2}, False),
        # a total that was not added up
        ({"table4.review.upheld": 1}, {}, True),
    ],
)
def test_p3_what_counts_as_disputes(this: dict[str, Value], last: dict[str, Value], raised: bool) -> None:
    found = breaches(report(this, year=2022), report(last))
    assert [(one.code, one.on) for one in found] == ([("P3", REVIEW)] if raised else [])


def test_p3_one_of_two_predecessors_had_requests() -> None:
    asked = report({f"{NEW}.natural": 1, f"{NEW}.total": 1})
    assert breaches(report({REVIEW: 1}, year=2022), report(), asked) == []


# P5


@pytest.mark.parametrize(
    ("made", "repealed", "in_force", "expected"),
    [
        (5, 0, 5, None),
        (5, 2, 3, None),
        (5, 2, 9, None),
        (0, 2, 1, None),
        (0, 0, 0, None),
        (None, None, None, None),
        (5, 2, 2, (2, 3, -1)),
        (5, None, 4, (4, 5, -1)),
        (5, 0, None, (None, 5, -5)),
        ("5", 0, 0, None),
        (5, "—", 0, None),
        (5, 0, "无", None),
    ],
)
@pytest.mark.parametrize("row", ["table2.regulations", NORMATIVE])
def test_p5(row: str, made: Value, repealed: Value, in_force: Value, expected: tuple[Value, Value, int] | None) -> None:
    this = report({f"{row}.made": made, f"{row}.repealed": repealed, f"{row}.in_force": in_force})
    found = [(one.code, one.on, one.actual, one.expected, one.difference) for one in breaches(this)]
    assert found == ([] if expected is None else [("P5", f"{row}.in_force", *expected)])


def test_p5_is_silent_where_last_year_decides_the_row() -> None:
    this = report({f"{NORMATIVE}.made": 5, f"{NORMATIVE}.in_force": 4}, year=2022)
    assert [one.code for one in breaches(this)] == ["P5"]
    assert breaches(this, report()) == [], "Y2 says it"
    assert [one.code for one in breaches(this, report({f"{NORMATIVE}.in_force": "—"}))] == ["P5"]
    assert [one.code for one in breaches(this, report(form="2019"))] == ["P5"]


def test_p5_sentence_and_the_2019_format() -> None:
    one = told(report({f"{NORMATIVE}.made": 5, f"{NORMATIVE}.repealed": 1, f"{NORMATIVE}.in_force": 3}))
    assert (one.severity, one.cell, one.cells) == ("warning", "D6", ("表二!D6", "表二!B6", "表二!C6"))
    assert "本年制发 5 减本年废止 1 的 4" in one.message
    assert breaches(report({f"{NORMATIVE}.made": 5}, form="2019", year=2020)) == []


# P6


@pytest.mark.parametrize(
    ("forward", "new", "raised"),
    [
        ({"natural": 2, "total": 2}, {"natural": 2, "total": 2}, False),
        ({"natural": 3, "total": 3}, {"natural": 2, "total": 2}, True),
        ({"natural": 3, "total": 3}, {"legal": 9, "total": 9}, False),
        ({"total": 1}, {}, True),
        ({}, {}, False),
        ({"total": None}, {"total": None}, False),
        ({"total": "3"}, {}, False),
        ({"total": 3}, {"total": "—"}, False),
        # a total of 新收 that was not added up
        ({"total": 3}, {"natural": 5, "total": 0}, False),
    ],
)
def test_p6(forward: dict[str, Value], new: dict[str, Value], raised: bool) -> None:
    values = {f"{FORWARD}.{column}": value for column, value in forward.items()}
    values |= {f"{NEW}.{column}": value for column, value in new.items()}
    assert [(one.code, one.on) for one in breaches(report(values))] == ([("P6", f"{FORWARD}.total")] if raised else [])


def test_p6_sentence() -> None:
    one = told(report({f"{FORWARD}.natural": 3, f"{FORWARD}.total": 3, f"{NEW}.natural": 2, f"{NEW}.total": 2}))
    assert (one.severity, one.cell, one.cells, one.difference) == ("warning", "J30", ("表三!J30", "表三!J6"), 1)
    assert "填 3，多于本年新收 2" in one.message


# reports of all kinds


@pytest.mark.parametrize("form", ["2021", "2019", "2021+2019", "2019+2021"])
def test_reports_of_zeros_of_blanks_and_of_words_give_no_finding(form: str) -> None:
    zeros = report(form=form)
    blank = zeros.with_values(dict.fromkeys(zeros.form.position, BLANK))
    words = zeros.with_values(dict.fromkeys(zeros.form.position, from_plain("无")))
    lost = replace(zeros, provenance=Provenance(missing=frozenset(zeros.form.position)))
    for this in (zeros, blank, words, lost):
        assert breaches(this) == []
        assert breaches(this, zeros) == []
        assert breaches(this, lost) == []


@pytest.mark.parametrize("seed", range(30))
def test_no_fault_in_either_year_breaks_a_rule(seed: int) -> None:
    """Whatever stands in the cells, a rule yields or is silent, and pins what it yields to cells of this year."""
    rng = random.Random(seed)
    forms = [load(rng.choice(["2021", "2019", "2021+2019", "2019+2021"])) for _ in range(3)]
    this, *last = (with_faults(balanced_report(form, rng), rng, 60) for form in forms)
    context = Context(last_year=tuple(last[: rng.randint(0, 2)]), deadline=rng.choice(["", "x", "2022-02-30"]))
    dated = replace(this, cover=replace(this.cover, date=rng.choice(["", "2022-13-01", "2022-02-28", "9999-12-31"])))
    for check in (*CHECKS, *YEARS, check_date):
        for one in located(dated, check(dated, context)):
            assert one.code[0] in "YPL"
            assert one.sheet
            assert one.cell
            assert "未知" not in one.message + one.remedy


@pytest.mark.parametrize("seed", range(10))
def test_a_county_summary_of_a_hundred_units_gives_no_finding(seed: int) -> None:
    rng = random.Random(seed)
    form = load("2021")
    units = [balanced_report(form, rng) for _ in range(100)]
    total = dict.fromkeys(form.position, 0)
    for unit in units:
        for name in total:
            total[name] += unit[name].scaled
    for row in ("table2.regulations", NORMATIVE):
        total[f"{row}.in_force"] = max(total[f"{row}.in_force"], total[f"{row}.made"] - total[f"{row}.repealed"])
    values: dict[str, Value] = {name: scaled / 10_000 for name, scaled in total.items()}
    assert breaches(report(values, level="县级", kind="政府")) == []


def test_real_reports_give_no_finding(truth: Mapping[str, Path]) -> None:
    for name, path in truth.items():
        assert breaches(read_json(path)) == [], name
