"""xlreport fill: fresh copies with totals computed and clear text numbers converted, every change listed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlreport.config import Config
from xlreport.console.inputs import Outputs, read_input
from xlreport.console.speak import SOURCES_STAY, ExitCode, complain_of, say, say_findings, verdict, worst
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.workbook.fill import Change

NAME = "fill"
HELP = "填充合计、转换以文本存储的数字，生成新的副本，原文件不动。"
_SHOWN = 12
_WORDS = {"number": "转换为数字", "zero": "填为 0", "total": "恢复合计公式"}


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="工作簿", show_default=False)],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="副本放在这个文件夹")],
    zeros: Annotated[bool, typer.Option("--zeros", help="空白和“—”“/”“无”都填为 0")] = False,
) -> int:
    """Fill files one by one; a bad one does not stop the rest."""
    from xlreport.console.app import State

    outputs = Outputs(folder, files)
    codes = []
    for path in files:
        try:
            codes.append(_fill(path, outputs, zeros, State.config))
        except FileProblem as problem:
            complain_of(file_finding(problem, State.config))
            codes.append(ExitCode.FILE)
    return worst(codes)


def _fill(path: Path, outputs: Outputs, zeros: bool, config: Config) -> ExitCode:
    from xlreport.workbook.build import build_workbook
    from xlreport.workbook.fill import filled
    from xlreport.workbook.locate import judge
    from xlreport.workbook.read import judge_reading, read_workbook
    from xlreport.workbook.standing import carried, sentence

    reading = read_input(path, config)
    target = outputs.place(path)
    report, changes = filled(reading.report, zeros=zeros)
    if report.explanations:
        report, dropped = carried(report, judge(report, config))
    else:
        dropped = ()
    build_workbook(report, target)
    say(f"{path} -> {target}")
    _say_changes(changes)
    for one in (*reading.refused, *dropped):
        say(f"  没有带过来：{sentence(one)}")
    if reading.lists_sources:
        say(f"  {SOURCES_STAY}")
    structural = [finding for finding in judge_reading(reading, config) if finding.code == "F2"]
    findings = (*structural, *judge_reading(read_workbook(target, config), config))
    say(f"  填充后：{verdict(findings)}")
    say_findings(findings, indent="    ")
    return ExitCode.FINDINGS if any(finding.is_error for finding in findings) else ExitCode.PASSED


def _say_changes(changes: tuple[Change, ...]) -> None:
    if not changes:
        say("  没有改动")
    for why, words in _WORDS.items():
        group = [change for change in changes if change.why == why]
        if group:
            say(f"  {words} {len(group)} 处：")
        for change in group[:_SHOWN] if why == "zero" else group:
            say(f"    {change.place} {change.before} -> {change.after}")
        if why == "zero" and len(group) > _SHOWN:
            rest = "、".join(str(change.place) for change in group[_SHOWN:])
            say(f"    其余：{rest}")
