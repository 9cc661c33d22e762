"""The workbook of a comparison: a sheet for each table in statutory order, and one for what has no counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlreport.county.compare import BLANK_OR_ZERO, MISSING, NEW, WORDS, Compared, ComparedCell, Unmapped, as_compared
from xlreport.county.compared_sheet import printed_row
from xlreport.county.list_sheet import running_head
from xlreport.findings.problems import printable
from xlreport.forms import Table
from xlreport.numbers import Content, unscaled
from xlreport.report import Report
from xlreport.workbook.plain_book import write_plain_book
from xlreport.workbook.styles import AMBER, GREEN, PINK, RED, STYLES, Canvas, lines_needed

_WIDTHS = (12, 50, 26, 13, 13, 12, 11, 20)
_FIRST_ROW = 5
_UNMAPPED = "没有对应"
LEAST = "不足 0.01%"
"""A percentage that two decimals would show as 0."""
_LEGEND = ((GREEN, "增加"), (PINK, "减少"), (AMBER, "空白与 0"), (RED, "不是数字"))


def side_words(letter: str, report: Report) -> str:
    """A side of the comparison: A：甲局 2021 年度（去年.xlsx，2021年格式）."""
    year = f"{report.year} 年度" if report.year is not None else "年度不明"
    file = printable(Path(report.provenance.path).name)
    form = f"{report.form.id}年格式"
    return f"{letter}：{report.agency.strip() or '单位不明'} {year}（{f'{file}，' if file else ''}{form}）"


def write_comparison(compared: Compared, target: Path) -> None:
    """Write the workbook. Raises FileProblem when the place cannot be written."""
    write_plain_book(target, "比较", _Book(compared).draw)


class _Book:
    def __init__(self, compared: Compared) -> None:
        self._compared = compared
        self._letters = ("B", "A") if compared.swapped else ("A", "B")

    def draw(self, canvas: Canvas) -> None:
        """All sheets."""
        for table in self._compared.after.form.tables:
            self._table(_Sheet(canvas, table.name), table)
        if self._compared.only_before or self._compared.only_after:
            self._unmapped(_Sheet(canvas, _UNMAPPED))

    def _table(self, sheet: _Sheet, table: Table) -> None:
        cells = self._compared.of_table(table)
        differing = sum(cell.differs for cell in cells)
        sheet.heads(
            f"{table.name}　{table.title}：{len(cells)} 格中不同 {differing} 格", self._sides(), self._columns()
        )
        sheet.legend()
        for row, cell in enumerate(cells, _FIRST_ROW):
            colour = _colour(cell)
            places = [place.cell for place in cell.places]
            sheet.words(row, 0, places[0] if places[0] == places[1] else " → ".join(places))
            sheet.words(row, 1, printed_row(cell.field.row), left=True)
            sheet.words(row, 2, cell.field.column)
            sheet.content(row, 3, cell.before, colour)
            sheet.content(row, 4, cell.after, colour)
            sheet.number(row, 5, None if cell.difference is None else unscaled(cell.difference), colour)
            sheet.percentage(row, 6, cell, colour)
            sheet.words(row, 7, note_of(cell), left=True)
            sheet.height(
                row,
                (printed_row(cell.field.row), _WIDTHS[1]),
                (cell.field.column, _WIDTHS[2]),
                (note_of(cell), _WIDTHS[7]),
            )
        sheet.finish(_FIRST_ROW + len(cells))

    def _sides(self) -> str:
        before, after = self._letters
        sides = (side_words(before, self._compared.before), side_words(after, self._compared.after))
        return "　".join(sorted(sides)) + f"　差额 = {after} - {before}"

    def _columns(self) -> tuple[str, ...]:
        before, after = self._letters
        return (
            "单元格",
            "项目",
            "列",
            f"{before}\n{_year(self._compared.before)}",
            f"{after}\n{_year(self._compared.after)}",
            "差额",
            "百分比",
            "说明",
        )

    def _unmapped(self, sheet: _Sheet) -> None:
        title = "两份报告的格式不同，下列指标没有对应，没有比较"
        sheet.heads(
            title, "；".join(self._compared.ways), ("单元格", "项目", "列", *self._columns()[3:5], "原因", "", "")
        )
        sheet.merged(_FIRST_ROW - 1, 5, 7, "原因", "label")
        before = [(0, one) for one in self._compared.only_before]
        row = _FIRST_ROW
        for side, one in [*before, *((1, one) for one in self._compared.only_after)]:
            self._unmapped_row(sheet, row, side, one)
            row += 1
        sheet.finish(row)

    def _unmapped_row(self, sheet: _Sheet, row: int, side: int, one: Unmapped) -> None:
        sheet.words(row, 0, str(one.place))
        sheet.words(row, 1, printed_row(one.field.row), left=True)
        sheet.words(row, 2, one.field.column)
        for place in (0, 1):
            if place == side:
                sheet.content(row, 3 + place, one.content, "")
            else:
                sheet.words(row, 3 + place, "")
        sheet.merged(row, 5, 7, one.reason)
        sheet.height(
            row,
            (printed_row(one.field.row), _WIDTHS[1]),
            (one.field.column, _WIDTHS[2]),
            (one.reason, sum(_WIDTHS[5:])),
        )


def _year(report: Report) -> str:
    return f"{report.year} 年度" if report.year is not None else "年度不明"


def note_of(cell: ComparedCell) -> str:
    """What is to be said of a cell besides its numbers."""
    rounded = "、".join(str(one) for one in cell.rounded)
    return "；".join(filter(None, (_state_words(cell), f"原数 {rounded}，按四位小数比较" if rounded else "")))


def _state_words(cell: ComparedCell) -> str:
    if cell.state == MISSING:
        return "文件里没有这一格"
    if cell.state == WORDS:
        return "不是数字，不能相减"
    if cell.state == BLANK_OR_ZERO:
        return "一边空白、一边为 0"
    blank = cell.differs and (cell.before.is_blank or cell.after.is_blank)
    return "空白按 0 计" if blank else ""


def percentage_words(cell: ComparedCell) -> str:
    """The percentage as people read it: +16.67%, 新增, or nothing; of one that two decimals cannot show only that."""
    if cell.is_new:
        return NEW
    if not cell.difference or cell.percentage is None:
        return ""
    return f"{cell.percentage:+}%" if cell.percentage else LEAST


def _colour(cell: ComparedCell) -> str:
    if not cell.differs:
        return ""
    if cell.difference is None:
        return RED
    if cell.state == BLANK_OR_ZERO:
        return AMBER
    return GREEN if cell.difference > 0 else PINK


class _Sheet:
    """A sheet with heads, a legend and coloured cells."""

    def __init__(self, canvas: Canvas, name: str) -> None:
        self._canvas = canvas
        self._sheet: Any = canvas.sheet(name, protect=False)
        self._formats: dict[tuple[str, str], Any] = {}

    def heads(self, title: str, sides: str, columns: Sequence[str]) -> None:
        """Title, what is compared, and the heads of the columns."""
        self._sheet.write_string(0, 0, title, self._canvas["heading_line"])
        self._sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, sides, self._canvas["text"])
        self.height(1, (sides, sum(_WIDTHS)))
        for column, (head, width) in enumerate(zip(columns, _WIDTHS, strict=True)):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(_FIRST_ROW - 1, column, head, self._canvas["label"])
        self._sheet.set_row(_FIRST_ROW - 1, 30)
        self._sheet.freeze_panes(_FIRST_ROW, 3)
        self._sheet.repeat_rows(_FIRST_ROW - 1)

    def legend(self) -> None:
        """What the colours mean."""
        for column, (colour, words) in enumerate(_LEGEND, 3):
            self._sheet.write_string(2, column, words, self._format(colour))

    def finish(self, end: int) -> None:
        """Filter and print area over the rows before ``end``."""
        self._sheet.autofilter(_FIRST_ROW - 1, 0, max(end - 1, _FIRST_ROW), len(_WIDTHS) - 1)
        self._canvas.print_on_a4(self._sheet, f"A1:H{max(end, _FIRST_ROW + 1)}", landscape=True, pages_high=0)
        running_head(self._sheet, "两份报告的比较")

    def words(self, row: int, column: int, words: str, *, left: bool = False) -> None:
        """A cell of words."""
        self._sheet.write_string(row, column, words, self._canvas["cell_left" if left else "cell_center"])

    def merged(self, row: int, first: int, last: int, words: str, style: str = "cell_left") -> None:
        """Words over several columns."""
        self._sheet.merge_range(row, first, row, last, words, self._canvas[style])

    def content(self, row: int, column: int, content: Content, colour: str) -> None:
        """What a cell of a report holds; a blank stays blank."""
        style = self._format(colour)
        plain = as_compared(content).plain
        if isinstance(plain, str):
            self._sheet.write_string(row, column, plain, style)
        elif plain is None:
            self._sheet.write_blank(row, column, None, style)
        else:
            self._sheet.write_number(row, column, plain, style)

    def number(self, row: int, column: int, value: float | None, colour: str) -> None:
        """A difference with its sign; none leaves the cell blank."""
        style = self._format(colour, "+General;-General;0")
        if value is None:
            self._sheet.write_blank(row, column, None, style)
        else:
            self._sheet.write_number(row, column, value, style)

    def percentage(self, row: int, column: int, cell: ComparedCell, colour: str) -> None:
        """The percentage as a number, 新增 where there is none."""
        if cell.difference and cell.percentage:
            self._sheet.write_number(
                row, column, float(cell.percentage / 100), self._format(colour, "+0.00%;-0.00%;0%")
            )
        else:
            self._sheet.write_string(row, column, percentage_words(cell), self._format(colour))

    def height(self, row: int, *words: tuple[str, float]) -> None:
        """As high as the longest of some words needs, each with the width it has."""
        self._sheet.set_row(row, 4 + 13 * max(lines_needed(*each) for each in words))

    def _format(self, colour: str, numbers: str = "General") -> Any:
        key = (colour, numbers)
        if key not in self._formats:
            ground = {"bg_color": colour} if colour else {}
            self._formats[key] = self._canvas.workbook.add_format(
                {**STYLES["cell_center"], **ground, "num_format": numbers}
            )
        return self._formats[key]
