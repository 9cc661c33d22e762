"""Which version of the form a table has: told by several signs, and left open as a whole where too little tells."""

from __future__ import annotations

import pytest

from tests.align.test_doubtful_tables import all_open, ids, table2
from tests.align.test_placing import Rows, align, grid, lines, place_of, table3
from xlreport.align.evidence import Aligned
from xlreport.align.reasons import NO_HEADS, TWIN, UNCERTAIN, UNNAMED, VERSION
from xlreport.forms import load

OLD_TABLE2: Rows = [
    ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
    ["规章", "0", "1", "2"],
    ["规范性文件", "3", "4", "15"],
    ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
    ["行政许可", "201", "-4", "733"],
    ["其他对外管理服务事项", "31", "5", "84"],
    ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
    ["行政处罚", "61", "-8", "142"],
    ["行政强制", "9", "-1", "11"],
    ["信息内容", "上一年项目数量", "本年增/减", ""],
    ["行政事业性收费", "6", "2", ""],
    ["信息内容", "采购项目数量", "采购总金额", ""],
    ["政府集中采购", "18", "613.0396", ""],
]
CUT = "5.要求行政机关确认或重新出具已获取信息"
"""The last row of 表三 before those that the versions do not share."""


def without_heads(rows: Rows) -> Rows:
    return [row for row in rows if row[0] != "信息内容"]


def number(aligned: Aligned, field: str) -> object:
    return aligned.evidence[field].content.plain


def reasons(aligned: Aligned, table: str) -> set[str]:
    return {entry.reason for name, entry in aligned.open.items() if name.startswith(f"{table}.")}


@pytest.mark.parametrize("known", [True, False])
def test_a_new_table2_without_heads_is_told_by_its_numbers(known: bool) -> None:
    aligned = align(grid(without_heads(table2()), known=known), grid(table3()))
    assert aligned.form_id == "2021"
    assert number(aligned, "table2.penalty.decisions") == 37


@pytest.mark.parametrize("known", [True, False])
def test_an_old_table2_without_heads_and_without_its_own_rows_is_told_by_its_numbers(known: bool) -> None:
    rows = [row for row in without_heads(OLD_TABLE2) if row[0] not in ("其他对外管理服务事项", "政府集中采购")]
    aligned = align(grid(rows, known=known), grid(table3()))
    assert load(aligned.form_id).table("table2").version == "2019"
    assert aligned.open["table2.penalty.items_last_year"].reason == NO_HEADS
    assert "61 | -8 | 142" in aligned.open["table2.penalty.items_last_year"].raw
    assert {"table2.procurement.procurements", "table2.other_services.decisions"} <= set(aligned.open)


def test_tables_of_two_versions_are_each_read_as_printed() -> None:
    aligned = align(grid(OLD_TABLE2), grid(table3()))
    assert aligned.form_id == "2019+2021"
    assert number(aligned, "table2.procurement.procurements") == 18
    assert not any(name.startswith(("table2", "table3")) for name in aligned.open)


@pytest.mark.parametrize("before", [[], [grid(table2())]], ids=["alone", "after_a_table2"])
def test_a_table3_that_ends_before_the_versions_differ_is_open_as_a_whole(before: list[object]) -> None:
    rows = table3()
    aligned = align(*before, grid(rows[: 1 + place_of(CUT, rows)]))
    assert reasons(aligned, "table3") == {VERSION}
    assert len([name for name in aligned.open if name.startswith("table3.")]) == len(
        load(aligned.form_id).table("table3").fields
    )


def test_one_misprinted_head_makes_no_other_version() -> None:
    rows = table2()
    rows[0][1] = "本年新制作数量"
    aligned = align(grid(rows), grid(table3()))
    assert aligned.form_id == "2021"
    assert number(aligned, "table2.licensing.decisions") == 2483


def test_a_row_beside_its_twin_without_a_label_is_open() -> None:
    rows = table2()
    rows.insert(1 + place_of("行政强制", rows), ["", "9", "", ""])
    for known in (True, False):
        aligned = align(grid(rows, known=known), grid(table3()))
        assert aligned.open["table2.coercion.decisions"].reason == TWIN
        assert number(aligned, "table2.penalty.decisions") == 37


def test_a_number_that_stands_elsewhere_goes_to_no_row_by_order() -> None:
    rows = [["行政许可"] if row[0] == "行政许可" else row for row in table2()]
    at = place_of("行政许可", rows)
    aligned = align(*lines([*rows[: at - 1], ["1319"], *rows[at - 1 :]]), grid(table3()))
    assert "table2.licensing.decisions" in aligned.open


def test_a_number_without_a_label_goes_to_no_row_of_table2_where_each_cell_is_a_line() -> None:
    rows = [["2483"] if row[0] == "行政许可" else row for row in table2()]
    cells = [[text] for row in (*rows, *table3()) for text in row if text]
    aligned = align(*lines(cells))
    assert aligned.open["table2.licensing.decisions"].reason == UNNAMED
    assert number(aligned, "table2.penalty.decisions") == 37


def test_a_row_that_stands_aside_among_rows_that_all_do_is_open() -> None:
    rows = [[*row[:1], "", *row[1:]] for row in table3()]
    rows[0] = [*rows[0][:1], *rows[0][2:], ""]
    at = place_of("2.重复申请", rows)
    rows[at] = [rows[at][0], "", "", *rows[at][2:7], rows[at][8]]
    aligned = align(grid(table2()), grid(rows))
    names = {name for name in ids("table3") if name.startswith("table3.result.rejected.duplicate.")}
    assert names <= set(aligned.open)
    assert {aligned.open[name].reason for name in names} == {UNCERTAIN} or all_open(aligned, "table3")
