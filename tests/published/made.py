"""Published reports made for tests of what becomes of them: a balanced report, printed, as a file of any kind."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.published.documents.files import WRITERS
from tests.published.documents.printed import Cell, Printed, print_report
from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import Content
from xlreport.report import Report

KINDS = {"html": "html", "docx": "docx", "pdf": "pdf_ruled", "md": "md", "txt": "txt_tabs"}
"""A writer for each kind of document."""


def sound_report(agency: str = "甲县水务局", year: int | None = 2023, *, seed: int = 1, form: str = "2021") -> Report:
    """A balanced report without a cover, as a document prints it."""
    report = balanced_report(load(form), random.Random(seed), agency=agency, year=year)
    return replace(report, cover=type(report.cover)())


def publish(path: Path, report: Report, printed: Mapping[str, str] | None = None) -> Path:
    """Write the report as the kind of document that the path's ending names; ``printed``: other words in some cells.

    The file's markup is drawn, always in the same way.
    """
    path.write_bytes(published_bytes(path.suffix.lstrip("."), report, printed))
    return path


def published_bytes(kind: str, report: Report, printed: Mapping[str, str] | None = None) -> bytes:
    """The bytes of such a document."""
    document = _with_words(print_report(report, random.Random(1)), printed or {})
    return WRITERS[KINDS[kind]][1](document, random.Random(3))


def _with_words(document: Printed, printed: Mapping[str, str]) -> Printed:
    def other(cell: Cell) -> Cell:
        name = next(iter(cell.fields), "")
        return replace(cell, text=printed[name]) if name in printed else cell

    return document.each_grid(lambda grid: grid.each(other))


def plain_values(report: Report) -> list[int | float | str | None]:
    """What JSON shows of every field."""
    contents: tuple[Content, ...] = report.values
    return [content.plain for content in contents]
