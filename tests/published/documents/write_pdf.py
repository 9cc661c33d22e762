"""Documents as PDF files, laid out line by line: with drawn lines, with thin boxes for lines, or without any."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

from tests.published.documents.printed import Cell, Grid, Line, PageBreak, Printed

FONT = "STSong-Light"
_LEFT, _TOP, _BOTTOM, _WIDTH, _PAGE = 56.0, 780.0, 66.0, 483.0, (595.0, 842.0)
_PAD = 3.0
Draw = Callable[[Any, float], None]
"""Draws something on a canvas, moved to the right by so many points."""


def write_ruled(document: Printed, rng: random.Random) -> bytes:
    """A PDF whose tables have lines: strokes, or thin filled boxes as Word's own export draws them."""
    return _write(document, rng, rng.choice(["strokes", "boxes"]))


def write_unruled(document: Printed, rng: random.Random) -> bytes:
    """A PDF whose tables have no lines at all: only where words stand shows the columns."""
    return _write(document, rng, "none")


def _write(document: Printed, rng: random.Random, rules: str) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    columns = [_Flow(document, rng, rules).run()]
    if document.beside:
        columns.append(_Flow(document.beside, rng, rules).run())
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(_PAGE[0] * len(columns), _PAGE[1]), invariant=True)
    for number in range(max(map(len, columns))):
        for place, pages in enumerate(columns):
            for draw in pages[number] if number < len(pages) else ():
                draw(canvas, place * _PAGE[0])
        canvas.showPage()
    canvas.save()
    return packed.getvalue()


class _Flow:
    """Lays one document out on pages."""

    def __init__(self, document: Printed, rng: random.Random, rules: str) -> None:
        self.document, self.rules = document, rules
        self.numbered = rng.random() < 0.5 or "running_head" in document.layout
        self.repeat = rng.random() < 0.4
        self.pages: list[list[Draw]] = []
        self.height = _TOP
        self._new_page()

    def run(self) -> list[list[Draw]]:
        """What to draw, by page."""
        for block in self.document.blocks:
            if isinstance(block, Grid):
                _Table(self, block).lay()
            elif isinstance(block, PageBreak):
                self._new_page(block.number)
            else:
                self._line(block)
        self._foot()
        return self.pages

    def text(self, words: str, left: float, base: float, size: float) -> None:
        """Put words on the page; what has no width in print is left out."""
        words = "".join(letter for letter in words if letter not in "\u200b\ufeff")

        def draw(canvas: Any, shift: float) -> None:
            canvas.setFont(FONT, size)
            canvas.drawString(left + shift, base, words)

        self.pages[-1].append(draw)

    def _foot(self, number: str = "") -> None:
        if self.numbered or number:
            words = number or f"— {len(self.pages)} —"
            self.text(words, _LEFT + (_WIDTH - width_of(words, 9)) / 2, 36, 9)

    def _new_page(self, number: str = "") -> None:
        if self.pages:
            self._foot(number)
        self.pages.append([])
        self.height = _TOP
        if "running_head" in self.document.layout:
            self.text(f"{self.document.agency}信息公开年报", _LEFT, 808, 9)

    def need(self, height: float) -> bool:
        """Begin a new page where so much does not fit; whether it did."""
        if self.height - height >= _BOTTOM:
            return False
        self._new_page()
        return True

    def _line(self, line: Line) -> None:
        size = {0: 11.0, 1: 16.0, 2: 13.0, 3: 11.5}[line.heading]
        words = line.text if line.heading else "　　" + line.text
        self.need(size * 4 if line.heading == 2 else size * 2)
        for part in wrap(words, size, _WIDTH):
            self.need(size * 2)
            self.height -= size * 1.7
            left = _LEFT + (_WIDTH - width_of(part, size)) / 2 if line.heading == 1 else _LEFT
            self.text(part, left, self.height, size)
        self.height -= size * 0.5


class _Table:
    """Lays out one grid: widths, heights, rows over pages."""

    def __init__(self, flow: _Flow, grid: Grid) -> None:
        self.flow, self.grid = flow, grid
        self.vertical = "vertical" in flow.document.layout
        self.edges = self._edges()
        self.spans = grid.spans()
        self.size = 8.0 if grid.width > 5 else 10.0

    def _edges(self) -> list[float]:
        """Where columns begin, and where the last ends: numbers need room for figures, labels take the rest."""
        grid = self.grid
        others = grid.width - grid.stubs
        if not grid.stubs:
            widths = [_WIDTH / grid.width] * grid.width
        elif grid.stubs == 1:
            widths = [140.0] + [(_WIDTH - 140) / others] * others
        else:
            room = _WIDTH - 38 * others
            first = 20.0 if self.vertical else 34.0
            middle = [48.0] * (grid.stubs - 2)
            widths = [first, *middle, room - first - sum(middle)] + [38.0] * others
        edges = [_LEFT]
        for width in widths:
            edges.append(edges[-1] + width)
        return edges

    def _lines(self, cell: Cell, room: float, high: int) -> tuple[list[str], float]:
        """A cell's words by line, and their size; figures are never torn."""
        size = self.size
        if self.vertical and high >= 4 and not cell.is_number:
            return list("".join(cell.text.split())), size
        lines = []
        for part in cell.text.split("\n"):
            if part and all(letter in "0123456789.,-+" for letter in part):
                while width_of(part, size) > room and size > 4:
                    size -= 0.5
                lines.append(part)
            else:
                lines += wrap(part, size, room)
        return lines, size

    def _heights(self) -> list[float]:
        heights = [self.size * 1.25 + 2 * _PAD] * len(self.grid.rows)
        boxes = [(high, top, left, wide, cell) for top, row in enumerate(self.spans) for left, cell, high, wide in row]
        for high, top, left, wide, cell in sorted(boxes, key=lambda box: box[:3]):
            lines, size = self._lines(cell, self.edges[left + wide] - self.edges[left] - 2 * _PAD, high)
            lacking = len(lines) * size * 1.25 + 2 * _PAD - sum(heights[top : top + high])
            if lacking > 0:
                heights[top + high - 1] += lacking
        return heights

    def lay(self) -> None:
        """All rows, over as many pages as they need; a merged cell is drawn anew on each."""
        heights = self._heights()
        part: list[int] = []
        self.flow.height -= 4
        room = self.flow.height - _BOTTOM
        for row, height in enumerate(heights):
            if height > room:
                self._draw(part, heights)
                self.flow.need(10_000)
                room = self.flow.height - _BOTTOM
                if self.flow.repeat and self.grid.heads and row > self.grid.heads:
                    self._draw(list(range(self.grid.heads)), heights)
                    room = self.flow.height - _BOTTOM
                part = []
            part.append(row)
            room -= height
        self._draw(part, heights)
        self.flow.height -= 6

    def _draw(self, rows: list[int], heights: list[float]) -> None:
        if not rows:
            return
        tops = {}
        for row in rows:
            tops[row] = self.flow.height
            self.flow.height -= heights[row]
        for top, cells in enumerate(self.spans):
            for left, cell, high, wide in cells:
                here = [row for row in range(top, top + high) if row in tops]
                if here:
                    box = (self.edges[left], tops[here[-1]] - heights[here[-1]], self.edges[left + wide], tops[here[0]])
                    self._cell(box, cell, high, top in tops, left + wide <= self.grid.stubs)

    def _cell(self, box: tuple[float, float, float, float], cell: Cell, high: int, begins: bool, stub: bool) -> None:
        left, bottom, right, top = box
        self._rules(box)
        if not begins:
            return
        lines, size = self._lines(cell, right - left - 2 * _PAD, high)
        base = (top + bottom) / 2 + len(lines) * size * 1.25 / 2 - size * 0.98
        for words in lines:
            middle = left + (right - left - width_of(words, size)) / 2
            at = left + _PAD if stub and len(lines[0]) > 1 and high == 1 else middle
            self.flow.text(words, at, base, size)
            if cell.mark and words is lines[-1]:
                self.flow.text(cell.mark, at + width_of(words, size), base + size * 0.4, size * 0.6)
            base -= size * 1.25

    def _rules(self, box: tuple[float, float, float, float]) -> None:
        left, bottom, right, top = box
        rules = self.flow.rules

        def draw(canvas: Any, shift: float) -> None:
            if rules == "strokes":
                canvas.setLineWidth(0.5)
                canvas.rect(left + shift, bottom, right - left, top - bottom)
            elif rules == "boxes":
                for x, y, wide, tall in (
                    (left, bottom, right - left, 0.5),
                    (left, top, right - left, 0.5),
                    (left, bottom, 0.5, top - bottom),
                    (right, bottom, 0.5, top - bottom),
                ):
                    canvas.rect(x + shift, y, wide, tall, stroke=0, fill=1)

        self.flow.pages[-1].append(draw)


def width_of(words: str, size: float) -> float:
    """The width of words in print."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(words, FONT, size))


def wrap(words: str, size: float, room: float) -> list[str]:
    """Words broken wherever the room ends, as Chinese is."""
    lines = [""]
    for letter in words:
        if lines[-1] and width_of(lines[-1] + letter, size) > room:
            lines.append("")
        lines[-1] += letter
    return lines
