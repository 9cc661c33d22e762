"""Cells of an .xlsx or .xlsm package, straight from its XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice
from xml.etree import ElementTree

from xlreport.a1 import Box, parse_cell
from xlreport.config import Limits
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, UNCACHED, WORDS, Book, Cell, Grid, too_many_cells
from xlreport.files.guard import SpreadsheetFile, parse_xml, parse_xml_piecewise
from xlreport.findings.model import FileProblem

_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_WHOLE = re.compile(r"\s*[0-9]{1,9}\s*")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGIT, _CHINESE = re.compile("[0-9０-９]"), re.compile("[\u3400-\u9fff]")
_STRUCK, _RAISED = "struck", "raised"
Place = tuple[int, int]


def open_xlsx(file: SpreadsheetFile, limits: Limits) -> Book:
    """The workbook of an .xlsx package. Raises FileProblem when a part is damaged."""
    package = _Package(file, limits)
    names, parts = tuple(package.sheets), package.defined_names
    return Book(file.path, names, package.grid, package.saved(), parts, package.top)


class _Package:
    """The parts of one package; shared strings and date styles are read once, when a sheet first needs them."""

    def __init__(self, file: SpreadsheetFile, limits: Limits) -> None:
        self.file, self.path, self.limits = file, file.path, limits
        self.archive = file.archive()
        root = self._xml(self._workbook_part())
        targets = self._targets(self._workbook_part())
        self.sheets: dict[str, tuple[str, bool]] = {}
        for sheet in root.iter(_tag(root, "sheet")):
            relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if relation not in targets:
                raise FileProblem("damaged", self.path, detail=f"工作表“{sheet.get('name', '')}”没有对应的部件")
            kind, part = targets[relation]
            if kind == "worksheet":
                hidden = sheet.get("state", "visible") != "visible"
                self.sheets[sheet.get("name", "")] = (part, hidden)
        self._parts = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", **dict(targets.values())}
        self.defined_names = {
            name.get("name", ""): (name.text or "").replace("$", "").replace("'", "")
            for name in root.iter(_tag(root, "definedName"))
        }

    def _workbook_part(self) -> str:
        if "xl/workbook.xml" in self.archive.NameToInfo:
            return "xl/workbook.xml"
        return next(name for name in self.archive.namelist() if name.lower().endswith("workbook.xml"))

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of each relation of the workbook, by the relation's id."""
        folder, name = posixpath.split(part)
        relations = self._xml(f"{folder}/_rels/{name}.rels")
        targets = {}
        for relation in relations:
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            targets[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
        return targets

    def _bytes(self, part: str) -> bytes:
        return self.file.part(self.archive, part)

    def _xml(self, part: str) -> ElementTree.Element:
        return parse_xml(self.path, part, self._bytes(part))

    def saved(self) -> datetime | None:
        """When a program last saved the package, by its own word."""
        if "docProps/core.xml" not in self.archive.NameToInfo:
            return None
        for element in self._xml("docProps/core.xml"):
            if element.tag.endswith("}modified") and element.text:
                try:
                    return datetime.fromisoformat(element.text.strip().replace("Z", "+00:00"))
                except ValueError:
                    return None
        return None

    @cached_property
    def strings(self) -> list[str]:
        """The words that cells share."""
        part = self._parts["sharedStrings"]
        if part not in self.archive.NameToInfo:
            return []
        root = self._xml(part)
        tags = _Tags(root)
        return [_rich_text(item, tags) for item in root]

    @cached_property
    def dates(self) -> frozenset[str]:
        """Style numbers whose format shows a date."""
        part = self._parts["styles"]
        return _date_styles(self._xml(part)) if part in self.archive.NameToInfo else frozenset()

    def grid(self, name: str) -> Grid:
        """The grid of one sheet."""
        part, hidden = self.sheets[name]
        root = self._xml(part)
        rows = root.find(_tag(root, "sheetData"))
        return Grid(name, self._cells(() if rows is None else rows, name), tuple(self._merges(root)), hidden)

    def top(self, name: str, rows: int) -> Grid:
        """The first rows of a sheet, without its merges; the XML behind them is not parsed."""
        part, hidden = self.sheets[name]
        return Grid(name, self._cells(islice(self._rows(part), rows), name), (), hidden)

    def _rows(self, part: str) -> Iterator[ElementTree.Element]:
        """The rows of a sheet as the parser comes to their ends."""
        for element in parse_xml_piecewise(self.path, part, self._bytes(part)):
            if element.tag.rpartition("}")[2] == "row":
                yield element

    def _merges(self, root: ElementTree.Element) -> Iterator[Box]:
        for merge in root.iter(_tag(root, "mergeCell")):
            try:
                yield Box.parse(merge.get("ref", ""))
            except ValueError:
                continue

    def _cells(self, rows: Iterable[ElementTree.Element], name: str) -> dict[Place, Cell]:
        cells: dict[Place, Cell] = {}
        tags: _Tags | None = None
        for number, row in enumerate(rows, 1):
            tags = tags or _Tags(row)
            for where, element in self._places(row, number, name):
                cell = self._cell(element, tags)
                if cell is not None:
                    cells[where] = cell
            if len(cells) > self.limits.cells:
                raise too_many_cells(self.path, name, self.limits)
        return cells

    def _places(self, row: ElementTree.Element, number: int, name: str) -> Iterator[tuple[Place, ElementTree.Element]]:
        """The <c> elements of a row that hold something, with their places: as written, else counted."""
        number, column = _row_number(row.get("r", ""), number), 0
        for element in row:
            reference = element.get("r")
            try:
                where = parse_cell(reference) if reference else (number, column + 1)
            except ValueError as error:
                raise FileProblem("damaged", self.path, detail=f"工作表“{name}”有错误的单元格编号") from error
            column = where[1]
            if len(element):
                yield where, element

    def _cell(self, element: ElementTree.Element, tags: _Tags) -> Cell | None:
        """The cell of one <c> element that is not empty; None where it holds neither value nor formula."""
        formula_element = element.find(tags.formula)
        formula = "" if formula_element is None else formula_element.text or "="
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(tags.inline)
            return Cell(WORDS, "" if inline is None else _rich_text(inline, tags), formula)
        value_element = element.find(tags.value)
        if value_element is None or (value_element.text is None and kind != "str"):
            return Cell(UNCACHED, "", formula) if formula else None
        value = value_element.text or ""
        if kind == "s":
            return Cell(WORDS, self._shared(value), formula)
        if kind == "n":
            return Cell(DATE if element.get("s", "0") in self.dates else NUMBER, value, formula)
        if kind == "e":
            return Cell(ERROR, value, formula)
        if kind == "b":
            return Cell(LOGICAL, "TRUE" if value == "1" else "FALSE", formula)
        return Cell(DATE if kind == "d" else WORDS, _unescape(value), formula)

    def _shared(self, index: str) -> str:
        place = int(index) if _WHOLE.fullmatch(index) else -1
        if not 0 <= place < len(self.strings):
            raise FileProblem("damaged", self.path, detail="文字表不完整")
        return self.strings[place]


class _Tags:
    """Qualified names in the namespace of an element (transitional or strict), put together once for many cells."""

    def __init__(self, element: ElementTree.Element) -> None:
        self.value, self.formula, self.inline = (_tag(element, name) for name in ("v", "f", "is"))
        self.text, self.run, self.properties = (_tag(element, name) for name in ("t", "r", "rPr"))


def _row_number(written: str, place: int) -> int:
    """The number a row gives itself, else its place among the rows."""
    return int(written) if _WHOLE.fullmatch(written) else place


def _tag(root: ElementTree.Element, name: str) -> str:
    namespace, brace, _ = root.tag.rpartition("}")
    return f"{namespace}{brace}{name}"


def _rich_text(item: ElementTree.Element, tags: _Tags) -> str:
    """The text of a string item: its runs joined, phonetic hints left out.

    In words without Chinese a raised run beside other digits is set in brackets and a struck-out one marked: neither is
    part of the number that the rest is.
    """
    runs: list[tuple[str, str]] = []
    for child in item:
        if child.tag == tags.text:
            runs.append((child.text or "", ""))
        elif child.tag == tags.run:
            words = "".join(part.text or "" for part in child if part.tag == tags.text)
            runs.append((words, _manner(child, tags)))
    words = "".join(text for text, _ in runs)
    if any(manner for _, manner in runs) and _DIGIT.search(words) and not _CHINESE.search(words):
        beside = any(manner != _RAISED and _DIGIT.search(text) for text, manner in runs)
        words = "".join(_marked(text, manner, beside) for text, manner in runs)
    return _unescape(words)


def _manner(run: ElementTree.Element, tags: _Tags) -> str:
    """How a run is written: _STRUCK out, _RAISED (or lowered), or '' as usual."""
    properties = run.find(tags.properties)
    for change in properties if properties is not None else ():
        name, written = change.tag.rpartition("}")[2], change.get("val", "")
        if name == "strike" and written.lower() not in ("0", "false"):
            return _STRUCK
        if name == "vertAlign" and written in ("superscript", "subscript"):
            return _RAISED
    return ""


def _marked(text: str, manner: str, beside_digits: bool) -> str:
    if not text.strip():
        return text
    if manner == _STRUCK:
        return f"〔划去：{text}〕"
    return f"[{text}]" if manner == _RAISED and beside_digits else text


def _unescape(words: str) -> str:
    """Undo the _xHHHH_ escapes of the file format; halves of a character are joined, a lone half becomes U+FFFD."""
    if "_x" not in words:
        return words
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), words)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _date_styles(root: ElementTree.Element) -> frozenset[str]:
    formats = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter(_tag(root, "numFmt"))}
    found = root.find(_tag(root, "cellXfs"))
    styles = enumerate(found if found is not None else ())
    return frozenset(str(place) for place, style in styles if _is_date(style.get("numFmtId", "0"), formats))


def _is_date(number: str, formats: dict[str, str]) -> bool:
    if number in formats:
        return re.search("[ymdhs年月日]", _QUOTED.sub("", formats[number]).lower().replace("general", "")) is not None
    return number.isdigit() and int(number) in _BUILT_IN_DATES
