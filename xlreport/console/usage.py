"""Usage errors in Chinese: the library that reads the command line words them in English."""

from __future__ import annotations

import re
from typing import Any


def usage_sentence(error: Any) -> str:
    """What is wrong with the command line, and how to see the usage."""
    return f"用法错误：{_what(error)}。用 xlreport --help 查看用法。"


def _what(error: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return f"没有选项 {error.option_name}"
    if kind == "MissingParameter":
        return f"缺少{_parameter(error).rstrip()}"
    if _is_chinese(error.message):
        return str(error.message)
    if "requires an argument" in error.message:
        return f"{_parameter(error)}后面缺少内容"
    if "does not take a value" in error.message:
        return f"{_parameter(error)}后面不能写内容"
    if kind in ("BadParameter", "BadOptionUsage", "BadArgumentUsage"):
        return f"{_parameter(error)}的值不对{_hint(error.message)}"
    if "No such command" in error.message:
        return f"没有命令 {error.message.partition(chr(39))[2].partition(chr(39))[0]}"
    if "unexpected extra argument" in error.message:
        return f"多出了参数 {error.message.rpartition('(')[2].rstrip(').')}"
    return "命令行无法理解"


_HINTS = {
    r"is not one of (.+?)\.?$": "，只能是 {}",
    r"greater than or equal to (\d+)": "，不能小于 {}",
    r"less than or equal to (\d+)": "，不能大于 {}",
    r"in the range (\d+<=x<=\d+)": "，范围是 {}",
    r"(?:valid|an) (integer)": "，要写整数",
}


def _hint(words: str) -> str:
    """What may stand there instead, as far as the English words say it."""
    for pattern, hint in _HINTS.items():
        found = re.search(pattern, words)
        if found:
            return hint.format(found[1].replace("'", "").replace(", ", "、").replace("<=x<=", " 至 "))
    return ""


def _parameter(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return f"选项 {getattr(error, 'option_name', '')} "
    options = [name for name in parameter.opts if name.startswith("-")]
    return f"选项 {options[0]} " if options else f"参数 {parameter.metavar or parameter.name} "


def _is_chinese(words: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in words)
