"""The statutory tables in a Word document: the printed grid of the form, with its merges, and the report's numbers."""

from __future__ import annotations

import re
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table as PrintedTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from xlreport.a1 import Box
from xlreport.forms.model import Table
from xlreport.published.contents import printed
from xlreport.published.docx_parts import TABLE, TWIPS_PER_MM, TYPE_AREA_MM
from xlreport.report import Report

_STUBS_MM: dict[str, tuple[float, ...]] = {"table2": (48.0,), "table3": (11.0, 17.5, 49.5)}
"""Width of the columns that hold labels; number columns share what is left of the page."""
_POINTS = {"table2": 10.5}
_ROW_MM = {"table2": 8.0, "table3": 6.6, "table4": 9.0}
_SMALL, _SMALLEST, _LOW_MM = 9.0, 5.0, 7.0
_LEFT = Pt(2)
_MARGIN_MM, _MARGIN_ABOVE_MM = 0.5, 0.4
_SIDES_MM = 2 * _MARGIN_MM + 0.3
_DIGIT = 0.505
"""Width of a digit by the size of its type."""
_NARROWEST_MM = 8.0
"""Two characters of a head stand side by side."""
_UNBROKEN = re.compile(r"[+-]?[0-9][0-9.,]*")
_MM_PER_POINT = 25.4 / 72


def add_table(document: Any, report: Report, table: Table) -> None:
    """Add one table of the report: as wide as the type area, no row broken, heads repeated, kept on one page."""
    box, widths = table.extent, column_widths(table, report)
    added = document.add_table(box.bottom, box.right)
    added._tbl.replace(added._tbl.tblPr, parse_xml(_properties_xml()))
    _set_widths(added, widths)
    cells = [list(row.cells) for row in added.rows]
    _Writer(table, widths, cells).write(report)
    heads = header_rows(table)
    for place, row in enumerate(added.rows, 1):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        row.height, row.height_rule = Mm(_ROW_MM.get(table.id, _LOW_MM)), WD_ROW_HEIGHT_RULE.AT_LEAST
        if place <= heads:
            properties.append(OxmlElement("w:tblHeader"))
        if place < box.bottom:
            _keep_with_next(row._tr)


def header_rows(table: Table) -> int:
    """How many rows at the top head all numbers of the table; 0 where further heads come below (表二)."""
    first = min(field.at.top for field in table.fields)
    below = any(head.at.bottom >= first for field in table.fields for head in field.heads)
    return 0 if below else first - 1


def column_widths(table: Table, report: Report) -> list[float]:
    """Widths in mm that fill the type area: number columns alike, unless one holds a number that needs more room than
    its share; the others then give up what they can spare."""
    stubs = _STUBS_MM.get(table.id, ())
    others = table.extent.right - len(stubs)
    share = (TYPE_AREA_MM - sum(stubs)) / others
    longest = [0.0] * (table.extent.right + 1)
    for field in table.fields:
        words = printed(report[field.id])
        if field.at.left == field.at.right and _UNBROKEN.fullmatch(words):
            longest[field.at.left] = max(
                longest[field.at.left], len(words) * _DIGIT * _SMALL * _MM_PER_POINT + _SIDES_MM
            )
    wanted = longest[len(stubs) + 1 :]
    lacking = sum(max(0.0, width - share) for width in wanted)
    if not lacking:
        return [*stubs, *[share] * others]
    spare = [max(0.0, share - max(_NARROWEST_MM, width)) for width in wanted]
    moved = min(lacking, sum(spare))
    taken = moved / sum(spare) if moved else 0.0
    widths = [
        share - room * taken + max(0.0, width - share) * moved / lacking
        for room, width in zip(spare, wanted, strict=True)
    ]
    return [*stubs, *widths]


class _Writer:
    """Fills the cells of one table."""

    def __init__(self, table: Table, widths: list[float], cells: list[list[_Cell]]) -> None:
        self.table, self.widths, self.cells = table, widths, cells
        self.points = _POINTS.get(table.id, _SMALL)
        self.stubs = min(field.at.left for field in table.fields) - 1
        self.first = min(field.at.top for field in table.fields)

    def write(self, report: Report) -> None:
        for label in self.table.labels:
            # the long labels left of the numbers read better from the left; groups over several rows stand centred
            stub = label.at.right == self.stubs and label.at.top >= self.first and self.stubs > 1
            self._cell(label.at, label.printed, left=stub)
        for field in self.table.fields:
            self._cell(field.at, printed(report[field.id]))

    def _cell(self, box: Box, words: str, *, left: bool = False) -> None:
        cell = self.cells[box.top - 1][box.left - 1]
        if not box.is_single:
            cell = cell.merge(self.cells[box.bottom - 1][box.right - 1])
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = TABLE
        if left:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.paragraph_format.left_indent = _LEFT
        run = paragraph.add_run(words)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")  # quotation marks are Chinese ones
        room = (sum(self.widths[box.left - 1 : box.right]) - _SIDES_MM) / _MM_PER_POINT
        points = self._size(words, room)
        if box.bottom < self.first and box.left > self.stubs:
            _balance(paragraph, words, room, points)
        if points != _SMALL:
            run.font.size = Pt(points)
        if points > _SMALL:
            paragraph.paragraph_format.line_spacing = Pt(round(points * 1.3))

    def _size(self, words: str, room: float) -> float:
        """The table's type; smaller for a number that would not fit into one line of its cell (room in pt)."""
        if not _UNBROKEN.fullmatch(words):
            return self.points
        fitting = int(2 * room / (len(words) * _DIGIT)) / 2
        return max(_SMALLEST, min(self.points, fitting))


def _balance(paragraph: Paragraph, words: str, room: float, points: float) -> None:
    """Break a head of several lines into even ones (商业/企业, not 商业企/业): less room, the words untouched."""
    lines = -(-len(words) // int(room / points))
    if lines > 1:
        side = (room - -(-len(words) // lines) * points) / 2 - 0.5
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(max(0, round(side, 1)))


def _set_widths(table: PrintedTable, widths: list[float]) -> None:
    """The grid and every cell, before cells are merged: merging adds widths up."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _properties_xml() -> str:
    """Thin lines, no room to spare, widths as given: the program that opens the document chooses none."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    room = round(_MARGIN_MM * TWIPS_PER_MM)
    above = round(_MARGIN_ABOVE_MM * TWIPS_PER_MM)
    margins = (("top", above), ("left", room), ("bottom", above), ("right", room))
    return (
        f'<w:tblPr {nsdecls("w")}><w:tblW w:w="{round(TYPE_AREA_MM * TWIPS_PER_MM)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in margins)
        + "</w:tblCellMar></w:tblPr>"
    )


def _keep_with_next(row: Any) -> None:
    """Word keeps rows together whose paragraphs are kept with what follows."""
    for paragraph in row.iter(qn("w:p")):
        paragraph.get_or_add_pPr().get_or_add_keepNext()
