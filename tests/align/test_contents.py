"""What a printed text in a number cell is taken for, and what a line of text ends with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.align.contents import holds_several, is_page_number, is_value, printed_content, split_line
from xlreport.forms import Field, load

COUNT, MONEY = "table3.received.new.natural", "table2.fees.amount"
CHANGE, BARE_MONEY = "table2.licensing.items_change", "table2.procurement.procurement_amount"


def field(name: str) -> Field:
    """A field by its id, of whichever form has it."""
    return next(load(form).by_id[name] for form in ("2021", "2019") if name in load(form).by_id)


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("12", COUNT, 12),
        (" 12\u00a0", COUNT, 12),
        ("1\u200b2", COUNT, 12),
        ("１２", COUNT, 12),
        ("2,483", COUNT, 2483),
        ("12件", COUNT, 12),
        ("415.1885", MONEY, 415.1885),
        ("23600万元", MONEY, 23600),
        ("+18", CHANGE, 18),
        ("-8", CHANGE, -8),
        ("", COUNT, None),
        ("—", COUNT, "—"),
        ("无", COUNT, "无"),
        ("22（其中修订16件）", COUNT, "22（其中修订16件）"),
        ("增52", COUNT, "增52"),
        ("--253", CHANGE, "--253"),
        ("+22", COUNT, "+22"),
        ("251000元", MONEY, "251000元"),
        ("12①", COUNT, "12①"),
        ("007", COUNT, "007"),
        ("23600万元", BARE_MONEY, "23600万元"),
        ("9" * 16, COUNT, "9" * 16),
    ],
)
def test_only_what_is_unmistakably_a_number_is_one(words: str, name: str, expected: object) -> None:
    assert printed_content(words, field(name)).plain == expected


@pytest.mark.parametrize(
    "words",
    ["0", "", "—", "/", "无", "22（其中修订16件）", "增52", "--253", "251000元", "3①", "12 件", "约12", "+18", "１２"],
)
def test_what_may_stand_in_a_number_cell(words: str) -> None:
    assert is_value(words)


@pytest.mark.parametrize(
    "words",
    ["1.属于国家秘密", "3.其他", "3. 其他", "3其他", "（一）予以公开", "(七) 总计", "规章", "2021年", "1、重复申请"],
)
def test_labels_are_no_numbers(words: str) -> None:
    assert not is_value(words)


@pytest.mark.parametrize("words", ["— 3 —", "-3-", "第 3 页", "第3页 共5页", "第3页/共5页", "3/12", "Page 3 of 12"])
def test_page_numbers(words: str) -> None:
    assert is_page_number(words)


@pytest.mark.parametrize("words", ["3", "-3", "——", "3 0 0", "第三条", "3件"])
def test_numbers_that_may_belong_to_a_table_are_no_page_numbers(words: str) -> None:
    assert not is_page_number(words)


@pytest.mark.parametrize(
    ("words", "several"), [("2 483", True), ("12\n（9）", False), ("规章3", False), ("1\n2", True), ("12 件", False)]
)
def test_two_numbers_in_one_cell(words: str, several: bool) -> None:
    assert holds_several(words) is several


def test_a_line_is_its_label_and_the_numbers_at_its_end() -> None:
    assert split_line("规章 0 2　1.5万元 无") == ("规章", ("0", "2", "1.5万元", "无"))
    assert split_line("0 0 3") == ("", ("0", "0", "3"))
    assert split_line("2021年，本机关收到申请3件。") == ("2021年，本机关收到申请3件。", ())
    assert split_line("三、本年度办理结果   （一）予以公开  1 0") == ("三、本年度办理结果   （一）予以公开", ("1", "0"))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=15))
def test_no_number_of_a_line_is_lost(numbers: list[int]) -> None:
    label, found = split_line("一、本年新收政府信息公开申请数量 " + " ".join(map(str, numbers)))
    assert label == "一、本年新收政府信息公开申请数量"
    assert [int(words) for words in found] == numbers


@given(st.integers(-(10**9), 10**12))
def test_a_number_is_read_as_it_is_printed(value: int) -> None:
    assert printed_content(f"{value:,}", field(CHANGE)).plain == value
