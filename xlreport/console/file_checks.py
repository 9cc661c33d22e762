"""What a given file is: a workbook of ours or not, of which form and version, and whether it came from the internet."""

from __future__ import annotations

import zipfile
from pathlib import Path

from xlreport import __version__
from xlreport.config import Config
from xlreport.console.check import Check, State
from xlreport.console.machine import MAC, WINDOWS, Machine, system_name
from xlreport.files.grids import Book, read_book
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.forms import load
from xlreport.workbook.layout import HIDDEN
from xlreport.workbook.read import read_sheets

_HEAD_ROWS = 5
_INTERNET = 3
"""Zones from this number on (internet, restricted) make Excel stop macros."""


def file_checks(machine: Machine, path: Path, config: Config) -> tuple[Check, ...]:
    """What the file is, then where it came from; one line where it cannot be read."""
    try:
        first = identity_check(path, config)
    except FileProblem as problem:
        finding = file_finding(problem, config)
        return (Check(f"文件 {path}", State.MISSING, finding.message, finding.remedy, unreadable=True),)
    return first, origin_check(machine, path)


def identity_check(path: Path, config: Config) -> Check:
    """Form and stamp of a workbook of ours against this program. Raises FileProblem."""
    book = read_book(path, config.limits)
    reading = read_sheets(book, str(path))
    form, head, name = reading.report.form, _head(book), f"文件 {path}"
    found = "汇总表" if reading.mark == "summary" else "填报工作簿"
    found += f"，{form.id} 年格式" + ("，含宏" if has_macros(path) else "")
    if not head.get("version"):
        advice = "可能被别的程序另存或改过结构，数据按标签读取；请用 xlreport validate 核对，必要时重新生成"
        return Check(name, State.NOTICE, f"{found}，没有版本标记", advice)
    found += f"，由 xlreport {head['version']} 生成"
    if head["version"] != __version__:
        advice = f"本程序是 {__version__}，数据照常读取；要用新的公式和按钮请重新生成工作簿"
        return Check(name, State.NOTICE, found, advice)
    if head.get("form") == form.id and head.get("definition") != load(form.id).digest:
        return Check(name, State.NOTICE, found, "但其中的法定格式与本程序的不同，请重新生成工作簿")
    return Check(name, State.PASSED, found)


def _head(book: Book) -> dict[str, str]:
    """What the hidden sheet says of the file; nothing where the sheet is gone."""
    if HIDDEN not in book.names:
        return {}
    grid = book.top(HIDDEN, _HEAD_ROWS)
    return {grid.words(row, 1): grid.words(row, 2) for row in range(1, _HEAD_ROWS + 1)}


def has_macros(path: Path) -> bool:
    """Whether an Office package carries a VBA project."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/vbaProject.bin" in archive.NameToInfo
    except (zipfile.BadZipFile, OSError):
        return False


def origin_check(machine: Machine, path: Path) -> Check:
    """The mark that Windows and macOS put on files from the internet."""
    name = f"来源标记 {path.name}"
    if machine.system == WINDOWS:
        zone = _zone(path)
        if zone is None or zone < _INTERNET:
            return Check(name, State.PASSED, "没有")
        if not has_macros(path):
            advice = "打开后先点“启用编辑”；不影响公式和校验"
            return Check(name, State.NOTICE, "文件来自网络", advice)
        advice = "Excel 会拦截按钮的宏；请关闭文件，右键—属性—勾选“解除锁定”—确定，再打开"
        return Check(name, State.NOTICE, "文件来自网络", advice)
    if machine.system == MAC:
        if not machine.output(["/usr/bin/xattr", "-p", "com.apple.quarantine", str(path)]).strip():
            return Check(name, State.PASSED, "没有")
        return Check(name, State.NOTICE, "文件来自网络", "打开时请确认启用宏；不影响公式和校验")
    return Check(name, State.PASSED, f"{system_name(machine)} 没有这种标记")


def _zone(path: Path) -> int | None:
    """The zone in the stream beside the file's own; None where there is none."""
    try:
        words = Path(f"{path}:Zone.Identifier").read_text("utf-8", "replace")
    except OSError:
        return None
    for line in words.splitlines():
        key, _, value = line.partition("=")
        if key.strip().lower() == "zoneid" and value.strip().isdigit():
            return int(value)
    return None
