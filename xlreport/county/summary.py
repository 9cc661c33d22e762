"""The county's summary workbook: a report whose numbers are live sums over 单位明细, and where each came from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from xlreport.a1 import cell_name, column_letters
from xlreport.config import DEFAULT, Config
from xlreport.county.adjustment_sheet import adjustment_cells, write_adjustments
from xlreport.county.contribution import counts_in_sum, unmapped_finding
from xlreport.county.decision import ACCEPTED, DECISION_NAMES, IGNORED, REFUSED, Decision
from xlreport.county.intake import SUMMARY_MARK
from xlreport.county.merge import Consolidation
from xlreport.findings.fold import Folded, fold
from xlreport.findings.model import SEVERITY_NAMES, Finding, explained_warnings
from xlreport.findings.problems import printable
from xlreport.forms.model import Field, Form
from xlreport.numbers import BLANK, Content, from_scaled, show
from xlreport.workbook.build import Additions, build_workbook
from xlreport.workbook.layout import DETAIL, OVERVIEW, PROBLEMS, SOURCES
from xlreport.workbook.styles import Canvas, lines_needed
from xlreport.workbook.table_sheets import write_content

_DETAIL_HEADS = ("序号", "单位", "格式", "是否合格", "文件")
_DETAIL_WIDTHS = (6, 22, 7, 8, 20)
FIRST_FIELD_COLUMN = len(_DETAIL_HEADS) + 1
FIRST_UNIT_ROW = 6
_HEAD_ROWS = FIRST_UNIT_ROW - 2
_FIELD_WIDTH = 9
_MIN_HEIGHT = 18.0
_PRINTED_WIDTH, _PRINT_SCALE = 154, 62
"""What fits across a page of A4 at this scale, in characters: two rows of 表三."""
_REPEATED = 2
"""Columns printed on every page: number and unit."""
_MAX_LINK = 2000
_PLACE_COLUMN = 4
_PROBLEM_WIDTHS = (16, 16, 5, 6, 11, 10, 10, 8, 44, 32, 22)
_SOURCE_WIDTHS = (32, 22, 6, 36, 10, 10, 6, 9, 11, 24)


def write_summary(merged: Consolidation, target: Path, *, made: datetime, config: Config = DEFAULT) -> None:
    """Write the summary workbook. Raises FileProblem when the place cannot be written."""
    live = 0 < len(merged.accepted) <= config.thresholds.live_summary_units
    sheets = _SummarySheets(merged, target, made, live=live)
    additions = Additions(
        formulas=sum_formulas(merged) if live else {},
        before=sheets.overview,
        after=sheets.appendices,
        mark=SUMMARY_MARK,
    )
    build_workbook(merged.summary, target, additions)


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of 概况; ``alarming`` ones are red."""

    label: str
    value: int | str
    note: str
    alarming: bool = False


class _SummarySheets:
    def __init__(self, merged: Consolidation, target: Path, made: datetime, *, live: bool) -> None:
        self.merged, self.target, self.made, self.live = merged, target, made, live
        self.form: Form = merged.summary.form

    def overview(self, canvas: Canvas) -> None:
        """概况: what was asked, how many files came and what became of them, and that the counts add up."""
        sheet = canvas.sheet(OVERVIEW)
        sheet.set_column("A:A", 22)
        sheet.set_column("B:B", 12)
        sheet.set_column("C:C", 56)
        sheet.merge_range(
            "A1:C1", f"{self.merged.summary.agency}　{self.merged.summary.year} 年度汇总概况", canvas["title"]
        )
        sheet.set_row(0, 32)
        row = 2
        for line in self._overview_lines():
            sheet.write_string(row, 0, line.label, canvas["label_left"])
            if isinstance(line.value, int):
                sheet.write_number(row, 1, line.value, canvas["cell_center"])
            else:
                sheet.write_string(row, 1, line.value, canvas["cell_center"])
            sheet.write_string(row, 2, line.note, canvas["cell"])
            if line.alarming:
                sheet.conditional_format(row, 0, row, 2, {"type": "no_errors", "format": canvas["red"]})
            sheet.set_row(row, 6 + 14 * lines_needed(line.note, 56))
            row += 1
        canvas.print_on_a4(sheet, f"A1:C{row}")

    def _overview_lines(self) -> Iterator[_Line]:
        counts = self.merged.counts
        summary = self.merged.summary
        failing = [decision.agency for decision in self.merged.accepted if decision.failing]
        balanced = counts["files"] == sum(counts[key] or 0 for key in (ACCEPTED, REFUSED, IGNORED))
        yield _Line("汇总年度", str(summary.year), f"{summary.form.id}年格式")
        yield _Line("汇总时间", self.made.strftime("%Y-%m-%d"), self.made.strftime("%H:%M"))
        yield _Line("收到文件", counts["files"] or 0, "收到 = 计入 + 退回 + 忽略")
        yield _Line("　计入", counts[ACCEPTED] or 0, "各表数字为“单位明细”各行之和")
        yield _Line("　退回", counts[REFUSED] or 0, "原因见“来源”和“问题清单”")
        yield _Line("　忽略", counts[IGNORED] or 0, "临时文件、其他文件、旧版本、旧汇总表")
        yield _Line("　核对", "一致" if balanced else "不一致", "收到文件数与以上三项之和", alarming=not balanced)
        if self.merged.roster:
            missing = [unit.name for unit in self.merged.missing]
            yield _Line("应报单位", len(self.merged.roster.units), "名册上的单位")
            yield _Line("　缺报", len(missing), "、".join(missing) or "没有缺报")
        note = f"{'、'.join(failing)}未通过校验，其数字已计入" if failing else "没有"
        yield _Line("带错误计入的单位", len(failing), note, alarming=bool(failing))
        for finding in self._mapped():
            yield _Line("格式折算", "见右", finding.message)

    def _mapped(self) -> list[Finding]:
        return [finding for decision in self.merged.accepted for finding in decision.findings if finding.code == "C5"]

    def appendices(self, canvas: Canvas) -> None:
        """单位明细, 问题清单, 来源."""
        self._detail(canvas)
        write_adjustments(canvas, self.merged, plain_formulas(self.merged) if self.live else {})
        self._problems(canvas)
        self._sources(canvas)

    def _detail(self, canvas: Canvas) -> None:
        sheet = canvas.sheet(DETAIL)
        # Not in A1: the columns A and B are printed on every page, with as much of a title as they can hold.
        title = "单位明细：每个单位一行，每个指标一列；各表的数字是这里各列之和"
        sheet.write_string(0, _REPEATED, title, canvas["heading_line"])
        self._detail_heads(canvas, sheet)
        for place, decision in enumerate(self.merged.accepted):
            row = FIRST_UNIT_ROW + place - 1
            sheet.write_number(row, 0, place + 1, canvas["cell_center"])
            report = decision.submission.reading.report if decision.submission.reading else None
            state = "未通过" if decision.failing else "合格"
            words = (decision.agency, report.form.id if report else "", state, printable(decision.submission.path.name))
            for column, word in enumerate(words, 1):
                sheet.write_string(row, column, word, canvas["cell"])
            sheet.set_row(row, _height(zip(words, _DETAIL_WIDTHS[1:], strict=True)))
            for column, entry in enumerate(self.form.fields, FIRST_FIELD_COLUMN - 1):
                _write_detail(canvas, sheet, (row, column), entry, decision.contribution.get(entry.id, BLANK))
        sheet.freeze_panes(FIRST_UNIT_ROW - 1, 2)
        last = FIRST_UNIT_ROW + len(self.merged.accepted) - 1
        self._print_detail(sheet, max(last, FIRST_UNIT_ROW))

    def _print_detail(self, sheet: Any, last: int) -> None:
        """A4, numbers and units on every page, pages broken between rows of the tables."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        sheet.set_print_scale(_PRINT_SCALE)
        sheet.print_area(f"A1:{cell_name(last, FIRST_FIELD_COLUMN + len(self.form.fields) - 1)}")
        sheet.repeat_rows(1, FIRST_UNIT_ROW - 2)
        sheet.repeat_columns(0, _REPEATED - 1)
        pages = self._pages()
        starts = [place for place in range(1, len(pages)) if pages[place] != pages[place - 1]]
        sheet.set_v_pagebreaks([FIRST_FIELD_COLUMN - 1 + place for place in starts])

    def _pages(self) -> list[int]:
        """The printed page of each field's column: fields of one row stay together where a page can hold them."""
        pages: list[int] = []
        room = _PRINTED_WIDTH - sum(_DETAIL_WIDTHS)
        page = 0
        for _, columns, _ in _runs([self._heads_of(entry)[:3] for entry in self.form.fields]):
            if columns * _FIELD_WIDTH > room:
                page, room = page + 1, _PRINTED_WIDTH - sum(_DETAIL_WIDTHS[:_REPEATED])
            pages += [page] * columns
            room -= columns * _FIELD_WIDTH
        return pages

    def _detail_heads(self, canvas: Canvas, sheet: Any) -> None:
        for column, (head, width) in enumerate(zip(_DETAIL_HEADS, _DETAIL_WIDTHS, strict=True)):
            sheet.merge_range(1, column, FIRST_UNIT_ROW - 2, column, head, canvas["label"])
            sheet.set_column(column, column, width)
        first, last = FIRST_FIELD_COLUMN - 1, FIRST_FIELD_COLUMN + len(self.form.fields) - 2
        sheet.set_column(first, last, _FIELD_WIDTH)
        # A merged cell that runs over a page's edge would show its words on one page only.
        heads = [
            (str(page), *self._heads_of(entry)) for page, entry in zip(self._pages(), self.form.fields, strict=True)
        ]
        for row in range(_HEAD_ROWS):
            heights = [_MIN_HEIGHT]
            for column, columns, word in _runs([head[: row + 2] for head in heads]):
                _spread(sheet, (row + 1, first + column), columns, word, canvas["label"])
                heights.append(_height([(word, columns * _FIELD_WIDTH - 1)]))
            sheet.set_row(row + 1, max(heights))

    def _heads_of(self, entry: Field) -> tuple[str, ...]:
        """What stands above a column: table, group of rows, row, column."""
        group, _, leaf = entry.row.rpartition("/")
        return self.form.table(entry.table).name, group.rpartition("/")[2], leaf, entry.column

    def _problems(self, canvas: Canvas) -> None:
        heads = ("单位", "文件", "代码", "级别", "位置", "填报", "应为", "差额", "问题", "处理办法", "审核说明")
        sheet = _list_sheet(canvas, PROBLEMS, heads, _PROBLEM_WIDTHS)
        row = 3
        for decision, line in self._problem_lines():
            finding = line.finding
            place = f"{finding.sheet}!{finding.cell}" if finding.cell else ""
            values = (finding.actual, finding.expected, finding.difference)
            self._line(
                canvas,
                sheet,
                row,
                (
                    decision.agency if decision else "",
                    printable(decision.submission.path.name) if decision else "",
                    finding.code,
                    SEVERITY_NAMES[finding.severity],
                    place,
                    *("" if value is None else show(value) for value in values),
                    line.sentence,
                    finding.remedy,
                    finding.explained,
                ),
                _PROBLEM_WIDTHS,
            )
            if decision and place and not decision.submission.note:  # a document has no such cell to go to
                self._link(canvas, sheet, row, decision, place)
            row += 1
        sheet.autofilter(2, 0, max(row - 1, 3), len(heads) - 1)
        canvas.print_on_a4(sheet, f"A1:K{max(row, 4)}", landscape=True, pages_high=0)

    def _problem_lines(self) -> Iterator[tuple[Decision | None, Folded]]:
        """Findings file by file, then those on the whole county."""
        for decision in self.merged.decisions:
            for line in fold(decision.findings):
                yield decision, replace(line, sentence=self._in_full(decision)) if line.finding.code == "C5" else line
        for line in fold(self.merged.findings):
            yield None, line

    def _in_full(self, decision: Decision) -> str:
        """The sentence of C5 with every number that does not map, where sentences elsewhere are cut short."""
        if decision.submission.reading is None:
            return ""
        return unmapped_finding(decision.submission.reading.report, decision.agency, self.form, most=None).message

    def _sources(self, canvas: Canvas) -> None:
        heads = ("文件", "单位", "决定", "原因", "警告已说明", "警告未说明", "年度", "格式", "保存时间", "SHA-256")
        sheet = _list_sheet(canvas, SOURCES, heads, _SOURCE_WIDTHS)
        for row, decision in enumerate(sorted(self.merged.decisions, key=lambda one: str(one.submission.path)), 3):
            submission = decision.submission
            report = submission.reading.report if submission.reading else None
            warnings = explained_warnings(decision.findings) if report else {}
            words = (
                printable(self._relative(submission.path)),
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
            self._line(canvas, sheet, row, words, _SOURCE_WIDTHS)
        canvas.print_on_a4(sheet, f"A1:J{3 + max(1, len(self.merged.decisions))}", landscape=True, pages_high=0)

    def _line(self, canvas: Canvas, sheet: Any, row: int, words: Sequence[str], widths: Sequence[float]) -> None:
        for column, word in enumerate(words):
            sheet.write_string(row, column, word, canvas["cell"])
        sheet.set_row(row, min(400, _height(zip(words, widths, strict=True))))

    def _link(self, canvas: Canvas, sheet: Any, row: int, decision: Decision, place: str) -> None:
        """A link from a finding to the cell in the unit's own file."""
        target = printable(self._relative(decision.submission.path)).replace(os.sep, "/")
        if len(target) < _MAX_LINK and "#" not in target:
            name, _, cell = place.rpartition("!")
            sheet.write_url(row, _PLACE_COLUMN, f"external:{target}#'{name}'!{cell}", canvas["link"], place)

    def _relative(self, path: Path) -> str:
        """The file as seen from the summary's folder, so that both can be moved together."""
        try:
            return os.path.relpath(path.resolve(), self.target.resolve().parent)
        except ValueError:
            return str(path.resolve())


def _write_detail(canvas: Canvas, sheet: Any, spot: tuple[int, int], entry: Field, content: Content) -> None:
    """A unit's number; what does not count stands as words, which no sum adds."""
    if content.is_blank or counts_in_sum(content, money=entry.money):
        rounded = BLANK if content.is_blank else from_scaled(content.scaled)
        write_content(sheet, *spot, rounded, canvas["cell_center"])
    else:
        sheet.write_string(*spot, f"{content}（未计入）", canvas["marked"])


def _runs(heads: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, str]]:
    """Neighbouring columns whose heads are equal down to this row: where they begin, how many, the word."""
    place = 0
    for head, group in groupby(heads):
        columns = len(list(group))
        yield place, columns, head[-1]
        place += columns


def _spread(sheet: Any, spot: tuple[int, int], columns: int, word: str, style: Any) -> None:
    """Write a word over neighbouring columns; a single cell cannot be merged."""
    row, column = spot
    if columns > 1:
        sheet.merge_range(row, column, row, column + columns - 1, word, style)
    else:
        sheet.write_string(row, column, word, style)


def _height(words: Iterable[tuple[str, float]]) -> float:
    """Points that the longest of words needs, each with the width of its column."""
    return 4 + 13 * max(lines_needed(word, width) for word, width in words)


def _list_sheet(canvas: Canvas, name: str, heads: Sequence[str], widths: Sequence[float]) -> Any:
    sheet = canvas.sheet(name)
    sheet.write_string("A1", name, canvas["heading"])
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.write_string(2, column, head, canvas["label"])
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    return sheet
