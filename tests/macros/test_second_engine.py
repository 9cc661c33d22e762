"""The macros in a second VBA interpreter, made after Excel's own object model: pyOpenVBA's."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication

from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.workbook import macros
from xlreport.workbook.build import Additions, build_workbook

CONTROL = "Public ID As String\n"
RIBBON = """
Public Sub PressRibbon(ByVal action As String)
    Dim control As Control
    Set control = New Control
    control.ID = action
    RibbonAction control
End Sub
"""


@pytest.fixture(params=["2021", "2019"])
def excel(request: pytest.FixtureRequest, tmp_path: Path) -> ExcelApplication:
    """A report with a wrong total, a blank and words, open in the interpreter."""
    report = balanced_report(load(request.param), random.Random(21)).with_values(
        {
            "table3.result.partial.total": number(99_999),
            "table4.review.upheld": BLANK,
            "table2.penalty.decisions": text("十二"),
        }
    )
    path = tmp_path / "报告.xlsm"
    build_workbook(report, path, Additions(macros=True))
    return ExcelApplication.open(path)


def test_the_check_finds_marks_and_clears(excel: ExcelApplication) -> None:
    assert excel.run("CheckedReport").startswith("校验完成：错误 ")
    problems = [line.split("\t") for line in excel.run("ProblemsAsText").splitlines()]
    assert {"B3", "V1", "V5"} <= {problem[0] for problem in problems}
    assert ["B3", "错误", "表三", "J9"] in [problem[:4] for problem in problems]
    assert excel.run("ClearedReport").startswith("已清除 ")
    assert excel.run("ClearedReport") == "已清除 0 处标记（此前的输入不能再用“撤销”恢复）。"


def test_totals_and_zeros_are_filled_on_protected_sheets(excel: ExcelApplication) -> None:
    assert "表三 J9：原为 99999" in excel.run("FilledTotals")
    assert excel.evaluate('ThisWorkbook.Worksheets("表三").Range("J9").Formula') == "=SUM(D9:I9)"
    assert excel.run("BlankCells") == 1
    assert excel.run("FilledZeros") == "已把 1 个空白单元格填为 0。"
    assert excel.evaluate('ThisWorkbook.Worksheets("表四").Range("A6").Value') == 0
    for sheet in ("表二", "表三", "表四"):
        assert excel.evaluate(f'ThisWorkbook.Worksheets("{sheet}").ProtectContents')


@pytest.mark.parametrize("excel", ["2021", pytest.param("2019", marks=pytest.mark.long)], indirect=True)
@pytest.mark.parametrize("action", [*macros.NATIVE, *macros.WITH_PYTHON])
def test_the_ribbon_reaches_every_action(action: str, excel: ExcelApplication) -> None:
    excel.add_module(CONTROL, name="Control", kind="class")
    excel.add_module(RIBBON, name="Ribbon")
    excel.run("PressRibbon", action)
    steps = {"PreviousProblem", "NextProblem"}
    assert bool(excel.dialogs) == (action not in steps)
    if action in steps:
        assert excel.evaluate("Application.StatusBar").startswith("第 ")
