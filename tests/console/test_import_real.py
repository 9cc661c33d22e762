"""xlreport import of the five real reports: every number, and what is wrong in them."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import shared_folder
from xlreport.console.app import run
from xlreport.workbook.read import judge_reading, read_workbook


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The five reports imported together: the JSON by number."""
    folder = shared_folder() / "reports"
    if not list(folder.glob("*.txt")):
        pytest.skip("the five real reports are absent: no texts in shared/reports beside the checkout")
    out, words = tmp_path_factory.mktemp("真"), io.StringIO()
    with contextlib.redirect_stdout(words):
        code = run(["import", *map(str, sorted(folder.glob("*.txt"))), "-o", str(out), "--json"])
    assert code == 0
    return {Path(one["path"]).name[:3]: one for one in json.loads(words.getvalue())["reports"]}


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_real_report_is_read_to_the_last_number(number: str, real: dict[str, Any], truth: dict[str, Path]) -> None:
    one, wanted = real[number], json.loads(truth[number].read_text(encoding="utf-8"))
    assert one["open"] == []
    for key in ("form", "year", "agency", "table2", "table3", "table4"):
        assert one["report"][key] == wanted[key], key


def test_what_real_reports_get_wrong_is_found_in_their_workbooks(real: dict[str, Any]) -> None:
    findings = {}
    for number, one in real.items():
        (path,) = one["written"]
        reading = read_workbook(Path(path))
        findings[number] = {finding.code for finding in judge_reading(reading)}
        if number == "001":
            assert reading.report.cover.date == "2020-01-18", "as printed, whatever the report's year"
    assert {"F1", "L1"} <= findings["001"]
    assert all("F1" not in codes and "L1" not in codes for number, codes in findings.items() if number != "001")
    assert "V5" in findings["004"]
    assert all("V1" not in codes for codes in findings.values())
    prose = {
        number: {code for code in codes if code[0] in "NPY" or code in "L2 L3 L4 L6"}
        for number, codes in findings.items()
    }
    assert prose == {
        "000": set(),
        # Signed in January of the year before the one reported on; 六 says 无; no word on 申请 in 一.
        "001": {"L2", "L3", "L4", "N2"},
        "002": {"N2"},  # 五 begins with 2020年
        "003": set(),
        "004": {"L4"},  # its （四） is on something else than the 平台
    }
