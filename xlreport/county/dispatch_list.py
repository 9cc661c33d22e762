"""分发清单: which unit gets which file, what was filled in for it, until when, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlreport.county.dispatch import LIST, Parcel
from xlreport.county.list_sheet import ListSheet, running_head
from xlreport.workbook.plain_book import write_plain_book
from xlreport.workbook.styles import Canvas

_HEADS = (
    "序号", "单位", "上级单位", "文件", "公布期限", "联系人", "电话", "备注", "预填的封面", "预填的数字", "上年的数",
    "SHA-256",
)  # fmt: skip
_WIDTHS = (6, 28, 20, 32, 12, 9, 14, 24, 36, 28, 130, 68)
_PRINTED = 1 + _HEADS.index("备注")
"""The columns on paper, as one ticks off units by; the words behind them are long and are read on the screen."""


def write_list(parcels: Sequence[Parcel], target: Path) -> None:
    """Write the list (.xlsx). It is the officer's own: contacts stand in it. Raises FileProblem."""
    write_plain_book(target, LIST, lambda canvas: _draw(canvas, parcels))


def _draw(canvas: Canvas, parcels: Sequence[Parcel]) -> None:
    sent = sum(bool(parcel.file) for parcel in parcels)
    note = f"共 {len(parcels)} 个单位，生成 {sent} 个工作簿；本表有联系方式，请不要随文件发出；打印到“备注”一栏"
    page = ListSheet(canvas, LIST, _HEADS, _WIDTHS, note)
    for number, parcel in enumerate(parcels, 1):
        page.add((str(number), *_words(parcel)))
    page.finish(filtered=True, printed=_PRINTED)
    running_head(page.sheet, f"{LIST}（有联系方式，经办人自存）")


def _words(parcel: Parcel) -> tuple[str, ...]:
    unit = parcel.unit
    cover = (("单位名称", unit.name), ("代码", unit.code), ("层级", unit.level), ("类别", unit.kind), ("年度", "有"))
    filled = "、".join(label for label, value in cover if value) if parcel.file else ""
    return (
        unit.name,
        unit.parent,
        parcel.shown,
        parcel.deadline.isoformat() if parcel.deadline else "",
        unit.contact,
        unit.phone,
        parcel.remark,
        filled,
        parcel.numbers,
        parcel.expected,
        parcel.sha256,
    )
