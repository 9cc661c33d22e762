"""The figures by which a county is judged: a few sums of fields that stand above 同比 and in the charts."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from xlreport.forms import Form


@dataclass(frozen=True, slots=True)
class MainFigure:
    """A figure that is the sum of ``fields`` (ids of the summary's form); ``unit`` is 件 or 万元."""

    key: str
    label: str
    unit: str
    fields: tuple[str, ...]


_OUTCOMES = (
    ("granted", "予以公开", "result.granted"),
    ("partial", "部分公开", "result.partial"),
    ("denied", "不予公开", "result.denied.*"),
    ("unable", "无法提供", "result.unable.*"),
    ("rejected", "不予处理", "result.rejected.*"),
    ("other", "其他处理", "result.other*"),
)
OUTCOMES = tuple(key for key, _, _ in _OUTCOMES)
"""Keys of the figures that say what became of requests."""
_FIGURES = (
    ("licensing", "行政许可处理决定", "table2.licensing.decisions"),
    ("penalty", "行政处罚处理决定", "table2.penalty.decisions"),
    ("coercion", "行政强制处理决定", "table2.coercion.decisions"),
    ("fees", "行政事业性收费", "table2.fees.amount"),
    ("new", "新收申请", "table3.received.new.total"),
    ("over", "上年结转申请", "table3.received.carried_over.total"),
    ("done", "办理结果总计", "table3.result.total.total"),
    *((key, label, f"table3.{row}.total") for key, label, row in _OUTCOMES),
    ("forward", "结转下年度办理", "table3.carried_forward.total"),
    ("review", "行政复议", "table4.review.total"),
    ("suit", "行政诉讼", "table4.suit_*.total"),
)


def main_figures(form: Form) -> dict[str, MainFigure]:
    """The main figures that a form has, by key."""
    found = {}
    for key, label, pattern in _FIGURES:
        entries = [entry for entry in form.fields if fnmatchcase(entry.id, pattern)]
        if entries:
            found[key] = MainFigure(key, label, entries[0].unit, tuple(entry.id for entry in entries))
    return found


def applicants(form: Form) -> dict[str, str]:
    """Kinds of applicants: label of the column → field of newly received requests; the total left out."""
    return {
        entry.column: entry.id
        for entry in form.fields
        if entry.id.startswith("table3.received.new.") and not entry.id.endswith(".total")
    }
