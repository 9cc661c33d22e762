"""A Word document as lines and grids: what is printed, in the order of the text.

Deleted and hidden text, numbering, headers and footers are left out; text boxes follow the paragraph that holds them.
A cell without words that prints a picture or only a number of a list gets a mark for it: it is neither blank nor a
number. Rows hidden in a table are read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipfile import ZipFile

from xlreport.a1 import Box
from xlreport.config import Limits
from xlreport.files.guard import xml_part
from xlreport.findings.model import FileProblem
from xlreport.published.docx_runs import FIELD, MC, Field, print_paragraph, text_boxes
from xlreport.published.docx_styles import ANY, UNKNOWN, Around, Styles, W, shade, value
from xlreport.published.flow import Flow
from xlreport.published.kinds import open_archive
from xlreport.published.nested import Item, LaidCell, LaidTable, Paragraph, clamped, put

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
"""The other name of the same elements."""
_ROW_MATTERS = 3
"""A row with fewer cells (a title over the table) need not be as wide as the others."""
_WIDEST = 1000
_WORDS = re.compile("[\u3400-\u9fffA-Za-z]")
_IMPORTED = "〔嵌入文件〕"


def read_docx(data: bytes, flow: Flow, limits: Limits) -> str:
    """Put down a .docx; returns the title of its properties. Raises FileProblem when it is damaged, declares entities,
    or is larger or nested deeper than the limits."""
    archive = open_archive(flow.path, data, limits)
    main = _main_part(archive, flow.path, limits)
    body = _part(archive, main, flow.path, limits).find(f"{W}body")
    if body is None:
        raise FileProblem("broken_document", flow.path, detail=f"部件 {main} 没有正文")
    styles, numbering = (_beside(archive, main, kind, flow.path, limits) for kind in ("styles", "numbering"))
    reader = _Reader(flow, limits.nesting, Styles(styles, numbering))
    for item in reader.items(body, 0, Around(), []):
        put(item, flow)
    return _title(archive, flow.path, limits)


def _part(archive: ZipFile, name: str, path: str, limits: Limits) -> _Element:
    """The root of a part. The parser resolves no entities and fetches nothing."""
    from lxml import etree

    entry = archive.NameToInfo.get(name)
    if entry is not None and entry.file_size > limits.file_megabytes * 1_000_000:
        detail = f"部件 {name} 有 {entry.file_size / 1_000_000:.0f} MB，上限 {limits.file_megabytes} MB"
        raise FileProblem("too_complex", path, detail=detail)
    try:
        data = xml_part(path, archive, name)
    except FileProblem as problem:
        raise FileProblem("broken_document", path, **problem.args_) from problem
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    data = data.replace(_STRICT, W[1:-1].encode())
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in error.error_log):
            raise FileProblem("too_complex", path, detail="文档的嵌套过深或段落过长") from error
        raise FileProblem("broken_document", path, detail=f"部件 {name} 不完整") from error


def _main_part(archive: ZipFile, path: str, limits: Limits) -> str:
    """The part that holds the text, named by the package's relations."""
    if "_rels/.rels" in archive.NameToInfo:
        for relation in _part(archive, "_rels/.rels", path, limits):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _beside(archive: ZipFile, main: str, kind: str, path: str, limits: Limits) -> _Element | None:
    """The part of a kind that belongs to the text, None where there is none."""
    folder, name = posixpath.split(main)
    part, relations = f"{folder}/{kind}.xml", f"{folder}/_rels/{name}.rels"
    if relations in archive.NameToInfo:
        for relation in _part(archive, relations, path, limits):
            if relation.get("Type", "").endswith(f"/{kind}"):
                target = str(relation.get("Target", ""))
                part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
    return _part(archive, part, path, limits) if part in archive.NameToInfo else None


def _title(archive: ZipFile, path: str, limits: Limits) -> str:
    if "docProps/core.xml" not in archive.NameToInfo:
        return ""
    title = _part(archive, "docProps/core.xml", path, limits).findtext("{http://purl.org/dc/elements/1.1/}title")
    return (title or "").strip()


@dataclass(frozen=True, slots=True)
class _Mark(Paragraph):
    """What a cell prints that is no text."""


class _Reader:
    """Paragraphs and tables below an element, in order."""

    def __init__(self, flow: Flow, nesting: int, styles: Styles) -> None:
        self._flow, self._nesting, self._styles = flow, nesting, styles
        self._cells = 0

    def items(self, parent: _Element, depth: int, around: Around, fields: list[Field]) -> Iterator[Item]:
        """What stands in a body, cell or text box inside so many tables; ``fields`` are open where it begins."""
        for element in parent:
            self._flow.tick()
            if element.tag == f"{W}p":
                yield from self._paragraph(element, depth, around, fields)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, depth + 1, around).content
            elif element.tag in _WRAPPERS:
                yield from self.items(element, depth, around, fields)
            elif element.tag == f"{MC}AlternateContent":
                for chosen in element[:1]:
                    yield from self.items(chosen, depth, around, fields)
            elif element.tag == f"{W}altChunk" and around.in_table:
                yield _Mark(_IMPORTED)

    def _paragraph(self, element: _Element, depth: int, around: Around, fields: list[Field]) -> Iterator[Item]:
        heading = self._styles.heading(element)
        printed = print_paragraph(element, self._styles, around, fields)
        if not around.in_table and fields and not fields[-1].is_shown:
            fields.clear()  # one whose instruction never ends would take the rest of the report with it
        for line in printed.text.split("\n"):
            yield Paragraph(line, heading)
        yield from map(_Mark, printed.marks)
        for box in text_boxes(element):
            self._refuse_deeper(depth + 1)
            ground = UNKNOWN if around.in_table else ANY
            yield from self.items(box, depth + 1, around._replace(ground=ground), [])

    def _cell(self, cell: _Element, depth: int, around: Around) -> list[Item]:
        """What stands in a cell. Marks are kept where no words say what the cell is."""
        around = around._replace(ground=shade(cell.find(f"{W}tcPr/{W}shd")) or around.ground)
        fields: list[Field] = []
        items = list(self.items(cell, depth, around, fields))
        if fields and not fields[-1].is_shown:
            items.append(_Mark(FIELD))
        texts = (item.text for item in items if isinstance(item, Paragraph) and not isinstance(item, _Mark))
        if any(map(_WORDS.search, texts)):
            return [item for item in items if not isinstance(item, _Mark)]
        return items

    def _inside(self, table: _Element, around: Around) -> Around:
        """What stands around the cells of a table."""
        style = value(table.find(f"{W}tblPr/{W}tblStyle"))
        ground = shade(table.find(f"{W}tblPr/{W}shd"))
        if not ground:
            ground = UNKNOWN if self._styles.shades_tables(style) else around.ground or UNKNOWN
        return Around(in_table=True, table_style=style, ground=ground)

    def _refuse_deeper(self, depth: int) -> None:
        if depth > self._nesting:
            raise FileProblem("too_complex", self._flow.path, detail=f"表格嵌套超过 {self._nesting} 层")

    def _table(self, element: _Element, depth: int, around: Around) -> LaidTable:
        self._refuse_deeper(depth)
        around = self._inside(element, around)
        cells: list[LaidCell] = []
        above: dict[int, LaidCell] = {}
        widths = set()
        for row, line in enumerate(_rows(element), 1):
            column = 1 + _grid_cells(line, "gridBefore")
            number = 0
            below: dict[int, LaidCell] = {}
            for cell in _cells(line):
                number += 1
                width = _span(cell)
                self._cells += 1
                self._flow.foresee(self._cells)
                merged = self._merged(cell, above.get(column), row, column, width)
                if merged is None:
                    merged = LaidCell(Box(row, column, row, column + width - 1), self._cell(cell, depth, around))
                    if _continues_left(cell) and cells and cells[-1].box.top == row:
                        merged = _wider(cells[-1], merged.box.right)
                    else:
                        cells.append(merged)
                if merged.box.left == column:
                    below[column] = merged
                column += width
            above = below
            if number >= _ROW_MATTERS:
                widths.add(column + _grid_cells(line, "gridAfter"))
        return LaidTable(clamped(cells), columns_known=len(widths) <= 1)

    @staticmethod
    def _merged(cell: _Element, above: LaidCell | None, row: int, column: int, width: int) -> LaidCell | None:
        """The cell above that this one continues, now reaching down to it; None where it is a cell of its own."""
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is None or value(merge) == "restart" or above is None:
            return None
        if above.box.bottom != row - 1 or above.box.right != column + width - 1:
            return None
        above.box = Box(above.box.top, above.box.left, row, above.box.right)
        return above


def _wider(cell: LaidCell, right: int) -> LaidCell:
    cell.box = Box(cell.box.top, cell.box.left, cell.box.bottom, right)
    return cell


def _rows(table: _Element) -> Iterator[_Element]:
    """The rows of a table that are not deleted."""
    for element in table:
        if element.tag == f"{W}tr":
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif element.tag in _WRAPPERS:
            yield from _rows(element)


def _cells(row: _Element) -> Iterator[_Element]:
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag in _WRAPPERS:
            yield from _cells(element)


def _span(cell: _Element) -> int:
    written = value(cell.find(f"{W}tcPr/{W}gridSpan"))
    return max(1, min(int(written[:6]), _WIDEST)) if written.isdigit() else 1


def _grid_cells(row: _Element, name: str) -> int:
    """Columns of the grid that a row leaves out before or after its cells."""
    written = value(row.find(f"{W}trPr/{W}{name}"))
    return min(int(written[:6]), _WIDEST) if written.isdigit() else 0


def _continues_left(cell: _Element) -> bool:
    """Whether an old document merges the cell with the one before it."""
    merge = cell.find(f"{W}tcPr/{W}hMerge")
    return merge is not None and value(merge) != "restart"
