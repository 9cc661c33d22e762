"""A report as comma-separated values in the long form: a line for each number, cover entry and text section.

Six columns: 字段 (id), 表, 行, 列, 单位, 值. Statistics programs and spreadsheets read it. It is read back without
loss; explanations, contact and telephone are not written: it is meant to be handed to others.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlreport.files.atomic import write_bytes
from xlreport.files.guard import read_file
from xlreport.findings.model import FileProblem
from xlreport.forms import DefinitionError, load
from xlreport.numbers import Content
from xlreport.published.contents import headings, printable, printed
from xlreport.published.text_grids import decode
from xlreport.report import SECTIONS, Report
from xlreport.report_json import from_json

HEAD = ("字段", "表", "行", "列", "单位", "值")
_LONGEST_HEAD = 200
_BOM = b"\xef\xbb\xbf"
_COVER, _PROSE = "cover.", "narrative."
_LABELS = {
    "form": "报告格式",
    "year": "报告年度",
    "agency": "单位名称",
    "code": "统一社会信用代码",
    "level": "机关层级",
    "kind": "机关类别",
    "date": "填报日期",
    "no_requests": "本年无申请（含结转）",
    "no_disputes": "本年无复议诉讼",
}
_YES, _NO = "是", "否"
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_TEXT_MARK = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", _TEXT_MARK)
"""How words begin that a spreadsheet may take for a formula (and the mark that keeps it from doing so)."""


def write_long(report: Report, target: Path) -> None:
    """Write the long form: UTF-8 with a byte order mark, so that Excel shows Chinese; 件 whole, 万元 with up to 4
    decimals, a blank as nothing.

    Words that look like a number, or that a spreadsheet could take for a formula, stand behind an apostrophe, which
    spreadsheets and ``read_long`` take for the mark of a text. Raises FileProblem when the place cannot be written.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_lines(report))
    write_bytes(target, _BOM + lines.getvalue().encode("utf-8"))


def read_long(path: Path) -> Report:
    """The report in a file of the long form. Raises FileProblem naming the line that is wrong."""
    data = read_file(path)
    if not is_long(data):
        raise FileProblem("not_report", path, detail=f"第一行不是“{','.join(HEAD)}”")
    return parse_long(data, str(path))[0]


def is_long(data: bytes) -> bool:
    """Whether some bytes begin with the head line of the long form, in the encoding of Excel too."""
    head = data[:_LONGEST_HEAD].partition(b"\n")[0].rstrip(b"\r")
    return decode(head) == ",".join(HEAD)


def parse_long(data: bytes, path: str) -> tuple[Report, dict[str, int]]:
    """The report in the bytes of a long form, and the line (from 1) of each field.

    Every field stands once; one that is missing, doubled or unknown raises FileProblem.
    """
    values, lines = _read_lines(data, path)
    data_of: dict[str, Any] = {"cover": {}, "narrative": {}}
    form_id = str(values.pop(f"{_COVER}form", ""))
    try:
        form = load(form_id)
    except DefinitionError as error:
        raise FileProblem("not_report", path, detail=f"没有“{form_id}”这种格式") from error
    for table in form.tables:
        for field in table.fields:
            if field.id not in values:
                raise FileProblem("not_report", path, detail=f"缺少字段 {field.id}（{field.row}，{field.column}）")
        data_of[table.id] = {row: [_plain(values.pop(one.id)) for one in fields] for row, fields in table.rows.items()}
    for name, value in values.items():
        _put(data_of, name, value, FileProblem("not_report", path, detail=f"第 {lines[name]} 行的“{name}”不对"))
    data_of["form"] = form_id
    return from_json(data_of, path), {name: lines[name] for name in form.by_id}


def _lines(report: Report) -> Iterator[tuple[str, ...]]:
    cover = report.cover
    entries = {"form": report.form.id, "year": report.year, "agency": report.agency, "code": cover.code}
    entries |= {"level": cover.level, "kind": cover.kind, "date": cover.date}
    entries |= {name: _YES if getattr(cover, name) else _NO for name in ("no_requests", "no_disputes")}
    for key, value in entries.items():
        words = "" if value is None else str(value) if key in ("form", "year") else _safe(str(value))
        yield (_COVER + key, "封面", _LABELS[key], "", "", words)
    for table in report.form.tables:
        for field in table.fields:
            yield (field.id, table.name, field.row, field.column, field.unit, _number(report[field.id]))
    for key in SECTIONS:
        heading, part = headings(key)
        yield (_PROSE + key, "文字部分", heading, part, "", _safe(report.narrative.get(key, "")))


def _number(content: Content) -> str:
    words = printed(content)
    is_text = isinstance(content.plain, str)
    return _safe(words) or _TEXT_MARK if is_text else words


def _safe(words: str) -> str:
    """Words that no spreadsheet takes for a formula or a number."""
    words = printable(words)
    risky = words.lstrip(" \u3000\u00a0").startswith(_FORMULA) or words.startswith(_FORMULA) or _NUMBER.fullmatch(words)
    return _TEXT_MARK + words if risky else words


def _read_lines(data: bytes, path: str) -> tuple[dict[str, str], dict[str, int]]:
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    reader = csv.reader(io.StringIO(decode(data) or "", newline=""), strict=True)
    try:
        next(reader)
        for row in reader:
            if not any(row):
                continue
            if len(row) != len(HEAD):
                detail = f"第 {reader.line_num} 行应有 {len(HEAD)} 列，实有 {len(row)} 列"
                raise FileProblem("not_report", path, detail=detail)
            name = row[0].strip()
            if name in values:
                raise FileProblem("not_report", path, detail=f"字段 {name} 写了不止一次（第 {reader.line_num} 行）")
            values[name], lines[name] = row[-1], reader.line_num
    except csv.Error as error:
        raise FileProblem("not_report", path, detail=f"第 {reader.line_num} 行的引号不成对") from error
    return values, lines


def _put(into: dict[str, Any], name: str, value: str, wrong: FileProblem) -> None:
    """One entry of the cover or one text section."""
    key = name.removeprefix(_COVER).removeprefix(_PROSE)
    if name == _PROSE + key and key in SECTIONS:
        if value:
            into["narrative"][key] = _words(value)
    elif name != _COVER + key or key not in _LABELS:
        raise wrong
    elif key == "year":
        if value and not _WHOLE.fullmatch(value):
            raise wrong
        into["year"] = int(value) if value else None
    elif key == "agency":
        into["agency"] = _words(value)
    elif key.startswith("no_"):
        if value not in (_YES, _NO, ""):
            raise wrong
        into["cover"][key] = value == _YES
    else:
        into["cover"][key] = _words(value)


def _words(value: str) -> str:
    return value.removeprefix(_TEXT_MARK)


def _plain(value: str) -> int | float | str | None:
    """A value as REPORT.json has it: blank, number or words."""
    if not value:
        return None
    if _WHOLE.fullmatch(value):
        return int(value)
    return float(value) if _NUMBER.fullmatch(value) else _words(value)
