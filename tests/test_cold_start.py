"""A click on validate waits for no library that it does not use."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.workbook.build import build_workbook

HEAVY = {"numpy", "openpyxl", "pandas", "python_calamine", "xlrd", "xlsxwriter", "xlwings"}
LIBRARIES_OF_OTHER_COMMANDS = {"click", "pydantic", "rich", "typer"}
PROGRAM = """
import json, sys
from xlreport.console.app import run
code = run(sys.argv[1:])
print(json.dumps([int(code), sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def run_cold(*arguments: str | Path) -> tuple[int, set[str]]:
    """Exit code of a command in a new process, and the packages it imported."""
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unaltered workbook in which every rule holds."""
    target = tmp_path_factory.mktemp("cold") / "report.xlsx"
    build_workbook(balanced_report(load("2021"), random.Random(7)), target)
    return target


def test_validate_imports_no_spreadsheet_or_number_library(workbook: Path) -> None:
    code, modules = run_cold("validate", workbook)
    assert code == 0
    assert not modules & HEAVY


def test_validate_of_files_alone_reads_no_command_line_library(workbook: Path) -> None:
    code, modules = run_cold("validate", "--json", workbook)
    assert code == 0
    assert not modules & LIBRARIES_OF_OTHER_COMMANDS


def test_validate_with_options_still_imports_nothing_heavy(workbook: Path) -> None:
    code, modules = run_cold("--quiet", "validate", workbook)
    assert code == 0
    assert "typer" in modules
    assert not modules & HEAVY


def test_both_ways_to_validate_say_the_same(workbook: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from xlreport.console.app import run

    said = []
    for arguments in (["validate", str(workbook)], ["--quiet", "validate", str(workbook)]):
        assert run(arguments) == 0
        said.append(capfd.readouterr())
    assert said[0] == said[1]


def test_new_imports_what_it_builds_with_and_no_more(tmp_path: Path) -> None:
    code, modules = run_cold("new", "-o", tmp_path / "new.xlsx")
    assert code == 0
    assert modules & HEAVY == {"xlsxwriter"}
