"""What a user may change in a file of his own: severities, thresholds, deadlines.

A file looks like this::

    [severity]
    V5 = "error"
    "F4.typed_over" = "warning"      # one situation of a code

    [limits]
    file_megabytes = 50
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
_FORBID = {"extra": "forbid"}
"""For pydantic, which checks a file against these classes: a key that is none of theirs is refused."""
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class ConfigError(ValueError):
    """A configuration file that cannot be used; the message is one Chinese sentence."""


@dataclass(frozen=True)
class Deadlines:
    """Last day of publication in the year after the report year, as 'month-day', by kind of body."""

    部门: str = "1-31"
    政府: str = "3-31"
    乡镇街道: str = "3-31"
    其他: str = "1-31"
    __pydantic_config__ = _FORBID

    def __post_init__(self) -> None:
        for entry in fields(self):
            if not _is_day(getattr(self, entry.name)):
                raise ValueError(f"{entry.name} 要写成“月-日”，例如 1-31")


def _is_day(words: str) -> bool:
    """Whether some words are a month and a day of it, such as 1-31; 2-29 is one."""
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", words)
    return match is not None and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= _DAYS[int(match[1]) - 1]


@dataclass(frozen=True)
class Limits:
    """What is read at most from one file, so that a hostile or broken one cannot exhaust the machine.

    The last four are for published documents: lines and cells, pages of a PDF, tables inside tables, seconds.
    """

    file_megabytes: int = 50
    unpacked_megabytes: int = 300
    cells: int = 2_000_000
    texts: int = 500_000
    pages: int = 300
    nesting: int = 50
    seconds: int = 20
    __pydantic_config__ = _FORBID

    def __post_init__(self) -> None:
        for entry in fields(self):
            if getattr(self, entry.name) <= 0:
                raise ValueError(f"{entry.name} 要大于 0")


@dataclass(frozen=True)
class Thresholds:
    """Sizes that rules compare with.

    ``live_summary_units``: up to so many units a summary holds live formulas.
    Y4: a number jumps where it is more than ``jump_factor`` times the other year's and differs by more than
    ``jump_count`` (件, 项) or ``jump_money`` (万元). Y5: so many numbers above 0 make two equal years a copy.
    P1, in 万元: whole amounts from ``yuan_agency`` on (``yuan_government`` for governments and for provincial and
    national bodies) look like 元, and so do those from ``yuan_leap_from`` on that are ``yuan_leap`` times last year's.
    P2: from so many items on, that there are as many cases is no coincidence.
    ``near_name``: from so many points of 100 on, a unit of the roster is known by a name near its own.
    """

    live_summary_units: int = 2000
    jump_factor: float = 5
    jump_count: int = 30
    jump_money: float = 100
    copied_cells: int = 3
    yuan_agency: int = 50_000
    yuan_government: int = 1_000_000
    yuan_leap: int = 1000
    yuan_leap_from: int = 1000
    items_alike: int = 3
    near_name: float = 72
    __pydantic_config__ = _FORBID

    def __post_init__(self) -> None:
        for entry in fields(self):
            if not 0 <= getattr(self, entry.name) < math.inf:  # nan is not either
                raise ValueError(f"{entry.name} 不能小于 0")
        for name in ("jump_factor", "copied_cells", "yuan_leap", "items_alike"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} 不能小于 1")


@dataclass(frozen=True)
class Config:
    """Severities by code ('V5') or by code and situation ('F4.typed_over'), thresholds, limits, deadlines."""

    severity: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    limits: Limits = Limits()
    deadlines: Deadlines = Deadlines()
    __pydantic_config__ = _FORBID

    def __post_init__(self) -> None:
        if self.severity:
            _refuse_unknown_codes(self.severity)

    def severity_of(self, code: str, case: str, default: str) -> str:
        """The severity in force: that of the situation, else of the code, else the catalogue's."""
        return self.severity.get(f"{code}.{case}") or self.severity.get(code) or default


def _refuse_unknown_codes(names: Mapping[str, Severity]) -> None:
    from xlreport.findings.catalogue import codes, entries

    known = {*codes(), *(f"{code}.{case}" for code, case in entries() if case)}
    for name in names:
        if name not in known:
            raise ValueError(f"severity 里没有代码 {name}")


DEFAULT = Config()


def load_config(path: Path | None) -> Config:
    """The configuration of a TOML file; the default where no file is given. Raises ConfigError."""
    if path is None:
        return DEFAULT
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"配置文件 {path} 无法读取，请核对路径") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"配置文件 {path} 的文字编码不是 UTF-8，请另存为 UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"配置文件 {path} 不是有效的 TOML 文件（{_line(str(error))}写法不对），请改正") from error
    return _checked(data, path)


def _line(words: str) -> str:
    """Where the TOML library met the fault: it says so in English."""
    found = re.search(r"line (\d+)", words)
    return f"第 {found[1]} 行" if found else "末尾"


_WHY = {
    "unexpected_keyword_argument": "没有这一项",
    "literal_error": "只能是 error、warning、info",
    "int_parsing": "要写整数",
    "int_type": "要写整数",
    "int_from_float": "要写整数",
    "float_parsing": "要写数字",
    "float_type": "要写数字",
    "string_type": "要写成带引号的文字",
}


def _checked(data: dict[str, Any], path: Path) -> Config:
    """The configuration that a file's data stand for. pydantic is imported here: most runs have no such file."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Config).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = str(first["ctx"]["error"]) if first["type"] == "value_error" else _WHY.get(first["type"], "写法不对")
        place = f" 的 {where}" if where else ""
        raise ConfigError(f"配置文件 {path}{place} 不能用（{why}），请改正") from error
