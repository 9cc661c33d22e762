"""C9: requests that last year's units carried forward and that nobody carries on this year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.decision import ACCEPTED, Decision
from xlreport.county.last_year import DifferingReports, LastYears
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import county_finding
from xlreport.numbers import unscaled
from xlreport.report import Report
from xlreport.rules.figures import COLUMNS, Figure, figure

_OVER, _FORWARD = "table3.received.carried_over", "table3.carried_forward"
_SHOWN_UNITS = 8


def orphan_findings(
    decisions: Sequence[Decision], year: int, sources: LastYears, roster: Roster | None = None, config: Config = DEFAULT
) -> tuple[Finding, ...]:
    """C9: over all units, last year's 结转下年度 is not this year's 上年结转; a column with words is not compared.

    Abolished units count. Left out on both sides are units that are there but do not count this year: missing, sent
    back, ignored. Nothing is said where the source is a single report, holds none on the year before, or holds two
    different ones of a unit.
    """
    if sources.single:
        return ()
    way = _Ways(decisions, sources, roster)
    before = [one for one in _last_reports(sources, year - 1, way) if not way.is_left_out(one)]
    counting = [decision for decision in decisions if decision.decision == ACCEPTED]
    now = [one.submission.reading.report for one in counting if one.submission.reading is not None]
    pairs = _pairs(now, before)
    differing = {column: pair for column, pair in pairs.items() if pair[0].scaled != pair[1].scaled}
    if not now or not before or not differing:
        return ()
    details = "；".join(filter(None, (_alone(way, before), _newcomers(way, now, before))))
    return (_finding(pairs, differing, now[0], f"；{details}" if details else "", config),)


def _finding(
    pairs: dict[str, tuple[Figure, Figure]],
    differing: dict[str, tuple[Figure, Figure]],
    sample: Report,
    details: str,
    config: Config,
) -> Finding:
    """One finding for all columns: on the total where that differs, or is not known."""
    case = "kinds" if "total" in pairs and "total" not in differing else "total"
    column = "total" if "total" in differing else next(iter(differing))
    now, then = differing[column]
    label = {name: sample.form.by_id[f"{_OVER}.{name}"].column for name in COLUMNS}
    words = [
        f"{label[name]}上年 {old.plain}、本年 {new.plain}"
        for name, (new, old) in differing.items()
        if name != column or case == "kinds" or column != "total"
    ]
    apart = f"相差 {unscaled(abs(now.scaled - then.scaled))} 件"
    said = "，".join(words) if case == "kinds" else apart + (f"（{'，'.join(words)}）" if words else "")
    finding = county_finding("C9", case, config, expected=then.plain, actual=now.plain, differing=said, details=details)
    difference = unscaled(now.scaled - then.scaled)
    entry = sample.form.by_id[f"{_OVER}.{column}"]
    return replace(
        finding,
        table=sample.form.table(entry.table).name,
        row=entry.row,
        column=entry.column,
        actual=now.plain,
        expected=then.plain,
        difference=difference,
    )


def _pairs(now: Sequence[Report], before: Sequence[Report]) -> dict[str, tuple[Figure, Figure]]:
    """For each column this year's and last year's sum, where both are numbers."""
    pairs = {}
    for column in COLUMNS:
        new, old = figure(now, f"{_OVER}.{column}"), figure(before, f"{_FORWARD}.{column}")
        if new is not None and old is not None:
            pairs[column] = new, old
    return pairs


def _last_reports(sources: LastYears, year: int, way: _Ways) -> list[Report]:
    """The units' reports on a year; none where two of a unit differ."""
    try:
        return sources.units_of(year, way.knows)
    except DifferingReports:
        return []


class _Ways:
    """Which of last year's reports lead to a unit that counts this year, to one that does not, or nowhere."""

    def __init__(self, decisions: Sequence[Decision], sources: LastYears, roster: Roster | None) -> None:
        counting = [one for one in decisions if one.decision == ACCEPTED]
        self.names = [_names_before(one, sources, roster) for one in counting]
        """Those of each unit that counts, in the order of decisions."""
        self._counted = frozenset().union(*self.names)
        others = [_names_before(one, sources, roster) for one in decisions if one.decision != ACCEPTED]
        listed = [_names_of(unit) for unit in roster.units] if roster else []
        self._out = frozenset().union(*others, *listed) - self._counted

    def knows(self, report: Report) -> bool:
        """Whether its unit is one of this year's, counting or not."""
        return self.leads_somewhere(report) or self.is_left_out(report)

    def is_left_out(self, report: Report) -> bool:
        """Whether its unit is there but does not count this year."""
        return normalised(report.agency) in self._out

    def leads_somewhere(self, report: Report) -> bool:
        """Whether a unit that counts this year carries on what it carried forward."""
        return normalised(report.agency) in self._counted


def _names_before(decision: Decision, sources: LastYears, roster: Roster | None) -> frozenset[str]:
    """The names under which a unit may have reported last year: its own, the roster's, those of units merged into it
    or reporting through it, and that of the report with its code."""
    names = {normalised(decision.agency)}
    for unit in roster.units if roster else ():
        if normalised(unit.name) in names or normalised(unit.reported_by) == normalised(decision.agency):
            names |= _names_of(unit)
    reading = decision.submission.reading
    if reading is not None:
        names.add(normalised(reading.report.agency))
        with suppress(FileProblem):  # it is asked about where the unit's own numbers are compared
            names |= {normalised(report.agency) for report in sources.of(reading.report, roster)}
    return frozenset(names - {""})


def _names_of(unit: Unit) -> frozenset[str]:
    return frozenset(normalised(name) for name in (unit.name, *unit.aliases, *unit.predecessors)) - {""}


def _alone(way: _Ways, before: Iterable[Report]) -> str:
    """The units of last year that left requests and have no successor this year."""
    lost = [report for report in before if not way.leads_somewhere(report)]
    return _listed("上年有结转、今年没有报告的单位：", _FORWARD, lost)


def _newcomers(way: _Ways, now: Sequence[Report], before: Iterable[Report]) -> str:
    """The units that carry on requests and have no report of last year's."""
    known = {normalised(report.agency) for report in before}
    new = [report for report, names in zip(now, way.names, strict=True) if not names & known]
    return _listed("有上年结转、没有上年报告的单位：", _OVER, new)


def _listed(head: str, row: str, reports: Iterable[Report]) -> str:
    """Units with what stands in the total of a row, if anything does."""
    words = []
    for report in reports:
        one = figure((report,), f"{row}.total")
        if one is not None and one.scaled:
            file = Path(report.provenance.path).name
            agency = report.agency.strip() or "（单位不明）"
            words.append(f"{agency}{f'（{file}）' if file else ' '}{one.plain} 件")
    more = f"等 {len(words)} 个" if len(words) > _SHOWN_UNITS else ""
    return head + "、".join(words[:_SHOWN_UNITS]) + more if words else ""
