"""What a button found, as it stands on the 校验 sheet: the lines that need Python, and a block below all lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlreport.excel.live_book import Value, as_written, words
from xlreport.files.grids import Grid
from xlreport.findings.fold import Folded, fold
from xlreport.findings.model import SEVERITIES, SEVERITY_NAMES, Finding
from xlreport.forms.model import Form
from xlreport.numbers import show
from xlreport.workbook.checks import IN_PYTHON, PASSED, Line, lines
from xlreport.workbook.fill import Change
from xlreport.workbook.layout import ONLY_BY_LAST_YEAR
from xlreport.workbook.suspected import HEADING, SuspectedFault, advice
from xlreport.workbook.suspected import Line as Advice

CHECK_TITLE, FILL_TITLE = "智能检查结果", "填充合计结果"
NOTHING_FOUND = "没有发现问题。"
NOTHING_FILLED = "没有需要恢复的合计，也没有需要转换的数字。"
WIDTH = 9
"""Columns A to I, as the lines have them."""
_FINDING_HEADS = ("代码", "级别", "内容", "实际", "应为", "差额", "状态", "位置", "已有说明")
_CHANGE_HEADS = ("", "", "内容", "原来", "现在", "", "", "位置", "")
_DONE = {"total": "恢复合计公式", "number": "转换为数字", "zero": "填为 0"}
_STATE, _PLACE = 6, 7

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows to write over columns A to I from row ``top``; the block proper begins in row ``title_row``."""

    top: int
    rows: tuple[Row, ...]
    title_row: int


def counted(findings: Iterable[Finding]) -> str:
    """错误 1 处，警告 2 处，提示 0 处."""
    counts = Counter(finding.severity for finding in findings)
    return "，".join(f"{SEVERITY_NAMES[severity]} {counts[severity]} 处" for severity in SEVERITIES)


def finding_rows(findings: Sequence[Finding], now: datetime, faults: Sequence[SuspectedFault] = ()) -> list[Row]:
    """The block of a check: title with date, time and counts, all findings folded for people, the likely repairs."""
    if not findings:
        return [_title(CHECK_TITLE, now, NOTHING_FOUND)]
    folded = [_finding_row(line) for line in fold(findings)]
    repairs = [_advice_row(line) for line in advice(faults)]
    return [_title(CHECK_TITLE, now, f"{counted(findings)}。"), _texts(_FINDING_HEADS), *folded, *repairs]


def change_rows(changes: Sequence[Change], now: datetime) -> list[Row]:
    """The block of a filling: title with date and time, and every cell that was changed."""
    if not changes:
        return [_title(FILL_TITLE, now, NOTHING_FILLED)]
    listed = [
        _texts(("", "", _DONE[change.why], str(change.before), str(change.after), "", "", str(change.place), ""))
        for change in changes
    ]
    return [_title(FILL_TITLE, now, f"改动 {len(changes)} 处。"), _texts(_CHANGE_HEADS), *listed]


def _title(title: str, now: datetime, rest: str) -> Row:
    return _texts(("", "", f"{title}　{now:%Y-%m-%d %H:%M}　{rest}", *("",) * (WIDTH - 3)))


def _finding_row(line: Folded) -> Row:
    finding = line.finding
    alone = line.count == 1
    return (
        words(finding.code),
        words(SEVERITY_NAMES[finding.severity]),
        words(f"{line.sentence}。{finding.remedy}。"),
        *(_value(value if alone else None) for value in (finding.actual, finding.expected, finding.difference)),
        words(_state(line)),
        words(_place(finding)),
        words(finding.explained),
    )


def _advice_row(line: Advice) -> Row:
    """A likely repair; what a single cell holds and should hold stands in the columns for it. Or a line about them."""
    if line.repair is None:
        return _texts(("改法", "", line.words, *("",) * (WIDTH - 3)))
    change, *more = line.repair.json["changes"]
    numbers = (None, None) if more else (_value(change["actual"]), change["proposed"])
    row = (words("改法"), words(""), words(f"{HEADING} {line.number}：{line.words}"), *numbers)
    return (*row, words(""), words(""), words(str(line.repair.places[0])), words(""))


def _count(findings: Sequence[Finding]) -> str:
    """How many findings a line has; where all are explained, words that colour no line."""
    explained = sum(bool(finding.explained) for finding in findings)
    if explained == len(findings):
        return f"{explained} 处已说明"
    return f"已说明 {explained} 处，余 {len(findings) - explained} 处" if explained else f"{len(findings)} 处"


def _state(line: Folded) -> str:
    finding = line.finding
    if finding.explained:
        return "已说明"
    if line.count == 1 and finding.code.startswith("B") and finding.difference is not None:
        return f"差 {show(finding.difference)}"
    return f"{line.count} 处"


def _place(finding: Finding) -> str:
    """The cell a finding sits on; the first it is about where it sits on none; else the sheet or table."""
    if finding.sheet and finding.cell:
        return f"{finding.sheet}!{finding.cell}"
    return next(iter(finding.cells), finding.sheet or finding.table)


def _value(value: Value) -> Value:
    return words(value) if isinstance(value, str) else value


def _texts(row: Iterable[str]) -> Row:
    return tuple(words(text) for text in row)


class CheckSheet:
    """The 校验 sheet as it was read, and what is to be written on it in one piece."""

    def __init__(self, grid: Grid, form: Form) -> None:
        self.grid = grid
        own = lines(form)
        self._python = tuple(line for line in own if line.code in IN_PYTHON)
        self._in_place = all(grid.words(line.row, 1) == line.code for line in own)
        used = max((row for row, _ in grid.cells), default=0)
        self._last_line = own[-1].row if self._in_place else self._before_block(used)
        self._used = max(used, self._last_line)

    def _before_block(self, used: int) -> int:
        """The last row above an older block, where the lines do not stand in their rows any more."""
        top = next((row for row in range(1, used + 1) if self._is_title(row)), used + 2)
        return max(top - 2, 0)

    def _is_title(self, row: int) -> bool:
        return self.grid.words(row, 3).startswith((f"{CHECK_TITLE}　", f"{FILL_TITLE}　"))

    def _is_empty(self, row: int) -> bool:
        return not any((row, column) in self.grid.cells for column in range(1, WIDTH + 1))

    def block(self, rows: Sequence[Row], findings: Sequence[Finding] | None = None) -> Block:
        """What to write: the lines that need Python in their true state (where ``findings`` are given), a blank row,
        and the rows below; an older block is emptied. Somebody's own words below the lines stay, above the block."""
        last = self._last_line
        kept = self._own_words(last)
        start = last + 2 if not kept else max(kept) + 2
        python = self._python if self._in_place and findings is not None else ()
        top = python[0].row if python else start
        end = max(start + len(rows) - 1, self._used)
        written = [self._row(row) for row in range(top, start)]
        for line in python:
            written[line.row - top] = self._judged(line, findings or ())
        written += [tuple(row) for row in rows]
        written += [(None,) * WIDTH] * (end - start - len(rows) + 1)
        return Block(top, tuple(written), start)

    def _own_words(self, last: int) -> list[int]:
        """Rows below the lines that hold something and are no part of an older block."""
        kept, inside = [], False
        for row in range(last + 1, self._used + 1):
            inside = self._is_title(row) or (inside and not self._is_empty(row))
            if not inside and not self._is_empty(row):
                kept.append(row)
        return kept

    def _row(self, row: int) -> Row:
        """A row as it is: written again unchanged."""
        if row > self._last_line and row not in self._own_words(self._last_line):
            return (None,) * WIDTH
        return tuple(as_written(self.grid.cells.get((row, column))) for column in range(1, WIDTH + 1))

    def _judged(self, line: Line, findings: Sequence[Finding]) -> Row:
        own = [finding for finding in findings if finding.code == line.code]
        row = list(self._row(line.row))
        if own or line.code not in ONLY_BY_LAST_YEAR:  # of the others nothing is known here
            row[_STATE] = words(_count(own) if own else PASSED)
        row[_PLACE] = words(_place(own[0]) if own else "")
        return tuple(row)
