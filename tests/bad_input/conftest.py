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
    """plain and foreign, each as .xls and .ods with and without a password, saved by LibreOffice in one go."""
    return saved_by_office(tmp_path_factory.mktemp("office"), plain=good, foreign=foreign_workbook())
