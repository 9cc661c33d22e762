"""The case files of the catalogue: tests/rules/CODE/passes_*.toml and fails_*.toml, loaded and run.

A file says in TOML what is handed in and what must be found::

    says = "上年结转比上年报告少 1 件"     # Chinese, what the case is
    [report]                              # laid over a complete report of zeros; keys as in REPORT.json
    [[last_year]]                         # the unit's reports on the year before, likewise
    manual = true                         # the manual shows this one (else the first)
    deadline = "2022-01-20"               # the unit's own last day
    [thresholds]  [limits]                # of the configuration, where they matter
    is_summary = true                     # the report adds up units
    [[findings]]                          # all findings of the folder's code, in order; none in passes_ files

A row given replaces the row; "" stands for a blank cell, a missing year or a section left out. A finding's keys
are those of its JSON and are compared where given; ``cell`` is 表三!D5, ``says`` are words of the message (or a list),
``count`` says that so many findings in a row are like this one. What else a file may hand in: ``[[alter]]`` steps on
the report's workbook and ``[document]``, the report published with misprints (see altered.py), ``[file]``, a file as it
lies in a folder, and ``[[units]]`` with ``[[roster]]`` and ``[order]`` (see county_cases.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.rules import altered, county_cases
from tests.samples import PROSE
from xlreport.config import Config, Limits, Thresholds
from xlreport.findings import codes
from xlreport.findings.model import Finding
from xlreport.forms import load
from xlreport.report import Report
from xlreport.report_json import from_json
from xlreport.workbook.locate import judge

FOLDER = Path(__file__).parent
KEYS = frozenset(
    {
        "says",
        "manual",
        "report",
        "last_year",
        "deadline",
        "thresholds",
        "limits",
        "is_summary",
        "findings",
        "alter",
        "document",
    }
    | {"file", "units", "roster", "order", "decisions", "summary", "last_units"}
)


@dataclass(frozen=True)
class Case:
    """One case file: the code of its folder, and what stands in it."""

    code: str
    path: Path
    data: Mapping[str, Any]

    @property
    def passes(self) -> bool:
        """Whether nothing of the code may be found."""
        return self.path.name.startswith("passes_")

    @property
    def says(self) -> str:
        """What the case is, in Chinese."""
        return str(self.data["says"])

    @property
    def expected(self) -> list[dict[str, Any]]:
        """What must be found, one entry for each finding."""
        return [entry for entry in self.data.get("findings", []) for _ in range(entry.get("count", 1))]


def load_case(path: Path) -> Case:
    """A case file. Raises ValueError where it is none."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(data) - KEYS
    if unknown or not data.get("says"):
        raise ValueError(f"{path.parent.name}/{path.name}: {unknown or 'says nothing'}")
    return Case(path.parent.name, path, data)


def cases(code: str | None = None) -> list[Case]:
    """All cases (of one code), failing ones first, in the order of the catalogue and of their names."""
    wanted = codes() if code is None else (code,)
    return [load_case(path) for one in wanted for path in sorted((FOLDER / one).glob("*.toml"))]


def report_of(given: Mapping[str, Any], *, year: int = 2021, form: str = "2021") -> Report:
    """A complete report of zeros with what is given laid over it. Raises FileProblem for keys that do not exist."""
    given = _with_nulls(given)
    year = given.get("year", year)
    form_id = given.get("form", form)
    data: dict[str, Any] = {"form": form_id, "year": year, "agency": given.get("agency", "某县某局") or ""}
    cover = {"level": "县级", "kind": "部门", "date": f"{(year or 2021) + 1}-01-18"}
    data["cover"] = cover | {key: value or "" for key, value in given.get("cover", {}).items()}
    own = given.get("narrative", {})
    prose = {key: words for key, words in PROSE.items() if "一" not in own or not key.startswith("一")} | own
    data["narrative"] = {key: words for key, words in prose.items() if words is not None}
    for table in load(form_id).tables:
        zeros = {row: [0] * len(fields) for row, fields in table.rows.items()}
        data[table.id] = zeros | given.get(table.id, {})
    left = set(given) - {*data, "explanations"}
    if left:
        raise ValueError(f"a report has no {left}")
    return from_json(data | {"explanations": given.get("explanations", [])})


def _with_nulls(value: Any) -> Any:
    """A value of a case file with None for what it calls blank: TOML has no null."""
    if isinstance(value, Mapping):
        return {key: _with_nulls(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_nulls(one) for one in value]
    return None if value == "" else value


def found_in(case: Case, folder: Path) -> list[Finding]:
    """The findings of the case's code; ``folder`` is an empty one for its files."""
    return [finding for finding in _all_findings(case, folder) if finding.code == case.code]


def _all_findings(case: Case, folder: Path) -> list[Finding]:
    data = case.data
    config = Config(
        thresholds=Thresholds(**data.get("thresholds", {})), limits=replace(Limits(), **data.get("limits", {}))
    )
    if "units" in data:
        return county_cases.county_findings(data, report_of, config)
    report = report_of(data.get("report", {}))
    if "file" in data:
        return county_cases.file_findings(data["file"], report, folder, config)
    if "alter" in data:
        return altered.workbook_findings(report, data["alter"], folder)
    if "document" in data:
        return altered.document_findings(report, data["document"], folder)
    before = (report.year or 2021) - 1
    last_year = tuple(report_of(one, year=before, form=report.form.id) for one in data.get("last_year", []))
    deadline, is_summary = data.get("deadline", ""), data.get("is_summary", False)
    return list(judge(report, config, last_year, str(deadline), is_summary=is_summary))


def differs(finding: Finding, expected: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """What is otherwise than expected: key → (found, expected)."""
    shown: dict[str, object] = {**finding.to_json(), "case": finding.case}
    if finding.cell:
        shown["cell"] = f"{finding.sheet}!{finding.cell}"
    wrong: dict[str, tuple[object, object]] = {}
    for key, value in _with_nulls(expected).items():
        if key == "says":
            words = [value] if isinstance(value, str) else value
            if not all(word in finding.message for word in words):
                wrong[key] = (finding.message, value)
        elif key != "count" and shown[key] != value:
            wrong[key] = (shown[key], value)
    return wrong
