"""Computed cells: what each total is by its own parts."""

from __future__ import annotations

from functools import cache

from xlreport.forms.model import Form
from xlreport.numbers import Content, from_scaled
from xlreport.report import Report


def computed_totals(report: Report) -> dict[str, Content]:
    """The value each total has by its formula, 件. Blanks and words count as 0, as they do in SUM."""
    values = dict(zip(report.form.position, report.scaled, strict=True))
    for field_id in calculation_order(report.form):
        values[field_id] = sum(values[part] for part in report.form.totals[field_id])
    return {field_id: from_scaled(values[field_id]) for field_id in report.form.totals}


def with_computed_totals(report: Report) -> Report:
    """The same report with every total as its formula gives it."""
    return report.with_values(computed_totals(report))


@cache
def calculation_order(form: Form) -> tuple[str, ...]:
    """Totals in such an order that each comes after the totals it is a sum of."""
    done: list[str] = []
    waiting = dict(form.totals)
    while waiting:
        ready = [name for name, parts in waiting.items() if not any(part in waiting for part in parts)]
        done += ready
        for name in ready:
            del waiting[name]
    return tuple(done)
