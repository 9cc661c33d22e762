"""Reads a workbook of ours back into a report: standard places where the labels confirm them, else by labels.

Works on a file or on grids already in memory. Only reads; what was altered is named (F2, F4), never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from xlreport.a1 import cell_name, parse_cell
from xlreport.align import Alignment, LabelIndex, Spot, align, extras, label_score, normalised, number_rows, spellings
from xlreport.config import DEFAULT, Config
from xlreport.files.grids import UNCACHED, Grid, read_book
from xlreport.findings.model import Breach, FileProblem, Finding
from xlreport.forms import Form, Label, Table, form_id, load
from xlreport.forms.load import VERSIONS, DefinitionError
from xlreport.numbers import BLANK, Content
from xlreport.report import Place, Provenance, Report
from xlreport.rules.totals import computed_totals
from xlreport.workbook.explanations import read_explanations
from xlreport.workbook.layout import (
    CHECKS,
    COVER,
    DETAIL,
    GUIDE,
    HIDDEN,
    NARRATIVE,
    OVERVIEW,
    PROBLEMS,
    SOURCES,
    box_on_sheet,
    defined_name,
    places,
    sheet_of,
)
from xlreport.workbook.locate import judge, located
from xlreport.workbook.read_text import read_cover, read_narrative

_ENOUGH_LABELS = 0.6
_LIKE = 0.6
_HEAD_ROWS = 5
_OWN_SHEETS = frozenset({GUIDE, COVER, NARRATIVE, CHECKS, HIDDEN, PROBLEMS})
_SUMMARY_SHEETS = frozenset({OVERVIEW, DETAIL, SOURCES})


class Sheets(Protocol):
    """What a workbook is read from: sheet names, a grid for each, defined names where known."""

    @property
    def names(self) -> Sequence[str]:
        """Sheet names in order."""

    @property
    def defined_names(self) -> Mapping[str, str] | None:
        """Cell of each defined name as ``表三!D6``; None where not known."""

    def grid(self, name: str) -> Grid:
        """The cells of one sheet."""

    def top(self, name: str, rows: int) -> Grid:
        """The cells in the first rows of a sheet, or more of them."""


@dataclass(frozen=True)
class Reading:
    """A report as a file holds it, and what was remarkable about the file. ``mark`` is 'summary' for a summary."""

    report: Report
    remarks: tuple[Breach, ...]
    mark: str = ""


def read_workbook(path: Path, config: Config = DEFAULT) -> Reading:
    """The report in a workbook file. Raises FileProblem when it cannot be read or is none of ours."""
    book = read_book(path, config.limits)
    reading = read_sheets(book, str(path))
    provenance = replace(reading.report.provenance, path=str(path), saved=book.saved)
    return replace(reading, report=replace(reading.report, provenance=provenance))


def judge_reading(reading: Reading, config: Config = DEFAULT) -> tuple[Finding, ...]:
    """All findings on a report that was read: what the file's layout shows, then the rules."""
    remarks = tuple(located(reading.report, reading.remarks, config))
    return remarks + judge(reading.report, config)


def read_sheets(sheets: Sheets, path: str = "") -> Reading:
    """The report in the sheets of a workbook. Raises FileProblem when no statutory table is among them."""
    reader = _Reader(sheets, path)
    return reader.read()


class _Reader:
    def __init__(self, sheets: Sheets, path: str) -> None:
        self.sheets, self.path = sheets, path
        self.head = self._read_head()
        self.own = _OWN_SHEETS | (_SUMMARY_SHEETS if self.head.get("mark") else frozenset())
        self.remarks: list[Breach] = []

    def _read_head(self) -> dict[str, str]:
        if HIDDEN not in self.sheets.names:
            return {}
        grid = self.sheets.top(HIDDEN, _HEAD_ROWS)
        return {grid.words(row, 1): grid.words(row, 2) for row in range(1, _HEAD_ROWS + 1)}

    def read(self) -> Reading:
        form = self._form()
        alignments = {table.id: self._table(table) for table in form.tables}
        if not any(alignments.values()):
            raise FileProblem("foreign", self.path)
        if not self.head:
            self.remarks.append(Breach("F4", "map_lost"))
        cover = read_cover(self.sheets)
        self.remarks += cover.remarks
        report = Report(
            form=form,
            year=cover.year,
            agency=cover.agency,
            values=tuple(self._values(form, alignments)),
            cover=cover.cover,
            narrative=read_narrative(self.sheets),
            provenance=self._provenance(form, alignments),
        )
        report = _with_uncached_totals(report, self._uncached(form, alignments))
        report = replace(report, explanations=read_explanations(self.sheets, report))
        return Reading(report, tuple(self.remarks), self.head.get("mark", ""))

    def _form(self) -> Form:
        try:
            return load(self.head["form"])
        except (KeyError, DefinitionError):
            return self._recognised_form()

    def _recognised_form(self) -> Form:
        """The form whose tables fit the sheets best, each table by itself; the newest where several fit alike."""
        grids = [self.sheets.grid(name) for name in self.sheets.names if name not in self.own]
        best = {}
        for table_id in ("table2", "table3"):
            tables = {version: load(version).table(table_id) for version in VERSIONS}
            scores = {
                version: max((label_score(grid, table) for grid in grids), default=0.0)
                for version, table in tables.items()
            }
            best[table_id] = max(VERSIONS, key=lambda version: scores[version])
        return load(form_id(best["table2"], best["table3"]))

    def _table(self, table: Table) -> Alignment | None:
        """Where a table's fields stand; None where the table is nowhere."""
        standard = self._standard(table)
        others = self._others(table)
        if standard is not None:
            self._name_copies(table, standard, others)
            return standard
        own = sheet_of(table)
        candidates = sorted(others, key=lambda grid: (grid.name != own, -label_score(grid, table)))
        if not candidates:
            self.remarks.append(Breach("F2", "table_missing", table=table.name, args={"table": table.name}))
            return None
        found = align(candidates[0], table, self._moved_names(table, candidates[0]))
        self.remarks.append(Breach("F4", "moved", table=table.name, args={"sheet": found.grid.name}))
        self.remarks += found.breaches
        self._name_copies(table, found, candidates[1:])
        return found

    def _others(self, table: Table) -> list[Grid]:
        """Sheets beside the table's own place that look like the table; its own sheet too where it was altered."""
        standard_names = {sheet_of(other) for other in load(VERSIONS[0]).tables} - {sheet_of(table)}
        names = [name for name in self.sheets.names if name not in self.own | standard_names]
        if set(names) == {sheet_of(table)} and self._is_standard:
            return []
        grids = [self.sheets.grid(name) for name in names]
        found = [grid for grid in grids if label_score(grid, table) >= _ENOUGH_LABELS]
        if found:
            return found
        swapped = [self.sheets.grid(name) for name in standard_names if name in self.sheets.names]
        return [grid for grid in swapped if label_score(grid, table) >= _ENOUGH_LABELS]

    _is_standard = False

    def _standard(self, table: Table) -> Alignment | None:
        """The standard places, if the labels around them confirm it; labels changed in place are named."""
        self._is_standard = False
        name = sheet_of(table)
        if name not in self.sheets.names or self._names_moved(table):
            return None
        grid = self.sheets.grid(name)
        changed = [label for label in table.labels if not _prints(grid, label)]
        lost = len(changed) > (1 - _ENOUGH_LABELS) * len(table.labels)
        if changed and (lost or _shows_movement(grid, table, changed)):
            return None
        if not all(entry.stubs for entry in table.fields):
            row, _ = box_on_sheet(table.fields[0].at).corner
            if number_rows(grid, table) != [row]:
                return None
        for label in changed:
            row, column = box_on_sheet(label.at).corner
            args = {
                "sheet": name,
                "cell": cell_name(row, column),
                "label": grid.words(row, column),
                "expected": label.text,
            }
            self.remarks.append(Breach("F4", "label", table=table.name, args=args))
        self._is_standard = not changed
        spots = {field.id: box_on_sheet(field.at).corner for field in table.fields}
        self.remarks += extras(grid, table, spots)
        return Alignment(grid, spots)

    def _names_moved(self, table: Table) -> bool:
        """Whether the defined names of a table say that its cells were moved."""
        names = self.sheets.defined_names
        if not names:
            return False
        return any(names.get(name, place) != place for name, place in _standard_names(table).items())

    def _moved_names(self, table: Table, grid: Grid) -> dict[str, Spot]:
        """Cells the defined names point to on this sheet; nothing where the names stayed behind."""
        names = self.sheets.defined_names or {}
        if not self._names_moved(table):
            return {}
        found = {}
        for field in table.fields:
            sheet, _, cell = names.get(defined_name(field.id), "").rpartition("!")
            if sheet == grid.name:
                try:
                    found[field.id] = parse_cell(cell)
                except ValueError:
                    continue
        return found

    def _name_copies(self, table: Table, used: Alignment, others: list[Grid]) -> None:
        for grid in others:
            if grid.name == used.grid.name:
                continue
            args = {"table": table.name, "sheet": grid.name, "sheets": f"{used.grid.name}、{grid.name}"}
            if _same_numbers(table, used, align(grid, table)):
                self.remarks.append(Breach("F4", "copy", table=table.name, args=args))
            else:
                args["sheet"] = used.grid.name
                self.remarks.append(Breach("F2", "table_doubled", table=table.name, args=args))

    def _values(self, form: Form, alignments: Mapping[str, Alignment | None]) -> list[Content]:
        values = []
        for field in form.fields:
            alignment = alignments[field.table]
            spot = alignment.spots.get(field.id) if alignment else None
            values.append(alignment.grid.content(*spot) if alignment and spot else BLANK)
        return values

    def _provenance(self, form: Form, alignments: Mapping[str, Alignment | None]) -> Provenance:
        standard = places(form)
        found, formulas, seen = {}, set(), set()
        for alignment in filter(None, alignments.values()):
            for name, spot in alignment.spots.items():
                seen.add(name)
                place = Place(alignment.grid.name, cell_name(*spot))
                if place != standard[name]:
                    found[name] = place
                cell = alignment.grid.cells.get(spot)
                if cell is not None and cell.formula:
                    formulas.add(name)
        missing = frozenset(standard) - seen
        return Provenance(self.path, places=found, formulas=frozenset(formulas), missing=missing)

    def _uncached(self, form: Form, alignments: Mapping[str, Alignment | None]) -> tuple[str, ...]:
        """Totals whose formula has no saved result."""
        found = []
        for name in form.totals:
            alignment = alignments[form.by_id[name].table]
            spot = alignment.spots.get(name) if alignment else None
            cell = alignment.grid.cells.get(spot) if alignment and spot else None
            if cell is not None and cell.kind == UNCACHED:
                found.append(name)
        return tuple(found)


@cache
def _standard_names(table: Table) -> dict[str, str]:
    """The defined names of a table's fields, and the cell each points to in a workbook as it was built."""
    return {
        defined_name(field.id): f"{sheet_of(table)}!{cell_name(*box_on_sheet(field.at).corner)}"
        for field in table.fields
    }


def _prints(grid: Grid, label: Label) -> bool:
    return normalised(grid.words(*box_on_sheet(label.at).corner)) in spellings(label)


def _shows_movement(grid: Grid, table: Table, changed: list[Label]) -> bool:
    """Whether cells moved or went: a label turns up elsewhere, or nothing like it stands in its place."""
    known = {words for label in table.labels for words in spellings(label)}
    standard = {box_on_sheet(label.at).corner: spellings(label) for label in table.labels}
    index = LabelIndex(grid)
    for label in changed:
        words = normalised(grid.words(*box_on_sheet(label.at).corner))
        if words in known or not _alike(words, label):
            return True
        if any(normalised(grid.words(*spot)) not in standard.get(spot, ()) for spot in index.find(label)):
            return True
    return False


def _alike(words: str, label: Label) -> bool:
    """Whether words may be a mistyped label: most of its characters, in their order."""
    from difflib import SequenceMatcher

    return any(SequenceMatcher(None, words, known).ratio() >= _LIKE for known in spellings(label))


def _same_numbers(table: Table, one: Alignment, other: Alignment) -> bool:
    def numbers(alignment: Alignment) -> list[Content | None]:
        spots = [alignment.spots.get(field.id) for field in table.fields]
        return [alignment.grid.content(*spot) if spot else None for spot in spots]

    return numbers(one) == numbers(other)


def _with_uncached_totals(report: Report, uncached: tuple[str, ...]) -> Report:
    """Totals whose formula has no saved result get what their parts add up to; they are named by F4."""
    if not uncached:
        return report
    blanked = report.with_values(dict.fromkeys(uncached, BLANK))
    values = computed_totals(blanked, uncached)
    return replace(blanked.with_values(values), provenance=replace(report.provenance, uncached=uncached))
