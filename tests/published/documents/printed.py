"""A report as it is printed, before a kind of file is chosen: lines and grids whose cells know what they print.

A number cell carries the ids of the fields that it prints, so that the truth of a document is read off its cells
(``judge.py``) however they were moved, doubled or dropped.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xlreport.forms import Table
from xlreport.numbers import show
from xlreport.report import Report


@dataclass(frozen=True, eq=False)
class Cell:
    """One printed cell, known by identity: where it fills several slots of a grid it is a merged one.

    ``meant``: another reading that a careful person may come to; it holds for a whole row or not at all.
    ``sealed``: what it prints belongs to no field for certain, so its fields must be left open.
    ``words_only``: its digits must not be taken for a number of the field (an amount in another unit).
    ``mark``: printed raised behind the text.
    """

    text: str = ""
    fields: tuple[str, ...] = ()
    meant: str | None = None
    sealed: bool = False
    words_only: bool = False
    mark: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is a number cell of the form, whatever stands in it."""
        return bool(self.fields)


Row = tuple[Cell, ...]


@dataclass(frozen=True, eq=False)
class Grid:
    """A printed table: rows of equal length; a cell in several slots is merged. ``heads``: rows that head all numbers.

    ``stubs``: columns of row labels. ``table``: id of the statutory table, '' for one that is none.
    """

    table: str
    rows: tuple[Row, ...]
    heads: int
    stubs: int

    @property
    def cells(self) -> list[Cell]:
        """Each cell once, in reading order."""
        return list(dict.fromkeys(cell for row in self.rows for cell in row))

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(map(len, self.rows))

    @property
    def numbers(self) -> list[Cell]:
        """The number cells."""
        return [cell for cell in self.cells if cell.is_number]

    @property
    def number_rows(self) -> list[int]:
        """Places of the rows in which numbers of the form stand."""
        return [place for place, row in enumerate(self.rows) if any(cell.is_number for cell in row)]

    def label(self, place: int) -> Cell:
        """The label that stands nearest to a row's numbers."""
        first = next(at for at, cell in enumerate(self.rows[place]) if cell.is_number)
        return self.rows[place][first - 1] if first else Cell()

    def put(self, changes: Mapping[Cell, Cell]) -> Grid:
        """The grid with some cells replaced."""
        return self.with_rows(tuple(changes.get(cell, cell) for cell in row) for row in self.rows)

    def each(self, change: Callable[[Cell], Cell]) -> Grid:
        """The grid with every cell changed, merged ones once."""
        return self.put({cell: change(cell) for cell in self.cells})

    def with_rows(self, rows: Iterable[Row]) -> Grid:
        """The grid with other rows."""
        return replace(self, rows=tuple(rows))

    def insert_row(self, at: int, row: Row) -> Grid:
        """A row more before the row ``at``; cells merged over that border are stretched."""
        above, below = self.rows[at - 1] if at else (), self.rows[at] if at < len(self.rows) else ()
        shared = dict(zip(range(len(row)), zip(above, below, strict=False), strict=False))
        stretched = (
            shared[n][0] if n in shared and shared[n][0] is shared[n][1] else cell for n, cell in enumerate(row)
        )
        return self.with_rows((*self.rows[:at], tuple(stretched), *self.rows[at:]))

    def drop_row(self, at: int) -> Grid:
        """The grid without a row; a cell merged over several rows stays in the others."""
        return self.with_rows(row for place, row in enumerate(self.rows) if place != at)

    def spans(self) -> list[list[tuple[int, Cell, int, int]]]:
        """By row the cells that begin there: column from 0, cell, rows and columns that it covers as one rectangle."""
        seen: set[tuple[int, int]] = set()
        found: list[list[tuple[int, Cell, int, int]]] = []
        for top, row in enumerate(self.rows):
            found.append([])
            for left, cell in enumerate(row):
                if (top, left) in seen:
                    continue
                right = left + 1
                while right < len(row) and row[right] is cell:
                    right += 1
                bottom = top + 1
                while bottom < len(self.rows) and all(slot is cell for slot in self.rows[bottom][left:right]):
                    bottom += 1
                seen |= {(r, c) for r in range(top, bottom) for c in range(left, right)}
                found[-1].append((left, cell, bottom - top, right - left))
        return found

    def insert_column(self, at: int, column: Iterable[Cell]) -> Grid:
        """A column more before column ``at`` (counted from 0); cells merged over that border are stretched."""
        rows = []
        for row, cell in zip(self.rows, column, strict=True):
            inside = 0 < at < len(row) and row[at - 1] is row[at]
            rows.append((*row[:at], row[at] if inside else cell, *row[at:]))
        return self.with_rows(rows)


@dataclass(frozen=True, eq=False)
class Line:
    """A line of running text; ``heading`` 1 for the title, 2 for sections, 3 for their parts, 0 else."""

    text: str
    heading: int = 0


@dataclass(frozen=True, eq=False)
class PageBreak:
    """A new page begins; ``number`` is printed at the foot of the page that ends, '' for none."""

    number: str = ""


Block = Line | Grid | PageBreak


@dataclass(frozen=True, eq=False)
class Printed:
    """A whole document. ``layout`` holds wishes to the writer of the file (nested, vertical, running_head …).

    ``refuse``: it holds two reports, and an importer must say so; ``beside`` is printed right of this one.
    """

    form_id: str
    year: int
    agency: str
    blocks: tuple[Block, ...]
    layout: frozenset[str] = frozenset()
    refuse: bool = False
    beside: Printed | None = None
    faults: tuple[str, ...] = field(default=())

    @property
    def grids(self) -> list[Grid]:
        """The grids, in reading order."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def grid(self, table: str) -> Grid:
        """The first grid of a table. Raises StopIteration where a fault has dropped it."""
        return next(grid for grid in self.grids if grid.table == table)

    def put(self, old: Block, *new: Block) -> Printed:
        """The document with one block replaced by others (or none)."""
        blocks: list[Block] = []
        for block in self.blocks:
            blocks += new if block is old else [block]
        return replace(self, blocks=tuple(blocks))

    def each_grid(self, change: Callable[[Grid], Grid]) -> Printed:
        """The document with every grid changed."""
        return replace(self, blocks=tuple(change(b) if isinstance(b, Grid) else b for b in self.blocks))

    def each_text(self, change: Callable[[str], str]) -> Printed:
        """The document with all its words changed: lines and labels, but no number cell."""

        def of_cell(cell: Cell) -> Cell:
            return cell if cell.is_number else replace(cell, text=change(cell.text))

        def of_block(block: Block) -> Block:
            if isinstance(block, Line):
                return replace(block, text=change(block.text))
            return block.each(of_cell) if isinstance(block, Grid) else block

        return replace(self, blocks=tuple(map(of_block, self.blocks)))


AGENCIES = (
    "甲县水务局",
    "乙市丙区民政局",
    "丁县戊镇人民政府",
    "己市发展和改革委员会",
    "庚区辛街道办事处",
    "壬县人民政府办公室",
)


def print_report(report: Report, rng: random.Random) -> Printed:
    """The report as an office would publish it: title, sections, the statutory tables, signature."""
    assert report.year is not None
    padded = rng.random() < 0.3
    blocks: list[Block] = [Line(f"{report.agency}{report.year}年政府信息公开工作年度报告", 1)]
    blocks += _before(report.year, rng)
    for table in report.form.tables:
        blocks += [Line(table.title, 2), grid_of(report, table, padded=padded)]
    blocks += _after(report.year, rng)
    blocks += [Line(report.agency), Line(f"{report.year + 1}年1月{rng.randint(5, 28)}日")]
    return Printed(report.form.id, report.year, report.agency, tuple(blocks))


def grid_of(report: Report, table: Table, *, padded: bool = False, bare: bool = False) -> Grid:
    """One statutory table with the report's numbers; ``bare``: its numbers count for no field (another year's)."""
    slots: dict[tuple[int, int], Cell] = {}

    def fill(box: object, cell: Cell) -> None:
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                slots[row, column] = cell

    for label in table.labels:
        fill(label.at, Cell(label.printed))
    for entry in table.fields:
        plain = report[entry.id].plain
        words = "" if plain is None else plain if isinstance(plain, str) else show(plain)
        if padded and entry.money and words:
            words = f"{plain:.4f}"
        fill(entry.at, Cell(words, () if bare else (entry.id,)))
    height, width = table.extent.bottom, table.extent.right
    rows = tuple(
        tuple(slots.setdefault((row, column), Cell()) for column in range(1, width + 1)) for row in range(1, height + 1)
    )
    first = min(entry.at.top for entry in table.fields)
    stubs = min(entry.at.left for entry in table.fields) - 1
    return Grid("" if bare else table.id, rows, 0 if table.id == "table2" else first - 1, stubs)


def _before(year: int, rng: random.Random) -> Iterator[Line]:
    yield Line("一、总体情况", 2)
    yield Line(f"{year}年，本单位按照条例要求推进公开，现将有关情况报告如下。")
    parts = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
    for numeral, part in zip("一二三四五", parts, strict=True):
        yield Line(f"（{numeral}）{part}", 3)
        yield Line(rng.choice(["坚持按时更新栏目，内容有专人核对。", "制度健全，流程清楚，全年无差错。", "运行平稳。"]))


def _after(year: int, rng: random.Random) -> Iterator[Line]:
    yield Line("五、存在的主要问题及改进情况", 2)
    yield Line(rng.choice(["解读材料形式单一。下一步增加图解。", "栏目分类不够细。下一步重新梳理目录。"]))
    yield Line("六、其他需要报告的事项", 2)
    yield Line(rng.choice([f"{year}年未收取信息处理费。", "无其他需要报告的事项，未收取信息处理费。"]))
