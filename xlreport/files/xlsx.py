"""Cells of an .xlsx or .xlsm package, straight from its XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from xlreport.a1 import Box, parse_cell
from xlreport.config import Limits
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, UNCACHED, WORDS, Book, Cell, Grid, too_many_cells
from xlreport.files.guard import SpreadsheetFile, parse_xml
from xlreport.findings.model import FileProblem

_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_WHOLE = re.compile(r"\s*[0-9]{1,9}\s*")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def open_xlsx(file: SpreadsheetFile, limits: Limits) -> Book:
    """The workbook of an .xlsx package. Raises FileProblem when a part is damaged."""
    package = _Package(file, limits)
    return Book(file.path, tuple(package.sheets), package.grid, package.saved(), package.defined_names)


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
            if "worksheets" in targets[relation]:
                hidden = sheet.get("state", "visible") != "visible"
                self.sheets[sheet.get("name", "")] = (targets[relation], hidden)
        self.defined_names = {
            name.get("name", ""): (name.text or "").replace("$", "").replace("'", "")
            for name in root.iter(_tag(root, "definedName"))
        }
        self._strings: list[str] | None = None
        self._dates: frozenset[str] | None = None

    def _workbook_part(self) -> str:
        if "xl/workbook.xml" in self.archive.NameToInfo:
            return "xl/workbook.xml"
        return next(name for name in self.archive.namelist() if name.lower().endswith("workbook.xml"))

    def _targets(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        relations = self._xml(f"{folder}/_rels/{name}.rels")
        targets = {}
        for relation in relations:
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            targets[relation.get("Id", "")] = path
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

    @property
    def strings(self) -> list[str]:
        if self._strings is None:
            self._strings = []
            if "xl/sharedStrings.xml" in self.archive.NameToInfo:
                root = self._xml("xl/sharedStrings.xml")
                self._strings = [_rich_text(item, root) for item in root]
        return self._strings

    @property
    def dates(self) -> frozenset[str]:
        """Style numbers whose format shows a date."""
        if self._dates is None:
            self._dates = frozenset()
            if "xl/styles.xml" in self.archive.NameToInfo:
                self._dates = _date_styles(self._xml("xl/styles.xml"))
        return self._dates

    def grid(self, name: str) -> Grid:
        part, hidden = self.sheets[name]
        root = self._xml(part)
        merges = tuple(self._merges(root))
        return Grid(name, self._cells(root, name), merges, hidden)

    def _merges(self, root: ElementTree.Element) -> Iterator[Box]:
        for merge in root.iter(_tag(root, "mergeCell")):
            try:
                yield Box.parse(merge.get("ref", ""))
            except ValueError:
                continue

    def _cells(self, root: ElementTree.Element, name: str) -> dict[tuple[int, int], Cell]:
        cells: dict[tuple[int, int], Cell] = {}
        tags = _Tags(root)
        data = root.find(tags.data)
        for place, row in enumerate(data if data is not None else (), 1):
            last = 0
            number = _row_number(row.get("r", ""), place)
            for element in row:
                reference = element.get("r")
                try:
                    where = parse_cell(reference) if reference else (number, last + 1)
                except ValueError as error:
                    raise FileProblem("damaged", self.path, detail=f"工作表“{name}”有错误的单元格编号") from error
                last = where[1]
                cell = self._cell(element, tags)
                if cell is not None:
                    cells[where] = cell
                if len(cells) > self.limits.cells:
                    raise too_many_cells(self.path, name, self.limits)
        return cells

    def _cell(self, element: ElementTree.Element, tags: _Tags) -> Cell | None:
        """The cell of one <c> element; None where it only carries a style."""
        if not len(element):
            return None
        formula_element = element.find(tags.formula)
        formula = "" if formula_element is None else formula_element.text or "="
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(tags.inline)
            return Cell(WORDS, "" if inline is None else _rich_text(inline, inline), formula)
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
    """Qualified names in the namespace of one sheet (transitional or strict)."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.data, self.value = _tag(root, "sheetData"), _tag(root, "v")
        self.formula, self.inline = _tag(root, "f"), _tag(root, "is")


def _row_number(written: str, place: int) -> int:
    """The number a row gives itself, else its place among the rows."""
    return int(written) if _WHOLE.fullmatch(written) else place


def _tag(root: ElementTree.Element, name: str) -> str:
    namespace, brace, _ = root.tag.rpartition("}")
    return f"{namespace}{brace}{name}"


def _rich_text(item: ElementTree.Element, root: ElementTree.Element) -> str:
    """The text of a string item: its runs joined, phonetic hints left out."""
    plain, run = _tag(root, "t"), _tag(root, "r")
    words = ""
    for child in item:
        if child.tag == plain:
            words += child.text or ""
        elif child.tag == run:
            words += "".join(part.text or "" for part in child if part.tag == plain)
    return _unescape(words)


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
