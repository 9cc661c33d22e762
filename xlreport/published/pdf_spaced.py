"""Tables without lines on the pages of a PDF, where nothing leaves a doubt about their columns and rows.

Everything else stays what it is, lines with gaps: a wrong column is worse than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlreport.a1 import Box
from xlreport.align.contents import is_page_number
from xlreport.published.flow import Drawn
from xlreport.published.pdf_spaced_blocks import Block, Words, blocks_of, ends_heads, has_values, height
from xlreport.published.pdf_spaced_columns import (
    Columns,
    HeadCell,
    clusters,
    columns_of,
    head_stacks,
    middle,
    under_one_head,
    whole_heads,
)
from xlreport.published.pdf_spaced_rows import BodyRow, body_rows
from xlreport.published.pdf_text import Segment

_NEAR = 1.6
"""In sizes of a character: lines of one cell are no farther apart."""
_ROWS_APART = 0.95
"""The share of the distance between rows from which on lines are those of two rows."""
_FURNITURE = 3
"""Lines between two pieces of a table at most: the number of the page, what is printed on top of every page."""
_MOST_COLUMNS, _MOST_HEADS, _MOST_PIECES = 40, 200, 20
"""What is larger is none of the statute's tables, and would take long."""
_MANY = 3
"""A place where so many words begin is where a column begins."""
_LEVEL = 0.35
"""In sizes of a character: how far apart what stands on one level may be."""
_PAGE = 5000.0
"""Points; higher than any page."""


@dataclass(frozen=True, slots=True)
class SpacedTable:
    """A table that only white space divides into columns: the lines of the page that it takes the place of, and its
    cells."""

    first: int
    last: int
    top: float
    bottom: float
    x0: float
    x1: float
    cells: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a page, or of one half of it, from the top: their words, None where something else stands.

    ``lane`` tells the halves apart: what goes on on the next page does so in the same one.
    """

    page: int
    lane: int
    lines: Sequence[Words | None]


@dataclass(frozen=True, slots=True)
class _Held:
    """A table that may go on: its pieces so far, and the columns that these have together."""

    run: tuple[Block, ...]
    columns: Columns


def spaced_tables(stretches: Sequence[Stretch], tick: Callable[[], None]) -> list[list[SpacedTable]]:
    """The tables of each stretch. One without heads, right after one with heads on the page before, has the columns of
    that. A table without cells marks lines whose words are in another. ``tick`` is called for each part, and may
    raise to stop."""
    found: list[list[SpacedTable]] = [[] for _ in stretches]
    before: dict[int, int] = {}
    held: dict[int, _Held] = {}
    starts = _common_starts(stretches)
    for number, stretch in enumerate(stretches):
        earlier = before.get(stretch.lane)
        goes_on = earlier is not None and stretches[earlier].page + 1 == stretch.page
        for block in blocks_of(stretch.lines):
            tick()
            last = held.pop(stretch.lane, None)
            table, now = _read(block, last if goes_on and not found[number] else None, starts)
            if table is None and goes_on and earlier is not None and not found[number]:
                table, now, above = _with_heads_above(block, stretches[earlier].lines, found[earlier], starts)
                found[earlier] += [above] if above is not None else []
            if now is not None:
                held[stretch.lane] = now
            if table is not None:
                found[number].append(table)
        before[stretch.lane] = number
    return found


def _common_starts(stretches: Sequence[Stretch]) -> frozenset[int]:
    """Where, in points, words of many lines begin: there begins a column."""
    begun = Counter(round(word.x0) for stretch in stretches for line in stretch.lines for word in line or ())
    return frozenset(x for x in begun if begun[x - 1] + begun[x] + begun[x + 1] >= _MANY)


def _read(block: Block, last: _Held | None, starts: Collection[int]) -> tuple[SpacedTable | None, _Held | None]:
    """A block as a table, under its own heads or those of the one that it continues; and what may go on from it."""
    if block.head_words:
        run: tuple[Block, ...] = (block,)
    elif last is not None and _continues(last.run, block):
        run = (*last.run, block)
    else:
        return None, None
    columns = _columns(run)
    if columns is None or (len(run) > 1 and last is not None and len(columns.spans) != len(last.columns.spans)):
        return None, None
    table = _table(block, columns, starts)
    return table, _Held(run, columns) if table is not None else None


def _with_heads_above(
    block: Block, lines: Sequence[Words | None], tables: Sequence[SpacedTable], starts: Collection[int]
) -> tuple[SpacedTable | None, _Held | None, SpacedTable | None]:
    """A block whose heads begin at the end of the page before; and the mark on the lines there."""
    end = len(lines)
    while end and len(lines) - end < _FURNITURE and _is_furniture(lines[end - 1]):
        end -= 1
    start = max([table.last + 1 for table in tables], default=0)
    left, size = block.left, max(word.size for word in block.lines[block.body])
    first = end
    while first > start and (line := lines[first - 1]) and not has_values(lines, first - 1):
        if ends_heads(line, left, size):
            break
        first -= 1
    if block.first > _FURNITURE or first == end:
        return None, None, None
    above = tuple(tuple(_raised(word) for word in line or ()) for line in lines[first:end])
    more = len(above) - block.first
    whole = Block.of((*above, *block.lines[block.first :]), 0, block.body + more, block.last + more, block.tail + more)
    table, held = _read(whole, None, starts)
    if table is None:
        return None, None, None
    mark = SpacedTable(first, end - 1, 0, 0, 0, 0, ())
    return replace(table, first=block.first, last=block.tail), held, mark


def _is_furniture(line: Words | None) -> bool:
    """Whether a line is the number of a page."""
    return bool(line) and is_page_number(" ".join(word.text for word in line or ()))


def _raised(word: Segment) -> Segment:
    """A word on the page before, as if it stood far above this one."""
    return replace(word, top=word.top - _PAGE, bottom=word.bottom - _PAGE)


def _columns(blocks: Sequence[Block]) -> Columns | None:
    """The columns of a table whose pieces stand on one page or several, the heads over the first."""
    lines = [line for block in blocks for line in block.value_lines]
    spans, heads = clusters(lines), blocks[0].head_words
    if not spans or len(spans) > _MOST_COLUMNS or len(heads) > _MOST_HEADS:
        return None
    stacks = head_stacks(whole_heads(heads, spans))
    if not stacks:
        return None
    columns = columns_of(under_one_head(spans, stacks, lines), stacks)
    return columns if columns is not None and len(columns.spans) > 1 else None


def _continues(run: Sequence[Block], block: Block) -> bool:
    """Whether a block without heads may be the rest of a table: little stands between, and its labels begin where those
    of the table do."""
    before = run[-1]
    rest = len(before.lines) - 1 - before.tail
    starts = [word.x0 for one in run for word in one.labels]
    common = any(abs(word.x0 - start) < 1 for word in block.labels for start in starts)
    return rest + block.first <= _FURNITURE and common and len(run) < _MOST_PIECES


def _table(block: Block, columns: Columns, starts: Collection[int]) -> SpacedTable | None:
    """The table of a block; None where its rows leave a doubt."""
    if _is_cut(block) or not _heads_are_apart(block, columns):
        return None
    rows = body_rows(block.labels, block.value_lines, columns, starts)
    if rows is None:
        return None
    words = block.words
    return SpacedTable(
        block.first,
        block.tail,
        min(word.top for word in words),
        max(word.bottom for word in words),
        min(word.x0 for word in words),
        max(word.x1 for word in words),
        tuple(_cells(rows, columns if block.head_words else Columns(columns.spans, ()))),
    )


def _is_cut(block: Block) -> bool:
    """Whether words stand right above the first line or below the last, in the columns: parts of cells that were not
    taken in."""
    ends = [(block.first, block.first - 1), (block.last, block.tail + 1)]
    return any(_is_near(block, own, other) for own, other in ends if 0 <= other < len(block.lines))


def _heads_are_apart(block: Block, columns: Columns) -> bool:
    """Whether no head may be the first line of a cell below: it stands far above the values, or as far as rows do from
    each other, with heads over most columns on one line."""
    lines = [line for line in block.lines[block.first : block.body] if not all(map(block.is_label, line))]
    if not lines:
        return True
    below = height(block.lines[block.body])
    distance = below - height(lines[-1])
    if distance >= _NEAR * max(word.size for word in lines[-1]):
        return True
    rows = [height(tuple(line)) for line in block.value_lines]
    pitch = min((after - before for before, after in pairwise(rows)), default=_NEAR * lines[-1][0].size)
    heads = sum(1 for word in lines[-1] if not block.is_label(word))
    return distance >= _ROWS_APART * pitch and 2 * heads > len(columns.spans)


def _is_near(block: Block, own: int, other: int) -> bool:
    line, beside = block.lines[own], block.lines[other]
    size = max(word.size for word in line)
    return (
        bool(beside)
        and abs(height(beside) - height(line)) < _NEAR * size
        and any(word.x1 > block.left and word.size < size + 1 for word in beside)
    )


def _cells(rows: Sequence[BodyRow], columns: Columns) -> Iterator[Drawn]:
    """All cells: heads in rows by their level, labels in columns of their own, blank cells where a row prints none."""
    first_head = min((head.stack.top for head in columns.heads), default=0.0)
    labels = max((len(row.labels) for row in rows), default=0) or 1
    number = 0
    values_begin = min((row.y for row in rows if row.values is not None), default=0.0)
    lowest_head = max((head.stack.bottom for head in columns.heads), default=first_head)
    above = [row for row in rows if row.values is None and row.y <= lowest_head and row.y < values_begin]
    for row in above:
        number += 1
        yield from _label_cells(row, number, labels)
    for heads in _head_rows(columns.heads):
        number += 1
        for head in heads:
            yield Drawn(head.stack.text, Box(number, labels + head.first + 1, number, labels + head.last + 1))
    for row in rows:
        if row in above:
            continue
        number += 1
        yield from _label_cells(row, number, labels)
        if row.values is not None:
            for column in range(len(columns.spans)):
                stack = row.values.get(column)
                text = _joined(stack.lines) if stack is not None else ""
                yield Drawn(text, Box(number, labels + column + 1, number, labels + column + 1))


def _head_rows(heads: Sequence[HeadCell]) -> list[list[HeadCell]]:
    """Heads of groups row by row as high as they stand, and below these the heads of the columns in one row."""
    rows: list[list[HeadCell]] = []
    for head in sorted((head for head in heads if not head.leaf), key=_height_of):
        if rows and _height_of(head) - _height_of(rows[-1][0]) < _LEVEL * head.stack.lines[0].size:
            rows[-1].append(head)
        else:
            rows.append([head])
    rows.append([head for head in heads if head.leaf])
    return [sorted(row, key=lambda head: head.first) for row in rows if row]


def _height_of(head: HeadCell) -> float:
    return (head.stack.top + head.stack.bottom) / 2


def _label_cells(row: BodyRow, number: int, labels: int) -> Iterator[Drawn]:
    for place, stack in enumerate(row.labels, 1):
        right = labels if place == len(row.labels) else place
        yield Drawn(stack.text, Box(number, place, number, right))
    if not row.labels and row.values is not None:
        yield Drawn("", Box(number, 1, number, labels))


def _joined(words: Sequence[Segment]) -> str:
    """The words of a cell: those on one line with a space, lines apart."""
    text = words[0].text
    for before, after in pairwise(words):
        text += (" " if abs(middle(before) - middle(after)) < 0.5 * after.size else "\n") + after.text
    return text
