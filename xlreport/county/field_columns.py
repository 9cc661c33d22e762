"""Sheets with a column for each field of the form: what stands above the columns, and how such a sheet prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from xlreport.a1 import cell_name
from xlreport.county.list_sheet import height
from xlreport.forms import Form
from xlreport.forms.model import Field
from xlreport.workbook.counted import FIRST_UNIT_ROW
from xlreport.workbook.styles import Canvas

FIRST_ROW = FIRST_UNIT_ROW
"""The first row below the heads, counted from 1; the heads of the other columns stand in row 2."""
_HEAD_ROWS = FIRST_ROW - 2
_FIELD_WIDTH, _MONEY_WIDTH = 8.5, 12
_MIN_HEIGHT = 18.0
_REPEATED = 2
"""Columns printed on every page."""
_GROUP_ROW = 1
"""The row of the heads, counted from 0, that names a group of rows; rows that are in none have no word there."""


_A3, _MARGIN_INCHES, _PRINT_SCALE = 8, 0.4, 66
"""Laid across: three rows of 表三 beside the repeated columns."""
_ROWS_A_PAGE, _SMALLER_SCALE = 60, 60
"""Rows of one line below the heads; and the scale at which a few rows more do not begin another page of each."""
_POINTS_ACROSS = (1191 - 2 * _MARGIN_INCHES * 72) * 100 / _PRINT_SCALE
_POINTS_PER_CHARACTER = 7.7
"""Of a column's width, where the workbook's font is missing and a wide one stands in; with it there is room to spare.
Were the columns of a page wider than the paper, it would be cut at a place of the program's own choosing."""
_PRINTED_WIDTH = _POINTS_ACROSS / _POINTS_PER_CHARACTER
"""What fits across a page, in characters."""


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
        for column, entry in enumerate(self.form.fields, self.first - 1):
            sheet.set_column(column, column, _width(entry))
        # A merged cell that runs over a page's edge would show its words on one page only.
        heads = [
            (str(page), *self._heads_of(entry)) for page, entry in zip(self._pages(), self.form.fields, strict=True)
        ]
        for row in range(_HEAD_ROWS):
            self._write_head_row(canvas, sheet, row, heads)
        sheet.freeze_panes(FIRST_ROW - 1, _REPEATED)

    def _write_head_row(self, canvas: Canvas, sheet: Any, row: int, heads: Sequence[tuple[str, ...]]) -> None:
        heights = [_MIN_HEIGHT]
        for place, columns, word in _runs([head[: row + 2] for head in heads]):
            heights.append(height([(word, self._characters(place, columns) - 1)]))
            if row == _GROUP_ROW and not word:
                continue  # the row's own name takes both rows
            top = row if row == _GROUP_ROW + 1 and not heads[place][_GROUP_ROW + 1] else row + 1
            first = self.first - 1 + place
            _spread(sheet, (top, first, row + 1, first + columns - 1), word, canvas["label"])
        sheet.set_row(row + 1, max(heights))

    def _characters(self, place: int, columns: int) -> float:
        return sum(_width(entry) for entry in self.form.fields[place : place + columns])

    def print_on_a3(self, sheet: Any, last: int) -> None:
        """A3, heads and the first columns on every page, pages broken between rows of the tables."""
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_margins(left=_MARGIN_INCHES, right=_MARGIN_INCHES, top=0.5, bottom=0.5)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        sheet.set_print_scale(_scale(last - FIRST_ROW + 1))
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
        for place, columns, _ in _runs([self._heads_of(entry)[:3] for entry in self.form.fields]):
            needed = self._characters(place, columns)
            if needed > room:
                page, room = page + 1, _PRINTED_WIDTH - sum(self.widths[:_REPEATED])
            pages += [page] * columns
            room -= needed
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


def _scale(rows: int) -> int:
    """In percent: smaller where that saves a last page with few rows, times ten for the breaks between columns."""
    full = rows // _ROWS_A_PAGE
    few = 0 < rows - full * _ROWS_A_PAGE <= full * _ROWS_A_PAGE * (_PRINT_SCALE / _SMALLER_SCALE - 1)
    return _SMALLER_SCALE if few else _PRINT_SCALE


def _width(entry: Field) -> float:
    """The width of a field's column in characters."""
    return _MONEY_WIDTH if entry.money else _FIELD_WIDTH


def _spread(sheet: Any, spots: tuple[int, int, int, int], word: str, style: Any) -> None:
    """Write a word over neighbouring cells, from the first row and column to the last; one alone cannot be merged."""
    if spots[:2] == spots[2:]:
        sheet.write_string(*spots[:2], word, style)
    else:
        sheet.merge_range(*spots, word, style)
