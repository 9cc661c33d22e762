"""The prose of the five real reports: no false alarm, every number found; and how long reading prose takes."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.narrated import FULL, LONG, everything, seen, told
from xlreport.numbers import from_plain
from xlreport.published.read import import_document, list_sources
from xlreport.report import Report
from xlreport.rules.narrative import claims_of

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"


# ---- real reports ----------------------------------------------------------------------------------------------------
def real(number: str) -> Report:
    paths = sorted(REPORTS.glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip(f"the published reports are not at {REPORTS}")
    truth = json.loads(next((REPORTS / "truth").glob(f"{number}_*.json")).read_text(encoding="utf-8"))
    made = import_document(next(iter(list_sources(paths)))).report
    return replace(made, cover=replace(made.cover, **truth["cover"]))


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_published_prose_raises_no_false_alarm(number: str) -> None:
    made = real(number)
    assert seen(made, "N1") == []
    assert [code for code in ("N3", "N4", "L6", "P4") if seen(made, code)] == []


def test_the_numbers_of_a_published_report_are_found_and_agree() -> None:
    claims = {(claim.name, claim.value) for _, claim in claims_of(real("004"))}
    assert {
        ("本年新收", 3),
        ("予以公开", 1),
        ("不予公开", 2),
        ("信访举报投诉类申请", 1),
        ("本机关不掌握相关政府信息", 1),
    } <= claims
    for row, value in (
        ("received.new", 4),
        ("result.granted", 2),
        ("result.rejected.petition", 2),
        ("result.unable.not_held", 2),
    ):
        changed = real("004").with_values({f"table3.{row}.total": from_plain(value)})
        assert seen(changed, "N1"), f"{row} no longer agrees"


def test_years_left_standing_in_published_reports() -> None:
    found = {number: [one.case for one in seen(real(number), "N2")] for number in ("000", "001", "002", "003", "004")}
    assert found == {"000": [], "001": ["signed"], "002": ["prose"], "003": [], "004": []}


def test_the_prose_of_a_report_takes_milliseconds() -> None:
    made = told({key: f"{text}\n{LONG}" for key, text in FULL.items()})
    list(everything(made, made))
    best = min(_seconds(made) for _ in range(5))
    assert best < 0.015


@pytest.mark.parametrize(
    "piece", ["数量", "未公开、", "收到", "，均", " ", "1,", "一百万", "2020年", "无", "和", "申请1件"]
)
def test_endless_sentences_are_read_in_bounded_time(piece: str) -> None:
    text = f"收到申请{piece * (16_000 // len(piece))}5件"
    start = time.perf_counter()
    list(everything(told({"一/依申请公开": text, "五": text, "六": text})))
    assert time.perf_counter() - start < 10


def _seconds(made: Report) -> float:
    """Of the processor, whatever else the machine does."""
    start = time.process_time()
    list(everything(made, made))
    return time.process_time() - start
