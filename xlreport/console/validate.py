"""xlreport validate: every rule on every file, in words or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlreport.console.verdicts import validate_files

NAME = "validate"
HELP = "校验工作簿：勾稽关系、填写、格式。"


def run(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="工作簿（.xlsx .xls .ods .et）或 REPORT.json", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    last_year: Annotated[
        Path | None,
        typer.Option(
            "--last-year",
            metavar="FILE|DIR",
            help="上年的工作簿、汇总表、公开的报告或 REPORT.json，或其文件夹",
        ),
    ] = None,
    mark: Annotated[Path | None, typer.Option("--mark", metavar="DIR", help="在这个文件夹里生成标出问题的副本")] = None,
) -> int:
    """Check files one by one; a bad one does not stop the rest."""
    return validate_files(files, as_json=as_json, mark=mark, last_year=last_year)
