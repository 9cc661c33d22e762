"""The worksheet functions, called directly and as a cell calls them: through xlwings' COM server and converters."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel.windows import MISSING, ComRange, cells, xlwings_on_windows
from tests.rules.cases import breaches
from tests.samples import balanced_report, with_fault
from xlreport.excel import functions
from xlreport.forms import load

Call = Callable[..., Any]
ERRORS = {
    -2146826281: "#DIV/0!", -2146826246: "#N/A", -2146826259: "#NAME?", -2146826288: "#NULL!", -2146826252: "#NUM!",
    -2146826265: "#REF!", -2146826273: "#VALUE!", -2146826243: "#SPILL!",
}  # fmt: skip
"""Errors as COM numbers them: 0x800A0000 + 2007 and so on."""


@pytest.fixture(scope="module", params=["direct", "xlwings"])
def call(request: pytest.FixtureRequest) -> Iterator[Call]:
    """Calls a worksheet function by name."""
    if request.param == "direct":
        yield _call_directly
        return
    with xlwings_on_windows() as python:
        yield lambda name, *values: python.CallUDF("xlreport.excel.functions", name, values, None, None)


def _call_directly(name: str, *values: object) -> object:
    plain = (value.Value if isinstance(value, ComRange) else value for value in values if value != MISSING)
    return getattr(functions, name)(*plain)


def table(rows: int, columns: int, **numbers: float | str | None) -> list[list[object]]:
    """A block of zeros with some cells filled: r1c7=3.0 is row 1, column 7."""
    made: list[list[object]] = [[0.0] * columns for _ in range(rows)]
    for place, value in numbers.items():
        row, column = map(int, place[1:].split("c"))
        made[row - 1][column - 1] = value
    return made


def area(rows: list[list[object]]) -> ComRange:
    return cells(*map(tuple, rows))


def balanced_2021(**changes: float | str | None) -> ComRange:
    """表三 of 2021 by hand: one person asked for 3 documents and was granted them."""
    three = {"r1c1": 3.0, "r1c7": 3.0, "r3c1": 3.0, "r3c7": 3.0, "r24c1": 3.0, "r24c7": 3.0}
    return area(table(25, 7, **{**three, **changes}))


# GK_BALANCE


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((3.0, 1.0, 4.0, 0.0), "平衡"),
        ((3.0, 1.0, 3.0, 0.0), -1),  # (3 + 0) - (3 + 1)
        ((3.0, 1.0, 4.0, 2.0), 2),  # (4 + 2) - (3 + 1)
        ((0.1, 0.2, 0.3, 0.0), "平衡"),  # binary tails are no difference
        ((0.5, None, 0.2, None), -0.3),
        ((None, None, None, None), "平衡"),
        ((3e9, 0.0, 0.0, 0.0), -3e9),
    ],
)
def test_balance_of_four_cells(call: Call, numbers: tuple[float | None, ...], shown: object) -> None:
    assert call("GK_BALANCE", *map(ComRange, numbers)) == shown
    assert call("GK_BALANCE", *numbers) == shown


def test_balance_takes_ranges_as_their_sums(call: Call) -> None:
    done = cells((1.0,), (None,), (2.0,))
    assert call("GK_BALANCE", ComRange(3.0), ComRange(None), done, ComRange(0.0)) == "平衡"


def test_balance_names_the_cell_that_holds_no_number(call: Call) -> None:
    one = ComRange(1.0)
    assert call("GK_BALANCE", one, one, ComRange("2件"), one) == "未判断：“办结”是“2件”，不是数字，请改填数字"
    shown = call("GK_BALANCE", cells((1.0,), ("/",)), one, one, one)
    assert shown == "未判断：“新收”区域第2行第1列是“/”，不是数字，请改填数字"


# GK_TOTAL


def test_total_is_exact_at_four_decimals(call: Call) -> None:
    assert call("GK_TOTAL", cells((0.1, 0.2), (None, 0.0001))) == 0.3001
    assert call("GK_TOTAL", cells((1944.0495, -44.0495))) == 1900
    assert call("GK_TOTAL", cells((Decimal("12.5"), 1.0))) == 13.5  # a currency format arrives as Decimal
    assert call("GK_TOTAL", cells((2e9,), (2e9,))) == 4e9


def test_total_of_one_cell_of_a_constant_and_of_blanks(call: Call) -> None:
    assert call("GK_TOTAL", ComRange(7.0)) == 7
    assert call("GK_TOTAL", 7.0) == 7
    assert call("GK_TOTAL", (1.0, 2.0)) == 3  # {1,2}
    assert call("GK_TOTAL", ((1.0, 2.0), (3.0, 4.0))) == 10
    assert call("GK_TOTAL", ComRange(None)) == 0
    assert call("GK_TOTAL", cells((None, None), (None, None))) == 0


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("12", "未判断：区域第2行第1列是“12”，不是数字，请改填数字"),
        ("１２", "未判断：区域第2行第1列是“１２”，不是数字，请改填数字"),
        ("", "未判断：区域第2行第1列看似空白，实为空格或空文本，请清除后重填"),
        (" 　", "未判断：区域第2行第1列看似空白，实为空格或空文本，请清除后重填"),
        (True, "未判断：区域第2行第1列是“TRUE”，不是数字，请改填数字"),
        (datetime(2022, 1, 18), "未判断：区域第2行第1列是日期 2022-01-18，不是数字，请改填数字"),
        ("#REF!", "未判断：区域第2行第1列是错误值 #REF!，请先改正公式"),
        ("字" * 50, f"未判断：区域第2行第1列是“{'字' * 40}……”，不是数字，请改填数字"),
    ],
)
def test_total_names_the_first_cell_that_is_no_number(call: Call, value: object, said: str) -> None:
    assert call("GK_TOTAL", cells((1.0, None), (value, "later"))) == said


@pytest.mark.parametrize(("number", "name"), ERRORS.items())
def test_every_error_is_named(call: Call, number: int, name: str) -> None:
    assert call("GK_TOTAL", ComRange(number)) == f"未判断：该单元格是错误值 {name}，请先改正公式"
    assert call("GK_TOTAL", number) == f"未判断：该单元格是错误值 {name}，请先改正公式"
    assert call("GK_TOTAL", float(number)) == number  # the same as a number of a cell


def test_whole_columns_are_fast(call: Call) -> None:
    column = ((None,),) * 1_048_575 + ((5.0,),)
    other = ((None,),) * 1_048_575 + ((4.0,),)
    start = time.perf_counter()
    assert call("GK_TOTAL", ComRange(column)) == 5
    shown = call("GK_COMPARE", ComRange(column), ComRange(other))
    assert shown[1:] == [["第1048576行第1列", 5, 4, 1, 25.0]]
    assert "区域是1048576行1列" in call("GK_CHECK", ComRange(column), MISSING)
    assert call("GK_USCC", ComRange(column)) == "一次只能核对一个代码，请只选一个单元格"
    assert time.perf_counter() - start < 5


# GK_USCC


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        # 91350100M000100Y43: the weighted sum of its first 17 characters is 1640 = 52 * 31 + 28; 31 - 28 = 3.
        ("91350100M000100Y43", "通过"),
        (" 91350100M000100Y43 ", "通过"),
        ("91350100M000100Y44", "校验码不符：第18位应为“3”，现为“4”，请核对代码"),
        ("91350100M000100Y4", "代码应为18位，现为17位，请核对"),
        (
            "91350100I000100Y43",
            "代码第9位“I”不能用在代码里（只用数字和大写字母，不用 I、O、S、V、Z），请核对",
        ),
        (
            "91350100m000100Y43",
            "代码第9位“m”不能用在代码里（只用数字和大写字母，不用 I、O、S、V、Z），请核对",
        ),
        (None, "代码为空，请填写18位统一社会信用代码"),
        ("", "代码为空，请填写18位统一社会信用代码"),
        (-2146826246, "未判断：该单元格是错误值 #N/A，请先改正公式"),
        (113501000000000000.0, "代码以数字存放，末几位可能已经丢失，请把单元格设为文本后重新录入"),
    ],
)
def test_credit_code(call: Call, code: object, shown: str) -> None:
    assert call("GK_USCC", ComRange(code)) == shown


# GK_CHECK


def test_check_of_a_balanced_table(call: Call) -> None:
    # 7 columns by two rules, 25 or 23 rows by one
    assert call("GK_CHECK", balanced_2021(), MISSING) == "全部平衡：表三的 39 条勾稽关系都成立"
    assert call("GK_CHECK", area(table(23, 7)), MISSING) == "全部平衡：表三的 37 条勾稽关系都成立"
    assert call("GK_CHECK", area(table(1, 15)), MISSING) == "全部平衡：表四的 3 条勾稽关系都成立"
    blanks = balanced_2021(r2c1=None, r2c7=None)
    assert call("GK_CHECK", blanks, MISSING) == "全部平衡：表三的 39 条勾稽关系都成立（其中 2 格空白，按 0 计）"


def test_check_lists_what_fails(call: Call) -> None:
    shown = call("GK_CHECK", balanced_2021(r1c1=4.0), "2021")
    assert shown == [
        ["代码", "位置", "左边", "右边", "差额", "说明"],
        [
            "B1", "四、结转下年度继续办理，自然人（第25行第1列）", 3, 4, -1,
            "表三“自然人”列不平衡：本年新收加上年结转为 4，办理结果总计加结转下年度为 3，差 -1",
        ],
        [
            "B3", "一、本年新收政府信息公开申请数量，总计（第1行第7列）", 3, 4, -1,
            "表三“一、本年新收政府信息公开申请数量”行总计为 3，各类申请人合计为 4，差 -1",
        ],
    ]  # fmt: skip


def test_check_of_the_older_table_and_of_disputes(call: Call) -> None:
    older = call("GK_CHECK", area(table(23, 7, r22c1=2.0)), 2019.0)
    assert [row[:5] for row in older[1:]] == [
        ["B1", "四、结转下年度继续办理，自然人（第23行第1列）", 2, 0, 2],
        ["B2", older[2][1], 2, 0, 2],
        ["B3", older[3][1], 0, 2, -2],
    ]
    assert older[2][1].endswith("，自然人（第22行第1列）") and older[3][1].endswith("，总计（第22行第7列）")
    disputes = call("GK_CHECK", area(table(1, 15, r1c6=1.0, r1c10=2.0)), MISSING)
    assert [row[:5] for row in disputes[1:]] == [["B4", "行政诉讼，未经复议直接起诉/总计（第1行第10列）", 2, 1, 1]]


def test_check_leaves_open_what_touches_text(call: Call) -> None:
    shown = call("GK_CHECK", balanced_2021(r1c1="3件"), MISSING)
    why = "未判断：一、本年新收政府信息公开申请数量，自然人（第1行第1列）是“3件”，不是数字，请改填数字"
    assert [[row[0], *row[2:]] for row in shown[1:]] == [
        ["B1", "", "", "未判断", why],
        ["B3", "", "", "未判断", why],
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "version", "said"),
    [
        (25, 7, "2019", "区域是25行7列，不是2019年格式的表三（23行7列）或表四（1行15列）"),
        (23, 7, 2021.0, "区域是23行7列，不是2021年格式的表三（25行7列）或表四（1行15列）"),
        (28, 10, MISSING, "区域是28行10列，不是表三（25行7列）或表四（1行15列）或表三（23行7列）"),
        (1, 1, MISSING, "区域是1行1列，不是"),
        (25, 7, "2020", "格式只能是 2021 或 2019，现为“2020”"),
    ],
)
def test_check_says_what_it_wants(call: Call, rows: int, columns: int, version: object, said: str) -> None:
    assert call("GK_CHECK", area(table(rows, columns)), version).startswith(said)


def test_check_takes_the_version_from_a_cell(call: Call) -> None:
    for version in (ComRange(2021.0), ComRange("2021"), ComRange("2021年"), ComRange("2021年格式"), ComRange(None)):
        assert call("GK_CHECK", balanced_2021(), version).startswith("全部平衡")


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_check_finds_what_the_rules_find(form: str) -> None:
    rng = random.Random(form)
    for _ in range(60):
        report = balanced_report(load(form), rng)
        for _ in range(3):
            report = with_fault(report, rng)
        rows = [[report[field.id].plain for field in row] for row in report.form.table("table3").rows.values()]
        shown: Any = functions.GK_CHECK(rows, form)
        listed = [] if isinstance(shown, str) else shown[1:]
        wanted = breaches(report, "B1", "B2", "B3")
        assert [(row[0], row[4]) for row in listed if row[4] != "未判断"] == [
            (breach.code, breach.difference) for breach in wanted
        ]


# GK_COMPARE


def test_compare_lists_cells_that_differ(call: Call) -> None:
    now = cells((10.0, 5.0, None), (1.0, "无", 8.0))
    then = cells((8.0, 0.0, 0.0), (1.0, 2.0, 3.0))
    assert call("GK_COMPARE", now, then) == [
        ["位置", "今年", "去年", "增减", "增减%"],
        ["第1行第1列", 10, 8, 2, 25.0],
        ["第1行第2列", 5, 0, 5, "去年为 0"],
        ["第2行第2列", "无", 2, "未判断", "未判断"],
        ["第2行第3列", 8, 3, 5, 166.67],
    ]


def test_compare_names_the_cells_of_a_statutory_table(call: Call) -> None:
    shown = call("GK_COMPARE", balanced_2021(r25c7=1.0), balanced_2021(r25c7=2.0))
    assert shown[1:] == [["四、结转下年度继续办理，总计（第25行第7列）", 1, 2, -1, -50.0]]


def test_compare_of_the_same_and_of_other_shapes(call: Call) -> None:
    assert call("GK_COMPARE", ComRange(1.0), ComRange(1.0)) == "两年的内容全部相同"
    assert call("GK_COMPARE", cells((0.3, None)), cells((0.1 + 0.2, 0.0))) == "两年的内容全部相同"
    said = call("GK_COMPARE", area(table(25, 7)), area(table(23, 7)))
    assert said == "两块区域大小不同：今年25行7列，去年23行7列，请选同样大小的区域"


def test_compare_of_errors_and_truth_values(call: Call) -> None:
    shown = call("GK_COMPARE", cells((-2146826246, True)), cells((-2146826281, 1.0)))
    assert shown[1:] == [
        ["第1行第1列", "#N/A", "#DIV/0!", "未判断", "未判断"],
        ["第1行第2列", "TRUE", 1, "未判断", "未判断"],
    ]


def test_numbers_past_what_a_cell_holds(call: Call) -> None:
    assert call("GK_TOTAL", cells((9e307, 9e307))) == "数字过大，单元格放不下"
    shown = call("GK_COMPARE", cells((9e307, 0.0)), cells((0.0001, 0.0)))
    assert shown[1:] == [["第1行第1列", 9e307, 0.0001, 9e307, "数字过大，单元格放不下"]]


def test_compare_holds_out_against_a_number_that_refuses_comparison(call: Call) -> None:
    signalling = Decimal("sNaN")
    assert call("GK_COMPARE", cells((signalling, 1.0)), cells((signalling, 1.0))) == "两年的内容全部相同"


def test_compare_says_what_it_left_out(call: Call) -> None:
    shown = call("GK_COMPARE", ComRange(((1.0,),) * 1003), ComRange(((2.0,),) * 1003))
    assert len(shown) == 1 + 1000 + 1
    assert shown[-1][0] == "另有 3 处不同没有列出，请缩小区域"


# All of them

CELL = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=20), st.datetimes(), st.decimals(),
    st.sampled_from(list(ERRORS)), st.just(MISSING),
)  # fmt: skip
RANGE = st.one_of(
    CELL,
    st.tuples(st.sampled_from([(1, 1), (1, 3), (25, 7), (23, 7), (1, 15)]), CELL, CELL).map(
        lambda drawn: tuple((drawn[1],) * (drawn[0][1] - 1) + (drawn[2],) for _ in range(drawn[0][0]))
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_arguments_give_a_value_or_a_sentence(data: st.DataObject) -> None:
    for name, count in (("GK_BALANCE", 4), ("GK_TOTAL", 1), ("GK_USCC", 1), ("GK_CHECK", 2), ("GK_COMPARE", 2)):
        shown = getattr(functions, name)(*(data.draw(RANGE) for _ in range(count)))
        assert isinstance(shown, str | int | float | list)
        assert "程序的问题" not in str(shown)
