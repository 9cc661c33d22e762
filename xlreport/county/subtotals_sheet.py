"""The sheet 分级汇总: sums over 单位明细 for each parent with its units and for each kind, and their total."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xlreport.a1 import column_letters
from xlreport.county.adjustment_sheet import adjustment_cells
from xlreport.county.adjustments import adjusted_by
from xlreport.county.contribution import counts_in_sum
from xlreport.county.decision import Decision
from xlreport.county.detail_sheet import DETAIL_HEADS, FIRST_FIELD_COLUMN
from xlreport.county.field_columns import FIRST_ROW, FieldColumns
from xlreport.county.hierarchy import NO_KIND, NO_PARENT, Grouping
from xlreport.county.list_sheet import height
from xlreport.county.merge import Consolidation
from xlreport.forms.model import Field
from xlreport.numbers import BLANK, Content, from_scaled
from xlreport.report import KINDS
from xlreport.workbook.counted import FIRST_UNIT_ROW, GROUP_HEAD, KIND_HEAD
from xlreport.workbook.layout import DETAIL, SUBTOTALS, reference
from xlreport.workbook.styles import Canvas
from xlreport.workbook.table_sheets import write_content

_HEADS, _WIDTHS = ("分组", "计入单位"), (28, 9)
_TOTAL, _ADJUSTED, _PRINTED = "合计", "调整", "各表的汇总数"
_INDENT = "　"
_TITLES = {
    GROUP_HEAD: ("按上级单位", "上级自己计入的数包括在内，下面还有下级的逐级相加"),
    KIND_HEAD: ("按机关类别", ""),
}
"""What stands over a section, short enough for the columns that every page repeats; and what is said beside it."""


@dataclass(frozen=True)
class _Group:
    """A row: its name, its depth, the units counted in it directly, and the groups directly below it by position."""

    name: str
    depth: int
    direct: tuple[Decision, ...]
    below: tuple[int, ...] = ()


def write_subtotals(canvas: Canvas, merged: Consolidation, *, live: bool) -> None:
    """Write the sheet where a roster gives parents or kinds; with ``live`` as formulas over 单位明细."""
    grouping = Grouping.of(merged)
    sections: list[tuple[str, list[_Group]]] = []
    if grouping.has_parents:
        sections.append((GROUP_HEAD, _parents(merged, grouping)))
    if grouping.has_kinds:
        sections.append((KIND_HEAD, _kinds(merged, grouping)))
    if not sections:
        return
    sheet = canvas.sheet(SUBTOTALS)
    columns = FieldColumns(merged.summary.form, _HEADS, _WIDTHS)
    columns.write_heads(canvas, sheet, "分级汇总：每组一行，每个指标一列，合计等于各表的汇总数")
    row = FIRST_ROW
    for by, groups in sections:
        row = _Section(canvas, sheet, merged, columns, live, by, row).write(groups)
    columns.print_on_a3(sheet, row - 1)


def _parents(merged: Consolidation, grouping: Grouping) -> list[_Group]:
    """A row for each parent of the roster with any unit that is due, those below it behind it; then all others."""
    tree = grouping.tree
    assert tree is not None  # there are parents
    due = {unit.name for unit in merged.due}
    parents = [
        (name, depth)
        for name, depth in tree.parents()
        if name in due or any(unit.name in due for unit in tree.descendants(name))
    ]
    direct = _by_group(merged.accepted, lambda decision: grouping.group_of(decision.agency))
    places = {name: place for place, (name, _) in enumerate(parents)}
    groups = [
        _Group(
            name,
            depth,
            tuple(direct.pop(name, ())),
            tuple(
                places[unit.name]
                for unit in tree.below(name)
                if unit.name in places and places[unit.name] > place and parents[places[unit.name]][1] == depth + 1
            ),
        )
        for place, (name, depth) in enumerate(parents)
    ]
    return [*groups, *(_Group(name, 0, tuple(members)) for name, members in direct.items())]


def _kinds(merged: Consolidation, grouping: Grouping) -> list[_Group]:
    members = _by_group(merged.accepted, grouping.kind_of)
    return [_Group(kind, 0, tuple(members[kind])) for kind in (*KINDS, NO_KIND) if kind in members]


def _by_group(decisions: Iterable[Decision], name_of: Callable[[Decision], str]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(name_of(decision), []).append(decision)
    return {name: found[name] for name in sorted(found, key=lambda name: name == NO_PARENT)}


class _Section:
    """The rows of one way to group."""

    def __init__(
        self, canvas: Canvas, sheet: Any, merged: Consolidation, columns: FieldColumns, live: bool, by: str, top: int
    ) -> None:
        self.canvas, self.sheet, self.merged, self.columns, self.live = canvas, sheet, merged, columns, live
        self.by, self.top = by, top
        self.letter = column_letters(DETAIL_HEADS.index(by) + 1)
        self.last_unit = FIRST_UNIT_ROW + len(merged.accepted) - 1

    def write(self, groups: Sequence[_Group]) -> int:
        """Write the section; returns the first row below it, a blank one between them."""
        title, note = _TITLES[self.by]
        self.sheet.write_string(self.top - 1, 0, title, self.canvas["heading_line"])
        if note:
            self.sheet.write_string(self.top - 1, len(_HEADS), note, self.canvas["line"])
        first = self.top + 1
        every = [self._with_those_below(groups, place) for place in range(len(groups))]
        for place, group in enumerate(groups):
            below = [first + one for one in group.below]
            self._row(first + place, _INDENT * group.depth + group.name, every[place], self._of_group(group, below))
        highest = [first + place for place, group in enumerate(groups) if group.depth == 0]
        return self._totals(first + len(groups), highest)

    def _with_those_below(self, groups: Sequence[_Group], place: int) -> list[Decision]:
        found = list(groups[place].direct)
        for one in groups[place].below:
            found += self._with_those_below(groups, one)
        return found

    def _of_group(self, group: _Group, below: Sequence[int]) -> Callable[[str, str], str]:
        """The formula of a group in a column here, from a column of 单位明细 ('' for the number of units)."""
        criterion = _criterion(group.name)
        names = f"{DETAIL}!${self.letter}${FIRST_UNIT_ROW}:${self.letter}${self.last_unit}"

        def formula(own: str, detail: str) -> str:
            more = "".join(f"+{own}{row}" for row in below)
            if not detail:
                return f"COUNTIF({names},{criterion}){more}"
            cells = f"{DETAIL}!{detail}${FIRST_UNIT_ROW}:{detail}${self.last_unit}"
            return f"SUMIF({names},{criterion},{cells}){more}"

        return formula

    def _row(self, row: int, name: str, members: Sequence[Decision], formula: Callable[[str, str], str]) -> None:
        self._name(row, name)
        self._cell(row, 1, f"={formula('B', '')}", from_scaled(len(members) * 10_000))
        for place, entry in enumerate(self.columns.form.fields):
            own, detail = (column_letters(first + place) for first in (self.columns.first, FIRST_FIELD_COLUMN))
            content = _sum(members, entry)
            words = formula(own, detail)
            self._cell(row, place + len(_HEADS), _rounded(words, entry), content)

    def _totals(self, row: int, highest: Sequence[int]) -> int:
        """合计, with 调整 in front of it where there is any, and what the tables print."""
        merged, form = self.merged, self.columns.form
        adjusted, adjustments = adjusted_by(merged.adjustments, form), adjustment_cells(merged)
        if adjusted:
            self._name(row, _ADJUSTED)
            self.sheet.write_blank(row - 1, 1, None, self.canvas["cell_center"])
            for place, entry in enumerate(form.fields):
                content = from_scaled(adjusted[entry.id]) if entry.id in adjusted else BLANK
                self._cell(row, place + len(_HEADS), f"={adjustments.get(entry.id, '')}", content)
            highest, row = (*highest, row), row + 1
        self._name(row, _TOTAL, "label_left")
        self._name(row + 1, _PRINTED)
        units = from_scaled(len(merged.accepted) * 10_000)
        self._cell(row, 1, "=" + "+".join(f"B{one}" for one in highest), units, "sum")
        self.sheet.write_blank(row, 1, None, self.canvas["cell_center"])
        for place, entry in enumerate(form.fields):
            letter, content = column_letters(self.columns.first + place), merged.summary[entry.id]
            words = _rounded("+".join(f"{letter}{one}" for one in highest), entry)
            self._cell(row, place + len(_HEADS), words, content, "sum")
            self._cell(row + 1, place + len(_HEADS), f"={reference(form, entry.id)}", content)
        self._mark_differences(row)
        return row + 3

    def _mark_differences(self, row: int) -> None:
        """Red where the sums and the tables part, which only a change by hand can bring about."""
        first, last = self.columns.first - 1, self.columns.first + len(self.columns.form.fields) - 2
        letter = column_letters(first + 1)
        condition = f"=ROUND({letter}${row}-{letter}${row + 1},4)<>0"
        rule = {"type": "formula", "criteria": condition, "format": self.canvas["red"]}
        self.sheet.conditional_format(row - 1, first, row, last, rule)

    def _name(self, row: int, words: str, style: str = "cell_left") -> None:
        self.sheet.write_string(row - 1, 0, words, self.canvas[style])
        self.sheet.set_row(row - 1, height([(words, _WIDTHS[0])]))

    def _cell(self, row: int, column: int, formula: str, content: Content, style: str = "cell_center") -> None:
        """A formula with what it comes to; a blank stays blank, and above the limit of units numbers are values."""
        if self.live and not content.is_blank:
            self.sheet.write_formula(row - 1, column, formula, self.canvas[style], content.plain)
        else:
            write_content(self.sheet, row - 1, column, content, self.canvas[style])


def _sum(members: Sequence[Decision], entry: Field) -> Content:
    """What some units add up to; blank where none of them reports the field."""
    contents = [decision.contribution.get(entry.id, BLANK) for decision in members]
    counted = [content.scaled for content in contents if counts_in_sum(content, money=entry.money)]
    return from_scaled(sum(counted)) if counted else BLANK


def _rounded(formula: str, entry: Field) -> str:
    return f"=ROUND({formula},4)" if entry.money else f"={formula}"


def _criterion(name: str) -> str:
    """A name as SUMIF compares it letter by letter: no wildcard, no operator."""
    for letter in "~*?":
        name = name.replace(letter, f"~{letter}")
    return '"=' + name.replace('"', '""') + '"'
