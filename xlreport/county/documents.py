"""Published documents and zip archives among the files handed in: read, then judged as a workbook is."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.config import DEFAULT, Config
from xlreport.county.comparison import UNCOMPARED, Comparison
from xlreport.county.intake import (
    POSSIBLE_YEARS,
    SPREADSHEETS,
    TEMPORARY,
    Submission,
    fault_submission,
    is_folder,
    saved_at,
    submission_of,
    take_in,
)
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.workbook.read import Reading, read_sheets

if TYPE_CHECKING:
    from xlreport.published.archives import DocumentSource
    from xlreport.published.read import Imported

_NO_WORKBOOK_OF_OURS = ("foreign", "not_workbook")
_SHOWN_OPEN = 2


def take_in_documents(
    path: Path, *, named: bool, config: Config = DEFAULT, comparison: Comparison = UNCOMPARED
) -> list[Submission]:
    """What one file holds: a workbook of ours, a published document, or an archive of them, each with a decision."""
    from xlreport.published.read import list_sources

    if path.name.startswith(TEMPORARY) or is_folder(path):
        return [take_in(path, named=named, config=config, comparison=comparison)]
    if path.suffix.lower() in SPREADSHEETS:
        workbook = take_in(path, named=named, config=config, comparison=comparison)
        if not any(finding.case in _NO_WORKBOOK_OF_OURS for finding in workbook.findings):
            return [workbook]
    return [_take_in(source, config, comparison) for source in list_sources([path], config.limits, named=named)]


def _take_in(source: DocumentSource, config: Config, comparison: Comparison) -> Submission:
    path, digest = Path(source.shown), ""
    try:
        data = source.read(config.limits)
        digest = hashlib.sha256(data).hexdigest()
        own = _own_workbook(source, data, config)
        if own is not None:
            saved = saved_at(own.report.provenance.saved, _written(source))
            return submission_of(own, path, digest, saved, config, comparison)
        return _imported(source, digest, config, comparison)
    except FileProblem as problem:
        finding = file_finding(problem, config)
        ignored = not finding.is_error
        return Submission(path, None, (finding,), ignored=ignored, sha256=digest, unreadable=not ignored)
    except Exception as error:  # a document on which the program itself fails must not lose the others their sum
        return fault_submission(path, error, digest, config)


def _own_workbook(source: DocumentSource, data: bytes, config: Config) -> Reading | None:
    """The report in a workbook of ours that lies in an archive or has another ending; None for any other file."""
    from xlreport.files.grids import read_book
    from xlreport.published.kinds import SHEET, document_kind

    if document_kind(source.shown, data, config.limits) != SHEET:
        return None
    book = read_book(Path(source.shown), config.limits, data)
    try:
        reading = read_sheets(book, source.shown)
    except FileProblem as problem:
        if problem.case in _NO_WORKBOOK_OF_OURS:
            return None
        raise
    provenance = replace(reading.report.provenance, saved=book.saved)
    return replace(reading, report=replace(reading.report, provenance=provenance))


def _imported(source: DocumentSource, digest: str, config: Config, comparison: Comparison) -> Submission:
    from xlreport.published.read import import_document

    imported = import_document(source, config.limits)
    reading = Reading(imported.pending, imported.aligned.breaches)
    submission = submission_of(reading, Path(source.shown), digest, _written(source), config, comparison)
    return replace(submission, note=_note(imported))


def _note(imported: Imported) -> str:
    """That the report comes from a document, what was left open, and how much rests on order or relation only."""
    from xlreport.published.read import open_lines

    words = ["文档导入"]
    lines = open_lines(imported)
    if lines:
        more = " 等" if len(lines) > _SHOWN_OPEN else ""
        words.append(f"待核 {len(imported.aligned.open)} 格（{'；'.join(lines[:_SHOWN_OPEN])}{more}）")
    if imported.weak:
        words.append(f"按次序或勾稽关系对应 {imported.weak} 格")
    return "，".join(words)


def _written(source: DocumentSource) -> datetime:
    """When a file was written: for one in an archive what the archive says, else the file's own time. UTC."""
    if source.members:
        with zipfile.ZipFile(source.file) as archive:
            stamp = archive.infolist()[source.members[0]].date_time
        try:
            packed = datetime(*stamp).astimezone(UTC)  # the local time of whoever packed it
        except ValueError:
            packed = None
        if packed is not None and packed.year in POSSIBLE_YEARS:
            return packed
    return datetime.fromtimestamp(source.file.stat().st_mtime, UTC)
