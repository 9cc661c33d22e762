"""The sheet 调整: what the officer added to sums or took away, and how each such sum comes to its number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlreport.county.adjustments import Adjustment, adjusted_by
from xlreport.county.merge import Consolidation
from xlreport.files.grids import Book
from xlreport.forms import Form
from xlreport.forms.model import Field
from xlreport.numbers import Content, from_scaled
from xlreport.workbook.counted import FIRST_ADJUSTMENT_ROW, adjustment_lines
from xlreport.workbook.layout import ADJUSTMENTS, places
from xlreport.workbook.styles import Canvas, lines_needed
from xlreport.workbook.table_sheets import write_content

_HEADS = ("单元格", "表、行、列", "数额", "理由", "经办人")
_SUM_HEADS = ("单元格", "表、行、列", "单位合计", "调整", "汇总数")
_WIDTHS = (12, 52, 14, 40, 16)
_FIRST_ROW = FIRST_ADJUSTMENT_ROW


def adjustment_cells(merged: Consolidation) -> dict[str, str]:
    """The cell of the sheet 调整 that holds what is added to each adjusted field, totals included."""
    moved = adjusted_by(merged.adjustments, merged.summary.form)
    top = _FIRST_ROW + len(merged.adjustments) + 3
    return {name: f"{ADJUSTMENTS}!D{top + place}" for place, name in enumerate(sorted(moved, key=_printed(merged)))}


def written_adjustments(book: Book, form: Form) -> Iterator[Adjustment]:
    """The adjustments as a summary holds them; none where it has no such sheet, nor of lines that were altered.

    Raises FileProblem where the sheet cannot be read.
    """
    if ADJUSTMENTS not in book.names:
        return
    grid, spots = book.grid(ADJUSTMENTS), places(form)
    for row, name, amount in adjustment_lines(grid, form):
        yield Adjustment(name, str(spots[name]), amount.scaled, grid.words(row, 4), grid.words(row, 5))


def write_adjustments(canvas: Canvas, merged: Consolidation, plain_formulas: dict[str, str]) -> None:
    """Write the sheet where there is anything on it: the adjustments as given, then every sum they change.

    ``plain_formulas`` are the sums of what units handed in; with none the numbers stand as values.
    """
    if not merged.adjustments or merged.plain is None:
        return
    sheet = canvas.sheet(ADJUSTMENTS)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string("A1", "调整：单位报送以外的增减，只计一次", canvas["heading_line"])
    for column, head in enumerate(_HEADS):
        sheet.write_string(_FIRST_ROW - 2, column, head, canvas["label"])
    form = merged.summary.form
    for row, one in enumerate(merged.adjustments, _FIRST_ROW - 1):
        _words(canvas, sheet, row, (one.cell, _named(merged, form.by_id[one.field]), None, one.reason, one.who))
        _number(canvas, sheet, row, 2, one.content)
    _write_sums(canvas, sheet, merged, plain_formulas)
    canvas.print_on_a4(sheet, f"A1:E{_last_row(merged)}", landscape=True, pages_high=0)


def _write_sums(canvas: Canvas, sheet: Any, merged: Consolidation, plain_formulas: dict[str, str]) -> None:
    cells, spots = adjustment_cells(merged), places(merged.summary.form)
    top = _FIRST_ROW + len(merged.adjustments) + 1
    sheet.write_string(top - 1, 0, "受影响的汇总数：汇总数 = 单位合计 + 调整", canvas["heading_line"])
    for column, head in enumerate(_SUM_HEADS):
        sheet.write_string(top, column, head, canvas["label"])
    last = _FIRST_ROW + len(merged.adjustments) - 1
    for name, cell in cells.items():
        row = int(cell.rpartition("D")[2])
        entry = merged.summary.form.by_id[name]
        _words(canvas, sheet, row - 1, (str(spots[name]), _named(merged, entry), None, None, None))
        _formula(canvas, sheet, f"C{row}", plain_formulas.get(name, ""), merged.plain[name])  # type: ignore[index]
        _formula(canvas, sheet, f"D{row}", _moves(merged, name, cells, last), _moved(merged, name))
        _formula(canvas, sheet, f"E{row}", f"=C{row}+D{row}", merged.summary[name])


def _moves(merged: Consolidation, name: str, cells: dict[str, str], last: int) -> str:
    """What is added to a field: the lines given for it, or for a total what is added to its parts."""
    parts = merged.summary.form.totals.get(name)
    if parts:
        return "=" + "+".join(cells[part].partition("!")[2] for part in parts if part in cells)
    spot = places(merged.summary.form)[name]
    return f'=SUMIF($A${_FIRST_ROW}:$A${last},"{spot}",$C${_FIRST_ROW}:$C${last})'


def _moved(merged: Consolidation, name: str) -> Content:
    return from_scaled(adjusted_by(merged.adjustments, merged.summary.form)[name])


def _last_row(merged: Consolidation) -> int:
    return _FIRST_ROW + len(merged.adjustments) + 2 + len(adjustment_cells(merged))


def _printed(merged: Consolidation) -> Any:
    return merged.summary.form.position.__getitem__


def _named(merged: Consolidation, entry: Field) -> str:
    return f"{merged.summary.form.table(entry.table).name}　{entry.row}　{entry.column}"


def _words(canvas: Canvas, sheet: Any, row: int, words: tuple[str | None, ...]) -> None:
    for column, word in enumerate(words):
        if word is None:
            sheet.write_blank(row, column, None, canvas["cell"])
        else:
            sheet.write_string(row, column, word, canvas["cell"])
    tallest = max(lines_needed(word or "", width) for word, width in zip(words, _WIDTHS, strict=True))
    sheet.set_row(row, 4 + 13 * tallest)


def _number(canvas: Canvas, sheet: Any, row: int, column: int, content: Content) -> None:
    write_content(sheet, row, column, content, canvas["cell_center"])


def _formula(canvas: Canvas, sheet: Any, cell: str, formula: str, content: Content) -> None:
    """A formula with what it comes to; a blank sum counts as 0 here, as it does in adding up."""
    value = 0 if content.is_blank else content.plain
    if formula:
        sheet.write_formula(cell, formula, canvas["cell_center"], value)
    else:
        sheet.write_number(cell, value, canvas["cell_center"])
