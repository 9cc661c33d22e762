"""Numbers in Chinese prose are read with their value, their unit and their place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlreport.rules.numerals import chinese_value, chinese_year, numerals


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("受理12件", "12", "件"),
        ("受理 12 件", "12", "件"),
        ("受理１２件", "12", "件"),
        ("受理1,234件", "1234", "件"),
        ("受理1，234件", "1234", "件"),
        ("受理12,345,678条", "12345678", "条"),
        ("受理十二件", "12", "件"),
        ("受理二十件", "20", "件"),
        ("受理一百零三宗", "103", "宗"),
        ("受理三百二十份", "320", "份"),
        ("受理一千零五十次", "1050", "次"),
        ("受理两件", "2", "件"),
        ("受理一二件", "12", "件"),
        ("数量为零", "0", ""),
        ("数量为〇件", "0", "件"),
        ("数量为0", "0", ""),
        ("受理2万件", "20000", "件"),
        ("受理1.25万条", "12500", "条"),
        ("受理三万二千件", "32000", "件"),
    ],
)
def test_counts(text: str, value: str, unit: str) -> None:
    (found,) = numerals(text)
    assert (found.value, found.unit, found.money, found.vague, found.other) == (
        Decimal(value),
        unit,
        False,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("12元", "0.0012", "0.0001"),
        ("12.5万元", "12.5", "0.1"),
        ("415.1885万元", "415.1885", "0.0001"),
        ("1.2亿元", "12000", "1000"),
        ("三万元", "3", "1"),
        ("251000元", "25.1", "0.0001"),
        ("人民币300元", "0.03", "0.0001"),
    ],
)
def test_amounts_are_in_wan_yuan(text: str, value: str, step: str) -> None:
    (found,) = numerals(text)
    assert found.money
    assert (found.value, found.step) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize("text", ["1.2万件", "12万余件"])
def test_a_shortened_count_may_be_off_by_its_last_place(text: str) -> None:
    (found,) = numerals(text)
    assert found.step == (1000 if "1.2" in text else 10000)


@pytest.mark.parametrize(
    "text",
    ["近100件", "约100件", "超过100件", "100余件", "100多件", "100件以上", "100件左右", "数十件", "第3件", "每一件"],
)
def test_vague_numbers_say_so(text: str) -> None:
    assert all(found.vague for found in numerals(text))


@pytest.mark.parametrize("text", ["2021年", "85%", "３０％", "12人次", "5个工作日", "第20条第1款", "12345热线", "3名"])
def test_what_no_table_counts(text: str) -> None:
    assert all(found.other or found.vague for found in numerals(text))


@pytest.mark.parametrize(
    "text", ["进一步统一", "一是加强", "千方百计", "十四五", "三安全一稳定", "两微一端", "万众一心"]
)
def test_words_that_hold_digits_are_no_numbers(text: str) -> None:
    assert list(numerals(text)) == []


def test_places_are_those_of_the_text() -> None:
    text = "收到申请１２件，办结十一件"
    assert [text[one.start : one.end] for one in numerals(text)] == ["１２件", "十一件"]
    assert [text[one.start : one.digits_end] for one in numerals(text)] == ["１２", "十一"]


@pytest.mark.parametrize(
    ("words", "value"),
    [("十", 10), ("十五", 15), ("九十九", 99), ("一百一十", 110), ("二〇二一", 2021), ("件", None), ("", None)],
)
def test_chinese_values(words: str, value: int | None) -> None:
    assert chinese_value(words) == value


def test_years_in_chinese_digits() -> None:
    assert chinese_year("二〇二一年收到两件，二零二〇年一件") == "2021年收到两件，2020年一件"
