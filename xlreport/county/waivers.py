"""放行: the officer accepts one named finding of one unit with a reason, so that its report counts.

A decision is about a finding as the officer saw it: it names the place where a unit has several of the code, and falls
when the numbers are others than those it was made on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.desk_sheets import DeskRow, desk_rows
from xlreport.findings.catalogue import codes
from xlreport.findings.model import FileProblem, Finding, Value, says_nothing
from xlreport.numbers import show
from xlreport.workbook.layout import LET_PASS

SHEET = LET_PASS
MAY_BE_WAIVED = frozenset("VBFL")
"""Families of codes that are about a report's own contents; what is about files and units is settled otherwise."""
NODE_CHECK = "C7"
"""Numbers of a report, too: a parent's own totals that are not the sum of its units may be right."""
_HEADS = {
    "unit": ("单位", "单位名称"),
    "code": ("代码", "规则"),
    "reason": ("理由", "原因"),
    "cell": ("位置", "单元格"),
    "actual": ("填报", "填报数"),
    "expected": ("应为", "应为数"),
}
_SHOWN_PLACES = 8
_ABSENT = "该单位没有这个错误，或代码、位置写得不对"


class WaiverRefused(ValueError):
    """A waiver that cannot be one; the message is one Chinese sentence without a full stop."""


@dataclass(frozen=True, slots=True)
class LetPass:
    """A finding as it was let pass: whose and where (表三!J27, '' on the whole), and the numbers printed and expected
    in words, '' for none. ``reason`` is the officer's."""

    unit: str
    code: str
    place: str
    actual: str
    expected: str
    reason: str

    @classmethod
    def of(cls, agency: str, finding: Finding) -> LetPass:
        """A finding that was let pass."""
        values = _words(finding.actual), _words(finding.expected)
        return cls(agency, finding.code, place_of(finding), *values, finding.explained.removeprefix("放行：").strip())

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells decisions apart: unit, code and reason; whoever writes another reason has decided anew."""
        return normalised(self.unit), self.code, self.reason


@dataclass(frozen=True, slots=True)
class Waiver:
    """``unit`` may have the error of ``code``, that on ``cell`` (表三!D28, also written B4@表三!D28), for a ``reason``.

    ``actual`` and ``expected`` are the numbers it was accepted with, as 问题清单 shows them, where they were written
    down; else those in ``seen``, what the last summary says was let pass by this decision. ``standing``: it is written
    in the roster and will be read again.
    """

    unit: str
    code: str
    reason: str
    cell: str = ""
    actual: str = ""
    expected: str = ""
    seen: tuple[LetPass, ...] = ()
    standing: bool = False

    def __post_init__(self) -> None:
        code, _, behind = self.code.replace("＠", "@").partition("@")
        code = code.strip().upper()
        cell = (self.cell or behind).replace("！", "!").replace("$", "").replace("'", "").replace(" ", "")
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "cell", cell.upper())
        if not self.unit.strip():
            raise WaiverRefused("放行没有写明单位")
        if code not in codes():
            raise WaiverRefused(f"放行“{self.unit}”的代码“{code}”不是规则的代码，例如 B1")
        if code[0] not in MAY_BE_WAIVED and code != NODE_CHECK:
            may = f"报告内容的错误（V、B、F、L 开头的代码）和上下级不一致（{NODE_CHECK}）"
            raise WaiverRefused(f"“{code}”不能放行，能放行的是{may}")
        if says_nothing(self.reason):
            raise WaiverRefused(f"放行“{self.unit}”的 {code} 要写明理由，“{self.reason.strip()}”没有说明原因")

    @property
    def key(self) -> tuple[str, str, str]:
        """As of what it let pass."""
        return normalised(self.unit), self.code, self.reason.strip()

    def bound(self, records: Iterable[LetPass]) -> Waiver:
        """With what it let pass in the last summary."""
        mine = (one for one in records if one.key == self.key)
        return replace(self, seen=tuple(one for one in mine if not self.cell or one.place == self.cell))

    def chosen(self, agency: str, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], str]:
        """The errors of a unit that it lets pass: those in one place. Else why there are none, in one sentence without
        a full stop; '' for another unit's."""
        if normalised(self.unit) != normalised(agency):
            return (), ""
        errors = [finding for finding in findings if finding.is_error and finding.code == self.code]
        named = self._in_place(errors)
        if not named:
            return (), _ABSENT
        places = list(dict.fromkeys(map(_shown, named)))
        if len(places) > 1:
            more = " 等" if len(places) > _SHOWN_PLACES else ""
            where = "、".join(places[:_SHOWN_PLACES]) + more
            how = f"请写成 {self.code}@{places[0]} 的样子，或填名册“放行”的“位置”"
            return (), f"该单位的 {self.code} 有 {len(places)} 处（{where}），要写明放行哪一处，{how}"
        changed = next((self._change(finding) for finding in named if not self._holds(finding)), "")
        return ((), changed) if changed else (tuple(named), "")

    def _in_place(self, errors: Sequence[Finding]) -> list[Finding]:
        """The errors on the cell, else those that touch it; all without a cell."""
        if not self.cell:
            return list(errors)
        pinned = [finding for finding in errors if _shown(finding).upper() == self.cell]
        return pinned or [finding for finding in errors if self.cell in finding.cells]

    def _holds(self, finding: Finding) -> bool:
        now = LetPass.of(self.unit, finding)
        if self.actual or self.expected:
            return now.actual == self.actual and self.expected in ("", now.expected)
        return not self.seen or any(
            (one.place, one.actual, one.expected) == (now.place, now.actual, now.expected) for one in self.seen
        )

    def _change(self, finding: Finding) -> str:
        now = f"{_shown(finding)} 现在{_told(LetPass.of(self.unit, finding))}"
        if self.actual or self.expected:
            return f"{now}，与名册“放行”写的{_told(self)} 不同，仍同意的请改写那里的“填报”和“应为”"
        return f"{now}，与上次放行的 {self.seen[0].place} {_told(self.seen[0])} 不同，仍同意的请重写理由，写明新的情况"


def place_of(finding: Finding) -> str:
    """表三!J27; '' for a finding on no cell."""
    return f"{finding.sheet}!{finding.cell}" if finding.cell else ""


def _shown(finding: Finding) -> str:
    return place_of(finding) or finding.table or "整份报告"


def _words(value: Value) -> str:
    return "" if value is None else show(value)


def _told(numbers: LetPass | Waiver) -> str:
    return f"填报 {numbers.actual or '空白'}" + f"、应为 {numbers.expected}" * bool(numbers.expected)


def read_waivers(path: Path, config: Config = DEFAULT) -> tuple[Waiver, ...]:
    """The waivers on sheet 放行 of the roster's workbook; () where it has none. Raises FileProblem."""
    return tuple(_waiver(row) for row in desk_rows(path, SHEET, _HEADS, config))


def waiver_problems(path: Path, config: Config = DEFAULT) -> list[FileProblem]:
    """Everything that is wrong on sheet 放行, row by row."""
    found = []
    try:
        for row in desk_rows(path, SHEET, _HEADS, config):
            try:
                _waiver(row)
            except FileProblem as problem:
                found.append(problem)
    except FileProblem as problem:
        found.append(problem)
    return found


def _waiver(row: DeskRow) -> Waiver:
    try:
        words = row.words
        values = words["cell"], words["actual"], words["expected"]
        return Waiver(words["unit"], words["code"], words["reason"], *values, standing=True)
    except WaiverRefused as error:
        raise row.problem(f"：{error}") from error


def waived(agency: str, findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """The findings of a unit, those errors that were let pass with the officer's reason as their explanation."""
    found = list(findings)
    for waiver in reversed(waivers):  # of two for one finding the first gives the reason
        passed, _ = waiver.chosen(agency, found)
        words = f"放行：{waiver.reason.strip()}"
        found = [replace(one, explained=words) if any(one is other for other in passed) else one for one in found]
    return tuple(found)


def is_waived(finding: Finding) -> bool:
    """Whether an error was let pass."""
    return finding.is_error and bool(finding.explained)


def unused(
    waivers: Sequence[Waiver], judged: Iterable[tuple[str, Sequence[Finding]]]
) -> tuple[tuple[Waiver, str], ...]:
    """Waivers that let nothing pass, each with the reason: a name mistyped, an error that is mended by now, several
    places, other numbers."""
    units, found = tuple(judged), []
    for waiver in waivers:
        chosen = [waiver.chosen(agency, findings) for agency, findings in units]
        if not any(passed for passed, _ in chosen):
            reasons = [why for _, why in chosen if why]
            found.append((waiver, next((why for why in reasons if why != _ABSENT), _ABSENT)))
    return tuple(found)


def unbound(
    waivers: Sequence[Waiver], judged: Iterable[tuple[str, Sequence[Finding]]]
) -> tuple[tuple[Waiver, LetPass], ...]:
    """Waivers of the roster that are tied to no numbers yet, each with what it let pass."""
    units = tuple(judged)
    return tuple(
        (waiver, LetPass.of(agency, passed[0]))
        for waiver in waivers
        if waiver.standing and not (waiver.actual or waiver.expected or waiver.seen)
        for agency, findings in units
        if (passed := waiver.chosen(agency, findings)[0])
    )


def kept_records(
    waivers: Sequence[Waiver], before: Sequence[LetPass], now: Iterable[tuple[str, Finding]]
) -> tuple[LetPass, ...]:
    """What the summary is to remember: all that is let pass, and what the same decisions let pass before and did not
    now, so that it does not pass unseen the next time."""
    current = tuple(dict.fromkeys(LetPass.of(agency, finding) for agency, finding in now))
    settled, given = {(one.key, one.place) for one in current}, {waiver.key for waiver in waivers}
    return (*current, *(one for one in before if one.key in given and (one.key, one.place) not in settled))
