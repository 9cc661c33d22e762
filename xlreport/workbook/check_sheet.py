"""The 校验 sheet: one line for every check, live, with its place and room for an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlreport.a1 import MAX_ROW
from xlreport.findings.catalogue import entries
from xlreport.findings.model import SEVERITY_NAMES, Explanation
from xlreport.report import Report
from xlreport.rules import balance, values
from xlreport.workbook import checks
from xlreport.workbook.checks import Line, Live
from xlreport.workbook.explanations import STORE_COLUMN, line_of, shown_text, stored_parts
from xlreport.workbook.layout import (
    CHECKS,
    COVER,
    EXPLANATION_COLUMN,
    FIRST_LINE,
    ONLY_BY_LAST_YEAR,
    cover_cell,
    places,
)
from xlreport.workbook.standing import holds
from xlreport.workbook.styles import Canvas, lines_needed

HEADS = ("代码", "级别", "内容", "左边／个数", "右边", "差额", "状态", "位置", "审核说明")
_WIDTHS = (7, 7, 58, 12, 12, 10, 14, 10, 40, 6, 6, 6)
_HIGHEST = 400
"""Points; a row can hardly be higher."""
_BLOCK_ROWS = 500
"""Rows below the lines that get lines around their cells once a button has written there."""
_NEEDS_PYTHON, _NEEDS_LAST_YEAR = "需运行 xlreport 校验", "需与上年比较"


def write_check_sheet(canvas: Canvas, report: Report) -> tuple[int, int]:
    """Write the sheet; returns how many errors and unexplained warnings its lines stand for now."""
    sheet = canvas.sheet(CHECKS)
    for column, width in enumerate(_WIDTHS):
        # the style is for what a button writes below the lines
        sheet.set_column(column, column, width, canvas["text"], {"hidden": column > 8})
    sheet.merge_range("A1:I1", "校验", canvas["title"])
    sheet.set_row(0, 28)
    notes = (
        "左边为合计一侧；状态“差 n”为左边减右边；空白按 0 计，有文字的勾稽关系为“未判断”。警告可在“审核说明”写明原因。"
    )
    sheet.write_string("A2", notes, canvas["line"])
    for column, words in enumerate(HEADS):
        sheet.write_string(FIRST_LINE - 2, column, words, canvas["label"])
    errors, warnings = _write_lines(canvas, sheet, report)
    last = checks.lines(report.form)[-1].row
    _colour(canvas, sheet, last)
    sheet.freeze_panes(FIRST_LINE - 1, 0)
    sheet.autofilter(FIRST_LINE - 2, 0, last - 1, len(HEADS) - 1)
    sheet.repeat_rows(FIRST_LINE - 2)
    # whole columns: what a button writes below the lines prints too
    canvas.print_on_a4(sheet, f"A1:I{MAX_ROW}", landscape=True, pages_high=0)
    return errors, warnings


def _write_lines(canvas: Canvas, sheet: Any, report: Report) -> tuple[int, int]:
    errors = warnings = 0
    explanations = explanations_by_line(report)
    for line, cells in live_lines(report):
        own = explanations.get(line.key, ()) if _has_something_to_explain(line, cells) else ()
        explanation = shown_text(own)
        sheet.write_string(line.row - 1, 0, line.code, canvas["cell_center"])
        sheet.write_string(line.row - 1, 1, SEVERITY_NAMES[line.severity], canvas["cell_center"])
        sheet.write_string(line.row - 1, 2, line.sentence, canvas["cell"])
        longest = max(lines_needed(line.sentence, _WIDTHS[2]), lines_needed(explanation, _WIDTHS[8]))
        sheet.set_row(line.row - 1, min(_HIGHEST, 3 + 13 * longest))
        cells = cells | (checks.weights(line, cells, explanation) if "G" in cells else {})
        for letter in "DEFGH":
            _write_live(canvas, sheet, letter, line, cells.get(letter))
        for letter in "JK":
            if letter in cells:
                sheet.write_formula(f"{letter}{line.row}", cells[letter].formula, canvas["plain"], cells[letter].value)
        _write_explanation(canvas, sheet, line, explanation)
        for place, part in enumerate(stored_parts(own) if own else ()):
            sheet.write_string(line.row - 1, STORE_COLUMN - 1 + place, part, canvas["plain"])
            if place:
                sheet.set_column(STORE_COLUMN - 1 + place, STORE_COLUMN - 1 + place, 6, None, {"hidden": True})
        _write_link(canvas, sheet, report, line)
        errors += int(cells["J"].value) if "J" in cells else 0
        warnings += int(cells["K"].value) if "K" in cells else 0
    return errors, warnings


def _write_live(canvas: Canvas, sheet: Any, letter: str, line: Line, live: Live | None) -> None:
    style = canvas["link" if letter == "H" else "cell_center"]
    if live is not None:
        sheet.write_formula(f"{letter}{line.row}", live.formula, style, live.value)
    elif letter == "G":
        words = _NEEDS_LAST_YEAR if line.code in ONLY_BY_LAST_YEAR else _NEEDS_PYTHON
        sheet.write_string(f"G{line.row}", words, style)
    else:
        sheet.write_blank(f"{letter}{line.row}", None, style)


def _write_explanation(canvas: Canvas, sheet: Any, line: Line, words: str) -> None:
    style = canvas["explanation" if _can_be_explained(line) else "cell"]
    if words:
        sheet.write_string(line.row - 1, EXPLANATION_COLUMN - 1, words, style)
    else:
        sheet.write_blank(line.row - 1, EXPLANATION_COLUMN - 1, None, style)


def _can_be_explained(line: Line) -> bool:
    if "." in line.key:  # one case of a code, or one table
        return line.severity == "warning"
    return any(item.severity == "warning" for (code, _), item in entries().items() if code == line.code)


def _write_link(canvas: Canvas, sheet: Any, report: Report, line: Line) -> None:
    """A link to the cell a line is about; value lines have a live one, lines that need Python have none."""
    target = ""
    if line.code.startswith("B"):
        relation = next(relation for relation in report.form.relations if relation.id == line.key)
        target = str(places(report.form)[relation.on])
    elif line.code == "F5":
        target = f"{COVER}!{cover_cell(line.key.partition('.')[2])}"
    elif line.code == "L1":
        target = next(str(place) for name, place in places(report.form).items() if "regulations" in name)
    if target:
        sheet_name, _, cell = target.partition("!")
        sheet.write_url(f"H{line.row}", f"internal:'{sheet_name}'!{cell}", canvas["link"], cell)


def live_lines(report: Report) -> Iterator[tuple[Line, dict[str, Live]]]:
    """Every line with its live cells by column letter; lines that need Python have none."""
    form = report.form
    residuals = {entry.relation.id: entry for entry in balance.residuals(form, report.scaled, report.kinds)}
    flagged = _flagged(report)
    for line in checks.lines(form):
        if line.code.startswith("B"):
            yield line, checks.balance_cells(form, line, residuals[line.key])
        elif line.code.startswith("V"):
            yield line, checks.value_cells(report, line, flagged.get(line.key, []))
        elif line.code == "F5":
            yield line, checks.cover_cells(report, line)
        elif line.code == "L1":
            yield line, checks.regulation_cells(report)
        else:
            yield line, {}


def _flagged(report: Report) -> dict[str, list[str]]:
    """Fields in breach of each value line ('V5.table3')."""
    found: dict[str, list[str]] = {}
    for code, field, breached in values.flags(report.form, report.scaled, report.kinds):
        if breached and not (code == "V5" and values.is_excused(report, field)):
            found.setdefault(f"{code}.{field.table}", []).append(field.id)
    return found


def explanations_by_line(report: Report) -> dict[str, tuple[Explanation, ...]]:
    """The explanations that lines can show, by the keys of the lines: those whose cells hold the values of then."""
    found: dict[str, list[Explanation]] = {}
    for explanation in report.explanations:
        line = line_of(report.form, explanation)
        if line and _can_be_explained(line) and not explanation.is_empty and holds(report, explanation):
            found.setdefault(line.key, []).append(explanation)
    return {key: tuple(own) for key, own in found.items()}


def _has_something_to_explain(line: Line, cells: dict[str, Live]) -> bool:
    """Whether a live line stands for a warning now; of those that need Python the sheet cannot tell."""
    return "G" not in cells or int(checks.weights(line, cells, "")["K"].value) > 0


def _colour(canvas: Canvas, sheet: Any, last: int) -> None:
    first = FIRST_LINE
    area = f"A{first}:I{last}"
    for criteria, role in (
        (f'=OR($J{first}>0,$G{first}="未判断")', "red"),
        (f"=$K{first}>0", "amber"),
    ):
        _colour_rows(canvas, sheet, area, criteria, role)
    first = last - len(checks.IN_PYTHON) + 1
    for severity, role in (("error", "red"), ("warning", "amber")):
        found = f'=AND(RIGHT($G{first},1)="处",$B{first}="{SEVERITY_NAMES[severity]}")'
        _colour_rows(canvas, sheet, f"A{first}:I{last}", found, role)
    below = last + 2
    _colour_rows(canvas, sheet, f"A{below}:I{below + _BLOCK_ROWS}", f'=$G{below}<>""', "boxed")


def _colour_rows(canvas: Canvas, sheet: Any, area: str, criteria: str, role: str) -> None:
    rule = {"type": "formula", "criteria": criteria, "format": canvas[role], "stop_if_true": True}
    sheet.conditional_format(area, rule)
