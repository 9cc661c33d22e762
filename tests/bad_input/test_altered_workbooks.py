"""Workbooks that can be read although somebody broke them: nothing turns into 0 in silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input import spoil
from tests.bad_input.expect import answer, assert_plain_chinese


def _findings(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    said = answer(capsys, "validate", "--json", path)
    (one,) = said.json()["files"]
    for finding in one["findings"]:
        assert_plain_chinese(f"{finding['message']}。{finding['remedy']}。", path, finding["sheet"])
    return said.code, one["findings"]


@pytest.mark.parametrize("sheet", ["表二", "表三", "表四"])
def test_deleted_table(sheet: str, good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "甲.xlsx"
    path.write_bytes(spoil.without_sheet(good, sheet))
    code, findings = _findings(path, capsys)
    assert code == 1
    assert f"缺少{sheet}" in [finding["message"] for finding in findings if finding["code"] == "F2"]
    said = answer(capsys, "consolidate", "--json", path, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 1
    assert said.json()["counts"]["refused"] == 1


def test_deleted_cover(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "甲.xlsx"
    path.write_bytes(spoil.without_sheet(good, "封面"))
    code, findings = _findings(path, capsys)
    assert code == 1
    errors = {finding["message"] for finding in findings if finding["severity"] == "error"}
    assert {"封面没有填写单位名称", "封面没有填写报告年度，或填写的不是年份"} <= errors


@pytest.mark.parametrize(("sheet", "codes"), [("校验", set()), ("_xlreport", {"F4"}), ("文字部分", {"L4"})])
def test_deleted_helper_sheet(
    sheet: str, codes: set[str], good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The numbers do not need these sheets; that the prose is gone is a warning."""
    path = tmp_path / "甲.xlsx"
    path.write_bytes(spoil.without_sheet(good, sheet))
    code, findings = _findings(path, capsys)
    assert code == 0
    assert {finding["code"] for finding in findings} == codes


CELLS = {
    "words": ('<c r="D6" t="inlineStr"><is><t>三件</t></is></c>', "V1", "三件"),
    "an error": ('<c r="D6" t="e"><v>#REF!</v></c>', "V1", "#REF!"),
    "a formula with an error": ('<c r="D6" t="e"><f>#REF!+1</f><v>#REF!</v></c>', "V1", "#REF!"),
    "an uncached formula": ('<c r="D6"><f>1+1</f></c>', "V1", "公式还没有计算结果"),
    "a truth value": ('<c r="D6" t="b"><v>1</v></c>', "V1", "TRUE"),
    "a date": ('<c r="D6" t="d"><v>2023-01-01</v></c>', "V1", "2023-01-01"),
    "nonsense for a number": ('<c r="D6"><v>1,5x</v></c>', "V1", "1,5x"),
    "an endless number": ('<c r="D6"><v>1e999</v></c>', "V1", "1e999"),
    "not a number": ('<c r="D6"><v>NaN</v></c>', "V1", "NaN"),
}


@pytest.mark.parametrize("case", CELLS)
def test_no_number_in_a_number_cell(case: str, good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    xml, code, raw = CELLS[case]
    path = tmp_path / "甲.xlsx"
    path.write_bytes(spoil.with_cell(good, "表三", "D6", xml))
    said = answer(capsys, "validate", "--json", path)
    assert said.code == 1
    (one,) = said.json()["files"]
    found = [finding for finding in one["findings"] if finding["code"] == code and finding["cell"] == "D6"]
    assert len(found) == 1
    assert raw in found[0]["message"]


def test_value_in_the_last_cell_of_a_sheet(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def put(part: bytes) -> bytes:
        return part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    path = tmp_path / "甲.xlsx"
    path.write_bytes(spoil.repacked(good, {spoil.sheet_part(good, "表三"): put}))
    code, (finding,) = _findings(path, capsys)
    assert code == 1
    assert finding["code"] == "F2"
    assert "XFD1048576" in finding["message"]


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_saved_by_libreoffice_reads_as_before(
    suffix: str, office: dict[str, Path], good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "甲.xlsx").write_bytes(good)
    numbers = []
    for path in (tmp_path / "甲.xlsx", office[f"plain.{suffix}"]):
        said = answer(capsys, "consolidate", "--json", path, "-o", tmp_path / "汇总.xlsx")
        assert said.code == 0
        numbers.append([said.json()["summary"][table] for table in ("table2", "table3", "table4")])
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("saved", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "yesterday", ""])
def test_time_of_saving_that_cannot_be(
    saved: str, good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def put(part: bytes) -> bytes:
        return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), part)

    path = tmp_path / "甲.xlsx"
    path.write_bytes(spoil.repacked(good, {"docProps/core.xml": put}))
    assert answer(capsys, "consolidate", path, "-o", tmp_path / "汇总.xlsx").code == 0
