"""Where each statutory table stands in a workbook: its standard place if the labels confirm it, else by labels.

What was altered is named (F2, F4), never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import Protocol

from xlreport.a1 import Box, cell_name, parse_cell
from xlreport.align.labels import LabelIndex, Spot, label_score, normalised, spellings
from xlreport.align.sheets import Alignment, align, extras, is_typed, loose_cells, number_rows
from xlreport.files.grids import Grid
from xlreport.findings.model import Breach
from xlreport.forms import Form, Label, Table, form_id, load
from xlreport.forms.load import VERSIONS
from xlreport.numbers import Content
from xlreport.workbook.layout import box_on_sheet, defined_name, sheet_of

ENOUGH_LABELS = 0.6
"""The share of its labels that makes a sheet a candidate for a table."""
_LIKE = 0.6


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
class FoundTable:
    """Where one table stands, None where it is nowhere, and what was remarkable about that."""

    alignment: Alignment | None
    remarks: tuple[Breach, ...]


def find_table(sheets: Sheets, table: Table, ignored: frozenset[str]) -> FoundTable:
    """The place of a table among the sheets; ``ignored`` sheets hold no table of the report."""
    standard = _in_standard_place(sheets, table)
    if standard is not None and not _other_names(sheets, table, ignored):
        return standard
    others = _lookalikes(sheets, table, ignored)
    if standard is not None:
        return _with_copies(table, standard, others)
    candidates = sorted(others, key=lambda grid: (grid.name != sheet_of(table), -label_score(grid, table)))
    if not candidates:
        missing = Breach("F2", "table_missing", table=table.name, args={"table": table.name})
        return FoundTable(None, (missing,))
    alignment = _without_contested(
        sheets, table, align(candidates[0], table, _moved_names(sheets, table, candidates[0]))
    )
    moved = Breach("F4", "moved", table=table.name, args={"sheet": alignment.grid.name})
    return _with_copies(table, FoundTable(alignment, (moved, *alignment.breaches)), candidates[1:])


def recognised_form(sheets: Sheets, ignored: frozenset[str]) -> Form:
    """The form whose tables fit the sheets best, each table by itself; the newest where several fit alike."""
    grids = [sheets.grid(name) for name in sheets.names if name not in ignored]
    best = {}
    for table_id in ("table2", "table3"):
        tables = {version: load(version).table(table_id) for version in VERSIONS}
        scores = {
            version: max((label_score(grid, table) for grid in grids), default=0.0) for version, table in tables.items()
        }
        best[table_id] = max(VERSIONS, key=lambda version: scores[version])
    return load(form_id(best["table2"], best["table3"]))


def corrected_form(sheets: Sheets, form: Form) -> Form:
    """The form by the hidden map, but for a table whose place holds that of another version, label by label."""
    versions = {table_id: _version_in_place(sheets, form.table(table_id)) for table_id in ("table2", "table3")}
    if all(form.versions[table_id] == version for table_id, version in versions.items()):
        return form
    return load(form_id(versions["table2"], versions["table3"]))


def _version_in_place(sheets: Sheets, table: Table) -> str:
    """The version of the table that stands in the standard place; the one expected unless another fits fully."""
    if sheet_of(table) not in sheets.names:
        return table.version
    grid = sheets.grid(sheet_of(table))
    if all(_prints(grid, label) for label in table.labels):
        return table.version
    index = LabelIndex(grid)
    for version in VERSIONS:
        other = load(version).table(table.id)
        known = {words for label in other.labels for words in spellings(label)}
        # Rows of the expected version may have been deleted so that the rest looks like the other: its own labels tell.
        own = [label for label in table.labels if not spellings(label) & known]
        if all(_prints(grid, label) for label in other.labels) and not any(index.find(label) for label in own):
            return version
    return table.version


def _in_standard_place(sheets: Sheets, table: Table) -> FoundTable | None:
    """The standard places, if the labels around them confirm it; labels changed in place are named."""
    name = sheet_of(table)
    if name not in sheets.names or _names_moved(sheets, table):
        return None
    grid = sheets.grid(name)
    changed = [label for label in table.labels if not _prints(grid, label)]
    lost = len(changed) > (1 - ENOUGH_LABELS) * len(table.labels)
    if changed and (lost or _shows_movement(grid, table, changed)):
        return None
    spots = {field.id: box_on_sheet(field.at).corner for field in table.fields}
    twin = _twin(grid, table) if any(is_typed(grid.cells[spot]) for spot in loose_cells(grid, spots)) else None
    rest = _without(grid, twin) if twin else grid
    if not _numbers_in_place(rest, table):
        return None
    remarks = [_renamed(grid, table, label) for label in changed]
    remarks += [_twin_remark(grid, table, twin)] if twin else []
    return FoundTable(Alignment(grid, spots), (*remarks, *extras(rest, table, spots)))


def _twin(grid: Grid, table: Table) -> Box | None:
    """The place of a second copy of the table on its sheet: most labels once more, all equally far away."""
    index, away = LabelIndex(grid), Counter[Spot]()
    for label in table.labels:
        row, column = box_on_sheet(label.at).corner
        away.update((r - row, c - column) for r, c in index.find(label) if (r, c) != (row, column))
    (shift, count), *_ = away.most_common(1) or [((0, 0), 0)]
    if count < ENOUGH_LABELS * len(table.labels):
        return None
    extent = box_on_sheet(table.extent)
    return Box(extent.top + shift[0], extent.left + shift[1], extent.bottom + shift[0], extent.right + shift[1])


def _without(grid: Grid, box: Box) -> Grid:
    """The sheet without a box of cells, as if nothing stood there."""
    cells = {spot: cell for spot, cell in grid.cells.items() if not box.contains(Box(*spot, *spot))}
    return replace(grid, cells=cells)


def _twin_remark(grid: Grid, table: Table, twin: Box) -> Breach:
    """A word on the second copy on the same sheet: harmless, or with other numbers."""
    extent, where = box_on_sheet(table.extent), f"{grid.name}!{cell_name(*twin.corner)}"
    homes = [box_on_sheet(field.at).corner for field in table.fields]
    away = [(row + twin.top - extent.top, column + twin.left - extent.left) for row, column in homes]
    if [grid.content(*spot) for spot in homes] == [grid.content(*spot) for spot in away]:
        return Breach("F4", "copy", table=table.name, args={"table": table.name, "sheet": where})
    own = f"{grid.name}!{cell_name(*extent.corner)}"
    args = {"table": table.name, "sheet": own, "sheets": f"{own}、{where}"}
    return Breach("F2", "table_doubled", table=table.name, args=args)


def _numbers_in_place(grid: Grid, table: Table) -> bool:
    """Whether a table without row labels has its numbers in the standard row, and in no other."""
    if all(entry.stubs for entry in table.fields):
        return True
    row, _ = box_on_sheet(table.fields[0].at).corner
    return number_rows(grid, table) == [row]


def _renamed(grid: Grid, table: Table, label: Label) -> Breach:
    spot = box_on_sheet(label.at).corner
    args = {"sheet": grid.name, "cell": cell_name(*spot), "label": grid.words(*spot), "expected": label.text}
    return Breach("F4", "label", table=table.name, args=args)


def _other_names(sheets: Sheets, table: Table, ignored: frozenset[str]) -> list[str]:
    """Sheets that are none of ours: a table may have been copied or moved there."""
    return [name for name in sheets.names if name not in ignored | _table_sheets() | {sheet_of(table)}]


def _lookalikes(sheets: Sheets, table: Table, ignored: frozenset[str]) -> list[Grid]:
    """Sheets that look like the table: its own and strange ones first, the sheets of other tables as a last resort."""

    def alike(names: Sequence[str]) -> list[Grid]:
        grids = [sheets.grid(name) for name in names if name in sheets.names]
        return [grid for grid in grids if label_score(grid, table) >= ENOUGH_LABELS]

    return alike([sheet_of(table), *_other_names(sheets, table, ignored)]) or alike(
        sorted(_table_sheets() - {sheet_of(table)})
    )


@cache
def _table_sheets() -> frozenset[str]:
    return frozenset(sheet_of(table) for table in load(VERSIONS[0]).tables)


def _names_moved(sheets: Sheets, table: Table) -> bool:
    """Whether the defined names of a table say that its cells were moved."""
    names = sheets.defined_names
    if not names:
        return False
    return any(name in names and names[name] not in places for name, places in _standard_names(table).items())


@cache
def _standard_names(table: Table) -> dict[str, set[str]]:
    """Where the defined names of a table's fields point to in an unaltered workbook, of whichever version: a table
    pasted into a workbook of the other version brings no names with it."""
    places: dict[str, set[str]] = {defined_name(entry.id): set() for entry in table.fields}
    for version in VERSIONS:
        for entry in load(version).table(table.id).fields:
            if defined_name(entry.id) in places:
                cell = cell_name(*box_on_sheet(entry.at).corner)
                places[defined_name(entry.id)].add(f"{sheet_of(table)}!{cell}")
    return places


def _without_contested(sheets: Sheets, table: Table, alignment: Alignment) -> Alignment:
    """The places of the fields that no defined name speaks against.

    When single cells were deleted or put in, numbers move past labels that stay: only the names tell. A name where it
    always was is no evidence (programs move values without names), nor are names that are lost without exception.
    """
    against = _names_against(sheets, table, alignment)
    cells = set(against.values())
    sheet = alignment.grid.name
    lost = {name for name, spot in alignment.spots.items() if name in against or f"{sheet}!{cell_name(*spot)}" in cells}
    spots = {name: spot for name, spot in alignment.spots.items() if name not in lost}
    remarks = (
        Breach("F2", "cell_missing", table=table.name, args={"row": entry.row, "column": entry.column})
        for entry in table.fields
        if entry.id in lost
    )
    return replace(alignment, spots=spots, breaches=(*alignment.breaches, *remarks))


def _names_against(sheets: Sheets, table: Table, alignment: Alignment) -> dict[str, str]:
    """Fields whose defined name moved, but not to where the labels put the field, and where it points to."""
    names, sheet = sheets.defined_names or {}, alignment.grid.name
    standard = _standard_names(table)
    known = {entry.id: names[key] for entry in table.fields if (key := defined_name(entry.id)) in names}
    if not any(place.startswith(f"{sheet}!") and "#REF" not in place for place in known.values()):
        return {}
    return {
        name: place
        for name, place in known.items()
        if place not in standard[defined_name(name)]
        and name in alignment.spots
        and place != f"{sheet}!{cell_name(*alignment.spots[name])}"
    }


def _moved_names(sheets: Sheets, table: Table, grid: Grid) -> dict[str, Spot]:
    """Cells the defined names point to on this sheet; nothing where the names stayed behind."""
    names = sheets.defined_names or {}
    if not _names_moved(sheets, table):
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


def _with_copies(table: Table, used: FoundTable, others: list[Grid]) -> FoundTable:
    """The table with a word on every further sheet that looks like it: a harmless copy, or other numbers."""
    assert used.alignment is not None
    remarks = list(used.remarks)
    own = used.alignment.grid.name
    for grid in others:
        if grid.name == own:
            continue
        if _same_numbers(table, used.alignment, align(grid, table)):
            remarks.append(Breach("F4", "copy", table=table.name, args={"table": table.name, "sheet": grid.name}))
        else:
            args = {"table": table.name, "sheet": own, "sheets": f"{own}、{grid.name}"}
            remarks.append(Breach("F2", "table_doubled", table=table.name, args=args))
    return FoundTable(used.alignment, tuple(remarks))


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
    return any(SequenceMatcher(None, words, known).ratio() >= _LIKE for known in spellings(label))


def _same_numbers(table: Table, one: Alignment, other: Alignment) -> bool:
    def numbers(alignment: Alignment) -> list[Content | None]:
        spots = [alignment.spots.get(field.id) for field in table.fields]
        return [alignment.grid.content(*spot) if spot else None for spot in spots]

    return numbers(one) == numbers(other)
