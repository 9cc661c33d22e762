"""Numbers of this year and the year before, made comparable: what may be compared, and what stands for what.

Everything is whole: a number × 10,000. A blank counts as 0 but is remembered; words, errors and cells that were not
found make a figure undecided (None), and no comparison is made with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from xlreport.forms import Form, crosswalk
from xlreport.numbers import unscaled
from xlreport.report import Report

KINDS_OF_APPLICANT = ("natural", "business", "research", "nonprofit", "legal", "other")
COLUMNS = (*KINDS_OF_APPLICANT, "total")
DISPUTES = ("review", "suit_direct", "suit_after_review")
STOCKS = ("in_force", "public_total", "items_last_year")
"""Last parts of the ids of numbers that stand for what there is, not for what happened in the year."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number × 10,000, of one report or summed over several; ``stated``: each of them prints a number, no blank."""

    scaled: int
    stated: bool = True

    @property
    def plain(self) -> int | float:
        """The number as people see it."""
        return unscaled(self.scaled)


def figure(reports: Sequence[Report], field_id: str) -> Figure | None:
    """The sum of one field over some reports; None where one of them lacks it or holds no number there."""
    contents = []
    for report in reports:
        if field_id not in report.form.position or field_id in report.provenance.missing:
            return None
        contents.append(report[field_id])
    if not contents or not all(content.counts for content in contents):
        return None
    return Figure(sum(content.scaled for content in contents), all(content.is_number for content in contents))


def total_figure(report: Report, total: str, parts: Sequence[str]) -> Figure | None:
    """A total, or the sum of its parts where that is more: a total left blank or 0 over filled parts is B's business.

    None where the total or a part is no number.
    """
    figures = [figure((report,), name) for name in (total, *parts)]
    if any(one is None for one in figures):
        return None
    known = [one.scaled for one in figures if one is not None]
    return Figure(max(known[0], sum(known[1:])))


def last_figure(reports: Sequence[Report], form: Form, field_id: str) -> Figure | None:
    """Last year's figure for a field of this year's form; None where it does not map in every report, too."""
    total, stated = 0, True
    for report in reports:
        origin = _origins(report.form, form).get(field_id)
        one = figure((report,), origin) if origin else None
        if one is None:
            return None
        total, stated = total + one.scaled, stated and one.stated
    return Figure(total, stated) if reports else None


@cache
def _origins(source: Form, target: Form) -> Mapping[str, str]:
    """For each field of the target the field of the source that maps to it."""
    return {new: old for old, new in crosswalk(source, target).mapped.items()}


@dataclass(frozen=True, slots=True)
class InForce:
    """现行有效 of one row against last year: what is stated, and last year's + 制发 − 废止, each × 10,000."""

    row: str
    actual: int
    before: int
    made: int
    repealed: int

    @property
    def expected(self) -> int:
        """What is in force by last year's report."""
        return self.before + self.made - self.repealed


def in_force_by_last_year(report: Report, last_year: Sequence[Report]) -> list[InForce]:
    """The rows of 表二 whose 现行有效 last year's reports decide: the 2021 format in all of them, and only numbers."""
    versions = {one.form.table("table2").version for one in (report, *last_year)}
    if not last_year or versions != {"2021"}:
        return []
    found = []
    for row in ("table2.regulations", "table2.normative_documents"):
        before = figure(last_year, f"{row}.in_force")
        now = [figure((report,), f"{row}.{column}") for column in ("in_force", "made", "repealed")]
        known = [one.scaled for one in now if one is not None]
        if before is not None and len(known) == len(now):
            found.append(InForce(row, known[0], before.scaled, known[1], known[2]))
    return found
