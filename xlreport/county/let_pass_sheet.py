"""The sheet 放行: each error that the officer let pass with its numbers, so that the next run knows them."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.county.list_sheet import FIRST_ROW, ListSheet
from xlreport.county.merge import Consolidation
from xlreport.county.waivers import LetPass
from xlreport.files.grids import Book
from xlreport.workbook.layout import LET_PASS
from xlreport.workbook.styles import Canvas

_HEADS = ("单位", "代码", "位置", "填报", "应为", "理由", "这次")
_WIDTHS = (28, 8, 14, 14, 14, 60, 11)
_NOTE = "放行只对这里的数有效：单位改报别的数，要重新决定"


def write_let_pass(canvas: Canvas, merged: Consolidation) -> None:
    """What is let pass now, and what the same decisions let pass before; no sheet where there is none."""
    if not merged.waiver_records:
        return
    now = {LetPass.of(agency, finding) for agency, finding in merged.let_pass}
    page = ListSheet(canvas, LET_PASS, _HEADS, _WIDTHS, _NOTE)
    for one in merged.waiver_records:
        state = "放行" if one in now else "没有用上"
        page.add((one.unit, one.code, one.place, one.actual, one.expected, one.reason, state))
    page.finish()


def written_let_pass(book: Book) -> Iterator[LetPass]:
    """What a summary says was let pass; none where it has no such sheet. Raises FileProblem where it cannot be read."""
    if LET_PASS not in book.names:
        return
    grid, row = book.grid(LET_PASS), FIRST_ROW + 1
    while grid.words(row, 1):
        unit, code, place, actual, expected, reason = (grid.words(row, column).strip() for column in range(1, 7))
        yield LetPass(unit, code, place, actual, expected, reason)
        row += 1
