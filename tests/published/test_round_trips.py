"""An exported report, imported again, is the same report: numbers, blanks, name, year, date and texts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import PROSE, balanced_report
from xlreport.forms import load
from xlreport.numbers import BLANK
from xlreport.published.archives import DocumentSource
from xlreport.published.docx import write_docx
from xlreport.published.html import write_html
from xlreport.published.long_form import read_long, write_long
from xlreport.published.pdf import write_pdf
from xlreport.published.read import import_document
from xlreport.report import Cover, Report, blank_report

FORMS = ("2021", "2019", "2021+2019", "2019+2021")
AGENCIES = ("甲县水务局", "乙市人民政府", "丙县人民政府办公室", "丁镇人民政府", "戊区综合行政执法局")
WRITERS: dict[str, Callable[[Report, Path], None]] = {"docx": write_docx, "html": write_html, "csv": write_long}
FEW, MANY = range(4), range(4, 100)
"""100 reports in three kinds of file; most of them take minutes."""


def drawn(seed: int) -> Report:
    """A report that balances, with blanks in place of some zeros and with some of its texts."""
    rng = random.Random(f"round trip {seed}")
    form = load(FORMS[seed % 4])
    report = balanced_report(form, rng, agency=rng.choice(AGENCIES), year=form.first_year + rng.randint(0, 2))
    share = 0.2 * (seed % 3)
    blanks = [field.id for field in form.fields if report[field.id].scaled == 0 and rng.random() < share]
    prose = {key: f"{words}\n另有第二段。" for key, words in PROSE.items() if rng.random() < 0.8}
    date = f"{(report.year or 0) + 1}-{rng.randint(1, 3):02}-{rng.randint(1, 28):02}"
    report = replace(report, narrative=prose, cover=Cover(level="县级", kind="部门", date=date))
    return report.with_values(dict.fromkeys(blanks, BLANK))


def assert_same(back: Report, given: Report) -> None:
    assert (back.form.id, back.year, back.agency) == (given.form.id, given.year, given.agency)
    assert (back.scaled, back.kinds) == (given.scaled, given.kinds)
    assert back.narrative == given.narrative
    assert back.cover.date == given.cover.date


def assert_read_back(seed: int, kind: str, folder: Path) -> None:
    given, path = drawn(seed), folder / f"{seed}.{kind}"
    WRITERS[kind](given, path)
    imported = import_document(DocumentSource(str(path), path))
    assert not imported.aligned.open
    assert_same(imported.report, given)
    if kind == "csv":
        assert read_long(path).values == imported.report.values


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("seed", FEW)
def test_a_report_is_read_back(seed: int, kind: str, tmp_path: Path) -> None:
    assert_read_back(seed, kind, tmp_path)


def test_a_blank_last_row_of_a_table_is_blank_though_another_table_follows(tmp_path: Path) -> None:
    given, path = drawn(0).with_values({"table2.fees.amount": BLANK}), tmp_path / "甲.html"
    write_html(given, path)
    imported = import_document(DocumentSource(str(path), path))
    assert not imported.aligned.open
    assert_same(imported.report, given)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_gap_that_nobody_has_filled_in_is_no_text(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"甲.{kind}"
    WRITERS[kind](blank_report(load("2021"), None, "", zeros=True), path)
    back = import_document(DocumentSource(str(path), path)).report
    assert (back.agency, back.year, back.narrative, back.cover.date) == ("", None, {}, "")


@pytest.mark.long
@pytest.mark.parametrize("kind", WRITERS)
def test_a_hundred_reports_are_read_back(kind: str, tmp_path: Path) -> None:
    for seed in MANY:
        assert_read_back(seed, kind, tmp_path)


def pdf_read_back(seed: int, program: Path, folder: Path) -> None:
    """The same through LibreOffice and a PDF, whose texts lose the ends of paragraphs."""
    given, path = drawn(seed), folder / f"{seed}.pdf"
    write_pdf(given, path, program)
    imported = import_document(DocumentSource(str(path), path))
    assert not imported.aligned.open
    assert (imported.report.scaled, imported.report.kinds) == (given.scaled, given.kinds)
    assert (imported.report.year, imported.report.agency) == (given.year, given.agency)
