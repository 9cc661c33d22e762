"""A published document → a report, with the evidence for every number. What was left open is said, never filled in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlreport.align.document import Place
from xlreport.align.evidence import Aligned, Evidence, NoReport, OpenField, Placing, TooLong, TwoReports
from xlreport.config import DEFAULT, Limits
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import printable
from xlreport.forms import Field, Form, load
from xlreport.numbers import BLANK, OPEN_MARK, Content, text
from xlreport.report import SECTIONS, Cover, Provenance, Report

if TYPE_CHECKING:
    from xlreport.align.document import Document
    from xlreport.published.archives import DocumentSource

NOTHING_FOUND = "未找到"
"""What stands behind the mark of an open field for which the document prints nothing at all."""
WEAK = (Placing.ORDER, Placing.RELATION)
"""Placings that rest on no printed label; they are marked wherever they are shown."""
_LONGEST_SECTION = 32_767
_VALUE_COLUMN = 6
"""Of the long form."""
_LONGEST_RAW = 1_000
_SHOWN_RAW = 40
_MOST_ROWS = 4


@dataclass(frozen=True)
class Imported:
    """A report as a document prints it.

    ``report`` is blank where a field was left open, which only ``aligned.open`` can tell from a printed blank: what is
    handed on is ``pending``. ``kind`` is the document's; ``remarks`` are Chinese clauses on what it says of itself;
    ``sha256`` is of its bytes.
    """

    path: str
    kind: str
    report: Report
    aligned: Aligned
    remarks: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def pending(self) -> Report:
        """The report with 「待核：原文」 in every open field, so that V1 stops it until a person has decided."""
        return self.report.with_values({name: open_content(left) for name, left in self.aligned.open.items()})

    @property
    def weak(self) -> int:
        """How many numbers were placed by order or relation only."""
        return sum(1 for evidence in self.aligned.evidence.values() if evidence.placing in WEAK)

    def to_json(self) -> dict[str, Any]:
        """path, report, open and evidence in the shape of ``import --json``; fields in the order of the form."""
        from xlreport.report_json import to_json

        form, aligned = self.report.form, self.aligned
        left = [(entry, aligned.open[entry.id]) for entry in form.fields if entry.id in aligned.open]
        read = [(entry, aligned.evidence[entry.id]) for entry in form.fields if entry.id in aligned.evidence]
        return {
            "path": self.path,
            "report": to_json(self.report),
            "open": [{**_names(form, entry), "reason": one.reason, "raw": one.raw} for entry, one in left],
            "evidence": [{**_names(form, entry), **_evidence(one)} for entry, one in read],
        }


def _names(form: Form, entry: Field) -> dict[str, str]:
    return {"table": form.table(entry.table).name, "row": entry.row, "column": entry.column}


def _evidence(one: Evidence) -> dict[str, Any]:
    return {"value": one.content.plain, "raw": one.raw, "place": str(one.place), "placing": one.placing.value}


def open_content(left: OpenField) -> Content:
    """What the workbook's cell holds for an open field: words, which no sum counts."""
    raw = left.raw if len(left.raw) <= _LONGEST_RAW else f"{left.raw[:_LONGEST_RAW]}……"
    return text(f"{OPEN_MARK}：{raw or NOTHING_FOUND}")


def list_sources(
    paths: Iterable[Path], limits: Limits = DEFAULT.limits, *, named: bool = True
) -> Iterator[DocumentSource]:
    """Every file of some paths once, as list_documents has them. A folder or archive that holds none is listed too,
    with its problem. ``named``: the user named the paths himself, so that a file among them should be a document.
    """
    from xlreport.published.archives import DocumentSource, list_documents

    seen: set[tuple[Path, tuple[int, ...]]] = set()
    for path in paths:
        try:
            found = list(list_documents([path], limits))
        except OSError:  # a name that is too long, links in a circle
            found = [DocumentSource(printable(path), path, problem=FileProblem("missing", path))]
        if not found:
            case = "no_files" if path.is_dir() else "empty"
            found = [DocumentSource(printable(path), path, problem=FileProblem(case, path))]
        for source in found:
            key = (source.file.absolute(), source.members)
            if key not in seen:
                seen.add(key)
                yield _as_named(source) if named and source.file == path else source


def _as_named(source: DocumentSource) -> DocumentSource:
    """A source that was named, so that it is expected to be a document: what would be passed over in a folder."""
    problem = source.problem
    if problem is None or problem.case != "not_imported" or source.members:
        return source
    return replace(source, problem=FileProblem("not_document", problem.path, **problem.args_))


def import_document(source: DocumentSource, limits: Limits = DEFAULT.limits) -> Imported:
    """The report in a file. Raises FileProblem where it cannot be read, holds no report, or more than one."""
    from xlreport.published.grids import read_document_blocks
    from xlreport.published.long_form import is_long

    data = source.read(limits)
    digest = hashlib.sha256(data).hexdigest()
    if is_long(data):
        return replace(_from_long(data, source.shown), sha256=digest)
    return replace(read_published(read_document_blocks(source, limits)), sha256=digest)


def _from_long(data: bytes, path: str) -> Imported:
    """The report in the long form that export writes: each number stands beside the id of its field."""
    from xlreport.published.long_form import parse_long

    report, lines = parse_long(data, path)
    evidence = {
        entry.id: Evidence(
            entry.id,
            report[entry.id],
            str(report[entry.id].raw),
            Place(row=lines[entry.id], cell=_VALUE_COLUMN),
            Placing.LABEL,
        )
        for entry in report.form.fields
    }
    return Imported(path, "csv", report, Aligned(report.form.id, evidence, {}))


def read_published(document: Document) -> Imported:
    """The report in a document that was read. Level and kind of the body are not printed in one and are left blank.

    Raises FileProblem where it holds no report, or the tables of more than one.
    """
    from xlreport.align.tables import align_document
    from xlreport.published.identity import read_identity
    from xlreport.published.marked import read_marked
    from xlreport.published.prose import read_narrative

    marked = read_marked(document)
    try:
        aligned = align_document(document if marked is None else replace(document, blocks=marked.tables))
    except TooLong as error:
        raise FileProblem("too_complex", document.path, detail="内容比任何一份年度报告都长得多") from error
    except NoReport as error:
        raise FileProblem("no_report", document.path) from error
    except TwoReports as error:
        raise _two_reports(document, error.titles or read_identity(document).titles) from error
    identity = read_identity(document)
    if len(identity.titles) > 1:  # the tables alone do not tell where both print the same numbers
        raise _two_reports(document, identity.titles)
    narrative, cut = _fitting(read_narrative(document))
    form = load(aligned.form_id)
    report = Report(
        form=form,
        year=identity.year,
        agency=identity.agency,
        values=tuple(
            aligned.evidence[entry.id].content if entry.id in aligned.evidence else BLANK for entry in form.fields
        ),
        cover=Cover(code=identity.code, date=identity.date),
        narrative=narrative,
        provenance=Provenance(path=document.path),
    )
    return Imported(document.path, document.kind, report, aligned, (*identity.remarks, *cut))


def _two_reports(document: Document, titles: Iterable[str]) -> FileProblem:
    words = "、".join(title for title in titles if title) or "标题不明"
    return FileProblem("two_reports", document.path, titles=words)


def _fitting(narrative: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The sections as cells can hold them, and a sentence on each that is too long for one."""
    cut = [key for key, words in narrative.items() if len(words) > _LONGEST_SECTION]
    remarks = (f"“{SECTIONS[key]}”超过 {_LONGEST_SECTION} 个字，一个单元格放不下，后面的没有写入" for key in cut)
    return {key: words[:_LONGEST_SECTION] for key, words in narrative.items()}, tuple(remarks)


def open_lines(imported: Imported) -> list[str]:
    """The open fields for people: a clause for each row and reason; one for all where many rows of a table share it."""
    form = imported.report.form
    left = [(entry, imported.aligned.open[entry.id]) for entry in form.fields if entry.id in imported.aligned.open]
    groups: dict[tuple[str, str], list[tuple[Field, OpenField]]] = {}
    for entry, field in left:
        groups.setdefault((form.table(entry.table).name, field.reason), []).append((entry, field))
    return [line for (table, reason), pairs in groups.items() for line in _said(table, reason, pairs)]


def _said(table: str, reason: str, pairs: list[tuple[Field, OpenField]]) -> Iterator[str]:
    """The clauses on fields of one table that were left open for one reason."""
    rows = tuple(dict.fromkeys(entry.row for entry, _ in pairs))
    columns = {entry.column for entry, _ in pairs}
    raws = {field.raw for _, field in pairs}
    if len(raws) == 1 and len(rows) > 1:
        yield _open_line(table, reason, raws.pop(), len(pairs))
    elif len(columns) == 1 and len(rows) > _MOST_ROWS:
        yield _open_line(f"{table}“{columns.pop()}”列", f"{reason}（原文见“来源”表）", "", len(pairs))
    elif len(rows) > _MOST_ROWS:
        first = "".join(f"“{_last(row)}”" for row in rows[:2])
        yield f"{table}有 {len(rows)} 行 {len(pairs)} 格待核：{reason}（{first}等行，原文见“来源”表）"
    else:
        for (row, raw), count in Counter((entry.row, field.raw) for entry, field in pairs).items():
            yield _open_line(f"{table}“{_last(row)}”行", reason, raw, count)


def _last(row: str) -> str:
    return row.rpartition("/")[2]


def _open_line(where: str, reason: str, raw: str, count: int) -> str:
    words = " ".join(raw.split())
    clipped = words if len(words) <= _SHOWN_RAW else f"{words[:_SHOWN_RAW]}……"
    return f"{where} {count} 格待核：{reason}" + (f"（原文“{clipped}”）" if words else "")
