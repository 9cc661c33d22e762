"""报送情况: of every unit that is due whether it reported, what became of its report, and whether it came in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.decision import ACCEPTED, IGNORED, REFUSED, Decision
from xlreport.county.hierarchy import Tree
from xlreport.county.merge import Consolidation
from xlreport.county.returns import without_phones
from xlreport.county.roster import Roster, Unit
from xlreport.rules.deadlines import last_day_of

COUNTED, UNCOUNTED, SENT_BACK, MISSING, BY_ANOTHER = "计入", "不计入汇总", "退回", "缺报", "代报"
REPORTED = frozenset({COUNTED, UNCOUNTED, SENT_BACK, BY_ANOTHER})
NO_DATE = "未填"
"""What stands for a date that the cover does not have."""
_MOST_NAMED = 200
_WEIGHT = {ACCEPTED: 0, REFUSED: 1, IGNORED: 2}


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """Where one unit stands. ``decision`` is that on the file that was taken for it, None where none came.

    ``aside`` is the decision on a file of its own that was left aside, since another unit reports for it.
    ``signed`` is the date on the cover, None where it holds none that can be read: when a file was saved or copied says
    nothing of when a report was made. ``late`` says how many days after ``deadline`` it is, 0 for in time, not known,
    or a report on another year.
    """

    unit: Unit
    state: str
    deadline: date | None = None
    decision: Decision | None = None
    signed: date | None = None
    late: int = 0
    aside: Decision | None = None

    @property
    def is_undated(self) -> bool:
        """Whether its report was read and bears no date, so that nobody can say whether it came in time."""
        return self.state != BY_ANOTHER and self._cover_date is not None and self.signed is None

    @property
    def date_words(self) -> str:
        """填报日期 as the sheet shows it: the date, what stands there instead, 未填 where nothing does; '' where no
        report of its own was read."""
        if self.signed is not None:
            return self.signed.isoformat()
        words = self._cover_date if self.state != BY_ANOTHER else None
        return "" if words is None else words or NO_DATE

    @property
    def _cover_date(self) -> str | None:
        reading = self.decision.submission.reading if self.decision else None
        return None if reading is None else reading.report.cover.date.strip()

    @property
    def has_reported(self) -> bool:
        """Whether anything came for it."""
        return self.state in REPORTED


def unit_statuses(merged: Consolidation, config: Config = DEFAULT) -> tuple[UnitStatus, ...]:
    """One status for each unit that is due, in the order of the roster; without a roster for each unit that reported,
    by name."""
    by_unit: dict[str, list[Decision]] = {}
    for decision in merged.decisions:
        if decision.agency:
            by_unit.setdefault(normalised(decision.agency), []).append(decision)
    due = merged.due if merged.roster else tuple(_strangers(merged))
    return tuple(_status(unit, by_unit, merged, config) for unit in due)


def _strangers(merged: Consolidation) -> list[Unit]:
    """Units as their own reports name them, where no roster says who is due."""
    named: dict[str, Unit] = {}
    for decision in merged.decisions:
        reading = decision.submission.reading
        if decision.agency and reading is not None and decision.decision != IGNORED:
            cover = reading.report.cover
            named.setdefault(decision.agency, Unit(decision.agency, cover.code, level=cover.level, kind=cover.kind))
    return list(named.values())


def _status(unit: Unit, by_unit: dict[str, list[Decision]], merged: Consolidation, config: Config) -> UnitStatus:
    decision = _taken(by_unit.get(normalised(unit.name), ()))
    reading = decision.submission.reading if decision else None
    kind = unit.kind or (reading.report.cover.kind if reading else "")
    deadline = last_day_of((merged.summary.year or 0) + 1, kind, config.deadlines, unit.deadline)
    if decision is None:
        other = _taken(by_unit.get(normalised(unit.reported_by), ())) if unit.reported_by else None
        aside = _aside(by_unit.get(normalised(unit.name), ()))
        return UnitStatus(unit, BY_ANOTHER if other else MISSING, deadline, other, aside=aside)
    state = UNCOUNTED if decision.uncounted else COUNTED if decision.decision == ACCEPTED else SENT_BACK
    signed = _signed(decision)
    of_this_year = reading is not None and reading.report.year == merged.summary.year
    late = max(0, (signed - deadline).days) if signed and of_this_year else 0
    return UnitStatus(unit, state, deadline, decision, signed, late)


def _taken(decisions: Sequence[Decision]) -> Decision | None:
    """The decision that settles a unit: what counts before what was sent back; a superseded file settles nothing."""
    open_ones = [one for one in decisions if one.decision != IGNORED or one.uncounted]
    return min(open_ones, key=lambda one: _WEIGHT[one.decision], default=None)


def _aside(decisions: Sequence[Decision]) -> Decision | None:
    """The decision on the unit's own file where another reports for it."""
    own = (one for one in decisions if any((found.code, found.case) == ("C2", "reported_by") for found in one.findings))
    return next(own, None)


def uncounted(statuses: Sequence[UnitStatus]) -> list[str]:
    """The names of units whose numbers stay out of the sums by the roster's word (计入汇总 is 否)."""
    return [one.unit.name for one in statuses if not one.unit.counted]


def in_no_sum(statuses: Sequence[UnitStatus], roster: Roster) -> list[str]:
    """Those of them below whom no unit counts either: their numbers stand nowhere in the sums."""
    tree = Tree(roster.units)
    return [name for name in uncounted(statuses) if not any(unit.counted for unit in tree.descendants(name))]


def lost_with_another(statuses: Sequence[UnitStatus], roster: Roster) -> list[tuple[str, str]]:
    """Units that count, each with the one that reports for it (代报) and does not: their numbers are lost with its."""
    outside = {normalised(unit.name) for unit in roster.units if not unit.counted}
    return [
        (one.unit.name, one.unit.reported_by)
        for one in statuses
        if one.state == BY_ANOTHER and one.unit.counted and normalised(one.unit.reported_by) in outside
    ]


def _signed(decision: Decision) -> date | None:
    """The day on the cover, where it is one."""
    reading = decision.submission.reading
    try:
        return date.fromisoformat(reading.report.cover.date.strip()) if reading else None
    except ValueError:
        return None


def reminder(statuses: Sequence[UnitStatus], year: int | None) -> str:
    """催报: a message with the names of the units that have not reported and of those sent back, ready to paste.

    '' where nobody is to be reminded. No phone numbers stand in it: it goes into groups.
    """
    missing = [one for one in statuses if one.state == MISSING]
    back = [one for one in statuses if one.state == SENT_BACK]
    if not missing and not back:
        return ""
    lines = [f"【催报】{year or ''}年度政府信息公开工作年度报告"]
    if missing:
        lines.append(f"尚未报送（{len(missing)} 个）：{_names(missing)}")
    if back:
        lines.append(f"已退回、请改正后重报（{len(back)} 个）：{_names(back)}")
    lines.append(_days([*missing, *back]))
    return without_phones("\n".join(filter(None, lines)))


def _days(statuses: Sequence[UnitStatus]) -> str:
    """The last day, or where it is not the same for all which units must have reported by which."""
    by_day: dict[date, list[UnitStatus]] = {}
    for one in sorted((one for one in statuses if one.deadline), key=lambda one: one.deadline or date.max):
        by_day.setdefault(one.deadline or date.max, []).append(one)
    if not by_day:
        return ""
    days = {f"{day.year}年{day.month}月{day.day}日": units for day, units in by_day.items()}
    if len(days) == 1:
        return f"公布期限：{next(iter(days))}，请抓紧报送。"
    return f"公布期限：{'；'.join(f'{day}前应报：{_names(units)}' for day, units in days.items())}。请抓紧报送。"


def _names(statuses: Sequence[UnitStatus]) -> str:
    more = f" 等 {len(statuses)} 个" if len(statuses) > _MOST_NAMED else ""
    return "、".join(one.unit.name for one in statuses[:_MOST_NAMED]) + more
