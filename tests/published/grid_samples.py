"""The statutory tables as documents that people publish: the truth is what is printed where, by boxes of cells."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlreport.a1 import Box
from xlreport.align.document import TextGrid
from xlreport.forms.load import load as load_form

Printed = Mapping[Box, str]
"""A table as it is printed: what each cell shows."""

TITLES = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
OPENING = "一、总体情况"
_PAGE = (842, 1400)
"""Points; one table is not cut, so that it must fit."""
PROSE = "本机关本年度主动公开政府信息若干条，收到申请若干件，均已在法定期限内办结。"


def statutory_tables(form_id: str = "2021") -> list[Printed]:
    """The three tables with a different number in every field, so that no two can be mixed up unseen."""
    tables = []
    number = 100
    for table in load_form(form_id).tables:
        printed = {label.at: label.printed for label in table.labels}
        for field in table.fields:
            number += 1
            printed[field.at] = str(number)
        tables.append(printed)
    return tables


def rows_of(printed: Printed) -> list[list[tuple[Box, str]]]:
    """The cells of a table by the row in which they begin, from the left."""
    rows: dict[int, list[tuple[Box, str]]] = {}
    for box in sorted(printed, key=lambda box: box.corner):
        rows.setdefault(box.top, []).append((box, printed[box]))
    return [rows.get(row, []) for row in range(1, max(box.bottom for box in printed) + 1)]


def html_table(printed: Printed) -> str:
    """A table as HTML with borders."""
    lines = []
    for row in rows_of(printed):
        cells = (
            f'<td colspan="{box.right - box.left + 1}" rowspan="{box.bottom - box.top + 1}">{html.escape(text)}</td>'
            for box, text in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0">{"".join(lines)}</table>'


def html_page(tables: Sequence[Printed]) -> str:
    """A report as a web page: opening, prose, and each table under its title."""
    body = "".join(f"<h2>{title}</h2>{html_table(table)}" for title, table in zip(TITLES, tables, strict=True))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>某局年度报告</title></head>'
        f"<body><h1>某局年度报告</h1><h2>{OPENING}</h2><p>{PROSE}</p>{body}</body></html>"
    )


def word_document(tables: Sequence[Printed], target: Path) -> Path:
    """A report as a Word document with merged cells."""
    from docx import Document

    document = Document()
    document.core_properties.title = "某局年度报告"
    document.add_heading(OPENING, 2)
    document.add_paragraph(PROSE)
    for title, printed in zip(TITLES, tables, strict=True):
        document.add_heading(title, 2)
        height, width = max(box.bottom for box in printed), max(box.right for box in printed)
        table = document.add_table(height, width, style="Table Grid")
        for box, text in printed.items():
            cell = table.cell(box.top - 1, box.left - 1)
            if not box.is_single:
                cell = cell.merge(table.cell(box.bottom - 1, box.right - 1))
            cell.text = text
    document.save(str(target))
    return target


def pdf_document(tables: Sequence[Printed], target: Path, *, vertical: frozenset[str] = frozenset()) -> Path:
    """A report as a PDF with ruled tables; some words are printed one character below the other."""
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=8, leading=10, wordWrap="CJK")
    story: list[object] = [Paragraph(OPENING, style), Paragraph(PROSE, style)]
    for title, printed in zip(TITLES, tables, strict=True):
        height, width = max(box.bottom for box in printed), max(box.right for box in printed)
        cells: list[list[object]] = [[""] * width for _ in range(height)]
        spans = []
        for box, text in printed.items():
            words = "<br/>".join(text) if text in vertical else html.escape(text)
            cells[box.top - 1][box.left - 1] = Paragraph(words, style)
            spans.append(("SPAN", (box.left - 1, box.top - 1), (box.right - 1, box.bottom - 1)))
        lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
        story += [Paragraph(title, style), Table(cells, [700 / width] * width, style=lines + spans, splitByRow=1)]
    SimpleDocTemplate(str(target), pagesize=_PAGE).build(story)
    return target


def converted(source: Path, kind: str, folder: Path) -> Path | None:
    """A file as LibreOffice saves it in another kind; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory(prefix="xlreport-office-", ignore_cleanup_errors=True) as profile:
        command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        command += ["--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": profile})
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def joined(text: str) -> str:
    """Words without spaces and line breaks: where a printed line ends is the printer's affair."""
    return "".join(text.split())


def as_printed(grid: TextGrid) -> dict[Box, str]:
    """A grid that was read, in the shape of the truth; blank cells left out."""
    return {cell.box: joined(cell.text) for cell in grid.cells if cell.text}


def as_truth(printed: Printed) -> dict[Box, str]:
    """The truth, its words joined as those of ``as_printed``."""
    return {box: joined(text) for box, text in printed.items()}
