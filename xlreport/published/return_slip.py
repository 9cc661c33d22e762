"""退回单: one page that goes back to a unit with its report, naming each error, its place and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from xlreport.published.docx_parts import BODY, PLAIN, TABLE, TITLE, new_document, pack

_HEADS = ("序号", "位置", "问题", "怎样改")
_WIDTHS_MM = (12, 24, 64, 56)
_GAP_POINTS = 8.0
"""Above and below the table."""
_ROOM_POINTS = 367.0
"""Height on the page for the rows of the table, below title and letter and above the signature."""
_LINE_POINTS, _PADDING_POINTS = 15.0, 6.0
_POINTS_PER_CHARACTER = 10.5
_MINUS = re.compile(r"(?<![0-9A-Za-z)])-(?=\d)")

Complaint = tuple[str, str, str]
"""Place, what is wrong, what to do."""


def return_slip(agency: str, year: int | None, complaints: Sequence[Complaint], sender: str) -> bytes:
    """The bytes of a Word document of one page; errors that do not find room on it are counted in its last row.

    ``sender`` is the office that sends the report back, '' where it is not known.
    """
    document = new_document()
    document.add_paragraph("政府信息公开工作年度报告退回单", style=TITLE)
    to = document.add_paragraph(f"{agency or '（单位名称不明）'}：", style=PLAIN)
    to.paragraph_format.keep_with_next = True
    words = f"你单位报送的{f'{year}年度' if year else ''}报告经审核有下列错误，请改正后重新报送。"
    letter = document.add_paragraph(words, style=BODY)
    letter.paragraph_format.space_after = Pt(_GAP_POINTS)
    _table(document, complaints)
    after = document.add_paragraph("改正、保存后请看封面的“校验结果”，没有错误再报送。", style=BODY)
    after.paragraph_format.space_before = Pt(_GAP_POINTS)
    if sender:
        signed = document.add_paragraph(sender, style=PLAIN)
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return pack(document, "退回单", sender or "xlreport")


def _table(document: Any, complaints: Sequence[Complaint]) -> None:
    shown = _that_find_room(complaints)
    table = document.add_table(rows=1, cols=len(_HEADS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _borders(table)
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], _HEADS, centred=True)
    for number, complaint in enumerate(shown, 1):
        _fill(table.add_row(), (str(number), *complaint))
    if len(shown) < len(complaints):
        rest = f"其余 {len(complaints) - len(shown)} 处见工作簿的“校验”表"
        row = table.add_row()
        merged = row.cells[0].merge(row.cells[-1])
        merged.text = rest
        _set(merged.paragraphs[0], document)


def _that_find_room(complaints: Sequence[Complaint]) -> Sequence[Complaint]:
    """As many as fit on the page, leaving a row for the count of the others."""
    heights = [_height(complaint) for complaint in complaints]
    if sum(heights) <= _ROOM_POINTS:
        return complaints
    room, shown = _ROOM_POINTS - _LINE_POINTS - _PADDING_POINTS, 0
    for height in heights:
        room -= height
        if room < 0:
            break
        shown += 1
    return complaints[:shown]


def _height(complaint: Complaint) -> float:
    """Points that the row needs: the longest of its cells, a Chinese character as wide as it is high."""
    lines = 1
    for words, width in zip(complaint, _WIDTHS_MM[1:], strict=True):
        per_line = max(1, int((width - 4) / 25.4 * 72 / _POINTS_PER_CHARACTER))
        size = sum(1.0 if character > "\u2e7f" else 0.6 for character in words)
        lines = max(lines, -(-int(size + 0.999) // per_line))
    return lines * _LINE_POINTS + _PADDING_POINTS


def _fill(row: Any, words: Sequence[str], *, centred: bool = False) -> None:
    for place, (cell, word, width) in enumerate(zip(row.cells, words, _WIDTHS_MM, strict=True)):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        _write(paragraph, word)
        _set(paragraph, row.part.document)
        if not centred and place > 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _write(paragraph: Any, words: str) -> None:
    """Words with the minus of a negative number kept on the number's line."""
    first, *others = _MINUS.split(words)
    run = paragraph.add_run(first)
    for part in others:
        run._r.append(OxmlElement("w:noBreakHyphen"))
        run.add_text(part)


def _set(paragraph: Any, document: Any) -> None:
    """Smaller than a letter's text, larger than the numbers of the statutory tables: sentences stand in the cells."""
    paragraph.style = document.styles[TABLE]
    paragraph.paragraph_format.line_spacing = Pt(_LINE_POINTS)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(_PADDING_POINTS / 2)
    for run in paragraph.runs:
        run.font.size = Pt(_POINTS_PER_CHARACTER)


def _borders(table: Any) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>"))
