"""validate --explain CODE CELL TEXT: which findings are meant, and why an explanation is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlreport.findings import codes
from xlreport.findings.model import Finding, says_nothing

_CELL = re.compile(r"(?:(?P<sheet>[^!]+)!)?(?P<cell>[A-Z]{1,3}[1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Wish:
    """One --explain; ``sheet`` is '' where the cell was given without one."""

    code: str
    sheet: str
    cell: str
    text: str

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.sheet else self.cell
        return f"--explain {self.code} {place}"


class Refused(Exception):
    """An explanation that cannot be given; the message is a Chinese clause on why and what to do."""


def wish_of(code: str, cell: str, text: str) -> Wish:
    """The wish of three arguments. Raises Refused for an unknown code, what is no cell, and an empty phrase."""
    code = code.strip().upper()
    if code not in codes():
        raise Refused(f"--explain {code}：没有这个代码，请照校验结果里的代码写，例如 V5")
    plain = cell.strip().replace("！", "!").replace("$", "").replace("'", "")
    sheet, _, spot = plain.rpartition("!")
    match = _CELL.fullmatch(f"{sheet}!{spot.upper()}" if sheet else spot.upper())
    if match is None:
        raise Refused(f"--explain {code}：“{cell}”不是单元格，请写成 表三!D23 或 D23")
    if says_nothing(text):
        raise Refused(f"--explain {code} {cell}：“{text}”没有说明原因，请写明为什么会这样")
    return Wish(code, match["sheet"] or "", match["cell"], text.strip())


def meant(wish: Wish, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of the code that concern the cell; [] where there are none.

    Raises Refused where the cell may be of several sheets, and where the findings are errors.
    """
    own = [finding for finding in findings if finding.code == wish.code]
    fitting = {finding: sheets for finding in own if (sheets := _sheets(wish, finding))}
    choices = sorted({f"{sheet}!{wish.cell}" for sheets in fitting.values() for sheet in sheets})
    if len(choices) > 1:
        raise Refused(f"{wish}：不止一张表的这个单元格有 {wish.code}，请写明是 {' 还是 '.join(choices)}")
    if fitting and all(finding.is_error for finding in fitting):
        raise Refused(f"{wish}：{wish.code} 是错误，不能用说明代替，请改正")
    return [finding for finding in fitting if not finding.is_error]


def _sheets(wish: Wish, finding: Finding) -> set[str]:
    """The sheets on which the finding concerns the cell of the wish."""
    cells = {*finding.cells, *(cell for cell, _ in finding.tied)}
    if finding.cell:
        cells.add(f"{finding.sheet}!{finding.cell}")
    named = (cell.rpartition("!") for cell in cells)
    return {sheet for sheet, _, cell in named if cell == wish.cell and wish.sheet in ("", sheet)}


def nowhere(wishes: Sequence[Wish], found: Iterable[Wish]) -> list[str]:
    """A clause on each wish that fits no finding of any file."""
    known = set(found)
    return [f"{wish}：没有这样的警告，请照校验结果里的代码和位置写" for wish in wishes if wish not in known]
