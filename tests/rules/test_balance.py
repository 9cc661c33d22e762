"""B1–B4: the balances, with numbers worked out by hand."""

from __future__ import annotations

import pytest

from tests.rules.cases import Value, breaches, report
from xlreport.workbook.locate import judge

NEW, OVER = "table3.received.new", "table3.received.carried_over"
GRANTED, PETITION, ELSE = "table3.result.granted", "table3.result.rejected.petition", "table3.result.other.other"
TOTAL, FORWARD = "table3.result.total", "table3.carried_forward"

BALANCED: dict[str, Value] = {
    f"{NEW}.natural": 3, f"{NEW}.legal": 2, f"{NEW}.total": 5,
    f"{OVER}.natural": 1, f"{OVER}.total": 1,
    f"{GRANTED}.natural": 2, f"{GRANTED}.legal": 1, f"{GRANTED}.total": 3,
    f"{PETITION}.natural": 1, f"{PETITION}.total": 1,
    f"{ELSE}.legal": 1, f"{ELSE}.total": 1,
    f"{TOTAL}.natural": 3, f"{TOTAL}.legal": 2, f"{TOTAL}.total": 5,
    f"{FORWARD}.natural": 1, f"{FORWARD}.total": 1,
    "table4.review.upheld": 1, "table4.review.pending": 2, "table4.review.total": 3,
    "table4.suit_direct.corrected": 4, "table4.suit_direct.total": 4,
    "table4.suit_after_review.other": 5, "table4.suit_after_review.total": 5,
}  # fmt: skip

Seen = list[tuple[str, str, Value, Value, int | float | None]]


def seen(changes: dict[str, Value]) -> Seen:
    found = breaches(report(BALANCED | changes), "B1", "B2", "B3", "B4")
    return [(breach.code, breach.on or "", breach.actual, breach.expected, breach.difference) for breach in found]


def test_balanced() -> None:
    assert seen({}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # one more received of one kind: its column and its row
        (
            {f"{NEW}.legal": 3},
            [("B1", f"{FORWARD}.legal", 0, 1, -1), ("B3", f"{NEW}.total", 5, 6, -1)],
        ),
        # one more carried forward than there was
        (
            {f"{FORWARD}.natural": 2, f"{FORWARD}.total": 2},
            [("B1", f"{FORWARD}.natural", 2, 1, 1), ("B1", f"{FORWARD}.total", 2, 1, 1)],
        ),
        # a result left out of the total
        (
            {f"{ELSE}.natural": 4, f"{ELSE}.total": 5},
            [("B2", f"{TOTAL}.natural", 3, 7, -4), ("B2", f"{TOTAL}.total", 5, 9, -4)],
        ),
        # a total left 0 over filled parts
        ({"table4.review.total": 0}, [("B4", "table4.review.total", 0, 3, -3)]),
        ({"table4.suit_direct.total": 5}, [("B4", "table4.suit_direct.total", 5, 4, 1)]),
        ({"table4.suit_after_review.upheld": 2}, [("B4", "table4.suit_after_review.total", 5, 7, -2)]),
        # a blank total counts as 0 and so breaks over parts that are not 0
        ({"table4.review.total": None}, [("B4", "table4.review.total", None, 3, -3)]),
        # blank parts count as 0
        ({"table4.review.upheld": None}, [("B4", "table4.review.total", 3, 2, 1)]),
        ({"table4.review.corrected": None}, []),
        # half a case is still a sum
        ({"table4.review.total": 2.5}, [("B4", "table4.review.total", 2.5, 3, -0.5)]),
        # a tail within 1e-9 is no difference
        ({"table4.review.upheld": 0.9999999999999999}, []),
        ({"table4.review.total": 2.9999}, [("B4", "table4.review.total", 2.9999, 3, -0.0001)]),
        ({"table4.review.total": -3}, [("B4", "table4.review.total", -3, 3, -6)]),
        # words anywhere make a relation undecided: no finding but V1
        ({"table4.review.total": "—"}, []),
        ({"table4.review.pending": "2"}, []),
        ({"table4.review.pending": "#REF!", "table4.review.total": 9}, []),
        # a word in a column spares neither the other columns nor the other rows
        (
            {f"{GRANTED}.natural": "二", f"{PETITION}.total": 2},
            [("B2", f"{TOTAL}.total", 5, 6, -1), ("B3", f"{PETITION}.total", 2, 1, 1)],
        ),
    ],
)
def test_differences(changes: dict[str, Value], expected: Seen) -> None:
    assert seen(changes) == expected


def test_a_finding_sits_on_its_total_and_lists_all_it_touches() -> None:
    (finding,) = (found for found in judge(report({"table4.review.total": 1})) if found.code == "B4")
    assert (finding.severity, finding.table, finding.row, finding.column) == ("error", "表四", "行政复议", "总计")
    assert (finding.sheet, finding.cell) == ("表四", "E6")
    assert set(finding.cells) == {f"表四!{letter}6" for letter in "ABCDE"}
    assert (finding.actual, finding.expected, finding.difference) == (1, 0, 1)


def test_b1_sits_on_what_is_carried_forward() -> None:
    (finding,) = (found for found in judge(report({f"{NEW}.natural": 2, f"{NEW}.total": 2})) if found.cell == "D30")
    assert (finding.code, finding.row, finding.column) == ("B1", "四、结转下年度继续办理", "自然人")
    assert set(finding.cells) == {"表三!D6", "表三!D7", "表三!D29", "表三!D30"}
    assert (finding.actual, finding.expected, finding.difference) == (0, 2, -2)
    assert "差 -2" in finding.message


def test_b2_of_a_column_touches_all_its_results() -> None:
    (finding,) = (found for found in judge(report({f"{TOTAL}.research": 1})) if found.code == "B2")
    assert set(finding.cells) == {f"表三!F{row}" for row in range(8, 30)}


def test_the_one_row_of_other_results_in_2019() -> None:
    values: dict[str, Value] = {
        f"{NEW}.natural": 1,
        f"{NEW}.total": 1,
        "table3.result.other.natural": 1,
        "table3.result.other.total": 1,
        f"{TOTAL}.natural": 1,
        f"{TOTAL}.total": 1,
    }
    assert breaches(report(values, form="2019", year=2020), "B1", "B2", "B3") == []
    broken = values | {"table3.result.other.total": 0}
    found = breaches(report(broken, form="2019", year=2020), "B1", "B2", "B3")
    assert [(breach.code, breach.on) for breach in found] == [
        ("B2", f"{TOTAL}.total"),
        ("B3", "table3.result.other.total"),
    ]
