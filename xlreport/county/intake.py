"""Files handed in: every file of the given paths, with what it is and what it holds. None is left unmentioned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.county.comparison import UNCOMPARED, Comparison
from xlreport.files.grids import read_book
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import county_finding, file_finding
from xlreport.report import Report
from xlreport.workbook.build import BUILT
from xlreport.workbook.read import Reading, judge_reading, read_workbook

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".ett", ".xltx", ".xlsb"})
ARCHIVES = frozenset({".zip", ".rar", ".7z"})
TEMPORARY = ("~$", ".~lock.", ".xlreport-")
"""How names of files begin that Excel, WPS, LibreOffice and xlreport have open or left behind."""
POSSIBLE_YEARS = range(1980, 2200)
"""Years in which a package can have been saved: a clock that was never set says nothing."""
SUMMARY_MARK = "summary"
DISPATCH_LIST = "分发清单"
"""The sheet of the list that ``dispatch`` writes."""


@dataclass(frozen=True)
class Submission:
    """One file: its report with all findings on it, or why it is refused or ignored.

    ``reading`` is None where the file holds no report; ``ignored`` says that it need not hold one; ``fault`` says that
    the program failed on it, which is not the agency's doing. ``judged`` are the findings on a summary's numbers, for
    the case that it counts as a unit's report one level up. ``note`` is a word on how a published document was read,
    '' for workbooks; ``packed``: it lies in an archive, into which no link leads.
    """

    path: Path
    reading: Reading | None
    findings: tuple[Finding, ...]
    ignored: bool = False
    sha256: str = ""
    saved: datetime | None = None
    unreadable: bool = False
    fault: bool = False
    judged: tuple[Finding, ...] = ()
    note: str = ""
    packed: bool = False

    @property
    def is_summary(self) -> bool:
        """Whether it is a summary that xlreport made."""
        return self.reading is not None and self.reading.mark == SUMMARY_MARK


def list_files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Each file once, in the order of names; True where the user named it himself rather than its folder.

    A path that leads nowhere and a folder without any file are listed too: they get a decision like every file.
    """
    seen: set[Path] = set()
    for path in paths:
        found = sorted(entry for entry in path.rglob("*") if not entry.is_dir()) if is_folder(path) else []
        for file, named in [(entry, False) for entry in found] or [(path, True)]:
            identity = _identity(file)
            if identity not in seen:
                seen.add(identity)
                yield file, named


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder."""
    try:
        return path.is_dir()
    except OSError:  # a name that is too long leads nowhere
        return False


def _identity(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links that lead in a circle
        return path.absolute()


def take_in(path: Path, *, named: bool, config: Config = DEFAULT, comparison: Comparison = UNCOMPARED) -> Submission:
    """What one file holds. ``named``: the user named the file, so it is expected to be a report."""
    if path.name.startswith(TEMPORARY):
        return ignored(path, "lock_file", config)
    if not named and path.suffix.lower() not in SPREADSHEETS | ARCHIVES:
        return ignored(path, "other_kind", config)
    try:
        return _read(path, config, comparison)
    except FileProblem as problem:
        if problem.case == "foreign" and _is_dispatch_list(path, config):
            return ignored(path, "dispatched", config)
        return Submission(path, None, (file_finding(problem, config),), sha256=digest_of(path), unreadable=True)
    except Exception as error:  # a file on which the program itself fails must not lose the others their sum
        return fault_submission(path, error, digest_of(path), config)


def fault_submission(path: Path, error: Exception, digest: str = "", config: Config = DEFAULT) -> Submission:
    """A file on which the program failed, which is not the agency's doing."""
    fault = county_finding("C6", "fault", config, path=path, detail=f"{type(error).__name__}：{error}")
    return Submission(path, None, (fault,), sha256=digest, fault=True)


def _read(path: Path, config: Config, comparison: Comparison) -> Submission:
    if is_folder(path):
        raise FileProblem("no_files", path)
    reading = read_workbook(path, config)
    return submission_of(reading, path, digest_of(path), _saved(path, reading), config, comparison)


def submission_of(
    reading: Reading,
    path: Path,
    digest: str,
    saved: datetime,
    config: Config = DEFAULT,
    comparison: Comparison = UNCOMPARED,
) -> Submission:
    """A report that was read, judged by all rules; a summary is ignored unless it turns out to be a unit's report."""
    last_year, questions = comparison.of(reading.report)
    judged = (*questions, *judge_reading(reading, config, last_year, comparison.deadline_of(reading.report)))
    if reading.mark == SUMMARY_MARK:
        finding = county_finding("C6", "summary", config, path=path)
        return Submission(path, reading, (finding,), ignored=True, sha256=digest, saved=saved, judged=judged)
    if is_unfilled(reading.report):
        judged = (county_finding("C6", "unfilled", config, path=path),)
    return Submission(path, reading, judged, sha256=digest, saved=saved)


def is_unfilled(report: Report) -> bool:
    """Whether nobody filled in the tables: every number is blank, totals at most 0, and the cover does not say 无.

    Zeros that somebody typed are a report; so is 无申请 or 无复议诉讼.
    """
    if report.cover.no_requests or report.cover.no_disputes:
        return False
    totals = report.form.totals
    return all(
        content.is_blank or (entry.id in totals and content.counts and not content.scaled)
        for entry, content in zip(report.form.fields, report.values, strict=True)
    )


def _is_dispatch_list(path: Path, config: Config) -> bool:
    """Whether a spreadsheet is the officer's own list of what was dispatched, by its sheet and the heads on it."""
    book = read_book(path, config.limits)
    if DISPATCH_LIST not in book.names:
        return False
    words = {cell.words for cell in book.grid(DISPATCH_LIST).cells.values()}
    return {"单位", "文件", "SHA-256"} <= words


def ignored(path: Path, case: str, config: Config, **args: object) -> Submission:
    """A file that need not hold a report: the situation of C6 says why."""
    return Submission(path, None, (county_finding("C6", case, config, path=path, **args),), ignored=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes; '' where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _saved(path: Path, reading: Reading) -> datetime:
    return saved_at(reading.report.provenance.saved, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def saved_at(own: datetime | None, written: datetime) -> datetime:
    """When a report was saved: the package's own word, else when its file was written. UTC."""
    if own is not None and own.replace(tzinfo=None) != BUILT and own.year in POSSIBLE_YEARS:
        return own if own.tzinfo else own.replace(tzinfo=UTC)
    return written
