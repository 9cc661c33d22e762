"""A messy grid → field places, by the printed labels alone.

Nothing is taken by position: a field is placed where its own row label and its own column label cross, each found
exactly once (after evening out width, spaces and punctuation, and allowing for known misprints). What cannot be placed
so is left out and named.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from xlreport.a1 import Box, cell_name
from xlreport.files.grids import ERROR, NUMBER, WORDS, Grid
from xlreport.findings.model import Breach
from xlreport.forms.model import Field, Label, Table

Spot = tuple[int, int]
_NOT_WORDS = re.compile(r"[^\w]+")


@cache
def normalised(words: str) -> str:
    """A label without what printing varies: width, spaces, quotes, brackets, punctuation."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", words))


def spellings(label: Label) -> set[str]:
    """All normalised ways in which a label is known to be printed."""
    return {normalised(words) for words in (label.text, label.printed, *label.variants)}


@dataclass(frozen=True)
class Alignment:
    """Where the fields of one table were found in a grid, and what was wrong with its layout."""

    grid: Grid
    spots: Mapping[str, Spot]
    breaches: tuple[Breach, ...] = field(default=())


class LabelIndex:
    """The words of a grid by their normalised form."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.spots: dict[str, list[Spot]] = defaultdict(list)
        for spot, cell in grid.cells.items():
            if cell.kind == WORDS and cell.value:
                self.spots[normalised(cell.value)].append(spot)

    def find(self, label: Label) -> list[Spot]:
        """Cells that print a label, in reading order."""
        return sorted({spot for words in spellings(label) for spot in self.spots.get(words, ())})


def label_score(grid: Grid, table: Table) -> float:
    """The share of a table's different labels that a grid holds."""
    index = LabelIndex(grid)
    labels = {label.text: label for label in table.labels}
    return sum(1 for label in labels.values() if index.find(label)) / len(labels)


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
        """The column of a field's head: the only one, or that of the nearest head above the row."""
        heads = self.index.find(entry.heads[0])
        columns = {column for _, column in heads}
        if len(columns) == 1:
            return columns.pop()
        expected = sum(1 for label in self.table.labels if label.text == entry.heads[0].text)
        above = [head for head in heads if head[0] < row]
        if above and expected > 1:
            nearest = [head for head in above if head[0] == above[-1][0]]
            if len(nearest) == 1:
                return nearest[0][1]
        self._name("column_doubled" if heads else "column_missing", heads, column=entry.column)
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
    of a group do not come in the statute's order the whole group is left out: its columns cannot be told apart.
    """

    def __init__(self, grid: Grid, table: Table, names: Mapping[str, Spot]) -> None:
        self.grid, self.table, self.index, self.names = grid, table, LabelIndex(grid), names
        self.breaches: list[Breach] = []

    def spots(self) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        for fields in self._groups().values():
            own = self._group(fields)
            missing = [entry for entry in fields if entry.id not in own]
            found.update(own)
            for entry in missing:
                args = {"row": entry.row, "column": entry.column}
                self.breaches.append(Breach("F2", "cell_missing", table=self.table.name, args=args))
        return found

    def _groups(self) -> dict[tuple[str, ...], list[Field]]:
        groups: dict[tuple[str, ...], list[Field]] = defaultdict(list)
        for entry in self.table.fields:
            groups[tuple(label.text for label in entry.heads[1:])].append(entry)
        return groups

    def _group(self, fields: list[Field]) -> dict[str, Spot]:
        columns = self._columns_under(fields[0].heads[1:])
        found: dict[str, Spot] = {}
        for entry in fields:
            depth = entry.heads[0].at.top - entry.heads[-1].at.top
            top = self._top(entry.heads[-1])
            heads = [
                head for head in self.index.find(entry.heads[0]) if head[1] in columns and head[0] == (top or 0) + depth
            ]
            spot = self._below(heads[0], entry) if len(heads) == 1 else self._named(entry)
            if spot is not None:
                found[entry.id] = spot
        order = [found[entry.id][1] for entry in fields if entry.id in found]
        return found if order == sorted(order) and len(set(order)) == len(order) else {}

    def _top(self, label: Label) -> int | None:
        spots = self.index.find(label)
        return spots[0][0] if len(spots) == 1 else None

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

    def _below(self, head: Spot, entry: Field) -> Spot:
        """The number under a head: as many rows below as the form prints."""
        return head[0] + entry.at.top - entry.heads[0].at.top, head[1]

    def _named(self, entry: Field) -> Spot | None:
        """The cell that a moved defined name points to, if it stands under the right label."""
        spot = self.names.get(entry.id)
        if spot is None:
            return None
        head = (spot[0] - entry.at.top + entry.heads[0].at.top, spot[1])
        return spot if head in self.index.find(entry.heads[0]) else None


def extras(grid: Grid, table: Table, spots: Mapping[str, Spot]) -> Iterator[Breach]:
    """Rows and columns with typed numbers that are no part of the form, inside the table or right under it."""
    if not spots:
        return
    rows = {row for row, _ in spots.values()}
    columns = {column for _, column in spots.values()}
    first, last = min(columns), max(columns)
    typed = [
        (row, column)
        for (row, column), cell in grid.cells.items()
        if cell.kind in (NUMBER, ERROR) and not cell.formula and min(rows) <= row <= max(rows) + 3
    ]
    for row in sorted({row for row, column in typed if row not in rows and column in columns}):
        label = next((grid.words(row, column) for column in range(first - 1, 0, -1) if grid.words(row, column)), "")
        yield _extra("row_extra", grid, table, row, next(c for r, c in sorted(typed) if r == row), label)
    inside = [(row, column) for row, column in typed if row in rows and first <= column <= last + 1]
    for column in sorted({column for _, column in inside if column not in columns}):
        row = next(r for r, c in sorted(inside) if c == column)
        label = next((grid.words(r, column) for r in range(min(rows) - 1, 0, -1) if grid.words(r, column)), "")
        yield _extra("column_extra", grid, table, row, column, label)


def _extra(case: str, grid: Grid, table: Table, row: int, column: int, label: str) -> Breach:
    args = {"label": label or "（无标题）", "sheet": grid.name, "cell": cell_name(row, column)}
    return Breach("F2", case, table=table.name, args=args)
