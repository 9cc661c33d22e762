"""Last year's reports: read from whatever the user has of them, and matched with this year's unit by unit.

A unit is known by its code, else its exact name, else an alias of the roster. Where more than one report fits, a
sentence asks which; nothing is ever chosen among different numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.intake import ARCHIVES, SPREADSHEETS, SUMMARY_MARK, TEMPORARY, is_folder, list_files
from xlreport.county.roster import Roster
from xlreport.files.grids import Book, read_book
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import file_finding
from xlreport.forms import DefinitionError, Form, crosswalk, load
from xlreport.report import Provenance, Report
from xlreport.rules.law import check_character
from xlreport.workbook.counted import ColumnsAltered, unit_rows
from xlreport.workbook.layout import DETAIL

_NO_WORKBOOK_OF_OURS = ("foreign", "not_workbook")


class DifferingReports(ValueError):
    """Two reports of one unit on the same year hold different numbers; ``agency`` is the unit's name."""

    def __init__(self, agency: str) -> None:
        super().__init__(f"two different reports of {agency!r}")
        self.agency = agency


@dataclass(frozen=True)
class LastYears:
    """The reports that a source holds, of any year and unit.

    ``rows`` are the units of summaries, which are asked only where no report of a unit's own is found. ``unreadable``
    are findings on files of a folder or archive that could not be read. ``single``: the source is one report.
    """

    source: Path
    reports: tuple[Report, ...]
    rows: tuple[Report, ...] = ()
    unreadable: tuple[Finding, ...] = ()
    single: bool = False

    def of(self, report: Report, roster: Roster | None = None) -> tuple[Report, ...]:
        """The reports on the year before of the same unit, or of the units merged into it; () where there are none.

        Raises FileProblem with a question where two different reports fit, where only some of the merged units are
        there, and where the source is one report that is of another unit or year.
        """
        if report.year is None:
            return ()
        for pool in (self.reports, self.rows):
            found = _Matching(self.source, report, roster).among(pool)
            if found:
                return found
        if self.single:
            self._accept_nameless(report)
            return self.reports
        return ()

    def units_of(self, year: int, is_unit: Callable[[Report], bool]) -> list[Report]:
        """The units' reports on a year, each unit's once. Raises DifferingReports where two of a unit differ.

        A summary is a unit's report where ``is_unit`` says so (one level up), else its rows are; of rows only those
        whose units handed in no report themselves.
        """
        summed = {row.provenance.path for row in self.rows}
        dated = [one for one in self.reports if one.year == year]
        own = [one for one in dated if one.provenance.path not in summed or is_unit(one)]
        taken = {one.provenance.path for one in own}
        rows = [row for row in self.rows if row.year == year and row.provenance.path not in taken]
        found: dict[str, Report] = {}
        for pool in (own, rows):
            known = set(found)
            for report in pool:
                name = normalised(report.agency)
                if name in found and name not in known and found[name].scaled != report.scaled:
                    raise DifferingReports(report.agency.strip())
                found.setdefault(name, report)
        return list(found.values())

    def _accept_nameless(self, report: Report) -> None:
        """Refuse a single report of another unit or year; where one of the two names no unit nothing speaks against."""
        (only,) = self.reports
        fits = only.year is not None and only.year + 1 == report.year
        if not fits or not (_is_nameless(only) or _is_nameless(report)):
            year = f" {only.year} 年度" if only.year else "（年度不明）"
            found = f"{only.agency.strip() or '单位不明'}{year}"
            args = {"agency": report.agency.strip() or "本单位", "year": (report.year or 0) - 1, "found": found}
            raise FileProblem("last_year_other", self.source, **args)


def read_last_year(source: Path, config: Config = DEFAULT) -> LastYears:
    """All reports in a source. Raises FileProblem where a single file cannot be read or a folder holds no file."""
    if is_folder(source) or source.suffix.lower() in ARCHIVES:
        return _read_many(source, config)
    if source.name.startswith(TEMPORARY):
        raise FileProblem("temporary", source, name=source.name.lstrip("~$"))
    if source.suffix.lower() == ".json":
        from xlreport.report_json import read_json

        return LastYears(source, (read_json(source),), single=True)
    if source.suffix.lower() in SPREADSHEETS:
        try:
            return _read_workbook(source, config)
        except FileProblem as problem:
            if problem.case not in _NO_WORKBOOK_OF_OURS:
                raise
    return LastYears(source, (_read_document(source, config),), single=True)


def _read_workbook(path: Path, config: Config) -> LastYears:
    from xlreport.workbook.read import read_workbook

    reading = read_workbook(path, config)
    if reading.mark != SUMMARY_MARK:
        return LastYears(path, (reading.report,), single=True)
    return LastYears(path, (reading.report,), tuple(summary_rows(path, reading.report, config)))


def _read_document(path: Path, config: Config) -> Report:
    """The report of a published document; what its reading left open is words, with which nothing is compared."""
    from xlreport.published.read import import_document, list_sources

    (source,) = list_sources([path], config.limits)
    return import_document(source, config.limits).pending


def _read_many(source: Path, config: Config) -> LastYears:
    """The reports in a folder or archive, its folders and archives included."""
    reports: list[Report] = []
    rows: list[Report] = []
    unreadable: list[Finding] = []
    files = list(list_files([source]))
    if files == [(source, True)]:
        _refuse_empty(source, config)
    for path, named in files:
        try:
            found, problems = _reports_of(path, named, config)
            unreadable += problems
            for report, is_summary in found:
                reports.append(report)
                rows += summary_rows(path, report, config) if is_summary and path.is_file() else ()
        except FileProblem as problem:
            if named:
                raise
            unreadable.append(file_finding(problem, config))
    return LastYears(source, tuple(reports), tuple(rows), tuple(unreadable))


def _refuse_empty(source: Path, config: Config) -> None:
    """Raise FileProblem for a folder without files and for what is no archive that can be opened."""
    from xlreport.published.read import list_sources

    if is_folder(source):
        raise FileProblem("no_files", source)
    first = next(iter(list_sources([source], config.limits)))
    if first.problem is not None and not first.members:
        raise first.problem


def _reports_of(path: Path, named: bool, config: Config) -> tuple[list[tuple[Report, bool]], list[Finding]]:
    """What one file holds: reports, each with whether it is a summary, and why others could not be read."""
    if path.suffix.lower() == ".json":
        from xlreport.report_json import read_json

        return [(read_json(path), False)], []
    from xlreport.county.documents import take_in_documents

    found: list[tuple[Report, bool]] = []
    problems: list[Finding] = []
    for submission in take_in_documents(path, named=named, config=config):
        if submission.reading is not None:
            in_archive = submission.path != path
            found.append((submission.reading.report, submission.is_summary and not in_archive))
        elif not submission.ignored:
            problems += submission.findings
    return found, problems


def summary_rows(path: Path, summary: Report, config: Config = DEFAULT) -> Iterator[Report]:
    """The units of a summary: a row of 单位明细 each. Raises FileProblem where its columns are not those written."""
    return rows_of(read_book(path, config.limits), path, summary)


def rows_of(book: Book, path: Path, summary: Report) -> Iterator[Report]:
    """The units of a summary in a file that was opened; none where it has no 单位明细. Raises FileProblem as above."""
    if DETAIL not in book.names:
        return
    try:
        found = unit_rows(book.grid(DETAIL), summary.form)
    except ColumnsAltered:
        raise FileProblem("damaged", path, detail=f"“{DETAIL}”的列已被改动") from None
    for one in found.rows:
        if one.agency:
            provenance = Provenance(str(path), missing=_not_of_form(one.form_id, summary.form))
            yield Report(summary.form, summary.year, one.agency, one.contents, provenance=provenance)


def _not_of_form(form_id: str, form: Form) -> frozenset[str]:
    """Fields that stand blank in a row since the unit's own form does not have them: they are no zeros."""
    try:
        return frozenset(form.position).difference(crosswalk(load(form_id.strip()), form).mapped.values())
    except DefinitionError:
        return frozenset(form.position)


class _Matching:
    """The search for one unit's reports on the year before."""

    def __init__(self, source: Path, report: Report, roster: Roster | None) -> None:
        self._source, self._report, self._roster = source, report, roster
        self._unit = roster.find(report.cover.code, report.agency).unit if roster else None
        self._predecessors = self._unit.predecessors if self._unit else ()
        self._year = (report.year or 0) - 1

    def among(self, pool: Sequence[Report]) -> tuple[Report, ...]:
        """The unit's own report and those of its predecessors. Raises FileProblem with a question."""
        pool = [report for report in pool if report.year == self._year]
        own = self._only(self._own(pool), self._report.agency)
        parts = {name: self._only(_named(pool, name), name) for name in self._predecessors}
        missing = [name for name, found in parts.items() if not found]
        if len(missing) == len(parts):
            return tuple(own)  # merged in an earlier year: the unit's own report holds everything
        if missing:
            args = {"agency": self._report.agency.strip(), "year": self._year, "missing": "、".join(missing)}
            raise FileProblem("last_year_part", self._source, **args)
        every = {id(report): report for found in (own, *parts.values()) for report in found}
        return tuple(every.values())

    def _own(self, pool: Sequence[Report]) -> list[Report]:
        """Reports with the unit's code; those with its name, too, unless their code says that they are another's."""
        code = _code(self._report)
        by_code = [report for report in pool if code and _code(report) == code]
        by_name = _named(pool, self._report.agency)
        if by_code:
            return by_code + [report for report in by_name if not _code(report)]
        return by_name or self._by_alias(pool)

    def _by_alias(self, pool: Sequence[Report]) -> list[Report]:
        """Reports of the roster's unit under another of its names, which is not that of a predecessor."""
        if self._roster is None or self._unit is None:
            return []
        before = {normalised(name) for name in self._predecessors}
        others = [report for report in pool if normalised(report.agency) not in before]
        return [report for report in others if self._roster.known(report.cover.code, report.agency) is self._unit]

    def _only(self, found: list[Report], agency: str) -> list[Report]:
        """The one report found, or none; of several with the same numbers the first. Raises FileProblem."""
        if len(found) > 1 and not all(_same_numbers(report, found[0]) for report in found):
            files = "、".join(dict.fromkeys(Path(report.provenance.path).name or report.agency for report in found))
            args = {"agency": agency.strip(), "year": self._year, "files": files}
            raise FileProblem("last_year_two", self._source, **args)
        return found[:1]


def _named(pool: Sequence[Report], name: str) -> list[Report]:
    wanted = normalised(name)
    return [report for report in pool if wanted and normalised(report.agency) == wanted]


def _is_nameless(report: Report) -> bool:
    return not (report.agency.strip() or _code(report))


def _code(report: Report) -> str:
    """The unit's code; '' where there is none or it cannot be one."""
    code = report.cover.code.strip().upper()
    return code if code and check_character(code) == code[-1] else ""


def _same_numbers(report: Report, other: Report) -> bool:
    """Whether two reports print the same numbers; a blank counts as 0."""
    return report.form.id == other.form.id and all(
        (one.scaled, one.counts) == (two.scaled, two.counts)
        for one, two in zip(report.values, other.values, strict=True)
    )
