"""Faults in labels: lost and changed characters, brackets, spaces, enumerators, scripts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.published.documents.fault_kinds import EVERYWHERE, NotHere, a_grid, fault
from tests.published.documents.printed import Cell, Grid, Printed

_FOREIGN = "田走鸟风壶米舟雨齿犬"
"""Characters that no label holds."""
_TRADITIONAL = str.maketrans(
    "动开条项内发规处数许对属类业机构组织总计务办结转继续国秘据关为第报诉讼复议维护经诚单万额费订获请无当废现"
    "给补确认资没领统户状况样应减购执档过询举缴纳违销陆级",
    "動開條項內發規處數許對屬類業機構組織總計務辦結轉繼續國祕據關為第報訴訟復議維護經誠單萬額費訂獲請無當廢現"
    "給補確認資沒領統戶狀況樣應減購執檔過詢舉繳納違銷陸級",
)
_MORE = str.maketrans(
    "东车长门书见贝马鸟风龙会个们从众优传伤临严丰乱义乌乐习产亲仅众体兴军农冲决冻净凉几凤击划则刚创别剂剑剧劝办劳势区医华协卖卫厂厅历厉压县双变",
    "東車長門書見貝馬鳥風龍會個們從眾優傳傷臨嚴豐亂義烏樂習產親僅眾體興軍農衝決凍淨涼幾鳳擊劃則剛創別劑劍劇勸辦勞勢區醫華協賣衛廠廳歷厲壓縣雙變",
)


def _row_labels(grid: Grid) -> list[Cell]:
    """The labels left of numbers, nearest first in each row, groups too."""
    found = [cell for place in grid.number_rows for cell in grid.rows[place] if not cell.is_number and cell.text]
    return list(dict.fromkeys(found))


def _heads(grid: Grid) -> list[Cell]:
    """The heads of columns, the corner left out."""
    rows = grid.rows[: grid.heads] or [
        row for row in grid.rows if any(cell.text == "信息内容" for cell in row) and not any(c.is_number for c in row)
    ]
    found = [cell for row in rows for cell in row if cell.text and not cell.text.startswith(("（本列", "(本列"))]
    return [cell for cell in dict.fromkeys(found) if cell.text != "信息内容"]


def _spoil(words: str, rng: random.Random, change: Callable[[str, int], str]) -> str:
    """Words changed at one character, outside of brackets: （单位：元） for （单位：万元） is a fault of its own."""
    free = [at for at, letter in enumerate(words) if letter.isalpha() and "（" not in words[:at]]
    free = free or [at for at, letter in enumerate(words) if letter.isalpha()]
    if not free or "单位" in words[max(0, free[-1] - 3) :]:
        raise NotHere
    return change(words, rng.choice(free))


def _spoilt(document: Printed, grid: Grid, cells: list[Cell], rng: random.Random, lose: bool) -> Printed:
    def change(words: str, at: int) -> str:
        return words[:at] + ("" if lose else rng.choice(_FOREIGN)) + words[at + 1 :]

    if not cells:
        raise NotHere
    chosen = rng.sample(cells, min(len(cells), rng.randint(1, 3)))
    return document.put(grid, grid.put({c: replace(c, text=_spoil(c.text, rng, change)) for c in chosen}))


@fault()
def lost_character_in_head(document: Printed, rng: random.Random) -> Printed:
    """A character of a column's head is lost."""
    grid = a_grid(document, rng)
    return _spoilt(document, grid, _heads(grid), rng, lose=True)


@fault()
def lost_character_in_row_label(document: Printed, rng: random.Random) -> Printed:
    """A character of a row's label is lost."""
    grid = a_grid(document, rng, "table2", "table3")
    return _spoilt(document, grid, _row_labels(grid), rng, lose=True)


@fault()
def changed_character(document: Printed, rng: random.Random) -> Printed:
    """A character of a label is another one."""
    grid = a_grid(document, rng)
    return _spoilt(document, grid, _heads(grid) + _row_labels(grid), rng, lose=False)


@fault(harmless=EVERYWHERE)
def other_brackets(document: Printed, rng: random.Random) -> Printed:
    """Half-width brackets, colons, commas and quotes for full-width ones."""
    pairs = rng.choice(["（(）)", "（(）)：:，,", '（(）)，,“"”"', "（[）]"])
    table = str.maketrans(dict(zip(pairs[::2], pairs[1::2], strict=True)))
    return document.each_text(lambda words: words.translate(table))


@fault(harmless=EVERYWHERE)
def spaces_in_labels(document: Printed, rng: random.Random) -> Printed:
    """Spaces inside labels: 结果 维持, 总　计."""
    space = rng.choice([" ", " ", "　", "\u2002"])

    def change(cell: Cell) -> Cell:
        if cell.is_number or len(cell.text) < 2 or rng.random() < 0.4:
            return cell
        at = rng.randint(1, len(cell.text) - 1)
        return replace(cell, text=cell.text[:at] + space + cell.text[at:])

    return document.each_grid(lambda grid: grid.each(change))


@fault()
def lines_in_labels(document: Printed, rng: random.Random) -> Printed:
    """Labels broken over lines by hand."""

    def change(cell: Cell) -> Cell:
        if cell.is_number or len(cell.text) < 4 or rng.random() < 0.5:
            return cell
        at = rng.randint(1, len(cell.text) - 1)
        return replace(cell, text=cell.text[:at] + "\n" + cell.text[at:])

    return document.each_grid(lambda grid: grid.each(change))


@fault(harmless=EVERYWHERE)
def invisible_characters(document: Printed, rng: random.Random) -> Printed:
    """No-break spaces and characters of no width, in labels and around numbers."""

    def change(cell: Cell) -> Cell:
        mark = rng.choice(["\u00a0", "\u200b", "\ufeff", "\u00a0\u00a0"])
        if not cell.text or rng.random() < 0.4:
            return cell
        at = rng.randint(0, len(cell.text)) if not cell.is_number else rng.choice([0, len(cell.text)])
        return replace(cell, text=cell.text[:at] + mark + cell.text[at:])

    return document.each_grid(lambda grid: grid.each(change))


def _enumerated(document: Printed, change: Callable[[str], str]) -> Printed:
    def in_cell(cell: Cell) -> Cell:
        numbered = not cell.is_number and cell.text[:1].isdigit() and cell.text[1:2] == "."
        return replace(cell, text=change(cell.text)) if numbered else cell

    return document.each_grid(lambda grid: grid.each(in_cell))


@fault(harmless=EVERYWHERE)
def other_enumerators(document: Printed, rng: random.Random) -> Printed:
    """1、 for 1."""
    mark = rng.choice(["{}、", "{}．", "（{}）", "({})", "{}) ", "{}. "])
    return _enumerated(document, lambda words: mark.format(words[0]) + words[2:])


@fault(harmless=EVERYWHERE)
def enumerators_lost(document: Printed, rng: random.Random) -> Printed:
    """The rows' enumerators are gone, as where a list numbered them: 3.其他 is 其他."""
    if rng.random() < 0.5:
        return _enumerated(document, lambda words: words[2:])

    def bare(cell: Cell) -> Cell:
        words = cell.text
        if cell.is_number or cell.text.startswith("（本列"):
            return cell
        if words[1:2] in ("、", ".") or (words[:1] == "（" and words[2:3] == "）"):
            return replace(cell, text=words.partition("）")[2] if words[0] == "（" else words[2:])
        return cell

    return document.each_grid(lambda grid: grid.each(bare))


@fault()
def rows_renumbered(document: Printed, rng: random.Random) -> Printed:
    """The enumerators of rows count on or begin elsewhere."""
    shift = rng.randint(1, 4)
    return _enumerated(document, lambda words: str(int(words[0]) + shift) + words[1:])


@fault(harmless=EVERYWHERE)
def traditional_characters(document: Printed, rng: random.Random) -> Printed:
    """A document in traditional characters, or its tables only."""
    if rng.random() < 0.5:

        def change(cell: Cell) -> Cell:
            return cell if cell.is_number else replace(cell, text=cell.text.translate(_TRADITIONAL))

        return document.each_grid(lambda grid: grid.each(change))
    changed = document.each_text(lambda words: words.translate(_TRADITIONAL).translate(_MORE))
    return replace(changed, agency=document.agency.translate(_TRADITIONAL).translate(_MORE))


@fault()
def units_in_labels(document: Printed, rng: random.Random) -> Printed:
    """A unit behind labels: 自然人（件）."""
    grid = a_grid(document, rng)

    def change(cell: Cell) -> Cell:
        plain = (
            not cell.is_number
            and not cell.text.isdecimal()
            and cell.text
            and "单位" not in cell.text
            and not cell.text.startswith("（本列")
        )
        return replace(cell, text=cell.text + "（件）") if plain and cell in labels else cell

    labels = rng.choice([_heads(grid), _row_labels(grid)])
    return document.put(grid, grid.each(change))


@fault()
def section_heads_of_table2_lost(document: Printed, rng: random.Random) -> Printed:
    """表二 without 第二十条第…项, or without the heads 信息内容."""
    grid = a_grid(document, rng, "table2")
    word = rng.choice(["第二十条", "信息内容"])
    kept = [row for row in grid.rows if word not in "".join(cell.text for cell in row)]
    if len(kept) == len(grid.rows):
        raise NotHere
    return document.put(grid, grid.with_rows(kept))
