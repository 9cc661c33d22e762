"""The county's summary workbook: a report whose numbers are live sums over 单位明细, and where each came from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xlreport.a1 import column_letters
from xlreport.config import DEFAULT, Config
from xlreport.county.adjustment_sheet import adjustment_cells, write_adjustments
from xlreport.county.charts_sheet import write_charts
from xlreport.county.compared_sheet import ComparedSheet
from xlreport.county.detail_sheet import FIRST_FIELD_COLUMN, DetailSheet, counted_units
from xlreport.county.intake import SUMMARY_MARK
from xlreport.county.let_pass_sheet import write_let_pass
from xlreport.county.list_sheet import running_head
from xlreport.county.merge import Consolidation
from xlreport.county.overview_sheet import write_overview
from xlreport.county.problem_sheet import write_problems, write_sources
from xlreport.county.status import unit_statuses
from xlreport.county.status_sheet import write_changes, write_returns, write_status
from xlreport.county.subtotals_sheet import write_subtotals
from xlreport.workbook.build import Additions, build_workbook
from xlreport.workbook.counted import FIRST_UNIT_ROW, to_store
from xlreport.workbook.layout import DETAIL
from xlreport.workbook.styles import Canvas


def write_summary(merged: Consolidation, target: Path, *, made: datetime, config: Config = DEFAULT) -> None:
    """Write the summary workbook. Raises FileProblem when the place cannot be written."""
    live = 0 < len(merged.accepted) <= config.thresholds.live_summary_units
    statuses = unit_statuses(merged, config)

    def overview(canvas: Canvas) -> None:
        write_overview(canvas, merged, statuses, made)

    def appendices(canvas: Canvas) -> None:
        before = len(canvas.workbook.worksheets())
        write_comparisons(canvas, merged)
        DetailSheet(merged).write(canvas)
        write_subtotals(canvas, merged, live=live)
        write_adjustments(canvas, merged, plain_formulas(merged) if live else {})
        write_let_pass(canvas, merged)
        write_status(canvas, merged, statuses)
        write_returns(canvas, merged)
        write_problems(canvas, merged, target)
        write_changes(canvas, merged.changes)
        write_sources(canvas, merged, target)
        for sheet in canvas.workbook.worksheets()[before:]:
            running_head(sheet, f"{merged.summary.agency} {merged.summary.year} 年度政府信息公开工作年度报告汇总")

    formulas = sum_formulas(merged) if live else {}
    stored = tuple(to_store(counted_units(merged), part=merged.is_part))
    additions = Additions(formulas, before=overview, after=appendices, mark=SUMMARY_MARK, stored=stored)
    build_workbook(merged.summary, target, additions)


def write_comparisons(canvas: Canvas, merged: Consolidation) -> None:
    """同比 where the year before is known, and 图表."""
    last_cells: dict[str, str] = {}
    if merged.last is not None:
        compared = ComparedSheet(merged, merged.last)
        compared.write(canvas)
        last_cells = compared.cells
    write_charts(canvas, merged, last_cells)


def sum_formulas(merged: Consolidation) -> dict[str, str]:
    """The formula of every field that has a number: over the units' column of 单位明细, and what 调整 adds."""
    formulas = plain_formulas(merged)
    for name, cell in adjustment_cells(merged).items():
        plain = formulas.get(name, "=0")
        formulas[name] = f"=ROUND({plain[1:]}+{cell},4)" if merged.summary.form.by_id[name].money else f"{plain}+{cell}"
    return formulas


def plain_formulas(merged: Consolidation) -> dict[str, str]:
    """The formula of every field that at least one unit reports, over the units' column of 单位明细."""
    reported = merged.summary if merged.plain is None else merged.plain
    last = FIRST_UNIT_ROW + len(merged.accepted) - 1
    formulas = {}
    for place, entry in enumerate(merged.summary.form.fields):
        if not reported[entry.id].is_blank:
            column = column_letters(FIRST_FIELD_COLUMN + place)
            total = f"SUM({DETAIL}!{column}{FIRST_UNIT_ROW}:{column}{last})"
            formulas[entry.id] = f"=ROUND({total},4)" if entry.money else f"={total}"
    return formulas
