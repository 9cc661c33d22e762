"""The annual report as a Word document: what an agency prints, seals and publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from xlreport.files.atomic import write_bytes
from xlreport.published.docx_parts import (
    BODY,
    BODY_POINTS,
    LINE_TWIPS,
    PLAIN,
    TITLE,
    TITLE_POINTS,
    TYPE_AREA_MM,
    indent,
    new_document,
    pack,
)
from xlreport.published.docx_tables import add_table, printable
from xlreport.report import SECTIONS, Report

_WHOLE, _PART = "一", "一/"
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ROOM_BEFORE_TABLE, _ROOM_AFTER_TABLE = Pt(4), Pt(14)
_MARGIN_CHARACTERS = 2
"""How far the name of the agency stands from the right edge; its date begins as far right of the name's beginning."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something the report does not say and the document has to."""

    what: str

    def __str__(self) -> str:
        return f"（此处待填写：{self.what}）"


Piece = str | _Gap


def write_docx(report: Report, target: Path) -> None:
    """Write the statutory report of one agency as a Word document.

    Title, sections 一 to 六 with the statute's headings and tables, signature. Numbers stand as the report prints
    them: 件 whole, 万元 with up to 4 decimals, a blank as an empty cell, words as they are. A missing text, name, year
    or date is a marked gap 「（此处待填写：…）」, see ``gaps``. The same report gives the same bytes. Raises
    FileProblem when the place cannot be written.
    """
    # packed in memory first: a full disk then meets one plain write, not a half-closed archive
    document = new_document()
    _Writer(document, report).write()
    write_bytes(target, pack(document, "".join(map(str, _title(report))), report.agency))


def gaps(report: Report) -> tuple[str, ...]:
    """What the document of a report leaves open, in the order of its pages."""
    pieces = [*_title(report), *(piece for key in _keys(report) for piece in _prose(report, key)), *_signature(report)]
    return tuple(piece.what for piece in pieces if isinstance(piece, _Gap))


def _title(report: Report) -> tuple[Piece, Piece, str, str]:
    return (*_name_and_year(report), "年", report.form.title)


def _name_and_year(report: Report) -> tuple[Piece, Piece]:
    year = _Gap("报告年度") if report.year is None else str(report.year)
    return _agency(report), year


def _agency(report: Report) -> Piece:
    return printable(" ".join(report.agency.split())) or _Gap("单位名称")


def _signature(report: Report) -> tuple[Piece, Piece]:
    """Who signs and when; a date that is none is printed as it stands."""
    date = report.cover.date.strip()
    found = _ISO_DATE.fullmatch(date)
    if found:
        year, month, day = map(int, found.groups())
        date = f"{year}年{month}月{day}日"
    return _agency(report), printable(date) or _Gap("成文日期")


def _keys(report: Report) -> list[str]:
    """The text sections that are printed: 一 as a whole where it was not written in parts."""
    filled = {key for key, words in report.narrative.items() if words.strip()}
    parts = [key for key in SECTIONS if key.startswith(_PART)]
    if _WHOLE in filled:
        parts = [_WHOLE, *(parts if filled & set(parts) else ())]
    return parts + [key for key in SECTIONS if not key.startswith(_WHOLE)]


def _headings(key: str) -> tuple[str, str]:
    """The statute's heading of a section, and that of its part ('' where it has none)."""
    heading, bracket, part = SECTIONS[key].partition("（")
    return heading, "" if key == _WHOLE else bracket + part


def _prose(report: Report, key: str) -> Iterator[Piece]:
    """The paragraphs of a section. Its heading, written once more above the text, is not printed twice."""
    heading, part = _headings(key)
    name = (part or heading).lstrip("一二三四五六（）、")
    lines = [line.strip() for line in report.narrative.get(key, "").splitlines()]
    lines = [printable(line) for line in lines if line]
    if lines and lines[0].rstrip("。：: ") in (heading, part, name):
        del lines[0]
    if lines:
        yield from lines
    else:
        yield _Gap(name)


class _Writer:
    """Writes the paragraphs and tables of one report, from the title to the date."""

    def __init__(self, document: Any, report: Report) -> None:
        self.document, self.report, self.last_heading = document, report, ""

    def write(self) -> None:
        self._title()
        keys = _keys(self.report)
        for key in (key for key in keys if key.startswith(_WHOLE)):
            self._section(key)
        for place, table in enumerate(self.report.form.tables):
            self._heading(table.title, 1, after_table=place > 0).paragraph_format.space_after = _ROOM_BEFORE_TABLE
            add_table(self.document, self.report, table)
        for place, key in enumerate(key for key in keys if not key.startswith(_WHOLE)):
            self._section(key, after_table=place == 0)
        self._signature()

    def _title(self) -> None:
        agency, year, word, name = _title(self.report)
        paragraph = self.document.add_paragraph(style=TITLE)
        for piece in (agency, year, word):
            _add(paragraph, piece)
        # a title of two lines is broken where its sense allows it
        if _width("".join(map(str, (agency, year, word, name)))) * TITLE_POINTS > TYPE_AREA_MM / 25.4 * 72:
            paragraph.add_run().add_break()
        _add(paragraph, name)

    def _section(self, key: str, *, after_table: bool = False) -> None:
        heading, part = _headings(key)
        if heading != self.last_heading:
            self._heading(heading, 1, after_table=after_table)
            self.last_heading = heading
        if part:
            self._heading(part, 2)
        for piece in _prose(self.report, key):
            _add(self.document.add_paragraph(style=BODY), piece)

    def _heading(self, words: str, level: int, *, after_table: bool = False) -> Paragraph:
        paragraph: Paragraph = self.document.add_paragraph(words, style=f"Heading {level}")
        if after_table:
            paragraph.paragraph_format.space_before = _ROOM_AFTER_TABLE
        return paragraph

    def _signature(self) -> None:
        """One line below the text: the agency two characters from the edge, its date two right of the name's begin."""
        pieces = _signature(self.report)
        agency, date = (_width(str(piece)) for piece in pieces)
        room = max(_MARGIN_CHARACTERS, agency - date)
        rooms = (max(_MARGIN_CHARACTERS, room + date + _MARGIN_CHARACTERS - agency), room)
        for place, (piece, characters) in enumerate(zip(pieces, rooms, strict=True)):
            paragraph = self.document.add_paragraph(style=PLAIN)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            indent(paragraph, "right", characters, BODY_POINTS)
            _add(paragraph, piece)
            if place == 0:
                paragraph.paragraph_format.space_before = Pt(LINE_TWIPS / 20)
                paragraph.paragraph_format.keep_with_next = True


def _add(paragraph: Paragraph, piece: Piece) -> None:
    """Words as they are; a gap is marked so that nobody sends it out unseen."""
    run = paragraph.add_run(str(piece))
    if isinstance(piece, _Gap):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _width(words: str) -> float:
    """Width in characters; letters and digits take half of one."""
    return sum(1.0 if character > "\u2e7f" or character in "“”‘’—…" else 0.5 for character in words)
