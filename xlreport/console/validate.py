"""xlreport validate: every rule on every file, in words or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlreport.console.explain import Refused, wish_of
from xlreport.console.triples import TripleCommand, triple
from xlreport.console.verdicts import validate_files

NAME = "validate"
HELP = "校验工作簿：勾稽关系、填写、格式。"
_EXPLAIN, _WHAT = "--explain", "代码、单元格、说明"


class COMMAND(TripleCommand):
    """The command with ``--explain``."""

    option, what = _EXPLAIN, _WHAT


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
    explain: Annotated[
        list[str] | None,
        typer.Option(
            _EXPLAIN,
            metavar="CODE CELL TEXT",
            help="说明一处警告，例如 V5 表二!B9 全年没有许可事项；可写多次，与 --mark 同用时写入副本",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Check files one by one; a bad one does not stop the rest."""
    try:
        wishes = [wish_of(*triple(words, _EXPLAIN, _WHAT)) for words in explain or ()]
    except Refused as refused:
        raise typer.BadParameter(str(refused)) from refused
    return validate_files(files, as_json=as_json, mark=mark, last_year=last_year, wishes=wishes)
