"""The parts of a Word document that hold no words of a report: page, styles, fonts, settings, and the packing.

GB/T 9704-2012: A4, type area 156 mm × 225 mm, 22 lines of 28 characters in 3号 (16 pt), titles in 2号 小标宋, headings
in 黑体 and 楷体, page numbers in 4号 below the type area, outside. Fonts are those of a Chinese Windows; where a name
may be missing the font table names what to take instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

BUILT = datetime(2021, 9, 26)
"""Time stamp of every document: the same report gives the same bytes. The date of the notice in force."""
TYPE_AREA_MM = 156.0
TWIPS_PER_MM = 1440 / 25.4
LINE_TWIPS = 579
"""Line pitch: exactly 28.95 pt, so that 22 lines fill the 225 mm of the type area."""
TITLE_POINTS, BODY_POINTS = 22, 16
TITLE, BODY, PLAIN, TABLE = "Title", "Body Text", "Normal", "Table Text"
"""Names of the paragraph styles; the headings are Word's own, 'Heading 1' and 'Heading 2'."""

_TITLE_FONT, _HEADING_FONT, _PART_FONT, _BODY_FONT, _TABLE_FONT = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"
_ALTERNATIVES = {
    _TITLE_FONT: ("方正小标宋_GBK,华文中宋,宋体,SimSun", "roman"),
    _HEADING_FONT: ("SimHei", "modern"),
    _PART_FONT: ("楷体_GB2312,KaiTi", "modern"),
    _BODY_FONT: ("仿宋_GB2312,FangSong", "modern"),
    _TABLE_FONT: ("SimSun", "auto"),
}
"""What to take where a font is not installed, and the family it belongs to."""


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; ``indent``: the first line stands in by two characters; ``squeeze`` in 1/20 pt a character."""

    name: str
    identifier: str
    font: str
    points: float
    align: str = "both"
    line: int = LINE_TWIPS
    indent: bool = False
    level: int | None = None
    squeeze: int = 0
    after: int = 0
    digits: str = ""


# 28 characters of 16 pt are 448 pt wide, the type area is 442 pt: each character gives up a quarter of a point.
_STYLES = (
    _Style(PLAIN, "Normal", _BODY_FONT, BODY_POINTS),
    _Style(BODY, "BodyText", _BODY_FONT, BODY_POINTS, indent=True, squeeze=-5),
    _Style(TITLE, "Title", _TITLE_FONT, TITLE_POINTS, align="center", line=700, after=LINE_TWIPS),
    _Style("heading 1", "Heading1", _HEADING_FONT, BODY_POINTS, indent=True, level=0),
    _Style("heading 2", "Heading2", _PART_FONT, BODY_POINTS, indent=True, level=1),
    _Style(TABLE, "TableText", _TABLE_FONT, 9, align="center", line=230, digits="Times New Roman"),
    _Style("footer", "Footer", _TABLE_FONT, 14),
)


def new_document() -> Any:
    """An empty document with the page, the styles and the page numbers of an official paper."""
    document = Document()
    _drop_ready_made_parts(document.part)
    document.part._styles_part._element = parse_xml(_styles_xml())
    document.part._settings_part._element = parse_xml(_settings_xml())
    document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = _fonts_xml().encode()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # the dash stands in the middle of a line of 4号, 7 mm below the type area
    section.header_distance, section.footer_distance = Mm(15), Mm(25.5)
    _number_pages(section)
    return document


def _drop_ready_made_parts(part: Any) -> None:
    """Take out what python-docx's own empty document brings along: a picture of it, a theme, macOS' styles."""
    kept = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.FONT_TABLE}
    for key in [key for key, relation in part.rels.items() if relation.reltype not in kept]:
        del part.rels[key]
    kept = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
    for key in [key for key, relation in part.package.rels.items() if relation.reltype not in kept]:
        del part.package.rels[key]


def _styles_xml() -> str:
    fonts = _fonts(_BODY_FONT)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        "</w:tblPr></w:style>"
    )
    return f"<w:styles {nsdecls('w')}>{defaults}{''.join(map(_style_xml, _STYLES))}{table}</w:styles>"


def _style_xml(style: _Style) -> str:
    size = round(2 * style.points)
    width = round(20 * style.points) + style.squeeze
    default = style.name == PLAIN
    kind = ' w:default="1"' if default else ' w:customStyle="1"' if style.name == TABLE else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{style.identifier}"><w:name w:val="{style.name}"/>'
        + ("" if default else '<w:basedOn w:val="Normal"/>')
        + ('<w:next w:val="BodyText"/>' if style.level is not None else "")
        + "<w:qFormat/><w:pPr>"
        + ("" if style.level is None else "<w:keepNext/>")
        + '<w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
        + f'<w:spacing w:before="0" w:after="{style.after}" w:line="{style.line}" w:lineRule="exact"/>'
        + (f'<w:ind w:firstLineChars="200" w:firstLine="{2 * width}"/>' if style.indent else "")
        + f'<w:jc w:val="{style.align}"/>'
        + ("" if style.level is None else f'<w:outlineLvl w:val="{style.level}"/>')
        + f"</w:pPr><w:rPr>{_fonts(style.font, style.digits)}"
        + (f'<w:spacing w:val="{style.squeeze}"/>' if style.squeeze else "")
        + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _fonts(name: str, digits: str = "") -> str:
    """One font for Chinese, digits and letters alike where not told else; w:eastAsia is what Chinese follows."""
    digits = digits or name
    return f'<w:rFonts w:ascii="{digits}" w:hAnsi="{digits}" w:eastAsia="{name}" w:cs="{digits}" w:hint="eastAsia"/>'


def _settings_xml() -> str:
    word = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _fonts_xml() -> str:
    fonts = (
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="auto"/></w:font>'
        for name, (others, family) in _ALTERNATIVES.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:fonts {nsdecls('w')}>{''.join(fonts)}</w:fonts>"


def _number_pages(section: Section) -> None:
    """「— 1 —」 on the outside: right on odd pages, left on even ones, one character in."""
    outside = (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    )
    for footer, align, side in outside:
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        indent(paragraph, side, 1, 14)
        paragraph.add_run("— ")
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        paragraph._p.append(field)
        paragraph.add_run(" —")


def indent(paragraph: Paragraph, side: str, characters: float, points: float) -> None:
    """Keep a paragraph so many characters of a size away from the left or right edge."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
    properties.set(qn(f"w:{side}Chars"), str(round(100 * characters)))
    properties.set(qn(f"w:{side}"), str(round(20 * points * characters)))


def pack(document: Any, title: str, author: str) -> bytes:
    """The document's bytes, the same for the same content: fixed times, within the package too."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title[:255], author[:255], "xlreport", ""
    core.created = core.modified = BUILT
    core.revision, core.language = 1, "zh-CN"
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as parts, ZipFile(packed, "w") as archive:
        for part in parts.infolist():
            stamped = ZipInfo(part.filename, BUILT.timetuple()[:6])
            stamped.compress_type, stamped.external_attr, stamped.create_system = ZIP_DEFLATED, 0o600 << 16, 0
            archive.writestr(stamped, parts.read(part))
    return packed.getvalue()
