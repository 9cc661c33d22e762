"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

TRUTH = (
    "000_1579294a3fe638da",
    "001_186377574250ffb2",
    "002_de27d4d4802e9364",
    "003_d903fbee9be76688",
    "004_15d564b43078fcdc",
)


def shared_folder() -> Path:
    """The folder with real published reports: beside the checkout, or where XLREPORT_SHARED says."""
    return Path(os.environ.get("XLREPORT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def truth() -> dict[str, Path]:
    """REPORT.json of the five real reports by their number ('000' to '004')."""
    folder = shared_folder() / "reports" / "truth"
    if not folder.is_dir():
        pytest.skip(
            f"the five real reports are absent: no folder shared/reports/truth beside the checkout ({folder.name})"
        )
    return {name[:3]: folder / f"{name}.json" for name in TRUTH}
