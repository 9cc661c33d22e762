"""Units printed beside numbers: money in 万元 and counts one by one are the form's, others are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlreport.align.printed import PrintedRow
from xlreport.forms.model import Field

_OTHER_MONEY = re.compile(r"(?:^|[^万])元|[十百千亿万]万元|RMB|CNY|[¥￥]")
_BY_MANY = re.compile(r"[（(：:]\s*[百千万亿]+[件项条宗个次份]")
_LONGEST_REMARK = 40


def names_other_unit(words: str) -> bool:
    """Whether words name a unit of money other than 万元."""
    return _OTHER_MONEY.search(words.replace("萬", "万").replace("圆", "元")) is not None


def counts_by_many(words: str) -> bool:
    """Whether words say that counts are in thousands or 万."""
    return _BY_MANY.search(words) is not None


def prints_other_unit(entry: Field, rows: Sequence[PrintedRow], around: Sequence[PrintedRow], *, heads: bool) -> bool:
    """Whether a field's number is in another unit than the form's: by its heads, by its row's label, or for money by a
    remark about units around its table."""
    if not entry.money:
        return heads or any(counts_by_many(row.label) for row in rows)
    if not entry.unit:
        return False
    remarks = (row for row in around if "单位" in row.label and len(row.label) <= _LONGEST_REMARK)
    return heads or any(names_other_unit(row.label) for row in (*rows, *remarks))
