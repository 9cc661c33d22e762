"""One run of xlreport import, and what it made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
