"""xlreport roster: an empty roster of the units that must report, and what is wrong with a filled one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from xlreport.config import Config
from xlreport.console.speak import ExitCode, complain_of, remark, say, say_json
from xlreport.files.atomic import check_place
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.workbook.layout import ADJUSTMENTS

NAME = "roster"
HELP = "应报单位名册：生成空白名册、检查名册。"


def new(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="要生成的名册（.xlsx）")],
) -> int:
    """Write an empty roster; refuses to overwrite a file."""
    from xlreport.county.roster_form import write_roster_form

    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("-o 的文件名要以 .xlsx 结尾")
    check_place(output)
    if output.exists():
        raise FileProblem("output_exists", output)
    write_roster_form(output)
    remark(f"已生成 {output}")
    return ExitCode.PASSED


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="名册（.xlsx 或 .csv）", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> int:
    """Name every fault with its row and column, on the sheets 放行 and 调整 too, and the columns that go unused."""
    from xlreport.console.app import State
    from xlreport.county.roster_faults import faults_of
    from xlreport.county.roster_table import read_table

    try:
        table = read_table(file, State.config)
        if not table.rows:
            raise FileProblem("not_roster", file, detail="一个单位也没有")
    except FileProblem as problem:
        finding = file_finding(problem, State.config)
        if as_json:
            say_json({"path": str(file), "valid": False, "units": 0, "faults": [], "findings": [finding.to_json()]})
        complain_of(finding)
        return ExitCode.FILE
    faults = faults_of(table)
    problems, repeated = _of_desk(file, State.config)
    desk = [file_finding(problem, State.config) for problem in problems]
    if as_json:
        told: list[dict[str, Any]] = [
            {
                "row": fault.row,
                "column": fault.head,
                "cell": fault.cell,
                "message": fault.sentence,
                "stops": fault.is_fatal,
            }
            for fault in faults
        ]
        told += [
            {"row": row, "column": "单元格", "cell": f"{ADJUSTMENTS}!A{row}", "message": words, "stops": False}
            for row, words in repeated
        ]
        say_json(
            {
                "path": str(file),
                "valid": not (faults or repeated or desk),
                "units": len(table.rows),
                "faults": told,
                "findings": [finding.to_json() for finding in desk],
                "unused": [{"column": word, "letter": letter} for word, letter in table.unused],
            }
        )
    else:
        for fault in faults:
            say(f"{fault.sentence}。")
        for _, words in repeated:
            say(f"{words}。")
        for finding in desk:
            say(f"{finding.message}，{finding.remedy}。")
        if table.unused:
            named = "、".join(f"“{word}”（{letter} 列）" for word, letter in table.unused)
            say(f"没有用到的栏：{named}，不是有意加的请核对栏名。")
        count = len(faults) + len(repeated) + len(desk)
        say(f"名册有 {len(table.rows)} 行，{f'{count} 处要改' if count else '没有发现问题'}。")
    return ExitCode.FINDINGS if faults or repeated or desk else ExitCode.PASSED


def _of_desk(file: Path, config: Config) -> tuple[list[FileProblem], list[tuple[int, str]]]:
    """What is wrong on the sheets 放行 and 调整, and the row of each adjustment that stands there twice with a
    sentence; of adjustments only what no form's cells make right."""
    from xlreport.county.adjustments import adjustments_and_problems, twice_adjusted
    from xlreport.county.waivers import waiver_problems
    from xlreport.forms import load
    from xlreport.forms.load import VERSIONS

    by_form = [adjustments_and_problems(file, load(form), config) for form in VERSIONS]
    adjustments, problems = min(by_form, key=lambda found: len(found[1]))
    return [*waiver_problems(file, config), *problems], [(one.row, words) for one, words in twice_adjusted(adjustments)]


PARTS = {"new": ("生成空白名册，各栏带说明和选择列表。", new), "check": ("检查名册，逐行逐栏指出问题。", check)}
"""The command's own commands: what each does, and its function."""
