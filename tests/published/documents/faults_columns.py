"""Faults of columns and merges: another order, merges undone, a table turned on its side."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.published.documents.fault_kinds import NotHere, a_grid, fault
from tests.published.documents.printed import Cell, Grid, Printed


def _ordered(grid: Grid, order: list[int]) -> Grid:
    """The grid with its columns in another order, heads along."""
    return grid.with_rows(tuple(row[column] for column in order) for row in grid.rows)


def _all_parts_ordered(document: Printed, grid: Grid, order: list[int]) -> Printed:
    """The document with the columns of a table in another order, on all pages that a cut table stands on: a part
    without heads has the columns of the part above."""
    parts = [part for part in document.grids if part.table == grid.table]
    if any(part.width != grid.width for part in parts):
        raise NotHere
    return document.each_grid(lambda part: _ordered(part, order) if part in parts else part)


@fault()
def total_first(document: Printed, rng: random.Random) -> Printed:
    """The column 总计 stands in front of its parts."""
    grid = a_grid(document, rng, "table3", "table4")
    order = list(range(grid.width))
    if grid.table == "table3":
        if grid.width != grid.stubs + 7:
            raise NotHere
        order.insert(grid.stubs, order.pop())
    else:
        if grid.width != 15:
            raise NotHere
        order = [4, 0, 1, 2, 3, 9, 5, 6, 7, 8, 14, 10, 11, 12, 13]
    return _all_parts_ordered(document, grid, order)


@fault()
def columns_swapped(document: Printed, rng: random.Random) -> Printed:
    """Two columns have changed places, heads along."""
    grid = a_grid(document, rng)
    if grid.table == "table2":
        first = grid.rows[:4]
        a, b = rng.sample([1, 2, 3], 2)
        order = [0, 1, 2, 3]
        order[a], order[b] = order[b], order[a]
        if grid.number_rows[:2] != [2, 3] or grid.width != 4 or any(len(set(row[1:])) != 3 for row in first[1:]):
            raise NotHere
        rows = [tuple(row[column] for column in order) for row in first]
        return document.put(grid, grid.with_rows((*rows, *grid.rows[4:])))
    order = list(range(grid.width))
    inside = [range(4, 9)] if grid.table == "table3" else [range(5), range(5, 10), range(10, 15)]
    if grid.width != (10 if grid.table == "table3" else 15):
        raise NotHere
    a, b = rng.sample(list(rng.choice(inside)), 2)
    order[a], order[b] = order[b], order[a]
    return _all_parts_ordered(document, grid, order)


def _each_number_apart(document: Printed, rng: random.Random) -> Grid:
    """A grid none of whose number cells stands for several fields: unmerged, it would print one number and blanks."""
    grid = a_grid(document, rng)
    if any(len(cell.fields) > 1 for cell in grid.cells):
        raise NotHere
    return grid


@fault()
def merges_dropped(document: Printed, rng: random.Random) -> Printed:
    """Merges are lost and cells pushed together: each row is filled up at its end."""
    grid = _each_number_apart(document, rng)
    rows = [[replace(cell) for _, cell, _, _ in cells] for cells in grid.spans()]
    width = max(map(len, rows))
    return document.put(grid, grid.with_rows((*row, *(Cell() for _ in range(width - len(row)))) for row in rows))


@fault()
def merges_undone(document: Printed, rng: random.Random) -> Printed:
    """Merges are undone: the words in the first slot, the others empty."""
    grid = _each_number_apart(document, rng)
    rows = [[Cell() for _ in row] for row in grid.rows]
    for top, cells in enumerate(grid.spans()):
        for left, cell, _, _ in cells:
            rows[top][left] = replace(cell)
    return document.put(grid, grid.with_rows(map(tuple, rows)))


@fault()
def merges_repeated(document: Printed, rng: random.Random) -> Printed:
    """Merges are undone and the words stand in every slot, as spreadsheet tools put them."""
    grid = _each_number_apart(document, rng)
    return document.put(grid, grid.with_rows(tuple(replace(cell) for cell in row) for row in grid.rows))


@fault()
def table4_upright(document: Printed, rng: random.Random) -> Printed:
    """表四 turned on its side: a row for each number."""
    grid = a_grid(document, rng, "table4")
    turned = tuple(zip(*grid.rows, strict=True))
    return document.put(grid, replace(grid, rows=turned, heads=0, stubs=len(grid.rows) - 1))


@fault()
def head_without_corner(document: Printed, rng: random.Random) -> Printed:
    """The corner prints nothing, or another remark."""
    grid = a_grid(document, rng, "table3")
    corner = grid.rows[0][0]
    return document.put(grid, grid.put({corner: replace(corner, text=rng.choice(["", "项目", "类别\\申请人"]))}))
