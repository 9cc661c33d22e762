"""Printed tables in which numbers stand where they may not belong: they are left open, or read for what they are."""

from __future__ import annotations

import pytest

from tests.align.test_placing import LAW_FORBIDS, Rows, align, grid, lines, place_of, read, table3, whole
from xlreport.align.document import Block, Line, Place
from xlreport.align.evidence import Aligned
from xlreport.forms import load

PARTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
DISPUTES = ["1", "2", "0", "3", "6", "4", "0", "1", "0", "5", "0", "1", "0", "1", "2"]


def table2(fee_head: str = "本年收费金额（单位：万元）", fee_label: str = "行政事业性收费") -> Rows:
    """表二 of the form in force, with a fee that could be in 元."""
    return [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "2", "1", "15"],
        ["信息内容", "本年处理决定数量", "", ""],
        ["行政许可", "2483", "", ""],
        ["行政处罚", "37", "", ""],
        ["行政强制", "8", "", ""],
        ["信息内容", fee_head, "", ""],
        [fee_label, "1940495", "", ""],
    ]


def table4(*numbers: list[str]) -> Rows:
    """表四 under its heads, which stand in one row each, and rows of numbers."""
    groups = ["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
    return [groups, PARTS * 3, *numbers]


def words(*texts: str) -> list[Block]:
    return [Line(text, Place(row=900 + number)) for number, text in enumerate(texts)]


def ids(table: str) -> set[str]:
    return {entry.id for entry in load("2021").table(table).fields}


def all_open(aligned: Aligned, table: str) -> bool:
    return ids(table) <= set(aligned.open)


def test_a_row_that_numbers_the_columns_is_no_row_of_numbers() -> None:
    given = [*DISPUTES[:2], "", *DISPUTES[3:]]
    aligned = align(grid(table3()), grid(table4([str(n) for n in range(1, 16)], given)))
    read_ones = [aligned.evidence[entry.id].content.plain for entry in load("2021").table("table4").fields]
    assert read_ones == [int(text) if text else None for text in given]


def test_two_rows_of_numbers_under_the_heads_of_table4_leave_it_open() -> None:
    other = ["9", *DISPUTES[1:]]
    assert all_open(align(grid(table3()), grid(table4(DISPUTES, other))), "table4")


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("shifted", [["", *DISPUTES[:-1]], [*DISPUTES[1:], ""]])
def test_a_table4_that_stands_a_column_aside_is_open(shifted: list[str], known: bool) -> None:
    assert all_open(align(grid(table3()), grid(table4(shifted), known=known)), "table4")


def test_groups_of_table4_in_another_order_are_open_where_columns_are_not_drawn() -> None:
    rows = table4(DISPUTES)
    rows[0] = ["行政诉讼", *[""] * 4, "行政复议", *[""] * 9]
    assert all_open(align(grid(table3()), grid(rows, known=False)), "table4")


@pytest.mark.parametrize("cut", [slice(0, 6), slice(1, 7)])
def test_rows_that_stand_a_column_aside_and_lost_a_number_are_open(cut: slice) -> None:
    rows = table3()
    for row in rows[1:]:
        kept = row[1:][cut]
        row[1:] = ["", *kept] if cut.start == 0 else [*kept, ""]
    assert all_open(align(grid(rows)), "table3")


def test_rows_that_stand_against_their_labels_are_open() -> None:
    rows = table3()
    labels = [row[0] for row in rows]
    moved = [rows[0], *([label, *row[1:]] for label, row in zip(labels[1:], [*rows[2:], rows[1]], strict=True))]
    assert all_open(align(grid(moved)), "table3")


@pytest.mark.parametrize("label", ["2.其他法律行政法规不禁止公开", "2.其他法律行政法规允许公开"])
def test_a_row_that_only_looks_like_a_missing_one_is_open_where_the_columns_do_not_add_up(label: str) -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows[at] = [label, "3", "0", "0", "0", "0", "0", "3"]
    assert set(read(align(grid(rows)), LAW_FORBIDS)) == {"open"}


def test_a_table_of_ones_own_gives_no_missing_row() -> None:
    rows = table3()
    at = place_of("2.重复申请", rows)
    own = [rows.pop(at)]
    assert set(read(align(grid(rows), *words("附：本局另行统计"), grid(own)), "table3.result.rejected.duplicate")) == {
        "open"
    }


@pytest.mark.parametrize("known", [True, False])
def test_a_column_of_line_numbers_is_not_counted_as_a_number(known: bool) -> None:
    rows = [[row[0], "行次" if n == 0 else str(n), *row[1:-1]] for n, row in enumerate(table3())]
    aligned = align(grid(rows, known=known))
    at = place_of("2.其他法律行政法规禁止公开", rows)
    assert all(
        found in ("open", number)
        for found, number in zip(read(aligned, LAW_FORBIDS), [*whole(rows[at][2:]), "open"], strict=True)
    )


@pytest.mark.parametrize("heads", [("公民", "法人"), ("个人", "单位内设"), ("甲", "乙")])
def test_numbers_under_heads_of_other_names_are_open(heads: tuple[str, str]) -> None:
    rows = table3()
    rows[0][1], rows[0][2] = heads
    for known in (True, False):
        found = read(align(grid(rows, known=known)), LAW_FORBIDS)
        at = place_of("2.其他法律行政法规禁止公开", rows)
        printed = whole(rows[at][1:])
        assert all(value in ("open", number) for value, number in zip(found, printed, strict=True))
        assert found[:2] == ["open", "open"] or len(heads[0]) == 1


@pytest.mark.parametrize(
    ("before", "table", "after"),
    [
        ((), table2("本年收费金额（单位：元）"), ()),
        ((), table2("本年收费金额（单位：千元）"), ()),
        ((), table2(fee_label="行政事业性收费（元）"), ()),
        (("金额单位：元",), table2(), ()),
        ((), table2(), ("注：收费金额单位为元",)),
        ((), table2("本年收费金额（圆）"), ()),
    ],
)
def test_money_in_another_unit_is_open_wherever_the_unit_is_printed(
    before: tuple[str, ...], table: Rows, after: tuple[str, ...]
) -> None:
    aligned = align(*words(*before), grid(table), *words(*after), grid(table3()))
    assert "table2.fees.amount" in aligned.open
    assert aligned.evidence["table2.licensing.decisions"].content.plain == 2483


def test_last_years_column_is_not_this_years() -> None:
    rows = table2()
    for at, own in ((3, ["信息内容", "上年处理决定数量", "处理决定"]), (5, ["行政处罚", "30", ""])):
        rows[at] = [*own, ""]
    aligned = align(grid(rows), grid(table3()))
    assert aligned.evidence.get("table2.penalty.decisions") is None or (
        aligned.evidence["table2.penalty.decisions"].content.is_blank
    )


@pytest.mark.parametrize("caption", ["上年数据", "附：2020年情况", "去年情况", None])
def test_a_set_of_tables_behind_the_last_section_does_not_stand_for_those_that_are_missing(caption: str | None) -> None:
    title = Line("甲县水利局2021年政府信息公开工作年度报告", Place(row=1))
    end = words("五、存在的主要问题及改进情况", "六、其他需要报告的事项", "未收取信息处理费。")
    other = [
        *words(*([caption] if caption else [])),
        *words("三、收到和处理政府信息公开申请情况"),
        grid(table3(), number=2),
    ]
    aligned = align(title, grid(table2()), *end, *other, grid(table3(), number=2))
    assert all_open(aligned, "table3")


def test_last_years_set_before_this_years_is_passed_over() -> None:
    title = Line("甲县水利局2021年政府信息公开工作年度报告", Place(row=1))
    old = table3()
    for row in old[1:]:
        row[1:] = ["0"] * 7
    blocks = [*words("上年数据", "三、收到和处理政府信息公开申请情况"), grid(old)]
    blocks += [*words("三、收到和处理政府信息公开申请情况"), grid(table3())]
    at = place_of("2.其他法律行政法规禁止公开", table3())
    assert read(align(title, *blocks), LAW_FORBIDS) == whole(table3()[at][1:])


def test_a_date_or_a_comparison_over_a_table_makes_it_no_other_years() -> None:
    title = Line("甲县水利局2021年政府信息公开工作年度报告", Place(row=1))
    for text in ("2022年1月18日", "比上年增加", "较2020年增加3件。"):
        assert not all_open(align(title, *words(text), grid(table3())), "table3")


def test_the_last_row_of_a_document_may_be_a_line_of_the_table() -> None:
    aligned = align(*lines(table3()))
    assert not ids("table3") & set(aligned.open)
