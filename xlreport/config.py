"""What a user may change in a file of his own: severities, thresholds, deadlines.

A file looks like this::

    [severity]
    V5 = "error"
    "F4.typed_over" = "warning"      # one situation of a code

    [limits]
    file_megabytes = 50
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from xlreport.findings.catalogue import codes, entries

Severity = Literal["error", "warning", "info"]


class ConfigError(ValueError):
    """A configuration file that cannot be used; the message is one Chinese sentence."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Deadlines(_Frozen):
    """Last day of publication in the year after the report year, as 'month-day', by kind of body."""

    部门: str = Field("1-31", pattern=r"^\d{1,2}-\d{1,2}$")
    政府: str = Field("3-31", pattern=r"^\d{1,2}-\d{1,2}$")
    乡镇街道: str = Field("3-31", pattern=r"^\d{1,2}-\d{1,2}$")
    其他: str = Field("1-31", pattern=r"^\d{1,2}-\d{1,2}$")


class Limits(_Frozen):
    """What is read at most from one file, so that a hostile or broken one cannot exhaust the machine."""

    file_megabytes: int = Field(50, gt=0)
    unpacked_megabytes: int = Field(300, gt=0)
    cells: int = Field(2_000_000, gt=0)


class Thresholds(_Frozen):
    """Sizes that rules compare with. ``live_summary_units``: up to so many units a summary holds live formulas."""

    live_summary_units: int = Field(2000, ge=0)


class Config(_Frozen):
    """Severities by code ('V5') or by code and situation ('F4.typed_over'), thresholds, limits, deadlines."""

    severity: dict[str, Severity] = Field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    limits: Limits = Limits()
    deadlines: Deadlines = Deadlines()

    @field_validator("severity")
    @classmethod
    def _known_codes(cls, value: dict[str, Severity]) -> dict[str, Severity]:
        known = {*codes(), *(f"{code}.{case}" for code, case in entries() if case)}
        for name in value:
            if name not in known:
                raise ValueError(f"没有代码 {name}")
        return value

    def severity_of(self, code: str, case: str, default: str) -> str:
        """The severity in force: that of the situation, else of the code, else the catalogue's."""
        return self.severity.get(f"{code}.{case}") or self.severity.get(code) or default


DEFAULT = Config()


def load_config(path: Path | None) -> Config:
    """The configuration of a TOML file; the default where no file is given. Raises ConfigError."""
    if path is None:
        return DEFAULT
    try:
        return Config.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"配置文件 {path} 无法读取，请核对路径") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"配置文件 {path} 不是有效的 TOML 文件（{error}），请改正") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"配置文件 {path} 的 {where} 不能用（{first['msg']}），请改正") from error
