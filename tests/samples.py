"""Reports to test with: random ones that balance, and faults to put into them."""

from __future__ import annotations

import random
from dataclasses import replace

from xlreport.forms import Form
from xlreport.numbers import BLANK, Content, error, from_scaled, number, text
from xlreport.report import KINDS, LEVELS, Cover, Report

PROSE = {
    "一/主动公开": "通过政府网站主动公开工作信息，做到应公开尽公开。",
    "一/依申请公开": "依法办理政府信息公开申请，规范登记、审核、答复和归档。",
    "一/政府信息管理": "落实政府信息制作、审查和发布的管理制度。",
    "一/政府信息公开平台建设": "做好政府网站信息公开专栏的维护。",
    "一/监督保障": "把政府信息公开纳入工作考核和社会评议，没有发生责任追究的情形。",
    "五": "解读材料形式较为单一，将增加图解和音频等形式。",
    "六": "未收取信息处理费，没有其他需要报告的事项。",
}
"""Prose with all that the law asks for, and without a number or a year: it fits every report and no rule minds it."""


def balanced_report(form: Form, rng: random.Random, *, agency: str = "甲县测试局", year: int | None = None) -> Report:
    """A random report in which every relation holds: inputs drawn, totals added up here, 结转 chosen to fit;
    its prose is whole."""
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
    return Report(form, form.first_year if year is None else year, agency, contents, cover, PROSE)


def _balance_table3(form: Form, values: dict[str, int | float], rng: random.Random, spread: int = 5) -> None:
    kinds = ("natural", "business", "research", "nonprofit", "legal", "other")
    rows = list(dict.fromkeys(field.id.rpartition(".")[0] for field in form.table("table3").fields))
    results = [row for row in rows if row.startswith("table3.result.") and row != "table3.result.total"]
    for kind in kinds:
        done = sum(values[f"{row}.{kind}"] for row in results)
        open_cases = rng.randint(0, spread)
        carried = rng.randint(0, int(done) + open_cases)
        values[f"table3.result.total.{kind}"] = done
        values[f"table3.carried_forward.{kind}"] = open_cases
        values[f"table3.received.carried_over.{kind}"] = carried
        values[f"table3.received.new.{kind}"] = done + open_cases - carried
    for row in rows:
        values[f"{row}.total"] = sum(values[f"{row}.{kind}"] for kind in kinds)


def with_faults(report: Report, rng: random.Random, faults: int, *, ties: bool = False) -> Report:
    """The report with so many faults, and a cover of any kind: blanks excused, entries missing, 规章 made.

    ``ties``: counts may end in half of the fourth decimal too, which some spreadsheet engines round the wrong way.
    """
    report = replace(report, agency=rng.choice(["甲县测试局", "甲县测试局", "", " ", "　"]))
    if rng.random() < 0.3:
        regulations = [field.id for field in report.form.fields if field.id.startswith("table2.regulations.")]
        made = rng.choice([number(2), number(-1), number("0.5"), number("0.00001"), BLANK, text("2"), text("—")])
        report = report.with_values({rng.choice(regulations): made})
    for _ in range(faults):
        report = with_fault(report, rng, ties=ties)
    cover = Cover(
        level=rng.choice([*LEVELS, "", "县"]),
        kind=rng.choice([*KINDS, "", "乡镇"]),
        no_requests=rng.random() < 0.3,
        no_disputes=rng.random() < 0.3,
    )
    return replace(report, cover=cover, year=rng.choice([report.year, None]))


def with_fault(report: Report, rng: random.Random, *, ties: bool = False) -> Report:
    """The report with one random cell made different: another number, blank, words, full-width digits, a tail."""
    field = rng.choice(report.form.fields)
    now = report[field.id].scaled
    choices: list[Content] = [
        from_scaled(now + 10_000 * rng.randint(1, 9)),
        from_scaled(-now - 10_000),
        from_scaled(now + 5_000),
        from_scaled(now + rng.choice([1, -1, 333])),
        BLANK,
        BLANK,
        _words(rng),
        _words(rng),
        error("#DIV/0!"),
        number(now / 10_000 + rng.choice([0.00004, 0.00005 if ties else 0.00007, 0.00006, 0.123456])),
        number(repr(now / 10_000 + 1e-10)),
        number(repr(now / 10_000 + 0.1 + 0.2)),
        number(repr(0.1 + 0.2)),
        number(repr(now / 10_000 * 1.1)),
    ]
    return report.with_values({field.id: rng.choice(choices)})


def with_blanks(report: Report, rng: random.Random, share: float) -> Report:
    """The report with this share of its cells left blank."""
    return report.with_values({field.id: BLANK for field in report.form.fields if rng.random() < share})


def _words(rng: random.Random) -> Content:
    return text(
        rng.choice(
            [
                "１２",
                "12",
                "0",
                "-3",
                "3.5",
                "—",
                "/",
                "无",
                "增52",
                "22（其中修订16件）",
                "251000元",
                " ",
                "1,234",
                "#不详",
            ]
        )
    )


def distinctive_report(form: Form, rng: random.Random) -> Report:
    """A balanced report in which no two cells hold the same number, so that one taken from a neighbour is seen."""
    while True:
        report = balanced_report(form, rng)
        inputs = [field for field in form.fields if field.id not in form.totals]
        drawn = dict(zip([field.id for field in inputs], rng.sample(range(1_000, 900_000), len(inputs)), strict=True))
        values: dict[str, int | float] = {field.id: drawn.get(field.id, 0) for field in form.fields}
        _balance_table3(form, values, rng, spread=100_000)
        for group in ("review", "suit_direct", "suit_after_review"):
            parts = ("upheld", "corrected", "other", "pending")
            values[f"table4.{group}.total"] = sum(values[f"table4.{group}.{part}"] for part in parts)
        if len(set(values.values())) == len(values):
            return report.with_values({name: number(value) for name, value in values.items()})
