"""The annual report as a Word document: what an agency prints, seals and publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from xlreport.files.atomic import write_bytes
from xlreport.published.contents import (
    Gap,
    Piece,
    first_sections,
    headings,
    last_sections,
    prose,
    signature,
    title,
)
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
from xlreport.published.docx_tables import add_table
from xlreport.report import Report

_ROOM_BEFORE_TABLE, _ROOM_AFTER_TABLE = Pt(4), Pt(14)
_MARGIN_CHARACTERS = 2
"""How far the name of the agency stands from the right edge; its date begins as far right of the name's beginning."""

_LONGEST_LINE = TYPE_AREA_MM / 25.4 * 72 / BODY_POINTS - 2 * _MARGIN_CHARACTERS
"""Characters between both edges of a signature."""


def write_docx(report: Report, target: Path) -> None:
    """Write the statutory report of one agency as a Word document.

    Title, sections 一 to 六 with the statute's headings and tables, signature. Numbers stand as the report prints
    them: 件 whole, 万元 with up to 4 decimals, a blank as an empty cell, words as they are. A missing text, name, year
    or date is a marked gap 「【此处待填：…】」, see ``gaps``. The same report gives the same bytes. Raises
    FileProblem when the place cannot be written.
    """
    # packed in memory first: a full disk then meets one plain write, not a half-closed archive
    document = new_document()
    _Writer(document, report).write()
    write_bytes(target, pack(document, "".join(map(str, title(report))), report.agency))


class _Writer:
    """Writes the paragraphs and tables of one report, from the title to the date."""

    def __init__(self, document: Any, report: Report) -> None:
        self.document, self.report, self.last_heading = document, report, ""

    def write(self) -> None:
        self._title()
        for key in first_sections(self.report):
            self._section(key)
        for place, table in enumerate(self.report.form.tables):
            self._heading(table.title, 1, after_table=place > 0).paragraph_format.space_after = _ROOM_BEFORE_TABLE
            add_table(self.document, self.report, table)
        for place, key in enumerate(last_sections()):
            self._section(key, after_table=place == 0)
        self._signature()

    def _title(self) -> None:
        agency, year, word, name = title(self.report)
        paragraph = self.document.add_paragraph(style=TITLE)
        for piece in (agency, year, word):
            _add(paragraph, piece)
        # a title of two lines is broken where its sense allows it
        if _width("".join(map(str, (agency, year, word, name)))) * TITLE_POINTS > TYPE_AREA_MM / 25.4 * 72:
            paragraph.add_run().add_break()
        _add(paragraph, name)

    def _section(self, key: str, *, after_table: bool = False) -> None:
        heading, part = headings(key)
        if heading != self.last_heading:
            self._heading(heading, 1, after_table=after_table)
            self.last_heading = heading
        if part:
            self._heading(part, 2)
        for piece in prose(self.report, key):
            _add(self.document.add_paragraph(style=BODY), piece)

    def _heading(self, words: str, level: int, *, after_table: bool = False) -> Paragraph:
        paragraph: Paragraph = self.document.add_paragraph(words, style=f"Heading {level}")
        if after_table:
            paragraph.paragraph_format.space_before = _ROOM_AFTER_TABLE
        return paragraph

    def _signature(self) -> None:
        """One line below the text: the agency two characters from the edge, its date two right of the name's begin."""
        pieces = signature(self.report)
        agency, date = (_width(str(piece)) for piece in pieces)
        if agency > _LONGEST_LINE:  # the name takes several lines: the date stands below the end of the last one
            agency = date
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
    if isinstance(piece, Gap):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _width(words: str) -> float:
    """Width in characters; letters and digits take half of one."""
    return sum(1.0 if character > "\u2e7f" or character in "“”‘’—…" else 0.5 for character in words)
