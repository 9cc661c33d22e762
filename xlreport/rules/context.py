"""What a rule may know besides the report itself: last year's figures, thresholds, deadlines."""

from __future__ import annotations

from dataclasses import dataclass

from xlreport.config import Config, Deadlines, Thresholds
from xlreport.report import Report


@dataclass(frozen=True)
class Context:
    """The surroundings of one report.

    ``last_year``: the reports on the year before of the same unit, or of the units that were merged into it, whose
    figures are then added up; () where none is known. ``deadlines`` and ``thresholds`` are those of the configuration;
    ``deadline`` is the unit's own last day of publication as ISO date ('' where the configuration's holds).
    ``is_summary``: the report adds up units, of which nobody expects prose.
    """

    last_year: tuple[Report, ...] = ()
    thresholds: Thresholds = Thresholds()
    deadlines: Deadlines = Deadlines()
    deadline: str = ""
    is_summary: bool = False


ALONE = Context()
"""A report of which nothing else is known."""


def context_of(
    config: Config, last_year: tuple[Report, ...] = (), deadline: str = "", *, is_summary: bool = False
) -> Context:
    """The surroundings that a configuration gives, with last year's reports and the unit's own deadline."""
    return Context(last_year, config.thresholds, config.deadlines, deadline, is_summary)
