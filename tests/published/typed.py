"""Documents made line by line, for tests of what is read from prose."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.a1 import Box
from xlreport.align.document import Block, Document, Line, Place, TextCell, TextGrid


def grid(*rows: Sequence[str]) -> TextGrid:
    """A grid of plain cells."""
    return TextGrid(
        tuple(
            TextCell(text, Box(top, left, top, left), Place(table=1, row=top, cell=left))
            for top, row in enumerate(rows, 1)
            for left, text in enumerate(row, 1)
        ),
        columns_known=True,
    )


def document(*blocks: str | Block, title: str = "", path: str = "报告.txt", kind: str = "txt") -> Document:
    """A document of lines and grids; a text of several lines becomes several lines."""
    found: list[Block] = []
    for block in blocks:
        lines = [block] if not isinstance(block, str) else [Line(text, Place()) for text in block.split("\n")]
        found += [
            Line(line.text, Place(row=len(found) + at), line.heading) if isinstance(line, Line) else line
            for at, line in enumerate(lines, 1)
        ]
    return Document(path, kind, tuple(found), title)


TABLE2 = grid(
    ("第二十条第（一）项", "", "", ""),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "1", "0", "4"),
)
TABLE3 = grid(
    ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况", "总计"),
    ("一、本年新收政府信息公开申请数量", "3", "3"),
    ("二、上年结转政府信息公开申请数量", "0", "0"),
    ("四、结转下年度继续办理", "0", "0"),
)
TABLE4 = grid(
    ("行政复议", "行政诉讼"),
    ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉"),
    ("0", "0", "0", "0", "0", "0"),
)
