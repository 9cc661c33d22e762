"""What the buttons do that need Python: the library of the command line at work in the open workbook.

VBA calls them by name: ``RunPython("from xlreport.excel import buttons; buttons.smart_check()")``. Each ends with one
Chinese sentence for the person, which it also returns; whatever goes wrong is told the same way, and Excel's settings
and the sheets' protection are as before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlreport.a1 import parse_cell
from xlreport.excel.host import (
    HostProblem,
    bounded_attempts,
    host_of,
    retrying,
    sentence_of,
    settings_kept,
    show_progress,
    tell,
    unprotected,
)
from xlreport.excel.live_book import LiveSheets, Value, runs, write_rows
from xlreport.excel.result_block import CheckSheet, Row, change_rows, counted, finding_rows
from xlreport.findings.fold import fold
from xlreport.findings.model import FileProblem, Finding
from xlreport.workbook.layout import CHECKS, place_of
from xlreport.workbook.read import Reading, judge_reading, read_sheets
from xlreport.workbook.suspected import suspected_faults

if TYPE_CHECKING:
    import xlwings as xw

    from xlreport.county.merge import Consolidation
    from xlreport.report import Report
    from xlreport.workbook.fill import Change

_SHOWN = 8
_NO_UNDO = "这一步不能用“撤销”恢复"


def smart_check(book: xw.Book | None = None) -> str:
    """智能检查: every rule on the open workbook, findings on its 校验 sheet; number cells are never changed.

    ``book`` is the workbook whose button was clicked where none is given, here and below.
    """
    return _pressed("智能检查", book, _checked)


def fill_totals(book: xw.Book | None = None) -> str:
    """填充合计: the totals' formulas put back, unmistakable numbers stored as text converted; all changes listed.

    The sheets' own button of that name is a macro, since it must work at once and without Python; it puts the formulas
    back and converts nothing. This one is for a macro of one's own: README.md shows the call.
    """
    return _pressed("填充合计", book, _filled)


def make_document(book: xw.Book | None = None) -> str:
    """生成报告文档: the open report as a Word document beside the workbook, under a name that is still free."""
    return _pressed("生成报告文档", book, _documented)


def merge_folder(folder: str | Path | None = None, book: xw.Book | None = None) -> str:
    """汇总文件夹: the workbooks of a folder (asked for where none is given) consolidated into a summary beside it,
    which is opened. An existing file is never replaced."""
    return _pressed("汇总文件夹", book, lambda desk: _merged(desk, Path(folder) if folder else None))


class Desk:
    """The open workbook, the program it is open in, and words about how far the work is."""

    def __init__(self, book: Any, title: str) -> None:
        self.book, self.app, self._title = book, book.app, title

    def progress(self, words: str) -> None:
        """Say in the status bar what is being done."""
        show_progress(self.app, f"{self._title}：{words}")

    def read(self) -> tuple[LiveSheets, Reading]:
        """The report as the sheets show it now; recalculated first, for with manual calculation they may lag behind."""
        self.progress("正在读取工作簿")
        retrying(self.app.calculate)
        sheets = LiveSheets(self.book)
        return sheets, read_sheets(sheets, str(sheets.path))


def _pressed(title: str, book: Any, action: Callable[[Desk], str]) -> str:
    """Do what a button does and tell how it ended."""
    if book is None:
        import xlwings

        book = xlwings.Book.caller()
    desk = Desk(book, title)
    with bounded_attempts():
        try:
            with settings_kept(desk.app):
                words = f"{title}：{action(desk)}"
        except Exception as error:
            words = f"{title}没有完成：{sentence_of(error)}"
        try:
            show_progress(desk.app, None)
            tell(desk.app, words)
        except HostProblem:  # still busy: nobody can be told there, VBA gets the words
            return words
    return words


def _checked(desk: Desk) -> str:
    sheets, reading = desk.read()
    desk.progress("正在校验")
    findings = judge_reading(reading)
    faults = suspected_faults(reading.report, findings)
    row = _write_block(sheets, reading.report, finding_rows(findings, datetime.now(), faults), findings)
    if row is None:
        return f"{_verdict(findings)}。工作簿中没有“{CHECKS}”工作表，{_first_of(findings)}"
    return f"{_verdict(findings)}，详见“{CHECKS}”工作表第 {row} 行起。" if findings else "没有发现问题。"


def _verdict(findings: Sequence[Finding]) -> str:
    return counted(findings) if findings else "没有发现问题"


def _first_of(findings: Sequence[Finding]) -> str:
    sentences = [line.sentence for line in fold(findings)[:_SHOWN]]
    return f"只在这里列出：{'；'.join(sentences)}。" if sentences else "请用原来的工作簿填报。"


def _write_block(
    sheets: LiveSheets, report: Report, rows: Sequence[Row], findings: Sequence[Finding] | None = None
) -> int | None:
    """Write the block (and the lines that need Python) in one piece; the row of its title, None without a sheet."""
    if CHECKS not in sheets.names:
        return None
    block = CheckSheet(sheets.grid(CHECKS), report.form).block(rows, findings)
    sheet = sheets.sheet(CHECKS)
    with unprotected(sheet):
        write_rows(sheet, block.top, 1, block.rows)
    return block.title_row


def _filled(desk: Desk) -> str:
    from xlreport.workbook.fill import filled

    sheets, reading = desk.read()
    desk.progress("正在填充合计")
    _, changes = filled(reading.report)
    wanted = _wanted_cells(sheets, reading.report, changes)
    done = [change for change in changes if str(change.place) in wanted]
    for name in dict.fromkeys(change.place.sheet for change in done):
        cells = {parse_cell(c.place.cell): wanted[str(c.place)] for c in done if c.place.sheet == name}
        with unprotected(sheets.sheet(name)):
            _write_runs(sheets.sheet(name), cells)
    row = _write_block(sheets, reading.report, change_rows(done, datetime.now()))
    if not done:
        return "没有需要恢复的合计，也没有需要转换的数字。"
    listed = "、".join(str(change.place) for change in done[:_SHOWN]) + (" 等" if len(done) > _SHOWN else "")
    where = f"，逐项列在“{CHECKS}”工作表第 {row} 行起" if row else ""
    return f"{_done_words(done)}（{listed}）{where}；{_NO_UNDO}。"


def _done_words(done: Sequence[Change]) -> str:
    totals = sum(change.why == "total" for change in done)
    parts = [f"恢复合计公式 {totals} 处" if totals else "", f"转换数字 {len(done) - totals} 处" * (len(done) > totals)]
    return "，".join(filter(None, parts))


def _wanted_cells(sheets: LiveSheets, report: Report, changes: Sequence[Change]) -> dict[str, Value]:
    """What each changed cell is to hold; a total that already has its formula needs none."""
    wanted: dict[str, Value] = {}
    for change in changes:
        if change.field in report.provenance.missing:
            continue
        if change.why != "total":
            wanted[str(change.place)] = change.after.plain
            continue
        formula = _total_formula(report, change.field)
        held = sheets.grid(change.place.sheet).cells.get(parse_cell(change.place.cell))
        if formula and (held is None or _plain(held.formula) != _plain(formula)):
            wanted[str(change.place)] = formula
    return wanted


def _total_formula(report: Report, field_id: str) -> str | None:
    """The formula of a total over the cells where its parts stand in this workbook; None where one was not found or
    stands on another sheet."""
    form, missing = report.form, report.provenance.missing
    places = [place_of(report, form.by_id[name]) for name in form.totals[field_id]]
    sheet = place_of(report, form.by_id[field_id]).sheet
    if missing.intersection(form.totals[field_id]) or any(place.sheet != sheet for place in places):
        return None
    from xlreport.a1 import compress

    return f"=SUM({','.join(map(str, compress([parse_cell(place.cell) for place in places])))})"


def _plain(formula: str) -> str:
    return formula.replace("$", "").replace(" ", "").removeprefix("=").upper()


def _write_runs(sheet: Any, cells: dict[tuple[int, int], Value]) -> None:
    """Only changed cells are written, in as few runs as cover them: one block over the whole table would type every
    cell anew, and so turn digits stored as text into numbers, dates into day counts, and tear merged cells."""
    for box in runs(cells):
        rows = range(box.top, box.bottom + 1)
        write_rows(sheet, box.top, box.left, [[cells[i, j] for j in range(box.left, box.right + 1)] for i in rows])


def _documented(desk: Desk) -> str:
    from xlreport.published.docx import write_docx

    sheets, reading = desk.read()
    if not sheets.path.is_absolute():
        raise HostProblem("工作簿还没有保存过，请先保存再生成文档")
    desk.progress("正在生成文档")
    errors = sum(finding.is_error for finding in judge_reading(reading))
    target = _free(sheets.path.with_suffix(".docx"))
    write_docx(reading.report, target)
    warning = f"报表还有错误 {errors} 处，请改正后重新生成" if errors else "报表没有错误"
    return f"已生成 {target}；{warning}。"


def _free(path: Path) -> Path:
    """The path, numbered where a file of that name exists."""
    found, number = path, 2
    while found.exists():
        found, number = path.with_name(f"{path.stem}({number}){path.suffix}"), number + 1
    return found


def _merged(desk: Desk, folder: Path | None) -> str:
    from xlreport.county.summary import write_summary

    folder = folder or _asked_folder(desk.app)
    if folder is None:
        return "没有选择文件夹，什么也没有做。"
    if not folder.is_dir():
        raise HostProblem(f"找不到文件夹 {folder}，请重新选择")
    merged = _consolidated(desk, folder)
    target = _free(folder.absolute().parent / f"{folder.absolute().name}汇总表.xlsx")
    desk.progress("正在写汇总表")
    write_summary(merged, target, made=datetime.now())
    retrying(lambda: desk.app.books.open(str(target)))
    counts = merged.counts
    decided = f"计入 {counts['accepted']}，退回 {counts['refused']}，忽略 {counts['ignored']}"
    return f"收到 {counts['files']} 个文件，{decided}；汇总表已打开：{target}，退回的原因见其中“来源”工作表。"


def _consolidated(desk: Desk, folder: Path) -> Consolidation:
    from xlreport.county.pipeline import Wishes, YearUndecided, consolidate_files

    def progress(done: int, total: int, path: Path) -> None:
        desk.progress(f"已读取 {done}/{total} {path.name[:30]}")

    try:
        return consolidate_files([folder], Wishes(), progress=progress)
    except YearUndecided as error:
        if error.nothing_read:
            raise FileProblem("nothing_read", folder) from error
        found = f"文件的年度有 {'、'.join(map(str, error.years))}" if error.years else "没有一个文件写明年度"
        raise HostProblem(f"文件夹 {folder} 中{found}，请按年度分开存放再汇总") from error


def _asked_folder(app: Any) -> Path | None:
    """The folder that the person picks: in Excel's own dialog, else in that of Python; None where none is picked."""
    if host_of(app).name in ("Excel", "WPS"):
        dialog = app.api.FileDialog(_FOLDER_PICKER)
        return Path(dialog.SelectedItems(1)) if dialog.Show() else None
    try:
        from tkinter import TclError, Tk, filedialog
    except ImportError as error:
        raise HostProblem("这个程序里不能选择文件夹，请用命令 xlreport consolidate 汇总") from error
    try:
        window = Tk()
    except TclError as error:
        raise HostProblem("这里没有可以选择文件夹的窗口，请用命令 xlreport consolidate 汇总") from error
    window.withdraw()
    try:
        return Path(picked) if (picked := filedialog.askdirectory(title="选择要汇总的文件夹")) else None
    finally:
        window.destroy()


_FOLDER_PICKER = 4
"""msoFileDialogFolderPicker"""
