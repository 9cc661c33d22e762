"""Cells of an OpenDocument spreadsheet, straight from its content.xml."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from xml.etree import ElementTree

from xlreport.a1 import MAX_COLUMN, MAX_ROW, Box
from xlreport.config import Limits
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, UNCACHED, WORDS, Book, Cell, Grid, too_many_cells
from xlreport.files.guard import SpreadsheetFile, parse_xml
from xlreport.findings.model import FileProblem

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TIMES = re.compile("[0-9]{1,8}")
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_MOST_MERGES = 100_000
_LONGEST = 32_767
"""Characters that a cell can hold."""
_PLAIN_KINDS = {
    "float": NUMBER,
    "currency": NUMBER,
    "percentage": NUMBER,
    "date": DATE,
    "time": DATE,
}


def open_ods(file: SpreadsheetFile, limits: Limits) -> Book:
    """The workbook of an .ods package. Raises FileProblem when it is damaged."""
    archive = file.archive()
    content = _part(file, archive, "content.xml")
    tables = {table.get(f"{_TABLE}name", ""): table for table in content.iter(f"{_TABLE}table")}
    hidden_styles = _hidden_styles(content)

    def parse(name: str) -> Grid:
        table = tables[name]
        return _Sheet(file, name, limits).read(table, table.get(f"{_TABLE}style-name") in hidden_styles)

    return Book(file.path, tuple(tables), parse, _saved(file, archive))


def _part(file: SpreadsheetFile, archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return parse_xml(file.path, name, file.part(archive, name))


def _saved(file: SpreadsheetFile, archive: zipfile.ZipFile) -> datetime | None:
    if "meta.xml" not in archive.NameToInfo:
        return None
    for element in _part(file, archive, "meta.xml").iter("{http://purl.org/dc/elements/1.1/}date"):
        try:
            return datetime.fromisoformat((element.text or "")[:19])
        except ValueError:
            return None
    return None


def _hidden_styles(content: ElementTree.Element) -> set[str | None]:
    return {
        style.get(f"{_STYLE}name")
        for style in content.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


class _Sheet:
    """Reads one table, unrolling repeats of filled cells only."""

    def __init__(self, file: SpreadsheetFile, name: str, limits: Limits) -> None:
        self.file, self.name, self.limits = file, name, limits
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[Box] = []

    def read(self, table: ElementTree.Element, hidden: bool) -> Grid:
        number = 1
        for row in table.iter(f"{_TABLE}table-row"):
            repeat = self._repeat(row, "rows")
            filled = [(column, cell, box) for column, cell, box in self._row(row)]
            if filled:
                for offset in range(min(repeat, MAX_ROW - number + 1)):
                    self._place(number + offset, filled)
            number += repeat
        return Grid(self.name, self.cells, tuple(self.merges), hidden)

    def _place(self, row: int, filled: list[tuple[int, Cell | None, tuple[int, int] | None]]) -> None:
        for column, cell, span in filled:
            if cell is not None:
                self.cells[row, column] = cell
            if span is not None:
                self.merges.append(Box(row, column, row + span[0] - 1, column + span[1] - 1))
        if len(self.cells) > self.limits.cells or len(self.merges) > _MOST_MERGES:
            raise too_many_cells(self.file.path, self.name, self.limits)

    def _row(self, row: ElementTree.Element) -> list[tuple[int, Cell | None, tuple[int, int] | None]]:
        column, found = 1, []
        for element in row:
            if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            repeat = self._repeat(element, "columns")
            cell, span = _cell(element), self._span(element)
            if cell is not None or span is not None:
                found += [(column + offset, cell, span) for offset in range(min(repeat, MAX_COLUMN - column + 1))]
            column += repeat
        return found

    def _repeat(self, element: ElementTree.Element, what: str) -> int:
        return self._times(element, f"number-{what}-repeated")

    def _span(self, element: ElementTree.Element) -> tuple[int, int] | None:
        rows = self._times(element, "number-rows-spanned")
        columns = self._times(element, "number-columns-spanned")
        return None if rows == columns == 1 else (rows, columns)

    def _times(self, element: ElementTree.Element, attribute: str) -> int:
        value = element.get(f"{_TABLE}{attribute}", "1")
        if _TIMES.fullmatch(value) is None:
            raise FileProblem("damaged", self.file.path, detail=f"工作表“{self.name}”的重复次数不对")
        return int(value)


def _cell(element: ElementTree.Element) -> Cell | None:
    formula = element.get(f"{_TABLE}formula", "").removeprefix("of:=")
    kind = element.get(f"{_OFFICE}value-type")
    words = "\n".join(_plain(paragraph) for paragraph in element.findall(f"{_TEXT}p"))
    if kind is None:
        return Cell(UNCACHED, "", formula) if formula else None
    if element.get(f"{_CALC}value-type") == "error" or (formula and words.startswith(("#", "Err:"))):
        return Cell(ERROR, words, formula)
    if kind == "string":
        return Cell(WORDS, element.get(f"{_OFFICE}string-value") or words, formula)
    if kind == "boolean":
        return Cell(LOGICAL, element.get(f"{_OFFICE}boolean-value", words).upper(), formula)
    value = element.get(f"{_OFFICE}value") or element.get(f"{_OFFICE}date-value") or words
    return Cell(_PLAIN_KINDS.get(kind, WORDS), value, formula)


def _plain(paragraph: ElementTree.Element) -> str:
    """The words of a paragraph: runs of spaces, tabs and line breaks are elements of their own."""
    for element in paragraph.iter():
        if element.tag == f"{_TEXT}s":
            count = element.get(f"{_TEXT}c", "1")
            element.text = " " * (min(int(count), _LONGEST) if _TIMES.fullmatch(count) else 1)
        elif element.tag in _BREAKS:
            element.text = _BREAKS[element.tag]
    return "".join(paragraph.itertext())
