"""What every reader of documents shares: lines and grids are put down in reading order, numbered, and counted.

Lines whose cells are kept apart by tabs or bars become grids here, whatever kind of file they came from.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import NamedTuple

from xlreport.a1 import Box
from xlreport.align.document import Block, Line, Place, TextCell, TextGrid
from xlreport.config import Limits
from xlreport.findings.model import FileProblem

_NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\x00"))
_SPACES = {
    ord(space): " " for space in "\u00a0\u2007\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"
}
_BARS = re.compile(r"(?<!\\)[|｜│┃║]")
_ONLY_RULE = re.compile(r"[\s|｜+\-=_:─━│┃┄┅┈┉┌-╿]*")
_SEPARATOR = re.compile(r":?-{3,}:?|:-+:?|-+:")
_TICK = 1000
"""Lines between two looks at the clock."""
_TAB, _BAR = "\t", "|"


class Drawn(NamedTuple):
    """A cell before it has its place: its text and the rows and columns that it covers."""

    text: str
    box: Box


def plain(text: str) -> str:
    """Text without what is not seen: zero-width characters vanish, no-break and other spaces become plain ones."""
    return text.translate(_NOTHING).translate(_SPACES)


class Flow:
    """Collects a document's blocks in reading order.

    Raises FileProblem as soon as the document has more lines and cells than the limit, or takes longer.
    """

    def __init__(self, path: str, limits: Limits) -> None:
        self.path, self._limits = path, limits
        self._deadline = time.monotonic() + limits.seconds
        self._blocks: list[Block] = []
        self._rows: list[list[str]] = []
        self._written: list[str] = []
        self._mark, self._page, self._blank = "", 0, False
        self._texts = self._lines = self._tables = 0

    def tick(self) -> None:
        """Raise FileProblem when the time for this document is over; called in every long loop."""
        if time.monotonic() > self._deadline:
            detail = f"{self._limits.seconds} 秒内没有读完"
            raise FileProblem("too_complex", self.path, detail=detail)

    def count(self, texts: int) -> None:
        """Count lines or cells that are about to be made. Raises FileProblem when there are too many."""
        self._texts += texts
        self.foresee(self._texts)
        self.tick()

    def foresee(self, texts: int) -> None:
        """Raise FileProblem when so many cells, not yet put down, are more than the limit."""
        if texts > self._limits.texts:
            raise FileProblem("too_complex", self.path, detail=f"文字和单元格超过 {self._limits.texts} 处")

    def line(self, text: str, heading: int = 0, page: int = 0) -> None:
        """Put down one line. With tabs or bars it is a row of a grid; a blank one ends nothing unless two follow."""
        self._lines += 1
        if self._lines % _TICK == 0:
            self.tick()
        if not text.strip():
            if self._blank:
                self._close_rows()
            self._blank = True
            return
        mark = "" if heading else self._mark_of(text)
        if mark != self._mark or page != self._page:
            self._close_rows()
        self._blank = False
        if mark:
            self._mark, self._page = mark, page
            self._written.append(text.strip())
            self._add_row(text)
            return
        self.count(1)
        self._blocks.append(Line(text.strip(), Place(page=page, row=self._lines), heading))

    def _mark_of(self, text: str) -> str:
        """What keeps the cells of a line apart, '' where nothing does: tabs that only indent are no cells."""
        if _BARS.match(text.lstrip()):
            return _BAR
        if _TAB in text.lstrip() or (_TAB in text and self._mark == _TAB and not self._blank):
            return _TAB
        return _BAR if _BARS.search(text) else ""

    def _add_row(self, text: str) -> None:
        marks = text.count(_TAB) if self._mark == _TAB else len(_BARS.findall(text))
        self.foresee(self._texts + marks)
        if self._mark == _BAR and _ONLY_RULE.fullmatch(text) and not _is_dashes(text):
            return
        self.count(marks)
        cells = text.split(_TAB) if self._mark == _TAB else _bar_cells(text)
        cells = [cell.strip() for cell in cells]
        if not any(cells) or all(map(_SEPARATOR.fullmatch, cells)):
            return
        self._rows.append([cell.replace("\\|", "|") for cell in cells] if self._mark == _BAR else cells)

    def _close_rows(self) -> None:
        """Make a grid of the rows that stand together."""
        rows, self._rows, self._mark = self._rows, [], ""
        written, self._written = tuple(self._written), []
        if rows:
            cells = [
                Drawn(text, Box(row, column, row, column))
                for row, texts in enumerate(rows, 1)
                for column, text in enumerate(texts, 1)
            ]
            self._add_grid(cells, columns_known=False, page=self._page, lines=written)

    def grid(self, cells: Iterable[Drawn], *, columns_known: bool, page: int = 0) -> None:
        """Put down a table; its cells in any order."""
        self._close_rows()
        drawn = sorted(cells, key=lambda cell: (cell.box.top, cell.box.left))
        self.count(len(drawn))
        self._add_grid(drawn, columns_known=columns_known, page=page)

    def _add_grid(self, cells: list[Drawn], *, columns_known: bool, page: int, lines: tuple[str, ...] = ()) -> None:
        if not any(cell.text for cell in cells):
            return
        self._tables += 1
        placed, row, number = [], 0, 0
        for cell in cells:
            row, number = (row, number + 1) if cell.box.top == row else (cell.box.top, 1)
            placed.append(TextCell(cell.text, cell.box, Place(page, self._tables, row, number)))
        self._blocks.append(TextGrid(tuple(placed), columns_known, lines))

    def blocks(self) -> tuple[Block, ...]:
        """All that was put down. Raises FileProblem when there was no text at all."""
        self._close_rows()
        if not self._blocks:
            raise FileProblem("no_text", self.path)
        return tuple(self._blocks)


def _is_dashes(text: str) -> bool:
    """Whether a row of dashes may be content: single ones stand for 0."""
    cells = [cell.strip() for cell in _bar_cells(text)]
    return any(cells) and all(cell in ("", "-", "--", "—", "――", "─") for cell in cells)


def _bar_cells(text: str) -> list[str]:
    """The cells of a row with bars; a bar before the first or after the last one only closes the row."""
    cells = _BARS.split(text.strip())
    if len(cells) > 1 and not cells[0].strip():
        del cells[0]
    if len(cells) > 1 and not cells[-1].strip():
        del cells[-1]
    return cells
