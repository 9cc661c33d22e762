"""How the console speaks: Chinese sentences, words rather than signs, results to stdout and remarks to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from xlreport.findings.fold import fold
from xlreport.findings.model import SEVERITY_NAMES, Finding
from xlreport.workbook.suspected import HEADING, SuspectedFault, advice


class ExitCode(IntEnum):
    """What the caller is told: passed, findings, usage, a file that could not be read or written, a fault of ours."""

    PASSED = 0
    FINDINGS = 1
    USAGE = 2
    FILE = 3
    FAULT = 4


SOURCES_STAY = "“来源”表没有带过来：它说明的是导入时的数字，请在原来的工作簿里查看。"
"""What is said of a fresh copy of an imported workbook."""
_WEIGHT = (ExitCode.PASSED, ExitCode.FINDINGS, ExitCode.FILE, ExitCode.USAGE, ExitCode.FAULT)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code of several at once: 4 > 2 > 3 > 1 > 0."""
    return max(codes, key=_WEIGHT.index, default=ExitCode.PASSED)


class Quiet:
    """Whether remarks are left out (--quiet); errors and results are always said."""

    on = False


def say(words: str = "") -> None:
    """A result for people, on stdout."""
    print(words)


def remark(words: str) -> None:
    """Progress or news that --quiet leaves out, on stderr."""
    if not Quiet.on:
        print(words, file=sys.stderr)


def complain(words: str) -> None:
    """Why something could not be done, on stderr."""
    print(words, file=sys.stderr)


def complain_of(finding: Finding) -> None:
    """A finding that stops the command, on stderr."""
    complain(f"{SEVERITY_NAMES[finding.severity]} {finding.code}：{finding.message}。{finding.remedy}。")


def say_json(data: Any) -> None:
    """One JSON object on stdout, UTF-8 whatever the terminal's encoding."""
    words = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        # bytes of a file name that are no UTF-8 become \\udcXX, which JSON can hold
        sys.stdout.buffer.write(words.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(words)


def say_findings(findings: Iterable[Finding], indent: str = "  ") -> None:
    """Findings folded, one line each: severity, code, sentence, remedy; the explained ones apart, with their texts."""
    found = list(findings)
    for line in fold(one for one in found if not one.explained):
        finding = line.finding
        say(f"{indent}{SEVERITY_NAMES[finding.severity]} {finding.code}：{line.sentence}。{finding.remedy}。")
    explained = [one for one in found if one.explained]
    if explained:
        say(f"{indent}已说明 {len(explained)} 处：")
    for line in fold(explained):
        finding = line.finding
        text = " ".join(finding.explained.split())
        say(f"{indent}  {SEVERITY_NAMES[finding.severity]} {finding.code}：{line.sentence}。说明：{text}")


def say_suspects(faults: Sequence[SuspectedFault], indent: str = "  ") -> None:
    """The repairs that make broken relations hold, fault by fault; nothing where none is broken."""
    if faults:
        say(f"{indent}{HEADING}：")
    for line in advice(faults):
        deeper = "  " if line.repair and len(faults) > 1 else ""
        say(f"{indent}  {deeper}{line.number + '. ' if line.number else ''}{line.words}")


def verdict(findings: Iterable[Finding]) -> str:
    """通过 or 未通过, with counts."""
    found = list(findings)
    counts = {severity: sum(1 for finding in found if finding.severity == severity) for severity in SEVERITY_NAMES}
    words = [f"{SEVERITY_NAMES[severity]} {count} 处" for severity, count in counts.items() if count]
    explained = sum(1 for finding in found if finding.severity == "warning" and finding.explained)
    if explained:
        place = words.index(f"{SEVERITY_NAMES['warning']} {counts['warning']} 处")
        words[place] += f"，其中已说明 {explained} 处"
    state = "未通过" if counts["error"] else "通过"
    return f"{state}（{'，'.join(words)}）" if words else state
