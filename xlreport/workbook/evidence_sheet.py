"""The sheet 来源 of an imported workbook: for each number what the document prints, where, and how it was placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlreport.a1 import cell_name
from xlreport.align.evidence import PLACING_NAMES, Aligned, Evidence, Placing
from xlreport.forms.model import Field
from xlreport.numbers import Content, suggest
from xlreport.report import Report
from xlreport.workbook.layout import SOURCES, places
from xlreport.workbook.styles import Canvas, lines_needed
from xlreport.workbook.table_sheets import write_content

_COLUMNS = (
    ("表", 6),
    ("行", 40),
    ("列", 14),
    ("单元格", 10),
    ("数值", 14),
    ("原文", 26),
    ("位置", 18),
    ("如何对应", 32),
)
_FIELD, _NUMBER = 3, 4
_HEAD = 5
"""Rows above the lines: title, the document, what the colours mean, a blank one, the heads."""
_TALLEST = 400
_LONGEST_RAW = 300
OPEN, WORDS, WEAK, PLAIN = "cell_open", "cell_words", "cell_weak", "cell"


@dataclass(frozen=True, slots=True)
class _Line:
    """A field's line; ``role`` is the style that says how sure its number is."""

    entry: Field
    content: Content
    raw: str
    place: str
    how: str
    role: str


def write_evidence(canvas: Canvas, report: Report, aligned: Aligned, document: str, sha256: str) -> None:
    """Write the sheet. ``report`` is the one in the workbook, with 「待核」 in open fields; ``document`` is its name.

    Open fields come first, then texts that are no number, then what was placed by order or relation; within each the
    order is the form's. When the document was read is not said: the same document gives the same bytes.
    """
    lines = sorted(_lines(report, aligned), key=lambda line: (OPEN, WORDS, WEAK, PLAIN).index(line.role))
    sheet = canvas.sheet(SOURCES)
    sheet.protect(
        "", {"format_columns": True, "format_rows": True, "autofilter": True, "objects": False, "scenarios": False}
    )
    last = len(_COLUMNS) - 1
    for column, (head, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD - 1, column, head, canvas["label"])
    sheet.merge_range(0, 0, 0, last, f"来源：由 {document} 导入", canvas["title"])
    sheet.set_row(0, 8 + 20 * lines_needed(document, 110))
    sheet.write_string(1, 0, f"原文件的 SHA-256：{sha256}", canvas["line"])
    _legend(canvas, sheet, lines)
    for row, line in enumerate(lines, _HEAD):
        _write(canvas, sheet, row, report, line)
    end = _HEAD + len(lines)
    sheet.autofilter(_HEAD - 1, 0, end - 1, last)
    sheet.freeze_panes(_HEAD, 0)
    sheet.repeat_rows(_HEAD - 1)
    canvas.print_on_a4(sheet, f"A1:{cell_name(end, last + 1)}", landscape=True, pages_high=0)


def _lines(report: Report, aligned: Aligned) -> Iterator[_Line]:
    for entry in report.form.fields:
        left = aligned.open.get(entry.id)
        if left is not None:
            yield _Line(entry, report[entry.id], left.raw, str(left.place), f"待核：{left.reason}", OPEN)
        elif entry.id in aligned.evidence:
            one = aligned.evidence[entry.id]
            yield _Line(entry, one.content, one.raw, str(one.place), _how(entry, one), _role(one))


def _role(one: Evidence) -> str:
    if not one.content.counts:
        return WORDS
    return WEAK if one.placing in (Placing.ORDER, Placing.RELATION) else PLAIN


def _how(entry: Field, one: Evidence) -> str:
    """How the number was placed, and what a text that is no number probably stands for."""
    name = PLACING_NAMES[one.placing]
    if one.content.counts:
        return name
    suggestion = suggest(one.content, money=entry.money, signed=entry.signed)
    return f"{name}；原文不是数字" + (f"，可能应为 {suggestion.content}" if suggestion else "")


def _legend(canvas: Canvas, sheet: Any, lines: list[_Line]) -> None:
    """What the colours mean and how many lines have each."""
    counts = {role: sum(1 for line in lines if line.role == role) for role in (OPEN, WORDS, WEAK, PLAIN)}
    words = {
        OPEN: (1, f"待核 {counts[OPEN]} 项：没有确定，请对照原文件填写"),
        WORDS: (2, f"不是数字 {counts[WORDS]} 项"),
        WEAK: (4, f"按次序或勾稽关系对应 {counts[WEAK]} 项：请对照原文件核对"),
        PLAIN: (7, f"按行列名称对应 {counts[PLAIN]} 项"),
    }
    spans = {WORDS: (2, 3), WEAK: (4, 6)}
    for role, (column, sentence) in words.items():
        if role in spans:
            sheet.merge_range(2, spans[role][0], 2, spans[role][1], sentence, canvas[role])
        else:
            sheet.write_string(2, column, sentence, canvas[role])
    sheet.set_row(2, 32)


def _write(canvas: Canvas, sheet: Any, row: int, report: Report, line: _Line) -> None:
    table, style = report.form.table(line.entry.table).name, canvas[line.role]
    raw = line.raw if len(line.raw) <= _LONGEST_RAW else f"{line.raw[:_LONGEST_RAW]}……"
    words = (table, line.entry.row, line.entry.column, "", "", raw, line.place, line.how)
    for column, word in enumerate(words):
        sheet.write_string(row, column, word, style)
    where = places(report.form)[line.entry.id]
    sheet.write_url(row, _FIELD, f"internal:'{where.sheet}'!{where.cell}", canvas["link"], str(where))
    write_content(sheet, row, _NUMBER, line.content, style)
    tallest = max(lines_needed(word, width) for word, (_, width) in zip(words, _COLUMNS, strict=True))
    tallest = max(tallest, lines_needed(str(line.content), _COLUMNS[_NUMBER][1]))
    sheet.set_row(row, min(_TALLEST, 4 + 13 * tallest))
