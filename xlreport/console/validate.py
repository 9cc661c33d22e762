"""xlreport validate: every rule on every file, in words or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from xlreport.console.explain import Refused, Wish, wish_of
from xlreport.console.help import ChineseCommand
from xlreport.console.verdicts import validate_files

NAME = "validate"
HELP = "校验工作簿：勾稽关系、填写、格式。"
_EXPLAIN, _JOINT = "--explain", "\x1f"


class COMMAND(ChineseCommand):
    """The command whose ``--explain`` takes three words, which the library knows for options given once only."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the line once the three words are one."""
        joined, rest = [], list(args)
        while rest:
            word = rest.pop(0)
            joined.append(word)
            if word == "--":
                break
            if word == _EXPLAIN:
                if len(rest) < 3:
                    raise typer.BadParameter(f"选项 {_EXPLAIN} 后面要写三项：代码、单元格、说明")
                joined.append(_JOINT.join(rest[:3]))
                rest = rest[3:]
        return super().parse_args(ctx, joined + rest)


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
        wishes = [_wish(words) for words in explain or ()]
    except Refused as refused:
        raise typer.BadParameter(str(refused)) from refused
    return validate_files(files, as_json=as_json, mark=mark, last_year=last_year, wishes=wishes)


def _wish(words: str) -> Wish:
    parts = words.split(_JOINT)
    if len(parts) != 3:
        raise Refused(f"选项 {_EXPLAIN} 后面要写三项，中间用空格：代码、单元格、说明")
    return wish_of(*parts)
