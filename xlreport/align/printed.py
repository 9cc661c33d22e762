"""A document as one run of printed rows: the words that a row begins with, and the places of numbers behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.align.contents import is_page_number, is_value, split_line, visible
from xlreport.align.document import Document, Line, Place, TextCell, TextGrid
from xlreport.align.vocabulary import is_exact_label, is_label

_LONGEST_LINE = 160
"""A longer line is prose: no label and no row of numbers."""
_GAP = re.compile(r"\s{2,}")
"""What parts the columns of a text that is lined up with spaces."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a row that are no number, with the columns that they stand in."""

    text: str
    left: int
    right: int
    place: Place


@dataclass(frozen=True, slots=True)
class Slot:
    """A place behind a row's words: what it prints ('' for nothing) and the columns that it covers. ``merged``: its
    cell covers several rows, so that it belongs to none of them alone."""

    text: str
    left: int
    right: int
    place: Place
    merged: bool = False


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of a grid, or one line of text.

    ``grid`` counts the document's grids from 1 and is 0 for a line, where blank places cannot be seen;
    ``columns_known`` as in TextGrid. ``interleaved``: a number stands before a label of the same row.
    """

    pieces: tuple[Piece, ...]
    slots: tuple[Slot, ...]
    grid: int
    columns_known: bool
    place: Place
    interleaved: bool = False

    @property
    def filled(self) -> tuple[Slot, ...]:
        """The slots that print something."""
        return tuple(slot for slot in self.slots if slot.text)

    @property
    def label(self) -> str:
        """All the row's words."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def raw(self) -> str:
        """What the row prints in its slots, for a person to look at."""
        return " | ".join(slot.text for slot in self.slots)


def printed_rows(document: Document) -> tuple[PrintedRow, ...]:
    """All rows of a document in reading order; blank ones and page numbers are left out."""
    rows: list[PrintedRow] = []
    grids = 0
    for block in document.blocks:
        if isinstance(block, Line):
            rows += _of_line(block)
        else:
            grids += 1
            rows += _of_grid(block, grids)
    return tuple(rows)


def _of_line(line: Line) -> Iterator[PrintedRow]:
    for words in line.text.split("\n"):
        words = visible(words)
        if words and len("".join(words.split())) <= _LONGEST_LINE and not is_page_number(words):
            yield _text_row(words, line.place, 0)


def _text_row(words: str, place: Place, grid: int) -> PrintedRow:
    label, values = split_line(words)
    if not values and is_value(words):
        label, values = "", (words,)
    pieces = tuple(Piece(text, number, number, place) for number, text in enumerate(_words(label), 1) if text)
    slots = tuple(Slot(value, number, number, place) for number, value in enumerate(values, len(pieces) + 1))
    return PrintedRow(pieces, slots, grid, columns_known=False, place=place)


def _words(label: str) -> list[str]:
    """The columns of a line's words: what wide gaps part, or single spaces where each word is a label by itself;
    one label with spaces in it is one."""
    words = label.split()
    if is_exact_label(label):
        return [label]
    return words if len(words) > 1 and all(map(is_exact_label, words)) else _GAP.split(label)


def _of_grid(grid: TextGrid, number: int) -> Iterator[PrintedRow]:
    above: list[TextCell] = []
    for cells in grid.rows:
        top = cells[0].box.top
        above = [cell for cell in above if cell.box.bottom >= top]
        row = _grid_row(cells, tuple(above), grid, number)
        above += [cell for cell in cells if cell.box.bottom > top]
        if row is not None:
            yield row


def _grid_row(
    cells: tuple[TextCell, ...], above: tuple[TextCell, ...], grid: TextGrid, number: int
) -> PrintedRow | None:
    texts = [visible(cell.text) for cell in cells]
    printed = [place for place, words in enumerate(texts) if words]
    if not printed and not above:
        return None
    if len(printed) == 1:
        only = printed[0]
        if is_page_number(texts[only]):
            return None
        if len(split_line(texts[only])[1]) > 1 and len(texts[only]) <= _LONGEST_LINE:
            return _text_row(texts[only], cells[only].place, 0)
    behind = _labels_end(texts)
    pieces = tuple(
        Piece(words.replace("\n", ""), cell.box.left, cell.box.right, cell.place)
        for words, cell in zip(texts[:behind], cells[:behind], strict=True)
        if words
    )
    right = max((piece.right for piece in pieces), default=0)
    slots = [
        Slot(words, cell.box.left, cell.box.right, cell.place, merged=bool(words) and cell.box.bottom > cell.box.top)
        for words, cell in zip(texts[behind:], cells[behind:], strict=True)
    ]
    slots += [
        Slot(visible(cell.text), cell.box.left, cell.box.right, cell.place, merged=bool(visible(cell.text)))
        for cell in above
        if cell.box.left > right and is_value(cell.text)
    ]
    interleaved = any(words and is_value(words) for words in texts[:behind])
    place = cells[0].place
    ordered = tuple(sorted(slots, key=lambda slot: slot.left))
    return PrintedRow(
        pieces, ordered, number, grid.columns_known, Place(place.page, place.table, place.row), interleaved
    )


def _labels_end(texts: list[str]) -> int:
    """How many cells of a row hold its words: up to the last label of the form, else all before the first number."""
    last = max(
        (place for place, words in enumerate(texts) if words and not _is_number(words) and is_label(words)), default=-1
    )
    if last >= 0:
        return last + 1
    start = next((place for place, words in enumerate(texts) if words), len(texts))
    end = start
    while end < len(texts) and texts[end] and not is_value(texts[end]):
        end += 1
    return end if end > start else 0


def _is_number(words: str) -> bool:
    return words.isdigit()
