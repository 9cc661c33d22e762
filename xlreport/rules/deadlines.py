"""L2: signed or published in time, and in the year after the one reported on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from xlreport.config import Deadlines
from xlreport.findings.model import Breach
from xlreport.report import KINDS, Report
from xlreport.rules.context import Context
from xlreport.rules.registry import rule_in_context


@rule_in_context("L2")
def check_date(report: Report, context: Context) -> Iterator[Breach]:
    """One finding at most: the date is of another year, or it is after the last day.

    No date, a date that cannot be read and a report without a year are not judged here.
    """
    signed = _iso(report.cover.date)
    if signed is None or report.year is None:
        return
    words, table = signed.isoformat(), "封面"
    args: dict[str, object] = {"row": "填报日期", "date": words, "year": report.year, "due": report.year + 1}
    last_day = last_day_of(report.year + 1, report.cover.kind, context.deadlines, context.deadline)
    if signed.year != report.year + 1:
        yield Breach("L2", "year", table=table, actual=words, expected=str(report.year + 1), args=args)
    elif signed > last_day:
        days = (signed - last_day).days
        args |= {"deadline": last_day.isoformat(), "days": days}
        yield Breach("L2", "late", table=table, actual=words, expected=last_day.isoformat(), difference=days, args=args)


def last_day_of(year: int, kind: str, deadlines: Deadlines, own: str = "") -> date:
    """The last day of publication in ``year`` for a kind of body; ``own`` is a unit's own as ISO date."""
    return _iso(own) or _last_day(year, kind, deadlines)


def _last_day(year: int, kind: str, deadlines: Deadlines) -> date:
    """The last day for a kind of body; where the kind is unknown the latest of all, which binds everybody."""
    days: dict[str, str] = asdict(deadlines)
    chosen = [days[kind]] if kind in KINDS else list(days.values())
    return max(_day(year, month_day) for month_day in chosen)


def _day(year: int, month_day: str) -> date:
    """A day given as 'month-day'; 2-29 is the last of February in any year."""
    month, day = (int(part) for part in month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)


def _iso(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None
