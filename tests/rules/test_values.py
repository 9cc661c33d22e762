"""V1–V5: what a number cell may hold."""

from __future__ import annotations

import pytest

from tests.rules.cases import Value, breaches, report, seen
from xlreport.forms import load
from xlreport.rules.values import flags
from xlreport.workbook.locate import judge

FEES = "table2.fees.amount"
LICENSING = "table2.licensing.decisions"
CHANGE = "table2.licensing.items_change"
PROCUREMENT = "table2.procurement.procurement_amount"

#     field      holds                what is seen: (code, expected) ...
CASES = """
2021 licensing  0                    -
2021 licensing  2483                 -
2021 licensing  '12'                 V1 12
2021 licensing  '１２'               V1 12
2021 licensing  '12件'               V1 12
2021 licensing  '/'                  V1 0
2021 licensing  '—'                  V1 0
2021 licensing  '无'                 V1 0
2021 licensing  '增52'               V1 52
2021 licensing  '22（其中修订16件）'  V1 22
2021 licensing  '不详'               V1 None
2021 licensing  ' '                  V1 None
2021 licensing  ''                   V1 None
2021 licensing  '#REF!'              V1 None
2021 licensing  None                 V5 None
2021 licensing  -1                   V2 None
2021 licensing  -0.5                 V2 None V3 None
2021 licensing  1.5                  V3 None
2021 licensing  0.00001              V3 None
2021 licensing  2.00001              V3 None
2021 licensing  3.0000000000000004   -
2021 licensing  2.9999999999999996   -
2021 fees       1944.0495            -
2021 fees       0.30000000000000004  -
2021 fees       0.00005              V4 0.0001
2021 fees       25.12344             V4 25.1234
2021 fees       25.12345             V4 25.1235
2021 fees       -1                   V2 None
2021 fees       -0.00005             V2 None V4 -0.0001
2021 fees       '251000元'           V1 25.1
2021 fees       '23600万元'          V1 23600
2021 fees       None                 V5 None
2019 change     -8                   -
2019 change     18                   -
2019 change     '+18'                V1 18
2019 change     '减8'                V1 -8
2019 change     -1.5                 V3 None
2019 change     None                 V5 None
2019 procurement 12.34567            V4 12.3457
2019 procurement -3                  V2 None
"""
IDS = {"licensing": LICENSING, "fees": FEES, "change": CHANGE, "procurement": PROCUREMENT}


def parsed(line: str) -> tuple[str, str, Value, list[tuple[str, Value]]]:
    form, name = line.split()[:2]
    text = line.split(name, 1)[1].strip()
    if text.startswith("'"):
        held, _, rest_text = text[1:].partition("'")
        value: Value = held
    else:
        first, _, rest_text = text.partition(" ")
        value = None if first == "None" else float(first) if "." in first else int(first)
    words = rest_text.split()
    expected: list[tuple[str, Value]] = []
    for code, outcome in zip(words[::2], words[1::2], strict=False):
        expected.append((code, None if outcome == "None" else float(outcome)))
    return form, IDS[name], value, expected


TABLE = [parsed(line) for line in CASES.strip().splitlines()]


@pytest.mark.parametrize(("form", "field", "value", "expected"), TABLE, ids=CASES.strip().splitlines())
def test_what_a_cell_may_hold(form: str, field: str, value: Value, expected: list[tuple[str, Value]]) -> None:
    year = 2021 if form == "2021" else 2020
    found = breaches(report({field: value}, form=form, year=year), "V1", "V2", "V3", "V4", "V5")
    assert [(breach.code, breach.expected) for breach in found] == expected
    for breach in found:
        assert breach.on == field
        assert breach.fields == (field,)
        assert breach.actual == value


def test_the_table_of_cases_is_read_whole() -> None:
    assert len(TABLE) == 40
    assert sum(1 for case in TABLE if not case[3]) == 8


def test_a_report_of_zeros_passes() -> None:
    assert seen(report()) == []
    assert seen(report(form="2019", year=2020)) == []


def test_blanks_are_named_one_by_one() -> None:
    empty = {field.id: None for field in load("2021").fields}
    found = breaches(report(empty), "V5")
    assert [breach.on for breach in found] == list(empty)
    assert len(found) == 200


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        ({}, 200),
        ({"no_requests": True}, 25),
        ({"no_disputes": True}, 185),
        ({"no_requests": True, "no_disputes": True}, 10),
    ],
)
def test_the_cover_excuses_blanks_of_two_tables(cover: dict[str, bool], expected: int) -> None:
    empty = {field.id: None for field in load("2021").fields}
    found = breaches(report(empty, **cover), "V5")
    assert len(found) == expected


def test_the_cover_excuses_no_words() -> None:
    words = {"table3.received.new.natural": "—", "table4.review.total": "无"}
    found = breaches(report(words, no_requests=True, no_disputes=True), "V1")
    assert [breach.on for breach in found] == list(words)


def test_sentences_and_remedies_name_the_cell_and_both_numbers() -> None:
    findings = {finding.code: finding for finding in judge(report({FEES: 25.12345, LICENSING: "１２"}))}
    money, words = findings["V4"], findings["V1"]
    assert (money.severity, money.sheet, money.cell, money.cells) == ("warning", "表二", "B16", ("表二!B16",))
    assert "25.12345" in money.message
    assert "25.1235" in money.message
    assert (words.severity, words.cell, words.row, words.column) == ("error", "B9", "行政许可", "本年处理决定数量")
    assert "１２" in words.message
    assert "12" in words.message.replace("１２", "")
    assert words.remedy


def test_every_field_is_under_its_rules() -> None:
    """V1 and V5 everywhere, V2 but for 增/减, V3 for 件 and 项, V4 for money."""
    form = load("2019")
    nothing = [0] * len(form.fields)
    under: dict[str, set[str]] = {}
    for code, field, _ in flags(form, nothing, nothing):
        under.setdefault(code, set()).add(field.id)
    everything = {field.id for field in form.fields}
    signed = {name for name in everything if name.endswith("items_change")}
    assert under == {
        "V1": everything,
        "V2": everything - signed,
        "V3": everything - {PROCUREMENT},
        "V4": {PROCUREMENT},
        "V5": everything,
    }
