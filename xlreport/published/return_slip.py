"""退回单: what goes back to a unit with its report: each error, its place and what to do; one page where it fits."""

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
_WIDTHS_MM = (12, 32, 60, 52)
_GAP_POINTS = 8.0
"""Above and below the table."""
_LINE_POINTS, _PADDING_POINTS = 14.0, 4.0
_POINTS_PER_CHARACTER = 10.5
_PLACE_POINTS = 76.0
"""What a line of the places has room for."""
_MINUS = re.compile(r"(?<![0-9A-Za-z)])-(?=\d)")

Complaint = tuple[str, str, str]
"""Place, what is wrong, what to do."""


def return_slip(agency: str, year: int | None, complaints: Sequence[Complaint], sender: str, count: str = "") -> bytes:
    """The bytes of a Word document with every complaint, on one page where they fit and on as many as they need.

    ``sender`` is the office that sends the report back, '' where it is not known; ``count`` says how many errors there
    are (3 处错误), else the complaints are counted.
    """
    document = new_document()
    document.add_paragraph("政府信息公开工作年度报告退回单", style=TITLE)
    to = document.add_paragraph(f"{agency or '（单位名称不明）'}：", style=PLAIN)
    to.paragraph_format.keep_with_next = True
    found = count or f"{len(complaints)} 处错误"
    words = f"你单位报送的{f'{year}年度' if year else ''}报告经审核有下列 {found}，请改正后重新报送。"
    letter = document.add_paragraph(words, style=BODY)
    letter.paragraph_format.space_after = Pt(_GAP_POINTS)
    _table(document, complaints)
    after = document.add_paragraph("改正、保存后请看封面的“校验结果”，没有错误再报送。", style=BODY)
    after.paragraph_format.space_before = Pt(_GAP_POINTS)
    if sender:
        after.paragraph_format.keep_with_next = True
        signed = document.add_paragraph(sender, style=PLAIN)
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return pack(document, "退回单", sender or "xlreport")


def _table(document: Any, complaints: Sequence[Complaint]) -> None:
    """A row for each complaint, none torn over two pages; the heads stand on every page."""
    table = document.add_table(rows=1, cols=len(_HEADS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _borders(table)
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], _HEADS, centred=True)
    _mark(table.rows[0], "w:tblHeader")
    for number, complaint in enumerate(complaints, 1):
        row = table.add_row()
        place, words, remedy = complaint
        _fill(row, (str(number), _in_lines(place), words, remedy))
        _mark(row, "w:cantSplit")


def _in_lines(place: str) -> str:
    """Places in lines that break between cells: a word processor would break D2 from 9."""
    lines = [""]
    for part in re.findall(r"[^、；]+[、；]?", place):
        size = sum(1.0 if character > "\u2e7f" else 0.55 for character in lines[-1] + part)
        if lines[-1] and size * _POINTS_PER_CHARACTER > _PLACE_POINTS:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


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
