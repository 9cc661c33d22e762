"""Where the program starts and ends: how every way of ending becomes an exit code and one Chinese sentence.

The library that understands command lines takes longer to load than a file takes to check. So the line behind a click,
files to validate and nothing else to understand, goes past it; every other line is read in program.py.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from xlreport.config import Config, ConfigError
from xlreport.console.speak import ExitCode, Quiet, complain, complain_of
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding


class State:
    """What the options before a command say."""

    config = Config()


def main() -> None:
    """Run the command line and end the process with the exit code of design."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; returns the exit code. Whatever goes wrong is told in one sentence, never as a traceback."""
    try:
        return _run_click(arguments) if _is_click(arguments) else _run_line(arguments)
    except ConfigError as error:
        complain(f"{error}。")
        return ExitCode.USAGE
    except FileProblem as problem:
        complain_of(file_finding(problem, State.config))
        return ExitCode.FILE
    except KeyboardInterrupt:
        complain("已中断，没有写完的文件不会留下。")
        return ExitCode.FAULT
    except BrokenPipeError:
        return ExitCode.PASSED
    except Exception as error:
        complain(fault_sentence(error))
        return ExitCode.FAULT


def _is_click(arguments: list[str]) -> bool:
    """Whether a line is ``validate FILE...``, at most with --json."""
    command, files = arguments[:1], [word for word in arguments[1:] if word != "--json"]
    return command == ["validate"] and bool(files) and not any(word.startswith("-") for word in files)


def _run_click(arguments: list[str]) -> int:
    from xlreport.console.verdicts import validate_files

    State.config, Quiet.on = Config(), False
    files = [Path(word) for word in arguments[1:] if word != "--json"]
    return validate_files(files, as_json="--json" in arguments)


def _run_line(arguments: list[str]) -> int:
    from xlreport.console.program import run_program

    return run_program(arguments)


def fault_sentence(error: Exception) -> str:
    """A fault of the program in one sentence; the traceback only on request, for the maintainers."""
    if os.environ.get("XLREPORT_DEBUG"):
        raise error
    return f"程序出错，不是报表的问题（{type(error).__name__}：{error}）。请把这一行连同文件发给维护人员。"
