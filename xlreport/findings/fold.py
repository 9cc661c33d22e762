"""Findings folded for people: one line where many cells share a code, so that 175 blanks do not hide an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlreport.findings.catalogue import entry
from xlreport.findings.model import SEVERITIES, Finding

_KEPT_APART = 3
_NEVER_FOLDED = frozenset({"C1", "C8", "N5"})
_SHOWN_CELLS = 8


@dataclass(frozen=True, slots=True)
class Folded:
    """One line for people: the first finding of its kind, how many there are, and the sentence for all of them.

    ``short`` is that sentence without the cells, for those who name every one of ``cells`` (表三!D6) themselves.
    """

    finding: Finding
    count: int
    sentence: str
    short: str
    cells: tuple[str, ...]


def fold(findings: Iterable[Finding]) -> list[Folded]:
    """Lines in order of severity. Up to three findings of a code, table and unit stand apart; blanks always fold."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.case, finding.table, finding.explained, finding.about)
        groups.setdefault(key, []).append(finding)
    lines: list[Folded] = []
    for group in groups.values():
        template = entry(group[0].code, group[0].case).folded
        if group[0].code in _NEVER_FOLDED or len(group) == 1 or (len(group) <= _KEPT_APART and not template):
            lines += [_line([finding], finding.message, finding.message) for finding in group]
        else:
            lines.append(_line(group, _sentence(group, template), _short(group, template)))
    return sorted(lines, key=lambda line: SEVERITIES.index(line.finding.severity))


def _line(group: list[Finding], sentence: str, short: str) -> Folded:
    cells = tuple(f"{finding.sheet}!{finding.cell}" for finding in group if finding.cell)
    return Folded(group[0], len(group), sentence, short, cells)


def _short(group: list[Finding], template: str) -> str:
    if template:
        return template.format(table=group[0].table, count=len(group))
    return f"{group[0].message}（同类共 {len(group)} 处）"


def _sentence(group: list[Finding], template: str) -> str:
    cells = [finding.cell for finding in group if finding.cell]
    shown = "、".join(cells[:_SHOWN_CELLS]) + (" 等" if len(cells) > _SHOWN_CELLS else "")
    if template:
        return f"{template.format(table=group[0].table, count=len(group))}（{shown}）"
    return f"{group[0].message}（同类共 {len(group)} 处：{shown}）"
