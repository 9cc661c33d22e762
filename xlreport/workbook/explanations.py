"""审核说明 typed on the 校验 sheet, tied to the cells its line is about and the values they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from xlreport.files.grids import Grid
from xlreport.findings.model import Explanation
from xlreport.report import Report
from xlreport.rules import check
from xlreport.workbook.layout import CHECKS, EXPLANATION_COLUMN, FIRST_LINE, place_of


class _Sheets(Protocol):
    @property
    def names(self) -> Sequence[str]: ...

    def grid(self, name: str) -> Grid: ...


def read_explanations(sheets: _Sheets, report: Report) -> tuple[Explanation, ...]:
    """The explanations typed beside lines that have something to explain; empty phrases are none."""
    if CHECKS not in sheets.names:
        return ()
    grid = sheets.grid(CHECKS)
    if not any(row >= FIRST_LINE and column == EXPLANATION_COLUMN for row, column in grid.cells):
        return ()
    from xlreport.workbook.checks import lines  # most workbooks explain nothing, and need no lines for it

    typed = {}
    for line in lines(report.form):
        words = grid.words(line.row, EXPLANATION_COLUMN).strip()
        if words and grid.words(line.row, 1) == line.code:
            typed[line.key] = words
    if not typed:
        return ()
    found = (_explanation(report, key, words) for key, words in typed.items())
    return tuple(explanation for explanation in found if explanation.cells and not explanation.is_empty)


def _explanation(report: Report, key: str, words: str) -> Explanation:
    code, _, table = key.partition(".")
    names = [
        name
        for breach in check(report)
        if breach.code == code
        for name in breach.fields
        if not table or report.form.by_id[name].table == table
    ]
    cells = tuple(str(place_of(report, report.form.by_id[name])) for name in names)
    return Explanation(code, cells, tuple(report[name].plain for name in names), words)
