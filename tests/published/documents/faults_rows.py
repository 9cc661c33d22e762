"""Faults of rows and columns: more of them, fewer, in another order, torn apart, run together."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

from tests.published.documents.fault_kinds import PDFS, TEXTS, NotHere, a_grid, fault
from tests.published.documents.printed import Cell, Grid, Line, Printed, Row


def like(row: Row, change: Callable[[Cell], Cell]) -> Row:
    """A row of new cells in the shape of another one."""
    made = {cell: change(cell) for cell in dict.fromkeys(row)}
    return tuple(made[cell] for cell in row)


def copy(cell: Cell) -> Cell:
    """The same cell printed once more."""
    return replace(cell)


def blank(_: Cell) -> Cell:
    """An empty cell instead."""
    return Cell()


def a_row(grid: Grid, rng: random.Random) -> int:
    """A row with numbers and a label. Raises NotHere for tables without."""
    rows = [place for place in grid.number_rows if not grid.rows[place][0].is_number and grid.label(place).text]
    if not rows:
        raise NotHere
    return rng.choice(rows)


def _extra(document: Printed, grid: Grid, rng: random.Random, labels: list[str]) -> Printed:
    place = a_row(grid, rng)
    leaf, words = grid.label(place), rng.choice(labels)

    def change(cell: Cell) -> Cell:
        if cell.is_number:
            return Cell(str(rng.choice([0, rng.randint(1, 99), rng.randint(100, 2000)])))
        return Cell(words) if cell is leaf else Cell()

    return document.put(grid, grid.insert_row(place + rng.choice([0, 1]), like(grid.rows[place], change)))


@fault()
def extra_row_in_table3(document: Printed, rng: random.Random) -> Printed:
    """A row of the office's own in 表三."""
    labels = [
        "9.其他不予公开情形",
        "其中：网上申请",
        "（八）撤回申请",
        "4.其他法定情形",
        "小计",
        "不予公开小计",
        "合计",
        "其中：行政处罚",
    ]
    return _extra(document, a_grid(document, rng, "table3"), rng, labels)


@fault()
def extra_row_in_table2(document: Printed, rng: random.Random) -> Printed:
    """A row of the office's own in 表二."""
    labels = ["行政确认", "行政检查", "其他对外管理服务事项", "其中：听证", "行政给付", "党内规范性文件", "合计"]
    return _extra(document, a_grid(document, rng, "table2"), rng, labels)


def _column(grid: Grid, head: str, words: Callable[[int], str]) -> list[Cell]:
    """A column with a head merged over the head rows and words beside each row of numbers."""
    top, numbers = Cell(head), set(grid.number_rows)
    first = grid.heads or 1
    rest = range(first, len(grid.rows))
    return [top] * first + [Cell(words(place) if place in numbers else "") for place in rest]


@fault()
def extra_column_of_words(document: Printed, rng: random.Random) -> Printed:
    """A column 备注 behind the last."""
    grid = a_grid(document, rng)
    words = rng.choice(["", "已核", "见附件2", "同上"])
    return document.put(grid, grid.insert_column(grid.width, _column(grid, "备注", lambda _: words)))


@fault()
def extra_column_of_numbers(document: Printed, rng: random.Random) -> Printed:
    """A column of numbers of the office's own: 序号 in front, 小计 in the middle, 上年 behind."""
    grid = a_grid(document, rng, "table2", "table3")
    kind = rng.choice(["序号", "小计", "上年", "网上办理"])
    if kind == "序号":
        order = {place: n for n, place in enumerate(grid.number_rows, 1)}
        column = _column(grid, kind, lambda place: str(order[place]))
        return document.put(grid, replace(grid.insert_column(0, column), stubs=grid.stubs + 1))
    column = _column(grid, kind, lambda _: str(rng.randint(0, 3000)))
    at = grid.width if kind == "上年" or grid.table == "table2" else rng.randint(grid.stubs + 1, grid.width - 1)
    return document.put(grid, grid.insert_column(at, column))


def _torn(document: Printed, rng: random.Random, parts: Callable[[str], list[tuple[str, bool]]]) -> Printed:
    """A row printed as several: each with a piece of its label, one with its numbers."""
    grid = a_grid(document, rng, "table2", "table3")
    for _ in range(rng.choice([1, 1, 4])):
        place = a_row(grid, rng)
        row, leaf = grid.rows[place], grid.label(place)
        rows = []
        for words, numbers in parts(leaf.text):
            made = {cell: cell if numbers else Cell() for cell in row if cell.is_number}
            made |= {leaf: replace(leaf, text=words)}
            rows.append(tuple(made.get(cell, cell) for cell in row))
        torn = grid.with_rows((*grid.rows[:place], *rows, *grid.rows[place + 1 :]))
        document, grid = document.put(grid, torn), torn
    return document


@fault()
def labels_and_numbers_apart(document: Printed, rng: random.Random) -> Printed:
    """A label on one line, its numbers on the next or on the one before."""
    below = rng.random() < 0.7
    return _torn(document, rng, lambda words: [(words, False), ("", True)] if below else [("", True), (words, False)])


@fault()
def row_over_several_lines(document: Printed, rng: random.Random) -> Printed:
    """A row whose label goes on in the line below, its numbers in one of the two or between them."""
    kind = rng.randrange(3)

    def parts(words: str) -> list[tuple[str, bool]]:
        half = max(1, len(words) // 2)
        first, rest = words[:half], words[half:]
        return [
            [(first, True), (rest, False)],
            [(first, False), (rest, True)],
            [(first, False), ("", True), (rest, False)],
        ][kind]

    return _torn(document, rng, parts)


def _groups(grid: Grid) -> list[Cell]:
    """Labels merged over several rows of numbers."""
    rows = [set(grid.rows[place]) for place in grid.number_rows]
    return [cell for cell in grid.cells if not cell.is_number and cell.text and sum(cell in row for row in rows) > 1]


@fault()
def group_labels_missing(document: Printed, rng: random.Random) -> Printed:
    """The labels merged over several rows are gone."""
    grid = a_grid(document, rng, "table3")
    share = rng.choice([1.0, 0.4])
    return document.put(grid, grid.put({c: replace(c, text="") for c in _groups(grid) if rng.random() < share}))


@fault(harmless=frozenset({"html", "docx"}))
def group_labels_repeated(document: Printed, rng: random.Random) -> Printed:
    """The labels merged over several rows stand in each of them."""
    grid = a_grid(document, rng, "table3")
    groups = set(_groups(grid))
    return document.put(grid, grid.with_rows(tuple(copy(c) if c in groups else c for c in row) for row in grid.rows))


@fault()
def head_rows_lost(document: Printed, rng: random.Random) -> Printed:
    """Rows of heads are gone, all of them or some."""
    grid = a_grid(document, rng, "table3", "table4")
    lost = rng.choice([range(grid.heads), [0], [grid.heads - 1], [0, 1]])
    kept = [row for place, row in enumerate(grid.rows) if place not in lost or place >= grid.heads]
    return document.put(grid, replace(grid.with_rows(kept), heads=grid.heads - len(grid.rows) + len(kept)))


def heads_again(grid: Grid) -> list[Row]:
    """The rows of heads, printed once more."""
    made = {cell: copy(cell) for row in grid.rows[: grid.heads] for cell in row}
    return [tuple(made[cell] for cell in row) for row in grid.rows[: grid.heads]]


@fault(harmless=frozenset({"html", "docx"}))
def heads_repeated(document: Printed, rng: random.Random) -> Printed:
    """The heads are printed twice above the table."""
    grid = a_grid(document, rng, "table3", "table4")
    twice = grid.with_rows((*heads_again(grid), *grid.rows))
    return document.put(grid, replace(twice, heads=grid.heads * 2))


@fault(harmless=frozenset({"html", "docx"}))
def heads_repeated_inside(document: Printed, rng: random.Random) -> Printed:
    """The heads come again in the midst of the rows, as where pages were joined."""
    grid = a_grid(document, rng, "table3")
    place = rng.choice(grid.number_rows[2:])
    for row in reversed(heads_again(grid)):
        grid_after = document.grid("table3").insert_row(place, row)
        document = document.put(document.grid("table3"), grid_after)
    return document


@fault()
def blank_rows(document: Printed, rng: random.Random) -> Printed:
    """Empty rows between rows."""
    grid = a_grid(document, rng)
    new = grid
    for place in sorted(rng.sample(range(1, len(grid.rows)), min(len(grid.rows) - 1, 3)), reverse=True):
        new = new.insert_row(place, tuple(Cell() for _ in range(grid.width)))
    return document.put(grid, new)


@fault()
def blank_column(document: Printed, rng: random.Random) -> Printed:
    """An empty column between columns."""
    grid = a_grid(document, rng)
    at = rng.randint(grid.stubs, grid.width)
    return document.put(grid, grid.insert_column(at, [Cell() for _ in grid.rows]))


def _shifted(grid: Grid, places: Iterable[int], way: str) -> Grid:
    """Rows whose values stand one column further right or left; ``pushed`` ones keep the last in a column more."""
    if way == "pushed":
        grid = grid.insert_column(grid.width, [Cell() for _ in grid.rows])
    changes: dict[Cell, Cell] = {}
    for place in places:
        row = [cell for cell in grid.rows[place] if cell.is_number]
        words = [cell.text for cell in row]
        moved = [*words[1:], ""] if way == "left" else ["", *words[:-1]]
        for cell, now in zip(row, moved, strict=True):
            own = cell.text if way == "pushed" else None
            changes[cell] = replace(cell, text=now, meant=cell.meant if cell.meant is not None else own)
        if way == "pushed":
            changes[grid.rows[place][-1]] = Cell(words[-1])
    return grid.put(changes)


@fault()
def row_shifted(document: Printed, rng: random.Random) -> Printed:
    """The values of one row stand one column beside theirs."""
    grid = a_grid(document, rng, "table3")
    return document.put(grid, _shifted(grid, [a_row(grid, rng)], rng.choice(["left", "right", "pushed"])))


@fault()
def all_rows_shifted(document: Printed, rng: random.Random) -> Printed:
    """The values of all rows stand one column beside theirs."""
    grid = a_grid(document, rng, "table3")
    return document.put(grid, _shifted(grid, grid.number_rows, rng.choice(["left", "right", "pushed"])))


@fault()
def row_label_lost(document: Printed, rng: random.Random) -> Printed:
    """Rows without their label."""
    grid = a_grid(document, rng, "table2", "table3")
    for _ in range(rng.choice([1, 1, 2, 3])):
        leaf = grid.label(a_row(grid, rng))
        new = grid.put({leaf: replace(leaf, text="")})
        document, grid = document.put(grid, new), new
    return document


@fault()
def rows_in_another_order(document: Printed, rng: random.Random) -> Printed:
    """Two rows of a group have changed places, labels and numbers."""
    grid = a_grid(document, rng, "table2", "table3")
    pairs = [(a, b) for a in grid.number_rows for b in grid.number_rows if a < b and _same_group(grid, a, b)]
    if not pairs:
        raise NotHere
    a, b = rng.choice(pairs)
    rows = list(grid.rows)
    rows[a], rows[b] = rows[b], rows[a]
    return document.put(grid, grid.with_rows(rows))


def _same_group(grid: Grid, a: int, b: int) -> bool:
    """Whether two rows have the same labels left of their own, or are both of the outermost level, and one shape."""

    def shape(place: int) -> tuple[object, ...]:
        row, leaf = grid.rows[place], grid.label(place)
        return tuple("leaf" if cell is leaf else "number" if cell.is_number else cell for cell in row)

    between = range(min(a, b), max(a, b) + 1)
    return shape(a) == shape(b) and (grid.table == "table3" or all(place in grid.number_rows for place in between))


@fault()
def row_missing(document: Printed, rng: random.Random) -> Printed:
    """Rows that are not there: their fields are unknown, not blank."""
    grid = a_grid(document, rng, "table2", "table3")
    for _ in range(rng.choice([1, 1, 2])):
        new = grid.drop_row(a_row(grid, rng))
        document, grid = document.put(grid, new), new
    return document


@fault()
def row_twice_same(document: Printed, rng: random.Random) -> Printed:
    """A row printed twice with the same numbers."""
    grid = a_grid(document, rng, "table2", "table3")
    place = a_row(grid, rng)
    return document.put(grid, grid.insert_row(place + 1, like(grid.rows[place], copy)))


@fault()
def row_twice_other(document: Printed, rng: random.Random) -> Printed:
    """A row printed twice with different numbers: nobody can say which counts."""
    grid = a_grid(document, rng, "table2", "table3")
    place = a_row(grid, rng)

    def change(cell: Cell) -> Cell:
        return replace(cell, text=str(rng.randint(2001, 4000))) if cell.is_number else copy(cell)

    return document.put(grid, grid.insert_row(place + 1, like(grid.rows[place], change)))


@fault(not_in=TEXTS | {"pdf_unruled"}, why="without lines a merged cell is the number of one column")
def merged_values(document: Printed, rng: random.Random) -> Printed:
    """One cell merged over all numbers of a row: 0 and 无 may hold for each, any other number for none."""
    grid = a_grid(document, rng, "table3")
    place = a_row(grid, rng)
    row = grid.rows[place]
    fields = tuple(name for cell in dict.fromkeys(row) for name in cell.fields)
    words = rng.choice(["0", "无", "/", "7", "128"])
    one = Cell(words, fields, sealed=words.isdigit() and words != "0")
    merged = tuple(one if cell.is_number else cell for cell in row)
    return document.put(grid, grid.with_rows((*grid.rows[:place], merged, *grid.rows[place + 1 :])))


@fault()
def table_missing(document: Printed, rng: random.Random) -> Printed:
    """A table is not there, though its heading may be."""
    grid = a_grid(document, rng)
    return document.put(grid, *rng.choice([[], [Line("无。")], [Line("详见附件。")]]))


@fault(not_in=PDFS, why="no page is wide enough for it")
def tables_in_one(document: Printed, rng: random.Random) -> Printed:
    """All tables run into one grid, their titles in rows of it."""
    grids = document.grids
    if len(grids) != 3:
        raise NotHere
    width = max(grid.width for grid in grids)
    rows: list[Row] = []
    for grid in grids:
        title = next(b for a, b in zip(document.blocks[1:], document.blocks, strict=False) if a is grid)
        if isinstance(title, Line) and rng.random() < 0.8:
            rows.append((Cell(title.text),) * width)
        rows += [(*row, *(Cell() for _ in range(width - len(row)))) for row in grid.rows]
    joined = Grid("", tuple(rows), 0, 0)
    return document.put(grids[0], joined).put(grids[1]).put(grids[2])
