"""The columns of a table without lines: from where its numbers and heads stand, or none where these leave a doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlreport.align.vocabulary import is_exact_label
from xlreport.published.pdf_text import Segment

_NUMBER = re.compile(r"[+\-＋－]{0,2}[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?")
_DASHES = frozenset({"/", "／", "-", "—", "——", "－", "–", "--"})
_ONE_NUMBER = 1.0
"""Two values of one line in one column, no farther apart than so many characters, may be one number with a gap."""
_SPACED = 1.2
"""So many characters wide is the widest space inside a head."""
_TOUCHING = 0.3
"""Stretches no farther apart than so many characters are one."""
_WRAPPED = 1.6
"""In sizes of a character: lines farther apart are not those of one cell."""
_AS_NEAR = 1.15
_ALIGNED = 1.5
"""Points by which what is aligned may differ."""
_MOST_WAYS = 200
"""Heads that could cover columns in more ways show nothing."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the page across."""

    x0: float
    x1: float

    def meets(self, other: Span | Segment) -> bool:
        """Whether some of the other stands above or below this one."""
        return self.x0 < other.x1 and other.x0 < self.x1

    def with_(self, other: Span | Segment) -> Span:
        """Both together."""
        return Span(min(self.x0, other.x0), max(self.x1, other.x1))


@dataclass(frozen=True, slots=True)
class Stack:
    """Lines of one printed cell, from the top."""

    lines: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """Its words, as they were before they were wrapped."""
        return "".join(line.text for line in self.lines)

    @property
    def x0(self) -> float:
        """Its left side."""
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        """Its right side."""
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        """The middle of its first line."""
        return middle(self.lines[0])

    @property
    def bottom(self) -> float:
        """The middle of its last line."""
        return middle(self.lines[-1])

    @property
    def span(self) -> Span:
        """Its stretch of the page across."""
        return Span(self.x0, self.x1)


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A head and the columns over which it stands, counted from 0; ``leaf``: nothing but numbers is below it."""

    stack: Stack
    first: int
    last: int
    leaf: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns from the left, each with all of its numbers and its own head; and the heads."""

    spans: tuple[Span, ...]
    heads: tuple[HeadCell, ...]

    def of(self, piece: Segment | Stack) -> list[int]:
        """The columns in which a piece stands."""
        return [number for number, span in enumerate(self.spans) if span.x0 < piece.x1 and piece.x0 < span.x1]


def middle(word: Segment) -> float:
    """Where a word stands, from the top of the page."""
    return (word.top + word.bottom) / 2


def is_number(word: Segment) -> bool:
    """Whether a word is a plain number."""
    return _NUMBER.fullmatch(word.text) is not None


def is_value(word: Segment) -> bool:
    """Whether a word is a number or stands for none."""
    return is_number(word) or word.text in _DASHES


def clusters(lines: Sequence[Sequence[Segment]]) -> list[Span] | None:
    """The stretches in which the values of lines stand, and those in which only words do; None where two values of a
    line stand in one."""
    values = [[word for word in line if is_value(word)] for line in lines]
    found = _stretches([word for line in values for word in line])
    for line in values:
        for left, right in pairwise(sorted(line, key=lambda word: word.x0)):
            shared = any(span.meets(left) and span.meets(right) for span in found)
            if shared and right.x0 - left.x1 > _ONE_NUMBER * left.size:
                return None
    words = [word for line in lines for word in line if not any(span.meets(word) for span in found)]
    return sorted([*found, *_stretches(words)], key=lambda span: span.x0)


def _stretches(words: Sequence[Segment]) -> list[Span]:
    """Stretches of words that stand above each other, or nearly so."""
    found: list[Span] = []
    for word in sorted(words, key=lambda word: word.x0):
        if found and word.x0 < found[-1].x1 + _TOUCHING * word.size:
            found[-1] = found[-1].with_(word)
        else:
            found.append(Span(word.x0, word.x1))
    return found


def under_one_head(spans: Sequence[Span], stacks: Sequence[Stack], lines: Sequence[Sequence[Segment]]) -> list[Span]:
    """The stretches, with those put together that stand under one head and never both in a line."""
    found = list(spans)
    for stack in _lowest(stacks):
        met = [span for span in found if span.meets(stack.span)]
        if len(met) < 2 or any(sum(any(map(span.meets, line)) for span in met) > 1 for line in lines):
            continue
        whole = met[0]
        for span in met[1:]:
            whole = whole.with_(span)
        found = sorted([whole, *(span for span in found if span not in met)], key=lambda span: span.x0)
    return found


def _lowest(stacks: Sequence[Stack]) -> list[Stack]:
    return [stack for stack in stacks if not any(_is_under(other, stack) for other in stacks)]


def whole_heads(words: Sequence[Segment], spans: Sequence[Span]) -> list[Segment]:
    """Words of heads with those put together that stand on one line, with a space between, over one column at most."""
    found: list[Segment] = []
    for word in words:
        last = found[-1] if found else None
        if (
            last is not None
            and abs(middle(last) - middle(word)) < 0.5
            and 0 <= word.x0 - last.x1 <= _SPACED * word.size
            and sum(span.meets(Span(last.x0, word.x1)) for span in spans) < 2
        ):
            top, bottom = min(last.top, word.top), max(last.bottom, word.bottom)
            found[-1] = Segment(f"{last.text} {word.text}", last.x0, word.x1, top, bottom, word.size)
        else:
            found.append(word)
    return found


def head_stacks(words: Sequence[Segment]) -> list[Stack] | None:
    """Words above numbers put together to cells: lines right below each other as near as lines can be. None where two
    are neither near nor clearly apart."""
    pairs = [(above, below) for below in words if (above := _above(below, words)) is not None]
    near = [
        middle(below) - middle(above)
        for above, below in pairs
        if middle(below) - middle(above) <= _WRAPPED * max(above.size, below.size)
    ]
    pitch = min(near, default=0.0)
    under: dict[int, Segment] = {}
    for above, below in pairs:
        distance = middle(below) - middle(above)
        if distance <= pitch * 1.08 and abs(above.size - below.size) < 1:
            if id(above) in under:
                return None  # two lines below one: which of them goes on cannot be told
            under[id(above)] = below
        elif distance < pitch * _AS_NEAR:
            return None
    begun = {id(below) for below in under.values()}
    stacks = []
    for word in words:
        if id(word) in begun:
            continue
        lines = [word]
        while id(lines[-1]) in under:
            lines.append(under[id(lines[-1])])
        stacks.append(Stack(tuple(lines)))
    return stacks


def _above(word: Segment, words: Sequence[Segment]) -> Segment | None:
    """The nearest word above another."""
    higher = [other for other in words if middle(other) < middle(word) - 0.5 * word.size]
    over = [other for other in higher if other.x0 < word.x1 and word.x0 < other.x1]
    return max(over, key=middle, default=None)


def columns_of(numbers: Sequence[Span], stacks: Sequence[Stack]) -> Columns | None:
    """The columns under heads: each stretch of numbers under a head of its own, and heads without any number. Right of
    all heads there may be numbers without one: rows that slipped. None where any other stretch has no head, most heads
    have no numbers and are none of the form's, or columns reach into each other."""
    lowest = _lowest(stacks)
    own: dict[int, Stack] = {}
    blank: list[Stack] = []
    for stack in lowest:
        met = [number for number, span in enumerate(numbers) if span.meets(stack.span)]
        if not met:
            blank.append(stack)
        elif len(met) > 1 or met[0] in own:
            return None
        else:
            own[met[0]] = stack
    right = max((stack.x1 for stack in stacks), default=0.0)
    headless = [span for number, span in enumerate(numbers) if number not in own]
    strange = [stack for stack in blank if not is_exact_label(stack.text)]
    if len(strange) + 2 * len(headless) > len(own) or any(span.x0 < right for span in headless):
        return None
    if not all(_is_beside(stack, list(own.values())) for stack in blank):
        return None
    spans = [span.with_(own[number].span) if number in own else span for number, span in enumerate(numbers)]
    spans += [stack.span for stack in blank]
    spans.sort(key=lambda span: span.x0)
    if any(left.x1 > right.x0 for left, right in pairwise(spans)):
        return None
    columns = Columns(tuple(spans), ())
    return replace(columns, heads=tuple(_placed(stacks, lowest, columns)))


def _is_under(one: Stack, other: Stack) -> bool:
    return one.top > other.bottom and one.span.meets(other.span)


def _is_beside(stack: Stack, others: Sequence[Stack]) -> bool:
    """Whether a head stands as high as some that have numbers under them: else it may be the head of a group."""
    return any(stack.top <= other.bottom + 1 and other.top <= stack.bottom + 1 for other in others)


def _placed(stacks: Sequence[Stack], lowest: Sequence[Stack], columns: Columns) -> Iterable[HeadCell]:
    """Heads with their columns, the lowest first; those of groups over the columns that they cover where these can be
    seen, else over those above which their words stand."""
    leaves = {columns.of(stack)[0]: stack for stack in lowest}
    for number, stack in sorted(leaves.items()):
        yield HeadCell(stack, number, number, leaf=True)
    groups = sorted((stack for stack in stacks if stack not in lowest), key=lambda stack: -stack.top)
    runs = _runs(groups, leaves)
    for stack in groups:
        over = columns.of(stack) or [_nearest(stack, columns)]
        yield HeadCell(stack, *runs.get(id(stack), (over[0], over[-1])), leaf=False)


def _nearest(stack: Stack, columns: Columns) -> int:
    x = stack.x0 + stack.x1
    distances = [abs(span.x0 + span.x1 - x) for span in columns.spans]
    return distances.index(min(distances))


_Run = tuple[int, int]


def _runs(groups: Sequence[Stack], leaves: dict[int, Stack]) -> dict[int, _Run]:
    """The columns of groups that together have all columns: heads begin where their first column's head does, or stand
    over the middle of theirs. Empty where neither shows it."""
    left, centred = _from_the_left(groups, leaves), _from_the_middle(groups, leaves)
    if left is None or left == centred:
        return centred
    return {} if centred else left


def _from_the_left(groups: Sequence[Stack], leaves: dict[int, Stack]) -> dict[int, _Run] | None:
    starts: dict[int, Stack] = {}
    for stack in groups:  # the lowest come first
        at = [number for number, leaf in leaves.items() if abs(leaf.x0 - stack.x0) <= _ALIGNED / 2]
        if len(at) != 1:
            return None
        starts.setdefault(at[0], stack)
    if 0 not in starts or len(starts) < 2:
        return None
    ends = [*sorted(starts)[1:], len(leaves)]
    return {id(starts[start]): (start, end - 1) for start, end in zip(sorted(starts), ends, strict=True)}


def _from_the_middle(groups: Sequence[Stack], leaves: dict[int, Stack]) -> dict[int, _Run]:
    """The finest of the ways in which groups over the middle of their columns take up all columns; empty where there
    is none, or another as fine."""
    ways: list[dict[int, _Run]] = []
    begun: list[tuple[int, dict[int, _Run]]] = [(0, {})]
    while begun and len(ways) + len(begun) < _MOST_WAYS:
        start, way = begun.pop()
        for stack in groups:
            for end in range(start, len(leaves)):
                if id(stack) in way or not _is_central(stack, (start, end), leaves):
                    continue
                longer = {**way, id(stack): (start, end)}
                if end + 1 == len(leaves):
                    ways.append(longer)
                else:
                    begun.append((end + 1, longer))
    finest = max(map(len, ways), default=0)
    best = [way for way in ways if len(way) == finest]
    return best[0] if len(best) == 1 and not begun else {}


def _is_central(stack: Stack, run: _Run, leaves: dict[int, Stack]) -> bool:
    """Whether a head stands over the middle of a run of columns."""
    left, right = leaves[run[0]], leaves[run[1]]
    own = (stack.x0 + stack.x1) / 2
    return abs((left.x0 + left.x1 + right.x0 + right.x1) / 4 - own) <= _ALIGNED * 2
