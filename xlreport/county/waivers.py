"""放行: the officer accepts one named finding of one unit with a reason, so that its report counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.desk_sheets import desk_rows
from xlreport.findings.catalogue import codes
from xlreport.findings.model import Finding, says_nothing

SHEET = "放行"
MAY_BE_WAIVED = frozenset("VBFL")
"""Families of codes that are about a report's own contents; what is about files and units is settled otherwise."""
NODE_CHECK = "C7"
"""Numbers of a report, too: a parent's own totals that are not the sum of its units may be right."""
_HEADS = {
    "unit": ("单位", "单位名称"),
    "code": ("代码", "规则"),
    "reason": ("理由", "原因"),
    "cell": ("位置", "单元格"),
}


class WaiverRefused(ValueError):
    """A waiver that cannot be one; the message is one Chinese sentence without a full stop."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """``unit`` may have errors of ``code``, all of them or those on ``cell`` (表三!D28), for a ``reason``."""

    unit: str
    code: str
    reason: str
    cell: str = ""

    def __post_init__(self) -> None:
        code = self.code.strip().upper()
        object.__setattr__(self, "code", code)
        if not self.unit.strip():
            raise WaiverRefused("放行没有写明单位")
        if code not in codes():
            raise WaiverRefused(f"放行“{self.unit}”的代码“{code}”不是规则的代码，例如 B1")
        if code[0] not in MAY_BE_WAIVED and code != NODE_CHECK:
            may = f"报告内容的错误（V、B、F、L 开头的代码）和上下级不一致（{NODE_CHECK}）"
            raise WaiverRefused(f"“{code}”不能放行，能放行的是{may}")
        if says_nothing(self.reason):
            raise WaiverRefused(f"放行“{self.unit}”的 {code} 要写明理由，“{self.reason.strip()}”没有说明原因")

    def covers(self, agency: str, finding: Finding) -> bool:
        """Whether it is about this finding of this unit."""
        cells = {f"{finding.sheet}!{finding.cell}", *finding.cells}
        return (
            normalised(self.unit) == normalised(agency)
            and self.code == finding.code
            and (not self.cell or self.cell.replace("！", "!") in cells)
        )


def read_waivers(path: Path, config: Config = DEFAULT) -> tuple[Waiver, ...]:
    """The waivers on sheet 放行 of the roster's workbook; () where it has none. Raises FileProblem."""
    found = []
    for row in desk_rows(path, SHEET, _HEADS, config):
        try:
            found.append(Waiver(**row.words))
        except WaiverRefused as error:
            raise row.problem(f"：{error}") from error
    return tuple(found)


def waived(agency: str, findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """The findings of a unit, those errors that were let pass with the officer's reason as their explanation."""
    return tuple(_waived(agency, finding, waivers) for finding in findings)


def _waived(agency: str, finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    waiver = next((one for one in waivers if one.covers(agency, finding)), None)
    if waiver is None or not finding.is_error:
        return finding
    return replace(finding, explained=f"放行：{waiver.reason.strip()}")


def is_waived(finding: Finding) -> bool:
    """Whether an error was let pass."""
    return finding.is_error and bool(finding.explained)


def unused(waivers: Sequence[Waiver], judged: Iterable[tuple[str, Sequence[Finding]]]) -> tuple[Waiver, ...]:
    """Waivers that let nothing pass: a name mistyped, or an error that is mended by now."""
    units = tuple(judged)
    return tuple(
        waiver
        for waiver in waivers
        if not any(finding.is_error and waiver.covers(agency, finding) for agency, found in units for finding in found)
    )
