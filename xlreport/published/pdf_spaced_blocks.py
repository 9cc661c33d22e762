"""The parts of a page that may be tables without lines: lines with values, labels beside them, and heads above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlreport.align.contents import is_page_number
from xlreport.published.pdf_spaced_columns import is_number, is_value, middle
from xlreport.published.pdf_text import ENDS_SENTENCE, NUMBERED, Segment

Words = tuple[Segment, ...]
_NEAR, _FAR = 1.6, 7.0
"""In sizes of a character: lines of one cell, and rows of one table, are no farther apart."""
_LONGEST_HEAD, _HEAD_LINES = 16, 24
_LARGER = 1.4
"""Points by which a heading is larger than the heads of a table."""
_MOST_WORDS = 1500
"""What is larger is none of the statute's tables, and would take long."""


@dataclass(frozen=True, slots=True)
class Block:
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
    def of(cls, lines: Sequence[Words], first: int, body: int, last: int, tail: int) -> Block:
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


def blocks_of(lines: Sequence[Words | None]) -> Iterator[Block]:
    """The parts of a page that may be tables: lines with values, with only labels between, and the heads above. Lines
    that are None stand for something else."""
    start = number = 0
    whole = tuple(line or () for line in lines)
    while number < len(lines):
        if not has_values(lines, number):
            number += 1
            continue
        last = _last_of(lines, number)
        tail = _tail_of(lines, number, last)
        first = _first_of(lines, number, start)
        if sum(map(len, whole[first : tail + 1])) <= _MOST_WORDS:
            yield Block.of(whole, first, number, last, tail)
        start = number = tail + 1


def has_values(lines: Sequence[Words | None], number: int) -> bool:
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


def height(line: Words) -> float:
    """Where a line stands, from the top of the page."""
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
        if not line or height(line) - height(before) > _FAR * size or max(word.size for word in line) > size + _LARGER:
            break
        if has_values(lines, number):
            left, last = min(left, _left_of(line)), number
        elif not all(word.x1 <= left for word in line) and not _is_part(lines, number, left):
            break
        before = line
    return last


def _is_part(lines: Sequence[Words | None], number: int, left: float) -> bool:
    """Whether a line may be part of the cells of the line above or below: few words, and near."""
    line = lines[number] or ()
    right = [word for word in line if word.x1 > left]
    beside = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines) and has_values(lines, n)]
    near = [other for other in beside if other and abs(height(other) - height(line)) < _NEAR * line[0].size]
    return len(right) <= 2 and bool(near) and all(word.x0 >= left - word.size for word in right)


def _tail_of(lines: Sequence[Words | None], body: int, last: int) -> int:
    """The last of the lines below the last values that may belong to their label."""
    left = min(_left_of(line) for n in range(body, last + 1) if (line := lines[n]) and any(map(is_value, line)))
    tail = last
    while tail + 1 < len(lines):
        line, above = lines[tail + 1], lines[tail]
        if not line or not above or any(word.x1 > left for word in line) or NUMBERED.match(line[0].text):
            break
        if height(line) - height(above) > _NEAR * line[0].size or line[0].size > above[0].size + _LARGER:
            break
        tail += 1
    return tail


def _first_of(lines: Sequence[Words | None], body: int, start: int) -> int:
    """The first of the lines above values that may be heads."""
    values = lines[body] or ()
    left, size = _left_of(values), max(word.size for word in values)
    first = _lead_of(lines, body, start, left)
    while first - 1 >= max(start, body - _HEAD_LINES):
        line, below = lines[first - 1], lines[first] or ()
        if not line or ends_heads(line, left, size) or height(below) - height(line) > _FAR * size:
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
        if height(below) - height(line) > _NEAR * line[0].size:
            break
        first -= 1
    return first


def ends_heads(line: Words, left: float, size: float) -> bool:
    """Whether a line above values is no head: a heading, a sentence, text that runs over columns."""
    text = "".join(word.text for word in line)
    if line[0].size > size + _LARGER or text.endswith(ENDS_SENTENCE) or is_page_number(text):
        return True
    if NUMBERED.match(text) and not text.startswith("第"):
        return True
    return any(word.x1 > left and len(word.text) > _LONGEST_HEAD for word in line)
