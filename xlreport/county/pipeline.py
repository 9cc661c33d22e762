"""From paths to a consolidation: files listed, read one by one, decided on, added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.county.adjustments import read_adjustments
from xlreport.county.changes import changes_since
from xlreport.county.comparison import UNCOMPARED, Comparison
from xlreport.county.documents import take_in_archive, take_in_documents
from xlreport.county.earlier import earlier_years
from xlreport.county.intake import Submission, list_files, take_in
from xlreport.county.merge import Consolidation, consolidate, unit_summaries
from xlreport.county.order import Order
from xlreport.county.orphans import orphan_findings
from xlreport.county.previous import UNNAMED, PreviousSummary
from xlreport.county.roster import Roster
from xlreport.county.typed_texts import with_typed
from xlreport.county.waivers import Waiver, read_waivers
from xlreport.findings.model import Finding
from xlreport.forms import for_year
from xlreport.report import Cover

Progress = Callable[[int, int, Path], None]
_UNTOLD = "原来的汇总表没有可用的“单位明细”（被删去或改动过），说不出这次与上一次有哪些不同"


class YearUndecided(ValueError):
    """The files are of different years (or of none) and no year was asked for; ``years`` are those found."""

    def __init__(self, years: Sequence[int], submissions: Sequence[Submission]) -> None:
        super().__init__(f"years found: {years}")
        self.years, self.submissions = tuple(years), tuple(submissions)

    @property
    def nothing_read(self) -> bool:
        """Whether no year could help: not a single file holds a report."""
        return all(submission.reading is None or submission.ignored for submission in self.submissions)


@dataclass(frozen=True)
class Wishes:
    """What the officer asks for; ``year`` None means the year that all files agree on. ``documents``: published
    documents among the files are read too. ``last_year``: the file or folder to compare units with.
    ``desk``: the roster's workbook, whose sheets 放行 and 调整 hold what the officer lets pass and adjusts; ``waivers``
    come in addition. ``only`` and ``exclude``: names of units to count alone or to leave out.
    ``previous``: the last summary, with which the new one is compared."""

    year: int | None = None
    agency: str = ""
    level: str = ""
    kind: str = ""
    roster: Roster | None = None
    include_failing: bool = False
    documents: bool = False
    last_year: Path | None = None
    desk: Path | None = None
    waivers: tuple[Waiver, ...] = ()
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    previous: PreviousSummary | None = None


def collect(
    paths: Sequence[Path],
    config: Config = DEFAULT,
    progress: Progress | None = None,
    comparison: Comparison = UNCOMPARED,
    *,
    documents: bool = False,
) -> list[Submission]:
    """Every file of the paths and of zip archives among them, read; with ``documents`` published documents too.
    Nothing is raised: what cannot be read says so."""
    files = list(list_files(paths))
    submissions: list[Submission] = []
    for done, (path, named) in enumerate(files, 1):
        if documents:
            submissions += take_in_documents(path, named=named, config=config, comparison=comparison)
        elif path.suffix.lower() == ".zip":
            submissions += take_in_archive(path, named=named, config=config, comparison=comparison)
        else:
            submissions.append(take_in(path, named=named, config=config, comparison=comparison))
        if progress:
            progress(done, len(files), path)
    return submissions


def consolidate_files(
    paths: Sequence[Path], wishes: Wishes, config: Config = DEFAULT, progress: Progress | None = None
) -> Consolidation:
    """Read and merge. Raises YearUndecided, and FileProblem where last year's file cannot be read."""
    agency = wishes.agency or (wishes.previous.agency.strip() if wishes.previous else "") or UNNAMED
    comparison = Comparison(config=config, roster=wishes.roster)
    if wishes.last_year:
        comparison = Comparison.with_source(wishes.last_year, config, wishes.roster)
    collected = collect(paths, config, progress, comparison, documents=wishes.documents)
    submissions = unit_summaries(collected, wishes.roster, agency)
    year = wishes.year if wishes.year is not None else _common_year(submissions)
    form = for_year(year)
    order = Order(
        form=form,
        year=year,
        agency=agency,
        cover=Cover(level=wishes.level, kind=wishes.kind),
        roster=wishes.roster,
        include_failing=wishes.include_failing,
        waivers=(*(read_waivers(wishes.desk, config) if wishes.desk else ()), *wishes.waivers),
        adjustments=read_adjustments(wishes.desk, form, config) if wishes.desk else (),
        only=wishes.only,
        exclude=wishes.exclude,
        let_pass_before=wishes.previous.let_pass if wishes.previous else (),
    )
    merged = consolidate(submissions, order, config)
    orphans: tuple[Finding, ...] = ()
    if comparison.sources is not None and not (wishes.only or wishes.exclude):  # of some units no whole can be told
        orphans = orphan_findings(merged.decisions, year, comparison.sources, wishes.roster, config)
    merged = replace(merged, findings=(*comparison.problems, *merged.findings, *orphans))
    merged = _with_changes(merged, wishes.previous)
    merged = with_typed(merged, wishes.previous, config, named=bool(wishes.agency))
    return _with_earlier(merged, comparison, chosen=bool(wishes.only or wishes.exclude))


def _with_changes(merged: Consolidation, previous: PreviousSummary | None) -> Consolidation:
    """The consolidation with what differs from the last summary, and a note where that cannot be told."""
    if previous is None:
        return merged
    changes = changes_since(previous, merged)
    return replace(merged, changes=changes, notes=(*merged.notes, *((_UNTOLD,) if changes is None else ())))


def _with_earlier(merged: Consolidation, comparison: Comparison, *, chosen: bool) -> Consolidation:
    """The consolidation with the years before, and a note where the last one is not to be had."""
    if comparison.sources is None:
        return merged
    found, why = earlier_years(merged, comparison.sources, chosen=chosen)
    return replace(merged, earlier=found, notes=(*merged.notes, *filter(None, (why,))))


def _common_year(submissions: Sequence[Submission]) -> int:
    years = {
        submission.reading.report.year
        for submission in submissions
        if submission.reading is not None and not submission.ignored and submission.reading.report.year is not None
    }
    if len(years) != 1:
        raise YearUndecided(sorted(years), submissions)
    return years.pop()
