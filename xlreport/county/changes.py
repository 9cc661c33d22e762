"""变动: what a new consolidation changes against the last summary, unit by unit and cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.contribution import counts_in_sum
from xlreport.county.merge import Consolidation
from xlreport.findings.model import FileProblem
from xlreport.forms.model import Field
from xlreport.numbers import BLANK, Content, Kind
from xlreport.report import Report

ADDED, GONE, CHANGED = "新计入", "不再计入", "改动"


@dataclass(frozen=True, slots=True)
class Change:
    """A unit that counts now or counts no more (``field`` None), or one number of it that differs."""

    agency: str
    kind: str
    field: Field | None = None
    before: Content = BLANK
    after: Content = BLANK


def previous_units(path: Path, config: Config = DEFAULT) -> tuple[Report, ...] | None:
    """The units of the summary that a file holds; None where it is no summary of which that can be told."""
    from xlreport.county.last_year import summary_rows
    from xlreport.workbook.read import read_workbook

    try:
        reading = read_workbook(path, config)
        return tuple(summary_rows(path, reading.report, config)) if reading.mark else None
    except FileProblem:
        return None


def changes_since(previous: Sequence[Report], merged: Consolidation) -> tuple[Change, ...]:
    """All changes in the order of units; () where every unit counts with the same numbers.

    Between summaries of different forms only the units are compared.
    """
    before = {normalised(report.agency): report for report in previous}
    after = {normalised(decision.agency): decision for decision in merged.accepted}
    found: list[Change] = []
    for name, report in before.items():
        if name not in after:
            found.append(Change(report.agency, GONE))
    for name, decision in after.items():
        old = before.get(name)
        if old is None:
            found.append(Change(decision.agency, ADDED))
        elif old.form.id == merged.summary.form.id:
            found += _changed(old, decision.agency, decision.contribution, merged)
    return tuple(sorted(found, key=lambda change: change.agency))


def _changed(old: Report, agency: str, new: Mapping[str, Content], merged: Consolidation) -> Iterator[Change]:
    for entry in merged.summary.form.fields:
        before, after = old[entry.id], new.get(entry.id, BLANK)
        if _held(before, entry) != _held(after, entry):
            yield Change(agency, CHANGED, entry, before, after)


def _held(content: Content, entry: Field) -> tuple[bool, int]:
    """What a number adds to the sum; what adds nothing is all one, since 单位明细 writes words around it."""
    if content.kind == Kind.BLANK or not counts_in_sum(content, money=entry.money):
        return content.kind == Kind.BLANK, 0
    return False, content.scaled
