"""One run of xlreport import, and what it made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlreport.console.app import run

UNCLEAR = {"table2.penalty.decisions": "31 42"}
"""Two numbers in one cell: nobody knows which is meant."""


NOTED = {"table2.penalty.decisions": "22（其中修订16件）"}


def imported(capsys: pytest.CaptureFixture[str], out: Path, *arguments: str | Path) -> tuple[int, Any]:
    capsys.readouterr()
    code = run(["import", *map(str, arguments), "-o", str(out), "--json"])
    return code, json.loads(capsys.readouterr().out)


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def sources(path: Path) -> list[tuple[Any, ...]]:
    """The lines of the sheet 来源 below its heads."""
    rows = list(openpyxl.load_workbook(path)["来源"].iter_rows(values_only=True))
    heads = ("表", "行", "列", "单元格", "数值", "原文", "位置", "如何对应")
    return rows[rows.index(heads) + 1 :]
