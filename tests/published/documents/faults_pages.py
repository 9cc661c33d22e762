"""Faults of the document as a whole: pages, prose, years, forms, other tables, other reports."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import takewhile

from tests.published.documents.bases import base_document, base_report
from tests.published.documents.fault_kinds import EVERYWHERE, TEXTS, NotHere, a_grid, fault
from tests.published.documents.faults_rows import a_row, heads_again
from tests.published.documents.printed import Block, Cell, Grid, Line, PageBreak, Printed, grid_of

_PAPER = frozenset({"html", "docx", "pdf_ruled"})
"""Kinds of file whose tables are drawn: what stands between two pages cannot be mistaken there."""


def _cut(grid: Grid, place: int, heads: bool, groups: bool) -> tuple[Grid, Grid]:
    """The grid above and below a row; ``groups``: labels merged over the cut are printed on both sides."""
    above = set(grid.rows[place - 1])
    again = {c: replace(c) if groups else Cell() for c in grid.rows[place] if c in above and not c.is_number}
    rows = [tuple(again.get(cell, cell) for cell in row) for row in grid.rows[place:]]
    top = heads_again(grid) if heads else []
    return grid.with_rows(grid.rows[:place]), replace(grid, rows=(*top, *rows), heads=len(top))


def _cut_anywhere(document: Printed, rng: random.Random, heads: bool) -> Printed:
    grid = a_grid(document, rng, "table3") if heads else a_grid(document, rng, "table2", "table3")
    places = [place for place in grid.number_rows[1:] if grid.table == "table3"] or range(1, len(grid.rows))
    parts = _cut(grid, rng.choice(list(places)), heads, rng.random() < 0.5)
    return document.put(grid, parts[0], PageBreak(rng.choice(["", "— 3 —", "第3页"])), parts[1])


@fault(harmless=_PAPER)
def cut_with_heads_repeated(document: Printed, rng: random.Random) -> Printed:
    """A table over two pages, its heads again on the second."""
    return _cut_anywhere(document, rng, heads=True)


@fault()
def cut_plainly(document: Printed, rng: random.Random) -> Printed:
    """A table over two pages without heads on the second."""
    return _cut_anywhere(document, rng, heads=False)


@fault()
def cut_in_a_row(document: Printed, rng: random.Random) -> Printed:
    """A page ends in the midst of a row: half of its label on each page, its numbers on one."""
    grid = a_grid(document, rng, "table3")
    place = a_row(grid, rng)
    row, leaf = grid.rows[place], grid.label(place)
    half, first = len(leaf.text) // 2, rng.random() < 0.5
    upper = {c: c if first else Cell() for c in row if c.is_number} | {leaf: replace(leaf, text=leaf.text[:half])}
    lower = {c: Cell() if first else c for c in row if c.is_number} | {leaf: replace(leaf, text=leaf.text[half:])}
    rows = [tuple(upper.get(cell, cell) for cell in row), tuple(lower.get(cell, cell) for cell in row)]
    doubled = grid.with_rows((*grid.rows[:place], *rows, *grid.rows[place + 1 :]))
    parts = _cut(doubled, place + 1, rng.random() < 0.3, False)
    return document.put(grid, parts[0], PageBreak(rng.choice(["", "— 2 —"])), parts[1])


@fault()
def page_number_between_rows(document: Printed, rng: random.Random) -> Printed:
    """A page number as a row of the table: merged over it, in its first cell or in its middle."""
    grid = a_grid(document, rng, "table3", "table2")
    words = rng.choice(["— 3 —", "3", "第3页", "第3页/共5页", "- 3 -", "3 / 5"])
    if len(grid.rows) < grid.heads + 2:
        raise NotHere
    place = rng.randint(grid.heads + 1, len(grid.rows) - 1)
    row = [Cell() for _ in range(grid.width)]
    kind = rng.randrange(3)
    if kind == 0:
        row = [Cell(words)] * grid.width
    else:
        row[0 if kind == 1 else grid.width // 2] = Cell(words)
    return document.put(grid, grid.insert_row(place, tuple(row)))


@fault(harmless=EVERYWHERE)
def running_heads(document: Printed, _: random.Random) -> Printed:
    """A head and a foot on every page."""
    return replace(document, layout=document.layout | {"running_head"})


@fault(
    not_in=EVERYWHERE - {"html", "docx", "office_docx", "office_html", "office_pdf"},
    why="only tables hold tables",
    harmless=frozenset({"html", "docx"}),
)
def nested_in_layout_table(document: Printed, _: random.Random) -> Printed:
    """The whole text stands in a cell of a table that only lays the page out."""
    return replace(document, layout=document.layout | {"nested"})


@fault(
    not_in=EVERYWHERE - {"pdf_ruled", "pdf_unruled"},
    why="only pages have upright words",
    harmless=frozenset({"pdf_ruled"}),
)
def upright_labels(document: Printed, _: random.Random) -> Printed:
    """Group labels written from top to bottom, one character a line."""
    return replace(document, layout=document.layout | {"vertical"})


@fault()
def numbers_in_prose(document: Printed, rng: random.Random) -> Printed:
    """Sentences near the tables that hold the names of rows and other numbers."""
    grid = a_grid(document, rng)
    n = [str(rng.randint(2001, 9000)) for _ in range(4)]
    lines = [
        f"全年行政处罚{n[0]}件，行政强制{n[1]}件，行政许可{n[2]}件。",
        f"行政处罚 {n[0]} 件",
        f"一、本年新收政府信息公开申请{n[0]}件，二、上年结转{n[1]}件，予以公开{n[2]}件，总计{n[3]}件。",
        f"其中：自然人 {n[0]}，商业企业 {n[1]}，其他 {n[2]}，总计 {n[3]}",
        f"行政复议{n[0]}件，结果维持{n[1]}件，结果纠正{n[2]}件，其他结果0件。",
        f"行政事业性收费：{n[0]}.5万元",
        f"（单位：件）　　数据截至12月{rng.randint(10, 31)}日",
    ]
    said = [Line(words) for words in rng.sample(lines, rng.randint(1, 3))]
    blocks: list[Block] = [*said, grid] if rng.random() < 0.5 else [grid, *said]
    return document.put(grid, *blocks)


def _year_changed(document: Printed, to: int) -> Printed:
    """The document as a report on another year."""
    years = {str(document.year): str(to), str(document.year + 1): str(to + 1)}
    changed = document.each_text(
        lambda words: re.sub(r"([0-9]{4})(?=\s*年)", lambda found: years.get(found[1], found[1]), words)
    )
    return replace(changed, year=to)


@fault(forms=("2019",))
def old_form_in_new_year(document: Printed, rng: random.Random) -> Printed:
    """The form of 2019 for a report on a later year."""
    return _year_changed(document, rng.choice([2021, 2022, 2023, 2024]))


@fault(forms=("2021",))
def new_form_in_old_year(document: Printed, rng: random.Random) -> Printed:
    """The form of 2021 for a report on an earlier year."""
    return _year_changed(document, rng.choice([2019, 2020]))


@fault(forms=("2021+2019",))
def new_table2_with_old_table3(document: Printed, _: random.Random) -> Printed:
    """表二 of 2021 with 表三 of 2019."""
    return document


@fault(forms=("2019+2021",))
def old_table2_with_new_table3(document: Printed, _: random.Random) -> Printed:
    """表二 of 2019 with 表三 of 2021."""
    return document


@fault()
def wrong_year_in_prose(document: Printed, rng: random.Random) -> Printed:
    """Last year's year was left in the text and below it; the title is right."""
    title = tuple(takewhile(lambda block: isinstance(block, Line) and block.heading == 1, document.blocks))
    was = document.year - rng.choice([1, 1, 2])
    changed = _year_changed(document, was)
    return replace(changed, blocks=(*title, *changed.blocks[len(title) :]), year=document.year)


@fault()
def title_in_pieces(document: Printed, rng: random.Random) -> Printed:
    """The title over two lines, with spaces, or without the agency, which signs below."""
    title = document.blocks[0]
    if not isinstance(title, Line):
        raise NotHere
    year, name = f"{document.year}年", "政府信息公开工作年度报告"
    pieces = [
        [f"{document.agency}", f"{year}{name}"],
        [f"{document.agency}{year}政府信息公开工作", "年度报告"],
        [f"{document.agency} {document.year} 年{name}"],
        [f"{year}{name}"],
        [f"{document.agency}{name}", f"（{document.year}年度）"],
    ]
    return document.put(title, *(Line(words, 1) for words in rng.choice(pieces)))


@fault(harmless=_PAPER)
def sections_renumbered(document: Printed, rng: random.Random) -> Printed:
    """Headings with other numbers or other words."""
    numerals = "一二三四五六七八九"
    shift = rng.choice([1, 2])
    words = rng.choice(["", "本单位", "行政机关"])
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Line) and block.heading == 2:
            block = replace(block, text=numerals[numerals.index(block.text[0]) + shift] + "、" + words + block.text[2:])
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


@fault(harmless=_PAPER)
def tables_in_another_order(document: Printed, rng: random.Random) -> Printed:
    """The tables have changed places, their headings along."""
    grids = document.grids
    if len(grids) != 3:
        raise NotHere
    heads = {grid: document.blocks[document.blocks.index(grid) - 1] for grid in grids}
    others = rng.sample(grids, 3)
    moved: dict[Block, Block] = {}
    for now, other in zip(grids, others, strict=True):
        moved |= {now: other, heads[now]: heads[other]}
    return replace(document, blocks=tuple(moved.get(block, block) for block in document.blocks))


@fault()
def last_years_table(document: Printed, rng: random.Random) -> Printed:
    """A table of last year's numbers under a caption of its own, below this year's or above."""
    grid = a_grid(document, rng)
    try:
        other = base_report(document.form_id, "different", rng)
    except ValueError as error:
        raise NotHere from error
    table = other.form.table(grid.table)
    year = document.year - 1
    captions = [f"附：上年（{year}年）情况", f"{year}年{table.title[2:]}", f"上年同期：{table.title[2:]}", "上年数据"]
    old = [Line(rng.choice(captions)), grid_of(other, table, bare=True)]
    place = document.blocks.index(grid)
    if rng.random() < 0.7:
        return document.put(grid, grid, *old)
    return document.put(document.blocks[place - 1], *old, document.blocks[place - 1])


@fault(not_in=TEXTS | {"docx"}, why="only pages have sides")
def last_years_table_beside(document: Printed, rng: random.Random) -> Printed:
    """Last year's numbers under a caption of their own, right of this year's report."""
    if document.beside is not None:
        raise NotHere
    other = base_report(document.form_id, "different", rng)
    table = other.form.table(rng.choice(["table2", "table3", "table4"]))
    blocks = (Line(f"上年（{document.year - 1}年）数据", 2), grid_of(other, table, bare=True))
    return replace(document, beside=replace(document, blocks=blocks))


@fault()
def another_table(document: Printed, rng: random.Random) -> Printed:
    """A table that is none of the form: kinds of news by channel, with numbers."""
    words = [["渠道", "条数", "总计"], ["网站", "{}", "{}"], ["公众号", "{}", "{}"], ["其他", "{}", "{}"]]
    rows = tuple(tuple(Cell(w.format(rng.randint(0, 5000))) for w in row) for row in words)
    grid = a_grid(document, rng)
    place = document.blocks.index(grid)
    extra = Grid("", rows, 1, 1)
    if rng.random() < 0.5:
        return document.put(grid, grid, Line("公开渠道统计："), extra)
    return document.put(document.blocks[place - 1], Line("公开渠道统计："), extra, document.blocks[place - 1])


def _other(document: Printed, rng: random.Random) -> Printed:
    other = base_document(document.form_id, "different", rng)
    while other.agency == document.agency:
        other = base_document(document.form_id, "different", rng)
    return other


@fault()
def two_reports_one_after_another(document: Printed, rng: random.Random) -> Printed:
    """Two offices' reports in one file."""
    other = _other(document, rng)
    return replace(document, blocks=(*document.blocks, PageBreak(), *other.blocks), refuse=True)


@fault(
    not_in=TEXTS | {"docx", "office_pdf"},
    why="only pages have sides, and LibreOffice cuts off what a web page has right of the paper",
)
def two_reports_side_by_side(document: Printed, rng: random.Random) -> Printed:
    """Two offices' reports beside each other on one page."""
    if document.beside is not None:
        raise NotHere
    return replace(document, beside=_other(document, rng), refuse=True)
