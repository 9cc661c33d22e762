"""A published document as it is read: lines of text and grids of cells in reading order, each with its place.

Whatever kind of file it was, this is all that aligning and reading the prose know of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.a1 import Box


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document, counted from 1; 0 where the kind of file has no such thing.

    ``table`` counts the grids of the document; in running text it is 0 and ``row`` is the line.
    """

    page: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0

    def __str__(self) -> str:
        """The place as a person reads it: 第 3 页第 2 张表第 5 行第 4 格."""
        parts = [f"第 {self.page} 页" if self.page else "", f"第 {self.table} 张表" if self.table else ""]
        parts += [f"第 {self.row} 行" if self.row else "", f"第 {self.cell} 格" if self.cell else ""]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class TextCell:
    """One printed cell: its text (line breaks kept as ``\\n``, '' where it prints nothing) and the columns and rows
    that it covers."""

    text: str
    box: Box
    place: Place


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A table of a document. Rows and columns count from 1; cells come row by row, blank ones too.

    ``columns_known``: the columns are those that the document draws, merged cells included, so that a number stands
    under the head that it belongs to. Where it is false (bars or tabs in a text, whose merged cells were lost) only
    the order of a row's cells is certain. ``lines``: the lines of text that such a grid was made of, as they stand.
    """

    cells: tuple[TextCell, ...]
    columns_known: bool
    lines: tuple[str, ...] = ()

    @property
    def rows(self) -> Iterator[tuple[TextCell, ...]]:
        """The cells by the row in which they begin; rows in which none begins are left out."""
        row: list[TextCell] = []
        for cell in self.cells:
            if row and cell.box.top != row[0].box.top:
                yield tuple(row)
                row = []
            row.append(cell)
        if row:
            yield tuple(row)


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph of running text; ``heading`` is its level where the document marks it as one."""

    text: str
    place: Place
    heading: int = 0


Block = Line | TextGrid


@dataclass(frozen=True, slots=True)
class Document:
    """A document's blocks in reading order.

    ``kind``: html, docx, pdf, md, txt or sheet. ``title`` is what the file itself names as its title (HTML's title, the
    properties of a docx), '' where it names none. ``path`` is the file, inside an archive ``a.zip/folder/b.html``.
    """

    path: str
    kind: str
    blocks: tuple[Block, ...]
    title: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The running text alone."""
        return tuple(block for block in self.blocks if isinstance(block, Line))

    @property
    def grids(self) -> tuple[TextGrid, ...]:
        """The tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, TextGrid))
