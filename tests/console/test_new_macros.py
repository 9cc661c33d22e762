"""xlreport new --macros, and what the other commands do with an .xlsm."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from xlreport.console.app import run


def has_macros(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        return "xl/vbaProject.bin" in package.namelist()


def test_new_writes_a_workbook_with_macros_only_when_asked(tmp_path: Path) -> None:
    assert run(["new", "--year", "2024", "--macros", "-o", str(tmp_path / "带宏.xlsm")]) == 0
    assert run(["new", "--year", "2024", "-o", str(tmp_path / "无宏.xlsx")]) == 0
    assert has_macros(tmp_path / "带宏.xlsm")
    assert not has_macros(tmp_path / "无宏.xlsx")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--macros", "-o", "报告.xlsx"], "-o 的文件名要以 .xlsm 结尾"),
        (["-o", "报告.xlsm"], "-o 的文件名要以 .xlsx 结尾（带宏的 .xlsm 要加 --macros）"),
    ],
)
def test_ending_and_contents_always_agree(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_validate_fill_and_consolidate_take_the_workbook_with_macros(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "甲局.xlsm"
    cover = ["--agency", "甲局", "--level", "县级", "--kind", "部门", "--zeros"]
    assert run(["new", "--year", "2024", *cover, "--macros", "-o", str(report)]) == 0
    capsys.readouterr()
    assert run(["validate", "--json", str(report)]) == 0
    (one,) = json.loads(capsys.readouterr().out)["files"]
    assert (one["valid"], one["agency"]) == (True, "甲局")
    (finding,) = one["findings"]
    assert (finding["code"], finding["message"]) == ("L4", "报告的文字部分全部空白，只有表格"), "nobody wrote any yet"
    (tmp_path / "填充").mkdir()
    assert run(["fill", str(report), "-o", str(tmp_path / "填充")]) == 0
    (filled,) = (tmp_path / "填充").iterdir()
    assert (filled.suffix, has_macros(filled)) == (".xlsx", False)
    assert run(["consolidate", str(report), "-o", str(tmp_path / "汇总.xlsx")]) == 0
