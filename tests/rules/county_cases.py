"""What comes to the county's desk: files as they lie in a folder, and the reports of several units.

``[file]``: ``name``, ``made`` (a key of MADE), ``named`` = true where the user named the file himself rather than its
folder. ``[[units]]``: a report each, with ``file`` (its name), ``saved`` (a time), ``unreadable`` (a case of C6);
``[[roster]]``: name, code, aliases, predecessors; ``[order]``: year and include_failing. ``[decisions]`` is what
becomes of each file, ``[summary]`` holds rows of the summary, as in REPORT.json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bad_input import spoil
from tests.rules.altered import workbook_bytes
from xlreport.config import Config
from xlreport.county.dispatch_list import write_list
from xlreport.county.intake import Submission, submission_of, take_in
from xlreport.county.last_year import LastYears
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.orphans import orphan_findings
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import FileProblem, Finding
from xlreport.findings.problems import file_finding
from xlreport.forms import for_year
from xlreport.report import Report, blank_report
from xlreport.report_json import to_json
from xlreport.workbook.read import Reading

Given = Mapping[str, Any]
ReportOf = Callable[[Given], Report]
_UNIT_KEYS = ("file", "saved", "unreadable")


def _dispatch_list() -> bytes:
    """The list that ``dispatch`` leaves beside the units' workbooks."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "分发清单.xlsx"
        write_list([], target)
        return target.read_bytes()


MADE: dict[str, Callable[[Report], bytes | None]] = {
    "workbook": workbook_bytes,
    "summary": lambda report: workbook_bytes(report, "summary"),
    "encrypted": lambda report: spoil.encrypted(workbook_bytes(report)),
    "half": lambda report: workbook_bytes(report)[:20_000],
    "empty": lambda _: b"",
    "csv": lambda _: "单位名称,数量\n甲局,3\n".encode("gbk"),
    "foreign": lambda _: spoil.foreign_workbook(),
    "lock": lambda _: b"\x06clerk" + bytes(159),
    "missing": lambda _: None,
    "unfilled": lambda report: workbook_bytes(blank_report(report.form, report.year, report.agency)),
    "dispatched": lambda _: _dispatch_list(),
}
"""How a file is made from the report."""


def file_findings(file: Given, report: Report, folder: Path, config: Config) -> list[Finding]:
    """What is found on one file in a folder."""
    path = folder / file["name"]
    data = MADE[file["made"]](report)
    if data is not None:
        path.write_bytes(data)
    return list(take_in(path, named=file.get("named", False), config=config).findings)


def consolidated(data: Given, report_of: ReportOf, config: Config) -> Consolidation:
    """The units' reports merged as ordered."""
    roster = [Unit(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
              for entry in data.get("roster", [])]  # fmt: skip
    given = {"year": 2021, "agency": "某县", **data.get("order", {})}
    order = Order(for_year(given["year"]), roster=Roster(tuple(roster)) if roster else None, **given)
    return consolidate([_submission(unit, report_of, config) for unit in data["units"]], order, config)


def _submission(unit: Given, report_of: ReportOf, config: Config) -> Submission:
    path = Path(unit.get("file", f"{unit.get('agency', '某县某局')}.xlsx"))
    if "unreadable" in unit:
        problem = FileProblem(unit["unreadable"], path)
        return Submission(path, None, (file_finding(problem, config),), unreadable=True)
    report = report_of({key: value for key, value in unit.items() if key not in _UNIT_KEYS})
    saved = unit.get("saved", datetime(2022, 1, 10)).replace(tzinfo=UTC)
    return submission_of(Reading(report, ()), path, "", saved, config)


def county_findings(data: Given, report_of: ReportOf, config: Config) -> list[Finding]:
    """All findings on the whole, then those on each file. Fails where decisions or sums are otherwise than the case
    says."""
    merged = consolidated(data, report_of, config)
    decided = {decision.submission.path.name: decision.decision for decision in merged.decisions}
    assert decided == data.get("decisions", decided)
    summary = to_json(merged.summary)
    for table, rows in data.get("summary", {}).items():
        for row, wanted in rows.items():
            assert summary[table][row] == [None if value == "" else value for value in wanted], row
    orphans: tuple[Finding, ...] = ()
    if "last_units" in data:
        before = (merged.summary.year or 0) - 1
        last = LastYears(Path("上年"), tuple(report_of({"year": before, **unit}) for unit in data["last_units"]))
        orphans = orphan_findings(merged.decisions, before + 1, last, merged.roster, config)
    return [*merged.findings, *orphans, *(finding for decision in merged.decisions for finding in decision.findings)]
