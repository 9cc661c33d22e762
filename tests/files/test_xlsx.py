"""Cells of .xlsx packages as many programs write them, each kind kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_input.spoil import packed_parts
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, UNCACHED, WORDS, Book, Cell, read_book
from xlreport.findings.model import FileProblem
from xlreport.numbers import Kind

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="worksheet" Target="{target}"/></Relationships>'
)


def book(
    folder: Path,
    rows: str,
    *,
    strings: str = "",
    styles: str = "",
    namespace: str = MAIN,
    prefix: str = "",
    target: str = "worksheets/sheet1.xml",
    after: str = "",
) -> Book:
    """A package with one sheet 甲 that holds these rows; ``prefix`` names the namespace in every tag."""
    declared = f'xmlns:{prefix.rstrip(":")}="{namespace}"' if prefix else f'xmlns="{namespace}"'
    p = prefix
    sheets = f'<{p}sheets><{p}sheet name="甲" rel:id="r1"/></{p}sheets>'
    sheet = f"<{p}sheetData>{rows}</{p}sheetData>{after}"
    parts = {
        "xl/workbook.xml": f'<{p}workbook {declared} xmlns:rel="{_RELATION}">{sheets}</{p}workbook>',
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(target=target),
        "xl/worksheets/sheet1.xml": f"<{p}worksheet {declared}>{sheet}</{p}worksheet>",
        "xl/sharedStrings.xml": f"<sst {declared}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {declared}>{styles}</styleSheet>",
    }
    path = folder / "甲.xlsx"
    path.write_bytes(packed_parts({name: words.encode() for name, words in parts.items()}))
    return read_book(path)


def cell(folder: Path, xml: str, *, strings: str = "", styles: str = "") -> Cell | None:
    return book(folder, f'<row r="2">{xml}</row>', strings=strings, styles=styles).grid("甲").cells.get((2, 2))


CELLS = {
    '<c r="B2"><v>12</v></c>': Cell(NUMBER, "12"),
    '<c r="B2" t="n"><v>1.5E-3</v></c>': Cell(NUMBER, "1.5E-3"),
    '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> 三 </t></is></c>': Cell(WORDS, " 三 "),
    '<c r="B2" t="inlineStr"><is><r><t>三</t></r><r><t>件</t></r></is></c>': Cell(WORDS, "三件"),
    '<c r="B2" t="inlineStr"/>': None,
    '<c r="B2" t="str"><f>A1</f><v>三</v></c>': Cell(WORDS, "三", "A1"),
    '<c r="B2" t="str"><f>A1</f><v></v></c>': Cell(WORDS, "", "A1"),
    '<c r="B2" t="e"><v>#DIV/0!</v></c>': Cell(ERROR, "#DIV/0!"),
    '<c r="B2" t="b"><v>1</v></c>': Cell(LOGICAL, "TRUE"),
    '<c r="B2" t="b"><v>0</v></c>': Cell(LOGICAL, "FALSE"),
    '<c r="B2" t="d"><v>2024-01-20</v></c>': Cell(DATE, "2024-01-20"),
    '<c r="B2"><f>SUM(A1:A9)</f><v>7</v></c>': Cell(NUMBER, "7", "SUM(A1:A9)"),
    '<c r="B2"><f>SUM(A1:A9)</f></c>': Cell(UNCACHED, "", "SUM(A1:A9)"),
    '<c r="B2"><f>SUM(A1:A9)</f><v/></c>': Cell(UNCACHED, "", "SUM(A1:A9)"),
    '<c r="B2"><f t="shared" si="0"/><v>7</v></c>': Cell(NUMBER, "7", "="),
    '<c r="B2" s="1"/>': None,
    '<c r="B2"><v/></c>': None,
    '<c r="B2" t="inlineStr"><is><t>一_x000D_二_x005F_x000D_</t></is></c>': Cell(WORDS, "一\r二_x000D_"),
    '<c r="B2" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>': Cell(WORDS, "\U0001f600"),
    '<c r="B2" t="inlineStr"><is><t>_xD83D_</t></is></c>': Cell(WORDS, "\ufffd"),
}


@pytest.mark.parametrize("xml", CELLS)
def test_kind_of_cell(xml: str, tmp_path: Path) -> None:
    assert cell(tmp_path, xml) == CELLS[xml]


STRINGS = {
    "<si><t>三</t></si>": "三",
    "<si><r><rPr><b/></rPr><t>三</t></r><r><t xml:space='preserve'> 件</t></r></si>": "三 件",
    "<si><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh></si>": "東京",
    "<si><t>一&#10;二</t></si>": "一\n二",
    "<si/>": "",
}


@pytest.mark.parametrize("xml", STRINGS)
def test_shared_string(xml: str, tmp_path: Path) -> None:
    assert cell(tmp_path, '<c r="B2" t="s"><v>0</v></c>', strings=xml) == Cell(WORDS, STRINGS[xml])


FORMATS = {
    "yyyy-mm-dd": True,
    'yyyy"年"m"月"d"日"': True,
    "[$-804]yyyy年m月": True,
    "[h]:mm": True,
    "0.00": False,
    '0"月"': False,
    '#,##0"元";[Red]-#,##0"元"': False,
    "General": False,
    r"0\d": False,
    "@": False,
}


@pytest.mark.parametrize("shown", FORMATS)
def test_custom_date_formats(shown: str, tmp_path: Path) -> None:
    code = shown.replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs>'
    )
    found = cell(tmp_path, '<c r="B2" s="1"><v>45000</v></c>', styles=styles)
    assert found == Cell(DATE if FORMATS[shown] else NUMBER, "45000")


@pytest.mark.parametrize(
    ("number", "is_date"), [(0, False), (2, False), (14, True), (22, True), (31, True), (49, False), (57, True)]
)
def test_built_in_date_formats(number: int, is_date: bool, tmp_path: Path) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
    found = cell(tmp_path, '<c r="B2" s="1"><v>45000</v></c>', styles=styles)
    assert found == Cell(DATE if is_date else NUMBER, "45000")


@pytest.mark.parametrize(("namespace", "prefix"), [(MAIN, ""), (STRICT, ""), (MAIN, "x:"), (STRICT, "s:")])
def test_namespaces(namespace: str, prefix: str, tmp_path: Path) -> None:
    p = prefix
    rows = f'<{p}row r="2"><{p}c r="B2"><{p}f>A1</{p}f><{p}v>7</{p}v></{p}c></{p}row>'
    merges = f'<{p}mergeCells><{p}mergeCell ref="A1:B1"/></{p}mergeCells>'
    grid = book(tmp_path, rows, namespace=namespace, prefix=prefix, after=merges).grid("甲")
    assert grid.cells == {(2, 2): Cell(NUMBER, "7", "A1")}
    assert [str(box) for box in grid.merges] == ["A1:B1"]


def test_cells_and_rows_without_addresses(tmp_path: Path) -> None:
    rows = (
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c><v>3</v></c><c r="D5"><v>4</v></c><c><v>5</v></c></row>'
    )
    found = book(tmp_path, rows).grid("甲").cells
    assert {spot: one.value for spot, one in found.items()} == {
        (1, 1): "1", (1, 2): "2", (5, 1): "3", (5, 4): "4", (5, 5): "5",
    }  # fmt: skip


def test_absolute_target(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert book(tmp_path, rows, target="/xl/worksheets/sheet1.xml").grid("甲").words(1, 1) == "1"


@pytest.mark.parametrize("value", ["-1", "5", "x", "²", "1.0", ""])
def test_shared_string_that_is_not_there(value: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="damaged"):
        cell(tmp_path, f'<c r="B2" t="s"><v>{value}</v></c><c r="C2" t="s"><v>9</v></c>', strings="<si/>")


def test_what_number_fields_make_of_cells() -> None:
    kinds = {
        Cell(NUMBER, "3"): Kind.NUMBER,
        Cell(NUMBER, "three"): Kind.TEXT,
        Cell(WORDS, "3"): Kind.TEXT,
        Cell(WORDS, "—"): Kind.DASH,
        Cell(ERROR, "#N/A"): Kind.ERROR,
        Cell(UNCACHED, "", "A1"): Kind.ERROR,
        Cell(DATE, "45000"): Kind.TEXT,
        Cell(LOGICAL, "TRUE"): Kind.TEXT,
    }
    assert {cell: cell.content().kind for cell in kinds} == kinds
