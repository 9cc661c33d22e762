"""Many cells named in few words: neighbours as ranges, each sheet named once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlreport.a1 import cell_name, parse_cell

_FEWEST = 3
"""Fewer cells are named one by one."""


def ranges(places: Iterable[str]) -> str:
    """Every one of some cells given as ``表三!J6``, once: 表三!J6:J8、J10；表四!E6. '' where there are none."""
    by_sheet: dict[str, set[tuple[int, int]]] = {}
    for place in places:
        sheet, _, cell = place.rpartition("!")
        by_sheet.setdefault(sheet, set()).add(parse_cell(cell))
    return "；".join(
        f"{sheet}!{'、'.join(_named(cells))}" if sheet else "、".join(_named(cells))
        for sheet, cells in by_sheet.items()
    )


def _named(cells: set[tuple[int, int]]) -> Iterator[str]:
    """Rectangles from the top down, of the two that a cell begins the larger one."""
    left = set(cells)
    while left:
        start = min(left)
        box = max(_grown(start, left, 0, 1), _grown(start, left, 1, 0), key=len)
        left -= set(box)
        if len(box) < _FEWEST:
            yield from (cell_name(*cell) for cell in sorted(box))
        else:
            yield f"{cell_name(*min(box))}:{cell_name(*max(box))}"


def _grown(start: tuple[int, int], cells: set[tuple[int, int]], down: int, right: int) -> list[tuple[int, int]]:
    """The line from a cell in one direction as long as cells follow, then as many lines beside it as are whole."""
    line, (row, column) = [start], start
    while (row := row + down, column := column + right) in cells:
        line.append((row, column))
    box = list(line)
    while all((row + right, column + down) in cells for row, column in line):
        line = [(row + right, column + down) for row, column in line]
        box += line
    return box
