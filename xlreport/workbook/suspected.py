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
    """One repair: ``fields`` and ``places`` of the cells to change, the whole ``message``, and its form in JSON."""

    fields: tuple[str, ...]
    places: tuple[Place, ...]
    message: str
    json: dict[str, Any]


def suspected_cells(
    report: Report, findings: Sequence[Finding], config: Config = DEFAULT, last_year: tuple[Report, ...] = ()
) -> tuple[Suspected, ...]:
    """The repairs that make the broken relations of ``findings`` hold, best first; () where none is broken.

    What the prose claims and last year's figures are weighed in.
    """
    if not any(finding.code.startswith("B") for finding in findings):
        return ()
    from xlreport.rules.narrative import claimed_values  # only reports that do not balance wait for these
    from xlreport.rules.suspects import sentence, suspects, to_json

    def cell(entry: Field) -> str:
        place = place_of(report, entry)
        return place.cell if place.sheet == report.form.table(entry.table).name else str(place)

    found = suspects(report, context_of(config, last_year), claimed_values(report))
    return tuple(
        Suspected(
            fields=tuple(change.field for change in suspect.changes),
            places=tuple(place_of(report, report.form.by_id[change.field]) for change in suspect.changes),
            message=sentence(report, suspect, cell),
            json=to_json(report, suspect, cell),
        )
        for suspect in found
    )
