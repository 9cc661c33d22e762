"""How a function becomes a worksheet function: xlwings' decorators, help for the function wizard, no exception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import xlwings as xw

CATEGORY = "政府信息公开年报"


@dataclass(frozen=True, slots=True)
class Help:
    """What the function wizard shows: name and description of a function, text of each parameter in order."""

    name: str
    description: str
    arguments: tuple[tuple[str, str], ...]


def udf(description: str, **arguments: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Make a worksheet function of a function whose parameters are given in order, each with its Chinese help text.

    Arguments arrive raw, as the cells hold them: xlwings' default reading would make an empty text and an error a
    blank. A fault of the program is a sentence in the cell, since Excel would show #VALUE! for an exception.
    """

    def decorate(function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def guarded(*values: object) -> object:
            try:
                return function(*values)
            except Exception as error:
                return f"计算出错，是程序的问题而不是数字的问题，请把本文件交给技术人员（{error!r}）"

        made: Any = xw.ret("default")(guarded)
        for name, words in arguments.items():
            made = xw.arg(name, "raw", doc=words)(made)
        made = xw.func(category=CATEGORY)(made)  # last, since the other two set the category back
        if record := getattr(made, "__xlfunc__", None):  # none where xlwings' decorators do nothing, as on Linux
            record["ret"]["doc"] = description
        made.help = Help(function.__name__, description, tuple(arguments.items()))
        return made  # type: ignore[no-any-return]

    return decorate
