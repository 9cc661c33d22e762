"""Files handed in: two good ones, and what LibreOffice makes of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_input.spoil import foreign_workbook, good_workbook, saved_by_office


@pytest.fixture(scope="session")
def good() -> bytes:
    return good_workbook("甲县甲局", 1)


@pytest.fixture(scope="session")
def other() -> bytes:
    return good_workbook("甲县乙局", 2)


@pytest.fixture(scope="session")
def office(good: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """plain.xls, plain.ods, password.xls, password.ods of the good workbook, saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    source = tmp_path_factory.mktemp("source") / "甲.xlsx"
    source.write_bytes(good)
    return saved_by_office(source, folder)


@pytest.fixture(scope="session")
def foreign_by_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("office")
    source = tmp_path_factory.mktemp("source") / "通讯录.xlsx"
    source.write_bytes(foreign_workbook())
    return saved_by_office(source, folder)
