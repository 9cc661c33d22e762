"""The three statutory tables as sheets: printed layout, inputs, totals, and the checks beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlreport.a1 import Box, cell_name, column_letters
from xlreport.forms.model import Field, Relation, Table
from xlreport.numbers import Content, Kind
from xlreport.report import Report
from xlreport.rules import balance
from xlreport.workbook import checks, macros
from xlreport.workbook.layout import box_on_sheet, cover_reference, cover_words, sheet_of
from xlreport.workbook.styles import Canvas, lines_needed, money_format

_WIDTHS = {
    "table2": (30, 18, 18, 18),
    "table3": (13, 14, 40, 9, 9, 9, 9, 9, 9, 9),
    "table4": (7.5,) * 15,
}
_TALLEST = 200
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_EXCUSES = {"table3": ("no_requests", "申请"), "table4": ("no_disputes", "复议诉讼")}


@dataclass(frozen=True, slots=True)
class TableContents:
    """What the cells of the tables hold beyond the report's values: formulas and remarks by field id.

    ``sums`` are the fields whose formula adds up other sheets; they are not for typing. ``beside`` are words to the
    right of a field's row, where nothing is printed or read. ``buttons``: the actions that
    need no Python stand beside the title as buttons.
    """

    formulas: Mapping[str, str]
    notes: Mapping[str, str]
    sums: frozenset[str]
    beside: Mapping[str, str]
    buttons: bool = False


def write_tables(canvas: Canvas, report: Report, contents: TableContents) -> None:
    """A sheet for each table of the report's form."""
    for table in report.form.tables:
        _TableSheet(canvas, report, table, contents).write()


class _TableSheet:
    def __init__(self, canvas: Canvas, report: Report, table: Table, contents: TableContents) -> None:
        self.canvas, self.report, self.table, self.contents = canvas, report, table, contents
        self.sheet = canvas.sheet(sheet_of(table))
        self.extent = box_on_sheet(table.extent)
        self.state_column = self.extent.right + 2

    def write(self) -> None:
        self._frame()
        for label in self.table.labels:
            style = "label_left" if self.table.id == "table3" and label.at.right <= 3 and label.at.top > 3 else "label"
            self._merged(box_on_sheet(label.at), label.printed, self.canvas[style])
        for field in self.table.fields:
            self._field(field)
        self._helper()
        self._colour_cells()
        self._checks()
        self._validate()
        self._beside()
        if self.contents.buttons:
            column = self.state_column + 1
            self.sheet.set_column(column, column, macros.BUTTON_COLUMN_WIDTH)
            macros.write_buttons(self.sheet, 0, column, macros.NATIVE)

    def _frame(self) -> None:
        right = column_letters(self.extent.right)
        for column, width in enumerate(_WIDTHS[self.table.id]):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(self.extent.right, self.extent.right, 2)
        self.sheet.set_column(self.state_column - 1, self.state_column - 1, 16)
        self.sheet.merge_range(f"A1:{right}1", self.table.title, self.canvas["title"])
        self.sheet.set_row(0, 28)
        agency, year = cover_reference("agency"), cover_reference("year")
        units = "单位：" + "、".join(dict.fromkeys(field.unit for field in self.table.fields if field.unit))
        shown = f"单位名称：{self.report.agency}　报告年度：{self.report.year or ''}　{units}"
        formula = f'="单位名称："&{agency}&"　报告年度："&{year}&"　{units}"'
        self.sheet.write_formula("A2", formula, self.canvas["line"], shown)
        for row, height in self._heights().items():
            self.sheet.set_row(row - 1, height)
        if self.table.id == "table3":
            self.sheet.freeze_panes(self.extent.top + 2, 3)
            self.sheet.set_zoom(85)
        landscape = self.extent.right > 10
        self.canvas.print_on_a4(self.sheet, f"A1:{right}{self.extent.bottom}", landscape=landscape)

    def _heights(self) -> dict[int, float]:
        """Rows high enough for the longest label that stands in one row."""
        heights: dict[int, float] = dict.fromkeys(range(self.extent.top, self.extent.bottom + 1), 20)
        widths = _WIDTHS[self.table.id]
        for label in self.table.labels:
            box = box_on_sheet(label.at)
            lines = lines_needed(label.printed, 0.9 * sum(widths[box.left - 1 : box.right]))
            if box.top == box.bottom:
                heights[box.top] = max(heights[box.top], 4 + 14 * lines)
        if self.table.id == "table4":
            heights[self.extent.bottom] = 28
            heights[self.extent.bottom - 1] = 32
        for field in self.table.fields:  # words in a number cell are to be read whole
            box, content = box_on_sheet(field.at), self.report[field.id]
            if content.kind == Kind.TEXT:
                lines = lines_needed(str(content.raw), 0.9 * sum(widths[box.left - 1 : box.right]))
                heights[box.top] = max(heights[box.top], min(_TALLEST, 4 + 14 * lines))
        return heights

    def _merged(self, box: Box, words: str, style: Any) -> None:
        if box.is_single:
            self.sheet.write_string(box.top - 1, box.left - 1, words, style)
        else:
            self.sheet.merge_range(box.top - 1, box.left - 1, box.bottom - 1, box.right - 1, words, style)

    def _field(self, field: Field) -> None:
        box, content = box_on_sheet(field.at), self.report[field.id]
        style = self.canvas[self._role(field, content)]
        row, column = box.top - 1, box.left - 1
        if not box.is_single:
            self.sheet.merge_range(row, column, box.bottom - 1, box.right - 1, "", style)
        if field.id in self.contents.formulas:
            self.sheet.write_formula(row, column, self.contents.formulas[field.id], style, content.plain)
        else:
            write_content(self.sheet, row, column, content, style)
        note = self.contents.notes.get(field.id)
        if note:
            self.sheet.write_comment(row, column, note, {"x_scale": 2, "y_scale": 1.5, "font_size": 9})

    def _role(self, field: Field, content: Content) -> str:
        if field.id in self.contents.notes:
            return "marked"
        if field.id in self.contents.sums:
            return "sum"
        if field.money:
            return money_format(content.plain)
        if field.id in self.report.form.totals:
            return "total"
        return "count"

    def _helper(self) -> None:
        """Says beside the title that the cover excuses blanks; the amber of blanks looks at this cell."""
        if self.table.id not in _EXCUSES:
            return
        key, what = _EXCUSES[self.table.id]
        excused = getattr(self.report.cover, key)
        words = f"封面选“无{what}”，空白按 0 计"
        formula = f'=IF({cover_words(key)}="无","{words}","")'
        self.sheet.write_formula(1, self.state_column - 1, formula, self.canvas["plain"], words if excused else "")

    def _colour_cells(self) -> None:
        """Red where a cell cannot stand or a total fails, pink along a failing row or column, amber where blank."""
        for box in self._field_boxes():
            cell = cell_name(box.top, box.left)
            self._colour(
                box, f"=IF(ISBLANK({cell}),FALSE,IF(ISNUMBER({cell}),{self._wrong_number(box, cell)},TRUE))", "red"
            )
        for relation in self.table.relations:
            self._colour(self._box(relation.on), self._fails(relation), "red")
        for relation in self.table.relations:
            for box in self._touched(relation):
                self._colour(box, self._fails(relation), "pink")
        excuse = f'${column_letters(self.state_column)}$2=""' if self.table.id in _EXCUSES else "TRUE"
        for box in self._rows_and_groups() or self._field_boxes():
            self._colour(box, f"=AND(ISBLANK({cell_name(box.top, box.left)}),{excuse})", "amber")

    def _wrong_number(self, box: Box, cell: str) -> str:
        field = next(field for field in self.table.fields if box_on_sheet(field.at).corner == box.corner)
        if field.money:
            return f"{cell}<0"
        whole = f"ABS({cell}-ROUND({cell},0))>0.000000001"
        return whole if field.signed else f"OR({cell}<0,{whole})"

    def _field_boxes(self) -> list[Box]:
        """Boxes of like fields: the whole block of 表三 and 表四, single cells of 表二."""
        boxes = [box_on_sheet(field.at) for field in self.table.fields]
        if self.table.id == "table2":
            return boxes
        return [Box(boxes[0].top, boxes[0].left, boxes[-1].bottom, boxes[-1].right)]

    def _rows_and_groups(self) -> list[Box]:
        """The rows of 表三, the groups of 表四.

        LibreOffice tries the rules of one range together before those of the next: amber on the range of the first red
        rule would come before every other red.
        """
        return [box for relation in self.table.relations if relation.code != "B1" for box in self._touched(relation)]

    def _fails(self, relation: Relation) -> str:
        return f'=LEFT({self._state_cell(relation)},1)="差"'

    def _touched(self, relation: Relation) -> list[Box]:
        """The row or group of a relation; for a column of 表三 the whole column, since any of it may be wrong."""
        boxes = [self._box(name) for name in relation.fields]
        if relation.code == "B1":
            column = boxes[0].left
            cells = [box_on_sheet(field.at) for field in self.table.fields if box_on_sheet(field.at).left == column]
            return [Box(cells[0].top, column, cells[-1].bottom, column)]
        return (
            []
            if relation.code == "B2"
            else [Box(boxes[0].top, min(box.left for box in boxes), boxes[0].bottom, max(box.right for box in boxes))]
        )

    def _box(self, field_id: str) -> Box:
        return box_on_sheet(self.report.form.by_id[field_id].at)

    def _colour(self, box: Box, criteria: str, role: str) -> None:
        rule = {"type": "formula", "criteria": criteria, "format": self.canvas[role], "stop_if_true": True}
        self.sheet.conditional_format(box.top - 1, box.left - 1, box.bottom - 1, box.right - 1, rule)

    def _state_place(self, relation: Relation) -> tuple[int, int]:
        """Where a relation's state is shown: beside its row, or under its column or group."""
        box = self._box(relation.on)
        if relation.code == "B3":
            return box.top, self.state_column
        return self.extent.bottom + {"B1": 2, "B2": 3, "B4": 2}[relation.code], box.left

    def _state_cell(self, relation: Relation) -> str:
        row, column = self._state_place(relation)
        return f"${column_letters(column)}${row}"

    def _checks(self) -> None:
        """The states of the relations, copied from 校验 so that each is computed once."""
        form = self.report.form
        states = {
            residual.relation.id: checks.balance_cells(form, checks.line_of(form, residual.relation.id), residual)["G"]
            for residual in balance.residuals(form, self.report.scaled, self.report.kinds)
        }
        for relation in self.table.relations:
            row, column = self._state_place(relation)
            formula = f"={checks.line_of(form, relation.id).state}"
            self.sheet.write_formula(row - 1, column - 1, formula, self.canvas["check"], states[relation.id].value)
            self._colour(Box(row, column, row, column), f'={cell_name(row, column)}<>"{checks.BALANCED}"', "red")
        self._check_labels()

    def _beside(self) -> None:
        """What the county tells the unit about a row: behind the check beside the row, where there is one."""
        for name, words in self.contents.beside.items():
            entry = self.report.form.by_id[name]
            if entry.table == self.table.id:
                column = self.state_column - (self.table.id == "table2")
                self.sheet.write_string(box_on_sheet(entry.at).top - 1, column, words, self.canvas["aside"])

    def _check_labels(self) -> None:
        style = self.canvas["check"]
        under = {"table3": ("一加二等于三加四", "（七）总计"), "table4": ("总计",)}.get(self.table.id, ())
        for offset, words in enumerate(under, 2):
            column = 3 if self.table.id == "table3" else 1
            self.sheet.write_string(self.extent.bottom + offset - 1, column - 1, f"检查：{words}", style)
        if self.table.id == "table3":
            self.sheet.write_string(self.extent.top + 1, self.state_column - 1, "检查：每行总计", style)

    def _validate(self) -> None:
        """Prompts while typing. No check relies on them, since pasting goes past them."""
        for box in self._field_boxes():
            field = next(field for field in self.table.fields if box_on_sheet(field.at).corner == box.corner)
            self.sheet.data_validation(box.top - 1, box.left - 1, box.bottom - 1, box.right - 1, _validation(field))


def _validation(field: Field) -> dict[str, Any]:
    what = "金额以万元为单位，最多4位小数" if field.money else "请填整数"
    rule: dict[str, Any] = {
        "validate": "decimal" if field.money else "integer",
        "error_title": "不是规定的数字",
        "error_message": f"{what}；没有发生的填 0，不要填“/”“—”“无”或加文字。",
    }
    if field.signed:
        return {**rule, "criteria": "between", "minimum": -999_999_999, "maximum": 999_999_999}
    return {**rule, "criteria": ">=", "value": 0}


def write_content(sheet: Any, row: int, column: int, content: Content, style: Any) -> None:
    """A number field's content as it is: number, words, error or nothing."""
    plain = content.plain
    if plain is None:
        sheet.write_blank(row, column, None, style)
    elif content.kind == Kind.ERROR and plain in _ERRORS:
        sheet.write_formula(row, column, f"={plain}", style, plain)
    elif isinstance(plain, str):
        sheet.write_string(row, column, plain, style)
    else:
        sheet.write_number(row, column, plain, style)
