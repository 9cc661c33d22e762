"""Published documents and zip archives among the files handed in: read, then judged as a workbook is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlreport.config import DEFAULT, Config
from xlreport.county.comparison import UNCOMPARED, Comparison
from xlreport.county.intake import (
    ARCHIVES,
    POSSIBLE_YEARS,
    SPREADSHEETS,
    TEMPORARY,
    Submission,
    digest_of,
    fault_submission,
    ignored,
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

_Reader = Callable[["DocumentSource", bytes, Config, Comparison, str], Submission]
_NO_DOCUMENT = frozenset({"not_imported", "not_document", "old_document", "locked_document", "broken_document"})
"""What may still be a workbook, or a faulty one: told better in the words for workbooks."""
_NO_WORKBOOK_OF_OURS = ("foreign", "not_workbook")
_SHOWN_OPEN, _SHOWN_MEMBERS = 2, 3


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
    sources = list_sources([path], config.limits, named=named)
    return [_take_in(source, config, comparison, _document) for source in sources]


def take_in_archive(
    path: Path, *, named: bool, config: Config = DEFAULT, comparison: Comparison = UNCOMPARED
) -> list[Submission]:
    """The workbooks in a zip archive and in archives inside it, each with a decision; what else lies there is ignored
    and named, as it is in a folder."""
    from xlreport.published.read import list_sources

    if path.name.startswith(TEMPORARY) or is_folder(path):
        return [take_in(path, named=named, config=config, comparison=comparison)]
    sources = list(list_sources([path], config.limits, named=named))
    found = [_member(source, config, comparison) for source in sources]
    if sources[0].members and all(one.ignored and not one.is_summary for one in found):
        return [_without_workbooks(path, found, config)]
    return found


def _without_workbooks(path: Path, found: Sequence[Submission], config: Config) -> Submission:
    """An archive that was handed in with no workbook in it: somebody meant to report."""
    names = "、".join(one.path.name for one in found[:_SHOWN_MEMBERS])
    more = f" 等 {len(found)} 个文件" if len(found) > _SHOWN_MEMBERS else ""
    problem = FileProblem("not_workbook", path, content=f"压缩包，没有工作簿，只有 {names}{more}")
    return Submission(path, None, (file_finding(problem, config),), sha256=digest_of(path), unreadable=True)


def _member(source: DocumentSource, config: Config, comparison: Comparison) -> Submission:
    """A file of an archive as a workbook. What its bytes are no document for is judged anew: a spreadsheet's way."""
    from xlreport.published.archives import left_behind

    path = Path(source.shown)
    left = left_behind(source.shown)
    if left is not None and source.members:
        return ignored(path, left.case, config, **left.args_)
    if source.members and path.suffix.lower() not in SPREADSHEETS | ARCHIVES:
        return ignored(path, "other_kind", config)
    if source.problem is not None and source.problem.case in _NO_DOCUMENT:
        source = replace(source, problem=None)
    return _take_in(source, config, comparison, _workbook)


def _take_in(source: DocumentSource, config: Config, comparison: Comparison, read: _Reader) -> Submission:
    """A file with the report that ``read`` finds in its bytes."""
    path, digest = Path(source.shown), ""
    try:
        data = source.read(config.limits)
        digest = hashlib.sha256(data).hexdigest()
        found = read(source, data, config, comparison, digest)
    except FileProblem as problem:
        finding = file_finding(problem, config)
        passed_over = not finding.is_error
        found = Submission(path, None, (finding,), ignored=passed_over, sha256=digest, unreadable=not passed_over)
    except Exception as error:  # a document on which the program itself fails must not lose the others their sum
        found = fault_submission(path, error, digest, config)
    return replace(found, packed=bool(source.members))


def _document(source: DocumentSource, data: bytes, config: Config, comparison: Comparison, digest: str) -> Submission:
    """A workbook of ours, or the report of a published document."""
    try:
        if _is_sheet(source, data, config):
            return _workbook(source, data, config, comparison, digest)
    except FileProblem as problem:
        if problem.case not in _NO_WORKBOOK_OF_OURS:
            raise
    return _imported(source, digest, config, comparison)


def _is_sheet(source: DocumentSource, data: bytes, config: Config) -> bool:
    from xlreport.published.kinds import SHEET, document_kind

    return document_kind(source.shown, data, config.limits) == SHEET


def _workbook(source: DocumentSource, data: bytes, config: Config, comparison: Comparison, digest: str) -> Submission:
    """The report in a workbook of ours that lies in an archive or has another ending. Raises FileProblem."""
    from xlreport.files.grids import read_book

    path = Path(source.shown)
    book = read_book(path, config.limits, data)
    reading = read_sheets(book, source.shown)
    provenance = replace(reading.report.provenance, saved=book.saved)
    own = replace(reading, report=replace(reading.report, provenance=provenance))
    return submission_of(own, path, digest, saved_at(book.saved, _written(source)), config, comparison)


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
    if source.entry is not None:
        try:
            packed = datetime(*source.entry.date_time).astimezone(UTC)  # the local time of whoever packed it
        except ValueError:
            packed = None
        if packed is not None and packed.year in POSSIBLE_YEARS:
            return packed
    return datetime.fromtimestamp(source.file.stat().st_mtime, UTC)
