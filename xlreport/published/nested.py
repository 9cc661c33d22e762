"""Tables whose cells hold paragraphs and further tables, as web pages and Word documents have them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Union

from xlreport.a1 import Box
from xlreport.published.flow import Drawn, Flow

_PROSE = 300
"""A cell with more characters beside nested tables holds an article, not data."""
_FEW = 12
"""A table in a cell with more cells is no way to print one number."""
_NUMBERLESS = re.compile("[\u3400-\u9fff]")
_ONLY_MARKS = re.compile(r"(?:\s*〔(?:图|按钮|提示|遮盖)[^〔〕\d]*〕|\s*[☐☑○◉])+\s*")
"""What a picture leaves in a cell; in running text it is furniture."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of text as the document shows it."""

    text: str
    heading: int = 0


Item = Union[Paragraph, "LaidTable"]


@dataclass(slots=True)
class LaidCell:
    """A cell, the rows and columns that it covers, and what it holds in order."""

    box: Box
    items: list[Item] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cell's own text, without that of tables in it; '' where it shows nothing."""
        texts = (item.text.replace("\t", " ").strip() for item in self.items if isinstance(item, Paragraph))
        return "\n".join(text for text in texts if text)

    @property
    def shown(self) -> str:
        """The cell's text; where that is no label, with what tables in it show: a number in them is no blank."""
        own = self.text
        tables = [item for item in self.items if isinstance(item, LaidTable)]
        if not tables or _NUMBERLESS.search(own):
            return own
        return "\n".join(text for text in (own, *map(_numbers, tables)) if text)


@dataclass(slots=True)
class LaidTable:
    """A table's cells, and what stands in the table but in no cell."""

    cells: list[LaidCell]
    stray: list[Item] = field(default_factory=list)
    columns_known: bool = True

    @property
    def nested(self) -> list[LaidTable]:
        """The tables directly inside its cells."""
        return [item for cell in self.cells for item in cell.items if isinstance(item, LaidTable)]

    @property
    def content(self) -> list[Item]:
        """What the table stands for where it stands: one that is only a frame around one cell is what that holds."""
        return [*self.stray, *self.cells[0].items] if len(self.cells) == 1 else [self]

    @property
    def is_layout(self) -> bool:
        """Whether it arranges the page rather than data: one column, or tables inside that hold most of it."""
        if all(cell.box.left == 1 for cell in self.cells):
            return True
        inside = sum(len(table.cells) for table in self.nested)
        own = [text for cell in self.cells if (text := cell.text)]
        return bool(inside) and (inside >= len(own) or any(len(text) > _PROSE for text in own))


def clamped(cells: list[LaidCell]) -> list[LaidCell]:
    """The cells with spans that end at the last column in which one begins, however wide they claim to be."""
    width = max((cell.box.left for cell in cells), default=0)
    for cell in cells:
        box = cell.box
        cell.box = Box(box.top, box.left, box.bottom, min(box.right, width))
    return cells


def _numbers(table: LaidTable) -> str:
    """The texts of a table in a cell, one a line; '' where no number is among them, a mark where it is a large one."""
    if len(table.cells) > _FEW:
        return "〔表〕"
    text = "\n".join(text for cell in table.cells if (text := cell.shown))
    return text if any(map(str.isdigit, text)) or "〔" in text else ""


def put(item: Item, flow: Flow) -> None:
    """Put down a paragraph or a table; of a table that lays out the page what it holds, in order."""
    if isinstance(item, Paragraph):
        if not _ONLY_MARKS.fullmatch(item.text):
            flow.line(item.text, item.heading)
        return
    for stray in item.stray:
        put(stray, flow)
    if item.is_layout:
        for part in (part for cell in item.cells for part in cell.items):
            put(part, flow)
        return
    flow.grid([Drawn(cell.shown, cell.box) for cell in item.cells], columns_known=item.columns_known)
    for table in item.nested:
        put(table, flow)
