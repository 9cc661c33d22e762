"""xlreport export: one report's data in another shape."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from xlreport.console.inputs import read_input
from xlreport.console.speak import ExitCode, complain_of, remark
from xlreport.files.atomic import write_text
from xlreport.findings.model import FileProblem
from xlreport.report import Report
from xlreport.workbook.read import judge_reading

NAME = "export"
HELP = "导出一份报告：数据（json），或可以印发、公开的报告文档（docx）。"


class Shape(StrEnum):
    """What a report can be exported to."""

    JSON = "json"
    DOCX = "docx"


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="工作簿", show_default=False)],
    shape: Annotated[Shape, typer.Option("--to", help="导出为", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="要生成的文件")],
) -> int:
    """Write the report; what was altered in the workbook is named on stderr, and lost fields give exit code 1."""
    from xlreport.console.app import State

    if shape is Shape.DOCX and output.suffix.lower() != ".docx":
        raise typer.BadParameter("-o 的文件名要以 .docx 结尾")
    reading = read_input(file, State.config)
    if output.exists() and output.samefile(file):
        raise FileProblem("output_is_input", output)
    # an earlier REPORT.json may be replaced; a document may have been worked on since
    if output.is_file() and (shape is not Shape.JSON or output.suffix.lower() != ".json"):
        raise FileProblem("output_exists", output)
    if shape is Shape.JSON:
        _write_json(reading.report, output)
    else:
        _write_docx(reading.report, output)
    lost = [finding for finding in judge_reading(reading, State.config) if finding.code == "F2"]
    for finding in lost:
        complain_of(finding)
    return ExitCode.FINDINGS if lost else ExitCode.PASSED


def _write_json(report: Report, output: Path) -> None:
    from xlreport.report_json import to_json

    write_text(output, json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n")
    remark(f"已导出 {output}")


def _write_docx(report: Report, output: Path) -> None:
    from xlreport.published.docx import gaps, write_docx

    write_docx(report, output)
    left = gaps(report)
    remark(f"已导出 {output}" + (f"，有 {len(left)} 处待填写，文中已用黄色标出：{'、'.join(left)}" if left else ""))
