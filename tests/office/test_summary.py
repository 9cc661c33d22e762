"""A county's summary in LibreOffice: what it was saved with is what recalculating gives, and every sum is traced."""

from __future__ import annotations

import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest

from examples.build import BEFORE, INBOX, ROSTER, build
from examples.county import NAME
from tests.office.libreoffice import LibreOffice, OpenWorkbook
from tests.office.test_cached_values import recalculated_values, same, saved_values
from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.adjustments import Adjustment
from xlreport.county.earlier import earlier_years
from xlreport.county.intake import Submission
from xlreport.county.last_year import LastYears
from xlreport.county.merge import Order, consolidate
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.report import Provenance, Report
from xlreport.workbook.layout import places
from xlreport.workbook.read import Reading

UNITS = 8
FIRST, LAST = 6, 6 + UNITS - 1
"""The rows of 单位明细 that hold units."""
_WIDE_SHEETS = ("单位明细", "分级汇总")
_HEAD_POINTS, _FOOT_POINTS = 30, 40
"""Where the running heads and the numbers of the pages stand."""


def year(number: int) -> list[Report]:
    rng = random.Random(number)
    return [balanced_report(load("2021"), rng, agency=f"{place}局", year=number) for place in "甲乙丙丁戊己庚辛"]


def past(number: int) -> tuple[Report, list[Report]]:
    """A summary on an earlier year and its units' rows."""
    where = Provenance(f"{number}.xlsx")
    units = [replace(report, provenance=where) for report in year(number)]
    taken = [Submission(Path(f"{report.agency}.xlsx"), Reading(report, ()), ()) for report in units]
    summed = consolidate(taken, Order(load("2021"), number, "甲县")).summary
    return replace(summed, provenance=where), units


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A summary of 8 units with two adjustments and three earlier years."""
    taken = [Submission(Path(f"{report.agency}.xlsx"), Reading(report, ()), ()) for report in year(2025)]
    adjustments = (
        Adjustment("table2.normative_documents.made", "表二!B6", -20_000, "三部门联合印发，只应计一件", "王敏"),
        Adjustment("table3.received.new.natural", "表三!D6", 30_000, "县政府本级的申请", "王敏"),
    )
    merged = consolidate(taken, Order(load("2021"), 2025, "甲县", adjustments=adjustments))
    earlier = [past(number) for number in (2024, 2023, 2022)]
    sources = LastYears(
        Path("往年"), tuple(summary for summary, _ in earlier), tuple(row for _, rows in earlier for row in rows)
    )
    found, why = earlier_years(merged, sources)
    assert not why
    target = tmp_path_factory.mktemp("summary") / "汇总表.xlsx"
    write_summary(replace(merged, earlier=found), target, made=datetime(2026, 3, 1, 9, 0))
    return target


@pytest.fixture
def book(office: LibreOffice, path: Path) -> Iterator[OpenWorkbook]:
    with office.open(path) as opened:
        yield opened


_REFERENCE = re.compile(r"(?:\$?'?([^\W\d]\w*)'?\.)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])")


def precedents(book: OpenWorkbook, place: str) -> set[str]:
    """The ranges that a cell's formula reads and, where one is a single cell, those that its formula reads: the way
    that Detective and Excel's 追踪引用单元格 go. LibreOffice's own query knows the cell's own sheet only."""
    sheet, _, _ = place.partition("!")
    found: set[str] = set()
    for other, cells in _REFERENCE.findall(book.formula(place)):
        near = f"{other or sheet}!{cells.replace('$', '')}"
        found |= {near} | (set() if ":" in near else precedents(book, near))
    return found


def units_column(book: OpenWorkbook, place: str) -> str:
    """The one range of 单位明细 that a cell depends on."""
    (found,) = [range_ for range_ in precedents(book, place) if range_.startswith("单位明细!") and ":" in range_]
    return found


def test_saved_values_are_what_a_recalculation_gives(book: OpenWorkbook, path: Path) -> None:
    saved = saved_values(path)
    sheets = {cell.partition("!")[0] for cell in saved}
    assert sheets >= {"表二", "表三", "表四", "同比", "图表", "调整"}
    now = recalculated_values(book, saved)
    wrong = {cell: (value, now[cell]) for cell, value in saved.items() if not same(value, now[cell])}
    assert not wrong, f"saved and recalculated values differ: {wrong}"


def test_what_a_sum_is_made_of_are_the_units_numbers(book: OpenWorkbook) -> None:
    (column,) = precedents(book, "表二!B5")
    assert re.fullmatch(rf"单位明细!(?P<column>[A-Z]+){FIRST}:(?P=column){LAST}", column)
    names = places(load("2021"))
    for name in ("table2.licensing.decisions", "table3.result.total.total", "table4.review.upheld"):
        where = str(names[name])
        units = [row[0] or 0 for row in book.block(units_column(book, where))]
        assert len(units) == UNITS
        assert sum(units) == book.value(where)


def test_an_adjusted_sum_leads_to_the_units_and_to_the_adjustment(book: OpenWorkbook) -> None:
    for where, moved in (("表三!D6", 3), ("表三!J6", 3), ("表二!B6", -2)):
        units = sum(row[0] or 0 for row in book.block(units_column(book, where)))
        added = re.search(r"调整'?\.\$?(D)\$?(\d+)", book.formula(where))
        assert added
        assert book.value(f"调整!{added[1]}{added[2]}") == moved
        assert book.value(where) == units + moved


def test_a_unit_whose_number_changes_changes_all_that_stands_on_it(book: OpenWorkbook) -> None:
    cell = units_column(book, "表三!D6").partition("!")[2].partition(":")[0]
    rows = [row[0] for row in book.block("同比!B1:B80")]
    compared = 1 + rows.index("自然人")  # the first row of 表三
    spots = [f"单位明细!{cell}", "表三!D6", f"同比!C{compared}", f"同比!E{compared}", "图表!B6"]
    before = book.values(spots)
    assert before["表三!D6"] == before[f"同比!C{compared}"] == before["图表!B6"]
    book.overwrite(spots[0], before[spots[0]] + 500)
    after = book.values(spots)
    assert {spot: after[spot] - before[spot] for spot in spots} == dict.fromkeys(spots, 500)


def test_the_busiest_units_follow_the_numbers(book: OpenWorkbook) -> None:
    title = next(
        row for row, (words,) in enumerate(book.block("图表!A1:A60"), 1) if isinstance(words, str) and "最多的" in words
    )
    names = [row[0] for row in book.block(f"图表!A{title + 2}:A{title + 1 + UNITS}")]
    last, amount = names[-1], book.value(f"图表!B{title + 2}")
    column = units_column(book, f"图表!B{title + 2}").partition("!")[2].partition(":")[0].rstrip("0123456789")
    row = FIRST + [words for (words,) in book.block(f"单位明细!B{FIRST}:B{LAST}")].index(last)
    book.overwrite(f"单位明细!{column}{row}", amount)  # the last one now has as many as the first
    first_two = {book.value(f"图表!A{title + 2}"), book.value(f"图表!A{title + 3}")}
    assert first_two == {names[0], last}
    assert book.value(f"图表!B{title + 3}") == amount


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary of the example county."""
    folder = tmp_path_factory.mktemp("example")
    build(folder)
    target = folder / "汇总表.xlsx"
    words = ["--roster", str(folder / ROSTER), "--agency", NAME, "--last-year", str(folder / BEFORE)]
    run(["consolidate", str(folder / INBOX), *words, "-o", str(target)])
    return target


@pytest.mark.long
def test_the_example_county_recalculates_to_what_it_was_saved_with(office: LibreOffice, example: Path) -> None:
    saved = saved_values(example)
    assert len(saved) > 1500
    with office.open(example) as book:
        now = recalculated_values(book, saved)
    wrong = {cell: (value, now[cell]) for cell, value in saved.items() if not same(value, now[cell])}
    assert not wrong, f"saved and recalculated values differ: {wrong}"


@pytest.mark.long
def test_the_example_county_prints_without_cut_or_empty_pages(example: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(example)]
    subprocess.run(convert, check=True, capture_output=True)
    pages: Counter[str] = Counter()
    with pdfplumber.open(tmp_path / "汇总表.pdf") as printed:
        for page in printed.pages:
            head = (page.crop((0, 0, page.width, _HEAD_POINTS)).extract_text() or "").split()
            below = page.crop((0, _HEAD_POINTS, page.width, page.height - _FOOT_POINTS)).extract_text()
            assert len(below) > 100, f"page {page.page_number} is all but empty"
            pages[head[-1] if head else ""] += 1
            if head and head[-1] in _WIDE_SHEETS:
                assert round(page.width / 72 * 25.4) == 420, "A3 across"
                assert re.search("序号|分组", below), f"page {page.page_number} lacks the heads of its rows"
                assert re.search("自然人|结果维持|本年制发件数", below), f"page {page.page_number} lacks its heads"
    # 200 numbers: those of 表二, eight pages of three rows of 表三, and the last row with 表四
    assert {sheet: pages[sheet] for sheet in _WIDE_SHEETS} == dict.fromkeys(_WIDE_SHEETS, 10)
    assert sum(pages.values()) <= 46
