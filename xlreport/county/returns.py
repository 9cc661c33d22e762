"""退回: what a unit whose report was sent back is told, as a message for a chat and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlreport.county.cell_ranges import ranges
from xlreport.county.decision import REFUSED, Decision
from xlreport.county.merge import Consolidation
from xlreport.county.waivers import is_waived
from xlreport.findings.fold import Folded, fold
from xlreport.findings.problems import printable

_MOST_LINES = 10
_LONGEST, _END = 200, 60
"""Letters of what is wrong that a message has room for, and how many of them are its end: the middle goes first."""
_LONGEST_QUOTE, _LONGEST_NAME, _LONGEST_PLACES = 40, 40, 120
_QUOTE = re.compile(rf"“([^”]{{{_LONGEST_QUOTE + 1},}})”")
_TO_THE_UNIT = {
    "C3": "请核对封面的单位名称和统一社会信用代码",
    "C4": "请核对封面的报告年度，报错年度的请换成当年的报告",
}
"""What the unit itself is to do where the catalogue speaks to the officer."""
_WHOLE = "整份报告"
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-—－ ]?\d{7,8})(?!\d)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to mend: where (every cell of it), what is wrong, what to do, and how many errors that are."""

    place: str
    words: str
    remedy: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Returned:
    """A report that is sent back. ``agency`` may be '' where the file does not say whose it is.

    Phone numbers in either name are masked, as they are in the complaints.
    """

    agency: str
    file: str
    complaints: tuple[Complaint, ...]

    @property
    def errors(self) -> int:
        """How many errors it has, as the decision's reason counts them."""
        return sum(one.count for one in self.complaints)


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
    open_errors = [finding for finding in decision.findings if finding.is_error and not is_waived(finding)]
    for line in fold(open_errors):
        path = decision.submission.path
        sentence = line.short.replace(str(path), path.name)  # where it lies on the officer's disk is not its affair
        remedy = _TO_THE_UNIT.get(line.finding.code, line.finding.remedy)
        yield Complaint(_place(line), without_phones(sentence), without_phones(remedy), line.count)


def _place(line: Folded) -> str:
    return ranges(line.cells) or line.finding.table or _WHOLE


def without_phones(words: str) -> str:
    """Words of a cell or the name of a file may hold a phone number, which does not belong into a group."""
    return _PHONE.sub("（电话）", words)


def message(returned: Returned, year: int | None) -> str:
    """Plain text of at most 10 lines, ready to copy into a chat; what does not fit is counted, with its places, and
    stands in the slip. What is wrong is cut in its middle where it is too long, what to do never is."""
    room = _MOST_LINES - 2
    every = returned.complaints
    shown = every if len(every) <= room else every[: room - 1]
    name = _shortened_name(returned.agency or returned.file)
    head = f"【退回】{name}：{year or ''}年度报告有 {counted(returned.errors, len(every))}，请改正后重新报送。"
    lines = [f"{number}. {_in_one_line(one)}" for number, one in enumerate(shown, 1)]
    if len(shown) < len(every):
        lines.append(_rest(every[len(shown) :]))
    return "\n".join([head, *lines, "改正、保存后看封面的“校验结果”，没有错误再报送。"])


def counted(errors: int, entries: int) -> str:
    """How many errors there are, and in how many entries they are told: 41 处错误（同类的并在一起，共 10 条）."""
    return f"{errors} 处错误" + (f"（同类的并在一起，共 {entries} 条）" if entries != errors else "")


def _rest(complaints: Sequence[Complaint]) -> str:
    places = "；".join(dict.fromkeys(one.place for one in complaints))
    if len(places) > _LONGEST_PLACES:
        places = f"{places[:_LONGEST_PLACES].rpartition('；')[0] or places[:_LONGEST_PLACES]} 等"
    return f"其余 {len(complaints)} 条（{sum(one.count for one in complaints)} 处：{places}）怎样改，见退回单。"


def _in_one_line(one: Complaint) -> str:
    words = _QUOTE.sub(lambda match: f"“{match[1][: _LONGEST_QUOTE - 10]}……”", one.words)
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST - _END]}……{words[-_END:]}"
    where = f"：{one.place}" if one.count > 1 and one.place != _WHOLE else ""
    return " ".join(f"{words}{where}。{one.remedy}。".split("\n"))


def _shortened_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}……"
