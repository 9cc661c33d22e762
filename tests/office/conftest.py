"""LibreOffice for the tests of this folder, and reports open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.office.libreoffice import LibreOffice, OpenWorkbook
from xlreport.forms import Form, load
from xlreport.report import Report
from xlreport.workbook.build import build_workbook

OpenReport = Callable[[Report], OpenWorkbook]


@pytest.fixture(scope="session")
def office() -> Iterator[LibreOffice]:
    running = LibreOffice()
    yield running
    running.end()


@pytest.fixture(params=["2021", "2019"])
def form(request: pytest.FixtureRequest) -> Form:
    return load(request.param)


@pytest.fixture
def open_report(office: LibreOffice, tmp_path: Path) -> Iterator[OpenReport]:
    """Opens the workbook of a report; it is closed when the test ends."""
    with ExitStack() as opened:

        def open_one(report: Report) -> OpenWorkbook:
            path = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsx"
            build_workbook(report, path)
            return opened.enter_context(office.open(path))

        yield open_one
