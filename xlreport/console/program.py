"""The program as its command line shows it: the commands, the options before them, and what is wrong with a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any

import typer

from xlreport import __version__
from xlreport.config import load_config
from xlreport.console.app import State
from xlreport.console.help import ChineseCommand, ChineseGroup
from xlreport.console.speak import ExitCode, Quiet, complain
from xlreport.console.usage import usage_sentence

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""typer brings its own copy of click or uses the installed one; the base of BadParameter is the right class in both."""

COMMANDS = (
    "new",
    "validate",
    "fill",
    "consolidate",
    "roster",
    "dispatch",
    "compare",
    "import",
    "export",
    "demo",
    "doctor",
)
"""In the order of the help page; each is the name of its module too, with _ behind a word of the language."""


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
        module = import_module(f"xlreport.console.{cmd_name}{'_' if iskeyword(cmd_name) else ''}")
        if parts := getattr(module, "PARTS", None):
            return _with_parts(module.HELP, parts)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        kind = getattr(module, "COMMAND", ChineseCommand)
        alone.command(module.NAME, help=module.HELP, cls=kind)(module.run)
        return typer.main.get_command(alone)


def _with_parts(words: str, parts: Mapping[str, tuple[str, Callable[..., int]]]) -> Any:
    """A command of several: by name what each does, in words, and the function."""
    group = typer.Typer(add_completion=False, rich_markup_mode=None, help=words, cls=ChineseGroup, no_args_is_help=True)
    for name, (does, function) in parts.items():
        group.command(name, help=does, cls=ChineseCommand)(function)
    return typer.main.get_command(group)


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


def run_program(arguments: list[str]) -> int:
    """Run the command of a line; returns the exit code. A line that cannot be understood is told in one sentence."""
    try:
        result = app(arguments, standalone_mode=False, prog_name="xlreport")
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            complain(str(error))
            return ExitCode.USAGE
        complain(usage_sentence(error))
        return ExitCode.USAGE
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    return int(result or 0)
