"""What a cell holds: five kinds of content, exact numbers, and what a text most likely means."""

from __future__ import annotations

import json
import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlreport.numbers import BLANK, Content, Kind, error, from_plain, from_scaled, number, show, suggest, text, unscaled


def half_up(value: Fraction) -> int:
    """The value × 10,000, halves away from zero, by fractions alone."""
    size = math.floor(abs(value) * 10_000 + Fraction(1, 2))
    return -size if value < 0 else size


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (from_plain(None), Kind.BLANK),
        (from_plain(0), Kind.NUMBER),
        (from_plain(-3), Kind.NUMBER),
        (from_plain(1944.0495), Kind.NUMBER),
        (from_plain(0.00005), Kind.ROUNDED),
        (from_plain("—"), Kind.DASH),
        (from_plain("/"), Kind.DASH),
        (from_plain("／"), Kind.DASH),
        (from_plain("-"), Kind.DASH),
        (from_plain("——"), Kind.DASH),
        (from_plain(" 无 "), Kind.DASH),
        (from_plain("无此项"), Kind.TEXT),
        (from_plain("12"), Kind.TEXT),
        (from_plain("１２"), Kind.TEXT),
        (from_plain(""), Kind.TEXT),
        (from_plain(" "), Kind.TEXT),
        (from_plain(True), Kind.TEXT),
        (from_plain("#REF!"), Kind.ERROR),
        (from_plain("#N/A"), Kind.ERROR),
        (from_plain("#DIV/0!"), Kind.ERROR),
        (from_plain("#NAME?"), Kind.ERROR),
        (from_plain("#1"), Kind.TEXT),
        (from_plain("#不详"), Kind.TEXT),
    ],
)
def test_kinds(content: Content, kind: Kind) -> None:
    assert content.kind == kind
    assert content.is_number == (kind in (Kind.NUMBER, Kind.ROUNDED))
    assert content.is_blank == (kind == Kind.BLANK)
    assert content.counts == (kind in (Kind.NUMBER, Kind.ROUNDED, Kind.BLANK))
    if not content.is_number:
        assert content.scaled == 0


def test_blank_zero_dash_text_and_error_are_five_different_things() -> None:
    contents = [BLANK, number(0), text("—"), text("零"), error("#REF!")]
    assert len(set(contents)) == len({content.kind for content in contents}) == 5
    assert [content.plain for content in contents] == [None, 0, "—", "零", "#REF!"]
    assert [str(content) for content in contents] == ["空白", "0", "—", "零", "#REF!"]


@pytest.mark.parametrize(
    ("value", "scaled", "kind"),
    [
        ("0.00005", 1, Kind.ROUNDED),
        ("-0.00005", -1, Kind.ROUNDED),
        ("0.00004999", 0, Kind.ROUNDED),
        ("1.00015", 10_002, Kind.ROUNDED),
        ("1.00025", 10_003, Kind.ROUNDED),
        ("2.71828", 27_183, Kind.ROUNDED),
        ("12345678901.23455", 123_456_789_012_346, Kind.ROUNDED),
        ("1944.0495", 19_440_495, Kind.NUMBER),
        ("1e3", 10_000_000, Kind.NUMBER),
        ("1E-4", 1, Kind.NUMBER),
        ("1e-300", 0, Kind.NUMBER),
        ("-7", -70_000, Kind.NUMBER),
        ("007", 70_000, Kind.NUMBER),
        (0.1 + 0.2, 3_000, Kind.NUMBER),
        (1.1 * 3, 33_000, Kind.NUMBER),
        (4.35 * 100, 4_350_000, Kind.NUMBER),
        (-(0.1 + 0.7), -8_000, Kind.NUMBER),
        (2359.238, 23_592_380, Kind.NUMBER),
        (0.0, 0, Kind.NUMBER),
        (-0.0, 0, Kind.NUMBER),
        (1e15, 10**19, Kind.NUMBER),
        (10**20, 10**24, Kind.NUMBER),
        (Decimal("3.5"), 35_000, Kind.NUMBER),
    ],
)
def test_numbers_at_four_decimals(value: int | float | str | Decimal, scaled: int, kind: Kind) -> None:
    content = number(value)
    assert (content.scaled, content.kind) == (scaled, kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("0.5000000009", Kind.NUMBER),
        ("0.500000001", Kind.NUMBER),
        ("0.5000000011", Kind.ROUNDED),
        ("0.4999999991", Kind.NUMBER),
        ("0.4999999989", Kind.ROUNDED),
        ("3.000000000000001", Kind.NUMBER),
        ("2.9999999999999996", Kind.NUMBER),
        ("0.0000000005", Kind.NUMBER),
        ("0.00000001", Kind.ROUNDED),
    ],
)
def test_a_tail_within_1e_9_is_the_number_itself(value: str, kind: Kind) -> None:
    content = number(value)
    assert content.kind == kind
    assert content.scaled == half_up(Fraction(value))
    if kind == Kind.NUMBER:
        assert content.plain == float(content.scaled) / 10_000, "shown without its tail"


@pytest.mark.parametrize(
    "value", ["", "abc", "nan", "inf", "-Infinity", "12件", "1.2.3", math.inf, math.nan, "1e400", 10**400, -(10**400)]
)
def test_what_is_no_number(value: str | float | int) -> None:
    with pytest.raises(ValueError, match="not a number"):
        number(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9))
def test_rounds_half_up_like_decimal_and_fractions(value: Decimal) -> None:
    content = number(value)
    assert content.scaled == half_up(Fraction(value))
    rounded = value.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    assert content.scaled == int(rounded * 10_000)
    assert (content.kind == Kind.ROUNDED) == (abs(rounded - value) > Decimal("1e-9"))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_floats_are_read_as_they_are_written(value: float) -> None:
    assert number(value).scaled == half_up(Fraction(repr(value)))


@given(st.lists(st.integers(-(10**12), 10**12), max_size=40))
def test_sums_of_money_are_exact(tenths: list[int]) -> None:
    """Each amount goes through a float as a workbook holds it; the sum has no binary tail."""
    amounts = [number(value / 10_000) for value in tenths]
    assert sum(amount.scaled for amount in amounts) == sum(tenths)
    assert all(amount.kind == Kind.NUMBER for amount in amounts)


@given(st.integers(-(10**14), 10**14))
def test_scaled_numbers_come_back(scaled: int) -> None:
    content = from_scaled(scaled)
    again = from_plain(json.loads(json.dumps(content.plain)))
    assert again.scaled == scaled
    assert again.kind == Kind.NUMBER
    assert Fraction(repr(unscaled(scaled))) == Fraction(scaled, 10_000)


plain_values = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.text(max_size=12),
    st.sampled_from(["—", "/", "无", "１２", "#REF!", "#N/A", "增52"]),
)


@given(plain_values)
def test_json_round_trip(value: int | float | str | None) -> None:
    content = from_plain(value)
    again = from_plain(json.loads(json.dumps(content.plain)))
    assert (again.kind, again.scaled) == (content.kind, content.scaled)
    assert again.plain == content.plain
    assert isinstance(again.plain, type(content.plain))
    if isinstance(value, str | None):
        assert content.plain == value


@given(
    st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
)
def test_shown_without_exponent(value: int | float) -> None:
    shown = show(value)
    assert "e" not in shown.lower()
    assert Fraction(shown) == Fraction(repr(value))


COUNT, MONEY, CHANGE = (
    {"money": False, "signed": False},
    {"money": True, "signed": False},
    {"money": False, "signed": True},
)


@pytest.mark.parametrize(
    ("words", "cell", "value", "sure"),
    [
        # number stored as text, or in full-width digits
        ("12", COUNT, 12, True),
        (" 12 ", COUNT, 12, True),
        ("１２", COUNT, 12, True),
        ("１，２３４", COUNT, 1234, True),
        ("1,234", COUNT, 1234, True),
        ("1,234,567", COUNT, 1234567, True),
        ("12件", COUNT, 12, True),
        ("12 件", COUNT, 12, True),
        ("3.5", MONEY, 3.5, True),
        ("1944.0495", MONEY, 1944.0495, True),
        ("23600万元", MONEY, 23600, True),
        ("１．５", MONEY, 1.5, True),
        ("-8", CHANGE, -8, True),
        ("－8", CHANGE, -8, True),
        ("−8", CHANGE, -8, True),
        ("+18", CHANGE, 18, True),
        # dashes and 无 stand for 0, but only a person can say so
        ("/", COUNT, 0, False),
        ("—", COUNT, 0, False),
        ("－", MONEY, 0, False),
        ("-", COUNT, 0, False),
        ("无", COUNT, 0, False),
        # words around a number
        ("增52", COUNT, 52, False),
        ("增1423", CHANGE, 1423, False),
        ("减8", CHANGE, -8, False),
        ("--253", CHANGE, -253, False),
        ("--253", COUNT, 253, False),
        ("+22", COUNT, 22, False),
        ("22（其中修订16件）", COUNT, 22, False),
        ("251000元", MONEY, 25.1, False),
        ("251,000元", MONEY, 25.1, False),
        ("251000 元", MONEY, 25.1, False),
        ("2亿元", MONEY, 20000, False),
        ("3万", COUNT, 30000, False),
        ("约30", COUNT, 30, False),
        ("007", COUNT, 7, False),
    ],
)
def test_suggestions(words: str, cell: dict[str, bool], value: float, sure: bool) -> None:
    suggestion = suggest(text(words), **cell)
    assert suggestion is not None
    assert (suggestion.content.plain, suggestion.sure) == (value, sure)


@pytest.mark.parametrize("words", ["", " ", "不详", "见附件", "详见第六部分", "#不详", "若干", "待核"])
def test_no_suggestion(words: str) -> None:
    assert suggest(text(words), **COUNT) is None


@pytest.mark.parametrize("content", [BLANK, number(3), error("#REF!")])
def test_no_suggestion_for_what_is_no_text(content: Content) -> None:
    assert suggest(content, **COUNT) is None


@given(st.text(alphabet="0123456789０１２,.，元万件增减+-－—/无（）约 亿", max_size=10), st.booleans(), st.booleans())
def test_a_sure_suggestion_is_the_number_that_stands_there(words: str, money: bool, signed: bool) -> None:
    """Nothing is converted unless its digits, without separators and the cell's own unit, are that number."""
    suggestion = suggest(text(words), money=money, signed=signed)
    if suggestion is None or not suggestion.sure:
        return
    bare = words.strip().translate(str.maketrans("０１２，－", "012,-")).strip()
    for unit in ("万元",) if money else ("件",):
        bare = bare.removesuffix(unit).strip()
    assert Fraction(bare.replace(",", "")) == Fraction(suggestion.content.raw)
    assert signed or not bare.startswith("+")
