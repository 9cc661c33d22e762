"""An option that takes three words and may be given several times, which the library of command lines does not know."""

from __future__ import annotations

from typing import Any

import typer

from xlreport.console.help import ChineseCommand

_JOINT = "\x1f"


class TripleCommand(ChineseCommand):
    """A command whose ``option`` takes three words, ``what`` they are in Chinese; the words reach it as one."""

    option, what = "", ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the line once the three words are one."""
        joined, rest = [], list(args)
        while rest:
            word = rest.pop(0)
            joined.append(word)
            if word == "--":
                break
            if word == self.option:
                if len(rest) < 3:
                    raise typer.BadParameter(f"选项 {self.option} 后面要写三项：{self.what}")
                joined.append(_JOINT.join(rest[:3]))
                rest = rest[3:]
        parsed: list[str] = super().parse_args(ctx, [*joined, *rest])
        return parsed


def triple(words: str, option: str, what: str) -> tuple[str, str, str]:
    """The three words of such an option. Raises the usage error where they are not three."""
    parts = words.split(_JOINT)
    if len(parts) != 3:
        raise typer.BadParameter(f"选项 {option} 后面要写三项，中间用空格：{what}")
    return parts[0], parts[1], parts[2]
