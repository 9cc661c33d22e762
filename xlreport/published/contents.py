"""What a published report consists of, whatever it is printed on: title, sections with their headings, signature, gaps.

The Word document and the web page print these pieces in this order; the importer knows the marks of the gaps again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.numbers import Content, show
from xlreport.report import SECTIONS, Report

WHOLE = "一"
_PART = "一/"
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GAP = re.compile(r"(?:【此处待填|（此处待填写)：[^【】（）]{1,40}[】）]")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the report does not say and the document has to: ``what`` names it."""

    what: str

    def __str__(self) -> str:
        return f"【此处待填：{self.what}】"


Piece = str | Gap
"""Words of the report, or a gap."""


def is_gap(words: str) -> bool:
    """Whether a line of a document is nothing but a gap that nobody has filled in."""
    return _GAP.fullmatch(words.strip()) is not None


def printable(words: str) -> str:
    """Words as XML can hold them: a control character shows as a mark instead of making the document unreadable."""
    return _UNPRINTABLE.sub("\ufffd", words)


def printed(content: Content) -> str:
    """What the cell of a number prints: money with its decimals, a blank as nothing, words as they stand."""
    plain = content.plain
    return "" if plain is None else printable(plain if isinstance(plain, str) else show(plain))


def title(report: Report) -> tuple[Piece, Piece, str, str]:
    """Agency, year, 「年」 and the name of the form; together they are the title."""
    year = Gap("报告年度") if report.year is None else str(report.year)
    return (agency(report), year, "年", report.form.title)


def agency(report: Report) -> Piece:
    """The body's name on one line."""
    return printable(" ".join(report.agency.split())) or Gap("单位名称")


def signature(report: Report) -> tuple[Piece, Piece]:
    """Who signs and when (2022年1月18日); a date that is none is printed as it stands."""
    date = report.cover.date.strip()
    found = _ISO_DATE.fullmatch(date)
    if found:
        year, month, day = map(int, found.groups())
        date = f"{year}年{month}月{day}日"
    return agency(report), printable(date) or Gap("成文日期")


def first_sections(report: Report) -> list[str]:
    """Keys of what is printed before the tables: 一 as a whole where it was not written in parts."""
    filled = {key for key, words in report.narrative.items() if words.strip()}
    parts = [key for key in SECTIONS if key.startswith(_PART)]
    return [WHOLE, *(parts if filled & set(parts) else ())] if WHOLE in filled else parts


def last_sections() -> list[str]:
    """Keys of what is printed behind the tables."""
    return [key for key in SECTIONS if not key.startswith(WHOLE)]


def headings(key: str) -> tuple[str, str]:
    """The statute's heading of a section, and that of its part ('' where it has none)."""
    heading, bracket, part = SECTIONS[key].partition("（")
    return heading, "" if key == WHOLE else bracket + part


def prose(report: Report, key: str) -> Iterator[Piece]:
    """The paragraphs of a section. Its heading, written once more above the text, is not printed twice."""
    heading, part = headings(key)
    name = (part or heading).lstrip("一二三四五六（）、")
    lines = [line.strip() for line in report.narrative.get(key, "").splitlines()]
    lines = [printable(line) for line in lines if line]
    if lines and lines[0].rstrip("。：: ") in (heading, part, name):
        del lines[0]
    if lines:
        yield from lines
    else:
        yield Gap(name)


def gaps(report: Report) -> tuple[str, ...]:
    """What the document of a report leaves open, in the order of its pages."""
    keys = [*first_sections(report), *last_sections()]
    pieces = [*title(report), *(piece for key in keys for piece in prose(report, key)), *signature(report)]
    return tuple(piece.what for piece in pieces if isinstance(piece, Gap))
