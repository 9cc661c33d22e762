"""Y1–Y6: pairs of years that follow from each other, and pairs in which one number does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.cases import Value, report
from tests.samples import balanced_report
from xlreport.config import DEFAULT, Thresholds
from xlreport.findings.model import Breach, Finding
from xlreport.forms import load
from xlreport.numbers import BLANK, from_plain, number
from xlreport.report import Provenance, Report
from xlreport.report_json import read_json
from xlreport.rules import years
from xlreport.rules.context import Context
from xlreport.workbook.locate import located

CHECKS: tuple[Callable[[Report, Context], Iterator[Breach]], ...] = (
    years.check_carried_over,
    years.check_in_force_by_last_year,
    years.check_items,
    years.check_jumps,
    years.check_copied,
    years.check_pending,
)
KINDS = ("natural", "business", "research", "nonprofit", "legal", "other")
BLOCKS = ("review", "suit_direct", "suit_after_review")
ITEMS = ("licensing", "other_services", "penalty", "coercion", "fees")
OVER, FORWARD = "table3.received.carried_over", "table3.carried_forward"
NORMATIVE = "table2.normative_documents"
NO_JUMPS = Thresholds(jump_count=10**9, jump_money=10**9)


def compared(this: Report, *last: Report, thresholds: Thresholds = DEFAULT.thresholds) -> list[Breach]:
    context = Context(last_year=last, thresholds=thresholds)
    return [breach for check in CHECKS for breach in check(this, context)]


def seen(this: Report, *last: Report, thresholds: Thresholds = DEFAULT.thresholds) -> list[tuple[str, str, str | None]]:
    return [(breach.code, breach.case, breach.on) for breach in compared(this, *last, thresholds=thresholds)]


def told(this: Report, *last: Report) -> list[Finding]:
    return list(located(this, compared(this, *last)))


def pair(
    this: dict[str, Value], last: dict[str, Value], *, form: str = "2021", last_form: str = "", year: int = 2022
) -> tuple[Report, Report]:
    return report(this, form=form, year=year), report(last, form=last_form or form, year=year - 1)


def consistent_pair(form_id: str, seed: int) -> tuple[Report, Report]:
    """Two balanced years of one unit in which the second follows from the first, worked out on plain numbers here."""
    rng = random.Random(seed)
    form = load(form_id)
    last, this = balanced_report(form, rng, year=2021), balanced_report(form, rng, year=2022)
    before = {field.id: last[field.id].scaled // 10_000 for field in form.fields}
    now = {field.id: this[field.id].scaled / 10_000 for field in form.fields}
    for kind in KINDS:
        open_before = before[f"{FORWARD}.{kind}"]
        old = now[f"{OVER}.{kind}"]
        now[f"{OVER}.{kind}"] = open_before
        now[f"table3.received.new.{kind}"] += old
        for row in ("table3.result.granted", "table3.result.total"):
            now[f"{row}.{kind}"] += open_before
    for row in (OVER, "table3.received.new", "table3.result.granted", "table3.result.total"):
        now[f"{row}.total"] = sum(now[f"{row}.{kind}"] for kind in KINDS)
    for block in BLOCKS:
        now[f"table4.{block}.other"] += before[f"table4.{block}.pending"]
        now[f"table4.{block}.total"] += before[f"table4.{block}.pending"]
    changed = dict(before)
    if form_id == "2021":
        for row in ("table2.regulations", NORMATIVE):
            now[f"{row}.repealed"] = min(now[f"{row}.repealed"], before[f"{row}.in_force"] + now[f"{row}.made"])
            now[f"{row}.in_force"] = before[f"{row}.in_force"] + now[f"{row}.made"] - now[f"{row}.repealed"]
    else:
        for name in ITEMS:
            items, change = f"table2.{name}.items_last_year", f"table2.{name}.items_change"
            changed[items] = abs(before[items]) + 50
            now[items] = changed[items] + before[change]
    kept = {name: number(value) for name, value in changed.items() if value != before[name]}
    return this.with_values({name: number(value) for name, value in now.items()}), last.with_values(kept)


def plus(given: Report, field_id: str, more: int) -> Report:
    return given.with_values({field_id: number(given[field_id].scaled // 10_000 + more)})


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


# Y1


def test_y1_names_the_cell_both_numbers_and_the_kind() -> None:
    values: dict[str, Value] = {f"{FORWARD}.natural": 3, f"{FORWARD}.total": 3}
    (one,) = told(*pair({f"{OVER}.natural": 1, f"{OVER}.total": 1}, values))
    assert (one.severity, one.cell, one.actual, one.expected, one.difference) == ("warning", "D7", 1, 3, -2)
    assert one.cells == ("表三!D7", "表三!J7")
    assert "“自然人”为 3，差 -2，总计同样相差" in one.message


def test_y1_names_the_total_too_where_it_differs_otherwise() -> None:
    values: dict[str, Value] = {f"{FORWARD}.natural": 3, f"{FORWARD}.total": 3}
    total, natural = told(*pair({f"{OVER}.natural": 1, f"{OVER}.total": 2}, values))
    assert (total.severity, total.cell, total.actual, total.expected, total.difference) == ("warning", "J7", 2, 3, -1)
    assert (natural.cell, natural.cells, natural.difference) == ("D7", ("表三!D7",), -2)


def test_y1_one_word_where_only_the_kinds_of_applicant_differ() -> None:
    last: dict[str, Value] = {f"{FORWARD}.natural": 2, f"{FORWARD}.legal": 1, f"{FORWARD}.total": 3}
    (one,) = told(*pair({f"{OVER}.natural": 1, f"{OVER}.business": 2, f"{OVER}.total": 3}, last))
    assert (one.code, one.case, one.severity) == ("Y1", "kinds", "info")
    assert one.cells == ("表三!D7", "表三!E7", "表三!H7")
    assert "自然人本年 1、上年 2" in one.message
    assert "商业企业本年 2、上年 0" in one.message


@pytest.mark.parametrize(
    ("this", "last", "expected"),
    [
        ({}, {}, []),
        ({f"{OVER}.natural": None, f"{OVER}.total": None}, {}, []),
        ({}, {f"{FORWARD}.natural": None, f"{FORWARD}.total": None}, []),
        # a blank counts as 0
        ({f"{OVER}.legal": None}, {f"{FORWARD}.legal": 1, f"{FORWARD}.total": 2}, ["total", "legal"]),
        ({}, {f"{FORWARD}.legal": None, f"{FORWARD}.total": 1}, ["total"]),
        # with words no comparison is made, in either year
        ({f"{OVER}.legal": "1", f"{OVER}.total": "1"}, {f"{FORWARD}.legal": 2, f"{FORWARD}.total": 2}, []),
        ({f"{OVER}.legal": 1, f"{OVER}.total": 1}, {f"{FORWARD}.legal": "—", f"{FORWARD}.total": "#REF!"}, []),
        ({f"{OVER}.legal": 1, f"{OVER}.total": "1"}, {f"{FORWARD}.legal": 2, f"{FORWARD}.total": 2}, ["legal"]),
        # a total left blank over the right kinds is a matter of the sums of one year
        ({f"{OVER}.legal": 1, f"{OVER}.total": None}, {f"{FORWARD}.legal": 1, f"{FORWARD}.total": 1}, []),
        ({f"{OVER}.legal": 1, f"{OVER}.total": 1}, {f"{FORWARD}.legal": 1, f"{FORWARD}.total": None}, []),
    ],
)  # fmt: skip
def test_y1_blanks_and_words(this: dict[str, Value], last: dict[str, Value], expected: list[str]) -> None:
    assert seen(*pair(this, last)) == [("Y1", "column", f"{OVER}.{column}") for column in expected]


def test_y1_of_a_cell_that_was_not_found() -> None:
    this, last = pair({}, {f"{FORWARD}.legal": 1, f"{FORWARD}.total": 1})
    lost = replace(this, provenance=Provenance(missing=frozenset({f"{OVER}.legal", f"{OVER}.total"})))
    assert seen(lost, last) == []
    lost = replace(last, provenance=Provenance(missing=frozenset({f"{FORWARD}.legal", f"{FORWARD}.total"})))
    assert seen(this, lost) == []


@pytest.mark.parametrize("last_form", ["2019", "2021", "2021+2019"])
@pytest.mark.parametrize("form", ["2019", "2021", "2019+2021"])
def test_y1_and_y6_hold_between_forms(form: str, last_form: str) -> None:
    last: dict[str, Value] = {f"{FORWARD}.other": 2, f"{FORWARD}.total": 2, "table4.review.pending": 1}
    found = seen(*pair({}, last, form=form, last_form=last_form))
    assert found == [
        ("Y1", "kind", f"{OVER}.other"),
        ("Y6", "", "table4.review.total"),
    ]


def test_a_merged_unit_is_compared_with_the_sum_of_its_predecessors() -> None:
    one = report(
        {f"{FORWARD}.natural": 2, f"{FORWARD}.total": 2, f"{NORMATIVE}.in_force": 4, "table4.review.pending": 1}
    )
    two = report(
        {f"{FORWARD}.natural": 3, f"{FORWARD}.total": 3, f"{NORMATIVE}.in_force": 5, "table4.review.pending": 1}
    )
    right: dict[str, Value] = {
        f"{OVER}.natural": 5, f"{OVER}.total": 5, f"{NORMATIVE}.in_force": 9, "table4.review.total": 2,
    }  # fmt: skip
    assert seen(report(right, year=2022), one, two) == []
    assert [code for code, _, _ in seen(report(right, year=2022), one)] == ["Y1", "Y2"]
    wrong = right | {"table4.review.total": 1}
    assert seen(report(wrong, year=2022), one, two) == [("Y6", "", "table4.review.total")]


# Y2


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


# Y3


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


# Y4


@pytest.mark.parametrize(
    ("field", "last", "now", "case"),
    [
        ("table2.licensing.decisions", 100, 600, "rose"),
        ("table2.licensing.decisions", 100, 500, ""),  # five times is not beyond five times
        ("table2.licensing.decisions", 600, 100, "fell"),
        ("table2.licensing.decisions", 5, 35, ""),  # 30 more is not beyond 30 more
        ("table2.licensing.decisions", 5, 36, "rose"),
        ("table2.licensing.decisions", 0, 31, "appeared"),
        ("table2.licensing.decisions", 31, 0, "vanished"),
        ("table2.licensing.decisions", 0, 30, ""),
        ("table2.licensing.decisions", None, 900, ""),
        ("table2.licensing.decisions", 900, None, ""),
        ("table2.licensing.decisions", "—", 900, ""),
        ("table2.licensing.decisions", 900, "9", ""),
        ("table2.licensing.decisions", 900, -9, ""),
        ("table2.normative_documents.made", 1, 80, "rose"),
        ("table2.fees.amount", 20.5, 130, "rose"),
        ("table2.fees.amount", 20.5, 110.25, ""),
        ("table2.fees.amount", 0, 100, ""),
        ("table3.received.new.total", 3, 90, "rose"),
        ("table3.received.new.natural", 3, 90, ""),  # the total speaks for its row
        ("table3.result.granted.total", 90, 3, "fell"),
        ("table3.carried_forward.total", 0, 70, "appeared"),
        ("table4.suit_direct.total", 0, 70, "appeared"),
        ("table4.suit_direct.upheld", 0, 70, ""),
    ],
)
def test_y4(field: str, last: Value, now: Value, case: str) -> None:
    found = [one for one in compared(*pair({field: now}, {field: last})) if one.code == "Y4"]
    assert [(one.case, one.on, one.actual, one.expected) for one in found] == (
        [(case, field, now, last)] if case else []
    )


def test_y4_a_big_change_of_a_year_is_told_once_a_row() -> None:
    columns = (*KINDS, "total")
    rows = ("table3.received.new", "table3.result.granted", "table3.result.total")
    this = {f"{row}.{column}": 600 if column == "total" else 100 for row in rows for column in columns}
    assert seen(*pair(dict(this), {})) == [
        ("Y4", "appeared", "table3.received.new.total"),
        ("Y4", "appeared", "table3.result.granted.total"),
    ], "办结总计 follows from 新收"


def test_y4_rows_of_several_numbers_are_told_once_by_their_greatest_change() -> None:
    last: dict[str, Value] = {f"{NORMATIVE}.{name}": 10 for name in ("made", "published", "public_total")}
    this: dict[str, Value] = {f"{NORMATIVE}.made": 80, f"{NORMATIVE}.published": 90, f"{NORMATIVE}.public_total": 990}
    found = seen(*pair(this, last, form="2019", year=2020))
    assert found == [("Y4", "rose", f"{NORMATIVE}.published")]


def test_y4_leaves_to_other_rules_what_they_compare_exactly() -> None:
    this: dict[str, Value] = {f"{NORMATIVE}.in_force": 900, f"{OVER}.natural": 900, f"{OVER}.total": 900}
    last: dict[str, Value] = {f"{NORMATIVE}.in_force": 900, f"{FORWARD}.natural": 900, f"{FORWARD}.total": 900}
    found = seen(*pair(this, last))
    assert found == [("Y4", "vanished", f"{FORWARD}.total")], "in force and carried over are as they follow"
    pending: dict[str, Value] = {"table4.review.pending": 90, "table4.review.total": 90}
    assert seen(*pair({}, pending)) == [("Y6", "", "table4.review.total")]
    assert seen(*pair({"table2.fees.amount": 251000}, {"table2.fees.amount": 25.1})) == [], "P1 says it is in 元"


def test_y4_maps_last_year_into_this_years_form() -> None:
    assert seen(*pair({}, {"table3.result.other.total": 90}, last_form="2019")) == [
        ("Y4", "vanished", "table3.result.other.other.total")
    ]
    unmapped: dict[str, Value] = {"table2.procurement.procurements": 900, f"{NORMATIVE}.made": 900}
    assert seen(*pair({}, unmapped, last_form="2019")) == []
    assert seen(*pair({"table3.received.new.total": 900}, {}, form="2019", last_form="2021")) == []


def test_y4_thresholds_are_data() -> None:
    this, last = pair({"table2.penalty.decisions": 4, "table2.fees.amount": 9.5}, {"table2.penalty.decisions": 1})
    low = Thresholds(jump_factor=1.5, jump_count=2, jump_money=9.25)
    assert seen(this, last) == []
    assert [field for _, _, field in seen(this, last, thresholds=low)] == [
        "table2.penalty.decisions",
        "table2.fees.amount",
    ]


def test_y4_sentences() -> None:
    values: dict[str, Value] = {"table2.licensing.decisions": 640, "table4.review.total": 0}
    rose, vanished = told(*pair(values, {"table2.licensing.decisions": 100, "table4.review.total": 40}))
    assert (rose.severity, rose.cell) == ("warning", "B9")
    assert "填 640，是上年 100 的 6.4 倍" in rose.message
    assert "填 0，上年为 40" in vanished.message


# Y5


TOLD: dict[str, Value] = {"table2.licensing.decisions": 5, "table2.penalty.decisions": 1, "table2.fees.amount": 2.5}


def test_y5_a_report_that_is_last_years() -> None:
    (one,) = told(*pair(dict(TOLD), dict(TOLD)))
    assert (one.code, one.severity, one.cell) == ("Y5", "warning", "B9")
    assert "3 个" in one.message


@pytest.mark.parametrize(
    ("both", "this"),
    [
        ({}, {}),
        ({"table2.licensing.decisions": 5, "table2.penalty.decisions": 1}, {}),
        # what is in force is no flow
        ({"table2.licensing.decisions": 5, "table2.penalty.decisions": 1, f"{NORMATIVE}.in_force": 9}, {}),
        (TOLD, {"table2.coercion.decisions": 1}),
        (TOLD, {"table2.fees.amount": 2.5001}),
    ],
)
def test_y5_nothing_to_tell(both: dict[str, Value], this: dict[str, Value]) -> None:
    assert seen(*pair(both | this, both)) == []


def test_y5_one_request_a_year_is_no_copy() -> None:
    rows = ("table3.received.new", "table3.result.granted", "table3.result.total")
    values = {f"{row}.{column}": 1 for row in rows for column in ("natural", "total")}
    assert seen(*pair(dict(values), dict(values))) == []


def test_y5_blank_for_0_is_still_a_copy_and_words_are_not_compared() -> None:
    assert [code for code, _, _ in seen(*pair(TOLD | {"table2.coercion.decisions": None}, dict(TOLD)))] == ["Y5"]
    assert [code for code, _, _ in seen(*pair(TOLD | {"table2.coercion.decisions": "/"}, dict(TOLD)))] == ["Y5"]
    assert seen(*pair(TOLD | {"table2.fees.amount": "2.5"}, dict(TOLD))) == [], "two numbers are left to tell"


def test_y5_tables_that_were_not_read_whole_or_are_of_two_forms_are_no_copy() -> None:
    this, last = pair(dict(TOLD), dict(TOLD))
    part = Provenance(missing=frozenset({"table2.coercion.decisions"}))
    assert seen(replace(this, provenance=part), last) == []
    assert seen(this, replace(last, provenance=part)) == []
    values: dict[str, Value] = {f"table2.{row}.decisions": 7 for row in ("licensing", "penalty", "coercion")}
    assert seen(*pair(values, values, last_form="2019")) == []


# Y6


@pytest.mark.parametrize(
    ("pending", "this", "expected"),
    [
        (2, {"total": 2, "upheld": 2}, None),
        (2, {"total": 1, "upheld": 1}, (1, 2, -1)),
        (2, {}, (0, 2, -2)),
        (2, {"total": None}, (None, 2, -2)),
        (None, {}, None),
        (2, {"total": "—"}, None),
        ("2", {}, None),
        # the parts hold them, the total was not added up
        (2, {"total": 0, "upheld": 3}, None),
        (2, {"total": None, "upheld": 3}, None),
    ],
)
@pytest.mark.parametrize("block", BLOCKS)
def test_y6(block: str, pending: Value, this: dict[str, Value], expected: tuple[Value, Value, Value] | None) -> None:
    values = {f"table4.{block}.{name}": value for name, value in this.items()}
    found = compared(*pair(values, {f"table4.{block}.pending": pending}))
    wanted = [] if expected is None else [("Y6", f"table4.{block}.total", *expected)]
    assert [(one.code, one.on, one.actual, one.expected, one.difference) for one in found] == wanted


def test_y6_says_which_group() -> None:
    (one,) = told(*pair({}, {"table4.suit_after_review.pending": 1}))
    assert one.cell == "O6"
    assert "行政诉讼（复议后起诉）" in one.message


# without last year, and for reports of all kinds


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
