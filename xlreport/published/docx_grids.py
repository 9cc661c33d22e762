"""A Word document as lines and grids: what is printed, in the order of the text.

Deleted and hidden text, numbering, headers and footers are left out; text boxes follow the paragraph that holds them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZipFile

from xlreport.a1 import Box
from xlreport.config import Limits
from xlreport.files.guard import xml_part
from xlreport.findings.model import FileProblem
from xlreport.published.docx_runs import MC, W, paragraph_text, text_boxes, value
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
_DEEPEST_STYLE = 20


def read_docx(data: bytes, flow: Flow, limits: Limits) -> str:
    """Put down a .docx; returns the title of its properties. Raises FileProblem when it is damaged, declares entities,
    or is larger or nested deeper than the limits."""
    archive = open_archive(flow.path, data, limits)
    main = _main_part(archive, flow.path, limits)
    body = _part(archive, main, flow.path, limits).find(f"{W}body")
    if body is None:
        raise FileProblem("broken_document", flow.path, detail=f"部件 {main} 没有正文")
    styles = posixpath.join(posixpath.dirname(main), "styles.xml")
    headings = _headings(_part(archive, styles, flow.path, limits)) if styles in archive.NameToInfo else {}
    reader = _Reader(flow, limits.nesting, headings)
    for item in reader.items(body, 0):
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


def _title(archive: ZipFile, path: str, limits: Limits) -> str:
    if "docProps/core.xml" not in archive.NameToInfo:
        return ""
    title = _part(archive, "docProps/core.xml", path, limits).findtext("{http://purl.org/dc/elements/1.1/}title")
    return (title or "").strip()


def _headings(styles: _Element) -> dict[str, int]:
    """Levels of the styles that are headings, by their ids; a style may have its level from the one it is based on."""
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name = value(style.find(f"{W}name")).lower()
        own = value(style.find(f"{W}pPr/{W}outlineLvl"))
        identity = style.get(f"{W}styleId", "")
        based[identity] = value(style.find(f"{W}basedOn"))
        if name.startswith("heading ") and name[8:].isdigit():
            levels[identity] = int(name[8:])
        elif own.isdigit() and int(own) < 9:
            levels[identity] = int(own) + 1
        elif name == "title":
            levels[identity] = 1
    for identity in based:
        ancestor = identity
        for _ in range(_DEEPEST_STYLE):
            if ancestor in levels or not ancestor:
                break
            ancestor = based.get(ancestor, "")
        if ancestor in levels:
            levels.setdefault(identity, levels[ancestor])
    return levels


class _Reader:
    """Paragraphs and tables below an element, in order."""

    def __init__(self, flow: Flow, nesting: int, headings: dict[str, int]) -> None:
        self._flow, self._nesting, self._headings = flow, nesting, headings
        self._cells = 0

    def items(self, parent: _Element, depth: int) -> Iterator[Item]:
        """What stands in a body, cell or text box inside so many tables."""
        for element in parent:
            self._flow.tick()
            if element.tag == f"{W}p":
                yield from self._paragraph(element, depth)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, depth + 1).content
            elif element.tag in _WRAPPERS:
                yield from self.items(element, depth)
            elif element.tag == f"{MC}AlternateContent":
                for chosen in element[:1]:
                    yield from self.items(chosen, depth)

    def _paragraph(self, element: _Element, depth: int) -> Iterator[Item]:
        heading = self._headings.get(value(element.find(f"{W}pPr/{W}pStyle")), 0)
        own = value(element.find(f"{W}pPr/{W}outlineLvl"))
        if own.isdigit():
            heading = int(own) + 1 if int(own) < 9 else 0
        for line in paragraph_text(element).split("\n"):
            yield Paragraph(line, heading)
        for box in text_boxes(element):
            self._refuse_deeper(depth + 1)
            yield from self.items(box, depth + 1)

    def _refuse_deeper(self, depth: int) -> None:
        if depth > self._nesting:
            raise FileProblem("too_complex", self._flow.path, detail=f"表格嵌套超过 {self._nesting} 层")

    def _table(self, element: _Element, depth: int) -> LaidTable:
        self._refuse_deeper(depth)
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
                    merged = LaidCell(Box(row, column, row, column + width - 1), list(self.items(cell, depth)))
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
