"""An invented county to show the whole way on: its roster and its agencies' workbooks, mistakes included."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xlreport.files.atomic import write_bytes
from xlreport.forms import load
from xlreport.numbers import BLANK, number, show
from xlreport.report import SECTIONS, Cover, Report, blank_report
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
    data, prose = (tomllib.loads((FILES / name).read_text(encoding="utf-8")) for name in ("county.toml", "prose.toml"))
    units = []
    for place, entry in enumerate(data["units"]):
        report = None if entry.get("missing") else _report(entry, data["year"])
        told = report and replace(report, narrative=_narrative(report, prose, place))
        units.append(DemoUnit(entry["name"], entry.get("encrypted", False), told))
    return DemoCounty(data["name"], data["year"], tuple(units))


def _report(entry: Mapping[str, Any], year: int) -> Report:
    form, year = load(entry.get("form", "2021")), entry.get("year", year)
    excused = {key: entry.get(key, False) for key in ("no_requests", "no_disputes")}
    cover = Cover(level=entry.get("level", "县级"), kind=entry["kind"], date=f"{year + 1}-01-18", **excused)
    report = blank_report(form, year, entry["name"], cover, zeros=True)
    report = report.with_values({name: number(value) for name, value in entry.get("values", {}).items()})
    report = with_computed_totals(report)
    report = report.with_values({name: number(value) for name, value in entry.get("typed_totals", {}).items()})
    blank = [field.id for field in form.fields if field.id.rpartition(".")[0] in entry.get("blank_rows", ())]
    return report.with_values(dict.fromkeys(blank, BLANK))


_NUMBERS = {
    "licensing": "table2.licensing.decisions",
    "new": "table3.received.new.total",
    "carried_over": "table3.received.carried_over.total",
    "done": "table3.result.total.total",
    "carried_forward": "table3.carried_forward.total",
}


def _narrative(report: Report, prose: Mapping[str, Any], place: int) -> dict[str, str]:
    """Prose that says what the tables say."""
    words = {key: show(report[name].plain) for key, name in _NUMBERS.items()}
    words |= {"name": report.agency, "year": str(report.year)}
    some = {
        "一/主动公开": report[_NUMBERS["licensing"]].scaled != 0,
        "一/依申请公开": any(report[_NUMBERS[key]].scaled for key in ("new", "carried_over")),
    }
    texts = {key: prose[key]["有" if some[key] else "没有"] if key in some else prose[key] for key in prose}
    return {key: texts[key][place % len(texts[key])].format(**words) for key in SECTIONS if key in texts}


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
