"""退回: what a unit whose report was sent back is told, as a message for a chat and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlreport.county.decision import REFUSED, Decision
from xlreport.county.merge import Consolidation
from xlreport.findings.fold import fold
from xlreport.findings.model import Finding
from xlreport.findings.problems import printable

_MOST_LINES = 10
_LONGEST = 120
_TO_THE_UNIT = {
    "C3": "请核对封面的单位名称和统一社会信用代码",
    "C4": "请核对封面的报告年度，报错年度的请换成当年的报告",
}
"""What the unit itself is to do where the catalogue speaks to the officer."""
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-—－ ]?\d{7,8})(?!\d)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to mend: where, what is wrong, what to do."""

    place: str
    words: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A report that is sent back. ``agency`` may be '' where the file does not say whose it is.

    Phone numbers in either name are masked, as they are in the complaints.
    """

    agency: str
    file: str
    complaints: tuple[Complaint, ...]


def returned_reports(merged: Consolidation) -> tuple[Returned, ...]:
    """Every file that is sent back with what is to be mended in it, errors only, in the order of the decisions."""
    return tuple(
        Returned(
            without_phones(decision.agency),
            without_phones(printable(decision.submission.path.name)),
            tuple(_complaints(decision)),
        )
        for decision in merged.decisions
        if decision.decision == REFUSED
    )


def _complaints(decision: Decision) -> Iterator[Complaint]:
    open_errors = [finding for finding in decision.findings if finding.is_error and not finding.explained]
    for line in fold(open_errors):
        path = decision.submission.path
        sentence = line.sentence.replace(str(path), path.name)  # where it lies on the officer's disk is not its affair
        remedy = _TO_THE_UNIT.get(line.finding.code, line.finding.remedy)
        yield Complaint(_place(line.finding), without_phones(sentence), without_phones(remedy))


def _place(finding: Finding) -> str:
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.table or "整份报告"


def without_phones(words: str) -> str:
    """Words of a cell or the name of a file may hold a phone number, which does not belong into a group."""
    return _PHONE.sub("（电话）", words)


def message(returned: Returned, year: int | None) -> str:
    """Plain text of at most 10 lines, ready to copy into a chat."""
    count = f"有 {len(returned.complaints)} 处错误"
    head = f"【退回】{returned.agency or returned.file}：{year or ''}年度报告{count}，请改正后重新报送。"
    room = _MOST_LINES - 2
    shown = returned.complaints if len(returned.complaints) <= room else returned.complaints[: room - 1]
    lines = [f"{number}. {_clipped(one)}" for number, one in enumerate(shown, 1)]
    if len(shown) < len(returned.complaints):
        lines.append(f"其余 {len(returned.complaints) - len(shown)} 处见退回单。")
    return "\n".join([head, *lines, "改正、保存后看封面的“校验结果”，没有错误再报送。"])


def _clipped(one: Complaint) -> str:
    words = f"{one.words}。{one.remedy}。".replace("\n", " ")
    return words if len(words) <= _LONGEST else f"{one.words[:_LONGEST]}……"
