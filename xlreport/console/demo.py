"""xlreport demo: the whole way on an invented county, and what became of every file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlreport.console.speak import ExitCode, remark, say
from xlreport.county.decision import ACCEPTED
from xlreport.county.demo import DemoCounty, demo_county, roster_csv, write_submissions
from xlreport.county.merge import Consolidation
from xlreport.files.atomic import write_bytes, write_text
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import file_finding
from xlreport.numbers import show

if TYPE_CHECKING:
    from xlreport.workbook.suspected import SuspectedFault

NAME = "demo"
HELP = "用一个虚构的县演示填报、校验、汇总。"
_MARKER = "示例说明.txt"
_ABOUT = "这个文件夹由 xlreport demo 生成，单位都是虚构的，可以整个删除。再次运行会重写这里的文件。\n"
_WIDTH = 110


def run(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="放示例文件的文件夹")] = Path("xlreport-demo"),
) -> int:
    """Build the county's workbooks, check each, merge them, and tell what happened. 0 when it did what it shows."""
    started = time.perf_counter()
    _prepare(folder)
    county = demo_county()
    submitted = folder / "各单位报送"
    submitted.mkdir(exist_ok=True)
    paths = {unit.name: path for unit, path in write_submissions(county, submitted)}
    write_bytes(folder / "名册.csv", roster_csv(county))
    remark(f"已生成 {len(paths)} 个单位的工作簿：{submitted}")
    checked = {name: _check(path) for name, path in paths.items()}
    merged = _merge(county, folder, submitted)
    _say_table(county, checked, merged)
    _say_sums(county, merged)
    _say_places(folder, submitted)
    say(f"用时 {time.perf_counter() - started:.1f} 秒。")
    return ExitCode.PASSED


def _prepare(folder: Path) -> None:
    """Make the folder, or take one of an earlier demonstration; never one that holds something else."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARKER).is_file():
        raise FileProblem("output_denied", folder, detail="这个文件夹里已有别的文件")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem("output_denied", folder, detail="无法建立文件夹") from error
    write_text(folder / _MARKER, _ABOUT)


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found in a workbook, and the cells that are likely wrong where it does not balance."""

    findings: tuple[Finding, ...]
    faults: tuple[SuspectedFault, ...] = ()


def _check(path: Path) -> _Checked:
    from xlreport.workbook.read import judge_reading, read_workbook
    from xlreport.workbook.suspected import suspected_faults

    try:
        reading = read_workbook(path)
        findings = judge_reading(reading)
    except FileProblem as problem:
        return _Checked((file_finding(problem),))
    return _Checked(findings, suspected_faults(reading.report, findings))


def _merge(county: DemoCounty, folder: Path, submitted: Path) -> Consolidation:
    from xlreport.county.pipeline import Wishes, consolidate_files
    from xlreport.county.roster import read_roster
    from xlreport.county.summary import write_summary

    roster = read_roster(folder / "名册.csv")
    wishes = Wishes(county.year, f"{county.name}人民政府", "县级", "政府", roster)
    merged = consolidate_files([submitted], wishes)
    write_summary(merged, folder / "汇总表.xlsx", made=datetime.now())
    return merged


def _say_table(county: DemoCounty, checked: dict[str, _Checked], merged: Consolidation) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    decisions = {decision.submission.path.stem: decision for decision in merged.decisions}
    table = Table(title=f"{county.name} {county.year} 年度：各单位的情况", box=box.ASCII2, show_lines=True)
    for head, width in (("单位", 28), ("校验", 18), ("汇总", 6), ("发现的问题", 46)):
        table.add_column(head, width=width, overflow="fold")
    for unit in county.units:
        if unit.name not in checked:
            table.add_row(unit.name, "-", "缺报", "名册上有，没有报送")
            continue
        decision = decisions[unit.name]
        counted = "计入" if decision.decision == ACCEPTED else "退回"
        one = checked[unit.name]
        words = decision.reason or _warnings(decision.findings)
        table.add_row(unit.name, _verdict(one.findings), counted, "\n".join((words, *_likely(one.faults))))
    console = Console(width=_WIDTH, markup=False, emoji=False, highlight=False)
    console.print(table)


def _likely(faults: tuple[SuspectedFault, ...]) -> list[str]:
    """The cells that are likely wrong, a line each under a heading."""
    from xlreport.workbook.suspected import HEADING, advice

    told = [f"{line.number + '. ' if line.number else ''}{line.words}" for line in advice(faults)]
    return [f"{HEADING}：", *told] if told else []


def _verdict(findings: tuple[Finding, ...]) -> str:
    errors = [finding for finding in findings if finding.is_error]
    codes = "、".join(dict.fromkeys(finding.code for finding in errors))
    if any(finding.code == "C6" for finding in errors):
        return "无法读取"
    return f"未通过（{codes}）" if errors else "通过"


def _warnings(findings: tuple[Finding, ...]) -> str:
    from xlreport.findings.fold import fold

    lines = [line.sentence for line in fold(findings) if line.finding.severity == "warning"]
    return "；".join(lines)


def _say_sums(county: DemoCounty, merged: Consolidation) -> None:
    counts, summary = merged.counts, merged.summary
    say(
        f"应报 {counts['due']} 个单位，收到 {counts['files']} 个文件：计入 {counts['accepted']}，"
        f"退回 {counts['refused']}，忽略 {counts['ignored']}；缺报 {counts['missing']}。"
    )
    fields = {
        "行政许可": "table2.licensing.decisions",
        "行政处罚": "table2.penalty.decisions",
        "行政事业性收费（万元）": "table2.fees.amount",
        "本年新收申请": "table3.received.new.total",
        "办理总计": "table3.result.total.total",
    }
    words = "，".join(f"{label} {show(summary[name].plain)}" for label, name in fields.items())
    say(f"{county.name}合计：{words}。")


def _say_places(folder: Path, submitted: Path) -> None:
    say(f"各单位工作簿：{submitted}")
    say(f"汇总表：{folder / '汇总表.xlsx'}（“概况”看总体，“单位明细”看每个数的来源，“问题清单”看要改什么）")
    say("下一步：用 Excel 或 WPS 打开任意一个工作簿，改一个数，看旁边的检查怎样变化。")
