"""The summary that stands where a new one goes: read once, compared with, and replaced only by one of its own kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.adjustments import Adjustment
from xlreport.county.waivers import LetPass
from xlreport.files.grids import Book, read_book
from xlreport.findings.model import FileProblem
from xlreport.forms import Form
from xlreport.report import Report
from xlreport.workbook.counted import stored_in
from xlreport.workbook.layout import DETAIL, HIDDEN

if TYPE_CHECKING:
    from xlreport.workbook.read import Reading

UNNAMED = "全部单位汇总"
"""The agency of a summary for which no name was given."""


@dataclass(frozen=True)
class PreviousSummary:
    """What an earlier run wrote: what each unit counted with, what the officer adjusted and let pass, and the summary
    as it stands.

    ``units`` is None where 单位明细 was deleted or its columns were changed: what changed since cannot be told.
    ``is_part``: only some units were asked for.
    """

    path: Path
    reading: Reading
    units: tuple[Report, ...] | None
    adjustments: tuple[Adjustment, ...] = ()
    let_pass: tuple[LetPass, ...] = ()
    is_part: bool = False

    @property
    def form(self) -> Form:
        """The form of its tables."""
        return self.reading.report.form

    @property
    def year(self) -> int | None:
        """The year on its cover."""
        return self.reading.report.year

    @property
    def agency(self) -> str:
        """Whose it is, by its cover."""
        return self.reading.report.agency

    def is_of(self, summary: Report) -> bool:
        """Whether a summary is a later state of this one: of the same year and body; a nameless one is of any."""
        named = {normalised(name) for name in (self.agency, summary.agency)} - {"", normalised(UNNAMED)}
        return self.year == summary.year and len(named) < 2


def read_previous(path: Path, config: Config = DEFAULT) -> PreviousSummary | None:
    """The summary at a place; None where nothing stands there.

    Raises FileProblem where any other file does: that is somebody's work.
    """
    from xlreport.county.intake import SUMMARY_MARK
    from xlreport.workbook.read import read_sheets

    if not path.exists():
        return None
    try:
        book = read_book(path, config.limits)
        reading = read_sheets(book, str(path))
    except FileProblem as problem:
        raise FileProblem("output_foreign", path) from problem
    if reading.mark != SUMMARY_MARK:
        raise FileProblem("output_foreign", path)
    report = reading.report
    units = _units(book, path, report)
    stored = stored_in(book.grid(HIDDEN)) if HIDDEN in book.names else None
    part = stored is not None and stored.part
    return PreviousSummary(path, reading, units, _adjustments(book, report.form), _let_pass(book), part)


def _units(book: Book, path: Path, summary: Report) -> tuple[Report, ...] | None:
    from xlreport.county.last_year import rows_of

    if DETAIL not in book.names:
        return None
    try:
        return tuple(rows_of(book, path, summary))
    except FileProblem:
        return None


def _adjustments(book: Book, form: Form) -> tuple[Adjustment, ...]:
    from xlreport.county.adjustment_sheet import written_adjustments

    try:
        return tuple(written_adjustments(book, form))
    except FileProblem:  # a sheet above the limits, which a run does not write
        return ()


def _let_pass(book: Book) -> tuple[LetPass, ...]:
    from xlreport.county.let_pass_sheet import written_let_pass

    try:
        return tuple(written_let_pass(book))
    except FileProblem:
        return ()
