"""The sheet 同比: each number of the summary beside last year's, with difference and percentage as live formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from xlreport.county.earlier import EarlierYear
from xlreport.county.main_figures import MainFigure, main_figures
from xlreport.county.merge import Consolidation
from xlreport.forms import Field
from xlreport.numbers import Content, from_scaled, unscaled
from xlreport.workbook.layout import COMPARED, reference
from xlreport.workbook.styles import STYLES, TOTAL, Canvas, lines_needed
from xlreport.workbook.table_sheets import write_content

FROM_ZERO = "去年为 0"
"""What stands in place of a percentage of nothing."""
_WIDTHS = (32, 24, 9.5, 9.5, 9.5, 11, 18)
_HEAD_ROW = 1
_PRINT_SCALE, _PAGE_POINTS, _ROW_POINTS = 63, 1120, 15
"""How the sheet prints, and what fits on a page at that scale."""
_BLANK_BEFORE, _BLANK_NOW = "去年空白，按 0 计", "本年空白，按 0 计"


class ComparedSheet:
    """The sheet of one summary, of which the year before is known. ``cells``: where last year's number of each field
    stands, as 同比!$D$30; fields without a counterpart have none."""

    def __init__(self, merged: Consolidation, last: EarlierYear) -> None:
        self._merged, self._last, self._form = merged, last, merged.summary.form
        self._figures = tuple(main_figures(self._form).values())
        self._first = _HEAD_ROW + 1 + bool(last.uneven)
        self._notes = self._first + len(self._figures) + 1
        self._tops: dict[str, int] = {}
        row = self._notes + len(last.notes) + 1
        self.cells: dict[str, str] = {}
        for table in self._form.tables:
            self._tops[table.id] = row
            for place, entry in enumerate(table.fields, row + 2):
                if entry.id not in last.absent:
                    self.cells[entry.id] = f"{COMPARED}!$D${place}"
            row += len(table.fields) + 1

    def write(self, canvas: Canvas) -> None:
        """Write the main figures, where last year's numbers come from, and every table."""
        page = _Page(canvas, self._merged.summary.year or 0)
        if self._last.uneven:
            page.warn(_HEAD_ROW + 1, self._last.uneven)
        page.section(self._first, "主要指标")
        for row, figure in enumerate(self._figures, self._first + 1):
            self._figure(page, row, figure)
        page.notes(self._notes + 1, self._last.notes)
        for table in self._form.tables:
            top = self._tops[table.id]
            page.section(top, f"{table.name}　{table.title.partition('、')[2]}")
            for _, entries in groupby(enumerate(table.fields, top + 1), key=lambda pair: pair[1].row):
                self._row(page, list(entries))
        page.finish()

    def _figure(self, page: _Page, row: int, figure: MainFigure) -> None:
        now = [reference(self._form, name) for name in figure.fields]
        before = [self.cells[name].partition("!")[2] for name in figure.fields if name in self.cells]
        page.words(row, 0, figure.label, "label_left")
        page.words(row, 1, figure.unit, "cell_center")
        this = _sum_of(self._merged.summary[name] for name in figure.fields)
        page.formula(row, 2, f"=SUM({','.join(now)})", unscaled(this.scaled))
        if before:
            last = _sum_of(self._last[name] for name in figure.fields)
            page.formula(row, 3, f"=SUM({','.join(before)})", unscaled(last.scaled))
            page.difference(row, this, last)
            partly = [name for name in figure.fields if name not in self.cells]
            page.note(row, "去年的格式没有其中的部分项目" if partly else "")
        else:
            page.absent(row, self._last.absent[figure.fields[0]])

    def _row(self, page: _Page, entries: Sequence[tuple[int, Field]]) -> None:
        first, last = entries[0][0], entries[-1][0]
        page.label(first, last, printed_row(entries[0][1].row), entries[0][1].column)
        for row, entry in entries:
            total = entry.id in self._form.totals
            page.words(row, 1, entry.column, "cell_center")
            this = self._merged.summary[entry.id]
            where = reference(self._form, entry.id)
            page.formula(row, 2, f'=IF({where}="","",{where})', "" if this.is_blank else this.plain, total=total)
            if entry.id in self._last.absent:
                page.absent(row, self._last.absent[entry.id])
                continue
            before = self._last[entry.id]
            page.content(row, 3, before, total=total)
            note = ""
            if before.counts:
                page.difference(row, this, before, total=total)
                note = _blank_note(this, before)
            else:
                page.nothing(row, (4, 5))
                note = "去年不是数字，不能相减"
            page.note(row, note)


def _sum_of(contents: Iterator[Content]) -> Content:
    return from_scaled(sum(content.scaled for content in contents))


def _blank_note(this: Content, before: Content) -> str:
    if this.is_blank == before.is_blank:
        return ""
    return _BLANK_NOW if this.is_blank else _BLANK_BEFORE


def printed_row(row: str) -> str:
    """A row's label path as it reads in a narrow column: the part that all results share is left out."""
    return row.removeprefix("三、本年度办理结果/").replace("/", "　")


class _Page:
    """The sheet while it is written: rows count from 0, and a row's formulas name its own cells."""

    def __init__(self, canvas: Canvas, year: int) -> None:
        self.canvas, self.year = canvas, year
        self.sheet: Any = canvas.sheet(COMPARED)
        self._formats: dict[tuple[str, bool], Any] = {}
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        self._heights: dict[int, float] = {}
        self._starts: list[int] = []
        self._last_row = _HEAD_ROW
        self.sheet.merge_range("A1:G1", f"同比：{year} 年度与 {year - 1} 年度", canvas["title"])
        self._high(0, 30)
        self._heads()

    def notes(self, top: int, notes: Sequence[str]) -> None:
        """Sentences on last year's numbers, one below the other."""
        for row, words in enumerate(notes, top):
            self.sheet.merge_range(row, 0, row, 6, words, self.canvas["text"])
            self._high(row, 3 + 13 * lines_needed(words, sum(_WIDTHS) - 4))

    def warn(self, row: int, words: str) -> None:
        """What everybody must know who reads on."""
        self.sheet.merge_range(row, 0, row, 6, words, self.canvas["cell_weak"])
        self._high(row, 6 + 13 * lines_needed(words, sum(_WIDTHS) - 4))

    def _heads(self) -> None:
        """The heads of the columns, always in sight and on every page."""
        words = ("项目", "列、单位", f"{self.year} 年", f"{self.year - 1} 年", "增减", "增减百分比", "说明")
        for column, head in enumerate(words):
            self.sheet.write_string(_HEAD_ROW, column, head, self.canvas["label"])
        self._high(_HEAD_ROW, 20)
        self.sheet.freeze_panes(_HEAD_ROW + 1, 2)
        self.sheet.repeat_rows(_HEAD_ROW)

    def section(self, row: int, words: str) -> None:
        """The heading of what follows."""
        self.sheet.write_string(row, 0, words, self.canvas["heading_line"])
        self._high(row, 26)
        self._starts.append(row)

    def label(self, first: int, last: int, words: str, column: str) -> None:
        """A row's label beside all its columns; of a single one both labels must fit."""
        style = self.canvas["label_left"]
        self._last_row = last
        if self._starts[-1] != first - 1:  # a heading stays with the first row below it
            self._starts.append(first)
        if last > first:
            self.sheet.merge_range(first, 0, last, 0, words, style)
        else:
            self.sheet.write_string(first, 0, words, style)
            lines = max(lines_needed(words, _WIDTHS[0] - 1), lines_needed(column, _WIDTHS[1] - 1))
            self._high(first, 4 + 13 * lines)

    def finish(self) -> None:
        """A4, pages broken between rows of the tables."""
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.set_footer("&C&9第 &P 页，共 &N 页")
        self.sheet.print_area(f"A1:G{self._last_row + 1}")
        self.sheet.set_print_scale(_PRINT_SCALE)
        breaks, top = [], 0
        for start, end in zip(self._starts, [*self._starts[1:], self._last_row + 1], strict=True):
            if self._points(top, end) > _PAGE_POINTS:
                breaks.append(start)
                top = start
        self.sheet.set_h_pagebreaks(breaks)

    def _high(self, row: int, points: float) -> None:
        self.sheet.set_row(row, points)
        self._heights[row] = points

    def _points(self, first: int, end: int) -> float:
        return sum(self._heights.get(row, _ROW_POINTS) for row in range(first, end))

    def words(self, row: int, column: int, words: str, style: str) -> None:
        """Words; none leave a blank cell."""
        if words:
            self.sheet.write_string(row, column, words, self.canvas[style])
        else:
            self.sheet.write_blank(row, column, None, self.canvas[style])

    def formula(self, row: int, column: int, formula: str, value: Any, *, total: bool = False) -> None:
        """A formula with what it comes to."""
        self.sheet.write_formula(row, column, formula, self._format("General", total), value)

    def content(self, row: int, column: int, content: Content, *, total: bool = False) -> None:
        """Last year's number; a blank stays blank."""
        write_content(self.sheet, row, column, content, self._format("General", total))

    def difference(self, row: int, this: Content, before: Content, *, total: bool = False) -> None:
        """This year less last year and the percentage, live; nothing where both are blank, and no percentage of 0."""
        now, then, apart = f"C{row + 1}", f"D{row + 1}", f"E{row + 1}"
        both_blank = this.is_blank and before.is_blank
        moved = this.scaled - before.scaled
        formula = f'=IF(AND({now}="",{then}=""),"",ROUND(N({now})-N({then}),4))'
        signed = self._format("+General;-General;0", total)
        self.sheet.write_formula(row, 4, formula, signed, "" if both_blank else unscaled(moved))
        formula = (
            f'=IF({apart}="","",IF(N({then})=0,IF(N({now})=0,"","{FROM_ZERO}"),IF(N({then})<0,"",{apart}/{then})))'
        )
        share = self._format("+0.0%;-0.0%;0.0%", total)
        self.sheet.write_formula(row, 5, formula, share, "" if both_blank else _share(this.scaled, before.scaled))

    def absent(self, row: int, reason: str) -> None:
        """No number of last year's to compare with."""
        self.words(row, 3, "没有对应", "cell_center")
        self.nothing(row, (4, 5))
        self.note(row, reason)

    def note(self, row: int, words: str) -> None:
        """What is to be said of a row, read whole."""
        self.words(row, 6, words, "cell_left")
        lines = lines_needed(words, _WIDTHS[6] - 1)
        if lines > 1:
            self._high(row, max(self._heights.get(row, 0), 4 + 13 * lines))

    def nothing(self, row: int, columns: Sequence[int]) -> None:
        """Blank cells."""
        for column in columns:
            self.sheet.write_blank(row, column, None, self.canvas["cell_center"])

    def _format(self, numbers: str, total: bool) -> Any:
        key = (numbers, total)
        if key not in self._formats:
            ground = {"bg_color": TOTAL} if total else {}
            style = {**STYLES["cell_center"], **ground, "num_format": numbers}
            self._formats[key] = self.canvas.workbook.add_format(style)
        return self._formats[key]


def _share(now: int, before: int) -> float | str:
    if before == 0:
        return FROM_ZERO if now else ""
    return "" if before < 0 else unscaled(now - before) / unscaled(before)
