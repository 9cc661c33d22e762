"""The table model of HTML: which rows and columns each cell covers, whatever its spans claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Union

from xlreport.a1 import Box
from xlreport.published.flow import Drawn

_WIDEST, _HIGHEST = 1000, 65_534
"""The spans that browsers accept at most."""
_PROSE = 300
"""A cell with more characters beside nested tables holds an article, not data."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of text as the page shows it."""

    text: str
    heading: int = 0


Item = Union[Paragraph, "HtmlTable"]


@dataclass(slots=True)
class HtmlCell:
    """A cell with what it holds in order; ``rowspan`` 0 reaches to the end of the row group."""

    colspan: int = 1
    rowspan: int = 1
    items: list[Item] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cell's own text, without that of tables in it; '' where it shows nothing."""
        texts = (item.text.replace("\t", " ") for item in self.items if isinstance(item, Paragraph))
        return "\n".join(text.strip() for text in texts)


@dataclass(slots=True)
class HtmlTable:
    """A table's rows, for each the row group that it belongs to, and text that stands in the table but in no cell."""

    rows: list[list[HtmlCell]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)

    @property
    def cells(self) -> Iterator[HtmlCell]:
        """All cells as the page writes them."""
        return (cell for row in self.rows for cell in row)

    @property
    def nested(self) -> Iterator[HtmlTable]:
        """The tables directly inside its cells."""
        return (item for cell in self.cells for item in cell.items if isinstance(item, HtmlTable))


def span(written: str | None, most: int) -> int:
    """A span as browsers read it: leading digits, at most so many; 1 where it is no number."""
    digits = ""
    for character in (written or "").strip().removeprefix("+"):
        if character not in "0123456789":
            break
        digits += character
    return min(int(digits[:9]), most) if digits else 1


def cell(colspan: str | None, rowspan: str | None) -> HtmlCell:
    """A cell with its written spans; colspan 0 means 1."""
    return HtmlCell(span(colspan, _WIDEST) or 1, span(rowspan, _HIGHEST))


def drawn_cells(table: HtmlTable, tick: Callable[[], None]) -> list[Drawn]:
    """The cells with their boxes: spans end with the row group, and with the last column in which a cell begins."""
    last = {group: row for row, group in enumerate(table.groups, 1)}
    placed: list[tuple[HtmlCell, Box]] = []
    hanging: list[tuple[int, int, int]] = []
    for row, (cells, group) in enumerate(zip(table.rows, table.groups, strict=True), 1):
        tick()
        hanging = sorted(span for span in hanging if span[2] >= row)
        for item, box in _row_boxes(row, cells, last[group], hanging):
            placed.append((item, box))
    width = max((box.left for _, box in placed), default=0)
    return [Drawn(item.text, Box(box.top, box.left, box.bottom, min(box.right, width))) for item, box in placed]


def _row_boxes(
    row: int, cells: list[HtmlCell], last: int, hanging: list[tuple[int, int, int]]
) -> list[tuple[HtmlCell, Box]]:
    """The boxes of a row's cells; those that reach further down join ``hanging``: (left, right, bottom)."""
    boxes, column, at, above = [], 1, 0, len(hanging)
    for item in cells:
        while at < above and hanging[at][0] <= column:
            column = max(column, hanging[at][1] + 1)
            at += 1
        right = column + item.colspan - 1
        bottom = min(last, row + item.rowspan - 1) if item.rowspan else last
        boxes.append((item, Box(row, column, bottom, right)))
        if bottom > row:
            hanging.append((column, right, bottom))
        column = right + 1
    return boxes


def is_box(table: HtmlTable) -> bool:
    """Whether a table is only a frame around one cell."""
    return sum(len(row) for row in table.rows) == 1


def is_layout(table: HtmlTable, drawn: list[Drawn]) -> bool:
    """Whether a table arranges the page rather than data: one column, or tables inside that hold most of it."""
    if all(cell.box.left == 1 for cell in drawn):
        return True
    inside = sum(len(row) for nested in table.nested for row in nested.rows)
    own = [cell.text for cell in drawn if cell.text]
    return bool(inside) and (inside >= len(own) or any(len(text) > _PROSE for text in own))
