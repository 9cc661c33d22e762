"""xlreport consolidate: many agencies' workbooks into one county summary."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from xlreport.config import Config
from xlreport.console.inputs import made_folder
from xlreport.console.new import KindOption, LevelOption, check_choices
from xlreport.console.speak import ExitCode, Quiet, complain, complain_of, remark, say, say_json, worst
from xlreport.console.triples import TripleCommand, triple
from xlreport.county.changes import Change
from xlreport.county.decision import DECISION_NAMES, Decision
from xlreport.county.intake import Submission
from xlreport.county.merge import Consolidation, count_decisions, refused_or_ignored
from xlreport.county.order import UnknownUnit
from xlreport.county.previous import PreviousSummary
from xlreport.county.waivers import Waiver, WaiverRefused, is_waived
from xlreport.files.atomic import check_place
from xlreport.findings.fold import fold
from xlreport.findings.model import SEVERITY_NAMES, FileProblem, Finding, explained_warnings
from xlreport.findings.problems import file_finding

NAME = "consolidate"
HELP = "汇总多个单位的工作簿。"
_SHOWN_CHANGES = 10
_ACCEPT, _WHAT = "--accept", "单位、代码、理由"


class COMMAND(TripleCommand):
    """The command with ``--accept``."""

    option, what = _ACCEPT, _WHAT


def run(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="工作簿、文件夹或 zip 压缩包", show_default=False)
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="SUMMARY", help="要生成的汇总表（.xlsx）")],
    year: Annotated[
        int | None,
        typer.Option(metavar="Y", min=2000, max=2100, help="汇总年度；不写则取各文件共同的年度", show_default=False),
    ] = None,
    agency: Annotated[str, typer.Option(metavar="NAME", help="汇总表的单位名称")] = "",
    level: LevelOption = "",
    kind: KindOption = "",
    roster: Annotated[Path | None, typer.Option("--roster", metavar="R", help="应报单位名册（.xlsx 或 .csv）")] = None,
    include_failing: Annotated[
        bool, typer.Option("--include-failing", help="有错误的单位也计入，并在汇总表注明")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            _ACCEPT,
            metavar="UNIT CODE REASON",
            help="放行一个单位的一处错误并写明理由，有几处的写 B4@表三!J27；可写多次；也可写在名册的“放行”里",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="U", help="只汇总这个单位，可写多次", show_default=False)
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="U", help="不汇总这个单位，可写多次", show_default=False)
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option("--last-year", metavar="S", help="上年的汇总表，或放上年各单位报告的文件夹；逐个单位与上年比较"),
    ] = None,
    documents: Annotated[
        bool, typer.Option("--import-documents", help="也读取公开的报告文档（html、docx、pdf、md、txt）")
    ] = False,
    returns: Annotated[
        Path | None,
        typer.Option("--returns", metavar="DIR", help="在这个文件夹里为每个退回的单位生成可复制的消息和退回单"),
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", metavar="DIR", help="把各单位的数字另存为 Parquet 文件，供 pandas 等分析"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> int:
    """Merge and write the summary; every file gets a decision with a reason."""
    from xlreport.console.app import State
    from xlreport.county.pipeline import Wishes, YearUndecided, consolidate_files
    from xlreport.county.previous import read_previous
    from xlreport.county.roster import read_roster

    check_choices(level, kind)
    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("-o 的文件名要以 .xlsx 结尾")
    try:
        check_place(output)
        previous = read_previous(output, State.config)
        if only and previous is not None and not previous.is_part:
            raise FileProblem("output_whole", output)
        if returns is not None:
            made_folder(returns)
        known = read_roster(roster, State.config) if roster else None
        wishes = Wishes(
            year=year,
            agency=agency,
            level=level,
            kind=kind,
            roster=known,
            include_failing=include_failing,
            documents=documents,
            last_year=last_year,
            desk=roster,
            waivers=_waivers(accept),
            only=tuple(only or ()),
            exclude=tuple(exclude or ()),
            previous=previous,
        )
        merged = consolidate_files(paths, wishes, State.config, _progress)
    except FileProblem as problem:
        return _without_summary((), file_finding(problem, State.config), as_json=as_json)
    except UnknownUnit as error:
        raise typer.BadParameter(str(error)) from error
    except YearUndecided as error:
        if error.nothing_read:
            finding = file_finding(FileProblem("nothing_read", output), State.config)
            return _without_summary(error.submissions, finding, as_json=as_json)
        found = f"文件的年度有 {'、'.join(map(str, error.years))}" if error.years else "没有一个文件写明年度"
        raise typer.BadParameter(f"{found}，请用 --year 指明汇总年度") from error
    sent, not_sent = _sent_back(merged, returns, agency, State.config)
    failed = (
        *_written(merged, previous, output, State.config),
        *not_sent,
        *_framed(merged, parquet, State.config),
    )
    if as_json:
        say_json(to_json(merged, State.config, failed))
    else:
        say_merged(merged)
    for finding in failed:
        complain_of(finding)
    for words in merged.notes:
        complain(f"{words}。")
    if sent:
        remark(sent)
    if not as_json and not failed:
        remark(f"汇总表：{output}")
        if parquet is not None:
            remark(f"数据文件：{parquet}")
    return worst([exit_code(merged), *(ExitCode.FILE for _ in failed)])


def _waivers(accept: list[str] | None) -> tuple[Waiver, ...]:
    try:
        return tuple(Waiver(*triple(words, _ACCEPT, _WHAT)) for words in accept or ())
    except WaiverRefused as refused:
        raise typer.BadParameter(str(refused)) from refused


def _written(
    merged: Consolidation, previous: PreviousSummary | None, output: Path, config: Config
) -> tuple[Finding, ...]:
    """Write the summary; what stood in the way, if anything did."""
    from xlreport.county.summary import write_summary

    try:
        if previous is not None and not previous.is_of(merged.summary):
            raise FileProblem("output_other_summary", output, agency=previous.agency, year=previous.year)
        write_summary(merged, output, made=datetime.now(), config=config)
    except FileProblem as problem:
        return (file_finding(problem, config),)
    return ()


def _sent_back(
    merged: Consolidation, folder: Path | None, sender: str, config: Config
) -> tuple[str, tuple[Finding, ...]]:
    """Write what goes back to units, where asked for; where it lies, and what stood in the way, if anything did."""
    if folder is None:
        return "", ()
    from xlreport.console.returns import write_returns

    try:
        written = write_returns(merged, folder, sender)
    except FileProblem as problem:
        return "", (file_finding(problem, config),)
    where = f"退回的消息和退回单：{folder}（{len(written)} 个文件）"
    return where if written else "没有退回的单位，没有生成退回单", ()


def _framed(merged: Consolidation, folder: Path | None, config: Config) -> tuple[Finding, ...]:
    """Write the frames where they are asked for; what stood in the way, if anything did."""
    if folder is None:
        return ()
    from xlreport.county.frames import write_parquet  # nobody else waits for pandas

    try:
        write_parquet(merged, folder)
    except FileProblem as problem:
        return (file_finding(problem, config),)
    return ()


def _without_summary(submissions: Sequence[Submission], finding: Finding, *, as_json: bool) -> ExitCode:
    """Say why there is no summary, file by file; with --json as an object of the usual shape."""
    decisions = [refused_or_ignored(submission) for submission in submissions]
    if as_json:
        units, found = [_unit(decision) for decision in decisions], [finding.to_json()]
        say_json({"summary": None, "units": units, "findings": found, "counts": count_decisions(decisions)})
    else:
        for decision in decisions:
            _say_decision(decision)
    complain_of(finding)
    fault = any(submission.fault for submission in submissions)
    return ExitCode.FAULT if fault else ExitCode.FILE


def _progress(done: int, total: int, path: Path) -> None:
    """A counter on terminals only."""
    if sys.stderr.isatty() and not Quiet.on:
        end = "\n" if done == total else ""
        print(f"\r读取 {done}/{total} {path.name[:30]:<30}", end=end, file=sys.stderr, flush=True)


def exit_code(merged: Consolidation) -> ExitCode:
    """1 for refused units, errors or missing units; 3 where a file could not be read; 4 for a fault of the program."""
    codes = [ExitCode.FILE for decision in merged.decisions if decision.submission.unreadable]
    codes += [ExitCode.FILE for finding in merged.findings if finding.code == "C6" and finding.is_error]
    codes += [ExitCode.FAULT for decision in merged.decisions if decision.submission.fault]
    failed = any(decision.decision == "refused" or decision.failing for decision in merged.decisions)
    on_the_whole = (*merged.findings, *merged.by_adjustment)
    if failed or any(finding.is_error and not is_waived(finding) for finding in on_the_whole):
        codes.append(ExitCode.FINDINGS)
    return worst(codes)


def to_json(merged: Consolidation, config: Config, failed: Sequence[Finding] = ()) -> dict[str, Any]:
    """The outcome as ``consolidate --json`` prints it; ``failed`` says why the summary could not be written."""
    from xlreport.report_json import to_json as report_to_json
    from xlreport.workbook.locate import judge

    on_summary = judge(merged.summary, config, is_summary=True)
    if not merged.accepted:  # that a summary of nothing is blank goes without saying
        on_summary = tuple(finding for finding in on_summary if finding.code != "V5")
    findings = (*failed, *merged.findings, *on_summary)
    return {
        "summary": report_to_json(merged.summary),
        "units": [_unit(decision) for decision in merged.decisions],
        "findings": [finding.to_json() for finding in findings],
        "counts": merged.counts,
        "notes": list(merged.notes),
        "changes": None if merged.changes is None else [_change(change) for change in merged.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    from xlreport.county.status_sheet import change_words

    _, kind, table, row, column, _, _ = change_words(change)
    before, after = (None, None) if change.field is None else (change.before.plain, change.after.plain)
    place = {"table": table, "row": row, "column": column}
    words = {} if change.agency else {"reason_before": change.reason_before, "reason_after": change.reason_after}
    return {"agency": change.agency or None, "kind": kind, **place, "before": before, "after": after, **words}


def _say_changes(merged: Consolidation) -> None:
    """What differs from the last summary, the first changes one by one."""
    from xlreport.county.status_sheet import change_words

    if merged.changes is None:
        return
    say(f"与上一次的汇总表相比，{f'有 {len(merged.changes)} 处不同' if merged.changes else '没有变化'}。")
    for change in merged.changes[:_SHOWN_CHANGES]:
        agency, kind, table, row, column, before, after = change_words(change)
        what = f"{table}“{row.rpartition('/')[2]}”{column} {before or '无'} -> {after or '无'}" if table else kind
        say(f"  {agency if change.agency else kind}：{what}")
    if len(merged.changes) > _SHOWN_CHANGES:
        say("  其余见汇总表的“变动”。")


def _unit(decision: Decision) -> dict[str, Any]:
    return {
        "agency": decision.agency or None,
        "path": str(decision.submission.path),
        "decision": decision.decision,
        "reason": decision.reason,
        "failing": decision.failing,
        **explained_warnings(decision.findings),
        "findings": [finding.to_json() for finding in decision.findings],
    }


def _say_decision(decision: Decision) -> None:
    words = (
        f"{DECISION_NAMES[decision.decision]} {decision.agency or '（单位不明）'}（{decision.submission.path.name}）"
    )
    if decision.decision == "refused" and decision.submission.reading is None:
        say(f"{words}：{decision.reason}。{decision.findings[0].remedy}。")
    else:
        say(f"{words}：{decision.reason}" if decision.reason else words)


def _is_said(decision: Decision, finding: Finding) -> bool:
    """Whether a finding on a file stands below its line: what the reason does not say, and of several reports of one
    unit in the line of the one that is used."""
    if decision.decision == "refused" or finding.message in decision.reason:
        return False
    if finding.code == "C2":
        return decision.decision == "accepted" or finding.case == "reported_by"
    return finding.code in ("C5", "C8")


def say_merged(merged: Consolidation) -> None:
    """What became of every file, and the counts."""
    for decision in merged.decisions:
        _say_decision(decision)
        for finding in (one for one in decision.findings if _is_said(decision, one)):
            say(f"  {SEVERITY_NAMES[finding.severity]} {finding.code}：{finding.message}。{finding.remedy}。")
    for line in fold((*merged.findings, *merged.by_adjustment)):
        finding = line.finding
        if is_waived(finding):
            say(f"放行 {finding.code}：{line.sentence}。理由：{finding.explained.removeprefix('放行：')}。")
        else:
            say(f"{SEVERITY_NAMES[finding.severity]} {finding.code}：{line.sentence}。{finding.remedy}。")
    _say_changes(merged)
    counts = merged.counts
    decided = f"计入 {counts['accepted']}，退回 {counts['refused']}，忽略 {counts['ignored']}"
    where = "退回的怎样改，见汇总表的“退回”。" if counts["refused"] else ""
    say(f"收到 {counts['files']} 个文件：{decided}。{where}")
    if counts["due"] is not None:
        left_out = [unit.name for unit in merged.due if not unit.counted]
        words = f"；名册注明不计入汇总 {len(left_out)} 个：{'、'.join(left_out)}" if left_out else ""
        say(f"应报 {counts['due']} 个单位，缺报 {counts['missing']} 个{words}。")
