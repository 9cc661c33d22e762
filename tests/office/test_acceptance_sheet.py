"""What the acceptance sheet for Windows says must be seen without Python is what LibreOffice shows, step by step."""

from __future__ import annotations

from pathlib import Path

from tests.office.libreoffice import LibreOffice
from xlreport.forms import load
from xlreport.report import blank_report
from xlreport.workbook.build import Additions, build_workbook

SHEET = (Path(__file__).resolve().parents[2] / "docs" / "在Windows上验收.md").read_text(encoding="utf-8")


def seen(step: int) -> str:
    """What the sheet says must be seen at a step."""
    (line,) = [line for line in SHEET.splitlines() if line.startswith(f"| {step} |")]
    return line.split("|")[3].strip()


def test_the_steps_without_python(office: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "验收.xlsm"
    build_workbook(blank_report(load("2021"), None), path, Additions(macros=True))
    with office.open(path, macros=True) as book:
        book.type({"封面!C4": "甲局", "封面!C6": 2025, "封面!C7": "县级", "封面!C8": "部门"})
        assert f"“有 {book.run('Actions.BlankCells'):.0f} 个空白的数字单元格，全部填 0 吗？”" in seen(4)
        assert f"“{book.run('Actions.FilledZeros')}”" in seen(4)
        assert seen(5) == f"“{book.run('Actions.CheckedReport')}”"
        book.type({"表三!D6": 3})
        counts, first, _ = book.run("Actions.CheckedReport").splitlines()
        assert seen(6).startswith(f"“{counts}”")
        assert first.startswith("已转到第一处：表三 D30  B1")
        assert first.endswith("差 -3")
        assert book.run("Actions.SteppedForward").startswith("第 2 处，共 2 处：表三 J30")
        assert book.selected() == "表三!J30"
        assert book.run("Actions.SteppedBack").startswith("第 1 处，共 2 处：表三 D30")
        book.type({"表三!D8": 3})
        assert f"“{book.run('Actions.ClearedReport')}”" in seen(9)
        book.type({"表三!J6": 9})
        said = book.run("Actions.FilledTotals")
        assert said.startswith("已恢复 1 个合计公式")
        assert f"“{said.splitlines()[1]}”" in seen(10)
