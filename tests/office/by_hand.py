"""The statutory tables on paper: which cells hold numbers, what must add up, worked out without the program.

Cells are named as a clerk finds them in the workbook (表三!D6 is 本年新收, 自然人). The relations are those of the
statute: 表三's corner cell (first plus second item = third plus fourth), its 总计 row and column, 表四's 总计.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from tests.office.libreoffice import CellError, Value
from xlreport.report import Report

_LAST_ROW = {"2021": 30, "2019": 28}
_PEOPLE, _EVERYBODY = "DEFGHI", "DEFGHIJ"
_TABLE2_CELLS = {
    "2021": "B5 C5 D5 B6 C6 D6 B9 B12 B13 B16",
    "2019": "B5 C5 D5 B6 C6 D6 B9 C9 D9 B10 C10 D10 B13 C13 D13 B14 C14 D14 B17 C17 B20 C20",
}
_SIGNED = {"2021": "", "2019": "C9 C10 C13 C14 C17"}
TABLES = ("表二", "表三", "表四")


@dataclass(frozen=True)
class Relation:
    """Sum of ``left`` = sum of ``right``; the finding sits on the cell ``on``, the check on ``shown``."""

    code: str
    on: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    shown: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right


def block_of_table3(form: str) -> str:
    """The 7 columns of numbers of 表三."""
    return f"表三!D6:J{_LAST_ROW[form]}"


def number_cells(form: str) -> tuple[str, ...]:
    """Every number cell in printed order."""
    table2 = [f"表二!{cell}" for cell in _TABLE2_CELLS[form].split()]
    table3 = [f"表三!{column}{row}" for row in range(6, _LAST_ROW[form] + 1) for column in _EVERYBODY]
    return (*table2, *table3, *(f"表四!{column}6" for column in "ABCDEFGHIJKLMNO"))


def spoilt_in_table2(form: str) -> dict[str, tuple[Value, str]]:
    """For each number cell of 表二 a number that cannot stand there, and the code that says so.

    Nothing may be negative but 本年增/减, and that must be whole like all that is counted.
    """
    signed = _SIGNED[form].split()
    return {f"表二!{cell}": (-8.5, "V3") if cell in signed else (-1, "V2") for cell in _TABLE2_CELLS[form].split()}


@cache
def relations(form: str) -> tuple[Relation, ...]:
    last = _LAST_ROW[form]
    total, forward = last - 1, last
    found = []
    for column in _EVERYBODY:

        def at(row: int, column: str = column) -> str:
            return f"表三!{column}{row}"

        results = tuple(at(row) for row in range(8, total))
        found.append(Relation("B1", at(forward), (at(total), at(forward)), (at(6), at(7)), at(last + 2)))
        found.append(Relation("B2", at(total), (at(total),), results, at(last + 3)))
    for row in range(6, last + 1):
        people = tuple(f"表三!{column}{row}" for column in _PEOPLE)
        found.append(Relation("B3", f"表三!J{row}", (f"表三!J{row}",), people, f"表三!L{row}"))
    for parts, of_all in (("ABCD", "E"), ("FGHI", "J"), ("KLMN", "O")):
        cells = tuple(f"表四!{column}6" for column in parts)
        found.append(Relation("B4", f"表四!{of_all}6", (f"表四!{of_all}6",), cells, f"表四!{of_all}8"))
    return tuple(found)


@cache
def totals(form: str) -> dict[str, tuple[str, ...]]:
    """Cells that add others up, in such an order that each comes after its parts: 表三's last column last."""
    fills = [relation for relation in relations(form) if relation.code != "B1"]
    return {relation.on: relation.right for relation in sorted(fills, key=lambda relation: relation.code)}


class Paper:
    """A copy of the workbook's numbers on paper. ``live`` are the totals that still hold their formula."""

    def __init__(self, form: str, entries: Mapping[str, Value], *, live: bool) -> None:
        self.form, self.entries = form, dict(entries)
        self.live = frozenset(totals(form)) if live else frozenset()

    def after(self, typed: Mapping[str, Value]) -> Paper:
        """The paper with some cells typed over, formulas among them too."""
        changed = Paper(self.form, {**self.entries, **typed}, live=False)
        changed.live = self.live - typed.keys()
        return changed

    @cached_property
    def numbers(self) -> dict[str, Value]:
        """What every number cell shows, totals added up: words count as nothing, an error spoils its sum."""
        shown = dict(self.entries)
        for total, parts in totals(self.form).items():
            if total in self.live:
                errors = [shown[part] for part in parts if isinstance(shown[part], CellError)]
                shown[total] = errors[0] if errors else float(sum(_exact(shown[part]) for part in parts))
        return shown

    @cached_property
    def differences(self) -> dict[Relation, Decimal | None]:
        """Left minus right of every relation; None where words or an error forbid to add up."""
        shown = self.numbers
        found: dict[Relation, Decimal | None] = {}
        for relation in relations(self.form):
            decided = not any(isinstance(shown[cell], str) for cell in relation.cells)
            left, right = (sum(_amount(shown[cell]) for cell in side) for side in (relation.left, relation.right))
            found[relation] = Decimal(left - right) if decided else None
        return found

    @cached_property
    def states(self) -> dict[Relation, str]:
        """What the check of every relation must say."""
        return {relation: _state(difference) for relation, difference in self.differences.items()}

    @cached_property
    def failing(self) -> set[Relation]:
        return {relation for relation, difference in self.differences.items() if difference}

    def words(self, table: str = "") -> set[str]:
        """Cells (of a table) that hold neither a number nor nothing."""
        return {cell for cell, value in self.numbers.items() if cell.startswith(table) and isinstance(value, str)}

    def blanks(self, table: str = "") -> set[str]:
        """Cells (of a table) that hold nothing."""
        return {cell for cell, value in self.numbers.items() if cell.startswith(table) and value is None}


def paper_of(report: Report, *, live: bool) -> Paper:
    """The numbers of a report, written down in printed order."""
    contents = (content.plain for content in report.values)
    return Paper(report.form.id, dict(zip(number_cells(report.form.id), contents, strict=True)), live=live)


def _exact(value: Value) -> Decimal:
    """A cell as SUM takes it: blanks and words count as nothing."""
    return Decimal(0) if value is None or isinstance(value, str) else Decimal(str(value))


def _amount(value: Value) -> Decimal:
    """A cell as relations take it: 4 decimals."""
    return round(_exact(value), 4)


def _state(difference: Decimal | None) -> str:
    if difference is None:
        return "未判断"
    return f"差 {difference.normalize():f}" if difference else "平衡"
