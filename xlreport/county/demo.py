"""An invented county to show the whole way on: its roster and its agencies' workbooks, mistakes included."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlreport.files.atomic import write_bytes
from xlreport.forms import load
from xlreport.numbers import BLANK, number
from xlreport.report import Cover, Report, blank_report
from xlreport.rules.totals import with_computed_totals
from xlreport.workbook.build import build_workbook

FILES = Path(__file__).with_name("demo_files")


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One agency of the invented county; ``report`` is None where it hands in nothing."""

    name: str
    encrypted: bool
    report: Report | None


@dataclass(frozen=True, slots=True)
class DemoCounty:
    """The invented county."""

    name: str
    year: int
    units: tuple[DemoUnit, ...]


def demo_county() -> DemoCounty:
    """The county of county.toml."""
    data = tomllib.loads((FILES / "county.toml").read_text(encoding="utf-8"))
    units = tuple(
        DemoUnit(
            entry["name"],
            entry.get("encrypted", False),
            None if entry.get("missing") else _report(entry, data["year"]),
        )
        for entry in data["units"]
    )
    return DemoCounty(data["name"], data["year"], units)


def _report(entry: Mapping[str, Any], year: int) -> Report:
    form = load(entry.get("form", "2021"))
    excused = {key: entry.get(key, False) for key in ("no_requests", "no_disputes")}
    cover = Cover(level=entry.get("level", "县级"), kind=entry["kind"], date=f"{year + 1}-01-18", **excused)
    report = blank_report(form, entry.get("year", year), entry["name"], cover, zeros=True)
    report = report.with_values({name: number(value) for name, value in entry.get("values", {}).items()})
    report = with_computed_totals(report)
    blank = [field.id for field in form.fields if field.id.rpartition(".")[0] in entry.get("blank_rows", ())]
    return report.with_values(dict.fromkeys(blank, BLANK))


def write_submissions(county: DemoCounty, folder: Path) -> Iterator[tuple[DemoUnit, Path]]:
    """Write each unit's workbook into an existing folder; the encrypted one is kept ready-made, with its password."""
    for unit in county.units:
        target = folder / f"{unit.name}.xlsx"
        if unit.encrypted:
            write_bytes(target, (FILES / "encrypted.xlsx").read_bytes())
        elif unit.report is not None:
            build_workbook(unit.report, target)
        else:
            continue
        yield unit, target


def roster_csv(county: DemoCounty) -> bytes:
    """The county's roster as CSV that Excel opens (UTF-8 with BOM)."""
    words = io.StringIO()
    writer = csv.writer(words)
    writer.writerow(("单位名称", "统一社会信用代码", "别名"))
    writer.writerows((unit.name, "", "") for unit in county.units)
    return words.getvalue().encode("utf-8-sig")
