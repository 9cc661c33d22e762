"""Sheets of the summary that are lists: a heading, heads, and a row of words for each entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlreport.a1 import column_letters
from xlreport.workbook.styles import Canvas, lines_needed

FIRST_ROW = 3
"""The row of the first entry, counted from 0."""
_TALLEST = 400
_LONGEST_HEAD = 80
"""Letters; more would run into the sheet's name, and Excel takes no more than 255 with the marks."""
_NARROW = 13
"""Columns up to so wide hold numbers, dates and single words, which stand in their middle."""


class ListSheet:
    """One such sheet; ``widths`` are those of its columns."""

    def __init__(
        self, canvas: Canvas, name: str, heads: Sequence[str], widths: Sequence[float], note: str = ""
    ) -> None:
        self.canvas, self.widths, self.row = canvas, widths, FIRST_ROW
        self.sheet: Any = canvas.sheet(name)
        self.sheet.write_string("A1", name, canvas["heading_line"])
        if note:
            self._note(note)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            self.sheet.write_string(2, column, head, canvas["label"])
            self.sheet.set_column(column, column, width)
        self.sheet.freeze_panes(FIRST_ROW, 0)
        self.sheet.repeat_rows(2)

    def _note(self, words: str) -> None:
        """On a line, or over the columns on several where one would run off the page."""
        lines = lines_needed(words, sum(self.widths))
        if lines == 1:
            self.sheet.write_string(1, 0, words, self.canvas["line"])
        else:
            self.sheet.merge_range(1, 0, 1, len(self.widths) - 1, words, self.canvas["text"])
            self.sheet.set_row(1, 4 + 13 * lines)

    def add(self, words: Sequence[str], style: str = "cell") -> int:
        """Write an entry; returns its row, counted from 0."""
        for column, (word, width) in enumerate(zip(words, self.widths, strict=True)):
            role = "cell_center" if style == "cell" and width <= _NARROW else style
            self.sheet.write_string(self.row, column, word, self.canvas[role])
        self.sheet.set_row(self.row, min(_TALLEST, height(zip(words, self.widths, strict=True))))
        self.row += 1
        return self.row - 1

    def finish(self, *, filtered: bool = False, printed: int | None = None) -> None:
        """A filter over the entries where wanted, and how the sheet prints: ``printed`` columns, all without it."""
        last = max(self.row, FIRST_ROW + 1)
        if filtered:
            self.sheet.autofilter(2, 0, last - 1, len(self.widths) - 1)
        letter = column_letters(printed or len(self.widths))
        self.canvas.print_on_a4(self.sheet, f"A1:{letter}{last}", landscape=True, pages_high=0)


def height(words: Iterable[tuple[str, float]]) -> float:
    """Points that the longest of words needs, each with the width of its column."""
    lines = max(lines_needed(word, width) for word, width in words)
    return 17 if lines == 1 else 5 + 13.5 * lines  # of several lines the first and last are not to touch the border


def running_head(sheet: Any, words: str) -> None:
    """Over every printed page what workbook it is, and the sheet's name."""
    plain = words[:_LONGEST_HEAD].replace("&", "&&")
    gap = " " if plain[:1].isdigit() else ""  # else the digits were taken for those of the font's size
    sheet.set_header(f"&L&9{gap}{plain}&R&9&A", {"margin": 0.25})
