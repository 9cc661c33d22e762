"""The cells that are most likely wrong, with their places: what rules/suspects.py found, as people and JSON see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlreport.config import DEFAULT, Config
from xlreport.findings.model import Finding
from xlreport.forms.model import Field
from xlreport.report import Place, Report
from xlreport.rules.context import context_of
from xlreport.workbook.layout import place_of

HEADING = "可能的改法"
"""Over the sentences, wherever they stand: they are advice, no findings."""


@dataclass(frozen=True, slots=True)
class Suspected:
    """One repair: ``fields`` and ``places`` of the cells to change, the whole ``message``, and its form in JSON.

    ``fault`` is the number of the fault it mends, from 1.
    """

    fields: tuple[str, ...]
    places: tuple[Place, ...]
    message: str
    json: dict[str, Any]
    fault: int = 1


@dataclass(frozen=True, slots=True)
class SuspectedFault:
    """One independent fault: ``where`` it is in words, its repairs, and why there are none (``message``, else '')."""

    where: str
    repairs: tuple[Suspected, ...]
    message: str
    json: dict[str, Any]


def suspected_faults(
    report: Report, findings: Sequence[Finding], config: Config = DEFAULT, last_year: tuple[Report, ...] = ()
) -> tuple[SuspectedFault, ...]:
    """The independent faults behind the broken relations of ``findings``; () where none is broken.

    What the prose claims and last year's figures are weighed in.
    """
    if not any(finding.code.startswith("B") for finding in findings):
        return ()
    from xlreport.rules.narrative import claimed_values  # only reports that do not balance wait for these
    from xlreport.rules.suspects import faults, sentence, to_json, where, why_none

    def cell(entry: Field) -> str:
        place = place_of(report, entry)
        return place.cell if place.sheet == report.form.table(entry.table).name else str(place)

    told = []
    for number, fault in enumerate(faults(report, context_of(config, last_year), claimed_values(report)), 1):
        repairs = tuple(
            Suspected(
                fields=tuple(change.field for change in suspect.changes),
                places=tuple(place_of(report, report.form.by_id[change.field]) for change in suspect.changes),
                message=sentence(report, suspect, cell),
                json={**to_json(report, suspect, cell), "fault": number},
                fault=number,
            )
            for suspect in fault.suspects
        )
        place, why = where(report, fault), why_none(report, fault)
        json = {"fault": number, "where": place, "rules": list(fault.broken), "message": why}
        told.append(SuspectedFault(place, repairs, why, json))
    return tuple(told)


def suspects_json(faults: Sequence[SuspectedFault]) -> list[dict[str, Any]]:
    """All repairs in the shape of ``validate --json``, best first: the likeliest of each fault, then the next ones."""
    placed = [(place, repair) for fault in faults for place, repair in enumerate(fault.repairs)]
    return [repair.json for _, repair in sorted(placed, key=lambda entry: entry[0])]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of advice: its number ('' where it is none), its words, and the repair that it tells of."""

    number: str
    words: str
    repair: Suspected | None = None


def advice(faults: Sequence[SuspectedFault]) -> list[Line]:
    """What people read: for each fault its place where there are several, its repairs, or why there are none."""
    found: list[Line] = []
    for number, fault in enumerate(faults, 1):
        if len(faults) > 1 and fault.repairs:
            found.append(Line("", f"第 {number} 处（{fault.where}）："))
        found += [Line(str(place), f"{repair.message}。", repair) for place, repair in enumerate(fault.repairs, 1)]
        if fault.message:
            found.append(Line("", (f"第 {number} 处，" if len(faults) > 1 else "") + f"{fault.message}。"))
    return found
