"""Reading workbooks that people rearranged: every number is the right one, or its field is left out and named.

Alterations are made as Excel makes them (values, labels and merged cells move together; defined names follow or stay
behind). Excluded are those that leave no trace to go by:

- columns of 表四 exchanged between groups under the same label (结果维持 of 行政复议 for 结果维持 of 行政诉讼), or one
  taken away and another put in its place: labels are the same before and after. Single columns are moved, whole groups
  too, and columns within their group;
- the one row of numbers of 表四 deleted: what is left is the printed form with nothing filled in (each cell is a V5);
- a sheet exchanged for an altered copy of the same name.

A normal run tries six workbooks of each alteration and form, a long one sixty.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.samples import distinctive_report
from xlreport.findings.model import Finding
from xlreport.forms import Field, load
from xlreport.report import Report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.layout import defined_name
from xlreport.workbook.read import judge_reading, read_workbook

BASES = 3
ROWS, COLUMNS = 0, 1
Spot = tuple[int, int]
Move = Callable[[int], int | None]
TABLES = ("表二", "表三", "表四")
# Number rows and columns on the sheets (two rows above each statutory table).
NUMBER_ROWS = {
    ("2021", "表二"): (5, 6, 9, 12, 13, 16),
    ("2019", "表二"): (5, 6, 9, 10, 13, 14, 17, 20),
    ("2021", "表三"): tuple(range(6, 31)),
    ("2019", "表三"): tuple(range(6, 29)),
}
FIRST_ROW = 3
LAST_ROW = {("2021", "表二"): 16, ("2019", "表二"): 20, ("2021", "表三"): 30, ("2019", "表三"): 28,
            ("2021", "表四"): 6, ("2019", "表四"): 6}  # fmt: skip
NUMBER_COLUMNS = {"表二": (2, 3, 4), "表三": tuple(range(4, 11)), "表四": tuple(range(1, 16))}
GROUPS = ((1, 5), (6, 10), (11, 15))


@dataclass
class Sheet:
    """A sheet as values and merged boxes, to be moved about as Excel does it."""

    cells: dict[Spot, Any]
    merges: list[tuple[int, int, int, int]]
    names: dict[str, Spot | None] = field(default_factory=dict)

    def move(self, axis: int, where: Move, *, stretch: bool = False) -> None:
        """Put each row (or column) where ``where`` says; None is gone. ``stretch``: merged boxes span what came in."""
        kept: list[tuple[int, int, int, int]] = []
        for top, left, bottom, right in self.merges:
            first, last = (top, bottom) if axis == ROWS else (left, right)
            lines = [line for line in (where(at) for at in range(first, last + 1)) if line is not None]
            whole = where(first) is not None and lines == list(range(lines[0], lines[0] + len(lines)))
            if where(first) is None and lines:
                # The first line of a merged box was deleted: its label stays with what is left of the box.
                words = self.cells.pop((top, left), None)
                following = next(at for at in range(first, last + 1) if where(at) is not None)
                self.cells[(following, left) if axis == ROWS else (top, following)] = words
                whole = lines == list(range(lines[0], lines[0] + len(lines)))
            if not lines or not (whole or stretch or where(last) is None):
                continue
            ends = (lines[0], lines[-1])
            box = (ends[0], left, ends[1], right) if axis == ROWS else (top, ends[0], bottom, ends[1])
            if box[:2] != box[2:]:
                kept.append(box)
        self.merges = kept
        self.cells = {spot: value for old, value in self.cells.items() if (spot := self._moved(old, axis, where))}
        self.names = {name: spot and self._moved(spot, axis, where) for name, spot in self.names.items()}

    @staticmethod
    def _moved(spot: Spot, axis: int, where: Move) -> Spot | None:
        line = where(spot[axis])
        if line is None:
            return None
        return (line, spot[1]) if axis == ROWS else (spot[0], line)

    def permute(self, axis: int, order: list[int], lines: list[int]) -> None:
        """The lines in another order: what stands at ``order[n]`` comes to ``lines[n]``."""
        goal = dict(zip(order, lines, strict=True))
        self.move(axis, lambda line: goal.get(line, line))

    def insert(self, axis: int, at: int, count: int = 1) -> None:
        self.move(axis, lambda line: line + count if line >= at else line, stretch=True)

    def delete(self, axis: int, at: int) -> None:
        self.move(axis, lambda line: None if line == at else line - 1 if line > at else line)


class Altered:
    """A workbook being altered; ``what`` keeps a record for the failing test to show."""

    def __init__(self, form_id: str, base: int, rng: random.Random) -> None:
        self.form_id, self.rng = form_id, rng
        self.report, data = base_workbook(form_id, base)
        self.book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        self.names_follow = rng.random() < 0.5
        self.what: list[str] = [f"names follow: {self.names_follow}"]

    def sheet(self, name: str) -> Sheet:
        worksheet = self.book[name]
        cells = {
            (cell.row, cell.column): cell.value
            for row in worksheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        merges = [(box.min_row, box.min_col, box.max_row, box.max_col) for box in worksheet.merged_cells.ranges]
        return Sheet(cells, merges, self._names(name))

    def _names(self, name: str) -> dict[str, Spot | None]:
        found: dict[str, Spot | None] = {}
        for entry in self.report.form.fields:
            sheet, _, cell = self.book.defined_names[defined_name(entry.id)].attr_text.rpartition("!")
            if sheet.strip("'") == name and cell != "#REF!":
                row, column = openpyxl.utils.cell.coordinate_to_tuple(cell.replace("$", ""))
                found[defined_name(entry.id)] = (row, column)
        return found

    def put(self, name: str, sheet: Sheet) -> None:
        """Write a sheet back."""
        worksheet = self.book[name]
        for box in list(worksheet.merged_cells.ranges):
            worksheet.unmerge_cells(str(box))
        for row in worksheet.iter_rows():
            for cell in row:
                cell.value = None
        for (row, column), value in sheet.cells.items():
            worksheet.cell(row, column, value)
        for top, left, bottom, right in sheet.merges:
            worksheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if self.names_follow:
            for name_, spot in sheet.names.items():
                where = f"${get_column_letter(spot[1])}${spot[0]}" if spot else "#REF!"
                self.book.defined_names[name_].attr_text = f"{name}!{where}"

    def rename(self, old: str, new: str) -> None:
        self.what.append(f"{old} renamed {new}")
        self.book[old].title = new
        if self.names_follow:
            for name in self.book.defined_names.values():
                sheet, _, cell = name.attr_text.rpartition("!")
                if sheet.strip("'") == old:
                    name.attr_text = f"'{new}'!{cell}"

    def saved(self, path: Path) -> Path:
        self.book.save(path)
        return path


@cache
def base_workbook(form_id: str, base: int) -> tuple[Report, bytes]:
    report = distinctive_report(load(form_id), random.Random(f"{form_id} {base}"))
    data = io.BytesIO()
    build_workbook(report, data)
    return report, data.getvalue()


def is_named(entry: Field, table: str, findings: list[Finding]) -> bool:
    """Whether a finding says that this field was not read."""
    for finding in findings:
        if finding.table != table or finding.code not in ("F2", "F4"):
            continue
        row, column = finding.row == entry.row, finding.column == entry.column
        by_case = {
            "table_missing": True,
            "row_missing": row,
            "row_doubled": row,
            "column_missing": column,
            "column_doubled": column,
            "cell_missing": row and column,
        }
        if by_case.get(finding.case, False):
            return True
    return False


def held_against(altered: Altered, path: Path) -> int:
    """Fails where a number is another field's, or a lost one is not named; returns how many were read."""
    reading = read_workbook(altered.saved(path))
    findings = list(judge_reading(reading))
    original, right = altered.report, 0
    assert reading.report.form is original.form
    names = {table.id: table.name for table in original.form.tables}
    for entry in original.form.fields:
        content = reading.report[entry.id]
        if content == original[entry.id]:
            right += 1
            continue
        assert content.is_blank, f"{entry.id} is {content}, was {original[entry.id]}: {altered.what}"
        assert is_named(entry, names[entry.table], findings), f"{entry.id} is lost in silence: {altered.what}"
    return right


# The alterations ------------------------------------------------------------------------------------------------------


def shuffle_rows(altered: Altered) -> None:
    """Rows of numbers with their labels in another order."""
    name = altered.rng.choice(TABLES[:2])
    sheet, rows = altered.sheet(name), NUMBER_ROWS[altered.form_id, name]
    chosen = sorted(altered.rng.sample(rows, altered.rng.randint(2, len(rows))))
    order = altered.rng.sample(chosen, len(chosen))
    altered.what.append(f"{name} rows {chosen} now {order}")
    sheet.permute(ROWS, order, chosen)
    altered.put(name, sheet)


def shuffle_columns(altered: Altered) -> None:
    """Columns with their heads in another order; in 表四 as far as labels can tell."""
    name = altered.rng.choice(TABLES)
    sheet, columns = altered.sheet(name), list(NUMBER_COLUMNS[name])
    if name == "表四":
        order = _order_of_table4(altered.rng)
    elif altered.rng.random() < 0.3:
        columns = list(range(1, columns[-1] + 1))
        order = altered.rng.sample(columns, len(columns))
    else:
        order = altered.rng.sample(columns, len(columns))
    altered.what.append(f"{name} columns now {order}")
    sheet.permute(COLUMNS, order, columns)
    altered.put(name, sheet)


def _order_of_table4(rng: random.Random) -> list[int]:
    groups = [list(range(first, last + 1)) for first, last in GROUPS]
    way = rng.choice(["within", "groups", "one"])
    if way == "within":
        rng.shuffle(rng.choice(groups))
    elif way == "groups":
        rng.shuffle(groups)
    order = [column for group in groups for column in group]
    if way == "one":
        column = order.pop(rng.randrange(15))
        order.insert(rng.randrange(15), column)
    return order


def insert_rows(altered: Altered) -> None:
    """Rows put in anywhere from above a table to below it: empty, with words, with a label and numbers of their own."""
    for _ in range(altered.rng.randint(1, 3)):
        name = altered.rng.choice(TABLES)
        sheet = altered.sheet(name)
        at, count = altered.rng.randint(1, LAST_ROW[altered.form_id, name] + 1), altered.rng.randint(1, 2)
        sheet.insert(ROWS, at, count)
        content = altered.rng.choice(["nothing", "words", "numbers", "known label"])
        altered.what.append(f"{name} {count} rows with {content} at row {at}")
        _fill(altered, sheet, content, [(at, column) for column in range(1, NUMBER_COLUMNS[name][-1] + 1)])
        altered.put(name, sheet)


def insert_columns(altered: Altered) -> None:
    for _ in range(altered.rng.randint(1, 3)):
        name = altered.rng.choice(TABLES)
        sheet = altered.sheet(name)
        at, count = altered.rng.randint(1, NUMBER_COLUMNS[name][-1] + 1), altered.rng.randint(1, 2)
        sheet.insert(COLUMNS, at, count)
        content = altered.rng.choice(["nothing", "words", "numbers", "known label"])
        altered.what.append(f"{name} {count} columns with {content} at column {at}")
        rows = range(FIRST_ROW, LAST_ROW[altered.form_id, name] + 1)
        _fill(altered, sheet, content, [(row, at) for row in rows])
        altered.put(name, sheet)


def _fill(altered: Altered, sheet: Sheet, content: str, line: list[Spot]) -> None:
    """Put words and numbers into new cells that no merged box covers."""
    free = [
        (row, column)
        for row, column in line
        if not any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in sheet.merges)
    ]
    if not free or content == "nothing":
        return
    known = [value for value in sheet.cells.values() if isinstance(value, str)]
    label = (
        altered.rng.choice(known) if content == "known label" else altered.rng.choice(["其中：网上", "备注", "小计"])
    )
    sheet.cells[free[0]] = label
    if content != "words":
        for place, spot in enumerate(free[1:], 1):
            sheet.cells[spot] = 7_000_000 + place


def delete_rows(altered: Altered) -> None:
    for _ in range(altered.rng.randint(1, 3)):
        name = altered.rng.choice(TABLES)
        sheet = altered.sheet(name)
        at = altered.rng.randint(1, LAST_ROW[altered.form_id, name])
        if name == "表四" and isinstance(sheet.cells.get((at, 5)), int):
            continue
        altered.what.append(f"{name} without row {at}")
        sheet.delete(ROWS, at)
        altered.put(name, sheet)


def delete_columns(altered: Altered) -> None:
    for _ in range(altered.rng.randint(1, 3)):
        name = altered.rng.choice(TABLES)
        sheet = altered.sheet(name)
        at = altered.rng.randint(1, NUMBER_COLUMNS[name][-1])
        altered.what.append(f"{name} without column {at}")
        sheet.delete(COLUMNS, at)
        altered.put(name, sheet)


def rename_sheets(altered: Altered) -> None:
    names = [*TABLES, "封面", "文字部分"]
    if altered.rng.random() < 0.3:
        one, other = altered.rng.sample(TABLES, 2)
        for old, new in ((one, "暂名"), (other, one), ("暂名", other)):
            altered.rename(old, new)
        return
    for place, name in enumerate(altered.rng.sample(names, altered.rng.randint(1, 5))):
        altered.rename(name, altered.rng.choice([f"Sheet{place + 1}", f"{name}（修改）", f"附表{place + 1}"]))


def reorder_sheets(altered: Altered) -> None:
    altered.rng.shuffle(altered.book._sheets)
    altered.what.append(f"sheets {altered.book.sheetnames}")
    if altered.rng.random() < 0.5:
        rename_sheets(altered)


def copy_sheets(altered: Altered) -> None:
    """A table copied as it is, or with other numbers; the first of them may have been rearranged besides."""
    name = altered.rng.choice(TABLES)
    twin = altered.book.copy_worksheet(altered.book[name])
    altered.what.append(f"{name} copied")
    if altered.rng.random() < 0.4:
        sheet = altered.sheet(twin.title)
        numbers = [spot for spot, value in sheet.cells.items() if isinstance(value, int)]
        sheet.cells[altered.rng.choice(numbers)] = 8_000_000
        altered.names_follow, follow = False, altered.names_follow
        altered.put(twin.title, sheet)
        altered.names_follow = follow
        altered.what.append("with another number")
    elif altered.rng.random() < 0.5:
        altered.rng.choice([shuffle_rows, shuffle_columns, insert_rows])(altered)
    altered.rng.shuffle(altered.book._sheets)


def several(altered: Altered) -> None:
    """Two alterations on top of each other, columns of 表四 not among them."""
    shuffle_rows(altered)
    altered.rng.choice([insert_rows, insert_columns, delete_rows])(altered)
    altered.rng.choice([rename_sheets, reorder_sheets])(altered)


ALTERATIONS = (
    shuffle_rows, shuffle_columns, insert_rows, insert_columns, delete_rows, delete_columns,
    rename_sheets, reorder_sheets, copy_sheets, several,
)  # fmt: skip


@pytest.mark.parametrize("times", [6, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize("form_id", ["2021", "2019"])
@pytest.mark.parametrize("alteration", ALTERATIONS, ids=lambda alteration: alteration.__name__)
def test_every_number_is_right_or_named(
    alteration: Callable[[Altered], None], form_id: str, times: int, tmp_path: Path
) -> None:
    read = 0
    for time in range(times):
        rng = random.Random(f"{alteration.__name__} {form_id} {time}")
        altered = Altered(form_id, time % BASES, rng)
        alteration(altered)
        read += held_against(altered, tmp_path / f"{time}.xlsx")
    fields = len(load(form_id).fields)
    lossless = alteration in (rename_sheets, reorder_sheets)
    share = read / (times * fields)
    assert share == 1 if lossless else share > 0.6, f"{share:.0%} read: too much is left out"
