"""Tables without lines on the pages of a PDF, where nothing leaves a doubt about their columns and rows.

Everything else stays what it is, lines with gaps: a wrong column is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlreport.a1 import Box
from xlreport.align.contents import is_page_number
from xlreport.published.flow import Drawn
from xlreport.published.pdf_spaced_columns import (
    Columns,
    HeadCell,
    clusters,
    columns_of,
    head_stacks,
    is_number,
    is_value,
    middle,
)
from xlreport.published.pdf_spaced_rows import BodyRow, body_rows
from xlreport.published.pdf_text import ENDS_SENTENCE, NUMBERED, Segment

Words = tuple[Segment, ...]
_NEAR = 1.6
_FAR = 7.0
"""In sizes of a character: lines of one cell, and rows of one table, are no farther apart."""
_LONGEST_HEAD = 16
_HEAD_LINES = 24
_LARGER = 1.4
"""Points by which a heading is larger than the heads of a table."""
_CROSSING = 1.5
_FURNITURE = 3
"""Lines between two pieces of a table at most: the number of the page, what is printed on top of every page."""
_MOST_WORDS, _MOST_COLUMNS, _MOST_PIECES = 3000, 40, 20
"""What is larger is none of the statute's tables, and would take long."""
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
class _Block:
    """Lines that may be a table: heads from ``first``, values from ``body`` to ``last``, words to ``tail``.

    Values begin at ``left``; the labels of the rows with values reach to ``label_end``.
    """

    lines: Sequence[Words]
    first: int
    body: int
    last: int
    tail: int
    left: float
    label_end: float

    @classmethod
    def of(cls, lines: Sequence[Words], first: int, body: int, last: int, tail: int) -> _Block:
        """The block with its sides measured."""
        values = [word for line in lines[body : last + 1] for word in line]
        left = min(word.x0 for word in values if is_value(word))
        words = [word for line in lines[body : tail + 1] for word in line if word.x1 <= left]
        return cls(lines, first, body, last, tail, left, max((word.x1 for word in words), default=0.0))

    def is_label(self, word: Segment) -> bool:
        """Whether a word stands left of all columns."""
        return word.x1 <= self.left and word.x0 < self.label_end - 1

    @property
    def words(self) -> list[Segment]:
        """All its words."""
        return [word for line in self.lines[self.first : self.tail + 1] for word in line]

    @property
    def labels(self) -> list[Segment]:
        """The words left of the columns."""
        return [word for word in self.words if self.is_label(word)]

    @property
    def head_words(self) -> list[Segment]:
        """The words over the columns."""
        return [word for line in self.lines[self.first : self.body] for word in line if not self.is_label(word)]

    @property
    def value_lines(self) -> list[list[Segment]]:
        """What stands in the columns, by line."""
        found = ([w for w in line if not self.is_label(w)] for line in self.lines[self.body : self.last + 1])
        return [line for line in found if line]


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

    run: tuple[_Block, ...]
    columns: Columns


def spaced_tables(stretches: Sequence[Stretch], tick: Callable[[], None]) -> list[list[SpacedTable]]:
    """The tables of each stretch. One without heads, right after one with heads on the page before, has the columns of
    that. A table without cells marks lines whose words are in another. ``tick`` is called for each part, and may
    raise to stop."""
    found: list[list[SpacedTable]] = [[] for _ in stretches]
    before: dict[int, int] = {}
    held: dict[int, _Held] = {}
    for number, stretch in enumerate(stretches):
        earlier = before.get(stretch.lane)
        goes_on = earlier is not None and stretches[earlier].page + 1 == stretch.page
        for block in _blocks(stretch.lines):
            tick()
            last = held.pop(stretch.lane, None)
            table, now = _read(block, last if goes_on and not found[number] else None)
            if table is None and goes_on and earlier is not None and not found[number]:
                table, now, above = _with_heads_above(block, stretches[earlier].lines, found[earlier])
                found[earlier] += [above] if above is not None else []
            if now is not None:
                held[stretch.lane] = now
            if table is not None:
                found[number].append(table)
        before[stretch.lane] = number
    return found


def _read(block: _Block, last: _Held | None) -> tuple[SpacedTable | None, _Held | None]:
    """A block as a table, under its own heads or those of the one that it continues; and what may go on from it."""
    if block.head_words:
        run: tuple[_Block, ...] = (block,)
    elif last is not None and _continues(last.run, block):
        run = (*last.run, block)
    else:
        return None, None
    columns = _columns(run)
    if columns is None or (len(run) > 1 and last is not None and len(columns.spans) != len(last.columns.spans)):
        return None, None
    table = _table(block, columns)
    return table, _Held(run, columns) if table is not None else None


def _with_heads_above(
    block: _Block, lines: Sequence[Words | None], tables: Sequence[SpacedTable]
) -> tuple[SpacedTable | None, _Held | None, SpacedTable | None]:
    """A block whose heads begin at the end of the page before; and the mark on the lines there."""
    end = len(lines)
    while end and len(lines) - end < _FURNITURE and _is_furniture(lines[end - 1]):
        end -= 1
    start = max([table.last + 1 for table in tables], default=0)
    left, size = block.left, max(word.size for word in block.lines[block.body])
    first = end
    while first > start and (line := lines[first - 1]) and not _has_values(lines, first - 1):
        if _ends_heads(line, left, size, True):
            break
        first -= 1
    if block.first > _FURNITURE or first == end:
        return None, None, None
    above = tuple(tuple(_raised(word) for word in line or ()) for line in lines[first:end])
    more = len(above) - block.first
    whole = _Block.of((*above, *block.lines[block.first :]), 0, block.body + more, block.last + more, block.tail + more)
    table, held = _read(whole, None)
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


def _blocks(lines: Sequence[Words | None]) -> Iterator[_Block]:
    """The parts of a page that may be tables: lines with values, with only labels between, and the heads above."""
    start = number = 0
    whole = tuple(line or () for line in lines)
    while number < len(lines):
        if not _has_values(lines, number):
            number += 1
            continue
        last = _last_of(lines, number)
        tail = _tail_of(lines, number, last)
        first = _first_of(lines, number, start)
        if sum(map(len, whole[first : tail + 1])) <= _MOST_WORDS:
            yield _Block.of(whole, first, number, last, tail)
        start = number = tail + 1


def _has_values(lines: Sequence[Words | None], number: int) -> bool:
    """Whether a line ends with a value, or holds several; not the number of the page."""
    line = lines[number]
    if not line:
        return False
    values = [word for word in line if is_value(word)]
    if not any(map(is_number, values)) and len(values) < 3:
        return False
    at_edge = number in (0, len(lines) - 1)
    if is_page_number(" ".join(word.text for word in line)) or (at_edge and len(line) == 1):
        return False
    return is_value(line[-1]) or len(values) > 2


def _y(line: Words) -> float:
    return sum(map(middle, line)) / len(line)


def _left_of(line: Words) -> float:
    return min(word.x0 for word in line if is_value(word))


def _last_of(lines: Sequence[Words | None], body: int) -> int:
    """The last line with values of a table whose first is ``body``."""
    first = lines[body] or ()
    left, last, size = _left_of(first), body, max(word.size for word in first)
    before = first
    for number in range(body + 1, len(lines)):
        line = lines[number]
        if not line or _y(line) - _y(before) > _FAR * size or max(word.size for word in line) > size + _LARGER:
            break
        if _has_values(lines, number):
            left, last = min(left, _left_of(line)), number
        elif not all(word.x1 <= left for word in line) and not _is_part(lines, number, left):
            break
        before = line
    return last


def _is_part(lines: Sequence[Words | None], number: int, left: float) -> bool:
    """Whether a line may be part of the cells of the line above or below: few words, and near."""
    line = lines[number] or ()
    right = [word for word in line if word.x1 > left]
    beside = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines) and _has_values(lines, n)]
    near = [other for other in beside if other and abs(_y(other) - _y(line)) < _NEAR * line[0].size]
    return len(right) <= 2 and bool(near) and all(word.x0 >= left - word.size for word in right)


def _tail_of(lines: Sequence[Words | None], body: int, last: int) -> int:
    """The last of the lines below the last values that may belong to their label."""
    left = min(_left_of(line) for n in range(body, last + 1) if (line := lines[n]) and any(map(is_value, line)))
    tail = last
    while tail + 1 < len(lines):
        line, above = lines[tail + 1], lines[tail]
        if not line or not above or any(word.x1 > left for word in line) or NUMBERED.match(line[0].text):
            break
        if _y(line) - _y(above) > _NEAR * line[0].size or line[0].size > above[0].size + _LARGER:
            break
        tail += 1
    return tail


def _first_of(lines: Sequence[Words | None], body: int, start: int) -> int:
    """The first of the lines above values that may be heads."""
    values = lines[body] or ()
    left, size = _left_of(values), max(word.size for word in values)
    labelled = any(word.x1 <= left and not is_value(word) for word in values)
    first = _lead_of(lines, body, start, left)
    labelled = labelled or first < body
    while first - 1 >= max(start, body - _HEAD_LINES):
        line, below = lines[first - 1], lines[first] or ()
        if not line or _ends_heads(line, left, size, labelled) or _y(below) - _y(line) > _FAR * size:
            break
        first -= 1
    return first


def _lead_of(lines: Sequence[Words | None], body: int, start: int, left: float) -> int:
    """The first of the lines right above values that may be the beginning of their label."""
    first = body
    while first > start:
        line, below = lines[first - 1], lines[first] or ()
        if not line or any(word.x1 > left for word in line) or line[0].size > below[0].size + _LARGER:
            break
        if _y(below) - _y(line) > _NEAR * line[0].size:
            break
        first -= 1
    return first


def _ends_heads(line: Words, left: float, size: float, labelled: bool) -> bool:
    """Whether a line above values is none of the table's: a heading, or text that runs over labels and columns."""
    text = "".join(word.text for word in line)
    if line[0].size > size + _LARGER or text.endswith(ENDS_SENTENCE) or is_page_number(text):
        return True
    if NUMBERED.match(text) and not text.startswith("第"):
        return True
    for word in line:
        crosses = labelled and word.x0 < left - _CROSSING * size and word.x1 > left + _CROSSING * size
        if crosses and len(line) == 1 and word.x0 < line[0].x0 + 1 and len(word.text) > _LONGEST_HEAD:
            return True
        if word.x1 > left and len(word.text) > _LONGEST_HEAD:
            return True
    return False


def _columns(blocks: Sequence[_Block]) -> Columns | None:
    """The columns of a table whose pieces stand on one page or several, the heads over the first."""
    lines = [[word for word in line if is_value(word)] for block in blocks for line in block.value_lines]
    spans = clusters(lines)
    stacks = head_stacks(blocks[0].head_words)
    if not spans or len(spans) > _MOST_COLUMNS or not stacks:
        return None
    columns = columns_of(spans, stacks)
    return columns if columns is not None and len(columns.spans) > 1 else None


def _continues(run: Sequence[_Block], block: _Block) -> bool:
    """Whether a block without heads may be the rest of a table: little stands between, and its labels begin where those
    of the table do."""
    before = run[-1]
    rest = len(before.lines) - 1 - before.tail
    starts = [word.x0 for one in run for word in one.labels]
    common = any(abs(word.x0 - start) < 1 for word in block.labels for start in starts)
    return rest + block.first <= _FURNITURE and common and len(run) < _MOST_PIECES


def _table(block: _Block, columns: Columns) -> SpacedTable | None:
    """The table of a block; None where its rows leave a doubt."""
    if _is_cut(block):
        return None
    rows = body_rows(block.labels, block.value_lines, columns)
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


def _is_cut(block: _Block) -> bool:
    """Whether words stand right below the last values, in their columns: parts of a cell that were not taken in."""
    if block.tail + 1 >= len(block.lines):
        return False
    below, last = block.lines[block.tail + 1], block.lines[block.last]
    return bool(below) and _y(below) - _y(last) < 1.3 * last[0].size and any(w.x1 > block.left for w in below)


def _cells(rows: Sequence[BodyRow], columns: Columns) -> Iterator[Drawn]:
    """All cells: heads in rows by their level, labels in columns of their own, blank cells where a row prints none."""
    first_head = min((head.stack.top for head in columns.heads), default=0.0)
    labels = max((len(row.labels) for row in rows), default=0) or 1
    number = 0
    levels: list[list[HeadCell]] = [
        [head for head in columns.heads if head.level == level]
        for level in sorted({head.level for head in columns.heads}, reverse=True)
    ]
    values_begin = min((row.y for row in rows if row.values is not None), default=0.0)
    lowest_head = max((head.stack.bottom for head in columns.heads), default=first_head)
    above = [row for row in rows if row.values is None and row.y <= lowest_head and row.y < values_begin]
    for row in above:
        number += 1
        yield from _label_cells(row, number, labels)
    for level in levels:
        number += 1
        for head in level:
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
