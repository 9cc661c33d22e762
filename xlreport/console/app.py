"""The program: its commands, and how every way of ending becomes an exit code and one Chinese sentence."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from xlreport import __version__
from xlreport.config import Config, ConfigError, load_config
from xlreport.console.help import ChineseCommand, ChineseGroup
from xlreport.console.speak import ExitCode, Quiet, complain, complain_of
from xlreport.console.usage import usage_sentence
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""typer brings its own copy of click or uses the installed one; the base of BadParameter is the right class in both."""

COMMANDS = ("new", "validate", "fill", "consolidate", "export", "demo")
"""In the order of the help page; each is the name of its module too."""


class Program(ChineseGroup):
    """All commands; the module of each is imported when it is wanted, so that a click waits for no other's."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names for the help page."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"xlreport.console.{cmd_name}")
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(module.NAME, help=module.HELP, cls=ChineseCommand)(module.run)
        return typer.main.get_command(alone)


app = typer.Typer(
    name="xlreport",
    help="政府信息公开工作年度报告：填表、校验、汇总。",
    no_args_is_help=True,
    cls=Program,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class State:
    """What the options before a command say."""

    config = Config()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"xlreport {__version__}")
        raise typer.Exit


@app.callback()
def options(
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="配置文件（TOML）：级别、界限、期限")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="只输出结果和错误")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """政府信息公开工作年度报告：填表、校验、汇总。"""
    del version
    State.config = load_config(config)
    Quiet.on = quiet


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
        result = app(arguments, standalone_mode=False, prog_name="xlreport")
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            complain(str(error))
            return ExitCode.USAGE
        complain(usage_sentence(error))
        return ExitCode.USAGE
    except ConfigError as error:
        complain(f"{error}。")
        return ExitCode.USAGE
    except FileProblem as problem:
        complain_of(file_finding(problem, State.config))
        return ExitCode.FILE
    except typer.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        complain("已中断，没有写完的文件不会留下。")
        return ExitCode.FAULT
    except BrokenPipeError:
        return ExitCode.PASSED
    except Exception as error:
        complain(fault_sentence(error))
        return ExitCode.FAULT
    return int(result or 0)


def fault_sentence(error: Exception) -> str:
    """A fault of the program in one sentence; the traceback only on request, for the maintainers."""
    if os.environ.get("XLREPORT_DEBUG"):
        raise error
    return f"程序出错，不是报表的问题（{type(error).__name__}：{error}）。请把这一行连同文件发给维护人员。"
