"""C8: units that handed in the same numbers. One of them most likely sent another's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from xlreport.config import Config
from xlreport.county.decision import IGNORED, Decision
from xlreport.findings.problems import county_finding
from xlreport.report import Report
from xlreport.rules.figures import STOCKS

Numbers = tuple[object, ...]


def with_twins(decisions: Sequence[Decision], year: int, config: Config) -> list[Decision]:
    """The decisions, with a finding on each report of the year whose numbers another unit handed in as well.

    Refused reports are compared too: the copy and its original often fail together. Reports of one unit are C2's.
    """
    groups: dict[Numbers, list[Decision]] = defaultdict(list)
    for decision in decisions:
        report = _comparable(decision, year)
        if report is not None and _flow_cells(report) >= config.thresholds.copied_cells:
            groups[_numbers(report)].append(decision)
    group_of = {id(decision): group for group in groups.values() for decision in group}
    return [_with_finding(decision, group_of.get(id(decision), []), config) for decision in decisions]


def _comparable(decision: Decision, year: int) -> Report | None:
    """The report behind a decision where it was read whole, is of the year, and is not set aside."""
    reading = decision.submission.reading
    if reading is None or decision.decision == IGNORED or reading.report.year != year:
        return None
    return None if reading.report.provenance.missing else reading.report


def _flow_cells(report: Report) -> int:
    """How many numbers above 0 tell of something that happened: no totals, and nothing that only stands in force."""
    return sum(
        1
        for entry in report.form.fields
        if report[entry.id].scaled > 0
        and entry.id not in report.form.totals
        and entry.id.rpartition(".")[2] not in STOCKS
    )


def _numbers(report: Report) -> Numbers:
    """All that the tables hold, a blank as 0."""
    return (report.form.id, *(content.scaled if content.counts else str(content.raw) for content in report.values))


def _name(decision: Decision) -> str:
    return decision.agency or decision.submission.path.name


def _with_finding(decision: Decision, group: Sequence[Decision], config: Config) -> Decision:
    others = dict.fromkeys(_name(one) for one in group if _name(one) != _name(decision))
    if not others:
        return decision
    finding = county_finding("C8", config=config, agency=_name(decision), other="、".join(others))
    return replace(decision, findings=(*decision.findings, finding))
