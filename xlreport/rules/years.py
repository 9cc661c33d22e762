"""Y1–Y6: what follows from last year's report. Nothing is said where none is known.

Compared are numbers; a blank counts as 0; with words, errors and cells that were not found no comparison is made. The
reports of several predecessors are added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlreport.findings.model import Breach
from xlreport.forms.model import Field, Form
from xlreport.numbers import SCALE, unscaled
from xlreport.report import Report
from xlreport.rules.balance import group_name
from xlreport.rules.context import Context
from xlreport.rules.figures import (
    COLUMNS,
    DISPUTES,
    KINDS_OF_APPLICANT,
    STOCKS,
    Figure,
    figure,
    in_force_by_last_year,
    last_figure,
    total_figure,
)
from xlreport.rules.plausible import yuan_suspects
from xlreport.rules.registry import rule_in_context

_ITEM_ROWS = ("licensing", "other_services", "penalty", "coercion", "fees")
_DISPUTE_PARTS = ("upheld", "corrected", "other", "pending")
_OVER, _FORWARD = "table3.received.carried_over", "table3.carried_forward"
_NEW_TOTAL, _RESULT_TOTAL = "table3.received.new.total", "table3.result.total.total"


@rule_in_context("Y1")
def check_carried_over(report: Report, context: Context) -> Iterator[Breach]:
    """Y1: 上年结转 is what last year's report carried forward, column by column; the two forms agree on these rows."""
    pairs = {}
    for column in COLUMNS:
        now, before = figure((report,), f"{_OVER}.{column}"), figure(context.last_year, f"{_FORWARD}.{column}")
        if now is not None and before is not None:
            pairs[column] = now, before
    differing = [column for column, (now, before) in pairs.items() if now.scaled != before.scaled]
    kinds = [column for column in differing if column != "total"]
    if "total" in pairs and "total" not in differing and kinds:
        yield _kinds_differ(report, {column: pairs[column] for column in kinds})
        return
    if not kinds and len(pairs) == len(COLUMNS) and not all(one.stated for one in pairs["total"]):
        return  # a total left blank over the right kinds: V5 and B3 name it
    if len(kinds) == 1 and len(differing) == 2 and len({_gap(pairs[column]) for column in differing}) == 1:
        now, before = pairs[kinds[0]]
        one: dict[str, object] = {"kind": report.form.by_id[f"{_FORWARD}.{kinds[0]}"].column}
        fields = (f"{_OVER}.{kinds[0]}", f"{_OVER}.total")
        yield _compared("Y1", report, fields, now.scaled, before.scaled, one, case="kind")
        return
    # The total first: it is what people compare.
    for column in sorted(differing, key=("total", *KINDS_OF_APPLICANT).index):
        now, before = pairs[column]
        args: dict[str, object] = {"kind": report.form.by_id[f"{_FORWARD}.{column}"].column}
        yield _compared("Y1", report, (f"{_OVER}.{column}",), now.scaled, before.scaled, args, case="column")


def _gap(pair: tuple[Figure, Figure]) -> int:
    return pair[0].scaled - pair[1].scaled


def _kinds_differ(report: Report, pairs: dict[str, tuple[Figure, Figure]]) -> Breach:
    """One word on requests that went to another kind of applicant while their number stayed."""
    fields = tuple(f"{_OVER}.{column}" for column in pairs)
    items = "，".join(
        f"{report.form.by_id[name].column}本年 {now.plain}、上年 {before.plain}"
        for name, (now, before) in zip(fields, pairs.values(), strict=True)
    )
    now, before = next(iter(pairs.values()))
    return _compared("Y1", report, fields, now.scaled, before.scaled, {"items": items}, case="kinds")


@rule_in_context("Y2")
def check_in_force_by_last_year(report: Report, context: Context) -> Iterator[Breach]:
    """Y2: 现行有效 is last year's + 制发 − 废止; the 2021 format in both years."""
    for one in in_force_by_last_year(report, context.last_year):
        if one.actual == one.expected:
            continue
        fields = tuple(f"{one.row}.{column}" for column in ("in_force", "made", "repealed"))
        args: dict[str, object] = {
            "before": unscaled(one.before),
            "made": unscaled(one.made),
            "repealed": unscaled(one.repealed),
        }
        if one.expected >= 0:
            yield _compared("Y2", report, fields, one.actual, one.expected, args, case="sum")
        else:
            fields = (fields[2], fields[0], fields[1])
            yield _compared("Y2", report, fields, one.repealed, one.before + one.made, args, case="repealed")


@rule_in_context("Y3")
def check_items(report: Report, context: Context) -> Iterator[Breach]:
    """Y3: 上一年项目数量 is last year's number of items + its 增减; the 2019 format in both years."""
    versions = {one.form.table("table2").version for one in (report, *context.last_year)}
    if not context.last_year or versions != {"2019"}:
        return
    for row in (f"table2.{name}" for name in _ITEM_ROWS):
        now = figure((report,), f"{row}.items_last_year")
        before = figure(context.last_year, f"{row}.items_last_year")
        change = figure(context.last_year, f"{row}.items_change")
        if now is None or before is None or change is None:
            continue
        expected = before.scaled + change.scaled
        if expected >= 0 and now.scaled != expected:  # from less than nothing, last year's own fault, nothing follows
            args: dict[str, object] = {"before": before.plain, "change": change.plain}
            yield _compared("Y3", report, (f"{row}.items_last_year",), now.scaled, expected, args)


@rule_in_context("Y4")
def check_jumps(report: Report, context: Context) -> Iterator[Breach]:
    """Y4: a number changed beyond the configured factor and size; at most one finding a row.

    Of 表三 and 表四 only the totals are looked at. Left out: what another rule compares exactly (上年结转, 现行有效,
    上一年项目数量), signed numbers, amounts that P1 takes for 元, groups of 表四 that Y6 names, and 办结总计 where
    新收 jumped already.
    """
    if not context.last_year:
        return
    passed = {*yuan_suspects(report, context), f"{_OVER}.total"}
    passed.update(breach.on for breach in check_pending(report, context) if breach.on)
    jumped = set()
    for fields in _comparable_rows(report.form):
        jumps = [
            jump for entry in fields if entry.id not in passed and (jump := _jump(report, entry, context)) is not None
        ]
        if jumps and not (fields[0].id == _RESULT_TOTAL and _NEW_TOTAL in jumped):
            _, breach = max(jumps, key=lambda jump: jump[0])
            jumped.add(breach.on)
            yield breach


def _comparable_rows(form: Form) -> Iterator[list[Field]]:
    """The numbers of each printed row that Y4 looks at; each group of 表四 is a row of its own."""
    for table in form.tables:
        for fields in table.rows.values():
            if table.id == "table2":
                yield [entry for entry in fields if not entry.signed and entry.id.rpartition(".")[2] not in STOCKS]
            else:
                yield from ([entry] for entry in fields if entry.id.endswith(".total"))


def _jump(report: Report, entry: Field, context: Context) -> tuple[Fraction, Breach] | None:
    """The finding on a number and how many times over it changed; None where it did not jump."""
    now, limits = figure((report,), entry.id), context.thresholds
    last = last_figure(context.last_year, report.form, entry.id)
    if now is None or last is None or not now.stated or not last.stated or min(now.scaled, last.scaled) < 0:
        return None
    low, high = sorted((now.scaled, last.scaled))
    size = limits.jump_money if entry.money else limits.jump_count
    if high - low <= size * SCALE or high <= Fraction(limits.jump_factor) * low:
        return None
    times = Fraction(high, low or SCALE)  # what was 0 is weighed against its neighbours as if it had been 1
    rose = now.scaled > last.scaled
    case = ("rose" if rose else "fell") if low else ("appeared" if rose else "vanished")
    args: dict[str, object] = {"times": unscaled(round(times * 10) * SCALE // 10)}
    return times, _compared("Y4", report, (entry.id,), now.scaled, last.scaled, args, case=case)


@rule_in_context("Y5")
def check_copied(report: Report, context: Context) -> Iterator[Breach]:
    """Y5: every number is last year's, and enough of them tell that something happened.

    Only between reports of one form that were read whole. Totals and stocks (现行有效) are not counted among the
    numbers that tell: a single request answered fills six cells.
    """
    reports = (report, *context.last_year)
    if not context.last_year or any(one.form.id != report.form.id or one.provenance.missing for one in reports):
        return
    telling = []
    for entry in report.form.fields:
        now, before = figure((report,), entry.id), figure(context.last_year, entry.id)
        if now is None or before is None:
            continue
        if now.scaled != before.scaled:
            return
        if now.scaled > 0 and entry.id not in report.form.totals and entry.id.rpartition(".")[2] not in STOCKS:
            telling.append(entry.id)
    if len(telling) >= context.thresholds.copied_cells:
        # Pinned to the first of them: were any number changed, there would be no finding left to explain.
        args: dict[str, object] = {"count": len(telling)}
        yield Breach("Y5", "", telling[0], (telling[0],), actual=report[telling[0]].plain, args=args)


@rule_in_context("Y6")
def check_pending(report: Report, context: Context) -> Iterator[Breach]:
    """Y6: a group of 表四 counts at least what was pending in it last year."""
    for block in DISPUTES:
        total = f"table4.{block}.total"
        now = total_figure(report, total, [f"table4.{block}.{part}" for part in _DISPUTE_PARTS])
        before = figure(context.last_year, f"table4.{block}.pending")
        if now is not None and before is not None and now.scaled < before.scaled:
            args: dict[str, object] = {"group": group_name(report.form.by_id[total])}
            yield _compared("Y6", report, (total,), now.scaled, before.scaled, args)


def _compared(
    code: str,
    report: Report,
    fields: tuple[str, ...],
    actual: int,
    expected: int,
    args: dict[str, object],
    *,
    case: str = "",
) -> Breach:
    """A finding pinned to the first of its fields, with that cell's content, what it should be, and the difference."""
    return Breach(
        code,
        case,
        fields[0],
        fields,
        actual=report[fields[0]].plain,
        expected=unscaled(expected),
        difference=unscaled(actual - expected),
        args=args,
    )
