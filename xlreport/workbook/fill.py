"""Totals put back, clear text numbers turned into numbers, blanks into zeros when asked; every change is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.numbers import OPEN_MARK, Content, Kind, from_scaled, suggest
from xlreport.report import Place, Report
from xlreport.rules.totals import with_computed_totals
from xlreport.workbook.layout import place_of


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that was changed: what it held before and holds now; ``why`` is 'number', 'zero' or 'total'."""

    field: str
    place: Place
    before: Content
    after: Content
    why: str


def filled(report: Report, *, zeros: bool = False) -> tuple[Report, tuple[Change, ...]]:
    """The report with unmistakable text numbers converted, blanks (and dashes) as 0 when asked, all totals computed.

    Text that could mean several things stays as it is, for V1 to name; so does a total that an import left open:
    computed, it would agree with whatever was read and hide a number read wrongly.
    """
    cleaned = report.with_values(dict(_clean(report, zeros)))
    left_open = {name: report[name] for name in report.form.totals if str(report[name].raw).startswith(OPEN_MARK)}
    complete = with_computed_totals(cleaned).with_values(left_open)
    return complete, tuple(_changes(report, complete))


def _clean(report: Report, zeros: bool) -> Iterator[tuple[str, Content]]:
    for entry in report.form.fields:
        content = report[entry.id]
        if zeros and content.kind in (Kind.BLANK, Kind.DASH):
            yield entry.id, from_scaled(0)
            continue
        suggestion = suggest(content, money=entry.money, signed=entry.signed)
        if suggestion is not None and suggestion.sure:
            yield entry.id, suggestion.content


def _changes(report: Report, complete: Report) -> Iterator[Change]:
    formulas = report.provenance.formulas
    for entry in report.form.fields:
        before, after = report[entry.id], complete[entry.id]
        is_total = entry.id in report.form.totals
        typed_over = is_total and formulas is not None and entry.id not in formulas and after.is_number
        if (before.kind, before.scaled) != (after.kind, after.scaled) or typed_over:
            why = "total" if is_total else "zero" if before.kind in (Kind.BLANK, Kind.DASH) else "number"
            yield Change(entry.id, place_of(report, entry), before, after, why)
