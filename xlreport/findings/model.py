"""Findings as values: what a rule saw (Breach), what a person is told (Finding), why it may stand (Explanation)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Value = int | float | str | None
SEVERITY_NAMES = {"error": "错误", "warning": "警告", "info": "提示"}
SEVERITIES = tuple(SEVERITY_NAMES)
_FEWEST = 3
_EMPTY = (
    "核实无误 经核实无误 已核实无误 核对无误 经核对无误 情况属实 经核实情况属实 已核实 已核 已核对 核实 无误 数据无误 "
    "属实 数据属实 正确 数据正确 真实 准确 没有问题 没问题 无问题 同意 通过 正常 确认 已确认 无 没有"
)
EMPTY_EXPLANATIONS = ("", *_EMPTY.split())
"""Phrases that explain nothing, as the workbook's own formulas know them; ``says_nothing`` knows more."""


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
    tied: tuple[tuple[str, Value], ...] = field(default=(), compare=False, repr=False)
    """Cells and what they hold, to which an explanation of it is tied; the cells as a fresh workbook has them."""
    about: str = ""
    """The unit that a finding on the whole county is about; '' where its message says all."""

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


def explained_warnings(findings: Iterable[Finding]) -> dict[str, int]:
    """How many warnings are 'explained' and how many 'unexplained'."""
    explained = [bool(finding.explained) for finding in findings if finding.severity == "warning"]
    return {"explained": sum(explained), "unexplained": len(explained) - sum(explained)}


def says_nothing(text: str) -> bool:
    """Whether an explanation is none: empty, hardly a word, or phrases that only say that all is well.

    Hardly a word: fewer than three Chinese letters, one where a number says the rest (见附件3, 撤1家).
    """
    said = "".join(letter for letter in text if letter.isalnum())
    chinese = sum("\u3400" <= letter <= "\u9fff" for letter in said)
    if chinese < (1 if any(letter.isdigit() for letter in said) else _FEWEST):
        return True
    return said in EMPTY_EXPLANATIONS or bool(_all_is_well().fullmatch(said))


@cache
def _all_is_well() -> re.Pattern[str]:
    who = r"(?:我|本)?(?:单位|局|镇|乡|街道|委|办|机关|科室|部门|人)?"
    checked = r"(?:核实|核对|核查|复核|审核|检查|查证|确认|查看|查|核)"
    what = r"(?:以上|上述|该|此|本|填报|填写|统计|的|数据|数字|数值|情况|内容|信息|报表|表格)*"
    well = (
        r"(?:无误|属实|正确|真实|准确|有效|可靠|完整|正常|(?:没有?|无|不存在)(?:任何|什么)?(?:问题|错误|错|异常|差错|误|出入|遗漏)"
        r"|同意|认可|通过|可以|知悉|已阅|好)"
    )
    judged = rf"{what}(?:均|都|全部|确实|确|为|是|系|已)*{well}(?:的|了)?"
    looked = rf"(?:已|经|均|再次|反复|认真|逐项|重新|{who})*{checked}(?:后|过|完毕|完|了)*(?:{what})"
    honest = r"(?:如实|按实|据实|照实|按照?(?:实际|要求|规定)(?:情况)?|根据实际(?:情况)?)(?:进行)?"
    filled = rf"{who}{what}(?:已|均|都)*{honest}(?:填报|填写|填列|填|上报|报送|统计|录入|报)(?:{what})(?:的|了)?"
    so = rf"{what}(?:实际|事实|确实|就是|本来)*(?:如此|这样)(?:的)?"
    return re.compile(rf"(?:{looked}|{judged}|{filled}|{so}|(?:无需?|没有|不需要|不用)(?:特别|其他)?(?:说明|解释)?)+")


@dataclass(frozen=True, slots=True)
class Explanation:
    """审核说明: why a warning stands. It belongs to code, cells and their values, and falls when a value changes.

    ``cells`` are those of a fresh workbook (``表三!D23``). Without cells it was typed where the findings of its code
    could not be seen (last year's report decides them), and stands for all of that code.
    """

    code: str
    cells: tuple[str, ...]
    values: tuple[Value, ...]
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: no text, or only that all is well."""
        return says_nothing(self.text)

    @property
    def then(self) -> dict[str, Value]:
        """The values its cells held when it was given."""
        return dict(zip(self.cells, self.values, strict=False))

    def stands_for(self, code: str, tied: Mapping[str, Value]) -> bool:
        """Whether it explains a finding of this code that is tied to these cells with the values they hold now."""
        if self.code != code or self.is_empty:
            return False
        return not self.cells or bool(tied and tied.items() <= self.then.items())

    def to_json(self) -> dict[str, Any]:
        """The explanation in the shape of REPORT.json."""
        return {"code": self.code, "cells": list(self.cells), "values": list(self.values), "text": self.text}


def standing(explanations: Iterable[Explanation], code: str, tied: Mapping[str, Value]) -> Explanation | None:
    """The explanation that stands for a finding, one of its own before one of its whole code, the last of several.

    None without any.
    """
    fitting = [one for one in explanations if one.stands_for(code, tied)][::-1]
    return max(fitting, key=lambda one: bool(one.cells), default=None)


@dataclass(frozen=True, slots=True)
class Dropped:
    """An explanation that is none or none any more.

    ``why``: 'changed' (``cell`` held ``then`` and holds ``now``), 'nothing' (no finding is left to explain), 'error'
    (errors cannot be explained), 'empty' (it gives no reason) or 'replaced'
    (a later one explains the same). ``cell`` is the cell to look at, '' where none is
    known.
    """

    code: str
    cells: tuple[str, ...]
    text: str
    why: str
    cell: str = ""
    then: Value = None
    now: Value = None
