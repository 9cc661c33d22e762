"""A published document's text in reading order: lines, and cells of tables that only lay out a page.

The statutory tables themselves are no text; where they stand is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from xlreport.align.document import Document, Line, Place, TextGrid
from xlreport.align.labels import normalised, spellings
from xlreport.forms.load import VERSIONS, load
from xlreport.numbers import DASHES
from xlreport.published.headings import is_heading
from xlreport.published.wording import Folded, Passage, clean

_NUMBER = re.compile(r"[-+]*[\d.,]+%?")
_SENTENCE = re.compile(r"[。;!?]")
_TITLE = re.compile(r"公开.{0,30}(?:报告|年报)")
_LONG_CELL = 25
_FEWEST_LABELS = 3
"""Tables with fewer labels of the statute are of the body's own making."""
_GENERIC = frozenset({"其他", "总计"})
"""Labels of the statute that any local table has too."""


def passages(document: Document) -> list[Passage]:
    """A document's text in reading order: lines, and cells of grids that only lay out a page.

    Statutory tables give one passage without text for each run of their rows; other tables of short cells give
    nothing. Blank lines and cells are left out.
    """
    found: list[Passage] = []
    rows: list[tuple[list[str], Place]] = []
    for block in document.blocks:
        lines = _lines(block) if isinstance(block, Line) else ()
        for line in lines:
            if _is_tabular(line.text):
                rows.append(([clean(cell) for cell in re.split(r"[\t|｜]", line.text)], line.place))
                continue
            found += _from_rows(rows)
            rows = []
            found += _from_line(line)
        if isinstance(block, TextGrid):
            found += _from_rows(rows)
            rows = []
            found += _from_rows([([cell.text for cell in row], row[0].place) for row in block.rows])
    return _without_repeats([*found, *_from_rows(rows)])


def _lines(block: Line) -> Iterator[Line]:
    for text in block.text.split("\n"):
        if text.strip():
            yield Line(text.strip(), block.place, block.heading)


def _is_tabular(text: str) -> bool:
    return text.count("|") + text.count("｜") >= 2 or "\t" in text.strip() or text.endswith("|")


def _from_line(line: Line) -> Iterator[Passage]:
    text = clean(line.text)
    if text and is_table_line(text):
        yield Passage("", line.place, is_table=True)
    elif text:
        yield Passage(text, line.place, line.heading)


def _from_rows(rows: Sequence[tuple[list[str], Place]]) -> Iterator[Passage]:
    """Passages of a grid's rows. A row with a label of the statute belongs to a table: only headings in it are text."""
    cells = [clean(cell) for row, _ in rows for cell in row]
    is_layout = any(is_heading(cell) or is_sentence(cell) or _is_title(cell) for cell in cells)
    is_statutory = len({normalised(cell) for cell in cells} & _labels()) >= _FEWEST_LABELS
    for row, place in rows:
        is_table = is_statutory and any(normalised(cell) in _labels() for cell in row)
        if is_table:
            yield Passage("", place, is_table=True)
        for text in (clean(text) for cell in row for text in cell.split("\n")) if is_layout else ():
            if text and (is_heading(text) if is_table else not _is_filling(text)):
                yield Passage(text, place)


def _without_repeats(found: list[Passage]) -> list[Passage]:
    return [one for at, one in enumerate(found) if not (one.is_table and at and found[at - 1].is_table)]


def _is_filling(text: str) -> bool:
    """Whether a cell holds a number, a dash or a label: nothing to read. 无 is text: whole sections say no more."""
    return bool(_NUMBER.fullmatch(text)) or (text in DASHES and text != "无") or normalised(text) in _labels()


def _is_title(text: str) -> bool:
    return len(text) <= 100 and bool(_TITLE.search(Folded(text).compact))


def is_sentence(text: str) -> bool:
    """Whether a text is prose beyond doubt: long, with the end of a sentence, and no label of a table."""
    folded = Folded(text).compact
    return len(folded) >= _LONG_CELL and bool(_SENTENCE.search(folded)) and normalised(text) not in _labels()


@cache
def _labels() -> frozenset[str]:
    """All labels of the statutory tables, normalised, but those that any table may have."""
    tables = (table for version in VERSIONS for table in load(version).tables)
    words = {word for table in tables for label in table.labels for word in spellings(label)}
    return frozenset(words - _GENERIC - {""})


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_labels() | _GENERIC, key=len, reverse=True))


def is_table_line(text: str) -> bool:
    """Whether a line of running text holds labels of a statutory table (and numbers), and nothing else."""
    if len(text) > 200 or _SENTENCE.search(text):
        return False
    rest = "".join(word for word in text.split() if not _NUMBER.fullmatch(word) and word not in DASHES)
    rest = normalised(rest)
    if rest in _labels():
        return True
    found = 0
    for label in _longest_first() if rest else ():
        if len(label) >= 3 and label in rest:
            rest = rest.replace(label, "", 1)
            found += 1
    return found >= 2 and len(rest) <= 3
