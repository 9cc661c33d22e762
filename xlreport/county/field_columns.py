"""Sheets with a column for each field of the form: what stands above the columns, and how such a sheet prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from xlreport.a1 import cell_name
from xlreport.county.list_sheet import height
from xlreport.forms import Form
from xlreport.forms.model import Field
from xlreport.workbook.styles import Canvas

FIRST_ROW = 6
"""The first row below the heads, counted from 1; the heads of the other columns stand in row 2."""
_HEAD_ROWS = FIRST_ROW - 2
_FIELD_WIDTH = 9
_MIN_HEIGHT = 18.0
_PRINTED_WIDTH, _PRINT_SCALE = 154, 62
"""What fits across a page of A4 at this scale, in characters: two rows of 表三."""
_REPEATED = 2
"""Columns printed on every page."""


class FieldColumns:
    """The columns of one sheet: ``heads`` and ``widths`` are those in front of the fields."""

    def __init__(self, form: Form, heads: Sequence[str], widths: Sequence[float]) -> None:
        self.form, self.heads, self.widths = form, tuple(heads), tuple(widths)

    @property
    def first(self) -> int:
        """The column of the first field, counted from 1."""
        return len(self.heads) + 1

    def write_heads(self, canvas: Canvas, sheet: Any, title: str) -> None:
        """Write title and heads, and set the widths."""
        # Not in A1: the first columns are printed on every page, with as much of a title as they can hold.
        sheet.write_string(0, _REPEATED, title, canvas["heading_line"])
        for column, (head, width) in enumerate(zip(self.heads, self.widths, strict=True)):
            sheet.merge_range(1, column, FIRST_ROW - 2, column, head, canvas["label"])
            sheet.set_column(column, column, width)
        first = self.first - 1
        sheet.set_column(first, first + len(self.form.fields) - 1, _FIELD_WIDTH)
        # A merged cell that runs over a page's edge would show its words on one page only.
        heads = [
            (str(page), *self._heads_of(entry)) for page, entry in zip(self._pages(), self.form.fields, strict=True)
        ]
        for row in range(_HEAD_ROWS):
            heights = [_MIN_HEIGHT]
            for column, columns, word in _runs([head[: row + 2] for head in heads]):
                _spread(sheet, (row + 1, first + column), columns, word, canvas["label"])
                heights.append(height([(word, columns * _FIELD_WIDTH - 1)]))
            sheet.set_row(row + 1, max(heights))
        sheet.freeze_panes(FIRST_ROW - 1, _REPEATED)

    def print_on_a4(self, sheet: Any, last: int) -> None:
        """A4, heads and the first columns on every page, pages broken between rows of the tables."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        sheet.set_print_scale(_PRINT_SCALE)
        sheet.print_area(f"A1:{cell_name(last, self.first + len(self.form.fields) - 1)}")
        sheet.repeat_rows(1, FIRST_ROW - 2)
        sheet.repeat_columns(0, _REPEATED - 1)
        pages = self._pages()
        starts = [place for place in range(1, len(pages)) if pages[place] != pages[place - 1]]
        sheet.set_v_pagebreaks([self.first - 1 + place for place in starts])

    def _pages(self) -> list[int]:
        """The printed page of each field's column: fields of one row stay together where a page can hold them."""
        pages: list[int] = []
        room = _PRINTED_WIDTH - sum(self.widths)
        page = 0
        for _, columns, _ in _runs([self._heads_of(entry)[:3] for entry in self.form.fields]):
            if columns * _FIELD_WIDTH > room:
                page, room = page + 1, _PRINTED_WIDTH - sum(self.widths[:_REPEATED])
            pages += [page] * columns
            room -= columns * _FIELD_WIDTH
        return pages

    def _heads_of(self, entry: Field) -> tuple[str, ...]:
        """What stands above a column: table, group of rows, row, column."""
        group, _, leaf = entry.row.rpartition("/")
        return self.form.table(entry.table).name, group.rpartition("/")[2], leaf, entry.column


def _runs(heads: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, str]]:
    """Neighbouring columns whose heads are equal down to this row: where they begin, how many, the word."""
    place = 0
    for head, group in groupby(heads):
        columns = len(list(group))
        yield place, columns, head[-1]
        place += columns


def _spread(sheet: Any, spot: tuple[int, int], columns: int, word: str, style: Any) -> None:
    """Write a word over neighbouring columns; a single cell cannot be merged."""
    row, column = spot
    if columns > 1:
        sheet.merge_range(row, column, row, column + columns - 1, word, style)
    else:
        sheet.write_string(row, column, word, style)
