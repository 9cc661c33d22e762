"""P1, P2, P3, P5, P6: numbers that can hardly be meant as they stand, without regard to any law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlreport.findings.model import Breach
from xlreport.numbers import SCALE, unscaled
from xlreport.report import Report
from xlreport.rules.context import Context
from xlreport.rules.figures import (
    DISPUTES,
    KINDS_OF_APPLICANT,
    Figure,
    figure,
    in_force_by_last_year,
    last_figure,
    total_figure,
)
from xlreport.rules.registry import rule_in_context

_YUAN_PER_WAN = 10_000
_WIDE_LEVELS = ("国家", "省级")
_ITEM_ROWS = ("licensing", "other_services", "penalty", "coercion")
_DISPUTE_PARTS = ("upheld", "corrected", "other", "pending")


@rule_in_context("P1")
def check_yuan(report: Report, context: Context) -> Iterator[Breach]:
    """P1: an amount that is right in 元 and absurd in 万元."""
    for field_id in yuan_suspects(report, context):
        amount = report[field_id].scaled
        last = last_figure(context.last_year, report.form, field_id)
        expected = unscaled(amount // _YUAN_PER_WAN)
        args: dict[str, object] = {"suggested": expected}
        case = "size"
        if last is not None and _leaps(amount, last, context):
            case, args["before"] = "leap", last.plain
        yield Breach("P1", case, field_id, (field_id,), actual=unscaled(amount), expected=expected, args=args)


def yuan_suspects(report: Report, context: Context) -> list[str]:
    """Fields in 万元 whose amount looks like 元: whole, and either huge or a thousand times last year's."""
    found = []
    for field in report.form.fields:
        amount = figure((report,), field.id) if field.unit == "万元" else None
        # Amounts converted to 万元 keep decimals; whole ones of this size were hardly ever converted.
        if amount is None or amount.scaled <= 0 or amount.scaled % SCALE:
            continue
        last = last_figure(context.last_year, report.form, field.id)
        if amount.scaled >= _huge(report, context) * SCALE or _leaps(amount.scaled, last, context):
            found.append(field.id)
    return found


def _huge(report: Report, context: Context) -> int:
    """From how many 万元 on a whole amount is suspected: a government adds up all the bodies of its area."""
    wide = report.cover.kind == "政府" or report.cover.level in _WIDE_LEVELS
    return context.thresholds.yuan_government if wide else context.thresholds.yuan_agency


def _leaps(amount: int, last: Figure | None, context: Context) -> bool:
    """Whether a whole amount is so many times last year's that only another unit explains it."""
    limits = context.thresholds
    if last is None or last.scaled <= 0 or amount < limits.yuan_leap_from * SCALE:
        return False
    return amount >= limits.yuan_leap * last.scaled


@rule_in_context("P2")
def check_items_as_cases(report: Report, context: Context) -> Iterator[Breach]:
    """P2, 2019 format: 处理决定数量 that is exactly 上一年项目数量 + 增减 counts items, not cases."""
    if report.form.table("table2").version != "2019":
        return
    for row in (f"table2.{name}" for name in _ITEM_ROWS):
        fields = tuple(f"{row}.{column}" for column in ("items_last_year", "items_change", "decisions"))
        known = [one.scaled for one in (figure((report,), name) for name in fields) if one is not None]
        if len(known) < len(fields) or known[2] < context.thresholds.items_alike * SCALE:
            continue
        before, change, decisions = known
        if decisions == before + change:
            args: dict[str, object] = {"before": unscaled(before), "change": unscaled(change)}
            yield Breach("P2", "", fields[2], fields, actual=unscaled(decisions), args=args)


@rule_in_context("P3")
def check_disputes_without_requests(report: Report, context: Context) -> Iterator[Breach]:
    """P3: 复议/诉讼 although in two years nothing was received, carried over or answered.

    Undecided without last year's report, and where a cell of the requests is no number. Disputes that were pending last
    year already are about requests of before.
    """
    years = (report, *context.last_year)
    if not context.last_year or any(_requests(one) for one in years):
        return
    blocks = [(name, _disputes(report, name)) for name in DISPUTES]
    known = [(name, figure_.scaled) for name, figure_ in blocks if figure_ is not None]
    pending = [figure(context.last_year, f"table4.{name}.pending") for name in DISPUTES]
    if len(known) < len(blocks) or any(one is None for one in pending):
        return
    count = sum(count for _, count in known)
    fields = tuple(f"table4.{name}.total" for name, count in known if count > 0)
    if fields and count > sum(one.scaled for one in pending if one is not None):
        yield Breach("P3", "", fields[0], fields, actual=unscaled(count))


def _requests(report: Report) -> bool:
    """Whether there were requests, or may have been where a cell holds words or was not found."""
    names = [name for name in report.form.position if name.startswith(("table3.received.", "table3.result."))]
    figures = (figure((report,), name) for name in names)
    return any(one is None or one.scaled != 0 for one in figures)


def _disputes(report: Report, block: str) -> Figure | None:
    return total_figure(report, f"table4.{block}.total", [f"table4.{block}.{part}" for part in _DISPUTE_PARTS])


@rule_in_context("P5")
def check_in_force(report: Report, context: Context) -> Iterator[Breach]:
    """P5, 2021 format: what was made this year and not repealed is in force.

    Not where last year's report decides the row: Y2 says the same with more.
    """
    if report.form.table("table2").version != "2021":
        return
    decided = {one.row for one in in_force_by_last_year(report, context.last_year)}
    for row in ("table2.regulations", "table2.normative_documents"):
        fields = tuple(f"{row}.{column}" for column in ("in_force", "made", "repealed"))
        known = [one.scaled for one in (figure((report,), name) for name in fields) if one is not None]
        if row in decided or len(known) < len(fields) or known[0] >= known[1] - known[2]:
            continue
        in_force, made, repealed = known
        args: dict[str, object] = {"made": unscaled(made), "repealed": unscaled(repealed)}
        yield _compared("P5", fields, report, made - repealed, in_force, args)


@rule_in_context("P6")
def check_open_requests(report: Report, context: Context) -> Iterator[Breach]:  # noqa: ARG001  rules are called alike
    """P6: more requests stay open than came in, so one of them would be open for over a year."""
    forward, new = "table3.carried_forward.total", "table3.received.new.total"
    left = figure((report,), forward)
    came = total_figure(report, new, [f"table3.received.new.{kind}" for kind in KINDS_OF_APPLICANT])
    if left is not None and came is not None and left.scaled > came.scaled:
        yield _compared("P6", (forward, new), report, came.scaled, left.scaled, {})


def _compared(
    code: str, fields: Sequence[str], report: Report, expected: int, actual: int, args: dict[str, object]
) -> Breach:
    return Breach(
        code,
        on=fields[0],
        fields=tuple(fields),
        actual=report[fields[0]].plain,
        expected=unscaled(expected),
        difference=unscaled(actual - expected),
        args=args,
    )
