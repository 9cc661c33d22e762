"""Files handed in: every file of the given paths, with what it is and what it holds. None is left unmentioned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import county_finding, file_finding
from xlreport.workbook.build import BUILT
from xlreport.workbook.read import Reading, judge_reading, read_workbook

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".ett", ".xltx", ".xlsb"})
ARCHIVES = frozenset({".zip", ".rar", ".7z"})
SUMMARY_MARK = "summary"


@dataclass(frozen=True)
class Submission:
    """One file: its report with all findings on it, or why it is refused or ignored.

    ``reading`` is None where the file holds no report; ``ignored`` says that it need not hold one.
    """

    path: Path
    reading: Reading | None
    findings: tuple[Finding, ...]
    ignored: bool = False
    sha256: str = ""
    saved: datetime | None = None
    unreadable: bool = False


def list_files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Each file once, in the order of names; True where the user named it himself rather than its folder.

    Raises FileProblem for a path that does not exist and for a folder without any file.
    """
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found = sorted(entry for entry in path.rglob("*") if entry.is_file())
            if not found:
                raise FileProblem("no_files", path)
            files = [(entry, False) for entry in found]
        elif path.exists():
            files = [(path, True)]
        else:
            raise FileProblem("missing", path)
        for file, named in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, named


def take_in(path: Path, *, named: bool, config: Config = DEFAULT) -> Submission:
    """What one file holds. ``named``: the user named the file, so it is expected to be a report."""
    if path.name.startswith(("~$", ".~lock.")):
        return _ignored(path, "lock_file", config)
    if not named and path.suffix.lower() not in SPREADSHEETS | ARCHIVES:
        return _ignored(path, "other_kind", config)
    try:
        reading = read_workbook(path, config)
    except FileProblem as problem:
        return Submission(path, None, (file_finding(problem, config),), sha256=_digest(path), unreadable=True)
    digest, saved = _digest(path), _saved(path, reading)
    if reading.mark == SUMMARY_MARK:
        finding = county_finding("C6", "summary", config, path=path)
        return Submission(path, reading, (finding,), ignored=True, sha256=digest, saved=saved)
    return Submission(path, reading, judge_reading(reading, config), sha256=digest, saved=saved)


def _ignored(path: Path, case: str, config: Config) -> Submission:
    return Submission(path, None, (county_finding("C6", case, config, path=path),), ignored=True)


def _digest(path: Path) -> str:
    """SHA-256 of a file's bytes; '' where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _saved(path: Path, reading: Reading) -> datetime:
    """When the report was saved: the package's own word, else the file's time. UTC."""
    own = reading.report.provenance.saved
    if own is not None and own.replace(tzinfo=None) != BUILT:
        return own if own.tzinfo else own.replace(tzinfo=UTC)
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
