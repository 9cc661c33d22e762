"""An altered sheet of a workbook → field places, by the printed labels alone.

Nothing is taken by position: a field is placed where its own row label and its own column label cross, each found
exactly once (after evening out width, spaces and punctuation, and allowing for known misprints). What cannot be placed
so is left out and named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xlreport.a1 import Box, cell_name
from xlreport.align.labels import LabelIndex, Spot, spellings
from xlreport.files.grids import ERROR, NUMBER, WORDS, Cell, Grid
from xlreport.findings.model import Breach
from xlreport.forms.model import Field, Label, Table

_ROWS_BELOW = 10
_LABELS_OF_A_HEAD = 3
_STATES = ("平衡", "差", "未判断", "检查：")


@dataclass(frozen=True)
class Alignment:
    """Where the fields of one table were found in a grid, and what was wrong with its layout."""

    grid: Grid
    spots: Mapping[str, Spot]
    breaches: tuple[Breach, ...] = field(default=())


def align(grid: Grid, table: Table, moved_names: Mapping[str, Spot] | None = None) -> Alignment:
    """Places of a table's fields in a grid. ``moved_names``: cells that defined names point to, where these followed
    a move; they decide only between columns that carry the same label."""
    stubbed = all(entry.stubs for entry in table.fields)
    aligner = _RowsAndColumns(grid, table) if stubbed else _GroupedColumns(grid, table, moved_names or {})
    spots = aligner.spots()
    return Alignment(grid, spots, (*aligner.breaches, *extras(grid, table, spots)))


class _RowsAndColumns:
    """表二 and 表三: a label left of each row and above each column."""

    def __init__(self, grid: Grid, table: Table) -> None:
        self.grid, self.table, self.index = grid, table, LabelIndex(grid)
        self.breaches: list[Breach] = []

    def spots(self) -> dict[str, Spot]:
        rows = {key: self._row(key, fields[0].stubs[-1]) for key, fields in self.table.rows.items()}
        found: dict[str, Spot] = {}
        for entry in self.table.fields:
            row = rows[entry.row]
            column = self._column(entry, row) if row else None
            if row and column:
                found[entry.id] = (row, column)
        return found

    def _row(self, key: str, label: Label) -> int | None:
        """The row of a label that stands in exactly one; None (and named) otherwise."""
        rows = self.index.find(label)
        if len(rows) == 1:
            return rows[0][0]
        self._name("row_doubled" if rows else "row_missing", rows, row=key)
        return None

    def _column(self, entry: Field, row: int) -> int | None:
        """The column of a field's head above the row: the only one, or that of the nearest such head."""
        heads = self.index.find(entry.heads[0])
        above = [head for head in heads if head[0] < row]
        if above and len({column for _, column in heads}) == 1:
            return above[0][1]
        expected = sum(1 for label in self.table.labels if label.text == entry.heads[0].text)
        if above and len(heads) <= expected:
            nearest = [head for head in above if head[0] == above[-1][0]]
            if len(nearest) == 1:
                return nearest[0][1]
        self._name("column_doubled" if len(above) > 1 else "column_missing", heads, column=entry.column)
        return None

    def _name(self, case: str, spots: Iterable[Spot], *, row: str = "", column: str = "") -> None:
        cells = "、".join(f"{self.grid.name}!{cell_name(*spot)}" for spot in spots)
        args = {"row": row, "column": column, "cells": cells, "sheet": self.grid.name}
        breach = Breach("F2", case, table=self.table.name, args=args)
        if breach not in self.breaches:
            self.breaches.append(breach)


class _GroupedColumns:
    """表四: columns under groups whose labels repeat (结果维持 three times).

    A column belongs to a group whose printed span covers it, with its own label at the group's depth. Where the labels
    of a group do not come in the statute's order the whole group is left out: its columns cannot be told apart. Where
    heads stand outside every group, or twice in one, columns went from group to group: then only a group whose merged
    label covers just its own columns is certain.
    """

    def __init__(self, grid: Grid, table: Table, names: Mapping[str, Spot]) -> None:
        self.grid, self.table, self.index, self.names = grid, table, LabelIndex(grid), names
        self.breaches: list[Breach] = []
        self.rows = number_rows(grid, table)

    def spots(self) -> dict[str, Spot]:
        heads = {key: self._heads(fields) for key, fields in self._groups().items()}
        printed = {head for entry in self.table.fields for head in self.index.find(entry.heads[0])}
        in_place = printed == {head for own in heads.values() for head in own.values()}
        found: dict[str, Spot] = {}
        for key, fields in self._groups().items():
            certain = in_place or self._is_one_box(fields, heads[key])
            own = self._in_order(fields, heads[key] if certain else {})
            found.update(own)
            for entry in fields:
                if entry.id not in own:
                    args = {"row": entry.row, "column": entry.column}
                    self.breaches.append(Breach("F2", "cell_missing", table=self.table.name, args=args))
        return found

    def _groups(self) -> dict[tuple[str, ...], list[Field]]:
        groups: dict[tuple[str, ...], list[Field]] = defaultdict(list)
        for entry in self.table.fields:
            groups[tuple(label.text for label in entry.heads[1:])].append(entry)
        return groups

    def _heads(self, fields: list[Field]) -> dict[str, Spot]:
        """The heads of a group's columns: under its labels, as many rows below as printed, each label once there."""
        columns = self._columns_under(fields[0].heads[1:])
        found: dict[str, Spot] = {}
        for entry in fields:
            tops = self.index.find(entry.heads[-1])
            row = tops[0][0] + entry.heads[0].at.top - entry.heads[-1].at.top if len(tops) == 1 else 0
            heads = [head for head in self.index.find(entry.heads[0]) if head[1] in columns and head[0] == row]
            if len(heads) == 1:
                found[entry.id] = heads[0]
        return found if 2 * len(found) > len(fields) else {}

    def _is_one_box(self, fields: list[Field], heads: Mapping[str, Spot]) -> bool:
        """Whether a merged group label covers exactly the group's columns: nothing came in or went, wherever else."""
        spots = self.index.find(fields[0].heads[1])
        box = next((box for box in self.grid.merges if box.corner in spots), None)
        columns = [column for _, column in heads.values()]
        return box is not None and len(heads) == len(fields) and columns == list(range(box.left, box.right + 1))

    def _in_order(self, fields: list[Field], heads: Mapping[str, Spot]) -> dict[str, Spot]:
        """The numbers under a group's heads where these come in the statute's order; else nothing of the group."""
        found: dict[str, Spot] = {}
        for entry in fields:
            named = self._named(entry)
            spot = self._below(heads[entry.id], entry) if entry.id in heads else named
            if spot is not None and named in (None, spot):
                found[entry.id] = spot
        order = [found[entry.id][1] for entry in fields if entry.id in found]
        return found if order == sorted(order) and len(set(order)) == len(order) else {}

    def _columns_under(self, groups: tuple[Label, ...]) -> set[int]:
        """Columns that all labels of a group's path span."""
        columns: set[int] | None = None
        for label in groups:
            spots = self.index.find(label)
            if len(spots) != 1:
                return set()
            span = self._span(spots[0])
            columns = span if columns is None else columns & span
        return columns or set()

    def _span(self, spot: Spot) -> set[int]:
        """From a group label to the next label in its row, no further than its merged box where it has one."""
        row, column = spot
        others = [
            c
            for (r, c), cell in self.grid.cells.items()
            if r == row and c > column and cell.kind == WORDS and cell.value
        ]
        last = min(others, default=max(c for _, c in self.grid.cells) + 1) - 1
        box = next((box for box in self.grid.merges if box.corner == spot), None)
        inside = next((box for box in self.grid.merges if box.contains(Box(row, column, row, column))), None)
        if inside is not None and inside.corner != spot:
            return set()
        return set(range(column, min(last, box.right if box else last) + 1))

    def _below(self, head: Spot, entry: Field) -> Spot | None:
        """The number under a head, in the one row that can be the row of numbers."""
        return (self.rows[0], head[1]) if len(self.rows) == 1 else self._named(entry)

    def _named(self, entry: Field) -> Spot | None:
        """The cell that a moved defined name points to, if it stands under the right label."""
        spot = self.names.get(entry.id)
        if spot is None:
            return None
        heads = self.index.find(entry.heads[0])
        return spot if any(column == spot[1] and row < spot[0] for row, column in heads) else None


def number_rows(grid: Grid, table: Table) -> list[int]:
    """The rows under the labels of a table without row labels that may be its row of numbers.

    The rows of which more than half is filled; where there is none those with a number, or with several words; where
    nothing is filled in at all the row right below the labels. More than one cannot be told apart.
    """
    index = LabelIndex(grid)
    spots = {spot for label in table.labels for spot in index.find(label)}
    printed = Counter(row for row, _ in spots)
    bottom = max((row for row, count in printed.items() if count >= _LABELS_OF_A_HEAD), default=None)
    if bottom is None:
        return []
    columns = {column for row, column in spots if row <= bottom}
    filled: dict[int, list[str]] = defaultdict(list)
    for (row, column), cell in grid.cells.items():
        typed = cell.kind in (NUMBER, ERROR) or (cell.kind == WORDS and not cell.formula)
        if bottom < row <= bottom + _ROWS_BELOW and column in columns and typed:
            filled[row].append(cell.kind)
    dense = sorted(row for row, kinds in filled.items() if 2 * len(kinds) > len(columns))
    numbers = sorted(row for row, kinds in filled.items() if set(kinds) != {WORDS})
    words = sorted(row for row, kinds in filled.items() if len(kinds) > 1)
    return dense or numbers or words or [bottom + 1]


def extras(grid: Grid, table: Table, spots: Mapping[str, Spot]) -> Iterator[Breach]:
    """What stands on a sheet besides the form: rows and columns in the table or right under it, numbers elsewhere."""
    if not spots:
        return
    rows = {row for row, _ in spots.values()}
    columns = {column for _, column in spots.values()}
    first, last = min(columns), max(columns)
    loose = loose_cells(grid, spots)
    numbers = [spot for spot in loose if is_typed(grid.cells[spot])]
    head_rows = _head_rows(grid, table, columns) if len(loose) > len(numbers) else set()
    low = [(row, column) for row, column in numbers if min(rows) <= row <= max(rows) + 3]
    low += [spot for spot in loose if spot[0] in range(min(rows), max(rows) + 1) and spot[0] not in head_rows]
    extra_rows = {row for row, column in low if row not in rows and column in columns}
    for row in sorted(extra_rows):
        label = next((grid.words(row, column) for column in range(first - 1, 0, -1) if grid.words(row, column)), "")
        column = min(c for r, c in low if r == row and c in columns)
        yield _extra("row_extra", grid, table, row, column, label)
    inside = [(row, column) for row, column in low if row in rows and first <= column <= last]
    inside += [(row, column) for row, column in numbers if row in rows and column == last + 1]
    extra_columns = {column for _, column in inside if column not in columns}
    for column in sorted(extra_columns):
        row = min(r for r, c in inside if c == column)
        label = next((grid.words(r, column) for r in range(min(rows) - 1, 0, -1) if grid.words(r, column)), "")
        yield _extra("column_extra", grid, table, row, column, label)
    typed = [spot for spot in numbers if grid.cells[spot].kind == NUMBER]
    strays = sorted(spot for spot in typed if spot[0] not in extra_rows and spot not in inside)
    if strays:
        args = {"sheet": grid.name, "cell": cell_name(*strays[0]), "count": len(strays)}
        yield Breach("F2", "stray", table=table.name, args=args)


def loose_cells(grid: Grid, spots: Mapping[str, Spot]) -> list[Spot]:
    """Cells that are no field of the table and hold a typed number, or words or a formula in its rows or columns."""
    known = set(spots.values())
    top, bottom = min(row for row, _ in known), max(row for row, _ in known)
    first, last = min(column for _, column in known), max(column for _, column in known)
    return [
        spot
        for spot, cell in grid.cells.items()
        if spot not in known
        and (is_typed(cell) or (top <= spot[0] <= bottom and first <= spot[1] <= last and not _is_check(cell)))
    ]


def is_typed(cell: Cell) -> bool:
    """Whether somebody typed a number here (or an error stands in its place); words and formulas are none."""
    return cell.kind in (NUMBER, ERROR) and not cell.formula


def _is_check(cell: Cell) -> bool:
    """Whether a cell is one of our own checks, which may have come in between by a move; or holds nothing at all."""
    if cell.formula:
        return "校验" in cell.formula or cell.value.startswith(_STATES)
    return not cell.value.strip() or cell.value.startswith(_STATES)


def _head_rows(grid: Grid, table: Table, columns: set[int]) -> set[int]:
    """Rows in which a label of the table stands over its numbers: words there are heads, if mistyped ones."""
    index = LabelIndex(grid)
    heads = {words for entry in table.fields for label in entry.heads for words in spellings(label)}
    return {row for words in heads for row, column in index.spots.get(words, ()) if column in columns}


def _extra(case: str, grid: Grid, table: Table, row: int, column: int, label: str) -> Breach:
    args = {"label": label or "（无标题）", "sheet": grid.name, "cell": cell_name(row, column)}
    return Breach("F2", case, table=table.name, args=args)
