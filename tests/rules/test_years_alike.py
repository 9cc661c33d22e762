"""Two years that differ too much (Y4) or not at all (Y5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rules.cases import Value
from tests.rules.two_years import FORWARD, KINDS, NORMATIVE, OVER, compared, pair, seen, told
from xlreport.config import Thresholds
from xlreport.report import Provenance


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
