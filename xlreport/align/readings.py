"""What one table of a document gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xlreport.align.evidence import Evidence, OpenField
from xlreport.align.printed import PrintedRow
from xlreport.align.stubs import Match
from xlreport.findings.model import Breach
from xlreport.forms.model import Table


@dataclass(frozen=True)
class TableReading:
    """What one table of a document gives. ``matches`` are the rows that were recognised."""

    table: Table
    matches: tuple[Match, ...]
    evidence: Mapping[str, Evidence]
    open: Mapping[str, OpenField]
    breaches: tuple[Breach, ...]
    printed: Sequence[PrintedRow] = ()
    """The printed rows that the matches count."""
    doubled: int = 0
    """How many rows of the statute were printed more than once, with different numbers."""


def without_rows(reading: TableReading, reason: str) -> TableReading:
    """The reading with every field open for one reason."""
    fields = {entry.id: OpenField(entry.id, reason) for entry in reading.table.fields}
    return replace(reading, evidence={}, open=fields)


def raw_of(rows: Sequence[PrintedRow]) -> str:
    """What rows print in their slots, for a person to look at."""
    return " | ".join(row.raw for row in rows if row.slots)
