"""C2: of two files of one name the reason says which is used, by the folder or archive that tells them apart."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.samples import balanced_report
from xlreport.county.doubles import telling_names
from xlreport.county.intake import Submission
from xlreport.county.merge import Order, consolidate
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.workbook.read import Reading

MADE = "table2.normative_documents.made"


def handed_in(path: str, day: int, made: int) -> Submission:
    report = balanced_report(load("2021"), random.Random(1), agency="水利局", year=2023)
    reading = Reading(report.with_values({MADE: number(made)}), ())
    return Submission(Path(path), reading, (), saved=datetime(2024, 1, day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("older", "newer", "used"),
    [
        ("收回/水利局.xlsx", "收回/补报.zip/水利局.xlsx", "补报.zip/水利局.xlsx"),
        ("收回/一批/部门/水利局.xlsx", "收回/二批/部门/水利局.xlsx", "二批/部门/水利局.xlsx"),
        ("收回/水利局.xlsx", "收回/水利局(1).xlsx", "水利局(1).xlsx"),
    ],
)
def test_the_reason_tells_the_files_apart(older: str, newer: str, used: str) -> None:
    merged = consolidate([handed_in(older, 3, 5), handed_in(newer, 9, 6)], Order(load("2021"), 2023, "甲县"))
    reasons = {one.submission.path.as_posix(): one.reason for one in merged.decisions}
    assert reasons[older] == f"重报：数字不同，采用最新的 {used}"
    (finding,) = [found for one in merged.accepted for found in one.findings if found.code == "C2"]
    assert used in finding.message
    assert f"{used} 6" in finding.message


def test_names_are_as_long_as_they_must_be() -> None:
    assert telling_names([Path("a/甲.xlsx"), Path("b/乙.xlsx")]) == ["甲.xlsx", "乙.xlsx"]
    assert telling_names([Path("a/甲.xlsx"), Path("a/b/甲.xlsx"), Path("c/b/甲.xlsx")]) == [
        "a/甲.xlsx",
        "a/b/甲.xlsx",
        "c/b/甲.xlsx",
    ]
