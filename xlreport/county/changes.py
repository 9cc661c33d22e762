"""变动: what a new consolidation changes against the last summary: adjustments, units and numbers, cell by cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from xlreport.align.labels import normalised
from xlreport.county.adjustments import Adjustment
from xlreport.county.contribution import counts_in_sum
from xlreport.county.merge import Consolidation
from xlreport.county.previous import PreviousSummary
from xlreport.forms.model import Field
from xlreport.numbers import BLANK, Content, Kind
from xlreport.report import Report

ADDED, GONE, CHANGED = "新计入", "不再计入", "改动"
ADJUSTED, UNADJUSTED, ADJUSTED_ANEW = "新增调整", "取消调整", "修改调整"


@dataclass(frozen=True, slots=True)
class Change:
    """A unit that counts now or counts no more (``field`` None), one number of it that differs, or an adjustment.

    For an adjustment ``agency`` is '', and ``reason_before`` and ``reason_after`` say why and who, '' where there was
    or is none.
    """

    agency: str
    kind: str
    field: Field | None = None
    before: Content = BLANK
    after: Content = BLANK
    reason_before: str = ""
    reason_after: str = ""


def changes_since(previous: PreviousSummary, merged: Consolidation) -> tuple[Change, ...] | None:
    """All changes, adjustments first, then units by name; () where nothing differs.

    None where the earlier summary has no usable rows of units. Between summaries of different forms only the units are
    compared.
    """
    if previous.units is None:
        return None
    same_form = previous.form.id == merged.summary.form.id
    adjusted = _of_adjustments(previous.adjustments, merged) if same_form else ()
    return (*adjusted, *sorted(_of_units(previous.units, merged), key=lambda change: change.agency))


def _of_units(previous: Sequence[Report], merged: Consolidation) -> Iterator[Change]:
    before = {normalised(report.agency): report for report in previous}
    after = {normalised(decision.agency): decision for decision in merged.accepted}
    for name, report in before.items():
        if name not in after:
            yield Change(report.agency, GONE)
    for name, decision in after.items():
        old = before.get(name)
        if old is None:
            yield Change(decision.agency, ADDED)
        elif old.form.id == merged.summary.form.id:
            yield from _changed(old, decision.agency, decision.contribution, merged)


def _changed(old: Report, agency: str, new: Mapping[str, Content], merged: Consolidation) -> Iterator[Change]:
    for entry in merged.summary.form.fields:
        before, after = old[entry.id], new.get(entry.id, BLANK)
        if _held(before, entry) != _held(after, entry):
            yield Change(agency, CHANGED, entry, before, after)


def _held(content: Content, entry: Field) -> tuple[bool, int]:
    """What a number adds to the sum; what adds nothing is all one, since 单位明细 writes words around it."""
    if content.kind == Kind.BLANK or not counts_in_sum(content, money=entry.money):
        return content.kind == Kind.BLANK, 0
    return False, content.scaled


def _of_adjustments(previous: Sequence[Adjustment], merged: Consolidation) -> Iterator[Change]:
    """Adjustments that came, went or differ in amount, reason or name; those of one cell are paired in their order."""
    old, new = Counter(previous), Counter(merged.adjustments)
    gone, came = _by_field((old - new).elements()), _by_field((new - old).elements())
    for entry in merged.summary.form.fields:
        for before, after in zip_longest(gone.get(entry.id, ()), came.get(entry.id, ())):
            kind = ADJUSTED if before is None else UNADJUSTED if after is None else ADJUSTED_ANEW
            yield Change("", kind, entry, _amount(before), _amount(after), _reason(before), _reason(after))


def _by_field(adjustments: Iterable[Adjustment]) -> dict[str, list[Adjustment]]:
    found: dict[str, list[Adjustment]] = defaultdict(list)
    for one in adjustments:
        found[one.field].append(one)
    return found


def _amount(adjustment: Adjustment | None) -> Content:
    return adjustment.content if adjustment else BLANK


def _reason(adjustment: Adjustment | None) -> str:
    return f"{adjustment.reason}，{adjustment.who}" if adjustment else ""
