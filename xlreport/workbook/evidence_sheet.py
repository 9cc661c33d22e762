"""The sheet 来源 of an imported workbook: for each number what the document prints, where, and how it was placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    ("数值", 13),
    ("原文", 24),
    ("位置", 27),
    ("如何对应", 30),
)
_FIELD, _NUMBER = 3, 4
_ABOVE = 3
"""Rows above the notes: title, the document, what the colours mean."""
_TALLEST = 400
_LONGEST_RAW = 300
OPEN, WORDS, WEAK, PLAIN = "cell_open", "cell_words", "cell_weak", "cell_left"


@dataclass(frozen=True, slots=True)
class _Line:
    """A field's line; ``role`` is the style that says how sure its number is."""

    entry: Field
    content: Content
    raw: str
    place: str
    how: str
    role: str


@dataclass(frozen=True, slots=True)
class DocumentNotes:
    """What the sheet says of the document: its name, the SHA-256 of its bytes, and sentences on what was noticed."""

    name: str
    sha256: str
    notes: Sequence[str] = ()


def write_evidence(canvas: Canvas, report: Report, aligned: Aligned, document: DocumentNotes) -> None:
    """Write the sheet. ``report`` is the one in the workbook, with 「待核」 in open fields.

    Open fields come first, then texts that are no number, then what was placed by order or relation; within each the
    order is the form's. When the document was read is not said: the same document gives the same bytes.
    """
    lines = sorted(_lines(report, aligned), key=lambda line: (OPEN, WORDS, WEAK, PLAIN).index(line.role))
    sheet = canvas.sheet(SOURCES)
    sheet.protect(
        "", {"format_columns": True, "format_rows": True, "autofilter": True, "objects": False, "scenarios": False}
    )
    head, last = _above(canvas, sheet, document, lines), len(_COLUMNS) - 1
    for column, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, name, canvas["label"])
    for row, line in enumerate(lines, head + 1):
        _write(canvas, sheet, row, report, line)
    sheet.autofilter(head, 0, head + len(lines), last)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    canvas.print_on_a4(sheet, f"A1:{cell_name(head + len(lines) + 1, last + 1)}", landscape=True, pages_high=0)


def _above(canvas: Canvas, sheet: Any, document: DocumentNotes, lines: Sequence[_Line]) -> int:
    """Write what stands above the table; returns the row (from 0) of its heads."""
    last, width = len(_COLUMNS) - 1, sum(width for _, width in _COLUMNS)
    sheet.merge_range(0, 0, 0, last, f"来源：由 {document.name} 导入", canvas["title"])
    sheet.set_row(0, 10 + 20 * lines_needed(document.name, 0.6 * width))
    sheet.write_string(1, 0, f"原文件的 SHA-256：{document.sha256}", canvas["line"])
    _legend(canvas, sheet, lines)
    for row, words in enumerate(document.notes, _ABOVE):
        sheet.merge_range(row, 0, row, last, words, canvas["text"])
        sheet.set_row(row, 4 + 13 * lines_needed(words, 0.95 * width))
    return _ABOVE + len(document.notes)


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


def _legend(canvas: Canvas, sheet: Any, lines: Sequence[_Line]) -> None:
    """What the colours mean and how many lines have each."""
    counts = {role: sum(1 for line in lines if line.role == role) for role in (OPEN, WORDS, WEAK, PLAIN)}
    advice = {OPEN: "没有确定，请对照原文件填写", WEAK: "请对照原文件核对"}
    cells = (
        (OPEN, (1, 1), "待核"),
        (WORDS, (2, 3), "不是数字"),
        (WEAK, (4, 6), "按次序或勾稽关系对应"),
        (PLAIN, (7, 7), "按行列名称对应"),
    )
    for role, (first, last), words in cells:
        sentence = f"{words} {counts[role]} 项" + (f"：{advice[role]}" if counts[role] and role in advice else "")
        if first < last:
            sheet.merge_range(2, first, 2, last, sentence, canvas[role])
        else:
            sheet.write_string(2, first, sentence, canvas[role])
    sheet.set_row(2, 22)


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
