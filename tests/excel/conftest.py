"""A LibreOffice that xlwings takes for Excel, and reports open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.excel.uno_engine import register
from tests.office.libreoffice import LibreOffice
from xlreport.forms import Form, load
from xlreport.report import Report
from xlreport.workbook.build import build_workbook

OpenLive = Callable[[Report], xw.Book]


@pytest.fixture(scope="session")
def app() -> Iterator[xw.App]:
    office = LibreOffice()
    yield register(office)
    office.end()


@pytest.fixture(params=["2021", "2019"])
def form(request: pytest.FixtureRequest) -> Form:
    return load(request.param)


@pytest.fixture
def open_live(app: xw.App, tmp_path: Path) -> Iterator[OpenLive]:
    """Opens the workbook of a report, the caller of the buttons from then on; all are closed when the test ends."""

    def open_one(report: Report) -> xw.Book:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsx"
        build_workbook(report, path)
        book = xw.Book(impl=app.impl.books.open(path))
        book.set_mock_caller()
        app.impl.calls.clear()
        return book

    yield open_one
    app.impl.on_write = str
    app.impl.status_bar = False
    for book in list(app.impl.books):
        book.close()
