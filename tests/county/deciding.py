"""Units' workbooks in a folder, and what consolidate decides on each."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.merge import Consolidation
from xlreport.forms import load
from xlreport.report import Report
from xlreport.workbook.build import build_workbook

CODE, OTHER_CODE = "11330000002482106P", "11330000002482151D"


def report(agency: str, seed: int = 1) -> Report:
    return balanced_report(load("2021"), random.Random(seed), agency=agency)


def put(folder: Path, name: str, filled: Report, *, saved_at: int = 0) -> Path:
    path = folder / name
    build_workbook(filled, path)
    if saved_at:
        os.utime(path, (saved_at, saved_at))
    return path


def consolidated(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, Any]:
    output = folder.parent / "汇总.xlsx"
    code = run(["--quiet", "consolidate", str(folder), "-o", str(output), "--year", "2021", "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def by_name(data: Any) -> dict[str, Any]:
    return {Path(unit["path"]).name: unit for unit in data["units"]}


def coded(filled: Report, code: str) -> Report:
    return replace(filled, cover=replace(filled.cover, code=code))


def decided(merged: Consolidation) -> dict[str, str]:
    return {decision.submission.path.name: decision.decision for decision in merged.decisions}
