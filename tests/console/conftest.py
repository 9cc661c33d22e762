"""Where the commands of these tests put their results."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def out(tmp_path: Path) -> Path:
    place = tmp_path / "结果"
    place.mkdir()
    return place
