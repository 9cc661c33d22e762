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
from xlreport.workbook.read import judge_reading

NAME = "export"
HELP = "导出一份报告的数据。"


class Shape(StrEnum):
    """What a report can be exported to."""

    JSON = "json"


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="工作簿", show_default=False)],
    shape: Annotated[Shape, typer.Option("--to", help="导出为", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="要生成的文件")],
) -> int:
    """Write REPORT.json; what was altered in the workbook is named on stderr, and lost fields give exit code 1."""
    from xlreport.console.app import State
    from xlreport.report_json import to_json

    del shape
    reading = read_input(file, State.config)
    if output.exists() and output.samefile(file):
        raise FileProblem("output_is_input", output)
    if output.is_file() and output.suffix.lower() != ".json":
        raise FileProblem("output_exists", output)
    write_text(output, json.dumps(to_json(reading.report), ensure_ascii=False, indent=1) + "\n")
    remark(f"已导出 {output}")
    lost = [finding for finding in judge_reading(reading, State.config) if finding.code == "F2"]
    for finding in lost:
        complain_of(finding)
    return ExitCode.FINDINGS if lost else ExitCode.PASSED
