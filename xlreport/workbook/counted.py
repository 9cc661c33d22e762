"""What a summary's sums are made of: the rows of its 单位明细, the lines of its 调整, and what the run stored of them.

A run stores in the hidden sheet which units it counted and with which numbers, so that a row that was emptied or typed
over since can be told from one that always stood so. Summaries of earlier versions store nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xlreport.files.grids import Grid
from xlreport.forms.model import Form
from xlreport.numbers import Content
from xlreport.rules.totals import calculation_order
from xlreport.workbook.layout import places

UNIT_HEAD, GROUP_HEAD, KIND_HEAD, FORM_HEAD, LAST_HEAD = "单位", "归入", "类别", "格式", "文件"
"""Heads on 单位明细; the numbers begin behind the last."""
FIRST_UNIT_ROW, FIRST_ADJUSTMENT_ROW = 6, 4
STORE_COLUMN = 17
"""Of the two columns of the hidden sheet that hold what the run stored: names, and numbers."""
_HEADS_ROW, _MOST_HEADS = 2, 12
_SCOPE, _PART, _WHOLE = "scope", "part", "whole"
_WORDS = "-"


class ColumnsAltered(ValueError):
    """The columns of 单位明细 are not those that a run writes."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of 单位明细: where it stands, whose it is, the form of its report, and a content for each field."""

    row: int
    agency: str
    form_id: str
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class UnitRows:
    """The rows of 单位明细 that hold anything, and the columns of the units' names and of the first field."""

    rows: tuple[UnitRow, ...]
    names: int
    first: int


def unit_rows(grid: Grid, form: Form) -> UnitRows:
    """The units of a summary of this form. Raises ColumnsAltered."""
    # By their heads: summaries of earlier versions have fewer columns in front of the numbers.
    columns = {grid.words(_HEADS_ROW, column): column for column in range(_MOST_HEADS, 0, -1)}
    first = columns.get(LAST_HEAD, 0) + 1
    heads = [grid.words(FIRST_UNIT_ROW - 1, first + place) for place in range(len(form.fields))]
    right = all(head in ("", entry.column) for head, entry in zip(heads, form.fields, strict=True))
    if not right or not {UNIT_HEAD, FORM_HEAD, LAST_HEAD} <= columns.keys():
        raise ColumnsAltered
    names, forms = columns[UNIT_HEAD], columns[FORM_HEAD]
    used = sorted({row for row, column in grid.cells if row >= FIRST_UNIT_ROW and (column == names or column >= first)})
    rows = (
        UnitRow(
            row,
            grid.words(row, names).strip(),
            grid.words(row, forms).strip(),
            tuple(grid.content(row, first + place) for place in range(len(form.fields))),
        )
        for row in used
    )
    return UnitRows(tuple(rows), names, first)


def adjustment_lines(grid: Grid, form: Form) -> Iterator[tuple[int, str, Content]]:
    """The lines of a summary's 调整 that add to a field: row, field and amount. Altered lines are left out."""
    fields = {str(place): name for name, place in places(form).items()}
    row = FIRST_ADJUSTMENT_ROW
    while cell := grid.words(row, 1):
        amount = grid.content(row, 3)
        if cell in fields and amount.is_number:
            yield row, fields[cell], amount
        row += 1


def moved(amounts: Iterable[tuple[str, int]], form: Form) -> dict[str, int]:
    """What amounts for single fields (× 10,000) add to each field, the totals of which they are a part included."""
    sums: dict[str, int] = {}
    for name, amount in amounts:
        sums[name] = sums.get(name, 0) + amount
    for total in calculation_order(form):
        sums[total] = sum(sums.get(part, 0) for part in form.totals[total])
    return {name: amount for name, amount in sums.items() if amount}


@dataclass(frozen=True, slots=True)
class Stored:
    """What a run stored: whether it counted a part of the units only, and for each unit its name and its numbers as
    ``mark`` writes them."""

    part: bool
    units: tuple[tuple[str, tuple[str, ...]], ...]


def mark(content: Content) -> str:
    """A cell of 单位明细 in a few letters: its number × 10,000, '' for a blank, - for words."""
    return "" if content.is_blank else str(content.scaled) if content.is_number else _WORDS


def to_store(units: Sequence[tuple[str, Sequence[str]]], *, part: bool) -> Iterator[tuple[str, str]]:
    """The rows of the two columns for these units, each with its marks."""
    yield _SCOPE, _PART if part else _WHOLE
    for agency, marks in units:
        yield agency, ",".join(marks)


def stored_in(hidden: Grid) -> Stored | None:
    """What the hidden sheet says that the run counted; None where it says nothing."""
    if hidden.words(1, STORE_COLUMN) != _SCOPE:
        return None
    rows = [row for row, column in hidden.cells if column == STORE_COLUMN + 1 and row > 1]
    units = ((hidden.words(row, STORE_COLUMN), tuple(hidden.words(row, STORE_COLUMN + 1).split(","))) for row in rows)
    return Stored(hidden.words(1, STORE_COLUMN + 1) == _PART, tuple(units))
