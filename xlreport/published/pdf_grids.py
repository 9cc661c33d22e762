"""A PDF as lines and grids. Ruled tables come out as they are drawn; columns that only spaces keep apart are read where
they leave no doubt, and else not guessed: of these the order of a row's cells alone is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlreport.config import Limits
from xlreport.findings.model import FileProblem
from xlreport.published.flow import Flow
from xlreport.published.pdf_pages import Glyph, PdfPage, pages_of
from xlreport.published.pdf_rules import RuledTable, ruled_tables, with_shared_columns
from xlreport.published.pdf_spaced import SpacedTable, Stretch, spaced_tables
from xlreport.published.pdf_spaced_columns import is_number
from xlreport.published.pdf_text import (
    CELL_GAP,
    FINE_GAP,
    Segment,
    as_note,
    cell_text,
    glyph_lines,
    goes_on,
    joined,
    segments,
    usual_size,
)

_GUTTER = 12.0
"""Points of white from top to bottom that part two reports printed side by side."""
_FURNITURE = 3
"""Lines between two pieces of a table at most: the number of the page, what is printed on top of every page."""
_LONG_LINE, _LONG_LINES = 10, 3
"""A half of a page is a report of its own where it has so many lines of so many characters, or a table."""
_AMOUNT = re.compile("[+\\-＋－]{0,2}[0-9０-９]+(?![0-9０-９.．、,，)）])")
"""How a number with its unit begins; the number of an item is none."""
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of free text: its segments, and what narrower gaps part."""

    segments: tuple[Segment, ...]
    words: tuple[Segment, ...] = ()

    @property
    def top(self) -> float:
        return min(segment.top for segment in self.segments)

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return self.segments[-1].x1


_Part = _Row | RuledTable | SpacedTable


def read_pdf(data: bytes, flow: Flow, limits: Limits) -> str:
    """Put down a PDF; it names no title that could be relied on. Raises FileProblem when it is encrypted, damaged,
    scanned or beyond the limits."""
    texts = pictures = 0
    stretches: list[tuple[int, list[_Part]]] = []
    for page in pages_of(data, flow, limits):
        texts += len(page.glyphs)
        pictures += page.has_picture
        stretches += ((page.number, parts) for parts in _page_parts(page, flow))
    if not texts and pictures:
        raise FileProblem("scanned", flow.path)
    _share_columns(stretches)
    _with_spaced_tables(stretches, flow)
    for number, parts in stretches:
        _put_parts(parts, number, flow)
    return ""


def _page_parts(page: PdfPage, flow: Flow) -> Iterator[list[_Part]]:
    """The stretches of a page in the order of reading, each from the top."""
    tables, free = ruled_tables(page.rules, page.glyphs)
    flow.tick()
    upright = [glyph for glyph in free if not glyph.turn]
    usual = usual_size(upright)
    rows = [_row(line, usual) for line in glyph_lines(upright) if any(glyph.text.strip() for glyph in line)]
    for parts in _columns(page, rows, tables):
        yield sorted(parts, key=lambda part: (part.top, part.x0))
    turned = cell_text([glyph for glyph in free if glyph.turn])
    yield [_Row((Segment(line, 0, 0, 0, 0, 0),)) for line in turned.split("\n") if line]


def _row(line: Sequence[Glyph], usual: float) -> _Row:
    """A line as a row. A small digit by itself is the mark of a note, unless it is the whole line: a page number."""
    coarse, fine = (_with_notes(segments(line, gap), usual) for gap in (CELL_GAP, FINE_GAP))
    return _Row(coarse, fine)


def _with_notes(words: Sequence[Segment], usual: float) -> tuple[Segment, ...]:
    if len(words) < 2:
        return tuple(words)
    return tuple(replace(word, text=as_note(word.text, word.size, usual)) for word in words)


def _with_spaced_tables(stretches: Sequence[tuple[int, list[_Part]]], flow: Flow) -> None:
    """Put tables without lines in the places of the rows that they are made of."""
    lanes: dict[int, int] = {}
    words = []
    for page, parts in stretches:
        lanes[page] = lanes.get(page, 0) + 1
        words.append(Stretch(page, lanes[page], [part.words if isinstance(part, _Row) else None for part in parts]))
    for (_, parts), tables in zip(stretches, spaced_tables(words, flow.tick), strict=True):
        for table in sorted(tables, key=lambda table: -table.first):
            parts[table.first : table.last + 1] = [table] if table.cells else []


def _share_columns(stretches: Sequence[tuple[int, list[_Part]]]) -> None:
    """Count the columns of tables alike that go on from page to page."""
    places = [
        (page, parts, at) for page, parts in stretches for at, part in enumerate(parts) if isinstance(part, RuledTable)
    ]
    run: list[tuple[int, list[_Part], int]] = []
    for place in [*places, None]:
        if run and (place is None or not _goes_on(run[-1], place)):
            tables = with_shared_columns([table for _, parts, at in run if isinstance(table := parts[at], RuledTable)])
            for (_, parts, at), table in zip(run, tables, strict=True):
                parts[at] = table
            run = []
        if place is not None:
            run.append(place)


def _goes_on(before: tuple[int, list[_Part], int], after: tuple[int, list[_Part], int]) -> bool:
    """Whether a table may be the rest of another: on the next page (or half of one), as wide, with little between."""
    one, other = before[1][before[2]], after[1][after[2]]
    between = len(before[1]) - before[2] - 1 + after[2]
    apart = before[1] is not after[1] and after[0] - before[0] <= 1 and between <= _FURNITURE
    return apart and isinstance(one, RuledTable) and isinstance(other, RuledTable) and other.continues(one)


def _put_parts(parts: Sequence[_Part], page: int, flow: Flow) -> None:
    """Put down rows and tables from the top: lines of one paragraph joined, rows with gaps as a grid."""
    single = [part for part in parts if isinstance(part, _Row) and len(part.segments) == 1]
    left = min((row.x0 for row in single), default=0.0)
    right = max((part.x1 for part in parts), default=0.0)
    paragraph, last = "", None
    for part, gapped in _with_gaps(parts):
        segment = part.segments[0] if isinstance(part, _Row) and not gapped else None
        if segment is not None and last is not None and goes_on(last, segment, left, right):
            paragraph, last = joined(paragraph, _words(part)), segment
            continue
        if paragraph:
            flow.line(paragraph, page=page)
        paragraph, last = "", None
        if isinstance(part, RuledTable):
            flow.grid(part.cells, columns_known=part.columns_known, page=page)
        elif isinstance(part, SpacedTable):
            flow.grid(part.cells, columns_known=True, page=page)
        elif gapped:
            flow.line(_words(part) if _is_glued(part) else "\t".join(_texts(part)), page=page)
        else:
            paragraph, last = _words(part), segment if len(_texts(part)) == 1 else None
    if paragraph:
        flow.line(paragraph, page=page)


def _with_gaps(parts: Sequence[_Part]) -> Iterator[tuple[_Part, bool]]:
    """The parts, and whether each is a row of a table without lines: a gap alone in running text makes no table."""
    gaps = [isinstance(part, _Row) and len(part.segments) > 1 for part in parts]
    for number, part in enumerate(parts):
        beside = any(gaps[max(0, number - 1) : number]) or any(gaps[number + 1 : number + 2])
        yield part, gaps[number] and beside


def _texts(part: _Part) -> list[str]:
    return [segment.text for segment in part.segments] if isinstance(part, _Row) else []


def _is_glued(part: _Part) -> bool:
    """Whether numbers stand so close to each other that they may be of several cells, or one: then cells are no cells
    of a grid, and the row is a line of words."""
    if not isinstance(part, _Row):
        return False
    numbers = [word for word in part.words if is_number(word) or _AMOUNT.match(word.text)]
    return any(sum(piece.x0 <= word.x0 < piece.x1 for word in numbers) > 1 for piece in part.segments)


def _words(part: _Part) -> str:
    return "   ".join(_texts(part))


def _columns(page: PdfPage, rows: list[_Row], tables: list[RuledTable]) -> Iterator[list[_Part]]:
    """The parts of a page in the order of reading: two reports side by side one after the other, with what stands above
    and below both."""
    gutter = _gutter(page, rows, tables)
    if gutter is None:
        yield [*rows, *tables]
        return
    crossing = [row for row in rows if any(piece.x0 < gutter < piece.x1 for piece in row.segments)]
    split = [row for row in rows if row not in crossing]
    halves = (_half(split, tables, gutter, left=True), _half(split, tables, gutter, left=False))
    top = min(part.top for half in halves for part in half)
    yield [row for row in crossing if row.top < top]
    yield from halves
    yield [row for row in crossing if row.top >= top]


def _half(rows: list[_Row], tables: list[RuledTable], gutter: float, *, left: bool) -> list[_Part]:
    kept: list[_Part] = [table for table in tables if (table.x1 <= gutter) == left]
    for row in rows:
        own = tuple(piece for piece in row.segments if (piece.x1 <= gutter) == left)
        if own:
            kept.append(_Row(own, tuple(word for word in row.words if (word.x1 <= gutter) == left)))
    return kept


def _gutter(page: PdfPage, rows: list[_Row], tables: list[RuledTable]) -> float | None:
    """The middle of the white between two reports side by side, None where the page is one."""
    pieces = [piece for row in rows for piece in row.segments]
    low, high = page.width * 0.35, page.width * 0.65
    between = [(piece.x0, piece.x1) for piece in pieces] + [(table.x0, table.x1) for table in tables]
    # A title over both or the number of the page below may lie across; a line of either report would, too, if it were
    # one text: so few are let through.
    for across in (0, 1, 2):
        middle = _white(between, low, high, across)
        if middle is not None and not any(table.x0 < middle < table.x1 for table in tables):
            break
    else:
        return None
    crossing = [row.top for row in rows if any(piece.x0 < middle < piece.x1 for piece in row.segments)]
    halves = (_half(rows, tables, middle, left=True), _half(rows, tables, middle, left=False))
    if not all(_is_report(half) for half in halves):
        return None
    tops = [part.top for half in halves for part in half]
    within = [top for top in crossing if min(tops) < top < max(tops)]
    return None if within else middle


def _white(spans: list[tuple[float, float]], low: float, high: float, across: int) -> float | None:
    """The middle of the widest stretch between two places that at most so many spans cross."""
    ends = sorted({low, high, *(edge for span in spans for edge in span if low < edge < high)})
    best: tuple[float, float] | None = None
    start = None
    for left, right in pairwise(ends):
        middle = (left + right) / 2
        if sum(1 for span in spans if span[0] < middle < span[1]) <= across:
            start = left if start is None else start
            if right - start >= _GUTTER and (best is None or right - start > best[1] - best[0]):
                best = (start, right)
        else:
            start = None
    return None if best is None else (best[0] + best[1]) / 2


def _is_report(half: Sequence[_Part]) -> bool:
    """Whether a half holds a table, lines of words, or labels with numbers behind them: not only a table's numbers."""
    if any(isinstance(part, RuledTable) for part in half):
        return True
    rows = [part.segments for part in half if isinstance(part, _Row)]
    words = [part.words[0].text for part in half if isinstance(part, _Row) and part.words]
    long = [text for text in words if len(_CHINESE.findall(text)) >= _LONG_LINE]
    labelled = [row for row in rows if _CHINESE.match(row[0].text) and any(is_number(piece) for piece in row[1:])]
    return len(long) >= _LONG_LINES or len(labelled) >= _LONG_LINES
