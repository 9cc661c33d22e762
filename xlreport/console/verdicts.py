"""xlreport validate once its command line is understood: every rule on every file, in words or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xlreport.config import Config
from xlreport.console.explain import Refused, Wish, meant, nowhere
from xlreport.console.inputs import Outputs, read_input
from xlreport.console.speak import (
    SOURCES_STAY,
    ExitCode,
    complain,
    complain_of,
    remark,
    say,
    say_findings,
    say_json,
    say_suspects,
    verdict,
    worst,
)
from xlreport.county.comparison import UNCOMPARED, Comparison
from xlreport.findings.model import Dropped, FileProblem, Finding
from xlreport.findings.problems import file_finding
from xlreport.report import Report
from xlreport.rules import RuleFault
from xlreport.workbook.read import judge_reading
from xlreport.workbook.standing import carried, explained, sentence
from xlreport.workbook.standing import to_json as dropped_to_json
from xlreport.workbook.suspected import SuspectedFault, suspected_faults, suspects_json


@dataclass(frozen=True, slots=True)
class Checked:
    """One file's outcome; ``report`` is None where the file could not be read. ``lists_sources`` as in a reading.

    ``compared`` are the files of last year's reports that it was compared with. ``dropped`` are explanations that do
    not stand; the report holds those that do.
    """

    path: Path
    report: Report | None
    findings: tuple[Finding, ...]
    code: ExitCode
    lists_sources: bool = False
    faults: tuple[SuspectedFault, ...] = ()
    compared: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The outcome as ``validate --json`` prints it; an unreadable file is not valid."""
        return {
            "path": str(self.path),
            "form": self.report.form.id if self.report else None,
            "year": self.report.year if self.report else None,
            "agency": self.report.agency if self.report else None,
            "valid": self.report is not None and not any(finding.is_error for finding in self.findings),
            "findings": [finding.to_json() for finding in self.findings],
            "suspects": suspects_json(self.faults),
            "faults": [fault.json for fault in self.faults],
            "last_year": list(self.compared),
            "dropped": [dropped_to_json(one) for one in self.dropped],
        }


def validate_files(
    files: list[Path],
    *,
    as_json: bool = False,
    mark: Path | None = None,
    last_year: Path | None = None,
    wishes: Sequence[Wish] = (),
) -> ExitCode:
    """Check files one by one; a bad one does not stop the rest. Nothing is done where a wish cannot be granted."""
    from xlreport.console.app import State

    comparison = Comparison.with_source(last_year, State.config) if last_year else UNCOMPARED
    for finding in comparison.problems:
        complain_of(finding)
    checked = [_check(path, State.config, comparison) for path in files]
    if wishes:
        try:
            checked = _explained(checked, wishes)
        except Refused as refused:
            complain(f"{refused}。")
            return ExitCode.USAGE
    codes = [*(one.code for one in checked), *(ExitCode.FILE for _ in comparison.problems)]
    if as_json:
        say_json({"files": [one.to_json() for one in checked]})
    else:
        for one in checked:
            _say(one)
        if len(checked) > 1:
            passed = sum(1 for one in checked if one.code == ExitCode.PASSED)
            say(f"共 {len(checked)} 个文件，通过 {passed} 个，未通过 {len(checked) - passed} 个。")
    if wishes and mark is None:
        remark(
            "--explain 的说明只在这一次校验中有效，没有写入文件；要保留请加 --mark，或写在工作簿“校验”表的审核说明里。"
        )
    if mark is not None:
        codes.append(_mark_all(checked, mark, State.config))
    return worst(codes)


def _explained(checked: Sequence[Checked], wishes: Sequence[Wish]) -> list[Checked]:
    """The outcomes with the findings explained that are asked for. Raises Refused; nothing is explained then."""
    done: set[Wish] = set()
    results = []
    for one in checked:
        for wish in wishes:  # one by one: a later wish for the same finding replaces the earlier
            found = meant(wish, one.findings)
            done |= {wish} if found else set()
            if one.report is not None and found:
                report, findings, lost = explained(one.report, one.findings, dict.fromkeys(found, wish.text))
                one = replace(one, report=report, findings=findings, dropped=(*one.dropped, *lost))
        results.append(one)
    missing = nowhere(wishes, done)
    if missing:
        raise Refused("；".join(missing))
    return results


def _check(path: Path, config: Config, comparison: Comparison) -> Checked:
    try:
        reading = read_input(path, config)
        last_year, questions = comparison.of(reading.report)
        findings = (*questions, *judge_reading(reading, config, last_year))
        faults = suspected_faults(reading.report, findings, config, last_year)
        report, dropped = carried(reading.report, findings, with_last_year=bool(last_year))
    except FileProblem as problem:
        return Checked(path, None, (file_finding(problem, config),), ExitCode.FILE)
    except RuleFault as fault:
        complain(f"程序出错，不是报表的问题：{path}（{fault}）。请把这一行连同文件发给维护人员。")
        return Checked(path, None, (), ExitCode.FAULT)
    except Exception as error:
        from xlreport.console.app import fault_sentence

        complain(f"{path}：{fault_sentence(error)}")
        return Checked(path, None, (), ExitCode.FAULT)
    failed = any(finding.is_error for finding in findings)
    code = ExitCode.FINDINGS if failed else ExitCode.PASSED
    compared = tuple(dict.fromkeys(report.provenance.path for report in last_year))
    lost = (*reading.refused, *dropped)
    return Checked(path, report, findings, code, reading.lists_sources, faults, compared, lost)


def _say(one: Checked) -> None:
    if one.report is None:
        say(f"{one.path}：无法校验" if one.code == ExitCode.FAULT else f"{one.path}：无法读取")
    else:
        who = one.report.agency or "（没有单位名称）"
        year = f"{one.report.year} 年度" if one.report.year else "年度不明"
        say(f"{one.path}（{who}，{year}）：{verdict(one.findings)}")
        if one.compared:
            remark(f"  已与上年的报告比较：{'、'.join(one.compared)}")
    say_findings(one.findings)
    say_suspects(one.faults)
    for lost in one.dropped:
        say(f"  {sentence(lost)}")


def _mark_all(checked: Sequence[Checked], folder: Path, config: Config) -> ExitCode:
    """Write fresh copies whose cells carry the findings; what is wrong with one copy is said and the rest goes on."""
    from xlreport.workbook.mark import write_marked

    codes = []
    try:
        outputs = Outputs(folder, [one.path for one in checked])
    except FileProblem as problem:
        complain_of(file_finding(problem, config))
        return ExitCode.FILE
    for one in checked:
        if one.report is None:
            continue
        try:
            target = outputs.place(one.path)
            write_marked(one.report, one.findings, target, one.faults)
            remark(f"已生成标注副本 {target}" + (f"。{SOURCES_STAY}" if one.lists_sources else ""))
        except FileProblem as problem:
            complain_of(file_finding(problem, config))
            codes.append(ExitCode.FILE)
    return worst(codes)
