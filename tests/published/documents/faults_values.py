"""Faults in number cells: what offices print there that is no plain number."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.published.documents.fault_kinds import (
    TEXTS,
    NotHere,
    a_grid,
    fault,
    in_cells,
    is_money,
    number_cells,
)
from tests.published.documents.printed import Printed

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@fault()
def dash_for_zero(document: Printed, rng: random.Random) -> Printed:
    """Every 0 of a table, and some numbers, are a dash."""
    grid = a_grid(document, rng)
    chosen = {cell for cell in grid.numbers if cell.text == "0"} | set(number_cells(grid, rng, 5))
    dash = rng.choice(["/", "-", "—", "——", "／", "－", "无"])
    return in_cells(document, grid, list(chosen), lambda _: dash)


@fault()
def blank_for_zero(document: Printed, rng: random.Random) -> Printed:
    """Every 0 of a table, and some numbers, are left out."""
    grid = a_grid(document, rng)
    chosen = {cell for cell in grid.numbers if cell.text == "0"} | set(number_cells(grid, rng, 5))
    return in_cells(document, grid, list(chosen), lambda _: "")


@fault()
def blank_row(document: Printed, rng: random.Random) -> Printed:
    """Rows whose numbers are all left out."""
    grid = a_grid(document, rng)
    places = rng.sample(grid.number_rows, min(len(grid.number_rows), rng.randint(1, 3)))
    cells = [cell for place in places for cell in grid.rows[place] if cell.is_number]
    return in_cells(document, grid, cells, lambda _: "")


@fault()
def blank_totals(document: Printed, rng: random.Random) -> Printed:
    """The column 总计 is empty, wholly or here and there."""
    grid = a_grid(document, rng, "table3", "table4")
    share = rng.choice([1.0, 0.3])
    cells = [cell for cell in grid.numbers if cell.fields[0].endswith(".total") and rng.random() < share]
    return in_cells(document, grid, cells, lambda _: "")


@fault()
def table4_total_zero(document: Printed, rng: random.Random) -> Printed:
    """A total of 表四 is 0 over filled parts."""
    grid = a_grid(document, rng, "table4")
    cells = [cell for cell in grid.numbers if cell.fields[0].endswith(".total")]
    if not cells:
        raise NotHere
    return in_cells(document, grid, [rng.choice(cells)], lambda _: "0")


@fault()
def unbalanced_total(document: Printed, rng: random.Random) -> Printed:
    """A total that was added up wrongly."""
    grid = a_grid(document, rng, "table3", "table4")
    cells = [cell for cell in grid.numbers if "total" in cell.fields[0] and cell.text.isdecimal()]
    if not cells:
        raise NotHere
    off = rng.randint(1, 9)
    return in_cells(document, grid, [rng.choice(cells)], lambda cell: str(int(cell.text) + off))


@fault()
def two_numbers_swapped(document: Printed, rng: random.Random) -> Printed:
    """Two neighbours stand in each other's cell: what is printed counts, whatever the sums say."""
    grid = a_grid(document, rng, "table3", "table4")
    row = [cell for cell in grid.rows[rng.choice(grid.number_rows)] if cell.is_number]
    if len(row) < 2:
        raise NotHere
    at = rng.randrange(len(row) - 1)
    changed = {row[at]: replace(row[at], text=row[at + 1].text), row[at + 1]: replace(row[at + 1], text=row[at].text)}
    return document.put(grid, grid.put(changed))


@fault()
def signed_text(document: Printed, rng: random.Random) -> Printed:
    """A change where a count is due: 增1423, --253, +22."""
    grid = a_grid(document, rng)
    return in_cells(
        document,
        grid,
        number_cells(grid, rng, 3),
        lambda cell: rng.choice(["增{}", "减少{}", "--{}", "+{}", "-{}", "↑{}"]).format(cell.text),
    )


@fault()
def money_with_unit(document: Printed, rng: random.Random) -> Printed:
    """An amount with its unit in the cell."""
    grid = a_grid(document, rng, "table2")
    forms = ["{}万元", "{} 万元", "{}元", "人民币{}元", "{}亿元", "约{}万元", "￥{}"]
    return in_cells(document, grid, number_cells(grid, rng, 1, money=True), lambda c: rng.choice(forms).format(c.text))


@fault(forms=("2021",))
def head_in_yuan(document: Printed, rng: random.Random) -> Printed:
    """The head of the amount names 元 instead of 万元: its number is none of 万元."""
    grid = a_grid(document, rng, "table2")
    heads = [cell for cell in grid.cells if "单位" in cell.text]
    amounts = [cell for cell in grid.numbers if is_money(cell) and cell.text not in ("", "0")]
    if not heads or not amounts:
        raise NotHere
    head = rng.choice(["本年收费金额（单位：元）", "本年收费金额（元）", "本年收费金额（单位：千元）"])
    changed = {cell: replace(cell, text=head) for cell in heads}
    changed |= {cell: replace(cell, text=str(rng.randint(1000, 999_999)), words_only=True) for cell in amounts}
    return document.put(grid, grid.put(changed))


@fault()
def note_inside(document: Printed, rng: random.Random) -> Printed:
    """A number with a note in its cell."""
    grid = a_grid(document, rng)
    notes = [
        "{}（其中修订16件）",
        "{}（含上年1件）",
        "{}[注2]",
        "{}（注：含转办）",
        "共{}其中3",
        "{}，较上年增加7",
        "{}\n（修订2）",
    ]
    return in_cells(document, grid, number_cells(grid, rng, 3), lambda cell: rng.choice(notes).format(cell.text))


@fault()
def thousands_separators(document: Printed, rng: random.Random) -> Printed:
    """2,483 for 2483, with the comma of either width."""
    grid = a_grid(document, rng)
    comma = rng.choice([",", ",", "，"])
    cells = [cell for cell in grid.numbers if cell.text.isdecimal()]
    return in_cells(document, grid, cells, lambda cell: f"{int(cell.text):,}".replace(",", comma))


@fault()
def full_width_digits(document: Printed, rng: random.Random) -> Printed:
    """１２ for 12."""
    grid = a_grid(document, rng)
    cells = [cell for cell in grid.numbers if cell.text.isdecimal() and rng.random() < 0.6]
    return in_cells(document, grid, cells, lambda cell: cell.text.translate(_WIDE))


@fault()
def units_in_cells(document: Printed, rng: random.Random) -> Printed:
    """12件 for 12, in one cell or in all."""
    grid = a_grid(document, rng)
    share = rng.choice([1.0, 0.1])
    cells = [cell for cell in grid.numbers if cell.text.isdecimal() and not is_money(cell) and rng.random() < share]
    unit = rng.choice(["件", " 件", "条", "次", "人"])
    return in_cells(document, grid, cells, lambda cell: cell.text + unit)


@fault()
def footnote_marks(document: Printed, rng: random.Random) -> Printed:
    """A mark behind a number that folding of widths would make a digit of it: 3①, 3⑴, 3*."""
    grid = a_grid(document, rng)
    marks = ["①", "②", "*", "※", "⑴", "[1]"]
    return in_cells(document, grid, number_cells(grid, rng, 3), lambda cell: cell.text + rng.choice(marks))


@fault(not_in=frozenset({"pdf_ruled", "pdf_unruled"}), why="the font lacks them")
def small_digits(document: Printed, rng: random.Random) -> Printed:
    """A small digit behind a number: 3² is not 32."""
    grid = a_grid(document, rng)
    return in_cells(document, grid, number_cells(grid, rng, 3), lambda cell: cell.text + rng.choice("¹²³"))


@fault(not_in=TEXTS, why="plain text raises nothing")
def raised_footnotes(document: Printed, rng: random.Random) -> Printed:
    """A digit printed raised behind a number: 3 with note 1 is not 31."""
    grid = a_grid(document, rng)
    cells = number_cells(grid, rng, 2)
    return document.put(grid, grid.put({cell: replace(cell, mark=rng.choice("12")) for cell in cells}))


@fault()
def digits_apart(document: Printed, rng: random.Random) -> Printed:
    """A space inside a number: 2 483."""
    grid = a_grid(document, rng)
    cells = [cell for cell in number_cells(grid, rng, 9) if len(cell.text) > 1]
    if not cells:
        raise NotHere
    return in_cells(document, grid, cells, lambda cell: f"{cell.text[:1]} {cell.text[1:]}")


@fault()
def number_over_two_lines(document: Printed, rng: random.Random) -> Printed:
    """A number broken in a narrow cell: 12 above 34."""
    grid = a_grid(document, rng)
    cells = [cell for cell in number_cells(grid, rng, 9) if len(cell.text) > 2]
    if not cells:
        raise NotHere
    return in_cells(document, grid, cells[:1], lambda cell: f"{cell.text[:-1]}\n{cell.text[-1:]}")


@fault()
def letters_for_digits(document: Printed, rng: random.Random) -> Printed:
    """What scanning makes of figures: O for 0, l for 1, 〇 for 0."""
    grid = a_grid(document, rng)
    letters = {"0": rng.choice("Oo〇"), "1": rng.choice("lI")}
    cells = [cell for cell in grid.numbers if set(cell.text) & set(letters) and cell.text.isdecimal()]
    if not cells:
        raise NotHere
    chosen = rng.sample(cells, min(len(cells), 3))
    return in_cells(document, grid, chosen, lambda cell: "".join(letters.get(digit, digit) for digit in cell.text))


@fault()
def chinese_numerals(document: Printed, rng: random.Random) -> Printed:
    """Words for a number."""
    grid = a_grid(document, rng)
    words = ["三", "十二", "零", "两件", "一百二十", "叁"]
    return in_cells(document, grid, number_cells(grid, rng, 3), lambda _: rng.choice(words))


@fault()
def formula_errors(document: Printed, rng: random.Random) -> Printed:
    """What a spreadsheet printed where a formula failed."""
    grid = a_grid(document, rng)
    errors = ["#REF!", "#VALUE!", "#DIV/0!", "#######"]
    return in_cells(document, grid, number_cells(grid, rng, 3), lambda _: rng.choice(errors))


@fault()
def all_values_zero(document: Printed, rng: random.Random) -> Printed:
    """A table of zeros only."""
    grid = a_grid(document, rng)
    return in_cells(document, grid, [cell for cell in grid.numbers if cell.text], lambda _: "0")


@fault()
def decimals_in_counts(document: Printed, rng: random.Random) -> Printed:
    """12.5 where a count is due: printed so, read so."""
    grid = a_grid(document, rng)
    cells = number_cells(grid, rng, 2, money=False)
    cells = [cell for cell in cells if cell.text.isdecimal()]
    if not cells:
        raise NotHere
    return in_cells(document, grid, cells, lambda cell: cell.text + rng.choice([".5", ".0"]))
