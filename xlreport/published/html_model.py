"""The table model of HTML: which rows and columns each cell covers, whatever its spans claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from xlreport.a1 import Box
from xlreport.published.nested import Item, LaidCell, LaidTable, clamped

_WIDEST, _HIGHEST = 1000, 65_534
"""The spans that browsers accept at most."""


@dataclass(slots=True)
class HtmlCell:
    """A cell as it is written; ``rowspan`` 0 reaches to the end of the row group."""

    colspan: int = 1
    rowspan: int = 1
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class HtmlTable:
    """A table's rows, for each the row group that it belongs to, and what stands in the table but in no cell."""

    rows: list[list[HtmlCell]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)


def span(written: str | None, most: int) -> int:
    """A span as browsers read it: leading digits, at most so many; 1 where it is no number."""
    digits = ""
    for character in (written or "").strip().removeprefix("+"):
        if character not in "0123456789":
            break
        digits += character
    return min(int(digits[:9]), most) if digits else 1


def cell_of(colspan: str | None, rowspan: str | None) -> HtmlCell:
    """A cell with its written spans; colspan 0 means 1."""
    return HtmlCell(span(colspan, _WIDEST) or 1, span(rowspan, _HIGHEST))


def laid(table: HtmlTable, tick: Callable[[], None]) -> LaidTable:
    """The cells with their boxes: spans end with the row group, and with the last column in which a cell begins.

    ``tick`` is called for every row, to stop what takes too long.
    """
    last = {group: row for row, group in enumerate(table.groups, 1)}
    placed: list[LaidCell] = []
    hanging: list[tuple[int, int, int]] = []
    for row, (cells, group) in enumerate(zip(table.rows, table.groups, strict=True), 1):
        tick()
        hanging = sorted(span for span in hanging if span[2] >= row)
        placed += _laid_row(row, cells, last[group], hanging)
    return LaidTable(clamped(placed), table.stray)


def _laid_row(row: int, cells: list[HtmlCell], last: int, hanging: list[tuple[int, int, int]]) -> list[LaidCell]:
    """A row's cells; those that reach further down join ``hanging``: (left, right, bottom)."""
    boxes, column, at, above = [], 1, 0, len(hanging)
    for cell in cells:
        while at < above and hanging[at][0] <= column:
            column = max(column, hanging[at][1] + 1)
            at += 1
        right = column + cell.colspan - 1
        bottom = min(last, row + cell.rowspan - 1) if cell.rowspan else last
        boxes.append(LaidCell(Box(row, column, bottom, right), cell.items))
        if bottom > row:
            hanging.append((column, right, bottom))
        column = right + 1
    return boxes
