"""Which units are in only one of two years that are compared: a difference may be theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.align.labels import normalised
from xlreport.county.decision import REFUSED
from xlreport.county.merge import Consolidation
from xlreport.county.roster import Roster, Unit
from xlreport.report import Report

_SHOWN_UNITS = 20


def unit_of(roster: Roster, report: Report) -> Unit | None:
    """The roster's unit of an earlier report, by the names of those merged into it too."""
    found = roster.known(report.cover.code, report.agency)
    if found is not None:
        return found
    name = normalised(report.agency)
    return next((unit for unit in roster.units if name in map(normalised, unit.predecessors)), None)


def uneven_units(merged: Consolidation, before: Sequence[Report], year: int) -> str:
    """One sentence without a full stop on the units of ``before`` (the reports on ``year``) that do not count this
    year, and on those that count without a report among them; '' where there are none, or ``before`` is empty.

    A unit is the same under its former names, and through the unit that reports for it (代报).
    """
    if not before:
        return ""
    now = {normalised(one.agency): one.agency for one in merged.accepted}
    owners = [_owner(merged, one, now) for one in before]
    gone = [_with_reason(merged, one) for one, owner in zip(before, owners, strict=True) if owner not in now]
    new = [name for key, name in now.items() if key not in owners]
    words = [f"只有 {year} 年度有的 {len(gone)} 个：{_listed(gone)}"] if gone else []
    words += [f"只有 {year + 1} 年度有的 {len(new)} 个：{_listed(new)}"] if new else []
    return f"两年比较的不是同样的单位，{'；'.join(words)}；增减可能由此而来" if words else ""


def _owner(merged: Consolidation, report: Report, now: dict[str, str]) -> str:
    """The name under which the unit of an earlier report counts this year, normalised; else its own."""
    unit = unit_of(merged.roster, report) if merged.roster else None
    names = [unit.name, unit.reported_by] if unit else [report.agency, *_of_code(merged, report)]
    keys = [normalised(name) for name in names if name]
    return next((key for key in keys if key in now), keys[0] if keys else "")


def _of_code(merged: Consolidation, report: Report) -> Iterator[str]:
    """The names of this year's units with the code of an earlier report: without a roster a unit may bear a new one."""
    code = report.cover.code.strip().upper()
    for one in merged.accepted:
        reading = one.submission.reading
        if code and reading is not None and reading.report.cover.code.strip().upper() == code:
            yield one.agency


def _with_reason(merged: Consolidation, report: Report) -> str:
    """甲局（缺报）: an earlier report's unit and why it does not count this year."""
    unit = unit_of(merged.roster, report) if merged.roster else None
    name = unit.name if unit else report.agency.strip()
    was = report.agency.strip()
    reasons = [f"原{was}"] if unit and normalised(was) != normalised(unit.name) else []
    refused = {normalised(one.agency) for one in merged.decisions if one.decision == REFUSED}
    if normalised(name) in refused:
        reasons.append("退回")
    elif unit in merged.missing:
        reasons.append("缺报")
    elif unit is not None and not unit.counted:
        reasons.append("不计入汇总")
    elif unit is None:
        reasons.append("本年名册上没有" if merged.roster else "本年没有报告")
    return f"{name}（{'，'.join(reasons)}）" if reasons else name


def _listed(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _SHOWN_UNITS else ""
    return "、".join(names[:_SHOWN_UNITS]) + more
