"""What was carried forward a year before: requests (Y1), and cases that were pending (Y6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rules.cases import Value, report
from tests.rules.two_years import BLOCKS, FORWARD, NORMATIVE, OVER, compared, pair, seen, told
from xlreport.report import Provenance


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
