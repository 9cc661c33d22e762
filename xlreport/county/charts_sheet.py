"""The sheet 图表: requests by applicant, by outcome and by unit, and main figures over the years."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from xlreport.a1 import column_letters
from xlreport.county.chart_blocks import BLOCK_ROWS, TALLEST_TABLE, WIDTHS, ChartBlock, Live, draw, frame
from xlreport.county.contribution import counts_in_sum
from xlreport.county.detail_sheet import DETAIL_HEADS, FIRST_FIELD_COLUMN
from xlreport.county.main_figures import OUTCOMES, applicants, main_figures
from xlreport.county.merge import Consolidation
from xlreport.numbers import BLANK, unscaled
from xlreport.workbook.counted import FIRST_UNIT_ROW, UNIT_HEAD
from xlreport.workbook.layout import DETAIL, reference
from xlreport.workbook.styles import Canvas, lines_needed

FEWEST_YEARS = 3
"""With fewer years there is no line to draw."""
TOP_UNITS = 10
LONGEST_NAME = 15
"""Letters of a unit's name that a chart shows."""
_BLOCKS_A_PAGE, _FIRST_BLOCK, _EMPTY_ROWS = 2, 3, 3
_LAST_COLUMN = "N"
"""Up to where the charts reach."""
_NEW = "table3.received.new.total"
_UNIT_COLUMN = column_letters(DETAIL_HEADS.index(UNIT_HEAD) + 1)
_PRINT_SCALE = 72


def write_charts(canvas: Canvas, merged: Consolidation, last_cells: Mapping[str, str]) -> None:
    """Write the sheet; ``last_cells`` are the cells of 同比 with last year's numbers, by field."""
    note = "左边的小表是公式，随各表变化；数字都是件数"
    sheet = frame(canvas, f"图表：{merged.summary.agency} {merged.summary.year} 年度", note)
    if merged.last is not None and merged.last.uneven:
        _warn(canvas, sheet, merged.last.uneven)
    row, breaks, drawn = _FIRST_BLOCK, [], 0
    for make in _Blocks(merged, last_cells).all():
        block = make(row)
        if drawn and drawn % _BLOCKS_A_PAGE == 0 and not block.is_empty:
            breaks.append(row)
        draw(canvas, sheet, row, block)
        drawn += not block.is_empty
        row += _EMPTY_ROWS if block.is_empty else BLOCK_ROWS
    _print(sheet, row, breaks)


def _warn(canvas: Canvas, sheet: Any, words: str) -> None:
    """Over the charts what everybody must know who compares the years."""
    sheet.merge_range(f"A{_FIRST_BLOCK}:{_LAST_COLUMN}{_FIRST_BLOCK}", words, canvas["cell_weak"])
    sheet.set_row(_FIRST_BLOCK - 1, 6 + 13 * lines_needed(words, sum(WIDTHS)))


def _print(sheet: Any, end: int, breaks: Sequence[int]) -> None:
    """A4, no chart broken over two pages."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.4, top=0.65, bottom=0.6)
    sheet.set_print_scale(_PRINT_SCALE)
    sheet.print_area(f"A1:{_LAST_COLUMN}{end}")
    sheet.set_h_pagebreaks(breaks)
    sheet.set_footer("&C&9第 &P 页，共 &N 页")


def _short(formula: str, name: str) -> Live:
    """A name's end where the whole would leave no room for the chart: names of one county begin alike."""
    words = name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"
    return f'=IF(LEN({formula})>{LONGEST_NAME},"…"&RIGHT({formula},{LONGEST_NAME - 1}),{formula})', words


class _Blocks:
    """The charts of one summary. Each is made for the row, counted from 0, on which it stands."""

    def __init__(self, merged: Consolidation, last_cells: Mapping[str, str]) -> None:
        self.merged, self.form, self.last_cells = merged, merged.summary.form, last_cells
        self.year = merged.summary.year or 0
        self.figures = main_figures(self.form)

    def all(self) -> Iterator[Callable[[int], ChartBlock]]:
        """Every chart that this summary can have."""
        yield self._by_applicant
        yield self._by_outcome
        yield self._top_units
        if len(self.merged.earlier) + 1 >= FEWEST_YEARS:
            yield lambda _: self._lines("历年申请", ("new", "done", "forward"), "历年都没有申请，不画图")
            yield lambda _: self._lines("历年行政复议和行政诉讼", ("review", "suit"), "历年都没有复议和诉讼，不画图")

    def _by_applicant(self, _: int) -> ChartBlock:
        rows = {label: (name,) for label, name in applicants(self.form).items()}
        return self._beside_last_year("新收申请：按申请人", "column", "申请人", rows, "没有新收申请，不画图")

    def _by_outcome(self, _: int) -> ChartBlock:
        outcomes = [self.figures[key] for key in OUTCOMES if key in self.figures]
        rows = {figure.label: figure.fields for figure in outcomes}
        return self._beside_last_year("办理结果：按处理方式", "bar", "处理方式", rows, "没有办结的申请，不画图")

    def _beside_last_year(
        self, title: str, kind: str, head: str, rows: Mapping[str, tuple[str, ...]], empty: str
    ) -> ChartBlock:
        heads, columns = [head, f"{self.year} 年"], [tuple(self._this(fields) for fields in rows.values())]
        if self.merged.last is not None and any(name in self.last_cells for fields in rows.values() for name in fields):
            heads.append(f"{self.year - 1} 年")
            columns.append(tuple(self._last(fields) for fields in rows.values()))
        labels = tuple(("", label) for label in rows)
        title = f"{self.year} 年度{title}"
        return ChartBlock(title, kind, tuple(heads), labels, tuple(columns), empty)

    def _this(self, fields: Sequence[str]) -> Live:
        """This year's sum, over the cells of the statutory table."""
        value = sum(self.merged.summary[name].scaled for name in fields)
        return f"=SUM({','.join(reference(self.form, name) for name in fields)})", unscaled(value)

    def _last(self, fields: Sequence[str]) -> Live:
        """Last year's, over the cells of 同比."""
        last = self.merged.last
        cells = [self.last_cells[name] for name in fields if name in self.last_cells]
        if last is None or not cells:
            return "", 0
        return f"=SUM({','.join(cells)})", unscaled(sum(last[name].scaled for name in fields))

    def _top_units(self, top: int) -> ChartBlock:
        """The units with most new requests: the numbers by LARGE over 单位明细, the names by their rows there."""
        contents = [decision.contribution.get(_NEW, BLANK) for decision in self.merged.accepted]
        amounts = [content.scaled if counts_in_sum(content, money=False) else 0 for content in contents]
        best = sorted(
            (place for place, amount in enumerate(amounts) if amount > 0), key=lambda one: (-amounts[one], one)
        )
        labels, values, places = [], [], []
        for rank, place in enumerate(best[:TOP_UNITS]):
            row = top + 3 + rank  # of this entry in the chart's own table, counted from 1
            labels.append(_short(f"INDEX({self._units(_UNIT_COLUMN)},C{row})", self.merged.accepted[place].agency))
            values.append((f"=LARGE({self._units(self._new_column)},{rank + 1})", unscaled(amounts[place])))
            places.append((self._position(row, first=rank == 0), place + 1))
        title = f"{self.year} 年度新收申请最多的{f' {len(labels)} 个' if labels else ''}单位"
        empty = "各单位都没有新收申请，不画图"
        return ChartBlock(
            title, "bar", ("单位", "新收申请"), tuple(labels), (tuple(values),), empty, places=tuple(places)
        )

    @property
    def _new_column(self) -> str:
        return column_letters(FIRST_FIELD_COLUMN + self.form.position[_NEW])

    def _units(self, column: str, after: str = "") -> str:
        """All units' cells of a column of 单位明细; those below the unit whose position a cell holds."""
        last = f"${column}${FIRST_UNIT_ROW + len(self.merged.accepted) - 1}"
        every = f"{DETAIL}!${column}${FIRST_UNIT_ROW}:{last}"
        return f"INDEX({every},{after}+1):{DETAIL}!{last}" if after else every

    def _position(self, row: int, *, first: bool) -> str:
        """Where the unit of this entry stands in 单位明细: of several with the same number the next one."""
        plain = f"MATCH(B{row},{self._units(self._new_column)},0)"
        if first:
            return f"={plain}"
        above = f"C{row - 1}"
        return f"=IF(B{row}=B{row - 1},{above}+MATCH(B{row},{self._units(self._new_column, above)},0),{plain})"

    def _lines(self, title: str, keys: Sequence[str], empty: str) -> ChartBlock:
        years = sorted(self.merged.earlier, key=lambda one: one.year)[-(TALLEST_TABLE - 1) :]
        chosen = [self.figures[key] for key in keys]
        columns = []
        for figure in chosen:
            past: list[Live] = [("", unscaled(sum(year[name].scaled for name in figure.fields))) for year in years]
            columns.append((*past, self._this(figure.fields)))
        labels: tuple[Live, ...] = tuple(("", f"{year}年") for year in (*(one.year for one in years), self.year))
        heads = ("年度", *(figure.label for figure in chosen))
        title = f"{title}（{years[0].year}—{self.year}）"
        return ChartBlock(title, "line", heads, labels, tuple(columns), empty)
