"""Help in Chinese: the library that lays out help pages words its headings in English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS = (
    ("Usage:", "用法:"),
    ("[OPTIONS] COMMAND [ARGS]...", "[选项] 命令 [参数]..."),
    ("[OPTIONS]", "[选项]"),
    ("Arguments:", "参数:"),
    ("Options:", "选项:"),
    ("Commands:", "命令:"),
    ("Show this message and exit.", "显示这份帮助"),
    ("[required]", "[必填]"),
    ("; required]", "；必填]"),
)
_DEFAULT = re.compile(r"\[default: ([^\]]*)\]")


def in_chinese(page: str) -> str:
    """A help page with its headings in Chinese."""
    for english, chinese in _WORDS:
        page = page.replace(english, chinese)
    return _DEFAULT.sub(r"[默认 \1]", page)


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """The program whose help page is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))
