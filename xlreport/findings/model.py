"""Findings as values: what a rule saw (Breach), what a person is told (Finding), why it may stand (Explanation)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = int | float | str | None
SEVERITY_NAMES = {"error": "错误", "warning": "警告", "info": "提示"}
SEVERITIES = tuple(SEVERITY_NAMES)
EMPTY_EXPLANATIONS = ("", "核实无误", "情况属实", "已核实", "无误", "属实", "无")
"""Phrases that explain nothing, whatever full stop follows them."""


class FileProblem(Exception):
    """A file that cannot be used (code C6); ``case`` names the situation in the catalogue."""

    def __init__(self, case: str, path: object, **args: object) -> None:
        super().__init__(f"{case}: {path}")
        self.case, self.path, self.args_ = case, str(path), args


@dataclass(frozen=True, slots=True)
class Breach:
    """What a rule saw, by field ids; ``on`` is the field it is pinned to, ``fields`` are all it touches.

    ``actual`` and ``expected`` are scaled by nothing: plain numbers, words, or None for a blank.
    """

    code: str
    case: str = ""
    on: str | None = None
    fields: tuple[str, ...] = ()
    table: str = ""
    actual: Value = None
    expected: Value = None
    difference: int | float | None = None
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as people and JSON see it. ``cells`` are all cells concerned, as ``表三!D28``."""

    code: str
    severity: str
    table: str
    row: str
    column: str
    sheet: str
    cell: str
    cells: tuple[str, ...]
    actual: Value
    expected: Value
    difference: int | float | None
    message: str
    remedy: str
    explained: str = ""
    case: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it stops the report (强制性)."""
        return self.severity == "error"

    def to_json(self) -> dict[str, Any]:
        """The finding in the shape of ``validate --json``; ``explained`` is the text given, or false."""
        return {
            "code": self.code,
            "severity": self.severity,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "sheet": self.sheet,
            "cell": self.cell,
            "cells": list(self.cells),
            "actual": self.actual,
            "expected": self.expected,
            "difference": self.difference,
            "message": self.message,
            "remedy": self.remedy,
            "explained": self.explained or False,
        }


def says_nothing(text: str) -> bool:
    """Whether an explanation is none: empty, or a phrase that only says that all is well."""
    return text.strip().rstrip("。") in EMPTY_EXPLANATIONS


@dataclass(frozen=True, slots=True)
class Explanation:
    """审核说明: why a warning stands. It belongs to code, cells and their values, and falls when a value changes."""

    code: str
    cells: tuple[str, ...]
    values: tuple[Value, ...]
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: no text, or only that all is well."""
        return says_nothing(self.text)

    def to_json(self) -> dict[str, Any]:
        """The explanation in the shape of REPORT.json."""
        return {"code": self.code, "cells": list(self.cells), "values": list(self.values), "text": self.text}
