"""xlreport validate once its command line is understood: every rule on every file, in words or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlreport.config import Config
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
    verdict,
    worst,
)
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import file_finding
from xlreport.report import Report
from xlreport.rules import RuleFault
from xlreport.workbook.read import judge_reading


@dataclass(frozen=True, slots=True)
class Checked:
    """One file's outcome; ``report`` is None where the file could not be read. ``lists_sources`` as in a reading."""

    path: Path
    report: Report | None
    findings: tuple[Finding, ...]
    code: ExitCode
    lists_sources: bool = False

    def to_json(self) -> dict[str, Any]:
        """The outcome as ``validate --json`` prints it; an unreadable file is not valid."""
        return {
            "path": str(self.path),
            "form": self.report.form.id if self.report else None,
            "year": self.report.year if self.report else None,
            "agency": self.report.agency if self.report else None,
            "valid": self.report is not None and not any(finding.is_error for finding in self.findings),
            "findings": [finding.to_json() for finding in self.findings],
            "suspects": [],
        }


def validate_files(files: list[Path], *, as_json: bool = False, mark: Path | None = None) -> ExitCode:
    """Check files one by one; a bad one does not stop the rest."""
    from xlreport.console.app import State

    checked = [_check(path, State.config) for path in files]
    codes = [one.code for one in checked]
    if as_json:
        say_json({"files": [one.to_json() for one in checked]})
    else:
        for one in checked:
            _say(one)
        if len(checked) > 1:
            passed = sum(1 for one in checked if one.code == ExitCode.PASSED)
            say(f"共 {len(checked)} 个文件，通过 {passed} 个，未通过 {len(checked) - passed} 个。")
    if mark is not None:
        codes.append(_mark_all(checked, mark, State.config))
    return worst(codes)


def _check(path: Path, config: Config) -> Checked:
    try:
        reading = read_input(path, config)
        findings = judge_reading(reading, config)
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
    return Checked(path, reading.report, findings, code, reading.lists_sources)


def _say(one: Checked) -> None:
    if one.report is None:
        say(f"{one.path}：无法校验" if one.code == ExitCode.FAULT else f"{one.path}：无法读取")
    else:
        who = one.report.agency or "（没有单位名称）"
        year = f"{one.report.year} 年度" if one.report.year else "年度不明"
        say(f"{one.path}（{who}，{year}）：{verdict(one.findings)}")
    say_findings(one.findings)


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
            write_marked(one.report, one.findings, target)
            remark(f"已生成标注副本 {target}" + (f"。{SOURCES_STAY}" if one.lists_sources else ""))
        except FileProblem as problem:
            complain_of(file_finding(problem, config))
            codes.append(ExitCode.FILE)
    return worst(codes)
