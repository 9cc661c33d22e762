"""A fresh copy of a report whose cells carry the findings on them, for the clerk to mend in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlreport.findings.fold import fold
from xlreport.findings.model import SEVERITY_NAMES, Finding
from xlreport.report import Report
from xlreport.workbook.build import Additions, build_workbook
from xlreport.workbook.layout import PROBLEMS, place_of
from xlreport.workbook.styles import Canvas, lines_needed
from xlreport.workbook.suspected import HEADING, SuspectedFault, advice

_HIGHEST = 400
"""Points; a row can hardly be higher."""


def write_marked(
    report: Report, findings: Sequence[Finding], target: Path, faults: Sequence[SuspectedFault] = ()
) -> None:
    """Write the copy: errors coloured with a remark on their cell, and all findings on a sheet of their own.

    The cells of ``faults`` that are most likely wrong get a remark too; all of it stands below the findings.
    Blanks are coloured by the sheet itself and get no remark. Raises FileProblem.
    """

    def problems(canvas: Canvas) -> None:
        _write_problems(canvas, findings, faults)

    build_workbook(report, target, Additions(notes=_notes(report, findings, faults), before=problems))


def _notes(report: Report, findings: Sequence[Finding], faults: Sequence[SuspectedFault]) -> dict[str, str]:
    fields = {
        (place.sheet, place.cell): entry.id for entry in report.form.fields for place in [place_of(report, entry)]
    }
    notes: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        name = fields.get((finding.sheet, finding.cell))
        if name is not None and finding.code != "V5":
            notes[name].append(f"{finding.code} {finding.message}。{finding.remedy}。")
    for suspect in (repair for fault in faults for repair in fault.repairs):
        for name in suspect.fields:
            notes[name].append(f"{HEADING}：{suspect.message}。")
    return {name: "\n".join(words) for name, words in notes.items()}


def _write_problems(canvas: Canvas, findings: Sequence[Finding], faults: Sequence[SuspectedFault]) -> None:
    sheet = canvas.sheet(PROBLEMS)
    heads = (("级别", 8), ("代码", 8), ("位置", 14), ("问题", 70), ("处理办法", 46), ("审核说明", 26))
    sheet.write_string("A1", PROBLEMS, canvas["heading"])
    for column, (head, width) in enumerate(heads):
        sheet.write_string(2, column, head, canvas["label"])
        sheet.set_column(column, column, width)
    lines = fold(findings)
    for row, line in enumerate(lines, 3):
        finding = line.finding
        state = SEVERITY_NAMES[finding.severity]
        words = (state, finding.code, "", line.sentence, finding.remedy, finding.explained)
        for column, word in enumerate(words):
            sheet.write_string(row, column, word, canvas["cell"])
        if finding.cell:
            place = f"{finding.sheet}!{finding.cell}"
            sheet.write_url(row, 2, f"internal:'{finding.sheet}'!{finding.cell}", canvas["link"], place)
        longest = max(lines_needed(word, width) for word, (_, width) in zip(words, heads, strict=True))
        sheet.set_row(row, min(_HIGHEST, 4 + 13 * longest))
    if not lines:
        sheet.write_string(3, 0, "没有发现问题", canvas["text"])
    last = _write_suspects(canvas, sheet, faults, 3 + max(1, len(lines)))
    sheet.freeze_panes(3, 0)
    canvas.print_on_a4(sheet, f"A1:F{last}", landscape=True, pages_high=0)


def _write_suspects(canvas: Canvas, sheet: Any, faults: Sequence[SuspectedFault], used: int) -> int:
    """The likely repairs below the findings, a row between; returns the number of the last row in use."""
    if not faults:
        return used
    sheet.write_string(used + 1, 0, HEADING, canvas["heading"])
    told = advice(faults)
    for row, line in enumerate(told, used + 2):
        sheet.merge_range(row, 0, row, 1, line.number, canvas["cell_center"])
        if line.repair is None:
            sheet.write_string(row, 2, "", canvas["cell"])
        else:
            place = line.repair.places[0]
            sheet.write_url(row, 2, f"internal:'{place.sheet}'!{place.cell}", canvas["link"], str(place))
        sheet.merge_range(row, 3, row, 5, line.words, canvas["cell"])
        sheet.set_row(row, 4 + 13 * lines_needed(line.words, 140))
    return used + 2 + len(told)
