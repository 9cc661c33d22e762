"""Reports for rule tests: a filled report of zeros, some of its fields given by hand."""

from __future__ import annotations

from typing import Any

from tests.samples import PROSE
from xlreport.findings.model import Breach
from xlreport.forms import load
from xlreport.numbers import from_plain
from xlreport.report import Cover, Report
from xlreport.rules import check

Value = int | float | str | None


def report(
    values: dict[str, Value] | None = None, *, form: str = "2021", year: int | None = 2021, agency: str = "甲县测试局",
    level: str = "县级", kind: str = "部门", **cover: Any,
) -> Report:  # fmt: skip
    """All zeros but for the values given; cover and prose are complete unless told otherwise."""
    loaded = load(form)
    contents = tuple(from_plain((values or {}).get(field.id, 0)) for field in loaded.fields)
    unknown = set(values or {}) - set(loaded.by_id)
    if unknown:
        raise KeyError(f"no such fields: {unknown}")
    return Report(loaded, year, agency, contents, Cover(level=level, kind=kind, **cover), PROSE)


def breaches(report: Report, *codes: str) -> list[Breach]:
    """What the rules see in a report, of these codes only."""
    return [breach for breach in check(report) if breach.code in codes]


def seen(report: Report) -> list[tuple[str, str | None, Value, Value]]:
    """(code, field, actual, expected) of everything the rules see."""
    return [(breach.code, breach.on, breach.actual, breach.expected) for breach in check(report)]
