"""Documents as Word files, written part by part so that each fault comes out as meant."""

from __future__ import annotations

import io
import random
import zipfile
from xml.sax.saxutils import escape

from tests.published.documents.printed import Block, Cell, Grid, Line, PageBreak, Printed

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WIDTH = 9000
_CENTRED = '<w:pStyle w:val="T"/><w:jc w:val="center"/>'
_NARROW = '<w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tblCellMar>'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARTS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)
_FONTS = '<w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="SimSun"/>'
_STYLES = (
    f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val='21'/></w:rPr></w:rPrDefault>"
    "</w:docDefaults><w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/></w:style>"
    + "".join(
        f"<w:style w:type='paragraph' w:styleId='H{n}'><w:name w:val='heading {n}'/><w:basedOn w:val='Normal'/>"
        f"<w:pPr><w:outlineLvl w:val='{n - 1}'/></w:pPr><w:rPr><w:b/><w:sz w:val='{40 - 6 * n}'/></w:rPr></w:style>"
        for n in (1, 2, 3)
    )
    + "<w:style w:type='paragraph' w:styleId='T'><w:name w:val='Table'/><w:basedOn w:val='Normal'/>"
    "<w:rPr><w:sz w:val='15'/></w:rPr></w:style></w:styles>"
)


def write_docx(document: Printed, rng: random.Random) -> bytes:
    """The document as a .docx; with or without heading styles, words in one run or torn into several."""
    styled, torn = rng.random() < 0.5, rng.random() < 0.3
    body = "".join(_block(block, styled, torn) for block in document.blocks)
    if "nested" in document.layout:
        one = f'<w:tblGrid><w:gridCol w:w="{_WIDTH}"/></w:tblGrid><w:tr><w:tc>{body}<w:p/></w:tc></w:tr>'
        body = f"<w:tbl>{_properties()}{one}</w:tbl>"
    running = "running_head" in document.layout
    section = '<w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>'
    section = f'<w:p/><w:sectPr>{section if running else ""}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1100" \
w:bottom="1100" w:left="1400" w:right="1400" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr>'
    page = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    page += '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    page += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/_rels/document.xml.rels": _PARTS,
        "word/document.xml": f'{_HEAD}<w:document {_W} xmlns:r="{_OFFICE}"><w:body>{body}{section}</w:body>'
        "</w:document>",
        "word/styles.xml": _STYLES,
        "word/header1.xml": f"{_HEAD}<w:hdr {_W}>{_paragraph(document.agency + '信息公开年报')}</w:hdr>",
        "word/footer1.xml": f"{_HEAD}<w:ftr {_W}><w:p>{_run('— ')}{page}{_run(' —')}</w:p></w:ftr>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(zipfile.ZipInfo(name), words, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _run(words: str, raised: bool = False) -> str:
    look = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>' if raised else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""


def _runs(words: str, torn: bool) -> str:
    """Words as runs; Word itself tears them wherever someone once typed."""
    lines = words.split("\n")
    parts = []
    for line in lines:
        middle = len(line) // 2 if torn else 0
        parts.append(_run(line[:middle]) + _run(line[middle:]))
    return "<w:r><w:br/></w:r>".join(parts)


def _paragraph(words: str, look: str = "", torn: bool = False, mark: str = "") -> str:
    return f"<w:p>{look and f'<w:pPr>{look}</w:pPr>'}{_runs(words, torn)}{_run(mark, True)}</w:p>"


def _block(block: Block, styled: bool, torn: bool) -> str:
    if isinstance(block, Grid):
        return _grid(block, torn)
    if isinstance(block, PageBreak):
        number = _paragraph(block.number) if block.number else ""
        return f'{number}<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return _paragraph(block.text, _look(block, styled), torn)


def _look(line: Line, styled: bool) -> str:
    if line.heading and styled:
        return f'<w:pStyle w:val="H{line.heading}"/>' + ('<w:jc w:val="center"/>' if line.heading == 1 else "")
    return '<w:jc w:val="center"/>' if line.heading == 1 else '<w:ind w:firstLine="420"/>'


def _properties() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    return f'<w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>{_NARROW}</w:tblPr>'


def _grid(grid: Grid, torn: bool) -> str:
    """Rows as Word keeps them: gridSpan to the right, a continuing cell in each row below for vMerge."""
    widths = _widths(grid)
    starts = {(top, left): (cell, high, wide) for top, row in enumerate(grid.spans()) for left, cell, high, wide in row}
    below: dict[tuple[int, int], int] = {}
    for (top, left), (_, high, wide) in starts.items():
        below |= {(row, left): wide for row in range(top + 1, top + high)}
    rows = []
    for top in range(len(grid.rows)):
        cells = ""
        for left in range(grid.width):
            if (top, left) in starts:
                cell, high, wide = starts[top, left]
                cells += _cell(
                    cell, sum(widths[left : left + wide]), wide, '<w:vMerge w:val="restart"/>' if high > 1 else "", torn
                )
            elif (top, left) in below:
                cells += _cell(
                    Cell(), sum(widths[left : left + below[top, left]]), below[top, left], "<w:vMerge/>", torn
                )
        rows.append(f"<w:tr>{cells}</w:tr>")
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{_properties()}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _widths(grid: Grid) -> list[int]:
    """Labels take what numbers leave, the innermost ones most of it."""
    others = grid.width - grid.stubs
    if grid.stubs < 2:
        return [_WIDTH // grid.width] * grid.width
    ahead = [700] * (grid.stubs - 1)
    return [*ahead, _WIDTH - sum(ahead) - 720 * others, *[720] * others]


def _cell(cell: Cell, width: int, wide: int, merge: str, torn: bool) -> str:
    span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
    look = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>'
    return f"<w:tc>{look}{_paragraph(cell.text, _CENTRED, torn, cell.mark)}</w:tc>"
