"""L1: who may make 规章. L5: check characters of codes, computed here by GB 32100-2015."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from tests.rules.cases import Value, breaches, report
from xlreport.workbook.locate import judge

LEVELS = ("国家", "省级", "地市级", "县级", "乡镇级")
KINDS = ("政府", "部门", "乡镇街道", "其他")
MADE, REPEALED, IN_FORCE = (f"table2.regulations.{name}" for name in ("made", "repealed", "in_force"))
# 规章 may be made only by State Council departments and by governments of provinces, 设区的市 and 自治州.
POWER = {("国家", "部门"), ("省级", "政府"), ("地市级", "政府")}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", KINDS)
def test_power_to_make_regulations(level: str, kind: str) -> None:
    found = [one for one in judge(report({MADE: 2, IN_FORCE: 2}, level=level, kind=kind)) if one.code == "L1"]
    if (level, kind) in POWER:
        assert found == []
    else:
        (finding,) = found
        assert (finding.case, finding.severity, finding.cell) == ("no_power", "error", "B5")
        assert (finding.actual, finding.expected) == ("2/0/2", "0/0/0")
        assert "行政规范性文件" in finding.remedy


@pytest.mark.parametrize(
    ("level", "kind", "case"),
    [
        ("", "", "undecided"),
        ("", "政府", "undecided"),
        ("省级", "", "undecided"),
        ("", "部门", "undecided"),
        ("市", "政府", "undecided"),
        # nobody of a county or town has the power, and no 乡镇街道, whatever else is left open
        ("县级", "", "no_power"),
        ("乡镇级", "", "no_power"),
        ("", "乡镇街道", "no_power"),
    ],
)
def test_level_or_kind_left_open(level: str, kind: str, case: str) -> None:
    found = [one for one in judge(report({REPEALED: 1}, level=level, kind=kind)) if one.code == "L1"]
    assert [(one.case, one.severity) for one in found] == [(case, "warning" if case == "undecided" else "error")]


@pytest.mark.parametrize(
    ("values", "raised"),
    [
        ({}, False),
        ({MADE: None, REPEALED: None, IN_FORCE: None}, False),
        ({MADE: "—"}, False),
        ({IN_FORCE: 1}, True),
        ({IN_FORCE: -1}, True),
        ({IN_FORCE: 0.5}, True),
        ({IN_FORCE: 0.00001}, True),
        ({MADE: "—", IN_FORCE: 1}, True),
        ({"table2.normative_documents.made": 5}, False),
    ],
)
def test_what_counts_as_regulations(values: dict[str, Value], raised: bool) -> None:
    assert bool(breaches(report(values), "L1")) is raised


def test_regulations_of_2019() -> None:
    values: dict[str, Value] = {f"table2.regulations.{name}": 2 for name in ("made", "published", "public_total")}
    (finding,) = (one for one in judge(report(values, form="2019", year=2020)) if one.code == "L1")
    assert (finding.actual, finding.cells) == ("2/2/2", ("表二!B5", "表二!C5", "表二!D5"))
    assert "规范性文件" in finding.remedy


# GB 32100-2015: 31 characters (no I, O, S, V, Z), weights 3^(i-1) mod 31, check = (31 - sum mod 31) mod 31.
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check_character_by_the_standard(first17: str) -> str:
    """By remainders, looking for the character that makes the whole weighted sum divisible by 31."""
    total = sum(CHARACTERS.find(letter) * weight for letter, weight in zip(first17, WEIGHTS, strict=True))
    return next(letter for value, letter in enumerate(CHARACTERS) if (total + value) % 31 == 0)


def test_weights_are_powers_of_three() -> None:
    assert WEIGHTS[0] == 1
    assert all(later == earlier * 3 % 31 for earlier, later in pairwise(WEIGHTS))


@pytest.mark.parametrize("seed", range(40))
def test_check_characters(seed: int) -> None:
    rng = random.Random(seed)
    first17 = "".join(rng.choice(CHARACTERS) for _ in range(17))
    right = check_character_by_the_standard(first17)
    assert breaches(report(code=first17 + right), "L5") == []
    for wrong in CHARACTERS.replace(right, ""):
        (breach,) = breaches(report(code=first17 + wrong), "L5")
        assert (breach.case, breach.actual, breach.expected) == ("check", first17 + wrong, first17 + right)
    place = rng.randrange(17)
    other = rng.choice(CHARACTERS.replace(first17[place], ""))
    mistyped = first17[:place] + other + first17[place + 1 :] + right
    assert [one.case for one in breaches(report(code=mistyped), "L5")] == ["check"], "one wrong digit is always seen"


@pytest.mark.parametrize("first17", ["11410781005779236", "11620602MB1234567", "0" * 17])
def test_codes_that_begin_as_agencies_do(first17: str) -> None:
    assert breaches(report(code=first17 + check_character_by_the_standard(first17)), "L5") == []


@pytest.mark.parametrize(
    "code", ["1", "11410781005779236", "1141078100577923600", "11410781O0577923601"[:18], "1141078100577923ｘ0", "无"]
)
def test_what_is_no_code(code: str) -> None:
    found = [one for one in judge(report(code=code)) if one.code == "L5"]
    assert [(one.case, one.severity, one.cell) for one in found] == [("shape", "warning", "C5")]


@pytest.mark.parametrize("code", ["", " "])
def test_no_code_is_no_finding(code: str) -> None:
    assert breaches(report(code=code), "L5") == []
