"""How the numbers of a printed table come to their fields: the evidence, and when they are left open instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from xlreport.a1 import Box
from xlreport.align.document import Block, Document, Line, Place, TextCell, TextGrid
from xlreport.align.evidence import Aligned, NoReport, Placing, TooLong, TwoReports
from xlreport.align.tables import align_document
from xlreport.forms import load

KINDS = ("natural", "business", "research", "nonprofit", "legal", "other")
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LAW_FORBIDS = "table3.result.denied.law_forbids"
Rows = list[list[str]]


def numbers(row: int) -> list[str]:
    """Six numbers that no other row has, and their sum."""
    own = [100 * row + column for column in range(1, 7)]
    return [str(value) for value in (*own, sum(own))]


def table3() -> Rows:
    """表三 of the form in force: a row of heads, then each row's label and numbers. The columns' sums hold."""
    keys = list(load("2021").table("table3").rows)
    results = [place for place, key in enumerate(keys) if key.startswith("三") and not key.endswith("总计")]
    rows = [["项目", *HEADS]]
    for place, key in enumerate(keys):
        rows.append([key.rpartition("/")[2], *numbers(place)])
    by_column = [[int(rows[1 + place][column]) for place in results] for column in range(1, 8)]
    totals = [sum(column) for column in by_column]
    rows[1 + keys.index("三、本年度办理结果/（七）总计")][1:] = [str(total) for total in totals]
    received = [int(a) + int(b) for a, b in zip(rows[1][1:], rows[2][1:], strict=True)]
    ahead = rows[1 + keys.index("四、结转下年度继续办理")]
    rows[1][1:] = [
        str(total + int(left) - int(b)) for total, left, b in zip(totals, ahead[1:], rows[2][1:], strict=True)
    ]
    assert len(received) == 7
    return rows


def place_of(row_label: str, rows: Rows) -> int:
    """The place of the row with a label."""
    return next(place for place, row in enumerate(rows) if row[0] == row_label)


def grid(rows: Rows, *, known: bool = True, number: int = 1) -> TextGrid:
    """Rows as a printed table without merged cells."""
    cells = [
        TextCell(words, Box(top, left, top, left), Place(0, number, top, left))
        for top, row in enumerate(rows, 1)
        for left, words in enumerate(row, 1)
    ]
    return TextGrid(tuple(cells), columns_known=known)


def lines(rows: Rows) -> list[Block]:
    """Rows as lines of text."""
    return [Line("  ".join(row), Place(row=number)) for number, row in enumerate(rows, 1)]


def align(*blocks: Block) -> Aligned:
    return align_document(Document("report.html", "html", blocks))


def read(aligned: Aligned, row: str) -> list[object]:
    """The contents of a row of 表三, 'open' for what was left open."""
    names = [f"{row}.{kind}" for kind in (*KINDS, "total")]
    return ["open" if name in aligned.open else aligned.evidence[name].content.plain for name in names]


def placings(aligned: Aligned, row: str) -> set[Placing]:
    return {aligned.evidence[f"{row}.{kind}"].placing for kind in (*KINDS, "total")}


def whole(row: Sequence[str]) -> list[int]:
    return [int(words) for words in row]


@pytest.mark.parametrize("known", [True, False])
def test_a_clean_table_is_placed_by_its_labels(known: bool) -> None:
    rows = table3()
    aligned = align(grid(rows, known=known))
    assert not [name for name in aligned.open if name.startswith("table3.")]
    for key, fields in load("2021").table("table3").rows.items():
        printed = rows[place_of(key.rpartition("/")[2], rows)][1:]
        row = fields[0].id.rpartition(".")[0]
        assert read(aligned, row) == whole(printed)
        assert placings(aligned, row) == {Placing.LABEL}


def test_the_evidence_says_where_and_what_was_printed() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    evidence = align(grid(rows)).evidence[f"{LAW_FORBIDS}.business"]
    assert (evidence.raw, str(evidence.place)) == (rows[at][2], f"第 1 张表第 {at + 1} 行第 3 格")


def test_a_misprinted_label_is_named() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows[at][0] = "2.其他法律行政法规禁上公开"
    aligned = align(grid(rows))
    assert read(aligned, LAW_FORBIDS) == whole(rows[at][1:])
    assert placings(aligned, LAW_FORBIDS) == {Placing.NEAR}
    [breach] = [breach for breach in aligned.breaches if breach.code == "F3"]
    assert breach.args["label"] == rows[at][0]


def test_a_row_without_a_label_is_placed_by_order_where_the_columns_add_up() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows[at][0] = ""
    aligned = align(grid(rows))
    assert read(aligned, LAW_FORBIDS) == whole(rows[at][1:])
    assert placings(aligned, LAW_FORBIDS) == {Placing.ORDER}
    rows[at][2] = str(int(rows[at][2]) + 1)
    assert set(read(align(grid(rows)), LAW_FORBIDS)) == {"open"}


def test_a_local_row_is_named_and_not_added() -> None:
    rows = table3()
    rows.insert(6, ["其中：网上申请", *numbers(90)])
    aligned = align(grid(rows))
    assert not [name for name in aligned.open if name.startswith("table3.")]
    assert [breach.args["label"] for breach in aligned.breaches if breach.code == "F2" and "label" in breach.args] == [
        "其中：网上申请"
    ]


def test_a_missing_row_is_open_and_no_blank() -> None:
    rows = table3()
    del rows[place_of("2.其他法律行政法规禁止公开", rows)]
    aligned = align(grid(rows))
    assert set(read(aligned, LAW_FORBIDS)) == {"open"}
    assert not [name for name in aligned.open if name.startswith("table3.") and not name.startswith(LAW_FORBIDS)]


def test_a_blank_cell_under_its_head_is_a_blank() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows[at][3] = ""
    assert read(align(grid(rows)), LAW_FORBIDS)[2] is None


@pytest.mark.parametrize(
    ("change", "known"),
    [
        (lambda row: [row[0], "", *row[1:]], True),  # a column too far right
        (lambda row: [row[0], "", *row[1:]], False),
        (lambda row: [row[0][:4], row[0][4:], *row[1:]], False),  # the label over two cells
    ],
)
def test_a_complete_row_that_stands_elsewhere_is_read_in_turn(
    change: Callable[[list[str]], list[str]], known: bool
) -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    expected = whole(rows[at][1:])
    rows[at] = change(rows[at])
    assert read(align(grid(rows, known=known)), LAW_FORBIDS) == expected


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("surplus", [(1, "5"), (4, "5"), (8, "5")])
def test_a_number_too_many_leaves_the_row_open(surplus: tuple[int, str], known: bool) -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows[at].insert(*surplus)
    assert set(read(align(grid(rows, known=known)), LAW_FORBIDS)) == {"open"}


def test_a_line_without_all_its_numbers_is_open() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    del rows[at][3]
    aligned = align(*lines(rows))
    assert set(read(aligned, LAW_FORBIDS)) == {"open"}
    assert aligned.open[f"{LAW_FORBIDS}.total"].raw.count("|") == 5


def test_a_line_whose_numbers_do_not_add_up_is_open_since_blanks_cannot_be_seen_in_it() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows[at][3] = str(int(rows[at][3]) + 1)
    assert set(read(align(*lines(rows)), LAW_FORBIDS)) == {"open"}
    assert set(read(align(grid(rows)), LAW_FORBIDS)) != {"open"}, "under drawn heads it is read as it is printed"


def test_heads_in_another_order_are_followed_where_columns_are_drawn_and_leave_the_rest_open() -> None:
    rows = [[row[0], row[7], *row[1:7]] for row in table3()]
    at = place_of("2.其他法律行政法规禁止公开", rows)
    assert read(align(grid(rows)), LAW_FORBIDS) == whole([*rows[at][2:], rows[at][1]])
    assert set(read(align(grid(rows, known=False)), LAW_FORBIDS)) == {"open"}


def test_a_row_printed_twice_with_other_numbers_is_open() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    rows.insert(at + 1, [rows[at][0], *numbers(77)])
    assert set(read(align(grid(rows)), LAW_FORBIDS)) == {"open"}
    rows[at + 1] = list(rows[at])
    assert read(align(grid(rows)), LAW_FORBIDS) == whole(rows[at][1:])


def test_a_number_merged_over_two_rows_belongs_to_none() -> None:
    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    cells = [cell for cell in grid(rows).cells if cell.place != Place(0, 1, at + 2, 3)]
    cells = [
        TextCell(cell.text, Box(at + 1, 3, at + 2, 3), cell.place) if cell.place == Place(0, 1, at + 1, 3) else cell
        for cell in cells
    ]
    aligned = align(TextGrid(tuple(cells), columns_known=True))
    assert f"{LAW_FORBIDS}.business" in aligned.open
    assert "table3.result.denied.security_stability.business" in aligned.open


def test_numbers_below_their_labels_need_every_column_to_add_up_or_strict_turns() -> None:
    def apart(rows: Rows) -> list[Block]:
        words = [line for label, *values in rows[1:] for line in (label, " ".join(values))]
        return [Line(text, Place(row=number)) for number, text in enumerate([" ".join(rows[0]), *words], 1)]

    rows = table3()
    at = place_of("2.其他法律行政法规禁止公开", rows)
    assert read(align(*apart(rows)), LAW_FORBIDS) == whole(rows[at][1:])
    above = apart(rows)
    above[1:] = [block for pair in zip(above[2::2], above[1::2], strict=True) for block in pair]
    aligned = align(*above)
    assert all(name in aligned.open for name in load("2021").by_id if name.startswith("table3."))


def test_money_under_a_head_of_another_unit_is_open() -> None:
    rows = [
        ["行政许可", "7"],
        ["行政处罚", "8"],
        ["行政强制", "9"],
        ["信息内容", "本年收费金额（单位：元）"],
        ["行政事业性收费", "251000"],
    ]
    aligned = align(grid(rows), grid(table3()))
    assert "table2.fees.amount" in aligned.open
    rows[3][1] = "本年收费金额（单位：万元，保留4位小数）"
    aligned = align(grid(rows), grid(table3()))
    assert aligned.evidence["table2.fees.amount"].content.plain == 251000


def test_every_field_is_read_or_open_and_never_both() -> None:
    aligned = align(grid(table3()[:9]))
    assert set(aligned.evidence).isdisjoint(aligned.open)
    assert set(aligned.evidence) | set(aligned.open) == set(load(aligned.form_id).by_id)


def test_what_is_no_report_two_reports_or_longer_than_any_is_told() -> None:
    with pytest.raises(NoReport):
        align(Line("关于召开会议的通知", Place(row=1)))
    other = [[row[0], *numbers(200 + place)] for place, row in enumerate(table3())]
    with pytest.raises(TwoReports):
        align(grid(table3()), grid(other))
    with pytest.raises(TwoReports):
        align(grid([[*one, *two] for one, two in zip(table3(), other, strict=True)]))
    with pytest.raises(TooLong):
        align(*(Line("规章 0 0 0", Place(row=number)) for number in range(5_001)))
