"""A published document → the fields of its three tables, each with its evidence or left open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlreport.align.asides import without_asides
from xlreport.align.disputes import read_disputes
from xlreport.align.document import Document
from xlreport.align.evidence import Aligned, NoReport, TooLong, TwoReports
from xlreport.align.printed import PrintedRow, printed_rows
from xlreport.align.readings import TableReading, without_rows
from xlreport.align.reasons import BEHIND, VERSION
from xlreport.align.stub_tables import read_stub_table
from xlreport.align.stubs import stubs_of
from xlreport.align.versions import choose_versions
from xlreport.align.vocabulary import read_forms
from xlreport.findings.model import Breach
from xlreport.forms import Table, form_id, load
from xlreport.forms.load import VERSIONS

_MOST_LINES, _MOST_CELLS, _MOST_CHARACTERS = 5_000, 20_000, 1_000_000
"""Reports have some hundreds of each; comparing words with labels takes its time."""
_SIDE_BY_SIDE = 5
"""From so many rows on that show two labels with numbers between, two tables stand beside each other."""
_ROWS_OF_A_TABLE = 3
_DOUBLED = 0.6
_LAST = re.compile("其他需要报告的?事项")
_TITLE = re.compile(r"年.{0,12}(?:政府|政务)信息公开.{0,8}(?:年度报告|年报|报告)\s*$")


def align_document(document: Document) -> Aligned:
    """The fields that a document prints.

    Each table's version is recognised by itself. Raises NoReport where it has none of the three tables, TwoReports
    where it holds more than one report, and TooLong where it is longer than any report.
    """
    cells = [cell.text for grid in document.grids for cell in grid.cells]
    lines = [line.text for line in document.lines]
    if len(lines) > _MOST_LINES or len(cells) > _MOST_CELLS or sum(map(len, (*lines, *cells))) > _MOST_CHARACTERS:
        raise TooLong
    titles = _titles(document)
    printed, asides = without_asides(printed_rows(document), titles)
    if sum(1 for row in printed if row.interleaved and _names_rows(row)) >= _SIDE_BY_SIDE:
        raise TwoReports(titles)
    choices = choose_versions(printed)
    second, third = (choice.reading for choice in choices)
    if max(len(second.matches), len(third.matches)) < _ROWS_OF_A_TABLE:
        raise NoReport
    if third.doubled >= _DOUBLED * len(third.table.rows):
        raise TwoReports(titles)
    form = load(form_id(*_versions(second, third)))
    readings = [_of_version(reading, form.table(reading.table.id), printed) for reading in (second, third)]
    readings = [r if c.decided else without_rows(r, VERSION) for r, c in zip(readings, choices, strict=True)]
    readings.append(read_disputes(printed, form.table("table4")))
    return _joined(form.id, _before_the_end(readings, printed), asides)


def _titles(document: Document) -> tuple[str, ...]:
    """The different titles of reports that the text prints."""
    found = [line.text.strip() for line in document.lines if _TITLE.search("".join(line.text.split()))]
    return tuple(dict.fromkeys(found))


def _names_rows(row: PrintedRow) -> bool:
    """Whether a row prints labels of 表三 more than once."""
    labels = {form for version in VERSIONS for stub in stubs_of(load(version).table("table3")) for form in stub.forms}
    return sum(1 for piece in row.pieces if not labels.isdisjoint(read_forms(piece.text))) > 1


def _versions(second: TableReading, third: TableReading) -> tuple[str, str]:
    """The versions of 表二 and 表三; a table that is missing has that of the other."""
    if not second.matches:
        return third.table.version, third.table.version
    if not third.matches:
        return second.table.version, second.table.version
    return second.table.version, third.table.version


def _of_version(reading: TableReading, table: Table, printed: Sequence[PrintedRow]) -> TableReading:
    return reading if reading.table.version == table.version else read_stub_table(printed, table)


def _before_the_end(readings: Sequence[TableReading], printed: Sequence[PrintedRow]) -> list[TableReading]:
    """The readings, each open as a whole whose table stands behind the last section while others stand before
    it: what is added there is as likely another year's."""
    headings = (n for n, row in enumerate(printed) if not row.grid and not row.slots and _LAST.search(row.label))
    last = next(headings, len(printed))
    first = [_first_row(reading, printed) for reading in readings]
    if not any(row.grid and row.filled for row in printed[:last]):
        return list(readings)
    behind = [last < number < len(printed) for number in first]
    return [without_rows(r, BEHIND) if late else r for r, late in zip(readings, behind, strict=True)]


def _first_row(reading: TableReading, printed: Sequence[PrintedRow]) -> int:
    """The first printed row of which a number was read; behind all of them where none was."""
    places = {evidence.place for evidence in reading.evidence.values()}
    return next((n for n, row in enumerate(printed) if any(slot.place in places for slot in row.slots)), len(printed))


def _joined(form: str, readings: Sequence[TableReading], asides: Sequence[Breach]) -> Aligned:
    breaches = [*asides, *(breach for reading in readings for breach in reading.breaches)]
    breaches += [
        Breach("F2", "table_missing", table=reading.table.name, args={"table": reading.table.name})
        for reading in readings
        if not reading.evidence and all(not entry.raw for entry in reading.open.values())
    ]
    return Aligned(
        form,
        {name: evidence for reading in readings for name, evidence in reading.evidence.items()},
        {name: entry for reading in readings for name, entry in reading.open.items()},
        tuple(breaches),
    )
