"""The sheets 问题清单 and 来源: every finding with its place, and every file with what became of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from xlreport.county.contribution import unmapped_finding
from xlreport.county.decision import DECISION_NAMES, Decision
from xlreport.county.list_sheet import ListSheet
from xlreport.county.merge import Consolidation
from xlreport.county.waivers import NODE_CHECK
from xlreport.findings.fold import Folded, fold
from xlreport.findings.model import SEVERITY_NAMES, Finding, explained_warnings
from xlreport.findings.problems import printable
from xlreport.numbers import show
from xlreport.workbook.layout import PROBLEMS, SOURCES
from xlreport.workbook.styles import Canvas

_PROBLEM_HEADS = ("单位", "文件", "代码", "级别", "位置", "填报", "应为", "差额", "问题", "处理办法", "审核说明")
_PROBLEM_WIDTHS = (16, 16, 5, 6, 11, 10, 10, 8, 44, 32, 22)
_SOURCE_HEADS = (
    "文件", "单位", "决定", "原因", "警告已说明", "警告未说明", "年度", "格式", "保存时间", "SHA-256",
)  # fmt: skip
_SOURCE_WIDTHS = (34, 24, 6, 36, 11, 11, 6, 9, 13, 34)
_MAX_LINK = 2000
_PLACE_COLUMN = 4


def write_problems(canvas: Canvas, merged: Consolidation, target: Path) -> None:
    """Every finding, file by file, then those on the whole county; links lead to the cell in the unit's own file."""
    page = ListSheet(canvas, PROBLEMS, _PROBLEM_HEADS, _PROBLEM_WIDTHS)
    for decision, line in _problem_lines(merged):
        finding = line.finding
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else ""
        values = (finding.actual, finding.expected, finding.difference)
        row = page.add(
            (
                decision.agency if decision else finding.about,
                printable(decision.submission.path.name) if decision else "",
                finding.code,
                SEVERITY_NAMES[finding.severity],
                place,
                *("" if value is None else show(value) for value in values),
                line.sentence,
                finding.remedy,
                finding.explained,
            )
        )
        if decision and place and _leads_to(decision, finding, merged):
            _link(page, row, relative(decision.submission.path, target), place)
    page.finish(filtered=True)


def _problem_lines(merged: Consolidation) -> Iterator[tuple[Decision | None, Folded]]:
    for decision in merged.decisions:
        for line in fold(decision.findings):
            in_full = line.finding.code == "C5"
            yield decision, replace(line, sentence=_in_full(decision, merged)) if in_full else line
    uncounted = {decision.agency: decision for decision in merged.decisions if decision.uncounted}
    for line in fold((*merged.findings, *merged.by_adjustment)):
        yield uncounted.get(line.finding.about) if line.finding.cell else None, line  # C7: cells of the parent's file


def _leads_to(decision: Decision, finding: Finding, merged: Consolidation) -> bool:
    """Whether a link leads to the cell: not into documents and archives, nor into a file of another form than that in
    which a parent is held against its units."""
    submission = decision.submission
    if submission.note or submission.packed or submission.reading is None:
        return False
    return finding.code != NODE_CHECK or submission.reading.report.form.id == merged.summary.form.id


def _in_full(decision: Decision, merged: Consolidation) -> str:
    """The sentence of C5 with every number that does not map, where sentences elsewhere are cut short."""
    if decision.submission.reading is None:
        return ""
    report = decision.submission.reading.report
    return unmapped_finding(report, decision.agency, merged.summary.form, most=None).message


def _link(page: ListSheet, row: int, file: str, place: str) -> None:
    path = printable(file).replace(os.sep, "/")
    if len(path) < _MAX_LINK and "#" not in path:
        name, _, cell = place.rpartition("!")
        url = f"external:{path}#'{name}'!{cell}"
        page.sheet.write_url(row, _PLACE_COLUMN, url, page.canvas["link"], place)


def write_sources(canvas: Canvas, merged: Consolidation, target: Path) -> None:
    """Every file by name: whose it is, what became of it and why, and what identifies its bytes."""
    page = ListSheet(canvas, SOURCES, _SOURCE_HEADS, _SOURCE_WIDTHS)
    for decision in sorted(merged.decisions, key=lambda one: str(one.submission.path)):
        submission = decision.submission
        report = submission.reading.report if submission.reading else None
        warnings = explained_warnings(decision.findings) if report else {}
        page.add(
            (
                printable(relative(submission.path, target)),
                decision.agency,
                DECISION_NAMES[decision.decision],
                decision.reason,
                str(warnings.get("explained", "")),
                str(warnings.get("unexplained", "")),
                str(report.year or "") if report else "",
                report.form.id if report else "",
                submission.saved.astimezone().strftime("%Y-%m-%d %H:%M:%S") if submission.saved else "",
                submission.sha256,
            )
        )
    page.finish()


def relative(path: Path, target: Path) -> str:
    """A file as seen from the summary's folder, so that both can be moved together."""
    try:
        return os.path.relpath(path.resolve(), target.resolve().parent)
    except ValueError:
        return str(path.resolve())
