"""Which explanations still stand once the findings are known, which are dropped and why, and new ones on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlreport.findings.model import Dropped, Explanation, Finding, Value, standing
from xlreport.numbers import show
from xlreport.report import Report
from xlreport.workbook.explanations import BY_LAST_YEAR, grouped, line_of
from xlreport.workbook.layout import CHECKS, NARRATIVE, place_of, places
from xlreport.workbook.ties import held_now

_ELSEWHERE = BY_LAST_YEAR | {"L2"}
"""Codes of which this report alone does not tell all findings: L2 depends on the unit's deadline."""
_SHOWN = 40
_SHOWN_CELLS = 4


def carried(
    report: Report, findings: Sequence[Finding], *, with_last_year: bool = False
) -> tuple[Report, tuple[Dropped, ...]]:
    """The report with the explanations that stand for these findings, and those that are dropped.

    Explanations of a whole code are bound to the cells of its findings, where last year's report is known or does not
    matter. ``with_last_year``: the findings were made with it.
    """
    kept: list[Explanation] = []
    dropped: list[Dropped] = []
    for explanation in report.explanations:
        own = [finding for finding in findings if explanation.stands_for(finding.code, dict(finding.tied))]
        explained = [finding for finding in own if not finding.is_error]
        rest = [one for one in explained if standing(report.explanations, one.code, dict(one.tied)) == explanation]
        undecided = not with_last_year and explanation.code in _ELSEWHERE
        if explanation.cells and rest:
            kept.append(explanation)
        elif explanation.cells and explained:
            dropped.append(replaced(report, explanation))
        elif explained and not (undecided and explanation.code in BY_LAST_YEAR):
            kept += grouped(explanation.code, explanation.text, [dict(finding.tied) for finding in rest])
        elif undecided and (explained or _may_stand(report, explanation)):
            kept.append(explanation)
        else:
            dropped.append(_dropped(report, explanation, is_error=bool(own)))
    if not kept and not dropped:
        return report, ()
    return replace(report, explanations=tuple(dict.fromkeys(kept))), tuple(dropped)


def _may_stand(report: Report, explanation: Explanation) -> bool:
    """Whether it may belong to a finding that is not seen here: nothing of what it is tied to changed."""
    return not explanation.is_empty and not _first_changed(report, explanation)


def _dropped(report: Report, explanation: Explanation, *, is_error: bool) -> Dropped:
    code, cells, text = explanation.code, explanation.cells, explanation.text
    line = line_of(report.form, explanation) if not cells else None
    cell = _as_read(report, cells[0]) if cells else f"{CHECKS}!I{line.row}" if line else ""
    changed = _first_changed(report, explanation)
    if explanation.is_empty:
        return Dropped(code, cells, text, "empty", cell)
    if is_error:
        return Dropped(code, cells, text, "error", cell)
    if changed:
        where, then, now = changed
        return Dropped(code, cells, text, "changed", _as_read(report, where), then, now)
    return Dropped(code, cells, text, "nothing", cell)


def replaced(report: Report, explanation: Explanation) -> Dropped:
    """An explanation in whose place a later one stands."""
    cell = _as_read(report, explanation.cells[0]) if explanation.cells else ""
    return Dropped(explanation.code, explanation.cells, explanation.text, "replaced", cell)


def _first_changed(report: Report, explanation: Explanation) -> tuple[str, Value, Value] | None:
    """The first cell that holds another value than then."""
    then = explanation.then
    now = held_now(report, then)
    return next(((cell, then[cell], now[cell]) for cell in now if now[cell] != then[cell]), None)


def holds(report: Report, explanation: Explanation) -> bool:
    """Whether its cells hold the values of then: all of them, or any for a value rule, which has a finding for each."""
    then = explanation.then
    known = [value == then[cell] for cell, value in held_now(report, then).items()]
    return not known or all(known) or (explanation.code.startswith("V") and any(known))


def _as_read(report: Report, cell: str) -> str:
    """A cell of a fresh workbook as the place where it was read."""
    if not report.provenance.places:
        return cell
    names = {str(place): name for name, place in places(report.form).items()}
    return str(place_of(report, report.form.by_id[names[cell]])) if cell in names else cell


def sentence(dropped: Dropped) -> str:
    """Why an explanation is none any more, and what to do, in one sentence."""
    text = dropped.text if len(dropped.text) <= _SHOWN else f"{dropped.text[:_SHOWN]}……"
    text = " ".join(text.split())
    where = f"{dropped.cell} 的" if dropped.cell else ""
    if dropped.why == "empty":
        return f"{where}审核说明“{text}”没有说明原因，不算说明；请写明为什么会这样。"
    if dropped.why == "error":
        return f"{where}审核说明“{text}”不起作用：{dropped.code} 是错误，不能用说明代替，请改正。"
    if dropped.why == "replaced":
        return f"{where}审核说明“{text}”由后一条说明代替；请核对，以后一条为准。"
    if dropped.why == "changed":
        return (
            f"{dropped.code} 的审核说明“{text}”不再有效：{dropped.cell} {_change(dropped)}；"
            "请核对，还有警告的重新说明，没有的删去。"
        )
    return f"{where}审核说明“{text}”没有可以说明的 {dropped.code} 警告；请核对，不需要的可以删去。"


def _change(dropped: Dropped) -> str:
    if dropped.cell.startswith(NARRATIVE):
        return "的文字已经改动"
    return f"由{_value(dropped.then)}改为{_value(dropped.now).rstrip()}"


def _value(value: Value) -> str:
    if value is None:
        return "空白"
    return f"“{value}”" if isinstance(value, str) else f" {show(value)} "


def to_json(dropped: Dropped) -> dict[str, object]:
    """What is dropped in the shape of ``validate --json``."""
    return {
        "code": dropped.code,
        "cells": list(dropped.cells),
        "text": dropped.text,
        "reason": sentence(dropped),
    }


def explained(
    report: Report, findings: Sequence[Finding], chosen: Mapping[Finding, str]
) -> tuple[Report, tuple[Finding, ...], tuple[Dropped, ...]]:
    """The report and its findings once texts are given for some of these, and the explanations that they replace."""
    given = tuple(one for finding, text in chosen.items() for one in grouped(finding.code, text, [dict(finding.tied)]))
    others = [finding for finding in findings if finding not in chosen and not finding.is_error]
    lost = [
        old
        for old in report.explanations
        if any(old.stands_for(finding.code, dict(finding.tied)) for finding in chosen)
        and not any(old.stands_for(finding.code, dict(finding.tied)) for finding in others)
    ]
    kept = tuple(old for old in report.explanations if old not in lost)
    gone = tuple(replaced(report, old) for old in lost if old not in given)
    report = replace(report, explanations=(*kept, *given))
    return report, tuple(replace(one, explained=chosen.get(one, one.explained)) for one in findings), gone
