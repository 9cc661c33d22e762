"""Reports to test with: random ones that balance, and faults to put into them."""

from __future__ import annotations

import random

from xlreport.forms import Form
from xlreport.numbers import BLANK, Content, from_scaled, number
from xlreport.report import Cover, Report


def balanced_report(form: Form, rng: random.Random, *, agency: str = "甲县测试局", year: int | None = None) -> Report:
    """A random report in which every relation holds: inputs drawn, totals added up here, 结转 chosen to fit."""
    values: dict[str, int | float] = {}
    for field in form.fields:
        if field.money:
            values[field.id] = rng.choice([0, rng.randint(0, 99_999_999) / 10_000])
        elif field.signed:
            values[field.id] = rng.randint(-50, 50)
        else:
            values[field.id] = rng.choice([0, 0, 0, rng.randint(0, 9), rng.randint(0, 3000)])
    for field in form.fields:
        if field.id.startswith("table2.regulations."):
            values[field.id] = 0
    _balance_table3(form, values, rng)
    for group in ("review", "suit_direct", "suit_after_review"):
        parts = ("upheld", "corrected", "other", "pending")
        values[f"table4.{group}.total"] = sum(values[f"table4.{group}.{part}"] for part in parts)
    contents = tuple(number(values[field.id]) for field in form.fields)
    cover = Cover(level="县级", kind="部门")
    return Report(form, form.first_year if year is None else year, agency, contents, cover)


def _balance_table3(form: Form, values: dict[str, int | float], rng: random.Random) -> None:
    kinds = ("natural", "business", "research", "nonprofit", "legal", "other")
    rows = list(dict.fromkeys(field.id.rpartition(".")[0] for field in form.table("table3").fields))
    results = [row for row in rows if row.startswith("table3.result.") and row != "table3.result.total"]
    for kind in kinds:
        done = sum(values[f"{row}.{kind}"] for row in results)
        open_cases = rng.randint(0, 5)
        carried = rng.randint(0, int(done) + open_cases)
        values[f"table3.result.total.{kind}"] = done
        values[f"table3.carried_forward.{kind}"] = open_cases
        values[f"table3.received.carried_over.{kind}"] = carried
        values[f"table3.received.new.{kind}"] = done + open_cases - carried
    for row in rows:
        values[f"{row}.total"] = sum(values[f"{row}.{kind}"] for kind in kinds)


def with_fault(report: Report, rng: random.Random) -> Report:
    """The report with one random cell made different: another number, blank, words, full-width digits, a tail."""
    field = rng.choice(report.form.fields)
    now = report[field.id].scaled
    choices: list[Content] = [
        from_scaled(now + 10_000 * rng.randint(1, 9)),
        from_scaled(-now - 10_000),
        from_scaled(now + 5_000),
        BLANK,
        _words(rng),
        number(now / 10_000 + rng.choice([0.00004, 0.00006, 0.123456])),
        number(repr(now / 10_000 + 1e-10)),
    ]
    return report.with_values({field.id: rng.choice(choices)})


def _words(rng: random.Random) -> Content:
    from xlreport.numbers import text

    return text(
        rng.choice(["１２", "12", "—", "/", "无", "增52", "22（其中修订16件）", "251000元", " ", "1,234", "#不详"])
    )
