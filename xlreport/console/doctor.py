"""xlreport doctor: what this machine has for xlreport, one line each, and what to do about the rest.

Exit code: 0 when the command line has all it needs (Excel, add-in, fonts may be absent) · 1 when something that it
needs is absent (Python, libraries, the package's data) · 3 when a given file cannot be read or is none of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from xlreport.console.check import Check, State
from xlreport.console.machine import this_machine
from xlreport.console.speak import ExitCode, say, say_json, worst
from xlreport.console.surroundings import all_checks

NAME = "doctor"
HELP = "检查本机：Python、Excel、加载项、宏设置、字体，以及给出的文件。"


def run(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="要看的工作簿，可以不写", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> int:
    """Say what there is; change nothing, open no other program."""
    from xlreport.console.app import State as Program

    checks = all_checks(this_machine(), files or [], Program.config)
    code = exit_code(checks)
    if as_json:
        say_json({"checks": [check.to_json() for check in checks], "usable": not _lacks(checks)})
        return code
    for check in checks:
        say(check.line)
    say(conclusion(checks))
    return code


def exit_code(checks: Sequence[Check]) -> ExitCode:
    """The exit code of a page of checks."""
    files = ExitCode.FILE if any(check.unreadable for check in checks) else ExitCode.PASSED
    return worst((files, ExitCode.FINDINGS if _lacks(checks) else ExitCode.PASSED))


def conclusion(checks: Sequence[Check]) -> str:
    """The last line: whether the command line can be used, and how many checks came to what."""
    counts = "，".join(f"{state} {sum(check.state == state for check in checks)} 项" for state in State)
    lacks = "、".join(check.name for check in _lacks(checks))
    return f"结论：命令行{f'不能使用，先解决：{lacks}' if lacks else '可以使用'}（{counts}）。"


def _lacks(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.needed and check.state == State.MISSING]
