"""The sheet 单位明细: a row for each unit, a column for each field; the sums of the summary stand on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from xlreport.a1 import cell_name
from xlreport.county.contribution import counts_in_sum
from xlreport.county.list_sheet import height
from xlreport.county.merge import Consolidation
from xlreport.findings.problems import printable
from xlreport.forms.model import Field
from xlreport.numbers import BLANK, Content, from_scaled
from xlreport.workbook.layout import DETAIL
from xlreport.workbook.styles import Canvas
from xlreport.workbook.table_sheets import write_content

_DETAIL_HEADS = ("序号", "单位", "格式", "是否合格", "文件")
_DETAIL_WIDTHS = (6, 22, 7, 8, 20)
FIRST_FIELD_COLUMN = len(_DETAIL_HEADS) + 1
FIRST_UNIT_ROW = 6
_HEAD_ROWS = FIRST_UNIT_ROW - 2
_FIELD_WIDTH = 9
_MIN_HEIGHT = 18.0
_PRINTED_WIDTH, _PRINT_SCALE = 154, 62
"""What fits across a page of A4 at this scale, in characters: two rows of 表三."""
_REPEATED = 2
"""Columns printed on every page: number and unit."""


class DetailSheet:
    """The sheet of one summary."""

    def __init__(self, merged: Consolidation) -> None:
        self.merged, self.form = merged, merged.summary.form

    def write(self, canvas: Canvas) -> None:
        """Write heads, units and numbers."""
        sheet = canvas.sheet(DETAIL)
        # Not in A1: the columns A and B are printed on every page, with as much of a title as they can hold.
        title = "单位明细：每个单位一行，每个指标一列；各表的数字是这里各列之和"
        sheet.write_string(0, _REPEATED, title, canvas["heading_line"])
        self._detail_heads(canvas, sheet)
        for place, decision in enumerate(self.merged.accepted):
            row = FIRST_UNIT_ROW + place - 1
            sheet.write_number(row, 0, place + 1, canvas["cell_center"])
            report = decision.submission.reading.report if decision.submission.reading else None
            state = "未通过" if decision.failing else "合格"
            words = (decision.agency, report.form.id if report else "", state, printable(decision.submission.path.name))
            for column, word in enumerate(words, 1):
                sheet.write_string(row, column, word, canvas["cell"])
            sheet.set_row(row, height(zip(words, _DETAIL_WIDTHS[1:], strict=True)))
            for column, entry in enumerate(self.form.fields, FIRST_FIELD_COLUMN - 1):
                _write_detail(canvas, sheet, (row, column), entry, decision.contribution.get(entry.id, BLANK))
        sheet.freeze_panes(FIRST_UNIT_ROW - 1, 2)
        last = FIRST_UNIT_ROW + len(self.merged.accepted) - 1
        self._print_detail(sheet, max(last, FIRST_UNIT_ROW))

    def _print_detail(self, sheet: Any, last: int) -> None:
        """A4, numbers and units on every page, pages broken between rows of the tables."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        sheet.set_print_scale(_PRINT_SCALE)
        sheet.print_area(f"A1:{cell_name(last, FIRST_FIELD_COLUMN + len(self.form.fields) - 1)}")
        sheet.repeat_rows(1, FIRST_UNIT_ROW - 2)
        sheet.repeat_columns(0, _REPEATED - 1)
        pages = self._pages()
        starts = [place for place in range(1, len(pages)) if pages[place] != pages[place - 1]]
        sheet.set_v_pagebreaks([FIRST_FIELD_COLUMN - 1 + place for place in starts])

    def _pages(self) -> list[int]:
        """The printed page of each field's column: fields of one row stay together where a page can hold them."""
        pages: list[int] = []
        room = _PRINTED_WIDTH - sum(_DETAIL_WIDTHS)
        page = 0
        for _, columns, _ in _runs([self._heads_of(entry)[:3] for entry in self.form.fields]):
            if columns * _FIELD_WIDTH > room:
                page, room = page + 1, _PRINTED_WIDTH - sum(_DETAIL_WIDTHS[:_REPEATED])
            pages += [page] * columns
            room -= columns * _FIELD_WIDTH
        return pages

    def _detail_heads(self, canvas: Canvas, sheet: Any) -> None:
        for column, (head, width) in enumerate(zip(_DETAIL_HEADS, _DETAIL_WIDTHS, strict=True)):
            sheet.merge_range(1, column, FIRST_UNIT_ROW - 2, column, head, canvas["label"])
            sheet.set_column(column, column, width)
        first, last = FIRST_FIELD_COLUMN - 1, FIRST_FIELD_COLUMN + len(self.form.fields) - 2
        sheet.set_column(first, last, _FIELD_WIDTH)
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

    def _heads_of(self, entry: Field) -> tuple[str, ...]:
        """What stands above a column: table, group of rows, row, column."""
        group, _, leaf = entry.row.rpartition("/")
        return self.form.table(entry.table).name, group.rpartition("/")[2], leaf, entry.column


def _write_detail(canvas: Canvas, sheet: Any, spot: tuple[int, int], entry: Field, content: Content) -> None:
    """A unit's number; what does not count stands as words, which no sum adds."""
    if content.is_blank or counts_in_sum(content, money=entry.money):
        rounded = BLANK if content.is_blank else from_scaled(content.scaled)
        write_content(sheet, *spot, rounded, canvas["cell_center"])
    else:
        sheet.write_string(*spot, f"{content}（未计入）", canvas["marked"])


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
