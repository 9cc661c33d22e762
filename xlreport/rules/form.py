"""F1, F4 (totals), F5: the form against the year, formulas in place, the cover filled in."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.findings.model import Breach
from xlreport.forms import due_form_id
from xlreport.report import KINDS, LEVELS, Report
from xlreport.rules.registry import rule

_MANY = 6


@rule("F1")
def check_form_of_year(report: Report) -> Iterator[Breach]:
    """The form fits the year of the report, and all tables are of one form."""
    form = report.form
    if report.year is None:
        return
    due = due_form_id(report.year)
    if form.is_mixed:
        versions = "、".join(f"{table.name}为{table.version}年格式" for table in form.tables if table.id != "table4")
        yield Breach("F1", "mixed", args={"versions": versions, "due": due})
    elif form.id != due:
        args = {"year": report.year, "due": due, "form": form.id}
        yield Breach("F1", "year", actual=form.id, expected=due, args=args)


@rule("F4")
def check_formulas(report: Report) -> Iterator[Breach]:
    """Totals hold their formulas; formulas without a saved result are named. One finding for all of a kind."""
    known = report.provenance.formulas
    if known is not None:
        typed = tuple(name for name in report.form.totals if name not in known | report.provenance.missing)
        if typed:
            yield Breach("F4", "typed_over", fields=typed, args={"count": len(typed)})
    if report.provenance.uncached:
        fields = report.provenance.uncached
        yield Breach("F4", "uncached", fields=fields, args={"count": len(fields)})


@rule("F5")
def check_cover(report: Report) -> Iterator[Breach]:
    """Name and year are needed to use the report; level and kind to judge it."""
    cover = report.cover
    if not report.agency.strip():
        yield Breach("F5", "agency", table="封面", args={"row": "单位名称"})
    if report.year is None:
        yield Breach("F5", "year", table="封面", args={"row": "报告年度"})
    if cover.level not in LEVELS:
        yield _choice("level", "机关层级", cover.level, LEVELS)
    if cover.kind not in KINDS:
        yield _choice("kind", "机关类别", cover.kind, KINDS)


def _choice(case: str, row: str, raw: str, choices: tuple[str, ...]) -> Breach:
    args = {"row": row, "raw": raw or "空白", "choices": "、".join(choices)}
    return Breach("F5", case, table="封面", actual=raw or None, args=args)
