"""The report in a document whose headings are marked as such and that is laid out as the form prescribes.

What xlreport exports is one, and so is what an office makes of it in Word as long as it keeps the heading styles:
title, the six headings in their order and nothing else marked as a heading (but the five parts of 一), the body's name
of the title and a date at the very end. Such a document says itself where its sections begin, so that no word in them
is taken for a heading, a page number or a signature, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlreport.align.document import Block, Document, Line
from xlreport.published.contents import is_gap
from xlreport.published.headings import read_heading
from xlreport.report import SECTIONS

_KINDS = ("docx", "html")
"""Kinds of file that mark headings and do not break lines by themselves."""
_TITLE = re.compile(r"(?P<year>20\d\d|【此处待填：报告年度】)年政府信息公开工作年度报告")
_LONGEST_TITLE = 3
"""So many lines a title has at most."""
_NUMBERS = [1, 2, 3, 4, 5, 6]
_TABLES = (2, 3, 4)
_PARTS = {words.partition("（")[2].rpartition("）")[2]: key for key, words in SECTIONS.items() if key.startswith("一/")}
"""The five parts by their names as the form prints them behind their numbers."""
_NUMBERED = re.compile(r"（[一二三四五]）")


@dataclass(frozen=True, slots=True)
class Marked:
    """A report laid out as the form prescribes: what its title and its signature say, word for word, and its texts.

    ``agency`` is '' and ``year`` None where the document has a gap there; ``date`` is what stands below the name, ''
    for a gap. ``narrative`` has the keys of ``SECTIONS``; a section that is a gap is missing. ``tables`` is what
    stands under the headings of 二 to 四, these included: no number is to be looked for elsewhere.
    """

    title: str
    agency: str
    year: int | None
    date: str
    tables: tuple[Block, ...]
    narrative: dict[str, str]


def read_marked(document: Document) -> Marked | None:
    """The report in such a document, None for any other document."""
    blocks = document.blocks
    heads = [at for at, block in enumerate(blocks) if isinstance(block, Line) and block.heading]
    while heads and heads[0] < _LONGEST_TITLE and _key(blocks[heads[0]]) is None:  # lines of the title, marked too
        heads = heads[1:]
    if document.kind not in _KINDS or not heads:
        return None
    places = [(at, key) for at in heads if (key := _key(blocks[at])) is not None]
    if len(places) != len(heads) or [key for _, key in places if isinstance(key, int)] != _NUMBERS:
        return None
    title = "".join(_words(blocks[: heads[0]]) or ())
    signature = _words(blocks[heads[-1] + 1 :])
    if signature is None or len(signature) < 2:
        return None
    agency, date = signature[-2:]
    found = _TITLE.fullmatch(_close(title).removeprefix(_close(agency)))
    if found is None:
        return None
    texts = _texts(blocks, places)
    if texts is None:
        return None
    texts["六"] = texts["六"][:-2]
    first, last = (next(at for at, key in places if key == section) for section in (_TABLES[0], _TABLES[-1] + 1))
    narrative = {key: "\n".join(texts[key]) for key in SECTIONS if _is_said(texts.get(key, []))}
    year = int(found["year"]) if found["year"].isdigit() else None
    return Marked(
        title, "" if is_gap(agency) else agency, year, "" if is_gap(date) else date, blocks[first:last], narrative
    )


def _key(block: Block) -> int | str | None:
    """The section (1 … 6) or the part of 一 that a heading is the heading of, and nothing else."""
    text = block.text if isinstance(block, Line) else ""
    heading = read_heading(text)
    if heading is not None and not heading.rest and heading.number.ordinal == heading.section:
        return heading.section
    number = _NUMBERED.match(text)
    return _PARTS.get(text[number.end() :].rstrip("。")) if number else None


def _texts(blocks: Sequence[Block], places: Sequence[tuple[int, int | str]]) -> dict[str, list[str]] | None:
    """The paragraphs of each text section; None where a table stands in one, or a text among the tables' headings."""
    texts: dict[str, list[str]] = {}
    ends = [at for at, _ in places[1:]] + [len(blocks)]
    section = 0
    for (at, key), end in zip(places, ends, strict=True):
        section = key if isinstance(key, int) else section
        if section in _TABLES:
            if isinstance(key, str):
                return None
            continue
        words = _words(blocks[at + 1 : end])
        if words is None or (isinstance(key, str) and section != 1):
            return None
        texts[key if isinstance(key, str) else "一二三四五六"[key - 1]] = words
    return texts


def _words(blocks: Sequence[Block]) -> list[str] | None:
    """The paragraphs of some blocks as they stand, those with bars and tabs too; None where a table is among them."""
    if any(not isinstance(block, Line) and block.columns_known for block in blocks):
        return None
    return list(_printed(blocks))


def _printed(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from (block.text,) if isinstance(block, Line) else block.lines


def _is_said(lines: Sequence[str]) -> bool:
    return bool(lines) and not (len(lines) == 1 and is_gap(lines[0]))


def _close(words: str) -> str:
    """Words without spaces: a title may be broken into lines anywhere."""
    return "".join(words.split())
