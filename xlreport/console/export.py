"""xlreport export: one report in another shape: as data, or as the document that is printed and published."""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from xlreport.config import Config
from xlreport.console.inputs import read_input
from xlreport.console.speak import ExitCode, complain, complain_of, remark
from xlreport.files.atomic import write_text
from xlreport.findings.model import FileProblem, Finding
from xlreport.report import Report
from xlreport.workbook.read import Reading, judge_reading

NAME = "export"
HELP = "导出一份报告：数据（json、csv），或可以印发、公开的报告文档（docx、html、pdf）。"


class Shape(StrEnum):
    """What a report can be exported to."""

    JSON = "json"
    CSV = "csv"
    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the file's name may end; () where it may end in anything."""
        if self is Shape.JSON:
            return ()
        return (".html", ".htm") if self is Shape.HTML else (f".{self.value}",)

    @property
    def is_document(self) -> bool:
        """Whether it is to be read by the public, with all its texts."""
        return self in (Shape.DOCX, Shape.HTML, Shape.PDF)


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="工作簿、汇总表或 REPORT.json", show_default=False)],
    shape: Annotated[Shape, typer.Option("--to", help="导出为", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="要生成的文件")],
) -> int:
    """Write the report as it stands; gaps and errors are named on stderr. Errors give exit code 1; a REPORT.json is
    handed on to commands that judge it again, so only fields that were lost do."""
    from xlreport.console.app import State

    if shape.suffixes and output.suffix.lower() not in shape.suffixes:
        raise typer.BadParameter(f"-o 的文件名要以 {shape.suffixes[0]} 结尾")
    reading = read_input(file, State.config)
    if output.exists() and output.samefile(file):
        raise FileProblem("output_is_input", output)
    # an earlier REPORT.json may be replaced; a document may have been worked on since
    if output.is_file() and (shape is not Shape.JSON or output.suffix.lower() != ".json"):
        raise FileProblem("output_exists", output)
    _write(reading.report, shape, output)
    remark(f"已导出 {output}{_left_open(reading.report) if shape.is_document else ''}")
    _warn_of_units_left_out(reading, file, State.config)
    errors = [finding for finding in judge_reading(reading, State.config) if finding.is_error]
    lost = [finding for finding in errors if finding.code == "F2"]
    for finding in lost:
        complain_of(finding)
    if shape is Shape.JSON:
        return ExitCode.FINDINGS if lost else ExitCode.PASSED
    if errors:
        complain(_in_one_sentence(errors, file))
    return ExitCode.FINDINGS if errors else ExitCode.PASSED


def _write(report: Report, shape: Shape, output: Path) -> None:
    if shape is Shape.JSON:
        from xlreport.report_json import to_json

        write_text(output, json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n")
    elif shape is Shape.CSV:
        from xlreport.published.long_form import write_long

        write_long(report, output)
    elif shape is Shape.HTML:
        from xlreport.published.html import write_html

        write_html(report, output)
    elif shape is Shape.DOCX:
        from xlreport.published.docx import write_docx

        write_docx(report, output)
    else:
        _write_pdf(report, output)


def _write_pdf(report: Report, output: Path) -> None:
    from xlreport.console.machine import this_machine
    from xlreport.console.office_programs import libreoffice_program
    from xlreport.published.pdf import write_pdf

    program = libreoffice_program(this_machine())
    if program is None:
        raise FileProblem("no_office", output)
    write_pdf(report, output, program.path)


def _warn_of_units_left_out(reading: Reading, file: Path, config: Config) -> None:
    """A summary without some of its units looks like that of all, once its lists are left behind."""
    from xlreport.county.incomplete import left_out_of
    from xlreport.county.intake import SUMMARY_MARK

    words = left_out_of(file, config).words if reading.mark == SUMMARY_MARK else ""
    if words:
        complain(f"{file} 的数字里没有{words}，已照原样导出，公开以前请补齐，或在文中说明。")


def _left_open(report: Report) -> str:
    """Clauses on what the document leaves open: texts that are marked in it, and numbers that nothing marks there."""
    from xlreport.numbers import Kind
    from xlreport.published.contents import gaps

    left = gaps(report)
    words = f"，有 {len(left)} 处待填，文中已用黄色标出：{'、'.join(left)}" if left else ""
    blanks = {
        table.name: sum(report[field.id].kind == Kind.BLANK for field in table.fields) for table in report.form.tables
    }
    named = "、".join(f"{name} {count} 格" for name, count in blanks.items() if count)
    return f"{words}；表中还有数字空着：{named}，没有的请填 0" if named else words


def _in_one_sentence(errors: list[Finding], file: Path) -> str:
    counts = Counter(finding.code for finding in errors)
    codes = "、".join(f"{code} {count} 处" for code, count in sorted(counts.items()))
    count = f"{len(errors)} 处错误（{codes}）"
    return f"{file} 的报告有 {count}，已照原样导出，公开以前请用 xlreport validate 查看并改正。"
