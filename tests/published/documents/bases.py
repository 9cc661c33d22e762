"""The sound reports that documents are made of: mostly numbers that differ, so that one in a wrong place is seen."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.published.documents.printed import AGENCIES, Printed, print_report
from tests.samples import balanced_report, distinctive_report
from xlreport.forms import Form, load
from xlreport.numbers import number
from xlreport.report import Report

KINDS_OF_APPLICANT = ("natural", "business", "research", "nonprofit", "legal", "other")
PARTS = ("upheld", "corrected", "other", "pending")
STYLES = ("different", "different", "different", "huge", "drawn", "sparse", "zeros")
"""How a report's numbers are drawn; those that differ are the most telling and come most often."""


def base_report(form_id: str, style: str, rng: random.Random) -> Report:
    """A balanced report: ``different`` (small, hardly two alike), ``huge``, ``drawn``, ``sparse``, ``zeros``."""
    form = load(form_id)
    if style == "huge":
        report = distinctive_report(form, rng)
    elif style == "drawn":
        report = balanced_report(form, rng)
    else:
        share = {"different": 1.0, "sparse": 0.1, "zeros": 0.0}[style]
        report = _balanced(form, rng, share)
    years = {"2019": (2019, 2020), "2021": (2021, 2022, 2023, 2024)}.get(form_id, (2021, 2023))
    return replace(report, year=rng.choice(years), agency=rng.choice(AGENCIES))


def base_document(form_id: str, style: str, rng: random.Random) -> Printed:
    """A document without any fault."""
    return print_report(base_report(form_id, style, rng), rng)


def _balanced(form: Form, rng: random.Random, share: float) -> Report:
    """Inputs drawn without replacement (a share of them, the others 0), totals added up, 结转 chosen to fit."""
    ids = [entry.id for entry in form.fields]
    drawn = dict(zip(ids, rng.sample(range(1, 1900), len(ids)), strict=True))
    values: dict[str, int | float] = {name: drawn[name] if rng.random() < share else 0 for name in ids}
    for entry in form.fields:
        if entry.money and values[entry.id]:
            values[entry.id] = rng.randint(1, 9_999_999) / 10_000
        elif entry.signed and values[entry.id]:
            values[entry.id] = rng.choice([-1, 1]) * rng.randint(1, 60)
    rows = list(dict.fromkeys(entry.id.rpartition(".")[0] for entry in form.table("table3").fields))
    results = [row for row in rows if row.startswith("table3.result.") and row != "table3.result.total"]
    for kind in KINDS_OF_APPLICANT:
        done = sum(values[f"{row}.{kind}"] for row in results)
        pending = rng.randint(1, 90) if share == 1 else 0
        carried = rng.randint(0, int(done) + pending)
        values[f"table3.result.total.{kind}"], values[f"table3.carried_forward.{kind}"] = done, pending
        values[f"table3.received.carried_over.{kind}"] = carried
        values[f"table3.received.new.{kind}"] = done + pending - carried
    for row in rows:
        values[f"{row}.total"] = sum(values[f"{row}.{kind}"] for kind in KINDS_OF_APPLICANT)
    for group in ("review", "suit_direct", "suit_after_review"):
        values[f"table4.{group}.total"] = sum(values[f"table4.{group}.{part}"] for part in PARTS)
    return Report(form, form.first_year, "", tuple(number(values[name]) for name in ids))
