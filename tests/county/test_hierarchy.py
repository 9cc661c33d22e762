"""分级汇总 and 节点检查: what a town and its units add up to, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from betteroffice_xlsx import Workbook

from tests.office.libreoffice import LibreOffice
from tests.rules.cases_of_codes import report_of
from xlreport.a1 import cell_name
from xlreport.config import DEFAULT, Thresholds
from xlreport.county.adjustments import Adjustment
from xlreport.county.hierarchy import Tree
from xlreport.county.intake import Submission, submission_of
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.roster import Roster, Unit
from xlreport.county.summary import write_summary
from xlreport.findings.fold import fold
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.workbook.read import Reading

FORM = load("2021")
LICENSING, FEES = "table2.licensing.decisions", "table2.fees.amount"
UNITS = (
    Unit("甲县教育局", kind="部门"),
    Unit("甲镇", kind="乡镇街道"),
    Unit("甲镇一所", kind="其他", parent="甲镇"),
    Unit("甲镇一所分队", parent="甲镇一所"),
    Unit("甲镇二所", kind="其他", parent="甲镇"),
    Unit("乙*镇", kind="乡镇街道", counted=False),
    Unit("乙镇一所", kind="其他", parent="乙*镇"),
    Unit("乙镇二所", kind="其他", parent="乙*镇"),
)
GIVEN = {
    "甲县教育局": (1, "0.1"), "甲镇": (2, "0.2"), "甲镇一所": (4, "0.4"), "甲镇一所分队": (8, "0.8"),
    "甲镇二所": (16, "1.6"), "乙镇一所": (32, "3.2"), "乙镇二所": (64, "6.4"), "乙*镇": (96, "9.6"),
}  # fmt: skip
"""行政许可 and 行政事业性收费 of each; that of 乙*镇 is the sum of its units."""


def handed_in(name: str, permits: int, fees: str) -> Submission:
    report = report_of({"agency": name, "cover": {"kind": "部门"}}).with_values(
        {LICENSING: number(permits), FEES: number(Decimal(fees))}
    )
    return submission_of(Reading(report, ()), Path(f"{name}.xlsx"), "", datetime(2022, 1, 10, tzinfo=UTC))


def county(given: Mapping[str, tuple[int, str]] = GIVEN, units: Sequence[Unit] = UNITS, **order: Any) -> Consolidation:
    asked = Order(FORM, 2021, "甲县", roster=Roster(tuple(units)), **order)
    return consolidate([handed_in(name, *numbers) for name, numbers in given.items()], asked)


def written(merged: Consolidation, target: Path, limit: int = 2000) -> Path:
    config = replace(DEFAULT, thresholds=Thresholds(live_summary_units=limit))
    write_summary(merged, target, made=datetime(2022, 3, 1, 9, 30), config=config)
    return target


def column(field: str) -> int:
    """The column of a field on 分级汇总: two stand before the first."""
    return 3 + FORM.position[field]


def lines(path: Path) -> list[tuple[Any, ...]]:
    """Group, number of units, 行政许可 and 行政事业性收费 of every row below the heads."""
    sheet = openpyxl.load_workbook(path, data_only=True)["分级汇总"]
    return [
        (sheet.cell(row, 1).value, *(sheet.cell(row, one).value for one in (2, column(LICENSING), column(FEES))))
        for row in range(6, sheet.max_row + 1)
        if sheet.cell(row, 1).value
    ]


BY_HAND = [
    ("按上级单位", None, None, None),
    ("甲镇", 4, 30, 3),  # 2 + 4 + 8 + 16
    ("　甲镇一所", 2, 12, 1.2),  # 4 + 8
    ("乙*镇", 2, 96, 9.6),  # 32 + 64, its own 96 are not counted
    ("（无上级单位）", 1, 1, 0.1),
    ("合计", 7, 127, 12.7),
    ("各表的汇总数", None, 127, 12.7),
    ("按机关类别", None, None, None),
    ("部门", 2, 9, 0.9),  # 教育局, and 分队, whose kind stands on its own cover only
    ("乡镇街道", 1, 2, 0.2),
    ("其他", 4, 116, 11.6),  # 4 + 16 + 32 + 64
    ("合计", 7, 127, 12.7),
    ("各表的汇总数", None, 127, 12.7),
]


def test_parents_with_their_units_and_kinds_add_up_to_the_summary(tmp_path: Path) -> None:
    merged = county()
    assert merged.summary[LICENSING] == number(127)
    assert lines(written(merged, tmp_path / "s.xlsx")) == BY_HAND


def every_value(path: Path) -> dict[tuple[str, str], Any]:
    sheet = openpyxl.load_workbook(path, data_only=True)["分级汇总"]
    spots = [(row, one) for row in range(7, sheet.max_row + 1) for one in range(2, sheet.max_column + 1)]
    return {("分级汇总", cell_name(*spot)): sheet.cell(*spot).value for spot in spots}


def test_the_sums_are_live_and_a_spreadsheet_calculates_the_same(tmp_path: Path) -> None:
    path = written(county(), tmp_path / "s.xlsx")
    book = Workbook.open_recalculated(path.read_bytes())
    values = every_value(path)
    for spot, value in values.items():
        assert book.value(*spot) == value, spot
    formulas = [book.formula(*spot) or "" for spot, value in values.items() if value is not None]
    assert all(formulas)
    assert sum("SUMIF(单位明细!" in one for one in formulas) == 7 * len(FORM.fields)


@pytest.mark.long
def test_libreoffice_calculates_the_same(tmp_path: Path) -> None:
    path = written(county(), tmp_path / "s.xlsx")
    office = LibreOffice()
    try:
        with office.open(path) as book:
            spots = {f"{sheet}!{cell}": value for (sheet, cell), value in every_value(path).items()}
            book.recalculate()
            assert book.values(spots) == spots
    finally:
        office.end()


def test_above_the_limit_of_units_the_same_numbers_stand_as_values(tmp_path: Path) -> None:
    path = written(county(), tmp_path / "s.xlsx", limit=3)
    assert lines(path) == BY_HAND
    sheet = openpyxl.load_workbook(path)["分级汇总"]
    assert not any(isinstance(cell.value, str) and cell.value.startswith("=") for row in sheet for cell in row)


def test_an_adjustment_stands_as_a_row_of_its_own(tmp_path: Path) -> None:
    merged = county(adjustments=(Adjustment(LICENSING, "表二!B9", -20_000, "联合发文", "张三"),))
    found = lines(written(merged, tmp_path / "s.xlsx"))
    assert ("调整", None, -2, None) in found
    assert [line for line in found if line[0] in ("合计", "各表的汇总数")] == [
        ("合计", 7, 125, 12.7),
        ("各表的汇总数", None, 125, 12.7),
    ] * 2
    book = Workbook.open_recalculated((tmp_path / "s.xlsx").read_bytes())
    values = every_value(tmp_path / "s.xlsx")
    assert {spot: book.value(*spot) for spot in values} == values


def test_without_parents_and_kinds_there_is_no_such_sheet(tmp_path: Path) -> None:
    plain = county({"甲局": (1, "0")}, (Unit("甲局"),))
    book = openpyxl.load_workbook(written(plain, tmp_path / "s.xlsx"))
    assert "分级汇总" not in book.sheetnames
    assert not book["单位明细"]["C6"].value, "no group is named where there is none"
    kinds = county({"甲局": (1, "0")}, (Unit("甲局", kind="部门"),))
    heads = [line[0] for line in lines(written(kinds, tmp_path / "t.xlsx"))]
    assert heads == ["按机关类别", "部门", "合计", "各表的汇总数"]


def test_a_unit_that_was_sent_back_or_left_out_is_in_no_group(tmp_path: Path) -> None:
    merged = county(exclude=("甲镇一所分队",))
    assert lines(written(merged, tmp_path / "s.xlsx"))[1:3] == [("甲镇", 3, 22, 2.2), ("　甲镇一所", 1, 4, 0.4)]


def test_parents_come_before_those_below_them_and_a_circle_ends() -> None:
    assert Tree(UNITS).parents() == [("甲镇", 0), ("甲镇一所", 1), ("乙*镇", 0)]
    circle = Tree((Unit("甲", parent="乙"), Unit("乙", parent="甲"), Unit("丙", parent="乙")))
    assert {name for name, _ in circle.parents()} == {"甲", "乙"}
    assert [unit.name for unit in circle.descendants("乙")] == ["甲", "丙"]


# 节点检查


def of_nodes(merged: Consolidation) -> list[Any]:
    return [finding for finding in merged.findings if finding.code == "C7"]


def test_a_town_whose_totals_fit_is_not_named() -> None:
    assert of_nodes(county()) == []


def test_each_cell_that_differs_is_named_with_both_numbers() -> None:
    found = of_nodes(county({**GIVEN, "乙*镇": (97, "9.6")}))
    assert [(one.about, one.cell, one.actual, one.expected, one.difference) for one in found] == [
        ("乙*镇", "B9", 97, 96, 1)
    ]
    assert found[0].is_error
    assert "乙*镇" in found[0].message and "缺报" not in found[0].message


def test_units_whose_numbers_are_not_in_the_sum_are_named() -> None:
    given = {name: numbers for name, numbers in GIVEN.items() if name != "乙镇一所"}
    (permits, fees) = of_nodes(county(given))
    assert (permits.actual, permits.expected, fees.actual, fees.expected) == (96, 64, 9.6, 6.4)
    assert "（缺报：乙镇一所）" in permits.message


def test_a_nested_parent_stands_with_the_sum_of_its_units() -> None:
    units = (
        Unit("县", counted=False),
        Unit("镇", parent="县", counted=False),
        Unit("一所", parent="镇"),
        Unit("二所", parent="镇"),
        Unit("局", parent="县"),
    )
    given = {"县": (7, "0"), "镇": (9, "0"), "一所": (1, "0"), "二所": (2, "0"), "局": (4, "0")}
    (finding,) = of_nodes(county(given, units))
    assert (finding.about, finding.actual, finding.expected) == ("镇", 9, 3)


def test_where_units_were_left_out_on_purpose_nothing_is_compared() -> None:
    assert of_nodes(county({**GIVEN, "乙*镇": (97, "9.6")}, exclude=("乙镇一所",))) == []


def test_a_table_of_differences_is_one_line_for_each_parent() -> None:
    def report(name: str, size: int) -> Submission:
        made = report_of({"agency": name})
        made = made.with_values({entry.id: number(size) for entry in FORM.fields if entry.table == "table2"})
        return submission_of(Reading(made, ()), Path(f"{name}.xlsx"), "", datetime(2022, 1, 10, tzinfo=UTC))

    units = (Unit("甲镇", counted=False), Unit("一所", parent="甲镇"), Unit("乙镇", counted=False))
    units = (*units, Unit("二所", parent="乙镇"))
    order = Order(FORM, 2021, "甲县", roster=Roster(units), include_failing=True)
    merged = consolidate([report("甲镇", 0), report("一所", 5), report("乙镇", 1), report("二所", 5)], order)
    found = of_nodes(merged)
    in_table2 = sum(1 for entry in FORM.fields if entry.table == "table2")
    assert len(found) == 2 * in_table2
    folded = [line for line in fold(merged.findings) if line.finding.code == "C7"]
    assert [(line.finding.about, line.count) for line in folded] == [("甲镇", in_table2), ("乙镇", in_table2)]
