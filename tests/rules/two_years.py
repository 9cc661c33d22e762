"""Reports of two years side by side, and what the rules between years say of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.rules.cases import Value, report
from tests.samples import balanced_report
from xlreport.config import DEFAULT, Thresholds
from xlreport.findings.model import Breach, Finding
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.report import Report
from xlreport.rules import years
from xlreport.rules.context import Context
from xlreport.workbook.locate import located

CHECKS: tuple[Callable[[Report, Context], Iterator[Breach]], ...] = (
    years.check_carried_over,
    years.check_in_force_by_last_year,
    years.check_items,
    years.check_jumps,
    years.check_copied,
    years.check_pending,
)
KINDS = ("natural", "business", "research", "nonprofit", "legal", "other")
BLOCKS = ("review", "suit_direct", "suit_after_review")
ITEMS = ("licensing", "other_services", "penalty", "coercion", "fees")
OVER, FORWARD = "table3.received.carried_over", "table3.carried_forward"
NORMATIVE = "table2.normative_documents"
NO_JUMPS = Thresholds(jump_count=10**9, jump_money=10**9)


def compared(this: Report, *last: Report, thresholds: Thresholds = DEFAULT.thresholds) -> list[Breach]:
    context = Context(last_year=last, thresholds=thresholds)
    return [breach for check in CHECKS for breach in check(this, context)]


def seen(this: Report, *last: Report, thresholds: Thresholds = DEFAULT.thresholds) -> list[tuple[str, str, str | None]]:
    return [(breach.code, breach.case, breach.on) for breach in compared(this, *last, thresholds=thresholds)]


def told(this: Report, *last: Report) -> list[Finding]:
    return list(located(this, compared(this, *last)))


def pair(
    this: dict[str, Value], last: dict[str, Value], *, form: str = "2021", last_form: str = "", year: int = 2022
) -> tuple[Report, Report]:
    return report(this, form=form, year=year), report(last, form=last_form or form, year=year - 1)


def consistent_pair(form_id: str, seed: int) -> tuple[Report, Report]:
    """Two balanced years of one unit in which the second follows from the first, worked out on plain numbers here."""
    rng = random.Random(seed)
    form = load(form_id)
    last, this = balanced_report(form, rng, year=2021), balanced_report(form, rng, year=2022)
    before = {field.id: last[field.id].scaled // 10_000 for field in form.fields}
    now = {field.id: this[field.id].scaled / 10_000 for field in form.fields}
    for kind in KINDS:
        open_before = before[f"{FORWARD}.{kind}"]
        old = now[f"{OVER}.{kind}"]
        now[f"{OVER}.{kind}"] = open_before
        now[f"table3.received.new.{kind}"] += old
        for row in ("table3.result.granted", "table3.result.total"):
            now[f"{row}.{kind}"] += open_before
    for row in (OVER, "table3.received.new", "table3.result.granted", "table3.result.total"):
        now[f"{row}.total"] = sum(now[f"{row}.{kind}"] for kind in KINDS)
    for block in BLOCKS:
        now[f"table4.{block}.other"] += before[f"table4.{block}.pending"]
        now[f"table4.{block}.total"] += before[f"table4.{block}.pending"]
    changed = dict(before)
    if form_id == "2021":
        for row in ("table2.regulations", NORMATIVE):
            now[f"{row}.repealed"] = min(now[f"{row}.repealed"], before[f"{row}.in_force"] + now[f"{row}.made"])
            now[f"{row}.in_force"] = before[f"{row}.in_force"] + now[f"{row}.made"] - now[f"{row}.repealed"]
    else:
        for name in ITEMS:
            items, change = f"table2.{name}.items_last_year", f"table2.{name}.items_change"
            changed[items] = abs(before[items]) + 50
            now[items] = changed[items] + before[change]
    kept = {name: number(value) for name, value in changed.items() if value != before[name]}
    return this.with_values({name: number(value) for name, value in now.items()}), last.with_values(kept)


def plus(given: Report, field_id: str, more: int) -> Report:
    return given.with_values({field_id: number(given[field_id].scaled // 10_000 + more)})
