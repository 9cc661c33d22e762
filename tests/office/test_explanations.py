"""审核说明 as the sheet's own formulas take it: a reason ends the warnings of its line, an empty phrase does not."""

from __future__ import annotations

from tests.office.conftest import OpenReport
from tests.office.seen import COVER_STATE
from xlreport.forms import load
from xlreport.report import Cover, blank_report
from xlreport.workbook.checks import line_of

BLANKS = 10
"""Number cells of 表二 of the 2021 format that are no totals."""


def test_only_a_reason_ends_the_warnings_of_a_line(open_report: OpenReport) -> None:
    form = load("2021")
    cover = Cover(level="县级", kind="部门", no_requests=True, no_disputes=True)
    book = open_report(blank_report(form, 2021, "乙县测试局", cover))
    place = f"校验!I{line_of(form, 'V5.table2').row}"
    for phrase in ("核实无误", "情况属实。", "经核实，无误！", " 已核 ", "没 有 问 题", "。", "//"):
        book.type({place: phrase})
        assert (phrase, book.value(COVER_STATE)) == (phrase, f"通过，有警告 {BLANKS} 处")
    book.type({place: "核实无误：全年没有这类事项"})
    assert book.value(COVER_STATE) == "通过"
    book.type({place: None})
    assert book.value(COVER_STATE) == f"通过，有警告 {BLANKS} 处"
