"""Reports of a year before, in files of every kind, and whose they are found to be."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import balanced_report
from xlreport.config import DEFAULT, Config
from xlreport.county.last_year import read_last_year
from xlreport.county.roster import Roster
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.forms import load
from xlreport.report import Report
from xlreport.workbook.build import build_workbook

LICENSING, IN_FORCE = "table2.licensing.decisions", "table2.normative_documents.in_force"


def check_character(first17: str) -> str:
    """By GB 32100-2015: the character that makes the weighted sum divisible by 31."""
    characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(characters.index(letter) * 3**place for place, letter in enumerate(first17))
    return next(letter for value, letter in enumerate(characters) if (total + value) % 31 == 0)


def code(first17: str) -> str:
    return first17 + check_character(first17)


def made(agency: str, year: int = 2021, seed: int = 1, *, given: str = "", form: str = "2021") -> Report:
    drawn = balanced_report(load(form), random.Random(seed), agency=agency, year=year)
    return replace(drawn, cover=replace(drawn.cover, code=given))


def this_year(agency: str, given: str = "", year: int = 2022) -> Report:
    return made(agency, year, 99, given=given)


def put(folder: Path, name: str, report: Report) -> Path:
    folder.mkdir(exist_ok=True)
    build_workbook(report, folder / name)
    return folder / name


def find_last_year(
    report: Report, source: Path, config: Config = DEFAULT, roster: Roster | None = None
) -> tuple[Report, ...]:
    """As the program does it for many reports: the source read once, then asked."""
    return read_last_year(source, config).of(report, roster)


def numbers(reports: tuple[Report, ...]) -> list[list[object]]:
    return [[content.plain for content in report.values] for report in reports]


def sentence(problem: FileProblem) -> str:
    finding = file_finding(problem)
    assert (finding.code, finding.severity) == ("C6", "warning")
    return finding.message


def problem_of(report: Report, source: Path, roster: Roster | None = None) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        find_last_year(report, source, roster=roster)
    return caught.value
