"""Breaches → findings: sheet and cell, severity in force, sentence and remedy, and explanations that still stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlreport.config import DEFAULT, Config
from xlreport.findings.catalogue import entry
from xlreport.findings.model import Breach, Finding, standing
from xlreport.forms.model import Field
from xlreport.numbers import show
from xlreport.report import Report
from xlreport.rules import check
from xlreport.rules.context import context_of
from xlreport.workbook.layout import COVER, COVER_ITEMS, NARRATIVE, cover_cell, place_of, section_cell
from xlreport.workbook.ties import tied_to

_SHOWN_CELLS = 6


def judge(
    report: Report,
    config: Config = DEFAULT,
    last_year: tuple[Report, ...] = (),
    deadline: str = "",
    *,
    is_summary: bool = False,
) -> tuple[Finding, ...]:
    """All findings of the rules on one report, one per instance. Raises RuleFault.

    ``last_year``, ``deadline`` and ``is_summary`` as in a rule's Context.
    """
    context = context_of(config, last_year, deadline, is_summary=is_summary)
    return tuple(located(report, check(report, context), config))


def located(report: Report, breaches: Iterable[Breach], config: Config = DEFAULT) -> Iterator[Finding]:
    """Findings for breaches of this report."""
    for breach in breaches:
        yield _finding(report, breach, config)


def _finding(report: Report, breach: Breach, config: Config) -> Finding:
    item = entry(breach.code, breach.case)
    severity = config.severity_of(breach.code, breach.case, item.severity)
    on = report.form.by_id[breach.on] if breach.on else None
    cells = tuple(str(place_of(report, report.form.by_id[name])) for name in breach.fields)
    table, row, column = _names(report, breach, on)
    sheet, cell = _where(report, breach, on)
    words = {
        "table": table,
        "row": row,
        "column": column,
        "sheet": sheet,
        "cell": cell,
        "place": _place_in_words(table, row, column, sheet, cell),
        "actual": "空白（按 0 计）" if breach.actual is None and breach.difference is not None else breach.actual,
        "expected": breach.expected,
        "difference": breach.difference,
        "cells": _some(cells),
        "agency": report.agency,
        **breach.args,
    }
    tied = tied_to(report, breach)
    explanation = standing(report.explanations, breach.code, tied) if severity != "error" else None
    shown = {name: value if isinstance(value, str) else show(value) for name, value in words.items()}  # type: ignore[arg-type]
    return Finding(
        code=breach.code,
        severity=severity,
        table=table,
        row=row,
        column=column,
        sheet=sheet,
        cell=cell,
        cells=cells or ((f"{sheet}!{cell}",) if cell else ()),
        actual=breach.actual,
        expected=breach.expected,
        difference=breach.difference,
        message=item.sentence(shown),
        remedy=item.advice(shown),
        explained=explanation.text if explanation else "",
        case=breach.case,
        tied=tuple(tied.items()),
    )


def _names(report: Report, breach: Breach, on: Field | None) -> tuple[str, str, str]:
    if on is not None:
        return report.form.table(on.table).name, on.row, on.column
    return breach.table, str(breach.args.get("row", "")), str(breach.args.get("column", ""))


def _where(report: Report, breach: Breach, on: Field | None) -> tuple[str, str]:
    if on is not None:
        place = place_of(report, on)
        return place.sheet, place.cell
    if breach.table == COVER:
        label = breach.args.get("row")
        key = next((item.key for item in COVER_ITEMS if item.label == label), None)
        return COVER, cover_cell(key) if key else ""
    if breach.table == NARRATIVE:
        section = breach.args.get("key")
        return NARRATIVE, section_cell(str(section)) if section else ""
    return str(breach.args.get("sheet", "")), str(breach.args.get("cell", ""))


def _place_in_words(table: str, row: str, column: str, sheet: str, cell: str) -> str:
    """表三“1.属于国家秘密”自然人 D10 —— the leaf of the row is enough beside the cell's address."""
    where = cell if sheet == table else f"{sheet}!{cell}"
    return f"{table}“{row.rpartition('/')[2]}”{column} {where} "


def _some(cells: tuple[str, ...]) -> str:
    shown = "、".join(cells[:_SHOWN_CELLS])
    return f"{shown} 等" if len(cells) > _SHOWN_CELLS else shown
