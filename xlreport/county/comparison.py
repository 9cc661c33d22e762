"""What --last-year compares with: the source read once, and for each report its own reports on the year before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.config import DEFAULT, Config
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import file_finding
from xlreport.report import Report

if TYPE_CHECKING:
    from xlreport.county.last_year import LastYears
    from xlreport.county.roster import Roster


@dataclass(frozen=True)
class Comparison:
    """``sources`` is None where nothing is compared; ``problems`` are files of it that could not be read."""

    sources: LastYears | None = None
    config: Config = DEFAULT
    problems: tuple[Finding, ...] = ()
    roster: Roster | None = None

    @classmethod
    def with_source(cls, source: Path, config: Config, roster: Roster | None = None) -> Comparison:
        """The comparison with what a file or folder holds; where it cannot be read, with nothing, saying why.

        The ``roster`` knows other names of the units, and which were merged into one."""
        from xlreport.county.last_year import read_last_year  # a click without last year waits for none of this

        try:
            found = read_last_year(source, config)
        except FileProblem as problem:
            return cls(config=config, problems=(file_finding(problem, config),), roster=roster)
        return cls(found, config, tuple(finding for finding in found.unreadable if finding.is_error), roster)

    def of(self, report: Report) -> tuple[tuple[Report, ...], tuple[Finding, ...]]:
        """The reports that one is compared with, and what stands in the way: two that differ, none of the unit."""
        if self.sources is None:
            return (), ()
        try:
            found = self.sources.of(report, self.roster)
            if not found and report.year is not None:
                agency = report.agency.strip() or "本单位"
                raise FileProblem("last_year_none", self.sources.source, agency=agency, year=report.year - 1)
        except FileProblem as problem:
            return (), (file_finding(problem, self.config),)
        return found, ()

    def deadline_of(self, report: Report) -> str:
        """The unit's own last day by the roster, as ISO date; '' where the usual one holds."""
        unit = self.roster.find(report.cover.code, report.agency).unit if self.roster else None
        return unit.deadline if unit else ""


UNCOMPARED = Comparison()
