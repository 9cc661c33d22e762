"""Computed cells: what each total is by its own parts."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from functools import cache

from xlreport.forms.model import Form
from xlreport.numbers import TAIL, Content, Kind, from_scaled
from xlreport.report import Report


def computed_totals(report: Report, only: Collection[str] | None = None) -> dict[str, Content]:
    """The value each total has by its formula, 件. Blanks and words count as 0, as they do in SUM.

    ``only``: these totals hold formulas; any other is taken as the report prints it.
    """
    values = dict(zip(report.form.position, report.scaled, strict=True))
    wanted = report.form.totals if only is None else only
    for field_id in calculation_order(report.form):
        if field_id in wanted:
            values[field_id] = sum(values[part] for part in report.form.totals[field_id])
    return {field_id: from_scaled(values[field_id]) for field_id in report.form.totals if field_id in wanted}


def agrees_with_formula(report: Report, field_id: str) -> bool:
    """Whether a total holds what SUM over its parts, as the report prints them, would show in its cell."""
    parts = [report[part] for part in report.form.totals[field_id]]
    total = report[field_id].raw
    if not isinstance(total, Decimal) or any(part.kind == Kind.ERROR for part in parts):
        return False
    return abs(total - sum(part.raw for part in parts if isinstance(part.raw, Decimal))) <= TAIL


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
