"""The sheet 单位明细: a row for each unit, a column for each field; the sums of the summary stand on it."""

from __future__ import annotations

from typing import Any

from xlreport.county.contribution import counts_in_sum
from xlreport.county.decision import Decision
from xlreport.county.field_columns import FieldColumns
from xlreport.county.hierarchy import Grouping
from xlreport.county.list_sheet import height
from xlreport.county.merge import Consolidation
from xlreport.findings.problems import printable
from xlreport.forms.model import Field
from xlreport.numbers import BLANK, Content, from_scaled, text
from xlreport.workbook.counted import FIRST_UNIT_ROW, FORM_HEAD, GROUP_HEAD, KIND_HEAD, LAST_HEAD, UNIT_HEAD, mark
from xlreport.workbook.layout import DETAIL
from xlreport.workbook.styles import Canvas
from xlreport.workbook.table_sheets import write_content

DETAIL_HEADS = ("序号", UNIT_HEAD, GROUP_HEAD, KIND_HEAD, FORM_HEAD, "是否合格", LAST_HEAD)
"""归入 names the group of 分级汇总 in which a unit is counted: itself where units stand below it, else its parent."""
_DETAIL_WIDTHS = (6, 28, 22, 9, 7, 9, 34)
"""Most names take one line, so that a page holds the units of a county."""
FIRST_FIELD_COLUMN = len(DETAIL_HEADS) + 1


class DetailSheet:
    """The sheet of one summary."""

    def __init__(self, merged: Consolidation) -> None:
        self.merged, self.form = merged, merged.summary.form
        self.grouping = Grouping.of(merged)

    def write(self, canvas: Canvas) -> None:
        """Write heads, units and numbers."""
        sheet = canvas.sheet(DETAIL)
        columns = FieldColumns(self.form, DETAIL_HEADS, _DETAIL_WIDTHS)
        columns.write_heads(canvas, sheet, "单位明细：每个单位一行，每个指标一列；各表的数字是这里各列之和")
        for place, decision in enumerate(self.merged.accepted):
            row = FIRST_UNIT_ROW + place - 1
            sheet.write_number(row, 0, place + 1, canvas["cell_center"])
            words = self._words(decision)
            for column, word in enumerate(words, 1):
                sheet.write_string(row, column, word, canvas["cell"])
            sheet.set_row(row, height(zip(words, _DETAIL_WIDTHS[1:], strict=True)))
            for column, entry in enumerate(self.form.fields, FIRST_FIELD_COLUMN - 1):
                _write_detail(canvas, sheet, (row, column), entry, decision.contribution.get(entry.id, BLANK))
        columns.print_on_a3(sheet, max(FIRST_UNIT_ROW + len(self.merged.accepted) - 1, FIRST_UNIT_ROW))

    def _words(self, decision: Decision) -> tuple[str, ...]:
        report = decision.submission.reading.report if decision.submission.reading else None
        return (
            decision.agency,
            self.grouping.group_of(decision.agency),
            self.grouping.kind_of(decision),
            report.form.id if report else "",
            "未通过" if decision.failing else "放行" if decision.waived else "合格",
            printable(decision.submission.path.name),
        )


def counted_units(merged: Consolidation) -> list[tuple[str, list[str]]]:
    """Each unit of 单位明细 with what its cells hold, as the hidden sheet stores it."""
    return [
        (
            decision.agency,
            [_mark(entry, decision.contribution.get(entry.id, BLANK)) for entry in merged.summary.form.fields],
        )
        for decision in merged.accepted
    ]


def _mark(entry: Field, content: Content) -> str:
    return mark(content if content.is_blank or counts_in_sum(content, money=entry.money) else text(str(content)))


def _write_detail(canvas: Canvas, sheet: Any, spot: tuple[int, int], entry: Field, content: Content) -> None:
    """A unit's number; what does not count stands as words, which no sum adds."""
    if content.is_blank or counts_in_sum(content, money=entry.money):
        rounded = BLANK if content.is_blank else from_scaled(content.scaled)
        write_content(sheet, *spot, rounded, canvas["cell_center"])
    else:
        sheet.write_string(*spot, f"{content}（未计入）", canvas["marked"])
