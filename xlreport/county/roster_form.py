"""An empty roster to fill in: the sheet 名册, the desk's sheets 放行 and 调整, and what each column means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlreport.a1 import column_letters
from xlreport.county.roster_table import COLUMNS, SHEET
from xlreport.report import KINDS, LEVELS
from xlreport.workbook.plain_book import write_plain_book
from xlreport.workbook.styles import Canvas, lines_needed

_ROWS = 2000
"""Rows that have data validation; more may be filled in."""
_TINTED = 100
_HEAD_ROW = 2
_WIDTHS = {"name": 32, "code": 22, "parent": 24, "aliases": 26, "predecessors": 24, "reported_by": 20, "phone": 14}
_NOTES = {
    "name": "必填。报告封面上的全称，一个单位一行，不能重复。",
    "code": "18 位统一社会信用代码。有代码的先按代码认单位，改了名称也认得出。没有就留空。",
    "level": f"从列表中选：{'、'.join(LEVELS)}。",
    "kind": f"从列表中选：{'、'.join(KINDS)}。公布期限按类别确定。",
    "parent": "上级单位的名称，与“单位名称”一栏写法相同，例如所属的镇、主管部门。没有就留空。",
    "aliases": "报告里可能出现的简称、曾用名，多个用顿号分开。一个别名只能属于一个单位。",
    "predecessors": "今年并入、改组成这个单位的旧单位名称，多个用顿号分开；与上年比较时把它们的数相加。",
    "counted": "留空或“是”为计入；“否”为只收不加，例如上级单位报的是下属各单位的合计。",
    "reported_by": "数字已包含在哪个单位的报告里，写那个单位的名称；这样不会算作缺报。自己报送的留空。",
    "deadline": "与一般期限不同的才写，例如 2026-01-31。留空的按机关类别：部门 1 月 31 日，政府和乡镇街道 3 月 31 日。",
    "contact": "只供经办人自己用，不写进退回和催报的消息。",
    "phone": "同上。",
}
_DESK: tuple[tuple[str, Sequence[str], Sequence[float], str], ...] = (
    (
        "放行",
        ("单位", "代码", "理由", "位置", "填报", "应为"),
        (32, 10, 60, 14, 12, 12),
        "有错误而同意计入的，一行写一处：单位、代码（如 B4）、理由；位置（如 表三!J27）、填报、应为照“问题清单”抄。",
    ),
    (
        "调整",
        ("单元格", "数额", "理由", "经办人"),
        (14, 12, 60, 14),
        "合计要加减的，一行写一处：单元格（如 表二!D6）、加多少（减写负数）、理由、经办人；汇总表另表列出。",
    ),
)
_EXPLAINED = (
    ("怎样填", "一个应报单位一行，从第 3 行写起，中间可以空行，各栏的次序可以变，栏名不要改。多出的栏不影响使用。"),
    ("怎样查", "填好后运行 xlreport roster check 名册.xlsx，哪一行哪一栏有问题都会列出来。"),
    ("怎样用", "xlreport consolidate 各单位文件夹 --roster 名册.xlsx -o 汇总表.xlsx"),
    ("怎样认单位", "先按代码，再按全称、别名，都不对的按相近的名称（如“县发改局”），并在“来源”和“问题清单”里注明。"),
    ("认不准的", "两个单位都像的，或者代码是一个单位、名称是另一个单位的，不替您选，退回核对。"),
)


def write_roster_form(target: Path) -> None:
    """Write the empty roster (.xlsx). Raises FileProblem where the place cannot be written."""
    write_plain_book(target, "应报单位名册", _draw)


def _draw(canvas: Canvas) -> None:
    _roster_sheet(canvas)
    for name, heads, widths, note in _DESK:
        _desk_sheet(canvas, name, heads, widths, note)
    _explanation(canvas)


def _roster_sheet(canvas: Canvas) -> None:
    sheet = canvas.sheet(SHEET, protect=False)
    sheet.write_string(
        0, 0, "应报单位名册：一个单位一行，从第 3 行写起；各栏的意思见栏名上的提示和“填写说明”", canvas["line"]
    )
    as_text = canvas.workbook.add_format({"num_format": "@"})  # a code typed as a number would lose its last digits
    for column, (key, heads) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, _WIDTHS.get(key, 11), as_text)
        sheet.write_string(_HEAD_ROW - 1, column, heads[0], canvas["label"])
        rule = _validation(key, column)
        sheet.data_validation(_HEAD_ROW, column, _HEAD_ROW + _ROWS - 1, column, rule)
        for row in range(_HEAD_ROW, _HEAD_ROW + _TINTED):
            sheet.write_blank(row, column, None, canvas["entry"])
    sheet.set_row(_HEAD_ROW - 1, 32)
    sheet.freeze_panes(_HEAD_ROW, 1)
    sheet.autofilter(_HEAD_ROW - 1, 0, _HEAD_ROW + _TINTED - 1, len(COLUMNS) - 1)
    last = column_letters(len(COLUMNS))
    canvas.print_on_a4(sheet, f"A1:{last}{_HEAD_ROW + _TINTED}", landscape=True, pages_high=0)
    sheet.repeat_rows(_HEAD_ROW - 1)


def _validation(key: str, column: int) -> dict[str, Any]:
    """What a cell of the column takes, with a prompt; pasted cells escape it, so ``roster check`` looks again."""
    prompt = {"input_title": COLUMNS[key][0], "input_message": _NOTES[key], "ignore_blank": True}
    lists = {"level": LEVELS, "kind": KINDS, "counted": ("是", "否")}
    if key in lists:
        wrong = {"error_title": COLUMNS[key][0], "error_message": f"请从列表中选：{'、'.join(lists[key])}"}
        return {**prompt, **wrong, "validate": "list", "source": list(lists[key])}
    letter, first = column_letters(column + 1), _HEAD_ROW + 1
    if key == "name":
        only = f"=COUNTIF(${letter}${first}:${letter}${_HEAD_ROW + _ROWS},{letter}{first})=1"
        return {**prompt, "validate": "custom", "value": only, "error_message": "这个单位名称前面已经有了"}
    if key == "code":
        wrong = {"error_title": "统一社会信用代码", "error_message": "统一社会信用代码是 18 位，请核对"}
        return {**prompt, **wrong, "validate": "length", "criteria": "==", "value": 18}
    return {**prompt, "validate": "any"}


def _desk_sheet(canvas: Canvas, name: str, heads: Sequence[str], widths: Sequence[float], note: str) -> None:
    sheet = canvas.sheet(name, protect=False)
    sheet.write_string(0, 0, note, canvas["line"])
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, head, canvas["label"])
        for row in range(2, 32):
            sheet.write_blank(row, column, None, canvas["money" if head == "数额" else "entry"])
    sheet.freeze_panes(2, 0)
    canvas.print_on_a4(sheet, f"A1:{column_letters(len(heads))}32", landscape=True, pages_high=0)


def _explanation(canvas: Canvas) -> None:
    sheet = canvas.sheet("填写说明")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    sheet.merge_range("A1:B1", "名册填写说明", canvas["title"])
    sheet.set_row(0, 30)
    lines = (*_EXPLAINED, *((heads[0], _NOTES[key]) for key, heads in COLUMNS.items()))
    for row, (head, words) in enumerate(lines, 1):
        sheet.write_string(row, 0, head, canvas["label_left"])
        sheet.write_string(row, 1, words, canvas["cell"])
        sheet.set_row(row, 6 + 14 * lines_needed(words, 90))
    canvas.print_on_a4(sheet, f"A1:B{len(lines) + 1}")
