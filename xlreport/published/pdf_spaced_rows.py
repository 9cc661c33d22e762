"""The rows of a table without lines: which numbers stand in one row, and which lines of words are its label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlreport.published.pdf_spaced_columns import Columns, Stack, is_value, middle
from xlreport.published.pdf_text import Segment

_CLOSE, _NEXT = 0.87, 0.95
"""Shares of the distance between two rows: nearer lines are of one cell, farther ones of two; between, nobody knows."""
_CLEARLY = 1.3
"""By so much the widest of several gaps is wider than the next."""
_LEVEL = 0.35
"""In sizes of a character: how far apart what stands on one level may be."""
_ROOMY = 1.7
"""Rows so many characters apart leave white between them: a line of words without numbers is a row by itself."""
_WORDS_APART, _CELLS_APART = 0.2, 1.6
_WRAPPED = 1.6


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row: its label's cells from the left, and its values by column; ``None`` where it is no row of numbers, so
    that nothing is said about its columns."""

    y: float
    labels: tuple[Stack, ...]
    values: dict[int, Stack] | None


@dataclass(frozen=True, slots=True)
class _Level:
    """Values that stand in one row, by column, and its height."""

    y: float
    top: float
    bottom: float
    values: dict[int, Stack]


def body_rows(
    labels: Sequence[Segment], lines: Sequence[Sequence[Segment]], columns: Columns, starts: Collection[int]
) -> list[BodyRow] | None:
    """The rows of a table from the words left of its columns and the lines of values in them; None where labels and
    numbers cannot be told to belong together. ``starts``: where, in points, many lines of the document begin."""
    levels = _levels(lines, columns)
    if levels is None:
        return None
    pitch = min((after.y - before.y for before, after in pairwise(levels)), default=0.0)
    words = _label_lines(labels, starts)
    # A label's first line may lie beside its numbers, or be all of it with the next label right below: what fits.
    for whole in ((), [level.y for level in levels]):
        stacks = _label_stacks(words, pitch, whole)
        roomy = not whole and pitch >= _ROOMY * max((word.size for word in words), default=1.0)
        rows = _matched(stacks, levels, roomy=roomy) if stacks is not None else None
        if rows is not None:
            return rows
    return None


def _levels(lines: Sequence[Sequence[Segment]], columns: Columns) -> list[_Level] | None:
    """Lines of values by row: what stands nearer to a line than rows are is a part of a cell of it."""
    size = max((word.size for line in lines for word in line), default=1.0)
    many = [line for line in lines if 2 * sum(map(is_value, line)) > len(columns.spans) or len(lines) == 1]
    distances = [_y(after) - _y(before) for before, after in pairwise(many)]
    pitch = min(distances, default=_WRAPPED * size)
    if pitch < 1.1 * size:
        return None
    groups = _grouped(lines, [line for line in lines if line in many], pitch)
    if groups is None:
        return None
    levels = [_level(group, columns) for group in groups]
    return None if None in levels else [level for level in levels if level is not None]


def _grouped(
    lines: Sequence[Sequence[Segment]], full: Sequence[Sequence[Segment]], pitch: float
) -> list[list[Sequence[Segment]]] | None:
    """Lines nearer to each other than rows are, put together; each group has one full line at most. None where that
    cannot be told."""
    groups: list[list[Sequence[Segment]]] = []
    for line in lines:
        distance = _y(line) - _y(groups[-1][-1]) if groups else 2 * pitch
        whole = line in full and bool(groups) and groups[-1][-1] in full
        if distance < _CLOSE * pitch and not whole:
            groups[-1].append(line)
        elif distance < _NEXT * pitch and not whole:
            return None
        else:
            groups.append([line])
    parted: list[list[Sequence[Segment]]] = []
    for group in groups:
        pieces = _parted(group, full)
        if pieces is None:
            return None
        parted += pieces
    return parted


def _parted(group: list[Sequence[Segment]], full: Sequence[Sequence[Segment]]) -> list[list[Sequence[Segment]]] | None:
    """Lines cut between each two full ones where the gap is clearly the widest."""
    at = [number for number, line in enumerate(group) if line in full]
    cuts = []
    for before, after in pairwise(at):
        gaps = sorted((_y(group[n + 1]) - _y(group[n]), n + 1) for n in range(before, after))
        if len(gaps) > 1 and gaps[-1][0] < _CLEARLY * gaps[-2][0]:
            return None
        cuts.append(gaps[-1][1])
    return [list(group[start:end]) for start, end in pairwise([0, *cuts, len(group)])]


def _y(line: Sequence[Segment]) -> float:
    return sum(map(middle, line)) / len(line)


def _level(group: Sequence[Sequence[Segment]], columns: Columns) -> _Level | None:
    """One row of values; None where one stands in no column, or in several."""
    found: dict[int, list[Segment]] = {}
    for line in group:
        for word in line:
            at = columns.of(word)
            if len(at) != 1:
                return None
            found.setdefault(at[0], []).append(word)
    fullest = max(group, key=len)
    ys = [_y(line) for line in group]
    return _Level(_y(fullest), ys[0], ys[-1], {number: Stack(tuple(words)) for number, words in found.items()})


def _label_lines(words: Sequence[Segment], starts: Collection[int]) -> list[Segment]:
    """Words put together to lines of labels: apart where another column of labels begins, or the gap is a wide one."""
    lines: list[Segment] = []
    for word in sorted(words, key=lambda word: (round(middle(word)), word.x0)):
        last = lines[-1] if lines else None
        level = last is not None and abs(middle(last) - middle(word)) < _LEVEL * word.size and word.x0 >= last.x1 - 1
        if last is None or not level:
            lines.append(word)
            continue
        gap = (word.x0 - last.x1) / word.size
        common = round(word.x0) in starts
        if gap > _CELLS_APART or (gap > _WORDS_APART and common):
            lines.append(word)
        else:
            lines[-1] = Segment(
                f"{last.text} {word.text}",
                last.x0,
                word.x1,
                min(last.top, word.top),
                max(last.bottom, word.bottom),
                max(last.size, word.size),
            )
    return lines


def _label_stacks(lines: Sequence[Segment], pitch: float, whole: Sequence[float]) -> list[Stack] | None:
    """Lines of labels put together to cells; None where two are neither near nor clearly apart. Nothing is put to a
    first line as high as one of ``whole``."""
    stacks: list[list[Segment]] = []
    for line in sorted(lines, key=middle):
        above = [stack for stack in stacks if _is_aligned(stack[-1], line) and middle(stack[-1]) < middle(line)]
        last = max(above, key=lambda stack: middle(stack[-1]), default=None)
        distance = middle(line) - middle(last[-1]) if last is not None else 0.0
        alone = (
            last is not None and len(last) == 1 and any(abs(middle(last[0]) - y) < _LEVEL * line.size for y in whole)
        )
        if last is None or alone or distance > _WRAPPED * line.size or (pitch and distance >= _NEXT * pitch):
            stacks.append([line])
        elif (pitch and distance > _CLOSE * pitch) or any(
            middle(last[-1]) < (middle(other) - 1) < middle(line) - 2 and _is_over(other, line) for other in lines
        ):
            return None
        else:
            last.append(line)
    return [Stack(tuple(stack)) for stack in stacks]


def _is_aligned(one: Segment, other: Segment) -> bool:
    near = 0.6 * max(one.size, other.size)
    same = abs(one.x0 - other.x0) < near or abs(one.x0 + one.x1 - other.x0 - other.x1) / 2 < near
    return same and _is_over(one, other)


def _is_over(one: Segment, other: Segment) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def _matched(stacks: Sequence[Stack], levels: Sequence[_Level], *, roomy: bool) -> list[BodyRow] | None:
    """Each row of values with its label; labels without values are rows by themselves, blank ones where rows are roomy
    enough to show it."""
    leaves: dict[int, Stack] = {}
    for number, level in enumerate(levels):
        own = [stack for stack in stacks if _modes(stack, level)]
        right = max((stack.x0 for stack in own), default=0.0)
        leaf = [stack for stack in own if stack.x0 >= right - 1]
        if len(leaf) > 1 or (leaf and leaf[0] in leaves.values()):
            return None
        if leaf:
            leaves[number] = leaf[0]
    if not _is_consistent(leaves, levels) or not _is_separate(stacks, leaves, levels):
        return None
    found = [(level, leaves.get(number)) for number, level in enumerate(levels)]
    rows = [BodyRow(level.y, () if leaf is None else (leaf,), level.values) for level, leaf in found]
    for stack in stacks:
        if stack not in leaves.values():
            blank = roomy and _is_row(stack, leaves, levels)
            rows.append(BodyRow((stack.top + stack.bottom) / 2, (stack,), {} if blank else None))
    return sorted(rows, key=lambda row: row.y)


def _modes(stack: Stack, level: _Level) -> set[str]:
    """How a label stands beside its values: with its middle, its first or its last line."""
    near = _LEVEL * stack.lines[0].size
    heights = {"middle": (stack.top + stack.bottom) / 2, "top": stack.top, "bottom": stack.bottom}
    return {mode for mode, y in heights.items() if abs(y - level.y) <= near}


def _is_consistent(leaves: dict[int, Stack], levels: Sequence[_Level]) -> bool:
    """Whether all labels of several lines stand beside their values in the same way."""
    kinds = Counter(
        mode for number, stack in leaves.items() if len(stack.lines) > 1 for mode in _modes(stack, levels[number])
    )
    several = sum(1 for stack in leaves.values() if len(stack.lines) > 1)
    return not several or max(kinds.values()) == several


def _is_separate(stacks: Sequence[Stack], leaves: dict[int, Stack], levels: Sequence[_Level]) -> bool:
    """Whether no row of values stands within the height of another row's label, and none is without a label while
    words stand beside it."""
    for number, level in enumerate(levels):
        leaf = leaves.get(number)
        reach = 0.8 * max((stack.lines[0].size for stack in stacks), default=0.0)
        beside = [stack for stack in stacks if stack.top - reach < level.bottom and level.top < stack.bottom + reach]
        if leaf is None and beside:
            return False
        if any(stack is not leaf and stack in leaves.values() for stack in beside):
            return False
        if leaf is not None and any(stack is not leaf and stack.x0 >= leaf.x0 - 1 for stack in beside):
            return False
    return True


def _is_row(stack: Stack, leaves: dict[int, Stack], levels: Sequence[_Level]) -> bool:
    """Whether words without values are a row that prints none: between rows of values, beginning where the labels above
    and below do. The head of a group has labels right of it."""
    y = (stack.top + stack.bottom) / 2
    above = max((leaf for leaf in leaves.values() if leaf.bottom < y), key=lambda leaf: leaf.bottom, default=None)
    below = min((leaf for leaf in leaves.values() if leaf.top > y), key=lambda leaf: leaf.top, default=None)
    if above is None or below is None or not levels[0].y < y < levels[-1].y:
        return False
    apart = 1.2 * stack.lines[0].size
    if any(level.top - apart < y < level.bottom + apart for level in levels):
        return False
    return abs(above.x0 - stack.x0) < 1 and abs(below.x0 - stack.x0) < 1
