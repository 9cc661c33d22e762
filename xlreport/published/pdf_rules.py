"""Ruled tables of a page: from the lines that are drawn to cells with the rows and columns that they cover."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlreport.a1 import Box
from xlreport.published.flow import Drawn
from xlreport.published.pdf_pages import Glyph, Rule
from xlreport.published.pdf_text import as_note, cell_text, glyph_lines, number_runs, usual_size

_NEAR = 3.0
"""Lines so close (in points) are one: borders are drawn twice, or as thin boxes."""
_COVERED = 0.6
"""A side of a cell is drawn where lines cover this share of it."""
_CUT_OFF = "…"
_THROUGH = 0.15
"""A line goes through a character where it keeps this share of its width from both sides."""
_MOST_CROSSINGS = 4_000_000
"""A page with more is a drawing, not a table."""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table of a page: where it stands, where its columns begin (and the last ends), and its cells.

    ``columns_known`` is false where lines are missing.
    """

    top: float
    bottom: float
    xs: tuple[float, ...]
    cells: tuple[Drawn, ...]
    columns_known: bool

    @property
    def x0(self) -> float:
        """Its left side."""
        return self.xs[0]

    @property
    def x1(self) -> float:
        """Its right side."""
        return self.xs[-1]

    def continues(self, other: RuledTable) -> bool:
        """Whether it is as wide as another and stands right below it, as the rest of a table that a page cut off."""
        return abs(self.x0 - other.x0) <= _NEAR and abs(self.x1 - other.x1) <= _NEAR


def with_shared_columns(tables: Sequence[RuledTable]) -> list[RuledTable]:
    """Pieces of one table with their columns counted alike: a piece may draw fewer lines than the whole. Unchanged
    where the columns of the pieces lie too near each other to be told apart."""
    xs = tuple(_positions([x for table in tables for x in table.xs]))

    def nearest(x: float) -> int:
        return min(range(len(xs)), key=lambda number: abs(xs[number] - x))

    shared = []
    for table in tables:
        at = [nearest(x) for x in table.xs]
        if any(after <= before for before, after in pairwise(at)):
            return list(tables)
        cells = tuple(
            Drawn(cell.text, Box(cell.box.top, at[cell.box.left - 1] + 1, cell.box.bottom, at[cell.box.right]))
            for cell in table.cells
        )
        shared.append(replace(table, xs=xs, cells=cells))
    return shared


def ruled_tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[RuledTable], list[Glyph]]:
    """The ruled tables with at least two columns, and the characters that stand in none of them.

    A character belongs to the cell that its middle is in (a number goes as a whole); where tables lie in each other, to
    the innermost.
    """
    grids = [grid for group in _connected(_merged(rules)) if (grid := _Grid.of(group)) is not None]
    grids.sort(key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))
    free: list[Glyph] = []
    inside: list[list[Glyph]] = [[] for _ in grids]
    lines = glyph_lines(glyph for glyph in glyphs if not glyph.turn)
    runs = [run for line in lines for run in number_runs(line)] + [[glyph] for glyph in glyphs if glyph.turn]
    for run in runs:
        x = (run[0].x0 + run[-1].x1) / 2
        number = next((number for number, grid in enumerate(grids) if grid.holds(x, run[0].y)), None)
        (free if number is None else inside[number]).extend(run)
    for grid, own in zip(grids, inside, strict=True):
        grid.take(own)
    return [grid.table() for grid in grids if grid.taken], free


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """The lines with positions that are nearly the same made the same, and pieces of one line joined."""
    merged = []
    for vertical in (True, False):
        chosen = sorted((rule for rule in rules if rule.vertical == vertical), key=lambda rule: rule.at)
        group: list[Rule] = []
        for rule in chosen:
            if group and rule.at - group[-1].at > _NEAR:
                merged += _joined(group)
                group = []
            group.append(rule)
        merged += _joined(group)
    return merged


def _joined(group: list[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    at = sum(rule.at for rule in group) / len(group) if group else 0.0
    for rule in sorted(group, key=lambda rule: rule.start):
        if joined and rule.start <= joined[-1].end + _NEAR:
            last = joined.pop()
            joined.append(Rule(rule.vertical, at, last.start, max(last.end, rule.end)))
        else:
            joined.append(Rule(rule.vertical, at, rule.start, rule.end))
    return joined


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of lines that touch each other."""
    upright = [number for number, rule in enumerate(rules) if rule.vertical]
    level = [number for number, rule in enumerate(rules) if not rule.vertical]
    if len(upright) * len(level) > _MOST_CROSSINGS:
        return []
    sets = _Sets(len(rules))
    for one in upright:
        for other in level:
            if _touch(rules[one], rules[other]):
                sets.join(one, other)
    groups: dict[int, list[Rule]] = {}
    for number, rule in enumerate(rules):
        groups.setdefault(sets.root(number), []).append(rule)
    return list(groups.values())


def _touch(upright: Rule, level: Rule) -> bool:
    return (
        level.start - _NEAR <= upright.at <= level.end + _NEAR
        and upright.start - _NEAR <= level.at <= upright.end + _NEAR
    )


class _Sets:
    """Numbers that belong together."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def root(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def join(self, one: int, other: int) -> None:
        self._parents[self.root(one)] = self.root(other)


class _Grid:
    """The smallest cells between the lines of one table, joined where no line divides them."""

    def __init__(self, xs: list[float], ys: list[float], rules: list[Rule]) -> None:
        self.xs, self.ys = xs, ys
        self._across, self._down = len(xs) - 1, len(ys) - 1
        self._sets = _Sets(self._across * self._down)
        self._drawn = _drawn_sides(rules, xs, ys)
        self._join()
        self._glyphs: dict[int, list[Glyph]] = {}

    @classmethod
    def of(cls, rules: list[Rule]) -> _Grid | None:
        """The grid of connected lines; None where they make fewer than two columns."""
        upright = [rule for rule in rules if rule.vertical]
        level = [rule for rule in rules if not rule.vertical]
        if not upright or not level:
            return None
        # Where a table is cut by the end of the page its last side may not be drawn: lines end there all the same.
        xs = _positions([rule.at for rule in upright] + [end for rule in level for end in (rule.start, rule.end)])
        ys = _positions([rule.at for rule in level] + [end for rule in upright for end in (rule.start, rule.end)])
        if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MOST_CROSSINGS // 10:
            return None
        grid = cls(xs, ys, rules)
        return grid if len({box.left for box in grid.boxes().values()}) > 1 else None

    def _join(self) -> None:
        for row in range(self._down):
            for column in range(self._across):
                here = row * self._across + column
                if column + 1 < self._across and (True, column + 1, row) not in self._drawn:
                    self._sets.join(here, here + 1)
                if row + 1 < self._down and (False, row + 1, column) not in self._drawn:
                    self._sets.join(here, here + self._across)

    def boxes(self) -> dict[int, Box]:
        """The box around each joined cell, by the number that stands for it."""
        boxes: dict[int, Box] = {}
        for number in range(self._across * self._down):
            row, column = divmod(number, self._across)
            root = self._sets.root(number)
            old = boxes.get(root, Box(row + 1, column + 1, row + 1, column + 1))
            boxes[root] = Box(
                min(old.top, row + 1), min(old.left, column + 1), max(old.bottom, row + 1), max(old.right, column + 1)
            )
        return boxes

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def take(self, glyphs: Sequence[Glyph]) -> None:
        """Put each character into the cell that its middle is in; a number that a line cuts through whole into the one
        that its own middle is in: it was too wide for its cell."""
        for line in glyph_lines(glyph for glyph in glyphs if not glyph.turn):
            for run in number_runs(line):
                cut = self._cuts(run)
                middle = (run[0].x0 + run[-1].x1) / 2
                for glyph in run:
                    self._take(glyph, middle if cut else glyph.x)
                for left, right in () if cut else pairwise(run):
                    self._part(left, right)
        for glyph in glyphs:
            if glyph.turn:
                self._take(glyph, glyph.x)

    def _cuts(self, run: Sequence[Glyph]) -> bool:
        margins = [(glyph.x0, glyph.x1, (glyph.x1 - glyph.x0) * _THROUGH) for glyph in run] if len(run) > 1 else []
        return any(x0 + margin < x < x1 - margin for x0, x1, margin in margins for x in self.xs)

    def _part(self, left: Glyph, right: Glyph) -> None:
        """Figures as close as those of one number, with a line between: neither cell may pass for a whole number."""
        if self._region(left, left.x) != self._region(right, right.x):
            self._take(replace(left, text=_CUT_OFF, x0=left.x1), left.x)
            self._take(replace(right, text=_CUT_OFF, x1=right.x0, x0=right.x0 - 0.01), right.x)

    def _take(self, glyph: Glyph, x: float) -> None:
        self._glyphs.setdefault(self._region(glyph, x), []).append(glyph)

    def _region(self, glyph: Glyph, x: float) -> int:
        """The number of the cell at x, as high as the character."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), self._across - 1)
        row = min(max(bisect_right(self.ys, glyph.y) - 1, 0), self._down - 1)
        return self._sets.root(row * self._across + column)

    @property
    def taken(self) -> bool:
        """Whether any character stands in the table."""
        return bool(self._glyphs)

    def table(self) -> RuledTable:
        """The table; cells whose sides are not all drawn, so that they are no rectangles, make its columns unsure."""
        boxes = self.boxes()
        area = sum((box.bottom - box.top + 1) * (box.right - box.left + 1) for box in boxes.values())
        rows = sorted({box.top for box in boxes.values()})
        columns = sorted({box.left for box in boxes.values()})
        usual = usual_size(glyph for glyphs in self._glyphs.values() for glyph in glyphs)
        cells = [Drawn(self._text(root, usual), _renumbered(box, rows, columns)) for root, box in boxes.items()]
        xs = (*(self.xs[column - 1] for column in columns), self.xs[-1])
        return RuledTable(self.ys[0], self.ys[-1], xs, tuple(cells), area == self._across * self._down)

    def _text(self, root: int, usual: float) -> str:
        glyphs = self._glyphs.get(root, [])
        return as_note(cell_text(glyphs), max((glyph.size for glyph in glyphs), default=0.0), usual)


def _renumbered(box: Box, rows: list[int], columns: list[int]) -> Box:
    """A box without the rows and columns in which no cell begins."""
    return Box(
        bisect_right(rows, box.top),
        bisect_right(columns, box.left),
        bisect_right(rows, box.bottom),
        bisect_right(columns, box.right),
    )


def _positions(values: list[float]) -> list[float]:
    positions: list[float] = []
    last = None
    for value in sorted(values):
        if last is None or value - last > _NEAR:
            positions.append(value)
        last = value
    return positions


def _drawn_sides(rules: list[Rule], xs: list[float], ys: list[float]) -> set[tuple[bool, int, int]]:
    """The sides of the smallest cells that are drawn: (vertical, number of the line, number of the cell along it)."""
    drawn = set()
    for rule in rules:
        lines, along = (xs, ys) if rule.vertical else (ys, xs)
        line = min(range(len(lines)), key=lambda number: abs(lines[number] - rule.at))
        for cell in range(len(along) - 1):
            shared = min(rule.end, along[cell + 1]) - max(rule.start, along[cell])
            if shared >= _COVERED * (along[cell + 1] - along[cell]):
                drawn.add((rule.vertical, line, cell))
    return drawn
