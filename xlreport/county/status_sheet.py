"""The sheets 报送情况, 退回 and 变动: where each unit stands, what it is told, what changed since the last summary."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.county.changes import Change
from xlreport.county.list_sheet import ListSheet
from xlreport.county.merge import Consolidation
from xlreport.county.returns import message, returned_reports
from xlreport.county.status import BY_ANOTHER, MISSING, SENT_BACK, UnitStatus, reminder, uncounted
from xlreport.findings.model import explained_warnings
from xlreport.findings.problems import printable
from xlreport.workbook.layout import CHANGES, RETURNS, STATUS
from xlreport.workbook.styles import Canvas, lines_needed

_HEADS = (
    "序号", "单位", "上级单位", "层级", "类别", "状态", "文件", "填报日期", "公布期限", "迟报天数",
    "警告已说明", "警告未说明",
)  # fmt: skip
_WIDTHS = (6, 28, 22, 8, 10, 11, 34, 12, 12, 10, 11, 11)
_STATE_COLUMN, _DATE_COLUMN, _LATE_COLUMN = 5, 7, 9
_SHOWN_UNITS = 10
_RETURN_WIDTHS = (28, 28, 90)
_CHANGE_HEADS = ("单位", "变动", "表", "行", "列", "上次", "这次")
_CHANGE_WIDTHS = (24, 12, 8, 44, 22, 22, 22)


def write_status(canvas: Canvas, merged: Consolidation, statuses: Sequence[UnitStatus]) -> None:
    """A row for each unit that is due, and below them the message that reminds the missing ones."""
    page = ListSheet(canvas, STATUS, _HEADS, _WIDTHS, _rate(statuses) + _left_out(statuses) + _undated(statuses))
    for number, one in enumerate(statuses, 1):
        row = page.add(_status_words(number, one), "cell")
        if one.state in (MISSING, SENT_BACK):
            page.sheet.write_string(row, _STATE_COLUMN, one.state, canvas["state_bad"])
        if one.aside:
            page.sheet.write_string(row, _STATE_COLUMN, _state(one), canvas["state_late"])
        if one.is_undated:
            page.sheet.write_string(row, _DATE_COLUMN, one.date_words, canvas["state_late"])
        if one.late:
            page.sheet.write_number(row, _LATE_COLUMN, one.late, canvas["state_late"])
    words = reminder(statuses, merged.summary.year)
    if words:
        top = page.row + 1
        page.sheet.merge_range(top, 0, top, len(_HEADS) - 1, words, canvas["cell_left"])
        page.sheet.set_row(top, min(400, 8 + 14 * lines_needed(words, sum(_WIDTHS))))
        page.row = top + 1
    page.finish()


def _rate(statuses: Sequence[UnitStatus]) -> str:
    """应报 60 个，已报 57 个（95.0%），其中迟报 1 个、退回 2 个；缺报 3 个."""
    due, came = len(statuses), sum(one.has_reported for one in statuses)
    late = sum(1 for one in statuses if one.late)
    back = sum(1 for one in statuses if one.state == SENT_BACK)
    share = f"（{100 * came / due:.1f}%）" if due else ""
    return f"应报 {due} 个，已报 {came} 个{share}，其中迟报 {late} 个、退回 {back} 个；缺报 {due - came} 个"


def _left_out(statuses: Sequence[UnitStatus]) -> str:
    """；不计入汇总 2 个：甲镇、乙镇; '' where all that are due count."""
    names = uncounted(statuses)
    if not names:
        return ""
    more = f"等 {len(names)} 个单位" if len(names) > _SHOWN_UNITS else ""
    return f"；名册注明不计入汇总 {len(names)} 个：{'、'.join(names[:_SHOWN_UNITS])}{more}"


def _undated(statuses: Sequence[UnitStatus]) -> str:
    """；填报日期没有填或不是日期的 2 个，没有判断是否迟报：甲局、乙局; '' where every report has a date."""
    names = [one.unit.name for one in statuses if one.is_undated]
    if not names:
        return ""
    more = f"等 {len(names)} 个单位" if len(names) > _SHOWN_UNITS else ""
    return f"；填报日期没有填或不是日期的 {len(names)} 个，没有判断是否迟报：{'、'.join(names[:_SHOWN_UNITS])}{more}"


def _state(one: UnitStatus) -> str:
    if one.state != BY_ANOTHER:
        return one.state
    return f"由{one.unit.reported_by}代报" + "，自己也报了" * (one.aside is not None)


def _status_words(number: int, one: UnitStatus) -> tuple[str, ...]:
    submission = one.decision.submission if one.decision else None
    files = [printable(submission.path.name)] if submission else []
    files += [f"{printable(one.aside.submission.path.name)}（没有计入）"] if one.aside else []
    warnings = explained_warnings(one.decision.findings) if one.decision and submission and submission.reading else {}
    return (
        str(number),
        one.unit.name,
        one.unit.parent,
        one.unit.level,
        one.unit.kind,
        _state(one),
        "；".join(files),
        one.date_words,
        one.deadline.isoformat() if one.deadline else "",
        str(one.late or ""),
        str(warnings.get("explained", "")),
        str(warnings.get("unexplained", "")),
    )


def write_returns(canvas: Canvas, merged: Consolidation) -> None:
    """A message for every file that is sent back, to be copied into a chat; no sheet where none is."""
    returned = returned_reports(merged)
    if not returned:
        return
    note = "消息不超过十行；写不下的，汇总时加 --returns 文件夹，为每个单位生成写全的退回单"
    page = ListSheet(canvas, RETURNS, ("单位", "文件", "可复制的消息"), _RETURN_WIDTHS, note)
    for one in returned:
        page.add((one.agency, printable(one.file), message(one, merged.summary.year)), "cell_left")
    page.finish()


def write_changes(canvas: Canvas, changes: Sequence[Change] | None) -> None:
    """What changed since the last summary; no sheet where there was none."""
    if changes is None:
        return
    note = (
        f"与上一次的汇总表相比，有 {len(changes)} 处不同"
        if changes
        else "与上一次的汇总表相比，计入的单位、数字和调整都没有变"
    )
    page = ListSheet(canvas, CHANGES, _CHANGE_HEADS, _CHANGE_WIDTHS, note)
    for change in changes:
        page.add(change_words(change))
    page.finish()


def change_words(change: Change) -> tuple[str, ...]:
    """A change in the words of the sheet's columns; an adjustment stands with its reason and who made it."""
    if change.field is None:
        return change.agency, change.kind, "", "", "", "", ""
    table = {"table2": "表二", "table3": "表三", "table4": "表四"}[change.field.table]
    place = table, change.field.row, change.field.column
    if not change.agency:
        amounts = (change.before, change.reason_before), (change.after, change.reason_after)
        old, new = (f"{amount}（{reason}）" if reason else "" for amount, reason in amounts)
        return "（调整）", change.kind, *place, old, new
    old, new = ("空白" if content.is_blank else str(content) for content in (change.before, change.after))
    return change.agency, change.kind, *place, old, new
