"""The workbook with macros prints as the one without: only the guide, which speaks of macros, differs."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.office.libreoffice import LibreOffice
from tests.samples import balanced_report
from xlreport.forms import Form
from xlreport.report import Report, blank_report
from xlreport.workbook.build import Additions, build_workbook

GUIDE_PAGES = 1
GLYPHS = 0.005
"""Share of a page's bytes that may differ: a font's subset differs with the guide's words, and glyphs move by a dot."""


@dataclass(frozen=True)
class Page:
    """A printed page: its words, and its picture."""

    words: str
    picture: bytes

    def looks_like(self, other: Page) -> bool:
        if len(self.picture) != len(other.picture):
            return False
        differing = sum(one != two for one, two in zip(self.picture, other.picture, strict=True))
        return differing < GLYPHS * len(self.picture)


def pages(office: LibreOffice, report: Report, folder: Path, *, macros: bool) -> list[Page]:
    """Every printed page."""
    path = folder / f"{'with' if macros else 'without'}{'.xlsm' if macros else '.xlsx'}"
    build_workbook(report, path, Additions(macros=macros))
    with office.open(path) as book:
        pdf = book.store(path.with_suffix(".pdf"))
    subprocess.run(["pdftoppm", "-r", "60", pdf, path.with_suffix("")], check=True)
    words = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    pictures = sorted(folder.glob(f"{path.stem}-*.ppm"))
    return [Page(text, picture.read_bytes()) for text, picture in zip(words.split("\f")[:-1], pictures, strict=True)]


@pytest.mark.parametrize("filled", [False, True], ids=["template", "filled"])
def test_both_kinds_of_workbook_print_the_same(office: LibreOffice, form: Form, filled: bool, tmp_path: Path) -> None:
    report = balanced_report(form, random.Random(31)) if filled else blank_report(form, 2021)
    with_macros = pages(office, report, tmp_path, macros=True)
    without = pages(office, report, tmp_path, macros=False)
    assert len(with_macros) == len(without) >= 7
    for number, (one, other) in enumerate(zip(with_macros, without, strict=True), 1):
        if number > GUIDE_PAGES:
            assert one.words == other.words, number
            assert one.looks_like(other), number
