"""Reads a workbook of ours back into a report: tables, cover, prose, explanations, and what was altered.

Works on a file or on grids already in memory, and only reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xlreport.a1 import cell_name
from xlreport.align.sheets import Alignment
from xlreport.config import DEFAULT, Config
from xlreport.files.grids import UNCACHED, Cell, read_book
from xlreport.findings.model import Breach, Dropped, FileProblem, Finding
from xlreport.forms import Form, load
from xlreport.forms.load import DefinitionError
from xlreport.numbers import BLANK
from xlreport.report import Place, Provenance, Report
from xlreport.rules.totals import computed_totals
from xlreport.workbook.explanations import read_explanations
from xlreport.workbook.find_tables import Sheets, corrected_form, find_table, recognised_form
from xlreport.workbook.layout import (
    ADJUSTMENTS,
    CHANGES,
    CHARTS,
    CHECKS,
    COMPARED,
    COVER,
    DETAIL,
    GUIDE,
    HIDDEN,
    LET_PASS,
    NARRATIVE,
    OVERVIEW,
    PROBLEMS,
    RETURNS,
    SOURCES,
    STATUS,
    SUBTOTALS,
    XLWINGS_CONF,
    places,
)
from xlreport.workbook.locate import judge, located
from xlreport.workbook.read_text import read_cover, read_narrative
from xlreport.workbook.standing_sums import altered_sums

_HEAD_ROWS = 5
_OWN_SHEETS = frozenset({GUIDE, COVER, NARRATIVE, CHECKS, HIDDEN, PROBLEMS, SOURCES, XLWINGS_CONF})
_SUMMARY_SHEETS = frozenset(
    {OVERVIEW, DETAIL, ADJUSTMENTS, LET_PASS, STATUS, SUBTOTALS, CHANGES, RETURNS, COMPARED, CHARTS}
)


@dataclass(frozen=True)
class Reading:
    """A report as a file holds it, and what was remarkable about the file. ``mark`` is 'summary' for a summary.

    ``lists_sources``: an import wrote the file and a sheet says where each number was read. Fresh copies lack it.
    ``refused`` are texts beside the checks that explain nothing.
    """

    report: Report
    remarks: tuple[Breach, ...]
    mark: str = ""
    lists_sources: bool = False
    refused: tuple[Dropped, ...] = ()


def read_workbook(path: Path, config: Config = DEFAULT) -> Reading:
    """The report in a workbook file. Raises FileProblem when it cannot be read or is none of ours."""
    book = read_book(path, config.limits)
    reading = read_sheets(book, str(path))
    provenance = replace(reading.report.provenance, path=str(path), saved=book.saved)
    return replace(reading, report=replace(reading.report, provenance=provenance))


def judge_reading(
    reading: Reading, config: Config = DEFAULT, last_year: tuple[Report, ...] = (), deadline: str = ""
) -> tuple[Finding, ...]:
    """All findings on a report that was read: what the file's layout shows, then the rules."""
    remarks = tuple(located(reading.report, reading.remarks, config))
    return remarks + judge(reading.report, config, last_year, deadline, is_summary=bool(reading.mark))


def read_sheets(sheets: Sheets, path: str = "") -> Reading:
    """The report in the sheets of a workbook. Raises FileProblem when no statutory table is among them."""
    head = _read_head(sheets)
    ignored = _OWN_SHEETS | (_SUMMARY_SHEETS if head.get("mark") else frozenset())
    form = _form(sheets, head, ignored)
    found = {table.id: find_table(sheets, table, ignored) for table in form.tables}
    if not any(table.alignment for table in found.values()):
        raise FileProblem("foreign", path)
    tables = _FoundFields(form, {table_id: table.alignment for table_id, table in found.items()})
    cover = read_cover(sheets)
    remarks = [breach for table in found.values() for breach in table.remarks]
    remarks += [] if head else [Breach("F4", "map_lost")]
    report = Report(
        form=form,
        year=cover.year,
        agency=cover.agency,
        values=tuple(cell.content() if cell else BLANK for cell in map(tables.cell, form.position)),
        cover=cover.cover,
        narrative=read_narrative(sheets),
        provenance=tables.provenance(path),
    )
    report = _with_uncached_totals(report, tables.uncached_totals())
    typed = read_explanations(sheets, report)
    report = replace(report, explanations=typed.explanations)
    mark = head.get("mark", "")
    remarks += altered_sums(sheets, report) if mark else ()
    return Reading(report, (*remarks, *cover.remarks), mark, SOURCES in sheets.names and not mark, typed.refused)


def _read_head(sheets: Sheets) -> dict[str, str]:
    """What the hidden sheet says of the file; nothing where the sheet is gone."""
    if HIDDEN not in sheets.names:
        return {}
    grid = sheets.top(HIDDEN, _HEAD_ROWS)
    return {grid.words(row, 1): grid.words(row, 2) for row in range(1, _HEAD_ROWS + 1)}


def _form(sheets: Sheets, head: Mapping[str, str], ignored: frozenset[str]) -> Form:
    try:
        return corrected_form(sheets, load(head["form"]))
    except (KeyError, DefinitionError):
        return recognised_form(sheets, ignored)


class _FoundFields:
    """The fields of a form in the tables where they were found."""

    def __init__(self, form: Form, alignments: Mapping[str, Alignment | None]) -> None:
        self._form, self._alignments = form, alignments

    def _places(self) -> Iterator[tuple[str, Place, Cell | None]]:
        for alignment in filter(None, self._alignments.values()):
            for name, spot in alignment.spots.items():
                yield name, Place(alignment.grid.name, cell_name(*spot)), alignment.grid.cells.get(spot)

    def cell(self, field_id: str) -> Cell | None:
        """The cell of a field; None where it is empty or was not found."""
        alignment = self._alignments[self._form.by_id[field_id].table]
        spot = alignment.spots.get(field_id) if alignment else None
        return alignment.grid.cells.get(spot) if alignment and spot else None

    def provenance(self, path: str) -> Provenance:
        """Where the fields were read, and which of them hold formulas or were not found."""
        standard = places(self._form)
        found = list(self._places())
        return Provenance(
            path,
            places={name: place for name, place, _ in found if place != standard[name]},
            formulas=frozenset(name for name, _, cell in found if cell is not None and cell.formula),
            missing=frozenset(standard).difference(name for name, _, _ in found),
        )

    def uncached_totals(self) -> tuple[str, ...]:
        """Totals with the form's own formula but no saved result: what they come to is known.

        What another formula would come to is not; such a cell stays uncalculated, and V1 names it.
        """
        cells = {name: self.cell(name) for name in self._form.totals}
        waiting = {name: cell.formula for name, cell in cells.items() if cell is not None and cell.kind == UNCACHED}
        return tuple(name for name, formula in waiting.items() if self._is_own_formula(name, formula))

    def _is_own_formula(self, field_id: str, formula: str) -> bool:
        from xlreport.workbook.checks import total_formula

        written = formula.replace("$", "").replace(" ", "").removeprefix("=").upper()
        return written == total_formula(self._form, field_id).removeprefix("=")


def _with_uncached_totals(report: Report, uncached: tuple[str, ...]) -> Report:
    """Totals whose formula has no saved result get what their parts add up to; they are named by F4."""
    if not uncached:
        return report
    blanked = report.with_values(dict.fromkeys(uncached, BLANK))
    values = computed_totals(blanked, uncached)
    return replace(blanked.with_values(values), provenance=replace(report.provenance, uncached=uncached))
