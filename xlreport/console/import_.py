"""xlreport import: published reports (html, docx, pdf, md, txt, foreign sheets) → filled workbooks with evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlreport.config import Config
from xlreport.console.inputs import made_folder
from xlreport.console.speak import ExitCode, complain, complain_of, say, say_findings, say_json, say_suspects, worst
from xlreport.findings.fold import fold
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import file_finding

if TYPE_CHECKING:
    from xlreport.published.archives import DocumentSource
    from xlreport.published.read import Imported
    from xlreport.workbook.suspected import SuspectedFault

NAME = "import"
HELP = "导入已公开的报告文档（html、docx、pdf、md、txt），生成填好的工作簿；不能确定的数字标为待核。"


class Shape(StrEnum):
    """What each report is written as."""

    XLSX = "xlsx"
    JSON = "json"
    BOTH = "both"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files written."""
        return (".xlsx", ".json") if self is Shape.BOTH else (f".{self.value}",)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one document came to; ``imported`` is None where it gave no report, ``problem`` then says why.

    ``broken``: so many relations do not hold among the numbers as printed; ``faults`` hold the likely repairs.
    """

    path: str
    imported: Imported | None
    findings: tuple[Finding, ...]
    code: ExitCode
    targets: tuple[Path, ...] = ()
    problem: str = ""
    broken: int = 0
    faults: tuple[SuspectedFault, ...] = ()


def run(
    documents: Annotated[
        list[Path], typer.Argument(metavar="DOCUMENT...", help="文档、文件夹或 zip 压缩包", show_default=False)
    ],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="结果放在这个文件夹")],
    shape: Annotated[Shape, typer.Option("--to", help="生成工作簿、REPORT.json 或两样都要")] = Shape.XLSX,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> int:
    """Import documents one by one; a bad one does not stop the rest."""
    from xlreport.console.app import State
    from xlreport.published.read import list_sources

    sources = tuple(list_sources(documents, State.config.limits))  # all of them first: results may go among them
    try:
        places = ReportPlaces(folder, [source.file for source in sources], shape)
    except FileProblem as problem:
        finding = file_finding(problem, State.config)
        if as_json:
            say_json(to_json([Outcome(str(folder), None, (finding,), ExitCode.FILE, problem=_in_words(finding))]))
        complain_of(finding)
        return ExitCode.FILE
    outcomes = []
    for source in sources:
        outcome = _import(source, places, State.config, named=source.file in documents)
        outcomes.append(outcome)
        if not as_json:
            _say(outcome)
    if as_json:
        say_json(to_json(outcomes))
    elif len(outcomes) > 1:
        read = sum(1 for outcome in outcomes if outcome.imported is not None)
        open_ones = sum(1 for outcome in outcomes if outcome.imported is not None and outcome.imported.aligned.open)
        say(f"共 {len(outcomes)} 个文件，读出 {read} 份报告，其中 {open_ones} 份有待核的数字。")
    return worst([outcome.code for outcome in outcomes])


class ReportPlaces:
    """Where imported reports go: named after agency and year, never over a file, doubles numbered."""

    def __init__(self, folder: Path, sources: Iterable[Path], shape: Shape) -> None:
        self._folder, self._shape = made_folder(folder), shape
        self._sources = {source.absolute() for source in sources}
        self._given: set[str] = set()

    def place(self, imported: Imported) -> tuple[Path, ...]:
        """The files to write for a report. Raises FileProblem where one exists already or is a document read here."""
        stem = self._stem(imported)
        targets = tuple(self._folder / f"{stem}{suffix}" for suffix in self._shape.suffixes)
        for target in targets:
            if target.absolute() in self._sources:
                raise FileProblem("output_is_input", target)
            if target.exists():
                raise FileProblem("output_exists", target)
        self._given.add(stem.casefold())
        return targets

    def _stem(self, imported: Imported) -> str:
        """Agency, year and 年报; the document's own name where it says neither; （2） behind one that was given."""
        from xlreport.files.names import safe_stem

        report = imported.report
        own = safe_stem(Path(imported.path).stem) or "报告"
        stem = safe_stem(f"{report.agency}{report.year or ''}年报") if report.agency.strip() else own
        names = (stem, *(f"{stem}（{number}）" for number in range(2, len(self._given) + 3)))
        return next(name for name in names if name.casefold() not in self._given)


def _import(source: DocumentSource, places: ReportPlaces, config: Config, *, named: bool) -> Outcome:
    """One document read and written; whatever goes wrong with it is its own. ``named``: not found in a folder."""
    from xlreport.console.app import fault_sentence

    try:
        _refuse_own_workbook(source, config, named)
        return _imported(source, places, config)
    except FileProblem as problem:
        return _failed(source, file_finding(problem, config))
    except Exception as error:
        words = f"{source.shown}：{fault_sentence(error)}"
        complain(words)
        return Outcome(source.shown, None, (), ExitCode.FAULT, problem=words)


def _failed(source: DocumentSource, finding: Finding) -> Outcome:
    """A file that gave no report; one that need not be a report is only named."""
    complain_of(finding)
    code = ExitCode.FILE if finding.is_error else ExitCode.PASSED
    return Outcome(source.shown, None, (finding,), code, problem=_in_words(finding))


def _in_words(finding: Finding) -> str:
    return f"{finding.message}。{finding.remedy}。"


def _imported(source: DocumentSource, places: ReportPlaces, config: Config) -> Outcome:
    from xlreport.published.read import import_document
    from xlreport.rules.balance import check_balance
    from xlreport.workbook.locate import located
    from xlreport.workbook.suspected import suspected_faults

    imported = import_document(source, config.limits)
    broken = tuple(located(imported.pending, check_balance(imported.pending), config))
    faults = suspected_faults(imported.pending, broken, config)
    findings = tuple(located(imported.pending, imported.aligned.breaches, config))
    failed = bool(imported.aligned.open) or any(finding.is_error for finding in findings)
    code = ExitCode.FINDINGS if failed else ExitCode.PASSED
    outcome = Outcome(source.shown, imported, findings, code, broken=len(broken), faults=faults)
    try:
        targets = places.place(imported)
        for target in targets:
            _write(imported, findings, target)
    except FileProblem as problem:
        finding = file_finding(problem, config)
        complain_of(finding)
        unwritten = f"{source.shown} 的结果没有写入：{_in_words(finding)}"
        return replace(outcome, code=worst([code, ExitCode.FILE]), problem=unwritten)
    return replace(outcome, targets=targets)


def _refuse_own_workbook(source: DocumentSource, config: Config, named: bool) -> None:
    """A workbook of ours is no document: what it holds is read as it stands, by every other command. In a folder it is
    passed over: earlier results may lie there."""
    from xlreport.files.grids import read_book
    from xlreport.published.kinds import SHEET, document_kind
    from xlreport.workbook.layout import HIDDEN

    data = source.read(config.limits)
    is_sheet = document_kind(source.shown, data, config.limits) == SHEET
    if is_sheet and HIDDEN in read_book(Path(source.shown), config.limits, data).names:
        raise FileProblem("own_workbook" if named else "own_passed", source.shown)


def _write(imported: Imported, findings: Sequence[Finding], target: Path) -> None:
    """The workbook with its sheet 来源, or REPORT.json; open fields hold 「待核」 in both: each goes its own way."""
    if target.suffix == ".json":
        from xlreport.files.atomic import write_text
        from xlreport.report_json import to_json as report_to_json

        write_text(target, json.dumps(report_to_json(imported.pending), ensure_ascii=False, indent=1) + "\n")
        return
    from xlreport.workbook.build import Additions, build_workbook
    from xlreport.workbook.evidence_sheet import DocumentNotes, write_evidence

    notes = [f"{line.finding.code}：{line.sentence}。{line.finding.remedy}。" for line in fold(findings)]
    notes += [f"说明：{words}。" for words in imported.remarks]
    document = DocumentNotes(Path(imported.path).name, imported.sha256, notes)

    def sources(canvas: Any) -> None:
        write_evidence(canvas, imported.pending, imported.aligned, document)

    build_workbook(imported.pending, target, Additions(after=sources))


def to_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The outcome as ``import --json`` prints it: reports with what was left open, and files that gave none."""
    from xlreport.workbook.suspected import suspects_json

    return {
        "reports": [
            {
                **outcome.imported.to_json(),
                "findings": [finding.to_json() for finding in outcome.findings],
                "suspects": suspects_json(outcome.faults),
                "faults": [fault.json for fault in outcome.faults],
                "remarks": list(outcome.imported.remarks),
                "written": [str(target) for target in outcome.targets],
            }
            for outcome in outcomes
            if outcome.imported is not None
        ],
        "problems": [{"path": outcome.path, "message": outcome.problem} for outcome in outcomes if outcome.problem],
    }


def _say(outcome: Outcome) -> None:
    """What was read and what was left open, in as few lines as hold it."""
    from xlreport.published.read import open_lines

    imported = outcome.imported
    if imported is None:
        return
    say(_summary(imported, outcome.targets))
    for line in open_lines(imported):
        say(f"  {line}。")
    say_findings(outcome.findings)
    if outcome.broken:
        say(f"  原文的数字有 {outcome.broken} 条勾稽关系不平衡，请用 xlreport validate 逐条查看。")
    say_suspects(outcome.faults)
    for words in imported.remarks:
        say(f"  说明：{words}。")


_KINDS = {
    "html": "网页",
    "docx": "Word 文档",
    "pdf": "PDF",
    "md": "Markdown",
    "txt": "文本",
    "sheet": "电子表格",
    "csv": "CSV 数据",
}


def _summary(imported: Imported, targets: Sequence[Path]) -> str:
    report, aligned = imported.report, imported.aligned
    form = report.form
    versions = "、".join(f"{table.name}{table.version}年格式" for table in form.tables[:2])
    words = [
        report.agency or "（没有单位名称）",
        f"{report.year} 年度" if report.year else "年度不明",
        versions if form.is_mixed else f"{form.id}年格式",
        f"读出 {len(aligned.evidence)} 项",
        f"待核 {len(aligned.open)} 项",
    ]
    not_numbers = sum(1 for one in aligned.evidence.values() if not one.content.counts)
    words += [f"按次序或勾稽关系对应 {imported.weak} 项"] if imported.weak else []
    words += [f"原文不是数字 {not_numbers} 项"] if not_numbers else []
    where = f" -> {'、'.join(map(str, targets))}" if targets else ""
    return f"{imported.path}（{_KINDS.get(imported.kind, imported.kind)}）：{'，'.join(words)}{where}"
